"""``electflow audit``: checking the book as an outsider would."""

import json

import click

from electflow.audit.verify import verify_chains
from electflow.cli.main import DID_NOT_HOLD, Site, electflow
from electflow.db import reading
from electflow.workflow.replay import verify_stages


@electflow.group()
def audit() -> None:
    """Check the audit trail."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings for a program.")
@click.pass_obj
def verify(site: Site, as_json: bool) -> None:
    """Check canonical form, projections, chains, and the stages that the events lead to.

    Exit 0 when all is whole, 1 naming each place that does not hold.
    """
    with reading(site.database) as session:
        findings = [*verify_chains(session), *verify_stages(session)]
    if as_json:
        rows = [vars(finding) for finding in findings]
        click.echo(json.dumps({"whole": not findings, "findings": rows}, ensure_ascii=False))
    else:
        for found in findings:
            click.echo(f"{found.county} {found.case} #{found.seq}: {found.code}", err=True)
        click.echo("whole" if not findings else f"{len(findings)} places do not hold")
    if findings:
        raise SystemExit(DID_NOT_HOLD)
