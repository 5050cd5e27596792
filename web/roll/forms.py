"""Forms of the list of voters."""

from collections.abc import Mapping, Sequence

from flask_wtf.file import FileField, FileRequired

from electflow.exchange.roll_columns import COLUMNS, NEEDED, Column, Layout
from electflow.roll.register import EVIDENCE_MOST, GROUP_MOST, HOUSEHOLD_MOST
from electflow.roll.terms import ADDITIONS, DEDUCTIONS, Change, Matter, Ruling, VoterClass
from web.forms import WritingForm, choice, day, paragraph, text
from web.language import gettext as _
from web.language import wording


def voter_form(is_supplement: bool) -> WritingForm:
    """Return the form of one villager, with the ground of an addition once the list hangs."""

    class VoterForm(WritingForm):
        name = text(_("Name"), most=40)
        sex = choice(_("Sex"), [(code, wording().label("sex", code)) for code in "MF"])
        number = text(_("ID number"), most=24, note=_("Kept sealed; shown on no page"))
        group_name = text(_("Group"), most=GROUP_MOST)
        household = text(_("Household"), most=HOUSEHOLD_MOST, needed=False)
        voter_class = choice(
            _("Ground of registration"),
            [(c.value, wording().label("voter_class", c)) for c in VoterClass],
        )
        evidence = text(
            _("Evidence"),
            most=EVIDENCE_MOST,
            needed=False,
            note=_("Needed for the second and third ground and for every addition"),
        )

    if is_supplement:
        VoterForm.change = _changes(ADDITIONS, _("Ground of the addition"))
        VoterForm.dated_on = day(_("Date of the addition"))
    return VoterForm()


def correction_form() -> WritingForm:
    """Return the form of a corrected line; number and sex are another person's."""

    class CorrectionForm(WritingForm):
        name = text(_("Name"), most=40)
        group_name = text(_("Group"), most=GROUP_MOST)
        household = text(_("Household"), most=HOUSEHOLD_MOST, needed=False)
        voter_class = choice(
            _("Ground of registration"),
            [(c.value, wording().label("voter_class", c)) for c in VoterClass],
        )
        evidence = text(_("Evidence"), most=EVIDENCE_MOST, needed=False)
        reason = text(_("Reason of the correction"), most=EVIDENCE_MOST)

    return CorrectionForm()


def strike_form() -> WritingForm:
    """Return the form of taking a villager off the list."""

    class StrikeForm(WritingForm):
        change = _changes(DEDUCTIONS, _("Ground of the deduction"))
        dated_on = day(_("Date of the deduction"))
        evidence = text(_("Evidence"), most=EVIDENCE_MOST)

    return StrikeForm()


def _changes(codes: Sequence[Change], label: str):  # type: ignore[no-untyped-def]
    return choice(label, [(c.value, wording().label("change", c)) for c in codes])


def workbook_form() -> WritingForm:
    """Return the form of a workbook."""

    class WorkbookForm(WritingForm):
        workbook = FileField(_("Workbook"), [FileRequired(_("Choose a workbook."))])

    return WorkbookForm()


def columns_form(
    layout: Layout, columns: Sequence[Column], told: Mapping[str, int] | None = None
) -> WritingForm:
    """Return the form that asks which column holds what no heading tells, as told before."""

    class ColumnsForm(WritingForm):
        pass

    options = [(str(column.at), column.named) for column in columns if not column.holds]
    for name in layout.missing:
        without = "" if name in NEEDED else _("No such column")
        field = choice(COLUMNS[name], options, needed=False, names=True, without=without)
        setattr(ColumnsForm, name, field)
    form = ColumnsForm()
    for name, at in (told or {}).items():
        if name in layout.missing:
            form[name].data = str(at)
    return form


def import_form() -> WritingForm:
    """Return the form that imports a previewed workbook, with the reason of what it corrects."""

    class ImportForm(WritingForm):
        reason = text(
            _("Reason of the corrections"),
            most=EVIDENCE_MOST,
            needed=False,
            note=_("Needed once anything is overwritten; it stands in the book for each row"),
        )

    return ImportForm()


def notice_form() -> WritingForm:
    """Return the form of the notice of changes."""

    class NoticeForm(WritingForm):
        number = text(_("Number of the notice"), most=80)
        posted_on = day(_("Posted on"))

    return NoticeForm()


def objection_form() -> WritingForm:
    """Return the form of an objection."""

    class ObjectionForm(WritingForm):
        appellant = text(_("Who objects"), most=40)
        matter = choice(_("Matter"), [(m.value, wording().label("matter", m)) for m in Matter])
        words = paragraph(_("What is asked"), needed=True)
        received_on = day(_("Received on"))

    return ObjectionForm()


def ruling_form() -> WritingForm:
    """Return the form of a ruling on an objection."""

    class RulingForm(WritingForm):
        ruling = choice(_("Ruling"), [(r.value, wording().label("ruling", r)) for r in Ruling])
        decided_on = day(_("Decided on"))
        reason = paragraph(_("Reason"), needed=True)
        notice_number = text(_("Number of the notice"), most=80, needed=False)
        posted_on = day(_("Posted on"), needed=False, note=_("Leave empty until the ruling hangs"))

    return RulingForm()
