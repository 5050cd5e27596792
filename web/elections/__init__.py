"""One election: stepper, checklist, steps, papers, candidates, count, holds."""

from web.elections import by_elections, candidates, examined, holds, scans, views
from web.elections.blueprint import bp

__all__ = ["bp", "by_elections", "candidates", "examined", "holds", "scans", "views"]
