"""The pages of the list of voters: upload, preview, import, objections; who sees what."""

import io

import pytest
from docx import Document
from villagers import another_list, published, roll_of, row_of, sent, villager, voters, workbook
from world import PAGES_ON

from electflow.exchange.roll_sheet import filled
from electflow.roll.terms import Change
from electflow.stages import Stage
from electflow.workflow import registers

pytestmark = pytest.mark.parametrize("engine_name", PAGES_ON)


def test_a_clerk_imports_a_workbook_and_gets_back_what_needs_a_look(sign_in, world):
    election = world.election(Stage.REGISTERING)
    clerk, base = sign_in("county"), roll_of(world, election)
    assert clerk.get(f"{base}/template.xlsx").data.startswith(b"PK")
    content = workbook([row_of(villager(1)), row_of(villager(2), group_name="")])
    answer = clerk.post(f"{base}/import", data=sent(content, "a"))
    assert answer.status_code == 303
    page = clerk.get(answer.location).text
    assert "未填写村民小组" in page
    assert villager(2).number not in page
    assert voters(world, election) == 0
    faults = clerk.get(answer.location + "/faults.xlsx")
    assert faults.data.startswith(b"PK")
    assert clerk.post(answer.location, data={"request_key": "b"}).status_code == 303
    assert voters(world, election) == 1
    listed = clerk.get(base).text
    assert "示例1" in listed
    assert villager(1).number not in listed
    assert clerk.get(answer.location).status_code == 409


def test_another_workbook_under_the_same_key_is_another_request(sign_in, world):
    election = world.election(Stage.REGISTERING)
    clerk, base = sign_in("county"), roll_of(world, election)
    content = filled([villager(1)])
    first = clerk.post(f"{base}/import", data=sent(content, "same"))
    again = clerk.post(f"{base}/import", data=sent(content, "same"))
    other = clerk.post(f"{base}/import", data=sent(filled([villager(2)]), "same"))
    assert (first.status_code, again.status_code, other.status_code) == (303, 303, 422)
    assert first.location == again.location


@pytest.mark.parametrize("content", [b"<html></html>", b"", b"PK nothing"])
def test_what_is_no_workbook_is_refused_in_words(sign_in, world, content):
    election = world.election(Stage.REGISTERING)
    answer = sign_in("county").post(roll_of(world, election) + "/import", data=sent(content, "x"))
    assert answer.status_code == 422
    assert "无法读取" in answer.text
    assert world.count("upload", f"election_id = {election.id}") == 0


def test_a_file_beyond_all_bounds_is_refused_with_its_own_words(app, sign_in, world):
    election = world.election(Stage.REGISTERING)
    clerk = sign_in("county")
    app.config["MAX_CONTENT_LENGTH"] = 2_000
    answer = clerk.post(roll_of(world, election) + "/import", data=sent(bytes(3_000), "x"))
    assert answer.status_code == 413
    assert "文件过大" in answer.text


def test_one_villager_with_faults_is_asked_for_again_with_all_of_them(sign_in, world):
    election = world.election(Stage.REGISTERING)
    form = {
        "name": "示例", "sex": "M", "number": villager(1).number, "group_name": "第一组",
        "voter_class": "away", "request_key": "v",
    }  # fmt: skip
    answer = sign_in("county").post(roll_of(world, election) + "/voters/new", data=form)
    assert answer.status_code == 422
    assert "与身份证号不一致" in answer.text or "性别" in answer.text
    assert "该登记类别须有依据材料" in answer.text
    good = form | {"sex": "F", "evidence": "电话记录", "request_key": "w"}
    assert sign_in("county").post(
        roll_of(world, election) + "/voters/new", data=good
    ).status_code == 303  # fmt: skip


