"""Pages of the list of voters, of its changes and objections, and possible doubles."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from electflow.campaign.model import Election
from electflow.db import keyring_of
from electflow.errors import InputRefused
from electflow.issues import Issue
from electflow.people import service as people
from electflow.people.model import Person
from electflow.people.service import Identified
from electflow.roll.group_order import group_key
from electflow.roll.model import Objection, RollChange, RollEdition, Voter
from electflow.roll.service import IS_DOUBLE
from electflow.roll.terms import Change, Edition, Matter, Ruling, VoterClass


@dataclass(frozen=True)
class VoterLine:
    """One line of the list as officials see it: no number."""

    id: int
    name: str
    sex: str
    group_name: str
    household: str
    voter_class: VoterClass
    is_struck: bool
    is_double: bool
    evidence: str = ""


@dataclass(frozen=True)
class ChangeLine:
    """A change of the list with the name that it is about."""

    name: str
    sex: str
    group_name: str
    change: Change
    dated_on: date
    is_supplement: bool
    notice_number: str
    posted_on: date | None


@dataclass(frozen=True)
class ObjectionLine:
    """An objection with its words."""

    number: int
    appellant: str
    matter: Matter
    words: str
    received_on: date
    ruling: Ruling | None
    reason: str
    decided_on: date | None
    notice_number: str
    posted_on: date | None


@dataclass(frozen=True)
class EditionLine:
    """The list as it stood at a step."""

    number: int
    edition: Edition
    voters: int
    digest: str
    kept_at: datetime


@dataclass(frozen=True)
class Double:
    """Somebody who stands on the lists of two villages."""

    voter_id: int
    name: str
    group_name: str
    village: str
    village_name: str
    ordinal: int


def voters_page(
    session: Session,
    election: Election,
    *,
    group: str = "",
    only_doubles: bool = False,
    after: tuple[str, int] | None = None,
    most: int,
) -> list[VoterLine]:
    """Return a page of the list by group and order of entry, beginning after a key."""
    query = (
        select(Voter, Person, IS_DOUBLE.label("is_double"))
        .join(Person, (Person.county == Voter.county) & (Person.id == Voter.person_id))
        .join(Election, (Election.county == Voter.county) & (Election.id == Voter.election_id))
        .where(Voter.county == election.county, Voter.election_id == election.id)
        .where(Voter.is_struck.is_(False))
        .order_by(Voter.group_name, Voter.id)
        .limit(most)
    )
    if group:
        query = query.where(Voter.group_name == group)
    if only_doubles:
        query = query.where(IS_DOUBLE)
    if after:
        at, last = after
        query = query.where(
            (Voter.group_name > at) | ((Voter.group_name == at) & (Voter.id > last))
        )
    unseal = keyring_of(session).unseal
    return [
        VoterLine(
            voter.id,
            unseal(person.sealed_name),
            person.sex,
            voter.group_name,
            voter.household,
            VoterClass(voter.voter_class),
            voter.is_struck,
            bool(is_double),
        )
        for voter, person, is_double in session.execute(query)
    ]


def groups_of(session: Session, election: Election) -> Mapping[str, int]:
    """Return how many voters each group has, by name."""
    rows = session.execute(
        select(Voter.group_name, func.count())
        .where(Voter.county == election.county, Voter.election_id == election.id)
        .where(Voter.is_struck.is_(False))
        .group_by(Voter.group_name)
    )
    return dict(sorted(((name, n) for name, n in rows), key=lambda told: group_key(told[0])))


def classes_of(session: Session, election: Election) -> Mapping[VoterClass, int]:
    """Return how many voters each class of Art. 16 has."""
    rows = session.execute(
        select(Voter.voter_class, func.count())
        .where(Voter.county == election.county, Voter.election_id == election.id)
        .where(Voter.is_struck.is_(False))
        .group_by(Voter.voter_class)
    )
    found = {VoterClass(code): n for code, n in rows}
    return {voter_class: found.get(voter_class, 0) for voter_class in VoterClass}


def voter_of(session: Session, election: Election, voter_id: int) -> VoterLine | None:
    """Return one line of the list, or None."""
    row = session.execute(
        select(Voter, Person)
        .join(Person, (Person.county == Voter.county) & (Person.id == Voter.person_id))
        .where(Voter.county == election.county, Voter.id == voter_id)
        .where(Voter.election_id == election.id)
    ).one_or_none()
    if row is None:
        return None
    voter, person = row
    name = keyring_of(session).unseal(person.sealed_name)
    return VoterLine(
        voter.id,
        name,
        person.sex,
        voter.group_name,
        voter.household,
        VoterClass(voter.voter_class),
        voter.is_struck,
        False,
        voter.evidence,
    )


def changes_of(session: Session, election: Election, most: int) -> list[ChangeLine]:
    """Return the latest changes of the list, newest first."""
    unseal = keyring_of(session).unseal
    rows = session.execute(
        select(RollChange, Voter.group_name, Person.sealed_name, Person.sex)
        .join(Voter, (Voter.county == RollChange.county) & (Voter.id == RollChange.voter_id))
        .join(Person, (Person.county == Voter.county) & (Person.id == Voter.person_id))
        .where(RollChange.county == election.county, RollChange.election_id == election.id)
        .order_by(RollChange.id.desc())
        .limit(most)
    )
    return [
        ChangeLine(
            unseal(sealed),
            sex,
            group,
            Change(row.change),
            row.dated_on,
            row.is_supplement,
            row.notice_number,
            row.posted_on,
        )
        for row, group, sealed, sex in rows
    ]


def sums_of_changes(session: Session, election: Election) -> Mapping[Change, int]:
    """Return how many names came and went since the list hung, by reason (四增四减)."""
    rows = session.execute(
        select(RollChange.change, func.count())
        .where(RollChange.county == election.county, RollChange.election_id == election.id)
        .where(RollChange.is_supplement.is_(True), RollChange.is_in_force.is_(True))
        .group_by(RollChange.change)
    )
    return {Change(code): n for code, n in rows}


def objections_of(session: Session, election: Election) -> list[ObjectionLine]:
    """Return the objections of an election in the order in which they came."""
    unseal = keyring_of(session).unseal
    rows = session.scalars(
        select(Objection)
        .where(Objection.county == election.county, Objection.election_id == election.id)
        .order_by(Objection.number)
    )
    return [
        ObjectionLine(
            row.number,
            unseal(row.sealed_appellant),
            Matter(row.matter),
            unseal(row.sealed_words),
            row.received_on,
            Ruling(row.ruling) if row.ruling else None,
            unseal(row.sealed_reason) if row.sealed_reason else "",
            row.decided_on,
            row.notice_number,
            row.posted_on,
        )
        for row in rows
    ]


def editions_of(session: Session, election: Election) -> list[EditionLine]:
    """Return the list as it stood at each step, the latest first."""
    rows = session.scalars(
        select(RollEdition)
        .where(RollEdition.county == election.county, RollEdition.election_id == election.id)
        .order_by(RollEdition.number.desc())
    )
    return [
        EditionLine(row.number, Edition(row.edition), row.voters, row.digest, row.kept_at)
        for row in rows
    ]


def doubles_of(session: Session, election: Election) -> list[Double]:
    """Return where the doubles of this list stand besides; for the township, not for the village."""
    other, there = aliased(Voter), aliased(Election)
    unseal = keyring_of(session).unseal
    rows = session.execute(
        select(
            Voter.id, Person.sealed_name, other.group_name, there.village, there.name, there.ordinal
        )
        .join(Person, (Person.county == Voter.county) & (Person.id == Voter.person_id))
        .join(other, (other.county == Voter.county) & (other.person_id == Voter.person_id))
        .join(there, (there.county == other.county) & (there.id == other.election_id))
        .where(Voter.county == election.county, Voter.election_id == election.id)
        .where(Voter.is_struck.is_(False), other.is_struck.is_(False))
        .where(there.campaign_id == election.campaign_id)
        .where(there.organisation_id != election.organisation_id)
        .order_by(Voter.id)
    )
    return [
        Double(voter_id, unseal(sealed), group, village, name, ordinal)
        for voter_id, sealed, group, village, name, ordinal in rows
    ]


def voters_named(session: Session, election: Election, words: str) -> list[VoterLine]:
    """Return who on the list is called so; "name group" tells namesakes apart."""
    asked = words.strip()
    lines = voters_page(session, election, most=_ALL)
    by_both = [line for line in lines if f"{line.name} {line.group_name}" == asked]
    return by_both or [line for line in lines if line.name == asked]


def voters_by_words(
    session: Session, election: Election, words: Iterable[str]
) -> tuple[list[VoterLine], list[Issue]]:
    """Return the voters who are called so, and an issue for each who is nobody or more than one.

    The list is read once, however many are asked for; empty words are passed over.
    """
    by_name: dict[str, list[VoterLine]] = {}
    for line in voters_page(session, election, most=_ALL):
        for key in (line.name, f"{line.name} {line.group_name}"):
            by_name.setdefault(key, []).append(line)
    found: list[VoterLine] = []
    issues = []
    for word in (" ".join(told.split()) for told in words if told.strip()):
        lines = by_name.get(word, [])
        is_group = len({line.group_name for line in lines}) == 1
        if lines and is_group:
            # namesakes of one group are told apart by nothing but their number: each once
            free = [line for line in lines if line not in found]
            found.append(free[0] if free else lines[0])
            continue
        issues.append(_not_one(word, lines))
    return found, issues


def _not_one(word: str, lines: Sequence[VoterLine]) -> Issue:
    """Return the issue of a name that nobody on the list has, or more than one."""
    groups = "、".join(line.group_name for line in lines)
    code = "proxy.namesakes" if lines else "proxy.not_on_list"
    return Issue(code=code, source_key="", facts={"name": word, "groups": groups})


def voters_of(session: Session, election: Election, ids: Collection[int]) -> list[VoterLine]:
    """Return these lines of the list, by group and order of entry."""
    return [line for line in voters_page(session, election, most=_ALL) if line.id in ids]


def voter_named(session: Session, election: Election, words: str) -> VoterLine:
    """Return the one on the list who is called so; raises InputRefused when nobody or more than one is."""
    found = voters_named(session, election, words)
    if len(found) != 1:
        raise InputRefused([_not_one(words.strip(), found)])
    return found[0]


def identified_voter(session: Session, election: Election, words: str) -> Identified:
    """Return the one on the list who is called so, with the number; raises as ``voter_named``."""
    voter = voter_named(session, election, words)
    own = select(Voter.person_id).where(Voter.county == election.county, Voter.id == voter.id)
    person = session.scalars(own).one()
    return people.identified(session, election.county, [person])[person]


_ALL = 200_000
