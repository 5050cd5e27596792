"""Keeping the election committee: its full ranking, who leaves, who steps in; and poll staff."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select, update
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.db import rows_of
from electflow.election_committee.model import CommitteeMember, PollStaff
from electflow.election_committee.terms import (
    Duty,
    ElectionStaff,
    Leaving,
    MemberFacts,
    StaffDuty,
    StaffFacts,
)
from electflow.errors import InputRefused, NotFound, Stale
from electflow.issues import Issue
from electflow.people import kinship
from electflow.people import service as people
from electflow.people.rules import faults_of_person

_THESE: BindParameter[Any] = bindparam("elections", expanding=True)
_MEMBERS = (
    select(
        CommitteeMember.election_id,
        CommitteeMember.rank,
        CommitteeMember.person_id,
        CommitteeMember.votes,
        CommitteeMember.duty,
        CommitteeMember.left_on,
        CommitteeMember.posted_on,
        CommitteeMember.formed_as,
        CommitteeMember.supplement,
    )
    .where(CommitteeMember.county == bindparam("county"))
    .where(CommitteeMember.election_id.in_(_THESE), CommitteeMember.is_in_force.is_(True))
    .order_by(CommitteeMember.rank)
)
_STAFF = (
    select(PollStaff.election_id, PollStaff.number, PollStaff.person_id, PollStaff.duty)
    .where(PollStaff.county == bindparam("county"))
    .where(PollStaff.election_id.in_(_THESE), PollStaff.is_released.is_(False))
    .order_by(PollStaff.number)
)


def staffs_of(
    session: Session, county: str, elections: Collection[int]
) -> dict[int, ElectionStaff]:
    """Return election committees, staff and kinships of many elections, in three queries or none."""
    if not elections:
        return {}
    asked = {"county": county, "elections": list(elections)}
    members: dict[int, list[MemberFacts]] = defaultdict(list)
    for row in rows_of(session, _MEMBERS, asked):
        members[row.election_id].append(
            MemberFacts(
                row.rank,
                row.person_id,
                row.votes,
                Duty(row.duty),
                row.left_on is not None,
                row.posted_on is not None,
                Duty(row.formed_as),
                bool(row.supplement),
            )
        )
    staff: dict[int, list[StaffFacts]] = defaultdict(list)
    for worker in rows_of(session, _STAFF, asked):
        staff[worker.election_id].append(
            StaffFacts(worker.number, worker.person_id, StaffDuty(worker.duty))
        )
    kin = kinship.kin_of(session, county, elections)
    return {i: ElectionStaff(tuple(members[i]), tuple(staff[i]), kin[i]) for i in elections}


def rank_member(
    act: Act,
    election: Election,
    *,
    name: str,
    number: str,
    sex: str,
    votes: int,
    duty: Duty,
    supplement: str = "",
) -> CommitteeMember:
    """Enter the next of the ranking; raises InputRefused with every fault at once.

    ``supplement`` are the minutes of a later meeting that chose members beside the ranking (补推),
    because nobody of it was left who could step in.
    """
    issues = faults_of_person(name, number, sex, act.on)
    if not issues and people.name_differs(act, number, name):
        issues.append(Issue(code="roll.name_differs", source_key=""))
    everybody = _rows(act, election)
    rows = [row for row in everybody if row.supplement == supplement.strip()]
    if rows and votes > rows[-1].votes:
        facts = {"votes": votes, "last": rows[-1].votes}
        issues.append(Issue(code="election_committee.not_in_order", source_key="", facts=facts))
    if rows and Duty(rows[-1].duty) is Duty.RESERVE and duty is not Duty.RESERVE:
        issues.append(Issue(code="election_committee.reserve_before_member", source_key=""))
    if duty is Duty.CHAIR and any(r.duty == Duty.CHAIR and not r.left_on for r in everybody):
        issues.append(Issue(code="election_committee.second_chair", source_key=""))
    if issues:
        raise InputRefused(issues)
    person = people.enrol(act, name=name, number=number, sex=sex)
    if any(row.person_id == person.id for row in everybody):
        raise InputRefused([Issue(code="election_committee.ranked_already", source_key="")])
    member = CommitteeMember(
        county=election.county,
        election_id=election.id,
        rank=_last_rank(act, election) + 1,
        person_id=person.id,
        votes=votes,
        duty=duty.value,
        formed_as=duty.value,
        is_in_force=True,
        joined_on=None if duty is Duty.RESERVE else act.on,
        leaving="",
        notice_number="",
        supplement=supplement.strip(),
    )
    act.session.add(member)
    audit.record(
        act,
        "election_committee:rank",
        f"election:{election.id}",
        data={"rank": member.rank, "votes": votes, "duty": duty.value},
        words={"name": name, "minutes": supplement.strip()},
        place=election.village,
    )
    return member


def void_line(act: Act, election: Election, rank: int, *, reason: str) -> None:
    """Take a line of the ranking out that was typed wrong, while the committee is formed.

    It stays in the file. Raises NotFound, or InputRefused without the reason.
    """
    row = act.session.get(CommitteeMember, (election.county, election.id, rank))
    if row is None or not row.is_in_force:
        raise NotFound(f"rank {rank} of election {election.id}")
    if not reason.strip():
        raise InputRefused([Issue(code="document.reason_missing", source_key="")])
    row.is_in_force = False
    audit.record(
        act,
        "election_committee:void",
        f"election:{election.id}",
        data={"rank": rank},
        words={"reason": reason},
        place=election.village,
    )


def leave(
    act: Act,
    election: Election,
    rank: int,
    *,
    leaving: Leaving,
    left_on: date,
    evidence: str,
    barred: Collection[int],
) -> int | None:
    """Record that a member left, and let the next of the ranking step in; return his rank, or None.

    ``barred`` are persons who may not step in: candidates and their near relatives. Raises
    NotFound, Stale when he has left, or InputRefused.
    """
    row = act.session.get(CommitteeMember, (election.county, election.id, rank))
    if row is None or not row.is_in_force:
        raise NotFound(f"rank {rank} of election {election.id}")
    if row.left_on is not None:
        raise Stale(f"rank {rank} of election {election.id} has left")
    issues = []
    if left_on > act.on:
        facts = {"date": left_on, "today": act.on}
        issues.append(Issue(code="document.date_ahead", source_key="", facts=facts))
    if not evidence.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    if issues:
        raise InputRefused(issues)
    row.left_on, row.leaving = left_on, leaving.value
    next_one = None
    if row.duty != Duty.RESERVE:
        next_one = next(
            (
                other
                for other in _rows(act, election)
                if other.duty == Duty.RESERVE
                and other.left_on is None
                and other.person_id not in barred
            ),
            None,
        )
    if next_one is not None:
        next_one.duty, next_one.joined_on = Duty.MEMBER.value, left_on
        row.replaced_by = next_one.rank
    data: dict[str, Any] = {
        "rank": rank,
        "leaving": leaving.value,
        "left_on": left_on.isoformat(),
    }
    if next_one is not None:
        data["replaced_by"] = next_one.rank
    audit.record(
        act,
        "election_committee:leave",
        f"election:{election.id}",
        data=data,
        words={"evidence": evidence},
        place=election.village,
    )
    return next_one.rank if next_one else None


def choose_chair(act: Act, election: Election, rank: int, *, minutes: str) -> None:
    """Record whom the members chose as their chair after the last one left.

    A seat is filled by the ranking, the chair is not. Raises NotFound, Stale while a chair sits, or
    InputRefused without the minutes.
    """
    rows = [row for row in _rows(act, election) if row.left_on is None]
    chosen = next((r for r in rows if r.rank == rank and r.duty != Duty.RESERVE), None)
    if chosen is None:
        raise NotFound(f"rank {rank} of election {election.id} does not sit")
    if any(row.duty == Duty.CHAIR for row in rows):
        raise Stale(f"a chair sits in election {election.id}")
    if not minutes.strip():
        raise InputRefused([Issue(code="voting.minutes_missing", source_key="")])
    chosen.duty = Duty.CHAIR.value
    audit.record(
        act,
        "election_committee:choose",
        f"election:{election.id}",
        data={"rank": rank},
        words={"minutes": minutes},
        place=election.village,
    )


def post_changes(act: Act, election: Election, *, number: str, posted_on: date) -> None:
    """Record the notice (2-1) that says who left and who stepped in; raises InputRefused."""
    issues = []
    rows = [
        row
        for row in _rows(act, election)
        if (row.left_on or row.supplement) and row.joined_on and row.posted_on is None
    ]
    if not rows:
        issues.append(Issue(code="election_committee.nothing_to_post", source_key=""))
    if posted_on > act.on:
        facts = {"date": posted_on, "today": act.on}
        issues.append(Issue(code="document.posting_ahead", source_key="", facts=facts))
    days = [row.left_on or row.joined_on for row in rows]
    last = max((day for day in days if day), default=posted_on)
    if posted_on < last:
        told = {"posted_on": posted_on, "dated_on": last}
        issues.append(Issue(code="document.posted_before_dated", source_key="", facts=told))
    if issues:
        raise InputRefused(issues)
    for row in rows:
        row.notice_number, row.posted_on = number.strip(), posted_on
    audit.record(
        act,
        "election_committee:post",
        f"election:{election.id}",
        data={"posted_on": posted_on.isoformat(), "persons": len(rows)},
        words={"number": number},
        place=election.village,
    )


def add_staff(
    act: Act, election: Election, *, name: str, number: str, sex: str, duty: StaffDuty
) -> PollStaff:
    """Enter somebody who works at the poll; raises InputRefused with every fault at once."""
    issues = faults_of_person(name, number, sex, act.on)
    if not issues and people.name_differs(act, number, name):
        issues.append(Issue(code="roll.name_differs", source_key=""))
    if issues:
        raise InputRefused(issues)
    person = people.enrol(act, name=name, number=number, sex=sex)
    mine = (PollStaff.county == election.county) & (PollStaff.election_id == election.id)
    rows = list(act.session.scalars(select(PollStaff).where(mine)))
    if any(r.person_id == person.id and r.duty == duty and not r.is_released for r in rows):
        raise InputRefused([Issue(code="election_committee.staff_already", source_key="")])
    worker = PollStaff(
        county=election.county,
        election_id=election.id,
        number=max((row.number for row in rows), default=0) + 1,
        person_id=person.id,
        duty=duty.value,
        is_released=False,
    )
    act.session.add(worker)
    audit.record(
        act,
        "staff:add",
        f"election:{election.id}",
        data={"number": worker.number, "duty": duty.value},
        words={"name": name},
        place=election.village,
    )
    return worker


def release_staff(act: Act, election: Election, number: int) -> None:
    """Release somebody from the poll; raises NotFound or Stale."""
    worker = act.session.get(PollStaff, (election.county, election.id, number))
    if worker is None:
        raise NotFound(f"staff {number} of election {election.id}")
    if worker.is_released:
        raise Stale(f"staff {number} of election {election.id} is released")
    worker.is_released = True
    audit.record(
        act,
        "staff:release",
        f"election:{election.id}",
        data={"number": number},
        place=election.village,
    )


def set_aside(session: Session, county: str, election_id: int) -> None:
    """Take ranking and poll staff out of force when the election committee is formed anew."""
    session.execute(
        update(CommitteeMember)
        .where(CommitteeMember.county == county, CommitteeMember.election_id == election_id)
        .values(is_in_force=False)
    )
    session.execute(
        update(PollStaff)
        .where(PollStaff.county == county, PollStaff.election_id == election_id)
        .values(is_released=True)
    )


def rows_of_committee(session: Session, election: Election) -> list[CommitteeMember]:
    """Return the ranking in force with who left, for a page."""
    return list(
        session.scalars(
            select(CommitteeMember)
            .where(CommitteeMember.county == election.county)
            .where(CommitteeMember.election_id == election.id)
            .where(CommitteeMember.is_in_force.is_(True))
            .order_by(CommitteeMember.rank)
        )
    )


def _rows(act: Act, election: Election) -> list[CommitteeMember]:
    return rows_of_committee(act.session, election)


def _last_rank(act: Act, election: Election) -> int:
    query = select(func.max(CommitteeMember.rank)).where(
        CommitteeMember.county == election.county, CommitteeMember.election_id == election.id
    )
    return act.session.scalar(query) or 0
