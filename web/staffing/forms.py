"""Forms of the election committee, of poll staff, and of kinship."""

from collections.abc import Sequence

from electflow.election_committee.terms import Duty, Leaving, StaffDuty
from electflow.people.terms import Kinship
from web.forms import WritingForm, choice, day, number, text
from web.language import gettext as _
from web.language import wording


def member_form(is_supplement: bool = False) -> WritingForm:
    """Return the form of the next in the ranking, or of whom a later meeting chose beside it."""

    class MemberForm(WritingForm):
        name = text(_("Name"), most=40)
        sex = choice(_("Sex"), [(code, wording().label("sex", code)) for code in "MF"])
        number_id = text(_("ID number"), most=24, note=_("Kept sealed; shown on no page"))
        votes = number(_("Votes at the forming meeting"), most=99_999)
        duty = choice(_("Duty"), [(d.value, wording().label("duty", d)) for d in Duty])

    if is_supplement:
        MemberForm.supplement = text(
            _("Minutes of the meeting that chose him beside the ranking"), most=80
        )
    return MemberForm()


def leaving_form() -> WritingForm:
    """Return the form of a member who leaves."""

    class LeavingForm(WritingForm):
        leaving = choice(
            _("Why he leaves"), [(x.value, wording().label("leaving", x)) for x in Leaving]
        )
        left_on = day(_("Left on"))
        evidence = text(_("Reason and document"), most=300)

    return LeavingForm()


def void_form() -> WritingForm:
    """Return the form of taking a line out that was typed wrong."""

    class VoidForm(WritingForm):
        reason = text(_("Typed wrong: reason"), most=300)

    return VoidForm()


def chair_form() -> WritingForm:
    """Return the form of the choice of a new chair."""

    class ChairForm(WritingForm):
        minutes = text(_("Number or page of the minutes"), most=80)

    return ChairForm()


def change_notice_form() -> WritingForm:
    """Return the form of the notice of changes."""

    class ChangeNoticeForm(WritingForm):
        number = text(_("Number of the notice"), most=80)
        posted_on = day(_("Posted on"))

    return ChangeNoticeForm()


def staff_form() -> WritingForm:
    """Return the form of somebody who works at the poll."""

    class StaffForm(WritingForm):
        name = text(_("Name"), most=40)
        sex = choice(_("Sex"), [(code, wording().label("sex", code)) for code in "MF"])
        number_id = text(_("ID number"), most=24, note=_("Kept sealed; shown on no page"))
        duty = choice(_("Duty"), [(d.value, wording().label("staff_duty", d)) for d in StaffDuty])

    return StaffForm()


def kinship_form(persons: Sequence[tuple[str, str]]) -> WritingForm:
    """Return the form of a kinship between two persons of the election."""

    class KinshipForm(WritingForm):
        a = choice(_("This person"), persons, names=True)
        relation = choice(_("is"), [(k.value, wording().label("kin", k)) for k in Kinship])
        b = choice(_("of this person"), persons, names=True)
        source = text(_("Source"), most=300, note=_("Household register, own statement, report"))

    return KinshipForm()
