"""The letter by which a unit is asked, as it is printed: head, number, list, last day, place of the seal."""

import re

import pytest
from reviewers import Reviewers, examined, reviewers
from world import EXAMPLE, PAGES_ON, TODAY

pytestmark = pytest.mark.parametrize("engine_name", PAGES_ON)


@pytest.fixture
def there(world) -> Reviewers:
    return reviewers(world, "court")


def plain(html: str) -> str:
    return re.sub("<[^>]+>", "", html).strip()


def parts(page: str, name: str) -> list[str]:
    return [plain(found) for found in re.findall(rf'<p class="{name}">(.*?)</p>', page, re.S)]


def test_a_units_letter_has_red_head_number_list_last_day_and_place_for_the_seal(
    sign_in, there, world
):
    """Feature 40: its own number, date, seal, red head; the list with complete ID numbers, on record."""
    there.send(examined(world), due_on=TODAY)
    client = sign_in("county")
    url = f"/c/{EXAMPLE}-{there.campaign.year}/review/batches/1/units/court/letter"
    assert client.get(f"{url}/1").status_code == 404, "not without the record"
    shown = client.post(url, data={"request_key": "letter"})
    page = client.get(shown.location).text.split("<article")[1].split("</article>")[0]
    office = "示例县换届工作领导小组办公室"
    assert parts(page, "letter-head") == [office]
    assert "示例联审函〔2026〕1号" in parts(page, "letter-number")
    assert parts(page, "letter-to") == ["法院："]
    assert page.index("letter-head") < page.index("示例联审函〔2026〕1号") < page.index("<h1>")
    assert page.index("<h1>") < page.index("letter-to") < page.index("letter-seal")
    [seal] = parts(page, "letter-seal")
    assert seal.startswith(f"{office}（盖章）")
    assert seal.endswith(TODAY.isoformat())
    [sign] = parts(page, "letter-sign")
    assert all(word in sign for word in ("经办人", "审签人", "单位（盖章）"))
    assert TODAY.strftime("%Y年%m月%d日") + "前" in plain(page)
    assert "逾期未复的，不视为同意" in page
    lines = there.desk("court").lines
    assert f"名单（共{len(lines)}人）" in plain(page)
    rows = page.split("<tbody>")[1].split("</tbody>")[0]
    assert rows.count("<tr>") == len(lines)
    assert all(line.name in rows and line.number in rows for line in lines)
    with client.get("/static/app.css") as answer:
        style = answer.text
    head = re.search(r"\.letter-head\{([^}]*)\}", style)[1]
    assert "color:#c00" in head
    assert "border-bottom:4px double #c00" in head
    [event] = there.events("finding:look")
    assert event["data"]["subject"].endswith(":1:court")
