"""Objections to the list: received, decided within their days, posted."""

from typing import Any

from flask import render_template
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.documents.terms import Kind
from electflow.errors import InputRefused, NotFound
from electflow.roll.queries import ObjectionLine, objections_of
from electflow.roll.register import last_day_to_decide, last_day_to_object
from electflow.roll.terms import Ruling
from electflow.workflow import registers
from web.auth import official
from web.entry import perform, read
from web.forms import WritingForm, again
from web.language import gettext as _
from web.roll.blueprint import HERE, RollPage, bp, roll_page
from web.roll.forms import objection_form, ruling_form


@bp.get(HERE + "/objections")
@official(Permission.ELECTION_READ)
def objections(county: str, year: int, village: str) -> str:
    """Show the objections with their clocks."""
    here = roll_page(county, year, village)
    return _page(here, objection_form())


@bp.post(HERE + "/objections")
@official(Permission.ROLL_RECORD)
def receive(county: str, year: int, village: str) -> Response | tuple[str, int]:
    """Record an objection."""
    here, form = roll_page(county, year, village), objection_form()
    if not form.validate():
        return _page(here, form), 422

    def work(act: Act) -> str:
        registers.receive_objection(
            act,
            here.page.election.id,
            appellant=form["appellant"].data,
            matter=form["matter"].data,
            words=form["words"].data,
            received_on=form["received_on"].data,
        )
        return here.at("objections")

    try:
        return perform(work, _("The objection is recorded; its days run."))
    except InputRefused as refusal:
        return _page(here, form, refusal), 422


@bp.get(HERE + "/objections/<int(max=99999):number>")
@official(Permission.ROLL_RECORD)
def deciding(county: str, year: int, village: str, number: int) -> str:
    """Show the form of a ruling, with what was decided before."""
    told = _ruling_page(roll_page(county, year, village), number)
    form, objection = ruling_form(), told["objection"]
    if isinstance(objection, ObjectionLine) and objection.ruling:
        form["ruling"].data = objection.ruling.value
        for name in ("decided_on", "reason", "notice_number", "posted_on"):
            form[name].data = getattr(objection, name)
    return render_template("roll/ruling.html", form=form, **told)


@bp.post(HERE + "/objections/<int(max=99999):number>")
@official(Permission.ROLL_RECORD)
def decide(county: str, year: int, village: str, number: int) -> Response:
    """Record a ruling and its posting."""
    here = roll_page(county, year, village)
    form, told = ruling_form(), _ruling_page(here, number)
    if not form.validate():
        return again("roll/ruling.html", form, **told)

    def work(act: Act) -> str:
        registers.decide_objection(
            act,
            here.page.election.id,
            number,
            ruling=Ruling(form["ruling"].data),
            decided_on=form["decided_on"].data,
            reason=form["reason"].data,
            notice_number=form["notice_number"].data or "",
            posted_on=form["posted_on"].data,
        )
        return here.at("objections")

    try:
        return perform(work, _("The ruling is recorded."))
    except InputRefused as refusal:
        return again("roll/ruling.html", form, refusal, **told)


def _ruling_page(here: RollPage, number: int) -> dict[str, Any]:
    for objection in objections_of(read(), here.page.election):
        if objection.number == number:
            due = last_day_to_decide(objection.received_on, here.page.profile)
            return {"here": here, "page": here.page, "objection": objection, "due": due}
    raise NotFound(f"objection {number}")


def _page(here: RollPage, form: WritingForm, refusal: InputRefused | None = None) -> str:
    profile = here.page.profile
    notice = here.page.dossier.papers.find(Kind.ROLL_NOTICE)
    posted_on = notice.posted_on if notice else None
    lines = objections_of(read(), here.page.election)
    return render_template(
        "roll/objections.html",
        here=here,
        page=here.page,
        form=form,
        refused=refusal.issues if refusal else (),
        lines=lines,
        dues={line.number: last_day_to_decide(line.received_on, profile) for line in lines},
        posted_on=posted_on,
        last_day=last_day_to_object(posted_on, profile) if posted_on else None,
    )
