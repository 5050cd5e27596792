"""The village supervisory committee: who is proposed, how far he is examined, whom the meeting chose."""

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.appointment.following import list_follow_ups
from electflow.appointment.supervision import issues_before_forming
from electflow.appointment.terms import FollowUp
from electflow.campaign.terms import FOLLOWING_POSTS, Post
from electflow.errors import InputRefused
from electflow.joint_review.batches import sent_already
from electflow.joint_review.turns import FOLLOWED
from electflow.nomination.terms import Source
from electflow.workflow import supervising
from web.auth import official
from web.elections.forms import candidate_form
from web.elections.page import ElectionPage
from web.entry import perform, read
from web.forms import WritingForm, day, text, whole
from web.handover.blueprint import HERE, bp, handover_page
from web.handover.following import produced_on
from web.language import gettext as _
from web.review.forms import reason_form

PAGE = HERE + "/supervisors"
_OF_THE_CHOSEN = ("supervision.chosen_stand", "supervision.number")


def forming_form() -> WritingForm:
    """Return the form of what the villagers' meeting chose."""

    class FormingForm(WritingForm):
        formed_on = day(_("Formed on"))
        minutes = text(_("Minutes or document"), most=120)
        explanation = text(
            _("Explanation of what is reminded of"),
            most=300,
            needed=False,
            note=_("Needed where something is reminded of, the number of members too"),
        )
        reason = text(_("Reason of the correction"), most=300, needed=False)

    return FormingForm()


@bp.get(PAGE)
@official(Permission.ELECTION_READ)
def supervisors(county: str, year: int, village: str) -> str:
    """Show who is proposed for the supervisory committee, and how far each is examined."""
    return _shown(handover_page(county, year, village))


@bp.post(PAGE)
@official(Permission.CANDIDATE_RECORD)
def propose(county: str, year: int, village: str) -> Response:
    """Enter who is proposed."""
    page = handover_page(county, year, village)
    form = _proposing(page)
    if not form.validate():
        return make_response(_shown(page, proposing=form), 422)

    def work(act: Act) -> str:
        supervising.propose(
            act,
            page.election.id,
            name=form["name"].data,
            number=form["number"].data or "",
            sex=form["sex"].data,
            post=Post(form["post"].data),
            source=Source(form["source"].data),
            evidence=form["evidence"].data or "",
        )
        return page.of_place("handover.supervisors")

    try:
        return perform(work, _("Entered. Send it to the joint review before the meeting chooses."))
    except InputRefused as refusal:
        return make_response(_shown(page, refusal, proposing=form), 422)


@bp.post(PAGE + "/<int(max=99999):number>/leave")
@official(Permission.CANDIDATE_RECORD)
def take_off(county: str, year: int, village: str, number: int) -> Response:
    """Take somebody off the list of those proposed."""
    page, form = handover_page(county, year, village), reason_form()
    page.anybody(number)
    if not form.validate():
        return make_response(_shown(page), 422)

    def work(act: Act) -> str:
        supervising.take_off(act, page.election.id, number, form["reason"].data)
        return page.of_place("handover.supervisors")

    try:
        return perform(work, _("The list is corrected."))
    except InputRefused as refusal:
        return make_response(_shown(page, refusal), 422)


@bp.post(PAGE + "/formed")
@official(Permission.DOCUMENT_RECORD)
def form_committee(county: str, year: int, village: str) -> Response:
    """Record whom the villagers' meeting chose."""
    page, form = handover_page(county, year, village), forming_form()
    chosen = {whole(value) for value in request.form.getlist("chosen")}
    if not form.validate():
        return make_response(_shown(page, forming=form, chosen=chosen), 422)

    def work(act: Act) -> str:
        supervising.form(
            act,
            page.election.id,
            chosen,
            formed_on=form["formed_on"].data,
            minutes=form["minutes"].data,
            reason=form["reason"].data or "",
            explanation=form["explanation"].data or "",
        )
        return page.of_place("handover.supervisors")

    try:
        return perform(work, _("Recorded."))
    except InputRefused as refusal:
        return make_response(_shown(page, refusal, forming=form, chosen=chosen), 422)


def _proposing(page: ElectionPage) -> WritingForm:
    has_list = page.dossier.roll is not None and page.dossier.roll.is_kept
    form = candidate_form(FOLLOWING_POSTS, supervising.SOURCES, has_list=has_list)
    del form.votes, form.nominators, form.received_on
    form.evidence.description = ""
    return form


def _shown(
    page: ElectionPage,
    refusal: InputRefused | None = None,
    *,
    proposing: WritingForm | None = None,
    forming: WritingForm | None = None,
    chosen: set[int] | None = None,
) -> str:
    lines = list_follow_ups(read(), page.election, page.profile, produced_on(page))
    [line] = [line for line in lines if line.organ is FollowUp.SUPERVISORY_COMMITTEE]
    facts = supervising.facts_of(read(), page.election, page.dossier)
    standing = {c.facts.number for c in page.followers if c.facts.stands}
    checks = issues_before_forming(standing, facts, page.profile) if standing else []
    after = page.profile.after
    return render_template(
        "handover/supervisors.html",
        page=page,
        line=line,
        # of all of them nobody was chosen yet: these lines are asked of those ticked alone
        issues=[issue for issue in checks if issue.code not in _OF_THE_CHOSEN],
        number=(after.supervisory_committee_least, after.supervisory_committee_most),
        outdated=facts.review.outdated if facts.review else frozenset(),
        sent={number for _, number in sent_already(read(), page.campaign, [page.election.id])},
        proposing=proposing or _proposing(page),
        forming=forming or forming_form(),
        chosen=set(line.members) if chosen is None else chosen,
        leave=reason_form(),
        refused=refusal.issues if refusal else (),
        is_open=page.stage in FOLLOWED,
    )
