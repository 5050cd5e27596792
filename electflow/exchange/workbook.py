"""Reading a workbook row by row without holding it, and refusing what is none."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook

from electflow.errors import InputRefused
from electflow.issues import Fact, Issue

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 200_000
_MOST_UNPACKED = 400 * 1024 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK"
_MOST_COLUMNS = 100
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_CELL = re.compile(rb'\br="([A-Z]*)(\d+)"')

BLANKS = re.compile(r"[\s\u3000\u00a0\ufeff]+")

Cell = Any


def text_of(cell: Cell) -> str:
    """Return a cell as text: a whole number without its fraction, no blanks around it."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return BLANKS.sub(" ", str(cell)).strip()


def rows_in(content: bytes) -> Iterator[tuple[int, list[Cell]]]:
    """Return the rows of the first sheet with their numbers as Excel counts them, one by one.

    Raises InputRefused for what is no workbook, or one too large to be taken.
    """
    _refuse_what_is_none(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
    except (CalamineError, IndexError) as error:
        raise _refused("exchange.no_workbook") from error
    if sheet.total_height > MOST_ROWS:
        raise _refused("exchange.too_many_rows", rows=sheet.total_height, most=MOST_ROWS)
    return enumerate(sheet.iter_rows(), 1)


def _refuse_what_is_none(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise _refused("exchange.too_large", most=MOST_BYTES // 1024 // 1024)
    head = content[:400].lstrip().lower()
    if head.startswith((b"<html", b"<!doctype", b"<?xml", b"<table")):
        raise _refused("exchange.is_web_page")
    if not content.startswith((_ZIP, _OLD_OFFICE)):
        raise _refused("exchange.no_workbook")
    if content.startswith(_ZIP):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                unpacked = sum(part.file_size for part in packed.infolist())
        except zipfile.BadZipFile as error:
            raise _refused("exchange.no_workbook") from error
        if unpacked > _MOST_UNPACKED:
            raise _refused("exchange.unpacks_too_large", most=_MOST_UNPACKED // 1024 // 1024)
        _refuse_far_cells(content)


def _refuse_far_cells(content: bytes) -> None:
    """Refuse a sheet with a cell far out: the reader holds all that lies between, whatever is in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheets = [name for name in packed.namelist() if _SHEET.fullmatch(name)]
        if not sheets:
            raise _refused("exchange.no_workbook")
        for name in sheets:
            with packed.open(name) as part:
                column, row = _farthest(part)
            if row > MOST_ROWS:
                raise _refused("exchange.too_many_rows", rows=row, most=MOST_ROWS)
            if column > _MOST_COLUMNS:
                raise _refused("exchange.too_many_columns", columns=column, most=_MOST_COLUMNS)


def _farthest(part: IO[bytes]) -> tuple[int, int]:
    """Return the last column and the last row that a sheet's cells name."""
    column = row = 0
    left = b""
    while chunk := part.read(1 << 20):
        text = left + chunk
        for letters, digits in _CELL.findall(text):
            row = max(row, int(digits[:9]))
            if len(letters) > 1:
                column = max(column, _column(letters))
        left = text[-40:]
    return column, row


def column_letters(at: int) -> str:
    """Return what Excel calls a column that is counted from nought."""
    letters, left = "", at + 1
    while left:
        left, order = divmod(left - 1, 26)
        letters = chr(ord("A") + order) + letters
    return letters


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _refused(code: str, **facts: Fact) -> InputRefused:
    return InputRefused([Issue(code=code, source_key="", facts=facts)])
