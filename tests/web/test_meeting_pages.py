"""The pages of joint meetings, of sealed replies and of their scans."""

import io
import itertools
import re

import pytest
from reviewers import UNITS, check_paper, examined, hit, sheet_for
from world import EXAMPLE, PAGES_ON, PASSWORD, TODAY

from electflow.access.terms import Role
from electflow.joint_review.terms import RecusalGround
from electflow.workflow import replying

pytestmark = pytest.mark.parametrize("engine_name", PAGES_ON)
DAY, PAPER = TODAY.isoformat(), "示纪函〔2026〕8号"
PDF = b"%PDF-1.7 signed and sealed"
KEYS = itertools.count()


@pytest.fixture
def base(world) -> str:
    return f"/c/{EXAMPLE}-{world.campaign().year}/review"


def send(client, address, **told):
    return client.post(address, data={"request_key": f"m{next(KEYS)}"} | told)


def file(content: bytes = PDF, name: str = "密件.pdf"):
    return io.BytesIO(content), name


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def meeting(**told) -> dict[str, str]:
    """Return the form of a meeting to which nobody is invited but those who are told."""
    fields = {f"{what}_{unit}": "" for unit in UNITS for what in ("came", "name", "post")}
    return fields | {
        "held_on": DAY, "place": "县委三楼", "chaired_by": "某部长", "minuted_by": "某秘书",
    } | told  # fmt: skip


def invited(unit: str, name: str, post: str = "副职", came: str = "present") -> dict[str, str]:
    return {f"came_{unit}": came, f"name_{unit}": name, f"post_{unit}": post}


def test_a_meeting_by_its_pages_from_the_invitation_to_the_closed_minutes(
    sign_in, there, world, base
):
    election = examined(world)
    there.send(election)
    number = next(c.number for c in there.candidates(election) if c.standing == "nominated")
    there.all_clean(*UNITS, but={("court", number): hit("A2")})
    world.do(
        world.actor("leader"),
        lambda act: replying.recuse(
            act, there.campaign, there.leaders["court"].official_id, source="干部档案",
            ground=RecusalGround.AFFINITY, person_id=there.person_of(election, number).id,
        ),
    )  # fmt: skip
    secretary = sign_in("secretary")
    told = meeting(
        **invited("court", "某court-ld（虚构）", "庭长"),
        **invited("police", "某警官"),
        **invited("justice", "某科长"),
        **invited("discipline", "", "", "on_leave"),
        **invited("organisation", "某委员", "", "absent"),
    )
    bare = send(secretary, f"{base}/meetings", **(told | {"name_police": "", "post_justice": ""}))
    assert bare.status_code == 422
    assert "请填写：公安局到会（受邀）人员姓名" in bare.text
    assert "请填写：司法局到会人员职务" in bare.text
    assert 'value="某科长"' in bare.text, "what was typed stays"
    twice = send(secretary, f"{base}/meetings", **(told | {"name_justice": "某警官"}))
    assert "同一姓名另外填在了1个单位" in twice.text
    page = send(secretary, f"{base}/meetings", **told).location
    shown = secretary.get(page).text
    for words in ("某court-ld（虚构）", "庭长", "某警官", "请假", "缺席（未请假）", "某秘书", "尚未编号",
                  "有账号，已按登记核对", "没有同名账号，请会上询问", "不代表单位，不参加表决"):  # fmt: skip
        assert words in shown, words
    name = there.person_of(election, number).name
    row = re.search(rf"<tr><th[^>]*>{name}（.*?</tr>", shown, re.S)[0]
    assert "某court-ld（虚构）" in row, "who steps aside is told before anything is voted"
    assert "近姻亲" in row
    assert '<td class="num">2</td>' in row
    ruling = {
        "candidate": f"{election.id}:{number}", "conclusion": "pass_note", "words": "已核实",
        "item": "", **{f"stated_{seat}": "" for seat in range(1, 8)},
    }  # fmt: skip
    all_three = send(
        secretary, f"{page}/rulings", votes_for=3, votes_against=0, abstained=0, **ruling
    )
    assert all_three.status_code == 422
    assert "合计3票，应为2票（到会单位3个，回避1个）" in all_three.text
    assert (
        send(secretary, f"{page}/rulings", votes_for=2, votes_against=0, abstained=0, **ruling)
    ).status_code == 303
    assert "（近姻亲）" in secretary.get(page).text
    closing = send(secretary, f"{page}/close", minutes="示例联席1号", unscanned="")
    assert closing.status_code == 422
    assert "未附扫描件的理由" in closing.text
    assert "请先附扫描件" in closing.text
    wrong = send(secretary, f"{page}/scans", scan=file(b"MZ", "x.pdf"))
    assert wrong.status_code == 422
    assert send(secretary, f"{page}/scans", scan=file()).status_code == 303
    assert "没有附签字的会议记录扫描件" not in secretary.get(page).text
    assert send(secretary, f"{page}/close", minutes="示例联席1号").status_code == 303
    done = secretary.get(page).text
    assert "示例联席1号" in done
    assert f'action="{page}/rulings"' not in done
    assert f'action="{page}/scans"' in done, "a scan may still follow"
    assert "密件" not in done, "the name of a file may tell something: it is not kept"
    assert "某警官" in sign_in("county").get(page).text


