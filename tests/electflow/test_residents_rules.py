"""The rules of residents' committees: a law of its own, read and reckoned with, never run."""

from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from facts import Facts, an_election
from world import FOREIGN, TODAY

from electflow.act import Actor, Grant
from electflow.campaign import creation
from electflow.campaign.rules import faults_of_rules
from electflow.campaign.terms import Post
from electflow.cli import electflow
from electflow.errors import InputRefused, ProfileError
from electflow.issues import Severity
from electflow.nomination.rules import forms_in_order
from electflow.nomination.terms import CandidateFacts, Source, Standing
from electflow.profile import loader
from electflow.profile.model import BINDING, Basis, Electors, Verified
from electflow.voting.proxy import Applied, ProxyRelation, faults_of_proxy

NAME = "residents-national"
RULES = loader.load_profile(NAME)
NATIONAL = loader.load_profile("national")
LAW = "城市居民委员会组织法（2025修订）第"
OFFICE = Actor(9, FOREIGN, (Grant("county_clerk", FOREIGN),))
OTHER_LAWS = ("中华人民共和国公务员法", "中国共产党")
"""What binds both kinds of committees alike: recusal of officials, and the Party's own rules."""


@pytest.mark.parametrize("leaf", RULES.leaves(), ids=lambda leaf: leaf.key)
def test_every_rule_rests_on_its_own_law_or_says_what_else_it_is(leaf):
    assert not leaf.source.startswith("村"), "a villagers' article is no law for residents"
    assert "村民委员会" not in leaf.source
    if leaf.basis in BINDING:
        assert leaf.source.startswith((LAW, *OTHER_LAWS))
    if leaf.basis is Basis.LAW and leaf.source.startswith(LAW):
        assert leaf.level == NAME
        assert leaf.verified is Verified.FULL
        assert leaf.effective_from == date(2026, 1, 1)
    if leaf.basis is Basis.READING:
        assert leaf.source.startswith(LAW)
        assert not leaf.blocks
        assert not leaf.is_confirmed


def test_only_what_is_named_is_taken_from_the_villagers_file():
    taken = [leaf for leaf in RULES.leaves() if leaf.level == "national"]
    lent = loader.read_level(NAME)["takes"]["national"]

    assert RULES.levels == (NAME,)
    assert all(any(leaf.key == k or leaf.key.startswith(f"{k}.") for k in lent) for leaf in taken)
    assert {leaf.basis for leaf in taken} <= {
        Basis.PARTY, Basis.POLICY, Basis.HOUSE, Basis.GUIDANCE, Basis.LAW,
    }  # fmt: skip
    assert [leaf.key for leaf in taken if leaf.basis is Basis.LAW] == ["vetting.recusal_kin"]
    assert [leaf.key for leaf in taken if leaf.basis is Basis.GUIDANCE] == ["party.reduced_seats"]
    assert taken == [NATIONAL.leaf(leaf.key) for leaf in taken]


@pytest.mark.parametrize(
    ("key", "value", "article"),
    [
        ("committee.size_least", 5, "八"),
        ("committee.size_most", 9, "八"),
        ("committee.women_least", 1, "八"),
        ("committee.electors", tuple(Electors), "十四"),
        ("committee.term_years", 5, "十四"),
        ("roll.worker_months", 6, "十六"),
        ("roll.publish_before_days", 20, "十七"),
        ("roll.objection_days", 5, "十七"),
        ("roll.decision_days", 3, "十七"),
        ("nomination.joint_least", 10, "十八"),
        ("nomination.differential", 1, "十八"),
        ("poll.proxy_most", 3, "十九"),
        ("poll.proxy_representatives", False, "十九"),
        ("result.turnout", (1, 2), "十九"),
        ("result.turnout_households", (1, 2), "十九"),
        ("result.turnout_representatives", (2, 3), "十九"),
        ("result.majority", (1, 2), "十九"),
        ("result.second_share", (1, 3), "十九"),
        ("after.handover_days", 10, "二十五"),
        ("preparation.departure_audit", True, "三十八"),
    ],
)
def test_the_articles_say_what_the_rules_say(key, value, article):
    leaf = RULES.leaf(key)
    told = (leaf.value.part, leaf.value.whole) if hasattr(leaf.value, "part") else leaf.value
    assert told == value
    assert leaf.source == f"{LAW}{article}条"
    assert leaf.basis is Basis.LAW


