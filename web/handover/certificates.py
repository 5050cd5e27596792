"""Certificates of election: entered by number for those elected, taken back with a reason."""

from flask import make_response, render_template
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.appointment.certificates import list_certificates
from electflow.errors import InputRefused
from electflow.workflow import handing_over
from web.auth import official
from web.elections.forms import decision_form
from web.elections.page import ElectionPage
from web.entry import perform, read
from web.forms import WritingForm, day, text
from web.handover.blueprint import HERE, bp, handover_page
from web.language import gettext as _

_PREFIX = "number_"


@bp.get(HERE + "/certificates")
@official(Permission.ELECTION_READ)
def certificates(county: str, year: int, village: str) -> str:
    """Show who is elected, and which certificate was issued to whom."""
    page = handover_page(county, year, village)
    return _shown(page, _form(page))


@bp.post(HERE + "/certificates")
@official(Permission.DOCUMENT_RECORD)
def issue(county: str, year: int, village: str) -> Response:
    """Record the certificates that were issued."""
    page = handover_page(county, year, village)
    form = _form(page)
    if not form.validate():
        return make_response(_shown(page, form), 422)
    numbers = {
        int(field.name.removeprefix(_PREFIX)): field.data or ""
        for field in form
        if field.name.startswith(_PREFIX)
    }

    def work(act: Act) -> str:
        handing_over.issue_certificates(act, page.election.id, numbers, form["issued_on"].data)
        return page.of_place("handover.certificates")

    try:
        return perform(work, _("Recorded."))
    except InputRefused as refusal:
        return make_response(_shown(page, form, refusal), 422)


@bp.post(HERE + "/certificates/<int(max=9223372036854775807):certificate_id>/withdraw")
@official(Permission.DOCUMENT_RECORD)
def withdraw(county: str, year: int, village: str, certificate_id: int) -> Response:
    """Record that a certificate was taken back."""
    page, form = handover_page(county, year, village), decision_form()

    def work(act: Act) -> str:
        handing_over.withdraw_certificate(
            act, page.election.id, certificate_id, form["reason"].data or ""
        )
        return page.of_place("handover.certificates")

    try:
        return perform(work, _("Recorded."))
    except InputRefused as refusal:
        return make_response(_shown(page, _form(page), refusal), 422)


def _form(page: ElectionPage) -> WritingForm:
    """Return the form of numbers, one for each of the elected who holds none."""

    class CertificatesForm(WritingForm):
        issued_on = day(_("Issued on"))

    held = {c.candidate for c in list_certificates(read(), page.election) if not c.is_withdrawn}
    for candidate in page.elected:
        if candidate.facts.number not in held:
            field = text(candidate.told, most=40, needed=False)
            setattr(CertificatesForm, f"{_PREFIX}{candidate.facts.number}", field)
    return CertificatesForm()


def _shown(page: ElectionPage, form: WritingForm, refusal: InputRefused | None = None) -> str:
    return render_template(
        "handover/certificates.html",
        page=page,
        form=form,
        asked=[field for field in form if field.name.startswith(_PREFIX)],
        refused=refusal.issues if refusal else (),
        lines=list_certificates(read(), page.election),
        is_open=page.stage in handing_over.AFTER,
    )
