"""Words of what comes after the result: things handed over, and organs that follow."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from electflow.voting.terms import VotingFacts


class Thing(StrEnum):
    """What the old committee hands over to the new (移交事项; VCOL 2025, art. 24; Shandong 2012, art. 9)."""

    SEAL = "seal"
    OFFICES = "offices"
    EQUIPMENT = "equipment"
    ASSETS = "assets"
    ACCOUNTS = "accounts"
    VOUCHERS = "vouchers"
    ARCHIVES = "archives"
    PENDING = "pending"


class ThingStanding(StrEnum):
    """How a thing stands."""

    OPEN = "open"
    HANDED_OVER = "handed_over"
    NOTHING = "nothing"
    REFUSED = "refused"
    ORDERED = "ordered"


DONE = frozenset({ThingStanding.HANDED_OVER, ThingStanding.NOTHING})


class FollowUp(StrEnum):
    """What a village settles after its committee is elected (配套组织; VCOL 2025, art. 9, 28, 37)."""

    SUPERVISORY_COMMITTEE = "supervisory_committee"
    SUBCOMMITTEES = "subcommittees"
    GROUP_LEADERS = "group_leaders"
    REPRESENTATIVES = "representatives"
    LEGAL_PERSON = "legal_person"


@dataclass(frozen=True)
class ThingFacts:
    """One thing as the rules see it; ``ordered_on`` is the day of the township's order."""

    thing: Thing
    standing: ThingStanding
    settled_on: date | None
    refused_on: date | None
    ordered_on: date | None


class HandoverFacts(VotingFacts, Protocol):
    """An election with its polls and its handover list."""

    @property
    def handover(self) -> tuple[ThingFacts, ...]:
        """Return the handover list, empty where it is kept on paper."""

    @property
    def certified(self) -> tuple[int, ...]:
        """Return the numbers of candidates whose certificate is kept here."""
