"""One village under two provinces' rules, with everything that may go wrong, through the pages alone.

An objection, a candidate who leaves and a substitute who is vetted in turn, a refused proxy, a sheet
on which two persons differ, a tie, a second election, certificates and the handover.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from clerks import Village, enter, shown
from playwright.sync_api import Page
from sqlalchemy import select
from villagers import villager
from world import FOREIGN, NIGHT, PASSWORD, TODAY, World

from electflow.access import accounts, sessions
from electflow.act import Actor, Grant
from electflow.appointment.terms import Thing
from electflow.audit.verify import verify_chains
from electflow.campaign.model import Election
from electflow.db import reading
from electflow.demo.script import Figures
from electflow.documents.terms import Kind
from electflow.stages import Stage, Trigger
from electflow.workflow.replay import verify_stages

ENGINES = ["sqlite", "postgresql"] if NIGHT else ["sqlite"]
T = TODAY + timedelta(60)

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@dataclass(frozen=True)
class Province:
    """A profile, the proxy that it refuses, and the words in which it does."""

    profile: str
    principal: int
    proxy: int
    applied: int
    refusal: str
    posts: tuple[str, ...]
    votes: tuple[int, ...]
    polled: dict[int, int]
    own: tuple[str, ...] = ()

    @property
    def listed(self) -> list[int]:
        """Return who comes onto the formal list: all but number nine, who is the reserve."""
        return [n for n in range(1, len(self.posts) + 1) if n != 9]


HEADS = ("chair", "chair", "deputy", "deputy")
FIRST_POLL = {1: 20, 2: 2, 3: 11, 4: 10, 6: 20, 7: 18, 8: 13, 9: 13}
PROVINCES = [
    # the women's seat is a post of its own, so that two seats are left to the members
    Province(
        "zhejiang", 12, 13, -2, "第二十五条",
        (*HEADS, "member", "member", "women_member", "member", "member", "women_member"),
        (14, 12, 13, 11, 20, 12, 14, 11, 8, 12), FIRST_POLL | {6: 18, 10: 3},
    ),
    Province(
        "henan", 12, 6, -4, "候选人不得",
        (*HEADS, *["member"] * 5), (14, 12, 13, 11, 20, 16, 14, 12, 10), FIRST_POLL,
        ("chair", "deputy", "member"),  # art. 34: each post has a ballot of its own
    ),
]  # fmt: skip


def officials(world: World) -> None:
    """Give the county its accounts: a clerk of the township, and one of the county."""
    hashed = sessions.hash_password(PASSWORD)
    for name, role, region in (
        ("one", "township_clerk", f"{FOREIGN}100"),
        ("two", "county_clerk", FOREIGN),
    ):
        world.do(
            Actor(0, FOREIGN),
            lambda act, name=name, role=role, region=region: accounts.create_official(
                act,
                county=FOREIGN,
                username=f"sl-{name}",
                name="某某",
                password_hash=hashed,
                grants=[Grant(role, region)],
            ),
        )


def created(page: Page, address: str, profile: str) -> None:
    """Create and confirm a campaign under a province's rules."""
    page.goto(f"{address}/campaigns/new")
    page.fill("#name", "换届")
    page.fill("#term_no", "11")
    page.fill("#election_on", T.isoformat())
    page.fill("#assembly_on", (T - timedelta(20)).isoformat())
    page.select_option("#profile", profile)
    page.click("main form button.primary")
    shown(page, "table.rows tbody tr[id]")
    page.click("form:not(:has(#township)) button.primary")
    shown(page, "table.board")


def village_of(world: World, pages, address: str) -> Village:
    with reading(world.database) as session:
        election = session.scalars(
            select(Election)
            .where(Election.county == FOREIGN, Election.track == "committee")
            .order_by(Election.village)
        ).first()
        year = world.campaign(FOREIGN).year
    here = f"{address}/c/{FOREIGN}-{year}/{election.village}/committee"
    return Village(*pages, here, election, Figures(registered=30, members=20))


@pytest.mark.parametrize("engine_name", ENGINES)
@pytest.mark.parametrize(
    "province", PROVINCES if NIGHT else PROVINCES[1:], ids=lambda province: province.profile
)
def test_a_village_goes_through_every_trouble_and_is_closed(
    browser, address, world, frozen, province
):
    officials(world)
    pages = [enter(browser, address, name) for name in ("one", "two")]
    created(pages[1], address, province.profile)
    clerk = village_of(world, pages, address)

    prepare(clerk, frozen, province)
    nominate_and_substitute(clerk, frozen, province)
    register_proxies(clerk, frozen, province)
    poll_until_everybody_is_elected(clerk, frozen, province)
    hand_over(clerk, frozen)

    assert world.again(clerk.election).stage == Stage.CLOSED
    with reading(world.database) as session:
        assert [*verify_chains(session), *verify_stages(session)] == []


