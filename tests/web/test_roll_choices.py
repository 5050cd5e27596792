"""Rows that differ from the list: side by side, chosen one by one, corrected as by hand or kept."""

import io
import re
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event, text
from villagers import (
    another_list,
    events,
    found,
    keep,
    mark_in,
    roll_of,
    row_of,
    upload,
    villager,
    voters,
    workbook,
)
from world import PAGES_ON

from electflow.exchange.roll_choices import DIFFERING_MOST
from electflow.exchange.roll_sheet import filled
from electflow.roll.terms import Change
from electflow.stages import Stage
from electflow.workflow import registers

pytestmark = pytest.mark.parametrize("engine_name", PAGES_ON)
AWAY = "户籍在本村不居住、本人表示参加"


def listed(world, n=4):
    """Bring the village to a list with a few villagers on it."""
    election = world.election(Stage.REGISTERING)
    upload(
        world, world.clerk_of(election), election, filled([villager(i) for i in range(1, n + 1)])
    )
    return election


def changed_sheet() -> bytes:
    """Row 2 is known, 3 differs in one field, 4 in three, 5 in the name, 6 is new."""
    return workbook(
        [
            row_of(villager(1)),
            row_of(villager(2), household="019"),
            row_of(villager(3), group_name="第二组", voter_class=AWAY, evidence="书面表示"),
            row_of(villager(4), name="示例丁"),
            row_of(villager(9)),
        ]
    )


def form_of(page: str, key: str, **chosen: str) -> dict:
    """Fill in the form of a preview: ``line_3`` is for row 3, ``field_4_evidence`` for its field."""
    seen = dict(re.findall(r'name="(seen-\d+)" value="([0-9a-f]+)"', page))
    told = {
        re.sub(r"^(line|field)_(\d+)_?", r"\1-\2-", n).rstrip("-"): v for n, v in chosen.items()
    }
    return seen | told | {"columns": mark_in(page), "request_key": key}


def lines(world, election):
    rows = sorted(found(world, election), key=lambda v: v.id)
    return {v.name: (v.group_name, v.household, v.voter_class) for v in rows}


def test_nothing_is_overwritten_or_entered_before_every_row_is_chosen_for(sign_in, world):
    election = listed(world)
    clerk, base = sign_in("county"), roll_of(world, election)
    before = lines(world, election)
    shown = keep(clerk, base, changed_sheet())
    page = clerk.get(shown).text
    for words in ("第3行", "019", "第二组", "本人表示参加", "示例丁", "行与名册不同，待选择"):
        assert words in page
    assert "checked" not in page
    assert villager(3).number not in page
    answer = clerk.post(shown, data=form_of(page, "a", line_3="overwrite", field_4_evidence="keep"))
    assert answer.status_code == 422
    assert "请填写理由" in answer.text
    assert "有2行尚未选择完毕：第4、5行" in answer.text
    assert 'name="line-3" value="overwrite" checked' in answer.text
    assert answer.text.count("differing has-fault") == 2
    assert lines(world, election) == before
    assert events(world, "voter:correct") == []


def test_rows_are_overwritten_and_kept_as_chosen_each_by_a_correction_of_its_own(sign_in, world):
    election = listed(world)
    clerk, base = sign_in("county"), roll_of(world, election)
    shown = keep(clerk, base, changed_sheet())
    told = form_of(
        clerk.get(shown).text, "a",
        line_3="keep", line_4="overwrite", field_4_group_name="keep", line_5="overwrite",
        reason="核对户口簿",
    )  # fmt: skip
    assert clerk.post(shown, data=told).status_code == 303
    assert clerk.post(shown, data=told).status_code == 303
    assert lines(world, election) == {
        "示例1": ("第一组", "001", "resident"),
        "示例2": ("第一组", "001", "resident"),
        "示例3": ("第一组", "001", "away"),
        "示例丁": ("第一组", "001", "resident"),
        "示例9": ("第一组", "001", "resident"),
    }
    fields = [data["fields"] for data in events(world, "voter:correct")]
    assert fields == [["evidence", "voter_class"], ["name"]]
    assert world.count("audit_text", "field = 'reason' and words = '核对户口簿'") == 2
    assert world.count("roll_change", "change = 'corrected' and evidence = '核对户口簿'") == 2
    imported = events(world, "roll:import")[-1]
    assert {name: imported[name] for name in ("ready", "known", "differs", "corrected")} == {
        "ready": 1, "known": 1, "differs": 3, "corrected": 2,
    }  # fmt: skip


def test_the_list_is_kept_for_all_rows_at_once_and_never_against_a_choice(sign_in, world):
    election = listed(world)
    clerk, base = sign_in("county"), roll_of(world, election)
    before = lines(world, election)
    shown = keep(clerk, base, changed_sheet())
    page = clerk.get(shown).text
    against = form_of(page, "a", line_3="overwrite", keep_all="1")
    answer = clerk.post(shown, data=against)
    assert answer.status_code == 422
    assert "有的行已选择以表格为准" in answer.text
    assert voters(world, election) == 4
    assert clerk.post(shown, data=form_of(page, "b") | {"keep_all": "1"}).status_code == 303
    assert lines(world, election) == before | {"示例9": ("第一组", "001", "resident")}
    assert events(world, "voter:correct") == []
    assert events(world, "roll:import")[-1]["corrected"] == 0


