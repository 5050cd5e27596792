"""One election: stepper, checklist, steps, papers, candidates, count, holds."""

from web.elections import candidates, holds, scans, views
from web.elections.blueprint import bp

__all__ = ["bp", "candidates", "holds", "scans", "views"]
