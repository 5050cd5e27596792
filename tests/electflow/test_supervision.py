"""Nobody takes office unexamined: the supervisory committee's persons, and who won without being listed."""

import pytest
from reviewers import UNITS, hit, reviewers
from sqlalchemy import delete, update
from villagers import numbered
from world import TODAY, World

from electflow.access.terms import Role
from electflow.appointment.model import FollowUpRow
from electflow.appointment.supervision import SupervisionFacts, issues_before_forming
from electflow.appointment.terms import FollowUp
from electflow.campaign.terms import Post
from electflow.db import reading
from electflow.documents.terms import Kind
from electflow.errors import InputRefused, NotFound
from electflow.issues import still_open
from electflow.joint_review.grounds import Grounds
from electflow.joint_review.queries import unsent
from electflow.joint_review.terms import CommitteeRuling, Conclusion, ReviewFacts
from electflow.joint_review.turns import is_in_turn
from electflow.nomination.model import Candidate
from electflow.nomination.terms import CandidateFacts, Source, Standing
from electflow.people.terms import KinFacts, Kinship
from electflow.profile.loader import load_profile
from electflow.stages import Stage, Trigger
from electflow.vetting.model import Verdict
from electflow.voting.rules import tally
from electflow.workflow import concluding, handing_over, records, staffing, supervising
from electflow.workflow import service as workflow

NO_GROUNDS = Grounds("", "", "")
BORN = TODAY.replace(year=1980)


@pytest.fixture
def there(world):
    made = reviewers(world)
    made.checker = made.person("checker", Role.COUNTY_CHECKER)
    return made


@pytest.fixture
def election(world):
    return world.election(Stage.RESULT_CONFIRMED)


def refused(work) -> set[str]:
    with pytest.raises(InputRefused) as error:
        work()
    return {issue.code for issue in error.value.issues}


def proposed(world: World, election, order: int, **changed) -> Candidate:
    told = {
        "name": f"新人{order}（虚构）", "number": numbered(BORN, 2 * order), "sex": "F",
        "post": Post.SUPERVISOR, "source": Source.VILLAGERS, "received_on": TODAY,
    } | changed  # fmt: skip
    clerk = world.clerk_of(election)
    return world.do(clerk, lambda act: supervising.propose(act, election.id, **told))


def formed(world: World, election, *numbers: int, **changed) -> None:
    told = {"formed_on": TODAY, "minutes": "村民代表会议记录3号"} | changed
    clerk = world.clerk_of(election)
    world.do(clerk, lambda act: supervising.form(act, election.id, numbers, **told))


def concluded(there, election, number, conclusion, grounds=NO_GROUNDS):
    """Bring an opinion through three persons."""
    do = there.world.do
    opinion = do(
        there.county,
        lambda act: concluding.draft(
            act, election.id, number, conclusion=conclusion, grounds=grounds, number="示例核9号"
        ),
    )
    do(there.checker, lambda act: concluding.check(act, election.id, opinion.id))
    return do(
        there.world.actor("leader"), lambda act: concluding.approve(act, election.id, opinion.id)
    )


def sentenced(number: int) -> dict:
    """All units that are asked find the same, so that no meeting is needed."""
    units = ("court", "procuratorate", "police", "justice")
    return {(unit, number): hit("A2") for unit in units}


def row_of(world: World, election) -> FollowUpRow | None:
    with reading(world.database) as session:
        key = (election.county, election.id, FollowUp.SUPERVISORY_COMMITTEE.value)
        return session.get(FollowUpRow, key)


# --- whose turn it is: pure ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "listed", "written_in", "won", "supervisor"),
    [
        (Stage.NOMINATED, False, False, False, False),
        (Stage.VETTING, True, False, False, False),
        (Stage.POLL_READY, True, False, False, False),
        (Stage.COUNTING, False, False, False, False),
        (Stage.ELECTED, False, False, True, False),
        (Stage.PARTLY_ELECTED, True, False, True, False),
        (Stage.RESULT_CONFIRMED, False, False, True, True),
        (Stage.CLOSED, False, False, True, True),
        (Stage.ANNULLED, False, False, False, False),
    ],
)
def test_each_is_examined_in_his_turn(stage, listed, written_in, won, supervisor):
    """The list before the poll, who was written in once he has won, who supervises after the result."""
    assert is_in_turn(stage, Post.MEMBER, Source.VILLAGERS, False) is listed
    assert is_in_turn(stage, Post.MEMBER, Source.WRITE_IN, False) is written_in
    assert is_in_turn(stage, Post.MEMBER, Source.WRITE_IN, True) is won
    assert is_in_turn(stage, Post.SUPERVISOR, Source.PARTY, False) is supervisor


