"""Checklists of the joint review as data: which unit checks what, on which basis, for how long.

The four classes of VCOL 2025 art. 18 are national: a county adds units to them and items of its own,
and can neither change nor switch them off (law-notes A2).
"""

import tomllib
from collections import Counter
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import Any

import msgspec

from electflow.campaign.rules import months_after
from electflow.errors import ProfileError
from electflow.joint_review.terms import ROUNDS, Round
from electflow.profile.model import Basis, Verified
from electflow.stages import Track

MOST_UNITS = 40
FIELDS = ("name", "number", "sex", "village", "post")
"""The identity fields of which a unit may need some; the others do not touch its answer."""


class Finding(StrEnum):
    """What a hit on an item means: barred by law, or an opinion of policy."""

    PROHIBITED = "prohibited"
    UNSUITABLE = "unsuitable"


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of a list; its code is what a county refers to it by."""

    code: str


class Unit(Entry, frozen=True, kw_only=True):
    """A unit that is asked (联审单位), and what it checks.

    ``round`` says at which level it examines, ``tracks`` of whom; ``needs`` are the identity fields
    on which its answer rests: when another field is corrected it is not asked again.
    """

    name: str
    checks: str
    round: Round = Round.COUNTY
    tracks: tuple[Track, ...] = tuple(Track)
    needs: tuple[str, ...] = ("name", "number", "sex")


class Item(Entry, frozen=True, kw_only=True):
    """What is asked (核查事项): by whom, what proves it, on what it rests, how far it looks back.

    ``statutory`` are the four classes of article 18. ``sealed`` records may be asked only by the
    national rule that ``national_rule`` names. ``look_back_years`` 0 means without limit of time.
    """

    title: str
    finding: Finding
    tracks: tuple[Track, ...]
    units: tuple[str, ...]
    evidence: str
    basis: Basis
    verified: Verified
    source: str
    look_back_years: int = 0
    effect: str = ""
    note: str = ""
    statutory: bool = False
    sealed: bool = False
    national_rule: str = ""
    is_on: bool = True
    level: str = ""


class Effect(Entry, frozen=True, kw_only=True):
    """How long a sanction has effect (影响期), in months from its date."""

    title: str
    months: int
    verified: Verified
    source: str

    def ends_on(self, dated_on: date) -> date:
        """Return the last day on which the sanction has effect."""
        return months_after(dated_on, self.months)


class Checklist(msgspec.Struct, frozen=True, kw_only=True):
    """A whole list, the nation's with a county's own laid over it."""

    name: str
    title: str
    document: str
    rounds: tuple[Round, ...]
    units: dict[str, Unit]
    items: dict[str, Item]
    effects: dict[str, Effect]

    def asked(self, track: Track, unit: str) -> list[Item]:
        """Return what a unit is asked in a track; whoever is no department is asked everything."""
        who = self.units[unit]
        if track not in who.tracks:
            return []
        asks_all = who.round is not Round.COUNTY
        return [
            item
            for item in self.items.values()
            if item.is_on and track in item.tracks and (asks_all or unit in item.units)
        ]

    def asked_units(self, track: Track, asked_in: Round | None = None) -> list[Unit]:
        """Return the units that are asked anything in a track, of one round or of all in use."""
        rounds = self.rounds if asked_in is None else (asked_in,)
        return [
            unit
            for code, unit in self.units.items()
            if unit.round in rounds and self.asked(track, code)
        ]


class Changes(msgspec.Struct, frozen=True):
    """What another list would change: items asked beside, no longer, or otherwise; units; the rounds.

    ``units`` are those that would be called otherwise, check otherwise or rest on other fields, each as
    it is and as it would be; ``None`` where there is none.
    """

    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    changed: tuple[Item, ...]
    has_other_rounds: bool
    units: tuple[tuple[Unit | None, Unit | None], ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Tell whether nothing changes but the document."""
        lists = (self.added, self.removed, self.changed, self.units)
        return not (any(lists) or self.has_other_rounds)


