"""Batches: sending candidates, asking the next round, reminding units."""

from datetime import timedelta

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from electflow import clock
from electflow.access.rules import may, prefixes_for
from electflow.access.terms import Permission
from electflow.act import Act
from electflow.errors import InputRefused, NotFound
from electflow.joint_review import turns
from electflow.joint_review.adoption import checklists_of
from electflow.joint_review.batches import next_round
from electflow.joint_review.queries import BatchLine, batch_lines, unsent
from electflow.joint_review.reviews import expiring
from electflow.joint_review.terms import Because, Round
from electflow.regions.service import names_of
from electflow.workflow import reviewing
from web.auth import official
from web.entry import actor, perform, read, today
from web.forms import WritingForm, identifier
from web.language import gettext as _
from web.review.blueprint import HERE, ReviewPage, bp, review_page
from web.review.forms import (
    asking_form,
    extension_form,
    reason_form,
)

BATCH = HERE + "/batches/<int(max=99999):number>"
UNIT = BATCH + "/units/<string(maxlength=40):unit>"


@bp.get(HERE + "/batches")
@official(Permission.REVIEW_SUBMIT)
def sent(county: str, year: int) -> str:
    """List the batches of the reader's places, and who is still to be sent."""
    return _batches(review_page(county, year))


@bp.post(HERE + "/batches")
@official(Permission.REVIEW_SUBMIT)
def submit(county: str, year: int) -> Response:
    """Send the candidates of the chosen elections to be examined."""
    here = review_page(county, year)
    chosen = [identifier(value) for value in request.form.getlist("chosen")]

    def work(act: Act) -> str:
        batch = reviewing.submit(act, here.campaign, chosen)
        return here.at("batch", number=batch.number)

    try:
        return perform(work, _("Sent."))
    except InputRefused as refusal:
        return make_response(_batches(here, refusal), 422)


@bp.post(HERE + "/batches/again")
@official(Permission.REVIEW_ASK)
def ask_again(county: str, year: int) -> Response:
    """Ask all units again about everybody of the chosen elections whose replies run out."""
    here = review_page(county, year)
    form = asking_form(today(), is_county=True)
    if not form.validate():
        return make_response(_batches(here, again=form), 422)
    chosen = {identifier(value) for value in request.form.getlist("chosen")}

    def work(act: Act) -> str:
        batch = reviewing.recheck_elections(
            act,
            here.campaign,
            chosen,
            because=Because.EXPIRED,
            due_on=form["due_on"].data,
            letter=form["letter"].data,
        )
        return here.at("batch", number=batch.number)

    try:
        return perform(work, _("The units are asked again."))
    except InputRefused as refusal:
        return make_response(_batches(here, refusal, form), 422)


@bp.get(BATCH)
@official(Permission.REVIEW_SUBMIT)
def batch(county: str, year: int, number: int) -> str:
    """Show a batch: its units, how far each is, what can be asked next."""
    return _batch_page(review_page(county, year), number)


@bp.post(BATCH + "/ask")
@official(Permission.REVIEW_SUBMIT)
def ask(county: str, year: int, number: int) -> Response:
    """Ask the units of the next round."""
    here = review_page(county, year)
    form = asking_form(today(), is_county=False)
    if not form.validate():
        return make_response(_batch_page(here, number, form), 422)

    def work(act: Act) -> str:
        reviewing.ask_next(
            act,
            here.campaign,
            number,
            due_on=form["due_on"].data,
            letter=form["letter"].data or "",
        )
        return here.at("batch", number=number)

    try:
        return perform(work, _("The units are asked."))
    except InputRefused as refusal:
        return make_response(_batch_page(here, number, form, refusal), 422)


@bp.post(UNIT + "/<any(remind,escalate):act>")
@official(Permission.REVIEW_ASK)
def urge(county: str, year: int, number: int, unit: str, act: str) -> Response:
    """Remind a unit, or report that it stays late."""
    here = review_page(county, year)
    form = reason_form(needed=False)

    def work(doing: Act) -> str:
        words = form["reason"].data or ""
        if act == "remind":
            reviewing.remind(doing, here.campaign, number, unit, words)
        else:
            reviewing.escalate(doing, here.campaign, number, unit, words)
        return here.at("batch", number=number)

    try:
        return perform(work, _("Reminded.") if act == "remind" else _("Reported."))
    except InputRefused as refusal:
        return make_response(_batch_page(here, number, None, refusal), 422)


