"""Journeys in a real Chromium, through the pages alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from clerks import Clerk, enter, first, shown
from villagers import another_list
from world import EXAMPLE, NIGHT, PASSWORD, TODAY

from electflow.audit.verify import verify_chains
from electflow.db import reading
from electflow.demo.review_hands import open_review
from electflow.demo.script import Figures, Scene, script_of
from electflow.stages import Stage, Track
from electflow.workflow.replay import verify_stages

ENGINES = ["sqlite", "postgresql"] if NIGHT else ["sqlite"]

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


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
def test_no_page_violates_the_rules_of_accessibility(browser, address, world):
    year = world.campaign().year
    base = f"/c/{EXAMPLE}-{year}"
    vetting, counting = world.election(Stage.VETTING), world.election(Stage.COUNTING)
    elected, ready = world.election(Stage.ELECTED), world.election(Stage.POLL_READY)
    named, confirmed = world.election(Stage.NOMINATED), world.election(Stage.RESULT_CONFIRMED)
    after = f"{base}/{confirmed.village}/committee/handover"
    listed, open_one = another_list(world, elected), world.election(Stage.REGISTERING)
    roll = f"{base}/{listed.village}/committee/roll"
    poll = f"{base}/{counting.village}/committee/poll"
    here = f"{base}/{vetting.village}/committee"
    open_review(world.database, EXAMPLE, TODAY)
    review, asked = f"{base}/review", world.ids("question", "unit = 'justice'")[0]
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
            f"{here}/candidates/formal", f"{here}/departures",
            f"{base}/{named.village}/committee/candidates/primary",
            f"{after}/certificates", f"{after}/organs", f"{after}/archive",
            "/review", f"{review}/matrix/{vetting.township}", f"{review}/batches",
            f"{review}/batches/1", f"{review}/batches/1/units/justice/paper", f"{review}/checklist",
            f"{review}/meetings", f"{review}/recusals", f"{review}/opinions", f"{here}/candidates/1/review",
        ],
        "justice": ["/review/desk", f"{review}/desk/{asked}", f"{review}/desk/workbook"],
        "discipline-lead": ["/review/desk"],
        "meeting": [f"{review}/meetings"],
        "leader": ["/proposals"],
        "auditor": ["/trail"],
        "sysadmin": ["/accounts", "/accounts/sl-viewer/roles"],
    }  # fmt: skip
    languages = ["zh_Hans", "en"] if NIGHT else ["zh_Hans"]
    faults = []
    for name, addresses in pages.items():
        page = enter(browser, address, name)
        for language in languages:
            page.context.add_cookies([{"name": "language", "value": language, "url": address}])
            sizes = ["normal", "large"] if NIGHT else ["normal"]
            for path, size in [(path, size) for path in addresses for size in sizes]:
                page.context.add_cookies([{"name": "size", "value": size, "url": address}])
                page.goto(address + path)
                for width in (1366, 360):
                    page.set_viewport_size({"width": width, "height": 900})
                    assert page.evaluate("document.documentElement.scrollWidth") <= width, path
                    if width != 1366 and not NIGHT:
                        continue
                    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
                    faults += [
                        (path, width, rule["id"], rule["nodes"][0]["html"][:160])
                        for rule in found.response["violations"]
                    ]
    assert faults == []