def changes_between(old: Checklist, new: Checklist) -> Changes:
    """Return what a list changes of another; an item under a used code with a new title is a new one."""
    before = {(i.code, i.title): i for i in old.items.values() if i.is_on}
    after = {(i.code, i.title): i for i in new.items.values() if i.is_on}

    def asked(item: Item) -> tuple[object, ...]:
        return (
            item.finding, item.tracks, item.units, item.evidence, item.look_back_years, item.effect
        )  # fmt: skip

    return Changes(
        tuple(item for key, item in after.items() if key not in before),
        tuple(item for key, item in before.items() if key not in after),
        tuple(i for key, i in after.items() if key in before and asked(i) != asked(before[key])),
        old.rounds != new.rounds,
        tuple(
            (old.units.get(code), new.units.get(code))
            for code in dict.fromkeys((*old.units, *new.units))
            if old.units.get(code) != new.units.get(code)
        ),
    )


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    title: str
    parent: str = ""
    document: str = ""
    rounds: tuple[Round, ...] = ()
    unit: tuple[Unit, ...] = ()
    item: tuple[Item, ...] = ()
    effect: tuple[Effect, ...] = ()
    asks: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()


def shipped_checklists() -> list[str]:
    """Return the names of the lists that travel with the product."""
    return sorted(f.name[:-5] for f in _folder().iterdir() if f.name.endswith(".toml"))


def load_checklist(name: str) -> Checklist:
    """Return a shipped list; raises ProfileError naming file, code and fault."""
    return resolve(levels_of(name))


def levels_of(name: str) -> list[dict[str, Any]]:
    """Return a shipped list and those that it lies on, the nation's first; raises ProfileError."""
    found: list[dict[str, Any]] = []
    while name:
        if any(level["name"] == name for level in found):
            raise ProfileError(f"{name}.toml: inherits from itself")
        found.insert(0, read_list(name))
        name = found[0].get("parent", "")
    return found


