"""A joint review through the pages: sent, answered by five units in five ways, decided, published.

One unit answers by Excel, one late, one finds something, one has a recused operator; the meeting
decides, the candidate speaks, the substitute is vetted, and the formal list is posted.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from clerks import Village, enter, shown
from reviewers import UNITS, examined, refilled, reviewers, sheet_of
from world import EXAMPLE, NIGHT, TODAY

from electflow.access.terms import Role
from electflow.audit.verify import verify_chains
from electflow.db import reading
from electflow.demo.script import Figures
from electflow.documents.terms import Kind
from electflow.joint_review.answers import Given
from electflow.joint_review.terms import Answer, Conclusion, QuestionStanding
from electflow.joint_review.together import passing
from electflow.stages import Stage, Trigger
from electflow.workflow.replay import verify_stages

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
ENGINES = ["sqlite", "postgresql"] if NIGHT else ["sqlite"]
DOCUMENT = "示纪处〔2019〕3号"


class Desks:
    """Who works at which page: each account signs in once."""

    def __init__(self, browser, address: str, base: str) -> None:
        self.browser, self.address, self.base = browser, address, base
        self.pages = {}

    def __getitem__(self, name: str):
        if name not in self.pages:
            self.pages[name] = enter(self.browser, self.address, name, accept_downloads=True)
        return self.pages[name]

    def open(self, name: str, path: str):
        page = self[name]
        page.goto(self.address + path)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        return page

    def send(self, name: str, path: str, form: str, **fields: str):
        """Fill in a form of a page and send it."""
        page = self.open(name, path)
        here = page.locator(form).first
        for field, value in fields.items():
            box = here.locator(f"[name={field}]").first
            kind = box.get_attribute("type")
            if kind == "radio":
                here.locator(f"[name={field}][value={value}]").check()
            elif kind == "checkbox":
                box.check()
            elif box.evaluate("e => e.tagName") == "SELECT":
                box.select_option(value)
            else:
                box.fill(value)
        here.locator("button").first.click()
        return page

    def done(self, name: str, path: str, form: str, **fields: str):
        page = self.send(name, path, form, **fields)
        shown(page, ".said")
        return page

    def states_the_rest(self, name: str) -> None:
        self.done(name, "/review/desk", "#rest form", is_stated="y")

    def signs(self, name: str) -> None:
        page = self.open(name, "/review/desk")
        for box in page.locator("input[name=chosen]").all():
            box.check()
        page.click("button[value=sign]")
        shown(page, ".said")


@pytest.mark.parametrize("engine_name", ENGINES)
def test_from_the_batch_to_the_formal_list(browser, address, world, frozen):
    there = reviewers(world)
    there.checker = there.person("checker", Role.COUNTY_CHECKER)
    there.person("secretary", Role.MEETING_SECRETARY)
    second = there.person("organisation-second", Role.UNIT_OPERATOR, unit="organisation")
    election = world.election(Stage.NOMINATED)
    base = f"/c/{EXAMPLE}-{there.campaign.year}"
    here = f"{base}/{election.village}/committee"
    desks = Desks(browser, address, base)
    town = world.name_of(world.clerk_of(election)).removeprefix("sl-")
    clerk = Village(
        desks[town], desks[town], address + here, election, Figures(registered=300, members=20)
    )
    offset = (TODAY - election.election_on).days

    reserve = list_with_a_reserve(clerk, there, election, offset, frozen)
    sent_and_asked(desks, election, clerk, base, town)
    first = five_units_answer(desks, there, base, frozen)
    barred = decided(desks, there, election, f"{here}/candidates/{first}/review", base, town, first)
    assert barred
    substitute_is_vetted(desks, clerk, there, election, base, town, reserve, second)
    published(desks, clerk, there, world, election, offset + 6, frozen)

    with reading(world.database) as session:
        assert [*verify_chains(session), *verify_stages(session)] == []


def list_with_a_reserve(clerk, there, election, offset, frozen) -> int:
    """Name one more for the chair than the list takes; he stays as the reserve."""
    clerk.on(offset, frozen)
    clerk.nominate_voter(901, "chair", 1)
    clerk.page.goto(f"{clerk.here}/candidates/formal")
    clerk.page.click("main form button.primary")
    shown(clerk.page, ".said")
    [reserve] = [c.number for c in there.candidates(election) if c.standing == "reserve"]
    clerk.paper(Kind.VETTING_REQUEST, offset, persons=8, units=8)
    clerk.does(Trigger.SUBMIT_TO_VETTING)
    return reserve


def sent_and_asked(desks, election, clerk, base, town) -> None:
    page = desks.open(town, f"{base}/review/batches")
    page.check(f"input[name=chosen][value='{election.id}']")
    page.click("form:has([name=chosen]) button.primary")
    shown(page, ".said")
    desks.done(
        "county",
        f"{base}/review/batches/1",
        "form[action$='/ask']",
        letter="示例联审函〔2026〕1号",
        due_on=TODAY.isoformat(),
    )


def five_units_answer(desks, there, base, frozen) -> int:
    """Return the number of the candidate of whom discipline finds something."""
    # the court by Excel
    page = desks.open("court-op", f"{base}/review/desk/workbook")
    with page.expect_download() as handed:
        page.click("form[action$='/desk/workbook'] button")
    content = handed.value.path().read_bytes()
    rows = sheet_of(content)
    filled = refilled(content, {n: {"回复": "未发现有关情形"} for n in range(len(rows))})
    page = desks.open("court-op", f"{base}/review/desk/workbook")
    page.set_input_files(
        "#workbook",
        {"name": "回复.xlsx", "mimeType": "application/octet-stream", "buffer": filled},
    )
    page.check("#is_stated")
    page.click("form:has(#workbook) button.primary")
    shown(page, ".said")
    desks.signs("court-ld")
    # discipline finds something of the first
    lines = there.desk("discipline").lines
    one = f"{base}/review/desk/{lines[0].question_id}"
    desks.done(
        "discipline-op", one, "form:has([name=answer])", answer="hit", item="A1", document=DOCUMENT
    )
    desks.states_the_rest("discipline-op")
    desks.signs("discipline-ld")
    # an operator of the organisation department is kin to him: a second one answers
    mine = there.desk("organisation").lines[0].question_id
    desks.done(
        "organisation-op",
        f"{base}/review/desk/{mine}",
        "form[action$='/recusal']",
        ground="collateral",
        source="表兄",
    )
    desks.states_the_rest("organisation-op")
    desks.done(
        "organisation-second",
        f"{base}/review/desk/{mine}",
        "form:has([name=answer])",
        answer="clean",
    )
    desks.signs("organisation-ld")
    # justice states it of all; three others are not watched here
    desks.states_the_rest("justice-op")
    desks.signs("justice-ld")
    there.all_clean("united_front", "political_legal", "procuratorate")
    # the police are late, reminded, and answer
    frozen.after(days=2)
    desks.open("county", "/review")
    assert "公安局" in desks["county"].inner_text("main")
    desks.done("county", f"{base}/review/batches/1", "form[action$='/police/remind']")
    page = desks.open("police-op", "/review/desk")
    assert "催办" in page.inner_text("main")
    desks.states_the_rest("police-op")
    desks.signs("police-ld")
    return lines[0].candidate


def decided(desks, there, election, file, base, town, number) -> bool:
    """The candidate speaks, the meeting rules, three persons sign, the election committee decides."""
    day = (TODAY + timedelta(2)).isoformat()
    desks.done(
        town, file, "form[action$='/statements']", kind="statement", received_on=day,
        words="本人对处分有异议。",
    )  # fmt: skip
    opinion = {
        "conclusion": "prohibited", "item": "A1", "document": DOCUMENT,
        "number": "示例核〔2026〕1号",
    }  # fmt: skip
    page = desks.send("county", file, "form[action$='/opinion']", **opinion)
    shown(page, ".refusal")
    assert "联席会议" in page.inner_text(".refusal")
    page = desks.send(
        "secretary", f"{base}/review/meetings", "form[action$='/meetings']", held_on=day,
        place="县委三楼会议室", chaired_by="某部长", minutes="示例联席〔2026〕1号",
        minuted_by="某秘书", came_court="present", name_court="某甲", post_court="副院长",
        came_discipline="present", name_discipline="某乙", post_discipline="副书记",
        came_organisation="present", name_organisation="某丙", post_organisation="副部长",
    )  # fmt: skip
    shown(page, ".said")
    desks.done(
        "secretary", f"{base}/review/meetings/1", "form[action$='/rulings']",
        candidate=f"{election.id}:{number}", conclusion="prohibited", votes_for="3",
        votes_against="0", abstained="0", item="A1",
        document=DOCUMENT, words="处分决定有效",
    )  # fmt: skip
    desks.done(
        "checker", file, "form[action*='/statements/']", ruling="rejected", answered_on=day,
        answer_number="示例复〔2026〕1号", outcome="经复核，处分决定有效。",
    )  # fmt: skip
    desks.done("county", file, "form[action$='/opinion']", **opinion)
    desks.done("checker", file, "form[action$='/check']")
    page = desks.send("leader", file, "form[action$='/approve']")
    shown(page, ".refusal")
    assert "会议记录尚未定稿" in page.inner_text(".refusal")
    desks.done(
        "secretary", f"{base}/review/meetings/1", "form[action$='/close']", unscanned="签字件待补"
    )
    desks.done("leader", file, "form[action$='/approve']")
    page = desks.open(town, file)
    assert "依法不得作为候选人" in page.inner_text("main")
    assert DOCUMENT not in page.content()
    desks.done(
        town, file, "form[action$='/decision']", ruling="bars", minutes="村选委会会议记录第3号",
        told_on=day, decided_on=day, posted_on=day,
    )  # fmt: skip
    [gone] = [c for c in there.candidates(election) if c.number == number]
    return gone.taken_off_for == "barred"


def substitute_is_vetted(desks, clerk, there, election, base, town, reserve, second) -> None:
    """The reserve follows by votes and is examined in turn, he alone."""
    clerk.sent(f"/candidates/{reserve}/substitute")
    page = desks.open(town, f"{base}/review/batches")
    page.check(f"input[name=chosen][value='{election.id}']")
    page.click("form:has([name=chosen]) button.primary")
    shown(page, ".said")
    desks.done(
        "county", f"{base}/review/batches/2", "form[action$='/ask']",
        letter="示例联审函〔2026〕2号", due_on=(TODAY + timedelta(4)).isoformat(),
    )  # fmt: skip
    for unit in UNITS:
        [asked] = [q for q in there.questions(unit) if q.candidate == reserve]
        there.answer(unit, Given(asked.id, Answer.CLEAN))
    # of whom nothing was found, over a named list, by three persons
    for name, act in (("county", "draft"), ("checker", "check"), ("leader", "approve")):
        page = desks.open(name, f"{base}/review/opinions")
        form = page.locator(f"form[action$='/opinions/{act}']")
        for box in form.locator("input[name=chosen]").all():
            box.check()
        if act == "draft":
            form.locator("[name=number]").fill("示例核〔2026〕2号")
        form.locator("button").click()
        shown(page, ".said")
    assert there.read(lambda s: passing(s, there.campaign)) == []


def published(desks, clerk, there, world, election, day, frozen) -> None:
    """Vetting is concluded from the register alone, and the formal list is posted."""
    facts = there.dossier(election)
    assert set(facts.verdicts.values()) == {Conclusion.PASS, Conclusion.PROHIBITED}
    clerk.does(Trigger.CONCLUDE_VETTING)
    clerk.on(day, frozen)
    clerk.paper(Kind.CANDIDATES_NOTICE, day, persons=8)
    clerk.does(Trigger.PUBLISH_CANDIDATES)
    assert world.again(election).stage == Stage.CANDIDATES_PUBLISHED


# --- the clicks of a unit's desk --------------------------------------------------------------

MANUAL = Path(__file__).parents[2] / "docs" / "manual.md"
COUNTING = """
for (const [kind, counts] of Object.entries({
  pointerdown: e => 1,
  keydown: e => /^(text|search|date|textarea)/.test(e.target.type || "") ? 0 : 1,
  // a list is opened and something chosen in it; a file is chosen in the system's own window
  change: e => e.target.tagName === "SELECT" ? 2 : e.target.type === "file" ? 1 : 0,
}))
  addEventListener(kind, e => { if (counts(e)) handMoved(counts(e)); }, true);
