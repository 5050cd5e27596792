"""Sealed paper replies (代录): entered by the county with their scan, each paper checked by a second person."""

from collections.abc import Sequence
from dataclasses import replace

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from electflow import clock
from electflow.access import service as access
from electflow.access.terms import Permission
from electflow.act import Act
from electflow.errors import InputRefused, NotFound, Stale
from electflow.issues import Issue
from electflow.joint_review.adoption import checklists_of
from electflow.joint_review.answers import Given, findings_of
from electflow.joint_review.desk import DeskLine
from electflow.joint_review.looks import require_look
from electflow.joint_review.questions import Hit
from electflow.joint_review.scans import content_of, faults_of_file, get_scan, scans_of_papers
from electflow.joint_review.terms import Answer, ScanKind
from electflow.workflow import attaching, paper_replies
from electflow.workflow.paper_replies import PaperSheet, RestStated, read_sheet
from electflow.workflow.replying import seal_of_list
from web.auth import official
from web.entry import actor, perform, read, read_anew, today
from web.files import given_out, sent_with
from web.forms import WritingForm
from web.language import gettext as _
from web.review.batches import UNIT, batch_of
from web.review.blueprint import ReviewPage, bp, review_page
from web.review.forms import look_form, paper_form, return_form, scan_form
from web.review.stepping import stepping_up

CHECK = UNIT + "/paper/check"


@bp.get(UNIT + "/paper")
@official(Permission.REPLY_FROM_PAPER)
def paper(county: str, year: int, number: int, unit: str) -> str:
    """Ask for a unit's sealed paper reply: whom it names, and that it clears the rest."""
    return _paper_page(review_page(county, year), number, unit)


@bp.post(UNIT + "/paper")
@official(Permission.REPLY_FROM_PAPER)
def enter_paper(county: str, year: int, number: int, unit: str) -> Response:
    """Enter a paper reply, with its scan; a second person of the county checks it."""
    here = review_page(county, year)
    sheet = _sheet(here, number, unit)
    form = _paper_form(here, sheet)
    if not form.validate():
        return make_response(_paper_page(here, number, unit, form=form), 422)
    given = [g for line in sheet.open if (g := _given(form, line.question_id))]
    sent = sent_with(form)

    def work(act: Act) -> str:
        try:
            paper_replies.reply_from_paper(
                act,
                here.campaign,
                number,
                unit,
                given,
                paper=form["paper"].data,
                paper_on=form["paper_on"].data,
                rest=_rest(form),
            )
        except InputRefused as refusal:
            of_file = faults_of_file(sent[1]) if sent else []
            raise InputRefused([*refusal.issues, *of_file]) from None
        if sent:
            attaching.attach_reply(act, here.campaign, unit, form["paper"].data, sent[1])
        return here.at("paper", number=number, unit=unit)

    try:
        return perform(work, _("Entered. A second person of the county checks it."))
    except InputRefused as refusal:
        return make_response(_paper_page(here, number, unit, refusal, form=form), 422)
    except Stale:
        read_anew()
        return make_response(
            _paper_page(review_page(county, year), number, unit, is_overtaken=True), 409
        )


@bp.post(UNIT + "/paper/scans")
@official(Permission.REPLY_FROM_PAPER)
def attach_reply(county: str, year: int, number: int, unit: str) -> Response:
    """Attach the scan of a paper from which replies were entered."""
    here = review_page(county, year)
    form = _reply_scan_form()
    if not form.validate():
        return make_response(_paper_page(here, number, unit, scan=form), 422)
    _name, content = sent_with(form) or ("", b"")

    def work(act: Act) -> str:
        attaching.attach_reply(act, here.campaign, unit, form["paper"].data or "", content)
        return here.at("paper", number=number, unit=unit)

    try:
        return perform(work, _("The scan is kept."))
    except InputRefused as refusal:
        return make_response(_paper_page(here, number, unit, refusal, scan=form), 422)


@bp.get(CHECK)
@official(Permission.REPLY_SIGN_PAPER)
def paper_check(county: str, year: int, number: int, unit: str) -> str:
    """Show what was entered from paper; what it found, only after stepping up."""
    return _check_page(review_page(county, year), number, unit)


