"""How a paper meets a requirement: it is recorded, posted in time, long enough; figures fit."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from electflow.documents.terms import GROUNDS_OF, ORGANS_OF, PAPER_KINDS, Kind, Papers
from electflow.issues import Fact, Issue, Severity, State
from electflow.profile.model import Leaf
from electflow.stages import Track


def requirement(
    code: str,
    rule: Leaf[Any],
    holds: bool | None,
    facts: Mapping[str, Fact] | None = None,
    *,
    fix: str | None = None,
    lawful_from: date | None = None,
    subjects: tuple[int, ...] = (),
) -> Issue:
    """Return one line of a checklist; ``holds`` None means that a fact is missing, which blocks.

    Whether an unmet rule blocks or warns follows from the standing of its source (law-notes B7).
    """
    state = {True: State.MET, False: State.UNMET, None: State.UNDETERMINED}[holds]
    blocks = rule.blocks or holds is None
    return Issue(
        code=code,
        source_key=rule.key,
        severity=Severity.BLOCKS if blocks else Severity.WARNS,
        state=state,
        facts=facts or {},
        fix=fix,
        lawful_from=lawful_from,
        subjects=subjects,
    )


def at_most(
    code: str, rule: Leaf[int], told: int, name: str, *, fix: str | None = None
) -> list[Issue]:
    """Require that a figure is within a limit; zero as the limit says that none is laid down."""
    if not rule.value:
        return []
    facts: dict[str, Fact] = {name: told, "most": rule.value}
    return [requirement(code, rule, told <= rule.value, facts, fix=fix)]


def recorded(papers: Papers, kind: Kind, rule: Leaf[Any]) -> Issue:
    """Require a paper; the missing fact blocks whatever its rule's standing."""
    return requirement(
        "document.recorded",
        rule,
        True if papers.find(kind) else None,
        {"document": kind.value},
        fix=f"paper:{kind}",
    )


def posted(papers: Papers, kind: Kind, rule: Leaf[Any]) -> list[Issue]:
    """Require a paper and the day on which it was posted."""
    issues = [recorded(papers, kind, rule)]
    paper = papers.find(kind)
    if paper and PAPER_KINDS[kind].is_posted:
        issues.append(
            requirement(
                "document.posted",
                rule,
                True if paper.posted_on else None,
                {"document": kind.value},
                fix=f"paper:{kind}",
            )
        )
    return issues


def posted_by(papers: Papers, kind: Kind, rule: Leaf[Any], latest: date) -> Issue | None:
    """Require that a paper was posted on or before a day; that day itself is in time."""
    paper = papers.find(kind)
    if paper is None or paper.posted_on is None:
        return None
    return requirement(
        "document.posted_in_time",
        rule,
        paper.posted_on <= latest,
        {
            "document": kind.value,
            "posted_on": paper.posted_on,
            "latest": latest,
            "days_late": max((paper.posted_on - latest).days, 0),
        },
        fix="hold",
    )


def posted_for(papers: Papers, kind: Kind, rule: Leaf[int], on: date) -> Issue | None:
    """Require that the days after posting have run out; the day of posting is not counted (CC 201)."""
    paper = papers.find(kind)
    if paper is None or paper.posted_on is None:
        return None
    first = paper.posted_on + timedelta(days=rule.value + 1)
    return requirement(
        "document.days_run_out",
        rule,
        on >= first,
        {
            "document": kind.value,
            "posted_on": paper.posted_on,
            "days": rule.value,
            "first": first,
        },
        lawful_from=first,
    )


def as_irregularity(issue: Issue) -> Issue:
    """Let a breach that cannot be undone be recorded as it was, with an explanation (law-notes B8).

    It stays on record as a warning that was passed; it never counts as met.
    """
    return replace(issue, severity=Severity.WARNS, is_irregularity=True)


def faults_of_organ(track: Track, figures: Mapping[str, object]) -> list[Issue]:
    """Return why a paper's organ or ground cannot be: they belong to the other track."""
    issues = []
    for name, known in (("organ", ORGANS_OF[track]), ("ground", GROUNDS_OF[track])):
        value = figures.get(name)
        if isinstance(value, str) and value not in set(known):
            facts = {name: value}
            issues.append(Issue(code=f"document.{name}_of_other_track", source_key="", facts=facts))
    return issues


def faults_of_paper(
    kind: Kind,
    dated_on: date,
    posted_on: date | None,
    taken_down_on: date | None,
    number: str,
    figures: Mapping[str, object],
    today: date,
) -> list[Issue]:
    """Return what is wrong with a paper as it was typed, all at once."""
    issues = []

    def refuse(code: str, **facts: Fact) -> None:
        issues.append(Issue(code=code, source_key="", facts=facts))

    if dated_on > today:
        refuse("document.date_ahead", date=dated_on, today=today)
    if posted_on and posted_on > today:
        refuse("document.posting_ahead", date=posted_on, today=today)
    if posted_on and posted_on < dated_on:
        refuse("document.posted_before_dated", posted_on=posted_on, dated_on=dated_on)
    if taken_down_on and (posted_on is None or taken_down_on < posted_on):
        refuse("document.taken_down_before_posted", taken_down_on=taken_down_on)
    if PAPER_KINDS[kind].is_numbered and not number.strip():
        refuse("document.number_missing", document=kind.value)
    for name, value in figures.items():
        if isinstance(value, int) and not isinstance(value, bool) and not 0 <= value < 10_000_000:
            refuse("document.figure_out_of_range", field=name, value=value)
        if isinstance(value, date) and value > today + _AHEAD_MOST:
            refuse("document.day_too_far", field=name, date=value)
    for less, more in _AT_MOST:
        if less in figures and more in figures:
            left, right = figures[less], figures[more]
            if isinstance(left, int) and isinstance(right, int) and left > right:
                refuse("document.figure_exceeds", field=less, value=left, other=more, limit=right)
    begins, ends = figures.get("begins_on"), figures.get("ends_on")
    if isinstance(begins, date) and isinstance(ends, date) and begins > ends:
        refuse("document.ends_before_begins", begins_on=begins, ends_on=ends)
    return issues


_AHEAD_MOST = timedelta(days=731)
_AT_MOST = (
    ("present", "due"),
    ("agreed", "present"),
    ("returned", "issued"),
    ("void", "returned"),
    ("decided", "objections"),
    ("settled", "objections"),
    ("units_answered", "units"),
    ("members_present", "members_due"),
    ("representatives_present", "representatives_due"),
    ("no_vote", "full_members"),
    ("proxies", "principals"),
)
