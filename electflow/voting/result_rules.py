"""Declaring, announcing and confirming a result: what the sheets say, what was read out, what hangs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from electflow.campaign.terms import Post
from electflow.documents.rules import as_irregularity, posted, posted_by, recorded, requirement
from electflow.documents.terms import (
    ClosingFigures,
    Kind,
    Meeting,
    ResultFigures,
)
from electflow.issues import Issue, Severity
from electflow.joint_review.terms import Conclusion
from electflow.nomination.terms import Source, Standing
from electflow.profile.model import Profile
from electflow.shares import exceeds
from electflow.stages import Track
from electflow.voting.poll_day_rules import (
    doubtful_decided,
    ledger_at_count,
    ledger_at_sealing,
)
from electflow.voting.polls import Tally
from electflow.voting.rules import sitting, tally
from electflow.voting.terms import Outcome, PollKind, VotingFacts
from electflow.voting.voiding import issues_before_change_of_winner

Rule = Callable[[VotingFacts, Profile, date], list[Issue]]


def declares(outcome: Outcome) -> Rule:
    """Return the rule of declaring one outcome: the ballots are counted and say just this."""

    def issues_before_declare(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
        """The count is recorded, its figures can be true, and it leads to this outcome."""
        is_committee = facts.election.track is Track.COMMITTEE
        rule = profile.result.majority if is_committee else profile.party.majority
        found = tally(facts, profile)
        issues = [
            requirement("voting.counted", rule, True if found else None, fix="count"),
            *(doubtful_decided(facts, profile) if is_committee else []),
        ]
        if found is None:
            return issues
        issues.append(
            requirement(
                "voting.entry_possible",
                rule,
                found.outcome is not Outcome.INVALID_ENTRY,
                {"faults": len(found.last.reasons)},
                fix="count",
            )
        )
        if is_committee:
            issues += _as_closed(facts, profile)
            issues += ledger_at_count(facts, profile)
        if "outcome.not_differential" in found.last.reasons:
            choice = profile.nomination.differential if is_committee else profile.party.differential
            left = requirement("voting.choice_left", choice, False)
            issues.append(replace(left, severity=Severity.WARNS))
        if is_committee and found.outcome is Outcome.ELECTED:
            issues.append(women_elected(facts, profile, found))
        issues += _winners_as_announced(facts, profile, found)
        if found.outcome is not Outcome.INVALID_ENTRY:
            issues.append(
                requirement(
                    "voting.outcome_is",
                    rule,
                    found.outcome is outcome,
                    {"outcome": found.outcome.value, "declared": outcome.value},
                )
            )
        return issues

    return issues_before_declare


def _winners_as_announced(facts: VotingFacts, profile: Profile, found: Tally) -> list[Issue]:
    """After corrected figures the winners are those read out before, or an organ decided otherwise.

    The two lists are compared here, whatever the paper of the correction says (law-notes 5.1).
    """
    announced = facts.polls[-1].announced
    if announced is None:
        return []
    void = {c.number for c in facts.candidates if c.standing is Standing.WIN_VOID}
    now, before = {number for number, _ in found.elected}, set(announced) - void
    decided = facts.papers.find(Kind.PERSON_VOID_DECISION) is not None
    same = requirement(
        "voting.winners_as_announced",
        profile.result.correction,
        True if now == before or decided else None,
        {"lost": len(before - now), "won": len(now - before)},
        fix=f"paper:{Kind.PERSON_VOID_DECISION}",
    )
    if now == before:
        return [same]
    return [same, *issues_before_change_of_winner(facts, profile)]


def _as_closed(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """Compare the count with what was recorded when the poll closed, before any ballot was read."""
    told = facts.papers.figures(Kind.POLL_CLOSING, ClosingFigures)
    ballots = facts.polls[-1].ballots
    if told is None or ballots is None:
        return []
    return [
        requirement(
            "voting.count_as_closed",
            profile.poll.open_count,
            (ballots.voters, ballots.issued) == (told.voters, told.issued),
            {
                "voters": ballots.voters,
                "closing": told.voters,
                "issued": ballots.issued,
                "closing_issued": told.issued,
            },
            fix="count",
        )
    ]


def issues_before_keep_vacancy(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """A meeting decided to leave seats open, and a lawful committee of three exists (art. 8)."""
    rule = profile.result.vacancy_with_members
    issues = [recorded(facts.papers, Kind.VACANCY_DECISION, rule)]
    found = tally(facts, profile)
    members = len(sitting(facts, profile))
    issues.append(
        requirement(
            "voting.members_enough",
            rule,
            members >= rule.value,
            {"members": members, "least": rule.value},
        )
    )
    if found:
        issues.append(_vacancy_lawful(facts, profile, found))
    told = facts.papers.figures(Kind.VACANCY_DECISION, Meeting)
    if told:
        issues.append(
            requirement(
                "voting.vacancy_agreed",
                rule,
                exceeds(
                    told.agreed, told.present, profile.preparation.method_majority.value.fraction
                ),
                {"agreed": told.agreed, "present": told.present},
                fix=f"paper:{Kind.VACANCY_DECISION}",
            )
        )
    return issues + _announced(facts, profile, on) + ledger_at_sealing(facts, profile)


def _vacancy_lawful(facts: VotingFacts, profile: Profile, found: Tally) -> Issue:
    """Seats stay open by a meeting's decision after the second election, or at once where the law says so.

    A win that was voided leaves the choice to the meeting (law-notes 3). Source: VCOL 2025, art. 18;
    Shanghai 21; Beijing 30.
    """
    rule = profile.result
    is_voided = any(c.standing is Standing.WIN_VOID for c in facts.candidates)
    second = any(p.kind is PollKind.SECOND and p.ballots is not None for p in facts.polls)
    members = len(found.elected) + len(facts.election.stays)
    least = profile.committee.size_least.value
    if not second:
        holds = is_voided or (rule.short_first.value == "vacancy_if_enough" and members >= least)
        return requirement("voting.vacancy_lawful", rule.short_first, holds, {"members": members})
    has_chair = any(one.post is Post.CHAIR for one in sitting(facts, profile))
    is_enough = members >= least
    if rule.short_second.value == "more_than_least_with_chair":
        is_enough = members > least and has_chair
    holds = is_voided or is_enough
    return requirement("voting.vacancy_lawful", rule.short_second, holds, {"members": members})


def issues_before_confirm_result(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """All seats are filled; the result was read out on the spot, and hangs (VCOL 2025, art. 18)."""
    found = tally(facts, profile)
    filled = found is not None and found.outcome is Outcome.ELECTED
    return [
        requirement("voting.all_seats_filled", profile.result.majority, filled),
        *_announced(facts, profile, on),
        *ledger_at_sealing(facts, profile),
    ]


def _announced(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    rule, paper = profile.result, f"paper:{Kind.RESULT_NOTICE}"
    issues = posted(facts.papers, Kind.RESULT_NOTICE, rule.on_the_spot)
    told = facts.papers.figures(Kind.RESULT_NOTICE, ResultFigures)
    found = tally(facts, profile)
    elected = len(found.elected) if found else 0
    if told is None:
        return issues
    return [
        *issues,
        *_posted_soon(facts, profile),
        women_elected(facts, profile, found),
        *kin_in_register(facts, profile, found),
        *_written_in_examined(facts, profile, found),
        requirement(
            "voting.no_kin_elected",
            profile.result.kin,
            None if told.kin_among_elected is None else not told.kin_among_elected,
            fix=paper,
        ),
        # whoever was written in was examined by nobody before the poll (Zhejiang 32)
        requirement("voting.elected_eligible", rule.eligibility, told.all_eligible, fix=paper),
        as_irregularity(
            requirement(
                "voting.announced_on_the_spot", rule.on_the_spot, told.announced_on_the_spot
            )
        ),
        as_irregularity(
            requirement("voting.counted_openly", profile.poll.open_count, told.counted_openly)
        ),
        requirement(
            "voting.notice_names_all",
            rule.on_the_spot,
            told.persons == elected,
            {"persons": told.persons, "elected": elected},
            fix=paper,
        ),
    ]


def _posted_soon(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """Tell whether the result was posted in time after the poll; what came late stays on record."""
    rule, polled_on = profile.result.notice_within_days, facts.polls[-1].opened_on
    if polled_on is None or facts.election.track is Track.PARTY:
        return []
    late = posted_by(facts.papers, Kind.RESULT_NOTICE, rule, polled_on + timedelta(days=rule.value))
    return [as_irregularity(late)] if late else []


def _written_in_examined(facts: VotingFacts, profile: Profile, found: Tally | None) -> list[Issue]:
    """Who won without having been a candidate is examined as well, before he takes office."""
    numbers = {number for number, _ in found.elected} if found else set()
    won = [c for c in facts.candidates if c.number in numbers and c.source is Source.WRITE_IN]
    if not won:
        return []
    kept = facts.review.kept if facts.review else frozenset[int]()
    without = tuple(c.number for c in won if c.number not in facts.verdicts)
    barred = tuple(
        c.number
        for c in won
        if facts.verdicts.get(c.number) is Conclusion.PROHIBITED and c.number not in kept
    )
    checks = (
        ("voting.winners_examined", profile.vetting.all_units_answer, without),
        ("voting.winners_not_barred", profile.result.eligibility, barred),
    )
    return [
        requirement(
            code, rule, not there, {"persons": len(there)}, fix="candidates", subjects=there
        )
        for code, rule, there in checks
    ]


def kin_in_register(facts: VotingFacts, profile: Profile, found: Tally | None) -> list[Issue]:
    """No two of the elected are near relatives whom the register has confirmed (art. 8)."""
    numbers = {number for number, _ in found.elected} if found else set()
    won = {c.person_id for c in facts.candidates if c.number in numbers}
    there = won | {one.person_id for one in facts.election.stays}
    # who stays was judged when he was elected; a new member is compared with everybody
    pairs = facts.staff.kin_between(won, there)
    sure = sum(pair.is_confirmed for pair in pairs)
    if not facts.staff.kin:
        return []
    told = {"pairs": sure}
    issues = [
        requirement("voting.kin_in_register", profile.result.kin, sure == 0, told, fix="candidates")
    ]
    if len(pairs) > sure:
        open_ones = {"pairs": len(pairs) - sure}
        house = profile.house.kinship_confirmed
        issues.append(requirement("kinship.confirmed", house, False, open_ones, fix="kinship"))
    return issues


def women_elected(facts: VotingFacts, profile: Profile, found: Tally | None) -> Issue:
    """Remind when too few women are elected; the vote stands, but never in silence (art. 8)."""
    rule = profile.committee.women_least
    won = {number for number, _ in found.elected} if found else set()
    women = sum(c.sex == "F" for c in facts.candidates if c.number in won)
    women += facts.election.women_staying
    told = {"women": women, "least": rule.value}
    return replace(
        requirement("voting.women_elected", rule, women >= rule.value, told),
        severity=Severity.WARNS,
    )
