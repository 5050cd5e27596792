"""A by-election is called one wherever an election is named: on papers, desks, lists and in the book."""

import io
import itertools
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from by_elections import DAYS_OF_SCRIPT, closed, method, opened, play
from docx import Document
from reviewers import UNITS, Reviewers, hit, reviewers, sheet_of
from world import EXAMPLE, TODAY

import web
from electflow.access.terms import Role
from electflow.campaign.model import Election
from electflow.campaign.terms import Post
from electflow.db import reading
from electflow.joint_review.answers import Given
from electflow.joint_review.terms import Answer
from electflow.papers.case import Case
from electflow.papers.service import CONTENTS, make, title_of
from electflow.papers.terms import LAYOUTS, Print
from electflow.stages import Stage, Trigger
from electflow.wording.service import Wording
from electflow.workflow.dossier import dossiers_of


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


@pytest.fixture
def base(world) -> str:
    return f"/c/{EXAMPLE}-{world.campaign().year}"


def text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize(
    ("ordinal", "chinese", "english"),
    [
        (0, "某村", "某村"),
        (1, "某村（补选）", "某村 (by-election)"),
        (2, "某村（第2次补选）", "某村 (by-election 2)"),
    ],
)
def test_an_election_is_called_by_its_place_and_occasion(ordinal, chinese, english):
    assert Wording().election("某村", ordinal) == chinese
    assert Wording("en").election("某村", ordinal) == english


# --- papers -----------------------------------------------------------------------------------


def case_of(world, session, election: Election, ordinal: int) -> Case:
    election.ordinal = ordinal
    dossier = dossiers_of(session, EXAMPLE, [election])[election.id]
    return Case(session, world.campaign(), election, dossier, Wording(), False, True, TODAY)


TITLES = {
    Print.ELECTION_COMMITTEE_CHANGE: "村村民选举委员会成员变动公告（村民委员会补选）",
    Print.NOMINATION: "村补选村民委员会成员候选人提名公告",
    Print.CANDIDATES: "村补选村民委员会成员正式候选人公告",
    Print.RESULT: "村村民委员会补选结果公告",
    Print.OPINION: "届村民委员会补选候选人的核查意见",
    Print.FILING_REPORT: "届村民委员会补选结果备案的报告",
    Print.ARCHIVE: "届村民委员会补选档案目录",
}


@pytest.mark.parametrize("kind", list(Print))
def test_the_title_of_each_paper_names_the_by_election(world, kind):
    election = world.election(Stage.RESULT_CONFIRMED)
    with reading(world.database) as session:
        titles = [title_of(kind, case_of(world, session, election, n)) for n in (0, 1, 2)]
    assert "补选" not in titles[0]
    assert "补选" in titles[1]
    assert "第二次补选" in titles[2]
    assert "换届" not in "".join(titles[1:])
    assert titles[1].endswith(TITLES.get(kind, ""))


def test_what_is_printed_of_a_by_election_never_reads_like_the_regular_one(sign_in, world, base):
    told = {"seats": (0, 0, 1), "election_on": TODAY - DAYS_OF_SCRIPT}
    election = closed(world, world.election(Stage.CLOSED), Post.MEMBER, **told)
    clerk = sign_in("county")
    prints = f"{base}/{election.address}/committee/prints"
    page = clerk.get(prints).text
    made = {}
    for kind in Print:
        if f"{kind}.docx" in page:
            answer = clerk.get(f"{prints}/{kind}.docx")
            made[kind] = text_of(answer.data)
            assert "补选" in unquote(answer.headers["Content-Disposition"])
            assert "补选" in made[kind], kind
            for words in ("换届", "新一届", "本届选举", "{{", "{%", "0名"):
                assert words not in made[kind], (kind, words)
    package = clerk.get(f"{prints}/package.zip")
    assert f"{election.name}（补选）备案材料.zip" in unquote(package.headers["Content-Disposition"])
    with zipfile.ZipFile(io.BytesIO(package.data)) as packed:
        named = [name for name in packed.namelist() if name.endswith(".docx")]
    assert named
    assert all("补选" in name for name in named)


@pytest.mark.parametrize("kind", list(Print))
def test_no_paper_says_by_itself_of_which_election_it_speaks(kind):
    told = "".join([LAYOUTS[kind].title, *LAYOUTS[kind].before, *LAYOUTS[kind].after])
    for words in ("换届", "本届选举", "村民委员会选举结果", "村民委员会候选人", "委员会选举，"):
        assert words not in told, words


FEW = {
    Print.CERTIFICATES: (
        {"certificates": [{"name": "某甲", "post": "委员", "number": "", "issued_on": ""}]},
        ("依法补选，您当选为", "任期到本届村民委员会任期届满时止（自"),
    ),
    Print.LETTERS: (
        {"letters": [{"name": "某甲", "post": "委员", "number": "", "conclusion": ""}]},
        ("村民委员会委员补选候选人",),
    ),
    Print.OPINION: ({"lines": []}, ("届村民委员会补选候选人进行了核查",)),
    Print.PROXY_SLIPS: ({"slips": [{"number": 1}]}, ("的村民委员会补选，自愿委托",)),
    Print.ROLL: ({"groups": []}, ("参加本届村民委员会补选的村民名单",)),
    Print.ELECTION_COMMITTEE: (
        {"members": []},
        ("届村民委员会补选的村民选举委员会", "主持本次补选工作"),
    ),
}


