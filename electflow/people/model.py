"""The table of persons; names are sealed, equal ID numbers are found by a keyed digest."""

from sqlalchemy import BigInteger, Index, LargeBinary, String
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
