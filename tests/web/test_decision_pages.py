"""Pages of decisions, scans, the formal list and what comes after the result: refused and done."""

import io
import zipfile
from datetime import timedelta

import pytest
from world import EXAMPLE, NOON, PAGES_ON, TODAY

from electflow.db import reading
from electflow.documents import scans
from electflow.documents.service import list_editions
from electflow.documents.terms import Kind
from electflow.stages import Stage
from electflow.workflow import records
from electflow.workflow.dossier import dossiers_of

pytestmark = pytest.mark.parametrize("engine_name", PAGES_ON)
PDF = b"%PDF-1.4 a decision"


def here(world, election) -> str:
    return f"/c/{EXAMPLE}-{world.campaign().year}/{election.village}/{election.track}"


def a_file(content: bytes = PDF, name: str = "决定.pdf"):
    return (io.BytesIO(content), name)


def edition(world, election, kind=Kind.ELECTION_METHOD) -> int:
    with reading(world.database) as session:
        there = list_editions(session, EXAMPLE, election.id)
        return max((d for d in there if d.kind == kind), key=lambda d: d.edition).id


def test_a_scan_is_sent_listed_and_given_back_and_a_program_is_refused(sign_in, world):
    election = world.election(Stage.POLL_READY)
    clerk, base = sign_in("county"), here(world, election)
    paper = f"{base}/papers/election_method"
    scan_to = f"{paper}/{edition(world, election)}/scans"
    sent = {"scan": a_file(b"MZ program", "x.pdf"), "request_key": "a"}
    refused = clerk.post(scan_to, data=sent)
    assert refused.status_code == 422
    assert "不是 PDF、JPEG、PNG 格式" in refused.text
    assert clerk.post(scan_to, data={"request_key": "b"}).status_code == 422
    done = clerk.post(scan_to, data={"scan": a_file(), "request_key": "c"})
    assert done.status_code == 303
    assert "决定.pdf" in clerk.get(paper).text
    with reading(world.database) as session:
        ((line,),) = scans.list_scans(session, election).values()
    answer = clerk.get(f"{base}/scans/{line.id}")
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert sign_in("viewer").get(f"{base}/scans/{line.id}").status_code == 404
    other = world.election(Stage.VETTING)
    assert clerk.get(f"{here(world, other)}/scans/{line.id}").status_code == 404


def hold(world, election, **changed) -> dict[str, object]:
    told = {
        "kind": "day_moved",
        "organ": "election_committee",
        "number": "决定1号",
        "dated_on": TODAY.isoformat(),
        "until": (election.election_on + timedelta(40)).isoformat(),
        "reason": "暴雨",
    }
    return told | changed


def test_a_decision_shows_what_it_would_do_before_it_is_sent_and_before_it_is_approved(
    sign_in, world
):
    election = world.election(Stage.VETTING)
    clerk, base = sign_in("county"), here(world, election)
    becomes = (election.election_on + timedelta(40)).isoformat()
    told = hold(world, election)
    preview = clerk.post(f"{base}/holds", data=told | {"preview": "1", "request_key": "a"})
    assert preview.status_code == 200
    assert preview.text.count(becomes) > 2
    assert "暴雨" in preview.text, "what was typed stays"
    assert world.count("proposal", "kind = 'hold'") == 0
    sent = clerk.post(f"{base}/holds", data=told | {"scan": a_file(), "request_key": "a"})
    assert sent.status_code == 303
    waiting = sign_in("leader").get("/proposals").text
    assert becomes in waiting
    assert "决定.pdf" in waiting


def test_a_decision_with_a_wrong_scan_is_refused_whole_and_keeps_what_was_typed(sign_in, world):
    election = world.election(Stage.VETTING)
    clerk, base = sign_in("county"), here(world, election)
    sent = hold(world, election) | {"scan": a_file(b"text", "x.txt"), "request_key": "a"}
    refused = clerk.post(f"{base}/holds", data=sent)
    assert refused.status_code == 422
    assert "暴雨" in refused.text
    assert world.count("proposal", "kind = 'hold'") == 0


