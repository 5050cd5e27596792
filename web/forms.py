"""What all forms share: a request key, stripped text, required fields that say what they ask for."""

import secrets
from collections.abc import Sequence
from typing import Any

from flask import make_response, render_template
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length, NumberRange, Optional, StopValidation, ValidationError

from electflow.errors import InputRefused
from web.language import gettext as _


class Filled:
    """Require a value, with a sentence that names the thing."""

    def __init__(self) -> None:
        self.field_flags = {"required": True}

    def __call__(self, form: Any, field: Field) -> None:
        """Raise ValidationError when nothing was entered."""
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()):
            field.errors = []
            raise ValidationError(_("Fill in: %(name)s", name=field.label.text))


class FilledWith:
    """Require a value as soon as another field of the same row has one."""

    def __init__(self, row: Sequence[str]) -> None:
        self._row = row

    def __call__(self, form: Any, field: Field) -> None:
        """Raise ValidationError when the row is begun and this is empty; an empty row is none."""
        if field.data is not None and field.data != "":
            return
        field.errors = []
        if any(form[name].data not in (None, "") for name in self._row):
            raise ValidationError(_("Fill in: %(name)s", name=field.label.text))
        raise StopValidation


class FilledWhen:
    """Require a value while a choice of the same row is a certain one."""

    def __init__(self, name: str, value: str) -> None:
        self._name, self._value = name, value

    def __call__(self, form: Any, field: Field) -> None:
        """Raise ValidationError when the choice is made and this is empty."""
        if field.data:
            return
        field.errors = []
        if form[self._name].data == self._value:
            raise ValidationError(_("Fill in: %(name)s", name=field.label.text))
        raise StopValidation


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class WritingForm(FlaskForm):
    """A form that writes: it carries the key under which it acts once."""

    request_key = HiddenField(default=lambda: secrets.token_hex(16))

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether all is well; a field that came twice with two values is a fault, and no choice."""
        is_well = bool(super().validate(extra_validators))
        for field in self:
            told = field.raw_data or []
            if len({value for value in told if isinstance(value, str)}) > 1:
                twice = _("%(name)s came twice, with different values", name=field.label.text)
                field.errors = [*field.errors, twice]
                is_well = False
        return is_well


def again(
    template: str, form: WritingForm, refusal: InputRefused | None = None, **told: Any
) -> Response:
    """Show a refused form again with all that was typed and every fault (422)."""
    refused = refusal.issues if refusal else ()
    return make_response(render_template(template, form=form, refused=refused, **told), 422)


def text(
    label: str,
    *,
    most: int = 200,
    needed: bool = True,
    note: str = "",
    row: Sequence[str] = (),
    when: tuple[str, str] | None = None,
) -> StringField:
    """Return a line of text; with a ``row`` it is needed once a field of that row is filled in.

    With ``when`` it is needed while that choice has that value.
    """
    free = Filled() if needed else Optional()
    first = FilledWhen(*when) if when else FilledWith(row) if row else free
    checks = [first, Length(max=most, message=_too_long(most))]
    return StringField(label, checks, filters=[_stripped], description=note)


def paragraph(
    label: str, *, needed: bool = False, note: str = "", most: int = 2_000
) -> TextAreaField:
    """Return a few lines of text."""
    checks = [Filled() if needed else Optional(), Length(max=most, message=_too_long(most))]
    return TextAreaField(label, checks, filters=[_stripped], description=note)


def number(
    label: str, *, least: int = 0, most: int = 9_999_999, note: str = "", needed: bool = True
) -> IntegerField:
    """Return a whole number, empty until it is entered: a default would invent a fact."""
    first = Filled() if needed else Optional()
    return IntegerField(label, [first, _Between(least, most)], description=note)


def day(label: str, *, needed: bool = True, note: str = "") -> DateField:
    """Return a day."""
    return DateField(label, [Filled() if needed else Optional()], description=note)


def yes_no(label: str) -> RadioField:
    """Return a question that is not answered in advance."""
    choices = [SelectChoice("yes", _("Yes")), SelectChoice("no", _("No"))]
    return RadioField(label, [Filled()], choices=choices)


def choice(
    label: str,
    options: Sequence[tuple[str, str]],
    *,
    needed: bool = True,
    note: str = "",
    names: bool = False,
    row: Sequence[str] = (),
    without: str = "",
) -> SelectField:
    """Return a choice that is not made in advance; ``names`` are Chinese in every language.

    With a ``row`` it is needed once a field of that row is filled in; ``without`` says what it means
    to leave a free one open.
    """
    choices = [
        SelectChoice("", without or _("Choose")),
        *(SelectChoice(v, name) for v, name in options),
    ]
    checks = [FilledWith(row)] if row else [Filled()] if needed else []
    marked = {"lang": "zh"} if names else None
    return SelectField(label, checks, choices=choices, description=note, render_kw=marked)


def tick(label: str) -> BooleanField:
    """Return a box to tick."""
    return BooleanField(label)


def scan_of(label: str, *, needed: bool, most: int = 5, note: str = "") -> FileField:
    """Return a field for a scan or photograph of so many megabytes."""
    checks = [FileRequired(_("Fill in: %(name)s", name=label))] if needed else []
    note = _("; ").join(filter(None, [_("PDF, JPEG or PNG, up to %(most)s MB", most=most), note]))
    return FileField(label, checks, description=note, render_kw={"accept": ".pdf,.jpg,.jpeg,.png"})


def whole(words: str | None) -> int:
    """Return a number from a hidden field; -1, which never fits, for anything else."""
    is_number = words and words.isascii() and words.isdecimal() and len(words) < 10
    return int(words) if words and is_number else -1


def identifier(words: str | None) -> int:
    """Return a row's id from a form or an address; 0, which no row has, for anything else."""
    is_id = words and words.isascii() and words.isdecimal() and len(words) < 19
    return int(words) if words and is_id else 0


class _Between(NumberRange):
    """A range that says which."""

    def __call__(self, form: Any, field: Field) -> None:
        if field.data is None:
            return
        if not (self.min <= field.data <= self.max):
            told = {"name": field.label.text, "least": self.min, "most": self.max}
            if self.min == self.max:
                raise ValidationError(_("%(name)s: must be %(most)s", **told))
            raise ValidationError(_("%(name)s: from %(least)s to %(most)s", **told))


def _too_long(most: int) -> str:
    return _("At most %(most)s characters", most=most)
