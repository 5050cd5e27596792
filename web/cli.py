"""The console script: the core's commands, and ``serve``."""

import os
import time

import click
import waitress

from electflow.cli import electflow
from electflow.cli.main import Site
from electflow.errors import DatabaseRefused
from electflow.migrations.run import is_current
from web.app import create_app


@electflow.command()
@click.option("--host", default="", help="Address to listen on; default from the settings.")
@click.option("--port", default=0, help="Port; default from the settings.")
@click.pass_obj
def serve(site: Site, host: str, port: int) -> None:
    """Serve the pages, work off jobs, and urge silent units by their plan."""
    settings = site.settings
    if not is_current(site.database):
        raise DatabaseRefused("the tables are not at the newest version: run electflow init")
    app = create_app(settings, site.database)
    app.extensions["electflow_runner"].start()
    address, at = host or settings.host, port or settings.port
    server = waitress.create_server(
        app,
        host=address,
        port=at,
        threads=settings.threads,
        ident=None,
        clear_untrusted_proxy_headers=True,
    )
    click.echo(f"electflow: http://{address}:{at}/")
    server.run()


@electflow.command()
@click.pass_obj
def worker(site: Site) -> None:
    """Work off jobs, and urge silent units by their plan (PostgreSQL sites with several web processes)."""
    runner = create_app(site.settings, site.database).extensions["electflow_runner"]
    click.echo(f"electflow worker {os.getpid()}")
    while True:
        if not runner.step():
            time.sleep(0.5)


def main() -> None:
    """Run the command."""
    electflow()


if __name__ == "__main__":
    main()
