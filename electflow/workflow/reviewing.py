"""The door of the joint review: its list, sending candidates, asking units, asking them again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from electflow.access import service as access
from electflow.access.rules import may
from electflow.access.terms import Permission
from electflow.act import Act, Origin
from electflow.audit import service as audit
from electflow.campaign import service as campaigns
from electflow.campaign.model import Campaign, Election
from electflow.campaign.terms import FOLLOWING_POSTS, Register
from electflow.errors import Forbidden, InputRefused, NotFound
from electflow.issues import Fact, Issue
from electflow.joint_review import adoption, batches, deadlines, statements
from electflow.joint_review.batches import Sent
from electflow.joint_review.checklist import Checklist
from electflow.joint_review.deadlines import DueUnit
from electflow.joint_review.joins import case_of
from electflow.joint_review.model import Batch
from electflow.joint_review.reminders import Plan, plan_of
from electflow.joint_review.terms import Because, Round
from electflow.joint_review.turns import ASKING, EXAMINED, FOLLOWED, LISTED, SENDING
from electflow.nomination import service as nomination
from electflow.nomination.model import Candidate
from electflow.profile.loader import pinned
from electflow.stages import Stage, Track
from electflow.workflow.examined import in_turn
from electflow.workflow.opening import opened, profile_of_campaign
from electflow.workflow.recused import refuse_kin

CORRECTABLE = (
    EXAMINED
    | LISTED
    | {
        Stage.NOMINATING,
        Stage.NOMINATED,
        Stage.PRIMARY_HELD,
        Stage.RECOMMENDING,
        Stage.RECOMMENDED,
        Stage.PRELIMINARY_REPORTED,
    }
)
"""Stages in which it may still be corrected how a candidate was entered."""


# --- the list ---------------------------------------------------------------------------------


def propose_checklist(act: Act, campaign: Campaign, levels: Sequence[Mapping[str, Any]]) -> None:
    """Propose the list by which units are asked; raises Forbidden or InputRefused."""
    access.require(act.actor, Permission.CHECKLIST_PROPOSE, campaign.county)
    adoption.propose_checklist(act, campaign, levels)


def decide_checklist(
    act: Act, campaign: Campaign, proposal_id: int, *, approve: bool, reason: str = ""
) -> None:
    """Adopt or turn down a proposed list; raises Forbidden, NotFound, Stale or InputRefused."""
    access.require(act.actor, Permission.CHECKLIST_APPROVE, campaign.county)
    if approve:
        adoption.adopt_checklist(act, campaign, proposal_id)
    else:
        adoption.reject_checklist(act, campaign, proposal_id, reason)


# --- sending and asking -----------------------------------------------------------------------


def submit(act: Act, campaign: Campaign, elections: Collection[int]) -> Batch:
    """Send the candidates of some elections to be examined; the levels below the county begin at once.

    All elections or none: one that the actor may not send refuses the whole. Raises NotFound,
    Forbidden or InputRefused; then nothing has changed.
    """
    if not elections:
        raise InputRefused([Issue(code="vetting.nothing_chosen", source_key="")])
    locked = _locked(act, campaign, elections, Permission.REVIEW_SUBMIT, SENDING)
    townships = {election.township for election in locked}
    township = townships.pop() if len(townships) == 1 else ""
    if not township:
        access.require(act.actor, Permission.REVIEW_SUBMIT, campaign.county)
    whom = in_turn(act, locked, EXAMINED)
    batch = batches.submit(act, campaign, locked, only=whom, township=township)
    for election in locked:
        campaigns.touch(election, Register.REVIEW)
    checklist = _checklist_of(act, batch)
    first = batches.next_round(act.session, batch, checklist)
    if first in (Round.VILLAGE, Round.TOWNSHIP):
        sent = batches.persons_of(act.session, batch)
        due = act.on + timedelta(days=profile_of_campaign(act, campaign).vetting.reply_days.value)
        batches.dispatch(act, batch, sent, checklist, asked_in=first, due_on=due)
    return batch


def ask_next(act: Act, campaign: Campaign, number: int, *, due_on: date, letter: str) -> Batch:
    """Ask the units of the next round of a batch; raises NotFound, Forbidden or InputRefused.

    What the township does itself it may begin; the units of the county are asked by the county.
    """
    batch = batches.get_batch(act.session, campaign.county, campaign.id, number)
    audit.lock_case(act.session, campaign.county, case_of(batch))
    checklist = _checklist_of(act, batch)
    asked_in = batches.next_round(act.session, batch, checklist)
    own = asked_in in (Round.VILLAGE, Round.TOWNSHIP)
    permission = Permission.REVIEW_SUBMIT if own else Permission.REVIEW_ASK
    access.require(act.actor, permission, batch.township or campaign.county)
    if asked_in is None:
        raise InputRefused([Issue(code="vetting.no_round_left", source_key="")])
    sent = batches.persons_of(act.session, batch)
    now = in_turn(act, list({one.election.id: one.election for one in sent}.values()), EXAMINED)
    sent = [one for one in sent if (one.election.id, one.candidate.number) in now]
    if any(not may(act.actor, permission, one.election.village) for one in sent):
        raise NotFound(f"batch {number}")
    if not sent:
        raise InputRefused([Issue(code="vetting.nobody_to_send", source_key="")])
    batches.dispatch(act, batch, sent, checklist, asked_in=asked_in, due_on=due_on, letter=letter)
    return batch


def recheck(
    act: Act,
    campaign: Campaign,
    persons: Collection[tuple[int, int]],
    *,
    because: Because,
    units: Collection[str] | None,
    due_on: date,
    letter: str,
) -> Batch:
    """Ask units again about some candidates (动态联审), all that were asked before or those named.

    Nobody has units asked again about his own kin. Raises NotFound, Forbidden or InputRefused.
    """
    elections = {election_id for election_id, _ in persons}
    return _ask_anew(
        act,
        campaign,
        elections,
        persons,
        because=because,
        units=units,
        due_on=due_on,
        letter=letter,
    )


def recheck_elections(
    act: Act,
    campaign: Campaign,
    elections: Collection[int],
    *,
    because: Because,
    due_on: date,
    letter: str,
) -> Batch:
    """Ask all units that were asked before again about everybody who stands in some elections."""
    return _ask_anew(
        act, campaign, elections, None, because=because, units=None, due_on=due_on, letter=letter
    )


def _ask_anew(
    act: Act,
    campaign: Campaign,
    elections: Collection[int],
    persons: Collection[tuple[int, int]] | None,
    *,
    because: Because,
    units: Collection[str] | None,
    due_on: date,
    letter: str,
) -> Batch:
    locked = _locked(act, campaign, elections, Permission.REVIEW_ASK, ASKING)
    whom = in_turn(act, locked)
    if persons is not None:
        # who is kin puts to rest nothing that is concluded of him
        refuse_kin(act, campaign, [(e, _named(act, e, persons)) for e in locked])
        _require_cause(act, campaign, persons, because, units)
        whom &= set(persons)
    batch = batches.submit(act, campaign, locked, because=because, only=whom)
    for election in locked:
        campaigns.touch(election, Register.REVIEW)
    sent = batches.persons_of(act.session, batch)
    checklist = _checklist_of(act, batch)
    for asked_in in _rounds_again(act, checklist, sent, units):
        batches.dispatch(
            act,
            batch,
            sent,
            checklist,
            asked_in=asked_in,
            due_on=due_on,
            letter=letter,
            units=units,
            in_turn=False,
        )
    return batch


def _rounds_again(
    act: Act, checklist: Checklist, sent: Sequence[Sent], units: Collection[str] | None
) -> list[Round]:
    """Return the rounds that are asked again: of the units named, or all that were asked before.

    A reply of the village or the township runs out like any other.
    """
    if units is not None:
        named = {checklist.units[code].round for code in units if code in checklist.units}
        return [asked_in for asked_in in checklist.rounds if asked_in in named]
    before = batches.rounds_asked(act.session, act.actor.county, sent)
    tracks = {Track(s.election.track) for s in sent}
    return [
        asked_in
        for asked_in in checklist.rounds
        if (asked_in in before or asked_in is Round.COUNTY)
        and any(checklist.asked_units(track, asked_in) for track in tracks)
    ]


def _named(
    act: Act, election: Election, persons: Collection[tuple[int, int]]
) -> Sequence[Candidate]:
    numbers = [number for election_id, number in persons if election_id == election.id]
    return nomination.candidate_rows(act.session, election, numbers)


def _require_cause(
    act: Act,
    campaign: Campaign,
    persons: Collection[tuple[int, int]],
    because: Because,
    units: Collection[str] | None,
) -> None:
    """Refuse what would let replies fall for nothing: no statement, or units that are asked already."""
    issues = []
    spoken = statements.spoken(act.session, campaign.county, persons)
    if because is Because.STATEMENT and spoken < set(persons):
        issues.append(Issue(code="vetting.nothing_stated", source_key=""))
    if silent := batches.silent_units(act.session, campaign.county, persons, units):
        facts: dict[str, Fact] = {"units": len(silent)}
        issues.append(Issue(code="vetting.asked_already", source_key="", facts=facts))
    if issues:
        raise InputRefused(issues)


def correct_candidate(
    act: Act, election_id: int, number: int, *, name: str, id_number: str, sex: str, reason: str
) -> Batch | None:
    """Correct how a candidate was entered, and ask those units again whose question it changes.

    The others' replies stand: a unit is asked again only if a field that it needs has changed
    (feature 48). Raises NotFound, Forbidden or InputRefused.
    """
    election = opened(act, election_id, Permission.CANDIDATE_RECORD)
    row = nomination.get_candidate(act.session, election, number)
    person_id = row.person_id
    campaign = campaigns.campaign_of(act.session, election)
    where = nomination.candidacies_of(act.session, election.county, campaign.id, person_id)
    locked = campaigns.lock_elections(act, sorted({e.id for e, _ in where} | {election.id}))
    elsewhere = [e for e, c in where if not _may_correct(act, locked.get(e.id), c)]
    if elsewhere or not _may_correct(act, locked[election.id], row):
        facts: dict[str, Fact] = {"elections": len(elsewhere)}
        raise InputRefused([Issue(code="nomination.stands_elsewhere", source_key="", facts=facts)])
    nomination.correct_person(
        act,
        election,
        number,
        name=name,
        id_number=id_number,
        sex=sex,
        reason=reason,
        also=[(e, c.number) for e, c in where if e.id != election.id],
        is_listed=any(Stage(one.stage) in LISTED for one in locked.values()),
    )
    for one in locked.values():
        campaigns.touch(one)
    act.session.flush()
    sent = [Sent(locked[e.id], c) for e, c in where if locked[e.id].keeps(Register.REVIEW)]
    return _ask_changed(act, campaign, sent)


def _may_correct(act: Act, election: Election | None, row: Candidate) -> bool:
    """Tell whether the actor may correct who stands there: before the poll, or who follows after it."""
    follows = row.post in FOLLOWING_POSTS
    if election is None or Stage(election.stage) not in (FOLLOWED if follows else CORRECTABLE):
        return False
    track = Track(election.track)
    return may(act.actor, Permission.CANDIDATE_RECORD, election.village, track)


def _ask_changed(act: Act, campaign: Campaign, sent: Sequence[Sent]) -> Batch | None:
    """Ask anew what a corrected person changes, in whichever election he stands."""
    changed = batches.changed_questions(act.session, campaign.county, sent) if sent else {}
    if not changed:
        return None
    townships = {s.election.township for s in sent}
    batch = batches.submit(
        act,
        campaign,
        [s.election for s in sent],
        township=townships.pop() if len(townships) == 1 else "",
        because=Because.DATA_CHANGED,
        only=[(s.election.id, s.candidate.number) for s in sent],
    )
    due = act.on + timedelta(days=profile_of_campaign(act, campaign).vetting.reply_days.value)
    checklist = _checklist_of(act, batch)
    for asked_in, letters in changed.items():
        batches.dispatch(
            act,
            batch,
            sent,
            checklist,
            asked_in=asked_in,
            due_on=due,
            letter=next(iter(letters.values())),
            units=letters,
            in_turn=False,
        )
    return batch


def remind(act: Act, campaign: Campaign, number: int, unit: str, words: str = "") -> None:
    """Remind a unit; raises NotFound, Forbidden or InputRefused."""
    access.require(act.actor, Permission.REVIEW_ASK, campaign.county)
    batch = batches.get_batch(act.session, campaign.county, campaign.id, number)
    deadlines.remind(act, batch, unit, words)


def escalate(act: Act, campaign: Campaign, number: int, unit: str, words: str) -> None:
    """Report a unit that stays late; raises NotFound, Forbidden or InputRefused."""
    access.require(act.actor, Permission.REVIEW_ASK, campaign.county)
    batch = batches.get_batch(act.session, campaign.county, campaign.id, number)
    deadlines.escalate(act, batch, unit, words)


def extend(act: Act, campaign: Campaign, number: int, unit: str, due_on: date, words: str) -> None:
    """Give a unit another last day; raises NotFound, Forbidden or InputRefused."""
    access.require(act.actor, Permission.REVIEW_ASK, campaign.county)
    batch = batches.get_batch(act.session, campaign.county, campaign.id, number)
    deadlines.extend(act, batch, unit, due_on, words)


THE_PLAN = Origin("", "electflow plan")
"""Where the acts of the site's own plan come from, as the book tells it."""


