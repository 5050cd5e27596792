"""Lines of a workbook that say otherwise than the list: kept, or corrected as by hand, never silently."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from electflow.act import Act
from electflow.campaign.model import Election
from electflow.errors import InputRefused
from electflow.exchange.roll_columns import COLUMNS
from electflow.issues import Fact, Issue
from electflow.profile.model import Profile
from electflow.roll import service as roll
from electflow.roll.register import VoterEntry

DIFFERING_MOST = 200
"""How many lines are chosen for at once; more are no corrections of a list but another list."""

_NAMED_MOST = 20
_COMPARED = ("name", "group_name", "household", "voter_class", "evidence")


class Choice(StrEnum):
    """What stands on the list afterwards."""

    KEEP = "keep"
    OVERWRITE = "overwrite"


@dataclass(frozen=True)
class Difference:
    """A field of a line: what the list says, and what the workbook says."""

    name: str
    listed: str
    told: str


@dataclass(frozen=True)
class Differing:
    """A voter on the list of whom the workbook says otherwise."""

    voter_id: int
    listed: VoterEntry
    differences: tuple[Difference, ...]

    @property
    def mark(self) -> str:
        """Return a mark of what the list says, so that a choice made upon other words is known."""
        said = [getattr(self.listed, name) for name in _COMPARED]
        return hashlib.sha256(repr((self.voter_id, said)).encode()).hexdigest()[:16]

    def issue(self) -> Issue:
        """Return which fields differ, in words for a workbook."""
        told = "、".join(COLUMNS[difference.name] for difference in self.differences)
        return Issue(code="roll.entry_differs", source_key="", facts={"columns": told})


@dataclass(frozen=True)
class LineChoice:
    """What was chosen for a line, and for single fields of it, upon a mark of what was seen."""

    seen: str
    whole: Choice | None = None
    fields: Mapping[str, Choice] = field(default_factory=dict)

    def of(self, name: str) -> Choice | None:
        """Return the choice for a field: its own, or that of the line."""
        return self.fields.get(name, self.whole)


@dataclass(frozen=True)
class Choices:
    """What was chosen for the lines that differ, by row; nothing is chosen in advance."""

    lines: Mapping[int, LineChoice] = field(default_factory=dict)
    keeps_all: bool = False
    reason: str = ""

    @property
    def overwrites(self) -> bool:
        """Tell whether anything on the list is to be overwritten."""
        return any(
            Choice.OVERWRITE in (line.whole, *line.fields.values()) for line in self.lines.values()
        )


def differing(
    voter_id: int, listed: VoterEntry, entry: VoterEntry, held: frozenset[str]
) -> Differing:
    """Return where a row differs from the list, in the fields that the workbook has a column for."""
    return Differing(
        voter_id,
        listed,
        tuple(
            Difference(name, getattr(listed, name), getattr(entry, name))
            for name in _COMPARED
            if name in held and getattr(listed, name) != getattr(entry, name)
        ),
    )


def carry_out(
    act: Act,
    election: Election,
    profile: Profile,
    lines: Sequence[tuple[int, Differing]],
    count: int,
    choices: Choices,
) -> int:
    """Correct each line as it was chosen, each by a correction of its own; return how many.

    ``lines`` are those that differ now by row, ``count`` how many there are with those that were
    not held. Raises InputRefused with every fault of every line; the transaction is to be undone.
    """
    if choices.keeps_all and choices.overwrites:
        raise InputRefused([Issue(code="exchange.keeps_and_overwrites", source_key="")])
    if choices.keeps_all:
        return 0
    if count > len(lines):
        facts = {"n": count, "most": DIFFERING_MOST}
        raise InputRefused([Issue(code="exchange.too_many_differ", source_key="", facts=facts)])
    issues = _changed_since(lines, choices)
    unchosen, corrected = [], 0
    if choices.overwrites and not choices.reason.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    for row, line in lines:
        chosen = choices.lines.get(row)
        taken = [chosen.of(d.name) for d in line.differences] if chosen else [None]
        if chosen and chosen.seen != line.mark:
            continue
        if None in taken:
            unchosen.append(row)
            continue
        told = {
            difference.name: difference.told
            for difference, choice in zip(line.differences, taken, strict=True)
            if choice is Choice.OVERWRITE
        }
        if told:
            issues += _correct(act, election, profile, row, line, told, choices.reason)
            corrected += 1
    if unchosen:
        rows = "、".join(str(row) for row in unchosen[:_NAMED_MOST])
        left: dict[str, Fact] = {"n": len(unchosen), "rows": rows}
        issues.append(Issue(code="exchange.lines_not_chosen", source_key="", facts=left))
    if issues:
        raise InputRefused(issues)
    return corrected


def _changed_since(lines: Sequence[tuple[int, Differing]], choices: Choices) -> list[Issue]:
    """Tell the lines that others corrected, or took off the list, since they were shown."""
    now = {row: line.mark for row, line in lines}
    return [
        Issue(code="roll.line_changed_since", source_key="", facts={"line": row})
        for row, chosen in sorted(choices.lines.items())
        if now.get(row) != chosen.seen
    ]


def _correct(
    act: Act,
    election: Election,
    profile: Profile,
    row: int,
    line: Differing,
    told: Mapping[str, str],
    reason: str,
) -> list[Issue]:
    """Correct one line as by hand; return what is wrong with it, each fault with its row."""
    try:
        roll.correct_voter(
            act,
            election,
            line.voter_id,
            replace(line.listed, **told),
            profile,
            reason=reason,
            is_supplement=False,
        )
    except InputRefused as refusal:
        return [
            Issue(code=i.code, source_key=i.source_key, facts={**i.facts, "line": row})
            for i in refusal.issues
            if i.code != "document.reason_missing"  # told once for all lines
        ]
    return []
