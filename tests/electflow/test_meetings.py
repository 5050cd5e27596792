"""Joint meetings by name: who was invited and came, who steps aside, whose votes count, closed minutes."""

import pytest
from reviewers import UNITS, Reviewers, attending, convened, examined, hit, reviewers
from sqlalchemy import delete, text
from world import EXAMPLE

from electflow.access.terms import Role
from electflow.db import reading
from electflow.errors import InputRefused, NotFound, Stale
from electflow.joint_review.attendance import seats_at
from electflow.joint_review.grounds import Grounds
from electflow.joint_review.meetings import Votes, get_meeting, rulings_of, stand_in_of
from electflow.joint_review.model import MeetingSeat
from electflow.joint_review.scans import MOST_BYTES, content_of, scans_of_minutes
from electflow.joint_review.terms import Attendance, Attending, Conclusion, RecusalGround
from electflow.workflow import attaching, concluding, replying

PDF = b"%PDF-1.7 signed minutes"
KIN, VILLAGE = RecusalGround.COLLATERAL, RecusalGround.SAME_VILLAGE


@pytest.fixture
def there(world) -> Reviewers:
    made = reviewers(world)
    made.checker = made.person("checker", Role.COUNTY_CHECKER)
    made.secretary = made.person("secretary", Role.MEETING_SECRETARY)
    return made


def refused(work) -> dict[str, dict]:
    """Return the faults of a refusal by code, each with its figures."""
    with pytest.raises(InputRefused) as error:
        work()
    return {issue.code: dict(issue.facts) for issue in error.value.issues}


def contested(world, there):
    """Return an election and a candidate of whom the court found something."""
    election = examined(world)
    number = next(c.number for c in there.candidates(election) if c.standing == "nominated")
    there.send(election)
    there.all_clean(*UNITS, but={("court", number): hit("A2")})
    return election, number


def rule(there, election, number, votes, **told):
    return there.world.do(
        there.secretary,
        lambda act: concluding.rule(
            act, there.campaign, 1, election.id, number, conclusion=Conclusion.PASS_NOTE,
            votes=Votes(*votes), grounds=Grounds("", "", "以判决为准"), **told,
        ),
    )  # fmt: skip


def close(there, **told):
    return there.world.do(
        there.secretary, lambda act: concluding.close_meeting(act, there.campaign, 1, **told)
    )


def attach(there, content=PDF):
    return there.world.do(
        there.secretary, lambda act: attaching.attach_minutes(act, there.campaign, 1, content)
    )


def seats(there):
    return there.read(lambda s: seats_at(s, get_meeting(s, EXAMPLE, there.campaign.id, 1)))


def last_ruling(there):
    return there.read(lambda s: rulings_of(s, get_meeting(s, EXAMPLE, there.campaign.id, 1)))[-1][0]


def recuse(there, official, ground, **whom) -> None:
    there.world.do(
        there.county,
        lambda act: replying.recuse(
            act, there.campaign, official.official_id, ground=ground, source="干部档案", **whom
        ),
    )


def name_of(unit: str) -> str:
    """Return the name by which the operator of a unit has his account."""
    return f"某{unit}-op（虚构）"


def test_who_was_invited_came_chaired_and_wrote_is_kept_by_name(world, there):
    given = [
        Attending("court", "某 法 官", "副院长"),
        Attending("police", "某警官", "副局长"),
        Attending("justice", "", "", Attendance.ON_LEAVE),
        Attending("discipline", "某书记", "副书记", Attendance.ABSENT),
    ]
    convened(there, attending=given, chaired_by="某法官", minuted_by="某秘书", minutes="")
    told = seats(there)
    assert [(o.unit, o.name, o.post, o.standing, o.votes) for o in told] == [
        ("court", "某 法 官", "副院长", Attendance.PRESENT, True),
        ("police", "某警官", "副局长", Attendance.PRESENT, True),
        ("justice", "", "", Attendance.ON_LEAVE, False),
        ("discipline", "某书记", "副书记", Attendance.ABSENT, False),
        ("", "某秘书", "", Attendance.PRESENT, False),
    ]
    assert [o.number for o in told if o.is_chair] == [1], "one who speaks for a unit may chair"
    assert [o.number for o in told if o.keeps_minutes] == [5]
    [event] = there.events("meeting:convene")
    assert event["data"]["units"] == ["court", "police"]
    assert event["data"]["absent"] == ["discipline", "justice"]
    with reading(world.database) as session:
        kept = session.execute(text("select sealed_name from meeting_seat")).scalars()
        words = "".join(session.execute(text("select words from audit_text")).scalars())
        assert not [row for row in kept if "某警官".encode() in row]
    for name in ("某警官", "某书记", "某秘书", "副局长"):
        assert name not in words + str(event)


