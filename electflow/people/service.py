"""Keeping persons so that nobody reads them by accident."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.db import keyring_of
from electflow.ids import new_id
from electflow.people.model import Person
from electflow.people.rules import normal_number


@dataclass(frozen=True)
class Named:
    """A person as shown on a page: name and sex, never the number."""

    id: int
    name: str
    sex: str


def enrol(act: Act, *, name: str, number: str, sex: str) -> Person:
    """Return the person with this number in the county, kept now if he was not before."""
    keyring = keyring_of(act.session)
    digest = keyring.digest(normal_number(number))
    known = act.session.scalar(
        select(Person).where(Person.county == act.actor.county, Person.number_digest == digest)
    )
    if known is not None:
        return known
    person = Person(
        county=act.actor.county,
        id=new_id(act.at),
        sealed_name=keyring.seal(name.strip()),
        sealed_number=keyring.seal(normal_number(number)),
        number_digest=digest,
        sex=sex,
    )
    act.session.add(person)
    act.session.flush()
    return person


def named(session: Session, county: str, ids: Collection[int]) -> dict[int, Named]:
    """Return names and sexes of persons, in one query."""
    keyring = keyring_of(session)
    return {
        person.id: Named(person.id, keyring.unseal(person.sealed_name), person.sex)
        for person in session.scalars(
            select(Person).where(Person.county == county, Person.id.in_(ids))
        )
    }
