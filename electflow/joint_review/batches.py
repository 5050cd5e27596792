"""Sending candidates to be examined, round after round, and asking them again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, tuple_, update
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Campaign, Election
from electflow.db import keyring_of
from electflow.errors import InputRefused, NotFound
from electflow.ids import new_id
from electflow.issues import Fact, Issue
from electflow.joint_review.adoption import checklists_of, find_checklist
from electflow.joint_review.checklist import Checklist, Unit
from electflow.joint_review.joins import case_of, in_force, of_asked, of_candidate
from electflow.joint_review.model import (
    AskedUnit,
    Batch,
    MeetingRuling,
    Opinion,
    Question,
    Reply,
    SentPerson,
)
from electflow.joint_review.questions import Identity, inputs_of
from electflow.joint_review.terms import Because, Round
from electflow.nomination.model import Candidate
from electflow.nomination.terms import Standing
from electflow.people import service as people
from electflow.stages import Track

INSERTED_AT_ONCE = 5_000


@dataclass(frozen=True)
class Sent:
    """A candidate who is sent: of which election, under which number."""

    election: Election
    candidate: Candidate


def submit(
    act: Act,
    campaign: Campaign,
    elections: Collection[Election],
    *,
    only: Collection[tuple[int, int]],
    township: str = "",
    because: Because = Because.FIRST,
) -> Batch:
    """Send candidates of some elections to be examined; nobody is asked yet.

    Of those whom ``only`` names (election, number) are sent who were not sent before, or, where they
    are asked again, who were. Raises InputRefused.
    """
    adopted = find_checklist(act.session, campaign.county, campaign.id)
    if adopted is None:
        raise InputRefused([Issue(code="vetting.no_checklist", source_key="")])
    sent = _to_be_sent(act.session, campaign, elections, because, only)
    if not sent:
        raise InputRefused([Issue(code="vetting.nobody_to_send", source_key="")])
    unasked = [s for s in sent if not adopted.checklist.asked_units(Track(s.election.track))]
    if unasked:
        tracks: dict[str, Fact] = {"persons": len(unasked)}
        raise InputRefused([Issue(code="vetting.nothing_asked", source_key="", facts=tracks)])
    audit.lock_case(act.session, campaign.county, f"campaign:{campaign.id}")
    last = act.session.scalar(
        select(func.max(Batch.number)).where(
            Batch.county == campaign.county, Batch.campaign_id == campaign.id
        )
    )
    batch = Batch(
        county=campaign.county,
        id=new_id(act.at),
        campaign_id=campaign.id,
        number=(last or 0) + 1,
        township=township,
        because=because.value,
        checklist_id=adopted.row.id,
        persons=len(sent),
        submitted_by=act.actor.official_id,
        submitted_at=act.at,
    )
    act.session.add(batch)
    act.session.flush()
    act.session.execute(
        insert(SentPerson),
        [
            {
                "county": batch.county,
                "batch_id": batch.id,
                "election_id": s.election.id,
                "candidate": s.candidate.number,
            }
            for s in sent
        ],
    )
    audit.record(
        act,
        "review:submit",
        case_of(batch),
        data={
            "batch": batch.number,
            "because": because.value,
            "persons": len(sent),
            "candidates": [f"{s.election.id}:{s.candidate.number}" for s in sent],
        },
        place=township or campaign.county,
    )
    return batch


def _to_be_sent(
    session: Session,
    campaign: Campaign,
    elections: Collection[Election],
    because: Because,
    only: Collection[tuple[int, int]],
) -> list[Sent]:
    by_id = {election.id: election for election in elections}
    rows = session.scalars(
        select(Candidate)
        .where(Candidate.county == campaign.county, Candidate.election_id.in_(by_id))
        .where(Candidate.standing == Standing.NOMINATED.value)
        .order_by(Candidate.election_id, Candidate.number)
    ).all()
    wanted = set(only)
    found = [
        Sent(by_id[row.election_id], row) for row in rows if (row.election_id, row.number) in wanted
    ]
    # asked again is who was sent before; sent for the first time is who was not
    known, is_again = sent_already(session, campaign, list(by_id)), because is not Because.FIRST
    return [s for s in found if ((s.election.id, s.candidate.number) in known) is is_again]


def sent_already(
    session: Session, campaign: Campaign, elections: Collection[int]
) -> set[tuple[int, int]]:
    """Return the candidates of some elections who were sent to be examined, in one query."""
    rows = session.execute(
        select(SentPerson.election_id, SentPerson.candidate)
        .where(SentPerson.county == campaign.county, SentPerson.election_id.in_(elections))
        .distinct()
    )
    return {(row.election_id, row.candidate) for row in rows}


def dispatch(
    act: Act,
    batch: Batch,
    sent: Sequence[Sent],
    checklist: Checklist,
    *,
    asked_in: Round,
    due_on: date,
    letter: str = "",
    units: Collection[str] | None = None,
    in_turn: bool = True,
) -> int:
    """Ask the units of one round about the persons of a batch; returns the number of questions.

    ``units`` are those alone who are asked anew; ``in_turn`` lets no round begin before the
    earlier ones have replied. Raises InputRefused: an earlier round has not replied, the round was
    asked, the day lies back.
    """
    asked: dict[Track, list[Unit]] = {
        track: [
            unit
            for unit in checklist.asked_units(track, asked_in)
            if units is None or unit.code in units
        ]
        for track in Track
    }
    codes = {unit.code for s in sent for unit in asked[Track(s.election.track)]}
    _refuse_dispatch(act, batch, asked_in, due_on, letter, codes, in_turn)
    act.session.add_all(
        AskedUnit(
            county=batch.county,
            batch_id=batch.id,
            unit=code,
            round=asked_in.value,
            letter=letter.strip(),
            asked_at=act.at,
            due_on=due_on,
            reminders=0,
        )
        for code in sorted(codes)
    )
    act.session.flush()
    rows = _questions(act, batch, sent, checklist, asked)
    _no_longer_latest(act.session, batch, codes)
    for start in range(0, len(rows), INSERTED_AT_ONCE):
        act.session.execute(insert(Question), rows[start : start + INSERTED_AT_ONCE])
    audit.record(
        act,
        "review:ask",
        case_of(batch),
        data={
            "batch": batch.number,
            "round": asked_in.value,
            "units": sorted(codes),
            "questions": len(rows),
            "due_on": due_on.isoformat(),
        },
        words={"letter": letter.strip()},
        place=batch.township or batch.county,
    )
    return len(rows)


def _refuse_dispatch(
    act: Act,
    batch: Batch,
    asked_in: Round,
    due_on: date,
    letter: str,
    codes: Collection[str],
    in_turn: bool,
) -> None:
    issues = []
    there = list(
        act.session.scalars(
            select(AskedUnit).where(
                AskedUnit.county == batch.county, AskedUnit.batch_id == batch.id
            )
        )
    )
    if not codes:
        issues.append(
            Issue(code="vetting.nothing_asked", source_key="", facts={"persons": batch.persons})
        )
    if any(row.round == asked_in.value for row in there):
        facts: dict[str, Fact] = {"round": asked_in.value}
        issues.append(Issue(code="vetting.round_asked", source_key="", facts=facts))
    if due_on < act.on:
        facts = {"date": due_on, "today": act.on}
        issues.append(Issue(code="vetting.due_day_past", source_key="", facts=facts))
    if asked_in in (Round.COUNTY, Round.INSPECTION) and not letter.strip():
        issues.append(Issue(code="vetting.letter_missing", source_key=""))
    if in_turn and (waiting := unanswered(act.session, batch)):
        issues.append(
            Issue(code="vetting.earlier_round_open", source_key="", facts={"questions": waiting})
        )
    if issues:
        raise InputRefused(issues)


def unanswered(session: Session, batch: Batch, unit: str = "") -> int:
    """Count the questions of a batch that no two persons have answered, of those who still stand."""
    query = (
        select(func.count())
        .select_from(Question)
        .join(Candidate, of_candidate())
        .outerjoin(Reply, in_force())
        .where(Question.county == batch.county, Question.batch_id == batch.id)
        .where(Question.is_latest.is_(True), Reply.confirmed_by.is_(None))
        .where(Candidate.standing == Standing.NOMINATED.value)
    )
    if unit:
        query = query.where(Question.unit == unit)
    return session.scalar(query) or 0


def silent_units(
    session: Session,
    county: str,
    persons: Collection[tuple[int, int]],
    units: Collection[str] | None,
) -> set[str]:
    """Return which units, of those named or of all, have not replied yet on some candidates."""
    query = (
        select(Question.unit)
        .outerjoin(Reply, in_force())
        .where(Question.county == county, Question.is_latest.is_(True))
        .where(tuple_(Question.election_id, Question.candidate).in_(sorted(persons)))
        .where(Reply.confirmed_by.is_(None))
        .distinct()
    )
    if units is not None:
        query = query.where(Question.unit.in_(units))
    return set(session.scalars(query))


def _questions(
    act: Act,
    batch: Batch,
    sent: Sequence[Sent],
    checklist: Checklist,
    asked: Mapping[Track, Sequence[Unit]],
) -> list[dict[str, Any]]:
    keyring = keyring_of(act.session)
    identities = identities_of(act.session, batch.county, sent)
    known = [
        act.session.scalar(select(func.max(kind.id)).where(kind.county == batch.county))
        for kind in (Question, Opinion, MeetingRuling)
    ]
    rows = []
    for s in sent:
        track = Track(s.election.track)
        identity = identities[s.election.id, s.candidate.number]
        for unit in asked[track]:
            told = inputs_of(unit, checklist.asked(track, unit.code), identity)
            rows.append(
                {
                    "county": batch.county,
                    # above what was concluded before: an opinion is in force while nothing follows
                    "id": new_id.after(act.at, *known),
                    "batch_id": batch.id,
                    "unit": unit.code,
                    "campaign_id": batch.campaign_id,
                    "election_id": s.election.id,
                    "candidate": s.candidate.number,
                    "person_id": s.candidate.person_id,
                    "township": s.election.township,
                    "village": s.election.village,
                    "inputs": keyring.digest(f"question:{told}"),
                    "is_latest": True,
                }
            )
    return rows


def identities_of(
    session: Session, county: str, sent: Sequence[Sent]
) -> dict[tuple[int, int], Identity]:
    """Return what units may know of each person who is sent, in one query."""
    persons = people.identified(session, county, {s.candidate.person_id for s in sent})
    found = {}
    for s in sent:
        person = persons[s.candidate.person_id]
        found[s.election.id, s.candidate.number] = Identity(
            person.name, person.number, person.sex, s.election.village, s.candidate.post
        )
    return found


def _no_longer_latest(session: Session, batch: Batch, units: Collection[str]) -> None:
    """Let earlier questions of these units about the batch's persons rest; they stay in the file."""
    is_sent = (
        select(SentPerson.candidate)
        .where(SentPerson.county == batch.county, SentPerson.batch_id == batch.id)
        .where(SentPerson.election_id == Question.election_id)
        .where(SentPerson.candidate == Question.candidate)
        .exists()
    )
    session.execute(
        update(Question)
        .where(Question.county == batch.county, Question.unit.in_(units))
        .where(Question.is_latest.is_(True), Question.batch_id != batch.id, is_sent)
        .values(is_latest=False),
        execution_options={"synchronize_session": False},
    )


