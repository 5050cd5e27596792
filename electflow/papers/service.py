"""Making a paper: what the records say, put into its template."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from electflow.documents.terms import (
    Kind,
    Paper,
)
from electflow.errors import NotFound
from electflow.papers import afterwards, candidates, examination, preparation, result
from electflow.papers.case import Case, day, in_words, occasion_of, village_of
from electflow.papers.terms import LAYOUTS, Print
from electflow.profile.model import Profile

TEMPLATES = Path(__file__).parent / "templates"
SAMPLE = "样张·无效（演示数据）"
_PAPER_OF: Mapping[Print, Kind] = {
    Print.ELECTION_COMMITTEE: Kind.ELECTION_COMMITTEE_NOTICE,
    Print.REGISTRATION: Kind.REGISTRATION_NOTICE,
    Print.ROLL: Kind.ROLL_NOTICE,
    Print.NOMINATION: Kind.NOMINATION_NOTICE,
    Print.CANDIDATES: Kind.CANDIDATES_NOTICE,
    Print.PROXIES: Kind.PROXY_NOTICE,
    Print.RESULT: Kind.RESULT_NOTICE,
}


CONTENTS: Mapping[Print, Callable[[Case], dict[str, Any] | None]] = {
    Print.ELECTION_COMMITTEE: preparation.election_committee,
    Print.ELECTION_COMMITTEE_CHANGE: preparation.election_committee_change,
    Print.REGISTRATION: preparation.registration,
    Print.ROLL: preparation.voters,
    Print.ROLL_CHANGE: preparation.voters_change,
    Print.NOMINATION: candidates.nomination,
    Print.OPINION: examination.opinion,
    Print.LETTERS: examination.letters,
    Print.CANDIDATES: candidates.candidates,
    Print.PROXIES: candidates.proxies,
    Print.RESULT: result.result,
    Print.RESULT_REPORT: result.figures_of,
    Print.PROOF: result.proof,
    Print.CERTIFICATES: afterwards.certificates,
    Print.FILING_REPORT: afterwards.filing_report,
    Print.HANDOVER: afterwards.handover,
    Print.ARCHIVE: afterwards.archive,
    Print.PROXY_SLIPS: candidates.slips,
}
"""What a paper says beyond its frame, or None while the records do not hold it."""


def available(case: Case) -> list[Print]:
    """Return the papers for which the records hold what they say."""
    return [kind for kind in Print if is_ready(kind, case)]


def is_ready(kind: Print, case: Case) -> bool:
    """Tell whether the records hold what a paper says."""
    return CONTENTS[kind](case) is not None


def make(kind: Print, case: Case, folder: Path | None = None) -> bytes:
    """Return a paper as Word keeps it; ``folder`` may hold the county's own template.

    A template is another's file, so that it is filled in a sandbox and its values are escaped.
    Raises NotFound while the records do not hold what the paper says.
    """
    content = CONTENTS[kind](case)
    if content is None:
        raise NotFound(f"paper {kind} of election {case.election.id}")
    own = folder / f"{kind}.docx" if folder else None
    template = DocxTemplate(own if own and own.exists() else TEMPLATES / f"{kind}.docx")
    template.render(_frame(kind, case) | content, SandboxedEnvironment(autoescape=True))
    made = io.BytesIO()
    template.save(made)
    return made.getvalue()


def _frame(kind: Print, case: Case) -> dict[str, Any]:
    village = village_of(case.election.name)
    paper = _paper(kind, case)
    return {
        "village": village,
        "issuer": f"{village}村民选举委员会",
        "outgoing": f"{village}村民委员会",
        "number": paper.number if paper else "",
        "dated": day(paper.dated_on if paper else None),
        "sample": SAMPLE if case.is_demo else "",
        "term_no": in_words(case.campaign.term_no),
        "election_on": day(case.election.election_on),
        "voters_word": case.wording.label("voters_word", _word_of(case.dossier.profile)),
        "void_word": case.wording.label("void_word", _void_word_of(case.dossier.profile)),
    } | occasion_of(case)


def _word_of(profile: Profile) -> str:
    """Return how a province calls who may vote: 选民 in Zhejiang and Henan (law-notes 6)."""
    return "province" if profile.name in ("zhejiang", "henan") else "national"


def _void_word_of(profile: Profile) -> str:
    return "waste" if profile.name in ("beijing", "shanghai", "henan") else "void"


def _paper(kind: Print, case: Case) -> Paper | None:
    return case.dossier.papers.find(_PAPER_OF[kind]) if kind in _PAPER_OF else None


def title_of(kind: Print, case: Case) -> str:
    """Return the file name of a paper."""
    return SandboxedEnvironment().from_string(LAYOUTS[kind].title).render(_frame(kind, case))
