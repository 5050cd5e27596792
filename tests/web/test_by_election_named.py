"""A by-election is called one wherever an election is named: on papers, desks, lists and in the book."""

import io
import itertools
import zipfile
from datetime import timedelta
from urllib.parse import unquote

import pytest
from by_elections import DAYS_OF_SCRIPT, closed, method, opened, play
from docx import Document
from reviewers import UNITS, reviewers
from world import EXAMPLE, NOON, TODAY

from electflow import clock
from electflow.access.terms import Role
from electflow.campaign.model import Election
from electflow.campaign.terms import Post
from electflow.db import reading
from electflow.exchange.workbook import rows_in
from electflow.papers.case import Case
from electflow.papers.service import CONTENTS, make, title_of
from electflow.papers.terms import LAYOUTS, Print
from electflow.stages import Stage, Track, Trigger
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