"""


def told_clicks() -> list[int]:
    """Return the figures of the manual's table, in its order."""
    table = MANUAL.read_text("utf-8").split("| 办理事项 | 点击次数 |")[1].split("\n\n")[0]
    return [int(n) for n in re.findall(r"\| (\d+) \|$", table, re.MULTILINE)]


class Hand:
    """A person at the desk, whose clicks and keys the browser itself counts."""

    def __init__(self, browser, address: str, name: str) -> None:
        self.page, self.moves = enter(browser, address, name, accept_downloads=True), 0
        self.page.context.expose_function("handMoved", self.moved)
        self.page.context.add_init_script(COUNTING)
        self.begins()

    def moved(self, times: int) -> None:
        self.moves += times

    def begins(self) -> None:
        """Begin at the desk, where the sign-in led to."""
        self.page.goto(re.sub(r"(https?://[^/]+).*", r"\1/", self.page.url))
        self.page.wait_for_url("**/review/desk")
        self.moves = 0

    def did(self, what: str = ".said") -> int:
        """Return how often he clicked or pressed a key since, once the page has answered."""
        shown(self.page, what)
        made, self.moves = self.moves, 0
        return made


AT = "[...document.querySelectorAll('[data-row]')].indexOf(document.activeElement)"


def walks_by_keys(page, names: list[str]) -> None:
    """Go through the list with the keyboard alone: arrows within it, / to the search, Enter opens."""
    last = len(names) - 1
    assert last >= 3
    page.locator("#people [data-row]").first.focus()
    told = ["ArrowUp", "ArrowDown", "ArrowDown", "ArrowUp", *["ArrowDown"] * last]
    assert [pressed(page, key) for key in told] == [0, 1, 2, 1, *range(2, last + 1), last]
    # the arrows go by what is shown: whom the search hides they leave out
    assert pressed(page, "/") == -1
    assert page.evaluate("document.activeElement.name") == "q"
    assert pressed(page, "ArrowDown") == -1, "in a field they move nothing"
    rows = page.locator("#people tbody tr")
    page.keyboard.insert_text(names[2])
    shown_now = [n for n in range(len(names)) if rows.nth(n).is_visible()]
    assert shown_now == [n for n, name in enumerate(names) if names[2] in name]
    page.fill("[name=q]", "")
    rows.nth(1).evaluate("row => { row.hidden = true; }")
    page.locator("#people [data-row]").first.focus()
    assert [pressed(page, key) for key in ("ArrowDown", "ArrowUp", "ArrowDown")] == [2, 0, 2]
    page.keyboard.press("Enter")
    shown(page, "input[name=answer]")
    assert names[2] in page.inner_text("main")


