"""The table of conclusions; a later one is the next edition."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from electflow.db import Base, UtcDateTime


class Verdict(Base):
    """A conclusion on a candidate (核查意见) with the paper that it stands on."""

    __tablename__ = "verdict"
    __table_args__ = (
        ForeignKeyConstraint(
            ["county", "election_id", "candidate"],
            ["candidate.county", "candidate.election_id", "candidate.number"],
        ),
        Index("ix_verdict_latest", "county", "election_id", "is_latest"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    candidate: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    edition: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    is_latest: Mapped[bool] = mapped_column(Boolean)
    conclusion: Mapped[str] = mapped_column(String(12))
    number: Mapped[str] = mapped_column(String(80))
    dated_on: Mapped[date] = mapped_column(Date)
    recorded_by: Mapped[int] = mapped_column(BigInteger)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
