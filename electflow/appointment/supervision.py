"""Forming the village supervisory committee (村务监督委员会): who may sit in it, and whether he was examined.

Source: VCOL 2025, art. 37. That its members are examined beforehand is policy, and how many they are
is guidance (2017): both remind.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from electflow.documents.rules import requirement
from electflow.issues import Fact, Issue
from electflow.joint_review.terms import Conclusion, ReviewFacts
from electflow.nomination.terms import CandidateFacts
from electflow.people.terms import KinFacts
from electflow.profile.model import Leaf, Profile


@dataclass(frozen=True)
class SupervisionFacts:
    """Who is proposed, what is known of them, and who sits in the villagers' committee.

    ``spoken`` are those of whom a statement or an objection has no answer.
    """

    proposed: tuple[CandidateFacts, ...]
    verdicts: Mapping[int, Conclusion]
    review: ReviewFacts | None
    spoken: frozenset[int]
    members: frozenset[int]
    kin: tuple[KinFacts, ...]

    def chosen(self, numbers: Collection[int]) -> list[CandidateFacts]:
        """Return those of some numbers who stand."""
        return [c for c in self.proposed if c.number in numbers and c.stands]


def faults_of_proposed(person_id: int, facts: SupervisionFacts, profile: Profile) -> list[Issue]:
    """Return why somebody cannot sit in it: a member of the committee, or near kin of one (art. 37)."""
    rule = profile.after.supervisory_committee_days
    found = []
    if person_id in facts.members:
        found.append(requirement("supervision.no_member", rule, False, {"persons": 1}))
    if any(kin.is_confirmed for kin in _kin_of({person_id}, facts)):
        found.append(requirement("supervision.no_kin", rule, False, {"persons": 1}))
    return found


def issues_before_forming(
    numbers: Collection[int], facts: SupervisionFacts, profile: Profile
) -> list[Issue]:
    """Return the checklist of forming it of those chosen: the law's bars, and what is known of them."""
    rule, review = profile.after.supervisory_committee_days, profile.vetting.all_units_answer
    chosen = facts.chosen(numbers)
    persons = {c.person_id: c.number for c in chosen}
    members = tuple(n for person, n in persons.items() if person in facts.members)
    pairs = _kin_of(persons, facts)
    related = tuple(
        sorted({n for p, n in persons.items() for k in pairs if k.is_confirmed and p in (k.a, k.b)})
    )
    unsure = sum(not pair.is_confirmed for pair in pairs)
    outdated = facts.review.outdated if facts.review else frozenset[int]()
    kept = facts.review.kept if facts.review else frozenset[int]()
    without = tuple(
        c.number for c in chosen if c.number not in facts.verdicts or c.number in outdated
    )
    spoken = tuple(c.number for c in chosen if c.number in facts.spoken)
    against = tuple(
        c.number
        for c in chosen
        if facts.verdicts.get(c.number) in (Conclusion.PROHIBITED, Conclusion.UNSUITABLE)
        and c.number not in kept
    )
    return [
        requirement(
            "supervision.chosen_stand",
            rule,
            True if chosen and len(chosen) == len(set(numbers)) else None,
            {"persons": len(chosen), "chosen": len(set(numbers))},
        ),
        _number(len(set(numbers)), profile),
        _persons("supervision.no_member", rule, members),
        _persons("supervision.no_kin", rule, related),
        requirement(
            "kinship.confirmed", profile.house.kinship_confirmed, unsure == 0, {"pairs": unsure}
        ),
        _persons("supervision.concluded", review, without),
        requirement(
            "vetting.statements_answered",
            profile.vetting.statement_days,
            not spoken,
            {"open": len(spoken)},
            subjects=spoken,
        ),
        _persons("supervision.not_against", review, against),
    ]


def _persons(code: str, rule: Leaf[int] | Leaf[bool], numbers: tuple[int, ...]) -> Issue:
    told: dict[str, Fact] = {"persons": len(numbers)}
    return requirement(code, rule, not numbers, told, subjects=numbers)


def _number(persons: int, profile: Profile) -> Issue:
    """Return whether as many sit in it as is usual: guidance, no law says how many."""
    least = profile.after.supervisory_committee_least
    most = profile.after.supervisory_committee_most
    is_more = bool(most.value) and persons > most.value
    told: dict[str, Fact] = {"persons": persons, "least": least.value, "most": most.value}
    holds = not persons or not (persons < least.value or is_more)
    return requirement("supervision.number", most if is_more else least, holds, told)


def _kin_of(persons: Collection[int], facts: SupervisionFacts) -> list[KinFacts]:
    """Return the kinships between some persons and members of the committee."""
    return [
        kin
        for kin in facts.kin
        if (kin.a in persons and kin.b in facts.members)
        or (kin.b in persons and kin.a in facts.members)
    ]
