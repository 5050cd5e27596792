"""Candidates: entering and taking off, the primary, the formal list, conclusions on them."""

from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.campaign.terms import Post, Register
from electflow.errors import InputRefused, NotFound, Stale
from electflow.joint_review.adoption import find_checklist
from electflow.joint_review.terms import Conclusion
from electflow.joint_review.turns import EXAMINED, REVIEWED, WON
from electflow.nomination import joint
from electflow.nomination.rules import last_days_of_withdrawal
from electflow.nomination.shortlist import carried_down, next_by_votes
from electflow.nomination.terms import Exit, Source
from electflow.stages import Track
from electflow.workflow import candidacy
from electflow.workflow.candidacy import VOTING
from electflow.workflow.sight import UNANNOUNCED
from web.auth import official
from web.elections.blueprint import HERE, bp, page_of
from web.elections.forms import (
    candidate_form,
    listing_form,
    nominators_form,
    verdict_form,
    votes_form,
    votes_in,
    withdrawal_form,
)
from web.elections.named import NamedCandidate
from web.elections.page import ElectionPage
from web.entry import perform, read
from web.forms import WritingForm, again, whole
from web.language import gettext as _


@bp.get(HERE + "/candidates")
@official(Permission.ELECTION_READ)
def candidates(county: str, year: int, village: str, track: str) -> str:
    """Show who stands for which post, with the form to enter another."""
    return _candidates_page(page_of(county, year, village, track))


@bp.post(HERE + "/candidates")
@official(Permission.CANDIDATE_RECORD)
def nominate(county: str, year: int, village: str, track: str) -> Response:
    """Enter a candidate."""
    page = page_of(county, year, village, track)
    form = _candidate_form(page)
    if not form.validate():
        return make_response(_candidates_page(page, form), 422)

    def work(act: Act) -> str:
        candidacy.nominate(
            act,
            page.election.id,
            name=form["name"].data,
            number=form["number"].data,
            sex=form["sex"].data,
            post=Post(form["post"].data),
            source=Source(form["source"].data),
            votes=form["votes"].data or 0,
            nominators=form["nominators"].data or 0,
            evidence=form["evidence"].data or "",
            received_on=form["received_on"].data,
        )
        return page.at("candidates")

    try:
        return perform(work, _("The candidate is entered."))
    except InputRefused as refusal:
        return make_response(_candidates_page(page, form, refusal), 422)


@bp.get(HERE + "/candidates/<int(max=99999):number>/withdraw")
@official(Permission.CANDIDATE_RECORD)
def withdrawal(county: str, year: int, village: str, track: str, number: int) -> str:
    """Ask why a candidate is taken off the list."""
    page = page_of(county, year, village, track)
    return render_template(
        "elections/withdraw.html",
        page=page,
        form=_withdrawal_form(page, number),
        candidate=page.candidate(number),
        last_days=last_days_of_withdrawal(page.dossier, page.profile),
    )


@bp.post(HERE + "/candidates/<int(max=99999):number>/withdraw")
@official(Permission.CANDIDATE_RECORD)
def withdraw(county: str, year: int, village: str, track: str, number: int) -> Response:
    """Take a candidate off the list; after the result this records a void win."""
    page = page_of(county, year, village, track)
    form, candidate = _withdrawal_form(page, number), page.candidate(number)
    told: dict[str, Any] = {
        "page": page,
        "candidate": candidate,
        "last_days": last_days_of_withdrawal(page.dossier, page.profile),
    }
    if not form.validate():
        return again("elections/withdraw.html", form, **told)

    def work(act: Act) -> str:
        candidacy.withdraw(
            act,
            page.election.id,
            number,
            form["reason"].data,
            left_for=Exit(form["left_for"].data) if "left_for" in form else None,
            asked_on=form["asked_on"].data if "asked_on" in form else None,
            document=(form["document"].data or "") if "document" in form else "",
        )
        return page.at("candidates")

    try:
        return perform(work, _("The list is corrected."))
    except InputRefused as refusal:
        return again("elections/withdraw.html", form, refusal, **told)


def _withdrawal_form(page: ElectionPage, number: int) -> WritingForm:
    # of who is barred by the register of the joint review, the decision upon the opinion takes him off
    is_by_decision = page.election.keeps(Register.REVIEW)
    exits = [e for e in Exit if e is not Exit.BARRED or not is_by_decision]
    won = {n for n, _ in page.tally.elected} if page.tally and page.stage not in VOTING else set()
    return withdrawal_form(page.stage not in VOTING and number not in won, exits)


