"""Scans of papers and decisions: added to the edition in force, given back to who records or decides."""

from flask import make_response
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.documents import scans
from electflow.errors import InputRefused, NotFound
from electflow.workflow import records
from web.auth import official
from web.elections.blueprint import HERE, bp, page_of
from web.elections.forms import scan_form
from web.elections.views import paper_page
from web.entry import perform, read
from web.files import given_out, sent_with
from web.language import gettext as _

_READERS = (Permission.DOCUMENT_RECORD, Permission.HOLD_APPROVE, Permission.AUDIT_READ)


@bp.post(HERE + "/papers/<kind>/<int(max=9223372036854775807):document>/scans")
@official(Permission.DOCUMENT_RECORD)
def keep_scan(
    county: str, year: int, village: str, track: str, kind: str, document: int
) -> Response:
    """Add a scan to one edition of a paper, the one that was seen when it was chosen."""
    page = page_of(county, year, village, track)
    form = scan_form()
    if not any(d.id == document and d.kind == kind for d in page.editions):
        raise NotFound(f"paper {kind} {document}")
    if not form.validate():
        return make_response(paper_page(page, kind, scan=form), 422)
    name, content = sent_with(form) or ("", b"")

    def work(act: Act) -> str:
        records.keep_scan(act, page.election.id, document, name, content)
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
    seen = {line.id for there in page.scans.values() for line in there}
    if scan_id not in seen or not any(page.may(permission) for permission in _READERS):
        raise NotFound(f"scan {scan_id}")
    found, content = scans.read(read(), page.election, scan_id)
    return given_out(content, found.media, found.name)
