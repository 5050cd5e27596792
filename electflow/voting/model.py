"""Tables of polls: counts, boxes, ballots in custody, tally sheets, proxies; nothing is overwritten."""

from datetime import date, datetime
from typing import Any

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
    false,
)
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
    women_seats: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    is_separate: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    candidates: Mapped[list[int]] = mapped_column(JSON)
    edition: Mapped[int] = mapped_column(Integer, default=0)
    announced: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    kin: Mapped[list[list[Any]] | None] = mapped_column(JSON(none_as_null=True))
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
    own: Mapped[dict[str, list[int]] | None] = mapped_column(JSON(none_as_null=True))
    recorded_by: Mapped[int] = mapped_column(BigInteger)
    recorded_with: Mapped[int | None] = mapped_column(BigInteger)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BallotBox(Base):
    """A box at the central place, at a station, or carried about (票箱), with who watches it."""

    __tablename__ = "ballot_box"
    __table_args__ = (
        ForeignKeyConstraint(["county", "election_id"], ["election.county", "election.id"]),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(60))
    scrutineers: Mapped[int] = mapped_column(Integer)
    users: Mapped[int] = mapped_column(Integer)
    approval: Mapped[str] = mapped_column(String(80))
    seal: Mapped[str] = mapped_column(String(40))
    custodian: Mapped[str] = mapped_column(String(80), default="", server_default="")
    route: Mapped[str] = mapped_column(String(120), default="", server_default="")
    out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_withdrawn: Mapped[bool] = mapped_column(Boolean)


class BoxScrutineer(Base):
    """Somebody of the poll staff who stands at a box (票箱监票人)."""

    __tablename__ = "box_scrutineer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["county", "election_id", "box"],
            ["ballot_box.county", "ballot_box.election_id", "ballot_box.number"],
        ),
        ForeignKeyConstraint(
            ["county", "election_id", "worker"],
            ["poll_staff.county", "poll_staff.election_id", "poll_staff.number"],
        ),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    box: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    worker: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class BoxUser(Base):
    """A registered villager who votes at a box that is carried about (流动票箱使用人员)."""

    __tablename__ = "box_user"
    __table_args__ = (
        ForeignKeyConstraint(
            ["county", "election_id", "box"],
            ["ballot_box.county", "ballot_box.election_id", "ballot_box.number"],
        ),
        ForeignKeyConstraint(["county", "voter"], ["voter.county", "voter.id"]),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    box: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    voter: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class BallotMove(Base):
    """A line of the ledger of ballots (选票收发登记); a wrong one is taken back by another."""

    __tablename__ = "ballot_move"
    __table_args__ = (
        ForeignKeyConstraint(["county", "election_id"], ["election.county", "election.id"]),
        Index("ix_ballot_move_poll", "county", "election_id", "poll"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    election_id: Mapped[int] = mapped_column(BigInteger)
    poll: Mapped[int] = mapped_column(Integer)
    move: Mapped[str] = mapped_column(String(16))
    box: Mapped[int] = mapped_column(Integer)
    quantity: Mapped[int] = mapped_column(Integer)
    takes_back: Mapped[int | None] = mapped_column(BigInteger)
    recorded_by: Mapped[int] = mapped_column(BigInteger)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TallyEntry(Base):
    """What one person entered from the tally sheet of a box (计票单录入)."""

    __tablename__ = "tally_entry"
    __table_args__ = (
        ForeignKeyConstraint(
            ["county", "election_id", "poll"], ["poll.county", "poll.election_id", "poll.number"]
        ),
        Index("ix_tally_entry_poll", "county", "election_id", "poll"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    election_id: Mapped[int] = mapped_column(BigInteger)
    poll: Mapped[int] = mapped_column(Integer)
    box: Mapped[int] = mapped_column(Integer)
    figures: Mapped[dict[str, int]] = mapped_column(JSON)
    entered_by: Mapped[int] = mapped_column(BigInteger)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_in_force: Mapped[bool] = mapped_column(Boolean)
    set_aside_for: Mapped[str] = mapped_column(String(300))


class DoubtfulBallot(Base):
    """A ballot that the election committee ruled on (疑难选票); no person is linked to it."""

    __tablename__ = "doubtful_ballot"
    __table_args__ = (
        ForeignKeyConstraint(
            ["county", "election_id", "poll"], ["poll.county", "poll.election_id", "poll.number"]
        ),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    poll: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    box: Mapped[int] = mapped_column(Integer)
    doubt: Mapped[str] = mapped_column(String(20))
    ruling: Mapped[str] = mapped_column(String(12))
    minutes: Mapped[str] = mapped_column(String(80))


class ProxySlip(Base):
    """A written proxy (委托投票证): who votes for whom; a withdrawn one stays in the file."""

    __tablename__ = "proxy_slip"
    __table_args__ = (
        ForeignKeyConstraint(["county", "principal"], ["voter.county", "voter.id"]),
        ForeignKeyConstraint(["county", "proxy"], ["voter.county", "voter.id"]),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    poll: Mapped[int] = mapped_column(Integer)
    principal: Mapped[int] = mapped_column(BigInteger)
    proxy: Mapped[int] = mapped_column(BigInteger)
    relation: Mapped[str] = mapped_column(String(12))
    sealed_reason: Mapped[bytes] = mapped_column(LargeBinary)
    applied_on: Mapped[date] = mapped_column(Date)
    is_withdrawn: Mapped[bool] = mapped_column(Boolean)
