"""Loading and reading the tree of places."""

import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import islice
from pathlib import Path

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.errors import InputRefused
from electflow.issues import Issue
from electflow.regions.model import FormerName, Region
from electflow.regions.rules import fault_of, kind_by_code, kind_by_name, parent_of
from electflow.regions.terms import BadRow, Level, LoadReport

BATCH = 5_000
CASE = "regions"


def rows_of(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line, code and name of a divisions file, ``code,name`` CSV, plain or gzip.

    Raises InputRefused if the file cannot be read as such.
    """
    unpack = gzip.open if path.suffix == ".gz" else open
    with unpack(path, "rb") as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
        yield from _parsed(text, path.name)


def shipped_rows() -> list[tuple[int, str, str]]:
    """Return the places that travel with the product: Honghe Prefecture's thirteen counties."""
    text = files("electflow.regions").joinpath("data/honghe-2023.csv").read_text("utf-8")
    return list(_parsed(io.StringIO(text), "honghe-2023.csv"))


def in_batches(rows: Iterable[tuple[int, str, str]]) -> Iterator[list[tuple[int, str, str]]]:
    """Yield the rows in lists of the size of one transaction."""
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def said_twice(rows: Iterable[tuple[int, str, str]]) -> list[BadRow]:
    """Return the rows of a whole file whose code stood before with another name."""
    first: dict[str, str] = {}
    return [
        BadRow(line, code, "region.code_twice")
        for line, code, name in rows
        if first.setdefault(code, name.strip()) != name.strip()
    ]


def load(act: Act, rows: list[tuple[int, str, str]]) -> LoadReport:
    """Take one batch of places; bad rows are reported, never half taken. Loading twice adds nothing."""
    refused = [
        BadRow(line, code, fault) for line, code, name in rows if (fault := fault_of(code, name))
    ]
    bad = {row.line for row in refused}
    wanted: dict[str, str] = {}
    for line, code, name in rows:
        if line in bad:
            continue
        if code in wanted and wanted[code] != name.strip():
            refused.append(BadRow(line, code, "region.code_twice"))
            continue
        wanted[code] = name.strip()
    known = dict(
        act.session.execute(select(Region.code, Region.name).where(Region.code.in_(wanted))).all()
    )
    new = {code: name for code, name in wanted.items() if code not in known}
    renamed = {code: name for code, name in wanted.items() if known.get(code, name) != name}
    if new:
        act.session.execute(
            insert(Region),
            [
                {"code": code, "name": name, "parent": parent_of(code), "loaded_on": act.on}
                for code, name in new.items()
            ],
        )
    for code, name in renamed.items():
        if act.session.get(FormerName, (code, act.on)) is None:
            act.session.add(FormerName(code=code, until=act.on, name=known[code]))
        act.session.execute(update(Region).where(Region.code == code).values(name=name))
    if new or renamed:
        audit.record(
            act,
            "region:load",
            CASE,
            data={"places": len(new), "renamed": len(renamed), "refused": len(refused)},
            county=audit.NATION,
        )
    contradicted = sum(
        len(code) == Level.VILLAGE and kind_by_name(name) not in (None, kind_by_code(code))
        for code, name in wanted.items()
    )
    return LoadReport(
        len(new),
        len(renamed),
        len(wanted) - len(new) - len(renamed),
        tuple(refused),
        contradicted,
    )


def names_of(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Return the names of places by code, in one query."""
    return dict(
        session.execute(select(Region.code, Region.name).where(Region.code.in_(set(codes)))).all()
    )


def list_below(session: Session, code: str, level: Level) -> list[Region]:
    """Return the places of one level inside another, by code."""
    return list(
        session.scalars(
            select(Region)
            .where(Region.code > code, Region.code < code + ":")
            .where(func.length(Region.code) == level)
            .order_by(Region.code)
        )
    )


def _parsed(text: Iterable[str], name: str) -> Iterator[tuple[int, str, str]]:
    reader = csv.reader(text)
    try:
        head = next(reader, [])
        if [cell.strip() for cell in head] != ["code", "name"]:
            raise _unreadable(name)
        for row in reader:
            code, place = (*row, "", "")[:2]
            yield reader.line_num, code.strip(), place if len(row) == 2 else ""
    except (UnicodeDecodeError, OSError, EOFError, csv.Error) as error:
        raise _unreadable(name) from error


def _unreadable(name: str) -> InputRefused:
    issue = Issue(code="region.file_unreadable", source_key="", facts={"file": name})
    return InputRefused([issue])