@bp.post(UNIT + "/extend")
@official(Permission.REVIEW_ASK)
def extend(county: str, year: int, number: int, unit: str) -> Response:
    """Give a unit another last day, with the reason."""
    here = review_page(county, year)
    form = extension_form()
    if not form.validate():
        return make_response(_batch_page(here, number, extension=form, extended=unit), 422)

    def work(act: Act) -> str:
        reviewing.extend(act, here.campaign, number, unit, form["until"].data, form["reason"].data)
        return here.at("batch", number=number)

    try:
        return perform(work, _("The unit has another last day."))
    except InputRefused as refusal:
        return make_response(_batch_page(here, number, None, refusal, form, unit), 422)


# --- pages ------------------------------------------------------------------------------------


def _batches(
    here: ReviewPage, refusal: InputRefused | None = None, again: WritingForm | None = None
) -> str:
    due = clock.workday(today() + timedelta(days=here.profile.vetting.reply_days.value))
    valid = here.profile.vetting.answers_valid_days.value
    reviewed = [stage.value for stage in turns.REVIEWED]
    running_out = (
        expiring(read(), actor(), here.campaign, Permission.REVIEW_ASK, reviewed, valid)
        if here.may(Permission.REVIEW_ASK)
        else []
    )
    places = prefixes_for(actor(), Permission.REVIEW_SUBMIT)
    waiting = unsent(read(), actor(), here.campaign, Permission.REVIEW_SUBMIT)
    found = batch_lines(read(), here.campaign.county, here.campaign.id, places)
    codes = {line.batch.township for line in found} | {u.election.township for u in waiting}
    return render_template(
        "review/batches.html",
        here=here,
        batches=found,
        waiting=waiting,
        townships=names_of(read(), codes),
        running_out=running_out,
        again=again or asking_form(due, is_county=True),
        refused=refusal.issues if refusal else (),
        today=today(),
    )


def batch_of(here: ReviewPage, number: int) -> BatchLine:
    """Return a batch of the reader's places; raises NotFound."""
    permission = (
        Permission.REVIEW_SUBMIT if here.may(Permission.REVIEW_SUBMIT) else Permission.REVIEW_READ
    )
    places = prefixes_for(actor(), permission)
    found = batch_lines(read(), here.campaign.county, here.campaign.id, places, number)
    if not found:
        raise NotFound(f"batch {number}")
    return found[0]


def _batch_page(
    here: ReviewPage,
    number: int,
    form: WritingForm | None = None,
    refusal: InputRefused | None = None,
    extension: WritingForm | None = None,
    extended: str = "",
) -> str:
    line = batch_of(here, number)
    checklist = checklists_of(read(), here.campaign.county, [line.batch.checklist_id])[
        line.batch.checklist_id
    ]
    asked_in = next_round(read(), line.batch, checklist)
    own = asked_in in (Round.VILLAGE, Round.TOWNSHIP)
    permission = Permission.REVIEW_SUBMIT if own else Permission.REVIEW_ASK
    may_ask = asked_in is not None and may(
        actor(), permission, line.batch.township or here.campaign.county
    )
    due = clock.workday(today() + timedelta(days=here.profile.vetting.reply_days.value))
    return render_template(
        "review/batch.html",
        here=here,
        line=line,
        names={code: unit.name for code, unit in checklist.units.items()},
        township=names_of(read(), [line.batch.township]).get(line.batch.township, ""),
        asked_in=asked_in,
        form=(form or asking_form(due, is_county=not own)) if may_ask else None,
        reason=reason_form(needed=False),
        extension=extension or extension_form(),
        extended=extended,
        may_urge=here.may(Permission.REVIEW_ASK),
        due_today=here.due_by_unit if here.may(Permission.REVIEW_ASK) else {},
        refused=refusal.issues if refusal else (),
        today=today(),
    )
