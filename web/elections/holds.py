"""Decisions of organs: an election held, its day moved, let off a rule; entered by one, decided by another."""

from collections.abc import Sequence

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from electflow.access.proposals import list_open_proposals
from electflow.access.terms import Permission
from electflow.act import Act
from electflow.campaign.terms import Departure, HoldKind
from electflow.documents.scans import scans_of_proposals
from electflow.errors import InputRefused
from electflow.issues import Issue
from electflow.stages import Track
from electflow.workflow import holding
from web.auth import official
from web.elections.blueprint import HERE, bp, page_of
from web.elections.forms import (
    decision_form,
    departure_form,
    hold_form,
    lifting_form,
    step_form,
)
from web.elections.page import ElectionPage
from web.entry import actor, perform, read
from web.files import sent_with
from web.forms import WritingForm, again
from web.language import gettext as _
from web.language import wording


@bp.get(HERE + "/holds")
@official(Permission.HOLD_PROPOSE)
def holds(county: str, year: int, village: str, track: str) -> str:
    """Show the form of an organ's decision that holds the election or moves its day."""
    page = page_of(county, year, village, track)
    return render_template("elections/hold.html", page=page, form=hold_form(page.track))


@bp.post(HERE + "/holds")
@official(Permission.HOLD_PROPOSE)
def propose_hold(county: str, year: int, village: str, track: str) -> Response:
    """Show what a decision would do, or propose to record it; a second person approves it."""
    page = page_of(county, year, village, track)
    form = hold_form(page.track)
    if not form.validate():
        return again("elections/hold.html", form, page=page)
    if "preview" in request.form:
        return make_response(_previewed(page, form))
    sent = sent_with(form)

    def work(act: Act) -> str:
        proposal = holding.propose_hold(
            act,
            page.election.id,
            kind=HoldKind(form["kind"].data),
            organ=form["organ"].data,
            number=form["number"].data,
            dated_on=form["dated_on"].data,
            until=form["until"].data,
            reason=form["reason"].data,
        )
        if sent:
            holding.attach_scan(act, page.election.id, proposal, *sent)
        return page.address

    try:
        return perform(work, _("Sent to the head of the county office for approval."))
    except InputRefused as refusal:
        return again("elections/hold.html", form, refusal, page=page)


def _previewed(page: ElectionPage, form: WritingForm) -> str:
    """Show what a decision would do before it is sent."""
    kind, until = HoldKind(form["kind"].data), form["until"].data
    told = {"kind": kind.value, "organ": form["organ"].data}
    return render_template(
        "elections/hold.html",
        page=page,
        form=form,
        preview=holding.moved_days(page.election, kind, until, page.profile),
        doubts=holding.doubts_of_decision(
            page.election, told, page.profile, page.campaign.election_on, until
        ),
    )


@bp.get(HERE + "/departures")
@official(Permission.ELECTION_READ)
def departures(county: str, year: int, village: str, track: str) -> str:
    """Show which rules the election departs from, with the form of another departure."""
    asked = request.args.get("kind", "")
    kind = Departure(asked) if asked in set(Departure) else Departure.EXCEPTION
    return _departures_page(page_of(county, year, village, track), kind)


@bp.post(HERE + "/departures/<any(exception,irregularity):departure>")
@official(Permission.HOLD_PROPOSE)
def propose_departure(county: str, year: int, village: str, track: str, departure: str) -> Response:
    """Propose to record a departure; a second person approves it."""
    page, kind = page_of(county, year, village, track), Departure(departure)
    form = _departure_form(page, kind)
    if not form.validate():
        return make_response(_departures_page(page, kind, form), 422)
    sent = sent_with(form)

    def work(act: Act) -> str:
        proposal = holding.propose_departure(
            act,
            page.election.id,
            kind,
            rule=form["rule"].data,
            organ=form["organ"].data,
            number=form["number"].data,
            dated_on=form["dated_on"].data,
            until=form["until"].data if "until" in form else None,
            reason=form["reason"].data,
        )
        if sent:
            holding.attach_scan(act, page.election.id, proposal, *sent)
        return page.at("departures")

    try:
        return perform(work, _("Sent to the head of the county office for approval."))
    except InputRefused as refusal:
        return make_response(_departures_page(page, kind, form, refusal), 422)


@bp.post(HERE + "/departures/<int(max=9223372036854775807):departure_id>/end")
@official(Permission.HOLD_APPROVE)
def end_departure(county: str, year: int, village: str, track: str, departure_id: int) -> Response:
    """Record that a departure holds no more."""
    page, form = page_of(county, year, village, track), decision_form()

    def work(act: Act) -> str:
        holding.end_departure(act, page.election.id, departure_id, form["reason"].data or "")
        return page.at("departures")

    try:
        return perform(work, _("It holds no more."))
    except InputRefused as refusal:
        return make_response(_departures_page(page, Departure.EXCEPTION, refusal=refusal), 422)


def _departure_form(page: ElectionPage, kind: Departure) -> WritingForm:
    if kind is Departure.IRREGULARITY:
        late = holding.rules_too_late(page.dossier, page.today)
        return departure_form(page.track, [(key, wording().rule(key)) for key in late], kind)
    rules = [
        (leaf.key, wording().rule(leaf.key))
        for leaf in page.profile.leaves()
        if leaf.may_be_excepted
        and leaf.is_checked
        and not leaf.key.startswith("timetable.")
        and leaf.key.startswith("party.") == (page.track is Track.PARTY)
    ]
    return departure_form(page.track, rules, kind)


def _departures_page(
    page: ElectionPage,
    kind: Departure,
    form: WritingForm | None = None,
    refusal: InputRefused | None = None,
) -> str:
    """Print what is departed from, and the form of one kind; a refused one with what was typed."""
    return render_template(
        "elections/departures.html",
        page=page,
        form=form or _departure_form(page, kind),
        kind=kind,
        late=holding.rules_too_late(page.dossier, page.today),
        refused=refusal.issues if refusal else (),
    )


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
    """List what waits for a second person, with what it would do."""
    waiting = list_open_proposals(read(), actor().county, holding.HOLD, *Departure)
    found = holding.proposed_decisions(read(), actor(), waiting)
    return render_template(
        "elections/proposals.html",
        proposals=found,
        scans=scans_of_proposals(read(), actor().county, [item.proposal.id for item in found]),
        form=decision_form(),
        own=actor().official_id,
    )


@bp.post("/proposals/<int(max=9223372036854775807):proposal_id>/<any(approve,reject):answer>")
@official(Permission.HOLD_APPROVE)
def decide(proposal_id: int, answer: str) -> Response:
    """Approve or turn down a proposed decision, as a second person."""
    form = decision_form()

    def work(act: Act) -> str:
        holding.decide(
            act, proposal_id, approve=answer == "approve", reason=form["reason"].data or ""
        )
        return url_for("elections.proposals")

    return perform(work, _("Decided."))
