"""The table of things handed over; each change is in the book, the row shows how it stands now."""

from datetime import date

from sqlalchemy import BigInteger, Date, ForeignKeyConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from electflow.db import Base


class HandoverThing(Base):
    """One thing of the handover list (移交清单): what, how much, in what state, signed or refused."""

    __tablename__ = "handover_thing"
    __table_args__ = (
        ForeignKeyConstraint(["county", "election_id"], ["election.county", "election.id"]),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    thing: Mapped[str] = mapped_column(String(12), primary_key=True)
    standing: Mapped[str] = mapped_column(String(12))
    sealed_words: Mapped[bytes] = mapped_column(LargeBinary)
    settled_on: Mapped[date | None] = mapped_column(Date)
    refused_on: Mapped[date | None] = mapped_column(Date)
    order_number: Mapped[str] = mapped_column(String(80))
    ordered_on: Mapped[date | None] = mapped_column(Date)
