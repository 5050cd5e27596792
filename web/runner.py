"""The thread that works off jobs while the server runs."""

import logging
import threading

from flask import Flask
from sqlalchemy.orm import Session

from electflow import clock
from electflow.access import service as access
from electflow.act import Act
from electflow.db import Database, in_transaction
from electflow.errors import NotFound
from electflow.jobs import service as jobs
from electflow.settings import Settings
from electflow.workflow import bulk

log = logging.getLogger("electflow.jobs")
EVERY_SECONDS = 0.5


def install(app: Flask) -> None:
    """Give the application its runner; ``serve`` starts it, tests step it by hand."""
    settings: Settings = app.extensions["electflow_settings"]
    app.extensions["electflow_runner"] = Runner(app.extensions["electflow_database"], settings)


class Runner:
    """Claims jobs and works them off, one transaction a batch."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._batch = settings.bulk_batch
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
        """Work off one batch; False when there is nothing to do."""
        at = clock.now()
        claimed = in_transaction(self._database, lambda session: jobs.claim_next(session, at))
        if claimed is None:
            return False
        county, job_id = claimed
        while self._work(county, job_id) and not self._stopping.is_set():
            pass
        return True

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