@pytest.mark.parametrize("kind", list(FEW))
def test_papers_that_go_to_one_person_say_so_too(world, kind, monkeypatch):
    content, words = FEW[kind]
    monkeypatch.setitem(CONTENTS, kind, lambda case: content)
    with reading(world.database) as session:
        case = case_of(world, session, world.election(Stage.RESULT_CONFIRMED), 1)
        by_elected = text_of(make(kind, case))
        regular = text_of(make(kind, case_of(world, session, case.election, 0)))
    assert all(one in by_elected for one in words)
    assert "补选" not in regular


# --- pages ------------------------------------------------------------------------------------


@pytest.fixture
def vetted(world) -> tuple[Reviewers, Election]:
    """A by-election whose candidates are sent to the units of the county."""
    there = reviewers(world)
    there.checker = there.person("checker", Role.COUNTY_CHECKER)
    there.secretary = there.person("secretary", Role.MEETING_SECRETARY)
    election = opened(world, world.election(Stage.CLOSED), Post.MEMBER)
    play(world, election, method(0, 0, 1), last=Trigger.SUBMIT_TO_VETTING)
    return there, world.again(election)


class Sender:
    """A client with a key of its own for each form."""

    keys = itertools.count()

    def __init__(self, client) -> None:
        self.client = client

    def post(self, address: str, **told):
        answer = self.client.post(address, data={"request_key": f"b{next(self.keys)}"} | told)
        assert answer.status_code == 303, answer.text
        return answer


def calls(page: str, election: Election) -> int:
    """Return how often a page calls an election a by-election, and see that it never calls it less."""
    called = f"{election.name}（补选）"
    bare = re.sub(r"<title>.*?</title>", "", page).replace(called, "")
    assert election.name not in bare, re.findall(f".{{80}}{election.name}.{{20}}", bare)
    return page.count(called)


def test_the_units_and_the_county_read_that_it_is_a_by_election(sign_in, vetted, world, base):
    there, election = vetted
    office = Sender(sign_in("county"))
    assert calls(office.client.get(f"{base}/review/batches").text, election) >= 1, "to be sent"
    there.send(election)
    persons = len(there.questions("court"))

    operator = Sender(sign_in("court-op"))
    desk = operator.client.get("/review/desk").text
    assert calls(desk, election) == 2 * persons, "the list, and the rest of whom nothing was found"
    first = there.questions("court")[0]
    assert calls(operator.client.get(f"{base}/review/desk/{first.id}").text, election) == 1
    handed = operator.post(f"{base}/review/desk/workbook")
    rows = sheet_of(operator.client.get(handed.location).data)
    assert {row["村（社区）"] for row in rows} == {f"{election.name}（补选）"}
    operator.client.set_cookie("language", "en")
    handed = operator.post(f"{base}/review/desk/workbook")
    rows = sheet_of(operator.client.get(handed.location).data)
    assert {row["村（社区）"] for row in rows} == {f"{election.name}（补选）"}, (
        "the sheet is Chinese"
    )

    printed = office.post(f"{base}/review/batches/1/units/court/letter")
    letter = office.client.get(printed.location).text
    assert "关于对村“两委”补选候选人开展资格联审的函" in letter
    assert calls(letter, election) == persons
    paper = office.client.get(f"{base}/review/batches/1/units/court/paper").text
    assert calls(paper, election) == 2 * persons

    one = first.candidate
    there.answer("court", replace(hit("A2"), question_id=first.id), sign=False)
    assert calls(sign_in("court-ld").get("/review/desk").text, election) > persons, "to be signed"
    there.sign("court", first.id)
    here = f"{base}/{election.address}/committee/candidates/{one}/review"
    assert calls(office.client.get(here).text, election) >= 1
    told = {"kind": "statement", "received_on": TODAY.isoformat(), "words": "判决已撤销。"}
    office.post(f"{here}/statements", **told)
    matrix = office.client.get(f"{base}/review/matrix").text
    assert calls(matrix, election) == 2, "the statement, and that something was found"
    township = office.client.get(f"{base}/review/matrix/{election.township}").text
    assert calls(township, election) == persons
    assert calls(sign_in("secretary").get(f"{base}/review/meetings").text, election) >= 1

    others = [q.id for q in there.questions("court") if q.id != first.id]
    there.answer("court", *(Given(i, Answer.CLEAN) for i in others))
    there.all_clean(*(unit for unit in UNITS if unit != "court" and there.questions(unit)))
    assert calls(office.client.get(f"{base}/review/opinions").text, election) == persons - 1


def test_my_work_and_the_book_say_that_it_is_a_by_election(sign_in, world):
    regular = world.election(Stage.CLOSED)
    election = opened(world, regular, Post.MEMBER)
    clerk = sign_in(world.name_of(world.clerk_of(election)).removeprefix("sl-"))
    # the Party's election of the village is another, and regular
    assert clerk.get("/work").text.count(f"{election.name}（补选）") == 1
    book = sign_in("auditor").get("/trail", query_string={"action": "by_election:open"}).text
    # the act stands in both trails: in that of the regular election under its bare name
    assert book.count(f"{election.name}（补选）") == 1
    assert book.count(f">{election.name}</span>") == 1


BARE = re.compile(r"\{\{ *(?:[a-z.]+\.)?(?:village_name|election\.name|e\.name) *\}\}")


def test_no_template_names_an_election_without_its_occasion():
    folder = Path(web.__file__).parent / "templates"
    found = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.html")
        if BARE.search(path.read_text(encoding="utf-8"))
    }
    assert found == set()
    assert BARE.search("{{ line.village_name }}（{{ page.election.name }}）")