@bp.post(CHECK + "/look")
@official(Permission.FINDING_READ)
def look_at_paper(county: str, year: int, number: int, unit: str) -> Response:
    """Step up, to compare items, documents and the scan; the look is written into the book."""
    here = review_page(county, year)
    form = look_form()
    if not form.validate():
        return make_response(_check_page(here, number, unit, form=form), 422)

    def work(act: Act) -> str:
        look = paper_replies.look_at_paper(
            act,
            here.campaign,
            number,
            unit,
            password=form["password"].data,
            reason=form["reason"].data or "",
        )
        return here.at("paper_looked", number=number, unit=unit, look=look.id)

    return stepping_up(
        lambda: perform(work, _("Recorded. The page shows it for ten minutes.")),
        lambda refusal: _check_page(here, number, unit, refusal, form=form),
    )


@bp.get(CHECK + "/<int(max=9223372036854775807):look>")
@official(Permission.REPLY_SIGN_PAPER)
def paper_looked(county: str, year: int, number: int, unit: str, look: int) -> str:
    """Show what was entered from paper with items and documents."""
    here = review_page(county, year)
    _require_look(here, number, unit, look)
    return _check_page(here, number, unit, look_id=look)


@bp.get(CHECK + "/<int(max=9223372036854775807):look>/scans/<int(max=9223372036854775807):scan_id>")
@official(Permission.REPLY_SIGN_PAPER)
def checked_scan(
    county: str, year: int, number: int, unit: str, look: int, scan_id: int
) -> Response:
    """Give the scan of a paper that waits to be checked, to him who has stepped up for it."""
    here = review_page(county, year)
    _require_look(here, number, unit, look)
    scan = get_scan(read(), here.campaign, scan_id)
    papers = _sheet(here, number, unit).papers
    if scan.kind != ScanKind.REPLY.value or scan.unit != unit or scan.number not in papers:
        raise NotFound(f"scan {scan_id}")
    if attaching.faults_of_kin_on(read(), actor(), here.profile, scan):
        raise NotFound(f"scan {scan_id}: somebody on it is his kin")
    name = f"{here.unit_name(unit)} {scan.number}".replace("/", "-")
    return given_out(content_of(read(), scan), scan.media, f"{name}.{scan.media}")


@bp.post(CHECK)
@official(Permission.REPLY_SIGN_PAPER)
def sign_paper(county: str, year: int, number: int, unit: str) -> Response:
    """Check all of a paper in one act, as a second person, over the list he has read, or return it."""
    here = review_page(county, year)
    form = return_form()
    told, seen = request.form.get("paper", ""), request.form.get("seen", "")
    is_return = request.form.get("act") == "return"

    def work(act: Act) -> str:
        if is_return:
            reason = form["reason"].data or ""
            paper_replies.return_paper(act, here.campaign, number, unit, told, seen, reason)
        else:
            paper_replies.sign_paper(act, here.campaign, number, unit, told, seen)
        return here.at("matrix")

    try:
        return perform(work, _("Returned.") if is_return else _("Checked."))
    except InputRefused as refusal:
        return make_response(_check_page(here, number, unit, refusal), 422)
    except Stale:
        read_anew()
        return make_response(
            _check_page(review_page(county, year), number, unit, is_overtaken=True), 409
        )


# --- pages ------------------------------------------------------------------------------------


def _paper_page(
    here: ReviewPage,
    number: int,
    unit: str,
    refusal: InputRefused | None = None,
    *,
    form: WritingForm | None = None,
    scan: WritingForm | None = None,
    is_overtaken: bool = False,
) -> str:
    sheet = _sheet(here, number, unit)
    found = scans_of_papers(read(), here.campaign, [(unit, paper) for paper in sheet.entered])
    rest = {line.question_id for line in sheet.rest}
    form = form or _paper_form(here, sheet)
    if is_overtaken:  # the statement was over another list
        form["is_stated"].data, form["rest_persons"].data = False, None
    return render_template(
        "review/paper.html",
        here=here,
        number=number,
        unit=unit,
        lines=sheet.open,
        by_name={o.question_id for o in sheet.open if o.is_waiting} - rest,
        rest=rest,
        seal=seal_of_list(sheet.open),
        form=form,
        entered=[(paper, _of(sheet, paper), found.get((unit, paper))) for paper in sheet.entered],
        scan=scan or _reply_scan_form(),
        failed=scan or form,
        refused=_of_whom(sheet, refusal.issues if refusal else ()),
        is_overtaken=is_overtaken,
    )


