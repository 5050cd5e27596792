"""One election: stepper, checklist, steps, papers, candidates, count, holds."""

from web.elections import candidates, examined, holds, scans, views
from web.elections.blueprint import bp

__all__ = ["bp", "candidates", "examined", "holds", "scans", "views"]
