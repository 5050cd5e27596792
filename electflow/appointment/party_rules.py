"""After the Party assembly: report, approval or return, filing with the county, handover."""

from datetime import date

from electflow.appointment.rules import archive
from electflow.documents.rules import recorded, requirement
from electflow.documents.terms import HandoverFigures, Kind
from electflow.issues import Issue
from electflow.profile.model import Profile
from electflow.voting.party_rules import without_plenary
from electflow.voting.terms import VotingFacts


def issues_before_report_result(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """The report on the elected is written."""
    return [recorded(facts.papers, Kind.RESULT_REPORT, profile.party.report)]


def issues_before_report_without_plenary(
    facts: VotingFacts, profile: Profile, on: date
) -> list[Issue]:
    """The report is written, and the approved request names no plenary to elect the secretary."""
    rule = profile.party.secretary
    return [
        requirement("appointment.without_plenary", rule, without_plenary(facts)),
        *issues_before_report_result(facts, profile, on),
    ]


def issues_before_approve_result(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """The township Party committee approved in writing."""
    return [recorded(facts.papers, Kind.RESULT_REPLY, profile.party.approval)]


def issues_before_return_result(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """The township Party committee returned the result in writing."""
    return [recorded(facts.papers, Kind.RESULT_RETURN, profile.party.approval)]


def issues_before_file_result(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """The county's organisation department filed it."""
    return [recorded(facts.papers, Kind.COUNTY_FILING, profile.party.county_filing)]


def issues_before_begin_handover(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """The handover record is drawn up."""
    return [recorded(facts.papers, Kind.HANDOVER_RECORD, profile.party.archive)]


def issues_before_close_election(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """Both sides signed, and the file is archived."""
    rule = profile.party.archive
    told = facts.papers.figures(Kind.HANDOVER_RECORD, HandoverFigures)
    issues = [recorded(facts.papers, Kind.ARCHIVE_LIST, rule), *archive(facts, profile)]
    issues.append(
        requirement(
            "appointment.handover_signed",
            rule,
            told.signed_by_both if told else None,
            fix=f"paper:{Kind.HANDOVER_RECORD}",
        )
    )
    return issues


def issues_before_assign_secretary(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """The superior Party organisation assigned a secretary in writing."""
    return [recorded(facts.papers, Kind.ASSIGNMENT_DECISION, profile.party.assignment)]
