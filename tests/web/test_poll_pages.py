"""Pages of a poll, of the election committee and of the handover: who sees what, faults all at once."""

from datetime import date

import pytest
from world import EXAMPLE, PAGES_ON, TODAY

from electflow.db import reading
from electflow.documents.terms import Kind
from electflow.stages import Stage
from electflow.voting.sheet import seal_of
from electflow.workflow import poll_day
from electflow.workflow.dossier import dossiers_of

pytestmark = pytest.mark.parametrize("engine_name", PAGES_ON)


def here(world, election, page: str) -> str:
    return f"/c/{EXAMPLE}-{world.campaign().year}/{election.village}/committee/{page}"


def sheet_of(world, election) -> dict[str, int]:
    with reading(world.database) as session:
        dossier = dossiers_of(session, EXAMPLE, [election])[election.id]
    came = dossier.papers.find(Kind.POLL_CLOSING).figures.voters
    return {"returned": came, "void": 0} | {
        f"votes_{c.number}": 30 + c.number for c in dossier.candidates
    }


def form_of(figures: dict[str, int], key: str, **more: str) -> dict[str, str]:
    return {f"figure_{name}": str(n) for name, n in figures.items()} | {"request_key": key} | more


def test_the_second_entry_shows_nothing_of_the_first(sign_in, world):
    election = world.election(Stage.COUNTING)
    figures, clerk = sheet_of(world, election), world.clerk_of(election)
    address = here(world, election, "poll/tally/1")
    first = sign_in(world.name_of(clerk).removeprefix("sl-"))
    answer = first.post(address, data=form_of(figures, "a", accepted=seal_of(figures)))
    assert answer.status_code == 303
    assert "您已录入该计票单" in first.get(address).text
    page = sign_in("county").get(address).text
    assert "不显示第一次录入的数字" in page
    for name in figures:
        assert f'name="figure_{name}"' in page
        assert f'name="figure_{name}" value' not in page
    trail = sign_in("auditor").get("/trail").text
    assert "录入计票单" in trail


def test_an_odd_sheet_is_asked_about_and_a_tick_lets_it_pass(sign_in, world):
    election = world.election(Stage.COUNTING)
    odd = {name: 0 for name in sheet_of(world, election)}
    address = here(world, election, "poll/tally/1")
    clerk = sign_in("county")
    answer = clerk.post(address, data=form_of(odd, "a"))
    assert answer.status_code == 409
    assert "W203" in answer.text
    assert "已与计票单核对" in answer.text
    assert clerk.post(address, data=form_of(odd, "b", accepted=seal_of(odd))).status_code == 303


def test_an_impossible_sheet_tells_all_its_faults_with_their_codes(sign_in, world):
    election = world.election(Stage.COUNTING)
    wrong = sheet_of(world, election) | {"returned": 5, "void": 9}
    answer = sign_in("county").post(here(world, election, "poll/tally/1"), data=form_of(wrong, "a"))
    assert answer.status_code == 422
    assert all(code in answer.text for code in ("F101", "F102", "F103"))


def test_a_count_that_is_entered_anew_is_hidden_again(sign_in, world):
    election = world.election(Stage.COUNTING)
    clerk, figures = world.clerk_of(election), sheet_of(world, election)
    world.count_by_two(election, clerk, figures)
    entrant = sign_in(world.name_of(clerk).removeprefix("sl-"))
    count = here(world, election, "count")
    assert 'class="card proof"' in entrant.get(count).text
    world.do(clerk, lambda act: poll_day.reopen_sheet(act, election.id, box=1, reason="抄错"))
    assert 'class="card proof"' not in entrant.get(count).text
    with reading(world.database) as session:
        dossier = dossiers_of(session, EXAMPLE, [world.again(election)])[election.id]
    assert dossier.polls[-1].ballots is None


def test_the_county_sees_no_count_though_it_entered_a_sheet(sign_in, world):
    election = world.election(Stage.COUNTING)
    clerk, office = world.clerk_of(election), world.actor("county")
    figures = sheet_of(world, election)
    with reading(world.database) as session:
        dossier = dossiers_of(session, EXAMPLE, [election])[election.id]
    boxes = [box.number for box in dossier.poll_day.boxes] or [1]
    for box in boxes:
        told = figures if box == boxes[0] else dict.fromkeys(figures, 0)
        for actor in (clerk, office):
            world.do(
                actor,
                lambda act, b=box, t=told: poll_day.enter_sheet(
                    act, election.id, box=b, figures=t, accepted=seal_of(t)
                ),
            )
    page = sign_in("county").get(here(world, election, "count")).text
    assert "当场公布后可见" in page
    village = sign_in(world.name_of(clerk).removeprefix("sl-"))
    assert "当场公布后可见" not in village.get(here(world, election, "count")).text


