"""A list from Excel or WPS: template, upload, preview with every fault, import, workbook of faults."""

from typing import Any
from urllib.parse import quote

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.campaign.model import Election
from electflow.errors import InputRefused, NotFound
from electflow.exchange import uploads
from electflow.exchange.roll_choices import Choices
from electflow.exchange.roll_columns import COLUMNS, NEEDED, ColumnsMissing, columns_in
from electflow.exchange.roll_import import CheckedRow, RowStanding, check, preview
from electflow.exchange.roll_sheet import faults_workbook, template
from electflow.exchange.workbook import MOST_BYTES, column_letters
from electflow.wording.service import Wording
from web.auth import official
from web.entry import perform, read, today
from web.forms import again
from web.language import gettext as _
from web.language import wording
from web.roll.blueprint import HERE, RollPage, bp, roll_page
from web.roll.choices import choices_in, lines_of
from web.roll.forms import columns_form, import_form, workbook_form

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMN_OF = {
    "exchange.number_is_rounded": "number",
    "person.number_length": "number",
    "person.number_check": "number",
    "person.number_birth": "number",
    "person.number_sex": "sex",
    "person.name_missing": "name",
    "roll.double_in_file": "number",
    "roll.under_age": "number",
    "roll.name_differs": "name",
    "roll.was_struck": "name",
    "roll.sex_unknown": "sex",
    "roll.group_missing": "group_name",
    "roll.class_unknown": "voter_class",
    "roll.evidence_missing": "evidence",
}


@bp.get(HERE + "/template.xlsx")
@official(Permission.ROLL_RECORD)
def blank(county: str, year: int, village: str) -> Response:
    """Give the empty workbook."""
    here = roll_page(county, year, village)
    name = _named(here.page.election)
    return _workbook(template(name), f"{name}选民登记册模板.xlsx")


@bp.get(HERE + "/import")
@official(Permission.ROLL_RECORD)
def importing(county: str, year: int, village: str) -> str:
    """Ask for a workbook; one that waits is offered again."""
    here = roll_page(county, year, village)
    return render_template("roll/import.html", **_upload_page(here), form=workbook_form())


@bp.post(HERE + "/import")
@official(Permission.ROLL_RECORD)
def upload(county: str, year: int, village: str) -> Response:
    """Keep a workbook, sealed, and show what its import would do."""
    here, form = roll_page(county, year, village), workbook_form()
    if not form.validate():
        return again("roll/import.html", form, **_upload_page(here))
    sent = form["workbook"].data
    content = sent.stream.read(MOST_BYTES + 1)

    def work(act: Act) -> str:
        kept = uploads.keep(act, here.page.election.id, sent.filename or "", content)
        return here.at("previewing", upload_id=kept.id)

    try:
        return perform(work, _("The workbook is read. Nobody is entered yet."))
    except InputRefused as refusal:
        return again("roll/import.html", form, refusal, **_upload_page(here))


@bp.errorhandler(ColumnsMissing)
def _ask_for_columns(_missing: ColumnsMissing) -> Response:
    """Ask for the columns that were not found, before anything else is done with the workbook."""
    return redirect(url_for(".choosing_columns", **(request.view_args or {})), 303)


@bp.get(HERE + "/import/<int(max=9223372036854775807):upload_id>")
@official(Permission.ROLL_RECORD)
def previewing(county: str, year: int, village: str, upload_id: int) -> str:
    """Show what an import would do, with every fault."""
    told = _preview_page(roll_page(county, year, village), upload_id)
    return render_template("roll/preview.html", **told, form=import_form())


@bp.post(HERE + "/import/<int(max=9223372036854775807):upload_id>")
@official(Permission.ROLL_RECORD)
def take(county: str, year: int, village: str, upload_id: int) -> Response:
    """Enter the rows that are in order, and carry out what was chosen for those that differ."""
    here, form = roll_page(county, year, village), import_form()
    choices, seen = choices_in(request.form, form), request.form.get("columns", "")
    if not form.validate():
        return again("roll/preview.html", form, **_preview_page(here, upload_id, choices))

    def work(act: Act) -> str:
        uploads.import_upload(act, here.page.election.id, upload_id, seen, choices)
        return here.at("show")

    said = _("The rows in order are entered; the workbook is deleted.")
    if choices.overwrites:
        said = _("Entered and corrected as chosen; the workbook is deleted.")
    try:
        return perform(work, said)
    except InputRefused as refusal:
        anew = roll_page(county, year, village, anew=True)
        told = _preview_page(anew, upload_id, choices)
        return again("roll/preview.html", form, refusal, **told)


