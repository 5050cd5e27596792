"""Neither a scan nor a name of a joint meeting reaches whom they are kept from, on any page or in any file."""

import io
import zipfile

import pytest
from addresses import ADDRESS, links_in, routes
from reviewers import UNITS, Reviewers, check_paper, convened, examined, hit, reviewers, sheet_for
from sqlalchemy import text
from world import EXAMPLE, NIGHT, PAGES_ON, PASSWORD, TODAY

from electflow.access.terms import Role
from electflow.db import reading
from electflow.errors import InputRefused
from electflow.joint_review.grounds import Grounds
from electflow.joint_review.meetings import Votes
from electflow.joint_review.terms import Attendance, Attending, Conclusion, RecusalGround
from electflow.workflow import attaching, concluding, paper_replies, replying
from electflow.workflow.paper_replies import RestStated
from electflow.workflow.replying import seal_of_list

pytestmark = pytest.mark.parametrize("engine_name", PAGES_ON)
SCANNED, MET = "密扫描".encode(), "密会"


def every_address(app, there: Reviewers, election, **ids_of: int) -> set[str]:
    """Return each GET route of the product with every id that exists in this review."""
    ids = [q.id for unit in UNITS for q in there.questions(unit)[:2]]
    parts = ADDRESS | {
        "year": there.campaign.year, "village": election.village, "place": election.township,
    } | ids_of  # fmt: skip
    found = set()
    for rule in routes(app):
        for question in ids if "question" in rule.arguments else [0]:
            known = parts | {"question": question}
            if "GET" in rule.methods:
                found.add(rule.build({name: known[name] for name in rule.arguments})[1])
    return found


def words_in(content: bytes) -> str:
    """Return what a file says: a page as it is, a Word file or a package with all that it holds."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "ignore")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        told = "".join(words_in(package.read(name)) for name in package.namelist())
        return told + "".join(package.namelist())


def all_that(client, addresses: set[str], *, and_links: bool = True) -> dict[str, str]:
    """Read every address and what it links to, files too; return what each says."""
    seen: dict[str, str] = {}
    waiting = [*(("/", "/review/desk", "/campaigns") if and_links else ()), *sorted(addresses)]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        answer = client.get(address)
        seen[address] = f"{answer.status_code} {words_in(answer.data)}"
        if and_links and "html" in answer.content_type:
            waiting += sorted(links_in(answer.text) - seen.keys())
    return seen


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
    readers = ("discipline-op", town[0], "hamlet")
    more = ("police-ld", "discipline-ld", "court-op", town[1]) if NIGHT else ()
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
        known = every_address(app, there, election, **ids)
        told = all_that(sign_in("checker"), known, and_links=False)
        assert [a for a, said in told.items() if SCANNED.decode() in said]
        assert [a for a, said in told.items() if f"{MET}police" in said]


def test_who_is_kin_to_somebody_on_a_scan_opens_none_of_it(app, sign_in, world):
    """Civil Servants Law 74, 76: the paper and the minutes name him among others."""
    there = reviewers(world)
    there.checker = there.person("checker", Role.COUNTY_CHECKER)
    there.secretary = there.person("secretary", Role.MEETING_SECRETARY)
    other = there.person("checker2", Role.COUNTY_CHECKER)
    election = examined(world)
    there.send(election)
    paper, unit = "示纪函9号", "police"
    sheet = sheet_for(there, there.county, unit)
    rest = RestStated(seal_of_list(sheet.open), len(sheet.open), True)

    def enter(act):
        paper_replies.reply_from_paper(
            act, there.campaign, 1, unit, [], paper=paper, paper_on=TODAY, rest=rest
        )
        return attaching.attach_reply(act, there.campaign, unit, paper, b"%PDF-" + SCANNED).id

    scan = world.do(there.county, enter)
    person = there.person_of(election, there.candidates(election)[-1].number)
    open_it = lambda who: world.do(  # noqa: E731
        who,
        lambda act: attaching.look_at_scan(
            act, there.campaign, scan, password=PASSWORD, reason="核对"
        ),
    )
    open_it(other)
    world.do(
        world.actor("leader"),
        lambda act: replying.recuse(
            act, there.campaign, there.checker.official_id, ground=RecusalGround.SPOUSE,
            person_id=person.id, source="档案",
        ),
    )  # fmt: skip
    with pytest.raises(InputRefused) as refused:
        open_it(there.checker)
    assert {issue.code for issue in refused.value.issues} == {"vetting.recused"}
    base = f"/c/{EXAMPLE}-{there.campaign.year}/review/batches/1/units/{unit}/paper/check"
    seen = {}
    for name in ("checker", "checker2"):
        client = sign_in(name)
        told = {"password": PASSWORD, "reason": "核对", "request_key": f"look-{name}"}
        looked = client.post(f"{base}/look", data=told).location
        page, file = client.get(looked).text, client.get(f"{looked}/scans/{scan}")
        seen[name] = (file.status_code, "请由其他人员核对扫描件" in page, f"scans/{scan}" in page)
    assert seen == {"checker": (404, True, False), "checker2": (200, False, True)}
