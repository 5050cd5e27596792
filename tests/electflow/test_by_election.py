"""A by-election: opened beside those who stay, run by the whole procedure, vetted like any other."""

from dataclasses import replace
from datetime import date

import pytest
from by_elections import (
    DAY,
    DAYS_OF_SCRIPT,
    TOLD,
    body,
    closed,
    method,
    opened,
    play,
)
from reviewers import UNITS, reviewers
from sqlalchemy import select, update
from world import EXAMPLE, NOON, TODAY, World

from electflow.access.terms import Role
from electflow.act import Actor
from electflow.board.queries import Filter, board_of, list_elections
from electflow.campaign.by_elections import faults_of_opening, vacant_seats
from electflow.campaign.model import Election
from electflow.campaign.terms import (
    ElectionFacts,
    Post,
    Register,
    Staying,
    Vacated,
    place_and_ordinal,
)
from electflow.db import reading
from electflow.documents.terms import Kind
from electflow.election_committee.terms import ElectionStaff
from electflow.errors import Forbidden, InputRefused, NotFound
from electflow.joint_review.grounds import Grounds
from electflow.joint_review.terms import Conclusion
from electflow.nomination.model import Candidate
from electflow.nomination.terms import CandidateFacts, Source, Standing
from electflow.people.terms import KinFacts, Kinship
from electflow.profile.loader import load_profile
from electflow.roll import rules as roll
from electflow.roll.model import Voter
from electflow.roll.service import summaries_of
from electflow.stages import Stage, Track, Trigger
from electflow.voting.polls import tally_of
from electflow.voting.result_rules import issues_before_keep_vacancy, kin_in_register, women_elected
from electflow.voting.rules import tally
from electflow.voting.service import with_kin
from electflow.voting.terms import Ballots, Kin, Next, Outcome, PollFacts, PollKind, Standee
from electflow.workflow import candidacy, concluding, records, staffing, supervising
from electflow.workflow import service as workflow
from electflow.workflow.by_election import open_by_election
from electflow.workflow.dossier import dossiers_of

NATIONAL = load_profile("national")


def refused(work) -> set[str]:
    with pytest.raises(InputRefused) as error:
        work()
    return {issue.code for issue in error.value.issues}


def step(world: World, election: Election, trigger: Trigger) -> Election:
    clerk, now = world.clerk_of(election), world.again(election)
    work = lambda act: workflow.advance(act, election.id, trigger, seen_version=now.version)  # noqa: E731
    return world.do(clerk, work)


# --- opening it -------------------------------------------------------------------------------


def test_it_is_opened_beside_those_who_stay_and_told_in_both_trails(world):
    regular = world.election(Stage.CLOSED)
    before = body(world, regular)
    [member] = [s for s in before.sitting if s.post is Post.MEMBER][:1]

    election = opened(world, regular, Post.MEMBER)

    assert (election.ordinal, election.follows, election.stage) == (1, regular.id, "preparing")
    assert election.address == f"{regular.village}-1"
    assert election.organisation_id == regular.organisation_id
    assert election.seats == {"chair": 0, "deputy": 0, "member": 1}
    assert election.left == [member.person_id]
    assert {row[0] for row in election.stays} == {s.person_id for s in before.sitting} - {
        member.person_id
    }
    for case in (regular, election):
        where = f"case_name = 'election:{case.id}' and action = 'by_election:open'"
        assert world.count("audit_event", where) == 1


def test_only_a_body_that_sits_is_by_elected_and_one_by_election_after_the_other(world):
    under_way = world.election(Stage.VETTING)
    told = TOLD | {"left": [1]}
    county = world.actor("county")
    go = lambda election: world.do(county, lambda act: open_by_election(act, election.id, **told))  # noqa: E731
    assert refused(lambda: go(under_way)) == {"by_election.not_over"}

    regular = world.election(Stage.CLOSED)
    election = opened(world, regular, Post.MEMBER)
    assert refused(lambda: go(regular)) == {"by_election.under_way"}
    with pytest.raises(NotFound):
        go(election)


def test_only_who_confirms_campaigns_opens_one(world):
    regular = world.election(Stage.CLOSED)
    for actor in (world.clerk_of(regular), world.actor("leader"), world.actor("viewer")):
        with pytest.raises(Forbidden):
            opened(world, regular, Post.MEMBER, actor=actor)
    with pytest.raises(NotFound):
        opened(world, regular, Post.MEMBER, actor=Actor(1, "990202"))


# --- why it is refused: pure ------------------------------------------------------------------


def sitter(person: int, post: Post = Post.MEMBER, sex: str = "M") -> Staying:
    return Staying(person, post, 100 - person, sex, 1)


