"""One election: stepper, checklist, steps, papers, candidates, count, holds."""

from web.elections import holds, views
from web.elections.blueprint import bp

__all__ = ["bp", "holds", "views"]
