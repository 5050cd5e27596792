"""The page of the supervisory committee: proposed, sent, chosen; refused in words, and nothing lost."""

import re

import pytest
from reviewers import reviewers
from villagers import numbered
from world import EXAMPLE, PAGES_ON, TODAY

from electflow.stages import Stage

pytestmark = pytest.mark.parametrize("engine_name", PAGES_ON)


@pytest.fixture
def page(world):
    election = world.election(Stage.RESULT_CONFIRMED)
    year = world.campaign().year
    return f"/c/{EXAMPLE}-{year}/{election.village}/committee/handover/supervisors"


def person(order: int, **changed) -> dict[str, str]:
    return {
        "name": f"新人{order}（虚构）", "number": numbered(TODAY.replace(year=1980), 2 * order),
        "sex": "F", "post": "supervisor", "source": "villagers", "evidence": "",
        "request_key": f"p{order}",
    } | changed  # fmt: skip


def test_somebody_is_proposed_sent_and_chosen_by_the_page(sign_in, world, page):
    reviewers(world, "court")
    clerk = sign_in("county")
    assert "村务监督委员会" in clerk.get(page).text
    wrong = clerk.post(page, data=person(1, number="999999198001010011"))
    assert wrong.status_code == 422
    assert f'href="{page}" aria-current="page"' in wrong.text
    assert "新人1（虚构）" in wrong.text
    assert clerk.post(page, data=person(1)).status_code == 303
    shown = clerk.get(page).text
    assert "未提交" in shown
    send = re.search(r'action="([^"]*/review/batches)"', shown)[1]
    election = re.search(r'name="chosen" value="(\d+)"', shown)[1]
    sent = clerk.post(send, data={"chosen": election, "request_key": "s1"})
    assert sent.status_code == 303
    assert "村务监督委员会成员" in clerk.get(page).text
    number = re.search(r'name="chosen" value="(\d{1,4})"', clerk.get(page).text)[1]
    told = {
        "chosen": number, "formed_on": TODAY.isoformat(), "minutes": "代表会议3号",
        "explanation": "", "reason": "", "request_key": "f1",
    }  # fmt: skip
    refused = clerk.post(f"{page}/formed", data=told)
    assert refused.status_code == 422
    assert "人选均已核查" in refused.text
    assert "代表会议3号" in refused.text
    assert f'href="{page}" aria-current="page"' in refused.text
    done = clerk.post(
        f"{page}/formed", data=told | {"explanation": "先行推选", "request_key": "f2"}
    )
    assert done.status_code == 303
    assert "已当选" in clerk.get(page).text
    organs = clerk.get(page.replace("supervisors", "organs")).text
    assert "代表会议3号" in organs


def test_a_reader_sees_the_page_and_no_form(sign_in, world, page):
    viewer = sign_in("viewer")
    shown = viewer.get(page)
    assert shown.status_code == 200
    assert 'name="name"' not in shown.text
    assert viewer.post(page, data=person(1)).status_code == 404
    before = page.replace("/handover/supervisors", "/candidates/99/review")
    assert viewer.get(before).status_code == 404
