"""Checklists of the joint review: the four classes stand, a county adds its own, every fault at once."""

from datetime import date

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from electflow.cli import electflow
from electflow.errors import ProfileError
from electflow.joint_review.checklist import (
    Finding,
    changes_between,
    levels_of,
    load_checklist,
    resolve,
    shipped_checklists,
)
from electflow.profile.model import Basis
from electflow.stages import Track

STATUTORY = {"A1", "A2", "A3", "A4"}
OWN = {
    "code": "C1", "title": "欠缴集体承包费", "finding": "unsuitable", "tracks": ["committee"],
    "units": ["agriculture_county"], "evidence": "台账页码", "basis": "policy", "verified": "verified",
    "source": "示例县换届方案", "look_back_years": 3,
}  # fmt: skip
COUNTY = {
    "name": "example", "title": "示例县", "parent": "national", "document": "示例发〔2026〕3号",
    "unit": [{"code": "agriculture_county", "name": "农业农村局", "checks": "集体资产"}],
    "item": [OWN],
}  # fmt: skip


def laid(**changed):
    return resolve([*levels_of("national"), COUNTY | changed])


def test_the_shipped_lists_hold_and_what_is_old_policy_is_off():
    for name in shipped_checklists():
        found = load_checklist(name)
        assert {code for code, item in found.items.items() if item.statutory} == STATUTORY
        for item in found.items.values():
            assert item.is_on is (item.basis is not Basis.POLICY), item.code
            assert not (item.sealed and item.is_on)


def test_only_the_four_classes_bar_a_villagers_candidate():
    for name in shipped_checklists():
        items = load_checklist(name).items.values()
        barred = {i.code for i in items if i.finding is Finding.PROHIBITED}
        assert barred == STATUTORY


def test_a_county_adds_units_items_and_asks_more_units():
    found = laid(asks={"A2": ["agriculture_county"]}, off=["S1"])
    assert [i.code for i in found.asked(Track.COMMITTEE, "agriculture_county")] == ["A2", "C1"]
    assert found.asked(Track.PARTY, "agriculture_county") == []
    assert laid(on=["S1"]).items["S1"].is_on
    assert not found.items["S1"].is_on
    assert "agriculture_county" in {unit.code for unit in found.asked_units(Track.COMMITTEE)}
    assert found.items["C1"].level == "example"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"off": ["A2"]}, "A2 is statutory and cannot be taken out"),
        ({"item": [OWN | {"code": "A1"}]}, "A1: a statutory item cannot be changed"),
        ({"item": [OWN | {"statutory": True}]}, "only the national list holds statutory items"),
        ({"item": [OWN | {"finding": "prohibited"}]}, "only the four classes of art. 18"),
        ({"item": [OWN | {"units": ["nobody"]}]}, "C1: no unit nobody"),
        ({"item": [OWN | {"units": []}]}, "names no unit"),
        ({"item": [OWN | {"evidence": " "}]}, "evidence or source is missing"),
        ({"item": [OWN | {"effect": "gov_unknown"}]}, "no effect gov_unknown"),
        ({"item": [OWN | {"look_back_years": 31}]}, "look_back_years 31"),
        ({"item": [OWN | {"sealed": True}]}, "sealed records need the national rule"),
        ({"item": [OWN, OWN]}, "item C1 stands twice"),
        ({"item": [OWN | {"colour": "red"}]}, "colour"),
        ({"off": ["Z9"]}, "off: no item Z9"),
        ({"on": ["Z9"]}, "on: no item Z9"),
        ({"on": ["R1"]}, "R1: sealed records need the national rule"),
        ({"asks": {"Z9": ["police"]}}, "asks: no item Z9"),
        ({"document": ""}, "names the number of its document"),
    ],
)
def test_a_wrong_list_is_refused_with_its_place(changed, words):
    with pytest.raises(ProfileError, match=words.replace("(", r"\(")):
        laid(**changed)


def test_all_faults_of_a_list_are_named_at_once():
    with pytest.raises(ProfileError) as refused:
        laid(off=["A1", "Z9"], document="", item=[OWN | {"units": ["nobody"]}])
    assert str(refused.value).count(";") == 3


def test_sealed_records_are_asked_only_by_the_rule_that_the_county_names():
    sealed = OWN | {"sealed": True, "national_rule": "国家规定名称、文号"}
    assert laid(item=[sealed]).items["C1"].is_on


@pytest.mark.parametrize(
    ("effect", "dated_on", "ends_on"),
    [
        ("gov_warning", date(2026, 1, 31), date(2026, 7, 31)),
        ("gov_warning", date(2026, 8, 31), date(2027, 2, 28)),
        ("gov_removal", date(2024, 2, 29), date(2026, 2, 28)),
    ],
)
def test_the_effect_of_a_sanction_ends_on_its_day(effect, dated_on, ends_on):
    assert load_checklist("national").effects[effect].ends_on(dated_on) == ends_on


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_longer_effect_never_ends_earlier(dated_on):
    effects = load_checklist("national").effects
    ends = [effects[f"gov_{name}"].ends_on(dated_on) for name in ("warning", "demerit", "removal")]
    assert ends == sorted(ends)


def test_the_command_shows_and_checks_lists(tmp_path):
    run = CliRunner().invoke
    checked = run(electflow, ["vetting", "check"])
    assert (checked.exit_code, checked.stdout.count("items")) == (0, len(shipped_checklists()))
    shown = run(electflow, ["vetting", "show", "national"])
    assert "A2 因犯罪受过刑事处罚" in shown.stdout
    assert "[off]" in shown.stdout
    file = tmp_path / "county.toml"
    file.write_text('name = "county"\ntitle = "某县"\noff = ["A1"]\n', "utf-8")
    wrong = run(electflow, ["vetting", "check", str(file)])
    assert wrong.exit_code == 1
    assert "A1 is statutory" in wrong.stderr
    assert "number of its document" in wrong.stderr


UNIT_OF_OWN = {"code": "forestry", "name": "林业局", "checks": "林权纠纷"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (UNIT_OF_OWN, UNIT_OF_OWN | {"name": "自然资源局"}),
        (UNIT_OF_OWN, UNIT_OF_OWN | {"checks": "采伐处罚"}),
        (UNIT_OF_OWN, UNIT_OF_OWN | {"needs": ["name", "village"]}),
        (UNIT_OF_OWN, None),
        (None, UNIT_OF_OWN),
    ],
)
def test_who_adopts_a_list_is_told_which_units_change(before, after):
    own = COUNTY["unit"]
    old, new = (laid(unit=[*own, unit] if unit else own) for unit in (before, after))
    told = changes_between(old, new)
    [(was, becomes)] = told.units
    assert (was, becomes) == (old.units.get("forestry"), new.units.get("forestry"))
    assert not told.is_nothing
    assert changes_between(old, old).is_nothing
