"""Opinions on candidates: drafted, checked and approved by three persons.

In the villagers' election an approved opinion is addressed to the village election committee, which
decides (VCOL 2025 art. 18; law-notes A2); in the Party's the Party committee decides.
"""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.campaign.model import Election
from electflow.db import keyring_of
from electflow.errors import Forbidden, InputRefused, NotFound, Stale
from electflow.ids import new_id
from electflow.issues import Fact, Issue
from electflow.joint_review.checklist import Checklist
from electflow.joint_review.grounds import (
    CandidateReplies,
    Grounds,
    replies_on,
    sealed,
    tell_opinion,
    unsealed,
)
from electflow.joint_review.meetings import last_ruling
from electflow.joint_review.model import Meeting, MeetingRuling, Opinion
from electflow.joint_review.statements import statements_on
from electflow.joint_review.terms import Conclusion, OpinionStanding, ReasonClass, StatementKind
from electflow.joint_review.weighing import faults_of_opinion
from electflow.profile.model import Basis
from electflow.stages import Track

_CLASS_OF_BASIS = {
    Basis.PARTY: ReasonClass.PARTY_RULE,
    Basis.PROVINCE: ReasonClass.PROVINCE,
}


def draft(
    act: Act,
    election: Election,
    candidate: int,
    *,
    conclusion: Conclusion,
    grounds: Grounds,
    number: str,
) -> Opinion:
    """Draft an opinion for two others to check and approve; raises InputRefused, or Stale."""
    last = last_opinion(act.session, election, candidate)
    if last and last.standing in (OpinionStanding.DRAFTED, OpinionStanding.CHECKED):
        raise Stale(f"opinion {last.id} is under way")
    replies, ruled, issues = _weighed(act, election, candidate, conclusion, grounds)
    if not number.strip():
        issues.append(Issue(code="vetting.number_missing", source_key=""))
    if issues:
        raise InputRefused(issues)
    opinion = Opinion(
        county=election.county,
        # above the questions that it concludes: whatever is asked later makes it out of date
        id=new_id.after(act.at, replies.newest, last.id if last else None),
        election_id=election.id,
        candidate=candidate,
        campaign_id=election.campaign_id,
        conclusion=conclusion.value,
        reason_class=_reason_class(conclusion, grounds, replies.checklist).value,
        sealed_grounds=sealed(act.session, grounds),
        number=number.strip(),
        ruling_id=ruled[0].id if ruled else None,
        standing=OpinionStanding.DRAFTED.value,
        drafted_by=act.actor.official_id,
        drafted_at=act.at,
    )
    act.session.add(opinion)
    tell_opinion(act, "opinion:draft", election, opinion)
    return opinion


def _weighed(
    act: Act, election: Election, candidate: int, conclusion: Conclusion, grounds: Grounds
) -> tuple[CandidateReplies, tuple[MeetingRuling, Meeting] | None, list[Issue]]:
    """Return the replies on a candidate, the ruling on them, and what speaks against an opinion.

    A ruling from before units were asked anew binds no more. A candidate who contests what was
    found is heard by a meeting: one held before he spoke has not heard him.
    """
    replies = replies_on(act.session, election.county, election, candidate)
    ruled = last_ruling(act.session, election, candidate)
    spoken = [
        s.received_on
        for s in statements_on(act.session, election, candidate)
        if s.kind is StatementKind.STATEMENT
    ]
    is_disputed = bool(replies.found and spoken)
    if ruled is not None:
        ruling, meeting = ruled
        is_unheard = is_disputed and meeting.held_on < max(spoken)
        if ruling.id < replies.newest or is_unheard:
            ruled = None
    issues = faults_of_opinion(
        conclusion,
        grounds,
        Track(election.track),
        replies,
        Conclusion(ruled[0].conclusion) if ruled else None,
        is_disputed or ruled is not None,
    )
    return replies, ruled, issues


def _reason_class(
    conclusion: Conclusion, grounds: Grounds, checklist: Checklist | None
) -> ReasonClass:
    if conclusion is Conclusion.PROHIBITED:
        return ReasonClass.LAW_18
    item = checklist.items.get(grounds.item) if checklist else None
    if conclusion in (Conclusion.PASS, Conclusion.PASS_NOTE) or item is None:
        return ReasonClass.NONE
    return _CLASS_OF_BASIS.get(item.basis, ReasonClass.POLICY)


def check(act: Act, election: Election, opinion_id: int) -> Opinion:
    """Check a drafted opinion, as another than who drafted it; raises NotFound, Forbidden, Stale."""
    opinion = _open(act, election, opinion_id, OpinionStanding.DRAFTED)
    if act.actor.official_id == opinion.drafted_by:
        raise Forbidden(f"opinion {opinion_id}: another person checks it")
    opinion.standing = OpinionStanding.CHECKED.value
    opinion.checked_by, opinion.checked_at = act.actor.official_id, act.at
    tell_opinion(act, "opinion:check", election, opinion)
    return opinion


