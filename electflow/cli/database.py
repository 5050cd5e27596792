"""``electflow init`` and ``config``: the tables, the first administrators, the settings."""

import json
import secrets
from dataclasses import replace

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from electflow import clock
from electflow.access import accounts, sessions
from electflow.access.model import Official
from electflow.access.terms import Role
from electflow.act import Act, Actor, Grant, Origin
from electflow.cli.main import Site, electflow
from electflow.db import Database, in_transaction
from electflow.migrations.run import grant_app_role, is_current, migrate

_FIRST = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


@electflow.command()
@click.option("--county", default="", help="Six-digit code: also make its three administrators.")
@click.pass_obj
def init(site: Site, county: str) -> None:
    """Bring the tables to the newest version; make a county's first administrators."""
    settings = site.settings
    owner = site.database
    if settings.owner_url and settings.owner_url != settings.database_url:
        owner = Database(replace(settings, database_url=settings.owner_url))
    if is_current(owner):
        click.echo("The tables are at the newest version.")
    else:
        migrate(owner)
        click.echo("The tables were brought to the newest version.")
    if owner is not site.database:
        grant_app_role(owner, settings.database_url)
        click.echo("The serving role may insert and read events, never change them.")
    if county:
        for username, password in _first_administrators(site.database, county):
            click.echo(f"{username}  {password}  (shown once: change nothing here, keep it safe)")


def _first_administrators(database: Database, county: str) -> list[tuple[str, str]]:
    made = []
    for role in _FIRST:
        username, password = f"{county}-{role.value.replace('_', '-')}", secrets.token_urlsafe(15)
        hashed = sessions.hash_password(password)

        def work(
            session: Session, username: str = username, hashed: str = hashed, role: Role = role
        ) -> bool:
            if session.scalar(select(Official.id).where(Official.username == username)):
                return False
            act = Act(session, Actor(0, county), clock.now(), Origin("", "electflow init"))
            grants = [Grant(role.value, county)]
            accounts.create_official(
                act,
                county=county,
                username=username,
                name=username,
                password_hash=hashed,
                grants=grants,
            )
            return True

        if in_transaction(database, work):
            made.append((username, password))
    return made


@electflow.command()
@click.pass_obj
def config(site: Site) -> None:
    """Print the settings in force, without secrets."""
    click.echo(json.dumps(site.settings.without_secrets(), ensure_ascii=False, indent=2))
