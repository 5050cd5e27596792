"""What the rules of the examination of candidates need to know."""

from collections.abc import Mapping
from typing import Protocol

from electflow.joint_review.terms import Conclusion, ReviewFacts
from electflow.nomination.terms import NominationFacts


class VettingFacts(NominationFacts, Protocol):
    """An election, its papers, candidates and the conclusions on them."""

    @property
    def verdicts(self) -> Mapping[int, Conclusion]:
        """Return the conclusion on each candidate, by number."""

    @property
    def open_statements(self) -> int | None:
        """Return how many statements and objections wait for an answer, or None if none is kept."""

    @property
    def review(self) -> ReviewFacts | None:
        """Return how its joint review stands, or None when that is kept on paper alone."""
