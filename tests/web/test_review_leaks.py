"""No unit ever receives another's answer: every page, export, error and line of the book, before and after.

What a unit reads is compared in two counties: in one nobody has replied; in the other all units but
itself have, with words, were reminded, and the county has met, been told and concluded. Nothing may
differ. Every route of the product is read and posted to; one that a unit may not open answers it like
an address that does not exist.
"""

import io
import re
from contextlib import contextmanager

import pytest
from addresses import ADDRESS, links_in, routes
from reviewers import UNITS, Reviewers, examined, refilled, reviewers, sheet_of
from sqlalchemy import text
from world import EXAMPLE, NIGHT, PASSWORD, TODAY, World

from electflow.access.rules import may_anywhere
from electflow.access.terms import Role
from electflow.act import Actor, Grant
from electflow.db import reading
from electflow.joint_review.answers import Given
from electflow.joint_review.grounds import Grounds
from electflow.joint_review.meetings import Votes
from electflow.joint_review.questions import Hit
from electflow.joint_review.terms import (
    Answer,
    Attending,
    Conclusion,
    RecusalGround,
    StatementKind,
)
from electflow.workflow import attaching, concluding, replying, reviewing
from web.app import create_app

MORE = tuple(f"unit{n:02d}" for n in range(9, 26))
ALL = (*UNITS, *MORE)
READERS = [
    *(("sqlite", unit) for unit in (ALL if NIGHT else ("court", "discipline", "unit25"))),
    *(("postgresql", unit) for unit in (ALL if NIGHT else ("court",))),
]
ROLES = {"op": Role.UNIT_OPERATOR, "ld": Role.UNIT_LEADER}
KINDS = (Answer.HIT, Answer.CLEAN, Answer.OFFLINE, Answer.CANNOT_JUDGE)
ITEMS = {"discipline": "A1", "organisation": "A1", "united_front": "A4", "political_legal": "A3"}
SECRET = "密语"
PRESENT = [
    Attending(unit, f"{SECRET}{unit}到会", f"{SECRET}职务")
    for unit in ("court", "police", "discipline")
]
_NONCES = (
    r'name="(request_key|csrf_token|next)"[^>]*value="[^"]*"',
    r'value="[^"]*"[^>]*name="(request_key|csrf_token|next)"',
    r"<code>[0-9a-f]{8}</code>",
    r'<div class="said".*?</div>',
)


def secret(unit: str) -> str:
    return f"{SECRET}{ALL.index(unit):02d}号"


# --- the two counties -------------------------------------------------------------------------


def ask(world: World) -> None:
    """Let twenty-five units be asked about the candidates of one election."""
    extra = [{"code": code, "name": f"第{code[4:]}单位", "checks": "有关情形"} for code in MORE]
    there = reviewers(world, *ALL, unit=extra, asks={"A2": list(MORE)})
    there.person("secretary", Role.MEETING_SECRETARY)
    there.send(examined(world))


