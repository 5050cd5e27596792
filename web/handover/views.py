"""The handover list: eight things, each signed by both, absent, refused, or ordered by the township."""

from datetime import timedelta

from flask import make_response, render_template
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.appointment.service import list_things
from electflow.appointment.terms import DONE, Thing, ThingStanding
from electflow.documents.terms import Kind
from electflow.errors import InputRefused
from electflow.workflow import handing_over
from web.auth import official
from web.elections.page import ElectionPage
from web.entry import perform, read
from web.forms import WritingForm, choice, day, text
from web.handover.blueprint import HERE, bp, handover_page
from web.language import gettext as _
from web.language import wording


def thing_form() -> WritingForm:
    """Return the form of one thing."""

    class ThingForm(WritingForm):
        thing = choice(_("What"), [(t.value, wording().label("thing", t)) for t in Thing])
        standing = choice(
            _("How it stands"),
            [
                (s.value, wording().label("thing_standing", s))
                for s in ThingStanding
                if s is not ThingStanding.OPEN
            ],
        )
        words = text(
            _("What and how much, in what state; or why it is refused"), most=300, needed=False
        )
        on = day(_("Day"))
        order_number = text(_("Number of the township's order"), most=80, needed=False)
        reason = text(
            _("Reason of the correction"),
            most=300,
            needed=False,
            note=_("Needed where the thing is settled already"),
        )

    return ThingForm()


@bp.get(HERE)
@official(Permission.ELECTION_READ)
def show(county: str, year: int, village: str) -> str:
    """Show the list with its ten days."""
    return _shown(handover_page(county, year, village), thing_form())


@bp.post(HERE)
@official(Permission.DOCUMENT_RECORD)
def settle(county: str, year: int, village: str) -> Response:
    """Record how a thing stands."""
    page, form = handover_page(county, year, village), thing_form()
    if not form.validate():
        return make_response(_shown(page, form), 422)

    def work(act: Act) -> str:
        handing_over.settle(
            act,
            page.election.id,
            Thing(form["thing"].data),
            standing=ThingStanding(form["standing"].data),
            words=form["words"].data or "",
            on=form["on"].data,
            order_number=form["order_number"].data or "",
            reason=form["reason"].data or "",
        )
        return page.handover_address

    try:
        return perform(work, _("Recorded."))
    except InputRefused as refusal:
        return make_response(_shown(page, form, refusal), 422)


def _shown(page: ElectionPage, form: WritingForm, refusal: InputRefused | None = None) -> str:
    notice = page.dossier.papers.find(Kind.RESULT_NOTICE)
    days = page.profile.after.handover_days.value
    lines = list_things(read(), page.election)
    return render_template(
        "handover/show.html",
        page=page,
        form=form,
        refused=refusal.issues if refusal else (),
        lines=lines,
        done=sum(line.standing in DONE for line in lines),
        latest=notice.dated_on + timedelta(days=days) if notice else None,
        days=days,
        order_days=page.profile.after.refusal_order_days.value,
        is_open=page.stage in handing_over.OPEN,
    )
