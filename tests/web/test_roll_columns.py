"""A workbook whose headings are not known: the clerk tells which column is what."""

import io

import pytest
from python_calamine import CalamineWorkbook
from villagers import (
    events,
    found,
    keep,
    mark_in,
    roll_of,
    row_of,
    sent,
    villager,
    voters,
    workbook,
)
from world import PAGES_ON

from electflow.exchange.roll_columns import COLUMNS, columns_in, layout_of
from electflow.stages import Stage

pytestmark = pytest.mark.parametrize("engine_name", PAGES_ON)
STRANGE = ("人员", "性别", "证件", "村民小组", "门牌", "登记类别", "备注", "电话")
TOLD = {"name": "0", "number": "2", "household": "4", "evidence": ""}
NOTHING = dict.fromkeys(TOLD, "") | {"request_key": "n"}


def strange(*rows) -> bytes:
    return workbook([[*row_of(entry), "13900000000"] for entry in rows], head=STRANGE)


def test_a_clerk_tells_which_column_is_what_and_the_import_goes_by_it(sign_in, world):
    election = world.election(Stage.REGISTERING)
    clerk, base = sign_in("county"), roll_of(world, election)
    shown = keep(clerk, base, strange(villager(1), villager(2), villager(3)))
    asked = clerk.get(shown)
    assert asked.status_code == 303
    assert asked.location.endswith("/columns")
    page = clerk.get(asked.location).text
    for word in ("姓名、身份证号、户编号、依据材料", "证件", "备注", "电话", "表头未识别"):
        assert word in page
    number = villager(1).number
    assert number not in page
    assert f"{number[:6]}********{number[14:]}" in page
    answer = clerk.post(asked.location, data=TOLD | {"request_key": "c"})
    assert (answer.status_code, answer.location) == (303, shown)
    page = clerk.get(shown).text
    assert "第C列" in page
    assert voters(world, election) == 0
    told = {"request_key": "t", "columns": mark_in(page)}
    assert clerk.post(shown, data=told).status_code == 303
    assert clerk.post(shown, data=told).status_code == 303
    assert [(v.name, v.household) for v in found(world, election)] == [
        (f"示例{n}", "001") for n in (1, 2, 3)
    ]
    letters = {"name": "A", "number": "C", "household": "E"}
    (mapped,), (imported,) = events(world, "roll:map_columns"), events(world, "roll:import")[-1:]
    assert mapped["columns"] == imported["columns"] == letters
    assert events(world, "roll:upload")[-1]["missing"] == [
        "name", "number", "household", "evidence",
    ]  # fmt: skip


def test_all_that_is_wrong_with_the_told_columns_is_said_at_once(sign_in, world):
    election = world.election(Stage.REGISTERING)
    clerk, base = sign_in("county"), roll_of(world, election)
    at = keep(clerk, base, strange(villager(1))) + "/columns"
    answer = clerk.post(at, data=NOTHING | {"household": "4", "evidence": "4"})
    assert answer.status_code == 422
    for words in (
        "请选择哪一列是“姓名”",
        "请选择哪一列是“身份证号”",
        "第E列同时选作：户编号、依据材料",
    ):
        assert words in answer.text
    assert '<option selected value="4"' in answer.text
    # 1 is read as the sex already, 99 is no column, and a word is no number
    for number, odd in enumerate(("1", "99", "x")):
        told = TOLD | {"number": odd, "request_key": f"d{number}"}
        assert clerk.post(at, data=told).status_code == 422
    assert clerk.post(at.removesuffix("/columns"), data={"request_key": "e"}).location == at
    assert clerk.get(at.removesuffix("columns") + "faults.xlsx").location == at
    assert voters(world, election) == 0
    assert events(world, "roll:map_columns") == []


