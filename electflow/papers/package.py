"""The package that is filed (报送备案材料): papers of the result and scans, with their digests."""

import csv
import hashlib
import io
import zipfile
from pathlib import Path

from electflow.documents import scans
from electflow.documents import service as documents
from electflow.documents.terms import Kind
from electflow.errors import NotFound
from electflow.papers.case import Case
from electflow.papers.service import is_ready, make, title_of
from electflow.papers.terms import Print

CONTENTS = (
    Print.FILING_REPORT,
    Print.CANDIDATES,
    Print.RESULT,
    Print.RESULT_REPORT,
    Print.CERTIFICATES,
    Print.ARCHIVE,
)
NOT_FILED = frozenset({Kind.VETTING_REQUEST, Kind.VETTING_REPORT})
"""What units told of candidates goes to nobody beside the county office (domain 3.5)."""

LIST = "清单.csv"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def build(case: Case, folder: Path | None = None) -> bytes:
    """Return the package as a ZIP file; its list names each file with size and SHA-256.

    Raises NotFound while there is no result to file.
    """
    ready = [kind for kind in CONTENTS if is_ready(kind, case)]
    if Print.FILING_REPORT not in ready:
        raise NotFound(f"package of election {case.election.id}")
    files = {f"{title_of(kind, case)}.docx": make(kind, case, folder) for kind in ready}
    files |= _scans(case)
    files[LIST] = _listed(files)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _scans(case: Case) -> dict[str, bytes]:
    editions = documents.list_editions(case.session, case.election.county, case.election.id)
    named = {
        scans.subject_of_paper(d.id): case.wording.label("paper", d.kind)
        for d in editions
        if d.kind not in NOT_FILED
    }
    found = {}
    kept = scans.list_scans(case.session, case.election)
    approved = scans.approved_subjects(case.session, case.election.county, kept)
    for subject, lines in kept.items():
        folder = named.get(subject) or ("书面决定" if subject in approved else "")
        for line in lines if folder else ():
            _, content = scans.read(case.session, case.election, line.id)
            found[f"扫描件/{folder}/{line.digest[:8]}_{line.name}"] = content
    return found


def _listed(files: dict[str, bytes]) -> bytes:
    """Return the list as a spreadsheet program opens it: with a byte order mark."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["文件", "字节", "SHA-256"])
    for name, content in files.items():
        writer.writerow([name, len(content), hashlib.sha256(content).hexdigest()])
    return text.getvalue().encode("utf-8-sig")
