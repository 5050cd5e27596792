"""Reminding units of their deadline, and reporting those that stay late (催办、逐级上报).

A clerk does it of one unit when he wants to, or of all of whom it is due by the plan; the site does the
latter by itself. Whoever writes has locked the batch before he reads, so that nobody is urged twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Campaign, Election
from electflow.clock import day_of
from electflow.errors import InputRefused, NotFound
from electflow.issues import Fact, Issue
from electflow.joint_review.batches import unanswered
from electflow.joint_review.joins import case_of, in_force, of_asked, of_candidate, of_election
from electflow.joint_review.model import AskedUnit, Batch, Question, Reply
from electflow.joint_review.reminders import AskedFacts, DueUrging, Plan, Urging, urging_due
from electflow.joint_review.turns import REVIEWED, takes_turn
from electflow.nomination.model import Candidate
from electflow.nomination.terms import Standing


def remind(act: Act, batch: Batch, unit: str, words: str = "") -> AskedUnit:
    """Remind a unit of a batch (催办), once a day.

    Raises NotFound, or InputRefused when all is answered or it was reminded today.
    """
    row = _asked(act, batch, unit)
    if not _open_of(act.session, batch, unit):
        raise InputRefused([Issue(code="vetting.nothing_open", source_key="")])
    if row.reminded_at is not None and day_of(row.reminded_at) == act.on:
        raise InputRefused([Issue(code="vetting.reminded_today", source_key="")])
    _remind(act, batch, row, words=words)
    return row


def escalate(act: Act, batch: Batch, unit: str, words: str) -> AskedUnit:
    """Report a unit that is late to who stands above it (逐级上报).

    Once, until it is given another last day. Raises NotFound, or InputRefused when it is not late, was
    not reminded or was reported already.
    """
    row = _asked(act, batch, unit)
    issues = []
    if act.on <= row.due_on or not _open_of(act.session, batch, unit):
        facts: dict[str, Fact] = {"due_on": row.due_on}
        issues.append(Issue(code="vetting.not_late", source_key="", facts=facts))
    if not row.reminders:
        issues.append(Issue(code="vetting.not_reminded", source_key=""))
    if row.escalated_at is not None:
        reported: dict[str, Fact] = {"date": day_of(row.escalated_at)}
        issues.append(Issue(code="vetting.reported_already", source_key="", facts=reported))
    if not words.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    if issues:
        raise InputRefused(issues)
    _report(act, batch, row, words=words)
    return row


def extend(act: Act, batch: Batch, unit: str, due_on: date, words: str) -> AskedUnit:
    """Give one unit another last day, with the reason; the earlier one stays in the book.

    Raises NotFound, or InputRefused: the day lies back, nothing is open, the reason is missing.
    """
    row = _asked(act, batch, unit)
    issues = []
    if due_on < act.on or due_on == row.due_on:
        facts: dict[str, Fact] = {"date": due_on, "today": act.on}
        issues.append(Issue(code="vetting.due_day_past", source_key="", facts=facts))
    if not _open_of(act.session, batch, unit):
        issues.append(Issue(code="vetting.nothing_open", source_key=""))
    if not words.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    if issues:
        raise InputRefused(issues)
    row.due_on, row.escalated_at = due_on, None
    _note(act, "review:extend", batch, row, words=words)
    return row


# --- by the plan ------------------------------------------------------------------------------


@dataclass(frozen=True)
class DueUnit:
    """A unit of a batch of whom something is due today: what, and how many replies it owes."""

    batch: Batch
    row: AskedUnit
    open: int
    due: DueUrging

    @property
    def is_report(self) -> bool:
        """Tell whether it is to be reported, and not reminded."""
        return self.due.what is Urging.REPORT


def due_units(session: Session, campaign: Campaign, plan: Plan, on: date) -> list[DueUnit]:
    """Return the units of a campaign of whom something is due on a day, in one query.

    Only what is open about who is in his turn counts: nobody is urged for a poll that is over.
    """
    query = (
        select(Batch, AskedUnit, func.count())
        .join(AskedUnit, (AskedUnit.county == Batch.county) & (AskedUnit.batch_id == Batch.id))
        .join(Question, of_asked())
        .join(Election, of_election())
        .join(Candidate, of_candidate())
        .outerjoin(Reply, in_force())
        .where(Batch.county == campaign.county, Batch.campaign_id == campaign.id)
        .where(Question.is_latest.is_(True), Reply.confirmed_by.is_(None))
        .where(Candidate.standing == Standing.NOMINATED.value, takes_turn(REVIEWED))
        .where(AskedUnit.escalated_at.is_(None))
        .group_by(Batch.county, Batch.id, AskedUnit.county, AskedUnit.batch_id, AskedUnit.unit)
        .order_by(Batch.id, AskedUnit.unit)
        .execution_options(populate_existing=True)
    )
    found = []
    for batch, row, is_open in session.execute(query):
        if due := urging_due(plan, _facts_of(row), on):
            found.append(DueUnit(batch, row, is_open, due))
    return found


def urge(act: Act, campaign: Campaign, plan: Plan) -> Sequence[DueUnit]:
    """Remind and report every unit of a campaign of whom it is due today; returns whom.

    Two who do it at once come one after the other: the second finds nothing left to do.
    """
    first = due_units(act.session, campaign, plan, act.on)
    for batch_id in sorted({one.batch.id for one in first}):
        audit.lock_case(act.session, campaign.county, f"review:{batch_id}")
    locked = {one.batch.id for one in first}
    found = [
        one for one in due_units(act.session, campaign, plan, act.on) if one.batch.id in locked
    ]
    for one in found:
        if one.is_report:
            _report(act, one.batch, one.row, planned_on=one.due.planned_on)
        else:
            _remind(act, one.batch, one.row, planned_on=one.due.planned_on)
    return found


def asking_campaigns(session: Session) -> list[Campaign]:
    """Return the campaigns of every county in which units were asked, in one query."""
    # every county's: the site serves them all
    asked = select(Batch.id).join(
        AskedUnit, (AskedUnit.county == Batch.county) & (AskedUnit.batch_id == Batch.id)
    )
    of_campaign = (Batch.county == Campaign.county) & (Batch.campaign_id == Campaign.id)
    return list(
        session.scalars(
            select(Campaign)
            .where(asked.where(of_campaign).exists())
            .order_by(Campaign.county, Campaign.id)
        )
    )


def _facts_of(row: AskedUnit) -> AskedFacts:
    return AskedFacts(
        day_of(row.asked_at),
        row.due_on,
        row.reminders,
        day_of(row.reminded_at) if row.reminded_at else None,
        day_of(row.escalated_at) if row.escalated_at else None,
    )


# --- what both write --------------------------------------------------------------------------


def _remind(
    act: Act, batch: Batch, row: AskedUnit, *, words: str = "", planned_on: date | None = None
) -> None:
    row.reminders += 1
    row.reminded_at = act.at
    _note(act, "review:remind", batch, row, words, planned_on, reminder=row.reminders)


def _report(
    act: Act, batch: Batch, row: AskedUnit, *, words: str = "", planned_on: date | None = None
) -> None:
    row.escalated_at = act.at
    _note(act, "review:escalate", batch, row, words, planned_on)


def _asked(act: Act, batch: Batch, unit: str) -> AskedUnit:
    """Return a unit of a batch while nobody else writes in the batch; raises NotFound."""
    audit.lock_case(act.session, batch.county, case_of(batch))
    row = act.session.get(AskedUnit, (batch.county, batch.id, unit), populate_existing=True)
    if row is None:
        raise NotFound(f"unit {unit} of batch {batch.number}")
    return row


def _open_of(session: Session, batch: Batch, unit: str) -> bool:
    return bool(unanswered(session, batch, unit))


def _note(
    act: Act,
    action: str,
    batch: Batch,
    row: AskedUnit,
    words: str,
    planned_on: date | None = None,
    **figures: int,
) -> None:
    data = {"batch": batch.number, "unit": row.unit, "due_on": row.due_on.isoformat(), **figures}
    if planned_on is not None:
        data["planned_on"] = planned_on.isoformat()
    audit.record(
        act,
        action,
        case_of(batch),
        data=data,
        words={"reason": words},
        place=batch.township or batch.county,
    )