def tell(world: World) -> None:
    """Let every unit reply with words, a candidate speak, a meeting sit, an opinion be drafted."""
    there, election = Reviewers(world, world.campaign()), examined(world)
    first = there.questions("court")[0]
    seats = {unit: [world.actor(f"{unit}-{end}") for end in ROLES] for unit in ALL}
    asked = {unit: there.questions(unit) for unit in ALL}
    clerk, secretary = world.clerk_of(election), world.actor("secretary")
    grounds = Grounds("A2", f"{SECRET}文书", f"{SECRET}理由")

    def replies(act):
        for unit, (operator, leader) in seats.items():
            given = [_reply(unit, q.id, KINDS[n % 4]) for n, q in enumerate(asked[unit])]
            replying.reply(act.by(operator), there.campaign, given)
            replying.sign(act.by(leader), there.campaign, {g.question_id: 1 for g in given})

    def reminders(act):
        for unit in ALL:
            reviewing.remind(act, there.campaign, 1, unit, secret(unit))

    def county(act):
        replying.recuse(
            act,
            there.campaign,
            secretary.official_id,
            ground=RecusalGround.SPOUSE,
            person_id=first.person_id,
            source=f"{SECRET}档案",
        )
        concluding.draft(
            act,
            election.id,
            first.candidate,
            conclusion=Conclusion.PROHIBITED,
            grounds=grounds,
            number=f"{SECRET}核1号",
        )
        concluding.look(
            act, election.id, first.candidate, password=PASSWORD, reason=f"{SECRET}查阅"
        )  # fmt: skip

    def statement(act):
        concluding.receive_statement(
            act, election.id, first.candidate, kind=StatementKind.STATEMENT,
            words=f"{SECRET}申辩", received_on=TODAY,
        )  # fmt: skip

    def meeting(act):
        concluding.convene(
            act,
            there.campaign,
            held_on=TODAY,
            place=f"{SECRET}会场",
            chaired_by=f"{SECRET}主持",
            minuted_by=f"{SECRET}记录",
            minutes=f"{SECRET}1号",
            attending=PRESENT,
        )
        concluding.rule(
            act, there.campaign, 1, election.id, first.candidate, votes=Votes(3, 0, 0),
            conclusion=Conclusion.PROHIBITED, grounds=grounds,
        )  # fmt: skip
        scan = b"%PDF-1 " + SECRET.encode()
        attaching.attach_minutes(act, there.campaign, 1, scan)

    world.do(there.county, reminders)
    world.do(there.county, replies)
    world.do(clerk, statement)
    world.do(secretary, meeting)
    world.do(there.county, county)


def _reply(unit: str, question: int, answer: Answer) -> Given:
    told = Hit(ITEMS.get(unit, "A2"), f"文{secret(unit)}", TODAY, "", secret(unit))
    hits = {Answer.HIT: told, Answer.CANNOT_JUDGE: Hit("", "", words=secret(unit))}
    return Given(question, answer, hits.get(answer))


def silence(world: World, unit: str) -> None:
    """Let one unit alone not have replied, nor been reminded."""
    with world.database.writer.begin() as connection:
        mine = f"question_id in (select id from question where unit = '{unit}')"
        for table in ("finding", "reply"):
            gone = connection.execute(text(f"delete from {table} where {mine}"))
            assert gone.rowcount, table
        connection.execute(
            text(f"update asked_unit set reminders = 0, reminded_at = null where unit = '{unit}'")
        )


@pytest.fixture
def counties(grown):
    grown.grow("asked", ask)
    grown.grow("told", tell, "asked")
    return grown


# --- who reads, and what ----------------------------------------------------------------------


def plain(page: str) -> str:
    for pattern in _NONCES:
        page = re.sub(pattern, "", page, flags=re.S)
    return page


