"""Who sat in a joint meeting, by name, and who steps aside from a case (回避).

The names are those of officials of the county: the county alone reads them, and no event holds them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from electflow.access import service as access
from electflow.access.service import bare_name
from electflow.act import Act
from electflow.db import keyring_of
from electflow.issues import Fact, Issue
from electflow.joint_review.model import Meeting, MeetingSeat
from electflow.joint_review.questions import RecusalFacts, recusals_in_force, recused_by
from electflow.joint_review.recusals import recusals_of_all
from electflow.joint_review.terms import Attendance, Attending, RecusalGround
from electflow.profile.model import Profile

LEAST_UNITS = 2
"""How many units make a meeting a joint one, and how many must vote on a case."""


@dataclass(frozen=True)
class Invited:
    """Somebody who was invited to a meeting; ``is_named`` is false where no name was kept then."""

    number: int
    unit: str
    standing: Attendance
    name: str = ""
    post: str = ""
    is_chair: bool = False
    keeps_minutes: bool = False
    officials: tuple[int, ...] = ()
    is_named: bool = True

    @property
    def is_present(self) -> bool:
        """Tell whether he came."""
        return self.standing is Attendance.PRESENT

    @property
    def votes(self) -> bool:
        """Tell whether he has a vote: one for each unit that came."""
        return self.is_present and bool(self.unit)

    @property
    def has_duty(self) -> bool:
        """Tell whether he chairs or keeps the minutes."""
        return self.is_chair or self.keeps_minutes


def faults_of_attendance(
    attending: Sequence[Attending], chaired_by: str, minuted_by: str
) -> list[Issue]:
    """Return what is wrong with who was invited and who came, all at once."""
    issues = []

    def refuse(code: str, **facts: Fact) -> None:
        issues.append(Issue(code=code, source_key="", facts=facts))

    present = [a for a in attending if a.standing is Attendance.PRESENT]
    if not present:
        refuse("vetting.nobody_present")
    elif len(present) < LEAST_UNITS:
        refuse("vetting.meeting_of_one")
    if unnamed := sum(not (a.name.strip() and a.post.strip()) for a in present):
        refuse("vetting.attendee_unnamed", units=unnamed)
    if len({a.unit for a in attending}) < len(attending):
        refuse("vetting.unit_twice")
    names = [bare_name(a.name) for a in present if a.name.strip()]
    if twice := len(names) - len(set(names)):
        refuse("vetting.attendee_twice", persons=twice)
    away = {bare_name(a.name) for a in attending if a.standing is not Attendance.PRESENT}
    if {bare_name(chaired_by), bare_name(minuted_by)} & (away - {""}):
        refuse("vetting.duty_of_absent")
    return issues


def seated(
    act: Act, attending: Sequence[Attending], chaired_by: str, chair_post: str, minuted_by: str
) -> list[Invited]:
    """Return the rows of a meeting: each unit's person, then who chaired or wrote and speaks for none."""
    rows = [
        Invited(n, a.unit, a.standing, a.name.strip(), a.post.strip())
        for n, a in enumerate(attending, 1)
    ]
    at = _place_of(rows, chaired_by, chair_post)
    rows[at] = replace(rows[at], is_chair=True)
    at = _place_of(rows, minuted_by, "")
    rows[at] = replace(rows[at], keeps_minutes=True)
    known = access.ids_named(
        act.session, act.actor.county, {bare_name(r.name) for r in rows} - {""}
    )
    return [replace(r, officials=tuple(known.get(bare_name(r.name), ()))) for r in rows]


def _place_of(rows: list[Invited], name: str, post: str) -> int:
    """Return where somebody of this name sits; who speaks for no unit gets a row of his own."""
    for at, row in enumerate(rows):
        if row.is_present and bare_name(row.name) == bare_name(name):
            return at
    rows.append(Invited(len(rows) + 1, "", Attendance.PRESENT, name.strip(), post.strip()))
    return len(rows) - 1


