"""Keeping the list of voters: names on it and off it, corrections, and what the rules know of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
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
    faults_of_change,
    faults_of_entry,
    of_age_on,
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
        _OtherElection.organisation_id != Election.organisation_id,
    )
    .exists()
)
"""The same person stands on the list of another village of the campaign (Art. 16: one village)."""

_THESE: BindParameter[Any] = bindparam("elections", expanding=True)
_STANDS = Voter.is_struck.is_(False)
_COUNTS = (
    select(
        Voter.election_id,
        func.sum(case((Voter.is_struck, 0), else_=1)).label("voters"),
        func.sum(case((_STANDS & IS_DOUBLE, 1), else_=0)).label("doubles"),
        func.sum(case((_STANDS & (Voter.of_age_on > Election.election_on), 1), else_=0)).label(
            "under_age"
        ),
    )
    .join(Election, (Election.county == Voter.county) & (Election.id == Voter.election_id))
    .where(Voter.county == bindparam("county"), Voter.election_id.in_(_THESE))
    .group_by(Voter.election_id)
)
_UPON_OBJECTION = (Change.UPON_OBJECTION.value, Change.STRUCK_UPON_OBJECTION.value)
_CHANGES = (
    select(
        RollChange.election_id,
        func.sum(case((RollChange.posted_on.is_(None), 1), else_=0)).label("unposted"),
        func.sum(case((RollChange.change.in_(_UPON_OBJECTION), 1), else_=0)).label("carried_out"),
    )
    .where(RollChange.county == bindparam("county"), RollChange.election_id.in_(_THESE))
    .where(RollChange.is_supplement.is_(True), RollChange.is_in_force.is_(True))
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
        Objection.matter,
    )
    .where(Objection.county == bindparam("county"), Objection.election_id.in_(_THESE))
    .where(Objection.is_in_force.is_(True))
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
    changes = {row.election_id: row for row in rows_of(session, _CHANGES, asked)}
    objections: dict[int, list[ObjectionFacts]] = defaultdict(list)
    for row in rows_of(session, _OBJECTIONS, asked):
        ruling = Ruling(row.ruling) if row.ruling else None
        objections[row.election_id].append(
            ObjectionFacts(
                row.number,
                row.received_on,
                ruling,
                row.decided_on,
                row.posted_on,
                Matter(row.matter),
            )
        )
    editions: dict[int, dict[Edition, int]] = defaultdict(dict)
    for kept in rows_of(session, _EDITIONS, asked):
        editions[kept.election_id][Edition(kept.edition)] = kept.voters
    return {
        election_id: RollSummary(
            voters=int(row.voters) if row else 0,
            is_kept=row is not None,
            under_age=int(row.under_age) if row else 0,
            doubles=int(row.doubles) if row else 0,
            unposted=int(changes[election_id].unposted) if election_id in changes else 0,
            carried_out=int(changes[election_id].carried_out) if election_id in changes else 0,
            objections=tuple(objections[election_id]),
            editions=editions[election_id],
        )
        for election_id, row in ((i, counts.get(i)) for i in elections)
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
    voter.of_age_on, voter.is_struck = of_age_on(entry.number, profile), False
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


def add_many(act: Act, election: Election, entries: Sequence[VoterEntry], profile: Profile) -> int:
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
            "of_age_on": of_age_on(entry.number, profile),
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
            is_in_force=True,
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
        & RollChange.is_in_force.is_(True)
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


# --- a line that was wrong --------------------------------------------------------------------


def correct_voter(
    act: Act,
    election: Election,
    voter_id: int,
    entry: VoterEntry,
    profile: Profile,
    *,
    reason: str,
    is_supplement: bool,
) -> None:
    """Correct what stands wrong in a line, the number apart; what it said before is in the book.

    A name is shared by all lists of the county, so that it is corrected here only while the person
    stands on no other list and for no post. Raises NotFound, Stale or InputRefused.
    """
    voter = act.session.get(Voter, (election.county, voter_id))
    if voter is None or voter.election_id != election.id:
        raise NotFound(f"voter {voter_id}")
    if voter.is_struck:
        raise Stale(f"voter {voter_id} is off the list")
    person = act.session.get(Person, (election.county, voter.person_id))
    assert person is not None, "kept by the foreign key"
    keyring = keyring_of(act.session)
    was = {
        "name": keyring.unseal(person.sealed_name),
        "group_name": voter.group_name,
        "household": voter.household,
        "voter_class": voter.voter_class,
        "evidence": voter.evidence,
    }
    told = replace(entry, number=keyring.unseal(person.sealed_number), sex=person.sex)
    issues = faults_of_entry(told, election.election_on, profile, act.on)
    if not reason.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    now = {name: getattr(told, name).strip() for name in was}
    changed = sorted(name for name in was if was[name] != now[name])
    if not changed:
        issues.append(Issue(code="roll.nothing_corrected", source_key=""))
    if "name" in changed and _is_used_elsewhere(act, election, person.id):
        issues.append(Issue(code="roll.name_used_elsewhere", source_key=""))
    if issues:
        raise InputRefused(issues)
    voter.group_name, voter.household = now["group_name"], now["household"]
    voter.voter_class, voter.evidence = now["voter_class"], now["evidence"]
    if "name" in changed:
        person.sealed_name = keyring.seal(now["name"])
    _note_change(act, election, voter_id, Change.CORRECTED, act.on, reason, is_supplement)
    audit.record(
        act,
        "voter:correct",
        f"election:{election.id}",
        data={"election": str(election.id), "voter": str(voter_id), "fields": changed},
        words={"reason": reason} | {f"was_{name}": was[name] for name in changed},
        place=election.village,
    )


def _is_used_elsewhere(act: Act, election: Election, person_id: int) -> bool:
    other = select(Voter.id).where(
        Voter.county == election.county,
        Voter.person_id == person_id,
        Voter.election_id != election.id,
        Voter.is_struck.is_(False),
    )
    return act.session.scalar(other) is not None
