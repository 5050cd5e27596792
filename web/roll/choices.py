"""The lines of a workbook that differ from the list: as they are shown, and what was chosen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from electflow.exchange.roll_choices import Choice, Choices, Differing, LineChoice
from electflow.exchange.roll_import import Preview
from electflow.roll.terms import VoterClass
from web.forms import WritingForm
from web.language import wording

_SEEN = re.compile(r"seen-([0-9]{1,6})")
_CHOICES = {choice.value: choice for choice in Choice}


@dataclass(frozen=True)
class ShownField:
    """A field with both values in words, and what was chosen for it."""

    name: str
    listed: str
    told: str
    chosen: str


@dataclass(frozen=True)
class ShownLine:
    """A line that differs, with what was chosen for it so far."""

    row: int
    name: str
    mark: str
    chosen: str
    fields: tuple[ShownField, ...]
    is_left: bool


def choices_in(sent: MultiDict[str, str], form: WritingForm) -> Choices:
    """Return what a form chose; a value that is none is not chosen."""
    rows = [int(found[1]) for name in sent if (found := _SEEN.fullmatch(name))]
    return Choices(
        {row: _line_in(sent, row) for row in rows},
        keeps_all="keep_all" in sent,
        reason=form["reason"].data or "",
    )


def _line_in(sent: MultiDict[str, str], row: int) -> LineChoice:
    prefix = f"field-{row}-"
    fields = {
        name.removeprefix(prefix): _CHOICES[value]
        for name, value in sent.items()
        if name.startswith(prefix) and value in _CHOICES
    }
    return LineChoice(sent[f"seen-{row}"], _CHOICES.get(sent.get(f"line-{row}", "")), fields)


def lines_of(told: Preview, choices: Choices | None) -> list[ShownLine]:
    """Return the lines that differ, in words; a choice upon other words is not shown as made."""
    lines = choices.lines if choices else {}
    return [_shown(checked.row.row, line, lines, bool(choices)) for checked, line in told.differing]


def _shown(row: int, line: Differing, lines: Mapping[int, LineChoice], is_again: bool) -> ShownLine:
    made = lines.get(row)
    chosen = made if made and made.seen == line.mark else LineChoice(line.mark)
    return ShownLine(
        row,
        line.listed.name,
        line.mark,
        chosen.whole or "",
        tuple(
            ShownField(
                difference.name,
                _in_words(difference.name, difference.listed),
                _in_words(difference.name, difference.told),
                chosen.fields.get(difference.name, ""),
            )
            for difference in line.differences
        ),
        is_again and any(chosen.of(difference.name) is None for difference in line.differences),
    )


def _in_words(name: str, value: str) -> str:
    is_class = name == "voter_class" and value in set(VoterClass)
    return wording().label("voter_class", value) if is_class else value