SITTING = (sitter(1, Post.CHAIR), sitter(2, Post.DEPUTY), sitter(3), sitter(4, sex="F"), sitter(5))
SEATS = {Post.CHAIR: 1, Post.DEPUTY: 1, Post.MEMBER: 3}


def faults(**changed) -> dict[str, dict]:
    told = {
        "left": [5], "seats": {Post.MEMBER: 1}, "cause": Vacated.RECALL, "number": "1号",
        "dated_on": TODAY, "election_on": DAY, "reason": "罢免", "on": TODAY,
        "sitting": SITTING, "track": Track.COMMITTEE,
    } | changed  # fmt: skip
    track, sitting = told.pop("track"), told.pop("sitting")
    vacant = told.pop("vacant", vacant_seats(SEATS, sitting, told["left"]))
    issues = faults_of_opening(track, sitting, vacant, NATIONAL, **told)
    return {issue.code: dict(issue.facts) for issue in issues}


def test_what_is_right_is_not_refused():
    assert faults() == {}
    assert faults(cause=Vacated.VACANCY, left=[], sitting=SITTING[:4]) == {}


@pytest.mark.parametrize(
    ("changed", "code", "facts"),
    [
        ({"left": [5, 9]}, "by_election.not_sitting", {"persons": 1}),
        ({"seats": {}}, "by_election.no_seat", {}),
        ({"cause": Vacated.VACANCY}, "by_election.left_for_a_cause", {"persons": 1}),
        ({"left": [], "sitting": SITTING[:4]}, "by_election.nobody_left", {}),
        (
            {"seats": {Post.MEMBER: 2}}, "by_election.not_vacant",
            {"post": "member", "seats": 2, "vacant": 1},
        ),
        (
            {"sitting": SITTING[:2], "left": [2], "seats": {Post.DEPUTY: 1}}, "by_election.too_few",
            {"members": 2, "least": 3},
        ),
        (
            {"dated_on": DAY}, "document.date_ahead", {"date": DAY, "today": TODAY},
        ),
        ({"number": " "}, "hold.number_missing", {}),
        ({"reason": " "}, "document.reason_missing", {}),
        ({"election_on": TODAY}, "campaign.day_not_ahead", {"date": TODAY, "today": TODAY}),
        ({"election_on": date(2030, 1, 1)}, "campaign.day_too_far", {"date": date(2030, 1, 1)}),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_figures(changed, code, facts):
    assert faults(**changed) == {code: facts}


def test_all_faults_are_named_at_once():
    wrong = faults(number="", reason="", election_on=TODAY, left=[9], seats={Post.CHAIR: 1})
    assert set(wrong) == {
        "hold.number_missing", "document.reason_missing", "campaign.day_not_ahead",
        "by_election.not_sitting", "by_election.not_vacant",
    }  # fmt: skip


def test_the_party_s_committee_has_no_least_number():
    two = (sitter(1, Post.COMMITTEE_MEMBER), sitter(2, Post.COMMITTEE_MEMBER))
    told = {"left": [2], "sitting": two, "vacant": {Post.COMMITTEE_MEMBER: 1}}
    assert faults(track=Track.PARTY, seats={Post.COMMITTEE_MEMBER: 1}, **told) == {}


# --- the method, the outcome: pure ------------------------------------------------------------


class Papers:
    def __init__(self, **told) -> None:
        from electflow.documents.terms import MethodFigures

        figures = {
            "adopted_by": "representatives", "due": 40, "present": 39, "agreed": 38,
            "chair_seats": 0, "deputy_seats": 0, "member_seats": 1, "women_seats": 0,
            "primary": False,
        } | told  # fmt: skip
        import msgspec

        self.told = msgspec.convert(figures, MethodFigures)

    def find(self, kind):
        return self

    def figures(self, kind, shape):
        return self.told


def method_issues(stays, seats, **told) -> dict[str, bool]:
    facts = ElectionFacts(
        id=2, track=Track.COMMITTEE, stage=Stage.ELECTION_COMMITTEE_FORMED, election_on=DAY,
        seats=seats, ordinal=1, stays=stays,
    )  # fmt: skip

    class Facts:
        election = facts
        papers = Papers(**told)

    found = roll.issues_before_adopt_method(Facts, NATIONAL, TODAY)
    return {issue.code: not issue.is_open for issue in found}


@pytest.mark.parametrize(
    ("stays", "seats", "told", "holds"),
    [
        (SITTING[:4], {Post.MEMBER: 1}, {}, (True, True, True)),
        # the only woman left: of the one seat that is filled one is kept
        (SITTING[:3], {Post.MEMBER: 1}, {}, (True, False, True)),
        (SITTING[:3], {Post.MEMBER: 1}, {"women_seats": 1}, (True, True, True)),
        # where the chair alone is by-elected no members' seat can be kept
        (SITTING[1:3], {Post.CHAIR: 1}, {"chair_seats": 1, "member_seats": 0}, (True, True, True)),
        (SITTING[:4], {Post.MEMBER: 1}, {"chair_seats": 1}, (False, True, False)),
        (SITTING[:4], {Post.MEMBER: 1}, {"member_seats": 4}, (False, True, False)),
        (SITTING[:4], {Post.MEMBER: 1}, {"member_seats": 2}, (True, True, False)),
        (SITTING[:1], {Post.MEMBER: 1}, {"women_seats": 1}, (False, True, True)),
    ],
)
def test_the_method_is_measured_with_those_who_stay(stays, seats, told, holds):
    found = method_issues(stays, seats, **told)
    codes = ("roll.seats_in_range", "roll.women_seat", "by_election.seats_as_vacated")
    assert tuple(found[code] for code in codes) == holds


def by_poll(*votes: tuple[int, int, str], kin=(), kind=PollKind.FIRST) -> PollFacts:
    standees = tuple(
        Standee(id=n, post=Post.MEMBER, votes=v, person=900 + n, sex=sex) for n, v, sex in votes
    )
    ballots = Ballots(
        kind=kind, seats={Post.MEMBER: 1}, standees=standees, registered=100, voters=90, issued=90,
        returned=90, void=0,
    )  # fmt: skip
    return PollFacts(
        number=1, kind=kind, seats={Post.MEMBER: 1}, candidates=tuple(n for n, *_ in votes),
        base=100, edition=1, ballots=ballots, kin=kin,
    )  # fmt: skip


def by_tally(poll, stays, name: str = "national"):
    found = tally_of(
        Track.COMMITTEE, {Post.MEMBER: 1}, [poll], load_profile(name), frozenset(), stays
    )
    assert found is not None
    return found


def test_the_committee_is_whole_with_those_who_stay():
    found = by_tally(by_poll((1, 60, "M"), (2, 20, "M")), SITTING[:4])
    told = found.last.composition
    assert (told.members, told.women, found.outcome) == (5, 1, Outcome.ELECTED)
    assert found.elected == ((1, Post.MEMBER),)
    assert found.last.warnings == ()

    found = by_tally(by_poll((1, 60, "M"), (2, 20, "M")), SITTING[:3])
    assert found.last.warnings == ("outcome.women_member_missing",)


def test_a_repeated_poll_is_read_beside_those_who_stay_as_well():
    found = by_tally(by_poll((1, 60, "M"), (2, 20, "F"), kind=PollKind.REPEAT), SITTING[:4])
    assert found.last.composition.members == 5


def test_shanghai_may_leave_the_seat_open_as_long_as_three_stay():
    nobody = by_poll((1, 40, "M"), (2, 40, "F"))
    assert Next.VACANCY_DECISION in by_tally(nobody, SITTING[:3], "shanghai").last.next_all
    assert Next.SECOND_ELECTION in by_tally(nobody, SITTING[:2], "shanghai").last.next_all


def test_a_new_member_who_is_kin_to_one_who_stays_is_never_seated_in_silence():
    kin = (Kin(1, SITTING[0].key, Kinship.SIBLING, True),)
    found = by_tally(by_poll((1, 60, "M"), (2, 20, "F"), kin=kin), SITTING[:4])
    assert found.last.next is Next.KIN_DECISION
    unconfirmed = (Kin(1, SITTING[0].key, Kinship.SIBLING, False),)
    found = by_tally(by_poll((1, 60, "M"), (2, 20, "F"), kin=unconfirmed), SITTING[:4])
    assert "outcome.kin_unconfirmed" in found.last.warnings
    # in Zhejiang the lower post yields, which is the new member's
    found = by_tally(by_poll((1, 60, "M"), (2, 20, "F"), kin=kin), SITTING[:4], "zhejiang")
    assert [(out.id, out.reason) for out in found.last.not_seated] == [(1, "kin")]


def test_an_address_tells_place_and_ordinal():
    assert place_and_ordinal("990101100200") == ("990101100200", 0)
    assert place_and_ordinal("990101100200-12") == ("990101100200", 12)


# --- the whole way ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("track", "post", "papers", "last"),
    [
        (Track.COMMITTEE, Post.MEMBER, method(0, 0, 1), Trigger.SUBMIT_TO_VETTING),
        (
            Track.PARTY, Post.COMMITTEE_MEMBER,
            {kind: {"committee_seats": 1} for kind in (Kind.ELECTION_REQUEST, Kind.REQUEST_REPLY)},
            Trigger.SUBMIT_TO_VETTING,
        ),
    ],
)  # fmt: skip
def test_its_candidates_are_vetted_like_all_others(world, track, post, papers, last):
    regular = world.election(Stage.CLOSED, track)
    election = opened(world, regular, post)
    play(world, election, papers, last=last)
    assert world.again(election).stage == "vetting"

    there = reviewers(world)
    checker = there.person("by-checker", Role.COUNTY_CHECKER)
    there.send(world.again(election))
    # not the question of another election: the units are asked for just these
    asked = there.questions("court")
    assert {q.election_id for q in asked} == {election.id}
    there.all_clean(*(unit for unit in UNITS if there.questions(unit)))
    for row in there.candidates(election):
        number = row.number
        opinion = world.do(
            there.county,
            lambda act, n=number: concluding.draft(
                act, election.id, n, conclusion=Conclusion.PASS, grounds=Grounds("", "", ""),
                number=f"示例核{n}号",
            ),
        )  # fmt: skip
        world.do(checker, lambda act, o=opinion: concluding.check(act, election.id, o.id))
        world.do(
            world.actor("leader"), lambda act, o=opinion: concluding.approve(act, election.id, o.id)
        )
    report = {"persons": len(there.candidates(election)), "units": 8, "units_answered": 8}
    world.do(
        world.clerk_of(election),
        lambda act: records.record_paper(
            act, election.id, Kind.VETTING_REPORT, dated_on=TODAY, number="9号", figures=report
        ),
    )
    step(world, election, Trigger.CONCLUDE_VETTING)
    assert world.again(election).stage == "vetted"
    assert world.again(regular).stage == "closed"


def test_it_ends_with_a_whole_body_from_which_the_next_one_is_opened(world):
    regular = world.election(Stage.CLOSED)
    before = body(world, regular)
    first = closed(world, regular, Post.MEMBER, seats=(0, 0, 1), election_on=TODAY - DAYS_OF_SCRIPT)
    assert first.stage == "closed"

    now = body(world, regular)
    assert (now.last.id, len(now.sitting), now.vacant) == (first.id, len(before.sitting), {})
    new = [one for one in now.sitting if one.election_id == first.id]
    assert [one.post for one in new] == [Post.MEMBER]

    with reading(world.database) as session:
        facts = dossiers_of(session, EXAMPLE, [first])[first.id]
    found, women = tally(facts, facts.profile), sum(one.sex == "F" for one in now.sitting)
    assert dict(women_elected(facts, facts.profile, found).facts)["women"] == women
    told = {i.code: i for i in issues_before_keep_vacancy(facts, facts.profile, TODAY)}
    assert told["voting.members_enough"].facts["members"] == len(now.sitting)
    mine, one, other = new[0].person_id, *(s.person_id for s in now.sitting[:2])
    for pair, holds in (((mine, one), False), ((one, other), True)):
        staff = ElectionStaff((), (), (KinFacts(*pair, Kinship.SIBLING, True),))
        [issue] = kin_in_register(replace(facts, staff=staff), facts.profile, found)
        assert issue.is_open is not holds

    # who was by-elected may leave as well, and one who won at first with him
    second = opened(
        world, regular, Post.CHAIR, at=NOON, election_on=DAY,
        left=[new[0].person_id, now.sitting[0].person_id], dated_on=TODAY,
    )  # fmt: skip
    assert (second.ordinal, second.follows) == (2, regular.id)
    assert second.seats == {"chair": 1, "deputy": 0, "member": 1}
    assert len(second.stays) == len(before.sitting) - 2


def test_who_stays_cannot_stand_and_whose_win_was_voided_can(world):
    regular = world.election(Stage.CLOSED)
    election = opened(world, regular, Post.MEMBER)
    play(world, election, method(0, 0, 1), last=Trigger.OPEN_NOMINATION)
    there = reviewers(world)
    [sits] = [c for c in there.candidates(regular) if c.person_id == election.stays[0][0]]
    told = there.person_of(regular, sits.number)

    def nominate(act):
        return candidacy.nominate(
            act, election.id, name=told.name, number=told.number, sex=told.sex, post=Post.MEMBER,
            source=Source.VILLAGERS, votes=30, received_on=TODAY,
        )  # fmt: skip

    clerk = world.clerk_of(election)
    assert refused(lambda: world.do(clerk, nominate)) == {"by_election.sits_already"}
    assert there.dossier(election).election.stays[0].person_id == sits.person_id

    with world.database.writer.begin() as connection:
        connection.execute(
            update(Candidate)
            .where(Candidate.county == EXAMPLE, Candidate.election_id == regular.id)
            .where(Candidate.number == sits.number)
            .values(standing=Standing.WIN_VOID.value)
        )
    assert sits.person_id not in {s.person_id for s in there.dossier(election).election.stays}
    assert world.do(clerk, nominate).post == "member"


def test_the_regular_list_of_voters_is_no_other_village(world):
    with reading(world.database) as session:
        kept = [
            one
            for one in session.scalars(
                select(Election).where(
                    Election.county == EXAMPLE, Election.track == Track.COMMITTEE.value,
                    Election.stage.in_(["result_confirmed", "closed"]),
                )
            )
            if one.keeps(Register.ROLL)
        ]  # fmt: skip
    regular = kept[0]
    election = opened(world, regular, Post.MEMBER)
    with world.database.writer.begin() as connection:
        connection.execute(
            update(Voter)
            .where(Voter.county == EXAMPLE, Voter.election_id == regular.id)
            .values(election_id=election.id)
        )
        columns = [c for c in Voter.__table__.columns if c.name not in ("id", "election_id")]
        rows = connection.execute(
            select(Voter.id, *columns).where(Voter.election_id == election.id).limit(5)
        ).mappings()
        for order, row in enumerate(rows.all()):
            connection.execute(
                Voter.__table__.insert().values(
                    **(dict(row) | {"id": 10 + order, "election_id": regular.id})
                )
            )
    with reading(world.database) as session:
        found = summaries_of(session, EXAMPLE, [election.id])[election.id]
    assert found.doubles == 0


def test_the_board_counts_by_elections_apart_and_lists_find_them(world):
    campaign, county = world.campaign(), world.actor("county")

    def board():
        with reading(world.database) as session:
            return board_of(session, county, campaign, TODAY)

    def listed(**chosen):
        with reading(world.database) as session:
            rows = list_elections(session, county, campaign, Filter(**chosen), 500, TODAY)
            return [(row.village, row.track, row.ordinal) for row in rows]

    before, all_before = board(), listed()
    regular = world.election(Stage.CLOSED)
    election = opened(world, regular, Post.MEMBER)
    after = board()
    assert after.counts == before.counts
    assert (before.by_elections, after.by_elections, after.by_elections_over) == (0, 1, 0)
    key = (election.village, election.track, 1)
    assert listed(by_elections=True) == [key]
    assert listed(by_elections=False) == all_before
    assert sorted([*all_before, key]) == listed()
    assert key in listed(words=regular.name)
    # the next page begins after it, and after the regular election of the same place
    at = listed().index(key)
    assert listed(after=f"{election.village}:{election.track}") == listed()[at:]
    assert listed(after=f"{election.address}:{election.track}") == listed()[at + 1 :]


def test_the_register_of_kinship_knows_those_who_stay():
    poll = by_poll((1, 60, "M"), (2, 20, "F"))
    standing = [
        CandidateFacts(1, 901, Post.MEMBER, Source.VILLAGERS, Standing.NOMINATED, "M"),
        CandidateFacts(2, 902, Post.MEMBER, Source.VILLAGERS, Standing.NOMINATED, "F"),
    ]
    kin = [KinFacts(901, 1, Kinship.SIBLING, True), KinFacts(2, 902, Kinship.PARENT, False)]
    told = with_kin(poll, standing, kin, SITTING).kin
    assert [(k.a, k.b, k.confirmed) for k in told] == [
        (1, "stays:1", True),
        ("stays:2", 2, False),
    ]
    assert with_kin(poll, standing, kin).kin == ()


def test_a_kinship_to_one_who_stays_is_stated_and_a_new_supervisor_compared_with_him(world):
    regular = world.election(Stage.CLOSED)
    election = opened(world, regular, Post.MEMBER)
    with reading(world.database) as session:
        now = world.again(election)
        facts = dossiers_of(session, EXAMPLE, [now])[now.id]
        assert supervising.facts_of(session, now, facts).members == {r[0] for r in now.stays}
    a, b = (row[0] for row in now.stays[:2])
    assert {a, b} <= staffing.persons_of(facts)
    world.do(
        world.clerk_of(election),
        lambda act: staffing.state_kinship(
            act, election.id, a=a, b=b, relation=Kinship.SIBLING, source="户口簿"
        ),
    )
    assert world.count("kinship", f"election_id = {election.id}") == 1
