"""A unit's desk: my list, how far I am, one by one, or the rest stated to be clean over a named list."""

from collections.abc import Sequence
from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.errors import InputRefused, Stale
from electflow.joint_review.answers import Given, findings_of
from electflow.joint_review.desk import DeskLine
from electflow.joint_review.questions import Hit
from electflow.joint_review.terms import Answer, QuestionStanding, RecusalGround
from electflow.regions.service import list_below
from electflow.regions.terms import Level
from electflow.workflow import replying
from web.auth import official
from web.entry import perform, read, today
from web.forms import WritingForm, again, identifier
from web.language import gettext as _
from web.review.blueprint import HERE, ReviewPage, bp, line_of, newest_page, review_page
from web.review.forms import (
    answer_form,
    hit_in,
    recusal_form,
    rest_form,
    return_form,
    village_form,
)

QUESTION = HERE + "/desk/<int(max=9223372036854775807):question>"


@bp.get("/review/desk")
@official(Permission.DESK_OPEN)
def home() -> str:
    """Show the reader's desk of the newest campaign: where a reviewer's work begins."""
    here = newest_page()
    return _desk_page(here) if here else render_template("review/none.html")


@bp.get(HERE + "/desk")
@official(Permission.DESK_OPEN)
def desk(county: str, year: int) -> str:
    """Show who is to be answered for."""
    return _desk_page(review_page(county, year))


@bp.post(HERE + "/desk/rest")
@official(Permission.DESK_OPEN)
def state_rest(county: str, year: int) -> Response:
    """State over the named list that nothing was found of all the rest."""
    here = review_page(county, year)
    form = rest_form("")

    def work(act: Act) -> str:
        seen, is_stated = form["seen"].data or "", bool(form["is_stated"].data)
        replying.reply_clean(act, here.campaign, seen, is_stated)
        return here.at("desk")

    try:
        return perform(work, _("Entered. The unit's leader signs it now."))
    except InputRefused as refusal:
        return make_response(_desk_page(here, refusal), 422)
    except Stale:
        return make_response(_desk_page(review_page(county, year), is_overtaken=True), 409)


@bp.post(HERE + "/desk/sign")
@official(Permission.DESK_OPEN)
def sign(county: str, year: int) -> Response:
    """Sign the chosen replies as the unit's leader, or return them with the reason."""
    here = review_page(county, year)
    form = return_form()
    told = [value.partition(":") for value in request.form.getlist("chosen")]
    seen = {identifier(question): identifier(edition) for question, _colon, edition in told}
    is_return = request.form.get("act") == "return"

    def work(act: Act) -> str:
        if is_return:
            replying.give_back(act, here.campaign, seen, form["reason"].data or "")
        else:
            replying.sign(act, here.campaign, seen)
        return here.at("desk")

    try:
        return perform(work, _("Returned.") if is_return else _("Signed."))
    except InputRefused as refusal:
        return make_response(_desk_page(here, refusal), 422)
    except Stale:
        return make_response(_desk_page(review_page(county, year), is_overtaken=True), 409)


@bp.get(QUESTION)
@official(Permission.DESK_OPEN)
def question(county: str, year: int, question: int) -> str:
    """Ask for the reply on one person."""
    here = review_page(county, year)
    return _question_page(here, line_of(here, question))


@bp.post(QUESTION)
@official(Permission.DESK_OPEN)
def answer(county: str, year: int, question: int) -> Response:
    """Enter the reply on one person, and go on to the next who waits."""
    here = review_page(county, year)
    line = line_of(here, question)
    form = _answer_form(here, line)
    if not form.validate():
        return make_response(_question_page(here, line, form), 422)
    given = Given(question, Answer(form["answer"].data), hit_in(form))

    def work(act: Act) -> str:
        replying.reply(act, here.campaign, [given], may_replace=bool(form["replaces"].data))
        waiting = [o.question_id for o in here.to_answer if o.question_id != question]
        later = [i for i in waiting if i > question] or waiting
        return here.at("question", question=later[0]) if later else here.at("desk")

    try:
        return perform(work, _("Entered. The unit's leader signs it now."))
    except InputRefused as refusal:
        return make_response(_question_page(here, line, form, refusal), 422)


@bp.post(QUESTION + "/recusal")
@official(Permission.DESK_OPEN)
def recuse(county: str, year: int, question: int) -> Response:
    """Record that the reader may not judge this person."""
    here = review_page(county, year)
    line = line_of(here, question)
    form = recusal_form()
    if not form.validate():
        return make_response(_question_page(here, line, recusal=form), 422)

    def work(act: Act) -> str:
        replying.recuse_oneself(
            act,
            here.campaign,
            ground=RecusalGround(form["ground"].data),
            question_id=question,
            source=form["source"].data or "",
        )
        return here.at("desk")

    try:
        return perform(work, _("Recorded. Another person of the unit answers about this person."))
    except InputRefused as refusal:
        return make_response(_question_page(here, line, refusal=refusal), 422)


