"""Reminding units of their deadline, and reporting those that stay late (催办、逐级上报)."""

from datetime import date

from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.clock import day_of
from electflow.errors import InputRefused, NotFound
from electflow.issues import Fact, Issue
from electflow.joint_review.batches import unanswered
from electflow.joint_review.joins import case_of
from electflow.joint_review.model import AskedUnit, Batch


def remind(act: Act, batch: Batch, unit: str, words: str = "") -> AskedUnit:
    """Remind a unit of a batch (催办), once a day.

    Raises NotFound, or InputRefused when all is answered or it was reminded today.
    """
    row = _asked(act.session, batch, unit)
    if not _open_of(act.session, batch, unit):
        raise InputRefused([Issue(code="vetting.nothing_open", source_key="")])
    if row.reminded_at is not None and day_of(row.reminded_at) == act.on:
        raise InputRefused([Issue(code="vetting.reminded_today", source_key="")])
    row.reminders += 1
    row.reminded_at = act.at
    _note(act, "review:remind", batch, row, words)
    return row


def escalate(act: Act, batch: Batch, unit: str, words: str) -> AskedUnit:
    """Report a unit that is late to who stands above it (逐级上报).

    Raises NotFound, or InputRefused when it is not late or was not reminded.
    """
    row = _asked(act.session, batch, unit)
    issues = []
    if act.on <= row.due_on or not _open_of(act.session, batch, unit):
        facts: dict[str, Fact] = {"due_on": row.due_on}
        issues.append(Issue(code="vetting.not_late", source_key="", facts=facts))
    if not row.reminders:
        issues.append(Issue(code="vetting.not_reminded", source_key=""))
    if not words.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    if issues:
        raise InputRefused(issues)
    row.escalated_at = act.at
    _note(act, "review:escalate", batch, row, words)
    return row


def extend(act: Act, batch: Batch, unit: str, due_on: date, words: str) -> AskedUnit:
    """Give one unit another last day, with the reason; the earlier one stays in the book.

    Raises NotFound, or InputRefused: the day lies back, nothing is open, the reason is missing.
    """
    row = _asked(act.session, batch, unit)
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
    _note(act, "review:extend", batch, row, words)
    return row


def _asked(session: Session, batch: Batch, unit: str) -> AskedUnit:
    key = (batch.county, batch.id, unit)
    row = session.get(AskedUnit, key, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(f"unit {unit} of batch {batch.number}")
    return row


def _open_of(session: Session, batch: Batch, unit: str) -> bool:
    return bool(unanswered(session, batch, unit))


def _note(act: Act, action: str, batch: Batch, row: AskedUnit, words: str) -> None:
    audit.record(
        act,
        action,
        case_of(batch),
        data={"batch": batch.number, "unit": row.unit, "due_on": row.due_on.isoformat()},
        words={"reason": words},
        place=batch.township or batch.county,
    )
