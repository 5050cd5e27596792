"""One requirement of a step and how it stands: the page's checklist and the guard are the same list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

Fact = int | str | date


class Severity(StrEnum):
    """What an open issue does to its step."""

    BLOCKS = "blocks"
    WARNS = "warns"


class State(StrEnum):
    """How a requirement stands; undetermined means that a fact is missing.

    Excepted (经批准的例外) is not met: an organ that may do so let this election off it.
    """

    MET = "met"
    EXCEPTED = "excepted"
    UNMET = "unmet"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, kw_only=True)
class Issue:
    """One requirement of a step; ``code`` is stable, its sentence is told by ``wording``.

    ``source_key`` names the profile leaf that carries law and article; ``fix`` names the paper or
    the page where it is mended; ``lawful_from`` is the first day on which it would be met;
    ``is_irregularity`` marks what cannot be undone and is recorded as it was (程序瑕疵);
    ``excepted_by`` is the number of the document that lets the election off it, until a day,
    and ``departure`` the id under which it is recorded; ``past_cure_on`` is the day of the poll that was held
    and before which it belonged, so that nobody can mend it any more.
    """

    code: str
    source_key: str
    severity: Severity = Severity.BLOCKS
    state: State = State.UNMET
    facts: Mapping[str, Fact] = field(default_factory=dict)
    subjects: tuple[int, ...] = ()
    fix: str | None = None
    lawful_from: date | None = None
    is_irregularity: bool = False
    excepted_by: str = ""
    excepted_until: date | None = None
    departure: int = 0
    past_cure_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether the requirement is still unmet or undetermined."""
        return self.state not in (State.MET, State.EXCEPTED)

    @property
    def is_blocking(self) -> bool:
        """Tell whether no explanation can pass it."""
        return self.is_open and self.severity is Severity.BLOCKS

    @property
    def is_warning(self) -> bool:
        """Tell whether a written explanation passes it."""
        return self.is_open and self.severity is Severity.WARNS

    def as_json(self) -> dict[str, Any]:
        """Return the form that ``--json`` prints and ``docs/issue.schema.json`` describes."""
        return {
            "code": self.code,
            "source_key": self.source_key,
            "severity": self.severity.value,
            "state": self.state.value,
            "facts": {
                k: v.isoformat() if isinstance(v, date) else v for k, v in self.facts.items()
            },
            "subjects": [str(subject) for subject in self.subjects],
            "fix": self.fix,
            "lawful_from": self.lawful_from.isoformat() if self.lawful_from else None,
            "irregularity": self.is_irregularity,
            "excepted_by": self.excepted_by,
            "excepted_until": self.excepted_until.isoformat() if self.excepted_until else None,
        }


def still_open(issues: list[Issue]) -> list[Issue]:
    """Return the open ones, blocking before warning, in the order of the rule."""
    return sorted((i for i in issues if i.is_open), key=lambda i: i.is_warning)
