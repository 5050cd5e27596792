"""Campaigns: board, list, bulk acts, creation and arrangement of places."""
