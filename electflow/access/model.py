"""Tables of officials, their grants, sessions and proposals."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from electflow.db import Base, UtcDateTime


class Official(Base):
    """A person with an account (工作人员); the displayed name is sealed."""

    __tablename__ = "official"
    __table_args__ = (UniqueConstraint("username"),)

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    username: Mapped[str] = mapped_column(String(40))
    sealed_name: Mapped[bytes] = mapped_column(LargeBinary)
    password_hash: Mapped[str] = mapped_column(String(200))
    is_disabled: Mapped[bool] = mapped_column(Boolean, default=False)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    grants: Mapped[list["RoleGrant"]] = relationship(
        lazy="selectin", order_by="RoleGrant.role", cascade="all, delete-orphan"
    )


class RoleGrant(Base):
    """A role at a region's code prefix (授权)."""

    __tablename__ = "role_grant"
    __table_args__ = (
        ForeignKeyConstraint(["county", "official_id"], ["official.county", "official.id"]),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    official_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(String(30), primary_key=True)
    region: Mapped[str] = mapped_column(String(12), primary_key=True)
    unit: Mapped[str] = mapped_column(String(40), default="")


class SignedIn(Base):
    """An open session of an official in a browser; the browser holds the token, we its digest."""

    __tablename__ = "signed_in"
    __table_args__ = (
        ForeignKeyConstraint(["county", "official_id"], ["official.county", "official.id"]),
        UniqueConstraint("token_digest"),
        {"info": {"unaudited": True}},
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    official_id: Mapped[int] = mapped_column(BigInteger)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    previous_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FailedSignIn(Base):
    """A wrong password; only a digest of the name that was typed is kept."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (
        Index("ix_failed_sign_in_name", "name_digest", "at"),
        {"info": {"unaudited": True}},
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Proposal(Base):
    """An act that waits for a second person (待复核事项)."""

    __tablename__ = "proposal"
    __table_args__ = (Index("ix_proposal_open", "county", "decided_at"),)

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(12), default="")
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    sealed_payload: Mapped[bytes | None] = mapped_column(LargeBinary)
    seen_version: Mapped[int] = mapped_column(BigInteger, default=0)
    proposed_by: Mapped[int] = mapped_column(BigInteger)
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(BigInteger)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_approved: Mapped[bool | None] = mapped_column(Boolean)
