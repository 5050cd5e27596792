"""A candidate's file as it is read and printed: who reads it stands in the book, nothing is cut in silence."""

import itertools
from datetime import timedelta

import pytest
from reviewers import UNITS, convened, examined, hit
from world import EXAMPLE, NOON, PAGES_ON, PASSWORD, TODAY

from electflow import clock
from electflow.access.terms import Permission
from electflow.joint_review.adoption import units_known
from electflow.joint_review.matrix import matrix_rows
from electflow.joint_review.terms import StatementKind, StatementRuling
from electflow.workflow import concluding
from web.review import meetings

pytestmark = pytest.mark.parametrize("engine_name", PAGES_ON)
_keys = itertools.count()


@pytest.fixture
def base(world) -> str:
    return f"/c/{EXAMPLE}-{world.campaign().year}"


def post(client, address: str, **told):
    return client.post(address, data=told | {"request_key": f"f{next(_keys)}"})


def sent(there, world, but=()):
    """Send an election; every unit finds nothing but the court, of some."""
    election = examined(world)
    there.send(election)
    numbers = [q.candidate for q in there.questions("court")]
    told = {("court", numbers[i]): hit("A2") for i in but}
    there.all_clean(*UNITS, but=told)
    return election, numbers


def file_of(base, election, number) -> str:
    return f"{base}/{election.village}/{election.track}/candidates/{number}/review"


def speak(there, world, election, number, words="判决已经撤销。"):
    return world.do(
        world.clerk_of(election),
        lambda act: concluding.receive_statement(
            act, election.id, number, kind=StatementKind.STATEMENT, words=words, received_on=TODAY
        ),
    )


def test_who_received_a_statement_reads_its_words_on_record(
    sign_in, there, world, base, monkeypatch
):
    """Feature 102: once a day, as others who read of a candidate; who sees no words is not written down."""
    election, numbers = sent(there, world)
    speak(there, world, election, numbers[0])
    here = file_of(base, election, numbers[0])
    name = world.name_of(world.clerk_of(election)).removeprefix("sl-")
    town = sign_in(name)
    readings = lambda: [  # noqa: E731
        (event["actor"], event["data"]["subject"]) for event in there.events("file:read")
    ]
    assert "判决已经撤销" not in sign_in("viewer").get(here).text
    assert "判决已经撤销" not in town.get(file_of(base, election, numbers[1])).text
    assert readings() == []
    for _again in range(2):
        assert "判决已经撤销" in town.get(here).text
    who = str(world.actor(name).official_id)
    assert [(str(actor), subject) for actor, subject in readings()] == [
        (who, f"statements:{election.id}:{numbers[0]}")
    ]
    assert "查看本人收到的陈述申辩或者反映的内容" in sign_in("county").get(here).text
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=1))
    sign_in(name).get(here)
    assert [subject for _, subject in readings()].count(
        f"statements:{election.id}:{numbers[0]}"
    ) == 2


def test_whoever_was_answered_no_longer_waits_for_a_meeting(there, world):
    election, numbers = sent(there, world)
    statement = speak(there, world, election, numbers[0])

    def waiting():
        return [
            row.candidate.number
            for row in there.read(
                lambda s: matrix_rows(
                    s, there.county, there.campaign, Permission.REVIEW_READ, TODAY,
                    place=EXAMPLE, most=500, only_open=True,
                )
            )
        ]  # fmt: skip

    assert waiting() == [numbers[0]]
    world.do(
        there.checker,
        lambda act: concluding.answer_statement(
            act, election.id, statement.number, ruling=StatementRuling.REJECTED,
            outcome="查无实据。", answer_number="示例复1号", answered_on=TODAY,
        ),
    )  # fmt: skip
    assert waiting() == []


def test_a_list_for_a_meeting_says_when_it_is_cut_and_how_many_there_are(
    sign_in, there, world, base, monkeypatch
):
    sent(there, world, but=(0, 1))
    office = sign_in("secretary")
    told = "共2人，先显示前1人"
    assert told not in office.get(f"{base}/review/meetings").text
    monkeypatch.setattr(meetings, "_SHOWN", 1)
    page = office.get(f"{base}/review/meetings").text
    assert told in page
    assert '<span class="count">2</span>' in page
    meeting = convened(there)
    assert told in office.get(f"{base}/review/meetings/{meeting.number}").text
    monkeypatch.setattr(meetings, "_SHOWN", 2)
    assert "先显示前" not in office.get(f"{base}/review/meetings").text, "all are shown"


def test_a_dossier_is_printed_whole_by_who_stepped_up_for_it_and_the_look_is_on_record(
    sign_in, there, world, base
):
    """Features 75 and 102: what is printed is the file with what is sealed, for ten minutes, to one."""
    election, numbers = sent(there, world, but=(0,))
    number, reason = numbers[0], "存档打印"
    person = there.person_of(election, number)
    speak(there, world, election, number)
    here = file_of(base, election, number)
    checker = sign_in("checker")
    sealed = ("（2019）示刑初12号", "判决已经撤销。")
    plain = checker.get(here).text
    assert "data-print" not in plain
    assert not [words for words in sealed if words in plain]
    assert post(checker, f"{here}/look", password=PASSWORD, reason="").status_code == 422
    assert there.events("finding:look") == []
    seen = post(checker, f"{here}/look", password=PASSWORD, reason=reason)
    assert seen.status_code == 303
    printed = checker.get(seen.location).text
    assert "data-print" in printed
    assert person.name in printed
    assert person.number not in printed, "the whole number stands in the unit's list alone"
    assert not [words for words in sealed if words not in printed]
    known = there.read(lambda s: units_known(s, EXAMPLE))
    replies = printed.split("<tbody>")[1].split("</tbody>")[0]
    assert not [unit for unit in UNITS if known[unit] not in replies], "every unit's reply"
    assert replies.count("未发现有关情形") == len(UNITS) - 1
    [event] = there.events("finding:look")
    assert event["data"]["subject"] == f"candidate:{election.id}:{number}"
    assert str(event["actor"]) == str(there.checker.official_id)
    assert sign_in("county").get(seen.location).status_code == 404
    assert "查阅密封内容" in sign_in("county").get(here).text
