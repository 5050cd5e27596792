"""One election: the village page and every act on it."""

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from electflow.access.proposals import list_open_proposals
from electflow.access.terms import Permission
from electflow.act import Act
from electflow.campaign.service import elections_of_place, get_campaign
from electflow.campaign.terms import HoldKind, Post
from electflow.documents.terms import PAPER_KINDS, Kind
from electflow.errors import InputRefused, NotFound, RequirementsUnmet
from electflow.nomination.terms import Source
from electflow.stages import Stage, Track, Trigger
from electflow.vetting.terms import Conclusion
from electflow.workflow import records
from electflow.workflow import service as workflow
from web.auth import official
from web.elections.forms import (
    candidate_form,
    count_form,
    decision_form,
    figures_of,
    fill_figures,
    hold_form,
    paper_form,
    step_form,
    verdict_form,
    withdrawal_form,
)
from web.elections.page import ElectionPage, open_page
from web.entry import actor, perform, read, today
from web.forms import WritingForm, again, whole
from web.language import gettext as _
from web.language import wording

bp = Blueprint("elections", __name__)
_VILLAGE = "/c/<string(length=6):county>-<int(max=9999):year>/<string(length=12):village>"
_HERE = _VILLAGE + "/<any(committee,party):track>"


def _page(county: str, year: int, village: str, track: str) -> ElectionPage:
    return open_page(read(), actor(), county, year, village, Track(track), today())


@bp.get(_VILLAGE + "/")
@official(Permission.ELECTION_READ)
def village(county: str, year: int, village: str) -> Response:
    """Go to the village's election, the committee's first, as far as the reader may see it."""
    campaign = get_campaign(read(), actor(), county, year)
    both = elections_of_place(read(), actor(), campaign, village)
    if not both:
        raise NotFound(f"village {village}")
    track = Track.COMMITTEE if Track.COMMITTEE in both else Track.PARTY
    return redirect(
        url_for("elections.show", county=county, year=year, village=village, track=track)
    )


@bp.get(_HERE)
@official(Permission.ELECTION_READ)
def show(county: str, year: int, village: str, track: str) -> str:
    """Show where the election stands, what is to be done, and what was done."""
    page = _page(county, year, village, track)
    return render_template("elections/show.html", page=page, form=step_form())


@bp.post(_HERE + "/steps/<trigger>")
@official(Permission.ELECTION_READ)
def advance(county: str, year: int, village: str, track: str, trigger: str) -> Response:
    """Make a step, or show again what stands in its way, with what was typed."""
    page = _page(county, year, village, track)
    if trigger not in set(Trigger):
        raise NotFound(f"trigger {trigger}")
    form = step_form()
    explanations = {
        name.removeprefix("explain:"): words
        for name, words in request.form.items()
        if name.startswith("explain:")
    }

    def work(act: Act) -> str:
        workflow.advance(
            act,
            page.election.id,
            Trigger(trigger),
            seen_version=whole(form["version"].data),
            reason=form["reason"].data or "",
            explanations=explanations,
        )
        return page.address

    try:
        return perform(work, _("Done: %(act)s", act=wording().trigger(track, trigger)))
    except RequirementsUnmet as refusal:
        body = render_template(
            "elections/show.html",
            page=page,
            form=form,
            refused=trigger,
            refused_issues=refusal.issues,
            typed=explanations,
        )
        return make_response(body, 409)


# --- papers -----------------------------------------------------------------------------------


@bp.get(_HERE + "/papers/<kind>")
@official(Permission.DOCUMENT_RECORD)
def paper(county: str, year: int, village: str, track: str, kind: str) -> str:
    """Show the form of a paper with its present edition."""
    page = _page(county, year, village, track)
    form, present = _paper_form(page, kind)
    form["edition"].data = str(page.edition_of(Kind(kind)))
    if present:
        form["dated_on"].data = present.dated_on
        for name in ("number", "posted_on", "taken_down_on"):
            if name in form:
                form[name].data = getattr(present, name)
        fill_figures(form, page.figures_on(Kind(kind)))
    return render_template("elections/paper.html", page=page, form=form, kind=kind, present=present)


