"""The door of the supervisory committee: who is proposed, who leaves, and whom the meeting chose."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.appointment import following
from electflow.appointment.supervision import (
    SupervisionFacts,
    faults_of_proposed,
    issues_before_forming,
)
from electflow.appointment.terms import FollowUp
from electflow.campaign import service as campaigns
from electflow.campaign.model import Election
from electflow.campaign.terms import FOLLOWING_POSTS, Post, Register
from electflow.election_committee import service as staffing
from electflow.errors import InputRefused, NotFound
from electflow.issues import still_open
from electflow.joint_review.joins import follows, waiting_statements
from electflow.joint_review.reviews import reviews_of
from electflow.joint_review.turns import FOLLOWED
from electflow.nomination import service as nomination
from electflow.nomination.model import Candidate
from electflow.nomination.terms import Exit, Source
from electflow.roll.queries import identified_voter
from electflow.stages import Track
from electflow.voting.rules import tally
from electflow.workflow.dossier import Dossier, dossier_of
from electflow.workflow.opening import opened, require_stage

SOURCES = (Source.VILLAGERS, Source.PARTY, Source.JOINT)
"""Who proposes somebody for it; nobody is elected to it who was not proposed."""


def propose(
    act: Act,
    election_id: int,
    *,
    name: str,
    number: str,
    sex: str,
    post: Post,
    source: Source,
    evidence: str = "",
    received_on: date | None = None,
) -> Candidate:
    """Propose somebody for the supervisory committee; without ``number`` he is on the list of voters.

    Nobody of the new committee and none of its near relatives (VCOL 2025, art. 37). Raises NotFound,
    Forbidden or InputRefused; then nothing has changed.
    """
    election = _open(act, election_id, Permission.CANDIDATE_RECORD)
    if post not in FOLLOWING_POSTS or source not in SOURCES:
        raise NotFound(f"post {post} of the supervisory committee, proposed by {source}")
    dossier = dossier_of(act, election)
    if not number.strip():
        voter = identified_voter(act.session, election, name)
        name, number, sex = voter.name, voter.number, voter.sex
    row = nomination.nominate(
        act,
        election.id,
        election.village,
        name=name,
        number=number,
        sex=sex,
        post=post,
        source=source,
        election_on=act.on,
        voter_age=dossier.profile.roll.voter_age,
        evidence=evidence,
        received_on=received_on,
    )
    facts = facts_of(act.session, election, dossier)
    if issues := faults_of_proposed(row.person_id, facts, dossier.profile):
        raise InputRefused(issues)
    campaigns.touch(election)
    return row


def take_off(act: Act, election_id: int, candidate: int, reason: str) -> None:
    """Take somebody off the list of those proposed; raises NotFound, Forbidden, Stale, InputRefused."""
    election = _open(act, election_id, Permission.CANDIDATE_RECORD)
    row = nomination.get_candidate(act.session, election, candidate)
    if row.post not in FOLLOWING_POSTS:
        raise NotFound(f"candidate {candidate} of the supervisory committee")
    nomination.withdraw(
        act, election.id, election.village, candidate, reason, left_for=Exit.OWN_WISH
    )
    campaigns.touch(election)


def form(
    act: Act,
    election_id: int,
    chosen: Collection[int],
    *,
    formed_on: date,
    minutes: str,
    reason: str = "",
    explanation: str = "",
) -> None:
    """Record whom the villagers' meeting chose; what is policy passes with an explanation.

    Raises NotFound, Forbidden or InputRefused; then nothing has changed.
    """
    election = _open(act, election_id, Permission.DOCUMENT_RECORD)
    dossier = dossier_of(act, election)
    facts = facts_of(act.session, election, dossier)
    left = still_open(issues_before_forming(chosen, facts, dossier.profile))
    if any(issue.is_blocking for issue in left) or (left and not explanation.strip()):
        raise InputRefused(left)
    following.record(
        act,
        election,
        FollowUp.SUPERVISORY_COMMITTEE,
        formed_on=formed_on,
        persons=len(set(chosen)),
        minutes=minutes,
        reason=reason,
        members=sorted(set(chosen)),
        passed=sorted(issue.code for issue in left),
        explanation=explanation,
    )
    campaigns.touch(election)


def facts_of(session: Session, election: Election, dossier: Dossier) -> SupervisionFacts:
    """Return what the rules know of those proposed, in a fixed number of queries."""
    asked = election.county, [election.id]
    found = tally(dossier, dossier.profile)
    won = {number for number, _ in found.elected} if found else set()
    is_reviewed = election.keeps(Register.REVIEW)
    reviews = (
        reviews_of(
            session, election.county, {election.id: Track(election.track)}, of_followers=True
        )
        if is_reviewed
        else {}
    )
    return SupervisionFacts(
        proposed=nomination.followers_of(session, *asked)[election.id],
        verdicts=dossier.verdicts,
        review=reviews.get(election.id),
        spoken=frozenset(n for _, n in waiting_statements(session, *asked, follows())),
        members=frozenset(c.person_id for c in dossier.candidates if c.number in won)
        | {one.person_id for one in dossier.election.stays},
        kin=staffing.staffs_of(session, *asked)[election.id].kin,
    )


def _open(act: Act, election_id: int, permission: Permission) -> Election:
    election = opened(act, election_id, permission, Track.COMMITTEE)
    require_stage(election, FOLLOWED, "appointment.not_handing_over")
    return election
