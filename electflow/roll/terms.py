"""Words of registration: who may vote and why, how the list changes, what an objection asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from electflow.campaign.terms import ElectionFacts
from electflow.documents.terms import Papers
from electflow.election_committee.terms import ElectionStaff
from electflow.stages import Stage


class VoterClass(StrEnum):
    """On what ground a villager is registered (VCOL 2025, art. 16)."""

    RESIDENT = "resident"
    AWAY = "away"
    LONG_STAY = "long_stay"


class Change(StrEnum):
    """Why a name comes on the list or leaves it; four additions and four deductions (四增四减)."""

    REGISTERED = "registered"
    CAME_OF_AGE = "came_of_age"
    MOVED_IN = "moved_in"
    MARRIED_IN = "married_in"
    RIGHTS_RESTORED = "rights_restored"
    UPON_OBJECTION = "upon_objection"
    ENTERED_WRONGLY = "entered_wrongly"
    CORRECTED = "corrected"
    CHOSE_OTHER_VILLAGE = "chose_other_village"
    MOVED_OUT = "moved_out"
    MARRIED_OUT = "married_out"
    DIED = "died"
    RIGHTS_DEPRIVED = "rights_deprived"
    STRUCK_UPON_OBJECTION = "struck_upon_objection"


ADDITIONS = (
    Change.CAME_OF_AGE,
    Change.MOVED_IN,
    Change.MARRIED_IN,
    Change.RIGHTS_RESTORED,
    Change.UPON_OBJECTION,
)
DEDUCTIONS = (
    Change.MOVED_OUT,
    Change.MARRIED_OUT,
    Change.DIED,
    Change.RIGHTS_DEPRIVED,
    Change.STRUCK_UPON_OBJECTION,
    Change.CHOSE_OTHER_VILLAGE,
    Change.ENTERED_WRONGLY,
)

REGISTERING = frozenset({Stage.REGISTERING})
CHANGING = frozenset(
    {
        Stage.ROLL_PUBLISHED,
        Stage.ROLL_FINAL,
        Stage.NOMINATING,
        Stage.NOMINATED,
        Stage.PRIMARY_HELD,
        Stage.VETTING,
        Stage.VETTED,
        Stage.CANDIDATES_PUBLISHED,
        Stage.POLL_READY,
        Stage.PARTLY_ELECTED,
        Stage.NONE_ELECTED,
    }
)
"""Once the list hangs, it changes only by additions, deductions and objections, until a poll opens."""


DECIDING = frozenset(Stage) - {
    Stage.PREPARING,
    Stage.ELECTION_COMMITTEE_FORMED,
    Stage.METHOD_ADOPTED,
    Stage.REGISTERING,
}
"""An objection is decided and its ruling posted whenever that happens; it never counts as undone."""


class Matter(StrEnum):
    """What an objection to the list is about (申诉事项)."""

    MISSING = "missing"
    NOT_ENTITLED = "not_entitled"
    WRONG_ENTRY = "wrong_entry"
    OTHER = "other"


class Ruling(StrEnum):
    """How the election committee decided an objection (处理决定)."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"
    TOO_LATE = "too_late"


class Edition(StrEnum):
    """When the list was kept as it stood (名册版本)."""

    PUBLISHED = "published"
    FINAL = "final"
    POLL = "poll"


@dataclass(frozen=True)
class ObjectionFacts:
    """An objection as the rules see it: its days and its ruling, no names."""

    number: int
    received_on: date
    ruling: Ruling | None
    decided_on: date | None
    posted_on: date | None
    matter: Matter = Matter.OTHER

    @property
    def changes_list(self) -> bool:
        """Tell whether a name is to come on the list or to leave it by this ruling."""
        return self.ruling is Ruling.UPHELD and self.matter in (Matter.MISSING, Matter.NOT_ENTITLED)


@dataclass(frozen=True, kw_only=True)
class RollSummary:
    """What the rules know of a list that is kept here: counts and days."""

    voters: int
    is_kept: bool = True
    under_age: int = 0
    doubles: int = 0
    unposted: int = 0
    carried_out: int = 0
    objections: tuple[ObjectionFacts, ...] = ()
    editions: Mapping[Edition, int] = field(default_factory=dict)


class RollFacts(Protocol):
    """An election, its papers, and its list where it is kept here."""

    @property
    def election(self) -> ElectionFacts:
        """Return what is known of the election."""

    @property
    def papers(self) -> Papers:
        """Return its papers in force."""

    @property
    def staff(self) -> ElectionStaff:
        """Return election committee, poll staff and kinships, where they are kept here."""

    @property
    def roll(self) -> RollSummary | None:
        """Return the list of voters, or None where only its number is recorded."""
