"""A unit's workbook: downloaded with the complete ID numbers, which the book records, filled, sent back."""

from urllib.parse import quote

from flask import make_response, render_template, request
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response

from electflow import clock
from electflow.access.terms import Permission
from electflow.act import Act
from electflow.db import keyring_of
from electflow.errors import InputRefused, NotFound
from electflow.exchange.unit_sheet import ReadSheet, made, replies_in
from electflow.exchange.workbook import MOST_BYTES
from electflow.issues import Issue
from electflow.joint_review.answers import findings_of
from electflow.joint_review.looks import require_look
from electflow.regions.service import names_of
from electflow.wording.service import Wording
from electflow.workflow import replying
from web.auth import official
from web.entry import actor, perform, read, settings, today
from web.forms import WritingForm, tick
from web.language import gettext as _
from web.language import wording
from web.review.blueprint import HERE, ReviewPage, bp, review_page
from web.review.forms import key_form

_UNSTATED = Issue(code="vetting.statement_missing", source_key="")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload_form() -> WritingForm:
    """Return the form by which a filled workbook comes back."""

    class UploadForm(WritingForm):
        workbook = FileField(
            _("Filled workbook"),
            [FileRequired(_("Fill in: %(name)s", name=_("Filled workbook")))],
            render_kw={"accept": ".xlsx"},
        )
        is_stated = tick(
            _(
                "I have compared everybody in the workbook with our records;"
                " each reply is meant for that person."
            )
        )

    return UploadForm()


@bp.get(HERE + "/desk/workbook")
@official(Permission.REPLY_ENTER)
def workbook(county: str, year: int) -> str:
    """Show how the workbook goes out and comes back."""
    return _page(review_page(county, year))


@bp.post(HERE + "/desk/workbook")
@official(Permission.REPLY_ENTER)
def hand_out(county: str, year: int) -> Response:
    """Record that the list leaves with complete ID numbers, and give it."""
    here = review_page(county, year)

    def work(act: Act) -> str:
        look = replying.hand_out(act, here.campaign)
        return here.at("workbook_file", look=look.id)

    return perform(work)


@bp.get(HERE + "/desk/workbook/<int(max=9223372036854775807):look>.xlsx")
@official(Permission.REPLY_ENTER)
def workbook_file(county: str, year: int, look: int) -> Response:
    """Give the workbook whose handing out was recorded a few minutes ago."""
    here = review_page(county, year)
    require_look(read(), actor(), look, replying.desk_subject(here.campaign), clock.now())
    lines = here.desk.lines
    if not lines:
        raise NotFound("no desk")
    unit = "、".join(here.unit_name(code) for code in here.own_units) or _("My list")
    content = made(
        lines,
        unit=unit,
        items=here.asked_in_all,
        checklist=here.list_in_all,
        keyring=keyring_of(read()),
        townships=names_of(read(), {line.township for line in lines}),
        post_name=lambda line: wording().label("post", line.post),
        # the sheet is Chinese, whatever language its reader has the pages in
        place_name=lambda line: Wording().election(line.village_name, line.ordinal),
        mark="（演示数据）" if settings().environment == "demo" else "",
    )
    response = make_response(content)
    response.headers["Content-Type"] = _XLSX
    name = quote(f"{unit}核查回复.xlsx")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@bp.post(HERE + "/desk/workbook/replies")
@official(Permission.REPLY_ENTER)
def send_back(county: str, year: int) -> Response:
    """Enter what a filled workbook says; with one fault in it nothing is entered."""
    here = review_page(county, year)
    form = upload_form()
    if not form.validate():
        return make_response(_page(here, form), 422)
    content = request.files["workbook"].read()
    unstated = [] if form["is_stated"].data else [_UNSTATED]
    try:
        lines = here.desk.lines
        in_force = {(line.question_id, line.edition) for line in lines if line.answer}
        found = findings_of(read(), here.campaign.county, in_force)
        told = replies_in(
            content, lines, here.asked, here.lists, keyring_of(read()), today(), found
        )
    except InputRefused as refusal:
        both = InputRefused([*unstated, *refusal.issues])
        return make_response(_page(here, form, both), 422)
    if told.faulty or unstated:
        refused = InputRefused(unstated) if unstated else None
        return make_response(_page(here, form, refused, told if told.faulty else None), 422)
    if not told.given:
        return make_response(_page(here, form, told=told), 200)

    def work(act: Act) -> str:
        replying.reply(act, here.campaign, told.given)
        return here.at("desk")

    try:
        return perform(work, _("Entered. The unit's leader signs it now."))
    except InputRefused as refusal:
        return make_response(_page(here, form, refusal), 422)


def _page(
    here: ReviewPage,
    form: WritingForm | None = None,
    refusal: InputRefused | None = None,
    told: ReadSheet | None = None,
) -> str:
    return render_template(
        "review/workbook.html",
        here=here,
        lines=here.desk.lines,
        form=form or upload_form(),
        handing=key_form(),
        told=told,
        refused=refusal.issues if refusal else (),
        most=MOST_BYTES // 1024 // 1024,
    )