def test_kinship_is_for_those_who_keep_it(sign_in, world):
    election = world.election(Stage.NOMINATING)
    address = here(world, election, "staff/kinship")
    assert sign_in("county").get(address).status_code == 200
    for name in ("viewer", "auditor", "leader"):
        assert sign_in(name).get(address).status_code == 404
    form = {"name": "某", "sex": "M", "number_id": "1", "votes": "9", "duty": "chair"}
    forming = world.election(Stage.PREPARING)
    answer = sign_in("county").post(here(world, forming, "staff"), data=form | {"request_key": "k"})
    assert answer.status_code == 422
    assert "18" in answer.text


def test_the_handover_list_is_kept_on_its_page(sign_in, world):
    election = world.election(Stage.RESULT_CONFIRMED)
    clerk, address = sign_in("county"), here(world, election, "handover")
    form = {"thing": "seal", "standing": "handed_over", "words": "", "on": TODAY.isoformat()}
    answer = clerk.post(address, data=form | {"request_key": "h"})
    assert answer.status_code == 422
    assert "未填写移交内容" in answer.text
    answer = clerk.post(address, data=form | {"words": "公章一枚", "request_key": "i"})
    assert answer.status_code == 303
    assert "公章一枚" in clerk.get(address).text
    page = clerk.get(here(world, election, "").rstrip("/")).text
    assert "移交清单已全部办结（1／8）" in page


def test_who_votes_at_a_box_is_named_on_its_page_or_every_fault_told(sign_in, world):
    from villagers import another_list, found

    election = another_list(world, world.election(Stage.PREPARING))
    voters = found(world, election)
    clerk, boxes = sign_in("county"), here(world, election, "poll/boxes")
    box = {
        "kind": "mobile", "name": "流动票箱", "scrutineers": "3", "users": "2",
        "custodian": "示例员", "route": "第一组", "request_key": "b",
    }  # fmt: skip
    assert clerk.post(boxes, data=box).status_code == 303
    page = clerk.get(boxes).text
    address = f"{boxes}/1/users"
    assert address in page
    assert "目前只登记了人数：2人" in clerk.get(address).text
    answer = clerk.post(address, data={"names": "无此人", "request_key": "u"})
    assert answer.status_code == 422
    assert "名册中没有" in answer.text
    assert "无此人" in answer.text, "what was typed is still there"
    told = {"names": f"{voters[1].name} {voters[1].group_name}", "request_key": "v"}
    assert clerk.post(address, data=told).status_code == 303
    assert "本票箱使用人员1人" in clerk.get(address).text
    assert sign_in("viewer").get(address).status_code == 404
    assert clerk.get(f"{boxes}/2/users").status_code == 404


def test_scrutineers_are_chosen_from_the_staff_on_the_page_of_a_box(sign_in, world):
    from villagers import another_list, numbered

    election = another_list(world, world.election(Stage.PREPARING))
    clerk, boxes = sign_in("county"), here(world, election, "poll/boxes")
    for key in ("x", "y"):
        box = {"kind": "station", "name": "投票站", "scrutineers": "0", "users": "0"}
        assert clerk.post(boxes, data=box | {"request_key": key}).status_code == 303
    address = f"{boxes}/1/scrutineers"
    assert "选举工作人员中还没有监票人" in clerk.get(address).text
    staff = {
        "name": "监票甲",
        "number_id": numbered(date(1980, 1, 1), 802),
        "sex": "F",
        "duty": "scrutineer",
    }
    added = clerk.post(here(world, election, "staff/poll"), data=staff | {"request_key": "s"})
    assert added.status_code == 303
    assert "监票甲" in clerk.get(address).text
    assert clerk.post(address, data={"chosen": "1", "request_key": "t"}).status_code == 303
    assert "监票甲" in clerk.get(boxes).text
    answer = clerk.post(f"{boxes}/2/scrutineers", data={"chosen": "1", "request_key": "u"})
    assert answer.status_code == 422
    assert "监票甲已安排在其他票箱" in answer.text
    assert sign_in("viewer").get(address).status_code == 404


def test_a_proxy_is_refused_with_its_reasons_and_namesakes_are_told_apart(sign_in, world):
    from villagers import another_list, found

    election = another_list(world, world.election(Stage.PREPARING))
    voters = found(world, election)
    address = here(world, election, "poll/proxies")
    clerk = sign_in("county")
    form = {
        "principal": "无此人", "proxy": f"{voters[1].name} {voters[1].group_name}",
        "relation": "sibling", "reason": "外出", "applied_on": TODAY.isoformat(),
        "is_written": "no", "request_key": "p",
    }  # fmt: skip
    answer = clerk.post(address, data=form)
    assert answer.status_code == 422
    assert "名册中没有" in answer.text
