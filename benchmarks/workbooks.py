"""How much memory a unit's workbook takes on its way out and in, beside the libraries alone.

Run ``.venv/bin/python benchmarks/workbooks.py`` after ``python3 run.py test`` has installed what it
needs (Linux). Each act runs in fresh processes, after a workbook of one row has warmed it up: once for
the growth of the resident set over where it stood just before, once for the peak of what Python
allocated. Beside it, on the same cells: XlsxWriter with ``constant_memory`` alone, and calamine alone.
"""

import gc
import io
import json
import statistics
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import xlsxwriter  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402
from reviewers import OWN, refilled  # noqa: E402
from world import TODAY  # noqa: E402

from electflow.db import Keyring  # noqa: E402
from electflow.exchange.unit_sheet import made, replies_in  # noqa: E402
from electflow.exchange.workbook import rows_in  # noqa: E402
from electflow.joint_review.checklist import levels_of, resolve  # noqa: E402
from electflow.joint_review.desk import DeskLine  # noqa: E402
from electflow.joint_review.terms import QuestionStanding  # noqa: E402
from electflow.people.rules import check_digit  # noqa: E402
from electflow.stages import Track  # noqa: E402

SIZES = (500, 5_000)
ROUNDS = 3
KEYS = Keyring("benchmark", "benchmark")
LIST = resolve([*levels_of("national"), OWN])
ITEMS = list(LIST.items.values())
NAMES = {
    "write": "written with XlsxWriter alone",
    "out": "workbook out",
    "read": "read with calamine alone",
    "in": "workbook read and checked",
    "desk": "the desk's lines, which both hold",
}
FLOOR_OF = {"out": "write", "in": "read"}


def line(order: int) -> DeskLine:
    """Return the n-th invented person on a unit's desk."""
    first = f"999999{1960 + order % 40}{1 + order % 12:02d}{1 + order % 28:02d}{order % 999:03d}"
    return DeskLine(
        question_id=10**17 + order, election_id=order // 10, candidate=order % 10 + 1, batch=1,
        unit="court", name=f"示例{order}", number=first + check_digit(first), sex="F",
        village=f"990101{order // 100:03d}{order % 100:03d}", village_name=f"示例{order // 10}村",
        township=f"990101{order // 100:03d}", track=Track.COMMITTEE, post="member",
        due_on=date(2026, 11, 28), letter="示例联审函〔2026〕1号", checklist_id=1, answer=None,
        edition=0, is_own=False, paper="", paper_on=None, entered_by=None,
        standing=QuestionStanding.ASKED, recused_for=None, returned_for="", returned=None,
        ordinal=0, was_on_paper=False, inputs=b"0" * 32, person_id=order,
    )  # fmt: skip


def workbook(lines: list[DeskLine]) -> bytes:
    """Return the workbook of a unit, empty, as the product writes it."""
    return made(
        lines,
        unit="法院",
        items=ITEMS,
        checklist=LIST,
        keyring=KEYS,
        townships={},
        post_name=lambda one: one.post,
    )


def act_of(name: str, rows: int, filled: Path) -> Callable[[], object]:
    """Return what is measured; all that it works on is there before."""
    if name == "desk":
        return lambda: [line(order) for order in range(rows)]
    lines = [line(order) for order in range(rows)]
    if name == "out":
        return lambda: workbook(lines)
    content = filled.read_bytes()
    if name == "write":
        cells = [[str(cell) for cell in row] for _, row in rows_in(workbook(lines))]
        return lambda: written(cells)
    if name == "read":
        return lambda: counted(content)
    return lambda: checked(content, lines)


def written(rows: list[list[str]]) -> bytes:
    """Return the same cells as XlsxWriter writes them by itself."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell)
    return out.getvalue()


def counted(content: bytes) -> int:
    """Return how many cells calamine reads by itself."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return sum(len(row) for row in sheet.iter_rows())


def checked(content: bytes, lines: list[DeskLine]) -> object:
    """Read and check a filled workbook as the product does; every row is taken."""
    asked = LIST.asked(Track.COMMITTEE, "court")
    told = replies_in(content, lines, lambda _: asked, {1: LIST}, KEYS, TODAY)
    assert len(told.given) == len(lines), told.faults[:2]
    return told


def measure(name: str, rows: int, filled: Path, one: Path, way: str) -> float:
    """Return the megabytes that an act takes in this process, above what was there before it."""
    act_of(name, 1, one)()
    act = act_of(name, rows, filled)
    gc.collect()
    if way == "python":
        tracemalloc.start()
        kept = act()
        peak = tracemalloc.get_traced_memory()[1]
        assert kept
        return peak / 2**20
    # the kernel's own peak begins anew at what is resident now
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    before = status("VmHWM")
    assert act()
    return (status("VmHWM") - before) / 1024


def status(name: str) -> int:
    """Return a figure of this process in KB."""
    told = Path("/proc/self/status").read_text("ascii")
    return int(told.split(f"{name}:")[1].split()[0])


def main() -> None:
    """Print one table: each act at both sizes, beside its floor, and how it grows."""
    found: dict[tuple[str, str, int], float] = {}
    with tempfile.TemporaryDirectory() as home:
        books = {rows: Path(home) / f"{rows}.xlsx" for rows in (1, *SIZES)}
        for rows, book in books.items():
            clean = {order: {"回复": "未发现有关情形"} for order in range(rows)}
            book.write_bytes(refilled(workbook([line(n) for n in range(rows)]), clean))
        for name in NAMES:
            for way in ("python", "resident"):
                for rows in SIZES:
                    told = [str(rows), str(books[rows]), str(books[1]), way]
                    found[name, way, rows] = statistics.median(
                        json.loads(
                            subprocess.run(
                                [sys.executable, __file__, name, *told],
                                check=True,
                                capture_output=True,
                            ).stdout
                        )
                        for _ in range(ROUNDS)
                    )
    print("| | " + " | ".join(f"{rows:,} rows" for rows in SIZES) + " | growth at ten times |")
    print("|---|" + "---|" * (len(SIZES) + 1))
    for way, meaning in (("python", "Python's peak"), ("resident", "resident set")):
        for name, words in NAMES.items():
            few, many = (found[name, way, rows] for rows in SIZES)
            cells = [
                f"{found[name, way, rows]:.1f} MB" + beside(found, name, way, rows)
                for rows in SIZES
            ]
            growth = f"{many / few:.1f} ×" if few >= 0.1 else "–"
            print(f"| {words}, {meaning} | {' | '.join(cells)} | {growth} |")


def beside(found: dict[tuple[str, str, int], float], name: str, way: str, rows: int) -> str:
    """Return the ratio of an act to the library alone, where it has one."""
    floor = found.get((FLOOR_OF.get(name, ""), way, rows))
    # what calamine holds is Rust's: beside next to nothing a ratio says nothing
    return f", {found[name, way, rows] / floor:.1f} × alone" if floor and floor >= 0.5 else ""


if __name__ == "__main__":
    if len(sys.argv) > 1:
        act, count, book, first, kind = sys.argv[1:]
        print(measure(act, int(count), Path(book), Path(first), kind))
        raise SystemExit
    main()
