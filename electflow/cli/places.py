"""``electflow load-regions``: the tree of places from a divisions file."""

import json
from pathlib import Path

import click
from sqlalchemy.orm import Session

from electflow import clock
from electflow.act import Act, Actor, Origin
from electflow.cli.main import DID_NOT_HOLD, Site, electflow, progress_bar
from electflow.db import in_transaction
from electflow.regions import service as regions
from electflow.regions.terms import LoadReport
from electflow.wording.service import Wording


@electflow.command("load-regions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report for a program.")
@click.pass_obj
def load_regions(site: Site, file: Path, as_json: bool) -> None:
    """Load places from FILE: code,name CSV, plain or gzip. Loading twice adds nothing.

    Every bad row is named with its line; the good ones are loaded. Exit 1 if rows were refused.
    """
    rows = list(regions.rows_of(file))
    twice = regions.said_twice(rows)
    lines = {row.line for row in twice}
    rows = [row for row in rows if row[0] not in lines]
    draw, done = progress_bar("load-regions"), 0
    reports: list[LoadReport] = []
    for batch in regions.in_batches(rows):

        def work(session: Session, batch: list[tuple[int, str, str]] = batch) -> LoadReport:
            act = Act(session, Actor(0, "000000"), clock.now(), Origin("", "load-regions"))
            return regions.load(act, batch)

        reports.append(in_transaction(site.database, work))
        done += len(batch)
        draw(done, len(rows))
    refused = [*twice, *(row for report in reports for row in report.refused)]
    refused.sort(key=lambda row: row.line)
    totals = {
        "added": sum(report.added for report in reports),
        "renamed": sum(report.renamed for report in reports),
        "unchanged": sum(report.unchanged for report in reports),
        "kind_contradicted_by_name": sum(report.contradicted for report in reports),
        "refused": [{"line": row.line, "code": row.code, "why": row.text} for row in refused],
    }
    if as_json:
        click.echo(json.dumps(totals, ensure_ascii=False))
    else:
        _tell(totals)
    if refused:
        raise SystemExit(DID_NOT_HOLD)


def _tell(totals: dict[str, object]) -> None:
    wording = Wording("en")
    for name in ("added", "renamed", "unchanged", "kind_contradicted_by_name"):
        click.echo(f"{name.replace('_', ' ')}: {totals[name]:,}")
    refused = totals["refused"]
    assert isinstance(refused, list)
    for row in refused:
        click.echo(
            f"line {row['line']}: {row['code']!r}: {wording.sentence(row['why'], {})}", err=True
        )
