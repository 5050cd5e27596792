"""The door of the scans of the joint review: the signed minutes of meetings, the units' sealed replies."""

from sqlalchemy.orm import Session

from electflow.access import service as access
from electflow.access.rules import may
from electflow.access.terms import Permission
from electflow.act import Act, Actor
from electflow.campaign.model import Campaign
from electflow.errors import InputRefused
from electflow.issues import Issue
from electflow.joint_review import looks, meetings, scans
from electflow.joint_review.model import Look, ReviewScan
from electflow.joint_review.questions import faults_of_recusal, recusals_in_force
from electflow.joint_review.recusals import recusals_of
from electflow.profile.model import Profile
from electflow.workflow.opening import profile_of_campaign


def attach_minutes(act: Act, campaign: Campaign, meeting_number: int, content: bytes) -> ReviewScan:
    """Keep a scan of a meeting's signed minutes; raises NotFound, Forbidden or InputRefused."""
    access.require(act.actor, Permission.MEETING_KEEP, campaign.county)
    meeting = meetings.get_meeting(
        act.session, campaign.county, campaign.id, meeting_number, lock=True
    )
    return scans.keep_minutes(act, meeting, content)


def attach_reply(act: Act, campaign: Campaign, unit: str, paper: str, content: bytes) -> ReviewScan:
    """Keep the scan of a unit's sealed reply, one for all whom the paper covers.

    Raises NotFound, Forbidden or InputRefused.
    """
    access.require(act.actor, Permission.REPLY_FROM_PAPER, campaign.county)
    return scans.keep_reply(act, campaign, unit, paper.strip(), content)


def look_at_scan(act: Act, campaign: Campaign, scan_id: int, *, password: str, reason: str) -> Look:
    """Let a named official of the county open a scan, for a few minutes.

    It is for those who may see what was found, of everybody whom it is about; who added it sees his
    own. Raises NotFound, Forbidden or InputRefused.
    """
    access.require(act.actor, Permission.REVIEW_READ, campaign.county)
    scan = scans.get_scan(act.session, campaign, scan_id)
    if not may_open(act.actor, scan):
        access.require(act.actor, Permission.FINDING_READ, campaign.county)
    if scan.added_by != act.actor.official_id:
        profile = profile_of_campaign(act, campaign)
        if issues := faults_of_kin_on(act.session, act.actor, profile, scan):
            raise InputRefused(issues)
    return looks.open_look(
        act, scan_subject(scan_id), password, reason, case=f"official:{act.actor.official_id}"
    )


def faults_of_kin_on(
    session: Session, actor: Actor, profile: Profile, scan: ReviewScan
) -> list[Issue]:
    """Return why an official may not read a scan: somebody on it is his kin (Civil Servants Law 74, 76)."""
    stated = recusals_of(session, actor.county, actor.official_id)
    mine = recusals_in_force(stated, profile)
    if not mine:
        return []
    there = scans.persons_on(session, scan)
    found = [issue for person in there for issue in faults_of_recusal(mine, *person)]
    return found[:1]


def may_open(actor: Actor, scan: ReviewScan) -> bool:
    """Tell whether an official may open a scan once he has stepped up for it."""
    return scan.added_by == actor.official_id or may(actor, Permission.FINDING_READ, scan.county)


def scan_subject(scan_id: int) -> str:
    """Return what a look at a scan is called in the book."""
    return f"scan:{scan_id}"
