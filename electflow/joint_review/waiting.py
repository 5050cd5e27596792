"""What waits for officials of the county in the joint review, counted for their day's work."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session

from electflow.campaign.model import Campaign, Election
from electflow.db import keyring_of
from electflow.joint_review.adoption import list_waiting
from electflow.joint_review.joins import in_force, of_asked, of_candidate
from electflow.joint_review.model import AskedUnit, Batch, Opinion, Question, Reply, Statement
from electflow.joint_review.terms import OpinionStanding, StatementKind
from electflow.nomination.model import Candidate
from electflow.nomination.terms import Standing
from electflow.people.model import Person


@dataclass(frozen=True)
class Waiting:
    """How much waits: opinions by the person who is next, lists, statements, units that are late."""

    to_check: int = 0
    to_approve: int = 0
    lists: int = 0
    statements: int = 0
    late_units: int = 0
    reported_units: int = 0
    papers: int = 0


@dataclass(frozen=True)
class OpenStatement:
    """A statement or an objection without an answer, and of whom it speaks; never its words."""

    election: Election
    candidate: int
    name: str
    kind: StatementKind
    received_on: date
    due_on: date

    def is_late(self, on: date) -> bool:
        """Tell whether its day has passed without an answer."""
        return on > self.due_on


def statements_waiting(session: Session, campaign: Campaign, most: int) -> list[OpenStatement]:
    """Return the statements of a campaign without an answer, the first due first, in one query."""
    rows = session.execute(
        select(Statement, Election, Person.sealed_name)
        .join(Election, _of_its_election())
        .join(
            Candidate,
            (Candidate.county == Statement.county)
            & (Candidate.election_id == Statement.election_id)
            & (Candidate.number == Statement.candidate),
        )
        .join(Person, (Person.county == Candidate.county) & (Person.id == Candidate.person_id))
        .where(Statement.county == campaign.county, Statement.ruling == "")
        .where(Election.campaign_id == campaign.id)
        .order_by(Statement.due_on, Statement.election_id, Statement.number)
        .limit(most)
    )
    unseal = keyring_of(session).unseal
    return [
        OpenStatement(
            election,
            row.candidate,
            unseal(sealed),
            StatementKind(row.kind),
            row.received_on,
            row.due_on,
        )
        for row, election, sealed in rows
    ]


def _of_its_election() -> ColumnElement[bool]:
    return (Election.county == Statement.county) & (Election.id == Statement.election_id)


def papers_to_check(session: Session, campaign: Campaign) -> list[tuple[int, str, int]]:
    """Return batch, unit and number of the paper replies that wait for a second person, in one query."""
    rows = session.execute(
        select(Batch.number, Question.unit, func.count())
        .join(Question, (Question.county == Batch.county) & (Question.batch_id == Batch.id))
        .join(Candidate, of_candidate())
        .join(Reply, in_force())
        .where(Batch.county == campaign.county, Batch.campaign_id == campaign.id)
        .where(Question.is_latest.is_(True), Reply.paper != "", Reply.confirmed_by.is_(None))
        .where(Candidate.standing == Standing.NOMINATED.value)
        .group_by(Batch.number, Question.unit)
        .order_by(Batch.number, Question.unit)
    )
    return [(number, unit, count) for number, unit, count in rows]


def waiting_in(session: Session, campaign: Campaign, on: date) -> Waiting:
    """Return what waits in a campaign's joint review, in four queries."""
    county = campaign.county

    def opinions(standing: OpinionStanding) -> ScalarSelect[int]:
        return (
            select(func.count())
            .select_from(Opinion)
            .where(Opinion.county == county, Opinion.campaign_id == campaign.id)
            .where(Opinion.standing == standing.value)
            .scalar_subquery()
        )

    unanswered = (
        select(func.count())
        .select_from(Statement)
        .join(Election, _of_its_election())
        .where(Election.campaign_id == campaign.id, Statement.county == county)
        .where(Statement.ruling == "")
        .scalar_subquery()
    )
    drafted, checked = opinions(OpinionStanding.DRAFTED), opinions(OpinionStanding.CHECKED)
    to_check, to_approve, statements = session.execute(select(drafted, checked, unanswered)).one()
    late = session.execute(
        select(AskedUnit.batch_id, AskedUnit.unit, AskedUnit.escalated_at)
        .select_from(Question)
        .join(AskedUnit, of_asked())
        .join(Candidate, of_candidate())
        .outerjoin(Reply, in_force())
        .where(Question.county == county, Question.campaign_id == campaign.id)
        .where(Question.is_latest.is_(True), AskedUnit.due_on < on)
        .where(Reply.confirmed_by.is_(None), Candidate.standing == Standing.NOMINATED.value)
        .distinct()
    ).all()
    return Waiting(
        to_check=to_check,
        to_approve=to_approve,
        lists=len(list_waiting(session, campaign)),
        statements=statements,
        late_units=len(late),
        reported_units=sum(row.escalated_at is not None for row in late),
        papers=len(papers_to_check(session, campaign)),
    )
