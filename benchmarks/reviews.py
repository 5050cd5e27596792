"""The joint review at 5,000 candidates of 20 units: matrix, a unit's desk, its workbook out and in.

Run: ``.venv/bin/python benchmarks/reviews.py`` after ``python3 run.py test`` has installed what it
needs. Times are ratios against the same thing at 250 candidates, in the same run; what memory the
workbook takes is measured by ``workbooks.py``, in processes of its own.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests/web")]

from reviewers import UNITS, Reviewers, refilled, reviewers  # noqa: E402
from sqlalchemy import insert  # noqa: E402
from test_access import multiply, queries_of  # noqa: E402
from world import EXAMPLE, NOON, PASSWORD, TODAY, World, fill, site_settings  # noqa: E402

from electflow import clock  # noqa: E402
from electflow.audit.canonical import EMPTY  # noqa: E402
from electflow.audit.model import AuditCase  # noqa: E402
from electflow.db import Database, keyring_of, reading  # noqa: E402
from electflow.exchange.unit_sheet import made, replies_in  # noqa: E402
from electflow.ids import new_id  # noqa: E402
from electflow.joint_review.adoption import checklists_of  # noqa: E402
from electflow.nomination.model import Candidate  # noqa: E402
from electflow.people.model import Person  # noqa: E402
from electflow.people.rules import check_digit  # noqa: E402
from electflow.stages import Stage  # noqa: E402
from electflow.workflow import replying, reviewing  # noqa: E402
from web.app import create_app  # noqa: E402

SIZES = (250, 5_000)
A_VILLAGE = 10
MORE = tuple(f"unit{n:02d}" for n in range(len(UNITS) + 1, 21))


def main() -> None:
    """Measure on SQLite and print one table."""
    clock.now = lambda: NOON
    rows: dict[str, list[str | float]] = {}
    with tempfile.TemporaryDirectory() as home:
        for persons in SIZES:
            database = Database(site_settings(f"sqlite:///{home}/{persons}.sqlite3"))
            fill(database)
            measure(World(site_settings(str(database.url)), database), persons, rows)
            database.dispose()
    print("| | " + " | ".join(f"{n:,} candidates × 20 units" for n in SIZES) + " |")
    print("|---|" + "---|" * len(SIZES))
    for name, found in rows.items():
        if name.endswith("\0"):
            continue
        print(f"| {name} | " + " | ".join(str(cell) for cell in found) + " |")


def measure(world: World, persons: int, rows: dict[str, list[str | float]]) -> None:
    """Fill a county with so many candidates under review and measure what is done with them."""
    extra = [{"code": code, "name": f"单位{code[4:]}", "checks": "有关情形"} for code in MORE]
    asks = {item: list(UNITS) + list(MORE) for item in ("A2",)}
    there = reviewers(world, "court", unit=extra, asks=asks)
    elections = stand(world, there, persons)
    begun = time.perf_counter()
    batch = world.do(there.county, lambda act: reviewing.submit(act, there.campaign, elections))
    world.do(
        there.county,
        lambda act: reviewing.ask_next(
            act, there.campaign, batch.number, due_on=TODAY + timedelta(5), letter="1号"
        ),
    )
    note(
        rows,
        "units are asked",
        time.perf_counter() - begun,
        f"{world.count('question'):,} questions",
    )
    app = create_app(world.settings, world.database)
    app.config["WTF_CSRF_ENABLED"] = False
    base = f"/c/{EXAMPLE}-{there.campaign.year}/review"
    for name, account, page in (
        ("matrix by township", "county", f"{base}/matrix"),
        ("candidates of the county, first page", "county", f"{base}/matrix/{EXAMPLE}"),
        ("a unit's desk, whole", "court-op", f"{base}/desk"),
    ):
        client = app.test_client()
        client.post("/sign-in", data={"username": f"sl-{account}", "password": PASSWORD})
        queries = queries_of(world, client, page)
        size = len(client.get(page).data) // 1024
        note(
            rows,
            name,
            shortest(lambda c=client, p=page: c.get(p)),
            f"{queries} queries, {size:,} KB",
        )
    workbook(world, there, rows)


def workbook(world: World, there: Reviewers, rows: dict[str, list[str | float]]) -> None:
    """Measure a unit's workbook out and, filled, in."""
    desk = there.desk("court")
    with reading(world.database) as session:
        keyring = keyring_of(session)
    ids = {line.checklist_id for line in desk.lines}
    lists = there.read(lambda s: checklists_of(s, EXAMPLE, ids))
    checklist = next(iter(lists.values()))
    items = list(checklist.items.values())
    begun = time.perf_counter()
    content = made(
        desk.lines,
        unit="法院",
        items=items,
        checklist=checklist,
        keyring=keyring,
        townships={},
        post_name=lambda line: line.post,
    )
    note(rows, "workbook out", time.perf_counter() - begun, f"{len(content) // 1024:,} KB")
    filled = refilled(content, {n: {"回复": "未发现有关情形"} for n in range(len(desk.lines))})
    begun = time.perf_counter()
    told = replies_in(
        filled,
        desk.lines,
        lambda line: checklist.asked(line.track, line.unit),
        lists,
        keyring,
        TODAY,
    )
    assert len(told.given) == len(desk.lines)
    note(
        rows, "workbook read and checked", time.perf_counter() - begun, f"{len(told.given):,} rows"
    )
    begun = time.perf_counter()
    there.answer("court", *told.given, sign=False)
    note(rows, "its replies entered", time.perf_counter() - begun, f"{len(told.given):,} rows")
    seen = {g.question_id: 1 for g in told.given}
    begun = time.perf_counter()
    world.do(there.leaders["court"], lambda act: replying.sign(act, there.campaign, seen))
    note(rows, "signed", time.perf_counter() - begun, f"{len(seen):,} rows")


