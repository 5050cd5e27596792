"""Journeys in a real Chromium, through the pages alone."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
import waitress
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, TimeoutError, sync_playwright
from sqlalchemy import select
from villagers import another_list
from world import EXAMPLE, NIGHT, PASSWORD, TODAY, World

from electflow.audit.verify import verify_chains
from electflow.campaign.model import Election
from electflow.db import reading
from electflow.demo.persons import invented_name, invented_number
from electflow.demo.script import NUMBERED, POSTED, Beat, Figures, Scene, script_of, votes_for
from electflow.documents.terms import Kind
from electflow.stages import Stage, Track, Trigger
from electflow.workflow.replay import verify_stages
from web.app import create_app

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "msedge")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
ENGINES = ["sqlite", "postgresql"] if NIGHT else ["sqlite"]

pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def browser():
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert path, "no Chromium: install the Debian package chromium"
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def address(world: World, frozen) -> Iterator[str]:
    """Serve the county on loopback, with sessions that outlive the jumps of the clock."""
    settings = replace(world.settings, idle_minutes=10**6, session_hours=10**5)
    app = create_app(settings, world.database)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    stopping = threading.Event()

    def run() -> None:
        try:
            server.run()
        except OSError:  # its sockets are closed under it, which is how it is stopped
            if not stopping.is_set():
                raise

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    stopping.set()
    server.close()
    thread.join(timeout=5)


def enter(browser, address: str, name: str, **options) -> Page:
    """Sign in by the page and return it; requests to other hosts are refused and counted."""
    page = browser.new_context(**options).new_page()
    page.route("**/*", lambda r: r.continue_() if r.request.url.startswith(address) else r.abort())
    page.goto(f"{address}/sign-in")
    page.fill("#username", f"sl-{name}")
    page.fill("#password", PASSWORD)
    page.click(".sign-in button.primary")
    return page


def shown(page: Page, what: str) -> None:
    """Wait for the answer of a form; fails with what the page says instead."""
    try:
        page.locator(what).first.wait_for(timeout=20_000)
    except TimeoutError as error:
        raise AssertionError(page.inner_text("main")) from error


def first(world: World, track: Track) -> Election:
    with reading(world.database) as session:
        found = session.scalar(
            select(Election)
            .where(Election.county == EXAMPLE, Election.track == track.value)
            .where(Election.stage == Stage.PREPARING.value)
            .where((Election.place_kind == "village") | (Election.track == "party"))
        )
        assert found is not None
        return found


class Clerk:
    """A person at the pages of one election."""

    def __init__(
        self, page: Page, second: Page, here: str, election: Election, told: Figures
    ) -> None:
        self.second = second
        self.page, self.here, self.election, self.told = page, here, election, told
        self.rng = Random(3)
        self.today = ""
        self.numbers: dict[str, list[int]] = {}

    def make(self, beat: Beat) -> None:
        for paper in beat.papers:
            self.write(paper)
        if beat.nominates:
            self.nominate()
        if beat.concludes:
            self.conclude()
        if beat.counts:
            self.count()
        if beat.trigger:
            self.step(self.page, beat.trigger)

    def write(self, paper) -> None:
        day = (self.election.election_on + timedelta(days=paper.day)).isoformat()
        self.page.goto(f"{self.here}/papers/{paper.kind}")
        self.page.fill("#dated_on", day)
        if paper.kind in NUMBERED:
            self.page.fill("#number", "演示1号")
        if paper.kind in POSTED:
            self.page.fill("#posted_on", day)
        for name, value in paper.figures.items():
            field = f"#figure_{name}"
            if isinstance(value, bool):
                self.page.check(f"input[name=figure_{name}][value={'yes' if value else 'no'}]")
            elif self.page.locator(field).evaluate("e => e.tagName") == "SELECT":
                self.page.select_option(field, value)
            else:
                self.page.fill(field, str(value))
        if paper.kind is Kind.SECRETARY_RECORD:
            self.page.select_option("#figure_secretary", index=1)
        self.page.click("main form button.primary")
        shown(self.page, ".said")

    def nominate(self) -> None:
        source = "villagers" if self.election.track == "committee" else "party"
        number = 0
        for post, seats in sorted(self.election.seats.items()):
            for order in range(seats + 1):
                sex = "F" if order % 3 == 1 else "M"
                self.page.goto(f"{self.here}/candidates")
                self.page.fill("#name", invented_name(self.rng))
                self.page.fill("#number", invented_number(self.rng, sex))
                self.page.select_option("#sex", sex)
                self.page.select_option("#post", post)
                self.page.select_option("#source", source)
                self.page.click("form:has(#source) button.primary")
                shown(self.page, ".said")
                number += 1
                self.numbers.setdefault(post, []).append(number)

    def conclude(self) -> None:
        for number in [n for there in self.numbers.values() for n in there]:
            self.page.goto(f"{self.here}/candidates")
            self.page.select_option("#candidate", str(number))
            self.page.select_option("#conclusion", "pass")
            self.page.fill("#verdict-number", f"{number}号")
            self.page.fill("#dated_on", self.today)
            self.page.click("form:has(#conclusion) button.primary")
            shown(self.page, ".said")

    def count(self) -> None:
        is_committee = self.election.track == "committee"
        came = self.told.registered - self.told.registered // 9
        came = came if is_committee else self.told.members - 4
        votes = votes_for(
            Scene.PLAIN,
            Track(self.election.track),
            self.numbers,
            self.election.seats,
            came - 12 if is_committee else came,
            self.rng,
        )
        if is_committee:
            self.count_by_two({"returned": came, "void": 9}, votes)
            return
        self.page.goto(f"{self.here}/count")
        told = {"voters": came, "issued": came, "returned": came, "void": 0}
        for name, value in told.items():
            self.page.fill(f"#{name}", str(value))
        for number, n in votes.items():
            self.page.fill(f"#votes_{number}", str(n))
        self.page.click("form:has(#voters) button.primary")
        shown(self.page, ".proof")

    def count_by_two(self, ballots: dict[str, int], votes: dict[int, int]) -> None:
        """Two persons enter the sheet; one figure differs, and only that comes back."""
        told = ballots | {f"votes_{number}": n for number, n in votes.items()}
        last = list(told)[-1]
        for page, figures in ((self.page, told), (self.second, told | {last: told[last] + 1})):
            page.goto(f"{self.here}/poll/tally/1")
            for name, value in figures.items():
                page.fill(f"#figure_{name}", str(value))
            page.click("main form button.primary")
            shown(page, ".said")
        self.second.goto(f"{self.here}/poll/tally/1")
        asked = self.second.locator("input[name^='figure_']")
        assert asked.count() == 1
        assert asked.first.input_value() == ""
        asked.first.fill(str(told[last]))
        self.second.click("main form button.primary")
        shown(self.second, ".chip-ready")

    def step(self, page: Page, trigger: Trigger) -> None:
        page.goto(self.here)
        panel = page.locator(f"form[action$='/steps/{trigger}']")
        if page.locator("details.others").count():
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for box in panel.locator("input[name^='explain:']").all():
            box.fill("按本县换届工作方案执行")
        panel.locator("button.primary").click()
        shown(page, ".said")


@pytest.mark.parametrize("engine_name", ENGINES)
@pytest.mark.parametrize("track", list(Track))
def test_one_village_goes_from_preparing_to_closed_through_the_pages(
    browser, address, world, frozen, track
):
    election = first(world, track)
    told = Figures(registered=901, members=34)
    year = world.campaign().year
    here = f"{address}/c/{EXAMPLE}-{year}/{election.village}/{track}"
    number = 1 + ["100", "101", "200", "201"].index(election.township[-3:])
    pages = [enter(browser, address, name) for name in (f"town{number:02d}", "county")]
    clerk = Clerk(*pages, here, election, told)
    checker = enter(browser, address, f"town{number:02d}-check")
    for beat in script_of(track, Scene.PLAIN, told, election.election_on):
        day = election.election_on + timedelta(days=beat.day)
        frozen.on(day)
        clerk.today = day.isoformat()
        if beat.approves:
            clerk.make(replace(beat, trigger=None))
            clerk.step(checker, beat.trigger)
        else:
            clerk.make(beat)

    assert world.again(election).stage == Stage.CLOSED
    clerk.page.goto(f"{here}/trail")
    assert clerk.page.locator(".event").count() > 30
    with reading(world.database) as session:
        assert [*verify_chains(session), *verify_stages(session)] == []


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_step_is_made_with_javascript_off(browser, address, world):
    election = world.election(Stage.POLL_READY)
    page = enter(browser, address, "county", java_script_enabled=False)
    page.goto(f"{address}/c/{EXAMPLE}-{world.campaign().year}/{election.village}/committee")
    panel = page.locator("form[action$='/steps/open_poll']")
    for box in panel.locator("input[name^='explain:']").all():
        box.fill("按方案")
    panel.locator("button.primary").click()

    shown(page, ".said")
    assert world.again(election).stage == Stage.POLLING


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_campaign_is_created_previewed_and_confirmed_in_the_browser(browser, address, world):
    from world import FOREIGN

    from electflow.access import accounts, sessions
    from electflow.act import Actor, Grant

    hashed = sessions.hash_password(PASSWORD)
    world.do(
        Actor(0, FOREIGN),
        lambda act: accounts.create_official(
            act,
            county=FOREIGN,
            username="sl-next",
            name="某某",
            password_hash=hashed,
            grants=[Grant("county_clerk", FOREIGN)],
        ),
    )
    page = enter(browser, address, "next")
    page.goto(f"{address}/campaigns")
    page.click("a.primary")
    page.click("main form button.primary")
    shown(page, ".refusal li")
    assert page.locator(".refusal li").count() >= 4
    page.fill("#name", "换届")
    page.fill("#term_no", "11")
    page.fill("#election_on", (TODAY + timedelta(60)).isoformat())
    page.fill("#assembly_on", (TODAY + timedelta(40)).isoformat())
    page.select_option("#profile", "yunnan")
    page.click("main form button.primary")
    shown(page, "table.rows tbody tr[id]")
    assert page.locator("table.rows tbody tr[id]").count() == 4
    page.click("form:not(:has(#township)) button.primary")
    shown(page, "table.board")
    assert "合计" in page.inner_text("table.board >> nth=0")
    assert world.count("election", f"county = '{FOREIGN}'") == 8


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("width", [1366, 360])
def test_no_page_violates_the_rules_of_accessibility(browser, address, world, width):
    year = world.campaign().year
    base = f"/c/{EXAMPLE}-{year}"
    vetting, counting = world.election(Stage.VETTING), world.election(Stage.COUNTING)
    elected, ready = world.election(Stage.ELECTED), world.election(Stage.POLL_READY)
    listed, open_one = another_list(world, elected), world.election(Stage.REGISTERING)
    roll = f"{base}/{listed.village}/committee/roll"
    poll = f"{base}/{counting.village}/committee/poll"
    here = f"{base}/{vetting.village}/committee"
    pages = {
        "county": [
            "/work", "/campaigns", "/campaigns/new", f"{base}/", f"{base}/arrangements",
            f"{base}/list?track=committee&stage=vetting", f"{base}/rules", here,
            f"{here}/papers/vetting_report", f"{here}/candidates", f"{here}/trail", f"{here}/holds",
            f"{base}/{counting.village}/committee/count", f"{base}/{elected.village}/committee",
            f"{base}/{elected.village}/committee/count", "/nowhere", roll, f"{roll}/objections",
            f"{roll}/changes", f"{roll}/voters/new", poll, f"{poll}/ledger", f"{poll}/tally",
            f"{poll}/tally/1", f"{poll}/proxies", f"{poll}/boxes",
            f"{base}/{open_one.village}/committee/roll/import",
            f"{base}/{ready.village}/committee/poll/boxes",
            f"{base}/{ready.village}/committee/poll/proxies",
        ],
        "leader": ["/proposals"],
        "auditor": ["/trail"],
        "sysadmin": ["/accounts", "/accounts/sl-viewer/roles"],
    }  # fmt: skip
    languages = ["zh_Hans", "en"] if NIGHT else ["zh_Hans"]
    faults = []
    for name, addresses in pages.items():
        page = enter(browser, address, name, viewport={"width": width, "height": 900})
        for language in languages:
            page.context.add_cookies([{"name": "language", "value": language, "url": address}])
            sizes = ["normal", "large"] if NIGHT else ["normal"]
            for path, size in [(path, size) for path in addresses for size in sizes]:
                page.context.add_cookies([{"name": "size", "value": size, "url": address}])
                page.goto(address + path)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
                found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
                faults += [
                    (path, rule["id"], rule["nodes"][0]["html"][:160])
                    for rule in found.response["violations"]
                ]
    assert faults == []
