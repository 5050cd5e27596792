"""Scans of signed minutes and of sealed replies: kept sealed with their digest, never changed or deleted.

They stand apart from the scans of an election's papers, which a township reads and files: what they
tell is seen by the county alone, after stepping up. No name of a file is kept: it may tell something.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Campaign, Election
from electflow.db import keyring_of
from electflow.documents.scans import digest_of, media_of
from electflow.errors import InputRefused, NotFound
from electflow.ids import new_id
from electflow.issues import Fact, Issue
from electflow.joint_review.model import Meeting, MeetingRuling, Question, Reply, ReviewScan
from electflow.joint_review.terms import ScanKind
from electflow.nomination.model import Candidate

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 20
"""How many scans one meeting's minutes, or one paper with its replacements, may have."""


def keep_minutes(act: Act, meeting: Meeting, content: bytes) -> ReviewScan:
    """Keep a scan of a meeting's signed minutes, also after they were closed; raises InputRefused."""
    return _keep(act, meeting.campaign_id, ScanKind.MINUTES, "", str(meeting.number), content, [])


def keep_reply(act: Act, campaign: Campaign, unit: str, paper: str, content: bytes) -> ReviewScan:
    """Keep the scan of a unit's sealed reply, one for all persons whom the paper covers.

    Another one takes its place until the paper was checked by it; both stay in the file. Raises
    NotFound for a paper from which nothing was entered, or InputRefused.
    """
    of_paper = (
        (Question.county == Reply.county)
        & (Question.id == Reply.question_id)
        & (Reply.county == campaign.county)
        & (Reply.paper == paper)
        & (Question.campaign_id == campaign.id)
        & (Question.unit == unit)
    )
    # whoever checks the paper holds its batch: he comes before the scan is changed, or after
    for batch_id in act.session.scalars(
        select(Question.batch_id).join(Reply, of_paper).distinct().order_by(Question.batch_id)
    ).all():
        audit.lock_case(act.session, campaign.county, f"review:{batch_id}")
    entered, checked = act.session.execute(
        select(func.count(), func.count(Reply.confirmed_by))
        .select_from(Question)
        .join(Reply, of_paper)
    ).one()
    if not entered or not paper:
        raise NotFound(f"paper of {unit}")
    issues = []
    if checked and scans_of_papers(act.session, campaign, [(unit, paper)]):
        issues.append(Issue(code="scan.paper_checked", source_key=""))
    return _keep(act, campaign.id, ScanKind.REPLY, unit, paper, content, issues)


def _keep(
    act: Act,
    campaign_id: int,
    kind: ScanKind,
    unit: str,
    number: str,
    content: bytes,
    issues: list[Issue],
) -> ReviewScan:
    county, digest, media = act.actor.county, digest_of(content), media_of(content)
    kept = _of(act.session, county, campaign_id, unit, number)
    issues += faults_of_file(content)
    if digest in {row.digest for row in kept}:
        issues.append(Issue(code="scan.kept_already", source_key=""))
    if len(kept) >= MOST_FILES:
        told: dict[str, Fact] = {"most": MOST_FILES}
        issues.append(Issue(code="scan.too_many", source_key="", facts=told))
    if issues:
        raise InputRefused(issues)
    scan = ReviewScan(
        county=county,
        id=new_id.after(act.at, *(row.id for row in kept)),
        campaign_id=campaign_id,
        kind=kind.value,
        unit=unit,
        number=number,
        media=media,
        size=len(content),
        digest=digest,
        sealed_bytes=keyring_of(act.session).seal_bytes(content),
        added_by=act.actor.official_id,
        added_at=act.at,
    )
    act.session.add(scan)
    audit.record(
        act,
        "review_scan:keep",
        f"campaign:{campaign_id}",
        data={
            "scan": str(scan.id),
            "kind": kind.value,
            "unit": unit,
            "digest": digest,
            "size": scan.size,
        },
        words={"number": number},
    )
    return scan


def faults_of_file(content: bytes) -> list[Issue]:
    """Return what is wrong with a file as a scan: how large it is, and of what kind."""
    issues = []
    if len(content) > MOST_BYTES:
        facts: dict[str, Fact] = {"kilobytes": len(content) // 1024, "most": MOST_BYTES // 1024}
        issues.append(Issue(code="scan.too_large", source_key="", facts=facts))
    if not media_of(content):
        issues.append(Issue(code="scan.unknown_kind", source_key=""))
    return issues


def scans_of_minutes(session: Session, meeting: Meeting) -> Sequence[ReviewScan]:
    """Return the scans of a meeting's minutes without their content, the oldest first."""
    return _of(session, meeting.county, meeting.campaign_id, "", str(meeting.number))


def _of(
    session: Session, county: str, campaign_id: int, unit: str, number: str
) -> Sequence[ReviewScan]:
    """Return the scans of one paper of a unit, or of a meeting's minutes where there is no unit."""
    return session.scalars(
        select(ReviewScan)
        .where(ReviewScan.county == county, ReviewScan.campaign_id == campaign_id)
        .where(ReviewScan.unit == unit, ReviewScan.number == number)
        .order_by(ReviewScan.id)
    ).all()


def scans_of_papers(
    session: Session, campaign: Campaign, papers: Collection[tuple[str, str]]
) -> dict[tuple[str, str], ReviewScan]:
    """Return the scan in use of some papers by unit and number, in one query: the one added last."""
    rows = session.scalars(
        select(ReviewScan)
        .where(ReviewScan.county == campaign.county, ReviewScan.campaign_id == campaign.id)
        .where(ReviewScan.kind == ScanKind.REPLY.value)
        .where(ReviewScan.number.in_({number for _, number in papers}))
        .order_by(ReviewScan.id)
    )
    found = {(row.unit, row.number): row for row in rows}
    return {key: found[key] for key in papers if key in found}


def get_scan(session: Session, campaign: Campaign, scan_id: int) -> ReviewScan:
    """Return a scan of a campaign's joint review without its content; raises NotFound."""
    scan = session.get(ReviewScan, (campaign.county, scan_id))
    if scan is None or scan.campaign_id != campaign.id:
        raise NotFound(f"scan {scan_id}")
    return scan


def persons_on(session: Session, scan: ReviewScan) -> list[tuple[int, str]]:
    """Return whom the paper or the meeting of a scan is about, each with the village, in one query."""
    if scan.kind == ScanKind.REPLY.value:
        query = (
            select(Question.person_id, Question.village)
            .join(Reply, (Reply.county == Question.county) & (Reply.question_id == Question.id))
            .where(Question.county == scan.county, Question.campaign_id == scan.campaign_id)
            .where(Question.unit == scan.unit, Reply.paper == scan.number)
        )
    else:
        query = (
            select(Candidate.person_id, Election.village)
            .join(
                Election,
                (Election.county == Candidate.county) & (Election.id == Candidate.election_id),
            )
            .join(
                MeetingRuling,
                (MeetingRuling.county == Candidate.county)
                & (MeetingRuling.election_id == Candidate.election_id)
                & (MeetingRuling.candidate == Candidate.number),
            )
            .join(
                Meeting,
                (Meeting.county == MeetingRuling.county) & (Meeting.id == MeetingRuling.meeting_id),
            )
            .where(Meeting.county == scan.county, Meeting.campaign_id == scan.campaign_id)
            .where(Meeting.number == int(scan.number))
        )
    return [(person_id, village) for person_id, village in session.execute(query.distinct())]


def content_of(session: Session, scan: ReviewScan) -> bytes:
    """Return what a scan shows; who gives it out has looked at it by the book."""
    return keyring_of(session).unseal_bytes(scan.sealed_bytes)
