"""Nomination of the villagers' committee: what each step requires."""

from collections import Counter
from datetime import date, timedelta

from electflow.documents.rules import posted, recorded, requirement
from electflow.documents.terms import Kind, MethodFigures, NominationFigures
from electflow.election_committee.rules import nobody_nominated
from electflow.issues import Fact, Issue
from electflow.nomination.terms import (
    BY_FORM,
    NominationFacts,
    Source,
    standing_for,
    standing_persons,
)
from electflow.profile.model import Profile


def issues_before_open_nomination(
    facts: NominationFacts, profile: Profile, on: date
) -> list[Issue]:
    """The nomination notice hangs."""
    return posted(facts.papers, Kind.NOMINATION_NOTICE, profile.nomination.announced)


def issues_before_close_nomination(
    facts: NominationFacts, profile: Profile, on: date
) -> list[Issue]:
    """The nomination is on record and gives every post a choice (VCOL 2025, art. 18)."""
    rule = profile.nomination
    return [
        recorded(facts.papers, Kind.NOMINATION_RECORD, rule.by_party_or_villagers),
        *differential(facts, profile),
        one_post_each(facts, profile),
        *forms_in_order(facts, profile),
        *nobody_nominated(facts.staff, standing_persons(facts), profile),
    ]


def differential(facts: NominationFacts, profile: Profile) -> list[Issue]:
    """Each post has more candidates than seats (VCOL 2025, art. 18)."""
    rule = profile.nomination.differential
    issues = []
    for post, seats in facts.election.seats.items():
        standing = len(standing_for(facts, post))
        issues.append(
            requirement(
                "nomination.more_than_seats",
                rule,
                standing >= seats + rule.value if facts.candidates else None,
                {
                    "post": post.value,
                    "seats": seats,
                    "candidates": standing,
                    "needed": seats + rule.value,
                },
                fix="candidates",
            )
        )
    return issues


def one_post_each(facts: NominationFacts, profile: Profile) -> Issue:
    """Who is named for two posts has chosen one in writing."""
    named = Counter(c.person_id for c in facts.candidates if c.stands)
    twice = sum(n > 1 for n in named.values())
    return requirement(
        "nomination.one_post_each",
        profile.nomination.one_post,
        twice == 0,
        {"persons": twice},
        fix="candidates",
    )


def forms_in_order(facts: NominationFacts, profile: Profile) -> list[Issue]:
    """Who was proposed by form has one, by enough nominators, and in time where a day is set."""
    rule = profile.nomination
    standing = [c for c in facts.candidates if c.stands and c.source in BY_FORM]
    if not standing:
        return []
    without = sum(not c.has_form for c in standing)
    joint = [c for c in standing if c.source is Source.JOINT]
    few = sum(c.nominators < rule.joint_least.value for c in joint)
    issues = [
        requirement(
            "nomination.form_on_record",
            rule.form_on_record,
            without == 0,
            {"persons": without},
            fix="candidates",
        )
    ]
    if joint:
        told: dict[str, Fact] = {"persons": few, "least": rule.joint_least.value}
        issues.append(
            requirement(
                "nomination.joint_enough", rule.joint_least, few == 0, told, fix="candidates"
            )
        )
    last = facts.election.election_on - timedelta(days=rule.self_until_days.value)
    own = [c.nominated_on for c in standing if c.source is Source.SELF and c.nominated_on]
    if own and rule.self_until_days.value:
        late = sum(day > last for day in own)
        days: dict[str, Fact] = {"persons": late, "last": last}
        issues.append(requirement("nomination.self_in_time", rule.self_until_days, late == 0, days))
    return issues


def issues_before_hold_primary(facts: NominationFacts, profile: Profile, on: date) -> list[Issue]:
    """The adopted method provides for a primary, and it is on record."""
    rule = profile.nomination.primary
    method = facts.papers.figures(Kind.ELECTION_METHOD, MethodFigures)
    told = facts.papers.figures(Kind.PRIMARY_RECORD, NominationFigures)
    issues = [
        requirement(
            "nomination.primary_in_method",
            rule,
            None if method is None else method.primary or rule.value,
            fix=f"paper:{Kind.ELECTION_METHOD}",
        ),
        recorded(facts.papers, Kind.PRIMARY_RECORD, rule),
    ]
    if told:
        issues.append(
            requirement(
                "nomination.primary_voted",
                rule,
                told.returned > 0,
                {"returned": told.returned},
                fix=f"paper:{Kind.PRIMARY_RECORD}",
            )
        )
    return issues + differential(facts, profile)


def issues_before_reopen_nomination(
    facts: NominationFacts, profile: Profile, on: date
) -> list[Issue]:
    """A withdrawal, a bar or a want of choice is on record, and the choice is really lacking."""
    lacking = [issue for issue in differential(facts, profile) if issue.is_open]
    return [
        recorded(facts.papers, Kind.REOPENING_RECORD, profile.nomination.differential),
        requirement(
            "nomination.choice_is_lacking",
            profile.nomination.differential,
            bool(lacking),
            {"posts": len(lacking)},
        ),
    ]
