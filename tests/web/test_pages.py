"""What a page shows and what it keeps to itself: counts, held and covered places, lost races."""

import re
from datetime import timedelta

import pytest
from world import EXAMPLE, TODAY

from electflow.campaign.terms import HoldKind, Post
from electflow.db import reading
from electflow.documents.terms import Kind
from electflow.stages import Stage, Track, Trigger
from electflow.workflow import candidacy, holding, records
from electflow.workflow import service as workflow
from electflow.workflow.dossier import dossiers_of


def here(world, election, track="committee") -> str:
    return f"/c/{EXAMPLE}-{world.campaign().year}/{election.village}/{track}"


def count_votes(world, election, official) -> str:
    """Record a count that elects everybody whom the seats hold; return the votes of each."""
    with reading(world.database) as session:
        dossier = dossiers_of(session, EXAMPLE, [election])[election.id]
    told = dossier.papers.find(Kind.POLL_CLOSING).figures
    most, left = told.voters - 17, dict(election.seats)
    figures = {"returned": told.voters, "void": 0}
    for candidate in dossier.candidates:
        left[candidate.post] -= 1
        figures[f"votes_{candidate.number}"] = most if left[candidate.post] >= 0 else 3
    world.count_by_two(election, official, figures)
    return str(most)


def test_rules_of_residents_are_shown_and_not_offered_to_a_campaign(sign_in, world):
    office = sign_in("county")
    form = office.get("/campaigns/new").text
    page = office.get("/rules/residents-national").text
    pinned = office.get(f"/c/{EXAMPLE}-{world.campaign().year}/rules").text

    assert 'value="henan"' in form
    assert "residents" not in form
    for words in (
        "超过三分之二的居民代表",
        "社区党组织",
        "居民选举委员会推选产生",
        "不能采用本规则",
    ):
        assert words in page
    assert "村选委会" not in page
    assert 'href="/rules/residents-national"' in pinned
    assert "不能采用本规则" not in office.get("/rules/henan").text
    for name in ("atlantis", "..", "national.toml"):
        assert office.get(f"/rules/{name}").status_code == 404


def test_a_community_says_that_it_waits_and_where_its_rules_are_read(sign_in, world):
    page = (
        sign_in("county")
        .get(f"/c/{EXAMPLE}-{world.campaign().year}/{EXAMPLE}100001/committee")
        .text
    )

    assert "居民委员会选举适用《城市居民委员会组织法》，本版本暂不办理。" in page
    assert "规则可供查阅条文、核算个案" in page
    assert 'href="/rules/residents-national"' in page


def test_a_form_sent_past_its_choices_creates_no_campaign_of_residents(sign_in, world):
    office = sign_in("county")
    before = world.count("campaign", "1 = 1")
    told = {
        "name": "换届", "term_no": "3", "profile": "residents-national", "chair": "1", "deputy": "1",
        "member": "3", "party": "3", "election_on": (TODAY + timedelta(60)).isoformat(),
        "assembly_on": (TODAY + timedelta(40)).isoformat(), "request_key": "a",
    }  # fmt: skip
    assert office.post("/campaigns/new", data=told).status_code == 422
    assert world.count("campaign", "1 = 1") == before


def test_a_count_is_unseen_above_the_village_until_it_is_read_out(sign_in, world):
    election = world.election(Stage.COUNTING)
    most = count_votes(world, election, world.clerk_of(election))
    pages = [here(world, election), here(world, election) + "/count"]
    trails = [here(world, election) + "/trail"]
    for name in ("county", "viewer", "leader", "auditor"):
        client = sign_in(name)
        for address in [*pages, *trails, *(["/trail"] if name in ("leader", "auditor") else [])]:
            page = client.get(address)
            assert page.status_code == 200
            assert not re.search(rf"(?<![0-9a-f]){most}(?![0-9a-f])", page.text), (name, address)
            if address in pages:
                assert "当场公布后可见" in page.text
                assert "登记当场公布：足额选出" not in page.text
    clerk = sign_in(world.name_of(world.clerk_of(election)).removeprefix("sl-"))
    assert most in clerk.get(pages[1]).text
    assert "登记当场公布" in clerk.get(pages[0]).text


def test_no_way_round_tells_who_has_won_before_it_is_read_out(sign_in, app, world):
    """Not by bulk acts, nor by a step of one's own, nor by taking persons off the list."""
    election = world.election(Stage.COUNTING)
    count_votes(world, election, world.clerk_of(election))
    seen = world.again(election)
    office, base = sign_in("county"), f"/c/{EXAMPLE}-{world.campaign().year}"
    listed = office.get(f"{base}/list?track=committee&stage=counting").text
    assert "declare_" not in listed
    for trigger in (Trigger.DECLARE_TIE, Trigger.DECLARE_ELECTED):
        form = {"trigger": trigger.value, "election": [f"{seen.id}:{seen.version}"]}
        many = office.post(f"{base}/bulk", data=form | {"request_key": f"b{len(trigger)}"})
        assert many.status_code == 422
        form = {"version": seen.version, "request_key": f"s{len(trigger)}"}
        one = office.post(here(world, election) + f"/steps/{trigger.value}", data=form)
        assert one.status_code == 403
        assert "足额选出" not in one.text
    answers = {
        office.post(
            here(world, election) + f"/candidates/{number}/withdraw",
            data={"reason": "试", "request_key": f"w{number}"},
        ).status_code
        for number in range(1, 9)
    }
    assert answers == {422}
    assert world.again(election).stage == Stage.COUNTING


