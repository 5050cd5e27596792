"""Tables of the book; ``audit_event`` can only grow."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from electflow.db import Base, UtcDateTime


class AuditEvent(Base):
    """One act (留痕记录): exact canonical bytes, and columns that are projections of them."""

    __tablename__ = "audit_event"
    __table_args__ = (
        UniqueConstraint("county", "case_name", "seq"),
        Index("ix_audit_event_recent", "county", "recorded_at", "id"),
        Index("ix_audit_event_place", "county", "place", "recorded_at", "id"),
        {"info": {"unaudited": True}},
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    case_name: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int] = mapped_column(BigInteger)
    action: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[int] = mapped_column(BigInteger)
    place: Mapped[str] = mapped_column(String(12))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    alg: Mapped[str] = mapped_column(String(12))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    leaf: Mapped[bytes] = mapped_column(LargeBinary(32))
    prev: Mapped[bytes] = mapped_column(LargeBinary(32))
    texts: Mapped[list["AuditText"]] = relationship(lazy="raise_on_sql", passive_deletes="all")


class AuditCase(Base):
    """The head of one case's chain; its row is locked by each event of the case."""

    __tablename__ = "audit_case"
    __table_args__ = ({"info": {"unaudited": True}},)

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    case_name: Mapped[str] = mapped_column(String(40), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    head: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditText(Base):
    """Free words of an event; erasable, since the body holds only their salted commitment."""

    __tablename__ = "audit_text"
    __table_args__ = (
        ForeignKeyConstraint(["county", "event_id"], ["audit_event.county", "audit_event.id"]),
        {"info": {"unaudited": True}},
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    event_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(String(60), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    words: Mapped[str] = mapped_column(Text)


class RequestKey(Base):
    """A form's key, so that sending it twice answers twice and acts once."""

    __tablename__ = "request_key"
    __table_args__ = ({"info": {"unaudited": True}},)

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    location: Mapped[str] = mapped_column(Text)
    receipt: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
