"""No unit ever receives another's answer: every page, export, error and line of the book, before and after.

The pages of a unit are read twice: when nobody else has replied, and when all others have replied,
with words, and the county has met, been told and concluded. Nothing in them may differ.
"""

import io
import re
import zipfile
from html.parser import HTMLParser

import pytest
from reviewers import (
    UNITS,
    Reviewers,
    check_paper,
    convened,
    examined,
    hit,
    refilled,
    reviewers,
    sheet_for,
    sheet_of,
)
from sqlalchemy import text
from world import EXAMPLE, NIGHT, PASSWORD, TODAY

from electflow.access.terms import Role
from electflow.db import reading
from electflow.joint_review.answers import Given
from electflow.joint_review.grounds import Grounds
from electflow.joint_review.meetings import Votes
from electflow.joint_review.questions import Hit
from electflow.joint_review.terms import (
    Answer,
    Attendance,
    Attending,
    Conclusion,
    RecusalGround,
    StatementKind,
)
from electflow.workflow import attaching, concluding, paper_replies
from electflow.workflow.paper_replies import RestStated
from electflow.workflow.replying import seal_of_list

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


def every_address(app, there: Reviewers, election, **ids_of: int) -> set[str]:
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
        } | ids_of  # fmt: skip
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


def words_in(content: bytes) -> str:
    """Return what a file says: a page as it is, a Word file or a package with all that it holds."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "ignore")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        told = "".join(words_in(package.read(name)) for name in package.namelist())
        return told + "".join(package.namelist())


def all_that(client, addresses: set[str]) -> dict[str, str]:
    """Read every address and what it links to, files too; return what each says."""
    seen: dict[str, str] = {}
    waiting = ["/", "/review/desk", "/campaigns", *sorted(addresses)]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        answer = client.get(address)
        seen[address] = f"{answer.status_code} {words_in(answer.data)}"
        if "html" in answer.content_type:
            links = Links()
            links.feed(answer.text)
            waiting += sorted(links.found - seen.keys())
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


SCANNED, MET = "密扫描".encode(), "密会"


def met_and_scanned(there: Reviewers, election) -> tuple[int, dict[str, int], dict[str, int]]:
    """Let a paper be entered with its scan, a meeting sit, an opinion be approved; return ids of all."""
    world, campaign = there.world, there.campaign
    number = next(c.number for c in there.candidates(election) if c.standing == "nominated")
    paper, unit = "示纪函8号", "discipline"
    sheet = sheet_for(there, there.county, unit)
    rest = RestStated(seal_of_list(sheet.open), len(sheet.open), True)
    scans, looks = {}, {}

    def enter(act):
        paper_replies.reply_from_paper(
            act, campaign, 1, unit, [], paper=paper, paper_on=TODAY, rest=rest
        )
        return attaching.attach_reply(act, campaign, unit, paper, b"%PDF-" + SCANNED).id

    scans["reply"] = world.do(there.county, enter)
    looks["paper"] = world.do(
        there.checker,
        lambda act: paper_replies.look_at_paper(
            act, campaign, 1, unit, password=PASSWORD, reason="复核"
        ),
    ).id
    there.all_clean("police", "organisation", "united_front", "political_legal", "procuratorate")
    there.all_clean("justice", "court", but={("court", number): hit("A2")})
    given = [Attending(u, f"{MET}{u}", f"{MET}职务") for u in ("court", "police", "justice")]
    given.append(Attending("procuratorate", f"{MET}缺席", "", Attendance.ON_LEAVE))
    convened(
        there, attending=given, chaired_by=f"{MET}主持", minuted_by=f"{MET}记录",
        place=f"{MET}场", minutes=f"{MET}1号",
    )  # fmt: skip
    grounds = Grounds("A2", "（2019）示刑初12号", f"{MET}理由")
    world.do(
        there.secretary,
        lambda act: concluding.rule(
            act, campaign, 1, election.id, number, conclusion=Conclusion.PROHIBITED,
            votes=Votes(2, 0, 0), grounds=grounds, stated={3: RecusalGround.INTEREST},
            stand_in=f"{MET}代",
        ),
    )  # fmt: skip
    scans["minutes"] = world.do(
        there.secretary,
        lambda act: attaching.attach_minutes(act, campaign, 1, b"%PDF-1 " + SCANNED).id,
    )
    for kind, scan in scans.items():
        looks[kind] = world.do(
            there.checker,
            lambda act, scan=scan: attaching.look_at_scan(
                act, campaign, scan, password=PASSWORD, reason="核对"
            ),
        ).id
    world.do(there.secretary, lambda act: concluding.close_meeting(act, campaign, 1))
    check_paper(there, unit, paper)
    drafted = world.do(
        there.county,
        lambda act: concluding.draft(
            act, election.id, number, conclusion=Conclusion.PROHIBITED, grounds=grounds,
            number="示例核1号",
        ),
    )  # fmt: skip
    world.do(there.checker, lambda act: concluding.check(act, election.id, drafted.id))
    world.do(world.actor("leader"), lambda act: concluding.approve(act, election.id, drafted.id))
    return number, scans, looks


def test_neither_scans_nor_names_of_a_meeting_reach_a_unit_a_township_or_the_candidate(
    app, sign_in, world
):
    """Pages, prints for the candidate, packages and the book, with the very ids of scans and looks."""
    there = reviewers(world)
    there.checker = there.person("checker", Role.COUNTY_CHECKER)
    there.secretary = there.person("secretary", Role.MEETING_SECRETARY)
    election = examined(world)
    there.send(election)
    there.person("hamlet", Role.VILLAGE_CLERK, region=election.village)
    number, scans, looks = met_and_scanned(there, election)
    addresses, of_scans = every_address(app, there, election, number=number), set()
    for scan in scans.values():
        for look in looks.values():
            ids = {"scan_id": scan, "look": look, "number": number, "unit": "discipline"}
            found = every_address(app, there, election, **ids)
            of_scans |= {a for a in found if str(scan) in a or str(look) in a}
    addresses |= of_scans
    assert len(of_scans) > 8
    town = [
        world.name_of(world.clerk_of(election, check=check)).removeprefix("sl-")
        for check in (False, True)
    ]
    readers = ("discipline-op", "police-ld", town[0], "hamlet")
    more = ("discipline-ld", "court-op", town[1]) if NIGHT else ()
    for reader in (*readers, *more):
        told = all_that(sign_in(reader), addresses)
        assert len(told) > 60
        leaking = [a for a, said in told.items() if MET in said or SCANNED.decode() in said]
        assert leaking == [], reader
        open_to_him = {a for a in of_scans if not told[a].startswith("404")}
        assert open_to_him == set(), reader
        if reader in town:
            file = told[
                f"/c/{EXAMPLE}-{there.campaign.year}/{election.village}/committee/candidates/{number}/review"
            ]
            assert "依法不得作为候选人" in file, "the conclusion reaches the township"
    with reading(world.database) as session:
        words = session.execute(
            text("select t.field, t.words from audit_text t where t.field <> 'minutes'")
        ).all()
        bodies = b"".join(session.scalars(text("select body from audit_event"))).decode()
    assert not [row for row in words if MET in row.words], "no name and no post in the book"
    assert MET not in bodies


def test_the_walk_finds_scans_and_names_where_they_may_be_seen(app, sign_in, world):
    """The walk can fail: the county's checker, who has stepped up, finds both."""
    there = reviewers(world)
    there.checker = there.person("checker", Role.COUNTY_CHECKER)
    there.secretary = there.person("secretary", Role.MEETING_SECRETARY)
    election = examined(world)
    there.send(election)
    number, scans, looks = met_and_scanned(there, election)
    for kind in ("reply", "minutes"):
        ids = {"scan_id": scans[kind], "look": looks[kind], "number": number}
        told = all_that(sign_in("checker"), every_address(app, there, election, **ids))
        assert [a for a, said in told.items() if SCANNED.decode() in said]
        assert [a for a, said in told.items() if f"{MET}police" in said]