def stand(world: World, there: Reviewers, persons: int) -> list[int]:
    """Let invented persons stand in many villages, behind the services."""
    election = world.election(Stage.VETTING)
    villages = persons // A_VILLAGE
    multiply(world, election, villages)
    ring, people, standing = world.database.keyring, [], []
    for n in range(persons):
        first = f"999999{1960 + n % 40}{1 + n % 12:02d}{1 + n % 28:02d}{n % 999:03d}"
        number = first + check_digit(first)
        person = new_id(NOON)
        people.append(
            {
                "county": EXAMPLE, "id": person, "sealed_name": ring.seal(f"示例{n}"),
                "sealed_number": ring.seal(number), "number_digest": ring.digest(f"{n}:{number}"),
                "sex": "F",
            }
        )  # fmt: skip
        standing.append(
            {
                "county": EXAMPLE, "election_id": n // A_VILLAGE + 1, "number": n % A_VILLAGE + 1,
                "person_id": person, "post": "member", "source": "villagers",
                "standing": "nominated", "nominated_at": NOON,
            }
        )  # fmt: skip
    with world.database.writer.begin() as connection:
        connection.execute(insert(Person.__table__), people)
        connection.execute(insert(Candidate.__table__), standing)
        connection.execute(
            insert(AuditCase.__table__),
            [
                {"county": EXAMPLE, "case_name": f"election:{n + 1}", "seq": 0, "head": EMPTY}
                for n in range(villages)
            ],
        )
    return [n + 1 for n in range(villages)]


def note(rows: dict[str, list[str | float]], name: str, spent: float, more: str) -> None:
    """Add a cell: the ratio against the smaller county, and what goes with it."""
    first = rows.setdefault(f"{name}\0", [spent])[0]
    assert isinstance(first, float)
    rows.setdefault(name, []).append(f"{spent / first:.1f} × ({spent:.2f} s), {more}")


def shortest(act: Callable[[], object]) -> float:
    """Return the shortest of three times."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        act()
        times.append(time.perf_counter() - begun)
    return min(times)


if __name__ == "__main__":
    main()
