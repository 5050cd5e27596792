"""Keeping the handover list: what both sides signed, what is refused, what the township ordered."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.appointment.model import HandoverThing
from electflow.appointment.terms import DONE, Thing, ThingFacts, ThingStanding
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.db import keyring_of, rows_of
from electflow.errors import InputRefused
from electflow.issues import Fact, Issue

_THESE: BindParameter[Any] = bindparam("elections", expanding=True)
_THINGS = select(
    HandoverThing.election_id,
    HandoverThing.thing,
    HandoverThing.standing,
    HandoverThing.settled_on,
    HandoverThing.refused_on,
    HandoverThing.ordered_on,
).where(HandoverThing.county == bindparam("county"), HandoverThing.election_id.in_(_THESE))


def things_of(
    session: Session, county: str, elections: Collection[int]
) -> dict[int, tuple[ThingFacts, ...]]:
    """Return the handover lists of many elections, in one query or none."""
    if not elections:
        return {}
    found: dict[int, dict[Thing, ThingFacts]] = defaultdict(dict)
    for row in rows_of(session, _THINGS, {"county": county, "elections": list(elections)}):
        thing = Thing(row.thing)
        found[row.election_id][thing] = ThingFacts(
            thing, ThingStanding(row.standing), row.settled_on, row.refused_on, row.ordered_on
        )
    return {
        election_id: tuple(there[thing] for thing in Thing if thing in there)
        for election_id, there in found.items()
    }


@dataclass(frozen=True)
class ThingLine:
    """A thing of the list with its words, for a page."""

    thing: Thing
    standing: ThingStanding
    words: str = ""
    settled_on: date | None = None
    refused_on: date | None = None
    order_number: str = ""
    ordered_on: date | None = None


def list_things(session: Session, election: Election) -> list[ThingLine]:
    """Return the whole list; what was not entered yet is open."""
    unseal = keyring_of(session).unseal
    rows = {
        row.thing: row
        for row in session.scalars(
            select(HandoverThing).where(
                HandoverThing.county == election.county, HandoverThing.election_id == election.id
            )
        )
    }
    return [
        ThingLine(
            thing,
            ThingStanding(row.standing),
            unseal(row.sealed_words),
            row.settled_on,
            row.refused_on,
            row.order_number,
            row.ordered_on,
        )
        if (row := rows.get(thing.value))
        else ThingLine(thing, ThingStanding.OPEN)
        for thing in Thing
    ]


def settle(
    act: Act,
    election: Election,
    thing: Thing,
    *,
    standing: ThingStanding,
    words: str,
    on: date,
    order_number: str = "",
    reason: str = "",
) -> None:
    """Record how a thing stands: signed by both, nothing of the kind, refused, or ordered.

    What is done already is only corrected, with the reason; the book keeps both. Raises
    InputRefused with every fault at once.
    """
    row = act.session.get(HandoverThing, (election.county, election.id, thing.value))
    issues: list[Issue] = []
    if row is not None and ThingStanding(row.standing) in DONE and not reason.strip():
        told: dict[str, Fact] = {"thing": thing.value}
        issues.append(Issue(code="appointment.thing_done", source_key="", facts=told))

    def refuse(code: str, **facts: Fact) -> None:
        issues.append(Issue(code=code, source_key="", facts=facts))

    if on > act.on:
        refuse("document.date_ahead", date=on, today=act.on)
    if standing is ThingStanding.OPEN:
        refuse("appointment.thing_standing_missing")
    if standing is not ThingStanding.NOTHING and not words.strip():
        refuse("appointment.thing_words_missing")
    if standing is ThingStanding.ORDERED:
        if row is None or row.refused_on is None:
            refuse("appointment.order_without_refusal")
        elif on < row.refused_on:
            refuse("appointment.order_before_refusal", ordered_on=on, refused_on=row.refused_on)
        if not order_number.strip():
            refuse("appointment.order_number_missing")
    if issues:
        raise InputRefused(issues)
    row = row or HandoverThing(
        county=election.county, election_id=election.id, thing=thing.value, order_number=""
    )
    if standing not in DONE:
        row.settled_on = None
    row.standing = standing.value
    row.sealed_words = keyring_of(act.session).seal(words.strip())
    if standing in DONE:
        row.settled_on = on
    elif standing is ThingStanding.REFUSED:
        row.refused_on = row.refused_on or on  # the first starts the days
    else:
        row.ordered_on, row.order_number = on, order_number.strip()
    act.session.add(row)
    audit.record(
        act,
        "handover:settle",
        f"election:{election.id}",
        data={"thing": thing.value, "standing": standing.value, "on": on.isoformat()},
        words={"words": words, "order": order_number, "reason": reason},
        place=election.village,
    )


def set_aside(session: Session, county: str, election_id: int) -> None:
    """Begin the handover list anew when an election is held again; what was entered stays in the book."""
    session.execute(
        delete(HandoverThing).where(
            HandoverThing.county == county, HandoverThing.election_id == election_id
        )
    )
