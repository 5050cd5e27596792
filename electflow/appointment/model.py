"""Tables after the result: things handed over, certificates, organs that follow; changes are in the book."""

from datetime import date

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from electflow.db import Base


class HandoverThing(Base):
    """One thing of the handover list (移交清单): what, how much, in what state, signed or refused."""

    __tablename__ = "handover_thing"
    __table_args__ = (
        ForeignKeyConstraint(["county", "election_id"], ["election.county", "election.id"]),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    thing: Mapped[str] = mapped_column(String(12), primary_key=True)
    standing: Mapped[str] = mapped_column(String(12))
    sealed_words: Mapped[bytes] = mapped_column(LargeBinary)
    settled_on: Mapped[date | None] = mapped_column(Date)
    refused_on: Mapped[date | None] = mapped_column(Date)
    order_number: Mapped[str] = mapped_column(String(80))
    ordered_on: Mapped[date | None] = mapped_column(Date)


class Certificate(Base):
    """A certificate of election (当选证书); its number is never given again in the county."""

    __tablename__ = "certificate"
    __table_args__ = (
        ForeignKeyConstraint(
            ["county", "election_id", "candidate"],
            ["candidate.county", "candidate.election_id", "candidate.number"],
        ),
        UniqueConstraint("county", "number"),
        Index("ix_certificate_election", "county", "election_id"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    election_id: Mapped[int] = mapped_column(BigInteger)
    candidate: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(40))
    issued_on: Mapped[date] = mapped_column(Date)
    is_withdrawn: Mapped[bool] = mapped_column(Boolean)


class FollowUpRow(Base):
    """An organ that is formed after the election (换届后续组织), when and of how many."""

    __tablename__ = "follow_up"
    __table_args__ = (
        ForeignKeyConstraint(["county", "election_id"], ["election.county", "election.id"]),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    organ: Mapped[str] = mapped_column(String(24), primary_key=True)
    formed_on: Mapped[date] = mapped_column(Date)
    persons: Mapped[int] = mapped_column(Integer)
    minutes: Mapped[str] = mapped_column(String(120))
    members: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
