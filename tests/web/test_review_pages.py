"""The pages of the joint review: desk, workbook, batches, matrix, meeting, a candidate's file."""

import io
import itertools
import re
from datetime import timedelta

import pytest
from reviewers import UNITS, Reviewers, examined, hit, refilled, sheet_of
from world import EXAMPLE, PAGES_ON, PASSWORD, TODAY

from electflow import clock
from electflow.access.terms import Role
from electflow.joint_review.adoption import units_known
from electflow.joint_review.answers import Given
from electflow.joint_review.terms import Answer
from electflow.stages import Track
from electflow.workflow import replying

pytestmark = pytest.mark.parametrize("engine_name", PAGES_ON)


@pytest.fixture
def base(world) -> str:
    return f"/c/{EXAMPLE}-{world.campaign().year}"


class Sender:
    """A client with a key of its own for each form, who leaves empty what he does not choose."""

    keys = itertools.count()

    def __init__(self, client) -> None:
        self.client = client

    def post(self, address: str, **told):
        empty = {"item": "", "effect": "", "unit": "", "person": "", "village": ""}
        key = {"request_key": f"k{next(self.keys)}"}
        answer = self.client.post(address, data=key | empty | told)
        assert "sign-in" not in (answer.location or ""), "the session has ended"
        return answer


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def came(*units: str) -> dict[str, str]:
    """Return the fields of a meeting's form for units that came."""
    fields = {}
    for unit in UNITS:
        is_there = unit in units
        fields[f"came_{unit}"] = "present" if is_there else ""
        fields[f"name_{unit}"] = f"某{unit}到会" if is_there else ""
        fields[f"post_{unit}"] = "副职" if is_there else ""
    return fields


def file_page(base, election, number) -> str:
    return f"{base}/{election.village}/{election.track}/candidates/{number}/review"


def test_a_clerk_who_comes_once_in_five_years_is_led_to_the_desk(sign_in, there, world):
    there.send(examined(world))
    clerk = sign_in("court-op")
    assert clerk.get("/").location == "/review/desk"
    page = clerk.get("/review/desk").text
    for words in ("联审办理", "法院", "怎么办理", "其余均未发现", "因犯罪受过刑事处罚"):
        assert words in page
    for number in {line.number for line in there.desk("court").lines}:
        assert number not in page
        assert number[:6] + "********" + number[14:] in page


def test_one_by_one_then_the_rest_then_the_leader_signs(sign_in, there, world, base):
    there.send(examined(world))
    operator, lines = Sender(sign_in("court-op")), there.desk("court").lines
    first = f"{base}/review/desk/{lines[0].question_id}"
    empty = operator.post(first)
    assert empty.status_code == 422
    assert "请填写：回复" in empty.text
    bare = operator.post(first, answer="hit")
    assert bare.status_code == 422
    assert "请选择核查事项" in bare.text
    assert "请填写有关文书的文号" in bare.text
    done = operator.post(first, answer="hit", item="A2", document="（2019）示刑初12号")
    assert done.location.endswith(str(lines[1].question_id))
    rest = f"{base}/review/desk/rest"
    seen = replying.seal_of_list(there.desk("court").rest)
    assert operator.post(rest, seen=seen).status_code == 422
    assert operator.post(rest, seen="other", is_stated="y").status_code == 409
    assert operator.post(rest, seen=seen, is_stated="y").status_code == 303
    leader = Sender(sign_in("court-ld"))
    assert "待审签" in leader.client.get("/review/desk").text
    signing = f"{base}/review/desk/sign"
    assert leader.post(signing, act="sign").status_code == 422
    back = leader.post(
        signing, act="return", chosen=f"{lines[1].question_id}:1", reason="同名请再核对"
    )
    assert back.status_code == 303
    assert "同名请再核对" in operator.client.get("/review/desk").text
    others = [line.question_id for line in there.desk("court").to_sign]
    assert others == []
    ids = [f"{o.question_id}:1" for o in lines if o.question_id != lines[1].question_id]
    assert leader.post(signing, act="sign", chosen=ids).status_code == 303
    assert world.count("reply", "confirmed_by is not null") == len(ids)


