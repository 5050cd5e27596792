"""The electflow command, one file a noun."""

from electflow.cli import book, database, deciding, demonstration, drawings, places, rules
from electflow.cli.main import electflow

NOUNS = (book, database, deciding, demonstration, drawings, places, rules)

__all__ = ["NOUNS", "electflow"]
