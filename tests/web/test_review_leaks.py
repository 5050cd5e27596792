"""No unit ever receives another's answer: every page, export, error and line of the book, before and after.

The pages of a unit are read twice: when nobody else has replied, and when all others have replied,
with words, and the county has met, been told and concluded. Nothing in them may differ.
"""

import io
import re
from html.parser import HTMLParser

import pytest
from reviewers import UNITS, Reviewers, examined, refilled, reviewers, sheet_of
from sqlalchemy import text
from world import EXAMPLE, NIGHT, PASSWORD, TODAY

from electflow.access.terms import Role
from electflow.db import reading
from electflow.joint_review.answers import Given
from electflow.joint_review.grounds import Grounds
from electflow.joint_review.meetings import Votes
from electflow.joint_review.questions import Hit
from electflow.joint_review.terms import Answer, Attending, Conclusion, StatementKind
from electflow.workflow import concluding

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
MORE = tuple(f"unit{n:02d}" for n in range(9, 26))
ALL = (*UNITS, *MORE)
PRESENT = [
    Attending(unit, f"密语{unit}到会", "密语职务") for unit in ("court", "police", "discipline")
]
READERS = ALL if NIGHT else ("court", "discipline", "unit25")
_NONCES = (
    r'name="(request_key|csrf_token|next)"[^>]*value="[^"]*"',
    r'value="[^"]*"[^>]*name="(request_key|csrf_token|next)"',
    r"<code>[0-9a-f]{8}</code>",
    r'<div class="said".*?</div>',
)


class Links(HTMLParser):
    """The addresses that a page links to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag, attrs):
        told = dict(attrs).get("href", "") if tag == "a" else ""
        if told.startswith("/"):
            self.found.add(told.split("#")[0])


def plain(page: str) -> str:
    for pattern in _NONCES:
        page = re.sub(pattern, "", page, flags=re.S)
    return page


def every_address(app, there: Reviewers, election) -> set[str]:
    """Return each GET route of the product with every id that exists in this review."""
    ids = [q.id for unit in ALL for q in there.questions(unit)[:2]]
    found = set()
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static":
            continue
        told = {
            "county": EXAMPLE, "year": there.campaign.year, "village": election.village,
            "track": "committee", "trigger": "conclude_vetting", "kind": "vetting_report",
            "number": 1, "place": election.township, "unit": "police", "look": 1, "proposal": 1,
            "name": "roll", "job_id": 1, "upload_id": 1, "voter": 1, "box": 1, "rank_no": 1,
            "username": "sl-viewer", "scan_id": 1, "document": 1, "code": "en", "size": "large",
            "density": "wide", "hold_id": 1, "departure_id": 1, "line": 1, "kinship_id": 1,
        }  # fmt: skip
        for question in ids if "question" in rule.arguments else [0]:
            known = told | {"question": question}
            if rule.arguments <= known.keys():
                found.add(rule.build({name: known[name] for name in rule.arguments})[1])
    return found


def walk(client, addresses: set[str], foreign: list[int], base: str) -> dict[str, str]:
    """Read every address, what they link to, and the answers to acts on other units' questions."""
    seen: dict[str, str] = {}
    waiting = ["/", "/review/desk", "/campaigns", *sorted(addresses)]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        answer = client.get(address)
        page = answer.text if "html" in answer.content_type else ""
        seen[address] = f"{answer.status_code} {answer.location} {plain(page)}"
        links = Links()
        links.feed(page)
        waiting += sorted(links.found - seen.keys())
    for order, question in enumerate(foreign):
        for act, told in (
            (f"desk/{question}", {"answer": "clean", "item": "", "effect": ""}),
            (f"desk/{question}/recusal", {"ground": "spouse"}),
            ("desk/sign", {"chosen": f"{question}:1", "act": "sign"}),
            ("desk/sign", {"chosen": f"{question}:1", "act": "return", "reason": "看看"}),
        ):
            key = {"request_key": f"leak-{order}-{act.replace('/', '-')}-{told.get('act', '')}"}
            answer = client.post(f"{base}/review/{act}", data=key | told)
            seen[f"POST {act} {told}"] = f"{answer.status_code} {plain(answer.text)}"
    return seen


def export(client, base: str, key: str) -> list[dict]:
    handed = client.post(f"{base}/review/desk/workbook", data={"request_key": key})
    rows = sheet_of(client.get(handed.location).data)
    assert rows
    return rows


def secret(unit: str) -> str:
    return f"密语{ALL.index(unit):02d}号"


