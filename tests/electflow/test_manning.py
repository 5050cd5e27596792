"""Failure 24 of the field's list: what a county's own accounts cannot do is told when a list is decided on."""

import pytest
from reviewers import OWN, UNITS, reviewers
from world import EXAMPLE

from electflow.access import accounts
from electflow.access.terms import Permission, Role
from electflow.act import Actor, Grant
from electflow.joint_review.adoption import find_checklist
from electflow.joint_review.checklist import levels_of, resolve
from electflow.joint_review.manning import CHAINS, Gap, Staff, gaps_of, without_account

ENTER, SIGN = Permission.REPLY_ENTER, Permission.REPLY_SIGN
OPINION = CHAINS[0]
LIST = resolve([*levels_of("national"), OWN])
TOWN = f"{EXAMPLE}100"


def person(name: str, role: Role, region: str = EXAMPLE, unit: str = "") -> Staff:
    return Staff(name, Actor(hash((name, role)), EXAMPLE, (Grant(role.value, region, unit),)))


FULL = [
    person("甲", Role.COUNTY_CLERK),
    person("乙", Role.COUNTY_CHECKER),
    person("丙", Role.COUNTY_APPROVER),
    person("丁", Role.MEETING_SECRETARY),
]


def unit_staff(unit: str, operator: str = "戊", leader: str = "己") -> list[Staff]:
    return [
        person(operator, Role.UNIT_OPERATOR, unit=unit),
        person(leader, Role.UNIT_LEADER, unit=unit),
    ]


def gaps(*staff: Staff, checklist=LIST, townships=()) -> list[Gap]:
    return gaps_of(staff, EXAMPLE, checklist, townships)


def test_a_full_county_lacks_nothing():
    staff = [*FULL, *(one for unit in UNITS for one in unit_staff(unit))]
    assert gaps(*staff) == []
    assert without_account(staff, EXAMPLE, LIST) == []


@pytest.mark.parametrize(
    ("role", "missing"),
    [
        (Role.COUNTY_CLERK, Permission.OPINION_DRAFT),
        (Role.COUNTY_CHECKER, Permission.OPINION_CHECK),
        (Role.COUNTY_APPROVER, Permission.OPINION_APPROVE),
        (Role.MEETING_SECRETARY, Permission.MEETING_KEEP),
    ],
)
def test_a_role_that_nobody_holds_is_named(role, missing):
    left = [one for one in FULL if one.actor.grants[0].role != role]
    told = {act for gap in gaps(*left) for act in gap.missing}
    assert missing in told


def test_two_accounts_of_one_person_are_one_person():
    twice = [*FULL[:1], person("甲", Role.COUNTY_CHECKER), *FULL[2:]]
    found = [gap for gap in gaps(*twice) if gap.chain == OPINION]
    assert [(gap.missing, gap.persons) for gap in found] == [((), ("丙", "甲"))]


def test_a_unit_whose_leader_is_its_operator_would_check_itself():
    alone = unit_staff("court", "戊", "戊")
    assert Gap((ENTER, SIGN), (), ("戊",), unit="court") in gaps(*FULL, *alone)
    none = [person("戊", Role.UNIT_OPERATOR, unit="court")]
    assert Gap((ENTER, SIGN), (SIGN,), (), unit="court") in gaps(*FULL, *none)
    assert not any(gap.unit for gap in gaps(*FULL)), "on paper: no fault"
    assert set(without_account(FULL, EXAMPLE, LIST)) == set(UNITS)


def test_each_township_that_replies_itself_has_two_persons():
    here = resolve([*levels_of("national"), OWN | {"rounds": ["township", "county"]}])
    clerk = person("庚", Role.TOWNSHIP_CLERK, TOWN)
    other = f"{EXAMPLE}101"
    assert not any(gap.township for gap in gaps(*FULL, clerk, townships=[TOWN]))
    told = gaps(*FULL, clerk, checklist=here, townships=[TOWN, other])
    assert Gap((ENTER, SIGN), (SIGN,), (), township=TOWN) in told
    assert Gap((ENTER, SIGN), (ENTER, SIGN), (), township=other) in told
    whole = [clerk, person("辛", Role.TOWNSHIP_APPROVER, TOWN)]
    assert not any(gap.township for gap in gaps(*FULL, *whole, checklist=here, townships=[TOWN]))


def test_the_countys_own_accounts_are_told_to_who_decides_on_the_list(world, sign_in):
    """Over the accounts as they are: closed ones count for nothing."""
    there = reviewers(world, "court")
    page = f"/c/{EXAMPLE}-{there.campaign.year}/review/checklist"
    assert there.read(lambda s: find_checklist(s, EXAMPLE, there.campaign.id)) is not None
    leader = sign_in("leader")
    told = leader.get(page).text.split("本清单尚缺的账号和人员")[1].split("</section>")[0]
    assert "以盖章的纸质回复办理" in told
    assert "公安局" in told
    assert "法院" not in told, "has both"
    world.do(
        world.actor("sysadmin"),
        lambda act: accounts.disable_official(act, there.leaders["court"].official_id, "调离"),
    )
    told = leader.get(page).text.split("本清单尚缺的账号和人员")[1].split("</section>")[0]
    [line] = [line for line in told.split("<li>") if "法院" in line]
    assert "无人办理" in line
