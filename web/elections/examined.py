"""One candidate's file of the joint review: every reply, opinions, statements, re-checks, corrections.

The township sees conclusion and class of reason; what a unit found, and which, the county alone.
"""

from collections.abc import Callable
from datetime import timedelta

from flask import make_response, render_template
from werkzeug.wrappers import Response

from electflow import clock
from electflow.access.terms import Permission
from electflow.act import Act
from electflow.campaign.terms import FOLLOWING_POSTS
from electflow.errors import InputRefused
from electflow.joint_review.grounds import Grounds
from electflow.joint_review.looks import require_look
from electflow.joint_review.terms import (
    Because,
    CommitteeRuling,
    Conclusion,
    Round,
    StatementKind,
    StatementRuling,
)
from electflow.joint_review.turns import heard_in
from electflow.nomination.terms import Standing
from electflow.stages import Track
from electflow.workflow import concluding, reviewing
from electflow.workflow.examined import note_statements_read
from web.auth import official
from web.elections.blueprint import HERE, bp, page_of
from web.elections.candidate_file import ExaminedPage
from web.entry import actor, note, perform, read, today
from web.forms import WritingForm
from web.language import gettext as _
from web.review.forms import (
    correction_form,
    decision_form,
    key_form,
    look_form,
    opinion_form,
    reason_form,
    recheck_form,
    reply_form,
    statement_form,
)
from web.review.stepping import stepping_up

CANDIDATE = HERE + "/candidates/<int(max=99999):number>/review"


@bp.get(CANDIDATE)
@official(Permission.ELECTION_READ)
def examined(county: str, year: int, village: str, track: str, number: int) -> str:
    """Show how the examination of a candidate stands."""
    return _page(_file(county, year, village, track, number))


@bp.post(CANDIDATE + "/look")
@official(Permission.FINDING_READ)
def look(county: str, year: int, village: str, track: str, number: int) -> Response:
    """Step up: the password anew and a reason; the look is written into the book."""
    there = _file(county, year, village, track, number)
    form = look_form()

    def work(act: Act) -> str:
        made = concluding.look(
            act,
            there.page.election.id,
            number,
            password=form["password"].data,
            reason=form["reason"].data or "",
        )
        return there.at("looked", look=made.id)

    if not form.validate():
        return make_response(_page(there, form), 422)
    return stepping_up(
        lambda: perform(work, _("Recorded. The page shows it for ten minutes.")),
        lambda refusal: _page(there, form, refusal),
    )


@bp.get(CANDIDATE + "/look/<int(max=9223372036854775807):look>")
@official(Permission.FINDING_READ)
def looked(county: str, year: int, village: str, track: str, number: int, look: int) -> str:
    """Show the file with what was found, to him who has stepped up for it."""
    page = page_of(county, year, village, track)
    require_look(read(), actor(), look, concluding.subject_of(page.election, number), clock.now())
    return _page(ExaminedPage(page, page.anybody(number), look))


@bp.post(CANDIDATE + "/opinion")
@official(Permission.OPINION_DRAFT)
def draft_opinion(county: str, year: int, village: str, track: str, number: int) -> Response:
    """Draft an opinion."""
    there = _file(county, year, village, track, number)
    form = _opinion_form(there)

    def work(act: Act) -> str:
        concluding.draft(
            act,
            there.page.election.id,
            number,
            conclusion=Conclusion(form["conclusion"].data),
            grounds=Grounds(
                form["item"].data or "", form["document"].data or "", form["words"].data or ""
            ),
            number=form["number"].data,
        )
        return there.at("examined")

    return _done(there, form, work, _("Drafted. Another person checks it."))


@bp.post(CANDIDATE + "/opinion/<int(max=9223372036854775807):opinion>/check")
@official(Permission.OPINION_CHECK)
def check_opinion(
    county: str, year: int, village: str, track: str, number: int, opinion: int
) -> Response:
    """Check a drafted opinion."""
    there = _file(county, year, village, track, number)

    def work(act: Act) -> str:
        concluding.check(act, there.page.election.id, opinion)
        return there.at("examined")

    return _done(there, key_form(), work, _("Checked. The head of the office approves it."))