def test_a_recused_reviewer_finds_the_row_locked(sign_in, there, world, base):
    there.send(examined(world))
    operator, line = Sender(sign_in("court-op")), there.desk("court").lines[0]
    here = f"{base}/review/desk/{line.question_id}"
    told = operator.post(f"{here}/recusal", ground="collateral", source="表兄")
    assert told.status_code == 303
    page = operator.client.get(here).text
    assert "应回避" in page
    assert 'name="answer"' not in page
    assert "由本单位其他人员答复" in operator.client.get(f"{base}/review/desk").text
    assert operator.post(here, answer="clean").status_code == 422
    assert operator.post(f"{base}/review/desk/village", village=line.village).status_code == 303
    there.answer(
        "police",
        Given(there.desk("police").lines[0].question_id, Answer.HIT, hit("A2").hit),
        sign=False,
    )
    file = sign_in("county").get(file_page(base, examined(world), line.candidate)).text
    assert "待审签" in file
    assert "发现有关情形" not in file.split("各单位回复")[-1].split("查阅核查情况")[0]
    assert not there.desk("court").rest or all(
        o.village != line.village for o in there.desk("court").rest
    )


def test_the_workbook_goes_out_recorded_and_comes_back_whole_or_not_at_all(
    sign_in, there, world, base
):
    there.send(examined(world))
    operator = Sender(sign_in("court-op"))
    desk = f"{base}/review/desk/workbook"
    handed = operator.post(desk)
    made = operator.client.get(handed.location)
    assert made.data.startswith(b"PK")
    assert len(there.events("finding:look")) == 1
    assert sign_in("police-op").get(handed.location).status_code == 404
    rows = sheet_of(made.data)
    lines = there.desk("court").lines
    assert [row["身份证号"] for row in rows] == [line.number for line in lines]

    def send(content, **told):
        files = {"workbook": (io.BytesIO(content), "回复.xlsx"), "is_stated": "y"} | told
        return operator.post(f"{desk}/replies", **files)

    wrong = refilled(
        made.data,
        {
            0: {"回复": "没有"},
            1: {"回复": "发现有关情形"},
            2: {"回复": "未发现有关情形", "姓名": "别人"},
            3: {
                "回复": "发现有关情形",
                "核查事项": "A1 被开除党籍",
                "文书号": "1号",
                "文书日期": "去年",
            },
        },
    )
    refusal = send(wrong)
    assert refusal.status_code == 422
    for words in (
        "有4行不能录入", "第5行", "第6行", "第7行", "第8行", "请选择核查事项", "请填写有关文书的文号",
        "被改动", "本单位不核查事项A1", "文书日期无法识别",
    ):  # fmt: skip
        assert words in refusal.text, words
    assert world.count("reply") == 0
    right = refilled(
        made.data,
        {
            0: {
                "回复": "发现有关情形",
                "核查事项": "A2 因犯罪受过刑事处罚",
                "文书号": "（2019）示刑初12号",
                "文书日期": "2019年5月6日",
            },
            1: {"回复": "未发现有关情形"},
            2: {"回复": "有情况·另行书面报送"},
        },
    )
    unstated = operator.client.post(
        f"{desk}/replies", data={"workbook": (io.BytesIO(right), "x.xlsx"), "request_key": "q"}
    )
    assert unstated.status_code == 422
    unread = operator.client.post(
        f"{desk}/replies", data={"workbook": (io.BytesIO(b"MZ"), "x.xlsx"), "request_key": "r"}
    )
    for words in ("请核对名单并勾选声明", "不是可用的电子表格文件"):
        assert words in unread.text, words
    assert send(right).status_code == 303
    assert world.count("reply") == 3
    # sent again, only the hit differs: what was found of it is not told to a workbook
    again = send(refilled(made.data, {1: {"回复": "未发现有关情形"}}))
    assert again.status_code == 200
    assert "没有新的回复" in again.text
    other = send(refilled(made.data, {1: {"回复": "有情况·另行书面报送"}}))
    assert other.status_code == 422
    assert "已录入不同的回复" in other.text
    foreign = sign_in("police-op").post(
        f"{desk}/replies",
        data={"workbook": (io.BytesIO(right), "x.xlsx"), "is_stated": "y", "request_key": "f"},
    )
    assert foreign.status_code == 422
    assert "不在本单位核查范围" in foreign.text
    assert world.count("reply") == 3


