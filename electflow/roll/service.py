"""Keeping the list of voters: entering, striking, objections, and the list as it stood at a step."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, case, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.db import keyring_of, rows_of
from electflow.errors import InputRefused, NotFound, Stale
from electflow.ids import new_id
from electflow.issues import Issue
from electflow.people import service as people
from electflow.people.model import Person
from electflow.people.rules import normal_number
from electflow.profile.model import Profile
from electflow.roll.model import Objection, RollChange, RollEdition, Voter
from electflow.roll.register import (
    VoterEntry,
    digest_of_list,
    faults_of_change,
    faults_of_entry,
    faults_of_objection,
    faults_of_ruling,
)
from electflow.roll.terms import Change, Edition, Matter, ObjectionFacts, RollSummary, Ruling

_Other = aliased(Voter)
_OtherElection = aliased(Election)
IS_DOUBLE = (
    select(_Other.id)
    .join(
        _OtherElection,
        (_OtherElection.county == _Other.county) & (_OtherElection.id == _Other.election_id),
    )
    .where(
        _Other.county == Voter.county,
        _Other.person_id == Voter.person_id,
        _Other.election_id != Voter.election_id,
        _Other.is_struck.is_(False),
        _OtherElection.campaign_id == Election.campaign_id,
    )
    .exists()
)
"""The same person stands on the list of another village of the campaign (Art. 16: one village)."""

_THESE: BindParameter[Any] = bindparam("elections", expanding=True)
_COUNTS = (
    select(
        Voter.election_id,
        func.count().label("voters"),
        func.sum(case((IS_DOUBLE, 1), else_=0)).label("doubles"),
    )
    .join(Election, (Election.county == Voter.county) & (Election.id == Voter.election_id))
    .where(Voter.county == bindparam("county"), Voter.election_id.in_(_THESE))
    .where(Voter.is_struck.is_(False))
    .group_by(Voter.election_id)
)
_UNPOSTED = (
    select(RollChange.election_id, func.count().label("changes"))
    .where(RollChange.county == bindparam("county"), RollChange.election_id.in_(_THESE))
    .where(RollChange.is_supplement.is_(True), RollChange.posted_on.is_(None))
    .group_by(RollChange.election_id)
)
_OBJECTIONS = (
    select(
        Objection.election_id,
        Objection.number,
        Objection.received_on,
        Objection.ruling,
        Objection.decided_on,
        Objection.posted_on,
    )
    .where(Objection.county == bindparam("county"), Objection.election_id.in_(_THESE))
    .order_by(Objection.number)
)
_EDITIONS = (
    select(RollEdition.election_id, RollEdition.edition, RollEdition.voters)
    .where(RollEdition.county == bindparam("county"), RollEdition.election_id.in_(_THESE))
    .order_by(RollEdition.number)
)


def summaries_of(
    session: Session, county: str, elections: Collection[int]
) -> dict[int, RollSummary]:
    """Return what the rules know of the lists that are kept here, in four queries or none."""
    if not elections:
        return {}
    asked = {"county": county, "elections": list(elections)}
    counts = {row.election_id: row for row in rows_of(session, _COUNTS, asked)}
    unposted = {row.election_id: row.changes for row in rows_of(session, _UNPOSTED, asked)}
    objections: dict[int, list[ObjectionFacts]] = defaultdict(list)
    for row in rows_of(session, _OBJECTIONS, asked):
        ruling = Ruling(row.ruling) if row.ruling else None
        objections[row.election_id].append(
            ObjectionFacts(row.number, row.received_on, ruling, row.decided_on, row.posted_on)
        )
    editions: dict[int, dict[Edition, int]] = defaultdict(dict)
    for kept in rows_of(session, _EDITIONS, asked):
        editions[kept.election_id][Edition(kept.edition)] = kept.voters
    return {
        election_id: RollSummary(
            voters=row.voters,
            doubles=row.doubles,
            unposted=unposted.get(election_id, 0),
            objections=tuple(objections[election_id]),
            editions=editions[election_id],
        )
        for election_id, row in counts.items()
    }


# --- names on and off the list ----------------------------------------------------------------


def add_voter(
    act: Act,
    election: Election,
    entry: VoterEntry,
    profile: Profile,
    *,
    change: Change,
    dated_on: date,
    is_supplement: bool,
) -> Voter:
    """Enter one villager, or let a struck one come back.

    Raises InputRefused with every fault at once; then nothing has changed.
    """
    issues = faults_of_entry(entry, election.election_on, profile, act.on)
    issues += faults_of_change(
        change, dated_on, entry.evidence, act.on, needs_evidence=is_supplement
    )
    if not issues and people.name_differs(act, entry.number, entry.name):
        issues.append(Issue(code="roll.name_differs", source_key=""))
    if issues:
        raise InputRefused(issues)
    person = people.enrol(act, name=entry.name, number=entry.number, sex=entry.sex)
    known = act.session.scalar(
        select(Voter).where(
            Voter.county == election.county,
            Voter.election_id == election.id,
            Voter.person_id == person.id,
        )
    )
    if known is not None and not known.is_struck:
        raise InputRefused([Issue(code="roll.already_registered", source_key="")])
    voter = known or Voter(
        county=election.county,
        id=new_id(act.at),
        election_id=election.id,
        person_id=person.id,
    )
    voter.group_name, voter.household = entry.group_name.strip(), entry.household.strip()
    voter.voter_class, voter.evidence = entry.voter_class, entry.evidence.strip()
    voter.is_struck = False
    act.session.add(voter)
    act.session.flush()
    _note_change(act, election, voter.id, change, dated_on, entry.evidence, is_supplement)
    audit.record(
        act,
        "voter:add",
        f"election:{election.id}",
        data={
            "election": str(election.id),
            "voter": str(voter.id),
            "class": entry.voter_class,
            "change": change.value,
            "dated_on": dated_on.isoformat(),
        },
        words={"evidence": entry.evidence},
        place=election.village,
    )
    return voter


def add_many(act: Act, election: Election, entries: Sequence[VoterEntry]) -> int:
    """Enter checked villagers who stand on no list of this election, in a few statements."""
    persons = people.enrol_many(act, [(e.name, e.number, e.sex) for e in entries])
    rows = [
        {
            "county": election.county,
            "id": new_id(act.at),
            "election_id": election.id,
            "person_id": persons[normal_number(entry.number)],
            "group_name": entry.group_name,
            "household": entry.household,
            "voter_class": entry.voter_class,
            "evidence": entry.evidence,
            "is_struck": False,
        }
        for entry in entries
    ]
    if rows:
        act.session.execute(insert(Voter), rows)
    return len(rows)


def strike_voter(
    act: Act,
    election: Election,
    voter_id: int,
    *,
    change: Change,
    dated_on: date,
    evidence: str,
    is_supplement: bool,
) -> None:
    """Take a villager off the list; the line stays in the file with its ground.

    Raises NotFound, Stale when he is off already, or InputRefused; then nothing has changed.
    """
    voter = act.session.get(Voter, (election.county, voter_id))
    if voter is None or voter.election_id != election.id:
        raise NotFound(f"voter {voter_id}")
    if voter.is_struck:
        raise Stale(f"voter {voter_id} is off the list")
    if issues := faults_of_change(change, dated_on, evidence, act.on):
        raise InputRefused(issues)
    voter.is_struck = True
    _note_change(act, election, voter_id, change, dated_on, evidence, is_supplement)
    audit.record(
        act,
        "voter:strike",
        f"election:{election.id}",
        data={
            "election": str(election.id),
            "voter": str(voter_id),
            "change": change.value,
            "dated_on": dated_on.isoformat(),
        },
        words={"evidence": evidence},
        place=election.village,
    )


def _note_change(
    act: Act,
    election: Election,
    voter_id: int,
    change: Change,
    dated_on: date,
    evidence: str,
    is_supplement: bool,
) -> None:
    act.session.add(
        RollChange(
            county=election.county,
            id=new_id(act.at),
            election_id=election.id,
            voter_id=voter_id,
            change=change.value,
            dated_on=dated_on,
            evidence=evidence.strip(),
            is_supplement=is_supplement,
            notice_number="",
        )
    )


def post_changes(act: Act, election: Election, *, number: str, posted_on: date) -> int:
    """Record the notice by which all changes so far were posted (补正公告); return how many.

    Raises InputRefused when there is none to post or a day cannot be.
    """
    mine = (
        (RollChange.county == election.county)
        & (RollChange.election_id == election.id)
        & RollChange.is_supplement.is_(True)
        & RollChange.posted_on.is_(None)
    )
    last = act.session.scalar(select(func.max(RollChange.dated_on)).where(mine))
    issues = []
    if last is None:
        issues.append(Issue(code="roll.no_change_to_post", source_key=""))
    elif posted_on < last:
        told = {"posted_on": posted_on, "dated_on": last}
        issues.append(Issue(code="document.posted_before_dated", source_key="", facts=told))
    if posted_on > act.on:
        ahead = {"date": posted_on, "today": act.on}
        issues.append(Issue(code="document.posting_ahead", source_key="", facts=ahead))
    if issues:
        raise InputRefused(issues)
    changed: Any = act.session.execute(
        update(RollChange).where(mine).values(posted_on=posted_on, notice_number=number.strip())
    )
    audit.record(
        act,
        "roll:post_changes",
        f"election:{election.id}",
        data={"posted_on": posted_on.isoformat(), "changes": changed.rowcount},
        words={"number": number.strip()},
        place=election.village,
    )
    return int(changed.rowcount)


# --- objections -------------------------------------------------------------------------------


def receive_objection(
    act: Act,
    election: Election,
    *,
    appellant: str,
    matter: str,
    words: str,
    received_on: date,
    list_posted_on: date,
) -> Objection:
    """Record an objection on the day on which it was received.

    Raises InputRefused; then nothing has changed.
    """
    if issues := faults_of_objection(matter, received_on, list_posted_on, act.on):
        raise InputRefused(issues)
    keyring = keyring_of(act.session)
    mine = (Objection.county == election.county) & (Objection.election_id == election.id)
    last = act.session.scalar(select(func.max(Objection.number)).where(mine)) or 0
    objection = Objection(
        county=election.county,
        election_id=election.id,
        number=last + 1,
        sealed_appellant=keyring.seal(appellant.strip()),
        sealed_words=keyring.seal(words.strip()),
        matter=Matter(matter).value,
        received_on=received_on,
        ruling="",
        notice_number="",
    )
    act.session.add(objection)
    audit.record(
        act,
        "objection:receive",
        f"election:{election.id}",
        data={
            "number": objection.number,
            "matter": objection.matter,
            "received_on": received_on.isoformat(),
        },
        words={"appellant": appellant, "words": words},
        place=election.village,
    )
    return objection


def decide_objection(
    act: Act,
    election: Election,
    number: int,
    *,
    ruling: Ruling,
    decided_on: date,
    reason: str,
    notice_number: str,
    posted_on: date | None,
    list_posted_on: date,
    profile: Profile,
) -> None:
    """Record how the election committee decided, and when its ruling was posted.

    Raises NotFound, Stale when it was decided and posted before, or InputRefused.
    """
    objection = act.session.get(Objection, (election.county, election.id, number))
    if objection is None:
        raise NotFound(f"objection {number} of election {election.id}")
    if objection.ruling and objection.posted_on:
        raise Stale(f"objection {number} of election {election.id} is decided")
    issues = faults_of_ruling(
        ruling, objection.received_on, decided_on, posted_on, list_posted_on, profile, act.on
    )
    if objection.ruling and (objection.ruling, objection.decided_on) != (ruling, decided_on):
        issues.append(Issue(code="roll.ruling_stands", source_key=""))
    if issues:
        raise InputRefused(issues)
    objection.ruling, objection.decided_on = ruling.value, decided_on
    objection.sealed_reason = keyring_of(act.session).seal(reason.strip())
    objection.notice_number, objection.posted_on = notice_number.strip(), posted_on
    data = {"number": number, "ruling": ruling.value, "decided_on": decided_on.isoformat()}
    if posted_on:
        data["posted_on"] = posted_on.isoformat()
    audit.record(
        act,
        "objection:decide",
        f"election:{election.id}",
        data=data,
        words={"reason": reason, "notice": notice_number},
        place=election.village,
    )


# --- the list as it stood ---------------------------------------------------------------------


def keep_edition(act: Act, election: Election, edition: Edition) -> RollEdition | None:
    """Keep number and digest of the list as it stands now; None where no list is kept here."""
    unseal = keyring_of(act.session).unseal
    rows = act.session.execute(
        select(Voter.group_name, Person.sealed_name, Person.sex)
        .join(Person, (Person.county == Voter.county) & (Person.id == Voter.person_id))
        .where(Voter.county == election.county, Voter.election_id == election.id)
        .where(Voter.is_struck.is_(False))
    )
    lines = [(row.group_name, unseal(row.sealed_name), row.sex) for row in rows]
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
