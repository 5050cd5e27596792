"""Properties of kin, windows and the Party's count for every figure, and second entries at once."""

import threading
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import product

import pytest
from facts import Facts, an_election
from hypothesis import given, settings
from hypothesis import strategies as st
from world import EXAMPLE, count

from electflow.appointment.rules import handover
from electflow.campaign.calendar import last_day
from electflow.campaign.terms import Post
from electflow.db import reading
from electflow.documents.terms import (
    Ground,
    HandoverFigures,
    Kind,
    Organ,
    Paper,
    Papers,
    PlaceFigures,
    ResultFigures,
    SecondFigures,
    VoidFigures,
)
from electflow.errors import ElectflowError
from electflow.issues import Severity
from electflow.nomination.rules import faults_of_withdrawal
from electflow.nomination.terms import Exit
from electflow.people.terms import Kinship
from electflow.profile import loader
from electflow.roll.rules import list_in_order
from electflow.roll.terms import ObjectionFacts, RollSummary, Ruling
from electflow.stages import Stage
from electflow.voting import rules as voting
from electflow.voting.outcome import outcome_of
from electflow.voting.party_outcome import party_outcome_of
from electflow.voting.proxy import Applied, ProxyRelation, faults_of_proxy
from electflow.voting.sheet import SheetStanding, seal_of
from electflow.voting.terms import Ballots, Kin, Next, PollKind, Standee, Validity
from electflow.voting.voiding import repeats
from electflow.workflow import poll_day
from electflow.workflow.dossier import dossiers_of

load_profile = cache(loader.load_profile)
VILLAGERS = ("national", "zhejiang", "beijing", "shanghai", "henan")
PROFILES = (*VILLAGERS, "residents-national")
T = date(2027, 1, 20)

# --- near relatives among winners -------------------------------------------------------------

RETURNED = 100


@st.composite
def ballots(draw, confirmed=True):
    """Return a possible poll of members some of whom are near relatives."""
    seats = draw(st.integers(1, 4))
    votes, left = [], seats * RETURNED
    for _ in range(draw(st.integers(seats + 1, seats + 3))):
        votes.append(draw(st.integers(0, min(RETURNED, left))))
        left -= votes[-1]
    people = range(1, len(votes) + 1)
    pairs = draw(st.sets(st.tuples(st.sampled_from(people), st.sampled_from(people)), max_size=4))
    kin = tuple(Kin(a, b, Kinship.SIBLING, confirmed) for a, b in sorted(pairs) if a < b)
    return Ballots(
        kind=PollKind.FIRST,
        seats={Post.MEMBER: seats},
        standees=tuple(
            Standee(id=n, post=Post.MEMBER, votes=v, sex="F", formal=True, person=n)
            for n, v in zip(people, votes, strict=True)
        ),
        voters=RETURNED,
        issued=RETURNED,
        returned=RETURNED,
        void=0,
        registered=RETURNED + 50,
        kin=kin,
    )


@pytest.mark.parametrize("profile", PROFILES)
@settings(max_examples=count(120, 2_000), deadline=None)
@given(told=ballots())
def test_no_two_near_relatives_sit_unless_people_are_asked(profile, told):
    """VCOL 2025, art. 8: who yields is the province's rule, or a decision; never nobody's."""
    found = outcome_of(told, load_profile(profile))
    if found.ballot is not Validity.VALID:
        return
    votes = {s.id: s.votes for s in told.standees}
    seated = {person for person, _ in found.announced}
    both = [kin for kin in told.kin if {kin.a, kin.b} <= seated]
    assert not both or Next.KIN_DECISION in found.next_all
    assert len(seated) <= told.seats[Post.MEMBER]
    assert all(2 * votes[person] > RETURNED for person in seated)
    for out in found.not_seated:
        assert out.reason == "kin"
        near = {k.a if k.b == out.id else k.b for k in told.kin if out.id in (k.a, k.b)}
        assert any(votes[other] >= votes[out.id] for other in near)


@pytest.mark.parametrize("profile", PROFILES)
@settings(max_examples=count(60, 1_000), deadline=None)
@given(told=ballots(confirmed=False))
def test_a_kinship_that_nobody_confirmed_displaces_nobody(profile, told):
    """Law-notes 2: unconfirmed kin are told of, and change no seat."""
    rules = load_profile(profile)
    with_kin, without = outcome_of(told, rules), outcome_of(replace(told, kin=()), rules)
    assert with_kin.elected == without.elected
    assert with_kin.not_seated == without.not_seated


# --- windows: the last day itself is in time, the day after it is not --------------------------

days = st.integers(-40, 40)


