"""How the tables of the joint review join, said once for every query."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, Integer, SQLColumnExpression, cast, func, select
from sqlalchemy.orm import Session

from electflow.campaign.model import Election
from electflow.campaign.terms import FOLLOWING_POSTS
from electflow.joint_review.model import AskedUnit, Batch, Question, Reply, SentPerson, Statement
from electflow.joint_review.terms import StatementRuling
from electflow.nomination.model import Candidate


def case_of(batch: Batch) -> str:
    """Return the case of the book in which all about a batch stands."""
    return f"review:{batch.id}"


def in_force() -> ColumnElement[bool]:
    """Join a question with its reply in force."""
    return (
        (Reply.county == Question.county)
        & (Reply.question_id == Question.id)
        & Reply.is_latest.is_(True)
    )


def of_candidate() -> ColumnElement[bool]:
    """Join a question with its candidate."""
    return (
        (Candidate.county == Question.county)
        & (Candidate.election_id == Question.election_id)
        & (Candidate.number == Question.candidate)
    )


def _of_statement() -> ColumnElement[bool]:
    return (
        (Candidate.county == Statement.county)
        & (Candidate.election_id == Statement.election_id)
        & (Candidate.number == Statement.candidate)
    )


def of_asked() -> ColumnElement[bool]:
    """Join a question with the unit as it was asked: letter and deadline."""
    return (
        (AskedUnit.county == Question.county)
        & (AskedUnit.batch_id == Question.batch_id)
        & (AskedUnit.unit == Question.unit)
    )


def of_election() -> ColumnElement[bool]:
    """Join a question with its election."""
    return (Election.county == Question.county) & (Election.id == Question.election_id)


def was_sent() -> ColumnElement[bool]:
    """Tell whether a candidate was sent to be examined."""
    return (
        select(SentPerson.candidate)
        .where(SentPerson.county == Candidate.county)
        .where(SentPerson.election_id == Candidate.election_id)
        .where(SentPerson.candidate == Candidate.number)
        .exists()
    )


def summed(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Return how many rows of a group meet a condition."""
    return func.coalesce(func.sum(cast(condition, Integer)), 0)


def units_asked(
    session: Session, county: str, elections: Collection[int]
) -> Mapping[tuple[int, int], set[str]]:
    """Return the units that were asked about each candidate of some elections, in one query."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    rows = session.execute(
        select(Question.election_id, Question.candidate, Question.unit)
        .where(Question.county == county, Question.election_id.in_(elections))
        .where(Question.is_latest.is_(True))
    )
    for election_id, candidate, unit in rows:
        found[election_id, candidate].add(unit)
    return found


def follows() -> ColumnElement[bool]:
    """Tell whether somebody is proposed for the supervisory committee, after the election."""
    return Candidate.post.in_([post.value for post in FOLLOWING_POSTS])


def newest_upheld(
    county: SQLColumnExpression[str],
    election_id: SQLColumnExpression[int],
    candidate: SQLColumnExpression[int],
) -> ColumnElement[int]:
    """Return as an id what came after the last statement on a candidate that was upheld, or nought."""
    return func.coalesce(
        select(func.max(Statement.ruling_id))
        .where(Statement.county == county, Statement.election_id == election_id)
        .where(Statement.candidate == candidate)
        .where(Statement.ruling == StatementRuling.UPHELD.value)
        .scalar_subquery(),
        0,
    )


def waiting_statements(
    session: Session,
    county: str,
    elections: Collection[int],
    whom: ColumnElement[bool] | None = None,
) -> Counter[tuple[int, int]]:
    """Return how many statements on each candidate of some elections have no answer, in one query."""
    query = select(Statement.election_id, Statement.candidate).where(
        Statement.county == county, Statement.election_id.in_(elections), Statement.ruling == ""
    )
    if whom is not None:
        query = query.join(Candidate, _of_statement()).where(whom)
    rows = session.execute(query)
    return Counter((row.election_id, row.candidate) for row in rows)


def open_statements_of(session: Session, county: str, elections: Collection[int]) -> dict[int, int]:
    """Return how many statements on candidates of some elections have no answer, in one query or none."""
    if not elections:
        return {}
    found = dict.fromkeys(elections, 0)
    there = waiting_statements(session, county, elections, ~follows())
    for (election_id, _), waiting in there.items():
        found[election_id] += waiting
    return found