def due_units(session: Session, campaign: Campaign, on: date) -> list[DueUnit]:
    """Return the units of whom a reminder or a report is due on a day by the campaign's plan."""
    return deadlines.due_units(session, campaign, _plan_of(campaign), on)


def urge_all(act: Act, campaign: Campaign) -> Sequence[DueUnit]:
    """Remind and report all units of whom it is due today by the plan (一次催办全部); returns whom.

    Raises Forbidden, or InputRefused when nothing is due; then nothing has changed.
    """
    access.require(act.actor, Permission.REVIEW_ASK, campaign.county)
    done = deadlines.urge(act, campaign, _plan_of(campaign))
    if not done:
        raise InputRefused([Issue(code="vetting.nothing_due", source_key="")])
    return done


def urge_by_plan(act: Act, campaign: Campaign) -> Sequence[DueUnit]:
    """Let the site itself remind and report the units of whom it is due today; returns whom.

    It answers nothing for anybody. Raises Forbidden for everybody who is a person.
    """
    if not act.actor.is_site:
        raise Forbidden("the plan is carried out by the site itself")
    return deadlines.urge(act, campaign, _plan_of(campaign))


def _plan_of(campaign: Campaign) -> Plan:
    return plan_of(pinned(campaign.profile_snapshot))


def _locked(
    act: Act,
    campaign: Campaign,
    elections: Collection[int],
    permission: Permission,
    stages: frozenset[Stage],
) -> list[Election]:
    locked = campaigns.lock_elections(act, sorted(elections))
    foreign = [i for i in elections if i not in locked or locked[i].campaign_id != campaign.id]
    if foreign or any(not may(act.actor, permission, e.village) for e in locked.values()):
        raise NotFound(f"elections {foreign[:3]}")
    wrong = [e for e in locked.values() if Stage(e.stage) not in stages]
    if wrong:
        facts: dict[str, Fact] = {
            "elections": len(wrong),
            "names": "、".join(e.name for e in wrong[:3]),
        }
        raise InputRefused([Issue(code="vetting.not_under_review", source_key="", facts=facts)])
    return list(locked.values())


def _checklist_of(act: Act, batch: Batch) -> Checklist:
    found = adoption.checklists_of(act.session, batch.county, [batch.checklist_id])
    return found[batch.checklist_id]
