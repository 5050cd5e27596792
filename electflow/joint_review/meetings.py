"""Joint meetings on what is contested: attendance, votes, minutes (联席会议)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Campaign, Election
from electflow.db import keyring_of
from electflow.errors import InputRefused, NotFound, Stale
from electflow.ids import new_id
from electflow.issues import Fact, Issue
from electflow.joint_review.attendance import (
    Invited,
    aside_from,
    barred_by_name,
    faults_of_attendance,
    faults_of_stepping_aside,
    keep_seats,
    seated,
    seats_at,
)
from electflow.joint_review.grounds import Grounds, replies_on, sealed, unsealed
from electflow.joint_review.model import Meeting, MeetingRuling
from electflow.joint_review.scans import scans_of_minutes
from electflow.joint_review.terms import Attending, Conclusion, RecusalGround
from electflow.joint_review.weighing import NEED_WORDS, faults_of_opinion
from electflow.nomination.model import Candidate
from electflow.profile.model import Profile
from electflow.stages import Track


@dataclass(frozen=True)
class Votes:
    """How the units that came and did not step aside voted on a candidate."""

    agreed: int
    against: int
    abstained: int

    @property
    def cast(self) -> int:
        """Return all of them."""
        return self.agreed + self.against + self.abstained


def convene(
    act: Act,
    campaign: Campaign,
    *,
    held_on: date,
    place: str,
    chaired_by: str,
    minuted_by: str,
    attending: Sequence[Attending],
    chair_post: str = "",
    minutes: str = "",
) -> Meeting:
    """Record that a joint meeting was held: when, where, who was invited, came, chaired, kept minutes.

    ``attending`` is one row a unit; who chairs or keeps the minutes may be one of them, or speak for
    no unit. The number of the minutes may follow when they are closed. Raises InputRefused.
    """
    issues = []
    if held_on > act.on:
        facts: dict[str, Fact] = {"date": held_on, "today": act.on}
        issues.append(Issue(code="document.date_ahead", source_key="", facts=facts))
    issues += faults_of_attendance(attending, chaired_by, minuted_by)
    for words in (place, chaired_by, minuted_by):
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
    seats = seated(act, attending, chaired_by, chair_post, minuted_by)
    meeting = Meeting(
        county=campaign.county,
        id=new_id(act.at),
        campaign_id=campaign.id,
        number=(last or 0) + 1,
        held_on=held_on,
        place=place.strip(),
        sealed_chair=keyring_of(act.session).seal(chaired_by.strip()),
        present=sorted(seat.unit for seat in seats if seat.votes),
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
            "absent": sorted(seat.unit for seat in seats if not seat.is_present),
            "digest": keep_seats(act, meeting, seats),
        },
        words={"minutes": meeting.minutes},
    )
    return meeting


def rule(
    act: Act,
    meeting: Meeting,
    election: Election,
    candidate: Candidate,
    profile: Profile,
    *,
    conclusion: Conclusion,
    votes: Votes,
    grounds: Grounds,
    stated: Mapping[int, RecusalGround] | None = None,
    stand_in: str = "",
) -> MeetingRuling:
    """Record what a joint meeting decided of a candidate, by more than half of those who vote.

    Who is recused from him has no vote, by the register or as ``stated`` at the meeting (by seat); if
    he chairs or keeps the minutes, ``stand_in`` is who did it in this case. The votes are those of all
    others who came. It is held to what holds for an opinion, which has to agree with it. Raises Stale
    for a closed meeting, NotFound for a seat of nobody who came, or InputRefused.
    """
    if meeting.closed_at is not None:
        raise Stale(f"meeting {meeting.number} is closed")
    seats, key = seats_at(act.session, meeting), (election.id, candidate.number)
    case = (candidate.person_id, election.village)
    if unknown := set(stated or ()) - {seat.number for seat in seats if seat.is_present}:
        raise NotFound(f"seats {sorted(unknown)} of meeting {meeting.number}")
    known = aside_from(act.session, meeting.county, seats, profile, {key: case}).get(key, {})
    aside = {**(stated or {}), **known}
    barred = barred_by_name(act.session, meeting.county, stand_in, profile, *case)
    issues = faults_of_stepping_aside(seats, aside, stand_in, barred)
    issues += _faults_of_votes(votes, seats, aside)
    replies = replies_on(act.session, election.county, election, candidate.number)
    issues += faults_of_opinion(
        conclusion, grounds, Track(election.track), replies, conclusion, False
    )
    if not grounds.words.strip() and conclusion not in NEED_WORDS:
        issues.append(Issue(code="document.reason_missing", source_key=""))
    ruled = act.session.scalar(
        select(MeetingRuling.id).where(
            MeetingRuling.county == meeting.county,
            MeetingRuling.meeting_id == meeting.id,
            MeetingRuling.election_id == election.id,
            MeetingRuling.candidate == candidate.number,
        )
    )
    if ruled is not None:
        issues.append(Issue(code="vetting.ruled_already", source_key=""))
    if issues:
        raise InputRefused(issues)
    ruling = MeetingRuling(
        county=meeting.county,
        id=new_id.after(act.at, replies.newest),
        meeting_id=meeting.id,
        election_id=election.id,
        candidate=candidate.number,
        conclusion=conclusion.value,
        votes_for=votes.agreed,
        votes_against=votes.against,
        abstained=votes.abstained,
        sealed_grounds=sealed(act.session, grounds),
        aside=[{"seat": n, "ground": aside[n].value} for n in sorted(aside)],
        sealed_stand_in=keyring_of(act.session).seal(stand_in.strip()),
    )
    act.session.add(ruling)
    audit.record(
        act,
        "meeting:rule",
        f"campaign:{meeting.campaign_id}",
        data={
            "meeting": meeting.number,
            "election": str(election.id),
            "candidate": candidate.number,
            "votes": [votes.agreed, votes.against, votes.abstained],
            "aside": sorted(aside),
        },
    )
    return ruling


def _faults_of_votes(votes: Votes, seats: Sequence[Invited], aside: Collection[int]) -> list[Issue]:
    """Return why these are not the votes of all who came and did not step aside, or no majority."""
    present = [seat for seat in seats if seat.votes]
    voting = sum(seat.number not in aside for seat in present)
    if min(votes.agreed, votes.against, votes.abstained) < 0 or votes.cast != voting:
        facts: dict[str, Fact] = {
            "votes": votes.cast,
            "present": len(present),
            "aside": len(present) - voting,
            "voting": voting,
        }
        return [Issue(code="vetting.votes_do_not_add_up", source_key="", facts=facts)]
    if 2 * votes.agreed <= voting:
        facts = {"votes": votes.agreed, "voting": voting}
        return [Issue(code="vetting.no_majority", source_key="", facts=facts)]
    return []


def close_meeting(act: Act, meeting: Meeting, *, minutes: str = "", unscanned: str = "") -> None:
    """Close the minutes of a meeting by their number; it takes no more rulings.

    A number that was entered before stays. Without a scan of the signed minutes ``unscanned`` says
    why. Raises Stale, or InputRefused.
    """
    if meeting.closed_at is not None:
        raise Stale(f"meeting {meeting.number} is closed")
    number = meeting.minutes or minutes.strip()
    kept = len(scans_of_minutes(act.session, meeting))
    issues = []
    if not number:
        issues.append(Issue(code="vetting.minutes_missing", source_key=""))
    if not kept and not unscanned.strip():
        issues.append(Issue(code="vetting.minutes_unscanned", source_key=""))
    if issues:
        raise InputRefused(issues)
    meeting.minutes, meeting.closed_at = number, act.at
    audit.record(
        act,
        "meeting:close",
        f"campaign:{meeting.campaign_id}",
        data={"meeting": meeting.number, "scans": kept},
        words={"minutes": number, "reason": "" if kept else unscanned},
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
    """Return what joint meetings decided of a candidate, in order, in one query; grounds stay sealed."""
    rows = session.execute(
        select(MeetingRuling, Meeting)
        .join(
            Meeting,
            (Meeting.county == MeetingRuling.county) & (Meeting.id == MeetingRuling.meeting_id),
        )
        .where(MeetingRuling.county == election.county, MeetingRuling.election_id == election.id)
        .where(MeetingRuling.candidate == candidate)
        .order_by(MeetingRuling.id)
    )
    return [(ruling, meeting) for ruling, meeting in rows]


def grounds_of_ruling(session: Session, ruling: MeetingRuling) -> Grounds:
    """Return on what a meeting's ruling rests, unsealed; who shows it writes an event of it."""
    return unsealed(session, ruling.sealed_grounds)


def chair_of(session: Session, meeting: Meeting) -> str:
    """Return who chaired a meeting."""
    return keyring_of(session).unseal(meeting.sealed_chair)


def stand_in_of(session: Session, ruling: MeetingRuling) -> str:
    """Return who chaired, or kept the minutes, in place of somebody recused, or nothing."""
    return keyring_of(session).unseal(ruling.sealed_stand_in)


def last_ruling(
    session: Session, election: Election, candidate: int
) -> tuple[MeetingRuling, Meeting] | None:
    """Return what a joint meeting last decided of a candidate, and which meeting."""
    found = rulings_on(session, election, candidate)
    return found[-1] if found else None
