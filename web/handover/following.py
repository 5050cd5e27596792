"""Organs that a village forms after its committee is elected, and the list of its archive."""

from datetime import date

from flask import make_response, render_template
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.appointment.following import list_follow_ups
from electflow.appointment.terms import FollowUp
from electflow.documents.terms import Kind
from electflow.errors import InputRefused
from electflow.workflow import handing_over
from web.auth import official
from web.elections.page import ElectionPage
from web.entry import perform, read
from web.forms import WritingForm, choice, day, number, text
from web.handover.blueprint import HERE, bp, handover_page
from web.language import gettext as _
from web.language import wording


def follow_up_form() -> WritingForm:
    """Return the form of one organ."""

    class FollowUpForm(WritingForm):
        organ = choice(_("Organ"), [(o.value, wording().label("follow_up", o)) for o in FollowUp])
        formed_on = day(_("Formed on"))
        persons = number(_("Persons"), most=999, needed=False)
        minutes = text(_("Minutes or document"), most=120)
        reason = text(_("Reason of the correction"), most=300, needed=False)

    return FollowUpForm()


@bp.get(HERE + "/organs")
@official(Permission.ELECTION_READ)
def organs(county: str, year: int, village: str) -> str:
    """Show which organs follow, by when, and which are formed."""
    return _shown(handover_page(county, year, village), follow_up_form())


@bp.post(HERE + "/organs")
@official(Permission.DOCUMENT_RECORD)
def record_organ(county: str, year: int, village: str) -> Response:
    """Record that an organ was formed."""
    page, form = handover_page(county, year, village), follow_up_form()
    if not form.validate():
        return make_response(_shown(page, form), 422)

    def work(act: Act) -> str:
        handing_over.record_follow_up(
            act,
            page.election.id,
            FollowUp(form["organ"].data),
            formed_on=form["formed_on"].data,
            persons=form["persons"].data or 0,
            minutes=form["minutes"].data,
            reason=form["reason"].data or "",
        )
        return page.of_place("handover.organs")

    try:
        return perform(work, _("Recorded."))
    except InputRefused as refusal:
        return make_response(_shown(page, form, refusal), 422)


@bp.get(HERE + "/archive")
@official(Permission.ELECTION_READ)
def archive(county: str, year: int, village: str) -> str:
    """Show the list of the archive: every paper in every edition, with its scans."""
    return render_template("handover/archive.html", page=handover_page(county, year, village))


def produced_on(page: ElectionPage) -> date:
    """Return when the new committee came into being: the day of the notice of the result."""
    notice = page.dossier.papers.find(Kind.RESULT_NOTICE)
    return notice.dated_on if notice else page.election.election_on


def _shown(page: ElectionPage, form: WritingForm, refusal: InputRefused | None = None) -> str:
    return render_template(
        "handover/organs.html",
        page=page,
        form=form,
        refused=refusal.issues if refusal else (),
        lines=list_follow_ups(read(), page.election, page.profile, produced_on(page)),
        is_open=page.stage in handing_over.AFTER,
    )