def test_the_village_learns_of_a_double_and_only_the_township_where(sign_in, world, frozen):
    election, _, at = published(world)
    other = another_list(world, election)
    entry = villager(1, evidence="户口簿")
    world.do(
        world.clerk_of(other),
        lambda act: registers.enter_voter(
            act, other.id, entry, change=Change.MOVED_IN, dated_on=at.date()
        ),
        at,
    )
    frozen.on(at.date())
    base = roll_of(world, election)
    office = sign_in("county").get(f"{base}?doubles=1").text
    viewer = sign_in("viewer").get(f"{base}?doubles=1").text
    assert other.name in office
    assert other.name not in viewer
    assert "疑似重复登记，请乡镇核对" in viewer
    assert "示例1" in viewer


def test_an_objection_is_received_decided_and_posted_on_pages(sign_in, world, frozen):
    election, _, at = published(world)
    frozen.on(at.date())
    clerk, base, day = sign_in("county"), roll_of(world, election), at.date().isoformat()
    form = {"appellant": "某甲", "matter": "missing", "words": "漏登其子", "received_on": day}
    assert clerk.post(f"{base}/objections", data=form | {"request_key": "o"}).status_code == 303
    page = clerk.get(f"{base}/objections").text
    assert "某甲" in page
    assert "登记处理决定" in page
    ruling = {"ruling": "too_late", "decided_on": day, "reason": "逾期", "posted_on": day}
    early = clerk.post(f"{base}/objections/1", data=ruling | {"request_key": "r"})
    assert early.status_code == 422
    assert "未逾期" in early.text
    ruling |= {"ruling": "upheld", "reason": "补登", "notice_number": "5号"}
    assert clerk.post(f"{base}/objections/1", data=ruling | {"request_key": "s"}).status_code == 303
    assert "申诉成立" in clerk.get(f"{base}/objections").text
    paper = clerk.get(f"{base.removesuffix('/roll')}/prints/roll_change.docx").data
    told = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(paper)).paragraphs)
    assert "1号申诉（漏登），申诉成立，" in told
    assert "某甲" not in told
    assert "漏登其子" not in told


def test_a_change_is_struck_and_posted_on_pages(sign_in, world, frozen):
    election, _, at = published(world)
    frozen.on(at.date())
    clerk, base, day = sign_in("county"), roll_of(world, election), at.date().isoformat()
    listed = clerk.get(base).text
    address = listed.split('/strike">')[0].rsplit('href="', 1)[1] + "/strike"
    form = {"change": "died", "dated_on": day, "evidence": "死亡证明"}
    assert clerk.get(address).status_code == 200
    assert clerk.post(address, data=form | {"request_key": "d"}).status_code == 303
    told = clerk.get(f"{base}/changes").text
    assert "1 项变动尚未公布" in told
    assert "名单公布后注销：<strong>1</strong>；死亡 1</li>" in told
    assert "名单公布后增补：<strong>0</strong></li>" in told
    notice = {"number": "补正1号", "posted_on": day, "request_key": "n"}
    assert clerk.post(f"{base}/changes", data=notice).status_code == 303
    assert "补正1号" in clerk.get(f"{base}/changes").text
    assert clerk.post(f"{base}/changes", data=notice | {"request_key": "m"}).status_code == 422


def test_a_page_of_the_list_costs_the_same_however_long_it_is(sign_in, world):
    from sqlalchemy import event

    election = world.election(Stage.REGISTERING)
    clerk, base = sign_in("county"), roll_of(world, election)
    asked = []
    event.listen(
        world.database.reader, "before_cursor_execute", lambda *told: asked.append(told[2])
    )

    def cost(address: str) -> int:
        clerk.get(base)
        asked.clear()
        assert clerk.get(address).status_code == 200
        return len(asked)

    for key, entries in (("k", [villager(1)]), ("l", [villager(n) for n in range(2, 90)])):
        kept = clerk.post(f"{base}/import", data=sent(filled(entries), key))
        clerk.post(kept.location, data={"request_key": key + "2"})
        costs = {cost(base)}
    page = clerk.get(base).text
    assert "下一页" in page
    more = page.split("下一页")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert costs == {cost(more)} == {cost(base)}
