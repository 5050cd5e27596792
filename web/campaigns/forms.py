"""Forms of creating and arranging a campaign, and of a bulk act."""

from collections.abc import Sequence

from wtforms import HiddenField

from web.forms import WritingForm, choice, day, number, paragraph, text, tick
from web.language import gettext as _
from web.language import wording


def campaign_form(profiles: Sequence[tuple[str, str]]) -> WritingForm:
    """Return the form of a new campaign."""

    class CampaignForm(WritingForm):
        name = text(
            _("Name of the campaign"),
            most=80,
            note=_("For example: village elections of this county"),
        )
        term_no = number(_("Term"), least=1, most=30, note=_("Which term of the committee"))
        election_on = day(
            _("Election day of the villagers' committees"),
            note=_("Townships may get a day of their own afterwards"),
        )
        assembly_on = day(_("Day of the Party assemblies"))
        profile = choice(_("Rules"), profiles, names=True)
        chair = number(_("Seats: chair"), least=1, most=1)
        deputy = number(_("Seats: deputy chair"), least=0, most=3)
        member = number(_("Seats: members"), least=1, most=5)
        party = number(_("Seats: Party committee members"), least=1, most=30)

    return CampaignForm()


def days_form(townships: Sequence[tuple[str, str]]) -> WritingForm:
    """Return the form of a township's own days."""

    class DaysForm(WritingForm):
        township = choice(_("Township"), townships, names=True)
        election_on = day(_("Election day of the villagers' committees"))
        assembly_on = day(_("Day of the Party assemblies"))

    return DaysForm()


def arrangement_form(others: Sequence[tuple[str, str]]) -> WritingForm:
    """Return the form of what one place does in this round."""

    class ArrangementForm(WritingForm):
        seen_version = HiddenField()
        kind = choice(
            _("Kind of place"),
            [(k, wording().label("place_kind", k)) for k in ("village", "community", "other")],
        )
        has_committee_election = tick(_("Elects its villagers' committee in this round"))
        has_party_election = tick(_("Elects its Party organisation in this round"))
        merged_into = choice(
            _("Merged into (one committee for both)"), others, needed=False, names=True
        )
        branch_joined_to = choice(_("Joint Party branch with"), others, needed=False, names=True)
        deputy_seats = number(_("Seats: deputy chair"), least=0, most=3)
        member_seats = number(_("Seats: members"), least=1, most=5)
        party_seats = number(_("Seats: Party committee members"), least=1, most=30)
        reason_out = text(_("Why it does not take part"), needed=False)

    return ArrangementForm()


def bulk_form() -> WritingForm:
    """Return the form of one step for many villages."""

    class BulkForm(WritingForm):
        trigger = HiddenField()
        track = HiddenField()
        reason = text(_("Note"), needed=False)
        explanation = paragraph(
            _("Explanation for reminders"),
            note=_("Stands for every reminder of the chosen villages"),
        )

    return BulkForm()


def confirm_form() -> WritingForm:
    """Return the form of confirming the preview that was seen."""

    class ConfirmForm(WritingForm):
        seen_version = HiddenField()

    return ConfirmForm()
