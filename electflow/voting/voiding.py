"""What an organ decided on an election that was held: void, annulled, a win void; and the way back.

The written decision of the competent organ is recorded; no account creates that power (law-notes 5.1).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from electflow.documents.rules import as_irregularity, posted, recorded, requirement
from electflow.documents.terms import (
    CorrectionFigures,
    Ground,
    Kind,
    Organ,
    OrganFigures,
    VoidFigures,
)
from electflow.issues import Fact, Issue, Severity
from electflow.nomination.terms import Standing
from electflow.profile.model import Leaf, Profile
from electflow.stages import Stage, Track
from electflow.voting.terms import VotingFacts

Rule = Callable[[VotingFacts, Profile, date], list[Issue]]


def repeats(*grounds: Ground) -> Rule:
    """Return the rule of starting again where the written decision says."""

    def issues_before_repeat(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
        """The organ's written decision is on record and names this ground."""
        papers = facts.papers
        is_annulled = facts.election.stage is Stage.ANNULLED
        kind = Kind.ANNULMENT_DECISION if is_annulled else Kind.VOID_DECISION
        issues = voided_by(facts, profile, kind)
        if told := papers.figures(kind, VoidFigures):
            fits = requirement(
                "voting.ground_is",
                _void_rule(facts, profile),
                told.ground in grounds,
                {"ground": told.ground.value, "declared": grounds[0].value},
            )
            # the written decision binds, whatever the standing of the rule on who decides
            issues.append(replace(fits, severity=Severity.BLOCKS))
        return issues + _repeated_in_time(facts, profile, kind, on)

    return issues_before_repeat


def _repeated_in_time(facts: VotingFacts, profile: Profile, kind: Kind, on: date) -> list[Issue]:
    """The new election day, or today where it is not set yet, lies within the days from the decision.

    A repeat that begins late is still held: the breach stays on record and is explained (Henan 39).
    """
    rule, decided = profile.result.repeat_within_days, facts.papers.find(kind)
    if decided is None or not rule.value or facts.election.track is Track.PARTY:
        return []
    latest = decided.dated_on + timedelta(days=rule.value)
    day = max(on, facts.election.election_on)
    told: dict[str, Fact] = {"poll_on": day, "latest": latest}
    return [as_irregularity(requirement("voting.repeat_in_time", rule, day <= latest, told))]


def voided_by(facts: VotingFacts, profile: Profile, kind: Kind) -> list[Issue]:
    """Require the written decision of an organ that may void an election (law-notes B3)."""
    rule = _void_rule(facts, profile)
    issues = [recorded(facts.papers, kind, rule)]
    told = facts.papers.figures(kind, VoidFigures)
    return issues + ([_competent(told.organ, rule, kind)] if told else [])


def _void_rule(facts: VotingFacts, profile: Profile) -> Leaf[tuple[str, ...]]:
    is_committee = facts.election.track is Track.COMMITTEE
    return profile.result.void_authority if is_committee else profile.party.void_authority


def _competent(organ: Organ, rule: Leaf[tuple[str, ...]], kind: Kind) -> Issue:
    told = {"document": kind.value, "organ": organ.value}
    return requirement(
        "document.organ_competent", rule, organ.value in rule.value, told, fix=f"paper:{kind}"
    )


def issues_before_annul_election(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """The competent organ's written decision is on record; no account creates that power."""
    return voided_by(facts, profile, Kind.ANNULMENT_DECISION)


def issues_before_void_person_win(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """The written decision is on record, and it is noted whose win is void (art. 21)."""
    rule = profile.result.person_void_decision
    void = sum(c.standing is Standing.WIN_VOID for c in facts.candidates)
    return [
        *issues_before_change_of_winner(facts, profile),
        requirement(
            "voting.person_void_noted",
            rule,
            void > 0 or None,
            {"persons": void},
            fix="candidates",
        ),
    ]


def issues_before_correct_count(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """Announced figures are corrected with minutes and the scrutineers' signatures, in public.

    A change of the winners needs the competent organ's decision besides (law-notes 5.1).
    """
    rule = profile.result.correction
    issues = posted(facts.papers, Kind.COUNT_CORRECTION, rule)
    told = facts.papers.figures(Kind.COUNT_CORRECTION, CorrectionFigures)
    if told is None:
        return issues
    fix = f"paper:{Kind.COUNT_CORRECTION}"
    signed = requirement("voting.correction_signed", rule, told.scrutineers_signed, fix=fix)
    # unsigned figures correct nothing, whatever the standing of the rule
    issues.append(replace(signed, severity=Severity.BLOCKS))
    if told.winners_change:
        issues += issues_before_change_of_winner(facts, profile)
    return issues


def issues_before_change_of_winner(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """The competent organ decided in writing that a win is void."""
    rule, authority = profile.result.person_void_decision, profile.result.person_void_authority
    told = facts.papers.figures(Kind.PERSON_VOID_DECISION, OrganFigures)
    decided = [recorded(facts.papers, Kind.PERSON_VOID_DECISION, rule)]
    return decided + (
        [_competent(told.organ, authority, Kind.PERSON_VOID_DECISION)] if told else []
    )
