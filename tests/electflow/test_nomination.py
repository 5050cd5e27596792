"""Nomination: forms and minutes, enough nominators, the day for own nominations, the order of names."""

import json
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from villagers import numbered
from world import EXAMPLE, NOON, TODAY

from electflow.audit.model import AuditEvent
from electflow.campaign.terms import ElectionFacts, Post
from electflow.db import keyring_of, reading
from electflow.documents.terms import Kind, Paper, Papers
from electflow.errors import InputRefused, RequirementsUnmet, Stale
from electflow.nomination.rules import (
    faults_of_withdrawal,
    forms_in_order,
    last_days_of_withdrawal,
    not_too_many,
)
from electflow.nomination.shortlist import (
    Shortlist,
    carried_down,
    next_by_votes,
    passed_over,
    shortlist_of,
    shortlists_of,
)
from electflow.nomination.terms import CandidateFacts, Exit, Source, Standing, in_order
from electflow.people.model import Person
from electflow.people.name_order import stroke_key, unknown_to_strokes
from electflow.profile.loader import load_profile
from electflow.stages import Stage, Track, Trigger
from electflow.vetting.rules import issues_before_publish_candidates
from electflow.workflow import candidacy
from electflow.workflow.dossier import dossiers_of
from electflow.workflow.service import advance

T = date(2027, 1, 20)


@dataclass(frozen=True)
class Facts:
    election: ElectionFacts
    candidates: tuple[CandidateFacts, ...]
    papers: Papers = field(default_factory=Papers)
    roll: object = None


def facts(*candidates: CandidateFacts) -> Facts:
    election = ElectionFacts(
        id=1, track=Track.COMMITTEE, stage=Stage.NOMINATING, election_on=T, seats={Post.MEMBER: 2}
    )
    return Facts(election, candidates)


def candidate(source: Source, **told) -> CandidateFacts:
    return CandidateFacts(
        told.pop("number", 1), 1, Post.MEMBER, source, Standing.NOMINATED, "F", **told
    )


def found(profile: str, *candidates: CandidateFacts):
    return {i.code: i for i in forms_in_order(facts(*candidates), load_profile(profile))}


@pytest.mark.parametrize("source", [Source.PARTY, Source.JOINT, Source.SELF])
def test_who_is_proposed_by_form_has_one(source):
    assert found("national", candidate(source))["nomination.form_on_record"].is_open
    assert not found("national", candidate(source, has_form=True))[
        "nomination.form_on_record"
    ].is_open


def test_a_nomination_ballot_needs_neither_form_nor_names():
    assert found("national", candidate(Source.VILLAGERS)) == {}


@given(st.integers(0, 20))
def test_a_joint_nomination_has_enough_nominators_or_a_word_why_not(nominators):
    issue = found("national", candidate(Source.JOINT, nominators=nominators))[
        "nomination.joint_enough"
    ]
    assert issue.is_open is (nominators < 10)
    assert not issue.is_blocking, "the number is the village's own, no law's"


@pytest.mark.parametrize(("before", "blocks"), [(10, False), (9, True)])
def test_one_nominates_oneself_until_the_tenth_day_where_zhejiang_says_so(before, blocks):
    own = candidate(Source.SELF, has_form=True, nominated_on=T - timedelta(days=before))
    assert found("zhejiang", own)["nomination.self_in_time"].is_blocking is blocks
    assert "nomination.self_in_time" not in found("national", own)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8))
def test_names_stand_by_votes_and_equal_ones_by_strokes(votes):
    there = [candidate(Source.VILLAGERS, number=n, votes=v) for n, v in enumerate(votes, 1)]
    ordered = in_order(reversed(there), "votes", {})
    keys = [(-c.votes, c.number) for c in ordered]
    assert keys == sorted(keys)
    assert in_order(reversed(there), "strokes", {}) == there


def test_surnames_stand_by_number_and_order_of_their_strokes():
    names = list("孔方尹文毛牛水尤王丰")
    assert "".join(sorted(names, key=lambda n: stroke_key(n, True))) == "丰王尤水牛毛文方尹孔"


