"""Sentences for codes: the only place where a code becomes words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from electflow.issues import Fact, Issue
from electflow.profile.model import CommitteeKind, Leaf, Profile, Share
from electflow.wording.catalogue import DEFAULT, catalogue
from electflow.wording.labels import LABELS
from electflow.wording.sentences import SENTENCES

_GROUPS_OF_FACT: dict[str, tuple[str, ...]] = {
    "document": ("paper",),
    "post": ("post",),
    "field": ("field",),
    "other": ("field",),
    "outcome": ("outcome",),
    "next": ("next",),
    "declared": ("outcome", "ground"),
    "ground": ("ground", "recusal"),
    "hold": ("hold",),
    "organ": ("organ",),
    "party_stage": ("stage.party",),
    "meeting": ("meeting",),
    "role": ("role",),
    "thing": ("thing",),
    "move": ("move",),
    "round": ("round",),
    "ruled": ("conclusion",),
}


_SETS_NONE = "零表示"
"""How the note of a rule says that nought is no limit of nought, but none laid down."""


@dataclass(frozen=True)
class Told:
    """An issue in words: what it is, what to do, on what it rests."""

    text: str
    remedy: str
    source: str
    standing: str
    is_confirmed: bool


class Wording:
    """Words in one language."""

    def __init__(self, language: str = DEFAULT) -> None:
        self.language = language
        self._catalogue = catalogue("electflow.wording", "wording", language)

    def label(self, group: str, code: str) -> str:
        """Return what a code is called; raises KeyError for one without words."""
        return self._said(f"{group}.{code}", LABELS[f"{group}.{code}"])

    def stage(self, track: str, stage: str) -> str:
        """Return what a stage is called in its track."""
        return self.label(f"stage.{track}", stage)

    def occasion(self, ordinal: int) -> str:
        """Return on what occasion an election is held: nothing of the regular one, or 补选、第2次补选."""
        if not ordinal:
            return ""
        code = "by_election" if ordinal == 1 else "later_by_election"
        return self.label("occasion", code).format(n=ordinal)

    def election(self, name: str, ordinal: int) -> str:
        """Return what an election is called wherever it is named: its place, and its occasion."""
        occasion = self.occasion(ordinal)
        if not occasion:
            return name
        return f"{name}（{occasion}）" if self.language.startswith("zh") else f"{name} ({occasion})"

    def figure(self, name: str, value: Any) -> str:
        """Return a figure of a paper that is not a number."""
        if isinstance(value, bool):
            return "✓" if value else "✗"
        return self.label(name, value) if f"{name}.{value}" in LABELS else str(value)

    def error(self, name: str) -> str:
        """Return what a refusal is called, by the name of its class."""
        return self.label("error", "".join(f"_{c.lower()}" if c.isupper() else c for c in name)[1:])

    def phase(self, track: str, phase: str) -> str:
        """Return what a phase is called in its track."""
        return self.label(f"phase.{track}", phase)

    def trigger(self, track: str, trigger: str) -> str:
        """Return what a step is called in its track."""
        own = f"trigger.{track}"
        return self.label(own if f"{own}.{trigger}" in LABELS else "trigger", trigger)

    def conclusion(self, track: str, conclusion: str) -> str:
        """Return what a conclusion is called in its track."""
        own = f"conclusion.{track}"
        return self.label(own if f"{own}.{conclusion}" in LABELS else "conclusion", conclusion)

    def action(self, action: str, track: str = "") -> str:
        """Return what an act in the book is called, in its track where that is known."""
        prefix, _, trigger = action.partition(":")
        if prefix == "election":
            return self.trigger(track, trigger)
        return self.label("action", action)

    def permission(self, permission: str) -> str:
        """Return what a permission is called."""
        prefix, _, trigger = permission.partition(":")
        if f"permission.{permission}" not in LABELS and prefix == "election":
            return self.label("trigger", trigger)
        return self.label("permission", permission)

    def sentence(self, code: str, facts: Mapping[str, Fact]) -> str:
        """Return the sentence of a code with its facts."""
        return self._said(code, SENTENCES[code][0]).format_map(self._told(facts))

    def remedy(self, code: str, facts: Mapping[str, Fact]) -> str:
        """Return what to do about an issue, or an empty text."""
        remedy = SENTENCES[code][1]
        return self._said(f"{code}!", remedy).format_map(self._told(facts)) if remedy else ""

    def issue(self, issue: Issue, profile: Profile | None = None) -> Told:
        """Return an issue in words; the profile tells source and standing."""
        leaf = profile.find(issue.source_key) if profile else None
        return Told(
            self.sentence(issue.code, issue.facts),
            self.remedy(issue.code, issue.facts) if issue.is_open else "",
            leaf.source if leaf else "",
            self.standing(leaf) if leaf else "",
            leaf.is_confirmed if leaf else True,
        )

    def rule(self, key: str, kind: CommitteeKind = CommitteeKind.VILLAGERS) -> str:
        """Return what a legal parameter is called; a day in a timetable is called as its step."""
        group, _, name = key.rpartition(".")
        if group.startswith("timetable."):
            return self.of_kind(kind, "trigger", name)
        return self.of_kind(kind, "rule", key)

    def of_kind(self, kind: CommitteeKind, group: str, code: str) -> str:
        """Return what a code is called for a kind of committee: the villagers' name, or its own."""
        own = f"{kind}.{group}"
        return self.label(own if f"{own}.{code}" in LABELS else group, code)

    def value(self, leaf: Leaf[Any]) -> str:
        """Return the value of a legal parameter in words."""
        if leaf.key.startswith("timetable."):
            days = leaf.value
            return "T" if days == 0 else f"T{'+' if days > 0 else '−'}{abs(days)}"
        if leaf.value == 0 and _SETS_NONE in leaf.note:
            return self.label("value", "none")
        return self.plain_value(leaf.value)

    def plain_value(self, value: Any) -> str:
        """Return a value in words, also one of a text that was superseded."""
        if isinstance(value, bool):
            return "✓" if value else "✗"
        if isinstance(value, Share):
            return f"{value.part}/{value.whole}"
        if isinstance(value, dict):
            return f"{value['part']}/{value['whole']}"
        if isinstance(value, list | tuple):
            return self.joined([self._listed(code) for code in value])
        return self.label("value", value) if isinstance(value, str) else str(value)

    def _listed(self, code: str) -> str:
        return self.label("electors" if f"electors.{code}" in LABELS else "organ", code)

    def joined(self, words: Sequence[str]) -> str:
        """Return an enumeration."""
        return ("、" if self.language.startswith("zh") else ", ").join(words)

    def standing(self, leaf: Leaf[Any]) -> str:
        """Return what a rule rests on, and whether its text was verified."""
        basis = self.label("basis", leaf.basis)
        return f"{basis} · {self.label('verified', leaf.verified)}"

    def _told(self, facts: Mapping[str, Fact]) -> dict[str, str]:
        return {name: self._fact(name, value) for name, value in facts.items()}

    def _fact(self, name: str, value: Fact) -> str:
        if isinstance(value, date):
            return value.isoformat()
        for group in _GROUPS_OF_FACT.get(name, ()):
            if f"{group}.{value}" in LABELS:
                return self.label(group, str(value))
        is_count = isinstance(value, int) and name != "year"
        return f"{value:,}" if is_count else str(value)

    def _said(self, context: str, english: str) -> str:
        return str(self._catalogue.upgettext(context, english))