class Reader:
    """An official of a unit at the pages: what each address answered him."""

    def __init__(self, app, world: World, unit: str, end: str, parts: dict[str, object]) -> None:
        self.app, self.world, self.unit, self.role = app, world, unit, ROLES[end]
        self.parts, self.seen, self.keys = parts, dict[str, str](), iter(range(10**6))
        self.client = app.test_client()
        name = {"username": f"sl-{unit}-{end}", "password": PASSWORD}
        assert self.client.post("/sign-in", data=name).status_code == 303
        self.base = f"/c/{EXAMPLE}-{parts['year']}/review"
        self.nowhere = self._told(self.client.get("/nowhere"))

    def _told(self, answer) -> str:
        if answer.location:
            # the id of a list that was just handed out is another each time
            return f"{answer.status_code} {re.sub(r'[0-9]{15,}', 'id', answer.location)}"
        assert "html" in answer.content_type, "an export: compare what it holds"
        return f"{answer.status_code} {plain(answer.text)}"

    def get(self, address: str) -> str:
        if address not in self.seen:
            self.seen[address] = self._told(self.client.get(address))
        return self.seen[address]

    def post(self, address: str, **told: str) -> str:
        key = {"request_key": f"leak-{next(self.keys)}"}
        answer = self._told(self.client.post(address, data=key | told))
        self.seen[f"POST {address} {told}"] = answer
        return answer

    def may_open(self, rule) -> bool:
        audience = self.app.view_functions[rule.endpoint].audience
        grant = Grant(self.role.value, EXAMPLE, self.unit)
        return audience in ("anyone", "signed in") or may_anywhere(
            Actor(1, EXAMPLE, (grant,)), audience
        )

    def addresses(self, rule) -> list[str]:
        """Return a route's address; for questions his own, and others' with each kind of answer."""
        missing = rule.arguments - self.parts.keys() - {"question"}
        assert not missing, f"{rule}: say in tests/addresses.py what stands for {missing}"
        several = [*self.others, self.own] if "question" in rule.arguments else [0]
        return [
            rule.build({k: v for k, v in told.items() if k in rule.arguments})[1]
            for question in several
            for told in [self.parts | {"question": question}]
        ]

    @property
    def own(self) -> int:
        return self.parts["questions"][self.unit][0]

    @property
    def others(self) -> list[int]:
        """Return one question for each kind of answer of one other unit, and one of all (in quick two)."""
        there = [ids for unit, ids in self.parts["questions"].items() if unit != self.unit]
        return [*there[0][:4], *(ids[0] for ids in there[1 : None if NIGHT else 3])]

    def walk(self) -> dict[str, str]:
        """Read all that he may open and what it links to, then post: bare, and to others' questions."""
        rules = [rule for rule in routes(self.app) if self.may_open(rule)]
        own = [rule for rule in rules if not rule.endpoint.startswith("signin.")]
        waiting = [a for rule in own if "GET" in rule.methods for a in self.addresses(rule)]
        while waiting:
            address = waiting.pop()
            if address in self.seen:
                continue
            answer = self.get(address)
            if not answer.startswith("404"):
                waiting += sorted(links_in(answer) - self.seen.keys())
        for rule in own:
            if "POST" in rule.methods:
                for address in self.addresses(rule):
                    self.post(address)
        for question in self.others[:4]:
            one = f"{self.base}/desk/{question}"
            self.post(one, answer="clean", item="", effect="")
            self.post(f"{one}/recusal", ground="spouse")
            self.post(f"{self.base}/desk/sign", chosen=f"{question}:1", act="sign")
            self.post(f"{self.base}/desk/sign", chosen=f"{question}:1", act="return", reason="看看")
        # the list as it stands now is shown to him whose list is out of date
        self.post(f"{self.base}/desk/rest", is_stated="y", seen="old")
        return self.seen

    def try_the_rest(self) -> int:
        """Read and post to all that he may not open: not to be told from what does not exist."""
        tried = 0
        for rule in routes(self.app):
            if self.may_open(rule):
                continue
            for address in self.addresses(rule):
                for method in sorted(rule.methods & {"GET", "POST"}):
                    assert (self.get if method == "GET" else self.post)(address) == self.nowhere
                    tried += 1
        return tried

    def leave(self) -> None:
        """Do what everybody may, whoever is signed in: words, type, and the way out."""
        rules = [rule for rule in routes(self.app) if rule.endpoint.startswith("signin.")]
        for rule in sorted(rules, key=lambda rule: rule.endpoint == "signin.sign_out"):
            for method in sorted(rule.methods & {"GET", "POST"}):
                for address in self.addresses(rule):
                    (self.get if method == "GET" else self.post)(address)
        assert "/sign-in" in self.get(f"{self.base}/desk?left")

    def export(self) -> list[dict]:
        """Return the rows of the workbook that is handed out to him."""
        address = f"{self.base}/desk/workbook"
        handed = self.client.post(address, data={"request_key": f"leak-{next(self.keys)}"})
        rows = sheet_of(self.client.get(handed.location).data)
        assert rows
        return rows