def test_a_name_of_two_characters_stands_first_by_surname_and_as_it_falls_by_full_name():
    names = ["田富", "田大利"]
    assert sorted(names, key=lambda n: stroke_key(n, True)) == ["田富", "田大利"]
    assert sorted(names, key=lambda n: stroke_key(n, False)) == ["田大利", "田富"]


def test_a_character_without_known_strokes_stands_last_and_is_named():
    assert sorted(["𠮷一", "龚一"], key=lambda n: stroke_key(n, True)) == ["龚一", "𠮷一"]
    assert unknown_to_strokes(["𠮷一", "龚一"]) == ["𠮷"]


# --- the formal list --------------------------------------------------------------------------


def named(*votes: int, **told) -> list[CandidateFacts]:
    source = told.pop("source", Source.VILLAGERS)
    return [candidate(source, number=n, votes=v, **told) for n, v in enumerate(votes, 1)]


@pytest.mark.parametrize(
    ("votes", "places", "formal", "reserves", "equal"),
    [
        ((9, 5, 7, 3), 3, {1, 2, 3}, {4}, set()),
        ((9, 5, 5, 3), 3, {1, 2, 3}, {4}, set()),
        ((9, 5, 5, 5), 3, {1}, set(), {2, 3, 4}),
        ((9, 5, 5, 3), 2, {1}, {4}, {2, 3}),
        ((4, 4), 3, {1, 2}, set(), set()),
        ((), 3, set(), set(), set()),
    ],
)
def test_the_formal_list_follows_the_votes_and_equal_ones_are_left_to_people(
    votes, places, formal, reserves, equal
):
    found = shortlist_of(named(*votes), Post.MEMBER, places)
    assert (set(found.formal), set(found.reserves), set(found.equal)) == (formal, reserves, equal)


def test_who_was_proposed_without_votes_is_never_left_out_by_the_machine():
    party = candidate(Source.PARTY, number=9, has_form=True)
    found = shortlist_of([*named(8, 6, 4), party], Post.MEMBER, 3)
    assert found == Shortlist((9, 1, 2), (3,))


@given(st.lists(st.integers(0, 4), max_size=9), st.integers(1, 6))
def test_nobody_on_the_formal_list_has_fewer_votes_than_somebody_left_out(votes, places):
    there = named(*votes)
    found = shortlist_of(there, Post.MEMBER, places)
    assert passed_over(there, found.formal) == ()
    assert len(found.formal) <= places
    assert {*found.formal, *found.reserves, *found.equal} == {c.number for c in there}


@pytest.mark.parametrize("source", [Source.PARTY, Source.JOINT, Source.SELF])
def test_nobody_is_left_out_without_a_reason_but_who_is_clearly_outvoted(source):
    other = candidate(source, number=9, has_form=True)
    assert passed_over([*named(8, 6), other], {1, 2}) == (9,)
    assert passed_over(named(8, 6, 6), {1, 2}) == (3,)
    assert passed_over(named(8, 6, 5), {1, 2}) == ()


def lower_and_higher() -> list[CandidateFacts]:
    """Return two who stand for chair, the second for member as well, and two for member alone."""
    told = [(1, 11, Post.CHAIR, 60), (2, 12, Post.CHAIR, 20), (3, 12, Post.MEMBER, 15),
            (4, 13, Post.MEMBER, 30), (5, 14, Post.MEMBER, 25)]  # fmt: skip
    return [
        CandidateFacts(n, person, post, Source.VILLAGERS, Standing.NOMINATED, "F", votes=votes)
        for n, person, post, votes in told
    ]