@pytest.mark.parametrize("profile", PROFILES)
@settings(deadline=None)
@given(offset=days)
def test_a_proxy_is_in_time_to_its_last_day(profile, offset):
    rules, applied_on = load_profile(profile), T + timedelta(days=offset)
    told = Applied(
        principal=1, proxy=2, relation=ProxyRelation.SIBLING, applied_on=applied_on,
        is_written=True, held_by_proxy=0, has_principal_a_slip=False,
        is_principal_a_proxy=False, has_proxy_a_slip=False, is_proxy_candidate=False,
    )  # fmt: skip
    found = {i.code for i in faults_of_proxy(told, T, rules, T + timedelta(days=90))}
    assert ("proxy.too_late" in found) is (offset > -rules.poll.proxy_until_days.value)


@pytest.mark.parametrize("profile", PROFILES)
@settings(deadline=None)
@given(offset=days, listed=st.integers(5, 30))
def test_an_own_wish_is_in_time_to_its_last_day(profile, offset, listed):
    rules, asked_on = load_profile(profile), T + timedelta(days=offset)
    notice = Paper(
        kind=Kind.CANDIDATES_NOTICE, edition=1, dated_on=T, posted_on=T - timedelta(days=listed)
    )
    facts = Facts(an_election(), Papers({notice.kind: notice}))
    found = faults_of_withdrawal(
        Exit.OWN_WISH, asked_on, facts, rules, T + timedelta(days=90), "申请书"
    )
    until, after = rules.vetting.withdraw_until_days, rules.vetting.withdraw_after_days
    late = (until.blocks and bool(until.value) and offset > -until.value) or (
        after.blocks and bool(after.value) and offset > -listed + after.value
    )
    assert bool(found) is late


@pytest.mark.parametrize("profile", PROFILES)
@settings(deadline=None)
@given(offset=st.integers(0, 20))
def test_an_objection_is_decided_in_time_to_its_last_day(profile, offset):
    rules, decided_on = load_profile(profile), T + timedelta(days=offset)
    objection = ObjectionFacts(1, T, Ruling.DISMISSED, decided_on, decided_on)
    facts = Facts(an_election(), roll=RollSummary(voters=30, objections=(objection,)))
    found = [i for i in list_in_order(facts, rules) if i.code == "roll.objection_decided_in_time"]
    assert [i.is_open for i in found] == [offset > rules.roll.decision_days.value]


@settings(deadline=None)
@given(offset=st.integers(0, 60))
def test_a_handover_is_in_time_to_its_last_day(offset):
    rules = load_profile("national")
    result = Paper(
        kind=Kind.RESULT_NOTICE, edition=1, dated_on=T, posted_on=T,
        figures=ResultFigures(announced_on_the_spot=True, counted_openly=True, persons=3),
    )  # fmt: skip
    done = Paper(
        kind=Kind.HANDOVER_RECORD, edition=1, dated_on=T + timedelta(days=offset),
        figures=HandoverFigures(signed_by_both=True, seal_handed_over=True),
    )  # fmt: skip
    facts = Facts(an_election(), Papers({p.kind: p for p in (result, done)}))
    late = [i for i in handover(facts, rules) if i.code == "appointment.handover_in_time"]
    assert [i.is_open for i in late] == [offset > rules.after.handover_days.value]


@pytest.mark.parametrize("profile", PROFILES)
@settings(deadline=None)
@given(offset=st.integers(0, 60))
def test_a_second_election_is_in_time_to_its_last_day(profile, offset):
    rules = load_profile(profile)
    notice = Paper(
        kind=Kind.SECOND_ELECTION_NOTICE, edition=1, dated_on=T, posted_on=T,
        figures=SecondFigures(poll_on=T + timedelta(days=offset), persons=2, seats=1),
    )  # fmt: skip
    facts = Facts(an_election(), Papers({notice.kind: notice}))
    found = voting.issues_before_hold_second_election(facts, rules, T + timedelta(days=90))
    [issue] = [i for i in found if i.code == "voting.second_in_time"]
    most = rules.result.second_within_days.value
    assert issue.is_open is bool(most and offset > most)


@pytest.mark.parametrize("profile", PROFILES)
@settings(deadline=None)
@given(begun=st.integers(0, 60), polled=st.integers(-60, 60))
def test_a_repeat_is_in_time_to_its_last_day(profile, begun, polled):
    """Henan 39: thirty days from the written decision; elsewhere no number is known."""
    rules, decided_on = load_profile(profile), T - timedelta(days=polled)
    decision = Paper(
        kind=Kind.VOID_DECISION, edition=1, dated_on=decided_on, posted_on=decided_on,
        figures=VoidFigures(organ=Organ.COUNTY_GOVERNMENT, ground=Ground.TURNOUT),
    )  # fmt: skip
    facts = Facts(an_election(), Papers({decision.kind: decision}))
    found = repeats(Ground.TURNOUT)(facts, rules, decided_on + timedelta(days=begun))
    late = [i for i in found if i.code == "voting.repeat_in_time"]
    assert bool(late) is (profile == "henan")
    assert [i.is_open for i in late] == [max(begun, polled) > 30] * len(late)
    assert all(i.severity is Severity.WARNS for i in late)


