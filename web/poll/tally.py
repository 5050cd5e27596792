"""Counting: the tally sheet of each box by two persons, and doubtful ballots."""

from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from electflow.access.rules import may
from electflow.access.terms import Permission
from electflow.act import Act
from electflow.errors import InputRefused, NotFound, RequirementsUnmet, Stale
from electflow.stages import Stage, Track
from electflow.voting import queries
from electflow.voting.poll_days import sheet_fields, states_of
from electflow.voting.sheet import (
    RETURNED,
    VOID,
    SheetStanding,
    SheetState,
    seal_of,
    votes_field,
)
from electflow.voting.tallying import fields_asked
from electflow.voting.terms import BallotRuling, Doubt
from electflow.workflow import poll_day
from web.auth import official
from web.entry import actor, perform, read
from web.forms import WritingForm
from web.language import gettext as _
from web.language import wording
from web.poll.blueprint import HERE, PollPage, bp, poll_page
from web.poll.forms import ballot_ruling_form, doubtful_form, reopen_form, sheet_form


@bp.get(HERE + "/tally")
@official(Permission.ELECTION_READ)
def tally(county: str, year: int, village: str) -> str:
    """Show how far the sheets have come, without a figure."""
    return _tally_page(poll_page(county, year, village))


@bp.get(HERE + "/tally/<int(max=999):box>")
@official(Permission.COUNT_RECORD)
def sheet(county: str, year: int, village: str, box: int) -> str:
    """Show the empty sheet of a box, or only what differed."""
    here = poll_page(county, year, village)
    return _sheet_page(here, box, _sheet_form(here, box))


@bp.post(HERE + "/tally/<int(max=999):box>")
@official(Permission.COUNT_RECORD)
def enter(county: str, year: int, village: str, box: int) -> Response | tuple[str, int]:
    """Enter a sheet, or what differed of it."""
    here = poll_page(county, year, village)
    form = _sheet_form(here, box)
    asked = {name for name in request.form if name.startswith("figure_")}
    is_same = asked == {field.name for field in form if field.name.startswith("figure_")}
    if is_same and not form.validate():
        return _sheet_page(here, box, form), 422
    figures = _figures(form) if is_same else {}

    def work(act: Act) -> str:
        if not is_same:  # asked here: the same form sent again is answered as before
            raise Stale(f"sheet {box} asks for other fields")
        poll_day.enter_sheet(
            act,
            here.page.election.id,
            box=box,
            figures=figures,
            accepted=form["accepted"].data or "",
        )
        return here.at("tally")

    try:
        return perform(work, _("The sheet is entered."))
    except InputRefused as refusal:
        return _sheet_page(here, box, form, refused=refusal.issues), 422
    except RequirementsUnmet as unmet:
        return _sheet_page(here, box, form, warnings=unmet.issues, seal=seal_of(figures)), 409


def _figures(form: WritingForm) -> dict[str, int]:
    prefix = "figure_"
    return {f.name.removeprefix(prefix): f.data for f in form if f.name.startswith(prefix)}


@bp.post(HERE + "/tally/<int(max=999):box>/reopen")
@official(Permission.COUNT_RECORD)
def reopen(county: str, year: int, village: str, box: int) -> Response:
    """Have a sheet entered anew by two persons."""
    here, form = poll_page(county, year, village), reopen_form()

    def work(act: Act) -> str:
        poll_day.reopen_sheet(act, here.page.election.id, box=box, reason=form["reason"].data or "")
        return here.at("tally")

    try:
        return perform(work, _("The sheet is to be entered anew by two persons."))
    except InputRefused as refusal:
        return make_response(_tally_page(here, refused=refusal.issues), 422)