def everybody_else_replies(there: Reviewers, election, reader: str) -> None:
    """Let all other units reply with words, a candidate speak, a meeting sit, an opinion be drafted."""
    for unit in ALL:
        if unit == reader:
            continue
        items = {"discipline": "A1", "organisation": "A1", "united_front": "A4",
                 "political_legal": "A3"}  # fmt: skip
        for order, question in enumerate(there.questions(unit)):
            told = Hit(items.get(unit, "A2"), f"文{secret(unit)}", TODAY, "", secret(unit))
            answer = (Answer.HIT, Answer.CLEAN, Answer.OFFLINE, Answer.CANNOT_JUDGE)[order % 4]
            hit = {Answer.HIT: told, Answer.CANNOT_JUDGE: Hit("", "", words=secret(unit))}
            there.answer(unit, Given(question.id, answer, hit.get(answer)))


@pytest.mark.parametrize("reader", READERS)
def test_no_unit_receives_anothers_answer(app, sign_in, world, reader):
    extra = [{"code": code, "name": f"第{code[4:]}单位", "checks": "有关情形"} for code in MORE]
    there = reviewers(world, *ALL, unit=extra, asks={"A2": list(MORE)})
    secretary = there.person("secretary", Role.MEETING_SECRETARY)
    election = examined(world)
    there.send(election)
    base = f"/c/{EXAMPLE}-{there.campaign.year}"
    clients = {name: sign_in(f"{reader}-{name}") for name in ("op", "ld")}
    addresses = every_address(app, there, election)
    foreign = [q.id for u in ALL if u != reader for q in there.questions(u)[:1]][:6]

    before = {name: walk(client, addresses, foreign, base) for name, client in clients.items()}
    exported = export(clients["op"], base, "first")
    everybody_else_replies(there, election, reader)
    first = there.questions(reader)[0].candidate
    world.do(
        world.clerk_of(election),
        lambda act: concluding.receive_statement(
            act,
            election.id,
            first,
            kind=StatementKind.STATEMENT,
            words="密语申辩",
            received_on=TODAY,
        ),
    )
    world.do(
        secretary,
        lambda act: concluding.convene(
            act, there.campaign, held_on=TODAY, place="密语会场", chaired_by="密语主持",
            minuted_by="密语记录", minutes="密语1号", attending=PRESENT,
        ),
    )  # fmt: skip
    world.do(
        secretary,
        lambda act: concluding.rule(
            act, there.campaign, 1, election.id, first, conclusion=Conclusion.PROHIBITED,
            votes=Votes(3, 0, 0), grounds=Grounds("A2", "密语文书", "密语理由"),
        ),
    )  # fmt: skip
    world.do(
        there.county,
        lambda act: concluding.draft(
            act, election.id, first, conclusion=Conclusion.PROHIBITED,
            grounds=Grounds("A2", "密语文书", "密语"), number="密语核1号",
        ),
    )  # fmt: skip
    world.do(
        there.county,
        lambda act: concluding.look(act, election.id, first, password=PASSWORD, reason="密语查阅"),
    )
    after = {name: walk(client, addresses, foreign, base) for name, client in clients.items()}
    for name in clients:
        differ = {a for a in before[name] if before[name][a] != after[name].get(a)}
        assert differ == set(), sorted(differ)[:3]
        assert before[name].keys() == after[name].keys()
        assert not [a for a, page in after[name].items() if "密语" in page]
    # the check cell is made of the row's own reply alone
    assert export(clients["op"], base, "second") == exported
    wrong = refilled(
        clients["op"]
        .get(clients["op"].post(f"{base}/review/desk/workbook", data={"request_key": "t"}).location)
        .data,
        {0: {"校验码": f"{foreign[0]}-0-abcdef012345", "回复": "未发现有关情形"}},
    )

    told = clients["op"].post(
        f"{base}/review/desk/workbook/replies",
        data={"workbook": (io.BytesIO(wrong), "x.xlsx"), "is_stated": "y", "request_key": "w"},
    )
    assert told.status_code == 422
    assert "密语" not in told.text
    with reading(world.database) as session:
        words = "".join(session.scalars(text("select words from audit_text")))
        bodies = b"".join(session.scalars(text("select body from audit_event"))).decode()
    for unit in ALL:
        assert secret(unit) not in words + bodies


def test_the_walk_sees_what_a_leak_would_show(app, sign_in, world):
    """The walk itself can fail: the unit's own answer changes its pages."""
    there = reviewers(world, "court")
    election = examined(world)
    there.send(election)
    base = f"/c/{EXAMPLE}-{there.campaign.year}"
    client = sign_in("court-op")
    before = walk(client, set(), [], base)
    question = there.questions("court")[0]
    there.answer("court", Given(question.id, Answer.HIT, Hit("A2", "密语文书")))
    after = walk(client, set(), [], base)
    assert [a for a, page in after.items() if "密语" in page]
    assert before != after
