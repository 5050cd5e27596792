"""The register of kinship: stated with a source, confirmed by another person, never by the machine."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.db import keyring_of, rows_of
from electflow.errors import Forbidden, InputRefused, NotFound, Stale
from electflow.ids import new_id
from electflow.issues import Issue
from electflow.people.model import KinRow
from electflow.people.terms import KinFacts, Kinship

_THESE: BindParameter[Any] = bindparam("elections", expanding=True)
_KIN = (
    select(KinRow.election_id, KinRow.a, KinRow.b, KinRow.kinship, KinRow.confirmed_by)
    .where(KinRow.county == bindparam("county"), KinRow.election_id.in_(_THESE))
    .where(KinRow.is_refuted.is_(False))
    .order_by(KinRow.id)
)


def kin_of(
    session: Session, county: str, elections: Collection[int]
) -> dict[int, tuple[KinFacts, ...]]:
    """Return the kinships that are stated in many elections, in one query."""
    found: dict[int, list[KinFacts]] = defaultdict(list)
    for row in rows_of(session, _KIN, {"county": county, "elections": list(elections)}):
        is_confirmed = row.confirmed_by is not None
        found[row.election_id].append(KinFacts(row.a, row.b, Kinship(row.kinship), is_confirmed))
    return {election_id: tuple(found[election_id]) for election_id in elections}


def state(
    act: Act, election_id: int, place: str, *, a: int, b: int, kinship: Kinship, source: str
) -> KinRow:
    """Record that two persons are said to be near relatives; raises InputRefused."""
    issues = []
    if a == b:
        issues.append(Issue(code="kinship.same_person", source_key=""))
    if not source.strip():
        issues.append(Issue(code="kinship.source_missing", source_key=""))
    known = act.session.scalars(
        select(KinRow).where(
            KinRow.county == act.actor.county,
            KinRow.election_id == election_id,
            KinRow.a.in_([a, b]),
            KinRow.b.in_([a, b]),
        )
    ).first()
    if known is not None and not known.is_refuted:
        issues.append(Issue(code="kinship.stated_already", source_key=""))
    if issues:
        raise InputRefused(issues)
    row = known or KinRow(
        county=act.actor.county, id=new_id(act.at), election_id=election_id, a=a, b=b
    )
    row.a, row.b, row.kinship = a, b, kinship.value
    row.sealed_source = keyring_of(act.session).seal(source.strip())
    row.stated_by, row.confirmed_by, row.is_refuted = act.actor.official_id, None, False
    act.session.add(row)
    audit.record(
        act,
        "kinship:state",
        f"election:{election_id}",
        data={"kinship": str(row.id), "a": str(a), "b": str(b), "as": kinship.value},
        words={"source": source},
        place=place,
    )
    return row


def decide(
    act: Act, election_id: int, place: str, kinship_id: int, *, confirm: bool, reason: str = ""
) -> None:
    """Confirm or refute a stated kinship, as another person than who stated it.

    A kinship that was confirmed by mistake is refuted by another than who confirmed it, with the
    reason. Raises NotFound, Forbidden, InputRefused, or Stale when it was decided so before.
    """
    row = act.session.get(KinRow, (act.actor.county, kinship_id))
    if row is None or row.election_id != election_id:
        raise NotFound(f"kinship {kinship_id}")
    if row.is_refuted or (row.confirmed_by is not None and confirm):
        raise Stale(f"kinship {kinship_id} is decided")
    if row.confirmed_by is not None and not reason.strip():
        raise InputRefused([Issue(code="document.reason_missing", source_key="")])
    before = row.confirmed_by or row.stated_by
    if before == act.actor.official_id:
        raise Forbidden(f"kinship {kinship_id}: another person confirms what one has stated")
    row.is_refuted = not confirm
    row.confirmed_by = act.actor.official_id if confirm else None
    audit.record(
        act,
        "kinship:confirm" if confirm else "kinship:refute",
        f"election:{election_id}",
        data={"kinship": str(kinship_id)},
        words={"reason": reason},
        place=place,
    )


@dataclass(frozen=True)
class KinLine:
    """A line of the register with its source."""

    id: int
    a: int
    b: int
    kinship: Kinship
    source: str
    stated_by: int
    is_confirmed: bool
    is_refuted: bool


def list_kinships(session: Session, county: str, election_id: int) -> list[KinLine]:
    """Return the register of an election, with what was refuted."""
    unseal = keyring_of(session).unseal
    rows = session.scalars(
        select(KinRow)
        .where(KinRow.county == county, KinRow.election_id == election_id)
        .order_by(KinRow.id)
    )
    return [
        KinLine(
            row.id,
            row.a,
            row.b,
            Kinship(row.kinship),
            unseal(row.sealed_source),
            row.stated_by,
            row.confirmed_by is not None,
            row.is_refuted,
        )
        for row in rows
    ]
