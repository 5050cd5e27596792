"""Scans of papers and decisions: added to the edition in force, given back to who records or decides."""

from urllib.parse import quote

from flask import make_response
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.documents import scans
from electflow.documents.terms import Kind
from electflow.errors import InputRefused, NotFound
from electflow.workflow import records
from web.auth import official
from web.elections.blueprint import HERE, bp, page_of
from web.elections.forms import scan_form
from web.elections.views import paper_page
from web.entry import perform, read
from web.language import gettext as _

_MEDIA = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
_READERS = (Permission.DOCUMENT_RECORD, Permission.HOLD_APPROVE, Permission.AUDIT_READ)


@bp.post(HERE + "/papers/<kind>/scans")
@official(Permission.DOCUMENT_RECORD)
def keep_scan(county: str, year: int, village: str, track: str, kind: str) -> Response:
    """Add a scan to the paper in force."""
    page = page_of(county, year, village, track)
    form = scan_form()
    if kind not in set(Kind) or page.dossier.papers.find(Kind(kind)) is None:
        raise NotFound(f"paper {kind}")
    if not form.validate():
        return make_response(paper_page(page, kind, scan=form), 422)
    sent = form["scan"].data
    sent.stream.seek(0)
    content = sent.stream.read()

    def work(act: Act) -> str:
        records.keep_scan(act, page.election.id, Kind(kind), sent.filename or "", content)
        return page.at("paper", kind=kind)

    try:
        return perform(work, _("The scan is kept."))
    except InputRefused as refusal:
        return make_response(paper_page(page, kind, scan=form, scan_refusal=refusal), 422)


@bp.get(HERE + "/scans/<int(max=9223372036854775807):scan_id>")
@official(Permission.ELECTION_READ)
def scan(county: str, year: int, village: str, track: str, scan_id: int) -> Response:
    """Give a scan as a file, to who records papers, decides or audits."""
    page = page_of(county, year, village, track)
    if not any(page.may(permission) for permission in _READERS):
        raise NotFound(f"scan {scan_id}")
    found, content = scans.read(read(), page.election, scan_id)
    response = make_response(content)
    response.headers["Content-Type"] = _MEDIA[found.media]
    name = found.name if "." in found.name else f"{found.name}.{found.media}"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
