"""Joint meetings: attendance, rulings by votes, minutes."""

from flask import make_response, render_template
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.errors import InputRefused
from electflow.joint_review.grounds import Grounds
from electflow.joint_review.matrix import MatrixRow, matrix_rows
from electflow.joint_review.meetings import get_meeting, list_meetings, rulings_of
from electflow.joint_review.queries import names_on
from electflow.joint_review.terms import Conclusion, Round
from electflow.workflow import concluding
from web.auth import official
from web.entry import actor, perform, read, today
from web.forms import WritingForm
from web.language import gettext as _
from web.review.blueprint import HERE, ReviewPage, bp, review_page
from web.review.forms import key_form, meeting_form, ruling_form

MEETING = HERE + "/meetings/<int(max=9999):number>"
_SHOWN = 500


@bp.get(HERE + "/meetings")
@official(Permission.REVIEW_READ)
def meetings(county: str, year: int) -> str:
    """List the joint meetings, with the form of another."""
    return _meetings(review_page(county, year))


@bp.post(HERE + "/meetings")
@official(Permission.MEETING_KEEP)
def convene(county: str, year: int) -> Response:
    """Record that a meeting was held."""
    here = review_page(county, year)
    form = _meeting_form(here)
    if not form.validate():
        return make_response(_meetings(here, form), 422)
    present = [f.name.removeprefix("unit_") for f in form if f.name.startswith("unit_") and f.data]

    def work(act: Act) -> str:
        meeting = concluding.convene(
            act,
            here.campaign,
            held_on=form["held_on"].data,
            place=form["place"].data,
            chaired_by=form["chaired_by"].data,
            present=present,
            minutes=form["minutes"].data,
        )
        return here.at("meeting", number=meeting.number)

    try:
        return perform(work, _("The meeting is recorded."))
    except InputRefused as refusal:
        return make_response(_meetings(here, form, refusal), 422)


@bp.get(MEETING)
@official(Permission.REVIEW_READ)
def meeting(county: str, year: int, number: int) -> str:
    """Show a meeting and what it decided."""
    return _meeting_page(review_page(county, year), number)


@bp.post(MEETING + "/rulings")
@official(Permission.MEETING_KEEP)
def rule(county: str, year: int, number: int) -> Response:
    """Record what the meeting decided of a candidate."""
    here = review_page(county, year)
    form = _ruling_form(here)
    if not form.validate():
        return make_response(_meeting_page(here, number, form), 422)
    election, _colon, candidate = form["candidate"].data.partition(":")

    def work(act: Act) -> str:
        concluding.rule(
            act,
            here.campaign,
            number,
            int(election),
            int(candidate),
            conclusion=Conclusion(form["conclusion"].data),
            votes_for=form["votes_for"].data,
            votes_against=form["votes_against"].data,
            abstained=form["abstained"].data,
            grounds=Grounds(
                form["item"].data or "", form["document"].data or "", form["words"].data
            ),
        )
        return here.at("meeting", number=number)

    try:
        return perform(work, _("Recorded."))
    except InputRefused as refusal:
        return make_response(_meeting_page(here, number, form, refusal), 422)


@bp.post(MEETING + "/close")
@official(Permission.MEETING_KEEP)
def close_meeting(county: str, year: int, number: int) -> Response:
    """Close the minutes."""
    here = review_page(county, year)

    def work(act: Act) -> str:
        concluding.close_meeting(act, here.campaign, number)
        return here.at("meeting", number=number)

    return perform(work, _("The minutes are closed."))


def _meetings(
    here: ReviewPage, form: WritingForm | None = None, refusal: InputRefused | None = None
) -> str:
    return render_template(
        "review/meetings.html",
        here=here,
        meetings=list_meetings(read(), here.campaign.county, here.campaign.id),
        cases=_cases(here),
        form=(form or _meeting_form(here)) if here.may(Permission.MEETING_KEEP) else None,
        refused=refusal.issues if refusal else (),
    )


def _meeting_page(
    here: ReviewPage,
    number: int,
    form: WritingForm | None = None,
    refusal: InputRefused | None = None,
) -> str:
    meeting = get_meeting(read(), here.campaign.county, here.campaign.id, number)
    may_keep = here.may(Permission.MEETING_KEEP) and meeting.closed_at is None
    rulings = rulings_of(read(), meeting)
    return render_template(
        "review/meeting.html",
        here=here,
        meeting=meeting,
        rulings=rulings,
        persons=names_on(
            read(), here.campaign.county, [(r.election_id, r.candidate) for r, _ in rulings]
        ),
        form=(form or _ruling_form(here)) if may_keep else None,
        closing=key_form(),
        refused=refusal.issues if refusal else (),
    )


def _meeting_form(here: ReviewPage) -> WritingForm:
    units = here.checklist.units.values() if here.checklist else ()
    return meeting_form([(u.code, u.name) for u in units if u.round is Round.COUNTY])


def _ruling_form(here: ReviewPage) -> WritingForm:
    """Return the form of a ruling, on those of whom a meeting may be asked."""
    rows = _cases(here)
    items = here.checklist.items.values() if here.checklist else ()
    return ruling_form(
        [
            (f"{row.election.id}:{row.candidate.number}", f"{row.name}（{row.election.name}）")
            for row in rows
        ],
        [(item.code, f"{item.code} {item.title}") for item in items if item.is_on],
    )


def _cases(here: ReviewPage) -> list[MatrixRow]:
    """Return of whom something was found or could not be judged, and who have spoken."""
    return matrix_rows(
        read(),
        actor(),
        here.campaign,
        Permission.REVIEW_READ,
        today(),
        place=here.campaign.county,
        most=_SHOWN,
        only_open=True,
    )
