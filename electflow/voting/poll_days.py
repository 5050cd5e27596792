"""Gathering what is kept of polls for the rules: boxes, ballots, proxies, sheets, in a few queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam, case, func, select
from sqlalchemy.orm import Session, aliased

from electflow.clock import day_of
from electflow.db import rows_of
from electflow.election_committee.model import PollStaff
from electflow.nomination.terms import CandidateFacts
from electflow.roll.model import Voter
from electflow.stages import Stage
from electflow.voting.custody import Move
from electflow.voting.model import (
    BallotBox,
    BallotMove,
    BoxScrutineer,
    DoubtfulBallot,
    Poll,
    ProxySlip,
    TallyEntry,
)
from electflow.voting.proxy import SlipSummary, summary_of
from electflow.voting.sheet import (
    SheetEntry,
    SheetStanding,
    SheetState,
    ballots_in,
    fields_of,
    state_of,
)
from electflow.voting.terms import (
    BallotRuling,
    BoxFacts,
    BoxKind,
    PollDay,
    PollFacts,
    PollKind,
)

BEFORE = frozenset(
    {
        Stage.ROLL_FINAL,
        Stage.CANDIDATES_PUBLISHED,
        Stage.POLL_READY,
        Stage.TIE_PENDING,
        Stage.PARTLY_ELECTED,
        Stage.NONE_ELECTED,
    }
)

"""Stages in which the next poll is prepared."""

DURING = frozenset({Stage.POLLING, Stage.COUNTING})

AFTER = frozenset({Stage.ELECTED, Stage.VOID})

KEPT = BEFORE | DURING | AFTER

_WHOLE = BoxFacts(1, BoxKind.CENTRAL, "", 0, 0, "")

_THESE: BindParameter[Any] = bindparam("elections", expanding=True)

_AT_THE_BOX = (
    select(func.count())
    .where(BoxScrutineer.county == BallotBox.county)
    .where(BoxScrutineer.election_id == BallotBox.election_id)
    .where(BoxScrutineer.box == BallotBox.number)
    .correlate(BallotBox)
    .scalar_subquery()
)
_STILL_AT_THE_BOX = (
    select(func.count(PollStaff.person_id.distinct()))
    .join(
        BoxScrutineer,
        (BoxScrutineer.county == PollStaff.county)
        & (BoxScrutineer.election_id == PollStaff.election_id)
        & (BoxScrutineer.worker == PollStaff.number),
    )
    .where(PollStaff.is_released.is_(False), BoxScrutineer.county == BallotBox.county)
    .where(BoxScrutineer.election_id == BallotBox.election_id)
    .where(BoxScrutineer.box == BallotBox.number)
    .correlate(BallotBox)
    .scalar_subquery()
)
# by name where they are known so, less who was released since; else the number that was entered
WATCHERS = case((_AT_THE_BOX > 0, _STILL_AT_THE_BOX), else_=BallotBox.scrutineers)

_BOXES = (
    select(
        BallotBox.election_id,
        BallotBox.number,
        BallotBox.kind,
        BallotBox.name,
        WATCHERS.label("scrutineers"),
        BallotBox.users,
        BallotBox.approval,
        BallotBox.out_at,
        BallotBox.back_at,
    )
    .where(BallotBox.county == bindparam("county"), BallotBox.election_id.in_(_THESE))
    .where(BallotBox.is_withdrawn.is_(False))
    .order_by(BallotBox.number)
)

_LAST_POLLS = (
    select(Poll.election_id, func.max(Poll.number).label("number"))
    .where(Poll.county == bindparam("county"), Poll.election_id.in_(_THESE))
    .group_by(Poll.election_id)
)

_MOVES = (
    select(
        BallotMove.election_id,
        BallotMove.poll,
        BallotMove.move,
        BallotMove.box,
        func.sum(BallotMove.quantity).label("ballots"),
    )
    .where(BallotMove.county == bindparam("county"), BallotMove.election_id.in_(_THESE))
    .group_by(BallotMove.election_id, BallotMove.poll, BallotMove.move, BallotMove.box)
)

_Principal, _Proxy = aliased(Voter), aliased(Voter)
_SLIPS = (
    select(
        ProxySlip.election_id,
        ProxySlip.poll,
        _Principal.person_id.label("principal"),
        _Proxy.person_id.label("proxy"),
    )
    .join(_Proxy, (_Proxy.county == ProxySlip.county) & (_Proxy.id == ProxySlip.proxy))
    .join(
        _Principal,
        (_Principal.county == ProxySlip.county) & (_Principal.id == ProxySlip.principal),
    )
    .where(_Proxy.is_struck.is_(False), _Principal.is_struck.is_(False))
    .where(ProxySlip.county == bindparam("county"), ProxySlip.election_id.in_(_THESE))
    .where(ProxySlip.is_withdrawn.is_(False))
)
_DOUBTFUL = (
    select(
        DoubtfulBallot.election_id,
        DoubtfulBallot.poll,
        DoubtfulBallot.box,
        DoubtfulBallot.ruling,
        func.count().label("ballots"),
    )
    .where(DoubtfulBallot.county == bindparam("county"), DoubtfulBallot.election_id.in_(_THESE))
    .where(DoubtfulBallot.ruling.in_(("", BallotRuling.VOID.value)))
    .group_by(
        DoubtfulBallot.election_id, DoubtfulBallot.poll, DoubtfulBallot.box, DoubtfulBallot.ruling
    )
)

_ENTRIES = (
    select(
        TallyEntry.election_id,
        TallyEntry.poll,
        TallyEntry.box,
        TallyEntry.figures,
        TallyEntry.entered_by,
    )
    .where(TallyEntry.county == bindparam("county"), TallyEntry.election_id.in_(_THESE))
    .where(TallyEntry.is_in_force.is_(True))
    .order_by(TallyEntry.id)
)


def slips_hold(kinds: Mapping[int, PollKind], number: int, stage: Stage) -> list[int]:
    """Return the polls whose proxies hold in a poll: a re-vote goes on with those of the poll before.

    No law read says it; a vote among the equal is the same election going on. Who votes himself after
    all withdraws his proxy first.
    """
    meant, kind = [number], kinds.get(number)
    is_revote = stage is Stage.TIE_PENDING or (kind is not None and kind.is_revote)
    while is_revote and number - 1 in kinds:
        number -= 1
        meant.append(number)
        is_revote = kinds[number].is_revote
    return meant


def poll_days_of(
    session: Session,
    county: str,
    stages: Mapping[int, Stage],
    polls: Mapping[int, Sequence[PollFacts]],
    candidates: Mapping[int, Sequence[CandidateFacts]],
) -> dict[int, PollDay]:
    """Return what is kept of the last or next poll of many elections, in six queries or none."""
    if not stages:
        return {}
    asked = {"county": county, "elections": list(stages)}
    boxes: dict[int, list[BoxFacts]] = defaultdict(list)
    for row in rows_of(session, _BOXES, asked):
        boxes[row.election_id].append(
            BoxFacts(
                row.number,
                BoxKind(row.kind),
                row.name,
                row.scrutineers,
                row.users,
                row.approval,
                bool(row.out_at and row.back_at and day_of(row.out_at) == day_of(row.back_at)),
            )
        )
    last = {row.election_id: row.number for row in rows_of(session, _LAST_POLLS, asked)}
    moves: dict[tuple[int, int], dict[tuple[Move, int], int]] = defaultdict(dict)
    for moved in rows_of(session, _MOVES, asked):
        key = (Move(moved.move), moved.box)
        moves[moved.election_id, moved.poll][key] = int(moved.ballots)
    slips: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for slip in rows_of(session, _SLIPS, asked):
        slips[slip.election_id, slip.poll][slip.principal] = slip.proxy
    doubtful: dict[tuple[int, int], int] = defaultdict(int)
    ruled_void: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for doubt in rows_of(session, _DOUBTFUL, asked):
        if doubt.ruling:
            ruled_void[doubt.election_id, doubt.poll][doubt.box] = doubt.ballots
        else:
            doubtful[doubt.election_id, doubt.poll] += doubt.ballots
    entries: dict[tuple[int, int], dict[int, list[SheetEntry]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for made in rows_of(session, _ENTRIES, asked):
        entries[made.election_id, made.poll][made.box].append(
            SheetEntry(made.entered_by, made.figures)
        )
    found = {}
    for election_id, stage in stages.items():
        number = last.get(election_id, 0) + (stage in BEFORE)
        standing = frozenset(c.person_id for c in candidates[election_id] if c.stands)
        there = tuple(boxes[election_id])
        kinds = {poll.number: poll.kind for poll in polls[election_id]}
        states: dict[int, SheetState] = {}
        if stage in DURING and polls[election_id]:
            fields = sheet_fields(polls[election_id][-1], candidates[election_id])
            by_box = entries[election_id, number]
            states = {box: state_of(fields, told) for box, told in by_box.items()}
        found[election_id] = PollDay(
            boxes=there,
            moves=moves[election_id, number],
            slips=_summary(
                {
                    principal: proxy
                    for poll in slips_hold(kinds, number, stage)
                    for principal, proxy in slips.get((election_id, poll), {}).items()
                },
                standing,
            ),
            counted=_counted(states),
            doubtful_open=doubtful.get((election_id, number), 0),
            void_rulings=ruled_void.get((election_id, number), {}),
            agreed=sum_of([states.get(box.number) for box in boxes_or_one(there)]),
            entrants=frozenset(by for sheet in states.values() for by in sheet.entrants),
            last_moves=moves[election_id, number - 1] if stage in BEFORE else {},
        )
    return found


def _summary(slips: Mapping[int, int], standing: frozenset[int]) -> SlipSummary | None:
    return summary_of(slips, standing) if slips else None


def _counted(states: Mapping[int, SheetState]) -> dict[int, int]:
    """Return the ballots that two persons counted alike, by box."""
    return {
        box: ballots_in(state.agreed)
        for box, state in states.items()
        if state.standing is SheetStanding.AGREED
    }


def sum_of(sheets: Sequence[SheetState | None]) -> dict[str, int] | None:
    """Return the sum of all sheets, or None while one is missing or not agreed."""
    total: dict[str, int] = {}
    for sheet in sheets:
        if sheet is None or sheet.standing is not SheetStanding.AGREED:
            return None
        for name, n in sheet.agreed.items():
            total[name] = total.get(name, 0) + n
    return total


def sheet_fields(poll: PollFacts, candidates: Sequence[CandidateFacts]) -> tuple[str, ...]:
    """Return the fields of the tally sheets of a poll: who stood when it opened, then write-ins."""
    stood = set(poll.candidates)
    written_in = not poll.kind.is_revote
    return fields_of(
        [
            c.number
            for c in candidates
            if c.number in stood
            or (
                written_in
                and c.source == "write_in"
                and c.standing == "nominated"
                and c.post in poll.seats
            )
        ],
        poll.own,
    )


def boxes_or_one(boxes: Sequence[BoxFacts]) -> Sequence[BoxFacts]:
    """Return the boxes, or the one at the central place where none is registered by itself."""
    return boxes or (_WHOLE,)


def states_of(
    session: Session,
    county: str,
    election_id: int,
    poll: PollFacts,
    candidates: Sequence[CandidateFacts],
) -> dict[int, SheetState]:
    """Return how the sheets of a poll stand, by box; a box without entries is not among them."""
    fields = sheet_fields(poll, candidates)
    by_box: dict[int, list[SheetEntry]] = defaultdict(list)
    for row in rows_of(session, _ENTRIES, {"county": county, "elections": [election_id]}):
        if row.poll == poll.number:
            by_box[row.box].append(SheetEntry(row.entered_by, row.figures))
    return {box: state_of(fields, made) for box, made in by_box.items()}
