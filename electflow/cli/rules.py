"""``electflow profile``: showing and checking the legal parameters."""

from pathlib import Path
from tomllib import TOMLDecodeError, loads
from typing import Any

import click
import msgspec

from electflow.cli.main import DID_NOT_HOLD, electflow
from electflow.errors import ProfileError
from electflow.profile.loader import load_profile, resolve, shipped_profiles
from electflow.profile.loader import read_level as read_shipped
from electflow.profile.model import Leaf
from electflow.wording.service import Wording


@electflow.group()
def profile() -> None:
    """Show and check the legal parameters."""


@profile.command()
@click.argument("name")
@click.option("--language", default="zh_Hans", type=click.Choice(["zh_Hans", "en"]))
@click.option("--json", "as_json", is_flag=True, help="Print the profile for a program.")
def show(name: str, language: str, as_json: bool) -> None:
    """Print every parameter of profile NAME with value, standing and source."""
    found = load_profile(name)
    if as_json:
        click.echo(msgspec.json.encode(found, order="sorted").decode())
        return
    wording = Wording(language)
    draft = " [draft]" if found.is_draft else ""
    click.echo(f"{found.name}{draft}: {found.title} ({' < '.join(found.levels)})")
    kind = found.committee.kind.value
    for leaf in found.leaves():
        click.echo(
            f"{leaf.key} = {wording.value(leaf)} {leaf.unit} | {wording.rule(leaf.key, kind)} | "
            f"{wording.standing(leaf)} | {leaf.source} | {leaf.effective_from}"
        )
        _echo_superseded(wording, leaf)


def _told_of(leaf: Leaf[Any]) -> tuple[Any, ...]:
    """Return by what two levels differ: value, source, standing, note, texts that are superseded."""
    return leaf.value, leaf.source, leaf.basis, leaf.verified, leaf.note, leaf.superseded


def _echo_superseded(wording: Wording, leaf: Leaf[Any]) -> None:
    for old in leaf.superseded:
        told = f"{wording.plain_value(old.value)} {leaf.unit}".strip()
        state = wording.label("state", "superseded")
        click.echo(f"    {state}: {told} | {old.source} {old.note}".rstrip())


@profile.command()
@click.argument("one")
@click.argument("other")
@click.option("--language", default="zh_Hans", type=click.Choice(["zh_Hans", "en"]))
def diff(one: str, other: str, language: str) -> None:
    """Print where profiles ONE and OTHER differ, with source, standing and superseded texts."""
    first, second, wording = load_profile(one), load_profile(other), Wording(language)
    theirs = {leaf.key: leaf for leaf in second.leaves()}
    for leaf in first.leaves():
        there = theirs.pop(leaf.key, None)
        if there is None or _told_of(leaf) != _told_of(there):
            click.echo(f"{leaf.key} ({wording.rule(leaf.key)})")
            for profile, found in ((one, leaf), (other, there)):
                told = f"{wording.value(found)} {found.unit}".strip() if found else "-"
                standing = f"{wording.standing(found)} | {found.source}" if found else ""
                click.echo(f"  {profile}: {told} | {standing}")
                if found:
                    _echo_superseded(wording, found)
    for leaf in theirs.values():
        click.echo(f"{leaf.key}: only in {other}: {wording.value(leaf)} | {leaf.source}")


@profile.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check all shipped profiles, or county FILES on top of the parent that they name.

    Every fault is printed with file, key and both values; exit 1 if there is one.
    """
    faults = []
    for name in [] if files else shipped_profiles():
        try:
            click.echo(f"{name}: {len(load_profile(name).leaves())} parameters")
        except ProfileError as error:
            faults.append(str(error))
    for file in files:
        try:
            level = loads(file.read_text("utf-8"))
            parents = load_profile(level.get("parent", "national")).levels
            found = resolve([*[read_shipped(parent) for parent in parents], level])
            click.echo(f"{file.name}: {len(found.leaves())} parameters")
        except (ProfileError, TOMLDecodeError, KeyError) as error:
            faults.append(f"{file.name}: {error}")
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(DID_NOT_HOLD)
