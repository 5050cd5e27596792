"""Decisions of organs that hold an election or move its day, entered by one person, decided by another."""

from collections.abc import Sequence

from flask import make_response, render_template, url_for
from werkzeug.wrappers import Response

from electflow.access.proposals import list_open_proposals
from electflow.access.terms import Permission
from electflow.act import Act
from electflow.campaign.terms import HoldKind
from electflow.errors import InputRefused
from electflow.issues import Issue
from electflow.workflow import holding
from web.auth import official
from web.elections.blueprint import HERE, bp, page_of
from web.elections.forms import decision_form, hold_form, lifting_form, step_form
from web.elections.page import ElectionPage
from web.entry import actor, perform, read
from web.forms import WritingForm, again
from web.language import gettext as _


@bp.get(HERE + "/holds")
@official(Permission.HOLD_PROPOSE)
def holds(county: str, year: int, village: str, track: str) -> str:
    """Show the form of an organ's decision that holds the election or moves its day."""
    page = page_of(county, year, village, track)
    return render_template("elections/hold.html", page=page, form=hold_form(page.track))


@bp.post(HERE + "/holds")
@official(Permission.HOLD_PROPOSE)
def propose_hold(county: str, year: int, village: str, track: str) -> Response:
    """Propose to record an organ's decision; a second person approves it."""
    page = page_of(county, year, village, track)
    form = hold_form(page.track)
    if not form.validate():
        return again("elections/hold.html", form, page=page)

    def work(act: Act) -> str:
        holding.propose_hold(
            act,
            page.election.id,
            kind=HoldKind(form["kind"].data),
            organ=form["organ"].data,
            number=form["number"].data,
            dated_on=form["dated_on"].data,
            until=form["until"].data,
            reason=form["reason"].data,
        )
        return page.address

    try:
        return perform(work, _("Sent to the head of the county office for approval."))
    except InputRefused as refusal:
        return again("elections/hold.html", form, refusal, page=page)


@bp.post(HERE + "/holds/<int(max=9223372036854775807):hold_id>/lift")
@official(Permission.HOLD_APPROVE)
def lift_hold(county: str, year: int, village: str, track: str, hold_id: int) -> Response:
    """Record that the election goes on."""
    page = page_of(county, year, village, track)
    form = lifting_form()
    if not form.validate():
        return _lifting_again(page, form, ())

    def work(act: Act) -> str:
        holding.lift_hold(
            act,
            page.election.id,
            hold_id,
            form["reason"].data or "",
            form["election_on"].data,
        )
        return page.address

    try:
        return perform(work, _("The election goes on."))
    except InputRefused as refusal:
        return _lifting_again(page, form, refusal.issues)


def _lifting_again(page: ElectionPage, form: WritingForm, issues: Sequence[Issue]) -> Response:
    """Show the page again with what was typed and every fault (422)."""
    body = render_template(
        "elections/show.html", page=page, form=step_form(), lifting=form, lift_refused=issues
    )
    return make_response(body, 422)


@bp.get("/proposals")
@official(Permission.HOLD_APPROVE)
def proposals() -> str:
    """List what waits for a second person."""
    return render_template(
        "elections/proposals.html",
        proposals=holding.proposed_holds(
            read(), actor(), list_open_proposals(read(), actor().county, "hold")
        ),
        form=decision_form(),
        own=actor().official_id,
    )


@bp.post("/proposals/<int(max=9223372036854775807):proposal_id>/<any(approve,reject):answer>")
@official(Permission.HOLD_APPROVE)
def decide(proposal_id: int, answer: str) -> Response:
    """Approve or turn down a proposed hold, as a second person."""
    form = decision_form()

    def work(act: Act) -> str:
        holding.decide_hold(
            act, proposal_id, approve=answer == "approve", reason=form["reason"].data or ""
        )
        return url_for("elections.proposals")

    return perform(work, _("Decided."))
