"""Recommendation within the Party track: two recommendations, one report."""

from datetime import date

from electflow.documents.rules import posted, recorded, requirement
from electflow.documents.terms import Kind, RecommendationFigures, ReplyFigures, SecretaryMode
from electflow.issues import Issue
from electflow.nomination.terms import NominationFacts
from electflow.profile.model import Profile
from electflow.shares import at_least, reaches


def issues_before_open_recommendation(
    facts: NominationFacts, profile: Profile, on: date
) -> list[Issue]:
    """The notice of the recommendation hangs."""
    return posted(facts.papers, Kind.RECOMMENDATION_NOTICE, profile.party.recommendation)


def issues_before_close_recommendation(
    facts: NominationFacts, profile: Profile, on: date
) -> list[Issue]:
    """Members and villagers recommended, each meeting attended as planned."""
    rule, paper = profile.party, f"paper:{Kind.RECOMMENDATION_RECORD}"
    issues = [recorded(facts.papers, Kind.RECOMMENDATION_RECORD, rule.recommendation)]
    told = facts.papers.figures(Kind.RECOMMENDATION_RECORD, RecommendationFigures)
    if told:
        share = rule.recommend_quorum.value.fraction
        for meeting, present, due in (
            ("members", told.members_present, told.members_due),
            ("representatives", told.representatives_present, told.representatives_due),
        ):
            issues.append(
                requirement(
                    "nomination.recommendation_attended",
                    rule.recommend_quorum,
                    due > 0 and reaches(present, due, share),
                    {"meeting": meeting, "present": present, "due": due},
                    fix=paper,
                )
            )
    return issues


def issues_before_report_preliminary(
    facts: NominationFacts, profile: Profile, on: date
) -> list[Issue]:
    """The report on the persons recommended is written, and they are twenty percent more than seats."""
    return [
        recorded(facts.papers, Kind.PRELIMINARY_REPORT, profile.party.preliminary_report),
        *party_differential(facts, profile),
    ]


def party_differential(facts: NominationFacts, profile: Profile) -> list[Issue]:
    """Committee candidates exceed the seats by a fifth, rounded up (PES 2020, art. 13)."""
    rule = profile.party.differential
    issues = []
    for post, seats in facts.election.seats.items():
        standing = sum(c.stands and c.post is post for c in facts.candidates)
        more = max(1, at_least(seats, rule.value.fraction))
        needed = seats if seats == 1 and _elects_the_secretary(facts) else seats + more
        issues.append(
            requirement(
                "nomination.more_than_seats",
                rule,
                standing >= needed if facts.candidates else None,
                {"post": post.value, "seats": seats, "candidates": standing, "needed": needed},
                fix="candidates",
            )
        )
    return issues


def _elects_the_secretary(facts: NominationFacts) -> bool:
    """Tell whether a branch without committee elects its secretary itself: equal number is lawful."""
    told = facts.papers.figures(Kind.REQUEST_REPLY, ReplyFigures)
    return told is not None and told.secretary_mode is SecretaryMode.ASSEMBLY


def issues_before_return_to_recommendation(
    facts: NominationFacts, profile: Profile, on: date
) -> list[Issue]:
    """The township's opinion that persons must be recommended anew is on record."""
    return [recorded(facts.papers, Kind.REOPENING_RECORD, profile.party.preliminary_report)]
