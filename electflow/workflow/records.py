"""The door of papers, and of the count of an assembly of Party members."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.campaign import service as campaign
from electflow.documents import scans
from electflow.documents import service as documents
from electflow.documents.model import Document, Scan
from electflow.documents.rules import faults_of_organ
from electflow.documents.terms import PAPER_KINDS, Kind
from electflow.errors import InputRefused, NotFound
from electflow.issues import Issue
from electflow.stages import Stage, Track
from electflow.voting import service as voting
from electflow.voting.model import Count
from electflow.workflow.dossier import dossier_of
from electflow.workflow.opening import opened
from electflow.workflow.sight import UNANNOUNCED


def record_paper(
    act: Act,
    election_id: int,
    kind: Kind,
    *,
    dated_on: date,
    figures: Mapping[str, Any],
    number: str = "",
    posted_on: date | None = None,
    taken_down_on: date | None = None,
    seen_edition: int = 0,
    reason: str = "",
) -> Document:
    """Record a paper of an election.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election = opened(act, election_id, Permission.DOCUMENT_RECORD)
    if not PAPER_KINDS[kind].belongs_to(Track(election.track)):
        raise NotFound(f"document {kind} in track {election.track}")
    if issues := faults_of_organ(Track(election.track), figures):
        raise InputRefused(issues)
    document = documents.record(
        act,
        election.id,
        election.village,
        kind,
        dated_on=dated_on,
        figures=figures,
        number=number,
        posted_on=posted_on,
        taken_down_on=taken_down_on,
        seen_edition=seen_edition,
        reason=reason,
    )
    campaign.touch(election)
    return document


def keep_scan(act: Act, election_id: int, document_id: int, name: str, content: bytes) -> Scan:
    """Keep a scan of one edition of a paper, also of one that is no longer in force.

    Raises NotFound, Forbidden or InputRefused; then nothing has changed.
    """
    election = opened(act, election_id, Permission.DOCUMENT_RECORD)
    document = act.session.get(Document, (election.county, document_id))
    if document is None or document.election_id != election.id:
        raise NotFound(f"document {document_id} of election {election_id}")
    return scans.keep(act, election, scans.subject_of_paper(document.id), name, content)


def record_count(
    act: Act,
    election_id: int,
    *,
    voters: int,
    issued: int,
    returned: int,
    void: int,
    votes: Mapping[int, int],
    seen_edition: int,
    reason: str = "",
) -> Count:
    """Record the count of an assembly of Party members; a villagers' poll is counted by sheets.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election = opened(act, election_id, Permission.COUNT_RECORD)
    if election.track == Track.COMMITTEE.value:
        issue = Issue(code="voting.count_by_sheets", source_key="")
        raise InputRefused([issue])
    if Stage(election.stage) not in UNANNOUNCED:
        facts = {"stage": election.stage}
        raise InputRefused([Issue(code="voting.not_counting", source_key="", facts=facts)])
    dossier = dossier_of(act, election)
    count = voting.record_count(
        act,
        election.id,
        election.village,
        dossier,
        voters=voters,
        issued=issued,
        returned=returned,
        void=void,
        votes=votes,
        seen_edition=seen_edition,
        reason=reason,
    )
    campaign.touch(election)
    return count
