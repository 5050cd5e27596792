"""Reading the book as an outsider would: bytes, projections and chains, event by event."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from electflow.audit.canonical import EMPTY, canonical, commitment, leaf_of
from electflow.audit.model import AuditCase, AuditEvent, AuditText
from electflow.audit.service import stamp


@dataclass(frozen=True)
class Finding:
    """One place where the book does not hold."""

    county: str
    case: str
    seq: int
    code: str


def verify_chains(session: Session) -> Iterator[Finding]:
    """Yield every place where canonical form, projections, chain or head do not hold."""
    heads = {
        (head.county, head.case_name): (head.seq, head.head)
        for head in session.scalars(select(AuditCase))
    }
    chain: tuple[str, str] | None = None
    seq, leaf = 0, EMPTY
    ends: dict[tuple[str, str], tuple[int, bytes]] = {}
    for event in session.scalars(
        select(AuditEvent)
        .order_by(AuditEvent.county, AuditEvent.case_name, AuditEvent.seq)
        .execution_options(yield_per=1000)
    ):
        if (event.county, event.case_name) != chain:
            chain, seq, leaf = (event.county, event.case_name), 0, EMPTY
        for code in faults_of(event, seq, leaf):
            yield Finding(event.county, event.case_name, event.seq, code)
        seq, leaf = event.seq, event.leaf
        ends[chain] = (seq, leaf)
    opened = (0, EMPTY)
    for county, case in sorted(heads.keys() | ends.keys()):
        end = ends.get((county, case), opened)
        if heads.get((county, case), opened) != end:
            yield Finding(county, case, end[0], "audit.head_differs")
    yield from _words_that_differ(session)


def faults_of(event: AuditEvent, seq_before: int, leaf_before: bytes) -> list[str]:
    """Return the codes of what is wrong with one event, given the one before it."""
    try:
        body = msgspec.json.decode(event.body)
        is_canonical = isinstance(body, dict) and canonical(body) == event.body
    except (msgspec.DecodeError, ValueError):
        return ["audit.not_canonical"]
    if not is_canonical:
        return ["audit.not_canonical"]
    codes = []
    if projections_of(body) != (
        event.county,
        event.case_name,
        event.seq,
        event.action,
        str(event.actor_id),
        event.place,
        stamp(event.recorded_at),
        event.prev.hex(),
    ):
        codes.append("audit.projection_differs")
    if leaf_of(event.body) != event.leaf:
        codes.append("audit.leaf_differs")
    if event.seq != seq_before + 1:
        codes.append("audit.number_missing")
    if event.prev != leaf_before:
        codes.append("audit.chain_broken")
    return codes


def projections_of(body: dict[str, Any]) -> tuple[Any, ...]:
    """Return what the columns beside a body must equal."""
    names = ("county", "case", "seq", "action", "actor", "place", "at", "prev")
    return tuple(body.get(name) for name in names)


def _words_that_differ(session: Session) -> Iterator[Finding]:
    rows = session.execute(
        select(AuditText, AuditEvent)
        .join(
            AuditEvent,
            (AuditEvent.county == AuditText.county) & (AuditEvent.id == AuditText.event_id),
        )
        .execution_options(yield_per=1000)
    )
    for text, event in rows:
        try:
            told = msgspec.json.decode(event.body).get("words", {}).get(text.field)
        except (msgspec.DecodeError, AttributeError):
            continue  # faults_of named this event already
        if told != commitment(text.salt, text.words):
            yield Finding(event.county, event.case_name, event.seq, "audit.words_differ")
