"""One election: the village page and every act on it."""

from datetime import date
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.campaign.service import elections_of_place, get_campaign, host_of
from electflow.documents.rules import faults_of_paper
from electflow.documents.terms import PAPER_KINDS, Kind
from electflow.errors import InputRefused, NotFound, RequirementsUnmet, Stale, WrongStage
from electflow.stages import Track, Trigger
from electflow.workflow import records
from electflow.workflow import service as workflow
from web.auth import official
from web.elections.blueprint import HERE, VILLAGE, bp, page_of
from web.elections.forms import (
    count_form,
    figures_of,
    fill_figures,
    paper_form,
    scan_form,
    step_form,
    votes_in,
)
from web.elections.page import ElectionPage
from web.entry import actor, perform, read, today
from web.forms import WritingForm, again, whole
from web.language import gettext as _
from web.language import wording


@bp.get(VILLAGE + "/")
@official(Permission.ELECTION_READ)
def village(county: str, year: int, village: str) -> Response:
    """Go to the village's election, the committee's first, as far as the reader may see it."""
    campaign = get_campaign(read(), actor(), county, year)
    both = elections_of_place(read(), actor(), campaign, village)
    if not both and (hosts := host_of(read(), campaign, village)):
        village = next(iter(hosts.values()))
        both = elections_of_place(read(), actor(), campaign, village)
    if not both:
        raise NotFound(f"village {village}")
    track = Track.COMMITTEE if Track.COMMITTEE in both else Track.PARTY
    return redirect(
        url_for("elections.show", county=county, year=year, village=village, track=track)
    )


@bp.get(HERE)
@official(Permission.ELECTION_READ)
def show(county: str, year: int, village: str, track: str) -> str:
    """Show where the election stands, what is to be done, and what was done."""
    page = page_of(county, year, village, track)
    return render_template("elections/show.html", page=page, form=step_form())


@bp.post(HERE + "/steps/<trigger>")
@official(Permission.ELECTION_READ)
def advance(county: str, year: int, village: str, track: str, trigger: str) -> Response:
    """Make a step, or show again what stands in its way, with what was typed."""
    page = page_of(county, year, village, track)
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
    except (Stale, WrongStage):
        body = render_template(
            "elections/show.html",
            page=page_of(county, year, village, track, anew=True),
            form=form,
            overtaken=Trigger(trigger),
            refused=trigger,
            typed=explanations,
        )
        return make_response(body, 409)


# --- papers -----------------------------------------------------------------------------------


@bp.get(HERE + "/papers/<kind>")
@official(Permission.DOCUMENT_RECORD)
def paper(county: str, year: int, village: str, track: str, kind: str) -> str:
    """Show the form of a paper with its present edition."""
    return paper_page(page_of(county, year, village, track), kind)


def paper_page(
    page: ElectionPage,
    kind: str,
    scan: WritingForm | None = None,
    scan_refusal: InputRefused | None = None,
) -> str:
    """Print the form of a paper with its present edition and the scans of it; raises NotFound."""
    form, present = _paper_form(page, kind)
    form["edition"].data = str(page.edition_of(Kind(kind)))
    if present:
        form["dated_on"].data = present.dated_on
        for name in ("number", "posted_on", "taken_down_on"):
            if name in form:
                form[name].data = getattr(present, name)
        fill_figures(form, page.figures_on(Kind(kind)))
    return render_template(
        "elections/paper.html",
        page=page,
        form=form,
        kind=kind,
        present=present,
        scan=scan or scan_form(),
        scan_refused=scan_refusal.issues if scan_refusal else (),
    )


