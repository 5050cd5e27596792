"""Tables of polls and their counts; a count is never changed, a correction is the next edition."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Boolean, Date, ForeignKeyConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from electflow.db import Base, UtcDateTime


class Poll(Base):
    """The n-th poll of an election (投票), with the seats and the base that were pinned when it opened."""

    __tablename__ = "poll"
    __table_args__ = (
        ForeignKeyConstraint(["county", "election_id"], ["election.county", "election.id"]),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12))
    opened_on: Mapped[date] = mapped_column(Date)
    base: Mapped[int] = mapped_column(Integer)
    seats: Mapped[dict[str, int]] = mapped_column(JSON)
    candidates: Mapped[list[int]] = mapped_column(JSON)
    edition: Mapped[int] = mapped_column(Integer, default=0)
    is_in_force: Mapped[bool] = mapped_column(Boolean)


class Count(Base):
    """The figures of a poll as entered from its sheets (计票结果): counts of paper ballots."""

    __tablename__ = "count"
    __table_args__ = (
        ForeignKeyConstraint(
            ["county", "election_id", "poll"], ["poll.county", "poll.election_id", "poll.number"]
        ),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    poll: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    edition: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    voters: Mapped[int] = mapped_column(Integer)
    issued: Mapped[int] = mapped_column(Integer)
    returned: Mapped[int] = mapped_column(Integer)
    void: Mapped[int] = mapped_column(Integer)
    votes: Mapped[dict[str, int]] = mapped_column(JSON)
    recorded_by: Mapped[int] = mapped_column(BigInteger)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