def test_the_winners_of_an_assembly_stand_in_no_form_before_they_are_read_out(sign_in, world):
    election = world.election(Stage.ASSEMBLY_HELD, Track.PARTY)
    with reading(world.database) as session:
        dossier = dossiers_of(session, EXAMPLE, [election])[election.id]
    poll = dossier.polls[-1]
    if poll.ballots is None:
        votes = {n: poll.base - 3 - n for n in poll.candidates[:3]}
        world.do(
            world.clerk_of(election),
            lambda act: records.record_count(
                act, election.id, voters=poll.base - 1, issued=poll.base - 1,
                returned=poll.base - 1, void=0, votes=votes, seen_edition=0,
            ),
        )  # fmt: skip
    page = sign_in("county").get(here(world, election, "party") + "/papers/secretary_record").text
    choices = page.split('id="figure_secretary"')[1].split("</select>")[0]
    assert choices.count("<option") == 1


def test_a_paper_of_an_earlier_version_is_read_and_what_it_lacks_is_asked_for(sign_in, world):
    election = world.election(Stage.ELECTED)
    world.do(
        world.clerk_of(election),
        lambda act: records.record_paper(
            act,
            election.id,
            Kind.RESULT_NOTICE,
            dated_on=TODAY,
            posted_on=TODAY,
            number="1号",
            figures={"announced_on_the_spot": True, "counted_openly": True, "persons": 5},
        ),
    )
    page = sign_in("county").get(here(world, election))
    assert page.status_code == 200
    told = page.text.split("当选人之间无近亲属关系")[1].split("</li>")[0]
    assert "资料不全" in told


def test_one_person_alone_voids_no_win(world):
    from electflow.errors import RequirementsUnmet

    election = world.election(Stage.CLOSED)
    leader = world.actor("leader")
    world.do(
        leader,
        lambda act: records.record_paper(
            act,
            election.id,
            Kind.PERSON_VOID_DECISION,
            dated_on=TODAY,
            number="9号",
            figures={"organ": "county_government"},
        ),
    )
    with pytest.raises(RequirementsUnmet) as caught:
        world.do(leader, lambda act: candidacy.withdraw(act, election.id, 1, "决定"))
    assert [issue.code for issue in caught.value.issues] == ["access.own_act"]


def test_once_read_out_everybody_sees_the_count(sign_in, world):
    election = world.election(Stage.ELECTED)
    page = sign_in("viewer").get(here(world, election) + "/count").text
    assert "足额选出" in page
    assert "当场公布后可见" not in page


def hold(world, election) -> None:
    told = {
        "kind": HoldKind.POSTPONED,
        "organ": "county_government",
        "number": "政府〔2026〕3号",
        "dated_on": TODAY,
        "until": None,
        "reason": "汛期",
    }
    world.do(world.actor("county"), lambda act: holding.propose_hold(act, election.id, **told))
    from electflow.access.proposals import list_open_proposals

    with reading(world.database) as session:
        proposal = list_open_proposals(session, EXAMPLE, "hold")[0].id
    world.do(world.actor("leader"), lambda act: holding.decide_hold(act, proposal, approve=True))


def test_a_held_election_is_not_late_and_goes_on_with_a_new_day(sign_in, world):
    election = world.election(Stage.VETTING)
    office = sign_in("county")
    year = world.campaign().year
    late = f"/c/{EXAMPLE}-{year}/list?track=committee&late=1"
    assert election.name in office.get(late).text

    def late_on_board() -> int:
        return int(re.findall(r"(\d+)个超过最迟日期", office.get(f"/c/{EXAMPLE}-{year}/").text)[0])

    before = late_on_board()
    hold(world, election)
    assert late_on_board() == before - 1

    assert election.name not in office.get(late).text
    listed = office.get(f"/c/{EXAMPLE}-{year}/list?track=committee&q={election.village}").text
    assert "延期或者暂停" in listed
    assert not re.search(r"迟\d+日", listed)
    assert not re.search(r"迟\d+日", office.get(here(world, election)).text)
    with reading(world.database) as session:
        facts = dossiers_of(session, EXAMPLE, [world.again(election)])[election.id].election
    address = f"{here(world, election)}/holds/{facts.holds[0].id}/lift"
    leader = sign_in("leader")
    refused = leader.post(address, data={"reason": "批复", "request_key": "a"})
    assert refused.status_code == 422
    form = {"reason": "批复", "election_on": "2027-01-20", "request_key": "b"}
    assert leader.post(address, data=form).status_code == 303
    assert world.again(election).election_on.isoformat() == "2027-01-20"