@bp.get(HERE + "/candidates/<int(max=99999):number>/nominators")
@official(Permission.CANDIDATE_RECORD)
def nominators(county: str, year: int, village: str, track: str, number: int) -> str:
    """Show who signed a joint nomination."""
    page = _listing_page(county, year, village, track)
    return _nominators_page(page, number)


@bp.post(HERE + "/candidates/<int(max=99999):number>/nominators")
@official(Permission.CANDIDATE_RECORD)
def sign_nomination(county: str, year: int, village: str, track: str, number: int) -> Response:
    """Keep who signed a joint nomination, each checked against the list of voters."""
    page = _listing_page(county, year, village, track)
    form = nominators_form()
    if not form.validate():
        return make_response(_nominators_page(page, number, form), 422)

    def work(act: Act) -> str:
        candidacy.sign(act, page.election.id, number, form["names"].data.splitlines())
        return page.at("nominators", number=number)

    try:
        return perform(work, _("Kept; everybody is on the list of voters."))
    except InputRefused as refusal:
        return make_response(_nominators_page(page, number, form, refusal), 422)


def _nominators_page(
    page: ElectionPage,
    number: int,
    form: WritingForm | None = None,
    refusal: InputRefused | None = None,
) -> str:
    candidate = page.candidate(number)
    if candidate.facts.source is not Source.JOINT:
        raise NotFound(f"joint nomination {number}")
    signers = joint.signers_of(read(), page.election, number)
    if form is None:
        form = nominators_form()
        form["names"].data = "\n".join(f"{line.name} {line.group_name}" for line in signers)
    return render_template(
        "elections/nominators.html",
        page=page,
        candidate=candidate,
        form=form,
        signers=signers,
        least=page.profile.nomination.joint_least.value,
        refused=refusal.issues if refusal else (),
    )


# --- the formal list --------------------------------------------------------------------------


@bp.get(HERE + "/candidates/formal")
@official(Permission.CANDIDATE_RECORD)
def formal(county: str, year: int, village: str, track: str) -> str:
    """Show who comes onto the formal list by votes, for the election committee to settle."""
    return _formal_page(_listing_page(county, year, village, track))


@bp.post(HERE + "/candidates/formal")
@official(Permission.CANDIDATE_RECORD)
def list_formal(county: str, year: int, village: str, track: str) -> Response:
    """Settle the formal list."""
    page = _listing_page(county, year, village, track)
    form = listing_form()
    chosen = {whole(value) for value in request.form.getlist("chosen")}
    seen = whole(form["version"].data)
    if not form.validate():
        return make_response(_formal_page(page, form, chosen=chosen), 422)

    def work(act: Act) -> str:
        candidacy.list_formal(
            act, page.election.id, chosen, form["reason"].data or "", seen_version=seen
        )
        return page.at("candidates")

    try:
        return perform(work, _("The formal list is settled."))
    except InputRefused as refusal:
        return make_response(_formal_page(page, form, refusal, chosen=chosen), 422)
    except Stale:
        page = page_of(county, year, village, track, anew=True)
        form["version"].data = str(page.election.version)
        return make_response(_formal_page(page, form, chosen=chosen, is_overtaken=True), 409)


@bp.get(HERE + "/candidates/<int(max=99999):number>/substitute")
@official(Permission.CANDIDATE_RECORD)
def substitution(county: str, year: int, village: str, track: str, number: int) -> str:
    """Show who follows by votes, before a reserve comes onto the list."""
    page = _listing_page(county, year, village, track)
    return _substitution_page(page, number, listing_form())


@bp.post(HERE + "/candidates/<int(max=99999):number>/substitute")
@official(Permission.CANDIDATE_RECORD)
def substitute(county: str, year: int, village: str, track: str, number: int) -> Response:
    """Let a reserve follow onto the list."""
    page = _listing_page(county, year, village, track)
    form = listing_form()
    if not form.validate():
        return make_response(_substitution_page(page, number, form), 422)

    def work(act: Act) -> str:
        candidacy.substitute(act, page.election.id, number, form["reason"].data or "")
        return page.at("candidates")

    try:
        return perform(work, _("The substitute is on the list."))
    except InputRefused as refusal:
        return make_response(_substitution_page(page, number, form, refusal), 422)


@bp.get(HERE + "/candidates/primary")
@official(Permission.CANDIDATE_RECORD)
def primary(county: str, year: int, village: str, track: str) -> str:
    """Ask for the votes of the primary."""
    page = _listing_page(county, year, village, track)
    return render_template("elections/primary.html", page=page, form=_primary_form(page))