def test_a_scan_of_minutes_opens_after_the_password_and_the_reason(
    sign_in, there, world, base, frozen
):
    secretary, checker = sign_in("secretary"), sign_in("checker")
    told = meeting(**invited("court", "某甲"), **invited("police", "某乙"), minutes="示例联席1号")
    page = send(secretary, f"{base}/meetings", **told).location
    send(secretary, f"{page}/scans", scan=file())
    [scan] = world.ids("review_scan")
    here = f"{base}/scans/{scan}"
    assert "打开（输入密码、写明理由）" in checker.get(here).text
    assert send(checker, f"{here}/look", password=PASSWORD, reason=" ").status_code == 422
    assert send(checker, f"{here}/look", password="no", reason="起草").status_code == 422
    looked = send(checker, f"{here}/look", password=PASSWORD, reason="起草核查意见").location
    given = checker.get(f"{looked}/file")
    assert given.data == PDF
    assert given.content_type == "application/pdf"
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert "查阅记录" in checker.get(here).text
    assert secretary.get(f"{looked}/file").status_code == 404, "a look is his who stepped up"
    own = send(secretary, f"{here}/look", password=PASSWORD, reason="核对上传")
    assert secretary.get(f"{own.location}/file").data == PDF, "who attached it sees his own"
    foreign = there.person("other-secretary", Role.MEETING_SECRETARY)
    other = sign_in(world.name_of(foreign).removeprefix("sl-"))
    assert "由县里有权查阅核查内容的人员和登记人打开" in other.get(here).text
    assert send(other, f"{here}/look", password=PASSWORD, reason="看看").status_code == 403
    for reader in ("court-op", "police-ld", "viewer"):
        client = sign_in(reader)
        for address in (here, looked, f"{looked}/file", page):
            assert client.get(address).status_code == 404, (reader, address)
    frozen.after(minutes=11)
    assert sign_in("checker").get(f"{looked}/file").status_code == 404