def prepare(clerk: Village, frozen, province: Province) -> None:
    """Form the election committee, register thirty voters, decide an objection."""
    clerk.on(-46, frozen)
    clerk.paper(Kind.DEPARTURE_AUDIT, -47)
    clerk.on(-34, frozen)
    clerk.paper(
        Kind.ELECTION_COMMITTEE_NOTICE,
        -34,
        formed_by="representatives",
        due=30,
        present=26,
        members=7,
        reserves=4,
    )
    clerk.does(Trigger.FORM_ELECTION_COMMITTEE)
    clerk.paper(
        Kind.ELECTION_METHOD, -34, adopted_by="representatives", due=42, present=39, agreed=37,
        chair_seats=1, deputy_seats=1, member_seats=3, women_seats=1, primary=False,
        ballots="separate" if province.own else "combined",
    )  # fmt: skip
    clerk.does(Trigger.ADOPT_METHOD)
    first, last = (T + timedelta(-33)).isoformat(), (T + timedelta(-29)).isoformat()
    clerk.paper(Kind.REGISTRATION_NOTICE, -34, begins_on=first, ends_on=last)
    clerk.on(-33, frozen)
    clerk.does(Trigger.OPEN_REGISTRATION)
    clerk.import_voters(30)
    clerk.on(-28, frozen)
    clerk.paper(Kind.ROLL_NOTICE, -28, registered=30)
    clerk.does(Trigger.PUBLISH_ROLL)

    clerk.on(-25, frozen)
    clerk.sent(
        "/roll/objections", appellant="示例31", matter="missing", words="认为应当列入名单",
        received_on=clerk.today,
    )  # fmt: skip
    clerk.on(-21, frozen)
    clerk.paper(Kind.FINAL_ROLL, -21, registered=30, objections=1, decided=1)
    clerk.page.goto(clerk.here)
    assert "申诉" in clerk.page.inner_text(".next-step"), "an open objection holds the list"
    day = (T + timedelta(-23)).isoformat()
    clerk.sent(
        "/roll/objections/1", ruling="dismissed", decided_on=day, reason="户籍不在本村",
        notice_number="1号", posted_on=day,
    )  # fmt: skip
    clerk.does(Trigger.FINALISE_ROLL)


def nominate_and_substitute(clerk: Village, frozen, province: Province) -> None:
    """Settle the formal list by votes; one leaves it, the reserve follows and is vetted in turn."""
    clerk.on(-15, frozen)
    clerk.paper(Kind.NOMINATION_NOTICE, -15)
    clerk.does(Trigger.OPEN_NOMINATION)
    clerk.on(-13, frozen)
    for order, (post, n) in enumerate(zip(province.posts, province.votes, strict=True), 1):
        clerk.nominate_voter(order, post, n)
    listed = len(province.listed)
    clerk.paper(Kind.NOMINATION_RECORD, -13, issued=28, returned=27, void=1)
    clerk.page.goto(f"{clerk.here}/candidates/formal")
    assert clerk.page.locator("input[name=chosen]:checked").count() == listed
    clerk.page.click("main form button.primary")
    shown(clerk.page, ".said")
    clerk.does(Trigger.CLOSE_NOMINATION)
    clerk.on(-11, frozen)
    clerk.paper(Kind.VETTING_REQUEST, -11, persons=listed, units=17)
    clerk.does(Trigger.SUBMIT_TO_VETTING)
    clerk.on(-9, frozen)
    clerk.vetted(listed, -9, province.listed)
    clerk.on(-8, frozen)
    clerk.paper(Kind.CANDIDATES_NOTICE, -8, persons=listed)
    clerk.does(Trigger.PUBLISH_CANDIDATES)

    clerk.on(-7, frozen)
    clerk.send(
        "/candidates/5/withdraw",
        left_for="own_wish",
        asked_on=clerk.today,
        reason="本人意愿",
        document="退出申请书",
    )
    shown(clerk.page, ".said")
    clerk.paper(Kind.REOPENING_RECORD, -7, persons=1)
    clerk.does(Trigger.SUBSTITUTE_CANDIDATE)
    clerk.sent("/candidates/9/substitute")
    clerk.page.goto(clerk.here)
    assert clerk.page.locator(".next-step .chip-blocks").count(), "the substitute is not vetted"
    clerk.conclude_on(9)
    clerk.does(Trigger.CONCLUDE_VETTING)
    clerk.on(-6, frozen)
    clerk.paper(Kind.CANDIDATES_NOTICE, -6, persons=listed)
    clerk.does(Trigger.PUBLISH_CANDIDATES)


