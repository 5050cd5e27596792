"""Words of nomination: who proposed a candidate, how he stands, and what the rules need to know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from electflow.campaign.terms import Post
from electflow.people.name_order import StrokeKey
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
    """How a candidate stands; a reserve (候补) was named but is not on the formal list."""

    NOMINATED = "nominated"
    RESERVE = "reserve"
    WITHDRAWN = "withdrawn"
    WIN_VOID = "win_void"


class Exit(StrEnum):
    """Why somebody is taken off the list (退出原因)."""

    OWN_WISH = "own_wish"
    OTHER_POST = "other_post"
    NOMINATION_WITHDRAWN = "nomination_withdrawn"
    BARRED = "barred"
    CONDITION = "condition"
    DIED = "died"
    ENTERED_WRONGLY = "entered_wrongly"


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
    primary_votes: int | None = None
    signed: int = 0
    carried: int = 0

    @property
    def ranked_votes(self) -> int:
        """Return the votes by which he is ranked: of the primary, or else of the nomination.

        To those of the nomination come those ``carried`` down from a higher post, where that is so.
        """
        return self.votes + self.carried if self.primary_votes is None else self.primary_votes

    @property
    def may_stand(self) -> bool:
        """Tell whether he is on the list or may still come on it."""
        is_open = self.standing in (Standing.NOMINATED, Standing.RESERVE)
        return is_open and self.source is not Source.WRITE_IN

    @property
    def is_reserve(self) -> bool:
        """Tell whether he was named but is not on the formal list."""
        return self.standing is Standing.RESERVE

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


def in_order(
    candidates: Iterable[CandidateFacts], order_by: str, strokes: Mapping[int, StrokeKey]
) -> list[CandidateFacts]:
    """Return candidates as a notice names them: by votes, equal ones and all others by strokes.

    ``strokes`` has the key of each person's name.
    """

    def key(candidate: CandidateFacts) -> tuple[int, StrokeKey, int]:
        votes = -candidate.ranked_votes if order_by == "votes" else 0
        return votes, strokes.get(candidate.person_id, ()), candidate.number

    return sorted(candidates, key=key)
