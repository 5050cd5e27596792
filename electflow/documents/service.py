"""Recording papers and gathering them for the rules."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.db import rows_of
from electflow.documents.model import Document
from electflow.documents.rules import faults_of_paper
from electflow.documents.terms import PAPER_KINDS, Kind, Paper, Papers
from electflow.errors import InputRefused, Stale
from electflow.ids import new_id
from electflow.issues import Issue

_IN_FORCE = (
    select(
        Document.election_id,
        Document.kind,
        Document.edition,
        Document.dated_on,
        Document.posted_on,
        Document.taken_down_on,
        Document.number,
        Document.figures,
        Document.recorded_by,
    )
    .where(Document.county == bindparam("county"), Document.is_latest.is_(True))
    .where(Document.election_id.in_(bindparam("elections", expanding=True)))
)


def record(
    act: Act,
    election_id: int,
    place: str,
    kind: Kind,
    *,
    dated_on: date,
    figures: Mapping[str, Any],
    number: str = "",
    posted_on: date | None = None,
    taken_down_on: date | None = None,
    seen_edition: int = 0,
    reason: str = "",
) -> Document:
    """Keep a paper, or the next edition of it with the reason of the correction (更正).

    Raises InputRefused with every fault at once, or Stale when somebody recorded an edition
    meanwhile; then nothing has changed.
    """
    issues = faults_of_paper(kind, dated_on, posted_on, taken_down_on, number, figures, act.on)
    last = _latest(act.session, act.actor.county, election_id, kind)
    if (last.edition if last else 0) != seen_edition:
        raise Stale(f"document {kind} of election {election_id} is at another edition")
    if last and last.is_latest and not reason.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    try:
        told = msgspec.convert(dict(figures), PAPER_KINDS[kind].figures)
    except msgspec.ValidationError:
        issues.append(Issue(code="document.figures_incomplete", source_key=""))
    if issues:
        raise InputRefused(issues)
    if last:
        last.is_latest = False
    kept = {n: v for n, v in msgspec.to_builtins(told).items() if v is not None}
    document = Document(
        county=act.actor.county,
        id=new_id(act.at),
        election_id=election_id,
        kind=kind.value,
        edition=seen_edition + 1,
        is_latest=True,
        number=number.strip(),
        dated_on=dated_on,
        posted_on=posted_on,
        taken_down_on=taken_down_on,
        figures=kept,
        recorded_by=act.actor.official_id,
        recorded_at=act.at,
    )
    act.session.add(document)
    data = {
        "kind": kind.value,
        "edition": document.edition,
        "dated_on": dated_on.isoformat(),
        "figures": kept,
    }
    for name, day in (("posted_on", posted_on), ("taken_down_on", taken_down_on)):
        if day:
            data[name] = day.isoformat()
    audit.record(
        act,
        "document:record",
        f"election:{election_id}",
        data=data,
        words={"number": number.strip(), "reason": reason.strip()},
        place=place,
    )
    return document


def papers_of(session: Session, county: str, elections: Collection[int]) -> dict[int, Papers]:
    """Return the papers in force of many elections, in one query."""
    found: dict[int, dict[Kind, Paper]] = defaultdict(dict)
    for row in rows_of(session, _IN_FORCE, {"county": county, "elections": list(elections)}):
        found[row.election_id][Kind(row.kind)] = paper_of(row)
    return {election_id: Papers(found.get(election_id, {})) for election_id in elections}


def paper_of(row: Document | Row[Any]) -> Paper:
    """Return a stored paper as the rules see it."""
    kind = Kind(row.kind)
    return Paper(
        kind=kind,
        edition=row.edition,
        dated_on=row.dated_on,
        posted_on=row.posted_on,
        taken_down_on=row.taken_down_on,
        number=row.number,
        figures=msgspec.convert(row.figures, PAPER_KINDS[kind].figures),
        recorded_by=row.recorded_by,
    )


def list_editions(session: Session, county: str, election_id: int) -> list[Document]:
    """Return all papers of an election with their corrected editions, newest first."""
    return list(
        session.scalars(
            select(Document)
            .where(Document.county == county, Document.election_id == election_id)
            .order_by(Document.id.desc())
        )
    )


def postings_of(session: Session, county: str, election_id: int, kind: Kind) -> tuple[date, ...]:
    """Return on which days a paper was posted, by every edition of it, the first day first."""
    query = (
        select(Document.posted_on)
        .where(Document.county == county, Document.election_id == election_id)
        .where(Document.kind == kind.value)
    )
    return tuple(sorted({day for day in session.scalars(query) if day is not None}))


def retire(session: Session, county: str, election_id: int, kinds: Iterable[Kind]) -> None:
    """Take papers out of force when an election starts again before them; they stay in the file."""
    session.execute(
        update(Document)
        .where(Document.county == county, Document.election_id == election_id)
        .where(Document.kind.in_([kind.value for kind in kinds]))
        .values(is_latest=False)
    )


def _latest(session: Session, county: str, election_id: int, kind: Kind) -> Document | None:
    return session.scalar(
        select(Document)
        .where(Document.county == county, Document.election_id == election_id)
        .where(Document.kind == kind.value)
        .order_by(Document.edition.desc())
        .limit(1)
    )
