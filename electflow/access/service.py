"""Accounts, sign-in, and the porter: ``require`` lets through or raises."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from electflow.access.model import FailedSignIn, Official, Proposal, RoleGrant, SignedIn
from electflow.access.rules import faults_of_grants, faults_of_password, may, may_anywhere
from electflow.access.terms import Permission
from electflow.act import Act, Actor, Grant
from electflow.audit import service as audit
from electflow.db import keyring_of
from electflow.errors import Forbidden, InputRefused, NotFound, Stale
from electflow.ids import new_id
from electflow.issues import Issue
from electflow.stages import Track

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


def require(actor: Actor, permission: str, region: str, track: Track | None = None) -> None:
    """Raise Forbidden unless one of the actor's roles grants the permission there."""
    if not may(actor, permission, region, track):
        raise Forbidden(f"{'+'.join(actor.roles) or 'nobody'} lacks {permission} in {region}")


def require_anywhere(actor: Actor, permission: str) -> None:
    """Raise Forbidden unless one of the actor's roles grants the permission at some place."""
    if not may_anywhere(actor, permission):
        raise Forbidden(f"{'+'.join(actor.roles) or 'nobody'} lacks {permission}")


# --- signing in -------------------------------------------------------------------------------


def find_official(session: Session, username: str) -> Official | None:
    """Return the account of a user name, or None."""
    return session.scalar(select(Official).where(Official.username == username.strip()))


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
        audit.record(act, "session:lock", _case(official.id), county=county)


def sign_in(act: Act, official_id: int) -> str:
    """Open a session for the act's official and return the token that his browser keeps."""
    official = _get_official(act.session, act.actor.county, official_id)
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
    audit.record(act.by(actor), "session:open", _case(official.id), data={"roles": actor.roles})
    return token


def sign_out(act: Act, session_id: int) -> None:
    """End one session of the actor."""
    act.session.execute(
        update(SignedIn)
        .where(SignedIn.county == act.actor.county, SignedIn.id == session_id)
        .values(ended_at=act.at)
    )
    audit.record(act, "session:end", _case(act.actor.official_id))


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


# --- accounts ---------------------------------------------------------------------------------


def hash_password(password: str) -> str:
    """Return the argon2 hash under which a password is kept."""
    return _hasher.hash(password)


def create_official(
    act: Act, *, county: str, username: str, name: str, password_hash: str, grants: Sequence[Grant]
) -> Official:
    """Create an account with its roles, as the installation and the demo do.

    Raises InputRefused with every fault at once; then nothing has changed.
    """
    _refuse_faults(act.session, county, username, None, grants)
    return _add_official(act, county, username, name, password_hash, grants)


def propose_account(
    act: Act, *, username: str, name: str, password: str, grants: Sequence[Grant]
) -> Proposal:
    """Propose an account; it exists once another administrator approves it.

    Raises Forbidden, or InputRefused with every fault at once; then nothing has changed.
    """
    county = act.actor.county
    require(act.actor, Permission.ACCOUNT_PROPOSE, county)
    _refuse_faults(act.session, county, username, password, grants)
    payload: dict[str, object] = {
        "username": username,
        "password_hash": hash_password(password),
        "grants": [[grant.role, grant.region, grant.unit] for grant in grants],
    }
    proposal = propose(act, "account", username, payload, sealed=name)
    data = {"proposal": str(proposal.id), "roles": sorted({g.role for g in grants})}
    audit.record(act, "account:propose", _proposal_case(proposal), data=data)
    return proposal


