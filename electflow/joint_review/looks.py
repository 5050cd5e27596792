"""Looking at what is sealed: after the password was given anew, for a reason, for a few minutes, recorded."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from electflow.access import service as access
from electflow.access import sessions
from electflow.act import Act, Actor
from electflow.audit import service as audit
from electflow.clock import day_of
from electflow.errors import InputRefused, NotFound
from electflow.ids import new_id
from electflow.issues import Issue
from electflow.joint_review.model import Look

LASTS = timedelta(minutes=10)


def open_look(
    act: Act, subject: str, password: str, reason: str, *, case: str, place: str = ""
) -> Look:
    """Let an official see what is sealed of a subject; raises InputRefused.

    A wrong password is refused by name; the entry point counts it as one at the sign-in.
    """
    issues = []
    if not reason.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    official = access.get_official(act.session, act.actor.county, act.actor.official_id)
    if not sessions.password_fits(official, password):
        issues.append(Issue(code="access.password_wrong", source_key=""))
    if issues:
        raise InputRefused(issues)
    return note_look(act, subject, case, reason=reason, place=place)


def note_look(
    act: Act,
    subject: str,
    case: str,
    *,
    action: str = "finding:look",
    reason: str = "",
    place: str = "",
) -> Look:
    """Write down that an official sees, or takes out, what is kept of a subject."""
    look = Look(
        county=act.actor.county,
        id=new_id(act.at),
        official_id=act.actor.official_id,
        subject=subject,
        looked_at=act.at,
    )
    act.session.add(look)
    audit.record(
        act,
        action,
        case,
        data={"look": str(look.id), "subject": subject},
        words={"reason": reason},
        place=place,
    )
    return look


def note_reading(act: Act, subject: str, case: str, *, place: str) -> None:
    """Write down that an official reads a candidate's file, once on each day."""
    last = act.session.scalar(
        select(func.max(Look.looked_at))
        .where(Look.county == act.actor.county, Look.subject == subject)
        .where(Look.official_id == act.actor.official_id)
    )
    if last is None or day_of(last) < day_of(act.at):
        note_look(act, subject, case, action="file:read", place=place)


def looks_at(session: Session, county: str, subjects: Collection[str], most: int) -> list[Look]:
    """Return who last looked at some subjects, the newest first, in one query."""
    return list(
        session.scalars(
            select(Look)
            .where(Look.county == county, Look.subject.in_(subjects))
            .order_by(Look.id.desc())
            .limit(most)
        )
    )


def require_look(session: Session, actor: Actor, look_id: int, subject: str, at: datetime) -> Look:
    """Return a look that this official opened at this subject and that still lasts, or NotFound."""
    look = session.get(Look, (actor.county, look_id))
    is_his = look is not None and look.official_id == actor.official_id
    if look is None or not is_his or look.subject != subject or at > look.looked_at + LASTS:
        raise NotFound(f"look {look_id}")
    return look
