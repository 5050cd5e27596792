"""One line of the list of voters: what is wrong with it, and the digest of a whole list. Pure."""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from electflow.issues import Fact, Issue
from electflow.people.rules import age_on, born_on, faults_of_person, normal_number
from electflow.profile.model import Profile
from electflow.roll.terms import Change, Matter, Ruling, VoterClass

GROUP_MOST, HOUSEHOLD_MOST, EVIDENCE_MOST = 30, 20, 120


@dataclass(frozen=True)
class VoterEntry:
    """A villager as typed in, or as a row of a workbook says."""

    name: str
    sex: str
    number: str
    group_name: str
    household: str
    voter_class: str
    evidence: str


def faults_of_entry(
    entry: VoterEntry, election_on: date, profile: Profile, today: date
) -> list[Issue]:
    """Return everything that is wrong with a line, all at once; no value of the person is told."""
    issues = [
        issue
        for issue in faults_of_person(entry.name, entry.number, entry.sex, today)
        if not (issue.code == "person.number_sex" and entry.sex not in ("M", "F"))
    ]

    def refuse(code: str, source_key: str = "", **facts: Fact) -> None:
        issues.append(Issue(code=code, source_key=source_key, facts=facts))

    if entry.sex not in ("M", "F"):
        refuse("roll.sex_unknown")
    number = normal_number(entry.number)
    born = born_on(number) if len(number) == 18 else None
    rule = profile.roll.voter_age
    if born and born <= today and age_on(born, election_on) < rule.value:
        days = (_birthday(born, rule.value) - election_on).days
        refuse("roll.under_age", rule.key, least=rule.value, days=days)
    if not entry.group_name.strip():
        refuse("roll.group_missing")
    if entry.voter_class not in set(VoterClass):
        refuse("roll.class_unknown", profile.roll.registration.key)
    elif entry.voter_class != VoterClass.RESIDENT and not entry.evidence.strip():
        refuse("roll.evidence_missing", profile.roll.registration.key)
    if any(unicodedata.category(c) == "Cc" for c in _texts_of(entry)):
        refuse("roll.control_character")
    for field, most in (
        ("group_name", GROUP_MOST),
        ("household", HOUSEHOLD_MOST),
        ("evidence", EVIDENCE_MOST),
        ("name", 40),
    ):
        if len(getattr(entry, field)) > most:
            refuse("roll.text_long", field=field, most=most)
    return issues


def _texts_of(entry: VoterEntry) -> str:
    return entry.name + entry.group_name + entry.household + entry.evidence + entry.number


def of_age_on(number: str, profile: Profile) -> date:
    """Return the day from which the holder of a checked number is of age."""
    born = born_on(normal_number(number))
    assert born is not None, "the number was checked"
    return _birthday(born, profile.roll.voter_age.value)


def _birthday(born: date, years: int) -> date:
    """Return the day on which somebody has full years; of 29 February in other years 1 March."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def faults_of_change(
    change: Change, dated_on: date, evidence: str, today: date, *, needs_evidence: bool = True
) -> list[Issue]:
    """Return what is wrong with an addition or deduction."""
    issues = []
    if dated_on > today:
        facts: dict[str, Fact] = {"date": dated_on, "today": today}
        issues.append(Issue(code="document.date_ahead", source_key="", facts=facts))
    if needs_evidence and not evidence.strip():
        issues.append(Issue(code="roll.change_evidence_missing", source_key=""))
    return issues


def faults_of_objection(
    matter: str, received_on: date, posted_on: date, today: date
) -> list[Issue]:
    """Return what is wrong with an objection as received; a late one is recorded all the same."""
    issues = []
    if received_on > today:
        facts: dict[str, Fact] = {"date": received_on, "today": today}
        issues.append(Issue(code="document.date_ahead", source_key="", facts=facts))
    if received_on < posted_on:
        told: dict[str, Fact] = {"received_on": received_on, "posted_on": posted_on}
        issues.append(Issue(code="roll.objection_before_list", source_key="", facts=told))
    if matter not in set(Matter):
        issues.append(Issue(code="roll.matter_unknown", source_key=""))
    return issues


def faults_of_ruling(
    ruling: Ruling,
    received_on: date,
    decided_on: date,
    posted_on: date | None,
    list_posted_on: date,
    profile: Profile,
    today: date,
) -> list[Issue]:
    """Return what is wrong with a ruling; only an objection after its days may be turned away so."""
    issues = []

    def refuse(code: str, source_key: str = "", **facts: Fact) -> None:
        issues.append(Issue(code=code, source_key=source_key, facts=facts))

    if decided_on > today:
        refuse("document.date_ahead", date=decided_on, today=today)
    if decided_on < received_on:
        refuse("roll.ruling_before_objection", decided_on=decided_on, received_on=received_on)
    if posted_on and posted_on > today:
        refuse("document.posting_ahead", date=posted_on, today=today)
    if posted_on and posted_on < decided_on:
        refuse("document.posted_before_dated", posted_on=posted_on, dated_on=decided_on)
    last = last_day_to_object(list_posted_on, profile)
    if ruling is Ruling.TOO_LATE and received_on <= last:
        refuse(
            "roll.objection_in_time",
            profile.roll.objection_days.key,
            received_on=received_on,
            last=last,
        )
    return issues


def last_day_to_object(posted_on: date, profile: Profile) -> date:
    """Return the last day for objections; the day of posting is not counted (CC 201)."""
    return posted_on + timedelta(days=profile.roll.objection_days.value)


def last_day_to_decide(received_on: date, profile: Profile) -> date:
    """Return the last day for a ruling; the day of receipt is not counted (CC 201)."""
    return received_on + timedelta(days=profile.roll.decision_days.value)


def digest_of_list(lines: Iterable[tuple[str, str]]) -> str:
    """Return the SHA-256 of a list as it hangs: group and name, one line each, sorted.

    Anybody with the posted list can compute it again.
    """
    text = "\n".join(sorted("\t".join(line) for line in lines))
    return hashlib.sha256(text.encode()).hexdigest()
