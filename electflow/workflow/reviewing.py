"""The door of the joint review: sending candidates, asking units, entering and signing their replies.

Whoever replies acts for a unit, not at an election: his seats say which questions are his. The
rules look at the replies anew at each step, so no election's version moves with each of them.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from electflow.access import service as access
from electflow.access.rules import may
from electflow.access.terms import Permission
from electflow.act import Act, Actor
from electflow.audit import service as audit
from electflow.campaign import service as campaigns
from electflow.campaign.model import Campaign, Election
from electflow.campaign.terms import Register
from electflow.errors import InputRefused, NotFound, Stale
from electflow.issues import Fact, Issue
from electflow.joint_review import adoption, answers, batches, deadlines, looks, recusals
from electflow.joint_review.answers import Given
from electflow.joint_review.batches import Sent
from electflow.joint_review.checklist import Checklist
from electflow.joint_review.desk import Desk, DeskLine, desk_of
from electflow.joint_review.joins import case_of
from electflow.joint_review.model import Batch, Look
from electflow.joint_review.questions import RecusalFacts, recusals_in_force
from electflow.joint_review.seats import Seat, seats_of
from electflow.joint_review.terms import Answer, Because, RecusalGround, Round
from electflow.nomination import service as nomination
from electflow.profile.model import Profile
from electflow.stages import Stage, Track
from electflow.workflow.opening import opened

EXAMINED = frozenset({Stage.VETTING, Stage.VETTED})
AFTER = frozenset(
    {
        Stage.INSPECTED,
        Stage.CANDIDATES_APPROVED,
        Stage.CANDIDATES_PUBLISHED,
        Stage.NOTICE_CLOSED,
        Stage.POLL_READY,
    }
)
REVIEWED = EXAMINED | AFTER
"""Stages in which candidates may be examined, or examined again."""
CORRECTABLE = REVIEWED | {
    Stage.NOMINATING,
    Stage.NOMINATED,
    Stage.PRIMARY_HELD,
    Stage.RECOMMENDING,
    Stage.RECOMMENDED,
    Stage.PRELIMINARY_REPORTED,
}
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
    locked = _locked(act, campaign, elections, Permission.REVIEW_SUBMIT, EXAMINED)
    townships = {election.township for election in locked}
    township = townships.pop() if len(townships) == 1 else ""
    if not township:
        access.require(act.actor, Permission.REVIEW_SUBMIT, campaign.county)
    batch = batches.submit(act, campaign, locked, township=township)
    for election in locked:
        campaigns.touch(election, Register.REVIEW)
    checklist = _checklist_of(act, batch)
    first = batches.next_round(act.session, batch, checklist)
    if first in (Round.VILLAGE, Round.TOWNSHIP):
        sent = batches.persons_of(act.session, batch)
        due = act.on + timedelta(days=_profile(act, campaign).vetting.reply_days.value)
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
    sent = [
        one
        for one in batches.persons_of(act.session, batch)
        if Stage(one.election.stage) in EXAMINED
    ]
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
    """Ask units of the county again about some candidates (动态联审), all of them or those named.

    Raises NotFound, Forbidden or InputRefused.
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
    """Ask all units of the county again about everybody who stands in some elections."""
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
    locked = _locked(act, campaign, elections, Permission.REVIEW_ASK, REVIEWED)
    batch = batches.submit(act, campaign, locked, because=because, only=persons)
    for election in locked:
        campaigns.touch(election, Register.REVIEW)
    sent = batches.persons_of(act.session, batch)
    batches.dispatch(
        act,
        batch,
        sent,
        _checklist_of(act, batch),
        asked_in=Round.COUNTY,
        due_on=due_on,
        letter=letter,
        units=units,
        in_turn=False,
    )
    return batch