def test_a_township_sends_the_county_asks_reminds_and_enters_a_paper(
    sign_in, there, world, base, frozen
):
    election = examined(world)
    clerk = Sender(sign_in(world.name_of(world.clerk_of(election)).removeprefix("sl-")))
    assert election.name in clerk.client.get(f"{base}/review/batches").text
    nobody = clerk.post(f"{base}/review/batches")
    assert nobody.status_code == 422
    assert "请至少选择" in nobody.text
    sent = clerk.post(f"{base}/review/batches", chosen=election.id)
    batch = sent.location
    assert clerk.post(f"{batch}/units/court/letter").status_code == 404
    page = clerk.client.get(batch).text
    assert "尚未分送" in page
    office = Sender(sign_in("county"))
    asked = office.post(f"{batch}/ask", letter="", due_on=TODAY.isoformat())
    assert asked.status_code == 422
    assert "请填写联审函文号" in asked.text
    assert (
        office.post(f"{batch}/ask", letter="示例函1号", due_on=TODAY.isoformat()).status_code == 303
    )
    printed = office.post(f"{batch}/units/court/letter")
    letter = office.client.get(printed.location).text
    assert "关于对村“两委”换届候选人开展资格联审的函" in letter
    assert all(line.number in letter for line in there.desk("court").lines)
    assert any(e["data"]["subject"].startswith("letter:") for e in there.events("finding:look"))
    frozen.after(days=2)
    office = Sender(sign_in("county"))
    assert office.post(f"{batch}/units/court/remind").status_code == 303
    twice = office.post(f"{batch}/units/court/remind")
    assert "今天已催办该单位" in twice.text
    assert office.post(f"{batch}/units/court/escalate", reason="逾期两日").status_code == 303
    late = office.post(f"{batch}/units/police/extend", until="2020-01-01", reason="人员较多")
    assert late.status_code == 422
    assert 'value="2020-01-01"' in late.text
    assert 'value="人员较多"' in late.text
    desk = sign_in("court-op").get("/review/desk").text
    assert "县里已催办1次" in desk
    assert "逐级上报" in desk
    matrix = office.client.get("/review").text
    assert "逾期单位" in matrix
    lines = there.desk("discipline").lines
    paper = f"{batch}/units/discipline/paper"
    answers = {f"answer_{line.question_id}": "clean" for line in lines[1:]}
    told = {f"answer_{lines[0].question_id}": "offline", **answers}
    told |= {f"{what}_{line.question_id}": "" for line in lines for what in ("item", "effect")}
    day = (TODAY + timedelta(days=1)).isoformat()
    entered = office.post(paper, paper="示纪函〔2026〕8号", paper_on=day, **told)
    assert entered.status_code == 303
    assert sign_in("county").get(f"{paper}/check").status_code == 404
    checker = Sender(sign_in("checker"))
    assert "1份代录复函待复核" in checker.client.get("/work").text
    shown = checker.client.get(f"{paper}/check").text
    assert lines[0].name in shown
    assert "示纪函〔2026〕8号" in shown
    assert day in shown
    read = {"paper": "示纪函〔2026〕8号", "seen": hidden(shown, "seen")}
    bare = checker.post(f"{paper}/check", act="return", **read)
    assert bare.status_code == 422
    back = checker.post(f"{paper}/check", act="return", reason="第一人复函为未发现", **read)
    assert back.status_code == 303
    open_again = office.client.get(paper).text
    assert "第一人复函为未发现" in open_again
    again = {f"answer_{line.question_id}": "clean" for line in lines}
    again |= {f"{what}_{line.question_id}": "" for line in lines for what in ("item", "effect")}
    assert office.post(paper, paper="示纪函〔2026〕8号", paper_on=day, **again).status_code == 303
    old = checker.post(f"{paper}/check", **read)
    assert old.status_code == 409
    read["seen"] = hidden(checker.client.get(f"{paper}/check").text, "seen")
    assert checker.post(f"{paper}/check", **read).status_code == 303
    assert world.count("reply", "confirmed_by is not null") == len(lines)


