"""What must hold before a campaign is created and its elections confirmed."""

from datetime import date, timedelta

from electflow.campaign.terms import ElectionFacts, Hold, HoldKind
from electflow.issues import Fact, Issue, Severity
from electflow.profile.model import Profile
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


def doubts_of_authority(kind: HoldKind, organ: str, track: Track, profile: Profile) -> list[Issue]:
    """Return what to look at before a decision is recorded: its organ is not the one that the rules name.

    The rules that name it are guidance or readings, so that they remind and never refuse.
    """
    rule = {
        (HoldKind.POSTPONED, Track.COMMITTEE): profile.house.postponement_authority,
        (HoldKind.DAY_MOVED, Track.COMMITTEE): profile.house.day_authority,
        (HoldKind.POLL_INTERRUPTED, Track.COMMITTEE): profile.house.interruption_authority,
        (HoldKind.SUSPENDED, Track.COMMITTEE): profile.house.interruption_authority,
    }.get((kind, track), profile.party.hold_authority)
    if organ in rule.value:
        return []
    facts = {"hold": kind.value, "organ": organ}
    return [Issue(code="hold.organ_not_competent", source_key=rule.key, facts=facts)]


def _told(hold: Hold) -> dict[str, Fact]:
    facts: dict[str, Fact] = {
        "hold": hold.kind.value,
        "organ": hold.organ,
        "dated_on": hold.dated_on,
    }
    return facts | ({"until": hold.until} if hold.until else {})
