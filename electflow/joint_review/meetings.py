"""Joint meetings on what is contested: attendance, votes, minutes (联席会议)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Campaign, Election
from electflow.errors import InputRefused, NotFound, Stale
from electflow.ids import new_id
from electflow.issues import Fact, Issue
from electflow.joint_review.grounds import Grounds, replies_on, sealed, unsealed
from electflow.joint_review.model import Meeting, MeetingRuling
from electflow.joint_review.terms import Conclusion
from electflow.joint_review.weighing import NEED_WORDS, faults_of_opinion
from electflow.stages import Track

LEAST_UNITS = 2
"""How many units make a meeting a joint one."""


def convene(
    act: Act,
    campaign: Campaign,
    *,
    held_on: date,
    place: str,
    chaired_by: str,
    present: Sequence[str],
    minutes: str,
) -> Meeting:
    """Record that a joint meeting was held: when, where, who chaired it, which units came.

    Raises InputRefused.
    """
    issues = []
    if held_on > act.on:
        facts: dict[str, Fact] = {"date": held_on, "today": act.on}
        issues.append(Issue(code="document.date_ahead", source_key="", facts=facts))
    if not present:
        issues.append(Issue(code="vetting.nobody_present", source_key=""))
    elif len(present) < LEAST_UNITS:
        issues.append(Issue(code="vetting.meeting_of_one", source_key=""))
    for words in (place, chaired_by, minutes):
        if not words.strip():
            issues.append(Issue(code="vetting.meeting_incomplete", source_key=""))
            break
    if issues:
        raise InputRefused(issues)
    audit.lock_case(act.session, campaign.county, f"campaign:{campaign.id}")
    last = act.session.scalar(
        select(func.max(Meeting.number)).where(
            Meeting.county == campaign.county, Meeting.campaign_id == campaign.id
        )
    )
    meeting = Meeting(
        county=campaign.county,
        id=new_id(act.at),
        campaign_id=campaign.id,
        number=(last or 0) + 1,
        held_on=held_on,
        place=place.strip(),
        chaired_by=chaired_by.strip(),
        present=sorted(set(present)),
        minutes=minutes.strip(),
        kept_by=act.actor.official_id,
        kept_at=act.at,
    )
    act.session.add(meeting)
    audit.record(
        act,
        "meeting:convene",
        f"campaign:{campaign.id}",
        data={
            "meeting": meeting.number,
            "held_on": held_on.isoformat(),
            "units": meeting.present,
        },
        words={"minutes": meeting.minutes},
    )
    return meeting


def rule(
    act: Act,
    meeting: Meeting,
    election: Election,
    candidate: int,
    *,
    conclusion: Conclusion,
    votes_for: int,
    votes_against: int,
    abstained: int,
    grounds: Grounds,
) -> MeetingRuling:
    """Record what a joint meeting decided of a candidate, by more than half of those present.

    It is held to what holds for an opinion, which has to agree with it. Raises Stale for a closed
    meeting, or InputRefused.
    """
    if meeting.closed_at is not None:
        raise Stale(f"meeting {meeting.number} is closed")
    issues = []
    cast = votes_for + votes_against + abstained
    present = len(meeting.present)
    if min(votes_for, votes_against, abstained) < 0 or cast > present:
        facts: dict[str, Fact] = {"votes": cast, "present": present}
        issues.append(Issue(code="vetting.votes_exceed_present", source_key="", facts=facts))
    elif 2 * votes_for <= present:
        facts = {"votes": votes_for, "present": present}
        issues.append(Issue(code="vetting.no_majority", source_key="", facts=facts))
    replies = replies_on(act.session, election.county, election, candidate)
    issues += faults_of_opinion(
        conclusion, grounds, Track(election.track), replies, conclusion, False
    )
    if not grounds.words.strip() and conclusion not in NEED_WORDS:
        issues.append(Issue(code="document.reason_missing", source_key=""))
    known = act.session.scalar(
        select(MeetingRuling.id).where(
            MeetingRuling.county == meeting.county,
            MeetingRuling.meeting_id == meeting.id,
            MeetingRuling.election_id == election.id,
            MeetingRuling.candidate == candidate,
        )
    )
    if known is not None:
        issues.append(Issue(code="vetting.ruled_already", source_key=""))
    if issues:
        raise InputRefused(issues)
    ruling = MeetingRuling(
        county=meeting.county,
        id=new_id.after(act.at, replies.newest),
        meeting_id=meeting.id,
        election_id=election.id,
        candidate=candidate,
        conclusion=conclusion.value,
        votes_for=votes_for,
        votes_against=votes_against,
        abstained=abstained,
        sealed_grounds=sealed(act.session, grounds),
    )
    act.session.add(ruling)
    audit.record(
        act,
        "meeting:rule",
        f"campaign:{meeting.campaign_id}",
        data={
            "meeting": meeting.number,
            "election": str(election.id),
            "candidate": candidate,
            "votes": [votes_for, votes_against, abstained],
        },
    )
    return ruling


def close_meeting(act: Act, meeting: Meeting) -> None:
    """Close the minutes of a meeting; it takes no more rulings. Raises Stale."""
    if meeting.closed_at is not None:
        raise Stale(f"meeting {meeting.number} is closed")
    meeting.closed_at = act.at
    audit.record(
        act, "meeting:close", f"campaign:{meeting.campaign_id}", data={"meeting": meeting.number}
    )


def get_meeting(
    session: Session, county: str, campaign_id: int, number: int, *, lock: bool = False
) -> Meeting:
    """Return a meeting of a campaign by its number; raises NotFound."""
    query = select(Meeting).where(
        Meeting.county == county, Meeting.campaign_id == campaign_id, Meeting.number == number
    )
    meeting = session.scalar(query.with_for_update() if lock else query)
    if meeting is None:
        raise NotFound(f"meeting {number}")
    return meeting


def list_meetings(session: Session, county: str, campaign_id: int) -> list[tuple[Meeting, int]]:
    """Return the meetings of a campaign with the number of their rulings, the newest first."""
    rows = session.execute(
        select(Meeting, func.count(MeetingRuling.id))
        .outerjoin(
            MeetingRuling,
            (MeetingRuling.county == Meeting.county) & (MeetingRuling.meeting_id == Meeting.id),
        )
        .where(Meeting.county == county, Meeting.campaign_id == campaign_id)
        .group_by(Meeting.county, Meeting.id)
        .order_by(Meeting.number.desc())
    )
    return [(meeting, count) for meeting, count in rows]


def rulings_of(session: Session, meeting: Meeting) -> list[tuple[MeetingRuling, Election]]:
    """Return what a meeting decided, in one query; grounds stay sealed."""
    rows = session.execute(
        select(MeetingRuling, Election)
        .join(
            Election,
            (Election.county == MeetingRuling.county) & (Election.id == MeetingRuling.election_id),
        )
        .where(MeetingRuling.county == meeting.county, MeetingRuling.meeting_id == meeting.id)
        .order_by(MeetingRuling.id)
    )
    return [(ruling, election) for ruling, election in rows]


def rulings_on(
    session: Session, election: Election, candidate: int
) -> list[tuple[MeetingRuling, Meeting]]:
    """Return what joint meetings decided of a candidate, in one query; grounds stay sealed."""
    rows = session.execute(
        select(MeetingRuling, Meeting)
        .join(
            Meeting,
            (Meeting.county == MeetingRuling.county) & (Meeting.id == MeetingRuling.meeting_id),
        )
        .where(MeetingRuling.county == election.county, MeetingRuling.election_id == election.id)
        .where(MeetingRuling.candidate == candidate)
        .order_by(Meeting.number)
    )
    return [(ruling, meeting) for ruling, meeting in rows]


def grounds_of_ruling(session: Session, ruling: MeetingRuling) -> Grounds:
    """Return on what a meeting's ruling rests, unsealed; who shows it writes an event of it."""
    return unsealed(session, ruling.sealed_grounds)


def last_ruling(session: Session, election: Election, candidate: int) -> MeetingRuling | None:
    """Return what a joint meeting last decided of a candidate."""
    found = rulings_on(session, election, candidate)
    return found[-1][0] if found else None
