"""The thread that works off jobs while the server runs, and urges silent units by their plan."""

import logging
import threading
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy.orm import Session

from electflow import clock
from electflow.access import service as access
from electflow.act import THE_SITE, Act, Actor
from electflow.campaign.model import Campaign
from electflow.clock import day_of
from electflow.db import Database, in_transaction, reading
from electflow.errors import NotFound
from electflow.jobs import service as jobs
from electflow.joint_review.deadlines import asking_campaigns
from electflow.settings import Settings
from electflow.workflow import bulk, reviewing

log = logging.getLogger("electflow.jobs")
EVERY_SECONDS = 0.5
URGES_EVERY = timedelta(hours=1)


def install(app: Flask) -> None:
    """Give the application its runner; ``serve`` starts it, tests step it by hand."""
    settings: Settings = app.extensions["electflow_settings"]
    app.extensions["electflow_runner"] = Runner(app.extensions["electflow_database"], settings)


class Runner:
    """Claims jobs and works them off, one transaction a batch; once an hour it urges who is silent."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._batch = settings.bulk_batch
        self._urges = settings.urges_by_plan
        self._urged_at: datetime | None = None
        self._stopping = threading.Event()

    def start(self) -> threading.Thread:
        """Start the thread; it ends with the process."""
        thread = threading.Thread(target=self._run, name="electflow-jobs", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Ask the thread to end after the present batch."""
        self._stopping.set()

    def step(self) -> bool:
        """Urge who is silent when the hour has come, else work off one job; False if neither is to do."""
        at = clock.now()
        if self._is_hour(at):
            self._urged_at = at
            if self._urge(at):
                return True
        claimed = in_transaction(self._database, lambda session: jobs.claim_next(session, at))
        if claimed is None:
            return False
        county, job_id = claimed
        while self._work(county, job_id) and not self._stopping.is_set():
            pass
        return True

    def _is_hour(self, at: datetime) -> bool:
        """Tell whether an hour has passed since it last looked, or the clock was set back."""
        last = self._urged_at
        return self._urges and (last is None or not last <= at < last + URGES_EVERY)

    def _urge(self, at: datetime) -> bool:
        """Remind and report by the plan, one transaction a campaign; True if it was due of anybody."""
        with reading(self._database) as session:
            on = day_of(at)
            due = [c for c in asking_campaigns(session) if reviewing.due_units(session, c, on)]
        for campaign in due:
            try:
                self._urge_in(campaign, at)
            except Exception:
                # one county's trouble keeps no other county waiting; it is tried again in an hour
                log.exception("units of county %s were not urged", campaign.county)
        return bool(due)

    def _urge_in(self, campaign: Campaign, at: datetime) -> None:
        site = Actor(THE_SITE, campaign.county)
        in_transaction(
            self._database,
            lambda session: reviewing.urge_by_plan(
                Act(session, site, at, reviewing.THE_PLAN), campaign
            ),
        )

    def _work(self, county: str, job_id: int) -> bool:
        def unit(session: Session) -> bool:
            job = jobs.get_job(session, county, job_id, lock=True)
            if job.finished_at is not None:
                return False
            try:
                actor = access.get_actor(session, county, job.opened_by)
            except NotFound:
                jobs.give_up(job, clock.now())
                return False
            bulk.work_batch(Act(session, actor, clock.now()), job, self._batch)
            return job.finished_at is None

        return in_transaction(self._database, unit)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                if self.step():
                    continue
            except Exception:
                log.exception("a job failed; it is tried again when its lease ends")
            self._stopping.wait(EVERY_SECONDS)
