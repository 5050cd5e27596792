"""The workbook of a reviewing unit: out with its persons, in with its replies, all faults at once.

Each row carries a check cell, made with a key from the person and the last reply on him when the
workbook was made, one that was returned included: rows of other units, changed names, mixed-up rows
and rows from before a reply was returned are told by it.
"""

import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import zip_longest
from operator import attrgetter
from types import MappingProxyType

import xlsxwriter

from electflow.db import Keyring
from electflow.errors import InputRefused
from electflow.exchange.workbook import Cell, rows_in
from electflow.issues import Issue
from electflow.joint_review.answers import Given
from electflow.joint_review.checklist import Checklist, Item
from electflow.joint_review.desk import DeskLine
from electflow.joint_review.questions import Hit, faults_of_answer
from electflow.joint_review.terms import Answer, QuestionStanding

ANSWER_NAMES = {
    Answer.CLEAN: "未发现有关情形",
    Answer.HIT: "发现有关情形",
    Answer.OFFLINE: "有情况·另行书面报送",
    Answer.CANNOT_JUDGE: "无法核实",
}
"""The replies as the drop-down offers them."""

COLUMNS = (
    "序号", "批次", "乡镇", "村（社区）", "姓名", "性别", "身份证号", "被提名职务",
    "回复", "核查事项", "文书号", "文书日期", "处分种类", "情况说明", "校验码",
)  # fmt: skip
_AT = {name: at for at, name in enumerate(COLUMNS)}
_FILLED = ("回复", "核查事项", "文书号", "文书日期", "处分种类", "情况说明")
_WIDTHS = (6, 6, 14, 18, 12, 6, 21, 14, 22, 28, 24, 14, 16, 36, 34)
_OF_NAME = {name: answer for answer, name in ANSWER_NAMES.items()}
RECUSED = "应回避"
"""What stands in place of the reply where the reader may not judge the person; it is none itself."""
_SEXES = {"M": "男", "F": "女"}
_HEADING = 3
_FIRST = _HEADING + 1
_SHOWN_MOST = 200
_DAY_ZERO = datetime(1899, 12, 30)


@dataclass(frozen=True)
class RowFault:
    """A row of the workbook that cannot be taken, with everything that is wrong with it."""

    row: int
    name: str
    issues: tuple[Issue, ...]


@dataclass
class ReadSheet:
    """What a workbook says: replies to be entered, those known already, rows left empty, and faults."""

    given: list[Given] = field(default_factory=list)
    known: int = 0
    empty: int = 0
    faulty: int = 0
    faults: list[RowFault] = field(default_factory=list)
    counts: Counter[Answer] = field(default_factory=Counter)


