"""What must hold before a campaign is created and its elections confirmed."""

from calendar import monthrange
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from electflow.campaign.terms import Departure, ElectionFacts, GrantedDeparture, Hold, HoldKind
from electflow.issues import Fact, Issue, Severity, State
from electflow.profile.model import CommitteeKind, Leaf, Profile
from electflow.regions.terms import PlaceKind
from electflow.stages import Phase, Stage, Track, stages_in

_BEFORE_FIRST_POLL = frozenset(
    stage
    for track in Track
    for phase in (Phase.PREPARATION, Phase.NOMINATION, Phase.VETTING)
    for stage in stages_in(track, phase)
) | {Stage.POLL_READY}
_BEFORE_THE_POLL = _BEFORE_FIRST_POLL | {
    Stage.NO_QUORUM,
    Stage.PARTLY_ELECTED,
    Stage.NONE_ELECTED,
    Stage.VOID,
}
_UNANNOUNCED = frozenset({Stage.COUNTING, Stage.ASSEMBLY_HELD, Stage.ELECTED, Stage.TIE_PENDING})
AHEAD_MOST = timedelta(days=731)


def faults_of_campaign(
    *, name: str, term_no: int, election_on: date, assembly_on: date, today: date
) -> list[Issue]:
    """Return what is wrong with a new campaign as it was typed, all at once."""
    issues = []

    def refuse(code: str, **facts: Fact) -> None:
        issues.append(Issue(code=code, source_key="", facts=facts))

    if not name.strip():
        refuse("campaign.name_missing")
    if not 1 <= term_no <= 30:
        refuse("campaign.term_out_of_range", term=term_no)
    if election_on <= today:
        refuse("campaign.day_not_ahead", date=election_on, today=today)
    if assembly_on <= today:
        refuse("campaign.assembly_not_ahead", date=assembly_on, today=today)
    for day in (election_on, assembly_on):
        if day > today + AHEAD_MOST:
            refuse("campaign.day_too_far", date=day)
    return issues


def faults_of_rules(profile: Profile) -> list[Issue]:
    """Return why a campaign cannot adopt these rules: its places elect villagers' committees."""
    kind = profile.committee.kind
    if kind.value is CommitteeKind.VILLAGERS:
        return []
    facts = {"profile": profile.title}
    return [Issue(code="campaign.rules_of_other_committee", source_key=kind.key, facts=facts)]


def issues_of_place(election: ElectionFacts, profile: Profile) -> list[Issue]:
    """Return what holds a place in every stage: its law is not carried, or an organ's decision."""
    issues = []
    if election.track is Track.COMMITTEE and election.place_kind is PlaceKind.COMMUNITY:
        issues.append(
            Issue(code="profile.no_community_law", source_key=profile.house.community_law.key)
        )
    issues += [
        Issue(
            code="election.held",
            source_key=profile.house.hold.key,
            severity=Severity.BLOCKS,
            facts=_told(hold),
            fix="hold",
            lawful_from=hold.until,
        )
        for hold in election.holds
    ]
    return issues


def issues_of_origin(election: ElectionFacts, profile: Profile) -> list[Issue]:
    """Return that the result which a by-election follows has changed since it was opened.

    It is told and has to be explained at every step; whether the by-election goes on is for the
    county to decide. Source: VCOL 2025, art. 23; of the Party no text was read.
    """
    if not election.is_overtaken:
        return []
    is_committee = election.track is Track.COMMITTEE
    key = profile.result.by_election.key if is_committee else ""
    return [Issue(code="by_election.overtaken", source_key=key, severity=Severity.WARNS)]


TOO_LATE = frozenset(
    {"document.posted_in_time", "voting.second_in_time", "nomination.self_in_time"}
)
"""Requirements on a day that has passed: nobody can meet them any more (law-notes B8)."""


def departed(issue: Issue, granted: Sequence[GrantedDeparture], on: date) -> Issue:
    """Return a requirement as it stands after what an organ decided on its rule.

    An exception holds from the day of its document to its last day; then the rule holds again. A
    breach that was recorded as it was still asks for an explanation, and neither counts as met.
    """
    if not issue.is_open:
        return issue
    for departure in granted:
        if departure.rule != issue.source_key or departure.dated_on > on:
            continue
        # what was decided on an earlier poll says nothing of this one
        is_of_it = issue.past_cure_on is None or departure.dated_on >= issue.past_cure_on
        if departure.kind is Departure.IRREGULARITY and is_too_late(issue) and is_of_it:
            return replace(
                issue,
                severity=Severity.WARNS,
                is_irregularity=True,
                excepted_by=departure.number,
                departure=departure.id,
            )
        is_exception = departure.kind is Departure.EXCEPTION and _may_be_let_off(issue)
        if is_exception and departure.until and on <= departure.until:
            return replace(
                issue,
                state=State.EXCEPTED,
                excepted_by=departure.number,
                excepted_until=departure.until,
                departure=departure.id,
            )
    return issue


def _may_be_let_off(issue: Issue) -> bool:
    """Tell whether an exception can speak to it: not to a missing fact, nor to who is barred by law."""
    return issue.state is State.UNMET and not issue.code.startswith("vetting.nobody_barred")


def is_too_late(issue: Issue) -> bool:
    """Tell whether a requirement is open because its day, or the poll it belongs before, has passed."""
    is_late = issue.code in TOO_LATE and issue.state is State.UNMET
    return is_late or (issue.past_cure_on is not None and issue.is_open)


