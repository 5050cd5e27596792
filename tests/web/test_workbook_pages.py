"""A unit's workbook by its pages: what it may tell whom, what is older than a returned reply, its lists."""

import io
import itertools
import re
import zipfile

import pytest
from reviewers import Reviewers, examined, hit, refilled, reviewers, sheet_of
from world import EXAMPLE, PAGES_ON

from electflow.access.terms import Role
from electflow.joint_review.answers import Given
from electflow.joint_review.checklist import levels_of
from electflow.joint_review.terms import Answer, RecusalGround
from electflow.stages import Track
from electflow.workflow import replying

pytestmark = pytest.mark.parametrize("engine_name", PAGES_ON)
KEYS = itertools.count()
CLEAN = {"回复": "未发现有关情形"}


def sanction(code: str, title: str) -> dict:
    return {"code": code, "title": title, "months": 6, "verified": "unverified", "source": "办法"}


@pytest.fixture
def there(world) -> Reviewers:
    made = reviewers(world, effect=[sanction("first_list", "第一份清单的处分")])
    made.second = made.person("court-op2", Role.UNIT_OPERATOR, unit="court")
    made.send(examined(world))
    return made


@pytest.fixture
def page(world) -> str:
    return f"/c/{EXAMPLE}-{world.campaign().year}/review/desk/workbook"


def handed(client, page: str) -> bytes:
    made = client.post(page, data={"request_key": f"h{next(KEYS)}"})
    return client.get(made.location).data


def send(client, page: str, content: bytes):
    told = {"workbook": (io.BytesIO(content), "回复.xlsx"), "is_stated": "y"}
    return client.post(f"{page}/replies", data=told | {"request_key": f"s{next(KEYS)}"})


def test_who_is_recused_is_not_told_how_his_kin_was_answered_nor_by_trying(
    sign_in, there, world, page
):
    """Law-notes 4: recused is recused; neither the sheet nor its refusals tell him the reply."""
    kin, other = there.desk("court").lines[:2]
    world.do(
        there.second,
        lambda act: replying.reply(
            act,
            there.campaign,
            [
                Given(kin.question_id, Answer.HIT, hit("A2").hit),
                Given(other.question_id, Answer.CLEAN),
            ],
        ),
    )
    before = handed(sign_in("court-op"), page)
    assert sheet_of(before)[0]["回复"] == "发现有关情形"
    world.do(
        there.operators["court"],
        lambda act: replying.recuse_oneself(
            act, there.campaign, ground=RecusalGround.COLLATERAL, question_id=kin.question_id
        ),
    )
    mine = sign_in("court-op")
    content = handed(mine, page)
    rows = sheet_of(content)
    assert [row["回复"] for row in rows[:2]] == ["应回避", "未发现有关情形"]
    assert "发现有关情形" not in {row["回复"] for row in rows}
    assert send(mine, page, content).status_code == 200, "as it went out it comes back"
    told = {answer: send(mine, page, refilled(content, {0: {"回复": answer}})) for answer in (
        "发现有关情形", "未发现有关情形", "无法核实"
    )}  # fmt: skip
    said = {answer: refusal_of(answer_page) for answer, answer_page in told.items()}
    assert len(set(said.values())) == 1, said
    assert "回避" in said["无法核实"]
    # another operator sends it on: the row is open to him, and empty
    assert send(sign_in("court-op2"), page, content).status_code == 200
    assert world.count("reply", "is_latest") == 2


def refusal_of(answer) -> str:
    """Return what a refused workbook's page says of its rows."""
    assert answer.status_code == 422
    return re.sub(r'value="[^"]*"', "", answer.text.split("<main", 1)[1])


def test_a_workbook_from_before_a_return_is_refused_by_row_and_by_name(sign_in, there, world, page):
    """A leader returned it, the clerk's old file says the same again: it is read anew, not sent anew."""
    mine = sign_in("court-op")
    one, two = there.desk("court").lines[:2]
    old = refilled(handed(mine, page), {0: CLEAN})
    assert send(mine, page, old).status_code == 303
    world.do(
        there.leaders["court"],
        lambda act: replying.give_back(act, there.campaign, {one.question_id: 1}, "同名，再核对"),
    )
    refused = send(mine, page, refilled(old, {1: CLEAN}))
    assert refused.status_code == 422
    for words in ("有1行不能录入", "第5行", one.name, "早于此人后来录入、已被退回的回复"):
        assert words in refused.text, words
    assert "第6行" not in refused.text
    assert world.count("reply") == 1
    # left empty it hinders nobody; downloaded anew it is taken
    assert send(mine, page, refilled(old, {0: {"回复": ""}, 1: CLEAN})).status_code == 303
    new = refilled(handed(mine, page), {0: CLEAN})
    assert send(mine, page, new).status_code == 303
    assert send(mine, page, new).status_code == 200, "the same file again changes nothing"
    assert world.count("reply", "is_latest") == 2
    assert there.editions(one.question_id, two.question_id) == {
        one.question_id: 2,
        two.question_id: 1,
    }


def test_the_kinds_of_sanction_of_every_list_on_the_desk_are_offered_once(
    sign_in, there, world, page
):
    national = {told["title"] for told in levels_of("national")[-1]["effect"]}
    there.adopt(effect=[sanction("second_list", "第二份清单的处分")])
    there.send(examined(world, Track.PARTY))
    assert len({line.checklist_id for line in there.desk("court").lines}) == 2
    with zipfile.ZipFile(io.BytesIO(handed(sign_in("court-op"), page))) as book:
        offered = book.read("xl/worksheets/sheet2.xml").decode()
    for title in ("第一份清单的处分", "第二份清单的处分", *national):
        assert offered.count(f">{title}<") == 1, title
