"""Who does what, when, from where, under which key: the first argument of every writing verb."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from electflow.clock import day_of

THE_SITE = 0
"""The id under which the book names the site itself; no account has it."""


@dataclass(frozen=True)
class Grant:
    """A role at a region's code prefix, and for a department's reviewers a unit."""

    role: str
    region: str
    unit: str = ""


@dataclass(frozen=True)
class Actor:
    """An official (工作人员) as he was when he acted; ``county`` is the tenant."""

    official_id: int
    county: str
    grants: tuple[Grant, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """Return the role names, sorted and without doubles."""
        return tuple(sorted({grant.role for grant in self.grants}))

    @property
    def is_site(self) -> bool:
        """Tell whether nobody acts but the site itself (系统): it holds no role and has no account."""
        return self.official_id == THE_SITE and not self.grants


@dataclass(frozen=True)
class Origin:
    """Where a request came from, as evidence."""

    ip: str = ""
    user_agent: str = ""


@dataclass(frozen=True)
class Act:
    """One writing act inside one transaction; ``at`` is the only clock that a service sees."""

    session: Session
    actor: Actor
    at: datetime
    origin: Origin = Origin()
    key: str = ""

    @property
    def on(self) -> date:
        """Return the legal day of the act."""
        return day_of(self.at)

    def by(self, actor: Actor) -> "Act":
        """Return the same act done by somebody else, in the same transaction."""
        return replace(self, actor=actor)
