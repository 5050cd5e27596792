"""Forms of account administration."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, PasswordField

from electflow.access.terms import Role
from web.forms import Filled, WritingForm, choice, text
from web.language import gettext as _
from web.language import wording

Choices = Sequence[tuple[str, str]]


def account_form(places: Choices, units: Choices) -> WritingForm:
    """Return the form of a proposed account."""

    class AccountForm(WritingForm):
        username = text(_("User name"), most=40)
        name = text(_("Name"), most=40)
        password = PasswordField(_("First password"), [Filled()])
        role = choice(_("Role"), _roles())
        region = choice(_("Area"), places, names=True)
        unit = choice(
            _("Unit"), units, needed=False, names=True, note=_("Only for reviewing units")
        )

    return AccountForm()


def roles_form(places: Choices, units: Choices, rows: int) -> WritingForm:
    """Return the form of an account's roles: a row each; a row without a role counts for nothing."""
    fields: dict[str, Any] = {"reason": text(_("Reason"), most=300), "seen": HiddenField()}
    for n in range(rows):
        fields[f"role_{n}"] = choice(_("Role"), _roles(), needed=False)
        fields[f"region_{n}"] = choice(_("Area"), places, needed=False, names=True)
        fields[f"unit_{n}"] = choice(_("Unit"), units, needed=False, names=True)
    form: WritingForm = type("RolesForm", (WritingForm,), fields)()
    return form


def reason_form() -> WritingForm:
    """Return the form of a decision with its reason."""

    class ReasonForm(WritingForm):
        reason = text(_("Reason"), most=300, needed=False)

    return ReasonForm()


def _roles() -> list[tuple[str, str]]:
    return [(role.value, wording().label("role", role)) for role in Role]
