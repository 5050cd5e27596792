"""The election committee: its ranking, who must leave and who steps in; staff; kinship."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from villagers import numbered
from world import EXAMPLE, TODAY

from electflow.campaign import service as campaign
from electflow.campaign.model import Election
from electflow.campaign.terms import Post, Register
from electflow.db import reading
from electflow.election_committee.rules import nobody_nominated, staff_unrelated
from electflow.election_committee.terms import (
    Duty,
    ElectionStaff,
    Leaving,
    MemberFacts,
    StaffDuty,
    StaffFacts,
)
from electflow.errors import Forbidden, InputRefused, NotFound, RequirementsUnmet, Stale
from electflow.nomination.terms import Source
from electflow.people.kinship import list_kinships
from electflow.people.terms import CLOSE, KinFacts, Kinship
from electflow.profile.loader import load_profile
from electflow.stages import Stage, Trigger
from electflow.workflow import candidacy, staffing
from electflow.workflow import service as workflow
from electflow.workflow.dossier import dossiers_of

NATIONAL = load_profile("national")


def codes(issues) -> set[str]:
    return {issue.code for issue in issues}


def open_codes(issues) -> set[str]:
    return codes(issue for issue in issues if issue.is_open)


def members(*persons: int) -> tuple[MemberFacts, ...]:
    return tuple(
        MemberFacts(rank, person, 30 - rank, Duty.CHAIR if rank == 1 else Duty.MEMBER, False, False)
        for rank, person in enumerate(persons, 1)
    )


# --- the rules --------------------------------------------------------------------------------


@given(
    st.sets(st.integers(1, 12), min_size=3, max_size=7),
    st.frozensets(st.integers(1, 12), max_size=5),
    st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12), st.booleans()), max_size=5),
)
def test_a_member_stays_unless_he_or_confirmed_kin_of_his_is_nominated(sitting, nominated, kin):
    staff = ElectionStaff(
        members(*sorted(sitting)),
        kin=tuple(KinFacts(a, b, Kinship.SIBLING, sure) for a, b, sure in kin if a != b),
    )
    found = {i.code: i for i in nobody_nominated(staff, nominated, NATIONAL)}
    own = sitting & nominated
    across = [
        k
        for k in staff.kin
        if (k.a in sitting and k.b in nominated) or (k.b in sitting and k.a in nominated)
    ]
    assert found["election_committee.nobody_nominated"].is_blocking is bool(own)
    sure = [k for k in across if k.is_confirmed]
    assert found["election_committee.no_kin_nominated"].is_blocking is bool(sure)
    assert ("kinship.confirmed" in found) is (len(across) > len(sure))
    if "kinship.confirmed" in found:
        assert found["kinship.confirmed"].is_warning


@pytest.mark.parametrize("relation", list(Kinship))
def test_staff_stay_away_from_the_close_relatives_of_a_candidate(relation):
    staff = ElectionStaff(
        staff=(StaffFacts(1, 5, StaffDuty.COUNTER),), kin=(KinFacts(9, 5, relation, True),)
    )
    issues = open_codes(staff_unrelated(staff, frozenset({9}), NATIONAL))
    assert issues == ({"election_committee.staff_no_kin"} if relation in CLOSE else set())
    stated = replace(staff, kin=(KinFacts(9, 5, relation, False),))
    assert not open_codes(staff_unrelated(stated, frozenset({9}), NATIONAL)), "nobody confirmed it"
    own = staff_unrelated(staff, frozenset({5}), NATIONAL)
    assert "election_committee.staff_no_candidate" in open_codes(own)


@pytest.mark.parametrize(
    ("profile", "blocks"), [("national", False), ("zhejiang", True), ("henan", True)]
)
def test_who_works_at_the_poll_blocks_only_where_the_province_says_so(profile, blocks):
    staff = ElectionStaff(staff=(StaffFacts(1, 5, StaffDuty.COUNTER),))
    issue = staff_unrelated(staff, frozenset({5}), load_profile(profile))[0]
    assert issue.is_blocking is blocks


# --- in the product ---------------------------------------------------------------------------


def rank(world, election, clerk, order, duty, votes=None, at=None):
    world.do(
        clerk,
        lambda act: staffing.rank_member(
            act,
            election.id,
            name=f"选委{order}",
            number=numbered(TODAY.replace(year=1970) + timedelta(days=order), 101),
            sex="M",
            votes=40 - order if votes is None else votes,
            duty=duty,
        ),
    )


def forming(world):
    election = world.election(Stage.PREPARING)
    clerk = world.clerk_of(election)
    duties = [Duty.CHAIR, Duty.MEMBER, Duty.MEMBER, Duty.RESERVE, Duty.RESERVE]
    for order, duty in enumerate(duties, 1):
        rank(world, election, clerk, order, duty)
    return election, clerk


def staff_of(world, election):
    with reading(world.database) as session:
        return dossiers_of(session, EXAMPLE, [world.again(election)])[election.id].staff


def leave(world, clerk, election, rank_no, leaving=Leaving.RESIGNED):
    world.do(
        clerk,
        lambda act: staffing.leave_committee(
            act, election.id, rank_no, leaving=leaving, left_on=TODAY, evidence="书面申请"
        ),
    )


def test_the_ranking_goes_from_the_most_votes_down(world):
    election, clerk = forming(world)
    for duty, votes, code in (
        (Duty.RESERVE, 99, "election_committee.not_in_order"),
        (Duty.MEMBER, 1, "election_committee.reserve_before_member"),
        (Duty.CHAIR, 1, "election_committee.second_chair"),
    ):
        with pytest.raises(InputRefused) as refusal:
            rank(world, election, clerk, 9, duty, votes)
        assert code in codes(refusal.value.issues)
    with pytest.raises(InputRefused) as refusal:
        rank(world, election, clerk, 5, Duty.RESERVE, 1)
    assert codes(refusal.value.issues) == {"election_committee.ranked_already"}


def test_the_next_of_the_ranking_steps_in_with_the_duty_of_who_left(world):
    election, clerk = forming(world)
    leave(world, clerk, election, 1)
    sitting = {m.rank: m.duty for m in staff_of(world, election).sitting}
    assert sitting == {2: Duty.MEMBER, 3: Duty.MEMBER, 4: Duty.MEMBER}
    world.do(clerk, lambda act: staffing.choose_chair(act, election.id, 2, minutes="记录第2页"))
    assert staff_of(world, election).sitting[0].duty is Duty.CHAIR
    with pytest.raises(Stale):
        world.do(clerk, lambda act: staffing.choose_chair(act, election.id, 3, minutes="记录"))
    with pytest.raises(Stale):
        leave(world, clerk, election, 1)
    leave(world, clerk, election, 2)
    leave(world, clerk, election, 3)
    assert sorted(m.rank for m in staff_of(world, election).sitting) == [4, 5]


def test_a_change_hangs_once_and_is_asked_for_until_it_does(world):
    election, clerk = forming(world)
    leave(world, clerk, election, 1)
    issues = nobody_nominated(staff_of(world, election), frozenset(), NATIONAL)
    assert "election_committee.change_posted" in open_codes(issues)
    post = lambda act: staffing.post_committee_changes(  # noqa: E731
        act, election.id, number="2-1号", posted_on=TODAY
    )
    world.do(clerk, post)
    issues = nobody_nominated(staff_of(world, election), frozenset(), NATIONAL)
    assert "election_committee.change_posted" not in open_codes(issues)
    with pytest.raises(InputRefused):
        world.do(clerk, post)


def test_a_kinship_counts_only_once_another_person_has_confirmed_it(world):
    """A member's sister is nominated: nothing follows until a human confirms, then he leaves."""
    election = world.election(Stage.NOMINATING)
    clerk = world.clerk_of(election)
    second = replace(clerk, official_id=clerk.official_id + 1)
    with reading(world.database) as session:
        dossier = dossiers_of(session, EXAMPLE, [election])[election.id]
    if not dossier.staff.members:
        from sqlalchemy import insert

        from electflow.election_committee.model import CommitteeMember
        from electflow.people import service as people

        def form(act):
            for order in range(1, 6):
                person = people.enrol(
                    act,
                    name=f"选委{order}",
                    number=numbered(TODAY.replace(year=1971) + timedelta(days=order), 101),
                    sex="M",
                )
                duty = (Duty.CHAIR if order == 1 else Duty.MEMBER) if order < 5 else Duty.RESERVE
                act.session.execute(
                    insert(CommitteeMember).values(
                        county=EXAMPLE, election_id=election.id, rank=order, person_id=person.id,
                        votes=30 - order, duty=duty.value, formed_as=duty.value,
                        is_in_force=True, leaving="", notice_number="",
                    )
                )  # fmt: skip
            from electflow.audit import service as audit

            row = act.session.get(Election, (EXAMPLE, election.id))
            campaign.touch(row, Register.STAFF)
            audit.record(act, "job:open", f"election:{election.id}", data={})

        world.do(clerk, form)
    world.do(
        clerk,
        lambda act: candidacy.nominate(
            act,
            election.id,
            name="示例姐",
            number=numbered(TODAY.replace(year=1972), 102),
            sex="F",
            post=Post.MEMBER,
            source=Source.VILLAGERS,
        ),
    )
    with reading(world.database) as session:
        dossier = dossiers_of(session, EXAMPLE, [world.again(election)])[election.id]
    sister, member = dossier.candidates[-1].person_id, dossier.staff.members[1]
    world.do(
        clerk,
        lambda act: staffing.state_kinship(
            act,
            election.id,
            a=sister,
            b=member.person_id,
            relation=Kinship.SIBLING,
            source="户口簿",
        ),
    )

    def close():
        world.do(
            clerk,
            lambda act: workflow.advance(
                act,
                election.id,
                Trigger.CLOSE_NOMINATION,
                seen_version=world.again(election).version,
            ),
        )

    with pytest.raises(RequirementsUnmet) as refusal:
        close()
    found = {i.code: i for i in refusal.value.issues}
    assert found["kinship.confirmed"].is_warning
    assert "election_committee.no_kin_nominated" not in found
    with reading(world.database) as session:
        (line,) = list_kinships(session, EXAMPLE, election.id)
    with pytest.raises(Forbidden):
        world.do(
            clerk, lambda act: staffing.decide_kinship(act, election.id, line.id, confirm=True)
        )
    world.do(second, lambda act: staffing.decide_kinship(act, election.id, line.id, confirm=True))
    with pytest.raises(RequirementsUnmet) as refusal:
        close()
    assert "election_committee.no_kin_nominated" in codes(
        i for i in refusal.value.issues if i.is_blocking
    )
    refute = lambda act, why="": staffing.decide_kinship(  # noqa: E731
        act, election.id, line.id, confirm=False, reason=why
    )
    with pytest.raises(InputRefused):
        world.do(clerk, refute)
    with pytest.raises(Forbidden):
        world.do(second, lambda act: refute(act, "户口簿另有其人"))
    leave(world, clerk, election, member.rank, Leaving.KIN_NOMINATED)
    staff = staff_of(world, election)
    assert member.rank not in {m.rank for m in staff.sitting}
    issues = nobody_nominated(staff, frozenset({sister}), NATIONAL)
    assert "election_committee.no_kin_nominated" not in open_codes(issues)


