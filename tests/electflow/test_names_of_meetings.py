"""Migration 0017: the names of a meeting are carried over under the site's key, and back, on both engines."""

from reviewers import UNITS, convened, examined, reviewers
from sqlalchemy import inspect, text
from world import EXAMPLE

from electflow.access.terms import Role
from electflow.db import reading
from electflow.joint_review.grounds import Grounds
from electflow.joint_review.meetings import Votes, chair_of, list_meetings, rulings_of, stand_in_of
from electflow.joint_review.terms import Conclusion, RecusalGround
from electflow.migrations.run import migrate
from electflow.workflow import concluding

CHAIR, STAND_IN = "密名主持", "密名代主持"


def test_names_of_meetings_are_sealed_and_carried_over(world):
    there = reviewers(world)
    there.secretary = there.person("secretary", Role.MEETING_SECRETARY)
    election = examined(world)
    there.send(election)
    numbers = [q.candidate for q in there.questions("court")][:2]
    there.all_clean(*UNITS)
    meeting = convened(there, chaired_by=CHAIR)
    for number, stated, stand_in in (
        (numbers[0], {4: RecusalGround.INTEREST}, STAND_IN),
        (numbers[1], {}, ""),
    ):
        world.do(
            there.secretary,
            lambda act, number=number, stated=stated, stand_in=stand_in: concluding.rule(
                act, there.campaign, meeting.number, election.id, number,
                conclusion=Conclusion.PASS_NOTE, votes=Votes(3, 0, 0),
                grounds=Grounds(words="已核实。"), stated=stated, stand_in=stand_in,
            ),
        )  # fmt: skip

    def told():
        with reading(world.database) as session:
            [(kept, _)] = list_meetings(session, EXAMPLE, there.campaign.id)
            rulings = [stand_in_of(session, ruling) for ruling, _ in rulings_of(session, kept)]
            return chair_of(session, kept), rulings

    def clear():
        with world.database.reader.connect() as connection:
            rows = [*connection.execute(text("select * from meeting"))]
            rows += connection.execute(text("select * from meeting_ruling"))
            return [name for name in (CHAIR, STAND_IN) if name in repr(rows)]

    assert told() == (CHAIR, [STAND_IN, ""])
    assert clear() == []
    migrate(world.database, "0015")
    assert clear() == [CHAIR, STAND_IN]
    with world.database.reader.connect() as connection:
        there_now = {c["name"]: c for c in inspect(connection).get_columns("meeting_ruling")}
        assert "sealed_stand_in" not in there_now
        rows = connection.execute(text("select stand_in from meeting_ruling order by id"))
        assert list(rows.scalars()) == [STAND_IN, ""]
    migrate(world.database)
    assert told() == (CHAIR, [STAND_IN, ""])
    assert clear() == []