_ALL = dict.fromkeys((7, 8, 9), Conclusion.PASS)


def facts_with(**changed) -> SupervisionFacts:
    people = [
        CandidateFacts(n, 100 + n, Post.SUPERVISOR, Source.VILLAGERS, Standing.NOMINATED, "F")
        for n in (7, 8, 9)
    ]
    told = {
        "proposed": tuple(people),
        "verdicts": _ALL,
        "review": None,
        "spoken": frozenset(),
        "members": frozenset({1, 2, 3}),
        "kin": (),
    }
    return SupervisionFacts(**(told | changed))


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({}, set()),
        ({"members": frozenset({1, 107})}, {"supervision.no_member"}),
        ({"kin": (KinFacts(108, 1, Kinship.SIBLING, True),)}, {"supervision.no_kin"}),
        ({"kin": (KinFacts(1, 108, Kinship.CHILD, True),)}, {"supervision.no_kin"}),
        ({"kin": (KinFacts(108, 1, Kinship.SIBLING, False),)}, {"kinship.confirmed"}),
        ({"kin": (KinFacts(108, 9, Kinship.SIBLING, True),)}, set()),
        ({"verdicts": {7: Conclusion.PASS, 9: Conclusion.PASS}}, {"supervision.concluded"}),
        ({"spoken": frozenset({7})}, {"vetting.statements_answered"}),
        ({"spoken": frozenset({10})}, set()),
        ({"review": ReviewFacts(outdated=frozenset({8}))}, {"supervision.concluded"}),
        (
            {"verdicts": {**_ALL, 8: Conclusion.PROHIBITED}},
            {"supervision.not_against"},
        ),
        (
            {"verdicts": {**_ALL, 7: Conclusion.UNSUITABLE, 8: Conclusion.PASS_NOTE}},
            {"supervision.not_against"},
        ),
        (
            {
                "verdicts": {**_ALL, 8: Conclusion.PROHIBITED},
                "review": ReviewFacts(kept=frozenset({8})),
            },
            set(),
        ),
    ],
)
def test_forming_it_asks_what_the_law_bars_and_reminds_of_the_rest(changed, codes):
    profile = load_profile("national")
    left = still_open(issues_before_forming([7, 8, 9], facts_with(**changed), profile))

    assert {issue.code for issue in left} == codes
    law = {"supervision.no_member", "supervision.no_kin"}
    assert {issue.code for issue in left if issue.is_blocking} == codes & law
    assert all("第三十七条" in profile.leaf(i.source_key).source for i in left if i.code in law)


def test_nobody_chosen_or_nobody_proposed_is_a_missing_fact():
    profile = load_profile("national")
    for numbers in ([], [7, 8, 10]):
        [left] = still_open(issues_before_forming(numbers, facts_with(), profile))
        assert (left.code, left.is_blocking) == ("supervision.chosen_stand", True)


@pytest.mark.parametrize(
    ("persons", "is_open"), [(1, True), (2, True), (3, False), (4, False), (5, False), (6, True)]
)
def test_another_number_than_three_to_five_is_reminded_of_and_never_barred(persons, is_open):
    profile, numbers = load_profile("national"), range(1, persons + 1)
    facts = facts_with(
        proposed=tuple(
            CandidateFacts(n, 100 + n, Post.SUPERVISOR, Source.VILLAGERS, Standing.NOMINATED, "F")
            for n in numbers
        ),
        verdicts=dict.fromkeys(numbers, Conclusion.PASS),
    )
    left = still_open(issues_before_forming(numbers, facts, profile))

    assert [issue.code for issue in left] == ["supervision.number"] * is_open
    for issue in left:
        leaf = profile.leaf(issue.source_key)
        assert not issue.is_blocking
        assert dict(issue.facts) == {"persons": persons, "least": 3, "most": 5}
        assert (leaf.source, leaf.basis, leaf.verified) == (
            "关于建立健全村务监督委员会的指导意见（2017）第二条", "guidance", "partly"
        )  # fmt: skip


