"""The tally sheet of one box, entered by two persons who do not see each other's figures. Pure.

Each check has a stable code: F refuses the sheet, W is accepted by the person who enters it.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from electflow.campaign.terms import Post
from electflow.issues import Fact, Issue, Severity

RETURNED, VOID = "returned", "void"
_VOTES = "votes_"
_MANY_VOID = 10


class SheetStanding(StrEnum):
    """How far a sheet has come."""

    EMPTY = "empty"
    ONCE = "once"
    DIFFERS = "differs"
    AGREED = "agreed"


@dataclass(frozen=True)
class SheetEntry:
    """What one person entered: all fields, or only those that differed."""

    by: int
    figures: Mapping[str, int]


@dataclass(frozen=True)
class SheetState:
    """How a sheet stands: what differs still, and the figures on which two persons agree."""

    standing: SheetStanding
    differing: tuple[str, ...] = ()
    agreed: Mapping[str, int] = field(default_factory=dict)
    entrants: tuple[int, ...] = ()


def votes_field(candidate: int) -> str:
    """Return the name of the field of a candidate's votes."""
    return f"{_VOTES}{candidate}"


def votes_in(figures: Mapping[str, int]) -> dict[int, int]:
    """Return the votes of a sheet by candidate."""
    return {
        int(name.removeprefix(_VOTES)): n for name, n in figures.items() if name.startswith(_VOTES)
    }


def fields_of(candidates: Sequence[int]) -> tuple[str, ...]:
    """Return the fields of a sheet, in the order of the paper."""
    return (RETURNED, VOID, *(votes_field(number) for number in candidates))


def state_of(fields: Sequence[str], entries: Sequence[SheetEntry]) -> SheetState:
    """Compare what was entered: a field is settled once two persons, whoever they are, say the same.

    A figure on which two agree while two others agree on another one stays open.
    """
    whole: dict[int, dict[str, int]] = {}
    for entry in entries:
        whole.setdefault(entry.by, {}).update(entry.figures)
    entrants = tuple(whole)[:2]
    if len(whole) < 2:
        standing = SheetStanding.ONCE if whole else SheetStanding.EMPTY
        return SheetState(standing, entrants=entrants)
    agreed: dict[str, int] = {}
    for name in fields:
        told = Counter(values[name] for values in whole.values() if name in values)
        settled = [figure for figure, persons in told.items() if persons > 1]
        if len(settled) == 1:
            agreed[name] = settled[0]
    differing = tuple(name for name in fields if name not in agreed)
    standing = SheetStanding.DIFFERS if differing else SheetStanding.AGREED
    return SheetState(standing, differing, agreed, entrants)


def faults_of_sheet(
    figures: Mapping[str, int], seats: Mapping[Post, int], posts: Mapping[int, Post]
) -> list[Issue]:
    """Return why a sheet cannot be true, all at once."""
    issues = []

    def refuse(code: str, check: str, **facts: Fact) -> None:
        issues.append(Issue(code=code, source_key="", facts={"check": check, **facts}))

    returned, void, votes = figures.get(RETURNED, 0), figures.get(VOID, 0), votes_in(figures)
    good = max(returned - void, 0)
    if any(not 0 <= n < 1_000_000 for n in figures.values()):
        refuse("voting.sheet_range", "F100")
    if void > returned:
        refuse("voting.sheet_void", "F101", void=void, returned=returned)
    for number, n in votes.items():
        if n > good:
            refuse("voting.sheet_votes", "F102", number=number, votes=n, good=good)
    for post, there in seats.items():
        got = sum(n for number, n in votes.items() if posts[number] is post)
        if got > there * good:
            refuse("voting.sheet_sum", "F103", post=post.value, votes=got, most=there * good)
    return issues


def warnings_of_sheet(
    figures: Mapping[str, int], collected: int | None, ruled_void: int = 0
) -> list[Issue]:
    """Return what is odd about a sheet that can be true; it is accepted by a tick or corrected."""
    issues = []

    def warn(code: str, check: str, **facts: Fact) -> None:
        told: dict[str, Fact] = {"check": check, **facts}
        issues.append(Issue(code=code, source_key="", severity=Severity.WARNS, facts=told))

    returned, void, votes = figures.get(RETURNED, 0), figures.get(VOID, 0), votes_in(figures)
    if collected is not None and collected != returned:
        warn("voting.sheet_collected", "W201", returned=returned, collected=collected)
    if returned and void * _MANY_VOID > returned:
        warn("voting.sheet_many_void", "W202", void=void, returned=returned)
    if not returned:
        warn("voting.sheet_empty", "W203")
    if void < ruled_void:
        warn("voting.sheet_ruled_void", "W205", void=void, ruled=ruled_void)
    if returned > void and votes and not any(votes.values()):
        warn("voting.sheet_no_votes", "W204")
    return issues


def seal_of(figures: Mapping[str, int]) -> str:
    """Return what changes whenever a figure changes, so that an accepted warning expires."""
    told = ";".join(f"{name}={n}" for name, n in sorted(figures.items()))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