def _of_whom(sheet: PaperSheet, issues: Sequence[Issue]) -> list[Issue]:
    """Return faults, each with the name of the person whose row it stands in."""
    names = {line.question_id: line.name for line in sheet.lines}
    return [
        replace(issue, facts={**issue.facts, "place": names[issue.subjects[0]]})
        if issue.subjects and issue.subjects[0] in names
        else issue
        for issue in issues
    ]


def _of(sheet: PaperSheet, paper: str) -> list[DeskLine]:
    return [line for line in sheet.lines if line.paper == paper]


def _check_page(
    here: ReviewPage,
    number: int,
    unit: str,
    refusal: InputRefused | None = None,
    *,
    form: WritingForm | None = None,
    look_id: int = 0,
    is_overtaken: bool = False,
) -> str:
    sheet = _sheet(here, number, unit)
    papers = [(paper, sheet.to_check(paper), sheet.waiting(paper)) for paper in sheet.papers]
    shown = [line for _paper, lines, _all in papers for line in lines]
    keys = [(line.question_id, line.edition) for line in shown] if look_id else []
    waiting = [line for *_rest, lines in papers for line in lines]
    scans = scans_of_papers(read(), here.campaign, [(unit, paper) for paper in sheet.papers])
    return render_template(
        "review/paper_check.html",
        here=here,
        number=number,
        unit=unit,
        papers=papers,
        seals={
            paper: paper_replies.seal_of_paper(lines, scans.get((unit, paper)))
            for paper, lines, _all in papers
        },
        scans=scans,
        of_kin={
            scan.id
            for scan in scans.values()
            if attaching.faults_of_kin_on(read(), actor(), here.profile, scan)
        },
        found=findings_of(read(), here.campaign.county, keys),
        look_id=look_id,
        has_found=any(line.answer is not Answer.CLEAN for line in shown),
        officials=access.names_of(
            read(), here.campaign.county, {o.entered_by for o in waiting if o.entered_by}
        ),
        look=form or look_form(),
        back=return_form(),
        refused=refusal.issues if refusal else (),
        is_overtaken=is_overtaken,
    )


def _require_look(here: ReviewPage, number: int, unit: str, look: int) -> None:
    subject = paper_replies.paper_subject(here.campaign, number, unit)
    require_look(read(), actor(), look, subject, clock.now())


def _given(form: WritingForm, question_id: int) -> Given | None:
    told = form[f"answer_{question_id}"].data
    if not told:
        return None
    hit = Hit(
        form[f"item_{question_id}"].data or "",
        form[f"document_{question_id}"].data or "",
        form[f"dated_on_{question_id}"].data,
        form[f"effect_{question_id}"].data or "",
        form[f"words_{question_id}"].data or "",
    )
    return Given(question_id, Answer(told), hit)


def _rest(form: WritingForm) -> RestStated | None:
    """Return the statement over the rest, or None where neither box nor number was touched."""
    is_stated, persons = bool(form["is_stated"].data), form["rest_persons"].data
    if not is_stated and persons is None:
        return None
    return RestStated(form["seen"].data or "", persons or 0, is_stated)


def _paper_form(here: ReviewPage, sheet: PaperSheet) -> WritingForm:
    lines = sheet.open
    lists = checklists_of(read(), here.campaign.county, {line.checklist_id for line in lines})
    effects = {e.code: e.title for found in lists.values() for e in found.effects.values()}
    return paper_form(
        [(line.question_id, line.name) for line in lines],
        [(item.code, f"{item.code} {item.title}") for item in here.asked_of(lines)],
        list(effects.items()),
    )


def _reply_scan_form() -> WritingForm:
    return scan_form(_("Scan of the sealed reply"))


def _sheet(here: ReviewPage, number: int, unit: str) -> PaperSheet:
    """Return the persons of a batch on whom a unit is asked; raises NotFound for no such batch."""
    batch_of(here, number)
    return read_sheet(read(), actor(), here.campaign, here.profile, number, unit, today())