def test_an_exception_is_proposed_approved_and_seen_wherever_the_rule_is(sign_in, world):
    election = world.election(Stage.VETTING)
    clerk, leader, base = sign_in("county"), sign_in("leader"), here(world, election)
    told = {
        "rule": "vetting.all_units_answer",
        "organ": "county_government",
        "number": "示例发〔2026〕9号",
        "dated_on": TODAY.isoformat(),
        "until": (TODAY + timedelta(20)).isoformat(),
        "reason": "机构改革",
    }
    short = clerk.post(
        f"{base}/departures/exception", data=told | {"until": "", "request_key": "a"}
    )
    assert short.status_code == 422
    assert "机构改革" in short.text
    assert (
        clerk.post(f"{base}/departures/exception", data=told | {"request_key": "b"}).status_code
        == 303
    )
    page = leader.get("/proposals").text
    number = page.split("/proposals/")[1].split("/approve")[0]
    assert leader.post(f"/proposals/{number}/approve", data={"request_key": "c"}).status_code == 303
    for address in (f"{base}/departures", f"/c/{EXAMPLE}-{world.campaign().year}/rules"):
        assert "示例发〔2026〕9号" in clerk.get(address).text
    world.do(
        world.clerk_of(election),
        lambda act: records.record_paper(
            act,
            election.id,
            Kind.VETTING_REPORT,
            dated_on=TODAY,
            number="1号",
            figures={"persons": 8, "units": 17, "units_answered": 16},
        ),
    )
    assert "经批准的例外" in clerk.get(base).text


def test_nothing_late_means_no_form_and_no_record_of_a_breach(sign_in, world):
    election = world.election(Stage.PREPARING)
    clerk, base = sign_in("county"), here(world, election)
    assert "据实登记程序瑕疵" not in clerk.get(f"{base}/departures").text
    refused = clerk.post(
        f"{base}/departures/irregularity",
        data={"rule": "roll.publish_before_days", "request_key": "a"},
    )
    assert refused.status_code == 422


def test_the_formal_list_is_settled_on_its_page_and_a_passed_over_vote_asks_why(sign_in, world):
    election = world.election(Stage.NOMINATED)
    clerk, base = sign_in("county"), here(world, election)
    with reading(world.database) as session:
        there = dossiers_of(session, EXAMPLE, [election])[election.id].candidates
    votes = {f"votes_{c.number}": str(90 - c.number) for c in there}
    short = dict(list(votes.items())[1:])
    assert (
        clerk.post(f"{base}/candidates/primary", data=short | {"request_key": "a"}).status_code
        == 422
    )
    assert (
        clerk.post(f"{base}/candidates/primary", data=votes | {"request_key": "b"}).status_code
        == 303
    )
    chosen = [str(c.number) for c in there[1:]]
    seen = str(world.again(election).version)
    old = {"chosen": chosen, "version": "1", "reason": "会议记录", "request_key": "z"}
    overtaken = clerk.post(f"{base}/candidates/formal", data=old)
    assert overtaken.status_code == 409
    assert "会议记录" in overtaken.text
    refused = clerk.post(
        f"{base}/candidates/formal", data={"chosen": chosen, "version": seen, "request_key": "c"}
    )
    assert refused.status_code == 422
    assert f'value="{there[0].number}" checked' not in refused.text
    assert f'value="{there[1].number}" checked' in refused.text
    told = {"chosen": chosen, "version": seen, "reason": "会议记录3号", "request_key": "d"}
    assert clerk.post(f"{base}/candidates/formal", data=told).status_code == 303
    assert "候补" in clerk.get(f"{base}/candidates").text
    assert (
        clerk.post(
            f"{base}/candidates/{there[0].number}/substitute", data={"request_key": "e"}
        ).status_code
        == 303
    )
    assert clerk.get(f"{base}/candidates/{there[0].number}/substitute").status_code == 404
    assert clerk.get(f"{base.replace('committee', 'party')}/candidates/formal").status_code == 404