def read_list(name: str) -> dict[str, Any]:
    """Return one shipped list as it stands in its file; raises ProfileError."""
    try:
        return tomllib.loads(_folder().joinpath(f"{name}.toml").read_text("utf-8"))
    except (FileNotFoundError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(f"{name}.toml: {error}") from error


def resolve(levels: list[dict[str, Any]]) -> Checklist:
    """Lay lists over one another, the nation's first; raises ProfileError with every fault at once."""
    read: list[_File] = []
    for level in levels:
        try:
            read.append(msgspec.convert(level, _File))
        except msgspec.ValidationError as error:
            raise ProfileError(f"{level.get('name', '?')}.toml: {error}") from error
    faults: list[str] = []
    units: dict[str, Unit] = {}
    items: dict[str, Item] = {}
    effects: dict[str, Effect] = {}
    for told in read:
        faults += _faults_alone(told, units, items)
        units |= {unit.code: unit for unit in told.unit}
        effects |= {effect.code: effect for effect in told.effect}
        for item in told.item:
            if not (item.code in items and items[item.code].statutory):
                items[item.code] = msgspec.structs.replace(item, level=told.name)
        for code, more in told.asks.items():
            if code in items:
                asked = tuple(dict.fromkeys((*items[code].units, *more)))
                items[code] = msgspec.structs.replace(items[code], units=asked)
        for codes, is_on in ((told.off, False), (told.on, True)):
            for code in codes:
                if code in items and not items[code].statutory:
                    items[code] = msgspec.structs.replace(items[code], is_on=is_on)
    told_rounds = next((told.rounds for told in reversed(read) if told.rounds), (Round.COUNTY,))
    rounds = tuple(r for r in ROUNDS if r in told_rounds)
    faults += _faults_together(read[-1].name, units, items, effects)
    faults += _statutory_unasked(read[-1].name, units, items, rounds)
    if faults:
        raise ProfileError("; ".join(faults))
    top = read[-1]
    return Checklist(
        name=top.name,
        title=top.title,
        document=top.document,
        rounds=rounds,
        units=units,
        items=items,
        effects=effects,
    )


def _faults_alone(told: _File, units: dict[str, Unit], items: dict[str, Item]) -> list[str]:
    """Return what is wrong with one file as it stands over those before it."""
    at = f"{told.name}.toml"
    faults = []
    for kind, entries in (("unit", told.unit), ("item", told.item), ("effect", told.effect)):
        codes = Counter(entry.code for entry in entries)
        faults += [f"{at}: {kind} {code} stands twice" for code, n in codes.items() if n > 1]
    if told.parent and not told.document.strip():
        faults.append(f"{at}: a list of a county names the number of its document")
    for unit in told.unit:
        if unit.code in units and (unit.round, unit.tracks) != (
            units[unit.code].round,
            units[unit.code].tracks,
        ):
            faults.append(f"{at}: unit {unit.code}: its round and tracks stand in the list above")
    for item in told.item:
        if told.parent and item.statutory:
            faults.append(f"{at}: {item.code}: only the national list holds statutory items")
        if item.code in items and items[item.code].statutory:
            faults.append(f"{at}: {item.code}: a statutory item cannot be changed (art. 18)")
    for code in told.off:
        if code not in items:
            faults.append(f"{at}: off: no item {code}")
        elif items[code].statutory:
            faults.append(f"{at}: off: {code} is statutory and cannot be taken out (art. 18)")
    known = items.keys() | {item.code for item in told.item}
    faults += [f"{at}: asks: no item {code}" for code in told.asks if code not in known]
    faults += [f"{at}: on: no item {code}" for code in told.on if code not in known]
    return faults


def _faults_together(
    name: str, units: dict[str, Unit], items: dict[str, Item], effects: dict[str, Effect]
) -> list[str]:
    """Return what is wrong with the whole list."""
    at = f"{name}.toml"
    faults = []
    for item in items.values():
        where = f"{at}: {item.code}"
        faults += [f"{where}: no unit {unit}" for unit in item.units if unit not in units]
        if not item.units or not item.tracks:
            faults.append(f"{where}: names no unit or no track")
        if not item.evidence.strip() or not item.source.strip():
            faults.append(f"{where}: evidence or source is missing")
        barred = item.finding is Finding.PROHIBITED and Track.COMMITTEE in item.tracks
        if barred and not item.statutory:
            faults.append(f"{where}: only the four classes of art. 18 bar a villagers' candidate")
        if item.effect and item.effect not in effects:
            faults.append(f"{where}: no effect {item.effect}")
        if not 0 <= item.look_back_years <= 30:
            faults.append(f"{where}: look_back_years {item.look_back_years} is not 0 to 30")
        if item.is_on and item.sealed and not item.national_rule.strip():
            faults.append(f"{where}: sealed records need the national rule that allows to ask")
    names = {u.code: u.name for u in units.values()} | {i.code: i.title for i in items.values()}
    faults += [f"{at}: {code} has no name" for code, name in names.items() if not name.strip()]
    for unit in units.values():
        for name in unit.needs:
            if name not in FIELDS:
                faults.append(f"{at}: unit {unit.code}: no identity field {name}")
    if len(units) > MOST_UNITS:
        faults.append(f"{at}: {len(units)} units, at most {MOST_UNITS}")
    faults += [
        f"{at}: effect {e.code}: {e.months} months" for e in effects.values() if e.months < 1
    ]
    return faults


def _statutory_unasked(
    name: str, units: dict[str, Unit], items: dict[str, Item], rounds: tuple[Round, ...]
) -> list[str]:
    """Return which of the four classes no department would be asked of: nobody takes them out so."""
    if Round.COUNTY not in rounds:
        return [f"{name}.toml: rounds: the units of the county are asked in every list (art. 18)"]
    return [
        f"{name}.toml: {item.code}: no department of the county is asked (art. 18)"
        for item in items.values()
        if item.statutory
        and not any(
            code in units
            and units[code].round is Round.COUNTY
            and set(item.tracks) <= set(units[code].tracks)
            for code in item.units
        )
    ]


def _folder() -> Any:
    return files("config").joinpath("vetting")
