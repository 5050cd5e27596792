"""The table of candidates."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKeyConstraint, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from electflow.db import Base, UtcDateTime


class Nominator(Base):
    """A registered villager who signed a joint nomination (联名提名人)."""

    __tablename__ = "nominator"
    __table_args__ = (
        ForeignKeyConstraint(
            ["county", "election_id", "candidate"],
            ["candidate.county", "candidate.election_id", "candidate.number"],
        ),
        ForeignKeyConstraint(["county", "voter"], ["voter.county", "voter.id"]),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    candidate: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    voter: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class Candidate(Base):
    """A person proposed for a post (初步候选人、正式候选人、另选他人)."""

    __tablename__ = "candidate"
    __table_args__ = (
        ForeignKeyConstraint(["county", "election_id"], ["election.county", "election.id"]),
        ForeignKeyConstraint(["county", "person_id"], ["person.county", "person.id"]),
        UniqueConstraint("county", "election_id", "person_id", "post"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(BigInteger)
    post: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(12))
    standing: Mapped[str] = mapped_column(String(12))
    votes: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    nominators: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    evidence: Mapped[str] = mapped_column(String(120), default="", server_default="")
    primary_votes: Mapped[int | None] = mapped_column(Integer)
    taken_off_for: Mapped[str] = mapped_column(String(24), default="", server_default="")
    nominated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_on: Mapped[date | None] = mapped_column(Date)
