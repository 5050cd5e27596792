"""The door of a unit's replies: entering and signing them, recusal, the desk, what leaves with ID numbers.

Whoever replies acts for a unit, not at an election: his seats say which questions are his. The
rules look at the replies anew at each step, so no election's version moves with each of them.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from electflow.access import service as access
from electflow.access.terms import Permission
from electflow.act import Act, Actor
from electflow.campaign.model import Campaign
from electflow.errors import InputRefused, NotFound, Stale
from electflow.issues import Issue
from electflow.joint_review import answers, looks, recusals
from electflow.joint_review.answers import Given
from electflow.joint_review.desk import Desk, DeskLine, desk_of
from electflow.joint_review.model import Look
from electflow.joint_review.questions import recusals_in_force
from electflow.joint_review.seats import Seat, seats_of
from electflow.joint_review.terms import Answer, RecusalGround
from electflow.profile.model import Profile
from electflow.workflow.opening import profile_of_campaign
from electflow.workflow.recused import recusals_for


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
    profile = profile_of_campaign(act, campaign)
    answers.lock_unanswered(act, campaign, seats)
    rest = read_desk(act.session, act.actor, campaign, profile, act.on, Permission.REPLY_ENTER).rest
    if not is_stated:
        raise InputRefused([Issue(code="vetting.statement_missing", source_key="")])
    if seal_of_list(rest) != seen:
        raise Stale("the list is not the one that was read")
    if not rest:
        raise InputRefused([Issue(code="vetting.nothing_open", source_key="")])
    given = [Given(line.question_id, Answer.CLEAN) for line in rest]
    return answers.enter(act, campaign, seats, given, recusals_for(act, campaign))


def seal_of_list(
    lines: Iterable[DeskLine], told_of: Callable[[DeskLine], str] = lambda o: str(o.question_id)
) -> str:
    """Return the short digest by which a list that was read is known again."""
    told = ",".join(map(told_of, lines))
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def sign(act: Act, campaign: Campaign, seen: Mapping[int, int]) -> int:
    """Sign replies of the actor's unit as its leader, each in the edition that he has read.

    Raises NotFound, Stale or InputRefused.
    """
    seats = _seats(act, Permission.REPLY_SIGN)
    profile = profile_of_campaign(act, campaign)
    return answers.confirm(act, campaign, seats, seen, recusals_for(act, campaign), profile)


def give_back(act: Act, campaign: Campaign, seen: Mapping[int, int], reason: str) -> int:
    """Return replies to who entered them, as the unit's leader, each in the edition that he has read.

    Raises NotFound, Stale or InputRefused.
    """
    seats = _seats(act, Permission.REPLY_SIGN)
    mine = recusals_for(act, campaign)
    return answers.give_back(act, campaign, seats, seen, reason, mine)


def hand_out(act: Act, campaign: Campaign) -> Look:
    """Record that the actor takes his list out with the complete ID numbers; raises NotFound."""
    if not desk_for(act, campaign).lines:
        raise NotFound("no desk")
    return looks.note_look(act, desk_subject(campaign), f"campaign:{campaign.id}")


def print_letter(act: Act, campaign: Campaign, number: int, unit: str) -> Look:
    """Record that the county prints a unit's letter with the list; raises Forbidden."""
    access.require(act.actor, Permission.REVIEW_ASK, campaign.county)
    subject = letter_subject(campaign, number, unit)
    return looks.note_look(act, subject, f"campaign:{campaign.id}")


def letter_subject(campaign: Campaign, number: int, unit: str) -> str:
    """Return what printing a unit's letter is called in the book."""
    return f"letter:{campaign.id}:{number}:{unit}"


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


def desk_for(act: Act, campaign: Campaign) -> Desk:
    """Return the actor's desk as it stands within an act."""
    return read_desk(act.session, act.actor, campaign, profile_of_campaign(act, campaign), act.on)


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