@bp.post(_HERE + "/papers/<kind>")
@official(Permission.DOCUMENT_RECORD)
def record_paper(county: str, year: int, village: str, track: str, kind: str) -> Response:
    """Record a paper, or the next edition of it."""
    page = _page(county, year, village, track)
    form, present = _paper_form(page, kind)
    told = {"page": page, "kind": kind, "present": present}
    if not form.validate():
        return again("elections/paper.html", form, **told)

    def value(name: str) -> Any:
        return form[name].data if name in form else None

    def work(act: Act) -> str:
        records.record_paper(
            act,
            page.election.id,
            Kind(kind),
            dated_on=form["dated_on"].data,
            figures=figures_of(Kind(kind), form),
            number=value("number") or "",
            posted_on=value("posted_on"),
            taken_down_on=value("taken_down_on"),
            seen_edition=whole(form["edition"].data),
            reason=value("reason") or "",
        )
        return page.address

    try:
        return perform(work, _("Recorded: %(paper)s", paper=wording().label("paper", kind)))
    except InputRefused as refusal:
        return again("elections/paper.html", form, refusal, **told)


def _paper_form(page: ElectionPage, kind: str) -> tuple[WritingForm, Any]:
    if kind not in set(Kind) or not PAPER_KINDS[Kind(kind)].belongs_to(page.track):
        raise NotFound(f"paper {kind}")
    present = page.dossier.papers.find(Kind(kind))
    return paper_form(Kind(kind), present is not None), present


# --- candidates and conclusions ---------------------------------------------------------------


@bp.get(_HERE + "/candidates")
@official(Permission.ELECTION_READ)
def candidates(county: str, year: int, village: str, track: str) -> str:
    """Show who stands for which post, with the form to enter another."""
    return _candidates_page(_page(county, year, village, track))


@bp.post(_HERE + "/candidates")
@official(Permission.CANDIDATE_RECORD)
def nominate(county: str, year: int, village: str, track: str) -> Response:
    """Enter a candidate."""
    page = _page(county, year, village, track)
    form = _candidate_form(page)
    if not form.validate():
        return make_response(_candidates_page(page, form), 422)

    def work(act: Act) -> str:
        records.nominate(
            act,
            page.election.id,
            name=form["name"].data,
            number=form["number"].data,
            sex=form["sex"].data,
            post=Post(form["post"].data),
            source=Source(form["source"].data),
        )
        return page.at("candidates")

    try:
        return perform(work, _("The candidate is entered."))
    except InputRefused as refusal:
        return make_response(_candidates_page(page, form, refusal), 422)


@bp.get(_HERE + "/candidates/<int(max=99999):number>/withdraw")
@official(Permission.CANDIDATE_RECORD)
def withdrawal(county: str, year: int, village: str, track: str, number: int) -> str:
    """Ask why a candidate is taken off the list."""
    page = _page(county, year, village, track)
    return render_template(
        "elections/withdraw.html",
        page=page,
        form=withdrawal_form(),
        candidate=page.candidate(number),
    )


@bp.post(_HERE + "/candidates/<int(max=99999):number>/withdraw")
@official(Permission.CANDIDATE_RECORD)
def withdraw(county: str, year: int, village: str, track: str, number: int) -> Response:
    """Take a candidate off the list; after the result this records a void win."""
    page = _page(county, year, village, track)
    form, candidate = withdrawal_form(), page.candidate(number)
    if not form.validate():
        return again("elections/withdraw.html", form, page=page, candidate=candidate)

    def work(act: Act) -> str:
        records.withdraw(act, page.election.id, number, form["reason"].data)
        return page.at("candidates")

    return perform(work, _("The list is corrected."))


@bp.post(_HERE + "/verdicts")
@official(Permission.VERDICT_RECORD)
def conclude(county: str, year: int, village: str, track: str) -> Response:
    """Record the conclusion of named persons on a candidate."""
    page = _page(county, year, village, track)
    form = _verdict_form(page)
    if not form.validate():
        return make_response(_candidates_page(page, verdict=form), 422)

    def work(act: Act) -> str:
        records.conclude(
            act,
            page.election.id,
            int(form["candidate"].data),
            conclusion=Conclusion(form["conclusion"].data),
            number=form["number"].data,
            dated_on=form["dated_on"].data,
            reason=form["reason"].data or "",
        )
        return page.at("candidates")

    try:
        return perform(work, _("The conclusion is recorded."))
    except InputRefused as refusal:
        return make_response(_candidates_page(page, verdict=form, verdict_refusal=refusal), 422)


def _candidates_page(
    page: ElectionPage,
    form: WritingForm | None = None,
    refusal: InputRefused | None = None,
    verdict: WritingForm | None = None,
    verdict_refusal: InputRefused | None = None,
) -> str:
    return render_template(
        "elections/candidates.html",
        page=page,
        form=form or _candidate_form(page),
        refused=refusal.issues if refusal else (),
        verdict=verdict or _verdict_form(page),
        verdict_refused=verdict_refusal.issues if verdict_refusal else (),
    )


