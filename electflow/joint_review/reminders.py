"""When a unit that is silent is reminded, and when it is reported: a plan that the profile sets (催办计划).

Days are days of the calendar: neither weekends nor holidays are skipped. Who replies on the last day
is in time; late is the day after. Silence is never consent, so the plan answers nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from electflow.profile.model import Profile


class Urging(StrEnum):
    """What is done with a unit that is silent: it is reminded (催办), or reported (逐级上报)."""

    REMINDER = "reminder"
    REPORT = "report"


@dataclass(frozen=True)
class Plan:
    """How many days before the last one reminders begin, how often they come, when it is reported."""

    remind_before_days: int
    remind_every_days: int
    escalate_after_days: int


@dataclass(frozen=True)
class AskedFacts:
    """When a unit was asked and until when, and what was done since about its silence."""

    asked_on: date
    due_on: date
    reminders: int = 0
    reminded_on: date | None = None
    reported_on: date | None = None


@dataclass(frozen=True)
class DueUrging:
    """What is due with a unit on a day: the n-th reminder or the report, and since which day."""

    what: Urging
    number: int
    planned_on: date


def plan_of(profile: Profile) -> Plan:
    """Return the plan of a profile."""
    rules = profile.vetting
    return Plan(
        rules.remind_before_days.value,
        rules.remind_every_days.value,
        rules.escalate_after_days.value,
    )


def urging_due(plan: Plan, asked: AskedFacts, on: date) -> DueUrging | None:
    """Return what the plan asks for on a day with a unit that is silent, or None.

    Days on which nobody acted are not made up for: one reminder stands for all of them. Nobody is
    reported who was not reminded on an earlier day, and who was reported is reminded no more.
    """
    if asked.reported_on is not None:
        return None
    if (report_on := _report_on(plan, asked)) is not None and on >= report_on:
        return DueUrging(Urging.REPORT, 1, report_on)
    planned_on = _reminder_on(plan, asked, on)
    if planned_on is None or (asked.reminded_on is not None and asked.reminded_on >= planned_on):
        return None
    return DueUrging(Urging.REMINDER, asked.reminders + 1, planned_on)


def _report_on(plan: Plan, asked: AskedFacts) -> date | None:
    """Return the first day on which a unit that was reminded may be reported; nought means never."""
    if not plan.escalate_after_days or asked.reminded_on is None:
        return None
    late_for = asked.due_on + timedelta(days=plan.escalate_after_days)
    first_day_after = asked.reminded_on + timedelta(days=1)
    return max(late_for, first_day_after) if asked.reminders == 1 else late_for


def _reminder_on(plan: Plan, asked: AskedFacts, on: date) -> date | None:
    """Return the last day up to today on which the plan has a reminder; none on the day of asking."""
    first = max(
        asked.due_on - timedelta(days=plan.remind_before_days), asked.asked_on + timedelta(days=1)
    )
    if on < first:
        return None
    every = plan.remind_every_days
    return first + timedelta(days=(on - first).days // every * every) if every else first