def test_all_units_that_are_due_are_reminded_in_one_act_and_unit_and_leaders_see_it(
    sign_in, there, world, base, frozen
):
    """Feature 41: from the day's work to the desk, and a report that both leaders read."""
    there.send(examined(world), due_on=TODAY)
    there.all_clean("court")
    office = Sender(sign_in("county"))
    assert "今日应催办" not in office.client.get("/work").text
    early = office.post(f"{base}/review/batches/urge")
    assert early.status_code == 422
    assert "今天没有应催办、应上报的单位" in early.text
    frozen.after(days=1)
    office, late = Sender(sign_in("county")), len(UNITS) - 1
    assert f"今日应催办{late}家单位" in office.client.get("/work").text
    for page in ("/review", f"{base}/review/batches"):
        shown = office.client.get(page).text
        assert f'今日应催办 <span class="count">{late}</span>' in shown
        assert "一次催办全部" in shown
        assert "第1次催办" in shown
        assert "周末、节假日不顺延" in shown
        assert "系统按此自动催办" in shown
    assert office.client.get(f"{base}/review/batches/1").text.count("今日应第1次催办") == late
    # others read who is due, and have no button
    checker = sign_in("checker").get("/review").text
    assert "第1次催办" in checker
    assert "一次催办全部" not in checker
    assert sign_in("checker").post(f"{base}/review/batches/urge").status_code == 404
    done = office.post(f"{base}/review/batches/urge")
    assert done.status_code == 303
    assert world.count("audit_event", "action = 'review:remind'") == late
    assert "已全部办理" in office.client.get("/review").text
    assert "今日应催办" not in office.client.get("/work").text
    assert office.post(f"{base}/review/batches/urge").status_code == 422
    today = (TODAY + timedelta(days=1)).isoformat()
    for who in ("police-op", "police-ld"):
        desk = sign_in(who).get("/review/desk").text
        assert f"县里已催办1次，最近一次为{today}" in desk
        assert f"答复期限为{TODAY.isoformat()}，当日答复算按期" in desk
        assert "迟1日" in desk
        assert "逐级上报" not in desk
    assert "县里已催办" not in sign_in("court-ld").get("/review/desk").text
    frozen.after(days=1)
    office = Sender(sign_in("county"))
    assert f"今日应逐级上报{late}家单位" in office.client.get("/work").text
    assert "一次催办、上报全部" in office.client.get("/review").text
    assert "已逐级上报" not in sign_in("leader").get("/work").text
    assert office.post(f"{base}/review/batches/urge").status_code == 303
    reported = (TODAY + timedelta(days=2)).isoformat()
    for who in ("police-op", "police-ld"):
        assert f"已于{reported}逐级上报" in sign_in(who).get("/review/desk").text
    leader = sign_in("leader")
    assert f"{late}个逾期单位已逐级上报" in leader.get("/work").text
    assert leader.get("/review").text.count(f"{reported}已上报") == late
    assert world.count("reply", "confirmed_by is not null") == len(there.questions("court"))


def test_a_township_sees_its_own_persons_in_a_batch_of_the_county(sign_in, there, world, base):
    here, elsewhere = examined(world), examined(world, Track.PARTY)
    assert here.township != elsewhere.township
    batch = there.send(here, elsewhere)
    own = sum(q.election_id == here.id for q in there.questions("court"))
    assert 0 < own < batch.persons
    there.all_clean("court")
    clerk = sign_in(world.name_of(world.clerk_of(here)).removeprefix("sl-"))
    page = clerk.get(f"{base}/review/batches/{batch.number}").text
    assert f"<p>首次送审 · {own}人" in page
    assert f">{own}/{own}</td>" in page
    assert "催办" not in page
    line = clerk.get(f"{base}/review/batches").text.split("已送审</h2>")[1]
    assert f'<td class="num">{own}</td>' in line
    assert sign_in("town05").get(f"{base}/review/batches/{batch.number}").status_code == 404


