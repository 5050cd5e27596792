"""One machine a procedure, made from its table; a guard raises the issues that are open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from transitions import EventData, Machine, MachineError

from electflow.errors import RequirementsUnmet, WrongStage
from electflow.issues import Issue, still_open
from electflow.stages import INITIAL, STAGES_OF, Stage, Track, Trigger
from electflow.workflow import committee, party
from electflow.workflow.step import Step

STEPS_OF: Mapping[Track, tuple[Step, ...]] = {
    Track.COMMITTEE: committee.STEPS,
    Track.PARTY: party.STEPS,
}


@dataclass
class Cursor:
    """The small thing that the machine moves: a stage, and what stands in its way."""

    stage: Stage
    issues: list[Issue] = field(default_factory=list)
    explained: frozenset[str] = frozenset()


def _guard(event: EventData) -> bool:
    """Let through, or raise every open issue that no explanation passes; False would be mute."""
    cursor = cast(Cursor, event.model)
    issues = still_open(cursor.issues)
    if any(issue.is_blocking or issue.code not in cursor.explained for issue in issues):
        raise RequirementsUnmet(issues)
    return True


def _build(track: Track) -> Machine:
    return Machine(
        model=None,
        states=list(STAGES_OF[track]),
        initial=INITIAL,
        transitions=[
            {
                "trigger": step.trigger.value,
                "source": step.source,
                "dest": step.dest,
                "conditions": _guard,
            }
            for step in STEPS_OF[track]
        ],
        model_attribute="stage",
        auto_transitions=False,
        send_event=True,
    )


_MACHINES = {track: _build(track) for track in Track}


def steps_from(track: Track, stage: Stage) -> list[Step]:
    """Return the rows that lead out of a stage, in the order of the table."""
    return [step for step in STEPS_OF[track] if step.source is stage]


def triggers_ahead(track: Track, stage: Stage) -> frozenset[Trigger]:
    """Return the acts on the main way that still lie ahead of a stage."""
    order = list(STAGES_OF[track])
    now = order.index(stage)
    return frozenset(
        step.trigger for step in STEPS_OF[track] if step.is_main and order.index(step.source) >= now
    )


def find_step(track: Track, trigger: Trigger, stage: Stage) -> Step:
    """Return the row of a trigger out of a stage; raises WrongStage."""
    for step in STEPS_OF[track]:
        if step.trigger is trigger and step.source is stage:
            return step
    raise WrongStage(f"{trigger} is not possible in stage {stage}")


def fire(track: Track, trigger: Trigger, cursor: Cursor) -> None:
    """Move the cursor; raises RequirementsUnmet or WrongStage, then it stands where it stood."""
    try:
        _MACHINES[track].events[trigger.value].trigger(cursor)
    except (MachineError, KeyError) as error:
        raise WrongStage(f"{trigger} is not possible in stage {cursor.stage}") from error