def correct_candidate(
    act: Act, election_id: int, number: int, *, name: str, id_number: str, sex: str, reason: str
) -> Batch | None:
    """Correct how a candidate was entered, and ask those units again whose question it changes.

    The others' replies stand: a unit is asked again only if a field that it needs has changed
    (feature 48). Raises NotFound, Forbidden or InputRefused.
    """
    election = opened(act, election_id, Permission.CANDIDATE_RECORD)
    person_id = nomination.get_candidate(act.session, election, number).person_id
    campaign = campaigns.campaign_of(act.session, election)
    where = nomination.candidacies_of(act.session, election.county, campaign.id, person_id)
    locked = campaigns.lock_elections(act, sorted({e.id for e, _ in where} | {election.id}))
    elsewhere = [e for e, _ in where if not _may_correct(act, locked.get(e.id))]
    if elsewhere or not _may_correct(act, locked[election.id]):
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
    )
    for one in locked.values():
        campaigns.touch(one)
    act.session.flush()
    sent = [Sent(locked[e.id], c) for e, c in where if locked[e.id].keeps(Register.REVIEW)]
    return _ask_changed(act, campaign, sent)


def _may_correct(act: Act, election: Election | None) -> bool:
    """Tell whether the actor may correct who stands there, before the poll."""
    if election is None or Stage(election.stage) not in CORRECTABLE:
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
    due = act.on + timedelta(days=_profile(act, campaign).vetting.reply_days.value)
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


def _profile(act: Act, campaign: Campaign) -> Profile:
    return campaigns.profiles_of(act.session, campaign.county, [campaign.id])[campaign.id]


# --- replying ---------------------------------------------------------------------------------


def reply(
    act: Act, campaign: Campaign, given: Sequence[Given], *, may_replace: bool = False
) -> int:
    """Enter replies for the actor's unit; raises NotFound or InputRefused with every fault."""
    seats = _seats(act, Permission.REPLY_ENTER)
    mine = recusals_for(act, campaign)
    return answers.enter(act, campaign, seats, given, mine, may_replace=may_replace)


def _seats(act: Act, permission: Permission) -> tuple[Seat, ...]:
    """Return the actor's seats; raises NotFound for one who has none: nothing is put to him."""
    seats = seats_of(act.actor, permission)
    if not seats:
        raise NotFound("no seat")
    return seats


def reply_clean(act: Act, campaign: Campaign, seen: str, is_stated: bool) -> int:
    """Enter that nothing was found of all the rest, after the statement over the list that was seen.

    Raises Stale when the list is not the one that was read, or InputRefused without the statement.
    """
    seats = _seats(act, Permission.REPLY_ENTER)
    profile = _profile(act, campaign)
    rest = read_desk(act.session, act.actor, campaign, profile, act.on, Permission.REPLY_ENTER).rest
    if not is_stated:
        raise InputRefused([Issue(code="vetting.statement_missing", source_key="")])
    if seal_of_list(rest) != seen:
        raise Stale("the list is not the one that was read")
    if not rest:
        raise InputRefused([Issue(code="vetting.nothing_open", source_key="")])
    given = [Given(line.question_id, Answer.CLEAN) for line in rest]
    return answers.enter(act, campaign, seats, given, recusals_for(act, campaign))


def seal_of_list(lines: Iterable[DeskLine]) -> str:
    """Return the short digest by which a list that was read is known again."""
    told = ",".join(str(line.question_id) for line in lines)
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def sign(act: Act, campaign: Campaign, seen: Mapping[int, int]) -> int:
    """Sign replies of the actor's unit as its leader, each in the edition that he has read.

    Raises NotFound, Stale or InputRefused.
    """
    seats = _seats(act, Permission.REPLY_SIGN)
    return answers.confirm(act, campaign, seats, seen, recusals_for(act, campaign))


def give_back(act: Act, campaign: Campaign, question_ids: Sequence[int], reason: str) -> int:
    """Return replies to who entered them, as the unit's leader; raises NotFound or InputRefused."""
    seats = _seats(act, Permission.REPLY_SIGN)
    mine = recusals_for(act, campaign)
    return answers.give_back(act, campaign, seats, question_ids, reason, mine)


