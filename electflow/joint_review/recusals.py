"""Recusal: whom a reviewer may not judge, stated before he answers and enforced when he does.

Kin of the Civil Servants Law (arts. 74, 76) reach further than the near relatives of the Civil Code;
that nobody judges people of his own village is a rule of the house.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.db import keyring_of
from electflow.errors import Forbidden, InputRefused, NotFound
from electflow.ids import new_id
from electflow.issues import Issue
from electflow.joint_review.model import Recusal
from electflow.joint_review.questions import RecusalFacts
from electflow.joint_review.terms import RecusalGround
from electflow.people import service as people
from electflow.people.model import KinRow
from electflow.people.terms import Kinship

_GROUND_OF = {
    Kinship.SPOUSE: RecusalGround.SPOUSE,
    Kinship.SIBLING: RecusalGround.COLLATERAL,
    **dict.fromkeys(
        (Kinship.PARENT, Kinship.CHILD, Kinship.GRANDPARENT, Kinship.GRANDCHILD),
        RecusalGround.LINEAL,
    ),
}
"""What a kinship of the register is among the grounds of the Civil Servants Law (art. 74)."""


def recusals_of(session: Session, county: str, official_id: int) -> list[RecusalFacts]:
    """Return whom an official may not judge, in one query."""
    return recusals_of_all(session, county, [official_id]).get(official_id, [])


def recusals_of_all(
    session: Session, county: str, officials: Collection[int]
) -> dict[int, list[RecusalFacts]]:
    """Return whom each of some officials may not judge, in one query.

    Who is a candidate himself may not judge those either whom the register of kinship joins to him by
    a confirmed entry; that is a second query, and only where there is such an official.
    """
    rows = session.scalars(
        select(Recusal).where(
            Recusal.county == county,
            Recusal.official_id.in_(officials),
            Recusal.ended_by.is_(None),
        )
    )
    found: dict[int, list[RecusalFacts]] = {}
    for r in rows:
        told = RecusalFacts(RecusalGround(r.ground), r.person_id, r.village)
        found.setdefault(r.official_id, []).append(told)
    himself = {
        (told.person_id, official)
        for official, stated in found.items()
        for told in stated
        if told.ground is RecusalGround.SELF and told.person_id is not None
    }
    kin = _kin_of(session, county, {person for person, _ in himself}) if himself else {}
    for person, official in sorted(himself):
        found[official] += kin.get(person, [])
    return found


def _kin_of(
    session: Session, county: str, persons: Collection[int]
) -> dict[int, list[RecusalFacts]]:
    """Return of whom some persons are near kin by confirmed entries of the register, in one query."""
    rows = session.execute(
        select(KinRow.a, KinRow.b, KinRow.kinship)
        .where(KinRow.county == county)
        .where(or_(KinRow.a.in_(persons), KinRow.b.in_(persons)))
        .where(KinRow.confirmed_by.is_not(None), KinRow.is_refuted.is_(False))
        .order_by(KinRow.id)
    )
    found: dict[int, list[RecusalFacts]] = {}
    for a, b, kinship in rows:
        for one, other in ((a, b), (b, a)):
            if one in persons:
                ground = _GROUND_OF[Kinship(kinship)]
                found.setdefault(one, []).append(RecusalFacts(ground, other))
    return found


def state(
    act: Act,
    official_id: int,
    *,
    ground: RecusalGround,
    person_id: int | None = None,
    village: str = "",
    source: str = "",
) -> Recusal:
    """Record that an official may not judge a person, or the people of a village.

    Raises InputRefused; stated twice it is refused by name.
    """
    is_village = ground is RecusalGround.SAME_VILLAGE
    issues = []
    if (is_village and not village) or (not is_village and person_id is None):
        issues.append(Issue(code="vetting.recusal_of_whom", source_key=""))
    wanted = RecusalFacts(ground, None if is_village else person_id, village if is_village else "")
    if wanted in recusals_of(act.session, act.actor.county, official_id):
        issues.append(Issue(code="vetting.recusal_stated", source_key=""))
    if official_id != act.actor.official_id and not source.strip():
        issues.append(Issue(code="kinship.source_missing", source_key=""))
    if issues:
        raise InputRefused(issues)
    row = Recusal(
        county=act.actor.county,
        id=new_id(act.at),
        official_id=official_id,
        ground=ground.value,
        person_id=wanted.person_id,
        village=wanted.village,
        sealed_source=keyring_of(act.session).seal(source.strip()),
        stated_by=act.actor.official_id,
        stated_at=act.at,
    )
    act.session.add(row)
    audit.record(
        act,
        "recusal:state",
        f"official:{official_id}",
        # the source tells of a family: it stays sealed in the register
        data={"recusal": str(row.id), "ground": ground.value, "village": wanted.village},
    )
    return row


def end(act: Act, recusal_id: int, reason: str) -> None:
    """Record that a recusal was stated in error; neither who stated it nor the official himself may.

    Raises NotFound, Forbidden or InputRefused.
    """
    row = act.session.get(
        Recusal, (act.actor.county, recusal_id), with_for_update=True, populate_existing=True
    )
    if row is None or row.ended_by is not None:
        raise NotFound(f"recusal {recusal_id}")
    if act.actor.official_id in (row.stated_by, row.official_id):
        raise Forbidden(f"recusal {recusal_id}: another person ends it")
    if not reason.strip():
        raise InputRefused([Issue(code="document.reason_missing", source_key="")])
    row.ended_by = act.actor.official_id
    audit.record(
        act,
        "recusal:end",
        f"official:{row.official_id}",
        data={"recusal": str(recusal_id)},
        words={"reason": reason},
    )


@dataclass(frozen=True)
class RecusalLine:
    """A line of the register of recusals."""

    id: int
    official_id: int
    ground: RecusalGround
    person: str
    village: str
    source: str
    stated_by: int


def list_recusals(
    session: Session, county: str, official_id: int | None = None
) -> list[RecusalLine]:
    """Return the recusals in force, of one official or of the county, in two queries."""
    query = select(Recusal).where(Recusal.county == county, Recusal.ended_by.is_(None))
    if official_id is not None:
        query = query.where(Recusal.official_id == official_id)
    rows = session.scalars(query.order_by(Recusal.id)).all()
    names = people.named(session, county, [r.person_id for r in rows if r.person_id])
    unseal = keyring_of(session).unseal
    return [
        RecusalLine(
            r.id,
            r.official_id,
            RecusalGround(r.ground),
            names[r.person_id].name if r.person_id else "",
            r.village,
            unseal(r.sealed_source),
            r.stated_by,
        )
        for r in rows
    ]
