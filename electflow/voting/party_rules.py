"""The Party assembly: quorum, election, secretary, second election."""

from datetime import date

from electflow.documents.rules import posted, recorded, requirement
from electflow.documents.terms import (
    AttendanceFigures,
    Kind,
    Meeting,
    ReplyFigures,
    RosterFigures,
    SecretaryFigures,
    SecretaryMode,
)
from electflow.issues import Issue
from electflow.nomination.party_rules import party_differential
from electflow.profile.model import Profile
from electflow.shares import exceeds, reaches
from electflow.stages import Trigger
from electflow.vetting.party_rules import members_examined
from electflow.voting.rules import tally
from electflow.voting.terms import VotingFacts


def due_of(facts: VotingFacts) -> int | None:
    """Return how many members with the vote are due to attend, by the verified roster."""
    told = facts.papers.figures(Kind.ROSTER, RosterFigures)
    return told.full_members - told.no_vote - told.not_counted if told else None


def issues_before_hold_assembly(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """It is the day, four fifths of those due are present, and a choice is left (PES 2020)."""
    rule, paper = profile.party.quorum, f"paper:{Kind.ATTENDANCE_RECORD}"
    issues = [_on_the_day(facts, profile, on), recorded(facts.papers, Kind.ATTENDANCE_RECORD, rule)]
    told = facts.papers.figures(Kind.ATTENDANCE_RECORD, AttendanceFigures)
    due = due_of(facts)
    if told:
        issues += [
            requirement(
                "voting.due_as_roster",
                profile.party.roster,
                None if due is None else told.due == due,
                {"due": told.due, "roster": due or 0},
                fix=paper,
            ),
            requirement(
                "voting.quorum",
                rule,
                told.due > 0 and reaches(told.present, told.due, rule.value.fraction),
                {"present": told.present, "due": told.due},
                fix=paper,
            ),
        ]
    return [*issues, *party_differential(facts, profile), *members_examined(facts, profile)]


def issues_before_record_no_quorum(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """The attendance is on record and really misses the quorum."""
    rule = profile.party.quorum
    issues = [recorded(facts.papers, Kind.ATTENDANCE_RECORD, rule)]
    told = facts.papers.figures(Kind.ATTENDANCE_RECORD, AttendanceFigures)
    if told:
        issues.append(
            requirement(
                "voting.quorum_missed",
                rule,
                not reaches(told.present, told.due, rule.value.fraction),
                {"present": told.present, "due": told.due},
            )
        )
    return issues


def issues_before_reconvene(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """The new assembly is announced."""
    return posted(facts.papers, Kind.RECONVENING_NOTICE, profile.party.quorum)


def issues_before_hold_second_election(
    facts: VotingFacts, profile: Profile, on: date
) -> list[Issue]:
    """The second election for the seats left is announced."""
    return posted(facts.papers, Kind.SECOND_ELECTION_NOTICE, profile.party.reduced_seats)


def issues_before_elect_secretary(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """The new committee's plenary elected the secretary (书记), by more than half of those present."""
    rule, paper = profile.party.secretary, f"paper:{Kind.SECRETARY_RECORD}"
    issues = [recorded(facts.papers, Kind.SECRETARY_RECORD, rule)]
    told = facts.papers.figures(Kind.SECRETARY_RECORD, Meeting)
    if told:
        issues.append(
            requirement(
                "voting.secretary_majority",
                profile.party.majority,
                exceeds(told.agreed, told.present, profile.party.majority.value.fraction),
                {"agreed": told.agreed, "present": told.present},
                fix=paper,
            )
        )
    if chosen := facts.papers.figures(Kind.SECRETARY_RECORD, SecretaryFigures):
        found = tally(facts, profile)
        won = {number for number, _ in found.elected} if found else set()
        is_won = None if chosen.secretary is None else chosen.secretary in won
        issues.append(requirement("voting.secretary_is_elected", rule, is_won, fix=paper))
    return issues


def issues_before_accept_reduced_seats(
    facts: VotingFacts, profile: Profile, on: date
) -> list[Issue]:
    """Nearly all seats are filled and more than half of the electors agree to leave it at that."""
    rule, paper = profile.party.reduced_seats, f"paper:{Kind.SEAT_REDUCTION}"
    issues = [recorded(facts.papers, Kind.SEAT_REDUCTION, rule)]
    told = facts.papers.figures(Kind.SEAT_REDUCTION, Meeting)
    found = tally(facts, profile)
    vacant = sum(found.vacancies.values()) if found else None
    issues.append(
        requirement(
            "voting.nearly_full",
            rule,
            None if vacant is None else vacant <= 1,
            {"vacant": vacant or 0},
        )
    )
    if told:
        issues.append(
            requirement(
                "voting.vacancy_agreed",
                rule,
                exceeds(told.agreed, told.due, profile.party.majority.value.fraction),
                {"agreed": told.agreed, "present": told.due},
                fix=paper,
            )
        )
    return issues


def without_plenary(facts: VotingFacts) -> bool | None:
    """Tell whether the approved request lets the assembly elect the secretary itself."""
    told = facts.papers.figures(Kind.REQUEST_REPLY, ReplyFigures)
    return told.secretary_mode is SecretaryMode.ASSEMBLY if told else None


def _on_the_day(facts: VotingFacts, profile: Profile, on: date) -> Issue:
    day = facts.election.election_on
    return requirement(
        "voting.on_election_day",
        profile.timetable.party.earliest[Trigger.HOLD_ASSEMBLY],
        on >= day,
        {"election_on": day},
        lawful_from=day,
        fix="hold",
    )
