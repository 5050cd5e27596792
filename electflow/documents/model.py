"""Tables of papers and their scans; an edition is never changed, a correction is the next edition."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from electflow.db import Base, UtcDateTime


class Document(Base):
    """A paper (文书) that a clerk has on file: number, dates, posting, figures by kind."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("county", "election_id", "kind", "edition"),
        Index("ix_document_latest", "county", "election_id", "is_latest"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    election_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(40))
    edition: Mapped[int] = mapped_column(Integer)
    is_latest: Mapped[bool] = mapped_column(Boolean)
    number: Mapped[str] = mapped_column(String(80))
    dated_on: Mapped[date] = mapped_column(Date)
    posted_on: Mapped[date | None] = mapped_column(Date)
    taken_down_on: Mapped[date | None] = mapped_column(Date)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    recorded_by: Mapped[int] = mapped_column(BigInteger)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Scan(Base):
    """A scan or photograph of a paper (扫描件), sealed; what it belongs to is its subject."""

    __tablename__ = "scan"
    __table_args__ = (
        UniqueConstraint("county", "subject", "digest"),
        Index("ix_scan_election", "county", "election_id"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    election_id: Mapped[int] = mapped_column(BigInteger)
    subject: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    media: Mapped[str] = mapped_column(String(20))
    size: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    sealed_bytes: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_by: Mapped[int] = mapped_column(BigInteger)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
