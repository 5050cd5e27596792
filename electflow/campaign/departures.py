"""Departures from a rule on an organ's document: exceptions until a day, breaches recorded as they were."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from electflow.act import Act, Actor
from electflow.audit import service as audit
from electflow.campaign.model import Campaign, DepartureRow, Election
from electflow.campaign.service import touch, visible
from electflow.campaign.terms import Departure, GrantedDeparture, Register
from electflow.db import rows_of
from electflow.errors import NotFound
from electflow.ids import new_id

_THESE: BindParameter[Any] = bindparam("elections", expanding=True)
_IN_FORCE = (
    select(
        DepartureRow.election_id,
        DepartureRow.id,
        DepartureRow.rule,
        DepartureRow.organ,
        DepartureRow.number,
        DepartureRow.dated_on,
        DepartureRow.until,
        DepartureRow.kind,
    )
    .where(DepartureRow.county == bindparam("county"), DepartureRow.election_id.in_(_THESE))
    .where(DepartureRow.ended_at.is_(None))
    .order_by(DepartureRow.id)
)


def departures_of(
    session: Session, county: str, elections: Collection[int]
) -> dict[int, tuple[GrantedDeparture, ...]]:
    """Return what many elections are let off, expired ones too, in one query or none."""
    if not elections:
        return {}
    found: dict[int, list[GrantedDeparture]] = defaultdict(list)
    for row in rows_of(session, _IN_FORCE, {"county": county, "elections": list(elections)}):
        found[row.election_id].append(_granted(row))
    return {election_id: tuple(granted) for election_id, granted in found.items()}


def _granted(row: Any) -> GrantedDeparture:
    kind = Departure(row.kind)
    return GrantedDeparture(row.id, row.rule, row.organ, row.number, row.dated_on, row.until, kind)


def grant(
    act: Act,
    election: Election,
    *,
    kind: Departure,
    rule: str,
    organ: str,
    number: str,
    dated_on: date,
    until: date | None,
    reason: str,
    proposal: int,
) -> DepartureRow:
    """Record what an organ decided on a rule that is departed from."""
    row = DepartureRow(
        county=election.county,
        id=new_id(act.at),
        election_id=election.id,
        kind=kind.value,
        rule=rule,
        organ=organ,
        number=number,
        dated_on=dated_on,
        until=until,
        reason=reason,
        granted_at=act.at,
    )
    act.session.add(row)
    touch(election, Register.DEPARTURES)
    data = {
        "departure": str(row.id),
        "rule": rule,
        "organ": organ,
        "dated_on": dated_on.isoformat(),
        "proposal": str(proposal),
    }
    if until:
        data["until"] = until.isoformat()
    audit.record(
        act,
        f"{kind}:grant",
        f"election:{election.id}",
        data=data,
        words={"number": number, "reason": reason},
        place=election.village,
    )
    return row


def end(act: Act, election: Election, departure_id: int, reason: str) -> None:
    """Record that a departure holds no more; raises NotFound."""
    row = act.session.get(DepartureRow, (election.county, departure_id))
    if row is None or row.election_id != election.id or row.ended_at is not None:
        raise NotFound(f"departure {departure_id}")
    row.ended_at = act.at
    touch(election)
    audit.record(
        act,
        f"{row.kind}:end",
        f"election:{election.id}",
        data={"departure": str(departure_id), "rule": row.rule},
        words={"reason": reason},
        place=election.village,
    )


@dataclass(frozen=True)
class DepartureLine:
    """A departure with the election that it is for."""

    granted: GrantedDeparture
    election: Election


def list_departures(session: Session, actor: Actor, campaign: Campaign) -> list[DepartureLine]:
    """Return the departures of a campaign in the elections that the actor may see, in one query."""
    query = (
        select(DepartureRow, Election)
        .join(
            Election,
            (Election.county == DepartureRow.county) & (Election.id == DepartureRow.election_id),
        )
        .where(Election.campaign_id == campaign.id, DepartureRow.ended_at.is_(None))
        .order_by(DepartureRow.id)
    )
    return [
        DepartureLine(_granted(row), election)
        for row, election in session.execute(visible(query, actor))
    ]
