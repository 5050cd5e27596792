"""The county's matrix: townships × units, then candidates × units; who is late, what is open."""

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.errors import InputRefused
from electflow.joint_review.matrix import cells_by_place, conclusions_by_place, matrix_rows
from electflow.joint_review.opinions import opinions_under_way
from electflow.joint_review.queries import batch_lines, names_on
from electflow.joint_review.terms import OpinionStanding
from electflow.joint_review.waiting import papers_to_check, statements_waiting
from electflow.regions.service import names_of
from electflow.workflow import reviewing
from web.auth import official
from web.entry import actor, perform, read, settings, today
from web.forms import identifier, whole
from web.language import gettext as _
from web.review.blueprint import HERE, ReviewPage, bp, newest_page, review_page


@bp.get("/review")
@official(Permission.REVIEW_READ)
def overview() -> str:
    """Show the matrix of the newest campaign."""
    here = newest_page()
    return _matrix(here) if here else render_template("review/none.html")


@bp.get(HERE + "/matrix")
@official(Permission.REVIEW_READ)
def matrix(county: str, year: int) -> str:
    """Show townships × units, and what waits for somebody of the county."""
    return _matrix(review_page(county, year))


@bp.get(HERE + "/matrix/<string(minlength=6, maxlength=12):place>")
@official(Permission.REVIEW_READ)
def candidates(county: str, year: int, place: str) -> str:
    """Show the candidates of a township or village × units."""
    here = review_page(county, year)
    most = settings().page_rows
    after = _after(request.args.get("after", ""))
    rows = matrix_rows(
        read(),
        actor(),
        here.campaign,
        Permission.REVIEW_READ,
        today(),
        place=place,
        most=most + 1,
        after=after,
    )
    shown = rows[:most]
    units = sorted({unit for row in shown for unit in row.marks}, key=_order_in(here))
    chosen = request.args.get("unit", "")
    if chosen in units:
        units = [chosen]
    last = shown[-1] if len(rows) > most else None
    return render_template(
        "review/candidates.html",
        here=here,
        place=place,
        name=names_of(read(), [place]).get(place, place),
        rows=shown,
        units=units,
        chosen=chosen if chosen in units else "",
        next_key=f"{last.election.id}:{last.candidate.number}" if last else "",
        today=today(),
    )


@bp.post(HERE + "/batches/urge")
@official(Permission.REVIEW_ASK)
def urge_all(county: str, year: int) -> Response:
    """Remind all units of whom it is due today by the plan, and report those that stay late."""
    here = review_page(county, year)

    def work(act: Act) -> str:
        reviewing.urge_all(act, here.campaign)
        return here.at("matrix")

    try:
        return perform(work, _("All units that were due today are reminded or reported."))
    except InputRefused as refusal:
        return make_response(_matrix(here, refusal), 422)


def _matrix(here: ReviewPage, refusal: InputRefused | None = None) -> str:
    cells = cells_by_place(read(), actor(), here.campaign, Permission.REVIEW_READ, today())
    townships = sorted({township for township, _ in cells})
    units = sorted({unit for _, unit in cells}, key=_order_in(here))
    under_way = (OpinionStanding.DRAFTED, OpinionStanding.CHECKED)
    batches = batch_lines(read(), here.campaign.county, here.campaign.id, [here.campaign.county])
    waiting = opinions_under_way(read(), here.campaign.county, under_way)
    most = settings().page_rows
    found = matrix_rows(
        read(),
        actor(),
        here.campaign,
        Permission.REVIEW_READ,
        today(),
        place=here.campaign.county,
        most=most + 1,
        only_open=True,
    )
    return render_template(
        "review/matrix.html",
        here=here,
        persons=names_on(
            read(), here.campaign.county, [(o.election_id, o.candidate) for o, _ in waiting]
        ),
        cells=cells,
        townships=townships,
        names=names_of(read(), townships),
        units=units,
        waiting=waiting,
        found=found[:most],
        spoken=statements_waiting(read(), here.campaign, most),
        has_more=len(found) > most,
        concluded=conclusions_by_place(read(), actor(), here.campaign, Permission.REVIEW_READ),
        papers=(
            papers_to_check(read(), here.campaign) if here.may(Permission.REPLY_SIGN_PAPER) else []
        ),
        refused=refusal.issues if refusal else (),
        late=[(line, unit) for line in batches for unit in line.units if unit.is_late(today())],
        today=today(),
    )


def _order_in(here: ReviewPage):  # type: ignore[no-untyped-def]
    known = list(here.checklist.units) if here.checklist else []
    return lambda unit: (known.index(unit) if unit in known else len(known), unit)


def _after(told: str) -> tuple[int, int] | None:
    election, _, number = told.partition(":")
    if not identifier(election):
        return None
    return identifier(election), max(whole(number), 0)
