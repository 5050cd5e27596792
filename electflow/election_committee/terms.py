"""Words of the election committee and of poll staff, and what the rules need to know of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from electflow.people.terms import KinFacts


class Duty(StrEnum):
    """What somebody is in the election committee (VCOL 2025, art. 15)."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    MEMBER = "member"
    RESERVE = "reserve"


class Leaving(StrEnum):
    """Why a member left it (退出原因)."""

    NOMINATED = "nominated"
    KIN_NOMINATED = "kin_nominated"
    ABSENT = "absent"
    RESIGNED = "resigned"
    DISMISSED = "dismissed"
    INCAPABLE = "incapable"
    DIED = "died"


class StaffDuty(StrEnum):
    """What somebody does at the poll (选举工作人员)."""

    CHIEF_TELLER = "chief_teller"
    ISSUER = "issuer"
    ANNOUNCER = "announcer"
    COUNTER = "counter"
    SCRUTINEER = "scrutineer"
    SCRIBE = "scribe"
    BOX_TEAM = "box_team"


@dataclass(frozen=True)
class MemberFacts:
    """Somebody in the ranking of the forming meeting, highest first."""

    rank: int
    person_id: int
    votes: int
    duty: Duty
    has_left: bool
    is_posted: bool
    formed_as: Duty | None = None
    is_supplement: bool = False

    @property
    def is_to_be_posted(self) -> bool:
        """Tell whether a notice is still to say that he left, or that he was chosen beside the ranking."""
        has_changed = self.has_left or self.is_supplement
        return has_changed and not self.is_posted and self.duty is not Duty.RESERVE

    @property
    def was_formed_in(self) -> bool:
        """Tell whether the forming meeting made him a member, whatever came since."""
        return (self.formed_as or self.duty) is not Duty.RESERVE

    @property
    def sits(self) -> bool:
        """Tell whether he is a member now."""
        return not self.has_left and self.duty is not Duty.RESERVE


@dataclass(frozen=True)
class StaffFacts:
    """Somebody who works at the poll."""

    number: int
    person_id: int
    duty: StaffDuty


@dataclass(frozen=True)
class ElectionStaff:
    """Election committee, poll staff and kinships of an election, where they are kept here."""

    members: tuple[MemberFacts, ...] = ()
    staff: tuple[StaffFacts, ...] = ()
    kin: tuple[KinFacts, ...] = ()

    @property
    def sitting(self) -> list[MemberFacts]:
        """Return the members of now."""
        return [member for member in self.members if member.sits]

    def kin_between(self, persons: Iterable[int], others: Iterable[int]) -> list[KinFacts]:
        """Return the kinships between two groups of persons."""
        left, right = set(persons), set(others)
        return [
            kin
            for kin in self.kin
            if (kin.a in left and kin.b in right) or (kin.b in left and kin.a in right)
        ]


NOBODY_KEPT = ElectionStaff()