@bp.get(HERE + "/import/<int(max=9223372036854775807):upload_id>/columns")
@official(Permission.ROLL_RECORD)
def choosing_columns(county: str, year: int, village: str, upload_id: int) -> str:
    """Show the columns of a workbook, and ask which hold what no heading tells."""
    told = _columns_page(roll_page(county, year, village), upload_id)
    form = columns_form(told["layout"], told["columns"], told["kept"].columns)
    return render_template("roll/columns.html", **told, form=form)


@bp.post(HERE + "/import/<int(max=9223372036854775807):upload_id>/columns")
@official(Permission.ROLL_RECORD)
def choose_columns(county: str, year: int, village: str, upload_id: int) -> Response:
    """Keep which column holds what, and show what the import would do."""
    here = roll_page(county, year, village)
    told = _columns_page(here, upload_id)
    form = columns_form(told["layout"], told["columns"])
    if not form.validate():
        return again("roll/columns.html", form, **told)
    chosen = {name: int(form[name].data) for name in told["layout"].missing if form[name].data}

    def work(act: Act) -> str:
        uploads.map_columns(act, here.page.election.id, upload_id, chosen)
        return here.at("previewing", upload_id=upload_id)

    try:
        return perform(work, _("The columns are kept. Nobody is entered yet."))
    except InputRefused as refusal:
        return again("roll/columns.html", form, refusal, **told)


@bp.get(HERE + "/import/<int(max=9223372036854775807):upload_id>/faults.xlsx")
@official(Permission.ROLL_RECORD)
def faults(county: str, year: int, village: str, upload_id: int) -> Response:
    """Give the rows that cannot be taken as a workbook to be corrected and sent again."""
    here = roll_page(county, year, village)
    election = here.page.election
    _require(here)
    kept, content = uploads.find(read(), election, upload_id)
    rows = check(read(), election, here.page.profile, content, today(), columns=kept.columns)
    made = faults_workbook(
        (row.row, _reasons(row), frozenset(_columns(row)))
        for row in rows
        if row.standing in (RowStanding.FAULTY, RowStanding.DIFFERS)
    )
    return _workbook(made, f"{_named(election)}需要核对的人员.xlsx")


def _named(election: Election) -> str:
    """Return what an election is called in a file, which is Chinese in either language."""
    return Wording().election(election.name, election.ordinal)


def _require(here: RollPage) -> None:
    """Let only those read a workbook who may enter its rows: it holds ID numbers."""
    if not here.page.may(Permission.ROLL_RECORD):
        raise NotFound(f"workbook of {here.page.election.village}")


def _reasons(row: CheckedRow) -> list[str]:
    return [wording().issue(fault).text for fault in row.faults]


def _columns(row: CheckedRow) -> list[str]:
    if row.differing:
        return [difference.name for difference in row.differing.differences]
    return [
        str(fault.facts["field"]) if fault.code == "roll.text_long" else _COLUMN_OF[fault.code]
        for fault in row.faults
        if fault.code in _COLUMN_OF or fault.code == "roll.text_long"
    ]


def _upload_page(here: RollPage) -> dict[str, Any]:
    return {
        "here": here,
        "page": here.page,
        "waiting": uploads.waiting(read(), here.page.election),
        "columns": list(COLUMNS.values()),
        "most": MOST_BYTES // 1024 // 1024,
    }


def _preview_page(here: RollPage, upload_id: int, choices: Choices | None = None) -> dict[str, Any]:
    _require(here)
    election = here.page.election
    kept, content = uploads.find(read(), election, upload_id)
    told = preview(read(), election, here.page.profile, content, today(), kept.columns)
    return {
        "here": here,
        "page": here.page,
        "kept": kept,
        "told": told,
        "lines": lines_of(told, choices),
        "told_columns": [
            (word, column_letters(kept.columns[name]))
            for name, word in COLUMNS.items()
            if name in kept.columns
        ],
        "columns_mark": uploads.columns_mark(kept),
    }


def _columns_page(here: RollPage, upload_id: int) -> dict[str, Any]:
    _require(here)
    kept, content = uploads.find(read(), here.page.election, upload_id)
    layout, columns = columns_in(content)
    return {
        "here": here,
        "page": here.page,
        "kept": kept,
        "layout": layout,
        "columns": columns,
        "words": COLUMNS,
        "needed": NEEDED,
    }


def _workbook(content: bytes, name: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = _XLSX
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