def keep_seats(act: Act, meeting: Meeting, rows: Sequence[Invited]) -> str:
    """Keep who was invited to a meeting, and return a keyed digest of it that tells nobody who."""
    keyring = keyring_of(act.session)
    act.session.flush()
    for row in rows:
        act.session.add(
            MeetingSeat(
                county=meeting.county,
                meeting_id=meeting.id,
                number=row.number,
                unit=row.unit,
                standing=row.standing.value,
                sealed_name=keyring.seal(row.name),
                post=row.post,
                is_chair=row.is_chair,
                keeps_minutes=row.keeps_minutes,
                officials=list(row.officials),
            )
        )
    told = [
        f"{r.number}:{r.unit}:{r.standing}:{r.name}:{r.post}:{r.is_chair:d}{r.keeps_minutes:d}"
        for r in rows
    ]
    return keyring.digest("\n".join(told)).hex()


def seats_at(session: Session, meeting: Meeting) -> list[Invited]:
    """Return who was invited to a meeting, in one query.

    Of a meeting from before names were kept: its units, and who chaired it.
    """
    unseal = keyring_of(session).unseal
    rows = session.scalars(
        select(MeetingSeat)
        .where(MeetingSeat.county == meeting.county, MeetingSeat.meeting_id == meeting.id)
        .order_by(MeetingSeat.number)
    )
    found = [
        Invited(
            r.number,
            r.unit,
            Attendance(r.standing),
            unseal(r.sealed_name),
            r.post,
            r.is_chair,
            r.keeps_minutes,
            tuple(r.officials),
        )
        for r in rows
    ]
    if found:
        return found
    units = [
        Invited(n, unit, Attendance.PRESENT, is_named=False)
        for n, unit in enumerate(meeting.present, 1)
    ]
    chair = Invited(
        len(units) + 1,
        "",
        Attendance.PRESENT,
        unseal(meeting.sealed_chair),
        is_chair=True,
        is_named=False,
    )
    return [*units, chair]


def aside_from(
    session: Session,
    county: str,
    seats: Sequence[Invited],
    profile: Profile,
    cases: Mapping[tuple[int, int], tuple[int, str]],
) -> dict[tuple[int, int], dict[int, RecusalGround]]:
    """Return who of a meeting may not judge which candidates, by seat, in one query.

    ``cases`` are candidates with the person's id and the village (Civil Servants Law 74, 76; the same
    village is a rule of the house).
    """
    there = [seat for seat in seats if seat.is_present]
    stated = {
        official: recusals_in_force(told, profile)
        for official, told in recusals_of_all(
            session, county, {i for seat in there for i in seat.officials}
        ).items()
    }
    found: dict[tuple[int, int], dict[int, RecusalGround]] = {}
    for seat in there:
        his = [r for official in seat.officials for r in stated.get(official, ())]
        for key, (person_id, village) in cases.items() if his else ():
            if ground := recused_by(his, person_id, village):
                found.setdefault(key, {})[seat.number] = ground
    return found


def barred_by_name(
    session: Session, county: str, name: str, profile: Profile, person_id: int, village: str
) -> bool:
    """Tell whether somebody of this name may not judge a person, as far as accounts of it tell."""
    ids = access.ids_named(session, county, {bare_name(name)} - {""})
    told: list[RecusalFacts] = [
        fact
        for stated in recusals_of_all(session, county, ids.get(bare_name(name), [])).values()
        for fact in recusals_in_force(stated, profile)
    ]
    return recused_by(told, person_id, village) is not None


def faults_of_stepping_aside(
    seats: Sequence[Invited], aside: Collection[int], stand_in: str, stands_barred: bool
) -> list[Issue]:
    """Return what is missing where some step aside: enough who vote, somebody for chair and minutes."""
    issues = []
    voting = sum(seat.votes and seat.number not in aside for seat in seats)
    if aside and voting < LEAST_UNITS:
        facts: dict[str, Fact] = {"voting": voting, "least": LEAST_UNITS}
        key = "vetting.recusal_kin"
        issues.append(Issue(code="vetting.too_few_vote", source_key=key, facts=facts))
    on_duty = [seat for seat in seats if seat.has_duty and seat.number in aside]
    gone = {bare_name(seat.name) for seat in seats if seat.number in aside}
    if on_duty and not stand_in.strip():
        issues.append(Issue(code="vetting.stand_in_missing", source_key="vetting.recusal_kin"))
    elif stand_in.strip() and (stands_barred or bare_name(stand_in) in gone):
        issues.append(Issue(code="vetting.stand_in_barred", source_key="vetting.recusal_kin"))
    return issues