def test_the_list_of_those_who_may_not_stand_leaves_out_the_clan():
    """VCOL 2025 art. 18 names 宗族; URCL 2025 art. 18 does not."""
    told = RULES.vetting.four_classes.note.split("；")[0]
    assert "黑恶势力" in told
    assert "宗族" not in told


@pytest.mark.parametrize("key", ["turnout_households", "turnout_representatives"])
def test_no_profile_of_villagers_knows_another_turnout(key):
    for name in loader.shipped_profiles():
        if name != NAME:
            assert getattr(loader.load_profile(name).result, key) is None
            assert loader.load_profile(name).committee.electors.value == (Electors.VOTERS,)


@pytest.mark.parametrize(
    ("key", "value"),
    [("electors", ["voters", "households"]), ("kind", "residents")],
)
def test_a_province_cannot_change_whose_committee_it_is_nor_who_elects_it(key, value):
    told = {
        "value": value, "source": "x", "basis": "province", "verified": "verified",
        "effective_from": date(2026, 1, 1),
    }  # fmt: skip
    county = {"name": "x", "title": "x", "parent": "national", "committee": {key: told}}
    with pytest.raises(ProfileError, match=f"committee.{key}: .* contradicts national"):
        loader.resolve([loader.read_level("national"), county])


def test_a_citys_own_level_stands_on_the_residents_law():
    told = {
        "value": 12, "source": "某市办法", "basis": "province", "verified": "verified",
        "effective_from": date(2026, 7, 1),
    }  # fmt: skip
    city = {"name": "city", "title": "x", "parent": NAME, "nomination": {"joint_least": told}}
    found = loader.resolve([loader.read_level(NAME), city])

    assert found.nomination.joint_least.value == 12
    assert found.levels == (NAME, "city")
    assert found.result.turnout_representatives == RULES.result.turnout_representatives
    city["nomination"] = {"joint_least": told | {"value": 9}}
    with pytest.raises(ProfileError, match="9 contradicts residents-national 10"):
        loader.resolve([loader.read_level(NAME), city])
    city["nomination"] = {"by_lot": {"draws": told}}
    with pytest.raises(ProfileError, match=r"unknown key nomination\.by_lot"):
        loader.resolve([loader.read_level(NAME), city])


def test_what_is_taken_must_be_there():
    level = loader.read_level(NAME)
    wrong = ("party.oath", "feasts", "roll.voter_age.value.years")
    level["takes"] = {"national": [*level["takes"]["national"], *wrong]}
    with pytest.raises(ProfileError) as caught:
        loader.resolve([level])
    for key in wrong:
        assert f"{NAME}.toml: takes national: unknown key {key}" in str(caught.value)


@pytest.mark.parametrize(
    ("takes", "words"),
    [
        ("party", f"{NAME}.toml: takes: Expected `object`"),
        ({"national": "party"}, f"{NAME}.toml: takes: Expected `array`"),
        ({"atlantis": ["party"]}, "atlantis.toml"),
    ],
)
def test_takes_names_levels_and_their_rules(takes, words):
    with pytest.raises(ProfileError, match=words):
        loader.resolve([loader.read_level(NAME) | {"takes": takes}])


# --- the rules of one candidate, one proxy, one committee ---------------------------------------


