"""Tables of the list of voters: who stands on it, what changed, who objected, how it stood when."""

from datetime import date, datetime

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

from electflow.db import Base, UtcDateTime


class Voter(Base):
    """A villager registered to take part (登记参加选举的村民); a struck one stays in the file."""

    __tablename__ = "voter"
    __table_args__ = (
        ForeignKeyConstraint(["county", "election_id"], ["election.county", "election.id"]),
        ForeignKeyConstraint(["county", "person_id"], ["person.county", "person.id"]),
        UniqueConstraint("county", "election_id", "person_id"),
        Index("ix_voter_person", "county", "person_id"),
        Index("ix_voter_list", "county", "election_id", "group_name", "id"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    election_id: Mapped[int] = mapped_column(BigInteger)
    person_id: Mapped[int] = mapped_column(BigInteger)
    group_name: Mapped[str] = mapped_column(String(30))
    household: Mapped[str] = mapped_column(String(20))
    voter_class: Mapped[str] = mapped_column(String(12))
    evidence: Mapped[str] = mapped_column(String(120))
    of_age_on: Mapped[date] = mapped_column(Date)
    is_struck: Mapped[bool] = mapped_column(Boolean)


class RollChange(Base):
    """A name that came on the list or left it, and the notice that says so (增补、注销登记)."""

    __tablename__ = "roll_change"
    __table_args__ = (
        ForeignKeyConstraint(["county", "voter_id"], ["voter.county", "voter.id"]),
        Index("ix_roll_change_election", "county", "election_id", "is_supplement", "posted_on"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    election_id: Mapped[int] = mapped_column(BigInteger)
    voter_id: Mapped[int] = mapped_column(BigInteger)
    change: Mapped[str] = mapped_column(String(24))
    dated_on: Mapped[date] = mapped_column(Date)
    evidence: Mapped[str] = mapped_column(String(120))
    is_supplement: Mapped[bool] = mapped_column(Boolean)
    is_in_force: Mapped[bool] = mapped_column(Boolean)
    notice_number: Mapped[str] = mapped_column(String(80))
    posted_on: Mapped[date | None] = mapped_column(Date)


class Objection(Base):
    """An objection to the list with its ruling (对选民名单的申诉); names and words are sealed."""

    __tablename__ = "objection"
    __table_args__ = (
        ForeignKeyConstraint(["county", "election_id"], ["election.county", "election.id"]),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sealed_appellant: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_words: Mapped[bytes] = mapped_column(LargeBinary)
    matter: Mapped[str] = mapped_column(String(16))
    received_on: Mapped[date] = mapped_column(Date)
    ruling: Mapped[str] = mapped_column(String(12))
    sealed_reason: Mapped[bytes | None] = mapped_column(LargeBinary)
    is_in_force: Mapped[bool] = mapped_column(Boolean)
    decided_on: Mapped[date | None] = mapped_column(Date)
    notice_number: Mapped[str] = mapped_column(String(80))
    posted_on: Mapped[date | None] = mapped_column(Date)


class RollEdition(Base):
    """The list as it stood at a step: number of voters and digest (名册版本); never changed."""

    __tablename__ = "roll_edition"
    __table_args__ = (
        ForeignKeyConstraint(["county", "election_id"], ["election.county", "election.id"]),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    edition: Mapped[str] = mapped_column(String(12))
    voters: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    sealed_lines: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Upload(Base):
    """A workbook as it came in (上传的名册), sealed; emptied once it is imported or set aside."""

    __tablename__ = "upload"
    __table_args__ = (
        ForeignKeyConstraint(["county", "election_id"], ["election.county", "election.id"]),
        Index("ix_upload_election", "county", "election_id"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    election_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    sealed_bytes: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_by: Mapped[int] = mapped_column(BigInteger)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    imported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    columns: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    """Which column holds what, as the clerk told for fields without a known heading."""
