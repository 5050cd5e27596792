"""The only reader of the wall clock; legal days are dates at fixed +08:00."""

from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def now() -> datetime:
    """Return this instant in UTC, to the microsecond."""
    return datetime.now(UTC)


def day_of(instant: datetime) -> date:
    """Return the legal day of an instant, at +08:00 (no zone database is needed)."""
    return instant.astimezone(CHINA).date()


def workday(day: date) -> date:
    """Return a day, or the Monday after it when it falls on a weekend; holidays are known to no rule."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day
