"""The list of voters of one election: entering, importing, objections, changes."""

from web.roll import importing, objections, views
from web.roll.blueprint import bp

__all__ = ["bp", "importing", "objections", "views"]
