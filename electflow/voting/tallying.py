"""Entering tally sheets: one person, then another who does not see the first's figures, then the count."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select, update

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.db import keyring_of
from electflow.documents.terms import ClosingFigures, Kind
from electflow.errors import InputRefused, NotFound, RequirementsUnmet, Stale
from electflow.ids import new_id
from electflow.issues import Fact, Issue
from electflow.profile.model import Profile
from electflow.stages import Stage
from electflow.voting import service as voting
from electflow.voting.custody import Move
from electflow.voting.model import TallyEntry
from electflow.voting.poll_days import boxes_or_one, sheet_fields, states_of, sum_of
from electflow.voting.sheet import (
    VOID,
    SheetStanding,
    SheetState,
    ballots_in,
    faults_of_sheet,
    own_in,
    seal_of,
    votes_in,
    warnings_of_sheet,
)
from electflow.voting.terms import PollFacts, VotingFacts

_TRIES = 2
_WRITE_IN_ADDED = "增加另选他人后重新汇总"


def fields_asked(state: SheetState | None, fields: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is to be entered now: the whole sheet, or only what differed."""
    if state and state.standing is SheetStanding.DIFFERS:
        return state.differing
    return fields


def enter(
    act: Act,
    election: Election,
    facts: VotingFacts,
    profile: Profile,
    *,
    box: int,
    figures: Mapping[str, int],
    accepted: str = "",
) -> SheetState:
    """Enter a sheet, or what differed of it; when all sheets agree the count is recorded.

    ``accepted`` is the seal of the figures whose warnings were ticked; it expires with any change.
    Raises InputRefused with every fault at once, RequirementsUnmet with the warnings that are not
    accepted, Forbidden, NotFound, or Stale when the sheet is agreed; then nothing has changed.
    """
    poll = counting(election, facts)
    if box not in {there.number for there in boxes_or_one(facts.poll_day.boxes)}:
        raise NotFound(f"box {box} of election {election.id}")
    fields = sheet_fields(poll, facts.candidates)
    states = states_of(act.session, election.county, election.id, poll, facts.candidates)
    state = states.get(box)
    _require_other_person(act, state, profile)
    asked = fields_asked(state, fields)
    _require_few_tries(act, election, poll, box, asked)
    if set(figures) != set(asked):
        raise Stale(f"sheet {box} of election {election.id} asks for other fields")
    whole = {**(state.agreed if state else {}), **figures}
    posts = {c.number: c.post for c in facts.candidates}
    if issues := faults_of_sheet(whole, poll.seats, posts):
        raise InputRefused(issues)
    collected = facts.poll_day.moves.get((Move.COLLECTED, box))
    warnings = warnings_of_sheet(whole, collected, facts.poll_day.void_rulings.get(box, 0))
    if warnings and accepted != seal_of(figures):
        raise RequirementsUnmet(warnings)
    act.session.add(
        TallyEntry(
            county=election.county,
            id=new_id(act.at),
            election_id=election.id,
            poll=poll.number,
            box=box,
            figures=dict(figures),
            entered_by=act.actor.official_id,
            entered_at=act.at,
            is_in_force=True,
            set_aside_for="",
        )
    )
    act.session.flush()
    states = states_of(act.session, election.county, election.id, poll, facts.candidates)
    data: dict[str, Any] = {
        "poll": poll.number,
        "box": box,
        "standing": states[box].standing.value,
        "differing": list(states[box].differing),
        # keyed: the figures of a blind entry must not be guessed from the book
        "digest": keyring_of(act.session).digest(seal_of(figures)).hex(),
    }
    if states[box].standing is SheetStanding.AGREED:  # before, it would tell of a blind entry
        data["warnings"] = [str(w.facts["check"]) for w in warnings]
    audit.record(act, "tally:enter", f"election:{election.id}", data=data, place=election.village)
    make_up_count(act, election, facts, poll)
    return states[box]