def test_certificates_organs_archive_and_the_package_are_pages(sign_in, world):
    election = world.election(Stage.RESULT_CONFIRMED)
    clerk, base = sign_in("county"), here(world, election)
    page = clerk.get(f"{base}/handover/certificates").text
    names = [part.split('"')[0] for part in page.split('name="number_')[1:]]
    assert len(names) == 5
    same = {f"number_{n}": "第1号" for n in names} | {"issued_on": TODAY.isoformat()}
    refused = clerk.post(f"{base}/handover/certificates", data=same | {"request_key": "a"})
    assert refused.status_code == 422
    assert refused.text.count("第1号") >= 5
    told = {f"number_{n}": f"第{n}号" for n in names} | {"issued_on": TODAY.isoformat()}
    assert (
        clerk.post(f"{base}/handover/certificates", data=told | {"request_key": "b"}).status_code
        == 303
    )
    organ = {"organ": "group_leaders", "formed_on": TODAY.isoformat(), "persons": "8"}
    assert (
        clerk.post(f"{base}/handover/organs", data=organ | {"request_key": "c"}).status_code == 422
    )
    organ |= {"minutes": "会议记录", "request_key": "d"}
    assert clerk.post(f"{base}/handover/organs", data=organ).status_code == 303
    assert "会议记录" in clerk.get(f"{base}/handover/organs").text
    scan_to = f"{base}/papers/election_method/{edition(world, election)}/scans"
    clerk.post(scan_to, data={"scan": a_file(), "request_key": "e"})
    vetting = edition(world, election, Kind.VETTING_REPORT)
    told = {"scan": a_file(PDF + b"x", "意见.pdf"), "request_key": "f"}
    scan_to = f"{base}/papers/vetting_report/{vetting}/scans"
    assert clerk.post(scan_to, data=told).status_code == 303
    assert "决定.pdf" in clerk.get(f"{base}/handover/archive").text
    packed = zipfile.ZipFile(io.BytesIO(clerk.get(f"{base}/prints/package.zip").data))
    names = packed.namelist()
    assert any(name.endswith("当选证书.docx") for name in names)
    listed = packed.read("清单.csv").decode("utf-8-sig")
    assert all(name in listed for name in names if name != "清单.csv")
    assert any(packed.read(name) == PDF for name in names)
    assert not [name for name in names if "资格审查" in name or "核算单" in name]
    early = here(world, world.election(Stage.ELECTED))
    assert clerk.get(f"{early}/prints/package.zip").status_code == 404


def test_a_scan_that_comes_while_ballots_are_counted_stays_unseen_with_the_count(sign_in, world):
    election = world.election(Stage.COUNTING)
    document = edition(world, election)
    world.do(
        world.clerk_of(election),
        lambda act: records.keep_scan(act, election.id, document, "结果.pdf", PDF),
        NOON + timedelta(hours=1),
    )
    base = here(world, election)
    with reading(world.database) as session:
        ((line,),) = scans.list_scans(session, election).values()
    assert sign_in("leader").get(f"{base}/scans/{line.id}").status_code == 404
    clerk = sign_in(world.name_of(world.clerk_of(election)).removeprefix("sl-"))
    assert clerk.get(f"{base}/scans/{line.id}").data == PDF


def test_a_decision_that_was_turned_down_is_not_filed(sign_in, world):
    election = world.election(Stage.RESULT_CONFIRMED)
    clerk, leader, base = sign_in("county"), sign_in("leader"), here(world, election)
    told = {
        "rule": "nomination.joint_least",
        "organ": "county_government",
        "number": "9号",
        "dated_on": TODAY.isoformat(),
        "until": (TODAY + timedelta(20)).isoformat(),
        "reason": "理由",
        "scan": a_file(),
        "request_key": "a",
    }
    assert clerk.post(f"{base}/departures/exception", data=told).status_code == 303
    number = leader.get("/proposals").text.split("/proposals/")[1].split("/approve")[0]
    leader.post(f"/proposals/{number}/reject", data={"reason": "不同意", "request_key": "b"})
    packed = zipfile.ZipFile(io.BytesIO(clerk.get(f"{base}/prints/package.zip").data))
    assert not [name for name in packed.namelist() if "决定" in name]