def persons_of(session: Session, batch: Batch) -> list[Sent]:
    """Return whom a batch sends and who still stands, in the order of their villages, in one query."""
    rows = session.execute(
        select(Election, Candidate)
        .join(
            Candidate,
            (Candidate.county == Election.county) & (Candidate.election_id == Election.id),
        )
        .join(
            SentPerson,
            (SentPerson.county == Candidate.county)
            & (SentPerson.election_id == Candidate.election_id)
            & (SentPerson.candidate == Candidate.number),
        )
        .where(SentPerson.county == batch.county, SentPerson.batch_id == batch.id)
        .where(Candidate.standing == Standing.NOMINATED.value)
        .order_by(Election.village, Election.id, Candidate.number)
    )
    return [Sent(election, candidate) for election, candidate in rows]


def next_round(session: Session, batch: Batch, checklist: Checklist) -> Round | None:
    """Return the round that is to be asked next in a batch, or None when all were."""
    there = set(
        session.scalars(
            select(AskedUnit.round).where(
                AskedUnit.county == batch.county, AskedUnit.batch_id == batch.id
            )
        )
    )
    if Because(batch.because) is not Because.FIRST:
        return None
    return next((r for r in checklist.rounds if r.value not in there), None)


def rounds_asked(session: Session, county: str, sent: Sequence[Sent]) -> set[Round]:
    """Return the rounds in which some persons were asked about before, in one query."""
    rows = session.scalars(
        select(AskedUnit.round)
        .join(Question, of_asked())
        .where(Question.county == county, Question.is_latest.is_(True))
        .where(Question.election_id.in_({s.election.id for s in sent}))
        .distinct()
    )
    return {Round(row) for row in rows}


