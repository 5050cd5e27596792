"""Pages of a poll: boxes with their seals, lines of the ledger, proxies by name, doubtful ballots."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from electflow.campaign.model import Election
from electflow.db import keyring_of
from electflow.people.model import Person
from electflow.roll.model import Voter
from electflow.voting.boxes import polls_of_slips
from electflow.voting.custody import Move
from electflow.voting.model import BallotBox, BallotMove, DoubtfulBallot, ProxySlip
from electflow.voting.poll_days import WATCHERS
from electflow.voting.proxy import ProxyRelation
from electflow.voting.terms import BallotRuling, BoxKind, Doubt


@dataclass(frozen=True)
class BoxLine:
    """A box as registered."""

    number: int
    kind: BoxKind
    name: str
    scrutineers: int
    users: int
    approval: str
    seal: str
    custodian: str
    route: str
    out_at: datetime | None
    back_at: datetime | None


@dataclass(frozen=True)
class MoveLine:
    """A line of the ledger; ``is_undone`` says that another line takes it back."""

    id: int
    poll: int
    move: Move
    box: int
    quantity: int
    takes_back: int | None
    recorded_by: int
    recorded_at: datetime
    is_undone: bool


@dataclass(frozen=True)
class SlipLine:
    """A proxy with both names."""

    number: int
    principal: str
    principal_group: str
    proxy: str
    proxy_group: str
    relation: ProxyRelation
    reason: str
    applied_on: date
    is_withdrawn: bool
    poll: int
    is_in_force: bool


@dataclass(frozen=True)
class DoubtfulLine:
    """A doubtful ballot with its ruling, if there is one."""

    number: int
    box: int
    doubt: Doubt
    ruling: BallotRuling | None
    minutes: str


def boxes_of(session: Session, election: Election) -> list[BoxLine]:
    """Return the boxes in use."""
    rows = session.execute(
        select(BallotBox, WATCHERS.label("watchers"))
        .where(BallotBox.county == election.county, BallotBox.election_id == election.id)
        .where(BallotBox.is_withdrawn.is_(False))
        .order_by(BallotBox.number)
    )
    return [
        BoxLine(
            row.number,
            BoxKind(row.kind),
            row.name,
            watchers,
            row.users,
            row.approval,
            row.seal,
            row.custodian,
            row.route,
            row.out_at,
            row.back_at,
        )
        for row, watchers in rows
    ]


def ledger_of(session: Session, election: Election, most: int) -> list[MoveLine]:
    """Return the latest lines of the ledger, newest first."""
    rows = list(
        session.scalars(
            select(BallotMove)
            .where(BallotMove.county == election.county, BallotMove.election_id == election.id)
            .order_by(BallotMove.id.desc())
            .limit(most)
        )
    )
    undone = {row.takes_back for row in rows if row.takes_back}
    return [
        MoveLine(
            row.id,
            row.poll,
            Move(row.move),
            row.box,
            row.quantity,
            row.takes_back,
            row.recorded_by,
            row.recorded_at,
            row.id in undone,
        )
        for row in rows
    ]


def slips_of(session: Session, election: Election) -> list[SlipLine]:
    """Return the proxies in the order in which they were registered."""
    giver, taker = aliased(Voter), aliased(Voter)
    his, hers = aliased(Person), aliased(Person)
    unseal = keyring_of(session).unseal
    rows = session.execute(
        select(
            ProxySlip,
            his.sealed_name.label("principal"),
            giver.group_name.label("principal_group"),
            hers.sealed_name.label("proxy"),
            taker.group_name.label("proxy_group"),
            (giver.is_struck | taker.is_struck).label("gone"),
        )
        .join(giver, (giver.county == ProxySlip.county) & (giver.id == ProxySlip.principal))
        .join(his, (his.county == giver.county) & (his.id == giver.person_id))
        .join(taker, (taker.county == ProxySlip.county) & (taker.id == ProxySlip.proxy))
        .join(hers, (hers.county == taker.county) & (hers.id == taker.person_id))
        .where(ProxySlip.county == election.county, ProxySlip.election_id == election.id)
        .order_by(ProxySlip.number)
    )
    return [
        SlipLine(
            slip.number,
            unseal(principal),
            principal_group,
            unseal(proxy),
            proxy_group,
            ProxyRelation(slip.relation),
            unseal(slip.sealed_reason),
            slip.applied_on,
            slip.is_withdrawn,
            slip.poll,
            not slip.is_withdrawn and not gone,
        )
        for slip, principal, principal_group, proxy, proxy_group, gone in rows
    ]


def doubtful_of(session: Session, election: Election, poll: int) -> list[DoubtfulLine]:
    """Return the doubtful ballots of a poll."""
    rows = session.scalars(
        select(DoubtfulBallot)
        .where(DoubtfulBallot.county == election.county)
        .where(DoubtfulBallot.election_id == election.id, DoubtfulBallot.poll == poll)
        .order_by(DoubtfulBallot.number)
    )
    return [
        DoubtfulLine(
            row.number,
            row.box,
            Doubt(row.doubt),
            BallotRuling(row.ruling) if row.ruling else None,
            row.minutes,
        )
        for row in rows
    ]


def slips_in_force(session: Session, election: Election) -> list[SlipLine]:
    """Return the proxies that hold in the poll that is prepared or was last held, struck voters left out."""
    holding = polls_of_slips(session, election)
    return [
        line for line in slips_of(session, election) if line.is_in_force and line.poll in holding
    ]