def test_henan_carries_votes_of_the_nomination_down_and_never_up():
    """HN11 25: votes for a post that were not enough count for a lower one; elsewhere they do not."""
    there, places = lower_and_higher(), {Post.MEMBER: 2, Post.CHAIR: 1}
    henan, national = load_profile("henan"), load_profile("national")
    found = shortlists_of(there, places, henan)
    assert (found[Post.CHAIR].formal, found[Post.MEMBER].formal) == ((1,), (3, 4))
    assert shortlists_of(there, places, national)[Post.MEMBER].formal == (4, 5)
    wider = shortlists_of(there, {Post.MEMBER: 2, Post.CHAIR: 2}, henan)
    assert wider[Post.MEMBER].formal == (4, 5), "who is on the list above carries nothing down"
    carried = {c.number: c.carried for c in carried_down(there, {1}, henan)}
    assert carried == {1: 0, 2: 0, 3: 20, 4: 0, 5: 0}
    party = [replace(c, source=Source.PARTY) if c.number == 2 else c for c in there]
    assert all(not c.carried for c in carried_down(party, {1}, henan)), "only villagers' votes"


def test_a_primary_ranks_instead_of_the_nomination():
    first, second = named(9, 5)
    there = [replace(first, primary_votes=20), replace(second, primary_votes=30)]
    assert shortlist_of(there, Post.MEMBER, 1).formal == (2,)


def test_reserves_follow_by_votes_and_equal_ones_are_both_named():
    reserves = [replace(c, standing=Standing.RESERVE) for c in named(4, 7, 7)]
    assert next_by_votes(reserves) == {Post.MEMBER: (2, 3)}


@pytest.mark.parametrize(
    ("profile", "days_before", "is_late"),
    [("zhejiang", 3, False), ("zhejiang", 2, True), ("national", 0, False)],
)
def test_the_own_wish_to_leave_comes_in_time_where_the_province_sets_a_day(
    profile, days_before, is_late
):
    listed = Paper(kind=Kind.CANDIDATES_NOTICE, edition=1, dated_on=T, posted_on=T - timedelta(5))
    told = replace(facts(), papers=Papers({Kind.CANDIDATES_NOTICE: listed}))
    asked_on = T - timedelta(days_before)
    found = faults_of_withdrawal(Exit.OWN_WISH, asked_on, told, load_profile(profile), T, "申请书")
    assert [i.code for i in found] == (["nomination.withdrawn_too_late"] if is_late else [])
    assert faults_of_withdrawal(Exit.DIED, asked_on, told, load_profile(profile), T) == []


@pytest.mark.parametrize(("after", "is_late"), [(3, False), (4, True)])
def test_henan_counts_the_days_from_the_list(after, is_late):
    listed = Paper(kind=Kind.CANDIDATES_NOTICE, edition=1, dated_on=T, posted_on=T - timedelta(9))
    told = replace(facts(), papers=Papers({Kind.CANDIDATES_NOTICE: listed}))
    asked_on = T - timedelta(9 - after)
    found = faults_of_withdrawal(Exit.OWN_WISH, asked_on, told, load_profile("henan"), T, "申请书")
    assert bool(found) is is_late


@pytest.mark.parametrize(("profile", "extra", "blocks"), [("henan", 2, False), ("henan", 3, True)])
def test_a_province_limits_how_many_stand_above_the_seats(profile, extra, blocks):
    there = named(*range(2 + extra))
    (issue,) = not_too_many(facts(*there), load_profile(profile))
    assert issue.is_blocking is blocks
    assert not_too_many(facts(*there), load_profile("national")) == []


def test_what_a_form_says_is_kept_with_the_candidate(world):
    election = world.election(Stage.NOMINATING)
    world.do(
        world.clerk_of(election),
        lambda act: candidacy.nominate(
            act,
            election.id,
            name="示例联",
            number=numbered(TODAY.replace(year=1979), 102),
            sex="F",
            post=Post.MEMBER,
            source=Source.JOINT,
            votes=0,
            nominators=12,
            evidence="联名提名表1号",
        ),
    )
    with reading(world.database) as session:
        kept = dossiers_of(session, EXAMPLE, [election])[election.id].candidates[-1]
    assert (kept.nominators, kept.has_form, kept.nominated_on) == (12, True, TODAY)


def members_of(world, election) -> list[CandidateFacts]:
    with reading(world.database) as session:
        there = dossiers_of(session, EXAMPLE, [election])[election.id].candidates
    return [c for c in there if c.post is Post.MEMBER]