def test_everything_wrong_with_an_attendance_is_told_at_once(there):
    convene = lambda given, **told: refused(lambda: convened(there, attending=given, **told))  # noqa: E731
    assert convene(
        [
            Attending("court", "某甲", "副院长"),
            Attending("police", "某 甲", "副局长"),
            Attending("police", "", "副局长"),
            Attending("justice", "某乙", "", Attendance.ABSENT),
        ],
        chaired_by="某乙", place=" ",
    ) == {
        "vetting.attendee_unnamed": {"units": 1},
        "vetting.unit_twice": {},
        "vetting.attendee_twice": {"persons": 1},
        "vetting.duty_of_absent": {},
        "vetting.meeting_incomplete": {},
    }  # fmt: skip
    assert set(convene([Attending("court", "某甲", "")])) == {
        "vetting.meeting_of_one",
        "vetting.attendee_unnamed",
    }
    away = [Attending("court", "某甲", "副院长", Attendance.ON_LEAVE)]
    assert set(convene(away)) == {"vetting.nobody_present"}
    assert set(convene(attending("court", "police"), minuted_by=" ")) == {
        "vetting.meeting_incomplete"
    }
    assert there.world.count("meeting") == 0


@pytest.mark.parametrize(
    ("votes", "fault"),
    [
        ((3, 1, 0), {"vetting.votes_do_not_add_up": {"votes": 4, "present": 3, "aside": 0, "voting": 3}}),
        ((2, 0, 0), {"vetting.votes_do_not_add_up": {"votes": 2, "present": 3, "aside": 0, "voting": 3}}),
        ((4, -1, 0), {"vetting.votes_do_not_add_up": {"votes": 3, "present": 3, "aside": 0, "voting": 3}}),
        ((1, 1, 1), {"vetting.no_majority": {"votes": 1, "voting": 3}}),
        ((2, 1, 0), {}), ((2, 0, 1), {}), ((3, 0, 0), {}),
    ],
)  # fmt: skip
def test_the_votes_are_those_of_all_who_came(world, there, votes, fault):
    election, number = contested(world, there)
    convened(there)
    if fault:
        assert refused(lambda: rule(there, election, number, votes)) == fault
        assert world.count("meeting_ruling") == 0
    else:
        rule(there, election, number, votes)
        assert last_ruling(there).aside == []


@pytest.mark.parametrize("ground", [KIN, VILLAGE])
def test_who_is_recused_by_the_register_has_no_vote_on_this_candidate_alone(world, there, ground):
    """Civil Servants Law 74, 76; his unit's vote is not counted, nor is it asked for."""
    election, number = contested(world, there)
    other = next(
        c.number
        for c in there.candidates(election)
        if c.standing == "nominated" and c.number != number
    )
    person = there.person_of(election, number).id
    whom = {"village": election.village} if ground is VILLAGE else {"person_id": person}
    recuse(there, there.operators["court"], ground, **whom)
    units = ("court", "police", "discipline", "justice")
    convened(there, attending=attending(*units, court=Attending("court", name_of("court"), "庭长")))
    assert seats(there)[0].officials == (there.operators["court"].official_id,)
    all_four = refused(lambda: rule(there, election, number, (3, 1, 0)))
    assert all_four["vetting.votes_do_not_add_up"] == {
        "votes": 4, "present": 4, "aside": 1, "voting": 3,
    }  # fmt: skip
    rule(there, election, number, (2, 1, 0))
    assert last_ruling(there).aside == [{"seat": 1, "ground": ground.value}]
    assert there.events("meeting:rule")[-1]["data"]["aside"] == [1]
    # kin of one is no bar to another; of his own village he judges nobody
    votes = (3, 1, 0) if ground is KIN else (2, 1, 0)
    rule(there, election, other, votes)


def test_who_steps_aside_at_the_meeting_itself_has_no_vote_either(world, there):
    election, number = contested(world, there)
    convened(there, "court", "police", "discipline", "justice")
    stated = {2: RecusalGround.INTEREST}
    assert set(refused(lambda: rule(there, election, number, (3, 1, 0), stated=stated))) == {
        "vetting.votes_do_not_add_up"
    }
    with pytest.raises(NotFound):
        rule(there, election, number, (2, 1, 0), stated={9: KIN})
    rule(there, election, number, (2, 1, 0), stated=stated)
    assert last_ruling(there).aside == [{"seat": 2, "ground": "interest"}]


def test_who_was_away_cannot_step_aside(world, there):
    election, number = contested(world, there)
    given = [*attending("court", "police"), Attending("justice", standing=Attendance.ON_LEAVE)]
    convened(there, attending=given)
    with pytest.raises(NotFound):
        rule(there, election, number, (2, 0, 0), stated={3: KIN})