def reopen(act: Act, election: Election, facts: VotingFacts, *, box: int, reason: str) -> None:
    """Set the entries of a sheet aside, to be entered again by two persons; the reason is kept.

    Raises NotFound when nothing was entered, or InputRefused without a reason.
    """
    poll = counting(election, facts)
    if not reason.strip():
        raise InputRefused([Issue(code="document.reason_missing", source_key="")])
    done: Any = act.session.execute(
        update(TallyEntry)
        .where(TallyEntry.county == election.county, TallyEntry.election_id == election.id)
        .where(TallyEntry.poll == poll.number, TallyEntry.box == box)
        .where(TallyEntry.is_in_force.is_(True))
        .values(is_in_force=False, set_aside_for=reason.strip()[:300])
    )
    if not done.rowcount:
        raise NotFound(f"sheet {box} of election {election.id}")
    audit.record(
        act,
        "tally:reopen",
        f"election:{election.id}",
        data={"poll": poll.number, "box": box},
        words={"reason": reason},
        place=election.village,
    )


def counting(election: Election, facts: VotingFacts) -> PollFacts:
    """Return the poll that is being counted; raises InputRefused when none is."""
    if Stage(election.stage) is not Stage.COUNTING or not facts.polls:
        told: dict[str, Fact] = {"stage": election.stage}
        raise InputRefused([Issue(code="voting.not_counting", source_key="", facts=told)])
    return facts.polls[-1]


def _require_few_tries(
    act: Act, election: Election, poll: PollFacts, box: int, asked: Collection[str]
) -> None:
    """Let nobody find out another's figure by trying: one entry and one look back at each field."""
    entries = act.session.scalars(
        select(TallyEntry.figures).where(
            TallyEntry.county == election.county,
            TallyEntry.election_id == election.id,
            TallyEntry.poll == poll.number,
            TallyEntry.box == box,
            TallyEntry.is_in_force.is_(True),
            TallyEntry.entered_by == act.actor.official_id,
        )
    )
    tried = Counter(name for figures in entries for name in figures)
    if any(tried[name] >= _TRIES for name in asked):
        raise InputRefused([Issue(code="voting.sheet_tried", source_key="")])


def _require_other_person(act: Act, state: SheetState | None, profile: Profile) -> None:
    if state is None:
        return
    if state.standing is SheetStanding.AGREED:
        raise Stale("the sheet is agreed")
    if state.standing is SheetStanding.ONCE and act.actor.official_id in state.entrants:
        key = profile.house.two_persons.key
        raise RequirementsUnmet([Issue(code="voting.sheet_second_person", source_key=key)])


def make_up_count(
    act: Act, election: Election, facts: VotingFacts, poll: PollFacts, reason: str = ""
) -> None:
    """Record the count as the sum of all sheets, once two persons agree on each.

    Raises InputRefused when the closing of the poll is not on record, or the sum cannot be true.
    """
    states = states_of(act.session, election.county, election.id, poll, facts.candidates)
    sheets = [states.get(box.number) for box in boxes_or_one(facts.poll_day.boxes)]
    total = sum_of(sheets)
    if total is None:
        return
    closing = facts.papers.figures(Kind.POLL_CLOSING, ClosingFigures)
    if closing is None:
        issue = Issue(code="voting.closing_missing", source_key="")
        raise InputRefused([issue])
    entrants = {by for sheet in sheets if sheet for by in sheet.entrants}
    others = entrants - {act.actor.official_id}
    voting.record_count(
        act,
        election.id,
        election.village,
        facts,
        voters=closing.voters,
        issued=closing.issued,
        returned=ballots_in(total),
        void=ballots_in(total, VOID),
        own=own_in(total),
        votes=votes_in(total),
        seen_edition=poll.edition,
        reason=(reason or _why_again(act, election, poll)) if poll.edition else "",
        recorded_with=min(others, default=None),
    )


def _why_again(act: Act, election: Election, poll: PollFacts) -> str:
    """Return why sheets were entered again, the latest first."""
    rows = act.session.execute(
        select(TallyEntry.set_aside_for, func.max(TallyEntry.id))
        .where(TallyEntry.county == election.county, TallyEntry.election_id == election.id)
        .where(TallyEntry.poll == poll.number, TallyEntry.is_in_force.is_(False))
        .group_by(TallyEntry.set_aside_for)
        .order_by(func.max(TallyEntry.id).desc())
    )
    return next((words for words, _ in rows), "") or _WRITE_IN_ADDED