def test_a_candidate_leaves_the_posted_list_and_the_next_by_votes_is_vetted_and_follows(world):
    election = world.election(Stage.NOMINATED)
    clerk = world.clerk_of(election)
    standing = members_of(world, election)
    world.do(
        clerk,
        lambda act: candidacy.record_primary(
            act, election.id, {c.number: 50 - c.number for c in everybody(world, election)}
        ),
    )
    first, *_, last = standing
    chosen = {c.number for c in everybody(world, election)} - {last.number}
    world.do(clerk, lambda act: candidacy.list_formal(act, election.id, chosen))
    assert [c.standing for c in members_of(world, election)][-1] is Standing.RESERVE

    world.do(
        clerk,
        lambda act: candidacy.withdraw(
            act,
            election.id,
            first.number,
            "书面",
            left_for=Exit.OWN_WISH,
            asked_on=TODAY,
            document="退出申请书",
        ),
    )
    world.do(clerk, lambda act: candidacy.substitute(act, election.id, last.number))
    found = members_of(world, election)
    assert found[0].standing is Standing.WITHDRAWN
    assert found[-1].stands
    with pytest.raises(Stale):
        world.do(clerk, lambda act: candidacy.substitute(act, election.id, last.number))


def everybody(world, election) -> list[CandidateFacts]:
    with reading(world.database) as session:
        return list(dossiers_of(session, EXAMPLE, [election])[election.id].candidates)


def test_who_passes_over_more_votes_says_why(world):
    election = world.election(Stage.NOMINATED)
    clerk = world.clerk_of(election)
    there = everybody(world, election)
    best = max(members_of(world, election), key=lambda c: c.votes)
    without = {c.number for c in there} - {best.number}
    votes = {c.number: 9 if c.number == best.number else 3 for c in there}
    world.do(clerk, lambda act: candidacy.record_primary(act, election.id, votes))
    with pytest.raises(InputRefused) as refused:
        world.do(clerk, lambda act: candidacy.list_formal(act, election.id, without))
    assert [i.code for i in refused.value.issues] == ["nomination.passed_over"]
    assert all(c.stands for c in everybody(world, election))
    world.do(clerk, lambda act: candidacy.list_formal(act, election.id, without, "会议记录3号"))
    assert not members_of(world, election)[there.index(best) - len(there)].stands


def test_a_primary_has_the_votes_of_everybody(world):
    election = world.election(Stage.NOMINATED)
    with pytest.raises(InputRefused) as refused:
        world.do(
            world.clerk_of(election),
            lambda act: candidacy.record_primary(act, election.id, {1: 3}),
        )
    assert refused.value.issues[0].code == "nomination.primary_missing"


def test_the_posted_list_is_opened_again_only_where_a_reserve_can_follow(world):
    election = world.election(Stage.CANDIDATES_PUBLISHED)
    with pytest.raises(RequirementsUnmet) as refused:
        world.do(
            world.clerk_of(election),
            lambda act: advance(
                act, election.id, Trigger.SUBSTITUTE_CANDIDATE, seen_version=election.version
            ),
        )
    assert {i.code for i in refused.value.issues} == {
        "document.recorded",
        "nomination.reserve_there",
    }


def test_a_substitute_who_was_not_vetted_keeps_the_list_from_being_posted(world):
    election = world.election(Stage.VETTED)
    clerk = world.clerk_of(election)
    there = everybody(world, election)
    chosen = {c.number for c in there} - {there[-1].number}
    world.do(clerk, lambda act: candidacy.list_formal(act, election.id, chosen))
    world.do(clerk, lambda act: candidacy.substitute(act, election.id, there[-1].number))
    with reading(world.database) as session:
        dossier = dossiers_of(session, EXAMPLE, [world.again(election)])[election.id]
    without = replace(dossier, verdicts={})
    issues = {i.code: i for i in issues_before_publish_candidates(without, dossier.profile, TODAY)}
    assert issues["vetting.everybody_concluded"].is_blocking


