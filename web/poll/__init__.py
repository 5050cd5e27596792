"""The poll of one election: boxes, proxies, ballots in custody, tally sheets; poll day on a phone."""

from web.poll import preparing, tally, views
from web.poll.blueprint import bp

__all__ = ["bp", "preparing", "tally", "views"]
