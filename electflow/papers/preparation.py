"""What the notices of preparation and registration say (series 2 to 4-n)."""

from collections import defaultdict
from typing import Any

from electflow.documents.terms import (
    ElectionCommitteeFigures,
    Kind,
    RegistrationFigures,
)
from electflow.election_committee.service import rows_of_committee
from electflow.election_committee.terms import Duty
from electflow.papers.case import Case, day
from electflow.people import service as people
from electflow.roll import queries as roll
from electflow.roll.editions import lines_of
from electflow.roll.group_order import group_key
from electflow.roll.register import digest_of_list, last_day_to_object
from electflow.roll.terms import DEDUCTIONS, Change, Edition

_ALL = 200_000


def election_committee(case: Case) -> dict[str, Any] | None:
    """Return what the notice of the election committee says."""
    told = case.dossier.papers.figures(Kind.ELECTION_COMMITTEE_NOTICE, ElectionCommitteeFigures)
    rows = [
        row
        for row in rows_of_committee(case.session, case.election)
        if row.formed_as != Duty.RESERVE and not row.supplement
    ]
    if told is None or not rows:
        return None
    named = people.named(case.session, case.election.county, {row.person_id for row in rows})
    return {
        "formed_by": case.wording.label("formed_by", told.formed_by),
        "members": [
            {
                "duty": case.wording.label("duty", row.formed_as),
                "name": named[row.person_id].name,
                "sex": case.wording.label("sex", named[row.person_id].sex),
            }
            for row in rows
        ],
    }


def election_committee_change(case: Case) -> dict[str, Any] | None:
    """Return who left the election committee and who followed."""
    rows = rows_of_committee(case.session, case.election)
    gone = [row for row in rows if row.left_on is not None and row.joined_on is not None]
    numbers = [row.notice_number for row in gone]
    last = "" if "" in numbers else max(numbers, default="")
    gone = [row for row in gone if row.notice_number == last]
    if not gone:
        return None
    named = people.named(case.session, case.election.county, {row.person_id for row in rows})
    by_rank = {row.rank: row for row in rows}
    return {
        "number": last,
        "dated": day(gone[0].posted_on),
        "changes": [
            {
                "name": named[row.person_id].name,
                "leaving": case.wording.label("leaving", row.leaving),
                "left_on": day(row.left_on),
                "substitute": named[by_rank[row.replaced_by].person_id].name
                if row.replaced_by
                else "缺额",
            }
            for row in gone
        ],
    }


def registration(case: Case) -> dict[str, Any] | None:
    """Return what the notice of registration says."""
    told = case.dossier.papers.figures(Kind.REGISTRATION_NOTICE, RegistrationFigures)
    if told is None:
        return None
    return {"begins_on": day(told.begins_on), "ends_on": day(told.ends_on)}


def voters(case: Case) -> dict[str, Any] | None:
    """Return what the posted list of voters says: group and name."""
    kept = lines_of(case.session, case.election, Edition.PUBLISHED)
    lines = kept or [
        (line.group_name, line.name)
        for line in roll.voters_page(case.session, case.election, most=_ALL)
    ]
    paper = case.dossier.papers.find(Kind.ROLL_NOTICE)
    if not lines or paper is None:
        return None
    groups: dict[str, list[str]] = defaultdict(list)
    for group, name in lines:
        groups[group].append(name)
    rule = case.dossier.profile.roll
    return {
        "voters": len(lines),
        "groups": [
            {"group": group, "count": len(names), "names": "、".join(names)}
            for group, names in sorted(groups.items(), key=lambda told: group_key(told[0]))
        ],
        "objection_days": rule.objection_days.value,
        "decision_days": rule.decision_days.value,
        "last_day": day(last_day_to_object(paper.posted_on, case.dossier.profile))
        if paper.posted_on
        else day(None),
        "digest": digest_of_list(kept)[:20] if kept else "",
    }


def voters_change(case: Case) -> dict[str, Any] | None:
    """Return what changed in the list since it was posted, and what came of objections to it.

    The ruling is told by the number of the objection: who objected and in which words stays sealed.
    """
    lines = [
        line for line in roll.changes_of(case.session, case.election, _ALL) if line.is_supplement
    ]
    ruled = [line for line in roll.objections_of(case.session, case.election) if line.ruling]
    if not lines and not ruled:
        return None
    label = case.wording.label
    return {
        "rulings": "；".join(
            f"{line.number}号申诉（{label('matter', line.matter)}），{label('ruling', line.ruling or '')}，"
            f"{day(line.decided_on)}决定"
            for line in ruled
        ),
        "voters": sum(roll.groups_of(case.session, case.election).values()),
        "changes": [
            {
                "name": line.name,
                "group": line.group_name,
                "change": _kind_of_change(line.change),
                "dated_on": day(line.dated_on),
            }
            for line in reversed(lines)
        ],
    }


def _kind_of_change(change: Change) -> str:
    """Return what a notice says of a change: never why somebody left the list (law-notes 5.7)."""
    if change is Change.CORRECTED:
        return "更正"
    return "减少" if change in DEDUCTIONS else "增加"
