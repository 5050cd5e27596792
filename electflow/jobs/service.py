"""Opening, claiming and finishing long work; what the work is, its kind's owner knows."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.errors import NotFound
from electflow.ids import new_id
from electflow.jobs.model import Job

LEASE = timedelta(seconds=60)


def open_job(act: Act, kind: str, payload: dict[str, Any], total: int) -> Job:
    """Keep a piece of long work; a runner takes it up after the commit."""
    job = Job(
        county=act.actor.county,
        id=new_id(act.at),
        kind=kind,
        opened_by=act.actor.official_id,
        opened_at=act.at,
        payload=payload,
        total=total,
        done=0,
        result=[],
    )
    act.session.add(job)
    act.session.flush()
    return job


def get_job(session: Session, county: str, job_id: int, *, lock: bool = False) -> Job:
    """Return a job of the county; raises NotFound."""
    job = session.get(Job, (county, job_id), with_for_update=lock or None)
    if job is None:
        raise NotFound(f"job {job_id}")
    return job


def jobs_of(session: Session, county: str, official_id: int, most: int) -> list[Job]:
    """Return the long work that an official has begun, the newest first."""
    return list(
        session.scalars(
            select(Job)
            .where(Job.county == county, Job.opened_by == official_id)
            .order_by(Job.id.desc())
            .limit(most)
        )
    )


def claim_next(session: Session, at: datetime) -> tuple[str, int] | None:
    """Take a lease on the oldest unfinished job that nobody works on; None if there is none."""
    free = or_(Job.lease_until.is_(None), Job.lease_until < at)
    # every county's jobs: the runner serves the whole site
    found = session.execute(
        select(Job.county, Job.id).where(Job.finished_at.is_(None), free).order_by(Job.id).limit(1)
    ).one_or_none()
    if found is None:
        return None
    county, job_id = found
    taken = session.execute(
        update(Job)
        .where(Job.county == county, Job.id == job_id, free)
        .values(lease_until=at + LEASE)
    )
    return (county, job_id) if taken.rowcount == 1 else None  # type: ignore[attr-defined]


def give_up(job: Job, at: datetime) -> None:
    """Finish a job whose opener may act no more; what was done stays done."""
    job.finished_at, job.lease_until = at, None


def note_batch(job: Job, results: list[dict[str, Any]], at: datetime) -> None:
    """Add what came of one batch; the job is finished when all items are done."""
    job.result = [*job.result, *results]
    job.done += len(results)
    job.lease_until = at + LEASE
    if job.done >= job.total:
        job.finished_at, job.lease_until = at, None
