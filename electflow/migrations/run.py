"""Bringing a database to a version of the tables, forward or back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from electflow.db import Database
from electflow.errors import ElectflowError

HEAD = "head"
_LOST = "PRAGMA foreign_key_check"
_INSERT_ONLY = ("audit_event",)
_INSERT_AND_ERASE = ("audit_text",)


def migrate(database: Database, version: str = HEAD) -> None:
    """Bring the tables to a version; a migration that fails leaves nothing behind."""
    with database.gate, _rebuilding(database) as connection:
        config = _config(connection)
        config.attributes["keyring"] = database.keyring
        if version == HEAD or _number(version) > _number(current(connection) or "0000"):
            command.upgrade(config, version)
        else:
            command.downgrade(config, version)


@contextmanager
def _rebuilding(database: Database) -> Iterator[Connection]:
    """Open a transaction in which SQLite may replace a table that others refer to.

    It cannot change a constraint otherwise; that nothing came to refer to what is gone is looked at
    before the transaction is kept. Raises ElectflowError; then nothing has changed.
    """
    with database.writer.connect() as connection:
        if connection.dialect.name != "sqlite":
            with connection.begin():
                yield connection
            return
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")  # heeded only outside a transaction
        try:
            with connection.begin():
                before = raw.execute(_LOST).fetchall()
                yield connection
                after = raw.execute(_LOST).fetchall()
                if len(after) > len(before):
                    raise ElectflowError(f"{len(after)} rows would refer to nothing: {after[:3]}")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def current(connection: Connection) -> str | None:
    """Return the version of the tables, or None before the first migration."""
    return MigrationContext.configure(connection).get_current_revision()


def is_current(database: Database) -> bool:
    """Tell whether the tables are at the newest version."""
    with database.reader.connect() as connection:
        newest = ScriptDirectory.from_config(_config(connection)).get_current_head()
        return current(connection) == newest


def grant_app_role(owner: Database, app_url: str) -> None:
    """Give the serving role what it needs and no more: the book only grows (second wall).

    PostgreSQL only. The owner migrates, the serving role may insert and select events, and erase
    their words, but never change or remove an event.
    """
    role = make_url(app_url).username
    quoted = owner.writer.dialect.identifier_preparer.quote(role or "")
    with owner.writer.begin() as connection:
        connection.execute(
            text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
        )
        for table in _INSERT_ONLY:
            connection.execute(text(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {quoted}"))
        for table in _INSERT_AND_ERASE:
            connection.execute(text(f"REVOKE UPDATE, TRUNCATE ON {table} FROM {quoted}"))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def _number(version: str) -> int:
    return 0 if version == "base" else int(version)
