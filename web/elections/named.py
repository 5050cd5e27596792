"""A candidate and a phase as pages show them."""

from dataclasses import dataclass
from datetime import date

from electflow.joint_review.terms import Conclusion
from electflow.nomination.terms import CandidateFacts
from electflow.stages import Phase
from web.language import wording


@dataclass(frozen=True)
class NamedCandidate:
    """A candidate with his name, as officials see him."""

    facts: CandidateFacts
    name: str
    conclusion: Conclusion | None

    @property
    def told(self) -> str:
        """Return name and post."""
        return f"{self.name} · {wording().label('post', self.facts.post)}"


@dataclass(frozen=True)
class PhaseNode:
    """One node of the stepper."""

    phase: Phase
    is_done: bool
    is_now: bool
    latest: date | None
    done_on: date | None
