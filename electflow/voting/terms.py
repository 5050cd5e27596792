"""Words of the poll: its figures, who stood, what came out; and what the rules need to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from electflow.campaign.terms import Post
from electflow.people.terms import Kinship
from electflow.profile.model import Electors
from electflow.vetting.terms import VettingFacts
from electflow.voting.custody import Sums
from electflow.voting.proxy import SlipSummary


class PollKind(StrEnum):
    """Which poll of an election it is (首次投票、另行选举、再次投票、重新选举)."""

    FIRST = "first"
    SECOND = "second"
    TIE = "tie"
    KIN = "kin"
    REPEAT = "repeat"

    @property
    def is_revote(self) -> bool:
        """Tell whether only the equal are voted on, so that the most votes win without a line."""
        return self in (PollKind.TIE, PollKind.KIN)


class BoxKind(StrEnum):
    """Where a box stands (票箱种类)."""

    CENTRAL = "central"
    STATION = "station"
    MOBILE = "mobile"


class Doubt(StrEnum):
    """Why a ballot is doubtful (疑难选票情形)."""

    ILLEGIBLE = "illegible"
    TOO_MANY = "too_many"
    TWO_POSTS = "two_posts"
    MARKED = "marked"
    TORN = "torn"
    NAME_UNCLEAR = "name_unclear"
    OTHER = "other"


class BallotRuling(StrEnum):
    """How the election committee ruled on a doubtful ballot."""

    VALID = "valid"
    PARTLY_VALID = "partly_valid"
    VOID = "void"
    MISTAKEN = "mistaken"


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
    ELIGIBILITY_DECISION = "eligibility_decision"
    KIN_DECISION = "kin_decision"
    KIN_REVOTE = "kin_revote"
    TIE_REVOTE = "tie_revote"
    SECOND_ELECTION = "second_election"
    REDUCE_SEATS_DECISION = "reduce_seats_decision"
    VACANCY_DECISION = "vacancy_decision"
    DECLARE = "declare"


class Mode(StrEnum):
    """How persons come onto the ballot (有候选人、自荐、无候选人)."""

    CANDIDATES = "candidates"
    SELF_NOMINATED = "self_nominated"
    OPEN = "open"


Id = int | str


@dataclass(frozen=True, kw_only=True)
class Standee:
    """Somebody who got votes for a post; ``formal`` is false for a written-in person.

    ``person`` tells that two entries are the same human being; without it each entry is its own.
    ``eligible`` is None while nobody has examined the person.
    """

    id: Id
    post: Post
    votes: int
    formal: bool = True
    person: int = 0
    sex: str = ""
    eligible: bool | None = None

    @property
    def who(self) -> Id:
        """Return what equals for the same human being."""
        return self.person or self.id


@dataclass(frozen=True)
class Kin:
    """Two persons who are said to be near relatives; only a confirmed kinship displaces anybody."""

    a: Id
    b: Id
    relation: Kinship
    confirmed: bool


@dataclass(frozen=True)
class Seated:
    """Who was elected by an earlier poll of the same election."""

    id: Id
    post: Post
    votes: int
    sex: str = ""


@dataclass(frozen=True)
class OwnBallots:
    """The figures of one post that was voted on with a ballot of its own."""

    voters: int
    issued: int
    returned: int
    void: int


@dataclass(frozen=True, kw_only=True)
class Ballots:
    """The figures of one poll. ``registered`` is the turnout base: so many ``electors``.

    ``due`` is the Party's base.

    ``voters`` drew a ballot (in person or by proxy), or in the Party are present with the vote.
    ``women`` are the seats of a post kept for women; ``own`` the figures of posts with a ballot
    of their own; ``carries_down`` what the adopted method says of votes for a higher post, where
    it says it: else the profile does.
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
    seats_total: int = 0
    mode: Mode = Mode.CANDIDATES
    women: Mapping[Post, int] = field(default_factory=dict)
    own: Mapping[Post, OwnBallots] = field(default_factory=dict)
    kin: tuple[Kin, ...] = ()
    elected_before: tuple[Seated, ...] = ()
    carries_down: bool | None = None
    electors: Electors = Electors.VOTERS

    def of(self, post: Post) -> OwnBallots:
        """Return the figures that hold for a post: its own, or those at the top."""
        top = OwnBallots(self.voters, self.issued, self.returned, self.void)
        return self.own.get(post, top)


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
    ids: tuple[Id, ...]


