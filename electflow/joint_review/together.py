"""Opinions on many candidates of whom nothing was found: drafted, checked, approved over a named list.

The three persons stay three persons; what is done together is only what each would do one by one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, cast, func, select, tuple_, update
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.campaign.model import Campaign, Election
from electflow.db import keyring_of
from electflow.errors import InputRefused
from electflow.ids import new_id
from electflow.issues import Issue
from electflow.joint_review.adoption import checklists_of
from electflow.joint_review.grounds import Grounds, sealed, tell_opinion
from electflow.joint_review.joins import in_force, newest_upheld, of_candidate, units_asked
from electflow.joint_review.model import Batch, MeetingRuling, Opinion, Question, Reply, Statement
from electflow.joint_review.terms import (
    Answer,
    Conclusion,
    OpinionStanding,
    ReasonClass,
)
from electflow.joint_review.turns import REVIEWED, takes_turn
from electflow.nomination.model import Candidate
from electflow.nomination.terms import Standing
from electflow.people.model import Person
from electflow.stages import Track

MOST = 500
Key = tuple[int, int]


@dataclass(frozen=True)
class Passing:
    """A candidate of whom every unit replied, by two persons, that it found nothing."""

    election: Election
    number: int
    name: str
    units: int
    newest: int
    opinion: Opinion | None

    @property
    def key(self) -> str:
        """Return how a form names him."""
        return f"{self.election.id}:{self.number}"


def passing(
    session: Session,
    campaign: Campaign,
    only: Collection[Key] | None = None,
    *,
    most: int = MOST,
) -> list[Passing]:
    """Return those of whom nothing was found and who have not spoken, with the last opinion.

    Three queries, however many they are. Who has an opinion in force since he was asked is left
    out, on whom a joint meeting ruled since, and who is not examined in the stage in which his
    election stands.
    """
    is_clean = Reply.confirmed_by.is_not(None) & (Reply.answer == Answer.CLEAN.value)
    clean = (
        select(
            Question.election_id,
            Question.candidate,
            func.count().label("asked"),
            func.max(Question.id).label("newest"),
            func.max(Batch.checklist_id).label("checklist_id"),
        )
        .join(Batch, (Batch.county == Question.county) & (Batch.id == Question.batch_id))
        .join(Candidate, of_candidate())
        .outerjoin(Reply, in_force())
        .where(Question.county == campaign.county, Question.campaign_id == campaign.id)
        .where(Question.is_latest.is_(True), Candidate.standing == Standing.NOMINATED.value)
        .group_by(Question.election_id, Question.candidate)
        .having(func.count() == func.sum(cast(is_clean, Integer)))
        .subquery()
    )
    spoken = (
        select(Statement.number)
        .where(Statement.county == campaign.county, Statement.ruling == "")
        .where(Statement.election_id == clean.c.election_id)
        .where(Statement.candidate == clean.c.candidate)
        .exists()
    )
    concluded = (
        select(Opinion.id)
        .where(Opinion.county == campaign.county, Opinion.election_id == clean.c.election_id)
        .where(Opinion.candidate == clean.c.candidate, Opinion.id > clean.c.newest)
        .where(Opinion.id > newest_upheld(Opinion.county, clean.c.election_id, clean.c.candidate))
        .where(Opinion.standing == OpinionStanding.APPROVED.value)
        .exists()
    )
    ruled = (
        select(MeetingRuling.id)
        .where(MeetingRuling.county == campaign.county)
        .where(MeetingRuling.election_id == clean.c.election_id)
        .where(MeetingRuling.candidate == clean.c.candidate)
        .where(MeetingRuling.id > clean.c.newest)
        .exists()
    )
    query = (
        select(
            Election,
            clean.c.candidate,
            clean.c.asked,
            clean.c.newest,
            clean.c.checklist_id,
            Person.sealed_name,
        )
        .join(
            Candidate,
            (Candidate.election_id == clean.c.election_id)
            & (Candidate.number == clean.c.candidate),
        )
        .join(Person, (Person.county == Candidate.county) & (Person.id == Candidate.person_id))
        .join(
            Election, (Election.county == Candidate.county) & (Election.id == Candidate.election_id)
        )
        .where(Candidate.county == campaign.county, takes_turn(REVIEWED))
        .where(~spoken, ~concluded, ~ruled)
        .order_by(Election.village, Election.id, clean.c.candidate)
    )
    if only is not None:
        query = query.where(tuple_(clean.c.election_id, clean.c.candidate).in_(sorted(only)))
    rows = session.execute(query).all()
    lists = checklists_of(session, campaign.county, {row.checklist_id for row in rows})
    # a round that has not begun is silent: all units of all rounds must have replied
    units = units_asked(session, campaign.county, {row[0].id for row in rows})
    whole = [
        row
        for row in rows
        if units[row[0].id, row[1]].issuperset(
            unit.code for unit in lists[row.checklist_id].asked_units(Track(row[0].track))
        )
    ][:most]
    last = _last_opinions(session, campaign.county, [(row[0].id, row[1]) for row in whole])
    unseal = keyring_of(session).unseal
    return [
        Passing(election, number, unseal(name), asked, newest, last.get((election.id, number)))
        for election, number, asked, newest, _, name in whole
    ]


def _last_opinions(session: Session, county: str, keys: Sequence[Key]) -> dict[Key, Opinion]:
    if not keys:
        return {}
    rows = session.scalars(
        select(Opinion)
        .where(Opinion.county == county)
        .where(tuple_(Opinion.election_id, Opinion.candidate).in_(keys))
        .order_by(Opinion.id)
    )
    return {(row.election_id, row.candidate): row for row in rows}


def draft_together(
    act: Act, campaign: Campaign, keys: Collection[Key], number: str
) -> list[Opinion]:
    """Draft that nothing was found, of everybody chosen; one who does not pass refuses the whole.

    Raises InputRefused; then nothing has changed.
    """
    found = _chosen(act, campaign, keys)
    issues = []
    under_way = [p for p in found if p.opinion and p.opinion.standing in _UNDER_WAY]
    if under_way:
        facts = {"persons": len(under_way)}
        issues.append(Issue(code="vetting.opinions_under_way", source_key="", facts=facts))
    if not number.strip():
        issues.append(Issue(code="vetting.number_missing", source_key=""))
    if issues:
        raise InputRefused(issues)
    made = [
        Opinion(
            county=campaign.county,
            id=new_id.after(act.at, p.newest, p.opinion.id if p.opinion else None),
            election_id=p.election.id,
            candidate=p.number,
            campaign_id=campaign.id,
            conclusion=Conclusion.PASS.value,
            reason_class=ReasonClass.NONE.value,
            sealed_grounds=sealed(act.session, Grounds()),
            number=number.strip(),
            standing=OpinionStanding.DRAFTED.value,
            drafted_by=act.actor.official_id,
            drafted_at=act.at,
        )
        for p in found
    ]
    act.session.add_all(made)
    _tell(act, "opinion:draft", found, made)
    return made


_UNDER_WAY = (OpinionStanding.DRAFTED.value, OpinionStanding.CHECKED.value)


def check_together(act: Act, campaign: Campaign, keys: Collection[Key]) -> list[Opinion]:
    """Check drafted opinions of everybody chosen, as another than who drafted them."""
    found, made = _under_way(act, campaign, keys, OpinionStanding.DRAFTED)
    if any(act.actor.official_id == o.drafted_by for o in made):
        raise InputRefused([Issue(code="access.own_act", source_key="house.two_persons")])
    act.session.execute(
        update(Opinion)
        .where(Opinion.county == campaign.county, Opinion.id.in_([o.id for o in made]))
        .values(
            standing=OpinionStanding.CHECKED.value,
            checked_by=act.actor.official_id,
            checked_at=act.at,
        )
    )
    _tell(act, "opinion:check", found, made)
    return made


def approve_together(act: Act, campaign: Campaign, keys: Collection[Key]) -> list[Opinion]:
    """Approve checked opinions of everybody chosen, as a third person, if nothing was found since."""
    found, made = _under_way(act, campaign, keys, OpinionStanding.CHECKED)
    if any(act.actor.official_id in (o.drafted_by, o.checked_by) for o in made):
        raise InputRefused([Issue(code="access.own_act", source_key="house.two_persons")])
    act.session.execute(
        update(Opinion)
        .where(Opinion.county == campaign.county, Opinion.id.in_([o.id for o in made]))
        .values(
            standing=OpinionStanding.APPROVED.value,
            approved_by=act.actor.official_id,
            approved_at=act.at,
        )
    )
    _tell(act, "opinion:approve", found, made)
    return made


def _chosen(act: Act, campaign: Campaign, keys: Collection[Key]) -> list[Passing]:
    """Return everybody chosen as they stand now; one who does not pass refuses the whole."""
    if not keys:
        raise InputRefused([Issue(code="vetting.nothing_chosen", source_key="")])
    if len(keys) > MOST:
        facts = {"persons": len(keys), "most": MOST}
        raise InputRefused([Issue(code="vetting.too_many_chosen", source_key="", facts=facts)])
    found = passing(act.session, campaign, keys)
    if len(found) < len(set(keys)):
        facts = {"persons": len(set(keys)) - len(found)}
        raise InputRefused([Issue(code="vetting.not_passing", source_key="", facts=facts)])
    return found


def _under_way(
    act: Act, campaign: Campaign, keys: Collection[Key], standing: OpinionStanding
) -> tuple[list[Passing], list[Opinion]]:
    found = _chosen(act, campaign, keys)
    made = [
        p.opinion
        for p in found
        if p.opinion
        and p.opinion.standing == standing.value
        and p.opinion.conclusion == Conclusion.PASS.value
        # a unit asked since then has replied to another question
        and p.opinion.id > p.newest
    ]
    if len(made) < len(found):
        facts = {"persons": len(found) - len(made)}
        raise InputRefused([Issue(code="vetting.not_passing", source_key="", facts=facts)])
    return found, made


def _tell(act: Act, action: str, found: Sequence[Passing], made: Sequence[Opinion]) -> None:
    """Write an event for each opinion; only an approved one stands in its election's own trail."""
    for p, opinion in zip(found, made, strict=True):
        tell_opinion(act, action, p.election, opinion)
