"""Tables of persons and of who is near kin to whom; names are sealed, numbers found by digest."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from electflow.db import Base


class Person(Base):
    """A natural person (人员)."""

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_number", "county", "number_digest", unique=True),)

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sealed_name: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_number: Mapped[bytes] = mapped_column(LargeBinary)
    number_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    sex: Mapped[str] = mapped_column(String(1))


class KinRow(Base):
    """A kinship that somebody stated, and that an official confirmed (近亲属关系登记)."""

    __tablename__ = "kinship"
    __table_args__ = (
        ForeignKeyConstraint(["county", "a"], ["person.county", "person.id"]),
        ForeignKeyConstraint(["county", "b"], ["person.county", "person.id"]),
        UniqueConstraint("county", "election_id", "a", "b"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    election_id: Mapped[int] = mapped_column(BigInteger)
    a: Mapped[int] = mapped_column(BigInteger)
    b: Mapped[int] = mapped_column(BigInteger)
    kinship: Mapped[str] = mapped_column(String(12))
    sealed_source: Mapped[bytes] = mapped_column(LargeBinary)
    stated_by: Mapped[int] = mapped_column(BigInteger)
    confirmed_by: Mapped[int | None] = mapped_column(BigInteger)
    is_refuted: Mapped[bool] = mapped_column(Boolean)
