"""Poll day on one page, and the ledger of ballots."""

from flask import render_template, request
from werkzeug.wrappers import Response

from electflow.access.service import names_of
from electflow.access.terms import Permission
from electflow.act import Act
from electflow.errors import InputRefused
from electflow.voting import queries
from electflow.voting.custody import STOCK, Move, issued_at, of, total
from electflow.workflow import poll_day
from web.auth import official
from web.entry import perform, read
from web.forms import WritingForm
from web.language import gettext as _
from web.poll.blueprint import HERE, PollPage, bp, poll_page
from web.poll.forms import move_form

_LINES_SHOWN = 100


@bp.get(HERE)
@official(Permission.ELECTION_READ)
def show(county: str, year: int, village: str) -> str:
    """Show what is to be done on poll day, in the order in which it is done."""
    here = poll_page(county, year, village)
    sums = here.day.moves
    return render_template(
        "poll/show.html",
        here=here,
        page=here.page,
        issued=total(sums, Move.ISSUED_CARD, Move.ISSUED_SLIP),
        collected=total(sums, Move.COLLECTED),
        base=here.page.last_poll.base if here.page.last_poll else None,
    )


@bp.get(HERE + "/ledger")
@official(Permission.ELECTION_READ)
def ledger(county: str, year: int, village: str) -> str:
    """Show the ledger of ballots, box by box, with what does not balance."""
    here = poll_page(county, year, village)
    form = _form(here)
    form["move"].data, form["box"].data = request.args.get("move"), request.args.get("box")
    return _ledger_page(here, form)


@bp.post(HERE + "/ledger")
@official(Permission.POLL_KEEP)
def move(county: str, year: int, village: str) -> Response | tuple[str, int]:
    """Write a line of the ledger."""
    here = poll_page(county, year, village)
    form = _form(here)
    if not form.validate():
        return _ledger_page(here, form), 422

    def work(act: Act) -> str:
        poll_day.move_ballots(
            act,
            here.page.election.id,
            move=Move(form["move"].data),
            box=int(form["box"].data),
            quantity=form["quantity"].data,
        )
        return here.at("ledger")

    try:
        return perform(work, _("The line is written."))
    except InputRefused as refusal:
        return _ledger_page(here, form, refusal), 422


@bp.post(HERE + "/ledger/<int(max=9223372036854775807):line>/take-back")
@official(Permission.POLL_KEEP)
def take_back(county: str, year: int, village: str, line: int) -> Response:
    """Take a wrong line back by a line of its own."""
    here = poll_page(county, year, village)

    def work(act: Act) -> str:
        poll_day.take_back_move(act, here.page.election.id, line)
        return here.at("ledger")

    return perform(work, _("The line is taken back; both stay in the ledger."))


def _form(here: PollPage) -> WritingForm:
    boxes = [(str(box.number), here.box_name(box.number)) for box in here.boxes]
    return move_form([(str(STOCK), here.box_name(STOCK)), *boxes])


def _ledger_page(here: PollPage, form: WritingForm, refusal: InputRefused | None = None) -> str:
    sums = here.day.moves
    lines = queries.ledger_of(read(), here.page.election, _LINES_SHOWN)
    places = [STOCK, *(box.number for box in here.boxes)]
    return render_template(
        "poll/ledger.html",
        here=here,
        page=here.page,
        form=form,
        refused=refusal.issues if refusal else (),
        table={place: {move: of(sums, move, place) for move in Move} for place in places},
        totals={move: total(sums, move) for move in Move},
        issued={place: issued_at(sums, place) for place in places},
        moves=list(Move),
        lines=lines,
        before={move: total(here.day.last_moves, move) for move in Move}
        if here.day.last_moves
        else {},
        officials=names_of(read(), here.page.election.county, {line.recorded_by for line in lines}),
        wrong=[i for i in here.ledger_issues if i.is_open] if sums else [],
    )