def test_a_sealed_reply_with_hits_by_name_the_rest_stated_and_its_scan(sign_in, there, world, base):
    there.send(examined(world))
    paper = f"{base}/batches/1/units/discipline/paper"
    office, checker = sign_in("county"), sign_in("checker")
    shown = office.get(paper).text
    lines = sheet_for(there, there.county, "discipline").open
    one, n = lines[0], len(lines)
    empty = {f"{what}_{o.question_id}": "" for o in lines for what in ("answer", "item", "effect")}
    told = empty | {
        "paper": PAPER, "paper_on": DAY, "seen": hidden(shown, "seen"),
        f"answer_{one.question_id}": "hit", f"item_{one.question_id}": "A1",
        f"document_{one.question_id}": "示纪处〔2019〕3号",
    }  # fmt: skip
    wrong = send(office, paper, rest_persons=n, is_stated="y", **told)
    assert wrong.status_code == 422
    assert f"人数为{n}人，名单其余人员为{n - 1}人" in wrong.text
    assert "示纪处〔2019〕3号" in wrong.text
    unticked = send(office, paper, rest_persons=n - 1, **told)
    assert "请核对名单并勾选声明" in unticked.text
    stale = send(office, paper, rest_persons=n - 1, is_stated="y", **(told | {"seen": "other"}))
    assert stale.status_code == 409
    assert "名单" in stale.text
    assert " checked" not in re.search(r"<input[^>]*is_stated[^>]*>", stale.text)[0]
    bad = send(office, paper, rest_persons=n - 1, is_stated="y", scan=file(b"MZ"), **told)
    assert bad.status_code == 422
    assert world.count("reply") == 0, "the replies are not entered when the scan is refused"
    done = send(office, paper, rest_persons=n - 1, is_stated="y", **told)
    assert done.status_code == 303
    assert world.count("reply", "answer = 'clean'") == n - 1
    assert "未附扫描件" in office.get(paper).text
    check = checker.get(f"{paper}/check").text
    assert "没有附扫描件，请与盖章的复函原件核对" in check
    assert send(office, f"{paper}/scans", paper="别号", scan=file()).status_code == 404
    assert send(office, f"{paper}/scans", paper=PAPER, scan=file()).status_code == 303
    [scan] = world.ids("review_scan")
    check = checker.get(f"{paper}/check").text
    assert "没有附扫描件" not in check
    assert f"/scans/{scan}" not in check, "it opens after the password and the reason"
    look = send(checker, f"{paper}/check/look", password=PASSWORD, reason="复核").location
    opened = re.search(r'href="([^"]*/scans/\d+)"', checker.get(look).text)[1]
    assert checker.get(opened).data == PDF
    assert sign_in("county").get(opened).status_code == 404
    assert checker.get(opened.replace(str(scan), str(scan + 1))).status_code == 404
    signed = send(checker, f"{paper}/check", paper=PAPER, seen=hidden(check, "seen"), act="sign")
    assert signed.status_code == 303
    assert world.count("reply", "confirmed_by is not null") == n
    assert checker.get(opened).status_code == 404, "it waits no more: its own page opens it"
    late = send(office, f"{paper}/scans", paper=PAPER, scan=file(PDF + b"2"))
    assert "该复函已按所附扫描件复核" in late.text
    file_page = (
        f"{base.removesuffix('/review')}/{one.village}/committee/candidates/{one.candidate}/review"
    )
    assert f"/scans/{scan}" in office.get(file_page).text
    town = world.name_of(world.clerk_of(examined(world))).removeprefix("sl-")
    assert f"/scans/{scan}" not in sign_in(town).get(file_page).text


def test_a_scan_of_a_paper_is_not_opened_by_the_look_at_another(sign_in, there, world, base):
    there.send(examined(world))
    office, checker = sign_in("county"), sign_in("checker")
    for unit, paper in (("discipline", PAPER), ("court", "示法函1号")):
        here = f"{base}/batches/1/units/{unit}/paper"
        told = {f"{what}_{o.question_id}": "" for o in sheet_for(there, there.county, unit).open
                for what in ("answer", "item", "effect")}  # fmt: skip
        seen = hidden(office.get(here).text, "seen")
        n = len(sheet_for(there, there.county, unit).open)
        entered = send(
            office, here, paper=paper, paper_on=DAY, seen=seen, rest_persons=n, is_stated="y",
            scan=file(PDF + unit.encode()), **told,
        )  # fmt: skip
        assert entered.status_code == 303
    first, second = world.ids("review_scan")
    check = f"{base}/batches/1/units/discipline/paper/check"
    look = send(checker, f"{check}/look", password=PASSWORD, reason="复核").location
    assert checker.get(f"{look}/scans/{first}").data == PDF + b"discipline"
    assert checker.get(f"{look}/scans/{second}").status_code == 404
    assert check_paper(there, "court", "示法函1号")


def test_wrong_passwords_at_a_scan_lock_as_at_the_sign_in(sign_in, there, world, base):
    secretary, checker = sign_in("secretary"), sign_in("checker")
    told = meeting(**invited("court", "某甲"), **invited("police", "某乙"))
    page = send(secretary, f"{base}/meetings", **told).location
    send(secretary, f"{page}/scans", scan=file())
    here = f"{base}/scans/{world.ids('review_scan')[0]}/look"
    tried = [send(checker, here, password="no", reason="核对").status_code for _ in range(4)]
    assert tried[-1] == 429
    assert world.count("look") == 0


