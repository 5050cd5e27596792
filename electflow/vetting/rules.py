"""The examination of candidates for the villagers' committee: what each step requires.

A finding never removes a candidate by itself: the election committee decides (law-notes A2).
"""

from dataclasses import replace
from datetime import date, timedelta

from electflow.campaign.calendar import last_day
from electflow.documents.rules import posted, posted_by, recorded, requirement
from electflow.documents.terms import Kind, PersonsFigures, VettingFigures
from electflow.issues import Fact, Issue, Severity
from electflow.joint_review.objecting import ObjectionWindow
from electflow.joint_review.questions import valid_until
from electflow.joint_review.terms import Conclusion
from electflow.nomination.rules import (
    differential,
    forms_in_order,
    nomination_in_order,
    not_too_many,
    one_post_each,
)
from electflow.profile.model import Leaf, Profile
from electflow.stages import Track
from electflow.vetting.terms import VettingFacts


def issues_before_submit_to_vetting(facts: VettingFacts, profile: Profile, on: date) -> list[Issue]:
    """The list went to the examining units in writing, and names everybody who stands."""
    return [
        recorded(facts.papers, Kind.VETTING_REQUEST, profile.vetting.all_units_answer),
        *differential(facts, profile),
        one_post_each(facts, profile),
        # whoever was entered after the nomination closed is held to its rules as well
        *forms_in_order(facts, profile),
        *nomination_in_order(facts, profile),
    ]


def issues_before_conclude_vetting(facts: VettingFacts, profile: Profile, on: date) -> list[Issue]:
    """Every unit answered, everybody who stands has a conclusion, nobody who is barred stands.

    Source: VCOL 2025, art. 18 (four classes); silence is never consent.
    """
    rule = profile.vetting
    return [
        *reviewed(facts, rule.by_election_committee, rule.all_units_answer, rule.statement_days),
        everybody_concluded(facts, rule.by_election_committee),
        nobody_barred(facts, rule.four_classes),
    ]


def reviewed(
    facts: VettingFacts, report: Leaf[bool], answers: Leaf[bool], statements: Leaf[int]
) -> list[Issue]:
    """Tell whether the joint review is through: by its own register, or else by the paper of it."""
    review = facts.review
    if review is None:
        return [
            recorded(facts.papers, Kind.VETTING_REPORT, report),
            *units_answered(facts, answers),
            *statements_answered(facts, statements),
        ]
    return [
        *everybody_answered_for(facts, answers),
        *statements_answered(facts, statements),
    ]


def everybody_answered_for(facts: VettingFacts, rule: Leaf[bool]) -> list[Issue]:
    """Tell whether every unit was asked about everybody who stands, and two persons of each replied.

    Silence is never consent: what is asked anew is open until it is answered anew.
    """
    review = facts.review
    if review is None:
        return []
    standing = [c.number for c in facts.candidates if c.stands]
    unasked = tuple(number for number in standing if number not in review.asked_of)
    missing = review.asked - review.answered
    return [
        requirement(
            "vetting.everybody_asked",
            rule,
            not unasked,
            {"persons": len(unasked), "candidates": len(standing)},
            fix="review",
            subjects=unasked,
        ),
        requirement(
            "vetting.questions_answered",
            rule,
            missing == 0 and review.asked > 0,
            {"asked": review.asked, "answered": review.answered, "missing": missing},
            fix="review",
        ),
    ]


def statements_answered(facts: VettingFacts, rule: Leaf[int]) -> list[Issue]:
    """Tell whether every statement and objection that was received is answered in writing.

    Whenever it came: late ones too, and where the joint review stands on paper alone.
    """
    waiting = facts.open_statements
    if waiting is None:
        return []
    return [
        requirement(
            "vetting.statements_answered", rule, waiting == 0, {"open": waiting}, fix="review"
        )
    ]


def objections_heard(facts: VettingFacts, profile: Profile, on: date) -> list[Issue]:
    """Tell whether the window in which anybody may object to the posted list is over.

    Whoever is posted later opens it again for the whole list: the newest posting counts.
    """
    rule, paper = profile.vetting.objection_days, facts.papers.find(Kind.CANDIDATES_NOTICE)
    posted_on = paper.posted_on if paper else None
    last = ObjectionWindow(rule.value, posted_on).last
    if posted_on is None or last is None:
        return []
    told: dict[str, Fact] = {"posted_on": posted_on, "days": rule.value, "last": last}
    first = last + timedelta(days=1)
    code = "vetting.objection_window_over"
    return [requirement(code, rule, on > last, told, lawful_from=first)]


def answers_in_date(facts: VettingFacts, profile: Profile, day: date) -> list[Issue]:
    """Tell whether every reply may still be relied on, on a day (动态联审)."""
    rule, review = profile.vetting.answers_valid_days, facts.review
    if review is None or review.oldest_on is None:
        return []
    last = valid_until(review.oldest_on, rule.value)
    told: dict[str, Fact] = {"oldest": review.oldest_on, "last": last, "days": rule.value}
    return [requirement("vetting.answers_in_date", rule, day <= last, told, fix="review")]