@bp.post(CANDIDATE + "/opinion/<int(max=9223372036854775807):opinion>/approve")
@official(Permission.OPINION_APPROVE)
def approve_opinion(
    county: str, year: int, village: str, track: str, number: int, opinion: int
) -> Response:
    """Approve a checked opinion."""
    there = _file(county, year, village, track, number)

    def work(act: Act) -> str:
        concluding.approve(act, there.page.election.id, opinion)
        return there.at("examined")

    return _done(there, key_form(), work, _("Approved. It is the conclusion from now on."))


@bp.post(CANDIDATE + "/opinion/<int(max=9223372036854775807):opinion>/return")
@official(Permission.FINDING_READ)
def return_opinion(
    county: str, year: int, village: str, track: str, number: int, opinion: int
) -> Response:
    """Return an opinion to who drafted it."""
    there = _file(county, year, village, track, number)
    form = reason_form()

    def work(act: Act) -> str:
        concluding.give_back(act, there.page.election.id, opinion, form["reason"].data)
        return there.at("examined")

    return _done(there, form, work, _("Returned."))


@bp.post(CANDIDATE + "/opinion/<int(max=9223372036854775807):opinion>/decision")
@official(Permission.CANDIDATE_RECORD)
def decide_on_opinion(
    county: str, year: int, village: str, track: str, number: int, opinion: int
) -> Response:
    """Record what the village election committee decided."""
    there = _file(county, year, village, track, number)
    form = decision_form(there.page.track is Track.COMMITTEE)

    def work(act: Act) -> str:
        concluding.decide(
            act,
            there.page.election.id,
            opinion,
            ruling=CommitteeRuling(form["ruling"].data),
            minutes=form["minutes"].data,
            decided_on=form["decided_on"].data,
            posted_on=form["posted_on"].data if "posted_on" in form else None,
            told_on=form["told_on"].data,
            has_waived=form["has_waived"].data,
        )
        return there.at("examined")

    return _done(there, form, work, _("The decision is recorded."))


@bp.post(CANDIDATE + "/reinstatement")
@official(Permission.CANDIDATE_RECORD)
def reinstate_candidate(county: str, year: int, village: str, track: str, number: int) -> Response:
    """Put a candidate back whose statement was upheld after he was barred."""
    there = _file(county, year, village, track, number)

    def work(act: Act) -> str:
        concluding.reinstate(act, there.page.election.id, number)
        return there.at("examined")

    return _done(there, key_form(), work, _("The candidate is back; conclude of him anew."))


@bp.post(CANDIDATE + "/statements")
@official(Permission.STATEMENT_RECEIVE)
def receive_statement(county: str, year: int, village: str, track: str, number: int) -> Response:
    """Receive a statement or an objection."""
    there = _file(county, year, village, track, number)
    form = statement_form()

    def work(act: Act) -> str:
        concluding.receive_statement(
            act,
            there.page.election.id,
            number,
            kind=StatementKind(form["kind"].data),
            words=form["words"].data,
            received_on=form["received_on"].data,
        )
        return there.at("examined")

    received_on = form["received_on"].data
    is_objection = form["kind"].data == StatementKind.OBJECTION
    if is_objection and received_on and there.window.is_late(received_on):
        late = _(
            "Received after the window for objections: recorded as late, and answered all the same."
        )
        return _done(there, form, work, late)
    return _done(there, form, work, _("Received. Its days run from now on."))


@bp.post(CANDIDATE + "/statements/<int(max=99999):statement>")
@official(Permission.STATEMENT_ANSWER)
def answer_statement(
    county: str, year: int, village: str, track: str, number: int, statement: int
) -> Response:
    """Answer a statement in writing."""
    there = _file(county, year, village, track, number)
    form = reply_form()

    def work(act: Act) -> str:
        concluding.answer_statement(
            act,
            there.page.election.id,
            statement,
            ruling=StatementRuling(form["ruling"].data),
            outcome=form["outcome"].data,
            answer_number=form["answer_number"].data,
            answered_on=form["answered_on"].data,
        )
        return there.at("examined")

    return _done(there, form, work, _("Answered."))