def made(
    lines: Iterable[DeskLine],
    *,
    unit: str,
    items: Sequence[Item],
    checklist: Checklist,
    keyring: Keyring,
    townships: Mapping[str, str],
    post_name: Callable[[DeskLine], str],
    place_name: Callable[[DeskLine], str] = attrgetter("village_name"),
    mark: str = "",
) -> bytes:
    """Return a unit's workbook, written row by row: identity locked, replies by drop-down.

    ``place_name`` says of which place and on what occasion. ``mark`` stands before the title:
    what is invented says so on paper too.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("核查回复")
        bold = book.add_format({"bold": True, "bg_color": "#E7EEF7", "border": 1, "text_wrap": 1})
        locked = book.add_format({"num_format": "@", "font_color": "#444444"})
        free = book.add_format({"num_format": "@", "locked": False, "bg_color": "#FFFBE6"})
        for at, width in enumerate(_WIDTHS):
            sheet.set_column(at, at, width)
        sheet.write_string(0, 0, f"{mark}{unit} 县级联审核查回复表")
        sheet.write_string(
            1, 0, "只填黄色各列；不要改动姓名、身份证号和校验码。空着的行视为未回复，不视为同意。"
        )
        sheet.write_string(
            2, 0, "不得录入涉密、工作秘密和未公开线索；此类情况请选“有情况·另行书面报送”。"
        )
        for at, word in enumerate(COLUMNS):
            sheet.write_string(_HEADING, at, word, bold)
        count = 0
        for order, line in enumerate(lines, 1):
            count = order
            told = (
                str(order), str(line.batch), townships.get(line.township, line.township),
                place_name(line), line.name, _SEXES.get(line.sex, line.sex), line.number,
                post_name(line), _reply_of(line),
            )  # fmt: skip
            may_fill = locked if line.recused_for else free
            for at, value in enumerate(told):
                sheet.write_string(_HEADING + order, at, value, may_fill if at == 8 else locked)
            for at in range(9, 14):
                sheet.write_blank(_HEADING + order, at, None, may_fill)
            sheet.write_string(_HEADING + order, 14, check_of(line, keyring), locked)
        last = _HEADING + max(count, 1)
        answers = {"validate": "list", "source": [*ANSWER_NAMES.values()]}
        sheet.data_validation(_FIRST, _AT["回复"], last, _AT["回复"], answers)
        _offer(book, sheet, last, items, checklist)
        sheet.freeze_panes(_FIRST, _AT["性别"])
        sheet.autofilter(_HEADING, 0, last, len(COLUMNS) - 1)
        sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True})
    return out.getvalue()


def _offer(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    last: int,
    items: Sequence[Item],
    checklist: Checklist,
) -> None:
    """Put what may be chosen onto a sheet of its own: a drop-down holds no long list."""
    kept = book.add_worksheet("核查事项")
    kept.set_column(0, 0, 44)
    kept.set_column(1, 2, 60)
    effects = list(checklist.effects.values())
    # row by row: what is written into a row that was left behind is lost
    for row, (item, effect) in enumerate(zip_longest(items, effects)):
        if item:
            kept.write_row(row, 0, (_item_name(item), item.evidence, item.source))
        if effect:
            kept.write_string(row, 3, effect.title)
    for column, letter, count in (("核查事项", "A", len(items)), ("处分种类", "D", len(effects))):
        source = f"=核查事项!${letter}$1:${letter}${max(count, 1)}"
        told = {"validate": "list", "source": source}
        sheet.data_validation(_FIRST, _AT[column], last, _AT[column], told)


def _item_name(item: Item) -> str:
    return f"{item.code} {item.title}"


def _reply_of(line: DeskLine) -> str:
    """Return the reply as it goes out; who may not judge a person is not told how he was answered."""
    if line.recused_for:
        return RECUSED
    return ANSWER_NAMES[line.answer] if line.answer else ""


def check_of(line: DeskLine, keyring: Keyring) -> str:
    """Return the check cell of a row: question, last edition, and a keyed digest of the person."""
    edition = line.last_edition
    told = f"row:{line.question_id}:{edition}:{line.unit}:{line.name}:{line.number}"
    return f"{line.question_id}-{edition}-{keyring.digest(told).hex()[:12]}"


def replies_in(
    content: bytes,
    lines: Sequence[DeskLine],
    asked: Callable[[DeskLine], Sequence[Item]],
    lists: Mapping[int, Checklist],
    keyring: Keyring,
    today: date,
    found: Mapping[tuple[int, int], Hit] = MappingProxyType({}),
) -> ReadSheet:
    """Return what a filled workbook says, row by row, with every fault of every row at once.

    ``found`` is what stands in force, by question and edition: the same file sent again changes
    nothing. Nothing is overwritten: a reply that differs from one in force is a fault of its row.
    Raises InputRefused for what is no such workbook.
    """
    by_id = {line.question_id: line for line in lines}
    told, seen = ReadSheet(), dict[int, int]()
    for row, cells in _rows(content):
        line, issues = _line_of(row, cells, by_id, seen, keyring)
        name = _text(cells, "姓名")
        answer_name = _text(cells, "回复")
        if line is not None and answer_name in ("", RECUSED) and not issues:
            told.empty += line.standing in (QuestionStanding.ASKED, QuestionStanding.LATE)
            continue
        given = None
        if line is not None and not issues:
            known = found.get((line.question_id, line.edition))
            given, issues = _given(cells, line, asked(line), lists[line.checklist_id], today, known)
        if issues:
            told.faulty += 1
            if len(told.faults) < _SHOWN_MOST:
                told.faults.append(RowFault(row, name, tuple(issues)))
        elif given is None:
            told.known += 1
        else:
            told.given.append(given)
            told.counts[given.answer] += 1
    return told


def _line_of(
    row: int,
    cells: Sequence[Cell],
    by_id: Mapping[int, DeskLine],
    seen: dict[int, int],
    keyring: Keyring,
) -> tuple[DeskLine | None, list[Issue]]:
    """Find whose row it is, by its check cell alone."""

    def refuse(code: str, **facts: int) -> tuple[None, list[Issue]]:
        return None, [Issue(code=code, source_key="", facts=facts)]

    parts = _text(cells, "校验码").split("-")
    if len(parts) != 3 or not all(p.isdecimal() and len(p) < 19 for p in parts[:2]):
        return refuse("exchange.check_missing")
    line = by_id.get(int(parts[0]))
    if line is None:
        return refuse("exchange.row_not_asked")
    if line.question_id in seen:
        return refuse("roll.double_in_file", row=seen[line.question_id])
    seen[line.question_id] = row
    known = f"row:{line.question_id}:{parts[1]}:{line.unit}:{line.name}:{line.number}"
    written = (_text(cells, "姓名"), _text(cells, "身份证号").upper())
    if keyring.digest(known).hex()[:12] != parts[2] or written != (line.name, line.number):
        return refuse("exchange.row_changed")
    return line, []


def _given(
    cells: Sequence[Cell],
    line: DeskLine,
    asked: Sequence[Item],
    checklist: Checklist,
    today: date,
    known: Hit | None,
) -> tuple[Given | None, list[Issue]]:
    """Return the reply of a row, or None for one that is in force already, and what is wrong."""
    answer = _OF_NAME.get(_text(cells, "回复"))
    if answer is None:
        return None, [Issue(code="exchange.answer_unknown", source_key="")]
    issues: list[Issue] = []
    dated_on = _day(cells[_AT["文书日期"]] if len(cells) > _AT["文书日期"] else "")
    if isinstance(dated_on, Issue):
        issues, dated_on = [dated_on], None
    titles = {effect.title: effect.code for effect in checklist.effects.values()}
    effect = _text(cells, "处分种类")
    hit = Hit(
        _text(cells, "核查事项").split(" ")[0],
        _text(cells, "文书号"),
        dated_on,
        titles.get(effect, effect),
        _text(cells, "情况说明"),
    )
    if line.recused_for is not None:
        # this alone: any other fault would tell whether the reply in force is the one that was written
        facts = {"ground": line.recused_for.value}
        return None, [Issue(code="vetting.recused", source_key="", facts=facts)]
    is_empty = hit == Hit("", "")
    if line.answer is not None:
        # a row as it was sent before, or as it went out: what was found never leaves the server again
        if answer is line.answer and (is_empty or hit == known):
            return None, issues
        issues.append(Issue(code="vetting.entered_otherwise", source_key=""))
    elif _edition_of(cells) < line.last_edition:
        issues.append(Issue(code="exchange.row_outdated", source_key=""))
    given = Given(line.question_id, answer, None if is_empty else hit)
    issues += faults_of_answer(answer, given.hit, asked, checklist, today)
    return given, issues


def _edition_of(cells: Sequence[Cell]) -> int:
    """Return the last edition that the row knew of; its check cell has been proved before."""
    return int(_text(cells, "校验码").split("-")[1])


def _rows(content: bytes) -> Iterator[tuple[int, list[Cell]]]:
    rows = rows_in(content)
    for _row, cells in rows:
        if [str(cell).strip() for cell in cells[: len(COLUMNS)]] == list(COLUMNS):
            break
    else:
        raise InputRefused([Issue(code="exchange.not_this_workbook", source_key="")])
    for row, cells in rows:
        if any(str(cell).strip() for cell in cells):
            yield row, cells


def _text(cells: Sequence[Cell], column: str) -> str:
    at = _AT[column]
    cell = cells[at] if at < len(cells) else ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def _day(cell: Cell) -> date | Issue | None:
    """Return a day however the cell holds it: as a date, a serial number, or in words."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 1 <= cell < 100_000:
        return (_DAY_ZERO + timedelta(days=int(cell))).date()
    told = str(cell).strip()
    if not told:
        return None
    for shape in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"):
        try:
            return datetime.strptime(told, shape).date()
        except ValueError:
            continue
    return Issue(code="exchange.day_unknown", source_key="")