@bp.post(HERE + "/doubtful")
@official(Permission.POLL_KEEP)
def note_doubtful(county: str, year: int, village: str) -> Response:
    """Record a doubtful ballot."""
    here = poll_page(county, year, village)
    form = doubtful_form(_box_choices(here))
    if not form.validate():
        return make_response(_tally_page(here, doubtful=form), 422)

    def work(act: Act) -> str:
        poll_day.note_doubtful(
            act, here.page.election.id, box=int(form["box"].data), doubt=Doubt(form["doubt"].data)
        )
        return here.at("tally")

    try:
        return perform(work, _("The doubtful ballot is recorded."))
    except InputRefused as refusal:
        return make_response(_tally_page(here, refused=refusal.issues), 422)


@bp.post(HERE + "/doubtful/<int(max=99999):number>")
@official(Permission.POLL_KEEP)
def rule_on(county: str, year: int, village: str, number: int) -> Response:
    """Record how the election committee ruled on a doubtful ballot."""
    here, form = poll_page(county, year, village), ballot_ruling_form()
    if not form.validate():
        return make_response(_tally_page(here, ruling=form, ruled=number), 422)

    def work(act: Act) -> str:
        poll_day.rule_on_doubtful(
            act,
            here.page.election.id,
            number,
            ruling=BallotRuling(form["ruling"].data),
            minutes=form["minutes"].data,
        )
        return here.at("tally")

    try:
        return perform(work, _("The ruling is recorded."))
    except InputRefused as refusal:
        return make_response(_tally_page(here, refused=refusal.issues), 422)


def _states(here: PollPage) -> dict[int, SheetState]:
    page = here.page
    poll = page.last_poll
    if poll is None:
        raise NotFound("no poll is open")
    return states_of(read(), page.election.county, page.election.id, poll, page.dossier.candidates)


def _sheet_form(here: PollPage, box: int) -> WritingForm:
    page, poll = here.page, here.page.last_poll
    if poll is None or box not in {there.number for there in here.boxes}:
        raise NotFound(f"sheet of box {box}")
    fields = sheet_fields(poll, page.dossier.candidates)
    labels = {RETURNED: _("Ballots returned"), VOID: _("Void ballots")}
    for post in poll.own:
        said = {"post": wording().label("post", post)}
        labels[f"{RETURNED}_{post}"] = _("Ballots returned, %(post)s", **said)
        labels[f"{VOID}_{post}"] = _("Void ballots, %(post)s", **said)
    labels |= {votes_field(c.facts.number): f"{c.facts.number}. {c.told}" for c in page.candidates}
    asked = fields_asked(_states(here).get(box), fields)
    return sheet_form([(name, labels[name]) for name in asked])


def _sheet_page(here: PollPage, box: int, form: WritingForm, **told: Any) -> str:
    if not may(actor(), Permission.COUNT_RECORD, here.page.election.village, Track.COMMITTEE):
        raise NotFound(f"sheet of box {box}")
    state = _states(here).get(box, SheetState(SheetStanding.EMPTY))
    return render_template(
        "poll/sheet.html",
        here=here,
        page=here.page,
        box=box,
        form=form,
        state=state,
        is_mine=actor().official_id in state.entrants,
        refused=told.get("refused", ()),
        warnings=told.get("warnings", ()),
        seal=told.get("seal", ""),
    )


def _tally_page(here: PollPage, **told: Any) -> str:
    page = here.page
    states = _states(here)
    return render_template(
        "poll/tally.html",
        here=here,
        page=page,
        rows=[(box, states.get(box.number, SheetState(SheetStanding.EMPTY))) for box in here.boxes]
        if here.is_kept
        else [],
        me=actor().official_id,
        is_counting=page.stage is Stage.COUNTING,
        may_enter=page.may(Permission.COUNT_RECORD),
        reopening=reopen_form(),
        doubtful=told.get("doubtful") or doubtful_form(_box_choices(here)),
        ruling=told.get("ruling") or ballot_ruling_form(),
        ruled=told.get("ruled", 0),
        refused=told.get("refused", ()),
        lines=queries.doubtful_of(read(), page.election, page.last_poll.number)
        if page.last_poll
        else [],
    )


def _box_choices(here: PollPage) -> list[tuple[str, str]]:
    return [(str(box.number), here.box_name(box.number)) for box in here.boxes]
