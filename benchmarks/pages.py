"""Board, my work and village page at 49, 2,000 and 10,000 elections: queries, and time as a ratio.

Run: ``.venv/bin/python benchmarks/pages.py`` after ``python3 run.py test`` has installed what it needs. The
ratio is the time of the page against the same page at the small county, in the same run.
"""

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests/web")]

from test_access import multiply, queries_of  # noqa: E402
from world import EXAMPLE, NOON, PASSWORD, World, fill, site_settings  # noqa: E402

from electflow import clock  # noqa: E402
from electflow.db import Database  # noqa: E402
from electflow.stages import Stage  # noqa: E402
from web.app import create_app  # noqa: E402

SIZES = (0, 2_000, 10_000)
ROUNDS = 5


def main() -> None:
    """Measure on SQLite and print one table."""
    clock.now = lambda: NOON
    rows: dict[str, list[tuple[int, float]]] = {}
    with tempfile.TemporaryDirectory() as home:
        for places in SIZES:
            settings = site_settings(f"sqlite:///{home}/{places}.sqlite3")
            database = Database(settings)
            fill(database)
            world = World(settings, database)
            election = world.election(Stage.VETTING)
            if places:
                multiply(world, election, places)
            app = create_app(settings, database)
            app.config["WTF_CSRF_ENABLED"] = False
            client = app.test_client()
            client.post("/sign-in", data={"username": "sl-county", "password": PASSWORD})
            base = f"/c/{EXAMPLE}-{world.campaign().year}"
            for name, page in (
                ("my work", "/work"),
                ("board", f"{base}/"),
                ("list", f"{base}/list"),
                ("village page", f"{base}/{election.village}/committee"),
            ):
                rows.setdefault(name, []).append(measured(world, client, page))
            database.dispose()
    print("| page | " + " | ".join(f"+{n:,} elections" for n in SIZES) + " |")
    print("|---|" + "---|" * len(SIZES))
    for name, found in rows.items():
        cells = [f"{n} queries, {spent / found[0][1]:.1f} ×" for n, spent in found]
        print(f"| {name} | " + " | ".join(cells) + " |")


def measured(world: World, client, page: str) -> tuple[int, float]:
    """Return queries of a page and the shortest of its times."""
    queries = queries_of(world, client, page)
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        client.get(page)
        times.append(time.perf_counter() - begun)
    return queries, min(times)


if __name__ == "__main__":
    main()
