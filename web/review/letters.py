"""The letter by which a unit is asked: printed with list, number of persons, deadline and seal."""

from flask import render_template
from werkzeug.wrappers import Response

from electflow import clock
from electflow.access.terms import Permission
from electflow.act import Act
from electflow.joint_review.desk import desk_of
from electflow.joint_review.looks import require_look
from electflow.joint_review.seats import Seat
from electflow.regions.service import names_of
from electflow.wording.service import Wording
from electflow.workflow import replying
from web.auth import official
from web.entry import actor, perform, read, today
from web.review.batches import UNIT, batch_of
from web.review.blueprint import bp, review_page


@bp.post(UNIT + "/letter")
@official(Permission.REVIEW_ASK)
def print_letter(county: str, year: int, number: int, unit: str) -> Response:
    """Record that the list leaves on paper with complete ID numbers, and show it to be printed."""
    here = review_page(county, year)
    batch_of(here, number)

    def work(act: Act) -> str:
        look = replying.print_letter(act, here.campaign, number, unit)
        return here.at("letter", number=number, unit=unit, look=look.id)

    return perform(work)


@bp.get(UNIT + "/letter/<int(max=9223372036854775807):look>")
@official(Permission.REVIEW_ASK)
def letter(county: str, year: int, number: int, unit: str, look: int) -> str:
    """Show the letter whose printing was recorded a few minutes ago."""
    here = review_page(county, year)
    line = batch_of(here, number)
    subject = replying.letter_subject(here.campaign, number, unit)
    require_look(read(), actor(), look, subject, clock.now())
    desk = desk_of(read(), actor(), here.campaign, (Seat(county, unit),), (), today())
    lines = [person for person in desk.lines if person.batch == number]
    asked = next((u.row for u in line.units if u.row.unit == unit), None)
    codes = {county} | {person.township for person in lines}
    return render_template(
        "review/letter.html",
        here=here,
        unit=unit,
        asked=asked,
        lines=lines,
        chinese=Wording(),
        names=names_of(read(), codes),
        today=today(),
    )
