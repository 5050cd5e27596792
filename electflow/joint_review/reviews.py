"""How the joint review of elections stands, as the rules need it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from electflow.act import Actor
from electflow.campaign.model import Campaign, Election
from electflow.campaign.service import visible
from electflow.clock import day_of
from electflow.joint_review.adoption import checklists_of
from electflow.joint_review.joins import (
    follows,
    in_force,
    of_candidate,
    summed,
    units_asked,
)
from electflow.joint_review.model import (
    Batch,
    CommitteeDecision,
    Opinion,
    Question,
    Reply,
    Statement,
)
from electflow.joint_review.questions import valid_until
from electflow.joint_review.terms import (
    Because,
    CommitteeRuling,
    Conclusion,
    OpinionStanding,
    ReviewFacts,
    StatementRuling,
)
from electflow.nomination.model import Candidate
from electflow.nomination.terms import Standing
from electflow.stages import Track

_STANDS = Candidate.standing == Standing.NOMINATED.value


def reviews_of(
    session: Session, county: str, tracks: Mapping[int, Track], *, of_followers: bool = False
) -> dict[int, ReviewFacts]:
    """Return how the joint review of many elections stands, in seven queries or none.

    It is that of their candidates, or else that of who is proposed for the supervisory committees.
    """
    if not tracks:
        return {}
    elections = list(tracks)
    is_signed = Reply.confirmed_by.is_not(None)
    whom = follows() if of_followers else ~follows()
    asked: dict[int, list[Any]] = defaultdict(list)
    corrected = _corrected(county, elections)
    query = (
        select(
            Question.election_id,
            Question.candidate,
            func.count().label("asked"),
            func.coalesce(func.max(corrected.c.newest), 0).label("corrected"),
            summed(is_signed).label("answered"),
            func.min(Reply.confirmed_at).label("oldest_at"),
            func.min(Reply.paper_on).label("oldest_paper"),
            func.max(Question.id).label("newest"),
            func.max(Batch.checklist_id).label("checklist_id"),
        )
        .join(Batch, (Batch.county == Question.county) & (Batch.id == Question.batch_id))
        .join(Candidate, of_candidate())
        .outerjoin(Reply, in_force() & is_signed)
        .outerjoin(
            corrected,
            (corrected.c.election_id == Question.election_id)
            & (corrected.c.candidate == Question.candidate),
        )
        .where(Question.county == county, Question.election_id.in_(elections))
        .where(Question.is_latest.is_(True), _STANDS, whom)
        .group_by(Question.election_id, Question.candidate)
    )
    for row in session.execute(query):
        asked[row.election_id].append(row)
    lists = checklists_of(
        session, county, {row.checklist_id for rows in asked.values() for row in rows}
    )
    opinions = _approved(session, county, elections)
    against = _unsuitable(session, county, opinions)
    kept = _kept(session, county, elections, opinions)
    upheld = _upheld(session, county, elections)
    units = units_asked(session, county, elections)
    found = {}
    for election_id, track in tracks.items():
        rows = asked[election_id]
        held = {row.candidate: opinions.get((election_id, row.candidate), 0) for row in rows}
        fallen = frozenset(
            row.candidate
            for row in rows
            if held[row.candidate] < max(row.corrected, upheld.get((election_id, row.candidate), 0))
        )
        days = [_oldest_of(row.oldest_at, row.oldest_paper) for row in rows if row.oldest_at]
        found[election_id] = ReviewFacts(
            asked=sum(row.asked for row in rows),
            answered=sum(row.answered for row in rows),
            asked_of=frozenset(
                row.candidate
                for row in rows
                if units[election_id, row.candidate].issuperset(
                    unit.code for unit in lists[row.checklist_id].asked_units(track)
                )
            ),
            oldest_on=min(days) if days else None,
            outdated=fallen.union(
                row.candidate for row in rows if held[row.candidate] < row.newest
            ),
            fallen=fallen,
            silent=frozenset(row.candidate for row in rows if row.answered < row.asked),
            kept=frozenset(n for e, n in kept if e == election_id),
            undecided=frozenset(n for e, n in against - kept if e == election_id),
        )
    return found


def _oldest_of(signed_at: datetime, paper_on: date | None) -> date:
    """Return the day of the oldest of some replies: of one from paper it is the day of the paper.

    No paper is younger than the signature beside it, so that each side's oldest tells it.
    """
    signed_on = day_of(signed_at)
    return min(signed_on, paper_on) if paper_on else signed_on


def _approved(
    session: Session, county: str, elections: Collection[int]
) -> dict[tuple[int, int], int]:
    """Return the id of the last approved opinion on each candidate, in one query."""
    rows = session.execute(
        select(Opinion.election_id, Opinion.candidate, func.max(Opinion.id))
        .where(Opinion.county == county, Opinion.election_id.in_(elections))
        .where(Opinion.standing == OpinionStanding.APPROVED.value)
        .group_by(Opinion.election_id, Opinion.candidate)
    )
    return {(election_id, candidate): opinion for election_id, candidate, opinion in rows}


def _unsuitable(
    session: Session, county: str, opinions: Mapping[tuple[int, int], int]
) -> set[tuple[int, int]]:
    """Return who is unsuitable by the opinion in force, in one query."""
    rows = session.execute(
        select(Opinion.election_id, Opinion.candidate)
        .where(Opinion.county == county, Opinion.id.in_(opinions.values()))
        .where(Opinion.conclusion == Conclusion.UNSUITABLE.value)
    )
    return {(election_id, candidate) for election_id, candidate in rows}


def _upheld(
    session: Session, county: str, elections: Collection[int]
) -> dict[tuple[int, int], int]:
    """Return as an id what came after the last statement on each candidate that was upheld."""
    rows = session.execute(
        select(Statement.election_id, Statement.candidate, func.max(Statement.ruling_id))
        .where(Statement.county == county, Statement.election_id.in_(elections))
        .where(Statement.ruling == StatementRuling.UPHELD.value)
        .group_by(Statement.election_id, Statement.candidate)
    )
    return {(election_id, candidate): ruled or 0 for election_id, candidate, ruled in rows}


def _corrected(county: str, elections: Collection[int]) -> Subquery:
    """Return the last question that was put since the data of each candidate were corrected."""
    return (
        select(Question.election_id, Question.candidate, func.max(Question.id).label("newest"))
        .join(Batch, (Batch.county == Question.county) & (Batch.id == Question.batch_id))
        .where(Question.county == county, Question.election_id.in_(elections))
        .where(Batch.because == Because.DATA_CHANGED.value)
        .group_by(Question.election_id, Question.candidate)
        .subquery()
    )


def _kept(
    session: Session,
    county: str,
    elections: Collection[int],
    opinions: Mapping[tuple[int, int], int],
) -> set[tuple[int, int]]:
    """Return whom an election committee keeps although the opinion in force says that he is barred."""
    rows = session.execute(
        select(
            CommitteeDecision.election_id,
            CommitteeDecision.candidate,
            CommitteeDecision.opinion_id,
        )
        .where(CommitteeDecision.county == county, CommitteeDecision.election_id.in_(elections))
        .where(CommitteeDecision.ruling == CommitteeRuling.KEEPS.value)
    )
    return {(e, n) for e, n, opinion in rows if opinions.get((e, n)) == opinion}


@dataclass(frozen=True)
class Expiring:
    """An election whose oldest reply may no longer be relied on by its election day."""

    election: Election
    oldest_on: date
    last: date


def expiring(
    session: Session,
    actor: Actor,
    campaign: Campaign,
    permission: str,
    stages: Collection[str],
    valid_days: int,
) -> list[Expiring]:
    """Return the elections whose replies run out before their election day, in two queries."""
    query = select(Election).where(Election.campaign_id == campaign.id, Election.stage.in_(stages))
    asked = (
        select(Question.id)
        .where(Question.county == Election.county, Question.election_id == Election.id)
        .exists()
    )
    rows = session.scalars(visible(query.where(asked), actor, permission)).all()
    oldest = oldest_replies(session, actor.county, [election.id for election in rows])
    found = []
    for election in sorted(rows, key=lambda e: (e.village, e.track)):
        since = oldest.get(election.id)
        if since and valid_until(since, valid_days) < election.election_on:
            found.append(Expiring(election, since, valid_until(since, valid_days)))
    return found


def oldest_replies(session: Session, county: str, elections: Collection[int]) -> dict[int, date]:
    """Return the day of the oldest signed reply in force in each election, in one query.

    Of a reply from paper it is the day of the paper, and not that on which it was checked.
    """
    rows = session.execute(
        select(Question.election_id, func.min(Reply.confirmed_at), func.min(Reply.paper_on))
        .join(Candidate, of_candidate())
        .join(Reply, in_force())
        .where(Question.county == county, Question.election_id.in_(elections))
        .where(Question.is_latest.is_(True), Reply.confirmed_at.is_not(None), _STANDS)
        .group_by(Question.election_id)
    )
    return {election_id: _oldest_of(at, paper_on) for election_id, at, paper_on in rows if at}