def test_a_row_corrected_by_another_meanwhile_is_refused_and_the_other_choices_stay(sign_in, world):
    election = listed(world)
    clerk, base = sign_in("county"), roll_of(world, election)
    shown = keep(clerk, base, changed_sheet())
    told = form_of(
        clerk.get(shown).text, "a",
        line_3="overwrite", line_4="overwrite", line_5="keep", reason="核对户口簿",
    )  # fmt: skip
    (two,) = (v for v in found(world, election) if v.name == "示例2")
    world.do(
        world.clerk_of(election),
        lambda act: registers.correct_voter(
            act, election.id, two.id, replace(villager(2), household="500"), reason="迁户"
        ),
    )
    late = clerk.post(shown, data=told)
    assert late.status_code == 422
    assert "第3行</a>：该人员在您核对期间已被他人更正" in late.text
    assert "500" in late.text
    assert "checked" not in late.text.split('id="line-3"')[1].split("</fieldset>")[0]
    assert 'name="line-4" value="overwrite" checked' in late.text
    assert 'name="line-5" value="keep" checked' in late.text
    assert 'value="核对户口簿"' in late.text
    assert lines(world, election)["示例2"][1] == "500"
    assert lines(world, election)["示例3"][2] == "resident"
    anew = form_of(
        late.text, "b",
        line_3="keep", line_4="overwrite", line_5="keep", reason="核对户口簿",
    )  # fmt: skip
    assert clerk.post(shown, data=anew).status_code == 303
    assert lines(world, election)["示例2"][1] == "500"
    assert lines(world, election)["示例3"][0] == "第二组"


def test_what_correcting_by_hand_refuses_is_refused_here_with_its_row(sign_in, world):
    election, other = listed(world), another_list(world, world.election(Stage.REGISTERING))
    entry = villager(4, evidence="户口簿")
    world.do(
        world.clerk_of(other),
        lambda act: registers.enter_voter(
            act, other.id, entry, change=Change.MOVED_IN, dated_on=act.on
        ),
    )
    clerk, base = sign_in("county"), roll_of(world, election)
    before = lines(world, election)
    shown = keep(clerk, base, changed_sheet())
    told = form_of(
        clerk.get(shown).text, "a",
        line_3="overwrite", line_4="overwrite", field_4_evidence="keep", line_5="overwrite",
        reason="核对户口簿",
    )  # fmt: skip
    answer = clerk.post(shown, data=told)
    assert answer.status_code == 422
    assert "第5行</a>：该姓名同时登记在他村名册" in answer.text
    assert "第4行</a>：该登记类别须有依据材料" in answer.text
    assert lines(world, election) == before


def test_a_list_that_hangs_takes_no_correction_from_a_workbook(sign_in, world):
    election = listed(world)
    clerk, base = sign_in("county"), roll_of(world, election)
    shown = keep(clerk, base, changed_sheet())
    told = form_of(
        clerk.get(shown).text, "a",
        line_3="overwrite", line_4="keep", line_5="keep", reason="核对户口簿",
    )  # fmt: skip
    with world.database.writer.begin() as connection:
        connection.execute(
            text("update election set stage = 'roll_published' where id = :id"), {"id": election.id}
        )
    answer = clerk.post(shown, data=told)
    assert answer.status_code == 422
    assert events(world, "voter:correct") == []
    assert voters(world, election) == 4


def test_too_many_rows_are_said_to_be_too_many_and_none_is_cut(sign_in, world):
    many = DIFFERING_MOST + 1
    election = listed(world, many)
    clerk, base = sign_in("county"), roll_of(world, election)
    rows = [row_of(villager(n), household="9") for n in range(1, many + 1)]
    shown = keep(clerk, base, workbook([*rows, row_of(villager(many + 5))]))
    page = clerk.get(shown).text
    assert f"有{many}行与名册不同，一次最多选择{DIFFERING_MOST}行" in page
    assert 'name="line-' not in page
    assert f"{many} 行全部保留名册" in page
    forced = clerk.post(shown, data={"line-2": "overwrite", "request_key": "a"})
    assert forced.status_code == 422
    assert f"有{many}行与名册不同" in forced.text
    made = clerk.get(f"{shown}/faults.xlsx").data
    told = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert len(told) == many + 1
    assert told[1][7:] == [2.0, "与名册所列不同：户编号。"]
    assert clerk.post(shown, data={"keep_all": "1", "request_key": "b"}).status_code == 303
    assert voters(world, election) == many + 1
    assert {v.household for v in found(world, election)} == {"001"}


def test_a_preview_costs_the_same_however_many_rows_differ(sign_in, world):
    election = listed(world, 120)
    clerk, base = sign_in("county"), roll_of(world, election)
    asked = []
    event.listen(
        world.database.reader, "before_cursor_execute", lambda *told: asked.append(told[2])
    )
    costs = set()
    for key, n in (("k", 1), ("l", 120)):
        rows = [row_of(villager(i), household="9") for i in range(1, n + 1)]
        shown = keep(clerk, base, workbook(rows), key)
        clerk.get(shown)
        asked.clear()
        assert clerk.get(shown).text.count("differing") >= n
        costs.add(len(asked))
    assert len(costs) == 1


def test_a_column_that_the_workbook_does_not_have_is_no_difference(sign_in, world):
    election = listed(world)
    clerk, base = sign_in("county"), roll_of(world, election)
    head = ["姓名", "性别", "身份证号", "村民小组", "登记类别"]
    rows = [[*row_of(villager(1))[:4], row_of(villager(1))[5]]]
    page = clerk.get(keep(clerk, base, workbook(rows, head=head))).text
    assert "行与名册不同" not in page


@pytest.mark.parametrize("name", ["viewer", "leader"])
def test_who_may_not_correct_a_voter_chooses_nothing(sign_in, world, name):
    election = listed(world)
    base = roll_of(world, election)
    shown = keep(sign_in("county"), base, changed_sheet())
    told = {"keep_all": "1", "request_key": "x"}
    assert sign_in(name).post(shown, data=told).status_code == 404
    assert sign_in(name).get(shown).status_code == 404
