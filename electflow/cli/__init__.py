"""The electflow command, one file a noun."""

from electflow.cli import (
    book,
    checklists,
    database,
    deciding,
    demonstration,
    drawings,
    places,
    rules,
)
from electflow.cli.main import electflow

NOUNS = (book, checklists, database, deciding, demonstration, drawings, places, rules)

__all__ = ["NOUNS", "electflow"]