def test_while_candidates_are_examined_the_votes_alone_settle_the_list(world):
    election = world.election(Stage.VETTING)
    best = max(members_of(world, election), key=lambda c: c.votes)
    chosen = {c.number for c in everybody(world, election)} - {best.number}
    with pytest.raises(InputRefused) as refused:
        world.do(
            world.clerk_of(election),
            lambda act: candidacy.list_formal(act, election.id, chosen, "不宜"),
        )
    assert [i.code for i in refused.value.issues] == ["nomination.only_by_votes"]


def test_a_list_that_somebody_changed_meanwhile_is_not_overwritten(world):
    election = world.election(Stage.NOMINATED)
    chosen = {c.number for c in everybody(world, election)}
    with pytest.raises(Stale):
        world.do(
            world.clerk_of(election),
            lambda act: candidacy.list_formal(
                act, election.id, chosen, seen_version=election.version - 1
            ),
        )


def write_in(world, election, person_id: int, post: Post) -> None:
    """Enter somebody who is known already as a written-in person."""
    with reading(world.database) as session:
        unseal = keyring_of(session).unseal
        row = session.get(Person, (EXAMPLE, person_id))
        name, number, sex = unseal(row.sealed_name), unseal(row.sealed_number), row.sex
    world.do(
        world.clerk_of(election),
        lambda act: candidacy.nominate(
            act,
            election.id,
            name=name,
            number=number,
            sex=sex,
            post=post,
            source=Source.WRITE_IN,
        ),
    )


def stand_as(world, election, number: int, standing: Standing) -> None:
    """Bring a candidate to a standing, as an earlier act would have."""
    with world.database.writer.begin() as connection:
        connection.execute(
            text(
                f"update candidate set standing = '{standing}' "
                f"where election_id = {election.id} and number = {number}"
            )
        )


def test_a_reserve_whom_voters_write_in_is_counted(world):
    election = world.election(Stage.COUNTING)
    last = members_of(world, election)[-1]
    stand_as(world, election, last.number, Standing.RESERVE)
    write_in(world, election, last.person_id, Post.MEMBER)
    found = members_of(world, election)[-1]
    assert (found.number, found.source) == (last.number, Source.WRITE_IN)


def test_a_void_win_is_not_taken_back_by_writing_the_person_in(world):
    election = world.election(Stage.COUNTING)
    last = members_of(world, election)[-1]
    stand_as(world, election, last.number, Standing.WIN_VOID)
    with pytest.raises(InputRefused) as refused:
        write_in(world, election, last.person_id, Post.MEMBER)
    assert [i.code for i in refused.value.issues] == ["nomination.win_is_void"]
    assert members_of(world, election)[-1].standing is Standing.WIN_VOID


def test_a_late_wish_under_a_rule_that_does_not_bind_is_recorded_as_late(world):
    """The national profile only refers to Zhejiang 19: nobody is refused, and nothing is silent."""
    election = world.election(Stage.CANDIDATES_PUBLISHED)
    clerk, eve = world.clerk_of(election), election.election_on - timedelta(1)
    with reading(world.database) as session:
        dossier = dossiers_of(session, EXAMPLE, [election])[election.id]
    key = dossier.profile.vetting.withdraw_until_days.key
    days = {leaf.key: last for leaf, last in last_days_of_withdrawal(dossier, dossier.profile)}
    assert days == {key: election.election_on - timedelta(3)}
    standing = [c.number for c in dossier.candidates if c.stands]

    def withdraw(number, asked_on):
        world.do(
            clerk,
            lambda act: candidacy.withdraw(
                act, election.id, number, "身体原因",
                left_for=Exit.OWN_WISH, asked_on=asked_on, document="退出申请书",
            ),
            NOON.replace(year=eve.year, month=eve.month, day=eve.day),
        )  # fmt: skip
        with reading(world.database) as session:
            body = session.scalars(
                select(AuditEvent.body)
                .where(AuditEvent.action == "candidate:withdraw")
                .order_by(AuditEvent.seq.desc())
            ).first()
        return json.loads(body)["data"].get("late_for")

    assert withdraw(standing[0], days[key]) is None
    assert withdraw(standing[1], eve) == [key]
