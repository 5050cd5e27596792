"""How fast a list of voters comes in, and how much memory it takes, beside reading its cells alone.

Run ``python benchmarks/imports.py``; each size runs in a process of its own.
"""

import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from sqlalchemy import select
from world import EXAMPLE, NOON, TODAY, World, fill, site_settings

from electflow.campaign.model import Election
from electflow.db import Database, reading
from electflow.exchange import uploads
from electflow.exchange.roll_sheet import filled
from electflow.exchange.workbook import rows_in
from electflow.people.rules import check_digit
from electflow.roll.register import VoterEntry
from electflow.stages import Stage

SIZES = (1_000, 10_000, 100_000)


def villager(order: int) -> VoterEntry:
    """Return the n-th invented villager; all have different numbers."""
    born = date(1950, 1, 1) + timedelta(days=order % 20_000)
    first = f"999998{born:%Y%m%d}{order // 20_000 * 2 + 100:03d}"
    return VoterEntry(
        f"示例{order}", "F", first + check_digit(first), f"第{order % 40}组", "1", "resident", ""
    )


def peak_memory() -> int:
    """Return the most memory that this process has held, in MB (Linux)."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def main(size: int, workbook: Path) -> None:
    """Import one workbook into a fresh county and print seconds and peak memory."""
    with tempfile.TemporaryDirectory() as home:
        database = Database(site_settings(f"sqlite:///{home}/site.sqlite3"))
        fill(database)
        world = World(site_settings(""), database)
        with reading(database) as session:
            election = session.scalars(
                select(Election).where(
                    Election.county == EXAMPLE, Election.stage == Stage.REGISTERING.value
                )
            ).first()
        assert election is not None
        clerk, content = world.clerk_of(election), workbook.read_bytes()
        base = peak_memory()
        began = time.perf_counter()
        cells = sum(len(row) for _, row in rows_in(content))
        read = time.perf_counter() - began
        began = time.perf_counter()
        kept = world.do(clerk, lambda act: uploads.keep(act, election.id, "名册", content), NOON)
        checked = time.perf_counter() - began
        began = time.perf_counter()
        told = world.do(clerk, lambda act: uploads.import_upload(act, election.id, kept.id), NOON)
        entered = time.perf_counter() - began
        peak = peak_memory()
        assert told.ready == size, (told, TODAY, cells)
        print(
            f"| {size:,} | {read:.2f} | {checked:.2f} | {entered:.2f} "
            f"| {(checked + entered) / read:.0f} × | {base} → {peak} |"
        )
        database.dispose()


if __name__ == "__main__":
    if len(sys.argv) == 3:
        main(int(sys.argv[1]), Path(sys.argv[2]))
        raise SystemExit
    print("| rows | read s | check s | enter s | both ÷ read | peak memory before → after, MB |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for rows in SIZES:
            book = Path(folder) / f"{rows}.xlsx"
            book.write_bytes(filled(villager(order) for order in range(rows)))
            sys.stdout.flush()
            subprocess.run([sys.executable, __file__, str(rows), str(book)], check=True)
