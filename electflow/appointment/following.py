"""Organs that a village forms after its committee is elected, and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.appointment.model import FollowUpRow
from electflow.appointment.terms import FollowUp
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.errors import InputRefused
from electflow.issues import Fact, Issue
from electflow.profile.model import Leaf, Profile


@dataclass(frozen=True)
class FollowUpLine:
    """An organ, the rule about it, the last day where one is set, and when it was formed."""

    organ: FollowUp
    rule: Leaf[int]
    latest: date | None
    formed_on: date | None = None
    persons: int = 0
    minutes: str = ""
    members: tuple[int, ...] = ()


def list_follow_ups(
    session: Session, election: Election, profile: Profile, produced_on: date
) -> list[FollowUpLine]:
    """Return all organs that follow; the days count from when the new committee came into being."""
    rows = {
        row.organ: row
        for row in session.scalars(
            select(FollowUpRow).where(
                FollowUpRow.county == election.county, FollowUpRow.election_id == election.id
            )
        )
    }
    lines = []
    for organ, rule in _rules(profile).items():
        latest = produced_on + timedelta(days=rule.value) if rule.value else None
        row = rows.get(organ.value)
        told = (row.formed_on, row.persons, row.minutes, tuple(row.members or ())) if row else ()
        lines.append(FollowUpLine(organ, rule, latest, *told))
    return lines


def _rules(profile: Profile) -> dict[FollowUp, Leaf[int]]:
    rule = profile.after
    return {
        FollowUp.SUPERVISORY_COMMITTEE: rule.supervisory_committee_days,
        FollowUp.SUBCOMMITTEES: rule.subcommittees_days,
        FollowUp.GROUP_LEADERS: rule.group_leaders_days,
        FollowUp.REPRESENTATIVES: rule.representatives_days,
        FollowUp.LEGAL_PERSON: rule.legal_person_days,
    }


def record(
    act: Act,
    election: Election,
    organ: FollowUp,
    *,
    formed_on: date,
    persons: int,
    minutes: str,
    reason: str = "",
    members: Sequence[int] | None = None,
    passed: Sequence[str] = (),
    explanation: str = "",
) -> None:
    """Record that an organ was formed, or correct it with a reason; raises InputRefused.

    ``members`` are the numbers of those proposed whom the meeting chose, where they are kept here;
    ``passed`` are the reminders that the explanation speaks to.
    """
    row = act.session.get(FollowUpRow, (election.county, election.id, organ.value))
    issues = []
    if row is not None and not reason.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    if formed_on > act.on:
        told: dict[str, Fact] = {"date": formed_on, "today": act.on}
        issues.append(Issue(code="document.date_ahead", source_key="", facts=told))
    if persons < 1 and organ is not FollowUp.LEGAL_PERSON:
        issues.append(Issue(code="follow_up.persons_missing", source_key=""))
    if not minutes.strip():
        issues.append(Issue(code="follow_up.minutes_missing", source_key=""))
    if issues:
        raise InputRefused(issues)
    row = row or FollowUpRow(county=election.county, election_id=election.id, organ=organ.value)
    row.formed_on, row.persons, row.minutes = formed_on, persons, minutes.strip()
    row.members = list(members) if members is not None else None
    act.session.add(row)
    data: dict[str, object] = {
        "organ": organ.value,
        "formed_on": formed_on.isoformat(),
        "persons": persons,
    }
    if members is not None:
        data |= {"members": list(members), "passed": list(passed)}
    audit.record(
        act,
        "follow_up:record",
        f"election:{election.id}",
        data=data,
        words={"minutes": minutes, "reason": reason, "explanation": explanation},
        place=election.village,
    )
