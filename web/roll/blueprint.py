"""The blueprint of the pages of a list of voters, and what they all print."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, url_for

from electflow.access.terms import Permission
from electflow.errors import NotFound
from electflow.roll.terms import CHANGING, DECIDING, REGISTERING, RollSummary
from electflow.stages import Track
from web.elections.blueprint import VILLAGE, page_of
from web.elections.page import ElectionPage

bp = Blueprint("roll", __name__)
HERE = VILLAGE + "/committee/roll"


@dataclass(frozen=True)
class RollPage:
    """What every page of a list prints, beside the election that it belongs to."""

    page: ElectionPage
    names: Mapping[str, str]

    @property
    def summary(self) -> RollSummary | None:
        """Return the counts of the list, or None where none is kept or it stands still."""
        return self.page.dossier.roll

    @property
    def is_registering(self) -> bool:
        """Tell whether villagers are being registered."""
        return self.page.stage in REGISTERING

    @property
    def is_changing(self) -> bool:
        """Tell whether the list hangs, so that only additions, deductions and objections change it."""
        return self.page.stage in CHANGING

    @property
    def is_before(self) -> bool:
        """Tell whether registration has not begun."""
        return self.page.stage not in DECIDING | REGISTERING

    @property
    def is_kept(self) -> bool:
        """Tell whether the list is kept here."""
        return self.summary is not None and self.summary.is_kept

    @property
    def may_write(self) -> bool:
        """Tell whether the reader may enter something now."""
        is_open = self.is_registering or self.is_changing
        return is_open and self.page.may(Permission.ROLL_RECORD)

    @property
    def may_decide(self) -> bool:
        """Tell whether the reader may record a ruling, which is never too late to be recorded."""
        return self.page.stage in DECIDING and self.page.may(Permission.ROLL_RECORD)

    @property
    def may_compare(self) -> bool:
        """Tell whether the reader sees where else a double stands."""
        return self.page.may(Permission.ROLL_COMPARE)

    def at(self, view: str, **more: object) -> str:
        """Return the address of a page of this list."""
        return url_for(f"roll.{view}", **self.names, **more)  # type: ignore[arg-type]


def roll_page(county: str, year: int, village: str, *, anew: bool = False) -> RollPage:
    """Read what the pages of a list print, anew after a refusal; raises NotFound."""
    page = page_of(county, year, village, Track.COMMITTEE, anew=anew)
    if not page.is_carried:
        raise NotFound(f"roll of {village}")
    return RollPage(page, {"county": county, "year": str(year), "village": village})
