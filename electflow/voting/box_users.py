"""Who votes at a box carried about (流动票箱使用人员), each checked against the list of voters."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.errors import InputRefused
from electflow.issues import Fact, Issue
from electflow.roll.queries import VoterLine, voters_by_words, voters_of
from electflow.stages import Stage
from electflow.voting.boxes import get_mobile_box, polls_of_slips
from electflow.voting.model import BallotBox, BoxUser, ProxySlip
from electflow.voting.poll_days import BEFORE


def list_users(act: Act, election: Election, number: int, words: Sequence[str]) -> int:
    """Keep who votes at a box, by name, or by "name group" among namesakes; return how many.

    The whole list is given each time, before the poll. Nobody stands on it twice, or on the list of
    another box, or has given a proxy. Raises NotFound, or InputRefused with every fault at once.
    """
    box = get_mobile_box(act.session, election, number)
    found, issues = voters_by_words(act.session, election, words)
    if Stage(election.stage) not in BEFORE:
        issues.append(Issue(code="voting.boxes_not_now", source_key=""))
    if not found and not issues:
        issues.append(Issue(code="voting.box_without_users", source_key=""))
    others = box_by_user(act.session, election, besides=number)
    away = set(
        act.session.scalars(
            select(ProxySlip.principal)
            .where(ProxySlip.county == election.county, ProxySlip.election_id == election.id)
            .where(ProxySlip.poll.in_(polls_of_slips(act.session, election)))
            .where(ProxySlip.is_withdrawn.is_(False))
        )
    )
    for code, lines in (
        ("voting.box_user_twice", [line for line, n in Counter(found).items() if n > 1]),
        ("voting.box_user_elsewhere", [line for line in found if line.id in others]),
        ("voting.box_user_away", [line for line in found if line.id in away]),
    ):
        if lines:
            facts: dict[str, Fact] = {"names": "、".join(line.name for line in lines)}
            issues.append(Issue(code=code, source_key="", facts=facts))
    if issues:
        raise InputRefused(issues)
    mine = (BoxUser.county == election.county) & (BoxUser.election_id == election.id)
    act.session.execute(delete(BoxUser).where(mine, BoxUser.box == number))
    act.session.add_all(
        BoxUser(county=election.county, election_id=election.id, box=number, voter=line.id)
        for line in found
    )
    box.users = len(found)
    audit.record(
        act,
        "box:users",
        f"election:{election.id}",
        data={"box": number, "voters": sorted(str(line.id) for line in found)},
        place=election.village,
    )
    return len(found)


def box_by_user(session: Session, election: Election, besides: int = 0) -> dict[int, int]:
    """Return at which box in use a voter votes, by voter; without the users of one box."""
    rows = session.execute(
        select(BoxUser.voter, BoxUser.box)
        .join(
            BallotBox,
            (BallotBox.county == BoxUser.county)
            & (BallotBox.election_id == BoxUser.election_id)
            & (BallotBox.number == BoxUser.box),
        )
        .where(BoxUser.county == election.county, BoxUser.election_id == election.id)
        .where(BoxUser.box != besides, BallotBox.is_withdrawn.is_(False))
    )
    return {voter: box for voter, box in rows}


def users_of(session: Session, election: Election, number: int) -> list[VoterLine]:
    """Return who votes at a box, as they stand on the list."""
    ids = select(BoxUser.voter).where(
        BoxUser.county == election.county, BoxUser.election_id == election.id, BoxUser.box == number
    )
    return voters_of(session, election, set(session.scalars(ids)))