@bp.get(HERE + "/desk/village")
@official(Permission.DESK_OPEN)
def own_village(county: str, year: int) -> str:
    """Ask from which village the reader is."""
    here = review_page(county, year)
    return render_template("review/village.html", here=here, form=_village_form(here), refused=())


@bp.post(HERE + "/desk/village")
@official(Permission.DESK_OPEN)
def keep_village(county: str, year: int) -> Response:
    """Record the reader's own village: its people are locked for him."""
    here = review_page(county, year)
    form = _village_form(here)
    if not form.validate():
        return again("review/village.html", form, here=here)

    def work(act: Act) -> str:
        replying.recuse_oneself(
            act,
            here.campaign,
            ground=RecusalGround.SAME_VILLAGE,
            village=form["village"].data,
        )
        return here.at("desk")

    try:
        return perform(work, _("Recorded. The people of your village are locked for you."))
    except InputRefused as refusal:
        return again("review/village.html", form, refusal, here=here)


def _desk_page(
    here: ReviewPage, refusal: InputRefused | None = None, is_overtaken: bool = False
) -> str:
    desk, progress = here.desk, here.desk.progress
    rest = here.to_state
    unsigned = [line for line in desk.lines if line.standing is not QuestionStanding.ANSWERED]
    return render_template(
        "review/desk.html",
        here=here,
        desk=desk,
        told={standing: progress.get(standing, 0) for standing in QuestionStanding},
        unstated=rest,
        to_sign=here.to_sign,
        to_sign_found=_found_by(here, here.to_sign),
        rest=rest_form(replying.seal_of_list(rest)),
        seal=replying.seal_of_list(rest),
        back=return_form(),
        doubts=here.doubts({line.person_id: line.name for line in desk.lines}),
        due_on=min((line.due_on for line in unsigned), default=None),
        may_enter=here.may(Permission.REPLY_ENTER),
        may_sign=here.may(Permission.REPLY_SIGN),
        refused=refusal.issues if refusal else (),
        is_overtaken=is_overtaken,
        today=today(),
    )


def _found_by(here: ReviewPage, lines: Sequence[DeskLine]) -> dict[int, Hit]:
    """Return what the reader's own unit found, by question: the leader reads what he signs."""
    keys = [(o.question_id, o.edition) for o in lines if o.answer is not Answer.CLEAN]
    found = findings_of(read(), here.campaign.county, keys)
    return {question: hit for (question, _edition), hit in found.items()}


def _question_page(
    here: ReviewPage,
    line: DeskLine,
    form: WritingForm | None = None,
    refusal: InputRefused | None = None,
    recusal: WritingForm | None = None,
) -> str:
    return render_template(
        "review/question.html",
        here=here,
        line=line,
        items=here.asked(line),
        form=form or _begun(_answer_form(here, line), here, line),
        recusal=recusal or recusal_form(),
        doubts=here.doubts({line.person_id: line.name}).get(line.person_id, ()),
        found=_own_hit(here, line),
        may_enter=here.may(Permission.REPLY_ENTER),
        refused=refusal.issues if refusal else (),
        today=today(),
    )


def _own_hit(here: ReviewPage, line: DeskLine) -> Hit | None:
    """Return what the unit found of a person, by the reply in force or the one returned to it."""
    edition = line.returned[1] if line.returned else line.edition
    keys = [] if line.recused_for else [(line.question_id, edition)]
    return findings_of(read(), here.campaign.county, keys).get((line.question_id, edition))


def _begun(form: WritingForm, here: ReviewPage, line: DeskLine) -> WritingForm:
    """Fill a form with the unit's own reply, to be gone over: nothing is typed twice."""
    answer = line.returned[0] if line.returned else line.answer
    if answer is None or line.recused_for or form.is_submitted():
        return form
    form["answer"].data = answer.value
    if hit := _own_hit(here, line):
        form["item"].data, form["document"].data = hit.item, hit.document
        form["dated_on"].data, form["effect"].data = hit.dated_on, hit.effect
        form["words"].data = hit.words
    return form


def _answer_form(here: ReviewPage, line: DeskLine) -> WritingForm:
    return answer_form(here.asked(line), here.lists[line.checklist_id])


def _village_form(here: ReviewPage) -> WritingForm:
    places: list[Any] = list_below(read(), here.campaign.county, Level.VILLAGE)
    return village_form(sorted((p.code, f"{p.name} {p.code}") for p in places))
