"""Words of the tree of places: levels by the length of the code, kinds by its tenth digit."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Level(IntEnum):
    """The level of a place; its value is the length of its code."""

    PROVINCE = 2
    PREFECTURE = 4
    COUNTY = 6
    TOWNSHIP = 9
    VILLAGE = 12


class PlaceKind(StrEnum):
    """What a place of the fifth level is; the code proposes it, the county decides."""

    VILLAGE = "village"
    COMMUNITY = "community"
    OTHER = "other"


@dataclass(frozen=True)
class BadRow:
    """A row of a divisions file that was not taken, with its line number."""

    line: int
    code: str
    text: str


@dataclass(frozen=True)
class LoadReport:
    """What a load did: places new, renamed and unchanged, rows refused, kinds that names contradict."""

    added: int
    renamed: int
    unchanged: int
    refused: tuple[BadRow, ...]
    contradicted: int
