"""Forms of a joint meeting: who was invited and came, what it decided, how its minutes are closed."""

from collections.abc import Mapping, Sequence

from electflow.joint_review.attendance import Invited
from electflow.joint_review.terms import Attendance, Attending, Conclusion, RecusalGround
from web.forms import WritingForm, choice, day, number, paragraph, text
from web.language import gettext as _
from web.language import wording
from web.review.forms import Options


def meeting_form(units: Options) -> WritingForm:
    """Return the form of a joint meeting: for each unit who was invited and whether he came."""

    class MeetingForm(WritingForm):
        held_on = day(_("Held on"))
        place = text(_("Place of the meeting"), most=80)
        chaired_by = text(
            _("Chaired by"),
            most=40,
            note=_("If the person also speaks for a unit: the same name as below"),
        )
        chair_post = text(_("Post of the chair"), most=80, needed=False)
        minuted_by = text(_("Minutes kept by"), most=40)
        minutes = text(
            _("Number of the minutes"),
            most=80,
            needed=False,
            note=_("May follow when the minutes are closed"),
        )

    came = [(a.value, wording().label("attendance", a)) for a in Attendance]
    for code, unit in units:
        setattr(
            MeetingForm,
            f"came_{code}",
            choice(
                _("%(unit)s: attendance", unit=unit),
                came,
                row=(f"name_{code}", f"post_{code}"),
                without=_("not invited"),
            ),
        )
        when = (f"came_{code}", Attendance.PRESENT.value)
        setattr(
            MeetingForm,
            f"name_{code}",
            text(_("%(unit)s: name of the person", unit=unit), most=40, when=when),
        )
        setattr(
            MeetingForm, f"post_{code}", text(_("%(unit)s: post", unit=unit), most=80, when=when)
        )
    return MeetingForm()


def attending_in(form: WritingForm, units: Options) -> list[Attending]:
    """Return who was invited as a form tells it."""
    return [
        Attending(
            code,
            form[f"name_{code}"].data or "",
            form[f"post_{code}"].data or "",
            Attendance(form[f"came_{code}"].data),
        )
        for code, _name in units
        if form[f"came_{code}"].data
    ]


def ruling_form(candidates: Options, items: Options, seats: Sequence[Invited]) -> WritingForm:
    """Return the form of what a meeting decided of a candidate, and who stepped aside in his case."""

    class RulingForm(WritingForm):
        candidate = choice(_("Candidate"), candidates, names=True)
        conclusion = choice(
            _("Conclusion of the meeting"),
            [(c.value, wording().label("conclusion", c)) for c in Conclusion],
        )
        votes_for = number(_("For"), most=99)
        votes_against = number(_("Against"), most=99)
        abstained = number(_("Abstained"), most=99)
        item = choice(_("Item"), items, needed=False, names=True)
        document = text(_("Number of the document"), most=120, needed=False)
        words = paragraph(_("Grounds"), needed=True)
        stand_in = text(
            _("Who chaired, or kept the minutes, in this case"),
            most=80,
            needed=False,
            note=_("Only where the chair or who keeps the minutes steps aside"),
        )

    grounds = [(g.value, wording().label("recusal", g)) for g in RecusalGround]
    for seat in seats:
        if seat.is_present:
            setattr(
                RulingForm,
                f"stated_{seat.number}",
                choice(_("Steps aside"), grounds, needed=False, without=_("No")),
            )
    return RulingForm()


def stated_in(form: WritingForm, seats: Sequence[Invited]) -> Mapping[int, RecusalGround]:
    """Return who stepped aside at the meeting, as a form tells it, by seat."""
    told = {seat.number: form[f"stated_{seat.number}"].data for seat in seats if seat.is_present}
    return {number: RecusalGround(ground) for number, ground in told.items() if ground}


def closing_form(*, is_numbered: bool, is_scanned: bool) -> WritingForm:
    """Return the form by which the minutes are closed: their number, and why there is no scan."""

    class ClosingForm(WritingForm):
        if not is_numbered:
            minutes = text(_("Number of the minutes"), most=80)
        if not is_scanned:
            unscanned = text(_("Why it is closed without the scan"), most=200)

    return ClosingForm()
