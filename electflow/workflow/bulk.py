"""The same step for many elections, as a job: one transaction a batch."""

from typing import Any

from electflow.access import service as access
from electflow.access.terms import Permission
from electflow.act import Act, Origin
from electflow.audit import service as audit
from electflow.errors import ElectflowError, InputRefused, RequirementsUnmet
from electflow.issues import Issue
from electflow.jobs import service as jobs
from electflow.jobs.model import Job
from electflow.stages import Trigger
from electflow.workflow.machine import STEPS_OF
from electflow.workflow.service import advance_all
from electflow.workflow.sight import UNANNOUNCED

KIND = "advance"
ONE_BY_ONE = frozenset(
    step.trigger for steps in STEPS_OF.values() for step in steps if step.source in UNANNOUNCED
)
"""What is read out on the spot is declared village by village, never for many at once."""


def open_bulk(
    act: Act,
    trigger: Trigger,
    seen_versions: dict[int, int],
    *,
    reason: str,
    explanation: str,
    most: int,
    campaign_id: int,
    track: str,
) -> Job:
    """Keep the wish to make one step for many elections; the runner works it off in batches.

    Raises Forbidden, or InputRefused when nothing or too much is chosen.
    """
    access.require_anywhere(act.actor, Permission.JOB_RUN)
    if not 1 <= len(seen_versions) <= most:
        facts = {"chosen": len(seen_versions), "most": most}
        raise InputRefused([Issue(code="bulk.number_chosen", source_key="", facts=facts)])
    if trigger in ONE_BY_ONE:
        raise InputRefused([Issue(code="bulk.one_by_one", source_key="")])
    payload = {
        "trigger": trigger.value,
        "seen": [[str(election), version] for election, version in seen_versions.items()],
        "reason": reason,
        "explanation": explanation,
        "ip": act.origin.ip,
        "campaign": str(campaign_id),
        "track": track,
    }
    job = jobs.open_job(act, KIND, payload, len(seen_versions))
    data = {"job": str(job.id), "kind": KIND, "trigger": trigger.value, "total": job.total}
    audit.record(act, "job:open", f"job:{job.id}", data=data, words={"reason": reason})
    return job


def work_batch(act: Act, job: Job, size: int) -> None:
    """Make the step for the next elections of a job; those refused are kept with their issues."""
    told = job.payload
    batch = told["seen"][job.done : job.done + size]
    results = advance_all(
        Act(act.session, act.actor, act.at, Origin(told["ip"], "bulk"), f"{job.id}:{job.done}"),
        Trigger(told["trigger"]),
        {int(election): version for election, version in batch},
        reason=told["reason"],
        explanation_for_all=told["explanation"],
    )
    jobs.note_batch(job, [_told(election, result) for election, result in results.items()], act.at)


def _told(election_id: int, result: object) -> dict[str, Any]:
    row: dict[str, Any] = {"election": str(election_id), "error": "", "issues": []}
    if isinstance(result, ElectflowError):
        row["error"] = type(result).__name__
    if isinstance(result, RequirementsUnmet):
        row["issues"] = [issue.as_json() for issue in result.issues]
    return row
