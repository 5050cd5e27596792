"""The form of signing in."""

from wtforms import HiddenField, PasswordField, StringField

from web.forms import Filled, WritingForm
from web.language import gettext as _


def sign_in_form() -> WritingForm:
    """Return the form that asks who is there."""

    class SignInForm(WritingForm):
        username = StringField(_("User name"), [Filled()])
        password = PasswordField(_("Password"), [Filled()])
        next = HiddenField()

    return SignInForm()
