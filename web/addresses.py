"""How an address calls an election: the place, and which by-election of the term it is."""

from flask import Flask
from werkzeug.routing import BaseConverter


class PlaceConverter(BaseConverter):
    """A place's twelve digits; ``-1`` behind them is the first by-election there."""

    regex = r"[0-9]{12}(?:-[1-9][0-9]?)?"


def install(app: Flask) -> None:
    """Let routes name the election of a place."""
    app.url_map.converters["place"] = PlaceConverter
