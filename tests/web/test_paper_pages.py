"""The pages of sealed paper replies: as many persons as a county sends, and only what the county may read."""

import io
import itertools
import re

import pytest
from reviewers import Reviewers, examined, reviewers, sheet_for
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart
from world import EXAMPLE, PAGES_ON, TODAY

from electflow.access.terms import Role
from electflow.joint_review.answers import Given
from electflow.joint_review.questions import Hit
from electflow.joint_review.scans import MOST_BYTES
from electflow.joint_review.terms import Answer
from electflow.workflow import paper_replies, replying
from web.app import MOST_PERSONS

pytestmark = pytest.mark.parametrize("engine_name", PAGES_ON)
PAPER, UNIT = "示纪函〔2026〕8号", "discipline"
FIELDS = ("answer", "item", "effect", "document", "dated_on", "words")
KEYS = itertools.count()


@pytest.fixture
def there(world) -> Reviewers:
    made = reviewers(world)
    made.checker = made.person("checker", Role.COUNTY_CHECKER)
    made.send(examined(world))
    return made


@pytest.fixture
def page(world) -> str:
    return f"/c/{EXAMPLE}-{world.campaign().year}/review/batches/1/units/{UNIT}/paper"


def send(client, address, **told):
    """Post a form with its parts, from memory: however large, no file is left open."""
    boundary, body = encode_multipart({"request_key": f"p{next(KEYS)}"} | told)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(address, data=body, content_type=kind)


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def test_a_paper_of_a_countys_largest_batch_is_taken_with_the_largest_scan(
    sign_in, there, world, page
):
    """Six fields a person: the limits of a form stand above what its page asks for."""
    office, mine = sign_in("county"), sheet_for(there, there.county, UNIT).open
    others = range(10**18, 10**18 + MOST_PERSONS - len(mine))
    ids = [*(line.question_id for line in mine), *others]
    told = {f"{what}_{i}": "" for i in ids for what in FIELDS}
    told |= {f"answer_{i}": "clean" for i in ids}
    scan = b"%PDF-" + b"0" * (MOST_BYTES - 5)
    taken = send(
        office, page, paper=PAPER, paper_on=TODAY.isoformat(), is_stated="", rest_persons="",
        seen=hidden(office.get(page).text, "seen"), scan=FileStorage(io.BytesIO(scan), "复函.pdf"),
        **told,
    )  # fmt: skip
    assert taken.status_code == 303
    assert world.count("reply") == len(mine)
    assert world.count("review_scan") == 1


def test_the_county_reads_a_returned_reply_only_where_it_came_from_paper(
    sign_in, there, world, page
):
    """Secrecy: what a unit entered and its leader returned with a sealed reason stays in the unit."""
    one, *_ = sheet_for(there, there.county, UNIT).open
    there.answer(UNIT, Given(one.question_id, Answer.HIT, Hit("A1", "密语文书")), sign=False)
    world.do(
        there.leaders[UNIT],
        lambda act: replying.give_back(act, there.campaign, {one.question_id: 1}, "密语理由"),
    )
    office = sign_in("county")
    row = row_of(office.get(page).text, one.name)
    assert "退回" in row
    assert "须逐人填写" in row
    for secret in ("密语", "发现有关情形</p>", "发现有关情形 "):
        assert secret not in row.split("</select>", 1)[1], secret
    assert "密语理由" in sign_in(f"{UNIT}-op").get("/review/desk").text
    read = sheet_for(there, there.county, UNIT).open[0]
    assert (read.returned, read.returned_for) == (None, "")
    assert one.question_id not in {o.question_id for o in sheet_for(there, there.county, UNIT).rest}

    # the same person from paper: entered and returned by the county, who reads what it wrote itself
    given = [Given(one.question_id, Answer.OFFLINE)]
    world.do(
        there.county,
        lambda act: paper_replies.reply_from_paper(
            act, there.campaign, 1, UNIT, given, paper=PAPER, paper_on=TODAY
        ),
    )
    check = sign_in("checker")
    seen = hidden(check.get(f"{page}/check").text, "seen")
    told = {"paper": PAPER, "seen": seen, "act": "return", "reason": "与原件不符"}
    assert send(check, f"{page}/check", **told).status_code == 303
    row = row_of(office.get(page).text, one.name).split("</select>", 1)[1]
    assert "有情况·另行书面报送" in row
    assert "与原件不符" in row
    assert "密语理由" not in row


def row_of(page: str, name: str) -> str:
    """Return the row of a person in the list of a page."""
    [row] = [r for r in page.split("<tr>") if f'<th scope="row" lang="zh">{name}</th>' in r]
    return row
