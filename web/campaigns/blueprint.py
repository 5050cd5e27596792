"""The blueprint of all campaign pages, and where they lie."""

from flask import Blueprint

from electflow.regions.service import names_of
from web.entry import actor, read

bp = Blueprint("campaigns", __name__)
PLACE = "/c/<string(length=6):county>-<int(max=9999):year>"


def county_name() -> str:
    """Return the name of the reader's county."""
    county = actor().county
    return names_of(read(), [county]).get(county, county)
