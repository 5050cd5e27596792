"""What is decided upon an opinion: the village election committee decides, not the county.

In the Party track it is the Party committee of the township.
"""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.clock import day_of
from electflow.errors import InputRefused, NotFound, Stale
from electflow.ids import new_id
from electflow.issues import Fact, Issue
from electflow.joint_review.model import CommitteeDecision, Opinion, Question, Statement
from electflow.joint_review.terms import (
    CommitteeRuling,
    Conclusion,
    OpinionStanding,
    StatementKind,
    StatementRuling,
)
from electflow.profile.model import Leaf
from electflow.stages import Track


def record_decision(
    act: Act,
    election: Election,
    opinion_id: int,
    *,
    ruling: CommitteeRuling,
    minutes: str,
    decided_on: date,
    posted_on: date | None,
    told_on: date | None,
    has_waived: bool,
    answer_days: Leaf[int],
) -> CommitteeDecision:
    """Record what was decided upon an approved opinion: by the village election committee, and published;
    or in the Party track by the Party committee.

    Only upon the opinion in force, after the person was told of it in writing and could speak: he spoke
    and was answered, waived it in writing, or his days ran out. Raises NotFound, Stale or InputRefused.
    """
    opinion = act.session.get(Opinion, (election.county, opinion_id))
    if opinion is None or opinion.election_id != election.id:
        raise NotFound(f"opinion {opinion_id}")
    newest = act.session.scalar(
        select(func.max(Opinion.id))
        .where(Opinion.county == election.county, Opinion.election_id == election.id)
        .where(Opinion.candidate == opinion.candidate)
        .where(Opinion.standing == OpinionStanding.APPROVED.value)
    )
    if newest is not None and newest != opinion.id:
        raise Stale(f"opinion {opinion_id} is overtaken by {newest}")
    issues = []
    is_villagers = election.track == Track.COMMITTEE.value
    decided = Conclusion.PROHIBITED if is_villagers else Conclusion.UNSUITABLE
    is_open = opinion.conclusion == decided.value
    if not is_open or opinion.standing != OpinionStanding.APPROVED.value:
        issues.append(Issue(code="vetting.no_bar_to_decide", source_key="vetting.four_classes"))
    for day in (decided_on, posted_on, told_on):
        if day and day > act.on:
            facts: dict[str, Fact] = {"date": day, "today": act.on}
            issues.append(Issue(code="document.date_ahead", source_key="", facts=facts))
    if posted_on and posted_on < decided_on:
        facts = {"posted_on": posted_on, "dated_on": decided_on}
        issues.append(Issue(code="document.posted_before_dated", source_key="", facts=facts))
    if is_villagers and posted_on is None:
        issues.append(Issue(code="vetting.decision_not_posted", source_key="vetting.four_classes"))
    issues += _faults_of_basis(act.session, opinion)
    if ruling is CommitteeRuling.BARS:
        issues += _unheard(act.session, opinion, told_on, decided_on, has_waived, answer_days)
    if not minutes.strip():
        issues.append(Issue(code="vetting.minutes_missing", source_key=""))
    if issues:
        raise InputRefused(issues)
    decision = CommitteeDecision(
        county=election.county,
        id=new_id(act.at),
        opinion_id=opinion.id,
        election_id=election.id,
        candidate=opinion.candidate,
        ruling=ruling.value,
        minutes=minutes.strip(),
        decided_on=decided_on,
        posted_on=posted_on,
        told_on=told_on,
        has_waived=has_waived,
        recorded_by=act.actor.official_id,
        recorded_at=act.at,
    )
    act.session.add(decision)
    audit.record(
        act,
        "opinion:decide",
        f"election:{election.id}",
        data={
            "opinion": str(opinion.id),
            "candidate": opinion.candidate,
            "ruling": ruling.value,
            "decided_on": decided_on.isoformat(),
            "posted_on": posted_on.isoformat() if posted_on else "",
            "told_on": told_on.isoformat() if told_on else "",
            "has_waived": has_waived,
        },
        words={"minutes": minutes},
        place=election.village,
    )
    return decision


