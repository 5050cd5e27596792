"""The window for objections on the pages: until when, who is late, what waits, and nobody's words."""

import io
import itertools
from datetime import timedelta

import pytest
from docx import Document
from reviewers import Reviewers
from sqlalchemy import update
from world import EXAMPLE, PAGES_ON, TODAY

from electflow.access.terms import Role
from electflow.campaign.model import Campaign
from electflow.documents.terms import Kind
from electflow.papers.case import day as written
from electflow.profile.loader import hash_of, load_profile, snapshot
from electflow.stages import Stage

pytestmark = pytest.mark.parametrize("engine_name", PAGES_ON)
DAY = timedelta(1)
SECRET = "密语：某人举报"
keys = itertools.count()


@pytest.fixture
def there(world) -> Reviewers:
    """A county that examines on paper."""
    made = Reviewers(world, world.campaign())
    made.checker = made.person("checker", Role.COUNTY_CHECKER)
    return made


@pytest.fixture
def election(world):
    return world.election(Stage.CANDIDATES_PUBLISHED)


@pytest.fixture
def base(world, election) -> str:
    return f"/c/{EXAMPLE}-{world.campaign().year}/{election.village}/committee"


def sends(client, address: str, **told):
    answer = client.post(address, data={"request_key": f"o{next(keys)}"} | told)
    assert "sign-in" not in (answer.location or ""), "the session has ended"
    return answer


def last_day(there, election):
    dossier = there.dossier(election)
    posted_on = dossier.papers.find(Kind.CANDIDATES_NOTICE).posted_on
    return posted_on + dossier.profile.vetting.objection_days.value * DAY


def town_of(world, election) -> str:
    return world.name_of(world.clerk_of(election)).removeprefix("sl-")


@pytest.mark.parametrize("after", [0, 1])
def test_the_last_day_stands_on_every_page_where_the_list_is_told_of(
    sign_in, world, there, election, base, frozen, after
):
    last = last_day(there, election)
    frozen.on(last + after * DAY)
    for name in (town_of(world, election), "county", "viewer"):
        client = sign_in(name)
        page, listed = client.get(base).text, client.get(f"{base}/candidates").text
        assert "异议期至" in page
        assert last.isoformat() in page
        assert (">异议期已满</span>" in page) is bool(after)
        assert "逾期提出的照样受理" in listed
        assert last.isoformat() in listed
        assert ("，当日在内" in listed) is not bool(after)


def test_my_work_tells_it_to_township_and_county_until_it_is_over(
    sign_in, world, there, election, frozen
):
    last = last_day(there, election)
    for on, is_told in ((last, True), (last + 40 * DAY, False)):
        frozen.on(on)
        for name in (town_of(world, election), "county"):
            page = sign_in(name).get("/work").text
            place = page.split(f'lang="zh">{election.name}<')
            assert len(place) > 1, "the village stands on the list"
            told = any(
                f"异议期至{last.isoformat()}" in part.split("</li>")[0] for part in place[1:]
            )
            assert told is is_told, (name, on)


def test_without_a_window_nothing_is_told(sign_in, world, there, election, base):
    profile = load_profile("national")
    kept = _with_days(profile, 0)
    with world.database.writer.begin() as connection:
        told = {"profile_snapshot": kept, "profile_hash": hash_of(kept)}
        connection.execute(update(Campaign).values(**told))
    client = sign_in("county")
    for address in (base, f"{base}/candidates"):
        assert "异议期" not in client.get(address).text


def _with_days(profile, days: int) -> bytes:
    from msgspec.structs import replace

    leaf = replace(profile.vetting.objection_days, value=days)
    return snapshot(replace(profile, vetting=replace(profile.vetting, objection_days=leaf)))


