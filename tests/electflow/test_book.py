"""The book: it only grows, and whoever changes it is found."""

import re

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from world import EXAMPLE, NOON, renamed, run_sql

from electflow.act import Act, Actor
from electflow.audit import service as audit
from electflow.audit.canonical import canonical
from electflow.audit.model import AuditEvent
from electflow.audit.verify import verify_chains
from electflow.campaign.model import Election
from electflow.db import Database, in_transaction, reading
from electflow.errors import KeyReused
from electflow.migrations.run import grant_app_role
from electflow.workflow.replay import verify_stages

CLERK = Actor(1, EXAMPLE)


def findings(world) -> set[str]:
    with reading(world.database) as session:
        return {f.code for f in [*verify_chains(session), *verify_stages(session)]}


def raw(world, *statements: str) -> None:
    """Do what somebody with the database file or the owner's password can do."""
    with world.database.writer.begin() as connection:
        if world.database.is_sqlite:
            names = connection.execute(text("select name from sqlite_master where type='trigger'"))
            for (name,) in list(names):
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))


def test_a_county_played_through_the_services_is_whole(world):
    assert findings(world) == set()
    assert world.count("audit_event") > 1_000


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (
            "update audit_event set action = 'account:create' where seq = 5",
            "audit.projection_differs",
        ),
        ("update audit_event set actor_id = 7 where seq = 5", "audit.projection_differs"),
        ("update audit_event set place = '990101999999' where seq = 5", "audit.projection_differs"),
        ("delete from audit_text where event_id in (select id from audit_event where seq=4)", None),
        ("update audit_text set words = 'x' where field = 'number'", "audit.words_differ"),
        (
            "update audit_case set seq = seq + 1 where case_name like 'election:%'",
            "audit.head_differs",
        ),
        ("update election set stage = 'closed' where stage = 'vetting'", "replay.stage_differs"),
    ],
)
def test_a_change_behind_the_services_is_found(world, statement, code):
    raw(world, statement)

    found = findings(world)
    assert code in found if code else not found


def test_a_removed_event_is_found(world):
    raw(
        world,
        "delete from audit_text where event_id in (select id from audit_event where seq = 6)",
        "delete from audit_event where seq = 6",
    )

    assert {"audit.number_missing", "audit.chain_broken"} <= findings(world)


def test_a_rewritten_body_is_found(world):
    with reading(world.database) as session:
        row = session.query(AuditEvent).filter(AuditEvent.seq == 3).first()
        changed = row.body.replace(b'"at":"2026', b'"at":"2025')
    with world.database.writer.begin() as connection:
        if world.database.is_sqlite:
            connection.execute(text("DROP TRIGGER audit_event_no_update"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        connection.execute(
            text("update audit_event set body = :body where id = :id"),
            {"body": changed, "id": row.id},
        )

    assert {"audit.leaf_differs", "audit.projection_differs"} <= findings(world)


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_event set action = 'x'",
        "delete from audit_event",
        "update audit_text set words = 'x'",
    ],
)
def test_the_triggers_refuse_what_the_services_never_do(world, statement):
    with pytest.raises(DBAPIError, match="can only grow"), world.database.writer.begin() as c:
        c.execute(text(statement))


def test_the_serving_role_can_add_events_and_never_change_them(world, request, engine_name):
    if engine_name == "sqlite":
        assert world.database.is_sqlite  # SQLite knows no roles: its triggers are tested above
        return
    name = world.database.url.database
    run_sql(
        request.getfixturevalue("cluster"),
        f"DROP ROLE IF EXISTS app_{name}",
        f"CREATE ROLE app_{name} LOGIN PASSWORD 'x'",
    )
    uri = world.database.url.set(username=f"app_{name}", password="x")
    grant_app_role(world.database, uri.render_as_string(hide_password=False))
    with world.database.writer.begin() as connection:
        connection.execute(text(f"SET ROLE app_{name}"))
        for statement in (
            "update audit_event set seq = 1",
            "delete from audit_event",
            "truncate audit_event",
            "drop trigger audit_event_no_update on audit_event",
        ):
            with pytest.raises(DBAPIError), connection.begin_nested():
                connection.execute(text(statement))
        connection.execute(text("RESET ROLE"))
    run_sql(
        renamed(request.getfixturevalue("cluster"), name),
        f"DROP OWNED BY app_{name}",
        f"DROP ROLE app_{name}",
    )


def test_a_commit_without_an_event_is_refused(world):
    def work(session):
        session.query(Election).filter(Election.county == EXAMPLE).first().name = "x"

    with pytest.raises(AssertionError, match="without an audit event: election"):
        in_transaction(world.database, work)
    assert world.count("election", "name = 'x'") == 0


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_an_act_outside_the_vocabulary_cannot_be_written(world):
    with pytest.raises(ValueError, match="vocabulary"):
        world.do(CLERK, lambda act: audit.record(act, "election:win", "county"))
    with pytest.raises(ValueError, match="vocabulary"):
        world.do(CLERK, lambda act: audit.record(act, "session:open", "county", data={"name": "x"}))


@pytest.mark.parametrize("body", [{"a": 1.5}, {"a": None}, {"A": 1}, {"a": 2**53}, {"a b": 1}])
def test_a_body_outside_the_canonical_profile_is_refused(body):
    with pytest.raises(ValueError, match="canonical profile"):
        canonical(body)


def test_a_body_is_compact_sorted_and_in_nfc():
    assert canonical({"b": 1, "a": ["e\u0301", True]}) == '{"a":["é",true],"b":1}'.encode()


def test_a_key_answers_as_before_and_acts_once(world):
    def send(content: bytes):
        def work(session):
            act = Act(session, CLERK, NOON, key="k1")

            def once():
                audit.record(act, "session:end", "official:1")
                return "/there"

            return audit.once(act, content, once)

        return in_transaction(world.database, work)

    first, second = send(b"1" * 32), send(b"1" * 32)

    assert first == second
    assert world.count("audit_event", "case_name = 'official:1'") == 1
    with pytest.raises(KeyReused):
        send(b"2" * 32)


def test_no_personal_number_stands_in_the_book_in_clear(world):
    with reading(world.database) as session:
        bodies = b"".join(session.scalars(text("select body from audit_event")))

    assert "（虚构）".encode() not in bodies
    assert not re.search(rb"(?<!\d)999999\d{11}[\dX]", bodies)  # row ids may hold the six digits


def test_two_databases_tell_the_same_story(request, tmp_path):
    """The demo is deterministic: same places, acts, times and figures on both engines."""
    import shutil

    from world import site_settings

    shutil.copy(request.getfixturevalue("template_sqlite"), tmp_path / "a.sqlite3")
    cluster, template = map(request.getfixturevalue, ("cluster", "template_postgresql"))
    run_sql(cluster, f"CREATE DATABASE b TEMPLATE {template}")  # others copy the template meanwhile
    left = Database(site_settings(f"sqlite:///{tmp_path}/a.sqlite3"))
    right = Database(site_settings(renamed(cluster, "b")))
    query = text(
        "select action, place, seq, cast(recorded_at as varchar(19)) from audit_event "
        "where place <> '' order by place, case_name, seq"
    )
    stories = []
    for database in (left, right):
        with reading(database) as session:
            rows = [(a, p, s) for a, p, s, _ in session.execute(query)]
            stories.append(sorted(rows))
        database.dispose()

    assert stories[0] == stories[1]
