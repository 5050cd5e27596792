"""The legal days of every step, counted from the election day; nothing here reads a clock."""

from collections.abc import Mapping
from datetime import date, timedelta

from electflow.campaign.terms import Window
from electflow.profile.model import Profile, Timetable
from electflow.stages import Track, Trigger

NOT_DUE = -999


def timetable_of(track: Track, profile: Profile) -> Timetable:
    """Return the timetable of a track."""
    return profile.timetable.committee if track is Track.COMMITTEE else profile.timetable.party


def window_of(track: Track, trigger: Trigger, election_on: date, profile: Profile) -> Window:
    """Return the earliest and latest day of a step; the boundary days themselves are in time.

    Days are counted as calendar days from the election day: "twenty days before" is that day
    minus twenty (domain 9, question 3: the county may choose otherwise).
    """
    table = timetable_of(track, profile)
    latest, earliest = table.latest.get(trigger), table.earliest.get(trigger)
    rule = latest or earliest
    return Window(
        earliest=election_on + timedelta(days=earliest.value) if earliest else None,
        latest=election_on + timedelta(days=latest.value) if latest else None,
        source_key=rule.key if rule else "",
        is_law=bool(rule and rule.blocks),
    )


def days_late(window: Window, on: date) -> int:
    """Return how many days after its latest day a step is, negative while there is time."""
    return (on - window.latest).days if window.latest else NOT_DUE


def calendar_of(track: Track, election_on: date, profile: Profile) -> Mapping[Trigger, Window]:
    """Return the windows of all steps that a timetable names."""
    table = timetable_of(track, profile)
    names = [name for name in Trigger if name in table.latest or name in table.earliest]
    return {name: window_of(track, name, election_on, profile) for name in names}