def test_from_a_hit_to_the_decision_of_the_election_committee(sign_in, there, world, base):
    """The journey of one candidate: hit, look, opinion of three, committee's decision, township's view."""
    election = examined(world)
    there.send(election)
    number = next(c.number for c in there.candidates(election) if c.standing == "nominated")
    found = {(u, number): hit("A2") for u in ("court", "procuratorate", "police", "justice")}
    there.all_clean(*UNITS, but=found)
    here = file_page(base, election, number)
    office, checker = Sender(sign_in("county")), Sender(sign_in("checker"))
    leader = Sender(sign_in("leader"))
    secret = "（2019）示刑初12号"
    assert secret not in office.client.get(here).text
    wrong = office.post(f"{here}/look", password="wrong", reason="起草")
    assert wrong.status_code == 422
    assert "密码不正确" in wrong.text
    seen = office.post(f"{here}/look", password=PASSWORD, reason="起草核查意见")
    assert secret in office.client.get(seen.location).text
    assert checker.client.get(seen.location).status_code == 404
    bare = office.post(f"{here}/opinion", conclusion="pass", number="1号")
    assert bare.status_code == 422
    assert "不能直接提出" in bare.text
    told = {"item": "A2", "document": secret, "number": "示例核〔2026〕1号"}
    assert office.post(f"{here}/opinion", conclusion="prohibited", **told).status_code == 303
    drafted = there.opinions(election, number)[-1].id
    town = Sender(sign_in(world.name_of(world.clerk_of(election)).removeprefix("sl-")))
    page = town.client.get(here).text
    assert "依法不得作为候选人" not in page.split("核查意见")[-1] or "已拟" not in page
    assert office.post(f"{here}/opinion/{drafted}/check").status_code == 404
    assert checker.post(f"{here}/opinion/{drafted}/check").status_code == 303
    assert leader.post(f"{here}/opinion/{drafted}/approve").status_code == 303
    page = town.client.get(here).text
    assert "依法不得作为候选人" in page
    assert "法律（村组法第十八条）" in page
    for hidden in (secret, "法院", "发现有关情形"):
        assert hidden not in page, hidden
    day = TODAY.isoformat()
    decided = town.post(
        f"{here}/opinion/{drafted}/decision",
        ruling="bars",
        minutes="村选委会会议记录第3号",
        decided_on=day,
        posted_on=day,
        told_on=day,
        has_waived="y",
    )
    assert decided.status_code == 303
    [gone] = [c for c in there.candidates(election) if c.number == number]
    assert gone.taken_off_for == "barred"


def test_statement_meeting_recheck_and_correction_by_their_pages(sign_in, there, world, base):
    election = examined(world)
    there.send(election)
    number = next(c.number for c in there.candidates(election) if c.standing == "nominated")
    there.all_clean(*UNITS, but={("court", number): hit("A2")})
    here, day = file_page(base, election, number), TODAY.isoformat()
    office, checker = Sender(sign_in("county")), Sender(sign_in("checker"))
    secretary = Sender(sign_in("secretary"))
    told = {"kind": "statement", "received_on": day, "words": "判决已撤销。"}
    assert office.post(f"{here}/statements", **told).status_code == 303
    assert "判决已撤销" not in checker.client.get(here).text, "sealed until he steps up"
    seen = checker.post(f"{here}/look", password=PASSWORD, reason="答复申辩")
    assert "判决已撤销" in checker.client.get(seen.location).text
    opinion = {"item": "A2", "document": "1号", "number": "示例核2号"}
    refused = office.post(f"{here}/opinion", conclusion="prohibited", **opinion)
    assert refused.status_code == 422
    assert "须先经联席会议研究" in refused.text
    convened = secretary.post(
        f"{base}/review/meetings",
        held_on=day,
        place="县委三楼",
        chaired_by="某部长",
        minutes="示例联席1号",
        minuted_by="某秘书",
        **came("court", "police", "discipline"),
    )
    meeting = convened.location
    ruling = {
        "candidate": f"{election.id}:{number}",
        "conclusion": "pass_note",
        "words": "判决已撤销",
        **{f"stated_{seat}": "" for seat in range(1, 6)},
    }
    votes = {"votes_for": 2, "votes_against": 0, "abstained": 1}
    name = there.person_of(election, number).name
    assert name in secretary.client.get(f"{base}/review/meetings").text
    assert secretary.post(f"{meeting}/rulings", **ruling, **votes).status_code == 303
    assert f">{name}</a>" in secretary.client.get(meeting).text
    file = office.client.get(here).text
    assert "示例联席1号" in file
    ground = ruling["words"]
    seen = checker.post(f"{here}/look", password=PASSWORD, reason="核对会议结论")
    assert checker.client.get(seen.location).text.count(ground) == 2, "the statement and the ruling"
    assert "赞成2、反对0、弃权1" in file
    assert secretary.post(f"{meeting}/close", unscanned="原件在途").status_code == 303
    answered = checker.post(
        f"{here}/statements/1",
        ruling="upheld",
        answered_on=day,
        answer_number="示例复1号",
        outcome="经复核属实。",
    )
    assert answered.status_code == 303
    again = office.post(
        f"{here}/recheck", because="statement", unit="court", letter="示例函2号", due_on=day
    )
    assert again.status_code == 303
    [question] = [q for q in there.questions("court") if q.candidate == number]
    there.answer("court", Given(question.id, Answer.CLEAN))
    known = there.person_of(election, number)
    corrected = office.post(
        f"{here}/correction",
        name="更名（虚构）",
        id_number=known.number,
        sex=known.sex,
        reason="用字更正",
    )
    assert corrected.status_code == 303
    assert "更名" in sign_in("court-op").get("/review/desk").text