def test_of_residents_no_number_is_asked():
    after = load_profile("residents-national").after
    assert (after.supervisory_committee_least.value, after.supervisory_committee_most.value) == (
        0,
        0,
    )


# --- in the county ------------------------------------------------------------------------------


def test_who_supervises_is_proposed_examined_and_chosen(world, there, election):
    before = there.dossier(election)
    one, two, three = (proposed(world, election, n) for n in (1, 2, 3))
    assert there.dossier(election).candidates == before.candidates
    with reading(world.database) as session:
        waiting = unsent(session, there.county, there.campaign, "review:submit")
    assert {u.election.id: u.persons for u in waiting}[election.id] == 3

    there.send(election)
    asked = {q.candidate for q in there.questions("court") if q.election_id == election.id}
    assert asked == {one.number, two.number, three.number}
    there.all_clean(*UNITS)
    keys = [(election.id, c.number) for c in (one, two, three)]
    do, campaign = world.do, there.campaign
    do(there.county, lambda act: concluding.draft_together(act, campaign, keys, "示例核9号"))
    do(there.checker, lambda act: concluding.check_together(act, campaign, keys))
    do(world.actor("leader"), lambda act: concluding.approve_together(act, campaign, keys))

    formed(world, election, one.number, two.number, three.number)
    row = row_of(world, election)
    assert (row.persons, row.members) == (3, [one.number, two.number, three.number])
    [event] = there.events("follow_up:record")
    assert event["data"]["passed"] == []
    again = there.dossier(election)
    assert (again.candidates, again.polls) == (before.candidates, before.polls)


def test_unexamined_is_reminded_of_and_passes_with_an_explanation_alone(world, there, election):
    one = proposed(world, election, 1)
    clerk = world.clerk_of(election)
    reminded = {"supervision.concluded", "supervision.number"}
    assert refused(lambda: formed(world, election, one.number)) == reminded
    assert row_of(world, election) is None
    by_count = lambda act: handing_over.record_follow_up(  # noqa: E731
        act, election.id, FollowUp.SUPERVISORY_COMMITTEE, formed_on=TODAY, persons=3, minutes="1号"
    )
    assert refused(lambda: world.do(clerk, by_count)) == {"supervision.by_name"}

    formed(world, election, one.number, explanation="会议已开，联审补办")
    [event] = there.events("follow_up:record")
    assert event["data"]["passed"] == sorted(reminded)
    assert refused(lambda: formed(world, election, one.number, explanation="同上")) == {
        "document.reason_missing"
    }


def test_no_member_and_no_kin_of_one_is_proposed(world, there, election):
    """VCOL 2025, art. 37: by the register, and only as far as it is confirmed."""
    dossier = there.dossier(election)
    won = {number for number, _ in tally(dossier, dossier.profile).elected}
    winner = next(c for c in there.candidates(election) if c.number in won)
    known = there.person_of(election, winner.number)
    same = {"name": known.name, "number": known.number, "sex": known.sex}
    assert refused(lambda: proposed(world, election, 1, **same)) == {"supervision.no_member"}
    assert world.count("candidate", f"election_id = {election.id} and post = 'supervisor'") == 0

    sister = proposed(world, election, 2)
    clerk = world.clerk_of(election)
    world.do(
        clerk,
        lambda act: staffing.state_kinship(
            act, election.id, a=sister.person_id, b=winner.person_id,
            relation=Kinship.SIBLING, source="户口簿",
        ),
    )  # fmt: skip
    told = {"explanation": "待核实"}
    assert refused(lambda: formed(world, election, sister.number)) >= {"kinship.confirmed"}
    [kinship] = world.ids("kinship", f"election_id = {election.id} and b = {winner.person_id}")
    world.do(
        there.county,
        lambda act: staffing.decide_kinship(act, election.id, kinship, confirm=True),
    )
    assert "supervision.no_kin" in refused(lambda: formed(world, election, sister.number, **told))


