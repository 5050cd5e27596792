"""Reading the book for pages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session, selectinload

from electflow.audit.model import AuditEvent


@dataclass(frozen=True)
class Entry:
    """One event as a page shows it."""

    id: int
    case: str
    seq: int
    action: str
    actor_id: int
    roles: tuple[str, ...]
    at: datetime
    place: str
    ip: str
    agent: str
    data: dict[str, Any]
    words: dict[str, str]
    receipt: str


def list_entries(
    session: Session,
    county: str,
    *,
    case: str = "",
    place: str = "",
    action: str = "",
    actor_id: int = 0,
    since: datetime | None = None,
    until: datetime | None = None,
    before: tuple[datetime, int] | None = None,
    most: int = 50,
) -> list[Entry]:
    """Return events of a county, the newest first, from before a moment on, by filters."""
    query = select(AuditEvent).where(AuditEvent.county == county)
    if case:
        query = query.where(AuditEvent.case_name == case)
    if place:
        query = query.where(AuditEvent.place.startswith(place, autoescape=True))
    if action:
        query = query.where(AuditEvent.action.startswith(action, autoescape=True))
    if actor_id:
        query = query.where(AuditEvent.actor_id == actor_id)
    if since:
        query = query.where(AuditEvent.recorded_at >= since)
    if until:
        query = query.where(AuditEvent.recorded_at < until)
    if before:
        query = query.where(tuple_(AuditEvent.recorded_at, AuditEvent.id) < before)
    rows = session.scalars(
        query.options(selectinload(AuditEvent.texts))
        .order_by(AuditEvent.recorded_at.desc(), AuditEvent.id.desc())
        .limit(most)
    )
    return [_entry(row) for row in rows]


def last_actors(
    session: Session, county: str, cases: Collection[str], actions: Collection[str]
) -> dict[str, int]:
    """Return, by case, who did the last of some actions."""
    rows = session.execute(
        select(AuditEvent.case_name, AuditEvent.actor_id)
        .where(AuditEvent.county == county, AuditEvent.case_name.in_(cases))
        .where(AuditEvent.action.in_(actions))
        .order_by(AuditEvent.id)
    )
    return dict(rows.all())


def count_entries(session: Session, county: str) -> int:
    """Return how many events a county's book holds."""
    query = select(func.count()).select_from(AuditEvent).where(AuditEvent.county == county)
    return session.scalar(query) or 0


def _entry(row: AuditEvent) -> Entry:
    body = msgspec.json.decode(row.body)
    return Entry(
        row.id,
        row.case_name,
        row.seq,
        row.action,
        row.actor_id,
        tuple(body["roles"]),
        row.recorded_at,
        row.place,
        body["ip"],
        body["agent"],
        body["data"],
        {text.field: text.words for text in row.texts},
        row.leaf.hex()[:12],
    )