def register_proxies(clerk: Village, frozen, province: Province) -> None:
    """Register one proxy; another is refused with the reason, and what was typed stays."""

    def proxy(principal: int, who: int, applied: int) -> None:
        clerk.send(
            "/poll/proxies", "form:has(#principal)", principal=villager(principal).name,
            proxy=villager(who).name, relation="sibling", reason="外出务工",
            applied_on=(T + timedelta(applied)).isoformat(), is_written="yes",
        )  # fmt: skip

    clerk.on(-4, frozen)
    proxy(10, 11, -4)
    shown(clerk.page, ".said")
    clerk.on(max(-4, province.applied), frozen)
    proxy(province.principal, province.proxy, province.applied)
    shown(clerk.page, ".refusal")
    assert province.refusal in clerk.page.inner_text("main")
    assert clerk.page.input_value("#principal") == villager(province.principal).name

    clerk.on(-2, frozen)
    clerk.paper(Kind.MEETING_RECORD, -3)
    clerk.paper(Kind.PLACE_NOTICE, -6, poll_on=T.isoformat(), stations=1)
    clerk.paper(Kind.STAFF_NOTICE, -6, persons=3)
    clerk.paper(
        Kind.PROXY_NOTICE, -3, principals=1, proxies=1, most_of_one_proxy=1,
        candidates_as_proxies=0,
    )  # fmt: skip
    clerk.paper(
        Kind.READINESS_RECORD, -2, ballots_printed=120, secret_places=1, mobile_boxes=0,
        fewest_scrutineers=3,
    )  # fmt: skip
    clerk.does(Trigger.CONFIRM_READINESS)


def poll_until_everybody_is_elected(clerk: Village, frozen, province: Province) -> None:
    """The first poll ends in a tie and leaves a post open; a re-vote and a second election follow."""
    clerk.on(0, frozen)
    clerk.does(Trigger.OPEN_POLL)
    clerk.polled(24, 2, province.polled, own=province.own)
    clerk.does(Trigger.DECLARE_TIE)
    clerk.paper(Kind.REVOTE_NOTICE, 0, persons=2, poll_on=T.isoformat())
    clerk.does(Trigger.HOLD_REVOTE)
    clerk.polled(24, 0, {8: 14, 9: 9})
    clerk.does(Trigger.DECLARE_PARTLY_ELECTED)

    clerk.on(9, frozen)
    day = (T + timedelta(9)).isoformat()
    clerk.paper(Kind.SECOND_ELECTION_NOTICE, 2, poll_on=day, persons=2, seats=1)
    clerk.does(Trigger.HOLD_SECOND_ELECTION)
    clerk.polled(23, 1, {3: 15, 4: 6}, day=9)
    clerk.does(Trigger.DECLARE_ELECTED)
    clerk.page.goto(f"{clerk.here}/count")
    assert "足额选出" in clerk.page.inner_text(".proof-outcome")


def hand_over(clerk: Village, frozen) -> None:
    """Confirm, issue certificates, settle the eight things of the handover, file, close."""
    clerk.paper(
        Kind.RESULT_NOTICE, 9, announced_on_the_spot=True, counted_openly=True, persons=5,
        kin_among_elected=False, all_eligible=True,
    )  # fmt: skip
    clerk.does(Trigger.CONFIRM_RESULT)
    clerk.on(12, frozen)
    asked = f"{clerk.here}/handover/certificates"
    clerk.page.goto(asked)
    for order, field in enumerate(clerk.page.locator("input[name^=number_]").all(), 1):
        field.fill(f"第{order}号")
    clerk.page.fill("#issued_on", clerk.today)
    clerk.page.click("main form.card button.primary")
    shown(clerk.page, ".said")
    for thing in Thing:
        clerk.sent(
            "/handover", thing=thing.value, standing="handed_over", words="一宗", on=clerk.today
        )
    clerk.paper(Kind.FILING_RECEIPT, 12)
    clerk.paper(Kind.COUNTY_FILING, 12)
    clerk.paper(Kind.CERTIFICATES_RECORD, 12, persons=5)
    clerk.paper(Kind.HANDOVER_RECORD, 12, signed_by_both=True, seal_handed_over=True)
    clerk.paper(Kind.ARCHIVE_LIST, 12, files=40, ballots_sealed=True)
    answer = clerk.page.request.get(f"{clerk.here}/prints/package.zip")
    assert answer.body().startswith(b"PK")
    clerk.does(Trigger.CLOSE_ELECTION)
