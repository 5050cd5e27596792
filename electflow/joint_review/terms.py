"""Words of the joint review: who asks whom, what a unit replies, what persons concluded."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Conclusion(StrEnum):
    """What named persons concluded of a candidate (核查意见); never a machine."""

    PASS = "pass"
    PASS_NOTE = "pass_note"
    UNSUITABLE = "unsuitable"
    PROHIBITED = "prohibited"


class Round(StrEnum):
    """Who examines, one after the other: the village itself, the township, the county, inspectors."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"
    INSPECTION = "inspection"


ROUNDS = tuple(Round)


class Answer(StrEnum):
    """What a unit replies of a person (回复); whoever is silent has not replied."""

    CLEAN = "clean"
    HIT = "hit"
    OFFLINE = "offline"
    CANNOT_JUDGE = "cannot_judge"


class QuestionStanding(StrEnum):
    """How a question to a unit stands; entered means that its leader has not signed yet."""

    ASKED = "asked"
    LATE = "late"
    ENTERED = "entered"
    ANSWERED = "answered"


class Because(StrEnum):
    """Why units are asked (送审事由); all but the first are re-checks."""

    FIRST = "first"
    EXPIRED = "expired"
    DATA_CHANGED = "data_changed"
    STATEMENT = "statement"
    EVENT = "event"


class RecusalGround(StrEnum):
    """Why a reviewer may not answer (回避): Civil Servants Law 74 and 76, and the house's own rule."""

    SELF = "self"
    SPOUSE = "spouse"
    LINEAL = "lineal"
    COLLATERAL = "collateral"
    AFFINITY = "affinity"
    INTEREST = "interest"
    SAME_VILLAGE = "same_village"


class Attendance(StrEnum):
    """How somebody who was invited to a joint meeting stands: came, asked for leave, or stayed away."""

    PRESENT = "present"
    ON_LEAVE = "on_leave"
    ABSENT = "absent"


@dataclass(frozen=True)
class Attending:
    """Who was invited to a joint meeting for a unit: the person, his post, whether he came."""

    unit: str
    name: str = ""
    post: str = ""
    standing: Attendance = Attendance.PRESENT


class ScanKind(StrEnum):
    """Of what a scan is: a meeting's signed minutes, or a unit's sealed reply."""

    MINUTES = "minutes"
    REPLY = "reply"


class OpinionStanding(StrEnum):
    """How far an opinion has come: drafted, checked, approved; returned; or out of force since."""

    DRAFTED = "drafted"
    CHECKED = "checked"
    APPROVED = "approved"
    RETURNED = "returned"
    SET_ASIDE = "set_aside"


class ReasonClass(StrEnum):
    """On what kind of basis an opinion rests; all that a township learns beside the conclusion."""

    NONE = "none"
    LAW_18 = "law_18"
    PARTY_RULE = "party_rule"
    PROVINCE = "province"
    POLICY = "policy"


class StatementKind(StrEnum):
    """Who speaks: the candidate himself, or somebody who objects to the posted list."""

    STATEMENT = "statement"
    OBJECTION = "objection"


class StatementRuling(StrEnum):
    """What came of a statement or an objection."""

    UPHELD = "upheld"
    REJECTED = "rejected"


class CommitteeRuling(StrEnum):
    """What the village election committee decided upon an opinion that somebody is barred."""

    BARS = "bars"
    KEEPS = "keeps"


@dataclass(frozen=True)
class ReviewFacts:
    """How the joint review of an election stands: questions asked and answered by two persons each.

    ``asked_of`` are the candidates about whom every unit of every round was asked; ``oldest_on``
    is the day of the oldest reply in force; ``outdated`` are those about whom a unit was asked
    anew, or a statement was upheld, since the opinion on them was approved; ``fallen`` are those of
    them whose statement was upheld or whose data were corrected: their opinion is set aside, or is
    on other data; ``silent`` are those about whom a unit has not replied; ``kept`` are those whom
    the election committee keeps although the opinion in force says that they are barred;
    ``undecided`` are those who were found unsuitable and of whom nothing was decided yet.
    """

    asked: int = 0
    answered: int = 0
    asked_of: frozenset[int] = frozenset()
    oldest_on: date | None = None
    outdated: frozenset[int] = field(default_factory=frozenset)
    fallen: frozenset[int] = field(default_factory=frozenset)
    silent: frozenset[int] = field(default_factory=frozenset)
    kept: frozenset[int] = field(default_factory=frozenset)
    undecided: frozenset[int] = field(default_factory=frozenset)

    @property
    def waiting(self) -> frozenset[int]:
        """Return those whose opinion holds while a unit that was asked anew is silent."""
        return self.silent - self.fallen

    @property
    def lapsed(self) -> frozenset[int]:
        """Return those on whom no opinion holds any more."""
        return self.outdated - self.waiting
