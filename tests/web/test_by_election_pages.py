"""Opening a by-election on its page, and the addresses under which it lies."""

import re
from datetime import timedelta

import msgspec
import pytest
from by_elections import BEFORE, opened
from sqlalchemy import update
from world import EXAMPLE, TODAY

from electflow.campaign.calendar import months_after
from electflow.campaign.model import Campaign, Election
from electflow.campaign.terms import Post
from electflow.db import reading
from electflow.profile.loader import load_profile
from electflow.stages import Stage, Track
from electflow.workflow.by_election import body_of

DAY = TODAY + timedelta(days=60)
PAGES = ("", "/roll", "/poll", "/staff", "/staff/kinship", "/handover", "/prints", "/candidates")


def place(world) -> str:
    return f"/c/{EXAMPLE}-{world.campaign().year}"


def address(world, election, more="") -> str:
    return f"{place(world)}/{election.village}{more}/{election.track}"


def filled(page: str, **changed) -> dict[str, str]:
    """Return the form as it is sent: the first who sits as a member has resigned."""
    member = re.search(r'name="(left_[0-9]+)"[^>]*>[^<]*· (?:委员|Member)', page)
    told = {
        "csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1],
        "request_key": "k" * 32,
        "cause": "resignation",
        "number": "村民代表会议记录7号",
        "dated_on": TODAY.isoformat(),
        "election_on": DAY.isoformat(),
        "reason": "本人申请辞职",
    }
    return told | ({member[1]: "y"} if member else {}) | changed


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_by_election_is_opened_from_the_closed_election_and_lies_at_its_own_address(
    sign_in, world
):
    regular, office = world.election(Stage.CLOSED), sign_in("county")
    here = address(world, regular)
    shown = office.get(here).text
    assert f'href="{here}/by-election"' in shown

    page = office.get(f"{here}/by-election").text
    assert "第二十三条" in page
    assert not re.search(r'value="20[0-9]{2}-', page), "no day is invented"
    assert " checked" not in page
    answer = office.post(f"{here}/by-election", data=filled(page))
    assert (answer.status_code, answer.location) == (303, address(world, regular, "-1"))

    opened = office.get(answer.location).text
    assert f"{regular.name}（补选）" in opened
    for words in ("留任成员", "离任成员", "辞职", "本届其他选举"):
        assert words in opened
    assert f'href="{here}"' in opened
    assert f'href="{address(world, regular, "-1")}"' in office.get(here).text
    for more in PAGES:
        assert office.get(address(world, regular, "-1") + more).status_code == 200, more
    office.set_cookie("language", "en")
    assert f"{regular.name} (by-election)" in office.get(answer.location).text
    office.set_cookie("language", "zh_Hans")

    listed = office.get(f"{place(world)}/list?by=1").text
    assert f"{regular.name}（补选）" in listed
    assert f'href="{address(world, regular, "-1")}"' in listed
    assert "另有补选1场" in office.get(f"{place(world)}/").text
    # while it is under way there is no other, and it has none of its own
    assert f'href="{here}/by-election"' not in office.get(here).text
    waits = office.get(f"{here}/by-election").text
    assert "第1次补选正在办理" in waits
    assert "录入内容有误" not in waits
    assert 'name="cause"' not in waits
    assert office.get(address(world, regular, "-1") + "/by-election").status_code == 404


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_ordinals_that_are_not_there_and_foreign_ones_are_equally_unknown(sign_in, world):
    regular, office = world.election(Stage.CLOSED), sign_in("county")
    told = {
        office.get(address(world, regular, more)).status_code
        for more in ("-1", "-2", "-0", "-01", "-100", "-", "-x", "-1-1")
    }
    assert told == {404}
    page = office.get(f"{address(world, regular)}/by-election").text
    office.post(f"{address(world, regular)}/by-election", data=filled(page))
    there = address(world, regular, "-1")
    assert office.get(there).status_code == 200
    assert office.get(f"{place(world)}/{regular.village}-1/").location == there
    with reading(world.database) as session:
        other = session.query(Election).filter(
            Election.township != regular.township, Election.county == EXAMPLE
        ).first()  # fmt: skip
    clerk = sign_in(world.name_of(world.clerk_of(other)).removeprefix("sl-"))
    unknown, foreign = clerk.get(address(world, regular, "-7")), clerk.get(there)
    assert unknown.status_code == foreign.status_code == 404


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_refused_by_election_keeps_what_was_typed_and_tells_every_fault(sign_in, world):
    regular, office = world.election(Stage.CLOSED, Track.PARTY), sign_in("county")
    here = f"{address(world, regular)}/by-election"
    page = office.get(here).text
    assert "第二十三条" not in page, "no text on the Party's by-elections was read"
    bad = {
        "election_on": TODAY.isoformat(),
        "dated_on": DAY.isoformat(),
        "number": "支部党员大会记录3号",
    }
    answer = office.post(here, data=filled(page, **bad))
    assert answer.status_code == 422
    for words in (
        "未指明需要补选的职位",
        "支部党员大会记录3号",
        DAY.isoformat(),
        TODAY.isoformat(),
        "本人申请辞职",
    ):
        assert words in answer.text
    empty = office.post(here, data={"request_key": "empty"})
    for words in ("请填写：出缺事由", "请填写：理由", "未指明需要补选的职位"):
        assert words in empty.text, "all at once"
    with reading(world.database) as session:
        [*_, last] = body_of(session, regular).sitting
    again = office.post(here, data=filled(page, **bad, **{f"left_{last.person_id}": "y"}))
    assert again.status_code == 422
    assert re.search(rf'<input checked id="left_{last.person_id}"', again.text)
    assert world.count("election", "ordinal > 0") == 0
    assert last.post is Post.COMMITTEE_MEMBER


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("name", ["leader", "viewer", "town01"])
def test_others_are_not_offered_it(sign_in, world, name):
    regular = world.election(Stage.CLOSED)
    reader = sign_in(name)
    here = address(world, regular)
    assert f"{here}/by-election" not in reader.get(here).text
    assert reader.get(f"{here}/by-election").status_code in (403, 404)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_the_form_says_once_when_the_term_ends(sign_in, world):
    for track in Track:
        regular, office = world.election(Stage.CLOSED, track), sign_in("county")
        page = office.get(f"{address(world, regular)}/by-election").text
        assert page.count("任期到本届届满为止") == 1, track


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_every_page_of_a_by_election_tells_that_the_result_before_it_has_changed(sign_in, world):
    regular, office = world.election(Stage.CLOSED), sign_in("county")
    election = opened(world, regular, Post.MEMBER)
    there = address(world, election, "-1")
    words = "其所依据的选举结果已有变化"
    assert words not in office.get(there).text
    with world.database.writer.begin() as connection:
        connection.execute(
            update(Election)
            .where(Election.county == EXAMPLE, Election.id == regular.id)
            .values(stage=Stage.COUNTING.value)
        )
    for more in PAGES:
        page = office.get(there + more).text
        assert words in page, more
        assert "重新开展" in page, more
    # and in the checklist of the step ahead, with the law
    assert office.get(there).text.count(words) >= 2
    clerk = sign_in(world.name_of(world.clerk_of(election)).removeprefix("sl-"))
    assert words in clerk.get("/work").text
    assert words not in office.get(address(world, regular)).text


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_the_last_day_of_the_by_election_is_shown_where_too_few_are_left(sign_in, world):
    regular, office = world.election(Stage.CLOSED), sign_in("county")
    here = address(world, regular)
    opened(world, regular, Post.DEPUTY, Post.MEMBER, Post.MEMBER)
    assert "补选期限" not in office.get(here).text, "the pinned rules set no time"
    with world.database.writer.begin() as connection:
        rules = msgspec.json.encode(load_profile("shanghai"))
        connection.execute(update(Campaign).values(profile_snapshot=rules))
    page = office.get(here).text
    latest = months_after(BEFORE.date(), 3).isoformat()
    for words in ("补选期限", "尚有成员2人", latest, "第二十九条", "尚未按2025年修改核对"):
        assert words in page, words
    assert "补选期限" not in office.get(address(world, regular, "-1")).text


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_no_last_day_is_shown_while_three_are_left(sign_in, world):
    regular, office = world.election(Stage.CLOSED), sign_in("county")
    opened(world, regular, Post.MEMBER, Post.MEMBER)
    with world.database.writer.begin() as connection:
        rules = msgspec.json.encode(load_profile("shanghai"))
        connection.execute(update(Campaign).values(profile_snapshot=rules))
    assert "补选期限" not in office.get(address(world, regular)).text
