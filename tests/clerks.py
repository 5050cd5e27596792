"""Persons at the pages: signing in, writing papers, entering sheets, making steps."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from playwright.sync_api import Page, TimeoutError
from sqlalchemy import select
from villagers import villager
from world import EXAMPLE, PASSWORD, World

from electflow.campaign.model import Election
from electflow.db import reading
from electflow.demo.persons import invented_name, invented_number
from electflow.demo.script import NUMBERED, POSTED, Beat, Figures, PaperToWrite, Scene, votes_for
from electflow.documents.terms import Kind
from electflow.exchange.roll_sheet import filled
from electflow.stages import Stage, Track, Trigger


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
        assert panel.locator("button.primary").count(), page.inner_text("main")
        panel.locator("button.primary").click()
        shown(page, ".said")


class Village(Clerk):
    """The clerk of one village, who can do what the plain script does not ask."""

    def on(self, offset: int, frozen) -> None:
        day = self.election.election_on + timedelta(offset)
        frozen.on(day)
        self.today = day.isoformat()

    def paper(self, kind: Kind, day: int, **figures) -> None:
        self.write(PaperToWrite(kind, day, figures))

    def paper_again(self, kind: Kind, day: int, **figures) -> None:
        """Write a paper whose earlier edition was taken out of force."""
        self.paper(kind, day, **figures)

    def does(self, trigger: Trigger) -> None:
        self.step(self.page, trigger)

    def send(self, path: str, form: str = "main form", **fields: str) -> None:
        """Fill in a form and send it."""
        self.page.goto(self.here + path)
        for name, value in fields.items():
            field = self.page.locator(f"{form} [name={name}]").first
            if field.get_attribute("type") == "radio":
                self.page.check(f"{form} [name={name}][value={value}]")
            elif field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        self.page.click(f"{form} button.primary")

    def sent(self, path: str, form: str = "main form", **fields: str) -> None:
        self.send(path, form, **fields)
        shown(self.page, ".said")

    def import_voters(self, number: int) -> None:
        self.page.goto(f"{self.here}/roll/import")
        content = filled([villager(n) for n in range(1, number + 1)])
        name = "名册.xlsx"
        self.page.set_input_files(
            "#workbook", {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
        self.page.click("main form button.primary")
        self.page.wait_for_url("**/import/*")
        self.page.click("main form button.primary")
        shown(self.page, ".said")

    def nominate_voter(self, order: int, post: str, votes: int) -> None:
        entry = villager(order)
        self.sent(
            "/candidates",
            "form:has(#source)",
            name=entry.name,
            number=entry.number,
            sex="F",
            post=post,
            source="villagers",
            votes=str(votes),
        )

    def conclude_on(self, number: int) -> None:
        self.sent(
            "/candidates",
            "form:has(#conclusion)",
            candidate=str(number),
            conclusion="pass",
            dated_on=self.today,
            number=f"{number}号",
        )

    def vetted(self, persons: int, day: int, numbers) -> None:
        for number in numbers:
            self.conclude_on(number)
        self.paper(Kind.VETTING_REPORT, day, persons=persons, units=17, units_answered=17)
        self.does(Trigger.CONCLUDE_VETTING)

    def polled(
        self, came: int, void: int, votes: dict[int, int], day: int = 0, own: Sequence[str] = ()
    ) -> None:
        """Close the poll, and enter its sheet by two persons who differ in one figure.

        ``own`` are the posts that have a ballot of their own: everybody draws one of each.
        """
        self.paper(Kind.POLL_CLOSING, day, voters=came, issued=came * (len(own) or 1))
        self.does(Trigger.CLOSE_POLL)
        kinds = [f"_{post}" for post in own] or [""]
        ballots = {
            f"{name}{kind}": n for kind in kinds for name, n in (("returned", came), ("void", void))
        }
        self.count_by_two(ballots, votes)
