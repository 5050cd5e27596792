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
"""Fields of the whole ballot; where each post has one of its own, the post follows with an underscore."""
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


def fields_of(candidates: Sequence[int], own: Sequence[Post] = ()) -> tuple[str, ...]:
    """Return the fields of a sheet, in the order of the paper; ``own`` have a ballot of their own."""
    ballots = [f"{name}_{post}" for post in own for name in (RETURNED, VOID)] or [RETURNED, VOID]
    return (*ballots, *(votes_field(number) for number in candidates))


def ballots_in(figures: Mapping[str, int], name: str = RETURNED) -> int:
    """Return the ballots of a sheet, returned or void, of all posts together."""
    return sum(n for told, n in figures.items() if told == name or told.startswith(f"{name}_"))


def own_in(figures: Mapping[str, int]) -> dict[Post, tuple[int, int]]:
    """Return ballots returned and void of each post that has a ballot of its own."""
    return {
        post: (figures[f"{RETURNED}_{post}"], figures[f"{VOID}_{post}"])
        for post in Post
        if f"{RETURNED}_{post}" in figures and f"{VOID}_{post}" in figures
    }


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

    votes, own = votes_in(figures), own_in(figures)
    whole = (ballots_in(figures), ballots_in(figures, VOID))
    if any(not 0 <= n < 1_000_000 for n in figures.values()):
        refuse("voting.sheet_range", "F100")
    for returned, void in own.values() or [whole]:
        if void > returned:
            refuse("voting.sheet_void", "F101", void=void, returned=returned)

    def good_for(post: Post) -> int:
        returned, void = own.get(post, whole)
        return max(returned - void, 0)

    for number, n in votes.items():
        if n > (good := good_for(posts[number])):
            refuse("voting.sheet_votes", "F102", number=number, votes=n, good=good)
    for post, there in seats.items():
        got, most = sum(n for number, n in votes.items() if posts[number] is post), good_for(post)
        if got > there * most:
            refuse("voting.sheet_sum", "F103", post=post.value, votes=got, most=there * most)
    return issues


def warnings_of_sheet(
    figures: Mapping[str, int], collected: int | None, ruled_void: int = 0
) -> list[Issue]:
    """Return what is odd about a sheet that can be true; it is accepted by a tick or corrected."""
    issues = []

    def warn(code: str, check: str, **facts: Fact) -> None:
        told: dict[str, Fact] = {"check": check, **facts}
        issues.append(Issue(code=code, source_key="", severity=Severity.WARNS, facts=told))

    returned, void, votes = ballots_in(figures), ballots_in(figures, VOID), votes_in(figures)
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
