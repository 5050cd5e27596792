"""Nomination: forms and minutes, enough nominators, the day for own nominations, the order of names."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from villagers import numbered
from world import EXAMPLE, TODAY

from electflow.campaign.terms import ElectionFacts, Post
from electflow.db import reading
from electflow.nomination.rules import forms_in_order
from electflow.nomination.terms import CandidateFacts, Source, Standing, in_order
from electflow.profile.loader import load_profile
from electflow.stages import Stage, Track
from electflow.workflow import records
from electflow.workflow.dossier import dossiers_of

T = date(2027, 1, 20)


@dataclass(frozen=True)
class Facts:
    election: ElectionFacts
    candidates: tuple[CandidateFacts, ...]


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
def test_names_stand_by_votes_and_equal_ones_as_entered(votes):
    there = [candidate(Source.VILLAGERS, number=n, votes=v) for n, v in enumerate(votes, 1)]
    ordered = in_order(reversed(there), "votes")
    keys = [(-c.votes, c.number) for c in ordered]
    assert keys == sorted(keys)
    assert in_order(reversed(there), "entry") == there


def test_what_a_form_says_is_kept_with_the_candidate(world):
    election = world.election(Stage.NOMINATING)
    world.do(
        world.clerk_of(election),
        lambda act: records.nominate(
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
