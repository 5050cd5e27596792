"""``electflow decide``: what the figures of one poll decide, computed without a database."""

import sys
from typing import BinaryIO

import click
import msgspec

from electflow.cli.main import WRONG_INPUT, electflow
from electflow.errors import CaseRefused
from electflow.issues import Fact
from electflow.profile.model import Electors, Profile
from electflow.stages import Track
from electflow.voting.case import Case, as_json, decide_case, read_case
from electflow.voting.terms import Decision, Line
from electflow.wording.service import Wording


@electflow.command()
@click.argument("file", type=click.File("rb"))
@click.option("--json", "is_json", is_flag=True, help="Print the decision for a program.")
@click.option("--jsonl", "is_jsonl", is_flag=True, help="Read many cases, one a line; a line each.")
@click.option("--language", default="zh_Hans", type=click.Choice(["zh_Hans", "en"]))
def decide(file: BinaryIO, is_json: bool, is_jsonl: bool, language: str) -> None:
    """Decide the poll of FILE and print the proof sheet; - reads standard input.

    Exit 0 when decided, 2 when the file cannot be a case; then every fault is named.
    """
    if is_jsonl:
        decide_lines(file)
        return
    try:
        case = read_case(file.read())
    except CaseRefused as refusal:
        for fault in refusal.faults:
            click.echo(fault, err=True)
        sys.exit(WRONG_INPUT)
    decision, profile = decide_case(case)
    if is_json:
        click.echo(_printed(as_json(decision, profile)))
    else:
        print_sheet(case, decision, profile, Wording(language))


def decide_lines(file: BinaryIO) -> None:
    """Answer a line for each line; a line that is no case is answered with its faults."""
    is_whole = True
    for text in file:
        if not text.strip():
            continue
        try:
            answer = as_json(*decide_case(read_case(text)))
        except CaseRefused as refusal:
            is_whole = False
            answer = {"errors": list(refusal.faults)}
        click.echo(msgspec.json.encode(answer).decode())
    if not is_whole:
        sys.exit(WRONG_INPUT)


def print_sheet(case: Case, decision: Decision, profile: Profile, wording: Wording) -> None:
    """Print inputs, each comparison with its rule and source, and what follows from them."""
    names = {one.id: one.name or one.id for one in case.candidates}
    say = wording.label
    whose = wording.of_kind(profile.committee.kind.value, "track", case.track)
    click.echo(f"{profile.title} · {whose} · {say('ballot', decision.ballot)}")
    for name in ("registered", "voters", "issued", "returned", "void"):
        is_base = name == "registered" and case.electors is not Electors.VOTERS
        told = say("electors", case.electors) if is_base else say("field", name)
        click.echo(f"  {told} {getattr(case, name)}")
    for one in decision.proof:
        click.echo(f"  {'✓' if one.holds else '✗'} {_told(one, names, profile, wording)}")
    for code in (*decision.reasons, *decision.warnings):
        click.echo(f"  ! {wording.sentence(code, _figures_of(case, decision, code))}")
    for person, post in decision.announced:
        click.echo(f"{say('outcome', 'elected_person')} {names[person]} · {say('post', post)}")
    for out in decision.not_seated:
        why = say("not_seated", out.reason)
        click.echo(f"{why} {names.get(str(out.id), out.id)} · {say('post', out.post)}")
    for tie in (*decision.ties, *decision.kin_revotes):
        tied = wording.joined([names[str(person)] for person in tie.ids])
        click.echo(f"{say('outcome', 'tie')} {tied} · {say('post', tie.post)} {tie.seats}")
    for post, n in decision.vacancies.items():
        click.echo(f"{say('outcome', 'vacant')} {say('post', post)} {n}")
    click.echo("→ " + wording.joined([say("next", step) for step in decision.next_all]))


def _figures_of(case: Case, decision: Decision, code: str) -> dict[str, Fact]:
    """Return the figures that a reason tells of: of its line of the proof, or else of the case."""
    good = case.returned - case.void
    told: dict[str, Fact] = {
        "registered": case.registered or 0,
        "base": (case.registered or 0) if case.track is Track.COMMITTEE else case.due or 0,
        "due": case.due or 0,
        "voters": case.voters,
        "issued": case.issued,
        "returned": case.returned,
        "void": case.void,
        "numbers": "、".join(one.name or one.id for one in case.candidates if one.votes > good),
    }
    lost = next((one for one in decision.proof if one.code == code and not one.holds), None)
    return told | (dict(lost.facts) if lost else {})


def _told(one: Line, names: dict[str, str], profile: Profile, wording: Wording) -> str:
    leaf = profile.leaf(one.source_key)
    who = names.get(str(one.facts.get("candidate", "")), "")
    sentence = wording.sentence(one.code, one.facts)
    return f"{who} {sentence} | {leaf.source} | {wording.standing(leaf)}".strip()


def _printed(answer: object) -> str:
    return msgspec.json.format(msgspec.json.encode(answer), indent=2).decode()
