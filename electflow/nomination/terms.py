"""Words of nomination: who proposed a candidate, how he stands, and what the rules need to know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from electflow.campaign.terms import Post
from electflow.roll.terms import RollFacts


class Source(StrEnum):
    """Who proposed a candidate (提名方式)."""

    VILLAGERS = "villagers"
    PARTY = "party"
    JOINT = "joint"
    SELF = "self"
    WRITE_IN = "write_in"


BY_FORM = frozenset({Source.PARTY, Source.JOINT, Source.SELF})
"""Sources of which a signed form or minutes tell; a nomination ballot needs neither."""


class Standing(StrEnum):
    """How a candidate stands."""

    NOMINATED = "nominated"
    WITHDRAWN = "withdrawn"
    WIN_VOID = "win_void"


@dataclass(frozen=True)
class CandidateFacts:
    """A candidate as the rules see him: no name."""

    number: int
    person_id: int
    post: Post
    source: Source
    standing: Standing
    sex: str
    votes: int = 0
    nominators: int = 0
    has_form: bool = False
    nominated_on: date | None = None

    @property
    def stands(self) -> bool:
        """Tell whether he is on the list, written-in persons apart."""
        return self.standing is Standing.NOMINATED and self.source is not Source.WRITE_IN


class NominationFacts(RollFacts, Protocol):
    """An election, its papers and its candidates."""

    @property
    def candidates(self) -> tuple[CandidateFacts, ...]:
        """Return its candidates by number."""


def standing_for(facts: NominationFacts, post: Post) -> list[CandidateFacts]:
    """Return who stands for a post."""
    return [c for c in facts.candidates if c.stands and c.post is post]


def standing_persons(facts: NominationFacts) -> frozenset[int]:
    """Return who stands for any post, as persons."""
    return frozenset(c.person_id for c in facts.candidates if c.stands)


def in_order(candidates: Iterable[CandidateFacts], order_by: str) -> list[CandidateFacts]:
    """Return candidates as a notice names them: by votes of the nomination, else as entered."""
    if order_by == "votes":
        return sorted(candidates, key=lambda c: (-c.votes, c.number))
    return sorted(candidates, key=lambda c: c.number)
