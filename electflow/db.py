"""The database: mapped base, engines, the writer gate, and the one place where work is committed."""

import hashlib
import hmac
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, TypeVar, TypeVarTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import DateTime, Engine, MetaData, Result, Select, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session
from sqlalchemy.types import TypeDecorator

from electflow.errors import DatabaseRefused
from electflow.settings import Settings

T = TypeVar("T")
Columns = TypeVarTuple("Columns")
ATTEMPTS = 5
CHECKPOINT_EVERY = 400
_TRANSIENT_SQLSTATES = {"40001", "40P01"}


class Base(DeclarativeBase):
    """The parent of all tables; constraints are named by convention so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC to the microsecond; a naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse a naive time; give the database UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: pass clock.now(), which is aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Return an aware time; SQLite keeps none of the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Keyring:
    """The two keys of personal data: one seals values (AES-256-GCM), one makes keyed digests.

    Unkeyed digests of ID numbers could be searched in seconds, hence HMAC-SHA-256.
    """

    def __init__(self, data_key: str, index_key: str) -> None:
        self._cipher = AESGCM(hashlib.sha256(b"electflow.seal.v1" + data_key.encode()).digest())
        self._index_key = hashlib.sha256(b"electflow.index.v1" + index_key.encode()).digest()

    def seal(self, text: str) -> bytes:
        """Return nonce and ciphertext of a text."""
        return self.seal_bytes(text.encode())

    def unseal(self, sealed: bytes) -> str:
        """Return the text; raises InvalidTag if the value was changed or the key is another."""
        return self.unseal_bytes(sealed).decode()

    def seal_bytes(self, content: bytes) -> bytes:
        """Return nonce and ciphertext of some bytes."""
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, content, None)

    def unseal_bytes(self, sealed: bytes) -> bytes:
        """Return the bytes; raises InvalidTag if they were changed or the key is another."""
        return self._cipher.decrypt(sealed[:12], sealed[12:], None)

    def digest(self, text: str) -> bytes:
        """Return the keyed digest by which equal values are found without being read."""
        return hmac.digest(self._index_key, text.encode(), "sha256")


class WriterGate:
    """One writer at a time on a SQLite file, first come first served, across processes.

    Without it SQLite starves writers; with it checkpoints cannot meet commits either.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._thread_turn = threading.Lock()
        self._file: IO[bytes] | None = None
        self._pid = 0

    def __enter__(self) -> "WriterGate":
        if self._path is not None:
            self._thread_turn.acquire()
            if self._file is None or self._pid != os.getpid():
                self._file, self._pid = self._path.open("ab"), os.getpid()
            _lock(self._file)
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None and self._path is not None:
            _unlock(self._file)
            self._thread_turn.release()

    def close(self) -> None:
        """Close the lock file; the next writer opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None


class Database:
    """A site's database: one engine that writes, one that only reads, the gate and the keys."""

    def __init__(self, settings: Settings) -> None:
        self.url = make_url(settings.database_url)
        self.keyring = Keyring(settings.data_key, settings.index_key)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.gate = WriterGate(self._gate_path())
        self.writer = _engine(self.url, settings.sqlite_key, writes=True)
        self.reader = _engine(self.url, settings.sqlite_key, writes=False)
        self._commits = 0

    def _gate_path(self) -> Path | None:
        if not self.is_sqlite or not self.url.database:
            return None
        path = Path(self.url.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.with_name(path.name + ".gate")

    def checkpoint_when_due(self) -> None:
        """Fold SQLite's log into its file now and then; called inside the gate."""
        self._commits += 1
        if self.is_sqlite and self._commits % CHECKPOINT_EVERY == 0:
            with self.writer.connect() as connection:
                raw = connection.connection.driver_connection
                assert raw is not None
                raw.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def dispose(self) -> None:
        """Close all connections."""
        self.gate.close()
        self.writer.dispose()
        self.reader.dispose()


class AuditedSession(Session):
    """A session that refuses to commit changed business rows without an audit event (second wall)."""


@event.listens_for(AuditedSession, "before_flush")
def _note_changes(session: Session, *_: object) -> None:
    for row in [*session.new, *session.deleted, *session.dirty]:
        _note(session, row.__table__.name, row.__table__.info)


@event.listens_for(AuditedSession, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        table = getattr(state.statement, "table", None)
        if table is not None:
            _note(state.session, table.name, table.info)


@event.listens_for(AuditedSession, "before_commit")
def _refuse_unaudited(session: Session) -> None:
    session.flush()
    changed = session.info.get("changed", set())
    if changed and not session.info.get("events"):
        raise AssertionError(f"changed without an audit event: {', '.join(sorted(changed))}")


def _note(session: Session, name: str, info: Any) -> None:
    if not info.get("unaudited"):
        session.info.setdefault("changed", set()).add(name)


def in_transaction(
    database: Database, work: Callable[[Session], T], *, resend_safe: bool = False
) -> T:
    """Run ``work`` in one transaction and commit it; the only code of the product that commits.

    The whole of ``work`` is run again (at most five times in all) after a dead-lock, a busy
    database or a lost race for a request key. A connection lost *during* the commit leaves the
    outcome unknown, so that case is run again only where ``resend_safe`` says that a request key
    will find the first run.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with database.gate, AuditedSession(database.writer, expire_on_commit=False) as session:
                session.info["keyring"] = database.keyring
                result = work(session)
                session.commit()
                database.checkpoint_when_due()
                return result
        except DBAPIError as error:
            if attempt == ATTEMPTS or not _may_run_again(error, resend_safe):
                raise
        time.sleep(random.uniform(0.01, 0.05) * attempt)
    raise AssertionError("unreachable: the last attempt returns or raises")


@contextmanager
def reading(database: Database) -> Iterator[Session]:
    """Open a session that sees one moment of the database and cannot write."""
    with Session(database.reader, expire_on_commit=False) as session:
        session.info["keyring"] = database.keyring
        yield session


def rows_of(
    session: Session, statement: Select[*Columns], asked: Mapping[str, Any]
) -> Result[*Columns]:
    """Return the rows of a prepared query for columns, without the session's own bookkeeping.

    What the session holds is written first, so that the query sees it. A step gathers its facts
    with six such queries, and to run them as queries for mapped objects takes twice the time.
    """
    session.flush()
    return session.connection().execute(statement, asked)


def keyring_of(session: Session) -> Keyring:
    """Return the keys that the entry point put into the session."""
    keyring = session.info["keyring"]
    assert isinstance(keyring, Keyring)
    return keyring


def _may_run_again(error: DBAPIError, resend_safe: bool) -> bool:
    if error.connection_invalidated:
        return resend_safe
    if isinstance(error, IntegrityError):
        return any(
            table in str(error.orig) for table in ("request_key", "audit_case", "number_digest")
        )
    state = getattr(error.orig, "sqlstate", None)
    return state in _TRANSIENT_SQLSTATES or "database is locked" in str(error.orig)


def is_safe_sqlite(version: tuple[int, ...]) -> bool:
    """Tell whether a SQLite library is free of the WAL-reset bug (fixed in 3.51.3, 3.50.7, 3.44.6)."""
    return (
        version >= (3, 51, 3)
        or (3, 50, 7) <= version < (3, 51)
        or (3, 44, 6) <= version < (3, 45)
        or version < (3, 7)
    )


def _engine(url: URL, sqlite_key: str, *, writes: bool) -> Engine:
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_pre_ping=True, pool_size=10)
        return engine if writes else engine.execution_options(postgresql_readonly=True)
    from sqlcipher3 import dbapi2 as driver  # here alone: PostgreSQL sites need no SQLite driver

    if not is_safe_sqlite(driver.sqlite_version_info):
        raise DatabaseRefused(
            f"SQLite {driver.sqlite_version} can corrupt itself (WAL-reset bug): "
            "install the driver of requirements.lock"
        )
    engine = create_engine(url, module=driver, connect_args={"timeout": 10})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        if sqlite_key:
            quoted = sqlite_key.replace("'", "''")
            connection.execute(f"PRAGMA key = '{quoted}'")
        for pragma in (
            "busy_timeout=10000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "wal_autocheckpoint=0",
            f"query_only={'OFF' if writes else 'ON'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
