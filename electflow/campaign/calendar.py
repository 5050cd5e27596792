"""The legal days of every step, counted from the election day; nothing here reads a clock."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from electflow.campaign.terms import Window
from electflow.profile.model import Leaf, Profile, Timetable
from electflow.stages import Track, Trigger

NOT_DUE = -999
_DAYS_BEFORE = {
    Trigger.PUBLISH_ROLL: "roll.publish_before_days",
    Trigger.PUBLISH_CANDIDATES: "vetting.publish_before_days",
}
"""Steps of the villagers' committee whose last day is a rule of law, and no plan of the campaign."""


def timetable_of(track: Track, profile: Profile) -> Timetable:
    """Return the timetable of a track."""
    return profile.timetable.committee if track is Track.COMMITTEE else profile.timetable.party


def window_of(track: Track, trigger: Trigger, election_on: date, profile: Profile) -> Window:
    """Return the earliest and latest day of a step; the boundary days themselves are in time.

    Days are counted as calendar days from the election day: "twenty days before" is that day
    minus twenty (domain 9, question 3: the county may choose otherwise).
    """
    if rule := _days_before(track, trigger, profile):
        last = last_day(election_on, rule)
        return Window(earliest=None, latest=last, source_key=rule.key, is_law=rule.blocks)
    table = timetable_of(track, profile)
    latest, earliest = table.latest.get(trigger), table.earliest.get(trigger)
    rule = latest or earliest
    return Window(
        earliest=election_on + timedelta(days=earliest.value) if earliest else None,
        latest=election_on + timedelta(days=latest.value) if latest else None,
        source_key=rule.key if rule else "",
        is_law=bool(rule and rule.blocks),
    )


def last_day(election_on: date, rule: Leaf[int]) -> date:
    """Return the day that lies so many days before the election day; that day itself is in time."""
    return election_on - timedelta(days=rule.value)


def _days_before(track: Track, trigger: Trigger, profile: Profile) -> Leaf[int] | None:
    is_ruled = track is Track.COMMITTEE and trigger in _DAYS_BEFORE
    return profile.leaf(_DAYS_BEFORE[trigger]) if is_ruled else None


def by_election_window(members: int, since: date | None, profile: Profile) -> Window | None:
    """Return until when a committee that fell below its least number is to be by-elected.

    None where enough are left or no text sets a time. Counted from the day on which the seat fell
    open to the same day so many months later, which is in time; without a day nothing is counted.
    Source: Shanghai Measures 2020, art. 29; national law sets no time.
    """
    rule = profile.result.by_election_within_months
    if not rule.value or members >= profile.committee.size_least.value:
        return None
    latest = months_after(since, rule.value) if since else None
    return Window(earliest=None, latest=latest, source_key=rule.key, is_law=rule.blocks)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days_late(window: Window, on: date) -> int:
    """Return how many days after its latest day a step is, negative while there is time."""
    return (on - window.latest).days if window.latest else NOT_DUE


def calendar_of(track: Track, election_on: date, profile: Profile) -> Mapping[Trigger, Window]:
    """Return the windows of all steps that a timetable or a rule of days names."""
    table = timetable_of(track, profile)
    names = [
        name
        for name in Trigger
        if name in table.latest or name in table.earliest or _days_before(track, name, profile)
    ]
    return {name: window_of(track, name, election_on, profile) for name in names}