def test_the_list_is_proposed_by_one_and_adopted_by_another(sign_in, world, base):
    office, leader = Sender(sign_in("county")), Sender(sign_in("leader"))
    page = f"{base}/review/checklist"
    bare = office.post(page, base="national", document="")
    assert bare.status_code == 422
    told = {"base": "national", "document": "示例联审〔2026〕1号", "on_S1": "y"}
    none = office.post(page, **told)
    assert none.status_code == 422
    assert "请至少选择一轮核查" in none.text
    unnamed = office.post(page, **told, round_county="y", own_unit_1="某局")
    assert unnamed.status_code == 422
    assert "请填写：核查事项" in unnamed.text
    assert "请填写：依据材料" in unnamed.text
    told |= {"round_county": "y", "own_title_0": "欠缴集体承包费", "own_unit_0": "农业农村局"}
    told |= {"own_evidence_0": "台账页码", "own_title_1": "扰乱换届秩序"}
    told |= {"own_unit_1": "公安局", "own_evidence_1": "处罚决定", "own_title_2": "未履行村规民约"}
    told |= {"own_unit_2": "某某街道综治办", "own_evidence_2": "台账"}
    assert office.post(page, **told).status_code == 303
    shown = leader.client.get(page).text
    assert "受政务警告" in shown
    [proposal] = world.ids("proposal", "kind = 'checklist'")
    assert office.post(f"{page}/{proposal}/approve").status_code == 404
    assert leader.post(f"{page}/{proposal}/approve").status_code == 303
    shown = office.client.get(page).text
    assert "现行清单" in shown
    assert "欠缴集体承包费" in shown
    assert shown.count("公安局") >= 2
    known = Reviewers(world, world.campaign()).read(lambda s: units_known(s, EXAMPLE))
    codes = {name: code for code, name in known.items()}
    assert len(codes) == len(known), "a unit that the nation's list names has one code"
    assert codes["公安局"] == "police"
    assert codes["某某街道综治办"].startswith("own-")
    assert "与现行清单对照" not in shown, "nothing is proposed"
    begun = shown.split(f'action="{page}"')[1].split("</form>")[0]
    assert re.findall(r'checked[^>]*name="(\w+)"', begun) == ["round_county", "on_S1"]
    assert re.findall(r'name="own_unit_\d"[^>]*value="([^"]*)"', begun) == [
        "农业农村局", "公安局", "某某街道综治办"
    ]  # fmt: skip
    assert 'selected value="national"' in begun

    again = {"base": "national", "document": "示例联审〔2026〕2号", "on_D1": "y"}
    again |= {"round_county": "y", "round_township": "y", "own_title_0": "欠缴集体承包费"}
    again |= {"own_unit_0": "公安局", "own_evidence_0": "台账页码"}
    assert office.post(page, **again).status_code == 303
    against = leader.client.get(page).text.split("与现行清单对照")[1].split("</ul>")[0]
    told = [re.sub("<[^>]+>", "", line) for line in against.split("<li>")[1:]]
    assert [line.split("：")[0] for line in told] == [
        "新增核查", "不再核查", "调整（核查单位、依据材料或者年限）", "核查轮次",
        "不再列入的单位", "不再列入的单位",
    ]  # fmt: skip
    assert {"农业农村局", "某某街道综治办"} == {
        line.split("：")[1].split(" · ")[0].strip() for line in told[4:]
    }
    assert "所用身份信息：姓名、身份证号、性别" in told[4]
    assert told[0].count("D1") == 1
    assert "扰乱换届秩序" in told[1]
    assert "受政务警告" in told[1]
    assert "未履行村规民约" in told[1]
    assert "欠缴集体承包费" in told[2]
    assert "⇒" in told[3]


