"""After the result: certificates under numbers of their own, organs that follow and by when."""

from datetime import timedelta

import pytest
from world import EXAMPLE, TODAY

from electflow.appointment.certificates import list_certificates
from electflow.appointment.following import list_follow_ups
from electflow.appointment.terms import FollowUp
from electflow.db import reading
from electflow.documents.terms import Kind
from electflow.errors import InputRefused, NotFound
from electflow.profile.loader import load_profile
from electflow.stages import Stage, Trigger
from electflow.voting.rules import tally
from electflow.workflow import handing_over
from electflow.workflow import service as workflow
from electflow.workflow.dossier import dossiers_of
from electflow.workflow.machine import find_step


def dossier_of(world, election):
    with reading(world.database) as session:
        return dossiers_of(session, EXAMPLE, [world.again(election)])[election.id]


def elected(world, election) -> list[int]:
    dossier = dossier_of(world, election)
    return sorted(number for number, _ in tally(dossier, dossier.profile).elected)


def issue(world, election, numbers, on=TODAY):
    world.do(
        world.clerk_of(election),
        lambda act: handing_over.issue_certificates(act, election.id, numbers, on),
    )


def closing(world, election) -> dict[str, object]:
    """Return the checklist of closing by code."""
    dossier = dossier_of(world, election)
    step = find_step(dossier.election.track, Trigger.CLOSE_ELECTION, Stage.RESULT_CONFIRMED)
    return {issue.code: issue for issue in workflow.issues_of(step, dossier, TODAY)}


def test_the_file_closes_when_everybody_elected_holds_a_certificate(world):
    election = world.election(Stage.RESULT_CONFIRMED)
    who = elected(world, election)
    assert "appointment.certificates_issued" not in closing(world, election)
    issue(world, election, {n: f"第{n}号" for n in who[1:]})
    assert closing(world, election)["appointment.certificates_issued"].is_open
    issue(world, election, {who[0]: "第0号", who[1]: ""})
    assert not closing(world, election)["appointment.certificates_issued"].is_open


def test_a_number_is_given_once_and_all_faults_are_named_at_once(world):
    election = world.election(Stage.RESULT_CONFIRMED)
    who = elected(world, election)
    issue(world, election, {who[0]: "第1号"})
    loser = next(
        c.number for c in dossier_of(world, election).candidates if c.number not in set(who)
    )
    with pytest.raises(InputRefused) as refused:
        issue(
            world,
            election,
            {who[0]: "第2号", who[1]: "第1号", loser: "第3号", who[2]: "第3号"},
            on=TODAY + timedelta(1),
        )
    assert sorted(i.code for i in refused.value.issues) == [
        "certificate.held_already",
        "certificate.not_elected",
        "certificate.number_taken",
        "certificate.number_taken",
        "document.date_ahead",
    ]
    with reading(world.database) as session:
        assert [c.number for c in list_certificates(session, election)] == ["第1号"]


def test_a_certificate_is_taken_back_with_a_reason_and_its_number_stays_used(world):
    election, clerk = world.election(Stage.RESULT_CONFIRMED), None
    clerk, who = world.clerk_of(election), elected(world, election)
    issue(world, election, {who[0]: "第1号"})
    with reading(world.database) as session:
        kept = list_certificates(session, election)[0].id

    def back(reason):
        world.do(
            clerk, lambda act: handing_over.withdraw_certificate(act, election.id, kept, reason)
        )

    with pytest.raises(InputRefused):
        back(" ")
    back("姓名有误")
    with pytest.raises(NotFound):
        back("再次")
    with pytest.raises(InputRefused) as refused:
        issue(world, election, {who[0]: "第1号"})
    assert [i.code for i in refused.value.issues] == ["certificate.number_taken"]
    issue(world, election, {who[0]: "第2号"})
    assert dossier_of(world, election).certified == (who[0],)


@pytest.mark.parametrize(("profile", "organ", "days"), [
    ("henan", FollowUp.GROUP_LEADERS, 30),
    ("beijing", FollowUp.SUBCOMMITTEES, 15),
    ("national", FollowUp.GROUP_LEADERS, None),
])  # fmt: skip
def test_an_organ_follows_by_the_day_that_its_province_sets(world, profile, organ, days):
    election = world.election(Stage.RESULT_CONFIRMED)
    with reading(world.database) as session:
        lines = {
            line.organ: line
            for line in list_follow_ups(session, election, load_profile(profile), TODAY)
        }
    assert lines[organ].latest == (days and TODAY + timedelta(days))
    assert set(lines) == set(FollowUp)


def test_an_organ_is_recorded_with_its_minutes_and_can_be_corrected(world):
    election = world.election(Stage.CLOSED)
    clerk = world.clerk_of(election)

    def record(**told):
        world.do(
            clerk,
            lambda act: handing_over.record_follow_up(
                act,
                election.id,
                FollowUp.SUPERVISORY_COMMITTEE,
                **{"formed_on": TODAY, "persons": 3, "minutes": "会议记录1号"} | told,
            ),
        )

    with pytest.raises(InputRefused) as refused:
        record(formed_on=TODAY + timedelta(1), persons=0, minutes="")
    assert len(refused.value.issues) == 3
    record()
    with pytest.raises(InputRefused) as refused:
        record(persons=5)
    assert [i.code for i in refused.value.issues] == ["document.reason_missing"]
    record(persons=5, reason="更正")
    with reading(world.database) as session:
        lines = list_follow_ups(session, election, dossier_of(world, election).profile, TODAY)
    assert [line.persons for line in lines if line.formed_on] == [5]
    assert Kind.CERTIFICATES_RECORD in dossier_of(world, election).papers.by_kind