def parts_of(world: World, told: World) -> dict[str, object]:
    """Return what stands in addresses: ids that exist in the county where all is told."""
    election = examined(world)
    there = Reviewers(world, world.campaign())
    questions = {unit: [q.id for q in there.questions(unit)] for unit in ALL}
    names = ("look", "opinion", "recusal", "proposal")
    ids = {name: told.ids(name)[-1] for name in names}
    return ADDRESS | ids | {
        "scan_id": told.ids("review_scan")[-1], "year": there.campaign.year,
        "village": election.village, "place": election.township,
        "proposal_id": ids["proposal"], "unit": "police", "statement": 1,
        "number": there.questions("court")[0].candidate, "questions": questions,
    }  # fmt: skip


@contextmanager
def reading_as(counties, frozen, name: str, unit: str):
    """Open a county of a name at the pages; the reader's own unit is silent in both."""
    with counties.copy(name) as world:
        if name == "told":
            silence(world, unit)
        app = create_app(world.settings, world.database)
        app.config["WTF_CSRF_ENABLED"] = False
        yield world, app


# --- the test ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("engine_name", "unit"), READERS)
def test_no_unit_receives_anothers_answer(counties, frozen, unit):
    """Feature 39, idea 6: each unit sees its own questions, and of what others answered nothing."""
    with (
        reading_as(counties, frozen, "asked", unit) as (world, app),
        reading_as(counties, frozen, "told", unit) as (told_world, told_app),
    ):
        parts = parts_of(world, told_world)
        for end in ROLES:
            before = Reader(app, world, unit, end, parts)
            after = Reader(told_app, told_world, unit, end, parts)
            first, second = before.walk(), after.walk()
            assert first.keys() == second.keys()
            differ = sorted(a for a in first if first[a] != second[a])
            assert differ == [], differ[:3]
            assert len(first) > 60
            if NIGHT or counties.engine == "sqlite":
                # turned away by the role alone, before any database is asked
                assert after.try_the_rest() > 150
            assert not [a for a, page in after.seen.items() if SECRET in page]
            if end == "op":
                # the check cell is made of the row's own reply alone
                exported = before.export()
                assert after.export() == exported
                refuse_a_foreign_row(after, exported)
            after.leave()
        nothing_of_it_is_in_the_book(told_world)


def refuse_a_foreign_row(reader: Reader, rows: list[dict]) -> None:
    """Send a workbook back with another unit's row: the refusal tells nothing of it."""
    handed = reader.client.post(f"{reader.base}/desk/workbook", data={"request_key": "t"})
    wrong = refilled(
        reader.client.get(handed.location).data,
        {0: {"校验码": f"{reader.others[0]}-0-abcdef012345", "回复": "未发现有关情形"}},
    )
    answer = reader.client.post(
        f"{reader.base}/desk/workbook/replies",
        data={"workbook": (io.BytesIO(wrong), "x.xlsx"), "is_stated": "y", "request_key": "w"},
    )
    assert answer.status_code == 422
    assert "不在本单位核查范围" in answer.text
    assert SECRET not in answer.text


def nothing_of_it_is_in_the_book(world: World) -> None:
    """What a unit found stands in no event and among no words; why it was reminded, among the words."""
    with reading(world.database) as session:
        rows = session.execute(
            text(
                "select t.words, e.action from audit_text t join audit_event e on e.id = t.event_id"
            )
        ).all()
        bodies = b"".join(session.scalars(text("select body from audit_event"))).decode()
    assert {action for words, action in rows if SECRET in words} == {
        "review:remind", "finding:look", "meeting:convene", "opinion:draft",
    }  # fmt: skip
    assert SECRET not in bodies
    words = "".join(words for words, action in rows if action != "review:remind")
    for unit in ALL:
        assert secret(unit) not in words


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_the_walk_sees_what_a_leak_would_show(counties, frozen):
    """The walk itself can fail: the unit's own answer changes its pages."""
    with counties.copy("asked") as world, counties.copy("told") as told:
        parts, seen = parts_of(world, told), []
        for county in (world, told):
            app = create_app(county.settings, county.database)
            app.config["WTF_CSRF_ENABLED"] = False
            seen.append(Reader(app, county, "court", "op", parts).walk())
    assert [a for a, page in seen[1].items() if SECRET in page]
    assert seen[0] != seen[1]
