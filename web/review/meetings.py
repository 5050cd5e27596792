"""Joint meetings: who was invited and came, rulings by votes, who steps aside, minutes and their scan."""

from dataclasses import dataclass
from functools import cached_property

from flask import make_response, render_template
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.errors import InputRefused
from electflow.joint_review.attendance import Invited, aside_from, seats_at
from electflow.joint_review.grounds import Grounds
from electflow.joint_review.matrix import MatrixRow, count_open, matrix_rows
from electflow.joint_review.meetings import (
    Votes,
    chair_of,
    get_meeting,
    list_meetings,
    rulings_of,
    stand_in_of,
)
from electflow.joint_review.model import Meeting
from electflow.joint_review.queries import names_on
from electflow.joint_review.scans import scans_of_minutes
from electflow.joint_review.terms import Conclusion, RecusalGround, Round
from electflow.workflow import attaching, concluding
from web.auth import official
from web.entry import actor, perform, read, today
from web.files import sent_with
from web.forms import WritingForm
from web.language import gettext as _
from web.language import titled, wording
from web.review.blueprint import HERE, ReviewPage, bp, review_page
from web.review.forms import scan_form
from web.review.meeting_forms import (
    attending_in,
    closing_form,
    meeting_form,
    ruling_form,
    stated_in,
)

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
    form = meeting_form(_units(here))
    if not form.validate():
        return make_response(_meetings(here, form), 422)

    def work(act: Act) -> str:
        meeting = concluding.convene(
            act,
            here.campaign,
            held_on=form["held_on"].data,
            place=form["place"].data,
            chaired_by=form["chaired_by"].data,
            chair_post=form["chair_post"].data or "",
            minuted_by=form["minuted_by"].data,
            attending=attending_in(form, _units(here)),
            minutes=form["minutes"].data or "",
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
    there = _there(here, number)
    form = _ruling_form(there)
    if not form.validate():
        return make_response(_meeting_page(here, number, ruling=form), 422)
    election, _colon, candidate = form["candidate"].data.partition(":")

    def work(act: Act) -> str:
        concluding.rule(
            act,
            here.campaign,
            number,
            int(election),
            int(candidate),
            conclusion=Conclusion(form["conclusion"].data),
            votes=Votes(form["votes_for"].data, form["votes_against"].data, form["abstained"].data),
            grounds=Grounds(
                form["item"].data or "", form["document"].data or "", form["words"].data
            ),
            stated=stated_in(form, there.seats),
            stand_in=form["stand_in"].data or "",
        )
        return here.at("meeting", number=number)

    try:
        return perform(work, _("Recorded."))
    except InputRefused as refusal:
        return make_response(_meeting_page(here, number, refusal, ruling=form), 422)


@bp.post(MEETING + "/scans")
@official(Permission.MEETING_KEEP)
def attach_minutes(county: str, year: int, number: int) -> Response:
    """Attach a scan of the signed minutes, also after they were closed."""
    here = review_page(county, year)
    form = _minutes_scan_form()
    if not form.validate():
        return make_response(_meeting_page(here, number, scan=form), 422)
    _name, content = sent_with(form) or ("", b"")

    def work(act: Act) -> str:
        attaching.attach_minutes(act, here.campaign, number, content)
        return here.at("meeting", number=number)

    try:
        return perform(work, _("The scan is kept."))
    except InputRefused as refusal:
        return make_response(_meeting_page(here, number, refusal, scan=form), 422)


@bp.post(MEETING + "/close")
@official(Permission.MEETING_KEEP)
def close_meeting(county: str, year: int, number: int) -> Response:
    """Close the minutes by their number."""
    here = review_page(county, year)
    form = _closing_form(_there(here, number))
    if not form.validate():
        return make_response(_meeting_page(here, number, closing=form), 422)

    def work(act: Act) -> str:
        concluding.close_meeting(
            act,
            here.campaign,
            number,
            minutes=form["minutes"].data if "minutes" in form else "",
            unscanned=form["unscanned"].data if "unscanned" in form else "",
        )
        return here.at("meeting", number=number)

    try:
        return perform(work, _("The minutes are closed."))
    except InputRefused as refusal:
        return make_response(_meeting_page(here, number, refusal, closing=form), 422)


@dataclass(frozen=True)
class MeetingPage:
    """What the page of one meeting prints; the names of who came are for the county alone."""

    here: ReviewPage
    meeting: Meeting

    @cached_property
    def seats(self) -> list[Invited]:
        """Return who was invited, and who came."""
        return seats_at(read(), self.meeting)

    @cached_property
    def present(self) -> list[Invited]:
        """Return who came."""
        return [seat for seat in self.seats if seat.is_present]

    @property
    def voting(self) -> list[Invited]:
        """Return those who have a vote, one for each unit."""
        return [seat for seat in self.seats if seat.votes]

    @cached_property
    def by_number(self) -> dict[int, Invited]:
        """Return who was invited by the number of the seat."""
        return {seat.number: seat for seat in self.seats}

    @cached_property
    def cases(self) -> list[MatrixRow]:
        """Return those of whom the meeting may be asked."""
        return _cases(self.here)

    @cached_property
    def aside(self) -> dict[tuple[int, int], dict[int, RecusalGround]]:
        """Return who of those present may not judge which candidates, by the register of recusals."""
        told = {
            (row.election.id, row.candidate.number): (row.candidate.person_id, row.election.village)
            for row in self.cases
        }
        return aside_from(read(), self.here.campaign.county, self.seats, self.here.profile, told)

    def votes_on(self, row: MatrixRow) -> int:
        """Return how many vote on a candidate: those who came and do not step aside."""
        gone = self.aside.get((row.election.id, row.candidate.number), {})
        return sum(seat.number not in gone for seat in self.voting)

    def told(self, number: int) -> str:
        """Return a seat in words: the unit, and the person where his name was kept."""
        seat = self.by_number.get(number)
        if seat is None:
            return str(number)
        unit = self.here.unit_name(seat.unit) if seat.unit else ""
        return " ".join(filter(None, [unit, seat.name]))


def _there(here: ReviewPage, number: int) -> MeetingPage:
    return MeetingPage(here, get_meeting(read(), here.campaign.county, here.campaign.id, number))


def _meetings(
    here: ReviewPage, form: WritingForm | None = None, refusal: InputRefused | None = None
) -> str:
    units, cases = _units(here), _cases(here)
    return render_template(
        "review/meetings.html",
        here=here,
        meetings=list_meetings(read(), here.campaign.county, here.campaign.id),
        cases=cases,
        hidden=_hidden(here, len(cases)),
        units=units,
        form=(form or meeting_form(units)) if here.may(Permission.MEETING_KEEP) else None,
        refused=refusal.issues if refusal else (),
    )


def _meeting_page(
    here: ReviewPage,
    number: int,
    refusal: InputRefused | None = None,
    *,
    ruling: WritingForm | None = None,
    scan: WritingForm | None = None,
    closing: WritingForm | None = None,
) -> str:
    there = _there(here, number)
    keeps = here.may(Permission.MEETING_KEEP)
    is_open = keeps and there.meeting.closed_at is None
    rulings = rulings_of(read(), there.meeting)
    return render_template(
        "review/meeting.html",
        here=here,
        there=there,
        meeting=there.meeting,
        chair=chair_of(read(), there.meeting),
        stand_ins={ruling.id: stand_in_of(read(), ruling) for ruling, _ in rulings},
        hidden=_hidden(here, len(there.cases)) if is_open else 0,
        rulings=rulings,
        scans=scans_of_minutes(read(), there.meeting),
        persons=names_on(
            read(), here.campaign.county, [(r.election_id, r.candidate) for r, _ in rulings]
        ),
        form=(ruling or _ruling_form(there)) if is_open else None,
        scan=(scan or _minutes_scan_form()) if keeps else None,
        closing=(closing or _closing_form(there)) if is_open else None,
        failed=ruling or scan or closing,
        refused=refusal.issues if refusal else (),
    )


def _units(here: ReviewPage) -> list[tuple[str, str]]:
    """Return the units of the county, which a joint meeting is made of."""
    units = here.checklist.units.values() if here.checklist else ()
    return [(u.code, u.name) for u in units if u.round is Round.COUNTY]


def _minutes_scan_form() -> WritingForm:
    return scan_form(_("Scan of the signed minutes"))


def _closing_form(there: MeetingPage) -> WritingForm:
    return closing_form(
        is_numbered=bool(there.meeting.minutes),
        is_scanned=bool(scans_of_minutes(read(), there.meeting)),
    )


def _ruling_form(there: MeetingPage) -> WritingForm:
    """Return the form of a ruling; each candidate is told with who steps aside and how many vote."""
    items = there.here.checklist.items.values() if there.here.checklist else ()
    return ruling_form(
        [
            (f"{row.election.id}:{row.candidate.number}", _told_with_votes(there, row))
            for row in there.cases
        ],
        [(item.code, f"{item.code} {item.title}") for item in items if item.is_on],
        there.seats,
    )


def _told_with_votes(there: MeetingPage, row: MatrixRow) -> str:
    name = f"{row.name}（{titled(row.election)}）"
    gone = there.aside.get((row.election.id, row.candidate.number))
    if not gone:
        return name
    who = "、".join(
        f"{there.told(number)}（{wording().label('recusal', ground)}）"
        for number, ground in gone.items()
    )
    return name + " " + _("%(n)s vote; recused: %(who)s", n=there.votes_on(row), who=who)


def _hidden(here: ReviewPage, shown: int) -> int:
    """Return how many more there are than one page shows."""
    if shown < _SHOWN:
        return 0
    return count_open(read(), actor(), here.campaign, Permission.REVIEW_READ) - shown


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
