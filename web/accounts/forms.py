"""Forms of account administration."""

from wtforms import PasswordField

from electflow.access.terms import Role
from web.forms import Filled, WritingForm, choice, text
from web.language import gettext as _
from web.language import wording


def account_form() -> WritingForm:
    """Return the form of a proposed account."""

    class AccountForm(WritingForm):
        username = text(_("User name"), most=40)
        name = text(_("Name"), most=40)
        password = PasswordField(_("First password"), [Filled()])
        role = choice(_("Role"), [(r.value, wording().label("role", r)) for r in Role])
        region = text(
            _("Code of the place"), most=12, note=_("County 6 digits, township 9, village 12")
        )
        unit = text(_("Unit"), most=40, needed=False, note=_("Only for reviewing units"))

    return AccountForm()


def reason_form() -> WritingForm:
    """Return the form of a decision with its reason."""

    class ReasonForm(WritingForm):
        reason = text(_("Reason"), most=300, needed=False)

    return ReasonForm()
