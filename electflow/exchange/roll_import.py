"""Importing a list of voters: every row checked, all faults told at once, nobody entered twice."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.campaign.model import Election
from electflow.exchange.roll_choices import (
    DIFFERING_MOST,
    Choices,
    Differing,
    carry_out,
    differing,
)
from electflow.exchange.roll_sheet import SheetRow, entries_in
from electflow.issues import Fact, Issue
from electflow.people import service as people
from electflow.people.rules import is_of_no_province, normal_number, rare_in
from electflow.profile.model import Profile
from electflow.roll import service as roll
from electflow.roll.model import Voter
from electflow.roll.register import VoterEntry, faults_of_entry

BATCH = 500
SHOWN_MOST = 200
_NOTED_MOST = 20
_OF_NUMBER = frozenset(
    {"person.number_length", "person.number_check", "person.number_birth", "person.number_sex"}
)


class RowStanding(StrEnum):
    """What becomes of a row."""

    READY = "ready"
    KNOWN = "known"
    DIFFERS = "differs"
    FAULTY = "faulty"


@dataclass(frozen=True)
class CheckedRow:
    """A row with everything that is wrong with it; a double stands on another village's list too."""

    row: SheetRow
    standing: RowStanding
    faults: tuple[Issue, ...] = ()
    is_double: bool = False
    differing: Differing | None = None