def test_a_refused_meeting_names_the_units_and_loses_no_row(sign_in, there, world, base):
    secretary = sign_in("secretary")
    told = meeting(name_court="某甲", post_court="副院长", came_police="present")
    refused = send(secretary, f"{base}/meetings", **told)
    assert refused.status_code == 422
    for words in ("法院到会情况", "公安局到会（受邀）人员姓名", "公安局到会人员职务"):
        assert f"请填写：{words}" in refused.text, words
    assert "某甲" in refused.text
    assert world.count("meeting") == 0
    assert f'href="{base}/meetings" aria-current="page"' in refused.text
    both = meeting(**invited("court", "某甲"), **invited("police", "某乙"))
    held = send(secretary, f"{base}/meetings", **both).location
    assert f'href="{base}/meetings" aria-current="page"' in secretary.get(held).text
    unruled = send(secretary, f"{held}/rulings", candidate="", conclusion="")
    assert unruled.status_code == 422
    assert "请重新选择文件" not in unruled.text, "no file was sent with this form"
    unread = send(secretary, f"{held}/scans", scan=file(b"MZ"))
    assert "请重新选择文件" in unread.text


def test_of_whom_a_meeting_may_be_asked_stands_in_the_secretarys_work(sign_in, there, world):
    there.send(examined(world))
    secretary = sign_in("secretary")
    assert "可提交联席会议研究" not in secretary.get("/work").text
    number = there.candidates(examined(world))[0].number
    there.all_clean("court", but={("court", number): hit("A2")})
    assert "有1人可提交联席会议研究" in secretary.get("/work").text
    assert "可提交联席会议研究" not in sign_in("county").get("/work").text


def test_a_paper_row_without_a_reply_is_no_clean_one_and_every_fault_has_its_name(
    sign_in, there, world, base
):
    there.send(examined(world))
    paper = f"{base}/batches/1/units/discipline/paper"
    office = sign_in("county")
    lines = sheet_for(there, there.county, "discipline").open
    first, second, n = lines[0], lines[1], len(lines)
    told = {f"{what}_{o.question_id}": "" for o in lines for what in ("answer", "item", "effect")}
    told |= {"paper": PAPER, "paper_on": DAY, "seen": hidden(office.get(paper).text, "seen")}
    open_row = told | {f"item_{first.question_id}": "A1"}
    refused = send(office, paper, rest_persons=n, is_stated="y", **open_row)
    assert refused.status_code == 422
    assert f"请填写：{first.name}的回复" in refused.text
    assert world.count("reply") == 0
    wrong = told | {f"answer_{o.question_id}": "hit" for o in (first, second)}
    refused = send(office, paper, rest_persons=n, is_stated="y", scan=file(b"MZ"), **wrong)
    said = refused.text.split('class="refusal"')[1].split("</div>")[0]
    for who in (first, second):
        assert re.search(rf"{who.name}</span>：请选择核查事项", said), said
    assert "文件不是 PDF、JPEG、PNG 格式" in said
    assert f"名单其余人员为{n - 2}人" in said


def test_a_reply_that_was_returned_is_told_as_waited_for_in_the_file(sign_in, there, world, base):
    there.send(examined(world))
    paper = f"{base}/batches/1/units/discipline/paper"
    office, checker = sign_in("county"), sign_in("checker")
    lines = sheet_for(there, there.county, "discipline").open
    told = {f"{what}_{o.question_id}": "" for o in lines for what in ("answer", "item", "effect")}
    told |= {"paper": PAPER, "paper_on": DAY, "seen": hidden(office.get(paper).text, "seen")}
    n = len(lines)
    assert send(office, paper, rest_persons=n, is_stated="y", **told).status_code == 303
    seen = hidden(checker.get(f"{paper}/check").text, "seen")
    back = {"paper": PAPER, "seen": seen, "act": "return"}
    unreasoned = send(checker, f"{paper}/check", **back)
    assert "请填写理由" in unreasoned.text
    of_one = f"{lines[0].village}/committee/candidates/{lines[0].candidate}/review"
    file_page = f"{base.removesuffix('/review')}/{of_one}"
    assert "审签前已退回" not in office.get(file_page).text
    assert send(checker, f"{paper}/check", reason="文号有误", **back).status_code == 303
    assert "审签前已退回，待重新回复" in office.get(file_page).text
    assert "审签前单位内部已修改" not in office.get(file_page).text
