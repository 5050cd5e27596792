"""The blueprint of all pages of one election, where they lie, and how they are read."""

from flask import Blueprint

from electflow.stages import Track
from web.elections.page import ElectionPage, open_page
from web.entry import actor, read, read_anew, today

bp = Blueprint("elections", __name__)
VILLAGE = "/c/<string(length=6):county>-<int(max=9999):year>/<place:village>"
HERE = VILLAGE + "/<any(committee,party):track>"


def page_of(
    county: str, year: int, village: str, track: str, *, anew: bool = False
) -> ElectionPage:
    """Read what the pages of an election print, anew after a lost race; raises NotFound."""
    session = read_anew() if anew else read()
    return open_page(session, actor(), county, year, village, Track(track), today())
