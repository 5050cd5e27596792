"""One election: stepper, checklist, steps, papers, candidates, count, holds."""