def test_an_account_is_given_a_unit_by_its_name(sign_in, there, world):
    admin = Sender(sign_in("sysadmin"))
    told = {"username": "sl-new", "name": "某新", "password": PASSWORD, "region": EXAMPLE}
    told |= {"role": "unit_operator"}
    page = admin.client.get("/accounts").text
    assert '<option value="court">法院</option>' in page
    before = page.count('<span lang="zh">法院</span>')
    assert before == 2, "operator and leader of the court"
    assert admin.post("/accounts", **told, unit="法院").status_code == 422
    assert admin.post("/accounts", **told, unit="").status_code == 422
    clerk = told | {"role": "county_clerk"}
    assert "只有联审单位" in admin.post("/accounts", **clerk, unit="court").text
    assert admin.post("/accounts", **told, unit="court").status_code == 303
    after = admin.client.get("/accounts").text
    assert after.count('<span lang="zh">法院</span>') == before + 1
    roles = admin.client.get("/accounts/sl-court-op/roles").text
    assert '<option selected value="court">法院</option>' in roles


def test_pages_stand_for_every_reader_and_cost_what_they_should(sign_in, there, world, base):
    election, party = examined(world), examined(world, Track.PARTY)
    there.send(election, party)
    number = next(c.number for c in there.candidates(election) if c.standing == "nominated")
    pages = {
        "county": ("matrix", f"matrix/{election.township}", "batches", "batches/1", "meetings",
                   "checklist", "recusals", "batches/1/units/court/paper"),
        "court-op": ("desk", "desk/village", "desk/workbook"),
        "secretary": ("matrix", "meetings", "checklist"),
        "leader": ("matrix", "recusals", "checklist"),
    }  # fmt: skip
    for name, views in pages.items():
        client = sign_in(name)
        for view in views:
            assert client.get(f"{base}/review/{view}").status_code == 200, (name, view)
    for name in ("county", "leader", "checker", "viewer"):
        assert sign_in(name).get(file_page(base, election, number)).status_code == 200
    assert sign_in("court-op").get(file_page(base, election, number)).status_code == 404


def test_four_rounds_follow_each_other_by_their_pages(sign_in, there, world, base):
    """Village, township, county, inspection: each sees its own, none before its turn."""
    election = examined(world)
    there.adopt(rounds=["village", "township", "county", "inspection"])
    there.seat("inspection")
    there.person("villager", Role.VILLAGE_CLERK, election.village)
    town, approver = (
        world.name_of(world.clerk_of(election, check)).removeprefix("sl-")
        for check in (False, True)
    )
    desk = f"{base}/review/desk"
    batch = Sender(sign_in(town)).post(f"{base}/review/batches", chosen=election.id).location
    number = next(c.number for c in there.candidates(election) if c.standing == "nominated")

    def ask(round_):
        office = Sender(sign_in(town if round_ == "township" else "county"))
        told = office.post(f"{batch}/ask", letter="示例函1号", due_on=TODAY.isoformat())
        assert told.status_code == 303, (round_, re.findall("refusal.*?</div>", told.text, re.S))
        again = office.post(f"{batch}/ask", letter="示例函1号", due_on=TODAY.isoformat())
        assert again.status_code in (403, 422), round_

    def clean(operator, leader):
        page = sign_in(operator).get("/review/desk").text
        assert election.name in page
        seen = re.findall(r'name="seen" value="([^"]+)"', page)
        told = Sender(sign_in(operator)).post(f"{desk}/rest", seen=seen, is_stated="y")
        assert told.status_code == 303
        page = sign_in(leader).get("/review/desk").text
        chosen = re.findall(r'name="chosen" value="([^"]+)"', page)
        assert chosen
        signed = Sender(sign_in(leader)).post(f"{desk}/sign", chosen=chosen, act="sign")
        assert signed.status_code == 303

    def conclude():
        office = Sender(sign_in("county"))
        here = file_page(base, election, number)
        return office.post(f"{here}/opinion", conclusion="pass", number="示例核〔2026〕9号")

    turns = {
        "village": ("villager", approver),
        "township": (town, approver),
        "county": ("court-op", "court-ld"),
        "inspection": ("inspection-op", "inspection-ld"),
    }
    for n, (round_, (operator, leader)) in enumerate(turns.items()):
        for later, _ in list(turns.values())[n + 1 :]:
            waiting = sign_in(later).get("/review/desk")
            assert later == town or election.name not in waiting.text, (round_, later)
        if round_ != "village":  # which begins with the sending
            ask(round_)
        clean(operator, leader)
        if round_ == "county":
            there.all_clean(*(unit for unit in UNITS if unit != "court"))
        silent = conclude()
        assert silent.status_code == (303 if round_ == "inspection" else 422), round_


