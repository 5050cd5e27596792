"""Words of the poll: its figures, who stood, what came out; and what the rules need to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from electflow.campaign.terms import Post
from electflow.vetting.terms import VettingFacts


class PollKind(StrEnum):
    """Which poll of an election it is (首次投票、另行选举、再次投票、重新选举)."""

    FIRST = "first"
    SECOND = "second"
    TIE = "tie"
    REPEAT = "repeat"


class Validity(StrEnum):
    """How the ballots stand as a whole."""

    VALID = "valid"
    VOID = "void"
    INVALID_ENTRY = "invalid_entry"


class Next(StrEnum):
    """What follows, the first that applies."""

    CORRECT_ENTRY = "correct_entry"
    LEGAL_REVIEW = "legal_review"
    RECONVENE = "reconvene"
    REPEAT_ELECTION = "repeat_election"
    TIE_REVOTE = "tie_revote"
    SECOND_ELECTION = "second_election"
    VACANCY_DECISION = "vacancy_decision"
    DECLARE = "declare"


@dataclass(frozen=True, kw_only=True)
class Standee:
    """Somebody who got votes for a post; ``formal`` is false for a written-in person.

    ``person`` tells that two entries are the same human being; without it each entry is its own.
    """

    id: int
    post: Post
    votes: int
    formal: bool = True
    person: int = 0

    @property
    def who(self) -> int:
        """Return what equals for the same human being."""
        return self.person or self.id


@dataclass(frozen=True, kw_only=True)
class Ballots:
    """The figures of one poll. ``registered`` is the turnout base, ``due`` the Party's.

    ``voters`` drew a ballot (in person or by proxy), or in the Party are present with the vote.
    """

    kind: PollKind
    seats: Mapping[Post, int]
    standees: tuple[Standee, ...]
    voters: int
    issued: int
    returned: int
    void: int
    registered: int = 0
    due: int = 0


@dataclass(frozen=True)
class Line:
    """One line of the proof: rule, and its figures."""

    code: str
    source_key: str
    facts: Mapping[str, int | str]
    holds: bool


@dataclass(frozen=True)
class Tie:
    """Equal votes on the last seats of a post."""

    post: Post
    seats: int
    ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the ballots decide, with reasons and proof."""

    ballot: Validity
    reasons: tuple[str, ...] = ()
    elected: tuple[tuple[int, Post], ...] = ()
    ties: tuple[Tie, ...] = ()
    vacancies: Mapping[Post, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    next: Next = Next.DECLARE
    proof: tuple[Line, ...] = ()


class Outcome(StrEnum):
    """Where all polls of an election together have led."""

    ELECTED = "elected"
    PARTLY_ELECTED = "partly_elected"
    NONE_ELECTED = "none_elected"
    TIE = "tie"
    VOID = "void"
    INVALID_ENTRY = "invalid_entry"


@dataclass(frozen=True, kw_only=True)
class PollFacts:
    """One poll as recorded; ``ballots`` is None until it is counted."""

    number: int
    kind: PollKind
    seats: Mapping[Post, int]
    candidates: tuple[int, ...]
    base: int
    edition: int = 0
    ballots: Ballots | None = None
    recorded_by: int = 0


class VotingFacts(VettingFacts, Protocol):
    """An election, its papers, candidates, conclusions and polls."""

    @property
    def polls(self) -> tuple[PollFacts, ...]:
        """Return its polls by number."""
