"""The list itself: its pages, one villager more or less, the notice of its changes."""

from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.errors import InputRefused, NotFound
from electflow.roll import queries
from electflow.roll.register import VoterEntry
from electflow.roll.terms import ADDITIONS, DEDUCTIONS, Change
from electflow.workflow import registers
from web.auth import official
from web.entry import perform, read, settings, today
from web.forms import WritingForm, again
from web.language import gettext as _
from web.roll.blueprint import HERE, RollPage, bp, roll_page
from web.roll.forms import correction_form, notice_form, strike_form, voter_form

_CHANGES_SHOWN = 200


@bp.get(HERE)
@official(Permission.ELECTION_READ)
def show(county: str, year: int, village: str) -> str:
    """Show the list by group, page by page, with what is to be settled."""
    here = roll_page(county, year, village)
    election, session = here.page.election, read()
    group, doubles = request.args.get("group", ""), bool(request.args.get("doubles"))
    most = settings().page_rows
    lines = queries.voters_page(
        session,
        election,
        group=group,
        only_doubles=doubles,
        after=_after(request.args.get("after", "")),
        most=most + 1,
    )
    return render_template(
        "roll/show.html",
        here=here,
        page=here.page,
        lines=lines[:most],
        more=f"{lines[most - 1].id}:{lines[most - 1].group_name}" if len(lines) > most else "",
        groups=queries.groups_of(session, election),
        classes=queries.classes_of(session, election),
        editions=queries.editions_of(session, election),
        elsewhere=_elsewhere(here) if doubles else {},
        group=group,
        doubles=doubles,
    )


def _after(key: str) -> tuple[str, int] | None:
    number, _colon, group = key.partition(":")
    is_key = number.isascii() and number.isdecimal() and len(number) < 19
    return (group, int(number)) if is_key else None


def _elsewhere(here: RollPage) -> dict[int, list[queries.Double]]:
    """Return where each double stands besides, for those who may compare villages."""
    if not here.may_compare:
        return {}
    found: dict[int, list[queries.Double]] = {}
    for double in queries.doubles_of(read(), here.page.election):
        found.setdefault(double.voter_id, []).append(double)
    return found


@bp.get(HERE + "/voters/new")
@official(Permission.ROLL_RECORD)
def new(county: str, year: int, village: str) -> str:
    """Show the form of one villager."""
    here = roll_page(county, year, village)
    form = voter_form(here.is_changing)
    return render_template("roll/voter.html", here=here, page=here.page, form=form)


@bp.post(HERE + "/voters/new")
@official(Permission.ROLL_RECORD)
def enter(county: str, year: int, village: str) -> Response:
    """Enter one villager."""
    here = roll_page(county, year, village)
    form = voter_form(here.is_changing)
    told: dict[str, Any] = {"here": here, "page": here.page}
    if not form.validate():
        return again("roll/voter.html", form, **told)
    names = ("name", "sex", "number", "group_name", "household", "voter_class", "evidence")
    entry = VoterEntry(**{name: form[name].data or "" for name in names})

    def work(act: Act) -> str:
        registers.enter_voter(
            act,
            here.page.election.id,
            entry,
            change=Change(form["change"].data) if "change" in form else Change.REGISTERED,
            dated_on=form["dated_on"].data if "dated_on" in form else today(),
        )
        return here.at("show")

    try:
        return perform(work, _("The villager is entered."))
    except InputRefused as refusal:
        return again("roll/voter.html", form, refusal, **told)


@bp.get(HERE + "/voters/<int(max=9223372036854775807):voter>/strike")
@official(Permission.ROLL_RECORD)
def striking(county: str, year: int, village: str, voter: int) -> str:
    """Ask on what ground a villager is taken off the list."""
    here = roll_page(county, year, village)
    return render_template("roll/strike.html", **_strike_page(here, voter), form=strike_form())


