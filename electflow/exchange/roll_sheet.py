"""The workbook of the list of voters: its rows as entries, its template, its faults."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter

from electflow.exchange.roll_columns import COLUMNS, is_total, layout_of, require_columns
from electflow.exchange.workbook import BLANKS, Cell, rows_in, text_of
from electflow.issues import Issue
from electflow.roll.register import VoterEntry
from electflow.roll.terms import VoterClass

CLASS_NAMES = {
    VoterClass.RESIDENT: "户籍在本村且居住",
    VoterClass.AWAY: "户籍在本村不居住、本人表示参加",
    VoterClass.LONG_STAY: "户籍不在本村、居住或工作一年以上",
}
_CLASSES = {name: code.value for code, name in CLASS_NAMES.items()} | {
    str(order): code.value for order, code in enumerate(VoterClass, 1)
}
_SEXES = {"男": "M", "女": "F", "男性": "M", "女性": "F"}
_WRITTEN_SEX = {"M": "男", "F": "女"}
_WRITTEN_CLASS = {code.value: name for code, name in CLASS_NAMES.items()}
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


@dataclass(frozen=True)
class SheetRow:
    """One row as it stands in the workbook: its number, its entry, what its cells already betray."""

    row: int
    entry: VoterEntry
    faults: tuple[Issue, ...]
    had_blanks: bool = False
    held: frozenset[str] = frozenset(COLUMNS)
    """The fields that the workbook has a column for."""


def entries_in(
    content: bytes,
    totals: list[int] | None = None,
    chosen: Mapping[str, int] | None = None,
) -> Iterator[SheetRow]:
    """Return the rows of a list of voters one by one; totals and empty rows are passed over.

    The numbers of the rows that are totals are added to ``totals``, so that a reader can
    say so; ``chosen`` are columns that the clerk told. Raises InputRefused for what is no
    workbook, ColumnsMissing when there is no heading or a needed column is missing, naming all.
    """
    layout, rows = layout_of(rows_in(content), chosen)
    require_columns(layout)
    for row, cells in rows:
        told = {name: cells[at] if at < len(cells) else "" for name, at in layout.columns.items()}
        if all(text_of(cell) == "" for cell in told.values()):
            continue
        if is_total(cells):
            if totals is not None:
                totals.append(row)
            continue
        yield _row_of(row, told)


def _row_of(row: int, told: dict[str, Cell]) -> SheetRow:
    faults = []
    number = told["number"]
    if isinstance(number, int | float) and not isinstance(number, bool):
        faults.append(Issue(code="exchange.number_is_rounded", source_key=""))
        number = ""
    kind = text_of(told.get("voter_class", ""))
    entry = VoterEntry(
        name=_name(told["name"]),
        sex=_SEXES.get(text_of(told["sex"]), text_of(told["sex"])),
        number=BLANKS.sub("", str(number)).lstrip("'").upper(),
        group_name=text_of(told["group_name"]),
        household=text_of(told.get("household", "")),
        voter_class=_CLASSES.get(kind, kind),
        evidence=text_of(told.get("evidence", "")),
    )
    return SheetRow(row, entry, tuple(faults), entry.name != text_of(told["name"]), frozenset(told))


def _name(cell: Cell) -> str:
    """Return a name without the blanks that typists put between two characters (张　三)."""
    return _BETWEEN_HAN.sub("", text_of(cell))


# --- workbooks out ----------------------------------------------------------------------------


def template(village: str) -> bytes:
    """Return an empty workbook of the list: text columns, drop-downs, one sheet that explains."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("选民登记册")
        _head(book, sheet, [*COLUMNS.values()])
        sheet.data_validation(1, 1, 5000, 1, {"validate": "list", "source": ["男", "女"]})
        sheet.data_validation(
            1, 5, 5000, 5, {"validate": "list", "source": [*CLASS_NAMES.values()]}
        )
        notes = book.add_worksheet("填写说明")
        notes.set_column(0, 0, 100)
        for at, line in enumerate(_explained(village)):
            notes.write_string(at, 0, line)
    return made.getvalue()


def _explained(village: str) -> list[str]:
    return [
        f"{village} 选民登记册填写说明",
        "一、每人一行；“身份证号”一列已设为文本格式，请勿改成数值，否则末三位会丢失。",
        "二、“登记类别”按下拉选项填写，不能留空（村民委员会组织法第十六条规定的三类人员）。",
        "三、后两类人员须填“依据材料”：本人表示参加选举的记录，或者本人申请和会议同意的记录。",
        "四、年龄以选举日为准，须年满十八周岁。",
        "五、同一文件可以重复上传：已经登记的人员不会重复登记。",
    ]


def filled(entries: Iterable[VoterEntry]) -> bytes:
    """Return a workbook of a list that is in order, as the template asks for it."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("选民登记册")
        _head(book, sheet, [*COLUMNS.values()])
        for at, entry in enumerate(entries, 1):
            for column, value in enumerate(_as_written(entry).values()):
                sheet.write_string(at, column, value)
    return made.getvalue()


def _as_written(entry: VoterEntry) -> dict[str, str]:
    """Return an entry by column, in the words of the workbook."""
    told = {name: getattr(entry, name) for name in COLUMNS}
    told["sex"] = _WRITTEN_SEX.get(entry.sex, entry.sex)
    told["voter_class"] = _WRITTEN_CLASS.get(entry.voter_class, entry.voter_class)
    return told


def faults_workbook(rows: Iterable[tuple[SheetRow, Sequence[str], frozenset[str]]]) -> bytes:
    """Return the rows that cannot be taken, with the reasons, their cells marked, to be corrected.

    Each is the row, the reasons in words, and the names of the columns at fault.
    """
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("需要核对的人员")
        _head(book, sheet, [*COLUMNS.values(), "原行号", "问题"])
        text = book.add_format({"num_format": "@"})
        marked = book.add_format({"num_format": "@", "bg_color": "#FCE4D6", "border": 1})
        for at, (row, reasons, columns) in enumerate(rows, 1):
            for column, (name, value) in enumerate(_as_written(row.entry).items()):
                sheet.write_string(at, column, value, marked if name in columns else text)
            sheet.write_number(at, len(COLUMNS), row.row)
            sheet.write_string(at, len(COLUMNS) + 1, "；".join(reasons))
    return made.getvalue()


def _head(
    book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, words: Sequence[str]
) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#E7EEF7", "border": 1})
    text = book.add_format({"num_format": "@"})
    widths = (14, 6, 22, 14, 10, 32, 32, 8, 60)
    for at, word in enumerate(words):
        sheet.set_column(at, at, widths[at], text)
        sheet.write_string(0, at, word, bold)
    sheet.freeze_panes(1, 0)