def pressed(page, key: str) -> int:
    """Press a key and return at which row of the list the reader stands then, -1 for none."""
    page.keyboard.press(key)
    return page.evaluate(AT)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_units_desk_needs_the_clicks_that_the_manual_names(browser, address, world):
    """Decisions A12: somebody who comes once in five years is done in as many clicks."""
    there = reviewers(world, "court", "police")
    there.send(examined(world))
    clerk, persons = Hand(browser, address, "court-op"), len(there.questions("court"))
    page = clerk.page
    walks_by_keys(page, [line.name for line in there.desk("court").lines])
    clerk.begins()
    page.click("#people tbody tr:first-child a[data-row]")
    opened = clerk.did("input[name=answer]")
    page.click("input[name=answer][value=clean]")
    page.click("form:has([name=answer]) button.primary")
    clean = clerk.did()
    page.click("input[name=answer][value=hit]")
    page.select_option("#item", index=1)
    page.locator("#document").press_sequentially("刑初1号")
    page.click("form:has([name=answer]) button.primary")
    found = clerk.did()
    clerk.begins()
    page.click("#rest input[type=checkbox]")
    page.click("#rest button")
    stated = clerk.did()
    leader = Hand(browser, address, "court-ld")
    leader.page.click("[data-select-all]")
    leader.page.click("button[value=sign]")
    signed = leader.did()
    assert {q.standing for q in there.desk("court").lines} == {QuestionStanding.ANSWERED}
    assert len(there.desk("court").lines) == persons

    by_sheet = Hand(browser, address, "police-op")
    page = by_sheet.page
    page.click("a[href$='/desk/workbook']")
    with page.expect_download() as handed:
        page.click("form[action$='/desk/workbook'] button")
    taken = by_sheet.did("h1")
    content = handed.value.path().read_bytes()
    filled = refilled(content, {n: {"回复": "未发现有关情形"} for n in range(persons)})
    by_sheet.begins()
    page.click("a[href$='/desk/workbook']")
    with page.expect_file_chooser() as chooser:
        page.click("#workbook")
    sheet = {"name": "回复.xlsx", "mimeType": "application/octet-stream", "buffer": filled}
    chooser.value.set_files(sheet)
    page.click("#is_stated")
    page.click("form:has(#workbook) button.primary")
    sent = by_sheet.did()
    assert {q.standing for q in there.desk("police").lines} == {QuestionStanding.ENTERED}

    assert [opened, clean, found, stated, signed, taken, sent] == told_clicks()
