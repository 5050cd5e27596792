"""``electflow vetting``: showing and checking the checklists of the joint review."""

from pathlib import Path
from tomllib import TOMLDecodeError, loads

import click

from electflow.cli.main import DID_NOT_HOLD, electflow
from electflow.errors import ProfileError
from electflow.joint_review.checklist import levels_of, load_checklist, resolve, shipped_checklists
from electflow.stages import Track
from electflow.wording.service import Wording


@electflow.group()
def vetting() -> None:
    """Show and check the checklists of the joint review."""


@vetting.command()
@click.argument("name")
@click.option("--track", default="committee", type=click.Choice([t.value for t in Track]))
@click.option("--language", default="zh_Hans", type=click.Choice(["zh_Hans", "en"]))
def show(name: str, track: str, language: str) -> None:
    """Print list NAME: every item with its units, evidence, standing and source, also what is off."""
    found, wording = load_checklist(name), Wording(language)
    click.echo(f"{found.name}: {found.title} {found.document}".rstrip())
    for item in found.items.values():
        if Track(track) not in item.tracks:
            continue
        units = wording.joined([found.units[unit].name for unit in item.units])
        standing = wording.conclusion(track, item.finding)
        off = "" if item.is_on else " [off]"
        click.echo(f"{item.code}{off} {item.title} | {standing} | {units} | {item.evidence}")
        basis = f"{wording.label('basis', item.basis)} · {wording.label('verified', item.verified)}"
        click.echo(f"    {basis} | {item.source} {item.note}".rstrip())


@vetting.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check all shipped lists, or county FILES on top of the parent that they name.

    Every fault is printed with file, code and what is wrong; exit 1 if there is one.
    """
    faults = []
    for name in [] if files else shipped_checklists():
        try:
            found = load_checklist(name)
            click.echo(f"{name}: {len(found.items)} items, {len(found.units)} units")
        except ProfileError as error:
            faults.append(str(error))
    for file in files:
        try:
            level = loads(file.read_text("utf-8"))
            level.setdefault("parent", "national")
            found = resolve([*levels_of(level["parent"]), level])
            click.echo(f"{file.name}: {len(found.items)} items, {len(found.units)} units")
        except (ProfileError, TOMLDecodeError) as error:
            faults.append(f"{file.name}: {error}")
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(DID_NOT_HOLD)
