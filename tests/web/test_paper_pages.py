"""The pages of sealed paper replies: as many persons as a county sends, and only what the county may read."""

import io
import itertools
import re

import pytest
from reviewers import Reviewers, examined, reviewers, sheet_for
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart
from world import EXAMPLE, TODAY

from electflow.access.terms import Role
from electflow.joint_review.scans import MOST_BYTES
from web.app import MOST_PERSONS

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
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
