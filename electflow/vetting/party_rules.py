"""Examination, inspection, approval and publicity of the Party track's candidates."""

from datetime import date

from electflow.documents.rules import posted, posted_for, recorded, requirement
from electflow.documents.terms import InspectionFigures, Kind, ObjectionFigures
from electflow.issues import Fact, Issue
from electflow.nomination.party_rules import party_differential
from electflow.profile.model import Profile
from electflow.vetting.rules import (
    everybody_concluded,
    nobody_barred,
    reviewed,
    still_examined,
)
from electflow.vetting.terms import VettingFacts


def issues_before_submit_to_vetting(facts: VettingFacts, profile: Profile, on: date) -> list[Issue]:
    """The list went to the examining units in writing."""
    return [
        recorded(facts.papers, Kind.VETTING_REQUEST, profile.party.vetting),
        *party_differential(facts, profile),
    ]


def issues_before_conclude_vetting(facts: VettingFacts, profile: Profile, on: date) -> list[Issue]:
    """Every unit answered, everybody who stands has a conclusion."""
    rule = profile.party.vetting
    return [
        *reviewed(facts, rule, rule, profile.vetting.statement_days),
        everybody_concluded(facts, rule),
        nobody_barred(facts, rule, "vetting.nobody_barred_party"),
    ]


def issues_before_complete_inspection(
    facts: VettingFacts, profile: Profile, on: date
) -> list[Issue]:
    """At least two persons inspected the candidates."""
    rule, paper = profile.party.inspectors_least, f"paper:{Kind.INSPECTION_REPORT}"
    issues = [recorded(facts.papers, Kind.INSPECTION_REPORT, rule)]
    told = facts.papers.figures(Kind.INSPECTION_REPORT, InspectionFigures)
    if told:
        issues.append(
            requirement(
                "vetting.inspectors",
                rule,
                told.inspectors >= rule.value,
                {"inspectors": told.inspectors, "least": rule.value},
                fix=paper,
            )
        )
    return issues


def issues_before_approve_candidates(
    facts: VettingFacts, profile: Profile, on: date
) -> list[Issue]:
    """The township Party committee approved the candidates in writing; a choice is left."""
    return [
        recorded(facts.papers, Kind.CANDIDATES_REPLY, profile.party.candidates_reply),
        *party_differential(facts, profile),
        *members_examined(facts, profile),
        *unsuitable_decided(facts, profile),
    ]


def unsuitable_decided(facts: VettingFacts, profile: Profile) -> list[Issue]:
    """The Party committee decided of each who was found unsuitable: nobody passes by silence."""
    if facts.review is None:
        return []
    standing = {c.number for c in facts.candidates if c.stands}
    left = tuple(sorted(facts.review.undecided & standing))
    told: dict[str, Fact] = {"persons": len(left)}
    holds = None if left else True
    rule = profile.party.candidates_reply
    return [
        requirement("vetting.unsuitable_decided", rule, holds, told, fix="review", subjects=left)
    ]


def members_examined(facts: VettingFacts, profile: Profile) -> list[Issue]:
    """What was concluded of the candidates still holds on the day of the assembly."""
    day, rule = facts.election.election_on, profile.party.vetting
    return still_examined(facts, profile, day, rule, "vetting.nobody_barred_party")


def issues_before_publish_candidates(
    facts: VettingFacts, profile: Profile, on: date
) -> list[Issue]:
    """The candidates' publicity hangs."""
    rule = profile.party.publicity_days
    return [
        *posted(facts.papers, Kind.CANDIDATES_PUBLICITY, rule),
        *members_examined(facts, profile),
    ]


def issues_before_close_notice(facts: VettingFacts, profile: Profile, on: date) -> list[Issue]:
    """The publicity ran its days and every objection is settled."""
    rule = profile.party.publicity_days
    issues = [recorded(facts.papers, Kind.PUBLICITY_RESULT, rule)]
    issues += members_examined(facts, profile)
    if waited := posted_for(facts.papers, Kind.CANDIDATES_PUBLICITY, rule, on):
        issues.append(waited)
    told = facts.papers.figures(Kind.PUBLICITY_RESULT, ObjectionFigures)
    if told:
        issues.append(
            requirement(
                "vetting.objections_settled",
                profile.party.candidates_reply,
                told.settled == told.objections,
                {"settled": told.settled, "objections": told.objections},
                fix=f"paper:{Kind.PUBLICITY_RESULT}",
            )
        )
    return issues


def issues_before_reopen_vetting(facts: VettingFacts, profile: Profile, on: date) -> list[Issue]:
    """An objection that needs a new examination is on record."""
    return [recorded(facts.papers, Kind.REOPENING_RECORD, profile.party.candidates_reply)]
