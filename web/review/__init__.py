"""The joint review at the pages: a unit's desk, the county's matrix, batches, meetings, the list."""

from web.review import (
    batches,
    checklist,
    desk,
    letters,
    matrix,
    meetings,
    opinions,
    papers,
    recusals,
    scans,
    workbook,
)
from web.review.blueprint import bp

__all__ = [
    "batches",
    "bp",
    "checklist",
    "desk",
    "letters",
    "matrix",
    "meetings",
    "opinions",
    "papers",
    "recusals",
    "scans",
    "workbook",
]