@bp.post(HERE + "/candidates/primary")
@official(Permission.CANDIDATE_RECORD)
def record_primary(county: str, year: int, village: str, track: str) -> Response:
    """Keep the votes of the primary."""
    page = _listing_page(county, year, village, track)
    form = _primary_form(page)
    if not form.validate():
        return again("elections/primary.html", form, page=page)
    votes = votes_in(form)

    def work(act: Act) -> str:
        candidacy.record_primary(act, page.election.id, votes)
        return page.at("formal")

    try:
        return perform(work, _("The votes of the primary are kept."))
    except InputRefused as refusal:
        return again("elections/primary.html", form, refusal, page=page)


def _listing_page(county: str, year: int, village: str, track: str) -> ElectionPage:
    """Return the page of a villagers' election; the Party's list is approved, not ranked."""
    if track != Track.COMMITTEE:
        raise NotFound("formal list")
    return page_of(county, year, village, track)


def _formal_page(
    page: ElectionPage,
    form: WritingForm | None = None,
    refusal: InputRefused | None = None,
    chosen: set[int] | None = None,
    is_overtaken: bool = False,
) -> str:
    """Print the formal list: what the votes say, unless something else was ticked already."""
    if form is None:
        form = listing_form()
        form["version"].data = str(page.election.version)
    lists = page.shortlists
    by_votes = {number for found in lists.values() for number in found.formal}
    return render_template(
        "elections/formal.html",
        page=page,
        form=form,
        lists=lists,
        is_overtaken=is_overtaken,
        chosen=by_votes if chosen is None else chosen,
        equal={number for found in lists.values() for number in found.equal},
        carried=page.carried(by_votes),
        refused=refusal.issues if refusal else (),
    )


def _substitution_page(
    page: ElectionPage, number: int, form: WritingForm, refusal: InputRefused | None = None
) -> str:
    candidate = page.candidate(number)
    if not candidate.facts.is_reserve:
        raise NotFound(f"reserve {number}")
    standing = {c.facts.number for c in page.candidates if c.facts.stands}
    told = carried_down((c.facts for c in page.candidates), standing, page.profile)
    first = next_by_votes(told)[candidate.facts.post]
    return render_template(
        "elections/substitute.html",
        page=page,
        form=form,
        candidate=candidate,
        first=[page.candidate(n) for n in first],
        refused=refusal.issues if refusal else (),
    )


def _primary_form(page: ElectionPage) -> WritingForm:
    return votes_form([(c.facts.number, c.told) for c in page.candidates if c.facts.may_stand])


# --- conclusions ------------------------------------------------------------------------------


@bp.post(HERE + "/verdicts")
@official(Permission.VERDICT_RECORD)
def conclude(county: str, year: int, village: str, track: str) -> Response:
    """Record the conclusion of named persons on a candidate."""
    page = page_of(county, year, village, track)
    form = _verdict_form(page)
    if not form.validate():
        return make_response(_candidates_page(page, verdict=form), 422)

    def work(act: Act) -> str:
        candidacy.conclude(
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
    has_checklist = bool(find_checklist(read(), page.election.county, page.election.campaign_id))
    return render_template(
        "elections/candidates.html",
        page=page,
        concludes=not page.is_reviewed_here and bool(_to_conclude(page)),
        form=form or _candidate_form(page),
        refused=refusal.issues if refusal else (),
        verdict=verdict or _verdict_form(page),
        is_by_opinion=page.is_reviewed_here or has_checklist,
        unexamined=_winners_unexamined(page) if has_checklist else [],
        verdict_refused=verdict_refusal.issues if verdict_refusal else (),
    )


def _winners_unexamined(page: ElectionPage) -> list[NamedCandidate]:
    """Return who has won without having been a candidate, and of whom nothing is concluded."""
    if page.stage not in WON:
        return []
    return [c for c in page.elected if c.facts.source is Source.WRITE_IN and c.conclusion is None]


def _candidate_form(page: ElectionPage) -> WritingForm:
    is_counting = page.stage in UNANNOUNCED
    sources = [s for s in Source if (s is Source.WRITE_IN) == is_counting]
    posts = [Post(p) for p, n in page.election.seats.items() if n]
    return candidate_form(posts, sources, has_list=page.track is Track.COMMITTEE)


def _verdict_form(page: ElectionPage) -> WritingForm:
    return verdict_form(page.track, [(str(c.facts.number), c.told) for c in _to_conclude(page)])


def _to_conclude(page: ElectionPage) -> list[NamedCandidate]:
    """Return of whom may be concluded now: later than the examination, of whom nothing is any more."""
    standing = [c for c in page.candidates if c.facts.stands]
    if page.stage in EXAMINED:
        return standing
    return [c for c in standing if c.conclusion is None and page.stage in REVIEWED]