def test_two_units_must_be_left_to_vote(world, there):
    election, number = contested(world, there)
    convened(there, "court", "police")
    fault = refused(lambda: rule(there, election, number, (1, 0, 0), stated={1: KIN}))
    assert fault == {"vetting.too_few_vote": {"voting": 1, "least": 2}}


def test_a_chair_who_is_recused_does_not_chair_this_case(world, there):
    election, number = contested(world, there)
    recuse(there, there.checker, KIN, person_id=there.person_of(election, number).id)
    recuse(there, there.leaders["police"], KIN, person_id=there.person_of(election, number).id)
    convened(there, chaired_by="某checker（虚构）")
    say = lambda **told: set(refused(lambda: rule(there, election, number, (2, 1, 0), **told)))  # noqa: E731
    assert say() == {"vetting.stand_in_missing"}
    assert say(stand_in="某 checker（虚构）") == {"vetting.stand_in_barred"}
    assert say(stand_in="某police-ld（虚构）") == {"vetting.stand_in_barred"}, "he is kin too"
    rule(there, election, number, (2, 1, 0), stand_in="某副书记")
    ruling = last_ruling(there)
    assert ruling.aside == [{"seat": 4, "ground": "collateral"}]
    assert there.read(lambda s: stand_in_of(s, ruling)) == "某副书记"


def test_who_keeps_the_minutes_steps_aside_like_the_chair(world, there):
    election, number = contested(world, there)
    convened(there)
    writer = next(o.number for o in seats(there) if o.keeps_minutes)
    assert set(refused(lambda: rule(there, election, number, (2, 1, 0), stated={writer: KIN}))) == {
        "vetting.stand_in_missing"
    }


def test_minutes_are_closed_by_their_number_and_with_their_scan_or_the_reason(world, there):
    convened(there, minutes="")
    assert set(refused(lambda: close(there))) == {
        "vetting.minutes_missing",
        "vetting.minutes_unscanned",
    }
    assert set(refused(lambda: close(there, minutes="示例联席2号", unscanned=" "))) == {
        "vetting.minutes_unscanned"
    }
    attach(there)
    assert set(refused(lambda: close(there))) == {"vetting.minutes_missing"}
    close(there, minutes=" 示例联席2号 ")
    meeting = there.read(lambda s: get_meeting(s, EXAMPLE, there.campaign.id, 1))
    assert (meeting.minutes, bool(meeting.closed_at)) == ("示例联席2号", True)
    assert there.events("meeting:close")[0]["data"] == {"meeting": 1, "scans": 1}
    with pytest.raises(Stale):
        close(there)


def test_minutes_closed_without_a_scan_say_why_and_the_scan_follows(world, there):
    convened(there)
    close(there, unscanned="原件送签")
    [event] = there.events("meeting:close")
    assert event["data"]["scans"] == 0
    assert "reason" in event["words"]
    attach(there)
    assert world.count("review_scan") == 1


def test_a_number_that_was_entered_is_not_exchanged_when_the_minutes_are_closed(world, there):
    convened(there, minutes="示例联席1号")
    close(there, minutes="另一个号", unscanned="原件送签")
    meeting = there.read(lambda s: get_meeting(s, EXAMPLE, there.campaign.id, 1))
    assert meeting.minutes == "示例联席1号"


def test_a_scan_is_kept_sealed_with_its_digest_in_the_book(world, there):
    convened(there)
    made = attach(there)
    with reading(world.database) as session:
        meeting = get_meeting(session, EXAMPLE, there.campaign.id, 1)
        [row] = scans_of_minutes(session, meeting)
        assert content_of(session, row) == PDF
        assert PDF not in row.sealed_bytes
    [event] = there.events("review_scan:keep")
    assert (event["data"]["digest"], event["data"]["scan"]) == (row.digest, str(made.id))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "scan.unknown_kind"),
        (b"<script>", "scan.unknown_kind"),
        (PDF + b"0" * MOST_BYTES, "scan.too_large"),
        (PDF, "scan.kept_already"),
    ],
)
def test_what_is_no_scan_is_refused(world, there, content, code):
    convened(there)
    attach(there)
    assert set(refused(lambda: attach(there, content))) == {code}
    assert world.count("review_scan") == 1
    assert MOST_BYTES == 10 * 1024**2


def test_a_meeting_from_before_names_were_kept_is_read_and_goes_on(world, there):
    election, number = contested(world, there)
    convened(there)
    with world.database.writer.begin() as connection:  # as the migration finds it
        connection.execute(delete(MeetingSeat))
    told = seats(there)
    assert [(o.unit, o.name, o.is_named) for o in told] == [
        ("court", "", False), ("discipline", "", False), ("police", "", False),
        ("", "某副部长", False),
    ]  # fmt: skip
    rule(there, election, number, (2, 1, 0))
    close(there, unscanned="旧记录")
    assert world.count("meeting_ruling") == 1
