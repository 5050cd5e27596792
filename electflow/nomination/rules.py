"""Nomination of the villagers' committee: what each step requires."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from electflow.campaign.terms import Post
from electflow.documents.rules import posted, recorded, requirement
from electflow.documents.terms import Kind, MethodFigures, NominationFigures
from electflow.election_committee.rules import nobody_nominated
from electflow.issues import Fact, Issue, Severity
from electflow.nomination.shortlist import next_by_votes
from electflow.nomination.terms import (
    BY_FORM,
    Exit,
    NominationFacts,
    Source,
    standing_for,
    standing_persons,
)
from electflow.profile.model import Leaf, Profile
from electflow.roll.rules import voters_listed
from electflow.shares import exceeds
from electflow.stages import PHASE_OF, Phase, Track


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
        *nomination_in_order(facts, profile),
        *nobody_nominated(facts.staff, standing_persons(facts), profile),
    ]


def nomination_in_order(facts: NominationFacts, profile: Profile) -> list[Issue]:
    """Enough villagers took part in the nomination, and no candidate has more votes than there were."""
    told = facts.papers.figures(Kind.NOMINATION_RECORD, NominationFigures)
    voted = {c.number: c.votes for c in facts.candidates if c.source is Source.VILLAGERS}
    if told is None or not (told.returned or any(voted.values())):
        return []
    rule = profile.nomination
    registered = voters_listed(facts)
    issues = []
    if registered is not None:
        issues.append(
            requirement(
                "nomination.quorum",
                rule.meeting_quorum,
                exceeds(told.returned, registered, rule.meeting_quorum.value.fraction),
                {"returned": told.returned, "registered": registered},
                fix=f"paper:{Kind.NOMINATION_RECORD}",
            )
        )
    return issues + _votes_fit(facts, profile, told, voted, Kind.NOMINATION_RECORD)


def _votes_fit(
    facts: NominationFacts,
    profile: Profile,
    told: NominationFigures,
    votes: Mapping[int, int],
    kind: Kind,
) -> list[Issue]:
    """Tell whether votes can be true: of each not more than good ballots, of a post not more than names."""
    rule, good = profile.nomination.names_at_most_seats, told.returned - told.void
    over = tuple(number for number, n in votes.items() if n > good)
    fits = requirement(
        "nomination.votes_at_most_ballots",
        rule,
        not over,
        {"document": kind.value, "persons": len(over), "good": good},
        fix="candidates",
        subjects=over,
    )
    # more votes than ballots is an error of entry: nothing explains it, unless the record is not the
    # first: a nomination held again leaves those named before with the votes of that time
    paper = facts.papers.find(kind)
    is_first = paper is not None and paper.edition == 1
    issues = [_hard(fits) if is_first else replace(fits, severity=Severity.WARNS)]
    for post, seats in facts.election.seats.items():
        got = sum(votes.get(c.number, 0) for c in facts.candidates if c.post is post)
        figures: dict[str, Fact] = {"post": post.value, "votes": got, "most": seats * good}
        holds = got <= seats * good
        issues.append(
            requirement("nomination.names_at_most_seats", rule, holds, figures, fix="candidates")
        )
    return issues


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


def not_too_many(facts: NominationFacts, profile: Profile) -> list[Issue]:
    """No post has more formal candidates than the province allows (Beijing 16, Shanghai 12, Henan 24)."""
    rule = profile.nomination
    issues = []
    for post, seats in facts.election.seats.items():
        heads = post in (Post.CHAIR, Post.DEPUTY)
        most = rule.differential_most_heads if heads else rule.differential_most_members
        standing = len(standing_for(facts, post))
        if not most.value:
            continue
        told: dict[str, Fact] = {
            "post": post.value,
            "candidates": standing,
            "most": seats + most.value,
        }
        holds = standing <= seats + most.value
        issues.append(requirement("nomination.not_too_many", most, holds, told, fix="formal"))
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
    # where the list is kept here who signed is on it, name by name; else the form's figure stands
    is_kept = facts.roll is not None and facts.roll.is_kept
    few = sum((c.signed if is_kept else c.nominators) < rule.joint_least.value for c in joint)
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
        able = [c for c in facts.candidates if c.may_stand]
        without = tuple(c.number for c in able if c.primary_votes is None)
        issues.append(
            requirement(
                "nomination.primary_votes_kept",
                rule,
                None if without else True,
                {"persons": len(without)},
                fix="primary",
                subjects=without,
            )
        )
        votes = {c.number: c.primary_votes or 0 for c in able}
        issues += _votes_fit(facts, profile, told, votes, Kind.PRIMARY_RECORD)
    return issues + differential(facts, profile)


def issues_before_substitute_candidate(
    facts: NominationFacts, profile: Profile, on: date
) -> list[Issue]:
    """Somebody left the posted list, and a reserve may follow for every post that lacks a choice.

    The substitute is examined in turn, so that the way leads back to vetting.
    """
    rule = profile.nomination.substitute_by_votes
    following = next_by_votes(facts.candidates)
    short = [
        post
        for post, seats in facts.election.seats.items()
        if len(standing_for(facts, post)) < seats + profile.nomination.differential.value
    ]
    without = [post for post in short if post not in following]
    return [
        recorded(facts.papers, Kind.REOPENING_RECORD, rule),
        _hard(
            requirement(
                "nomination.reserve_there", rule, bool(following), {"posts": len(following)}
            )
        ),
        _hard(
            requirement("nomination.reserves_enough", rule, not without, {"posts": len(without)})
        ),
    ]


def _hard(issue: Issue) -> Issue:
    """Let a want block that no explanation can fill: nobody is there who could follow."""
    return replace(issue, severity=Severity.BLOCKS)


def faults_of_withdrawal(
    left_for: Exit,
    asked_on: date,
    facts: NominationFacts,
    profile: Profile,
    today: date,
    document: str = "",
) -> list[Issue]:
    """Return why a candidate is not taken off the list so: no document, no right to, or too late.

    A condition beside the four classes takes effect only where the province allows it in the adopted
    method (law-notes A2). Only an own wish has a last day: Zhejiang 2020, art. 19; Henan 2011, art. 27.
    """
    issues = []
    needs_none = left_for in (Exit.DIED, Exit.ENTERED_WRONGLY)
    if not needs_none and not document.strip():
        issues.append(Issue(code="nomination.exit_without_document", source_key=""))
    phase = PHASE_OF[facts.election.track, facts.election.stage]
    if left_for is Exit.ENTERED_WRONGLY and phase is not Phase.NOMINATION:
        issues.append(Issue(code="nomination.mistake_too_late", source_key=""))
    condition = profile.vetting.condition_decided_by
    if left_for is Exit.CONDITION and facts.election.track is Track.COMMITTEE:
        if condition.value == "none":
            issues.append(Issue(code="nomination.no_condition", source_key=condition.key))
        elif facts.papers.find(Kind.ELECTION_METHOD) is None:
            key = condition.key
            issues.append(Issue(code="nomination.condition_not_in_method", source_key=key))
    if asked_on > today:
        told: dict[str, Fact] = {"date": asked_on, "today": today}
        issues.append(Issue(code="document.date_ahead", source_key="", facts=told))
    if left_for is not Exit.OWN_WISH:
        return issues
    for leaf, last in last_days_of_withdrawal(facts, profile):
        if leaf.blocks and asked_on > last:
            days: dict[str, Fact] = {"asked_on": asked_on, "last": last}
            issues.append(
                Issue(code="nomination.withdrawn_too_late", source_key=leaf.key, facts=days)
            )
    return issues


def last_days_of_withdrawal(
    facts: NominationFacts, profile: Profile
) -> list[tuple[Leaf[int], date]]:
    """Return until when one may leave the posted list of one's own wish, by rule.

    A rule that does not bind here is among them: it is told of, and never refuses.
    """
    listed = facts.papers.find(Kind.CANDIDATES_NOTICE)
    if listed is None or listed.posted_on is None or facts.election.track is Track.PARTY:
        return []
    until, after = profile.vetting.withdraw_until_days, profile.vetting.withdraw_after_days
    days = [
        (until, facts.election.election_on - timedelta(days=until.value)),
        (after, listed.posted_on + timedelta(days=after.value)),
    ]
    return [(leaf, last) for leaf, last in days if leaf.value]


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