def _faults_of_basis(session: Session, opinion: Opinion) -> list[Issue]:
    """Return why nothing is decided upon an opinion now: it is asked anew, or somebody speaks."""
    mine = (Question.county == opinion.county) & (Question.election_id == opinion.election_id)
    asked = select(func.max(Question.id)).where(mine, Question.candidate == opinion.candidate)
    issues = []
    if (session.scalar(asked) or 0) > opinion.id:
        issues.append(Issue(code="vetting.asked_since", source_key="vetting.all_units_answer"))
    spoken = session.scalars(
        select(Statement)
        .where(Statement.county == opinion.county, Statement.election_id == opinion.election_id)
        .where(Statement.candidate == opinion.candidate)
    ).all()
    waiting = sum(not row.ruling for row in spoken)
    if waiting:
        told: dict[str, Fact] = {"open": waiting}
        key = "vetting.statement_days"
        issues.append(Issue(code="vetting.statement_open", source_key=key, facts=told))
    if any(
        row.ruling == StatementRuling.UPHELD and (row.ruling_id or 0) > opinion.id for row in spoken
    ):
        issues.append(Issue(code="vetting.statement_upheld", source_key="vetting.statement_days"))
    return issues


def _unheard(
    session: Session,
    opinion: Opinion,
    told_on: date | None,
    decided_on: date,
    has_waived: bool,
    answer_days: Leaf[int],
) -> list[Issue]:
    """Return why the person was not heard before he was barred."""
    if told_on is None:
        return [Issue(code="vetting.not_told", source_key=answer_days.key)]
    known_on = day_of(opinion.approved_at) if opinion.approved_at else None
    if known_on and told_on < known_on:
        early: dict[str, Fact] = {"told_on": told_on, "approved_on": known_on}
        return [Issue(code="vetting.told_before", source_key=answer_days.key, facts=early)]
    if told_on > decided_on:
        told: dict[str, Fact] = {"told_on": told_on, "decided_on": decided_on}
        return [Issue(code="vetting.told_after", source_key=answer_days.key, facts=told)]
    has_spoken = session.scalar(
        select(func.count())
        .select_from(Statement)
        .where(Statement.county == opinion.county, Statement.election_id == opinion.election_id)
        .where(Statement.candidate == opinion.candidate, Statement.received_on >= told_on)
        .where(Statement.kind == StatementKind.STATEMENT.value)
        .where(Statement.answered_on <= decided_on)
    )
    last = told_on + timedelta(days=answer_days.value)
    if has_spoken or has_waived or decided_on > last:
        return []
    told = {"told_on": told_on, "last": last, "days": answer_days.value}
    return [Issue(code="vetting.hearing_open", source_key=answer_days.key, facts=told)]


def overturned(session: Session, election: Election, candidate: int) -> bool:
    """Tell whether a statement was upheld after it was decided that a candidate is barred."""
    barred = session.scalar(
        select(func.max(CommitteeDecision.id))
        .where(CommitteeDecision.county == election.county)
        .where(CommitteeDecision.election_id == election.id)
        .where(CommitteeDecision.candidate == candidate)
        .where(CommitteeDecision.ruling == CommitteeRuling.BARS.value)
    )
    upheld = session.scalar(
        select(func.max(Statement.ruling_id))
        .where(Statement.county == election.county, Statement.election_id == election.id)
        .where(Statement.candidate == candidate)
        .where(Statement.kind == StatementKind.STATEMENT.value)
        .where(Statement.ruling == StatementRuling.UPHELD.value)
    )
    return barred is not None and (upheld or 0) > barred


def decisions_on(session: Session, election: Election, candidate: int) -> list[CommitteeDecision]:
    """Return what the election committee decided of a candidate, the oldest first."""
    return list(
        session.scalars(
            select(CommitteeDecision)
            .where(CommitteeDecision.county == election.county)
            .where(CommitteeDecision.election_id == election.id)
            .where(CommitteeDecision.candidate == candidate)
            .order_by(CommitteeDecision.id)
        )
    )
