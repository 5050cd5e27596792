"""What the papers after the result say: certificates, the report for filing, the list of the archive."""

from typing import Any

from electflow.appointment.certificates import list_certificates
from electflow.documents import scans
from electflow.documents import service as documents
from electflow.documents.terms import Kind
from electflow.papers.case import Case, day
from electflow.papers.result import figures_of
from electflow.people import service as people
from electflow.regions.service import names_of
from electflow.stages import Stage
from electflow.voting.rules import tally

_AFTER = frozenset({Stage.RESULT_CONFIRMED, Stage.CLOSED})


def certificates(case: Case) -> dict[str, Any] | None:
    """Return what each certificate says; a demonstration has no number on it (law-notes 5.2)."""
    found = tally(case.dossier, case.dossier.profile)
    elected = {number for number, _ in found.elected} if found else set()
    is_void = case.election.stage == Stage.ANNULLED.value
    issued = [
        line
        for line in list_certificates(case.session, case.election)
        if not line.is_withdrawn and line.candidate in elected
    ]
    if not issued or is_void:
        return None
    by_number = {c.number: c for c in case.dossier.candidates}
    persons = {by_number[line.candidate].person_id for line in issued}
    named = people.named(case.session, case.election.county, persons)
    return {
        "term_years": case.dossier.profile.committee.term_years.value,
        "certificates": [
            {
                "number": "" if case.is_demo else line.number,
                "name": named[by_number[line.candidate].person_id].name,
                "post": case.wording.label("post", by_number[line.candidate].post),
                "issued_on": day(line.issued_on),
            }
            for line in issued
        ],
    }


def filing_report(case: Case) -> dict[str, Any] | None:
    """Return the report by which a village files its result with the township."""
    told = figures_of(case)
    notice = case.dossier.papers.find(Kind.RESULT_NOTICE)
    if told is None or notice is None or Stage(case.election.stage) not in _AFTER:
        return None
    township = case.election.township
    places = names_of(case.session, [township])
    return told | {
        "township": f"{places.get(township, township)}人民政府",
        "posted_on": day(notice.posted_on),
        "attachments": "选举结果公告、选举结果报告单、选举结果核算单、档案目录",
    }


def archive(case: Case) -> dict[str, Any] | None:
    """Return the list of all papers of the election, earlier editions too (VCOL 2025, art. 39)."""
    editions = documents.list_editions(case.session, case.election.county, case.election.id)
    if not editions or Stage(case.election.stage) not in _AFTER:
        return None
    kept = scans.list_scans(case.session, case.election)
    return {
        "files": len(editions),
        "scans": sum(map(len, kept.values())),
        "lines": [
            {
                "number": at,
                "name": case.wording.label("paper", document.kind),
                "mark": document.number,
                "dated_on": document.dated_on.isoformat(),
                "note": _note(document, len(kept.get(scans.subject_of_paper(document.id), ()))),
            }
            for at, document in enumerate(reversed(editions), 1)
        ],
    }


def _note(document: Any, scanned: int) -> str:
    notes = [f"第{document.edition}版"] if document.edition > 1 else []
    notes += [] if document.is_latest else ["已被更正或者重新办理"]
    notes += [f"扫描件{scanned}份"] if scanned else []
    return "；".join(notes)
