"""Recusal of reviewers by what is registered: himself, his kin, and names that are merely equal.

Idea 7 and feature 45 of the field's list; Civil Servants Law 74, 76.
"""

import pytest
from reviewers import UNITS, Reviewers, examined, hit, recuse, reviewers
from world import EXAMPLE, TODAY

from electflow.access.terms import Role
from electflow.errors import Forbidden, InputRefused
from electflow.joint_review.answers import Given
from electflow.joint_review.doubts import doubts_of
from electflow.joint_review.grounds import Grounds
from electflow.joint_review.queries import persons_sent
from electflow.joint_review.terms import (
    Answer,
    Because,
    CommitteeRuling,
    Conclusion,
    RecusalGround,
    StatementKind,
    StatementRuling,
)
from electflow.people.kinship import list_kinships
from electflow.people.terms import Kinship
from electflow.stages import Track
from electflow.workflow import concluding, replying, reviewing, staffing

UNIT = "court"


def refused(work) -> set[str]:
    with pytest.raises(InputRefused) as error:
        work()
    return {issue.code for issue in error.value.issues}


@pytest.fixture
def there(world) -> Reviewers:
    return reviewers(world, UNIT)


def reply(there, question) -> None:
    there.answer(UNIT, Given(question.id, Answer.CLEAN), sign=False)


def enter_kin(there, election, a, b, kinship, confirm=None) -> None:
    """Enter in the register of kinship, and let a second person confirm or refute it."""
    do = there.world.do
    do(
        there.world.clerk_of(election),
        lambda act: staffing.state_kinship(
            act, election.id, a=a, b=b, relation=kinship, source="户口簿"
        ),
    )
    if confirm is not None:
        [row] = there.read(lambda s: list_kinships(s, EXAMPLE, election.id))
        do(
            there.county,
            lambda act: staffing.decide_kinship(act, election.id, row.id, confirm=confirm),
        )


GROUNDS = [
    (Kinship.SPOUSE, RecusalGround.SPOUSE),
    (Kinship.PARENT, RecusalGround.LINEAL),
    (Kinship.SIBLING, RecusalGround.COLLATERAL),
]


@pytest.mark.parametrize(("kinship", "ground"), GROUNDS)
def test_who_is_himself_a_candidate_answers_neither_of_himself_nor_of_registered_kin(
    world, there, kinship, ground
):
    election = examined(world)
    there.send(election)
    mine, his, other = there.questions(UNIT)[:3]
    enter_kin(there, election, his.person_id, mine.person_id, kinship, confirm=True)
    world.do(
        there.operators[UNIT],
        lambda act: replying.recuse_oneself(
            act, there.campaign, ground=RecusalGround.SELF, question_id=mine.id
        ),
    )
    barred = {line.question_id: line.recused_for for line in there.desk(UNIT).lines}
    assert barred[mine.id] is RecusalGround.SELF
    assert barred[his.id] is ground
    assert barred[other.id] is None
    assert refused(lambda: reply(there, mine)) == {"vetting.recused"}
    assert refused(lambda: reply(there, his)) == {"vetting.recused"}
    reply(there, other)


@pytest.mark.parametrize("confirm", [None, False])
def test_only_a_confirmed_kinship_locks(world, there, confirm):
    election = examined(world)
    there.send(election)
    mine, his = there.questions(UNIT)[:2]
    enter_kin(there, election, mine.person_id, his.person_id, Kinship.SIBLING, confirm)
    world.do(
        there.operators[UNIT],
        lambda act: replying.recuse_oneself(
            act, there.campaign, ground=RecusalGround.SELF, question_id=mine.id
        ),
    )
    reply(there, his)


def doubts(there, *officials) -> list[tuple[int, Kinship | None]]:
    names = {official.official_id: name for official, name in officials}

    def work(session):
        told = persons_sent(session, there.campaign)
        return doubts_of(session, there.campaign, names, told)

    return [(doubt.person_id, doubt.kinship) for doubt in there.read(work)]


@pytest.mark.parametrize("written", ["{}", "{}（示例县法院）", " {} "])
def test_an_equal_name_is_told_and_locks_nothing(world, there, written):
    election = examined(world)
    there.send(election)
    mine = there.questions(UNIT)[0]
    name = there.person_of(election, mine.candidate).name
    spaced = written.format(name[0] + " " + name[1:])
    there.operators[UNIT] = there.person("double", Role.UNIT_OPERATOR, unit=UNIT, called=spaced)
    him = (there.operators[UNIT], spaced)
    assert (mine.person_id, None) in doubts(there, him)
    assert doubts(there, (there.operators[UNIT], "无此人")) == []
    assert {line.recused_for for line in there.desk(UNIT).lines} == {None}
    world.do(
        there.operators[UNIT],
        lambda act: replying.recuse_oneself(
            act, there.campaign, ground=RecusalGround.SELF, question_id=mine.id
        ),
    )
    assert (mine.person_id, None) not in doubts(there, him), "told until he has stated it"


def test_the_name_of_registered_kin_is_told_unless_it_was_refuted(world, there):
    election = examined(world)
    there.send(election)
    mine, his = there.questions(UNIT)[:2]
    him = (there.operators[UNIT], there.person_of(election, mine.candidate).name)
    told = (his.person_id, Kinship.SPOUSE)
    assert told not in doubts(there, him)
    enter_kin(there, election, mine.person_id, his.person_id, Kinship.SPOUSE)
    assert told in doubts(there, him)
    [row] = there.read(lambda s: list_kinships(s, EXAMPLE, election.id))
    world.do(
        there.county,
        lambda act: staffing.decide_kinship(act, election.id, row.id, confirm=False),
    )
    assert told not in doubts(there, him)


