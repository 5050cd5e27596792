"""Words of the examination of candidates, and what its rules need to know."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from electflow.nomination.terms import NominationFacts


class Conclusion(StrEnum):
    """What named persons concluded of a candidate (核查意见); never a machine."""

    PASS = "pass"
    PASS_NOTE = "pass_note"
    UNSUITABLE = "unsuitable"
    PROHIBITED = "prohibited"


class VettingFacts(NominationFacts, Protocol):
    """An election, its papers, candidates and the conclusions on them."""

    @property
    def verdicts(self) -> Mapping[int, Conclusion]:
        """Return the conclusion on each candidate, by number."""