def test_what_is_confirmed_is_what_was_previewed(sign_in, world):
    election = world.election(Stage.REGISTERING)
    clerk, base = sign_in("county"), roll_of(world, election)
    shown = keep(clerk, base, strange(villager(1)))
    clerk.post(f"{shown}/columns", data=TOLD | {"request_key": "c"})
    seen = mark_in(clerk.get(shown).text)
    other = TOLD | {"household": "7", "request_key": "d"}
    assert clerk.post(f"{shown}/columns", data=other).status_code == 303
    late = clerk.post(shown, data={"columns": seen, "request_key": "t"})
    assert late.status_code == 422
    assert "表格各列的对应关系已被更改" in late.text
    assert voters(world, election) == 0
    told = {"columns": mark_in(late.text), "request_key": "v"}
    assert clerk.post(shown, data=told).status_code == 303
    assert [v.household for v in found(world, election)] == ["13900000000"]
    assert clerk.post(f"{shown}/columns", data=TOLD | {"request_key": "e"}).status_code == 409


def test_faults_name_the_rows_of_the_sheet_as_it_came(sign_in, world):
    election = world.election(Stage.REGISTERING)
    clerk, base = sign_in("county"), roll_of(world, election)
    shown = keep(clerk, base, strange(villager(1), villager(2, group_name="")))
    clerk.post(f"{shown}/columns", data=TOLD | {"request_key": "c"})
    made = clerk.get(f"{shown}/faults.xlsx").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert rows[0][:7] == [*COLUMNS.values()]
    assert (rows[1][0], rows[1][7]) == ("示例2", 3.0)


def test_a_sheet_with_too_few_columns_is_refused_and_one_without_heading_loses_nobody(
    sign_in, world
):
    election = world.election(Stage.REGISTERING)
    clerk, base = sign_in("county"), roll_of(world, election)
    few = clerk.post(f"{base}/import", data=sent(workbook([["甲"]], head=("姓名", "别的")), "f"))
    assert few.status_code == 422
    assert "没有找到“身份证号”列" in few.text
    rows = [row_of(villager(n)) for n in (1, 2)]
    shown = keep(clerk, base, workbook(rows[1:], head=rows[0]))
    page = clerk.get(f"{shown}/columns").text
    assert "没有找到表头行" in page
    assert villager(1).number not in page
    told = dict(zip(COLUMNS, "0123456", strict=True)) | {"request_key": "c"}
    assert clerk.post(f"{shown}/columns", data=told | {"evidence": ""}).status_code == 303
    mark = mark_in(clerk.get(shown).text)
    clerk.post(shown, data={"columns": mark, "request_key": "t"})
    assert voters(world, election) == 2


@pytest.mark.parametrize("number", ["不详", "33010119800101"])
def test_a_first_person_without_a_whole_number_is_no_heading(engine_name, number):
    rows = [(1, ["张三", "男", number, "一组", "常住"]), (2, ["李四", "女", "", "一组", "常住"])]
    layout, below = layout_of(iter(rows))
    assert layout.columns == {}
    assert [told for told, _ in below] == [1, 2]


@pytest.mark.parametrize("name", ["viewer", "leader"])
def test_who_may_not_enter_voters_sees_no_column_of_a_workbook(sign_in, world, name):
    election = world.election(Stage.REGISTERING)
    base = roll_of(world, election)
    shown = keep(sign_in("county"), base, strange(villager(1)))
    other = sign_in(name)
    assert other.get(f"{shown}/columns").status_code == 404
    answer = other.post(f"{shown}/columns", data=TOLD | {"request_key": "c"})
    assert answer.status_code == 404


def test_numbers_are_masked_wherever_they_stand(engine_name):
    number = villager(1).number
    spaced = f"{number[:6]} {number[6:14]} {number[14:]}"
    rows = [[f"证{number}", float(number[:17] + "0"), spaced, "1", "2", "3"]]
    _, columns = columns_in(workbook(rows, head=("甲", number, "丙", "丁", "戊", "己")))
    told = repr(columns).replace(" ", "")
    assert number[6:14] not in told
    assert told.count("********") >= 3
