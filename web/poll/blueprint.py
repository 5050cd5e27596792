"""The blueprint of the pages of a poll, and what they all print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, url_for

from electflow.access.terms import Permission
from electflow.errors import NotFound
from electflow.issues import Issue
from electflow.stages import Track
from electflow.voting.poll_day_rules import (
    ledger_at_closing,
    ledger_at_count,
    ledger_at_sealing,
)
from electflow.voting.poll_days import BEFORE, KEPT, boxes_or_one
from electflow.voting.terms import BoxFacts, BoxKind, PollDay
from web.elections.blueprint import VILLAGE, page_of
from web.elections.page import ElectionPage
from web.language import gettext as _

bp = Blueprint("poll", __name__)
HERE = VILLAGE + "/committee/poll"


@dataclass(frozen=True)
class PollPage:
    """What every page of a poll prints, beside the election that it belongs to."""

    page: ElectionPage
    names: Mapping[str, str]

    @property
    def day(self) -> PollDay:
        """Return what is kept of the last or next poll."""
        return self.page.dossier.poll_day

    @property
    def boxes(self) -> Sequence[BoxFacts]:
        """Return the boxes, or the one at the central place."""
        return boxes_or_one(self.day.boxes)

    @property
    def is_preparing(self) -> bool:
        """Tell whether boxes may still change."""
        return self.page.stage in BEFORE

    @property
    def is_kept(self) -> bool:
        """Tell whether the ledger is open in this stage."""
        return self.page.stage in KEPT

    @property
    def may_keep(self) -> bool:
        """Tell whether the reader may write here."""
        return self.page.may(Permission.POLL_KEEP)

    @property
    def has_mobile(self) -> bool:
        """Tell whether a box is carried about."""
        return any(box.kind is BoxKind.MOBILE for box in self.day.boxes)

    @property
    def ledger_issues(self) -> list[Issue]:
        """Return the equations of the ledger as they stand now."""
        facts, profile = self.page.dossier, self.page.profile
        found = [
            *ledger_at_closing(facts, profile),
            *ledger_at_count(facts, profile),
            *ledger_at_sealing(facts, profile),
        ]
        return [issue for issue in found if issue.code.startswith("custody.")]

    def box_name(self, number: int) -> str:
        """Return what a box is called; the stock is the election committee's."""
        if not number:
            return _("Stock of the election committee")
        return self.day.box_name(number) or _("Box %(n)s", n=number)

    def at(self, view: str, **more: object) -> str:
        """Return the address of a page of this poll."""
        return url_for(f"poll.{view}", **self.names, **more)  # type: ignore[arg-type]


def poll_page(county: str, year: int, village: str) -> PollPage:
    """Read what the pages of a poll print; raises NotFound."""
    page = page_of(county, year, village, Track.COMMITTEE)
    if not page.is_carried:
        raise NotFound(f"poll of {village}")
    return PollPage(page, {"county": county, "year": str(year), "village": village})
