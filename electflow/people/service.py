"""Keeping persons so that nobody reads them by accident."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.db import keyring_of
from electflow.errors import InputRefused
from electflow.ids import new_id
from electflow.issues import Issue
from electflow.people.model import Person
from electflow.people.rules import normal_number

_ASKED_AT_ONCE = 5_000


@dataclass(frozen=True)
class Named:
    """A person as shown on a page: name and sex, never the number."""

    id: int
    name: str
    sex: str


@dataclass(frozen=True)
class Identified:
    """A person with the number, for those who must find him in registers of their own."""

    id: int
    name: str
    sex: str
    number: str


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


def name_differs(act: Act, number: str, name: str) -> bool:
    """Tell whether the person of this number is known in the county by another name."""
    known = find_by_numbers(act.session, act.actor.county, [number]).get(normal_number(number))
    return known is not None and known.name != name.strip()


def find_by_numbers(session: Session, county: str, numbers: Collection[str]) -> dict[str, Named]:
    """Return the persons of the county who have these numbers, by normal number, in one query."""
    keyring = keyring_of(session)
    digests = {keyring.digest(normal_number(number)): normal_number(number) for number in numbers}
    rows = session.scalars(
        select(Person).where(Person.county == county, Person.number_digest.in_(list(digests)))
    )
    return {
        digests[row.number_digest]: Named(row.id, keyring.unseal(row.sealed_name), row.sex)
        for row in rows
    }


def enrol_many(act: Act, persons: Sequence[tuple[str, str, str]]) -> dict[str, int]:
    """Return the ids of persons by normal number, keeping at once those not known before.

    Each is name, number and sex, checked by the caller; no two have the same number.
    """
    keyring, county = keyring_of(act.session), act.actor.county
    known = find_by_numbers(act.session, county, [number for _, number, _ in persons])
    ids = {number: named.id for number, named in known.items()}
    rows = []
    for name, raw, sex in persons:
        number = normal_number(raw)
        if number in ids:
            continue
        ids[number] = new_id(act.at)
        rows.append(
            {
                "county": county,
                "id": ids[number],
                "sealed_name": keyring.seal(name.strip()),
                "sealed_number": keyring.seal(number),
                "number_digest": keyring.digest(number),
                "sex": sex,
            }
        )
    if rows:
        act.session.execute(insert(Person), rows)
    return ids


def named(session: Session, county: str, ids: Collection[int]) -> dict[int, Named]:
    """Return names and sexes of persons, in one query."""
    keyring = keyring_of(session)
    return {
        person.id: Named(person.id, keyring.unseal(person.sealed_name), person.sex)
        for person in session.scalars(
            select(Person).where(Person.county == county, Person.id.in_(ids))
        )
    }


def identified(session: Session, county: str, ids: Collection[int]) -> dict[int, Identified]:
    """Return names, sexes and ID numbers of persons, in one query for each few thousand.

    Who shows or hands out what this returns writes an event of it.
    """
    keyring, wanted = keyring_of(session), sorted(ids)
    found = {}
    for start in range(0, len(wanted), _ASKED_AT_ONCE):
        rows = session.scalars(
            select(Person).where(
                Person.county == county, Person.id.in_(wanted[start : start + _ASKED_AT_ONCE])
            )
        )
        for row in rows:
            name, number = keyring.unseal(row.sealed_name), keyring.unseal(row.sealed_number)
            found[row.id] = Identified(row.id, name, row.sex, number)
    return found


def correct(act: Act, person_id: int, *, name: str, number: str, sex: str) -> Person:
    """Correct how a person was entered; raises InputRefused when the number is another's."""
    keyring, county = keyring_of(act.session), act.actor.county
    person = act.session.get_one(Person, (county, person_id))
    digest = keyring.digest(normal_number(number))
    other = act.session.scalar(
        select(Person.id).where(
            Person.county == county, Person.number_digest == digest, Person.id != person_id
        )
    )
    if other is not None:
        raise InputRefused([Issue(code="person.number_of_another", source_key="")])
    person.sealed_name = keyring.seal(name.strip())
    person.sealed_number = keyring.seal(normal_number(number))
    person.number_digest, person.sex = digest, sex
    return person