@bp.post(HERE + "/voters/<int(max=9223372036854775807):voter>/strike")
@official(Permission.ROLL_RECORD)
def strike(county: str, year: int, village: str, voter: int) -> Response:
    """Take a villager off the list."""
    here = roll_page(county, year, village)
    form, told = strike_form(), _strike_page(here, voter)
    if not form.validate():
        return again("roll/strike.html", form, **told)

    def work(act: Act) -> str:
        registers.strike_voter(
            act,
            here.page.election.id,
            voter,
            change=Change(form["change"].data),
            dated_on=form["dated_on"].data,
            evidence=form["evidence"].data,
        )
        return here.at("show")

    try:
        return perform(work, _("The villager is off the list."))
    except InputRefused as refusal:
        return again("roll/strike.html", form, refusal, **told)


@bp.get(HERE + "/voters/<int(max=9223372036854775807):voter>/correct")
@official(Permission.ROLL_RECORD)
def correcting(county: str, year: int, village: str, voter: int) -> str:
    """Show a line with what it says, to be corrected."""
    told = _strike_page(roll_page(county, year, village), voter)
    form = correction_form()
    for name in ("name", "group_name", "household", "voter_class", "evidence"):
        form[name].data = getattr(told["voter"], name)
    return render_template("roll/correct.html", **told, form=form)


@bp.post(HERE + "/voters/<int(max=9223372036854775807):voter>/correct")
@official(Permission.ROLL_RECORD)
def correct(county: str, year: int, village: str, voter: int) -> Response:
    """Correct a line."""
    here = roll_page(county, year, village)
    form, told = correction_form(), _strike_page(here, voter)
    if not form.validate():
        return again("roll/correct.html", form, **told)
    names = ("name", "group_name", "household", "voter_class", "evidence")
    entry = VoterEntry(sex="", number="", **{name: form[name].data or "" for name in names})

    def work(act: Act) -> str:
        registers.correct_voter(
            act, here.page.election.id, voter, entry, reason=form["reason"].data
        )
        return here.at("show")

    try:
        return perform(work, _("The line is corrected."))
    except InputRefused as refusal:
        return again("roll/correct.html", form, refusal, **told)


def _strike_page(here: RollPage, voter_id: int) -> dict[str, Any]:
    voter = queries.voter_of(read(), here.page.election, voter_id)
    if voter is None:
        raise NotFound(f"voter {voter_id}")
    return {"here": here, "page": here.page, "voter": voter}


@bp.get(HERE + "/changes")
@official(Permission.ELECTION_READ)
def changes(county: str, year: int, village: str) -> str:
    """Show how the list changed, and what of it still has to hang."""
    return _changes_page(roll_page(county, year, village), notice_form())


@bp.post(HERE + "/changes")
@official(Permission.ROLL_RECORD)
def post_changes(county: str, year: int, village: str) -> Response | tuple[str, int]:
    """Record the notice by which the changes were posted."""
    here, form = roll_page(county, year, village), notice_form()
    if not form.validate():
        return _changes_page(here, form), 422

    def work(act: Act) -> str:
        registers.post_roll_changes(
            act,
            here.page.election.id,
            number=form["number"].data,
            posted_on=form["posted_on"].data,
        )
        return here.at("changes")

    try:
        return perform(work, _("The notice is recorded."))
    except InputRefused as refusal:
        return _changes_page(here, form, refusal), 422


def _changes_page(here: RollPage, form: WritingForm, refusal: InputRefused | None = None) -> str:
    return render_template(
        "roll/changes.html",
        here=here,
        page=here.page,
        form=form,
        refused=refusal.issues if refusal else (),
        lines=queries.changes_of(read(), here.page.election, _CHANGES_SHOWN),
        sums=queries.sums_of_changes(read(), here.page.election),
        additions=ADDITIONS,
        deductions=DEDUCTIONS,
        most=_CHANGES_SHOWN,
    )
