"""The porter: ``require`` lets through or raises; and who the officials are."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from electflow.access.model import Official
from electflow.access.rules import may, may_anywhere
from electflow.act import Actor, Grant
from electflow.db import keyring_of
from electflow.errors import Forbidden, NotFound
from electflow.stages import Track


def require(actor: Actor, permission: str, region: str, track: Track | None = None) -> None:
    """Raise Forbidden unless one of the actor's roles grants the permission there."""
    if not may(actor, permission, region, track):
        raise Forbidden(f"{'+'.join(actor.roles) or 'nobody'} lacks {permission} in {region}")


def require_anywhere(actor: Actor, permission: str) -> None:
    """Raise Forbidden unless one of the actor's roles grants the permission at some place."""
    if not may_anywhere(actor, permission):
        raise Forbidden(f"{'+'.join(actor.roles) or 'nobody'} lacks {permission}")


def find_official(session: Session, username: str) -> Official | None:
    """Return the account of a user name, or None."""
    return session.scalar(select(Official).where(Official.username == username.strip()))


def get_official(
    session: Session, county: str, official_id: int, *, lock: bool = False
) -> Official:
    """Return an account of a county by id, fresh and locked if asked; raises NotFound."""
    official = session.get(
        Official, (county, official_id), with_for_update=lock or None, populate_existing=lock
    )
    if official is None:
        raise NotFound(f"official {official_id}")
    return official


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


def ids_named(session: Session, county: str, names: Collection[str]) -> dict[str, list[int]]:
    """Return the accounts that bear some bare names, closed ones too, in one query or none.

    Names are sealed: all of a county are opened for it.
    """
    found: dict[str, list[int]] = {}
    if not names:
        return found
    unseal = keyring_of(session).unseal
    rows = session.execute(
        select(Official.id, Official.sealed_name)
        .where(Official.county == county)
        .order_by(Official.id)
    )
    for official_id, sealed in rows:
        name = bare_name(unseal(sealed))
        if name in names:
            found.setdefault(name, []).append(official_id)
    return found


def bare_name(name: str) -> str:
    """Return a name without the spaces that papers put between its characters."""
    return "".join(name.split())


def get_actor(session: Session, county: str, official_id: int) -> Actor:
    """Return an official as an actor with his present roles; raises NotFound, also if disabled."""
    official = get_official(session, county, official_id)
    if official.is_disabled:
        raise NotFound(f"official {official_id} is disabled")
    return actor_of(official)


def actor_of(official: Official) -> Actor:
    """Return the official as an actor with his present roles."""
    grants = tuple(Grant(g.role, g.region, g.unit) for g in official.grants)
    return Actor(official.id, official.county, grants)


def case_of(official_id: int) -> str:
    """Return the name of an official's case in the book."""
    return f"official:{official_id}"