def test_who_comes_second_sees_the_new_stage_and_keeps_his_words(sign_in, world):
    election = world.election(Stage.ROLL_FINAL)
    office = sign_in("county")
    world.do(
        world.clerk_of(election),
        lambda act: records.record_paper(
            act,
            election.id,
            Kind.NOMINATION_NOTICE,
            dated_on=TODAY,
            posted_on=TODAY,
            number="1号",
            figures={},
        ),
    )
    seen = world.again(election).version
    world.do(
        world.clerk_of(election),
        lambda act: workflow.advance(
            act,
            election.id,
            Trigger.OPEN_NOMINATION,
            seen_version=seen,
            explanations={"document.posted_in_time": "按方案"},
        ),
    )
    answer = office.post(
        here(world, election) + "/steps/open_nomination",
        data={"version": seen, "reason": "我的备注", "request_key": "late"},
    )
    assert answer.status_code == 409
    assert "他人已更新" in answer.text
    assert "现为：提名中" in answer.text
    assert "我的备注" in answer.text


def test_a_paper_recorded_meanwhile_is_shown_beside_ones_own(sign_in, world):
    election = world.election(Stage.VETTING)
    world.do(
        world.clerk_of(election),
        lambda act: records.record_paper(
            act,
            election.id,
            Kind.VETTING_REPORT,
            dated_on=TODAY,
            number="联审71号",
            figures={"persons": 8, "units": 19, "units_answered": 19},
        ),
    )
    form = {
        "dated_on": TODAY.isoformat(), "edition": "0", "number": "我的72号", "figure_persons": "7",
        "figure_units": "3", "figure_units_answered": "3", "request_key": "k",
    }  # fmt: skip
    answer = sign_in("county").post(here(world, election) + "/papers/vetting_report", data=form)
    assert answer.status_code == 409
    assert "联审71号" in answer.text
    assert "我的72号" in answer.text
    assert world.count("document", "number = '我的72号'") == 0


def test_nobody_is_led_to_void_a_closed_election(sign_in, world):
    election = world.election(Stage.CLOSED)
    page = sign_in("county").get(here(world, election)).text
    main = page.split('class="card next-step"')[1].split("</section>")[0]
    assert "没有需要办理的事项" in main
    assert "当选无效" not in main


def test_a_community_shows_its_sentence_and_no_villagers_law(sign_in, world):
    with reading(world.database) as session:
        from sqlalchemy import select

        from electflow.campaign.model import Election

        election = session.scalars(
            select(Election).where(
                Election.county == EXAMPLE,
                Election.place_kind == "community",
                Election.track == Track.COMMITTEE.value,
            )
        ).first()
    page = sign_in("county").get(here(world, election)).text
    assert "本版本暂不办理" in page
    assert "村民选举委员会名单公告" not in page
    assert "迟" not in page.split('class="columns"')[1].split("</aside>")[0].replace("迟交", "")


def test_unread_messages_never_fill_the_cookie(sign_in, world):
    election = world.election(Stage.VETTING)
    clerk = sign_in("county")
    for edition in range(40):
        form = {
            "dated_on": TODAY.isoformat(), "edition": str(edition), "reason": "再次登记",
            "request_key": f"f{edition}",
        }  # fmt: skip
        answer = clerk.post(here(world, election) + "/papers/meeting_record", data=form)
        assert answer.status_code == 303
    assert len(answer.headers["Set-Cookie"]) < 2000
    with clerk.session_transaction() as kept:
        assert len(kept["_flashes"]) == 1


def test_the_secretary_is_one_of_the_elected(sign_in, world):
    election = world.election(Stage.SECRETARY_ELECTED, Track.PARTY)
    page = sign_in("county").get(here(world, election, "party")).text
    assert "· 书记" in page


@pytest.mark.parametrize("stage", [Stage.VETTING, Stage.VETTED])
def test_nobody_is_nominated_after_nomination_has_closed(sign_in, world, stage):
    election = world.election(stage)
    page = sign_in("county").get(here(world, election) + "/candidates").text
    assert 'name="source"' not in page
    from random import Random

    from electflow.demo.persons import invented_number
    from electflow.errors import InputRefused
    from electflow.nomination.terms import Source

    with pytest.raises(InputRefused):
        world.do(
            world.clerk_of(election),
            lambda act: candidacy.nominate(
                act,
                election.id,
                name="示例甲",
                number=invented_number(Random(1), "F"),
                sex="F",
                post=Post.CHAIR,
                source=Source.VILLAGERS,
            ),
        )