def approve_account(act: Act, proposal_id: int) -> Official:
    """Create the account that another administrator proposed.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    require(act.actor, Permission.ACCOUNT_APPROVE, act.actor.county)
    proposal = decide(act, proposal_id, "account", approve=True)
    grants = [Grant(*row) for row in proposal.payload["grants"]]
    username = proposal.payload["username"]
    _refuse_faults(act.session, act.actor.county, username, None, grants)
    name = keyring_of(act.session).unseal(proposal.sealed_payload or b"")
    official = _add_official(
        act, act.actor.county, username, name, proposal.payload["password_hash"], grants
    )
    data = {"proposal": str(proposal.id), "username": username, "roles": list(_roles(grants))}
    audit.record(act, "account:approve", _proposal_case(proposal), data=data)
    return official


def reject_account(act: Act, proposal_id: int, reason: str) -> None:
    """Turn down a proposed account, with the reason."""
    require(act.actor, Permission.ACCOUNT_APPROVE, act.actor.county)
    proposal = decide(act, proposal_id, "account", approve=False)
    audit.record(
        act,
        "account:reject",
        _proposal_case(proposal),
        data={"proposal": str(proposal.id)},
        words={"reason": reason},
    )


def disable_official(act: Act, official_id: int, reason: str) -> None:
    """Disable an account and end its sessions; nobody disables himself."""
    require(act.actor, Permission.ACCOUNT_DISABLE, act.actor.county)
    official = _get_official(act.session, act.actor.county, official_id)
    if official.id == act.actor.official_id:
        raise InputRefused([Issue(code="access.own_account", source_key="")])
    if official.is_disabled:
        raise Stale(f"official {official_id} is disabled already")
    official.is_disabled = True
    act.session.execute(
        update(SignedIn)
        .where(SignedIn.county == official.county, SignedIn.official_id == official.id)
        .where(SignedIn.ended_at.is_(None))
        .values(ended_at=act.at)
    )
    audit.record(act, "account:disable", _case(official.id), words={"reason": reason})


def get_official_by_name(session: Session, county: str, username: str) -> Official:
    """Return an account of a county by user name; raises NotFound."""
    official = find_official(session, username)
    if official is None or official.county != county:
        raise NotFound(f"official {username} of {county}")
    return official


def list_officials(session: Session, county: str) -> list[Official]:
    """Return the accounts of a county with their grants, by user name."""
    return list(
        session.scalars(
            select(Official).where(Official.county == county).order_by(Official.username)
        )
    )


def name_of(session: Session, official: Official) -> str:
    """Return the displayed name of an official."""
    return keyring_of(session).unseal(official.sealed_name)


def names_of(session: Session, county: str, ids: set[int]) -> dict[int, str]:
    """Return the displayed names of officials, in one query."""
    rows = session.execute(
        select(Official.id, Official.sealed_name).where(
            Official.county == county, Official.id.in_(ids)
        )
    )
    return {official_id: keyring_of(session).unseal(sealed) for official_id, sealed in rows}


def get_actor(session: Session, county: str, official_id: int) -> Actor:
    """Return an official as an actor with his present roles; raises NotFound, also if disabled."""
    official = _get_official(session, county, official_id)
    if official.is_disabled:
        raise NotFound(f"official {official_id} is disabled")
    return actor_of(official)


def actor_of(official: Official) -> Actor:
    """Return the official as an actor with his present roles."""
    grants = tuple(Grant(g.role, g.region, g.unit) for g in official.grants)
    return Actor(official.id, official.county, grants)


# --- acts of two persons ----------------------------------------------------------------------


def propose(
    act: Act,
    kind: str,
    subject: str,
    payload: dict[str, object],
    *,
    sealed: str = "",
    place: str = "",
    seen_version: int = 0,
) -> Proposal:
    """Keep an act for a second person to decide; the caller writes the event."""
    proposal = Proposal(
        county=act.actor.county,
        id=new_id(act.at),
        kind=kind,
        subject=subject,
        place=place,
        payload=payload,
        sealed_payload=keyring_of(act.session).seal(sealed) if sealed else None,
        seen_version=seen_version,
        proposed_by=act.actor.official_id,
        proposed_at=act.at,
    )
    act.session.add(proposal)
    act.session.flush()
    return proposal


def decide(act: Act, proposal_id: int, kind: str, *, approve: bool) -> Proposal:
    """Close a proposal as a second person; raises NotFound, Stale, or Forbidden for one's own."""
    proposal = act.session.get(Proposal, (act.actor.county, proposal_id), with_for_update=True)
    if proposal is None or proposal.kind != kind:
        raise NotFound(f"proposal {proposal_id}")
    if proposal.decided_at is not None:
        raise Stale(f"proposal {proposal_id} is decided")
    if proposal.proposed_by == act.actor.official_id:
        raise Forbidden(f"proposal {proposal_id} is the actor's own")
    proposal.decided_by, proposal.decided_at = act.actor.official_id, act.at
    proposal.is_approved = approve
    return proposal


def list_open_proposals(session: Session, county: str, kind: str) -> list[Proposal]:
    """Return what waits for a second person, oldest first."""
    return list(
        session.scalars(
            select(Proposal)
            .where(Proposal.county == county, Proposal.kind == kind)
            .where(Proposal.decided_at.is_(None))
            .order_by(Proposal.id)
        )
    )


def _add_official(
    act: Act, county: str, username: str, name: str, password_hash: str, grants: Sequence[Grant]
) -> Official:
    official = Official(
        county=county,
        id=new_id(act.at),
        username=username,
        sealed_name=keyring_of(act.session).seal(name),
        password_hash=password_hash,
        grants=[
            RoleGrant(county=county, role=g.role, region=g.region, unit=g.unit) for g in grants
        ],
    )
    act.session.add(official)
    act.session.flush()
    data = {"username": username, "roles": list(_roles(grants))}
    audit.record(act, "account:create", _case(official.id), data=data, county=county)
    return official


def _refuse_faults(
    session: Session, county: str, username: str, password: str | None, grants: Sequence[Grant]
) -> None:
    issues = faults_of_grants(((g.role, g.region) for g in grants), county)
    if password is not None:
        issues += faults_of_password(password, username)
    if find_official(session, username) is not None:
        issues.append(Issue(code="access.username_taken", source_key=""))
    if issues:
        raise InputRefused(issues)


def _get_official(session: Session, county: str, official_id: int) -> Official:
    official = session.get(Official, (county, official_id))
    if official is None:
        raise NotFound(f"official {official_id}")
    return official


def _roles(grants: Sequence[Grant]) -> tuple[str, ...]:
    return tuple(sorted({grant.role for grant in grants}))


def _case(official_id: int) -> str:
    return f"official:{official_id}"


def _proposal_case(proposal: Proposal) -> str:
    return f"proposal:{proposal.id}"


def _token_digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _name_digest(session: Session, username: str) -> bytes:
    return keyring_of(session).digest(f"username:{username.strip()}")
