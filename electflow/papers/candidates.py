"""What the papers of nomination and of proxies say (series 7, 9, 13, slips)."""

from typing import Any

from electflow.documents.terms import (
    Kind,
    MethodFigures,
)
from electflow.joint_review.objecting import ObjectionWindow
from electflow.nomination.terms import in_order
from electflow.papers.case import Case, day
from electflow.people import service as people
from electflow.people.name_order import stroke_key
from electflow.voting import queries as voting
from electflow.workflow.poll_day import poll_on_of


def nomination(case: Case) -> dict[str, Any] | None:
    """Return what the notice of nomination says."""
    if case.dossier.papers.find(Kind.NOMINATION_NOTICE) is None:
        return None
    seats = [
        f"{case.wording.label('post', post)}{n}名"
        for post, n in case.dossier.election.seats.items()
    ]
    method = case.dossier.papers.figures(Kind.ELECTION_METHOD, MethodFigures)
    is_kept = case.dossier.profile.result.women_mode.value == "reserved"
    kept = (
        f"，其中妇女名额{method.women_seats}名" if method and is_kept and method.women_seats else ""
    )
    return {
        "seats": "、".join(seats) + kept,
        "one_post": case.dossier.profile.nomination.one_post.blocks,
    }


def candidates(case: Case) -> dict[str, Any] | None:
    """Return what the list of formal candidates says: by votes, equal ones by strokes."""
    standing = [c for c in case.dossier.candidates if c.stands]
    paper = case.dossier.papers.find(Kind.CANDIDATES_NOTICE)
    if paper is None or not standing:
        return None
    days = case.dossier.profile.vetting.objection_days.value
    named = people.named(case.session, case.election.county, {c.person_id for c in standing})
    rule = case.dossier.profile.nomination
    strokes = {
        person: stroke_key(there.name, rule.name_order.value == "surname")
        for person, there in named.items()
    }
    ordered = in_order(standing, rule.order_by.value, strokes)
    return {
        "posts": [
            {
                "post": case.wording.label("post", post),
                "seats": n,
                "names": "、".join(named[c.person_id].name for c in ordered if c.post is post),
            }
            for post, n in case.dossier.election.seats.items()
        ],
        "objection_days": days,
        "last_day": day(ObjectionWindow(days, paper.posted_on).last),
    }


def proxies(case: Case) -> dict[str, Any] | None:
    """Return what the list of proxies says: names only."""
    slips = voting.slips_in_force(case.session, case.election)
    if not slips:
        return None
    return {
        "principals": len(slips),
        "most": case.dossier.profile.poll.proxy_most.value,
        "slips": [
            {"number": at, "principal": slip.principal, "proxy": slip.proxy}
            for at, slip in enumerate(slips, 1)
        ],
    }


def slips(case: Case) -> dict[str, Any] | None:
    """Return what each proxy slip says."""
    slips = voting.slips_in_force(case.session, case.election)
    if not slips:
        return None
    return {
        "poll_on": day(poll_on_of(case.dossier)),
        "slips": [
            {
                "number": slip.number,
                "principal": slip.principal,
                "principal_group": slip.principal_group,
                "proxy": slip.proxy,
                "proxy_group": slip.proxy_group,
                "relation": case.wording.label("kin", slip.relation),
                "reason": slip.reason,
                "applied_on": day(slip.applied_on),
            }
            for slip in slips
        ],
    }