def test_after_a_finding_who_holds_the_meeting_decides(world, there, election):
    one, two, three, four = (proposed(world, election, n) for n in (1, 2, 3, 4))
    others = two.number, three.number, four.number
    there.send(election)
    there.all_clean(*UNITS, but=sentenced(one.number))
    opinion = concluded(
        there, election, one.number, Conclusion.PROHIBITED, Grounds("A2", "（2019）示刑初12号")
    )
    for number in others:
        concluded(there, election, number, Conclusion.PASS)
    assert refused(lambda: formed(world, election, one.number, *others)) == {
        "supervision.not_against"
    }
    clerk = world.clerk_of(election)
    world.do(
        clerk,
        lambda act: concluding.decide(
            act, election.id, opinion.id, ruling=CommitteeRuling.BARS, minutes="会议记录4号",
            decided_on=TODAY, posted_on=TODAY, told_on=TODAY, has_waived=True,
        ),
    )  # fmt: skip
    assert refused(lambda: formed(world, election, one.number, *others)) == {
        "supervision.chosen_stand"
    }
    formed(world, election, *others)


def test_nobody_is_proposed_before_the_result_nor_by_hand_for_a_post_of_the_committee(
    world, there, election
):
    early = world.election(Stage.VETTING)
    assert refused(lambda: proposed(world, early, 1)) == {"appointment.not_handing_over"}
    for changed in ({"post": Post.CHAIR}, {"source": Source.WRITE_IN}):
        with pytest.raises(NotFound):
            proposed(world, election, 1, **changed)
    clerk = world.clerk_of(election)
    listed = next(iter(there.candidates(election))).number
    with pytest.raises(NotFound):
        world.do(clerk, lambda act: supervising.take_off(act, election.id, listed, "误录"))
    one = proposed(world, election, 1)
    world.do(clerk, lambda act: supervising.take_off(act, election.id, one.number, "本人不愿参加"))
    assert refused(lambda: there.send(election)) == {"vetting.nobody_to_send"}


def test_the_list_of_the_poll_is_not_examined_any_more_after_the_result(world, there, election):
    listed = next(c for c in there.candidates(election) if c.standing == "nominated").number
    proposed(world, election, 1)
    there.send(election)
    assert listed not in {q.candidate for q in there.questions("court")}
    draft = lambda act: concluding.draft(  # noqa: E731
        act, election.id, listed, conclusion=Conclusion.PASS, grounds=NO_GROUNDS, number="1号"
    )
    assert refused(lambda: world.do(there.county, draft)) == {"vetting.not_in_this_stage"}


def test_who_won_without_being_listed_is_examined_before_the_result_is_confirmed(world, there):
    """Zhejiang 2020, art. 32: whoever was written in was examined by nobody before the poll."""
    election = world.election(Stage.ELECTED)
    dossier = there.dossier(election)
    numbers = {number for number, _ in tally(dossier, dossier.profile).elected}
    number = min(numbers)

    # the demo's winners were all on the list: one of them is made a written-in one behind the services
    with world.database.writer.begin() as connection:
        connection.execute(
            update(Candidate)
            .where(Candidate.election_id == election.id, Candidate.number == number)
            .values(source=Source.WRITE_IN.value)
        )
        connection.execute(delete(Verdict).where(Verdict.election_id == election.id))

    def issues():
        [step] = [s for s in workflow.machine.STEPS_OF["committee"]
                  if s.trigger is Trigger.CONFIRM_RESULT]  # fmt: skip
        found = workflow.issues_of(step, there.dossier(election), TODAY)
        return {i.code: i for i in found if i.code.startswith("voting.winners_")}

    told = {
        "announced_on_the_spot": True, "counted_openly": True, "persons": len(numbers),
        "kin_among_elected": False, "all_eligible": True,
    }  # fmt: skip
    world.do(
        world.clerk_of(election),
        lambda act: records.record_paper(
            act, election.id, Kind.RESULT_NOTICE, dated_on=TODAY, number="示公告〔2026〕9号",
            posted_on=TODAY, figures=told,
        ),
    )  # fmt: skip
    assert issues()["voting.winners_examined"].is_open
    there.send(election)
    assert {q.candidate for q in there.questions("court")} == {number}
    there.all_clean(*UNITS, but=sentenced(number))
    opinion = concluded(
        there, election, number, Conclusion.PROHIBITED, Grounds("A2", "（2019）示刑初12号")
    )
    assert not issues()["voting.winners_examined"].is_open
    assert issues()["voting.winners_not_barred"].is_open
    bars = lambda act: concluding.decide(  # noqa: E731
        act, election.id, opinion.id, ruling=CommitteeRuling.BARS, minutes="1号", decided_on=TODAY,
        posted_on=TODAY, told_on=TODAY, has_waived=True,
    )  # fmt: skip
    assert refused(lambda: world.do(world.clerk_of(election), bars)) == {"vetting.has_won"}
