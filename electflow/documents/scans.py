"""Scans of papers and of organs' decisions: kept sealed with their digest, never changed or deleted."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from electflow.access.model import Proposal
from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.db import keyring_of
from electflow.documents.model import Scan
from electflow.errors import InputRefused, NotFound
from electflow.ids import new_id
from electflow.issues import Fact, Issue

MOST_BYTES = 5 * 1024 * 1024
MOST_FILES = 300
MOST_TOTAL = 100 * 1024 * 1024
"""A package is made in memory, so that the scans of one election have a bound together."""
_SIGNS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png"}


@dataclass(frozen=True)
class ScanLine:
    """A scan without its content."""

    id: int
    subject: str
    name: str
    media: str
    size: int
    digest: str
    added_by: int
    added_at: datetime


def subject_of_paper(document_id: int) -> str:
    """Return the subject of the scans of one edition of a paper."""
    return f"paper:{document_id}"


def subject_of_proposal(proposal_id: int) -> str:
    """Return the subject of the scans of a decision that was proposed to be recorded."""
    return f"proposal:{proposal_id}"


def digest_of(content: bytes) -> str:
    """Return the digest by which a scan is known again."""
    return hashlib.sha256(content).hexdigest()


def media_of(content: bytes) -> str:
    """Return what a file is by its first bytes: pdf, jpeg, png, or nothing that is kept."""
    return next((kind for sign, kind in _SIGNS.items() if content.startswith(sign)), "")


def keep(act: Act, election: Election, subject: str, name: str, content: bytes) -> Scan:
    """Keep a scan; its kind is told by its first bytes, not by its name.

    Raises InputRefused when it is empty, too large, no PDF, JPEG or PNG, or kept already.
    """
    digest, media = digest_of(content), media_of(content)
    if issues := _faults(act, election, subject, content, media, digest):
        raise InputRefused(issues)
    scan = Scan(
        county=election.county,
        id=new_id(act.at),
        election_id=election.id,
        subject=subject,
        name="".join(c for c in name if c.isprintable() and c not in '/\\"')[-120:] or digest[:8],
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
        "scan:keep",
        f"election:{election.id}",
        data={"scan": str(scan.id), "subject": subject, "digest": digest, "size": scan.size},
        words={"name": scan.name},
        place=election.village,
    )
    return scan


def _faults(
    act: Act, election: Election, subject: str, content: bytes, media: str, digest: str
) -> list[Issue]:
    issues = []
    mine = (Scan.county == election.county) & (Scan.election_id == election.id)
    if len(content) > MOST_BYTES:
        facts: dict[str, Fact] = {"kilobytes": len(content) // 1024, "most": MOST_BYTES // 1024}
        issues.append(Issue(code="scan.too_large", source_key="", facts=facts))
    if not media:
        issues.append(Issue(code="scan.unknown_kind", source_key=""))
    known = select(Scan.id).where(mine, Scan.subject == subject, Scan.digest == digest)
    if act.session.scalar(known) is not None:
        issues.append(Issue(code="scan.kept_already", source_key=""))
    number, kept = act.session.execute(
        select(func.count(), func.coalesce(func.sum(Scan.size), 0)).select_from(Scan).where(mine)
    ).one()
    if kept + len(content) > MOST_TOTAL:
        room: dict[str, Fact] = {"megabytes": kept // 1024**2, "most": MOST_TOTAL // 1024**2}
        issues.append(Issue(code="scan.no_room", source_key="", facts=room))
    if number >= MOST_FILES:
        told: dict[str, Fact] = {"most": MOST_FILES}
        issues.append(Issue(code="scan.too_many", source_key="", facts=told))
    return issues


_LINES = select(
    Scan.id,
    Scan.subject,
    Scan.name,
    Scan.media,
    Scan.size,
    Scan.digest,
    Scan.added_by,
    Scan.added_at,
).order_by(Scan.id)


def list_scans(session: Session, election: Election) -> dict[str, list[ScanLine]]:
    """Return the scans of an election by subject, without their content."""
    mine = (Scan.county == election.county) & (Scan.election_id == election.id)
    return _by_subject(session, mine)


def scans_of_proposals(
    session: Session, county: str, proposals: Collection[int]
) -> dict[str, list[ScanLine]]:
    """Return the scans of proposed decisions by subject, in one query or none."""
    subjects = [subject_of_proposal(proposal) for proposal in proposals]
    if not subjects:
        return {}
    return _by_subject(session, (Scan.county == county) & Scan.subject.in_(subjects))


def approved_subjects(session: Session, county: str, subjects: Iterable[str]) -> set[str]:
    """Return those subjects that are decisions whose recording was approved."""
    asked = [int(s.removeprefix("proposal:")) for s in subjects if s.startswith("proposal:")]
    approved = session.scalars(
        select(Proposal.id).where(
            Proposal.county == county, Proposal.id.in_(asked), Proposal.is_approved.is_(True)
        )
    )
    return {subject_of_proposal(proposal) for proposal in approved}


def _by_subject(session: Session, which: ColumnElement[bool]) -> dict[str, list[ScanLine]]:
    found: dict[str, list[ScanLine]] = defaultdict(list)
    for row in session.execute(_LINES.where(which)):
        found[row.subject].append(ScanLine(*row))
    return dict(found)


def read(session: Session, election: Election, scan_id: int) -> tuple[Scan, bytes]:
    """Return a scan and its content; raises NotFound."""
    scan = session.get(Scan, (election.county, scan_id))
    if scan is None or scan.election_id != election.id:
        raise NotFound(f"scan {scan_id}")
    return scan, keyring_of(session).unseal_bytes(scan.sealed_bytes)
