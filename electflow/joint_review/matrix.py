"""The matrix of the joint review: townships by units, and under it candidates by units.

No query here touches what was found; that is unsealed by ``answers.findings_of`` alone.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from electflow.act import Actor
from electflow.campaign.model import Campaign, Election
from electflow.campaign.service import visible
from electflow.clock import day_of
from electflow.db import keyring_of
from electflow.joint_review.joins import (
    in_force,
    newest_upheld,
    of_asked,
    of_candidate,
    of_election,
    summed,
    waiting_statements,
    was_sent,
)
from electflow.joint_review.model import (
    AskedUnit,
    Opinion,
    Question,
    Reply,
    Statement,
)
from electflow.joint_review.questions import standing_of
from electflow.joint_review.terms import Answer, OpinionStanding, QuestionStanding, Round
from electflow.nomination.model import Candidate
from electflow.nomination.terms import Standing
from electflow.people.model import Person

_STANDS = Candidate.standing == Standing.NOMINATED.value


@dataclass(frozen=True)
class Cell:
    """How many questions of a place and unit stand how."""

    asked: int = 0
    answered: int = 0
    entered: int = 0
    late: int = 0
    hits: int = 0
    unclear: int = 0
    due_on: date | None = None

    def days_late(self, on: date) -> int:
        """Return how many days the oldest open question is past its last day, or nought."""
        return max((on - self.due_on).days, 0) if self.late and self.due_on else 0


def cells_by_place(
    session: Session, actor: Actor, campaign: Campaign, permission: str, on: date
) -> dict[tuple[str, str], Cell]:
    """Return the matrix by township and unit, in one query however many candidates there are."""
    is_signed = Reply.confirmed_by.is_not(None)
    query = (
        select(
            Question.township,
            Question.unit,
            func.count().label("asked"),
            summed(is_signed).label("answered"),
            summed(Reply.answer.is_not(None) & ~is_signed).label("entered"),
            summed(~is_signed & (AskedUnit.due_on < on)).label("late"),
            summed(is_signed & Reply.answer.in_(_FOUND)).label("hits"),
            summed(is_signed & (Reply.answer == Answer.CANNOT_JUDGE.value)).label("unclear"),
            func.min(case((is_signed, None), else_=AskedUnit.due_on)).label("due_on"),
        )
        .join(AskedUnit, of_asked())
        .join(Election, of_election())
        .join(Candidate, of_candidate())
        .outerjoin(Reply, in_force())
        .where(Question.county == actor.county, Question.campaign_id == campaign.id)
        .where(Question.is_latest.is_(True), _STANDS)
        .group_by(Question.township, Question.unit)
    )
    return {
        (row.township, row.unit): Cell(
            row.asked, row.answered, row.entered, row.late, row.hits, row.unclear, row.due_on
        )
        for row in session.execute(visible(query, actor, permission))
    }


def conclusions_by_place(
    session: Session, actor: Actor, campaign: Campaign, permission: str
) -> dict[str, tuple[int, int]]:
    """Return of each township how many candidates were sent, and of how many it is concluded; one query."""
    query = (
        select(
            Election.township,
            func.count().label("sent"),
            summed(_is_concluded()).label("concluded"),
        )
        .join(
            Candidate,
            (Candidate.county == Election.county) & (Candidate.election_id == Election.id),
        )
        .where(Election.campaign_id == campaign.id, _STANDS, was_sent())
        .group_by(Election.township)
    )
    rows = session.execute(visible(query, actor, permission))
    return {township: (sent, concluded) for township, sent, concluded in rows}


_FOUND = (Answer.HIT.value, Answer.OFFLINE.value)


@dataclass(frozen=True)
class Mark:
    """One cell of a candidate's row: how a unit's question stands, and for the county what it said."""

    unit: str
    standing: QuestionStanding
    answer: Answer | None
    asked_at: datetime
    due_on: date
    asked_in: Round
    replied_at: datetime | None = None

    @property
    def replied_on(self) -> date | None:
        """Return the day on which the reply was signed."""
        return day_of(self.replied_at) if self.replied_at else None

    @property
    def asked_on(self) -> date:
        """Return the day on which the unit was asked."""
        return day_of(self.asked_at)


@dataclass(frozen=True)
class MatrixRow:
    """A candidate with the marks of all units, the opinion under way and the conclusion."""

    election: Election
    candidate: Candidate
    name: str
    marks: Mapping[str, Mark]
    opinion: OpinionStanding | None
    conclusion: str
    reason_class: str
    open_statements: int

    @property
    def answered(self) -> int:
        """Return how many units have replied."""
        return sum(m.standing is QuestionStanding.ANSWERED for m in self.marks.values())


def matrix_rows(
    session: Session,
    actor: Actor,
    campaign: Campaign,
    permission: str,
    on: date,
    *,
    place: str,
    most: int,
    after: tuple[int, int] | None = None,
    only_open: bool = False,
) -> list[MatrixRow]:
    """Return candidates who were sent, under a place's code, by key, in four queries.

    ``after`` is the election and number of the last one on the page before; ``only_open`` keeps to
    those of whom a unit found something or could not judge and on whom nothing was concluded since,
    and to those on whom a statement has no answer yet: of these a meeting may be asked.
    """
    query = (
        select(Election, Candidate, Person.sealed_name)
        .join(
            Candidate,
            (Candidate.county == Election.county) & (Candidate.election_id == Election.id),
        )
        .join(Person, (Person.county == Candidate.county) & (Person.id == Candidate.person_id))
        .where(Election.campaign_id == campaign.id, _STANDS, was_sent())
        .where(Election.village.startswith(place, autoescape=True))
        .order_by(Candidate.election_id, Candidate.number)
        .limit(most)
    )
    if only_open:
        query = query.where(_is_open())
    if after is not None:
        election_id, number = after
        query = query.where(
            (Candidate.election_id > election_id)
            | ((Candidate.election_id == election_id) & (Candidate.number > number))
        )
    found = session.execute(visible(query, actor, permission)).all()
    ids = {election.id for election, _, _ in found}
    marks = _marks_of(session, actor.county, ids, on)
    opinions = _opinions_of(session, actor.county, ids)
    waiting = waiting_statements(session, actor.county, ids)
    keyring = keyring_of(session)
    rows = []
    for election, candidate, sealed in found:
        key = (election.id, candidate.number)
        opinion = opinions.get(key)
        is_done = opinion is not None and opinion.standing == OpinionStanding.APPROVED.value
        rows.append(
            MatrixRow(
                election,
                candidate,
                keyring.unseal(sealed),
                marks.get(key, {}),
                OpinionStanding(opinion.standing) if opinion else None,
                opinion.conclusion if opinion and is_done else "",
                opinion.reason_class if opinion and is_done else "",
                waiting[key],
            )
        )
    return rows


def _has_reply_found() -> ColumnElement[bool]:
    kinds = (*_FOUND, Answer.CANNOT_JUDGE.value)
    return (
        select(Question.id)
        .join(Reply, in_force())
        .where(Question.county == Candidate.county)
        .where(Question.election_id == Candidate.election_id)
        .where(Question.candidate == Candidate.number, Question.is_latest.is_(True))
        .where(Reply.confirmed_by.is_not(None), Reply.answer.in_(kinds))
        .exists()
    )


def _is_concluded() -> ColumnElement[bool]:
    """Tell whether an opinion was approved since the last unit was asked and the last statement upheld."""
    newest = (
        select(func.max(Question.id))
        .where(Question.county == Candidate.county)
        .where(Question.election_id == Candidate.election_id)
        .where(Question.candidate == Candidate.number, Question.is_latest.is_(True))
        .scalar_subquery()
    )
    return (
        select(Opinion.id)
        .where(Opinion.county == Candidate.county)
        .where(Opinion.election_id == Candidate.election_id)
        .where(Opinion.candidate == Candidate.number, Opinion.id > newest)
        .where(
            Opinion.id > newest_upheld(Candidate.county, Candidate.election_id, Candidate.number)
        )
        .where(Opinion.standing == OpinionStanding.APPROVED.value)
        .exists()
    )


def count_open(session: Session, actor: Actor, campaign: Campaign, permission: str) -> int:
    """Return of how many of a campaign a meeting may be asked, however many a page shows; one query."""
    query = (
        select(func.count())
        .select_from(Election)
        .join(
            Candidate,
            (Candidate.county == Election.county) & (Candidate.election_id == Election.id),
        )
        .where(Election.campaign_id == campaign.id, _STANDS, was_sent(), _is_open())
    )
    return session.scalar(visible(query, actor, permission)) or 0


def _is_open() -> ColumnElement[bool]:
    return (_has_reply_found() & ~_is_concluded()) | _waits_for_an_answer()


def _waits_for_an_answer() -> ColumnElement[bool]:
    return (
        select(Statement.number)
        .where(Statement.county == Candidate.county)
        .where(Statement.election_id == Candidate.election_id)
        .where(Statement.candidate == Candidate.number)
        .where(Statement.ruling == "")
        .exists()
    )


def _marks_of(
    session: Session, county: str, elections: Collection[int], on: date
) -> dict[tuple[int, int], dict[str, Mark]]:
    rows = session.execute(
        select(
            Question.election_id,
            Question.candidate,
            Question.unit,
            Reply.answer,
            Reply.confirmed_by,
            Reply.confirmed_at,
            AskedUnit.asked_at,
            AskedUnit.due_on,
            AskedUnit.round,
        )
        .join(AskedUnit, of_asked())
        .outerjoin(Reply, in_force())
        .where(Question.county == county, Question.election_id.in_(elections))
        .where(Question.is_latest.is_(True))
    )
    found: dict[tuple[int, int], dict[str, Mark]] = defaultdict(dict)
    for row in rows:
        answer = Answer(row.answer) if row.answer else None
        standing = standing_of(answer, row.confirmed_by is not None, row.due_on, on)
        found[row.election_id, row.candidate][row.unit] = Mark(
            row.unit,
            standing,
            answer,
            row.asked_at,
            row.due_on,
            Round(row.round),
            row.confirmed_at,
        )
    return found


def _opinions_of(
    session: Session, county: str, elections: Collection[int]
) -> dict[tuple[int, int], Opinion]:
    """Return the last opinion on each candidate of some elections, in one query."""
    rows = session.scalars(
        select(Opinion)
        .where(Opinion.county == county, Opinion.election_id.in_(elections))
        .order_by(Opinion.id)
    )
    return {(row.election_id, row.candidate): row for row in rows}
