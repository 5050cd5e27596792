"""The command's frame: settings and database for every noun, exit codes, progress."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from electflow import __version__
from electflow.db import Database
from electflow.errors import ElectflowError, InputRefused
from electflow.settings import Settings, load_settings
from electflow.wording.service import Wording

DID_NOT_HOLD = 1
WRONG_INPUT = 2


@dataclass
class Site:
    """What a command works on; the database is opened when it is first asked for."""

    settings: Settings
    _database: Database | None = None

    @property
    def database(self) -> Database:
        """Return the site's database."""
        if self._database is None:
            self._database = Database(self.settings)
        return self._database


class Nouns(click.Group):
    """A group whose refusals become one plain message and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a refusal is told, not traced."""
        try:
            return super().invoke(ctx)
        except InputRefused as refusal:
            wording = Wording("en")
            for issue in refusal.issues:
                click.echo(wording.sentence(issue.code, issue.facts), err=True)
            sys.exit(WRONG_INPUT)
        except ElectflowError as refusal:
            click.echo(f"{type(refusal).__name__}: {refusal}", err=True)
            sys.exit(WRONG_INPUT)


@click.group(cls=Nouns)
@click.version_option(__version__)
@click.pass_context
def electflow(ctx: click.Context) -> None:
    """Carry village elections from preparation to handover."""
    ctx.obj = Site(load_settings())


def progress_bar(label: str) -> Callable[[int, int], None]:
    """Return what draws a bar on a terminal, and every tenth of the way as a line elsewhere."""
    shown = [-1]

    def draw(done: int, total: int) -> None:
        if sys.stderr.isatty():
            filled = 30 * done // max(total, 1)
            end = "\n" if done == total else ""
            print(f"\r{label} [{'#' * filled:<30}] {done}/{total}", end=end, file=sys.stderr)
        elif 10 * done // max(total, 1) > shown[0]:
            shown[0] = 10 * done // max(total, 1)
            print(f"{label} {done}/{total}", file=sys.stderr)

    return draw
