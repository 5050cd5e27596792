"""For which unit an official speaks, and where: the one test behind every question that he may see."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_

from electflow.access.terms import GRANTS, TRACK_OF_ROLE, Role
from electflow.act import Actor
from electflow.campaign.model import Election
from electflow.joint_review.model import AskedUnit, Question
from electflow.joint_review.terms import Round
from electflow.stages import Track

_LEVELS = {
    Role.TOWNSHIP_CLERK: (Round.TOWNSHIP, Round.VILLAGE),
    Role.TOWNSHIP_APPROVER: (Round.TOWNSHIP, Round.VILLAGE),
    Role.VILLAGE_CLERK: (Round.VILLAGE,),
    Role.BRANCH_CLERK: (Round.VILLAGE,),
}


@dataclass(frozen=True)
class Seat:
    """A place at the table: a unit of the county, or the level of a township or village."""

    region: str
    unit: str = ""
    level: Round = Round.COUNTY
    track: Track | None = None

    def holds(self, question: Question, asked_in: Round, track: Track) -> bool:
        """Tell whether a question is put to this seat."""
        if not question.village.startswith(self.region) or self.track not in (None, track):
            return False
        return question.unit == self.unit if self.unit else asked_in is self.level


def seats_of(actor: Actor, permission: str) -> tuple[Seat, ...]:
    """Return the seats that an actor's roles give him for a permission."""
    seats: list[Seat] = []
    for grant in actor.grants:
        role = Role(grant.role)
        if permission not in GRANTS[role]:
            continue
        if role in (Role.UNIT_OPERATOR, Role.UNIT_LEADER):
            seats += [Seat(grant.region, grant.unit)] if grant.unit else []
            continue
        track = TRACK_OF_ROLE.get(role)
        seats += [Seat(grant.region, "", level, track) for level in _LEVELS.get(role, ())]
    return tuple(dict.fromkeys(seats))


def put_to(seats: Iterable[Seat]) -> ColumnElement[bool]:
    """Return the condition by which a query over questions keeps to some seats.

    The query joins ``AskedUnit`` and ``Election``.
    """
    rows: list[ColumnElement[bool]] = []
    for seat in seats:
        inside = Question.village.startswith(seat.region, autoescape=True)
        if seat.unit:
            rows.append(inside & (Question.unit == seat.unit))
            continue
        here = inside & (AskedUnit.round == seat.level.value)
        rows.append(here if seat.track is None else here & (Election.track == seat.track.value))
    return or_(*rows) if rows else false()
