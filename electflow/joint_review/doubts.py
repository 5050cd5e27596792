"""Reviewers who bear the name of a candidate, or of somebody whom the register calls his near kin.

An account holds a name and no ID number: that names are equal proves nothing and locks nobody. It is
told beforehand, and whoever it concerns states his recusal or says that it is another person.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from electflow.access.service import bare_name
from electflow.campaign.model import Campaign, Election
from electflow.joint_review.questions import recused_by
from electflow.joint_review.recusals import recusals_of_all
from electflow.people import service as people
from electflow.people.model import KinRow
from electflow.people.terms import Kinship


@dataclass(frozen=True)
class Doubt:
    """An official of the same name as a candidate, or, with ``kinship``, as a relative of his.

    ``kinship`` is what the register says the one is to the other, confirmed or not.
    """

    official_id: int
    person_id: int
    name: str
    kinship: Kinship | None = None


def doubts_of(
    session: Session, campaign: Campaign, officials: Mapping[int, str], persons: Mapping[int, str]
) -> list[Doubt]:
    """Return who of some officials bears the name of one of some candidates, or of his near kin.

    Both come with their names. Left out is who is recused from that person already.
    """
    bearing: dict[str, list[int]] = defaultdict(list)
    for official_id, name in officials.items():
        bearing[_told_name(name)].append(official_id)
    bearing.pop("", None)
    found = [
        Doubt(official_id, person, name)
        for person, name in persons.items()
        for official_id in bearing.get(_told_name(name), ())
    ]
    kin = _kin_in(session, campaign, persons) if bearing else {}
    names = people.named(session, campaign.county, {other for other, _ in kin}) if kin else {}
    for (other, person), kinship in kin.items():
        name = names[other].name
        found += [Doubt(i, person, name, kinship) for i in bearing.get(_told_name(name), ())]
    if not found:
        return []
    stated = recusals_of_all(session, campaign.county, {doubt.official_id for doubt in found})
    return [
        doubt
        for doubt in found
        if recused_by(stated.get(doubt.official_id, ()), doubt.person_id, "") is None
    ]


def _told_name(name: str) -> str:
    """Return a name as two are compared: without spaces and what an account adds in brackets."""
    return bare_name(name).partition("（")[0].partition("(")[0]


def _kin_in(
    session: Session, campaign: Campaign, persons: Mapping[int, str]
) -> dict[tuple[int, int], Kinship]:
    """Return who is said to be near kin of which of some candidates, in one query."""
    rows = session.execute(
        select(KinRow.a, KinRow.b, KinRow.kinship)
        .join(Election, (Election.county == KinRow.county) & (Election.id == KinRow.election_id))
        .where(KinRow.county == campaign.county, Election.campaign_id == campaign.id)
        .where(KinRow.is_refuted.is_(False))
        .order_by(KinRow.id)
    )
    found: dict[tuple[int, int], Kinship] = {}
    for a, b, kinship in rows:
        for one, other in ((a, b), (b, a)):
            if other in persons:
                found[one, other] = Kinship(kinship)
    return found
