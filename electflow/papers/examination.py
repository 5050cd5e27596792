"""What the papers of the examination say: the opinion to the election committee, the letter to a person."""

from typing import Any

from electflow.clock import day_of
from electflow.joint_review.model import Opinion
from electflow.joint_review.opinions import approved_opinions
from electflow.joint_review.terms import Conclusion
from electflow.papers.case import Case, day
from electflow.people import service as people
from electflow.people.service import Named
from electflow.stages import Track


def opinion(case: Case) -> dict[str, Any] | None:
    """Return what the county tells the election committee of its candidates (law-notes A2).

    Conclusion and class of reason, never what a unit found or who told it.
    """
    told = _approved(case)
    if not told:
        return None
    return {
        "lines": [
            {
                "name": person.name,
                "post": case.wording.label("post", post),
                "conclusion": case.wording.conclusion(Track.COMMITTEE, found.conclusion),
                "reason": case.wording.label("reason_class", found.reason_class),
                "number": found.number,
            }
            for found, person, post in told
        ],
        "approved_on": day(
            max(day_of(found.approved_at) for found, _, _ in told if found.approved_at)
        ),
    }


def letters(case: Case) -> dict[str, Any] | None:
    """Return the letters to those who are barred by law: what was concluded, and until when they answer.

    What is held against a person is written in by hand: it is sealed here, and stands in no print.
    """
    barred = [told for told in _approved(case) if told[0].conclusion == Conclusion.PROHIBITED]
    if not barred:
        return None
    return {
        "days": case.dossier.profile.vetting.statement_days.value,
        "letters": [
            {
                "name": person.name,
                "post": case.wording.label("post", post),
                "number": found.number,
                "conclusion": case.wording.conclusion(Track.COMMITTEE, found.conclusion),
            }
            for found, person, post in barred
        ],
    }


def _approved(case: Case) -> list[tuple[Opinion, Named, str]]:
    """Return the opinions in force on who is on the list or follows, in the order of the list.

    One that was set aside upon a statement, or is out of date, is told to nobody any more.
    """
    review = case.dossier.review
    lapsed = review.lapsed if review else frozenset[int]()
    there = [c for c in case.dossier.candidates if c.may_stand and c.number not in lapsed]
    found = approved_opinions(case.session, case.election)
    named = people.named(case.session, case.election.county, {c.person_id for c in there})
    return [(found[c.number], named[c.person_id], c.post.value) for c in there if c.number in found]