def approve(act: Act, election: Election, opinion_id: int) -> Opinion:
    """Approve a checked opinion, as a third person, if nothing that it rests on has changed.

    The meeting on whose ruling it rests is closed by then: its minutes have a number and are signed.

    Raises NotFound, Forbidden, Stale or InputRefused.
    """
    opinion = _open(act, election, opinion_id, OpinionStanding.CHECKED)
    if act.actor.official_id in (opinion.drafted_by, opinion.checked_by):
        raise Forbidden(f"opinion {opinion_id}: a third person approves it")
    conclusion, grounds = Conclusion(opinion.conclusion), grounds_of(act.session, opinion)
    replies, ruled, issues = _weighed(act, election, opinion.candidate, conclusion, grounds)
    if ruled is not None and ruled[1].closed_at is None:
        facts: dict[str, Fact] = {"meeting": ruled[1].number}
        issues.append(Issue(code="vetting.meeting_open", source_key="", facts=facts))
    if replies.newest > opinion.id:
        raise Stale(f"opinion {opinion_id}: a unit was asked anew since it was drafted")
    if issues:
        raise InputRefused(issues)
    opinion.standing = OpinionStanding.APPROVED.value
    opinion.approved_by, opinion.approved_at = act.actor.official_id, act.at
    tell_opinion(act, "opinion:approve", election, opinion)
    return opinion


def give_back(act: Act, election: Election, opinion_id: int, reason: str) -> Opinion:
    """Return an opinion that is under way, with the reason; raises NotFound, Stale, InputRefused."""
    opinion = _open(act, election, opinion_id, OpinionStanding.DRAFTED, OpinionStanding.CHECKED)
    if not reason.strip():
        raise InputRefused([Issue(code="document.reason_missing", source_key="")])
    opinion.standing = OpinionStanding.RETURNED.value
    opinion.returned_by = act.actor.official_id
    # it may tell what was found: it stays sealed with the opinion, and out of the book
    opinion.sealed_return = keyring_of(act.session).seal(reason.strip())
    tell_opinion(act, "opinion:return", election, opinion)
    return opinion


def _open(act: Act, election: Election, opinion_id: int, *standings: OpinionStanding) -> Opinion:
    opinion = act.session.get(Opinion, (election.county, opinion_id), with_for_update=True)
    if opinion is None or opinion.election_id != election.id:
        raise NotFound(f"opinion {opinion_id}")
    if OpinionStanding(opinion.standing) not in standings:
        raise Stale(f"opinion {opinion_id} is {opinion.standing}")
    return opinion


def get_opinion(session: Session, election: Election, opinion_id: int) -> Opinion:
    """Return an opinion of an election; raises NotFound."""
    opinion = session.get(Opinion, (election.county, opinion_id))
    if opinion is None or opinion.election_id != election.id:
        raise NotFound(f"opinion {opinion_id}")
    return opinion


def set_aside(session: Session, county: str, election_id: int) -> None:
    """Take the opinions out of force when candidates are examined anew; they stay in the file."""
    kept = (OpinionStanding.RETURNED.value, OpinionStanding.SET_ASIDE.value)
    session.execute(
        update(Opinion)
        .where(Opinion.county == county, Opinion.election_id == election_id)
        .where(Opinion.standing.not_in(kept))
        .values(standing=OpinionStanding.SET_ASIDE.value)
    )


def last_opinion(session: Session, election: Election, candidate: int) -> Opinion | None:
    """Return the newest opinion on a candidate, whatever came of it."""
    return session.scalar(
        select(Opinion)
        .where(Opinion.county == election.county, Opinion.election_id == election.id)
        .where(Opinion.candidate == candidate)
        .order_by(Opinion.id.desc())
        .limit(1)
    )


def approved_opinions(session: Session, election: Election) -> dict[int, Opinion]:
    """Return the opinion in force on each candidate, by number: the newest one, where it is approved."""
    newest = {
        opinion.candidate: opinion
        for opinion in session.scalars(
            select(Opinion)
            .where(Opinion.county == election.county, Opinion.election_id == election.id)
            .order_by(Opinion.id)
        )
    }
    approved = OpinionStanding.APPROVED.value
    return {number: told for number, told in newest.items() if told.standing == approved}


def opinions_on(session: Session, election: Election, candidate: int) -> list[Opinion]:
    """Return all opinions on a candidate, the oldest first."""
    return list(
        session.scalars(
            select(Opinion)
            .where(Opinion.county == election.county, Opinion.election_id == election.id)
            .where(Opinion.candidate == candidate)
            .order_by(Opinion.id)
        )
    )


def opinions_under_way(
    session: Session, county: str, standings: Collection[OpinionStanding]
) -> list[tuple[Opinion, Election]]:
    """Return the opinions that wait for the next person, in one query."""
    rows = session.execute(
        select(Opinion, Election)
        .join(Election, (Election.county == Opinion.county) & (Election.id == Opinion.election_id))
        .where(Opinion.county == county, Opinion.standing.in_([s.value for s in standings]))
        .order_by(Opinion.id)
    )
    return [(opinion, election) for opinion, election in rows]


def reason_of_return(session: Session, opinion: Opinion) -> str:
    """Return why an opinion was returned, unsealed; who shows it writes an event of it."""
    return keyring_of(session).unseal(opinion.sealed_return) if opinion.sealed_return else ""


def grounds_of(session: Session, opinion: Opinion) -> Grounds:
    """Return on what an opinion rests, unsealed; who shows it writes an event of it."""
    return unsealed(session, opinion.sealed_grounds)