@dataclass(frozen=True)
class NotSeated:
    """Somebody over the line who takes no seat, why, and the rule that says so."""

    id: Id
    post: Post
    reason: str
    source_key: str


@dataclass(frozen=True)
class Composition:
    """The committee as it would stand, with those elected before."""

    members: int
    women: int
    least: int
    women_required: int


@dataclass(frozen=True)
class Acting:
    """Who leads the work while there is no chair (主持工作), or which meeting says who does."""

    id: Id | None
    decided_by: str
    source_key: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the ballots decide, with reasons and proof."""

    ballot: Validity
    reasons: tuple[str, ...] = ()
    elected: tuple[tuple[Any, Post], ...] = ()
    ties: tuple[Tie, ...] = ()
    not_seated: tuple[NotSeated, ...] = ()
    vacancies: Mapping[Post, int] = field(default_factory=dict)
    composition: Composition | None = None
    warnings: tuple[str, ...] = ()
    next_all: tuple[Next, ...] = (Next.DECLARE,)
    deadline_days: int | None = None
    decided_by: tuple[str, ...] = ()
    acting: Acting | None = None
    proof: tuple[Line, ...] = ()
    kin_revotes: tuple[Tie, ...] = ()

    @property
    def next(self) -> Next:
        """Return what follows: the first that applies."""
        return self.next_all[0]

    @property
    def announced(self) -> tuple[tuple[Any, Post], ...]:
        """Return who is elected on the spot: not those near relatives who are voted on again."""
        again = {person for tie in self.kin_revotes for person in tie.ids}
        return tuple((person, post) for person, post in self.elected if person not in again)


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
    """One poll as recorded; ``ballots`` is None until it is counted.

    ``women_seats`` are those of the members' seats that are kept for women; ``announced`` are those
    elected as they were read out, None before; ``kin`` the kinships that
    counted then, and before then those that are confirmed now.
    """

    number: int
    kind: PollKind
    seats: Mapping[Post, int]
    candidates: tuple[int, ...]
    base: int
    women_seats: int = 0
    edition: int = 0
    ballots: Ballots | None = None
    recorded_by: tuple[int, ...] = ()
    opened_on: date | None = None
    announced: tuple[int, ...] | None = None
    kin: tuple[Kin, ...] = ()
    is_separate: bool = False

    @property
    def own(self) -> tuple[Post, ...]:
        """Return the posts that have a ballot of their own in this poll, the highest first."""
        there = (post for post in Post if self.seats.get(post))
        return tuple(there) if self.is_separate else ()


@dataclass(frozen=True)
class BoxFacts:
    """A box as the rules see it; ``is_back`` says that it came back on the day it went out."""

    number: int
    kind: BoxKind
    name: str
    scrutineers: int
    users: int
    approval: str
    is_back: bool = False


@dataclass(frozen=True, kw_only=True)
class PollDay:
    """What is kept here of a poll: boxes, ballots in custody, proxies, sheets, doubtful ballots."""

    boxes: tuple[BoxFacts, ...] = ()
    moves: Sums = field(default_factory=dict)
    slips: SlipSummary | None = None
    counted: Mapping[int, int] = field(default_factory=dict)
    doubtful_open: int = 0
    void_rulings: Mapping[int, int] = field(default_factory=dict)
    agreed: Mapping[str, int] | None = None
    entrants: frozenset[int] = frozenset()
    last_moves: Sums = field(default_factory=dict)

    def confirms(self, ballots: Ballots) -> bool:
        """Tell whether a count is what two persons agree on, with every doubtful ballot ruled on."""
        if self.agreed is None or self.doubtful_open:
            return False
        told = {"returned": ballots.returned, "void": ballots.void}
        if ballots.own:
            told = {f"returned_{post}": own.returned for post, own in ballots.own.items()}
            told |= {f"void_{post}": own.void for post, own in ballots.own.items()}
        told |= {f"votes_{standee.id}": standee.votes for standee in ballots.standees}
        return told == self.agreed

    def box_name(self, number: int) -> str:
        """Return what a box is called; the stock has no name."""
        return next((box.name for box in self.boxes if box.number == number), "")


NOTHING_KEPT = PollDay()


class VotingFacts(VettingFacts, Protocol):
    """An election, its papers, candidates, conclusions and polls."""

    @property
    def poll_day(self) -> PollDay:
        """Return what is kept here of its last poll; empty in stages that do not ask for it."""

    @property
    def polls(self) -> tuple[PollFacts, ...]:
        """Return its polls by number."""