def reply_from_paper(
    act: Act, campaign: Campaign, given: Sequence[Given], *, paper: str, paper_on: date
) -> int:
    """Enter a unit's sealed paper reply (代录), for a second person of the county to check.

    Raises Forbidden, NotFound or InputRefused.
    """
    access.require(act.actor, Permission.REPLY_FROM_PAPER, campaign.county)
    if not paper.strip():
        raise InputRefused([Issue(code="document.number_missing", source_key="")])
    mine = recusals_for(act, campaign)
    return answers.enter(
        act, campaign, None, given, mine, may_replace=True, paper=paper, paper_on=paper_on
    )


def sign_paper(act: Act, campaign: Campaign, seen: Mapping[int, int]) -> int:
    """Check what was entered from paper, as a second person of the county."""
    access.require(act.actor, Permission.REPLY_SIGN_PAPER, campaign.county)
    return answers.confirm(act, campaign, None, seen, recusals_for(act, campaign))


def hand_out(act: Act, campaign: Campaign) -> Look:
    """Record that the actor takes his list out with the complete ID numbers; raises NotFound."""
    if not desk_for(act, campaign).lines:
        raise NotFound("no desk")
    return looks.note_look(act, desk_subject(campaign), f"campaign:{campaign.id}")


def desk_subject(campaign: Campaign) -> str:
    """Return what handing out a desk's list is called in the book."""
    return f"desk:{campaign.id}"


# --- recusal ----------------------------------------------------------------------------------


def recuse_oneself(
    act: Act,
    campaign: Campaign,
    *,
    ground: RecusalGround,
    question_id: int = 0,
    village: str = "",
    source: str = "",
) -> None:
    """Record that the actor may not judge a person on his desk, or the people of a village.

    Raises NotFound for a question that is not on his desk, or InputRefused.
    """
    person = None
    if ground is not RecusalGround.SAME_VILLAGE:
        desk = desk_for(act, campaign)
        line = next((o for o in desk.lines if o.question_id == question_id), None)
        if line is None:
            raise NotFound(f"question {question_id}")
        person = line.person_id
    elif not desk_for(act, campaign).lines:
        raise NotFound("no desk")
    recusals.state(
        act,
        act.actor.official_id,
        ground=ground,
        person_id=person,
        village=village,
        source=source,
    )


def recuse(
    act: Act,
    campaign: Campaign,
    official_id: int,
    *,
    ground: RecusalGround,
    person_id: int | None = None,
    village: str = "",
    source: str,
) -> None:
    """Record for a reviewer whom he may not judge, with the source of it."""
    access.require(act.actor, Permission.RECUSAL_KEEP, campaign.county)
    access.get_official(act.session, campaign.county, official_id)
    recusals.state(
        act, official_id, ground=ground, person_id=person_id, village=village, source=source
    )


def end_recusal(act: Act, campaign: Campaign, recusal_id: int, reason: str) -> None:
    """Record that a recusal was stated in error; raises Forbidden, NotFound or InputRefused."""
    access.require(act.actor, Permission.RECUSAL_KEEP, campaign.county)
    recusals.end(act, recusal_id, reason)


def recusals_for(act: Act, campaign: Campaign) -> tuple[RecusalFacts, ...]:
    """Return whom the actor may not judge, as far as the campaign's profile knows the ground."""
    stated = recusals.recusals_of(act.session, act.actor.county, act.actor.official_id)
    return recusals_in_force(stated, _profile(act, campaign))


def desk_for(act: Act, campaign: Campaign) -> Desk:
    """Return the actor's desk as it stands within an act."""
    return read_desk(act.session, act.actor, campaign, _profile(act, campaign), act.on)


def read_desk(
    session: Session,
    actor: Actor,
    campaign: Campaign,
    profile: Profile,
    on: date,
    *permissions: Permission,
) -> Desk:
    """Return an official's desk: what is put to his unit or to his level, and nothing else.

    Of the permissions by which he may answer or sign, those named alone, or both.
    """
    asked = permissions or (Permission.REPLY_ENTER, Permission.REPLY_SIGN)
    seats = dict.fromkeys(seat for permission in asked for seat in seats_of(actor, permission))
    stated = recusals.recusals_of(session, actor.county, actor.official_id)
    mine = recusals_in_force(stated, profile)
    return desk_of(session, actor, campaign, tuple(seats), mine, on)