def faults_of_irregularity(
    rule: Leaf[Any] | None,
    late: Collection[str],
    number: str,
    dated_on: date,
    reason: str,
    on: date,
) -> list[Issue]:
    """Return why a breach cannot be recorded as it was; ``late`` are the rules that are breached now.

    What can still be done lawfully is done, not recorded as a breach.
    """
    issues = []

    def refuse(code: str, **facts: Fact) -> None:
        issues.append(Issue(code=code, source_key=rule.key if rule else "", facts=facts))

    if rule is None or rule.key not in late:
        refuse("irregularity.nothing_late")
    if dated_on > on:
        refuse("document.date_ahead", date=dated_on, today=on)
    if not number.strip():
        refuse("hold.number_missing")
    if not reason.strip():
        refuse("document.reason_missing")
    return issues


def faults_of_exception(
    rule: Leaf[Any] | None,
    organ: str,
    number: str,
    dated_on: date,
    until: date | None,
    reason: str,
    on: date,
) -> list[Issue]:
    """Return why an exception cannot be recorded, all at once.

    An approver cannot excuse a breach of statute: only policy may be departed from, or a rule
    whose article itself names exception and approver (law-notes B7).
    """
    issues = []

    def refuse(code: str, **facts: Fact) -> None:
        issues.append(Issue(code=code, source_key=rule.key if rule else "", facts=facts))

    if rule is None or not rule.may_be_excepted or rule.key.startswith("timetable."):
        refuse("exception.not_policy")
    elif rule.exception_by and organ not in rule.exception_by:
        refuse("exception.other_organ", organ=organ)
    if dated_on > on:
        refuse("document.date_ahead", date=dated_on, today=on)
    if until is None:
        refuse("exception.no_end")
    elif until < dated_on:
        refuse("exception.ends_before", dated_on=dated_on, until=until)
    elif until > on + AHEAD_MOST:
        refuse("campaign.day_too_far", date=until)
    if not number.strip():
        refuse("hold.number_missing")
    if not reason.strip():
        refuse("document.reason_missing")
    return issues


def faults_of_hold(
    kind: HoldKind, dated_on: date, until: date | None, stage: Stage, today: date
) -> list[Issue]:
    """Return what is wrong with a decision as it was typed, all at once."""
    issues = []

    def refuse(code: str, **facts: str | date) -> None:
        issues.append(Issue(code=code, source_key="house.hold", facts=facts))

    if dated_on > today:
        refuse("document.date_ahead", date=dated_on, today=today)
    if kind is HoldKind.DAY_MOVED and (until is None or until < today + timedelta(days=1)):
        refuse("hold.new_day_missing")
    if until and until > today + AHEAD_MOST:
        refuse("campaign.day_too_far", date=until)
    if kind is HoldKind.DAY_MOVED and stage not in _BEFORE_THE_POLL:
        refuse("hold.day_moved_too_late")
    if stage in _UNANNOUNCED:
        refuse("hold.not_while_counting")
    if stage in (Stage.RESULT_CONFIRMED, Stage.CLOSED, Stage.HANDING_OVER):
        refuse("hold.not_after_result")
    if kind is HoldKind.POLL_INTERRUPTED and stage is not Stage.POLLING:
        refuse("hold.only_while_polling")
    return issues


def faults_of_lifting(
    kind: HoldKind, stage: Stage, old_day: date, new_day: date | None, reason: str, today: date
) -> list[Issue]:
    """Return why a held election cannot go on.

    Only a postponement whose day has passed takes a new day here; any other day is moved by the
    decision of the organ that may move it.
    """
    issues = []
    if not reason.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    is_due = kind is HoldKind.POSTPONED and stage in _BEFORE_FIRST_POLL and old_day < today
    if is_due and (new_day is None or new_day <= today):
        facts: dict[str, Fact] = {"date": new_day or old_day}
        issues.append(Issue(code="hold.day_has_passed", source_key="house.hold", facts=facts))
    if new_day and not is_due:
        issues.append(Issue(code="hold.new_day_not_asked", source_key="house.hold"))
    if new_day and new_day > today + AHEAD_MOST:
        issues.append(Issue(code="campaign.day_too_far", source_key="", facts={"date": new_day}))
    return issues


def doubts_of_hold(
    kind: HoldKind,
    organ: str,
    track: Track,
    profile: Profile,
    planned_on: date,
    until: date | None = None,
) -> list[Issue]:
    """Return what to look at before a decision is recorded: its organ, and how long it may hold.

    What an organ decided is recorded as it is, so that the rules remind here and never refuse. The
    longest time counts from the day that the campaign planned: two postponements are not two times it.
    """
    rule = {
        (HoldKind.POSTPONED, Track.COMMITTEE): profile.house.postponement_authority,
        (HoldKind.DAY_MOVED, Track.COMMITTEE): profile.house.day_authority,
        (HoldKind.POLL_INTERRUPTED, Track.COMMITTEE): profile.house.interruption_authority,
        (HoldKind.SUSPENDED, Track.COMMITTEE): profile.house.interruption_authority,
    }.get((kind, track), profile.party.hold_authority)
    doubts = []
    if organ not in rule.value:
        facts: dict[str, Fact] = {"hold": kind.value, "organ": organ}
        doubts.append(Issue(code="hold.organ_not_competent", source_key=rule.key, facts=facts))
    most = profile.house.postponement_most_months
    last = months_after(planned_on, most.value)
    moves = kind in (HoldKind.POSTPONED, HoldKind.DAY_MOVED)
    if moves and track is Track.COMMITTEE and most.value and until:
        told: dict[str, Fact] = {"until": until, "last": last, "months": most.value}
        if until > last:
            doubts.append(Issue(code="hold.longer_than_most", source_key=most.key, facts=told))
    return doubts


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month (Civil Code 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _told(hold: Hold) -> dict[str, Fact]:
    facts: dict[str, Fact] = {
        "hold": hold.kind.value,
        "organ": hold.organ,
        "dated_on": hold.dated_on,
    }
    return facts | ({"until": hold.until} if hold.until else {})
