"""The columns of a list of voters: found by their headings, or told by the clerk where none is known."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from electflow.errors import InputRefused
from electflow.exchange.workbook import BLANKS, Cell, column_letters, rows_in, text_of
from electflow.issues import Fact, Issue
from electflow.people.rules import holds_number, masked

COLUMNS = {
    "name": "姓名",
    "sex": "性别",
    "number": "身份证号",
    "group_name": "村民小组",
    "household": "户编号",
    "voter_class": "登记类别",
    "evidence": "依据材料",
}
"""The headings as officials write them; a workbook's columns may stand in any order."""

NEEDED = ("name", "sex", "number", "group_name", "voter_class")
_ALSO = {
    "number": ("身份证号码", "公民身份号码", "身份号码", "身份证"),
    "group_name": ("组别", "小组", "所在小组"),
    "household": ("户号", "户主编号"),
    "voter_class": ("类别", "选民类别"),
    "evidence": ("依据", "证明材料"),
}
_KNOWN = {word: name for name, word in COLUMNS.items()} | {
    word: name for name, words in _ALSO.items() for word in words
}
_TOTALS = re.compile(r"^(合计|总计|小计|共计)")
_HEADING_WITHIN = 12
_SAMPLED_WITHIN = 50
_SAMPLE = 2
_SAMPLE_MOST = 24

Row = tuple[int, list[Cell]]


class ColumnsMissing(InputRefused):
    """Needed columns were not found by their headings; the clerk may still tell which they are."""


@dataclass(frozen=True)
class Layout:
    """Where the heading stands, 0 for none, and which column holds what."""

    heading: int
    headings: Sequence[Cell]
    columns: Mapping[str, int]

    @property
    def missing(self) -> list[str]:
        """Return the fields that no column holds, needed ones first."""
        told = [*NEEDED, *(name for name in COLUMNS if name not in NEEDED)]
        return [name for name in told if name not in self.columns]


@dataclass(frozen=True)
class Column:
    """A column as its reader sees it: letter, heading, first values with ID numbers masked."""

    at: int
    letters: str
    heading: str
    sample: tuple[str, ...]
    holds: str

    @property
    def named(self) -> str:
        """Return the column in one line: letter, heading, and its first value in brackets."""
        told = f"{self.letters} {self.heading}".strip()
        return f"{told}（{self.sample[0]}）" if self.sample else told


def layout_of(
    rows: Iterator[Row], chosen: Mapping[str, int] | None = None
) -> tuple[Layout, Iterator[Row]]:
    """Return the layout of a sheet and the rows below its heading.

    ``chosen`` are the columns that the clerk told for fields without a known heading.
    """
    first = list(islice(rows, _HEADING_WITHIN))
    at, found = -1, dict[str, int]()
    for order, (_, cells) in enumerate(first):
        here = _found_in(cells)
        if len(here) > len(found):
            at, found = order, here
        if set(NEEDED) <= here.keys():
            at, found = order, here
            break
    if at < 0 and first:
        at = _fullest(first)
    if at < 0 or (not found and any(_is_of_a_person(text_of(cell)) for cell in first[at][1])):
        # persons from the first row on: a sheet without a heading loses nobody
        return Layout(0, (), dict(chosen or {})), chain(first, rows)
    number, cells = first[at]
    layout = Layout(number, cells, {**(chosen or {}), **found})
    return layout, chain(first[at + 1 :], rows)


def _is_of_a_person(words: str) -> bool:
    """Tell whether a cell says something of a person, which no heading does: a number, or a sex."""
    return holds_number(words) or words.strip() in ("男", "女")


def require_columns(layout: Layout) -> None:
    """Raise ColumnsMissing unless every needed field has a column, naming all that have none."""
    missing = [name for name in layout.missing if name in NEEDED]
    if not layout.columns:
        raise ColumnsMissing([Issue(code="exchange.heading_missing", source_key="")])
    if missing:
        raise ColumnsMissing([_issue("exchange.column_missing", name) for name in missing])


def columns_in(content: bytes) -> tuple[Layout, list[Column]]:
    """Return what a workbook's headings tell, and its columns to choose from.

    Raises InputRefused for what is no workbook.
    """
    layout, rows = layout_of(rows_in(content))
    samples: dict[int, list[str]] = {}
    for _, cells in islice(rows, _SAMPLED_WITHIN):
        if is_total(cells):
            continue
        for at, cell in enumerate(cells):
            if (value := text_of(cell)) and len(samples.setdefault(at, [])) < _SAMPLE:
                samples[at].append(masked(value)[:_SAMPLE_MOST])
    names = {at: name for name, at in layout.columns.items()}
    headings = {at: masked(text_of(cell)) for at, cell in enumerate(layout.headings)}
    return layout, [
        Column(
            at,
            column_letters(at),
            headings.get(at, "")[:_SAMPLE_MOST],
            tuple(samples.get(at, ())),
            names.get(at, ""),
        )
        for at in range(max([*headings, *samples], default=-1) + 1)
        if headings.get(at) or at in samples
    ]


def can_be_told(layout: Layout, columns: Sequence[Column]) -> bool:
    """Tell whether enough columns are left for the needed fields that no heading names."""
    left = sum(not column.holds for column in columns)
    return left >= sum(name in NEEDED for name in layout.missing)


def faults_of_chosen(
    layout: Layout, columns: Sequence[Column], chosen: Mapping[str, int]
) -> list[Issue]:
    """Return everything that is wrong with the columns that a clerk told, all at once."""
    issues = [
        _issue("exchange.column_not_chosen", name)
        for name in layout.missing
        if name in NEEDED and name not in chosen
    ]
    free = {column.at for column in columns if not column.holds}
    strange = [name for name, at in chosen.items() if at not in free or name not in layout.missing]
    issues += [_issue("exchange.column_unknown", name) for name in strange]
    for at, times in sorted(Counter(chosen.values()).items()):
        if times > 1:
            told = "、".join(COLUMNS.get(name, name) for name, here in chosen.items() if here == at)
            facts: dict[str, Fact] = {"letters": column_letters(at), "columns": told}
            issues.append(Issue(code="exchange.column_twice", source_key="", facts=facts))
    return issues


def is_total(cells: Sequence[Cell]) -> bool:
    """Tell whether a row is a sum and no person."""
    return any(_TOTALS.match(BLANKS.sub("", str(cell))) for cell in cells[:2])


def _found_in(cells: Sequence[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        name = _KNOWN.get(BLANKS.sub("", str(cell)).split("（")[0].split("(")[0])
        if name:
            found.setdefault(name, at)
    return found


def _fullest(rows: Sequence[Row]) -> int:
    """Return the first of the rows with the most filled cells: a title has one, a heading many."""
    filled = [sum(text_of(cell) != "" for cell in cells) for _, cells in rows]
    return filled.index(max(filled)) if max(filled) else -1


def _issue(code: str, name: str) -> Issue:
    return Issue(code=code, source_key="", facts={"column": COLUMNS.get(name, name)})