@bp.post(HERE + "/papers/<kind>")
@official(Permission.DOCUMENT_RECORD)
def record_paper(county: str, year: int, village: str, track: str, kind: str) -> Response:
    """Record a paper, or the next edition of it."""
    page = page_of(county, year, village, track)
    form, present = _paper_form(page, kind)
    told = {"page": page, "kind": kind, "present": present}
    is_overtaken = whole(form["edition"].data) != page.edition_of(Kind(kind))
    if not is_overtaken and not form.validate():
        return again("elections/paper.html", form, _faults_too(form, Kind(kind), today()), **told)

    def work(act: Act) -> str:
        if is_overtaken:  # asked here: the same form sent again is answered as before
            raise Stale(f"paper {kind} has another edition")
        records.record_paper(
            act,
            page.election.id,
            Kind(kind),
            dated_on=form["dated_on"].data,
            figures=figures_of(Kind(kind), form),
            number=_given(form, "number") or "",
            posted_on=_given(form, "posted_on"),
            taken_down_on=_given(form, "taken_down_on"),
            seen_edition=whole(form["edition"].data),
            reason=_given(form, "reason") or "",
        )
        return page.address

    try:
        return perform(work, _("Recorded: %(paper)s", paper=wording().label("paper", kind)))
    except InputRefused as refusal:
        return again("elections/paper.html", form, refusal, **told)
    except Stale:
        return _overtaken_paper(page_of(county, year, village, track, anew=True), Kind(kind))


def _given(form: WritingForm, name: str) -> Any:
    """Return what was entered in a field that only some kinds of paper have."""
    return form[name].data if name in form else None


def _faults_too(form: WritingForm, kind: Kind, on: date) -> InputRefused | None:
    """Return what else is wrong with a paper whose form already has faults: all at once."""
    if not form["dated_on"].data:
        return None
    shapes = figures_of(kind, form).items()
    figures = {name: value for name, value in shapes if value is not None}
    issues = faults_of_paper(
        kind,
        form["dated_on"].data,
        _given(form, "posted_on"),
        _given(form, "taken_down_on"),
        _given(form, "number") or "-",
        figures,
        on,
    )
    return InputRefused([i for i in issues if i.code != "document.figure_out_of_range"])


def _overtaken_paper(page: ElectionPage, kind: Kind) -> Response:
    """Show what another official recorded meanwhile, beside what was typed (409)."""
    form, present = _paper_form(page, kind)
    form["edition"].data = str(page.edition_of(kind))
    body = render_template(
        "elections/paper.html",
        page=page,
        form=form,
        kind=kind,
        present=present,
        overtaken=page.figures_on(kind),
        by=next((row for row in page.editions if row.kind == kind), None),
    )
    return make_response(body, 409)


def _paper_form(page: ElectionPage, kind: str) -> tuple[WritingForm, Any]:
    if kind not in set(Kind) or not PAPER_KINDS[Kind(kind)].belongs_to(page.track):
        raise NotFound(f"paper {kind}")
    present = page.dossier.papers.find(Kind(kind))
    return paper_form(Kind(kind), page.track, page.elected_choices, present is not None), present


# --- the count --------------------------------------------------------------------------------


@bp.get(HERE + "/count")
@official(Permission.ELECTION_READ)
def count(county: str, year: int, village: str, track: str) -> str:
    """Show the figures of the poll and what they decide."""
    page = page_of(county, year, village, track)
    form = _count_form(page)
    poll = page.last_poll
    if poll:
        form["edition"].data = str(poll.edition)
    if poll and poll.ballots and page.sees_count:
        for name in ("voters", "issued", "returned", "void"):
            form[name].data = getattr(poll.ballots, name)
        for standee in poll.ballots.standees:
            if f"votes_{standee.id}" in form:
                form[f"votes_{standee.id}"].data = standee.votes
    return render_template("elections/count.html", page=page, form=form)


@bp.post(HERE + "/count")
@official(Permission.COUNT_RECORD)
def record_count(county: str, year: int, village: str, track: str) -> Response:
    """Keep the figures of the poll, or their correction."""
    page = page_of(county, year, village, track)
    form = _count_form(page)
    if not form.validate():
        return again("elections/count.html", form, page=page)
    votes = votes_in(form)

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
    standing = [(c.facts.number, c.told) for c in page.counted]
    return count_form(page.track, standing, poll.edition > 0)


# --- the trail --------------------------------------------------------------------------------


@bp.get(HERE + "/trail")
@official(Permission.ELECTION_READ)
def trail(county: str, year: int, village: str, track: str) -> str:
    """Show every act on this election, the newest first."""
    page = page_of(county, year, village, track)
    return render_template("elections/trail.html", page=page)
