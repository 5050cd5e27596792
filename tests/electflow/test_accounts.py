"""Accounts and roles: two administrators, nobody for himself, nobody locks the county out."""

import threading

import pytest
from world import EXAMPLE, World

from electflow.access import accounts, proposals, service
from electflow.access.terms import Role
from electflow.act import Grant
from electflow.db import reading
from electflow.errors import Forbidden, InputRefused, Stale


def account(world: World, username: str):
    with reading(world.database) as session:
        return service.get_official_by_name(session, EXAMPLE, username)


def propose(world: World, username: str, *grants: Grant, reason: str = "工作调整", by="sysadmin"):
    units = ("court",)
    found = account(world, username)
    seen = accounts.seen_of(found)
    return world.do(
        world.actor(by),
        lambda act: (
            accounts.propose_grants(act, found.id, grants, reason, seen=seen, units=units).id
        ),
    )


def roles_of(world: World, username: str) -> set[tuple[str, str]]:
    return {(grant.role, grant.region) for grant in account(world, username).grants}


AT_TOWN = Grant(Role.TOWNSHIP_CLERK.value, f"{EXAMPLE}100")
AT_OTHER_TOWN = Grant(Role.TOWNSHIP_APPROVER.value, f"{EXAMPLE}101")


def test_roles_hold_once_another_administrator_approves_them(world):
    before = roles_of(world, "sl-viewer")
    proposal = propose(world, "sl-viewer", AT_TOWN, AT_OTHER_TOWN)
    assert roles_of(world, "sl-viewer") == before

    world.do(world.actor("secadmin"), lambda act: accounts.approve_grants(act, proposal))

    assert roles_of(world, "sl-viewer") == {(g.role, g.region) for g in (AT_TOWN, AT_OTHER_TOWN)}
    assert world.count("audit_event", "action = 'grant:approve'") == 1
    with pytest.raises(Stale):
        world.do(world.actor("secadmin"), lambda act: accounts.approve_grants(act, proposal))


def test_a_role_kept_at_its_place_survives_the_change(world):
    first = propose(world, "sl-viewer", AT_TOWN)
    world.do(world.actor("secadmin"), lambda act: accounts.approve_grants(act, first))
    second = propose(world, "sl-viewer", AT_TOWN, AT_OTHER_TOWN)
    world.do(world.actor("secadmin"), lambda act: accounts.approve_grants(act, second))
    assert len(roles_of(world, "sl-viewer")) == 2


def test_proposed_roles_are_stale_when_the_account_changed_meanwhile(world):
    first = propose(world, "sl-viewer", AT_TOWN)
    second = propose(world, "sl-viewer", AT_OTHER_TOWN)
    world.do(world.actor("secadmin"), lambda act: accounts.approve_grants(act, first))
    with pytest.raises(Stale):
        world.do(world.actor("secadmin"), lambda act: accounts.approve_grants(act, second))
    assert roles_of(world, "sl-viewer") == {(AT_TOWN.role, AT_TOWN.region)}


def test_a_form_of_roles_that_changed_meanwhile_is_stale(world):
    seen, found = accounts.seen_of(account(world, "sl-viewer")), account(world, "sl-viewer")
    first = propose(world, "sl-viewer", AT_TOWN)
    world.do(world.actor("secadmin"), lambda act: accounts.approve_grants(act, first))
    with pytest.raises(Stale):
        world.do(
            world.actor("sysadmin"),
            lambda act: accounts.propose_grants(
                act, found.id, [AT_OTHER_TOWN], "调整", seen=seen, units=()
            ),
        )