@bp.post(CANDIDATE + "/recheck")
@official(Permission.REVIEW_ASK)
def recheck(county: str, year: int, village: str, track: str, number: int) -> Response:
    """Ask units again about a candidate."""
    there = _file(county, year, village, track, number)
    form = _recheck_form(there)

    def work(act: Act) -> str:
        unit = form["unit"].data
        reviewing.recheck(
            act,
            there.page.campaign,
            [(there.page.election.id, number)],
            because=Because(form["because"].data),
            units=[unit] if unit else None,
            due_on=form["due_on"].data,
            letter=form["letter"].data,
        )
        return there.at("examined")

    return _done(there, form, work, _("The units are asked again."))


@bp.post(CANDIDATE + "/correction")
@official(Permission.CANDIDATE_RECORD)
def correct_candidate(county: str, year: int, village: str, track: str, number: int) -> Response:
    """Correct how a candidate was entered."""
    there = _file(county, year, village, track, number)
    form = correction_form()

    def work(act: Act) -> str:
        reviewing.correct_candidate(
            act,
            there.page.election.id,
            number,
            name=form["name"].data,
            id_number=form["id_number"].data,
            sex=form["sex"].data,
            reason=form["reason"].data,
        )
        return there.at("examined")

    return _done(
        there, form, work, _("Corrected. Units whose question it changes are asked again.")
    )


def _file(county: str, year: int, village: str, track: str, number: int) -> ExaminedPage:
    page = page_of(county, year, village, track)
    return ExaminedPage(page, page.anybody(number))


def _done(
    there: ExaminedPage, form: WritingForm, work: Callable[[Act], str], said: str
) -> Response:
    """Run one act of the file, or show the file again with the form that was refused."""
    if not form.validate():
        return make_response(_page(there, form), 422)
    try:
        return perform(work, said)
    except InputRefused as refusal:
        return make_response(_page(there, form, refusal), 422)


def _page(
    there: ExaminedPage, refused: WritingForm | None = None, refusal: InputRefused | None = None
) -> str:
    page = there.page
    if there.sees_replies and not there.look:
        note(lambda act: concluding.note_reading(act, page.election.id, there.number))
    elif not there.look and any(statement.words for statement in there.statements):
        note(lambda act: note_statements_read(act, page.election.id, there.number))
    made: dict[str, Callable[[], WritingForm]] = {
        "LookForm": look_form,
        "OpinionForm": lambda: _opinion_form(there),
        "DecisionForm": lambda: decision_form(page.track is Track.COMMITTEE),
        "StatementForm": statement_form,
        "ReplyForm": reply_form,
        "RecheckForm": lambda: _recheck_form(there),
        "CorrectionForm": correction_form,
        "ReasonForm": reason_form,
    }
    told = {
        name: refused if refused is not None and type(refused).__name__ == name else make()
        for name, make in made.items()
    }
    return render_template(
        "elections/examined.html",
        page=page,
        there=there,
        form=told,
        failed=refused,
        is_open=there.is_in_turn and there.candidate.facts.standing is Standing.NOMINATED,
        is_heard=page.stage in heard_in(there.candidate.facts.post),
        is_committee=page.track is Track.COMMITTEE,
        may_decide=page.may(Permission.CANDIDATE_RECORD)
        and (page.track is Track.COMMITTEE or page.may(Permission.PARTY_DECISION_RECORD)),
        follows=there.candidate.facts.post in FOLLOWING_POSTS,
        refused=refusal.issues if refusal else (),
        today=today(),
    )


def _opinion_form(there: ExaminedPage) -> WritingForm:
    items = there.checklist.items.values() if there.checklist else ()
    track = there.page.track
    return opinion_form(
        track, [(i.code, f"{i.code} {i.title}") for i in items if i.is_on and track in i.tracks]
    )


def _recheck_form(there: ExaminedPage) -> WritingForm:
    units = there.checklist.asked_units(there.page.track, Round.COUNTY) if there.checklist else []
    due = clock.workday(today() + timedelta(days=there.page.profile.vetting.reply_days.value))
    return recheck_form([(unit.code, unit.name) for unit in units], due)
