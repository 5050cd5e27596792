"""Tables of the election committee's ranking and of poll staff; who left stays in the file."""

from datetime import date

from sqlalchemy import BigInteger, Boolean, Date, ForeignKeyConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from electflow.db import Base


class CommitteeMember(Base):
    """Somebody whom the forming meeting ranked (村选委会推选排名), with when and why he left."""

    __tablename__ = "committee_member"
    __table_args__ = (
        ForeignKeyConstraint(["county", "election_id"], ["election.county", "election.id"]),
        ForeignKeyConstraint(["county", "person_id"], ["person.county", "person.id"]),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    rank: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(BigInteger)
    votes: Mapped[int] = mapped_column(Integer)
    duty: Mapped[str] = mapped_column(String(12))
    formed_as: Mapped[str] = mapped_column(String(12))
    is_in_force: Mapped[bool] = mapped_column(Boolean)
    joined_on: Mapped[date | None] = mapped_column(Date)
    left_on: Mapped[date | None] = mapped_column(Date)
    leaving: Mapped[str] = mapped_column(String(16))
    replaced_by: Mapped[int | None] = mapped_column(Integer)
    notice_number: Mapped[str] = mapped_column(String(80))
    posted_on: Mapped[date | None] = mapped_column(Date)
    supplement: Mapped[str] = mapped_column(String(80), default="", server_default="")


class PollStaff(Base):
    """Somebody who works at the poll (选举工作人员); a released one stays in the file."""

    __tablename__ = "poll_staff"
    __table_args__ = (
        ForeignKeyConstraint(["county", "election_id"], ["election.county", "election.id"]),
        ForeignKeyConstraint(["county", "person_id"], ["person.county", "person.id"]),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(BigInteger)
    duty: Mapped[str] = mapped_column(String(16))
    is_released: Mapped[bool] = mapped_column(Boolean)
