"""Campaigns: board, list, bulk acts, creation and arrangement of places."""

from web.campaigns import arranging, views
from web.campaigns.blueprint import bp

__all__ = ["arranging", "bp", "views"]
