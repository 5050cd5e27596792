"""May this actor do that here? Pure answers."""

from collections.abc import Collection, Iterable

from electflow.access.terms import (
    ADMINISTRATORS,
    GRANTS,
    LEVEL_OF_ROLE,
    TRACK_OF_ROLE,
    WATCHERS,
    Role,
)
from electflow.act import Actor, Grant
from electflow.issues import Issue
from electflow.stages import Track

PASSWORD_LEAST = 12


def may(actor: Actor, permission: str, region: str = "", track: Track | None = None) -> bool:
    """Tell whether one of the actor's roles grants the permission at a region's code and track."""
    return any(
        permission in GRANTS[Role(grant.role)]
        and region.startswith(grant.region)
        and (track is None or TRACK_OF_ROLE.get(Role(grant.role), track) == track)
        for grant in actor.grants
    )


def may_anywhere(actor: Actor, permission: str) -> bool:
    """Tell whether one of the actor's roles grants the permission at any place."""
    return any(permission in GRANTS[Role(grant.role)] for grant in actor.grants)


def prefixes_for(actor: Actor, permission: str) -> tuple[str, ...]:
    """Return the shortest code prefixes under which the actor holds a permission."""
    found = sorted({g.region for g in actor.grants if permission in GRANTS[Role(g.role)]})
    return tuple(
        prefix for prefix in found if not any(prefix != o and prefix.startswith(o) for o in found)
    )


def faults_of_grants(grants: Iterable[tuple[str, str]], county: str) -> list[Issue]:
    """Return what is wrong with a set of roles at regions, all at once.

    The three administrators are separate persons and hold no business role (GB/T 22239-2019,
    8.1.4.2, 8.1.5); who watches does not act.
    """
    roles, issues = [], []
    for name, region in grants:
        if name not in set(Role):
            issues.append(Issue(code="access.role_unknown", source_key="", facts={"role": name}))
            continue
        role = Role(name)
        roles.append(role)
        if not (region.isascii() and region.isdigit() and region.startswith(county)) or (
            len(region) != LEVEL_OF_ROLE[role]
        ):
            issues.append(
                Issue(
                    code="access.region_unfit",
                    source_key="",
                    facts={"role": name, "region": region, "length": LEVEL_OF_ROLE[role]},
                )
            )
    if not roles and not issues:
        issues.append(Issue(code="access.role_missing", source_key=""))
    alone = set(roles) & (ADMINISTRATORS | WATCHERS)
    if alone and len(set(roles)) > 1:
        issues.append(Issue(code="access.roles_conflict", source_key=""))
    return issues


def faults_of_units(grants: Iterable[Grant]) -> list[Issue]:
    """Return which roles of reviewing units name no unit, and which others name one.

    The first could never be asked; the second would seem to speak for a unit.
    """
    units = (Role.UNIT_OPERATOR, Role.UNIT_LEADER)
    found = []
    for grant in grants:
        if (grant.role in units) is not bool(grant.unit.strip()):
            code = "access.unit_missing" if grant.role in units else "access.unit_not_wanted"
            found.append(Issue(code=code, source_key="", facts={"role": grant.role}))
    return found


def faults_of_unknown_units(grants: Iterable[Grant], units: Collection[str]) -> list[Issue]:
    """Return which roles name a unit that no list of the county knows: nothing would be put to them."""
    return [
        Issue(code="access.unit_unknown", source_key="", facts={"role": g.role, "unit": g.unit})
        for g in grants
        if g.unit.strip() and g.unit not in units
    ]


def faults_of_password(password: str, username: str) -> list[Issue]:
    """Return what is wrong with a new password."""
    if len(password) < PASSWORD_LEAST:
        facts = {"least": PASSWORD_LEAST, "is": len(password)}
        return [Issue(code="access.password_short", source_key="", facts=facts)]
    if username.lower() in password.lower():
        return [Issue(code="access.password_like_name", source_key="")]
    return []
