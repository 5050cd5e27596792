"""What the village election committee decides upon an opinion: it decides, not the county."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.errors import InputRefused, NotFound, Stale
from electflow.ids import new_id
from electflow.issues import Fact, Issue
from electflow.joint_review.model import CommitteeDecision, Opinion
from electflow.joint_review.terms import CommitteeRuling, Conclusion, OpinionStanding


def record_decision(
    act: Act,
    election: Election,
    opinion_id: int,
    *,
    ruling: CommitteeRuling,
    minutes: str,
    decided_on: date,
    posted_on: date,
) -> CommitteeDecision:
    """Record what the village election committee decided upon an approved opinion, and published.

    Only upon the opinion in force. Raises NotFound, Stale or InputRefused.
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
    is_bar = opinion.conclusion == Conclusion.PROHIBITED.value
    if not is_bar or opinion.standing != OpinionStanding.APPROVED.value:
        issues.append(Issue(code="vetting.no_bar_to_decide", source_key="vetting.four_classes"))
    for day in (decided_on, posted_on):
        if day > act.on:
            facts: dict[str, Fact] = {"date": day, "today": act.on}
            issues.append(Issue(code="document.date_ahead", source_key="", facts=facts))
    if posted_on < decided_on:
        facts = {"posted_on": posted_on, "dated_on": decided_on}
        issues.append(Issue(code="document.posted_before_dated", source_key="", facts=facts))
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
            "posted_on": posted_on.isoformat(),
        },
        words={"minutes": minutes},
        place=election.village,
    )
    return decision


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