def test_who_reads_a_file_stands_in_the_book_once_a_day(sign_in, there, world, base, monkeypatch):
    """The dossier's access is recorded; a township, which sees no replies, is not written down."""
    election = examined(world)
    there.send(election)
    number = next(c.number for c in there.candidates(election) if c.standing == "nominated")
    here = file_page(base, election, number)

    def read(*names):
        for name in names:
            assert sign_in(name).get(here).status_code == 200
        return [event["actor"] for event in there.events("file:read")]

    town = world.name_of(world.clerk_of(election)).removeprefix("sl-")
    assert read(town) == []
    first = read("county", "checker", "county")
    assert len(first) == len(set(first)) == 2
    page = sign_in("county").get(here).text
    assert "查阅记录" in page
    assert page.count("查看档案") == 2
    assert "查阅记录" not in sign_in(town).get(here).text
    later = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert read("county") == [*first, first[0]]


def test_wrong_passwords_lock_the_step_up_as_they_lock_the_sign_in(sign_in, there, world, base):
    election = examined(world)
    there.send(election)
    number = next(c.number for c in there.candidates(election) if c.standing == "nominated")
    office, here = Sender(sign_in("county")), file_page(base, election, number)
    tries = [office.post(f"{here}/look", password="wrong", reason="起草") for _ in range(4)]
    assert [answer.status_code for answer in tries] == [422, 422, 422, 429]
    right = office.post(f"{here}/look", password=PASSWORD, reason="起草")
    assert right.status_code == 429
    assert "密码错误次数过多" in right.text
    assert len(there.events("session:lock")) == 1


def test_a_township_reads_no_reason_and_no_words_before_the_conclusion(sign_in, there, world, base):
    """Secrecy: neither the trail nor the file tells why an opinion was returned or what was said."""
    election = examined(world)
    there.send(election)
    there.all_clean(*UNITS)
    number = next(c.number for c in there.candidates(election) if c.standing == "nominated")
    here, day = file_page(base, election, number), TODAY.isoformat()
    office, checker = Sender(sign_in("county")), Sender(sign_in("checker"))
    office.post(f"{here}/opinion", conclusion="pass_note", words="密语一", number="密语二")
    drafted = there.opinions(election, number)[-1].id
    checker.post(f"{here}/opinion/{drafted}/return", reason="密语三")
    office.post(f"{here}/statements", kind="objection", received_on=day, words="密语四")
    town = sign_in(world.name_of(world.clerk_of(election)).removeprefix("sl-"))
    viewer = sign_in("viewer")
    trail = f"{base}/{election.village}/committee"
    for client, may_hear in ((town, False), (viewer, False), (office.client, True)):
        for address in (here, trail, f"{trail}/trail", f"{trail}/candidates"):
            page = client.get(address).text
            for secret in ("密语一", "密语二", "密语三"):
                assert client is office.client or secret not in page, (address, secret)
            # words of a statement are sealed; who received them sees what he wrote
            assert ("密语四" in page) is (may_hear and address == here), address


@pytest.mark.parametrize(
    "wrong", ["9" * 5000, "9" * 19, "-1", "１２", "x", "", "99999999999999999999999"]
)
def test_ids_that_are_none_are_no_error_of_the_server(sign_in, there, world, base, wrong):
    there.send(examined(world))
    office, operator = Sender(sign_in("county")), Sender(sign_in("court-op"))
    leader = Sender(sign_in("court-ld"))
    for client, address, told in (
        (office, "batches", {"chosen": wrong}),
        (office, "opinions/draft", {"chosen": f"{wrong}:{wrong}", "number": "1"}),
        (leader, "desk/sign", {"chosen": f"{wrong}:{wrong}", "act": "sign"}),
        (operator, "desk/rest", {"seen": wrong}),
    ):
        assert client.post(f"{base}/review/{address}", **told).status_code in (404, 409, 422)
    page = office.client.get(f"{base}/review/matrix/{EXAMPLE}?after={wrong}:{wrong}")
    assert page.status_code == 200
