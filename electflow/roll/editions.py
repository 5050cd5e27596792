"""The list as it stood at a step, kept for good; and a list that begins anew."""

import json

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.db import keyring_of
from electflow.people.model import Person
from electflow.roll.model import Objection, RollChange, RollEdition, Upload, Voter
from electflow.roll.register import (
    digest_of_list,
)
from electflow.roll.terms import Edition


def keep_edition(act: Act, election: Election, edition: Edition) -> RollEdition | None:
    """Keep number and digest of the list as it stands now; None where no list is kept here."""
    unseal = keyring_of(act.session).unseal
    rows = act.session.execute(
        select(Voter.group_name, Person.sealed_name)
        .join(Person, (Person.county == Voter.county) & (Person.id == Voter.person_id))
        .where(Voter.county == election.county, Voter.election_id == election.id)
        .where(Voter.is_struck.is_(False))
    )
    lines = [(row.group_name, unseal(row.sealed_name)) for row in rows]
    act.session.execute(
        delete(Upload)
        .where(Upload.county == election.county, Upload.election_id == election.id)
        .where(Upload.imported_at.is_(None))
    )
    if not lines:
        return None
    mine = (RollEdition.county == election.county) & (RollEdition.election_id == election.id)
    last = act.session.scalar(select(func.max(RollEdition.number)).where(mine)) or 0
    kept = RollEdition(
        county=election.county,
        election_id=election.id,
        number=last + 1,
        edition=edition.value,
        voters=len(lines),
        digest=digest_of_list(lines),
        sealed_lines=keyring_of(act.session).seal_bytes(json.dumps(sorted(lines)).encode()),
        kept_at=act.at,
    )
    act.session.add(kept)
    audit.record(
        act,
        "roll:keep",
        f"election:{election.id}",
        data={
            "number": kept.number,
            "edition": edition.value,
            "voters": kept.voters,
            "digest": kept.digest,
        },
        place=election.village,
    )
    return kept


def set_aside(session: Session, county: str, election_id: int) -> None:
    """Take objections and changes out of force when registration is held anew; the names stay."""
    for table in (Objection, RollChange):
        session.execute(
            update(table)
            .where(table.county == county, table.election_id == election_id)
            .values(is_in_force=False)
        )


def lines_of(session: Session, election: Election, edition: Edition) -> list[tuple[str, str]]:
    """Return group and name of a kept list, the latest of its kind; empty where none is kept."""
    row = session.scalars(
        select(RollEdition)
        .where(RollEdition.county == election.county, RollEdition.election_id == election.id)
        .where(RollEdition.edition == edition.value)
        .order_by(RollEdition.number.desc())
    ).first()
    if row is None:
        return []
    kept = json.loads(keyring_of(session).unseal_bytes(row.sealed_lines))
    return [(group, name) for group, name in kept]
