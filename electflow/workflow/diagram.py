"""The procedures drawn from their tables, as Mermaid text."""

from electflow.stages import PHASE_OF, Phase, Track, stages_in
from electflow.workflow.machine import STEPS_OF


def mermaid(track: Track) -> str:
    """Return the state diagram of a track; the README shows it and a test keeps them equal."""
    lines = ["stateDiagram-v2"]
    for phase in Phase:
        lines.append(f"    state {phase} {{")
        lines += [f"        {phase}_{stage} : {stage}" for stage in stages_in(track, phase)]
        lines.append("    }")
    names = {stage: f"{phase}_{stage}" for (of, stage), phase in PHASE_OF.items() if of is track}
    lines += [
        f"    {names[step.source]} --> {names[step.dest]} : {step.trigger}"
        for step in STEPS_OF[track]
    ]
    return "\n".join(lines)
