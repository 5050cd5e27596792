"""Signing in and out: passwords, locks after wrong ones, and the sessions of browsers."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from electflow.access.model import FailedSignIn, Official, SignedIn
from electflow.access.service import actor_of, case_of, find_official, get_official, name_of
from electflow.act import Act, Actor
from electflow.audit import service as audit
from electflow.db import keyring_of
from electflow.ids import new_id

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_hex(16))
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Guest:
    """An official who has signed in: who he is, what he is called, and when he came last."""

    actor: Actor
    session_id: int
    username: str
    name: str
    previous_at: datetime | None
    seen_at: datetime


def hash_password(password: str) -> str:
    """Return the argon2 hash under which a password is kept."""
    return _hasher.hash(password)


def password_fits(official: Official | None, password: str) -> bool:
    """Check a password; costs the same time whether or not the account exists."""
    try:
        _hasher.verify(official.password_hash if official else _NOBODY, password)
    except VerificationError:
        return False
    return official is not None and not official.is_disabled


def is_locked(session: Session, username: str, since: datetime, most: int) -> bool:
    """Tell whether a user name had too many wrong passwords since an instant."""
    failures = session.scalar(
        select(func.count())
        .select_from(FailedSignIn)
        .where(
            FailedSignIn.name_digest == _name_digest(session, username), FailedSignIn.at >= since
        )
    )
    return (failures or 0) >= most


def note_failure(act: Act, username: str, most: int, since: datetime) -> None:
    """Keep a wrong password, and write into the book when it locks a known account."""
    official = find_official(act.session, username)
    county = official.county if official else audit.NATION
    act.session.add(
        FailedSignIn(
            county=county,
            id=new_id(act.at),
            name_digest=_name_digest(act.session, username),
            at=act.at,
        )
    )
    act.session.flush()
    if official and is_locked(act.session, username, since, most):
        audit.record(act, "session:lock", case_of(official.id), county=county)


def sign_in(act: Act, official_id: int) -> str:
    """Open a session for the act's official and return the token that his browser keeps."""
    official = get_official(act.session, act.actor.county, official_id)
    token = secrets.token_urlsafe(32)
    act.session.add(
        SignedIn(
            county=official.county,
            id=new_id(act.at),
            official_id=official.id,
            token_digest=_token_digest(token),
            opened_at=act.at,
            seen_at=act.at,
            previous_at=official.last_sign_in_at,
        )
    )
    official.last_sign_in_at = act.at
    actor = actor_of(official)
    audit.record(act.by(actor), "session:open", case_of(official.id), data={"roles": actor.roles})
    return token


def sign_out(act: Act, session_id: int) -> None:
    """End one session of the actor."""
    act.session.execute(
        update(SignedIn)
        .where(SignedIn.county == act.actor.county, SignedIn.id == session_id)
        .values(ended_at=act.at)
    )
    audit.record(act, "session:end", case_of(act.actor.official_id))


def guest_of(
    session: Session, token: str, opened_after: datetime, seen_after: datetime
) -> Guest | None:
    """Return who holds a token, or None when it is unknown, ended, idle or too old."""
    row = session.execute(
        select(SignedIn, Official)
        .join(
            Official,
            (Official.county == SignedIn.county) & (Official.id == SignedIn.official_id),
        )
        .where(SignedIn.token_digest == _token_digest(token))
        .where(SignedIn.ended_at.is_(None))
        .where(SignedIn.opened_at > opened_after, SignedIn.seen_at > seen_after)
        .where(Official.is_disabled.is_(False))
    ).one_or_none()
    if row is None:
        return None
    signed_in, official = row
    return Guest(
        actor_of(official),
        signed_in.id,
        official.username,
        name_of(session, official),
        signed_in.previous_at,
        signed_in.seen_at,
    )


def touch(session: Session, guest: Guest, at: datetime) -> None:
    """Note that a session was used, at most once a minute."""
    session.execute(
        update(SignedIn)
        .where(SignedIn.county == guest.actor.county, SignedIn.id == guest.session_id)
        .where(SignedIn.seen_at < at - SEEN_EVERY)
        .values(seen_at=at)
    )


def end_sessions(act: Act, official: Official) -> None:
    """End all open sessions of an official."""
    act.session.execute(
        update(SignedIn)
        .where(SignedIn.county == official.county, SignedIn.official_id == official.id)
        .where(SignedIn.ended_at.is_(None))
        .values(ended_at=act.at)
    )


def _token_digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _name_digest(session: Session, username: str) -> bytes:
    return keyring_of(session).digest(f"username:{username.strip()}")
