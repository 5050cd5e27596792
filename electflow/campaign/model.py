"""Tables of campaigns, organisations, elections and holds."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from electflow.campaign.terms import Register
from electflow.db import Base, UtcDateTime
from electflow.stages import Track


class Campaign(Base):
    """A county's round of elections (换届工作) with the profile that it pinned."""

    __tablename__ = "campaign"
    __table_args__ = (UniqueConstraint("county", "year"),)

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    year: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(80))
    term_no: Mapped[int] = mapped_column(Integer)
    election_on: Mapped[date] = mapped_column(Date)
    assembly_on: Mapped[date] = mapped_column(Date)
    profile: Mapped[str] = mapped_column(String(40))
    profile_hash: Mapped[str] = mapped_column(String(64))
    profile_snapshot: Mapped[bytes] = mapped_column(LargeBinary)
    procedure_version: Mapped[int] = mapped_column(Integer)
    committee_seats: Mapped[dict[str, int]] = mapped_column(JSON)
    party_seats: Mapped[dict[str, int]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Arrangement(Base):
    """What a place does in this round (本轮安排), proposed from its code, corrected by the county."""

    __tablename__ = "arrangement"
    __table_args__ = (
        ForeignKeyConstraint(["county", "campaign_id"], ["campaign.county", "campaign.id"]),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(String(12), primary_key=True)
    township: Mapped[str] = mapped_column(String(9))
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(12))
    has_committee_election: Mapped[bool] = mapped_column(Boolean)
    has_party_election: Mapped[bool] = mapped_column(Boolean)
    merged_into: Mapped[str] = mapped_column(String(12), default="")
    branch_joined_to: Mapped[str] = mapped_column(String(12), default="")
    reason_out: Mapped[str] = mapped_column(String(200), default="")
    deputy_seats: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    member_seats: Mapped[int] = mapped_column(Integer)
    party_seats: Mapped[int] = mapped_column(Integer, default=3, server_default="3")
    election_on: Mapped[date] = mapped_column(Date)
    assembly_on: Mapped[date] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")

    def host_in(self, track: Track) -> str:
        """Return the place that this one is merged into or joined with in a track, if any."""
        return (self.branch_joined_to if track is Track.PARTY else "") or self.merged_into


class Organisation(Base):
    """The body that is elected (村民委员会、党支部…); it covers one or more places."""

    __tablename__ = "organisation"
    __table_args__ = (
        ForeignKeyConstraint(["county", "campaign_id"], ["campaign.county", "campaign.id"]),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    campaign_id: Mapped[int] = mapped_column(BigInteger)
    track: Mapped[str] = mapped_column(String(12))
    places: Mapped[list[str]] = mapped_column(JSON)


class Election(Base):
    """One organisation's election (一个村一个班子的换届选举). Only ``workflow`` changes its stage.

    A by-election (补选) has an ordinal, the election whose term it ``follows``, who ``left`` and who
    ``stays`` as persons, the latter with post, votes and sex as they were announced (ADR 0019).
    """

    __tablename__ = "election"
    __table_args__ = (
        ForeignKeyConstraint(["county", "campaign_id"], ["campaign.county", "campaign.id"]),
        ForeignKeyConstraint(
            ["county", "organisation_id"], ["organisation.county", "organisation.id"]
        ),
        UniqueConstraint("county", "campaign_id", "village", "track", "ordinal"),
        CheckConstraint("ordinal >= 0", name="ordinal_counts"),
        CheckConstraint("version > 0", name="version_counts"),
        Index("ix_election_board", "county", "campaign_id", "track", "township", "stage"),
        Index("ix_election_due", "county", "track", "stage", "election_on", "village"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    campaign_id: Mapped[int] = mapped_column(BigInteger)
    organisation_id: Mapped[int] = mapped_column(BigInteger)
    track: Mapped[str] = mapped_column(String(12))
    township: Mapped[str] = mapped_column(String(9))
    village: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(60))
    place_kind: Mapped[str] = mapped_column(String(12))
    stage: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    election_on: Mapped[date] = mapped_column(Date)
    seats: Mapped[dict[str, int]] = mapped_column(JSON)
    registers: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    listed_on: Mapped[date | None] = mapped_column(Date)
    ordinal: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    follows: Mapped[int | None] = mapped_column(BigInteger)
    left: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    stays: Mapped[list[list[Any]]] = mapped_column(JSON, default=list, server_default="[]")

    @property
    def address(self) -> str:
        """Return how its pages call it: the place, and which by-election of the term it is."""
        return f"{self.village}-{self.ordinal}" if self.ordinal else self.village

    def keeps(self, register: Register) -> bool:
        """Tell whether anything was ever entered in one of its registers."""
        return register.value in self.registers


class HoldRow(Base):
    """A recorded decision that holds an election (延期、变更选举日、中止)."""

    __tablename__ = "hold"
    __table_args__ = (Index("ix_hold_open", "county", "election_id", "lifted_at"),)

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    election_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(20))
    organ: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(80))
    dated_on: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DepartureRow(Base):
    """An organ's decision on a rule that is departed from (经批准的例外、据实登记)."""

    __tablename__ = "departure"
    __table_args__ = (
        ForeignKeyConstraint(["county", "election_id"], ["election.county", "election.id"]),
        Index("ix_departure_election", "county", "election_id"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    election_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(12))
    rule: Mapped[str] = mapped_column(String(80))
    organ: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(80))
    dated_on: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