def _candidate_form(page: ElectionPage) -> WritingForm:
    is_counting = page.stage in (Stage.COUNTING, Stage.ASSEMBLY_HELD)
    sources = [s for s in Source if (s is Source.WRITE_IN) == is_counting]
    return candidate_form([Post(p) for p, n in page.election.seats.items() if n], sources)


def _verdict_form(page: ElectionPage) -> WritingForm:
    standing = [c for c in page.candidates if c.facts.stands]
    return verdict_form(page.track, [(str(c.facts.number), c.told) for c in standing])


# --- the count --------------------------------------------------------------------------------


@bp.get(_HERE + "/count")
@official(Permission.ELECTION_READ)
def count(county: str, year: int, village: str, track: str) -> str:
    """Show the figures of the poll and what they decide."""
    page = _page(county, year, village, track)
    form = _count_form(page)
    poll = page.last_poll
    if poll:
        form["edition"].data = str(poll.edition)
    if poll and poll.ballots:
        for name in ("voters", "issued", "returned", "void"):
            form[name].data = getattr(poll.ballots, name)
        for standee in poll.ballots.standees:
            if f"votes_{standee.id}" in form:
                form[f"votes_{standee.id}"].data = standee.votes
    return render_template("elections/count.html", page=page, form=form)


@bp.post(_HERE + "/count")
@official(Permission.COUNT_RECORD)
def record_count(county: str, year: int, village: str, track: str) -> Response:
    """Keep the figures of the poll, or their correction."""
    page = _page(county, year, village, track)
    form = _count_form(page)
    if not form.validate():
        return again("elections/count.html", form, page=page)
    prefix = "votes_"
    votes = {
        int(field.name.removeprefix(prefix)): field.data
        for field in form
        if field.name.startswith(prefix)
    }

    def work(act: Act) -> str:
        records.record_count(
            act,
            page.election.id,
            voters=form["voters"].data,
            issued=form["issued"].data,
            returned=form["returned"].data,
            void=form["void"].data,
            votes=votes,
            seen_edition=whole(form["edition"].data),
            reason=form["reason"].data if "reason" in form else "",
        )
        return page.at("count")

    try:
        return perform(work, _("The count is recorded."))
    except InputRefused as refusal:
        return again("elections/count.html", form, refusal, page=page)


def _count_form(page: ElectionPage) -> WritingForm:
    poll = page.last_poll
    if poll is None:
        raise NotFound("no poll is open")
    return count_form([(c.facts.number, c.told) for c in page.counted], poll.edition > 0)


# --- holds ------------------------------------------------------------------------------------


@bp.get(_HERE + "/holds")
@official(Permission.HOLD_PROPOSE)
def holds(county: str, year: int, village: str, track: str) -> str:
    """Show the form of an organ's decision that holds the election or moves its day."""
    page = _page(county, year, village, track)
    return render_template("elections/hold.html", page=page, form=hold_form())


@bp.post(_HERE + "/holds")
@official(Permission.HOLD_PROPOSE)
def propose_hold(county: str, year: int, village: str, track: str) -> Response:
    """Propose to record an organ's decision; a second person approves it."""
    page = _page(county, year, village, track)
    form = hold_form()
    if not form.validate():
        return again("elections/hold.html", form, page=page)

    def work(act: Act) -> str:
        records.propose_hold(
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


@bp.post(_HERE + "/holds/<int(max=9223372036854775807):hold_id>/lift")
@official(Permission.HOLD_APPROVE)
def lift_hold(county: str, year: int, village: str, track: str, hold_id: int) -> Response:
    """Record that the election goes on."""
    page = _page(county, year, village, track)
    form = decision_form()

    def work(act: Act) -> str:
        records.lift_hold(act, page.election.id, hold_id, form["reason"].data or "")
        return page.address

    return perform(work, _("The election goes on."))


@bp.get("/proposals")
@official(Permission.HOLD_APPROVE)
def proposals() -> str:
    """List what waits for a second person."""
    return render_template(
        "elections/proposals.html",
        proposals=records.proposed_holds(
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
        records.decide_hold(
            act, proposal_id, approve=answer == "approve", reason=form["reason"].data or ""
        )
        return url_for("elections.proposals")

    return perform(work, _("Decided."))


# --- the trail --------------------------------------------------------------------------------


@bp.get(_HERE + "/trail")
@official(Permission.ELECTION_READ)
def trail(county: str, year: int, village: str, track: str) -> str:
    """Show every act on this election, the newest first."""
    page = _page(county, year, village, track)
    return render_template("elections/trail.html", page=page)
