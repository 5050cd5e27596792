"""Words of a campaign: what an organisation is, what a place does in this round, what holds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from electflow.regions.terms import PlaceKind
from electflow.stages import Stage, Track


class Post(StrEnum):
    """A seat that is filled by election (职务), highest first."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    WOMEN_MEMBER = "women_member"
    MEMBER = "member"
    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy_secretary"
    COMMITTEE_MEMBER = "committee_member"
    SUPERVISION_HEAD = "supervision_head"
    SUPERVISOR = "supervisor"


POSTS_OF = {
    Track.COMMITTEE: (Post.CHAIR, Post.DEPUTY, Post.MEMBER),
    Track.PARTY: (Post.COMMITTEE_MEMBER,),
}
FOLLOWING_POSTS = (Post.SUPERVISION_HEAD, Post.SUPERVISOR)
"""Posts of the village supervisory committee (村务监督委员会), which a meeting fills after the result."""


class Register(StrEnum):
    """What may be kept for an election beside its papers; nothing is read of one that is not."""

    ROLL = "roll"
    STAFF = "staff"
    POLL = "poll"
    HANDOVER = "handover"
    DEPARTURES = "departures"
    REVIEW = "review"
    STATEMENTS = "statements"


class HoldKind(StrEnum):
    """Why an election stands still or its day was moved (law-notes 3)."""

    POSTPONED = "postponed"
    DAY_MOVED = "day_moved"
    POLL_INTERRUPTED = "poll_interrupted"
    SUSPENDED = "suspended"


@dataclass(frozen=True)
class Hold:
    """A written decision that holds an election: organ, until when."""

    id: int
    kind: HoldKind
    organ: str
    dated_on: date
    until: date | None


class Departure(StrEnum):
    """How an election departs from a rule: let off beforehand, or a breach recorded as it was."""

    EXCEPTION = "exception"
    IRREGULARITY = "irregularity"


@dataclass(frozen=True)
class GrantedDeparture:
    """A written decision on a rule (经批准的例外、据实登记); an exception holds until a day."""

    id: int
    rule: str
    organ: str
    number: str
    dated_on: date
    until: date | None
    kind: Departure = Departure.EXCEPTION


class Vacated(StrEnum):
    """How a seat came to be open within the term (出缺事由)."""

    RESIGNATION = "resignation"
    TERMINATION = "termination"
    RECALL = "recall"
    DEATH = "death"
    VACANCY = "vacancy"


@dataclass(frozen=True)
class Staying:
    """A member who stays in office while others are by-elected, with the votes he was elected by."""

    person_id: int
    post: Post
    votes: int
    sex: str
    election_id: int

    @property
    def key(self) -> str:
        """Return how the outcome calls him, beside the numbers of those who stand."""
        return f"stays:{self.person_id}"


@dataclass(frozen=True, kw_only=True)
class ElectionFacts:
    """What the rules of every stage may know of an election."""

    id: int
    track: Track
    stage: Stage
    election_on: date
    seats: Mapping[Post, int] = field(default_factory=dict)
    place_kind: PlaceKind = PlaceKind.VILLAGE
    holds: tuple[Hold, ...] = ()
    party_stage: Stage | None = None
    listed_on: date | None = None
    ordinal: int = 0
    stays: tuple[Staying, ...] = ()
    is_overtaken: bool = False

    @property
    def women_staying(self) -> int:
        """Return how many women stay in office beside those who are by-elected."""
        return sum(one.sex == "F" for one in self.stays)


def place_and_ordinal(address: str) -> tuple[str, int]:
    """Return the place of an election's address, and which by-election of the term it calls."""
    village, _, ordinal = address.partition("-")
    return village, int(ordinal) if ordinal.isascii() and ordinal.isdecimal() else 0


@dataclass(frozen=True)
class Window:
    """The earliest and the latest day of a step, and which rule says so."""

    earliest: date | None
    latest: date | None
    source_key: str
    is_law: bool
