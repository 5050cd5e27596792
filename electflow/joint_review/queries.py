"""Reading the joint review for the county: batches with their units, one candidate's file, who is unsent.

No query here touches what was found; that is unsealed by ``answers.findings_of`` alone.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from electflow.act import Actor
from electflow.campaign.model import Campaign, Election
from electflow.campaign.service import visible
from electflow.clock import day_of
from electflow.db import keyring_of
from electflow.joint_review.joins import (
    in_force,
    of_asked,
    of_candidate,
    summed,
    was_sent,
)
from electflow.joint_review.model import (
    AskedUnit,
    Batch,
    FindingRow,
    Question,
    Reply,
    SentPerson,
)
from electflow.joint_review.questions import standing_of
from electflow.joint_review.terms import Answer, QuestionStanding
from electflow.joint_review.turns import EXAMINED, waits_for_turn
from electflow.nomination.model import Candidate
from electflow.nomination.terms import Standing
from electflow.people.model import Person

_STANDS = Candidate.standing == Standing.NOMINATED.value


# --- batches and who is late ------------------------------------------------------------------


@dataclass(frozen=True)
class BatchLine:
    """A batch with the units that were asked and how far each is, for the persons of some places."""

    batch: Batch
    persons: int
    units: tuple["UnitLine", ...]

    @property
    def answered(self) -> int:
        """Return how many questions have a signed reply."""
        return sum(unit.answered for unit in self.units)

    @property
    def asked(self) -> int:
        """Return how many questions were put."""
        return sum(unit.asked for unit in self.units)


@dataclass(frozen=True)
class UnitLine:
    """One unit asked in a batch."""

    row: AskedUnit
    asked: int
    answered: int
    entered: int

    @property
    def reminded_on(self) -> date | None:
        """Return the day on which it was reminded last."""
        return day_of(self.row.reminded_at) if self.row.reminded_at else None

    @property
    def reported_on(self) -> date | None:
        """Return the day on which it was reported."""
        return day_of(self.row.escalated_at) if self.row.escalated_at else None

    @property
    def is_open(self) -> bool:
        """Tell whether something is not signed."""
        return self.answered < self.asked

    def is_late(self, on: date) -> bool:
        """Tell whether its day has passed with something unsigned."""
        return self.is_open and on > self.row.due_on


def batch_lines(
    session: Session,
    county: str,
    campaign_id: int,
    places: Sequence[str],
    number: int | None = None,
) -> list[BatchLine]:
    """Return the batches with persons of some places, the newest first, with their units, in two queries.

    A batch that the county sent tells a township of its own persons alone.
    """
    sent = (
        select(SentPerson.batch_id, func.count().label("persons"))
        .join(
            Election,
            (Election.county == SentPerson.county) & (Election.id == SentPerson.election_id),
        )
        .where(SentPerson.county == county, Election.campaign_id == campaign_id)
        .where(_under(Election.village, places))
        .group_by(SentPerson.batch_id)
        .subquery()
    )
    query = (
        select(Batch, sent.c.persons)
        .join(sent, sent.c.batch_id == Batch.id)
        .where(Batch.county == county, Batch.campaign_id == campaign_id)
    )
    if number is not None:
        query = query.where(Batch.number == number)
    found = session.execute(query.order_by(Batch.number.desc())).all()
    units = _unit_lines(session, county, places, [batch.id for batch, _persons in found])
    return [BatchLine(batch, persons, tuple(units[batch.id])) for batch, persons in found]


def _under(village: InstrumentedAttribute[str], places: Sequence[str]) -> ColumnElement[bool]:
    return or_(false(), *(village.startswith(place, autoescape=True) for place in places))


def _unit_lines(
    session: Session, county: str, places: Sequence[str], batches: Collection[int]
) -> dict[int, list[UnitLine]]:
    is_signed = Reply.confirmed_by.is_not(None)
    counts = (
        select(
            Question.batch_id,
            Question.unit,
            func.count().label("asked"),
            summed(is_signed).label("answered"),
            summed(Reply.answer.is_not(None) & ~is_signed).label("entered"),
        )
        .join(Candidate, of_candidate())
        .outerjoin(Reply, in_force())
        .where(Question.county == county, Question.batch_id.in_(batches))
        .where(Question.is_latest.is_(True), _STANDS, _under(Question.village, places))
        .group_by(Question.batch_id, Question.unit)
        .subquery()
    )
    query: Select[Any] = (
        select(AskedUnit, counts.c.asked, counts.c.answered, counts.c.entered)
        .outerjoin(
            counts,
            (counts.c.batch_id == AskedUnit.batch_id) & (counts.c.unit == AskedUnit.unit),
        )
        .where(AskedUnit.county == county, AskedUnit.batch_id.in_(batches))
        .order_by(AskedUnit.batch_id, AskedUnit.due_on, AskedUnit.unit)
    )
    found: dict[int, list[UnitLine]] = defaultdict(list)
    for row, asked, answered, entered in session.execute(query):
        found[row.batch_id].append(UnitLine(row, asked or 0, answered or 0, entered or 0))
    return found


# --- one candidate's file ---------------------------------------------------------------------


@dataclass(frozen=True)
class FileLine:
    """One reply, or a question without one, in the file of a candidate."""

    question: Question
    asked: AskedUnit
    batch: Batch
    reply: Reply | None
    has_finding: bool
    standing: QuestionStanding

    @property
    def is_told(self) -> bool:
        """Tell whether the unit has replied: before its leader signs, what it enters is its own."""
        return self.reply is not None and self.reply.confirmed_by is not None


def file_of(
    session: Session, county: str, election_id: int, candidate: int, on: date
) -> list[FileLine]:
    """Return every question about a candidate with every reply, earlier ones too, in one query."""
    rows = session.execute(
        select(Question, AskedUnit, Batch, Reply, FindingRow.edition)
        .join(AskedUnit, of_asked())
        .join(Batch, (Batch.county == Question.county) & (Batch.id == Question.batch_id))
        .outerjoin(Reply, (Reply.county == Question.county) & (Reply.question_id == Question.id))
        .outerjoin(
            FindingRow,
            (FindingRow.county == Reply.county)
            & (FindingRow.question_id == Reply.question_id)
            & (FindingRow.edition == Reply.edition),
        )
        .where(Question.county == county, Question.election_id == election_id)
        .where(Question.candidate == candidate)
        .order_by(Batch.number, AskedUnit.round, Question.unit, Reply.edition)
    )
    found = []
    for question, asked, batch, reply, edition in rows:
        is_told = reply is not None and (reply.is_latest or reply.confirmed_by is not None)
        answer = Answer(reply.answer) if is_told else None
        is_signed = is_told and reply.confirmed_by is not None
        standing = standing_of(answer, is_signed, asked.due_on, on)
        found.append(FileLine(question, asked, batch, reply, edition is not None, standing))
    return found


def names_on(
    session: Session, county: str, keys: Collection[tuple[int, int]]
) -> dict[tuple[int, int], str]:
    """Return the names of some candidates, by election and number, in one query."""
    rows = session.execute(
        select(Candidate.election_id, Candidate.number, Person.sealed_name)
        .join(Person, (Person.county == Candidate.county) & (Person.id == Candidate.person_id))
        .where(Candidate.county == county)
        .where(tuple_(Candidate.election_id, Candidate.number).in_(sorted(set(keys))))
    )
    unseal = keyring_of(session).unseal
    return {(election_id, number): unseal(name) for election_id, number, name in rows}


# --- who is still to be sent ------------------------------------------------------------------


@dataclass(frozen=True)
class Unsent:
    """An election with candidates who were not sent to be examined."""

    election: Election
    persons: int


def unsent(session: Session, actor: Actor, campaign: Campaign, permission: str) -> list[Unsent]:
    """Return the elections with candidates to be sent, in the reader's places, in one query."""
    query = (
        select(Election, func.count(Candidate.number))
        .join(
            Candidate,
            (Candidate.county == Election.county) & (Candidate.election_id == Election.id),
        )
        .where(Election.campaign_id == campaign.id, waits_for_turn(EXAMINED))
        .where(_STANDS, ~was_sent())
        .group_by(Election.county, Election.id)
        .order_by(Election.village, Election.track)
    )
    rows = session.execute(visible(query, actor, permission))
    return [Unsent(election, persons) for election, persons in rows]


def persons_sent(session: Session, campaign: Campaign) -> dict[int, str]:
    """Return who is or was examined in a campaign, by person, with name and village, in one query."""
    rows = session.execute(
        select(Person.id, Person.sealed_name, Election.name)
        .join(Candidate, (Candidate.county == Person.county) & (Candidate.person_id == Person.id))
        .join(
            Election,
            (Election.county == Candidate.county) & (Election.id == Candidate.election_id),
        )
        .where(Election.county == campaign.county, Election.campaign_id == campaign.id)
        .where(was_sent())
        .order_by(Election.village, Person.id)
    )
    unseal = keyring_of(session).unseal
    return {person: f"{unseal(name)}（{village}）" for person, name, village in rows}
