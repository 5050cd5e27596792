"""Keeping what a poll needs at hand: boxes, the ledger of ballots, doubtful ballots."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.errors import InputRefused, NotFound, Stale
from electflow.ids import new_id
from electflow.issues import Fact, Issue
from electflow.roll.terms import CHANGING
from electflow.stages import Stage
from electflow.voting.custody import OF_BOX, OF_STOCK, STOCK, Move
from electflow.voting.model import (
    BallotBox,
    BallotMove,
    DoubtfulBallot,
    Poll,
)
from electflow.voting.poll_days import BEFORE, KEPT, boxes_or_one, slips_hold
from electflow.voting.terms import (
    BallotRuling,
    BoxFacts,
    BoxKind,
    Doubt,
    PollFacts,
    PollKind,
)

_CLOSING = frozenset({Move.SEALED, Move.DESTROYED, Move.UNUSED, Move.COLLECTED})


def add_box(
    act: Act,
    election: Election,
    *,
    kind: BoxKind,
    name: str,
    scrutineers: int,
    users: int,
    approval: str,
    seal: str,
    custodian: str = "",
    route: str = "",
) -> BallotBox:
    """Register a box before the poll; raises InputRefused with every fault at once."""
    _require(election, BEFORE, "voting.boxes_not_now")
    issues = []
    if not name.strip():
        issues.append(Issue(code="voting.box_unnamed", source_key=""))
    if kind is BoxKind.MOBILE and not users:
        issues.append(Issue(code="voting.box_without_users", source_key=""))
    if kind is BoxKind.MOBILE and not (custodian.strip() and route.strip()):
        issues.append(Issue(code="voting.box_without_custodian", source_key=""))
    if issues:
        raise InputRefused(issues)
    mine = (BallotBox.county == election.county) & (BallotBox.election_id == election.id)
    last = act.session.scalar(select(func.max(BallotBox.number)).where(mine)) or 0
    box = BallotBox(
        county=election.county,
        election_id=election.id,
        number=last + 1,
        kind=kind.value,
        name=name.strip(),
        scrutineers=scrutineers,
        users=users,
        approval=approval.strip(),
        seal=seal.strip(),
        custodian=custodian.strip(),
        route=route.strip(),
        is_withdrawn=False,
    )
    act.session.add(box)
    audit.record(
        act,
        "box:add",
        f"election:{election.id}",
        data={
            "box": box.number,
            "kind": kind.value,
            "scrutineers": scrutineers,
            "users": users,
        },
        words={"name": name, "approval": approval, "custodian": custodian, "route": route},
        place=election.village,
    )
    return box


def note_box(act: Act, election: Election, number: int, *, is_out: bool) -> None:
    """Record at this hour that a box that is carried about went out, or came back sealed.

    Raises NotFound, Stale when that is recorded already, or InputRefused outside the poll.
    """
    _require(election, frozenset({Stage.POLLING}), "voting.boxes_on_poll_day")
    box = get_mobile_box(act.session, election, number)
    if (box.out_at if is_out else box.back_at) is not None:
        raise Stale(f"box {number} of election {election.id}: recorded already")
    if is_out:
        box.out_at = act.at
    elif box.out_at is None:
        raise InputRefused([Issue(code="voting.box_not_out", source_key="")])
    else:
        box.back_at = act.at
    audit.record(
        act,
        "box:out" if is_out else "box:back",
        f"election:{election.id}",
        data={"box": number},
        place=election.village,
    )


def get_mobile_box(session: Session, election: Election, number: int) -> BallotBox:
    """Return a box in use that is carried about; raises NotFound."""
    box = get_box(session, election, number)
    if box.kind != BoxKind.MOBILE.value:
        raise NotFound(f"box {number} of election {election.id}")
    return box


def get_box(session: Session, election: Election, number: int) -> BallotBox:
    """Return a box in use; raises NotFound."""
    box = session.get(BallotBox, (election.county, election.id, number))
    if box is None or box.is_withdrawn:
        raise NotFound(f"box {number} of election {election.id}")
    return box


def withdraw_box(act: Act, election: Election, number: int) -> None:
    """Take a box out of use before the poll; raises NotFound, Stale or InputRefused."""
    _require(election, BEFORE, "voting.boxes_not_now")
    box = act.session.get(BallotBox, (election.county, election.id, number))
    if box is None:
        raise NotFound(f"box {number} of election {election.id}")
    if box.is_withdrawn:
        raise Stale(f"box {number} of election {election.id} is withdrawn")
    held = select(func.sum(BallotMove.quantity)).where(
        BallotMove.county == election.county,
        BallotMove.election_id == election.id,
        BallotMove.poll == poll_of(act.session, election),
        BallotMove.box == number,
    )
    if act.session.scalar(held):
        facts: dict[str, Fact] = {"box": box.name}
        raise InputRefused([Issue(code="voting.box_has_ballots", source_key="", facts=facts)])
    box.is_withdrawn = True
    audit.record(
        act,
        "box:withdraw",
        f"election:{election.id}",
        data={"box": number},
        place=election.village,
    )


def move_ballots(
    act: Act,
    election: Election,
    boxes: Sequence[BoxFacts],
    *,
    move: Move,
    box: int,
    quantity: int,
) -> BallotMove:
    """Write one line of the ledger; raises InputRefused with every fault at once."""
    _require(election, KEPT, "voting.ledger_not_now")
    issues = []
    known = {there.number for there in boxes_or_one(boxes)}
    belongs = (move in OF_STOCK and box == STOCK) or (move in OF_BOX and box in known)
    if not belongs and not (move is Move.UNUSED and box in known | {STOCK}):
        facts: dict[str, Fact] = {"move": move.value, "box": box}
        issues.append(Issue(code="voting.move_at_wrong_place", source_key="", facts=facts))
    if not 0 < quantity < 1_000_000:
        issues.append(Issue(code="voting.quantity_wrong", source_key="", facts={"n": quantity}))
    if issues:
        raise InputRefused(issues)
    return _write_move(
        act, election, poll_of(act.session, election, move), move, box, quantity, None
    )


def take_back(act: Act, election: Election, line: int) -> BallotMove:
    """Take a wrong line of the ledger back by a line of its own; raises NotFound or Stale."""
    _require(election, KEPT, "voting.ledger_not_now")
    wrong = act.session.get(BallotMove, (election.county, line))
    if wrong is None or wrong.election_id != election.id or wrong.takes_back:
        raise NotFound(f"ballot move {line}")
    again = select(BallotMove.id).where(
        BallotMove.county == election.county, BallotMove.takes_back == line
    )
    if act.session.scalar(again):
        raise Stale(f"ballot move {line} is taken back")
    return _write_move(
        act, election, wrong.poll, Move(wrong.move), wrong.box, -wrong.quantity, line
    )


def _write_move(
    act: Act,
    election: Election,
    poll: int,
    move: Move,
    box: int,
    quantity: int,
    takes_back: int | None,
) -> BallotMove:
    row = BallotMove(
        county=election.county,
        id=new_id(act.at),
        election_id=election.id,
        poll=poll,
        move=move.value,
        box=box,
        quantity=quantity,
        takes_back=takes_back,
        recorded_by=act.actor.official_id,
        recorded_at=act.at,
    )
    act.session.add(row)
    data: dict[str, Any] = {"poll": poll, "move": move.value, "box": box, "quantity": quantity}
    if takes_back:
        data["takes_back"] = str(takes_back)
    audit.record(act, "ballot:move", f"election:{election.id}", data=data, place=election.village)
    return row


def polls_of_slips(session: Session, election: Election) -> list[int]:
    """Return the polls whose proxies hold in the poll that is prepared or held."""
    kinds = {
        number: PollKind(kind)
        for number, kind in session.execute(
            select(Poll.number, Poll.kind)
            .where(Poll.county == election.county, Poll.election_id == election.id)
            .where(Poll.is_in_force.is_(True))
        )
    }
    return slips_hold(kinds, poll_of(session, election), Stage(election.stage))


def poll_of(session: Session, election: Election, move: Move | None = None) -> int:
    """Return the poll of a move or a proxy: the next one while it is prepared, else the last."""
    last = session.scalar(
        select(func.max(Poll.number)).where(
            Poll.county == election.county, Poll.election_id == election.id
        )
    )
    stage = Stage(election.stage)
    # proxies are given as long as the list of voters changes, before boxes are thought of
    is_next = stage in BEFORE | CHANGING and not (
        move in _CLOSING and last and stage not in _FIRST_TIME
    )
    return (last or 0) + is_next


_FIRST_TIME = frozenset({Stage.ROLL_FINAL, Stage.CANDIDATES_PUBLISHED, Stage.POLL_READY})


def note_doubtful(
    act: Act,
    election: Election,
    poll: PollFacts,
    boxes: Sequence[BoxFacts],
    *,
    box: int,
    doubt: Doubt,
) -> DoubtfulBallot:
    """Record that a ballot is doubtful, until the election committee has ruled on it."""
    _require(election, frozenset({Stage.COUNTING}), "voting.not_counting")
    if box not in {there.number for there in boxes_or_one(boxes)}:
        raise NotFound(f"box {box} of election {election.id}")
    mine = (
        (DoubtfulBallot.county == election.county)
        & (DoubtfulBallot.election_id == election.id)
        & (DoubtfulBallot.poll == poll.number)
    )
    last = act.session.scalar(select(func.max(DoubtfulBallot.number)).where(mine)) or 0
    row = DoubtfulBallot(
        county=election.county,
        election_id=election.id,
        poll=poll.number,
        number=last + 1,
        box=box,
        doubt=doubt.value,
        ruling="",
        minutes="",
    )
    act.session.add(row)
    audit.record(
        act,
        "doubtful:note",
        f"election:{election.id}",
        data={"poll": poll.number, "number": row.number, "box": box, "doubt": doubt.value},
        place=election.village,
    )
    return row


def rule_on_doubtful(
    act: Act,
    election: Election,
    poll: PollFacts,
    number: int,
    *,
    ruling: BallotRuling,
    minutes: str,
) -> None:
    """Record the election committee's ruling, or another one with minutes of its own.

    What was ruled before stays in the book. Raises NotFound, InputRefused without minutes, or Stale
    when it was ruled just so.
    """
    _require(election, frozenset({Stage.COUNTING}), "voting.not_counting")
    row = act.session.get(DoubtfulBallot, (election.county, election.id, poll.number, number))
    if row is None:
        raise NotFound(f"doubtful ballot {number} of election {election.id}")
    if (row.ruling, row.minutes) == (ruling.value, minutes.strip()):
        raise Stale(f"doubtful ballot {number} of election {election.id} is ruled so")
    if not minutes.strip() or minutes.strip() == row.minutes:
        raise InputRefused([Issue(code="voting.minutes_missing", source_key="")])
    row.ruling, row.minutes = ruling.value, minutes.strip()
    audit.record(
        act,
        "doubtful:rule",
        f"election:{election.id}",
        data={"poll": poll.number, "number": number, "ruling": ruling.value},
        words={"minutes": minutes},
        place=election.village,
    )


def _require(election: Election, stages: frozenset[Stage], code: str) -> None:
    if Stage(election.stage) not in stages:
        facts: dict[str, Fact] = {"stage": election.stage}
        raise InputRefused([Issue(code=code, source_key="", facts=facts)])
