"""The window in which anybody may object in writing to the posted list of formal candidates (异议期)."""

from dataclasses import dataclass
from datetime import date, timedelta


def last_day_to_object(posted_on: date, days: int) -> date:
    """Return the last day of the window; the day of posting is not counted (CC 201)."""
    return posted_on + timedelta(days=days)


@dataclass(frozen=True)
class ObjectionWindow:
    """So many days after a list was posted; posted again, it opens anew for all who stand on it.

    No law that was read lays such a window down, so that nobody is turned away after it: an
    objection is late then, and answered like any other. ``hangs_since`` is the day of the list that
    hangs now; ``postings`` are those of every edition of it, and nought ``days`` are no window.
    """

    days: int
    hangs_since: date | None = None
    postings: tuple[date, ...] = ()

    @property
    def last(self) -> date | None:
        """Return the last day of the window of the list that hangs, or None where there is none."""
        if not self.days or self.hangs_since is None:
            return None
        return last_day_to_object(self.hangs_since, self.days)

    def is_late(self, received_on: date) -> bool:
        """Tell whether an objection came after every window that had begun by its day.

        An edition that was corrected counts as well: who read the later day has relied on it.
        """
        begun = [day for day in self.postings if day <= received_on]
        return bool(self.days and begun) and all(
            received_on > last_day_to_object(day, self.days) for day in begun
        )


NO_WINDOW = ObjectionWindow(0)