@dataclass
class Preview:
    """What an import would do: counts, faults by code, and the first faulty rows."""

    ready: int = 0
    known: int = 0
    differs: int = 0
    faulty: int = 0
    corrected: int = 0
    doubles: int = 0
    by_code: Counter[str] = field(default_factory=Counter)
    shown: list[CheckedRow] = field(default_factory=list)
    differing: list[tuple[CheckedRow, Differing]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    blanks: int = 0
    prefixes: int = 0
    rare: set[str] = field(default_factory=set)

    def count(self, checked: CheckedRow) -> None:
        """Take one row into the counts."""
        self.ready += checked.standing is RowStanding.READY
        self.known += checked.standing is RowStanding.KNOWN
        self.doubles += checked.is_double
        self.blanks += checked.row.had_blanks
        self.prefixes += is_of_no_province(checked.row.entry.number)
        if checked.differing:
            self.differs += 1
            if len(self.differing) < DIFFERING_MOST:
                self.differing.append((checked, checked.differing))
        self.rare |= rare_in(checked.row.entry.name)
        if checked.standing is RowStanding.FAULTY:
            self.faulty += 1
            self.by_code.update({fault.code for fault in checked.faults})
            if len(self.shown) < SHOWN_MOST:
                self.shown.append(checked)

    @property
    def notes(self) -> list[Issue]:
        """Return what stops no row and somebody should know before the list is printed."""
        told: list[tuple[str, Mapping[str, Fact]]] = []
        if self.totals:
            rows = "、".join(str(row) for row in self.totals[:_NOTED_MOST])
            told.append(("exchange.totals_passed_over", {"n": len(self.totals), "rows": rows}))
        if self.blanks:
            told.append(("exchange.blanks_in_names", {"n": self.blanks}))
        if self.prefixes:
            told.append(("exchange.prefix_of_no_province", {"n": self.prefixes}))
        if self.rare:
            characters = "、".join(sorted(self.rare)[:_NOTED_MOST])
            told.append(("exchange.rare_in_names", {"characters": characters}))
        return [Issue(code=code, source_key="", facts=facts) for code, facts in told]


def preview(
    session: Session,
    election: Election,
    profile: Profile,
    content: bytes,
    today: date,
    columns: Mapping[str, int] | None = None,
) -> Preview:
    """Return what an import of a workbook would do; raises InputRefused for no such workbook."""
    told = Preview()
    for checked in check(session, election, profile, content, today, told.totals, columns):
        told.count(checked)
    return told


def import_ready(
    act: Act,
    election: Election,
    profile: Profile,
    content: bytes,
    columns: Mapping[str, int] | None = None,
    choices: Choices | None = None,
) -> Preview:
    """Enter the rows that can be entered, and carry out what was chosen for those that differ.

    Raises InputRefused when something is not chosen, or is chosen upon what is no longer so.
    """
    told = Preview()
    rows = check(act.session, election, profile, content, act.on, columns=columns)
    while batch := list(islice(rows, BATCH)):
        for checked in batch:
            told.count(checked)
        ready = [c.row.entry for c in batch if c.standing is RowStanding.READY]
        roll.add_many(act, election, ready, profile)
    lines = [(checked.row.row, line) for checked, line in told.differing]
    told.corrected = carry_out(act, election, profile, lines, told.differs, choices or Choices())
    return told


def check(
    session: Session,
    election: Election,
    profile: Profile,
    content: bytes,
    today: date,
    totals: list[int] | None = None,
    columns: Mapping[str, int] | None = None,
) -> Iterator[CheckedRow]:
    """Return the rows of a workbook one by one, each with all that is wrong with it.

    Rows that are totals are passed over and their numbers added to ``totals``; ``columns`` are
    those that the clerk told.

    Two queries for each five hundred rows; of the rows themselves only a batch is held, and of
    all before it the digests of their numbers. Raises InputRefused for no such workbook.
    """
    seen: dict[str, int] = {}
    rows = entries_in(content, totals, columns)
    while batch := list(islice(rows, BATCH)):
        yield from _checked(session, election, profile, batch, seen, today)


def _checked(
    session: Session,
    election: Election,
    profile: Profile,
    batch: Sequence[SheetRow],
    seen: dict[str, int],
    today: date,
) -> Iterator[CheckedRow]:
    numbers = [row.entry.number for row in batch if row.entry.number]
    persons = people.find_by_numbers(session, election.county, numbers)
    here, elsewhere = _standing_of(session, election, [p.id for p in persons.values()])
    for row in batch:
        number = normal_number(row.entry.number)
        faults = [*row.faults]
        found = faults_of_entry(row.entry, election.election_on, profile, today)
        if row.faults:  # a rounded number is one fault, not three
            found = [f for f in found if f.code not in _OF_NUMBER]
        faults += found
        first = seen.setdefault(number, row.row) if number else row.row
        if first != row.row:
            faults.append(Issue(code="roll.double_in_file", source_key="", facts={"row": first}))
        known = persons.get(number)
        voter = here.get(known.id) if known else None
        line = None
        if known and voter and not voter.is_struck and not faults:
            line = differing(voter.id, _listed(voter, known), row.entry, row.held)
        elif known and known.name != row.entry.name:
            faults.append(Issue(code="roll.name_differs", source_key=""))
        elif voter and not faults:
            faults.append(Issue(code="roll.was_struck", source_key=""))
        if faults:
            yield CheckedRow(row, RowStanding.FAULTY, tuple(faults))
        elif line and line.differences:
            yield CheckedRow(row, RowStanding.DIFFERS, (line.issue(),), differing=line)
        elif voter:
            yield CheckedRow(row, RowStanding.KNOWN)
        else:
            double = known is not None and known.id in elsewhere
            yield CheckedRow(row, RowStanding.READY, is_double=double)


def _listed(voter: Voter, person: people.Named) -> VoterEntry:
    """Return what the list says of a voter; the number is not told."""
    return VoterEntry(
        person.name,
        person.sex,
        "",
        voter.group_name,
        voter.household,
        voter.voter_class,
        voter.evidence,
    )


def _standing_of(
    session: Session, election: Election, persons: Sequence[int]
) -> tuple[dict[int, Voter], set[int]]:
    """Return who stands or stood here, and who stands in another village."""
    rows = session.scalars(
        select(Voter)
        .join(Election, (Election.county == Voter.county) & (Election.id == Voter.election_id))
        .where(Voter.county == election.county, Voter.person_id.in_(persons))
        .where(Election.campaign_id == election.campaign_id)
        .where(
            (Election.id == election.id) | (Election.organisation_id != election.organisation_id)
        )
    ).all()
    here = {r.person_id: r for r in rows if r.election_id == election.id}
    elsewhere = {r.person_id for r in rows if r.election_id != election.id and not r.is_struck}
    return here, elsewhere