@pytest.mark.parametrize("profile", VILLAGERS)
@settings(deadline=None)
@given(offset=st.integers(0, 20))
def test_the_place_hangs_in_time_to_its_last_day(profile, offset):
    rules = load_profile(profile)
    notice = Paper(
        kind=Kind.PLACE_NOTICE, edition=1, dated_on=T, posted_on=T - timedelta(days=offset),
        figures=PlaceFigures(poll_on=T, stations=1),
    )  # fmt: skip
    facts = Facts(an_election(), Papers({notice.kind: notice}))
    found = voting.issues_before_confirm_readiness(facts, rules, T)
    late = [i for i in found if i.code == "document.posted_in_time"]
    assert [i.is_open for i in late] == [offset < rules.poll.place_notice_days.value]
    assert last_day(T, rules.poll.place_notice_days) <= T


# --- the Party's count by hand ----------------------------------------------------------------


def by_hand(due: int, voters: int, returned: int, votes: tuple[int, ...], seats: int):
    """Return what a Party ballot decides, written a second time without looking at the first."""
    if voters * 5 < due * 4 or returned > voters:
        return None
    over = sorted((v for v in votes if v * 2 > voters), reverse=True)
    if len(over) <= seats:
        return {n for n, v in enumerate(votes) if v * 2 > voters}, False
    last = over[seats - 1]
    if over[seats] == last:
        return {n for n, v in enumerate(votes) if v > last}, True
    return {n for n, v in enumerate(votes) if v >= last}, False


@pytest.mark.parametrize("seats", [1, 2])
def test_every_small_party_ballot_agrees_with_the_count_by_hand(seats):
    """PES 2020 through reprints: four fifths present, more than half of those present."""
    rules, checked = load_profile("national"), Counter()
    for due, voters in product(range(1, 8), range(1, 8)):
        for returned in range(voters + 2):
            for votes in product(range(min(returned, voters) + 1), repeat=seats + 1):
                if voters > due or sum(votes) > seats * returned:
                    continue
                told = Ballots(
                    kind=PollKind.FIRST,
                    seats={Post.COMMITTEE_MEMBER: seats},
                    standees=tuple(
                        Standee(id=n, post=Post.COMMITTEE_MEMBER, votes=v, sex="", formal=True)
                        for n, v in enumerate(votes)
                    ),
                    voters=voters, issued=max(voters, returned), returned=returned, void=0,
                    registered=0, due=due,
                )  # fmt: skip
                found, wanted = (
                    party_outcome_of(told, rules),
                    by_hand(due, voters, returned, votes, seats),
                )
                if wanted is None:
                    assert found.ballot is Validity.VOID, (due, voters, returned, votes)
                    checked["void"] += 1
                    continue
                elected, is_tied = wanted
                assert {n for n, _ in found.elected} == elected, (due, voters, returned, votes)
                assert bool(found.ties) is is_tied
                checked["tied" if is_tied else "valid"] += 1
    assert min(checked["void"], checked["valid"]) > 20, checked
    # One seat is never tied: two persons cannot both have more than half of those present.
    assert (checked["tied"] > 5) is (seats > 1), checked


# --- two persons at once ----------------------------------------------------------------------


def test_two_second_entries_at_once_are_one_after_the_other(world):
    """Whoever comes later sees the sheet as it stands: agreed, or with what differs."""
    election = world.election(Stage.COUNTING)
    with reading(world.database) as session:
        facts = dossiers_of(session, EXAMPLE, [election])[election.id]
    box = next((b.number for b in facts.poll_day.boxes), 1)
    fields = ["returned", "void", *(f"votes_{n}" for n in facts.polls[-1].candidates)]
    figures = dict.fromkeys(fields, 0) | {"returned": 9}
    clerk = world.clerk_of(election)
    enter = lambda actor, told: world.do(  # noqa: E731
        actor,
        lambda act: poll_day.enter_sheet(
            act, election.id, box=box, figures=told, accepted=seal_of(told)
        ),
    )
    enter(clerk, figures)
    others = [replace(clerk, official_id=clerk.official_id + n) for n in (1, 2)]
    outcomes: list[object] = []
    barrier = threading.Barrier(2)

    def push(actor, told):
        barrier.wait()
        try:
            outcomes.append(enter(actor, told).standing)
        except ElectflowError as refusal:
            outcomes.append(type(refusal).__name__)

    pair = [
        threading.Thread(target=push, args=(others[0], figures)),
        threading.Thread(target=push, args=(others[1], figures)),
    ]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join()
    assert outcomes.count(SheetStanding.AGREED) == 1, outcomes
    assert set(outcomes) <= {SheetStanding.AGREED, "Stale"}, outcomes
    assert world.count("tally_entry", f"election_id = {election.id} and is_in_force") >= 2