# --- who asks again, and who records what was decided, is no kin either -------------------------


def test_nobody_has_units_asked_again_about_his_kin(world, there):
    """Feature 45: asking anew lets the opinion on him rest."""
    election = examined(world)
    there.send(election)
    mine, other = there.questions(UNIT)[:2]
    reply(there, mine)
    reply(there, other)
    there.sign(UNIT, mine.id, other.id)
    recuse(there, there.county, mine.person_id)
    before = world.count("batch")

    def again(candidate):
        world.do(
            there.county,
            lambda act: reviewing.recheck(
                act, there.campaign, [(election.id, candidate)], because=Because.EVENT,
                units=[UNIT], due_on=TODAY, letter="示例联审函2号",
            ),
        )  # fmt: skip

    assert refused(lambda: again(mine.candidate)) == {"vetting.recused"}
    assert world.count("batch") == before
    again(other.candidate)


def unsuitable(world, track):
    """Bring an opinion through three persons that somebody may not stand; return it and his number."""
    there = reviewers(world, *UNITS)
    there.checker = there.person("checker", Role.COUNTY_CHECKER)
    election = examined(world, track)
    there.send(election)
    party = track is Track.PARTY
    asked = [unit for unit in UNITS if there.questions(unit)]
    number = there.questions(asked[0])[0].candidate
    units = ("discipline",) if party else ("court", "procuratorate", "police", "justice")
    found = hit("S1", dated_on=TODAY) if party else hit("A2")
    there.all_clean(*asked, but={(unit, number): found for unit in units})
    conclusion = Conclusion.UNSUITABLE if party else Conclusion.PROHIBITED
    grounds = Grounds("S1", "", "处分期未满") if party else Grounds("A2", "（2019）示刑初12号")
    drafted = world.do(
        there.county,
        lambda act: concluding.draft(
            act, election.id, number, conclusion=conclusion, grounds=grounds, number="示例核1号"
        ),
    )
    world.do(there.checker, lambda act: concluding.check(act, election.id, drafted.id))
    opinion = world.do(
        world.actor("leader"), lambda act: concluding.approve(act, election.id, drafted.id)
    )
    return there, election, number, opinion


def decide(world, who, election, opinion, ruling=CommitteeRuling.BARS) -> None:
    world.do(
        who,
        lambda act: concluding.decide(
            act, election.id, opinion.id, ruling=ruling, minutes="第3号", decided_on=TODAY,
            posted_on=TODAY if election.track == Track.COMMITTEE.value else None,
            told_on=TODAY, has_waived=True,
        ),
    )  # fmt: skip


def speak_and_uphold(there, election, number) -> None:
    do = there.world.do
    statement = do(
        there.world.clerk_of(election),
        lambda act: concluding.receive_statement(
            act,
            election.id,
            number,
            kind=StatementKind.STATEMENT,
            words="有误。",
            received_on=TODAY,
        ),
    )
    do(
        there.checker,
        lambda act: concluding.answer_statement(
            act, election.id, statement.number, ruling=StatementRuling.UPHELD,
            outcome="经复核。", answer_number="示例复1号", answered_on=TODAY,
        ),
    )  # fmt: skip


@pytest.mark.parametrize("track", list(Track))
def test_kin_neither_record_the_decision_nor_put_back(world, track):
    there, election, number, opinion = unsuitable(world, track)
    clerk, [person] = (
        world.clerk_of(election),
        [row.person_id for row in there.candidates(election) if row.number == number],
    )
    recuse(there, clerk, person)
    assert refused(lambda: decide(world, clerk, election, opinion)) == {"vetting.recused"}
    decide(world, there.county, election, opinion)
    speak_and_uphold(there, election, number)
    back = lambda act: concluding.reinstate(act, election.id, number)  # noqa: E731
    assert refused(lambda: world.do(clerk, back)) == {"vetting.recused"}
    world.do(there.county, back)


def test_no_branch_records_alone_what_the_party_committee_above_it_decided(world):
    """In the Party track the township's Party committee decides (law-notes A2): not the branch's clerk."""
    there, election, number, opinion = unsuitable(world, Track.PARTY)
    branch = there.person("branch-here", Role.BRANCH_CLERK, election.village)
    for ruling in CommitteeRuling:
        with pytest.raises(Forbidden):
            decide(world, branch, election, opinion, ruling)
    decide(world, world.clerk_of(election), election, opinion)
    speak_and_uphold(there, election, number)
    back = lambda act: concluding.reinstate(act, election.id, number)  # noqa: E731
    with pytest.raises(Forbidden):
        world.do(branch, back)
    world.do(world.clerk_of(election), back)


def test_the_village_records_what_its_own_election_committee_decided(world):
    """In the villagers' election the village's election committee decides (VCOL 2025, art. 18)."""
    there, election, number, opinion = unsuitable(world, Track.COMMITTEE)
    village = there.person("village-here", Role.VILLAGE_CLERK, election.village)
    decide(world, village, election, opinion)
    [left] = [row for row in there.candidates(election) if row.number == number]
    assert left.standing == "withdrawn"
