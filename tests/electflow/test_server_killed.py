"""kill -9 of the web server under load: nothing acknowledged is lost, a resend doubles nothing."""

import http.client
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from sqlalchemy import select
from world import EXAMPLE, PASSWORD, count, site_settings

from electflow import clock
from electflow.audit.model import AuditEvent
from electflow.audit.verify import verify_chains
from electflow.db import Database, reading
from electflow.stages import Stage
from electflow.workflow.replay import verify_stages

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Browser:
    """A person who resends the form when the server died under him."""

    def __init__(self, base: str) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.base, self.opener = base, urllib.request.build_opener(jar, NoRedirect)

    def open(self, path: str, form: dict | None = None) -> tuple[int, str, dict]:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        try:
            with self.opener.open(self.base + path, data, timeout=10) as answer:
                return answer.status, answer.read().decode(), dict(answer.headers)
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode(), dict(answer.headers)

    def token(self, path: str) -> str:
        return re.search(r'name="csrf_token" value="([^"]+)"', self.open(path)[1])[1]


def start(url: str, port: int) -> subprocess.Popen:
    env = os.environ | {
        "ELECTFLOW_DATABASE_URL": url,
        "ELECTFLOW_ENVIRONMENT": "demo",
        "PYTHONPATH": str(ROOT),
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "web.cli", "serve", "--port", str(port)],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return server
        except OSError:
            time.sleep(0.05)
    server.kill()
    raise AssertionError("the server did not start within 60 seconds")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_server_killed_under_load_loses_and_doubles_nothing(world):
    url, port = world.settings.database_url, free_port()
    election = world.election(Stage.VETTING)
    year = world.campaign().year
    here = f"/c/{EXAMPLE}-{year}/{election.village}/committee/papers/meeting_record"
    world.database.dispose()
    acknowledged: dict[str, str] = {}
    edition = 0
    today = clock.day_of(clock.now()).isoformat()
    sent: dict[str, str] | None = None
    for number in range(count(6, 300)):
        server = start(url, port)
        person = Browser(f"http://127.0.0.1:{port}")
        form = {"username": "sl-county", "password": PASSWORD,
                "csrf_token": person.token("/sign-in")}  # fmt: skip
        assert person.open("/sign-in", form)[0] == 303
        token = person.token(here)
        if sent is not None:
            status, _, headers = person.open(here, sent | {"csrf_token": token})
            assert status == 303
            acknowledged[sent["request_key"]] = headers["X-Electflow-Receipt"]
            edition += 1
        killer = threading.Timer(0.05 + 0.03 * (number % 7), server.send_signal, [signal.SIGKILL])
        killer.start()
        while True:
            sent = {
                "dated_on": today, "edition": str(edition), "reason": "再次登记",
                "request_key": f"kill-{number}-{edition}",
            }  # fmt: skip
            try:
                status, _, headers = person.open(here, sent | {"csrf_token": token})
            except (OSError, http.client.HTTPException):
                break
            assert status == 303
            acknowledged[sent["request_key"]] = headers["X-Electflow-Receipt"]
            edition += 1
        server.wait()
        killer.join()

    database = Database(site_settings(url))
    with reading(database) as session:
        receipts = {
            f"{case}#{seq} {leaf.hex()[:12]}"
            for case, seq, leaf in session.execute(
                select(AuditEvent.case_name, AuditEvent.seq, AuditEvent.leaf).where(
                    AuditEvent.county == EXAMPLE
                )
            )
        }
        findings = [*verify_chains(session), *verify_stages(session)]
    database.dispose()
    assert len(acknowledged) >= 10
    assert set(acknowledged.values()) <= receipts
    assert len(set(acknowledged.values())) == len(acknowledged)
    assert findings == []
    kept = world.count("document", f"kind = 'meeting_record' and election_id = {election.id}")
    assert kept in (edition, edition + 1)