def test_a_late_objection_on_paper_is_received_told_as_late_and_answered(
    sign_in, world, there, election, base, frozen
):
    last = last_day(there, election)
    frozen.on(last + DAY)
    number = next(c.number for c in there.candidates(election) if c.standing == "nominated")
    file = f"{base}/candidates/{number}/review"
    town, checker, village = (
        sign_in(town_of(world, election)),
        sign_in("checker"),
        sign_in("viewer"),
    )
    assert f'href="{file}"' in town.get(f"{base}/candidates").text
    assert f'href="{file}"' not in village.get(f"{base}/candidates").text
    assert "联审以纸质办理" in town.get(file).text
    for received_on, words in ((last, "已受理"), (last + DAY, "照样答复")):
        told = {"kind": "objection", "received_on": received_on.isoformat(), "words": SECRET}
        answer = sends(town, f"{file}/statements", **told)
        assert answer.status_code == 303
        assert words in town.get(answer.location).text
    assert "逾期提出，照样答复" in town.get(file).text.split("异议 2")[1]
    assert "逾期提出，照样答复" not in town.get(file).text.split("异议 2")[0]
    named = there.person_of(election, number).name
    found = checker.get("/review").text
    assert found.count(f"{named} · {election.name}") == 2
    assert "2件申辩、异议待答复" in checker.get("/work").text
    for client in (checker, village, sign_in("county")):
        for address in (base, f"{base}/candidates", file, f"{base}/trail", "/work"):
            assert SECRET not in client.get(address).text
    for which in (1, 2):
        done = sends(
            checker, f"{file}/statements/{which}", ruling="rejected", outcome="经复核，不予采纳。",
            answered_on=(last + DAY).isoformat(), answer_number="示例复1号",
        )  # fmt: skip
        assert done.status_code == 303
    assert "待答复的申辩、异议" not in checker.get("/review").text
    assert "示例复1号" in town.get(file).text


def test_after_an_upheld_objection_the_form_of_the_conclusion_comes_back_for_him_alone(
    sign_in, world, there, election, base, frozen
):
    frozen.on(last_day(there, election))
    on = last_day(there, election).isoformat()
    number = next(c.number for c in there.candidates(election) if c.standing == "nominated")
    town, checker = sign_in(town_of(world, election)), sign_in("checker")
    listed = f"{base}/candidates"
    assert "登记结论" not in town.get(listed).text
    file = f"{listed}/{number}/review"
    sends(town, f"{file}/statements", kind="objection", received_on=on, words=SECRET)
    sends(
        checker, f"{file}/statements/1", ruling="upheld", outcome="属实。", answered_on=on,
        answer_number="示例复1号",
    )  # fmt: skip
    page = town.get(listed).text
    form = page.split('id="candidate"')[1].split("</select>")[0]
    assert [f'value="{c.number}"' in form for c in there.candidates(election)].count(True) == 1
    assert f'value="{number}"' in form
    told = {"candidate": number, "conclusion": "pass", "number": "示核9号", "dated_on": on}
    assert sends(town, f"{base}/verdicts", **told).status_code == 303
    assert 'id="candidate"' not in town.get(listed).text


def test_after_the_file_is_closed_the_page_tells_where_to_turn_and_keeps_what_was_typed(
    sign_in, world, there, base, election
):
    closed = world.election(Stage.CLOSED)
    here = base.replace(election.village, closed.village)
    number = there.candidates(closed)[0].number
    town = sign_in(town_of(world, closed))
    told = {"kind": "objection", "received_on": TODAY.isoformat(), "words": SECRET}
    answer = sends(town, f"{here}/candidates/{number}/review/statements", **told)
    assert answer.status_code == 422
    assert "办结以前" in answer.text
    assert SECRET in answer.text, "what was typed is kept"


@pytest.mark.parametrize("days", [0, 2])
def test_the_notice_of_formal_candidates_prints_the_window(
    sign_in, world, there, election, base, days
):
    kept = _with_days(load_profile("national"), days)
    with world.database.writer.begin() as connection:
        told = {"profile_snapshot": kept, "profile_hash": hash_of(kept)}
        connection.execute(update(Campaign).values(**told))
    answer = sign_in("county").get(f"{base}/prints/candidates.docx")
    paper = "\n".join(p.text for p in Document(io.BytesIO(answer.data)).paragraphs)
    assert ("有异议" in paper) is bool(days)
    if days:
        assert f"{days}日内（至{written(last_day(there, election))}）" in paper
