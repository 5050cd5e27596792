"""Preparation of the village Party organisation's election: roster, request, reply."""

from datetime import date

from electflow.documents.rules import recorded, requirement
from electflow.documents.terms import Kind, ReplyFigures, RosterFigures
from electflow.issues import Fact, Issue
from electflow.profile.model import Profile
from electflow.roll.terms import RollFacts


def issues_before_verify_roster(facts: RollFacts, profile: Profile, on: date) -> list[Issue]:
    """The roster tells full members, those without a vote and those not counted (PES 2020)."""
    rule = profile.party
    issues = [recorded(facts.papers, Kind.ROSTER, rule.roster)]
    told = facts.papers.figures(Kind.ROSTER, RosterFigures)
    if told:
        due = told.full_members - told.no_vote - told.not_counted
        issues.append(
            requirement(
                "roll.members_due",
                rule.not_counted,
                due > 0,
                {"full_members": told.full_members, "due": due},
                fix=f"paper:{Kind.ROSTER}",
            )
        )
    return issues


def issues_before_submit_request(facts: RollFacts, profile: Profile, on: date) -> list[Issue]:
    """The outgoing committee's request to hold the election is written."""
    return [recorded(facts.papers, Kind.ELECTION_REQUEST, profile.party.request)]


def issues_before_approve_request(facts: RollFacts, profile: Profile, on: date) -> list[Issue]:
    """The township Party committee replied in writing, with the seats."""
    rule = profile.party.reply
    issues = [recorded(facts.papers, Kind.REQUEST_REPLY, rule)]
    told = facts.papers.figures(Kind.REQUEST_REPLY, ReplyFigures)
    if told:
        issues.append(
            requirement(
                "roll.party_seats",
                rule,
                told.committee_seats > 0,
                {"seats": told.committee_seats},
                fix=f"paper:{Kind.REQUEST_REPLY}",
            )
        )
    if told and facts.election.ordinal:
        opened = sum(facts.election.seats.values())
        figures: dict[str, Fact] = {"seats": told.committee_seats, "opened": opened}
        agrees, paper = told.committee_seats == opened, f"paper:{Kind.REQUEST_REPLY}"
        issues.append(requirement("by_election.seats_as_vacated", rule, agrees, figures, fix=paper))
    return issues


def issues_before_return_request(facts: RollFacts, profile: Profile, on: date) -> list[Issue]:
    """The township Party committee returned the request in writing."""
    return [recorded(facts.papers, Kind.REQUEST_RETURN, profile.party.reply)]
