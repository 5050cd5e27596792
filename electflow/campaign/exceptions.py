"""Exceptions from rules of policy: granted on a document until a day, seen wherever the rule is."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from electflow.act import Act, Actor
from electflow.audit import service as audit
from electflow.campaign.model import Campaign, Election, ExceptionRow
from electflow.campaign.service import touch, visible
from electflow.campaign.terms import GrantedException, Register
from electflow.db import rows_of
from electflow.errors import NotFound
from electflow.ids import new_id

_THESE: BindParameter[Any] = bindparam("elections", expanding=True)
_IN_FORCE = (
    select(
        ExceptionRow.election_id,
        ExceptionRow.id,
        ExceptionRow.rule,
        ExceptionRow.organ,
        ExceptionRow.number,
        ExceptionRow.dated_on,
        ExceptionRow.until,
    )
    .where(ExceptionRow.county == bindparam("county"), ExceptionRow.election_id.in_(_THESE))
    .where(ExceptionRow.ended_at.is_(None))
    .order_by(ExceptionRow.id)
)


def exceptions_of(
    session: Session, county: str, elections: Collection[int]
) -> dict[int, tuple[GrantedException, ...]]:
    """Return what many elections are let off, expired ones too, in one query or none."""
    if not elections:
        return {}
    found: dict[int, list[GrantedException]] = defaultdict(list)
    for row in rows_of(session, _IN_FORCE, {"county": county, "elections": list(elections)}):
        found[row.election_id].append(
            GrantedException(row.id, row.rule, row.organ, row.number, row.dated_on, row.until)
        )
    return {election_id: tuple(granted) for election_id, granted in found.items()}


def grant(
    act: Act,
    election: Election,
    *,
    rule: str,
    organ: str,
    number: str,
    dated_on: date,
    until: date,
    reason: str,
    proposal: int,
) -> ExceptionRow:
    """Record that an organ let the election off a rule."""
    row = ExceptionRow(
        county=election.county,
        id=new_id(act.at),
        election_id=election.id,
        rule=rule,
        organ=organ,
        number=number,
        dated_on=dated_on,
        until=until,
        reason=reason,
        granted_at=act.at,
    )
    act.session.add(row)
    touch(election, Register.EXCEPTIONS)
    audit.record(
        act,
        "exception:grant",
        f"election:{election.id}",
        data={
            "exception": str(row.id),
            "rule": rule,
            "organ": organ,
            "dated_on": dated_on.isoformat(),
            "until": until.isoformat(),
            "proposal": str(proposal),
        },
        words={"number": number, "reason": reason},
        place=election.village,
    )
    return row


def end(act: Act, election: Election, exception_id: int, reason: str) -> None:
    """Record that an exception holds no more; raises NotFound."""
    row = act.session.get(ExceptionRow, (election.county, exception_id))
    if row is None or row.election_id != election.id or row.ended_at is not None:
        raise NotFound(f"exception {exception_id}")
    row.ended_at = act.at
    touch(election)
    audit.record(
        act,
        "exception:end",
        f"election:{election.id}",
        data={"exception": str(exception_id), "rule": row.rule},
        words={"reason": reason},
        place=election.village,
    )


@dataclass(frozen=True)
class ExceptionLine:
    """An exception with the election that it is for."""

    granted: GrantedException
    election: Election
    reason: str


def list_exceptions(session: Session, actor: Actor, campaign: Campaign) -> list[ExceptionLine]:
    """Return the exceptions of a campaign in the elections that the actor may see, in one query."""
    query = (
        select(ExceptionRow, Election)
        .join(
            Election,
            (Election.county == ExceptionRow.county) & (Election.id == ExceptionRow.election_id),
        )
        .where(Election.campaign_id == campaign.id, ExceptionRow.ended_at.is_(None))
        .order_by(ExceptionRow.id)
    )
    return [
        ExceptionLine(
            GrantedException(row.id, row.rule, row.organ, row.number, row.dated_on, row.until),
            election,
            row.reason,
        )
        for row, election in session.execute(visible(query, actor))
    ]