def changed_questions(
    session: Session, county: str, sent: Sequence[Sent]
) -> dict[Round, dict[str, str]]:
    """Return the units whose question about some persons is no longer the one that they were asked.

    By round: each unit with the letter by which it was asked. Names of other units are not in it.
    """
    keyring = keyring_of(session)
    identities = identities_of(session, county, sent)
    tracks = {(s.election.id, s.candidate.number): Track(s.election.track) for s in sent}
    rows = session.execute(
        select(Question, AskedUnit, Batch.checklist_id)
        .join(AskedUnit, of_asked())
        .join(Batch, (Batch.county == Question.county) & (Batch.id == Question.batch_id))
        .where(Question.county == county, Question.is_latest.is_(True))
        .where(Question.election_id.in_({s.election.id for s in sent}))
    ).all()
    lists = checklists_of(session, county, {checklist_id for _, _, checklist_id in rows})
    found: dict[Round, dict[str, str]] = {}
    for question, asked, checklist_id in rows:
        key = (question.election_id, question.candidate)
        if key not in identities:
            continue
        checklist = lists[checklist_id]
        unit = checklist.units[question.unit]
        told = inputs_of(unit, checklist.asked(tracks[key], unit.code), identities[key])
        if keyring.digest(f"question:{told}") != question.inputs:
            found.setdefault(Round(asked.round), {})[unit.code] = asked.letter
    return found


def get_batch(session: Session, county: str, campaign_id: int, number: int) -> Batch:
    """Return a batch of a campaign by its number; raises NotFound."""
    batch = session.scalar(
        select(Batch).where(
            Batch.county == county, Batch.campaign_id == campaign_id, Batch.number == number
        )
    )
    if batch is None:
        raise NotFound(f"batch {number} of campaign {campaign_id}")
    return batch