@pytest.mark.parametrize(("signed", "is_open"), [(9, True), (10, False), (11, False)])
def test_ten_voters_nominate_together(signed, is_open):
    """URCL 2025 art. 18: it is law here and blocks, where the villagers' number only reminds."""
    candidate = CandidateFacts(
        1, 1, Post.MEMBER, Source.JOINT, Standing.NOMINATED, "F", has_form=True, nominators=signed
    )
    for rules, severity in ((RULES, Severity.BLOCKS), (NATIONAL, Severity.WARNS)):
        told = {
            i.code: i for i in forms_in_order(Facts(an_election(), candidates=(candidate,)), rules)
        }
        enough = told["nomination.joint_enough"]
        assert enough.is_open is is_open
        assert enough.severity is severity


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"held_by_proxy": 2}, None),
        ({"held_by_proxy": 3}, "proxy.too_many"),
        ({"relation": ProxyRelation.SPOUSE}, None),
        ({"is_proxy_candidate": True}, "proxy.is_candidate"),
        ({"is_written": False}, "proxy.not_written"),
    ],
)
def test_any_voter_of_the_community_votes_for_three_at_most(changed, code):
    """URCL 2025 art. 19."""
    told = Applied(
        **{
            "principal": 1, "proxy": 2, "relation": ProxyRelation.VILLAGER, "applied_on": TODAY,
            "is_written": True, "held_by_proxy": 0, "has_principal_a_slip": False,
            "is_principal_a_proxy": False, "has_proxy_a_slip": False, "is_proxy_candidate": False,
        }
        | changed
    )  # fmt: skip
    found = faults_of_proxy(told, TODAY + timedelta(9), RULES, TODAY)
    assert [issue.code for issue in found] == ([code] if code else [])
    assert all(issue.source_key == "poll.proxy_most" for issue in found)


@pytest.mark.parametrize(
    ("members", "fits"), [(3, False), (4, False), (5, True), (9, True), (10, False)]
)
def test_five_to_nine_sit_on_a_residents_committee(members, fits):
    """URCL 2025 art. 8."""
    seats = {"chair": 1, "deputy": 1, "member": members - 2}
    found = creation.faults_of_seats(seats, 3, RULES)
    assert [issue.code for issue in found] == ([] if fits else ["arrangement.seats_out_of_range"])


# --- what the product does with them ------------------------------------------------------------


def test_no_campaign_adopts_them_and_none_is_offered_them(world):
    days = {"election_on": TODAY + timedelta(60), "assembly_on": TODAY + timedelta(40)}
    with pytest.raises(InputRefused) as caught:
        world.do(
            OFFICE,
            lambda act: creation.create(act, name="换届", term_no=3, profile=NAME, **days),
        )

    (issue,) = caught.value.issues
    assert issue.code == "campaign.rules_of_other_committee"
    assert issue.source_key == "committee.kind"
    assert world.count("campaign", f"county = '{FOREIGN}'") == 0
    assert {name for name, _ in creation.list_rules()} == {*loader.shipped_profiles()} - {NAME}
    assert faults_of_rules(NATIONAL) == []


def test_the_command_shows_checks_and_compares_them():
    run = CliRunner().invoke
    shown = run(electflow, ["profile", "show", NAME])
    assert shown.exit_code == 0
    assert "result.turnout_representatives = 2/3" in shown.output
    assert "居民选举委员会推选产生" in shown.output
    # the names of the rules speak of the community; only what is compared speaks of the village
    assert "村" not in shown.output
    assert "乡" not in shown.output
    assert run(electflow, ["profile", "show", NAME, "--language", "en"]).exit_code == 0
    assert run(electflow, ["profile", "show", NAME, "--json"]).exit_code == 0
    checked = run(electflow, ["profile", "check"])
    assert checked.exit_code == 0
    assert f"{NAME}: {len(RULES.leaves())} parameters" in checked.output
    compared = run(electflow, ["profile", "diff", "national", NAME]).output
    assert "  national: 3 人" in compared
    assert f"  {NAME}: 5 人" in compared
    assert f"result.turnout_representatives: only in {NAME}: 2/3" in compared
    assert "party.quorum" not in compared