def units_answered(facts: VettingFacts, rule: Leaf[bool]) -> list[Issue]:
    """Tell whether all units that were asked have answered, by the figures of the paper."""
    told = facts.papers.figures(Kind.VETTING_REPORT, VettingFigures)
    if told is None:
        return []
    return [
        requirement(
            "vetting.units_answered",
            rule,
            told.units_answered == told.units and told.units > 0,
            {
                "units": told.units,
                "answered": told.units_answered,
                "missing": told.units - told.units_answered,
            },
            fix=f"paper:{Kind.VETTING_REPORT}",
        )
    ]


def still_examined(
    facts: VettingFacts,
    profile: Profile,
    day: date,
    rule: Leaf[bool],
    barred: str,
    elected: frozenset[int] = frozenset(),
) -> list[Issue]:
    """Tell whether what was concluded still holds when a later step is made.

    A unit asked anew that is silent is reminded of: policy does not hold up the villagers' vote.
    Once it has replied, the candidate needs a conclusion again; who is ``elected`` already does not.
    Silence lets no opinion count again that was set aside upon a statement, or is on other data.
    """
    if not any(c.stands for c in facts.candidates):
        return []
    waiting = facts.review.waiting if facts.review else frozenset[int]()
    return [
        everybody_concluded(facts, rule, waiting=waiting | elected),
        nobody_barred(facts, profile.vetting.four_classes, barred),
        *everybody_answered_for(facts, rule),
        *statements_answered(facts, profile.vetting.statement_days),
        *answers_in_date(facts, profile, day),
    ]


def everybody_concluded(
    facts: VettingFacts, rule: Leaf[bool], *, waiting: frozenset[int] = frozenset()
) -> Issue:
    """Tell whether everybody who stands has a conclusion; without one the fact is missing.

    One from before a unit was asked anew is none any more, but of those for whom it is waited.
    """
    standing = [c for c in facts.candidates if c.stands]
    outdated = facts.review.outdated - waiting if facts.review else frozenset[int]()
    without = tuple(
        c.number for c in standing if c.number not in facts.verdicts or c.number in outdated
    )
    return requirement(
        "vetting.everybody_concluded",
        rule,
        True if standing and not without else None,
        {"missing": len(without), "candidates": len(standing)},
        fix="verdicts",
        subjects=without,
    )


def nobody_barred(
    facts: VettingFacts, rule: Leaf[bool], code: str = "vetting.nobody_barred"
) -> Issue:
    """Tell whether nobody stands who by law may not be a candidate.

    Whom the election committee keeps by its own decision is told apart: it decides, not the county.
    """
    kept = facts.review.kept if facts.review else frozenset[int]()
    barred = tuple(
        c.number
        for c in facts.candidates
        if c.stands and facts.verdicts.get(c.number) is Conclusion.PROHIBITED
    )
    still = tuple(number for number in barred if number not in kept)
    if barred and not still:
        told: dict[str, Fact] = {"persons": len(barred)}
        issue = requirement("vetting.committee_keeps", rule, False, told, fix="review")
        return replace(issue, severity=Severity.WARNS, subjects=barred)
    return requirement(
        code,
        rule,
        not still,
        {"persons": len(still)},
        fix="candidates",
        subjects=still,
    )


def faults_of_bar(number: int, facts: VettingFacts, profile: Profile) -> list[Issue]:
    """Return why nobody is taken off the list as barred by a click (law-notes A2, 5.9).

    Where the joint review is kept here the decision upon an approved opinion takes him off; where it
    stands on paper, the conclusion that he is barred is on record first.
    """
    key = profile.vetting.four_classes.key
    if facts.review is not None:
        return [Issue(code="vetting.bar_by_decision", source_key=key)]
    if facts.verdicts.get(number) in (Conclusion.PROHIBITED, Conclusion.UNSUITABLE):
        is_bar = facts.verdicts[number] is Conclusion.PROHIBITED
        if is_bar or facts.election.track is Track.PARTY:
            return []
    return [Issue(code="vetting.bar_without_opinion", source_key=key)]


def issues_before_publish_candidates(
    facts: VettingFacts, profile: Profile, on: date
) -> list[Issue]:
    """The formal list hangs in time, names as many as stand, and leaves a choice."""
    rule = profile.vetting
    issues = posted(facts.papers, Kind.CANDIDATES_NOTICE, rule.by_election_committee)
    issues += differential(facts, profile) + not_too_many(facts, profile)
    issues.append(everybody_concluded(facts, rule.by_election_committee))
    issues.append(one_post_each(facts, profile))
    issues.append(nobody_barred(facts, rule.four_classes))
    issues += everybody_answered_for(facts, rule.all_units_answer)
    issues += statements_answered(facts, rule.statement_days)
    told = facts.papers.figures(Kind.CANDIDATES_NOTICE, PersonsFigures)
    standing = sum(c.stands for c in facts.candidates)
    if told:
        issues.append(
            requirement(
                "vetting.list_names_all",
                rule.by_election_committee,
                told.persons == standing,
                {"persons": told.persons, "candidates": standing},
                fix=f"paper:{Kind.CANDIDATES_NOTICE}",
            )
        )
    latest = last_day(facts.election.election_on, rule.publish_before_days)
    first = facts.election.listed_on
    late = posted_by(facts.papers, Kind.CANDIDATES_NOTICE, rule.publish_before_days, latest)
    if late and first and first <= latest:
        # the list hung in time; who follows by votes afterwards does not set its days going anew
        days: dict[str, Fact] = {"first": first, "latest": latest}
        late = requirement("vetting.listed_in_time", rule.publish_before_days, True, days)
    return [*issues, late] if late else issues
