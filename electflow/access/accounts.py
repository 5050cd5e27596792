"""Accounts and their roles: one administrator proposes, another approves."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from electflow.access import proposals, sessions
from electflow.access.model import Official, Proposal, RoleGrant
from electflow.access.rules import (
    faults_of_grants,
    faults_of_password,
    faults_of_units,
    faults_of_unknown_units,
)
from electflow.access.service import case_of, find_official, get_official, require
from electflow.access.terms import Permission, Role
from electflow.act import Act, Grant
from electflow.audit import service as audit
from electflow.db import keyring_of
from electflow.errors import InputRefused, Stale
from electflow.ids import new_id
from electflow.issues import Issue

_NEEDED = frozenset({Role.SYSTEM_ADMIN.value, Role.SECURITY_ADMIN.value})


def create_official(
    act: Act, *, county: str, username: str, name: str, password_hash: str, grants: Sequence[Grant]
) -> Official:
    """Create an account with its roles, as the installation and the demo do.

    Raises InputRefused with every fault at once; then nothing has changed.
    """
    _refuse_faults(act.session, county, username, None, grants)
    return _add_official(act, county, username, name, password_hash, grants)


def propose_account(
    act: Act,
    *,
    username: str,
    name: str,
    password: str,
    grants: Sequence[Grant],
    units: Collection[str],
) -> Proposal:
    """Propose an account; it exists once another administrator approves it.

    ``units`` are the reviewing units that the county's lists know. Raises Forbidden, or
    InputRefused with every fault at once; then nothing has changed.
    """
    county = act.actor.county
    require(act.actor, Permission.ACCOUNT_PROPOSE, county)
    _refuse_faults(act.session, county, username, password, grants, units)
    payload: dict[str, object] = {
        "username": username,
        "password_hash": sessions.hash_password(password),
        "grants": [[grant.role, grant.region, grant.unit] for grant in grants],
    }
    proposal = proposals.propose(act, "account", username, payload, sealed=name)
    data = {"proposal": str(proposal.id), "roles": sorted({g.role for g in grants})}
    audit.record(act, "account:propose", _proposal_case(proposal), data=data)
    return proposal


def approve_account(act: Act, proposal_id: int) -> Official:
    """Create the account that another administrator proposed.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    require(act.actor, Permission.ACCOUNT_APPROVE, act.actor.county)
    proposal = proposals.decide(act, proposal_id, "account", approve=True)
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
    proposal = proposals.decide(act, proposal_id, "account", approve=False)
    audit.record(
        act,
        "account:reject",
        _proposal_case(proposal),
        data={"proposal": str(proposal.id)},
        words={"reason": reason},
    )


def seen_of(official: Official) -> str:
    """Return what a form of an account's roles was made from."""
    return ";".join(",".join(row) for row in _rows(official.grants))


def propose_grants(
    act: Act,
    official_id: int,
    grants: Sequence[Grant],
    reason: str,
    *,
    seen: str,
    units: Collection[str],
) -> Proposal:
    """Propose other roles for an account; they hold once another administrator approves them.

    ``units`` are the reviewing units that the county's lists know. Raises NotFound, Forbidden, Stale
    when the roles changed since they were seen, or InputRefused with every fault at once; then nothing
    has changed.
    """
    require(act.actor, Permission.GRANT_PROPOSE, act.actor.county)
    official = get_official(act.session, act.actor.county, official_id, lock=True)
    if seen_of(official) != seen:
        raise Stale(f"the roles of {official.username} changed since they were seen")
    wanted = _rows(grants)
    issues = _faults_of_change(act, official, grants) + faults_of_unknown_units(grants, units)
    if wanted == _rows(official.grants):
        issues.append(Issue(code="access.grants_same", source_key=""))
    if not reason.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    if issues:
        raise InputRefused(issues)
    payload: dict[str, object] = {
        "username": official.username,
        "before": _rows(official.grants),
        "grants": wanted,
        "reason": reason.strip(),
    }
    proposal = proposals.propose(act, "grant", str(official.id), payload)
    data = {"proposal": str(proposal.id), "before": payload["before"], "after": wanted}
    words = {"reason": reason.strip()}
    audit.record(act, "grant:propose", case_of(official.id), data=data, words=words)
    return proposal


