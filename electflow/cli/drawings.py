"""``electflow docs``: what the documents show of the tables, made from the tables."""

from pathlib import Path

import click

from electflow.access.terms import GRANTS
from electflow.cli.main import electflow
from electflow.stages import Track
from electflow.workflow.diagram import mermaid

FENCE = "```"
TABLE_HEAD = """# Who may do what

Made from `electflow/access/terms.py` by `make docs`; a test keeps them equal.
A step's permission is `election:<trigger>`.

| Role | Permissions |
|---|---|
"""


def permissions_table() -> str:
    """Return the table of roles and permissions as ``docs/permissions.md`` shows it."""
    rows = []
    for role, granted in GRANTS.items():
        names = ", ".join(f"`{name}`" for name in sorted(map(str, granted)))
        rows.append(f"| `{role}` | {names or '–'} |")
    return TABLE_HEAD + "\n".join(rows) + "\n"


def with_diagrams(readme: str) -> str:
    """Return the README with its two pictures made anew."""
    parts = readme.split(f"{FENCE}mermaid\n")
    for number, track in enumerate(Track, 1):
        _old, _, rest = parts[number].partition(f"\n{FENCE}")
        parts[number] = f"{mermaid(track)}\n{FENCE}{rest}"
    return f"{FENCE}mermaid\n".join(parts)


@electflow.command()
@click.argument("root", type=click.Path(exists=True, file_okay=False, path_type=Path))
def docs(root: Path) -> None:
    """Make the README's pictures and docs/permissions.md anew from the tables, below ROOT."""
    readme = root / "README.md"
    readme.write_text(with_diagrams(readme.read_text("utf-8")), "utf-8")
    (root / "docs/permissions.md").write_text(permissions_table(), "utf-8")
