"""The blueprint of what comes after the result, and how its pages are read."""

from flask import Blueprint

from electflow.errors import NotFound
from electflow.stages import Track
from web.elections.blueprint import VILLAGE, page_of
from web.elections.page import ElectionPage

bp = Blueprint("handover", __name__)
HERE = VILLAGE + "/committee/handover"


def handover_page(county: str, year: int, village: str) -> ElectionPage:
    """Read the pages after the result of a villagers' election; raises NotFound."""
    page = page_of(county, year, village, Track.COMMITTEE)
    if not page.is_carried:
        raise NotFound(f"handover of {village}")
    return page