def test_kinship_is_kept_only_between_persons_of_the_election(world):
    election, clerk = forming(world)
    a, b = (m.person_id for m in staff_of(world, election).members[:2])

    def state(one, other, source="户口簿"):
        world.do(
            clerk,
            lambda act: staffing.state_kinship(
                act, election.id, a=one, b=other, relation=Kinship.SPOUSE, source=source
            ),
        )

    with pytest.raises(NotFound):
        state(a, 12345)
    with pytest.raises(InputRefused) as refusal:
        state(a, a, " ")
    assert codes(refusal.value.issues) == {"kinship.same_person", "kinship.source_missing"}
    state(a, b)
    with pytest.raises(InputRefused):
        state(b, a)


def test_staff_are_entered_and_released(world):
    election = world.election(Stage.CANDIDATES_PUBLISHED)
    clerk = world.clerk_of(election)
    add = lambda act: staffing.add_staff(  # noqa: E731
        act,
        election.id,
        name="示例工",
        number=numbered(TODAY.replace(year=1980), 101),
        sex="M",
        duty=StaffDuty.COUNTER,
    )
    before = len(staff_of(world, election).staff)
    world.do(clerk, add)
    with pytest.raises(InputRefused):
        world.do(clerk, add)
    number = staff_of(world, election).staff[-1].number
    world.do(clerk, lambda act: staffing.release_staff(act, election.id, number))
    assert len(staff_of(world, election).staff) == before
    with pytest.raises(Stale):
        world.do(clerk, lambda act: staffing.release_staff(act, election.id, number))


def test_who_may_not_keep_the_staff_is_refused(world):
    election = world.election(Stage.PREPARING)
    for name in ("viewer", "auditor", "leader"):
        with pytest.raises(Forbidden):
            rank(world, election, world.actor(name), 1, Duty.CHAIR)