def approve_grants(act: Act, proposal_id: int) -> Official:
    """Give an account the roles that another administrator proposed.

    What the account held when they were proposed must still hold. Raises NotFound, Forbidden,
    Stale or InputRefused; then nothing has changed.
    """
    require(act.actor, Permission.GRANT_APPROVE, act.actor.county)
    proposal = proposals.decide(act, proposal_id, "grant", approve=True)
    official = _one_at_a_time(act, int(proposal.subject))
    if _rows(official.grants) != proposal.payload["before"]:
        raise Stale(f"the roles of {official.username} changed since they were proposed")
    grants = [Grant(*row) for row in proposal.payload["grants"]]
    if issues := _faults_of_change(act, official, grants):
        raise InputRefused(issues)
    kept = {(row.role, row.region): row for row in official.grants}
    official.grants = [
        kept.get((grant.role, grant.region))
        or RoleGrant(county=official.county, role=grant.role, region=grant.region)
        for grant in grants
    ]
    for row, grant in zip(official.grants, grants, strict=True):
        row.unit = grant.unit
    data = {
        "proposal": str(proposal.id),
        "before": proposal.payload["before"],
        "after": proposal.payload["grants"],
    }
    audit.record(act, "grant:approve", case_of(official.id), data=data)
    return official


def reject_grants(act: Act, proposal_id: int, reason: str) -> None:
    """Turn down proposed roles, with the reason."""
    require(act.actor, Permission.GRANT_APPROVE, act.actor.county)
    proposal = proposals.decide(act, proposal_id, "grant", approve=False)
    audit.record(
        act,
        "grant:reject",
        case_of(int(proposal.subject)),
        data={"proposal": str(proposal.id)},
        words={"reason": reason},
    )


def disable_official(act: Act, official_id: int, reason: str) -> None:
    """Disable an account and end its sessions; nobody disables himself."""
    require(act.actor, Permission.ACCOUNT_DISABLE, act.actor.county)
    official = _one_at_a_time(act, official_id)
    if official.is_disabled:
        raise Stale(f"official {official_id} is disabled already")
    issues = _faults_of_loss(act.session, official, set())
    if official.id == act.actor.official_id:
        issues.append(Issue(code="access.own_account", source_key=""))
    if issues:
        raise InputRefused(issues)
    official.is_disabled = True
    sessions.end_sessions(act, official)
    audit.record(act, "account:disable", case_of(official.id), words={"reason": reason})


def _one_at_a_time(act: Act, official_id: int) -> Official:
    """Return an account fresh, while nobody else changes accounts of the county.

    Else two acts at once could each leave the other's administrator as the last one.
    """
    audit.lock_case(act.session, act.actor.county, "accounts")
    return get_official(act.session, act.actor.county, official_id, lock=True)


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
    audit.record(act, "account:create", case_of(official.id), data=data, county=county)
    return official


def _refuse_faults(
    session: Session,
    county: str,
    username: str,
    password: str | None,
    grants: Sequence[Grant],
    units: Collection[str] | None = None,
) -> None:
    issues = faults_of_grants(((g.role, g.region) for g in grants), county)
    issues += faults_of_units(grants)
    if units is not None:
        issues += faults_of_unknown_units(grants, units)
    if password is not None:
        issues += faults_of_password(password, username)
    if find_official(session, username) is not None:
        issues.append(Issue(code="access.username_taken", source_key=""))
    if issues:
        raise InputRefused(issues)


def _faults_of_change(act: Act, official: Official, grants: Sequence[Grant]) -> list[Issue]:
    issues = faults_of_grants(((g.role, g.region) for g in grants), official.county)
    issues += faults_of_units(grants)
    issues += _faults_of_loss(act.session, official, {grant.role for grant in grants})
    if official.id == act.actor.official_id:
        issues.append(Issue(code="access.own_grants", source_key=""))
    if official.is_disabled:
        issues.append(Issue(code="access.account_disabled", source_key=""))
    if len({(grant.role, grant.region) for grant in grants}) < len(grants):
        issues.append(Issue(code="access.grant_twice", source_key=""))
    return issues


def _faults_of_loss(session: Session, official: Official, kept: set[str]) -> list[Issue]:
    """Return why an account may not lose its roles: without both administrators nobody can act."""
    lost = {grant.role for grant in official.grants} & _NEEDED - kept
    others = session.scalars(
        select(RoleGrant.role)
        .join(
            Official,
            (Official.county == RoleGrant.county) & (Official.id == RoleGrant.official_id),
        )
        .where(RoleGrant.county == official.county, RoleGrant.role.in_(_NEEDED))
        .where(Official.id != official.id, Official.is_disabled.is_(False))
    )
    return [
        Issue(code="access.last_administrator", source_key="", facts={"role": role})
        for role in sorted(lost - set(others))
    ]


def _rows(grants: Iterable[Grant | RoleGrant]) -> list[list[str]]:
    return sorted([grant.role, grant.region, grant.unit] for grant in grants)


def _roles(grants: Sequence[Grant]) -> tuple[str, ...]:
    return tuple(sorted({grant.role for grant in grants}))


def _proposal_case(proposal: Proposal) -> str:
    return f"proposal:{proposal.id}"
