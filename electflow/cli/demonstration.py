"""``electflow demo``: an invented campaign in real places."""

from datetime import datetime

import click
from sqlalchemy import select

from electflow import clock
from electflow.campaign.model import Campaign
from electflow.cli.main import Site, electflow, progress_bar
from electflow.db import reading
from electflow.demo.county import (
    EXAMPLE,
    LAST_MOMENT,
    PASSWORD,
    build_county,
    load_example_places,
    load_places,
)
from electflow.demo.review_hands import open_review
from electflow.errors import DatabaseRefused
from electflow.migrations.run import migrate
from electflow.regions import service as regions
from electflow.regions.terms import Level

YUANYANG = "532528"


@electflow.command()
@click.option("--county", default=YUANYANG, help="Six-digit code of a loaded county.")
@click.option("--today", default="", help="The day on which the campaign stands, YYYY-MM-DD.")
@click.pass_obj
def demo(site: Site, county: str, today: str) -> None:
    """Build an invented campaign in a real county, and once in the invented county 示例县."""
    if site.settings.is_production:
        raise DatabaseRefused("a demo is never built in a production database")
    day = datetime.strptime(today, "%Y-%m-%d").date() if today else clock.day_of(clock.now())
    until = clock.now() if day == clock.day_of(clock.now()) else LAST_MOMENT
    database = site.database
    migrate(database)
    with reading(database) as session:
        done = set(session.scalars(select(Campaign.county).distinct()))
        is_loaded = bool(regions.list_below(session, county, Level.VILLAGE))
    if not is_loaded and county == YUANYANG:
        load_places(database, regions.shipped_rows())
    elif not is_loaded:
        raise click.UsageError(
            f"{county}: no villages of such a county are loaded; load them with load-regions FILE"
        )
    for code in (county, EXAMPLE):
        if code in done:
            click.echo(f"{code}: built already")
            continue
        if code == EXAMPLE:
            load_example_places(database)
        told = progress_bar(f"demo {code}")
        accounts = build_county(database, code, day, told, until)
        accounts += open_review(database, code, day)
        click.echo(f"{code}: {len(accounts)} accounts, password {PASSWORD}")