def test_two_acts_at_once_leave_a_security_administrator(world):
    grant = Grant(Role.SECURITY_ADMIN.value, EXAMPLE)
    proposal = propose(world, "sl-viewer", grant)
    world.do(world.actor("secadmin"), lambda act: accounts.approve_grants(act, proposal))
    both = [account(world, name).id for name in ("sl-viewer", "sl-secadmin")]
    sysadmin, refused, barrier = world.actor("sysadmin"), [], threading.Barrier(2)

    def disable(official_id: int) -> None:
        barrier.wait()
        try:
            world.do(sysadmin, lambda act: accounts.disable_official(act, official_id, "离岗"))
        except InputRefused as refusal:
            refused.append({issue.code for issue in refusal.issues})

    threads = [threading.Thread(target=disable, args=(i,)) for i in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == [{"access.last_administrator"}]


def test_roles_turned_down_change_nothing_and_say_why(world):
    before = roles_of(world, "sl-viewer")
    proposal = propose(world, "sl-viewer", AT_TOWN)
    world.do(world.actor("secadmin"), lambda act: accounts.reject_grants(act, proposal, "不同意"))
    assert roles_of(world, "sl-viewer") == before
    with reading(world.database) as session:
        assert not proposals.list_open_proposals(session, EXAMPLE, "grant")


@pytest.mark.parametrize(
    ("username", "grants", "reason", "codes"),
    [
        ("sl-viewer", (Grant(Role.VIEWER.value, EXAMPLE),), "调整", {"access.grants_same"}),
        ("sl-viewer", (AT_TOWN, AT_TOWN), "调整", {"access.grant_twice"}),
        (
            "sl-viewer",
            (AT_TOWN, Grant(Role.SYSTEM_ADMIN.value, EXAMPLE)),
            "",
            {"access.roles_conflict", "document.reason_missing"},
        ),
        ("sl-viewer", (), "调整", {"access.role_missing"}),
        (
            "sl-sysadmin",
            (AT_TOWN,),
            "调整",
            {"access.own_grants", "access.last_administrator"},
        ),
        ("sl-secadmin", (AT_TOWN,), "调整", {"access.last_administrator"}),
    ],
)
def test_faulty_roles_are_refused_with_every_fault(world, username, grants, reason, codes):
    with pytest.raises(InputRefused) as caught:
        propose(world, username, *grants, reason=reason)
    assert {issue.code for issue in caught.value.issues} == codes
    assert world.count("proposal", "kind = 'grant'") == 0


def test_the_last_administrator_is_not_disabled(world):
    secadmin = account(world, "sl-secadmin")
    with pytest.raises(InputRefused) as caught:
        world.do(
            world.actor("sysadmin"), lambda act: accounts.disable_official(act, secadmin.id, "离岗")
        )
    assert {issue.code for issue in caught.value.issues} == {"access.last_administrator"}


@pytest.mark.parametrize("by", ["county", "secadmin", "viewer"])
def test_only_the_system_administrator_proposes_roles(world, by):
    with pytest.raises(Forbidden):
        propose(world, "sl-viewer", AT_TOWN, by=by)


def test_no_account_speaks_for_a_unit_that_no_list_knows(world):
    """Nothing would ever be put to it, and nobody would miss it."""
    at = lambda unit: Grant(Role.UNIT_OPERATOR.value, EXAMPLE, unit)  # noqa: E731
    with pytest.raises(InputRefused) as refusal:
        propose(world, "sl-viewer", at("cuort"), reason=" ")
    told = {issue.code: issue.facts for issue in refusal.value.issues}
    assert set(told) == {"access.unit_unknown", "document.reason_missing"}
    assert told["access.unit_unknown"]["unit"] == "cuort"
    propose(world, "sl-viewer", at("court"))

    def new(unit):
        world.do(
            world.actor("sysadmin"),
            lambda act: accounts.propose_account(
                act, username="new-court", name="某人", password="a-long-password-1",
                grants=[at(unit)], units=["court"],
            ),
        )  # fmt: skip

    before = world.count("proposal")
    with pytest.raises(InputRefused) as refusal:
        new("cuort")
    assert [issue.code for issue in refusal.value.issues] == ["access.unit_unknown"]
    assert world.count("proposal") == before
    new("court")
