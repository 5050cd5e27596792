"""The poll of one election: boxes, proxies, ballots in custody, tally sheets; poll day on a phone."""

from web.poll import boxes, proxies, tally, views
from web.poll.blueprint import bp

__all__ = ["boxes", "bp", "proxies", "tally", "views"]
