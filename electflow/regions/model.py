"""Tables of places; reference data of the whole nation, not of one county."""

from datetime import date

from sqlalchemy import Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from electflow.db import Base


class Region(Base):
    """A place (区划) with its statistical code; containment is the prefix of the code."""

    __tablename__ = "region"
    __table_args__ = (Index("ix_region_parent", "parent"), {"info": {"national": True}})

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    parent: Mapped[str] = mapped_column(String(9))
    loaded_on: Mapped[date] = mapped_column(Date)


class FormerName(Base):
    """A name that a place had until a day; codes stay, names change."""

    __tablename__ = "region_former_name"
    __table_args__ = ({"info": {"national": True}},)

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    until: Mapped[date] = mapped_column(Date, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
