"""Poll day: sheets by two persons, ballots that balance, boxes, proxies, doubtful ballots."""

import json
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keeper import Keeper, prepared
from sqlalchemy import func, insert, select, update
from villagers import another_list, finalised, numbered
from world import EXAMPLE, NOON, TODAY

from electflow.campaign.model import Election
from electflow.campaign.terms import Post
from electflow.db import reading
from electflow.documents.terms import Kind
from electflow.election_committee.terms import StaffDuty
from electflow.errors import Forbidden, InputRefused, NotFound, RequirementsUnmet, Stale
from electflow.profile.loader import load_profile
from electflow.roll.model import Voter
from electflow.roll.queries import voters_page
from electflow.stages import Stage, Trigger
from electflow.voting import proxies
from electflow.voting.box_scrutineers import watchers_of
from electflow.voting.custody import (
    STOCK,
    Move,
    imbalances_at_closing,
    imbalances_at_count,
    imbalances_at_sealing,
)
from electflow.voting.model import BallotMove, Count, Poll, ProxySlip, TallyEntry
from electflow.voting.poll_day_rules import boxes_ready, ledger_at_closing
from electflow.voting.poll_days import slips_hold
from electflow.voting.proxy import Applied, ProxyRelation, faults_of_proxy, summary_of
from electflow.voting.queries import slips_in_force
from electflow.voting.rules import issues_before_close_poll, tally
from electflow.voting.sheet import (
    VOID,
    SheetEntry,
    SheetStanding,
    ballots_in,
    faults_of_sheet,
    fields_of,
    own_in,
    seal_of,
    state_of,
    warnings_of_sheet,
)
from electflow.voting.terms import BallotRuling, BoxKind, Doubt, PollKind
from electflow.workflow import poll_day, records, staffing
from electflow.workflow import service as workflow
from electflow.workflow.dossier import dossiers_of

NATIONAL = load_profile("national")
FIELDS = fields_of([1, 2, 3])


def codes(issues) -> set[str]:
    return {issue.code for issue in issues}


def sheet(returned=100, void=2, **votes) -> dict[str, int]:
    told = {f"votes_{n}": 10 * n for n in (1, 2, 3)}
    return {"returned": returned, "void": void} | told | votes


def test_a_sheet_of_ballots_by_post_is_checked_post_by_post():
    own = fields_of([1, 2, 3], (Post.CHAIR, Post.MEMBER))
    assert own[:4] == ("returned_chair", "void_chair", "returned_member", "void_member")
    posts = {1: Post.CHAIR, 2: Post.MEMBER, 3: Post.MEMBER}
    seats = {Post.CHAIR: 1, Post.MEMBER: 2}

    def found(**changed):
        told = dict(zip(own, (50, 0, 40, 4, 50, 36, 36), strict=True)) | changed
        return {i.facts["check"] for i in faults_of_sheet(told, seats, posts)}

    assert found() == set(), "each post up to its own good ballots"
    assert found(votes_1=51) == {"F102", "F103"}
    assert found(votes_2=37) == {"F102", "F103"}, "the chair's ballots are none of the members'"
    assert found(void_member=41) == {"F101", "F102", "F103"}
    told = dict(zip(own, (50, 1, 40, 4, 10, 9, 8), strict=True))
    assert (ballots_in(told), ballots_in(told, VOID)) == (90, 5)
    assert own_in(told) == {Post.CHAIR: (50, 1), Post.MEMBER: (40, 4)}
    assert warnings_of_sheet(told, 90) == []
    assert [i.facts["check"] for i in warnings_of_sheet(told, 89)] == ["W201"]


def test_ballots_by_post_are_counted_decided_and_told_of_post_by_post(world):
    """HN11 34: the chair's poll may be valid and the members' void for want of ballots returned."""
    election = world.election(Stage.POLLING)
    clerk = world.clerk_of(election)
    with world.database.writer.begin() as connection:
        connection.execute(
            update(Poll).where(Poll.election_id == election.id).values(is_separate=True)
        )
    poll = opened(world, election).polls[-1]
    assert poll.own == tuple(post for post in Post if poll.seats.get(post))
    came, n = poll.base - 2, len(poll.own)

    def close(issued):
        edition = world.count("document", f"election_id={election.id} and kind='poll_closing'")
        world.do(
            clerk,
            lambda act: records.record_paper(
                act, election.id, Kind.POLL_CLOSING, dated_on=TODAY,
                figures={"voters": came, "issued": issued},
                seen_edition=edition, reason="补正" if edition else "",
            ),
        )  # fmt: skip
        facts = opened(world, world.again(election))
        found = issues_before_close_poll(facts, facts.profile, TODAY)
        return {i.code for i in found if i.is_open}

    assert "voting.issued_by_posts" in close(came * n + 1)
    assert "voting.issued_by_posts" not in close(came * n)
    seen = {election.id: world.again(election).version}
    moved = world.do(
        clerk,
        lambda act: workflow.advance_all(
            act, Trigger.CLOSE_POLL, seen, explanation_for_all="已核对"
        ),
    )[election.id]
    assert isinstance(moved, Election), getattr(moved, "issues", moved)
    facts = opened(world, world.again(election))
    half = poll.base // 2
    figures = {}
    for post in poll.own:
        # the members' ballots are half of those registered: not more than half
        figures |= {f"returned_{post}": half if post is Post.MEMBER else came, f"void_{post}": 1}
    figures |= {f"votes_{number}": 1 for number in poll.candidates}
    with pytest.raises(Stale):
        world.count_by_two(election, clerk, {"returned": came, "void": 0})
    world.count_by_two(election, clerk, figures)
    facts = opened(world, world.again(election))
    ballots = facts.polls[-1].ballots
    assert (ballots.returned, ballots.void) == (came * (n - 1) + half, n)
    assert facts.poll_day.confirms(ballots)
    assert {post: (own.voters, own.returned) for post, own in ballots.own.items()} == {
        post: (came, half if post is Post.MEMBER else came) for post in poll.own
    }
    turnout = [
        line for line in tally(facts, facts.profile).last.proof if line.code == "outcome.turnout"
    ]
    assert [(line.facts["returned"], line.holds) for line in turnout] == [
        (came, True), (half, False)
    ]  # fmt: skip


# --- two entries ------------------------------------------------------------------------------

A_SHEET = st.fixed_dictionaries({name: st.integers(0, 3) for name in FIELDS})


@given(A_SHEET, A_SHEET)
def test_what_differs_is_just_what_the_two_say_differently(one, two):
    state = state_of(FIELDS, [SheetEntry(1, one), SheetEntry(2, two)])
    assert set(state.differing) == {name for name in FIELDS if one[name] != two[name]}
    assert state.agreed == {name: one[name] for name in FIELDS if one[name] == two[name]}
    assert (state.standing is SheetStanding.AGREED) is (one == two)


@given(A_SHEET, A_SHEET, A_SHEET, st.sampled_from([1, 2, 3]))
def test_a_difference_is_settled_by_one_of_the_two_or_by_a_third(one, two, again, by):
    first = state_of(FIELDS, [SheetEntry(1, one), SheetEntry(2, two)])
    only = {name: again[name] for name in first.differing}
    state = state_of(FIELDS, [SheetEntry(1, one), SheetEntry(2, two), SheetEntry(by, only)])
    other = {1: two, 2: one}.get(by)
    for name in FIELDS:
        if one[name] == two[name]:
            assert state.agreed[name] == one[name]
        elif other is not None:
            assert (name in state.agreed) is (only[name] == other[name])
        else:
            assert (name in state.agreed) is (only[name] in (one[name], two[name]))


def test_two_against_two_settle_nothing():
    said = {by: sheet() | {"votes_1": 9 + by // 3} for by in (1, 2, 3, 4)}
    entries = [SheetEntry(by, figures) for by, figures in said.items()]
    assert state_of(FIELDS, entries).differing == ("votes_1",)
    settled = state_of(FIELDS, entries[:3])
    assert (settled.standing, settled.agreed["votes_1"]) == (SheetStanding.AGREED, 9)


def test_one_person_alone_agrees_with_nobody():
    state = state_of(FIELDS, [SheetEntry(1, sheet()), SheetEntry(1, sheet())])
    assert state.standing is SheetStanding.ONCE


def test_a_person_written_in_later_reopens_the_sheet_for_his_votes_only():
    entries = [SheetEntry(1, sheet()), SheetEntry(2, sheet())]
    state = state_of(fields_of([1, 2, 3, 4]), entries)
    assert (state.standing, state.differing) == (SheetStanding.DIFFERS, ("votes_4",))


@given(st.integers(0, 60), st.integers(0, 60), st.lists(st.integers(0, 70), min_size=3, max_size=3))
def test_a_sheet_is_refused_just_when_it_cannot_be_true(returned, void, votes):
    figures = {"returned": returned, "void": void} | {
        f"votes_{n}": got for n, got in enumerate(votes, 1)
    }
    posts = {1: Post.CHAIR, 2: Post.MEMBER, 3: Post.MEMBER}
    issues = faults_of_sheet(figures, {Post.CHAIR: 1, Post.MEMBER: 1}, posts)
    good = returned - void
    possible = good >= 0 and max(votes) <= good and votes[1] + votes[2] <= good
    assert (not issues) is possible
    assert len({str(i.facts["check"]) for i in issues}) >= (not possible)


def test_odd_sheets_have_stable_codes():
    told = warnings_of_sheet({"returned": 10, "void": 2, "votes_1": 0}, collected=11)
    assert {str(w.facts["check"]) for w in told} == {"W201", "W202", "W204"}
    assert [w.facts["check"] for w in warnings_of_sheet({"returned": 0, "void": 0}, 0)] == ["W203"]
    ruled = warnings_of_sheet({"returned": 100, "void": 1, "votes_1": 9}, 100, ruled_void=2)
    assert [w.facts["check"] for w in ruled] == ["W205"]
    assert warnings_of_sheet({"returned": 100, "void": 10, "votes_1": 9}, 100) == []


# --- the ledger -------------------------------------------------------------------------------

BOXES = (1, 2, 3)


@st.composite
def balanced(draw):
    """Return a ledger that balances, with what was issued, the slips and the counts."""
    sums, issued, slips, counted = {}, 0, 0, {}
    out = 0
    for box in BOXES:
        card, slip, spoiled, left = (draw(st.integers(0, 40)) for _ in range(4))
        sums |= {
            (Move.HANDED_OUT, box): card + slip + spoiled + left,
            (Move.ISSUED_CARD, box): card,
            (Move.ISSUED_SLIP, box): slip,
            (Move.SPOILED, box): spoiled,
            (Move.UNUSED, box): left,
            (Move.COLLECTED, box): draw(st.integers(0, card + slip)),
        }
        counted[box] = sums[Move.COLLECTED, box]
        out, issued, slips = out + sums[Move.HANDED_OUT, box], issued + card + slip, slips + slip
    stock = draw(st.integers(0, 40))
    sums |= {
        (Move.PRINTED, STOCK): out + stock,
        (Move.UNUSED, STOCK): stock,
        (Move.SEALED, STOCK): sum(counted.values()),
    }
    return sums, issued, slips, counted


@given(balanced())
def test_a_ledger_that_balances_has_no_fault(ledger):
    sums, issued, slips, counted = ledger
    assert imbalances_at_closing(sums, BOXES, issued, slips) == []
    assert imbalances_at_count(sums, BOXES, counted) == []
    assert imbalances_at_sealing(sums, sum(counted.values())) == []


@given(balanced(), st.sampled_from(list(Move)), st.sampled_from((STOCK, *BOXES)), st.integers(1, 9))
def test_one_ballot_too_many_is_found_and_its_box_named(ledger, move, box, more):
    sums, issued, slips, counted = ledger
    if (move, box) not in sums:
        return
    wrong = sums | {(move, box): sums[move, box] + more}
    found = [
        *imbalances_at_closing(wrong, BOXES, issued, slips),
        *imbalances_at_count(wrong, BOXES, counted),
        *imbalances_at_sealing(wrong, sum(counted.values())),
    ]
    assert found
    assert box in {imbalance.box for imbalance in found} or box == STOCK or move is Move.HANDED_OUT


EVEN = {
    (Move.PRINTED, STOCK): 100, (Move.UNUSED, STOCK): 40, (Move.SEALED, STOCK): 49,
    (Move.DESTROYED, STOCK): 50, (Move.HANDED_OUT, 1): 60, (Move.ISSUED_CARD, 1): 40,
    (Move.ISSUED_SLIP, 1): 10, (Move.SPOILED, 1): 5, (Move.UNUSED, 1): 5, (Move.COLLECTED, 1): 49,
}  # fmt: skip


def named(sums, issued=50, slips=10, counted=49) -> set[str]:
    found = [
        *imbalances_at_closing(sums, [1], issued, slips),
        *imbalances_at_count(sums, [1], {1: counted}),
        *imbalances_at_sealing(sums, counted),
    ]
    return {wrong.code.removeprefix("custody.") for wrong in found}


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize(
    ("move", "box", "fewer", "more"),
    [
        (Move.PRINTED, STOCK, "stock", "stock"),
        (Move.UNUSED, STOCK, "stock destroyed", "stock destroyed"),
        (Move.SEALED, STOCK, "sealed", "sealed"),
        (Move.DESTROYED, STOCK, "destroyed", "destroyed"),
        (Move.HANDED_OUT, 1, "stock station", "stock station"),
        (Move.ISSUED_CARD, 1, "station issued", "station issued"),
        (Move.ISSUED_SLIP, 1, "station issued", "station issued slips"),
        (Move.SPOILED, 1, "station destroyed", "station destroyed"),
        (Move.UNUSED, 1, "station destroyed", "station destroyed"),
        (Move.COLLECTED, 1, "counted", "counted"),
    ],
)
def test_one_ballot_more_or_fewer_breaks_just_its_own_equations(move, box, fewer, more, by):
    assert named(EVEN) == set()
    assert named(EVEN | {(move, box): EVEN[move, box] + by}) == set(
        (fewer if by < 0 else more).split()
    )


def test_figures_from_elsewhere_meet_the_ledger_exactly():
    assert named(EVEN, issued=49) == named(EVEN, issued=51) == {"issued"}
    assert (named(EVEN, slips=9), named(EVEN, slips=11)) == ({"slips"}, set())
    assert named(EVEN, slips=None) == set()
    assert named(EVEN, counted=48) == named(EVEN, counted=50) == {"counted", "sealed"}
    all_in = EVEN | {(Move.COLLECTED, 1): 50, (Move.SEALED, STOCK): 50}
    assert named(all_in, counted=50) == set()
    over = all_in | {(Move.COLLECTED, 1): 51, (Move.SEALED, STOCK): 51}
    assert named(over, counted=51) == {"collected"}
    assert named(EVEN | {(Move.DESTROYED, STOCK): 0}) == set(), "what is idle may be kept"


# --- proxies ----------------------------------------------------------------------------------


def applied(**changed) -> Applied:
    told = {
        "principal": 1, "proxy": 2, "relation": ProxyRelation.VILLAGER, "applied_on": TODAY,
        "is_written": True, "held_by_proxy": 0, "has_principal_a_slip": False,
        "is_principal_a_proxy": False, "has_proxy_a_slip": False, "is_proxy_candidate": False,
    }  # fmt: skip
    return Applied(**(told | changed))


def test_passing_a_proxy_on_is_refused_where_the_province_forbids_it():
    """Zhejiang 25, Shanghai 16; national law is silent, so that readiness reminds of it."""
    for profile, refused in (("zhejiang", True), ("shanghai", True), ("national", False)):
        rules = load_profile(profile)
        early = TODAY - timedelta(days=20)
        for changed in ({"is_principal_a_proxy": True}, {"has_proxy_a_slip": True}):
            found = faults_of_proxy(applied(applied_on=early, **changed), TODAY, rules, TODAY)
            assert ("proxy.passed_on" in codes(found)) is refused
    assert summary_of({1: 2, 2: 3}, frozenset()).passed_on == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"held_by_proxy": 2}, None),
        ({"held_by_proxy": 3}, "proxy.too_many"),
        ({"is_proxy_candidate": True}, "proxy.is_candidate"),
        ({"is_written": False}, "proxy.not_written"),
        ({"proxy": 1}, "proxy.same_person"),
        ({"has_principal_a_slip": True}, "proxy.principal_has_one"),
        ({"applied_on": TODAY + timedelta(days=1)}, "document.date_ahead"),
    ],
)
def test_a_proxy_is_refused_for_each_reason_of_the_law(changed, code):
    issues = faults_of_proxy(applied(**changed), TODAY + timedelta(days=9), NATIONAL, TODAY)
    assert codes(issues) == ({code} if code else set())


@pytest.mark.parametrize(
    ("profile", "days"), [("national", 0), ("zhejiang", 3), ("shanghai", 5), ("henan", 1)]
)
@pytest.mark.parametrize("late", [0, 1])
def test_each_province_has_its_last_day_for_proxies(profile, days, late):
    poll_on = TODAY + timedelta(days=20)
    told = applied(applied_on=poll_on - timedelta(days=days) + timedelta(days=late))
    issues = faults_of_proxy(told, poll_on, load_profile(profile), date(2030, 1, 1))
    assert codes(issues) == ({"proxy.too_late"} if late else set())


@given(st.dictionaries(st.integers(1, 30), st.integers(31, 40), max_size=30))
def test_the_register_counts_principals_proxies_and_the_busiest(slips):
    told = summary_of(slips, frozenset({31}))
    held = [list(slips.values()).count(proxy) for proxy in set(slips.values())]
    assert (told.principals, told.proxies) == (len(slips), len(held))
    assert told.most_of_one == max(held, default=0)
    assert told.candidates == (31 in slips.values())


# --- in the product ---------------------------------------------------------------------------


def opened(world, election):
    with reading(world.database) as session:
        return dossiers_of(session, EXAMPLE, [world.again(election)])[election.id]


def counting(world):
    """Return an election that is being counted without a box registered by itself."""
    with reading(world.database) as session:
        rows = list(
            session.scalars(
                select(Election).where(
                    Election.county == EXAMPLE, Election.stage == Stage.COUNTING.value
                )
            )
        )
    return rows[0]


def second_of(actor):
    return replace(actor, official_id=actor.official_id + 1)


def figures_for(world, election, most=None):
    dossier = opened(world, election)
    told = dossier.papers.find(Kind.POLL_CLOSING).figures
    left, figures = dict(election.seats), {"returned": told.voters, "void": 0}
    for candidate in dossier.candidates:
        left[candidate.post] -= 1
        high = most or told.voters - 17
        figures[f"votes_{candidate.number}"] = high if left[candidate.post] >= 0 else 3
    return figures


def enter(world, actor, election, box, figures, accepted=True):
    world.do(
        actor,
        lambda act: poll_day.enter_sheet(
            act,
            election.id,
            box=box,
            figures=figures,
            accepted=seal_of(figures) if accepted else "",
        ),
    )


def others_empty(world, election, clerk, figures):
    """Enter empty sheets for all boxes but the first, so that the first decides."""
    for box in opened(world, election).poll_day.boxes[1:]:
        empty = dict.fromkeys(figures, 0)
        for actor in (clerk, second_of(clerk)):
            enter(world, actor, election, box.number, empty)


def test_the_count_is_made_up_when_two_persons_agree_on_all_sheets(world):
    election = counting(world)
    clerk, figures = world.clerk_of(election), figures_for(world, election)
    others_empty(world, election, clerk, figures)
    enter(world, clerk, election, 1, figures)
    assert opened(world, election).polls[-1].ballots is None
    enter(world, second_of(clerk), election, 1, figures)
    poll = opened(world, election).polls[-1]
    assert poll.ballots.returned == figures["returned"]
    assert {s.id: s.votes for s in poll.ballots.standees} == {
        int(name.removeprefix("votes_")): n for name, n in figures.items() if "votes" in name
    }
    assert set(poll.recorded_by) == {clerk.official_id, clerk.official_id + 1}
    with pytest.raises(Stale):
        enter(world, replace(clerk, official_id=clerk.official_id + 2), election, 1, figures)


def test_nobody_makes_both_entries(world):
    election = counting(world)
    clerk, figures = world.clerk_of(election), figures_for(world, election)
    enter(world, clerk, election, 1, figures)
    with pytest.raises(RequirementsUnmet) as refusal:
        enter(world, clerk, election, 1, figures)
    assert codes(refusal.value.issues) == {"voting.sheet_second_person"}


def test_only_what_differs_is_asked_for_again_and_a_third_settles_it(world):
    election = counting(world)
    clerk, figures = world.clerk_of(election), figures_for(world, election)
    others_empty(world, election, clerk, figures)
    wrong = figures | {"votes_1": figures["votes_1"] - 1, "void": 1}
    enter(world, clerk, election, 1, figures)
    enter(world, second_of(clerk), election, 1, wrong)
    third = replace(clerk, official_id=clerk.official_id + 2)
    with pytest.raises(Stale):
        enter(world, third, election, 1, figures)
    enter(world, third, election, 1, {"votes_1": figures["votes_1"], "void": 1})
    poll = opened(world, election).polls[-1]
    assert (poll.ballots.void, poll.ballots.returned) == (1, figures["returned"])
    with pytest.raises(Stale):
        enter(world, third, election, 1, {"void": 1})


def test_nobody_finds_out_anothers_figure_by_trying(world):
    election = counting(world)
    clerk, figures = world.clerk_of(election), figures_for(world, election)
    enter(world, clerk, election, 1, figures)
    enter(world, second_of(clerk), election, 1, figures | {"votes_1": figures["votes_1"] - 1})
    enter(world, second_of(clerk), election, 1, {"votes_1": figures["votes_1"] - 2})
    with pytest.raises(InputRefused) as refusal:
        enter(world, second_of(clerk), election, 1, {"votes_1": figures["votes_1"] - 3})
    assert codes(refusal.value.issues) == {"voting.sheet_tried"}


def test_an_accepted_warning_expires_with_any_change(world):
    election = counting(world)
    clerk, figures = world.clerk_of(election), figures_for(world, election)
    odd = (
        figures
        | {"void": figures["returned"] // 5}
        | {name: 3 for name in figures if name.startswith("votes_")}
    )
    with pytest.raises(RequirementsUnmet) as unmet:
        enter(world, clerk, election, 1, odd, accepted=False)
    assert "W202" in {issue.facts["check"] for issue in unmet.value.issues}
    changed = odd | {"votes_1": 4}
    with pytest.raises(RequirementsUnmet):
        world.do(
            clerk,
            lambda act: poll_day.enter_sheet(
                act, election.id, box=1, figures=changed, accepted=seal_of(odd)
            ),
        )
    enter(world, clerk, election, 1, odd)


def test_a_sheet_entered_anew_keeps_the_old_entries_and_the_reason(world):
    election = counting(world)
    clerk, figures = world.clerk_of(election), figures_for(world, election)
    others_empty(world, election, clerk, figures)
    for actor in (clerk, second_of(clerk)):
        enter(world, actor, election, 1, figures)
    with pytest.raises(InputRefused):
        world.do(clerk, lambda act: poll_day.reopen_sheet(act, election.id, box=1, reason=" "))
    world.do(clerk, lambda act: poll_day.reopen_sheet(act, election.id, box=1, reason="抄错一行"))
    again = figures | {"votes_1": figures["votes_1"] - 2}
    for actor in (clerk, second_of(clerk)):
        enter(world, actor, election, 1, again)
    with reading(world.database) as session:
        counts = session.scalars(
            select(Count).where(Count.election_id == election.id).order_by(Count.edition)
        ).all()
        kept = session.scalars(
            select(TallyEntry).where(
                TallyEntry.election_id == election.id, TallyEntry.is_in_force.is_(False)
            )
        ).all()
    assert [c.votes["1"] for c in counts] == [figures["votes_1"], again["votes_1"]]
    assert {entry.set_aside_for for entry in kept} == {"抄错一行"}


def test_the_figures_of_one_entry_stand_nowhere_in_the_book(world):
    election = counting(world)
    clerk, figures = world.clerk_of(election), figures_for(world, election)
    enter(world, clerk, election, 1, figures)
    from electflow.audit.model import AuditEvent

    with reading(world.database) as session:
        body = session.scalars(
            select(AuditEvent.body).where(AuditEvent.action == "tally:enter")
        ).all()[-1]
    told = json.loads(body)["data"]
    assert set(told) == {"poll", "box", "standing", "differing", "digest"}
    assert figures["votes_1"] not in told.values()


def test_a_doubtful_ballot_keeps_the_result_open_until_it_is_ruled_on(world):
    election = counting(world)
    clerk, figures = world.clerk_of(election), figures_for(world, election)
    world.do(clerk, lambda act: poll_day.note_doubtful(act, election.id, box=1, doubt=Doubt.MARKED))
    others_empty(world, election, clerk, figures)
    for actor in (clerk, second_of(clerk)):
        enter(world, actor, election, 1, figures)

    assert opened(world, election).polls[-1].ballots is None, "no figures while one is open"

    def declare():
        told = dict.fromkeys(
            ("custody.kept", "custody.counted", "custody.collected", "voting.women_elected"), "据实"
        )
        return world.do(
            clerk,
            lambda act: workflow.advance(
                act,
                election.id,
                Trigger.DECLARE_ELECTED,
                seen_version=world.again(election).version,
                explanations=told,
            ),
        )

    with pytest.raises(RequirementsUnmet) as refusal:
        declare()
    assert "voting.doubtful_decided" in codes(i for i in refusal.value.issues if i.is_blocking)
    with pytest.raises(InputRefused):
        world.do(
            clerk,
            lambda act: poll_day.rule_on_doubtful(
                act, election.id, 1, ruling=BallotRuling.VALID, minutes=" "
            ),
        )
    world.do(
        clerk,
        lambda act: poll_day.rule_on_doubtful(
            act, election.id, 1, ruling=BallotRuling.VALID, minutes="记录第3页"
        ),
    )
    again = lambda act: poll_day.rule_on_doubtful(  # noqa: E731
        act, election.id, 1, ruling=BallotRuling.MISTAKEN, minutes="记录第4页"
    )
    world.do(clerk, again)
    with pytest.raises(Stale):
        world.do(clerk, again)
    declare()
    assert world.again(election).stage == Stage.ELECTED


def test_a_wrong_line_is_taken_back_once_and_both_stay(world):
    election = world.election(Stage.POLL_READY)
    clerk = world.clerk_of(election)
    before = opened(world, election).poll_day.moves.get((Move.PRINTED, STOCK), 0)
    printed = lambda act: poll_day.move_ballots(  # noqa: E731
        act, election.id, move=Move.PRINTED, box=STOCK, quantity=500
    )
    world.do(clerk, printed)
    assert opened(world, election).poll_day.moves[Move.PRINTED, STOCK] == before + 500
    with reading(world.database) as session:
        line = session.scalars(
            select(BallotMove.id)
            .where(BallotMove.election_id == election.id, BallotMove.quantity == 500)
            .order_by(BallotMove.id.desc())
        ).first()
    world.do(clerk, lambda act: poll_day.take_back_move(act, election.id, line))
    assert opened(world, election).poll_day.moves[Move.PRINTED, STOCK] == before
    with pytest.raises(Stale):
        world.do(clerk, lambda act: poll_day.take_back_move(act, election.id, line))


@pytest.mark.parametrize(
    ("move", "box", "quantity", "code"),
    [
        (Move.PRINTED, 1, 5, "voting.move_at_wrong_place"),
        (Move.ISSUED_CARD, STOCK, 5, "voting.move_at_wrong_place"),
        (Move.COLLECTED, 99, 5, "voting.move_at_wrong_place"),
        (Move.PRINTED, STOCK, 0, "voting.quantity_wrong"),
    ],
)
def test_a_line_that_cannot_be_is_refused(world, move, box, quantity, code):
    election = world.election(Stage.POLL_READY)
    with pytest.raises(InputRefused) as refusal:
        world.do(
            world.clerk_of(election),
            lambda act: poll_day.move_ballots(
                act, election.id, move=move, box=box, quantity=quantity
            ),
        )
    assert codes(refusal.value.issues) == {code}


def test_boxes_stand_before_the_poll_opens(world):
    ready, polling = world.election(Stage.POLL_READY), world.election(Stage.POLLING)
    without = {"voting.box_without_users", "voting.box_without_custodian"}
    for election, wrong in ((ready, without), (polling, {"voting.boxes_not_now"})):
        with pytest.raises(InputRefused) as refusal:
            world.do(
                world.clerk_of(election),
                lambda act, e=election: poll_day.add_box(
                    act, e.id, kind=BoxKind.MOBILE, name="流动票箱", scrutineers=3
                ),
            )
        assert codes(refusal.value.issues) == wrong


def test_a_box_goes_out_and_comes_back_once_and_only_on_poll_day(world):
    """Nobody counts while a box that is carried about is not back (S11)."""
    keeper = Keeper(world, prepared(world), Random(0))
    central, first, second = keeper.boxes()
    election, clerk = keeper.election, keeper.clerk

    def note(number, is_out, days=0):
        later = keeper.at + timedelta(days=days)
        work = lambda act: poll_day.note_box(act, election.id, number, is_out=is_out)  # noqa: E731
        world.do(clerk, work, later)

    def refusal(number, is_out) -> set[str]:
        with pytest.raises(InputRefused) as error:
            note(number, is_out)
        return codes(error.value.issues)

    assert refusal(first, True) == {"voting.boxes_on_poll_day"}
    for _ in range(2):
        keeper.onward()
    assert keeper.stage is Stage.POLLING
    with pytest.raises(NotFound):
        note(central, True)
    assert refusal(first, False) == {"voting.box_not_out"}
    for number, days in ((first, 0), (second, 1)):
        note(number, True)
        with pytest.raises(Stale):
            note(number, True)
        note(number, False, days)
        with pytest.raises(Stale):
            note(number, False)
    facts = opened(world, election)
    back = [i for i in ledger_at_closing(facts, facts.profile) if i.code == "voting.box_back"]
    assert [i.is_open for i in back] == [False, True], "the second came back the day after"


def test_a_box_that_holds_ballots_stays_in_use(world):
    keeper = Keeper(world, prepared(world), Random(0))
    _, first, second = keeper.boxes()
    keeper.move(Move.HANDED_OUT, first, 5)
    with pytest.raises(InputRefused) as refusal:
        keeper.do(keeper.clerk, lambda act: poll_day.withdraw_box(act, keeper.election.id, first))
    assert codes(refusal.value.issues) == {"voting.box_has_ballots"}
    assert keeper.keep(poll_day.withdraw_box, second)
    assert not keeper.keep(poll_day.withdraw_box, second)


def test_who_may_not_keep_the_poll_is_refused(world):
    election = world.election(Stage.POLL_READY)
    for name, refusal in (("viewer", Forbidden), ("auditor", Forbidden), ("branch", NotFound)):
        with pytest.raises(refusal):
            world.do(
                world.actor(name),
                lambda act: poll_day.move_ballots(
                    act, election.id, move=Move.PRINTED, box=STOCK, quantity=5
                ),
            )


def voters_in_order(world, election) -> list[int]:
    with reading(world.database) as session:
        mine = select(Voter.id).where(Voter.election_id == election.id)
        return list(session.scalars(mine.order_by(Voter.id)))


def give(world, election, at, principal, proxy):
    world.do(
        world.clerk_of(election),
        lambda act: poll_day.register_proxy(
            act, election.id, principal=principal, proxy=proxy, relation=ProxyRelation.SIBLING,
            reason="外出务工", applied_on=at.date(), is_written=True,
        ),
        at,
    )  # fmt: skip


def test_a_proxy_is_registered_from_the_list_and_a_fourth_refused(world):
    election, clerk, at = finalised(world)
    voters = voters_in_order(world, election)
    for principal in voters[:3]:
        give(world, election, at, principal, voters[9])
    with pytest.raises(InputRefused) as refusal:
        give(world, election, at, voters[3], voters[9])
    assert codes(refusal.value.issues) == {"proxy.too_many"}
    with pytest.raises(NotFound):
        give(world, election, at, voters[4], 12345)
    world.do(clerk, lambda act: poll_day.withdraw_proxy(act, election.id, 1), at)
    give(world, election, at, voters[3], voters[9])
    slips = opened(world, world.again(election)).poll_day.slips
    assert (slips.principals, slips.proxies, slips.most_of_one) == (3, 1, 3)


def lent_voters(world, election) -> list[int]:
    """Put villagers of another list on the list of an election, as a list that was kept before."""
    other = another_list(world, election)
    with reading(world.database) as session:
        rows = voters_page(session, other, most=4)
        there = [session.get(Voter, (EXAMPLE, row.id)) for row in rows]
        told = [{c.name: getattr(v, c.name) for c in Voter.__table__.columns} for v in there]
    lent = [one | {"id": n, "election_id": election.id} for n, one in enumerate(told, 1)]
    with world.database.writer.begin() as connection:
        connection.execute(insert(Voter), lent)
    return [one["id"] for one in lent]


@pytest.mark.parametrize(
    ("kinds", "number", "stage", "meant"),
    [
        ({}, 1, Stage.POLL_READY, [1]),
        ({1: PollKind.FIRST}, 1, Stage.POLLING, [1]),
        ({1: PollKind.FIRST}, 2, Stage.TIE_PENDING, [2, 1]),
        ({1: PollKind.FIRST}, 2, Stage.PARTLY_ELECTED, [2]),
        ({1: PollKind.FIRST, 2: PollKind.TIE}, 2, Stage.POLLING, [2, 1]),
        ({1: PollKind.FIRST, 2: PollKind.TIE}, 3, Stage.TIE_PENDING, [3, 2, 1]),
        ({1: PollKind.FIRST, 2: PollKind.TIE}, 3, Stage.NONE_ELECTED, [3]),
        ({2: PollKind.SECOND}, 3, Stage.TIE_PENDING, [3, 2]),
    ],
)
def test_a_re_vote_goes_on_with_the_proxies_of_its_poll(kinds, number, stage, meant):
    assert slips_hold(kinds, number, stage) == meant


def test_a_proxy_for_a_re_vote_counts_with_those_before_and_is_withdrawn_until_the_poll_closes(
    world,
):
    election = world.election(Stage.TIE_PENDING)
    clerk = world.clerk_of(election)
    day = TODAY + timedelta(3)
    at_noon = NOON.replace(year=day.year, month=day.month, day=day.day)
    voters = lent_voters(world, election)
    before = opened(world, election).poll_day.slips
    assert before is None

    def register(principal, proxy):
        world.do(
            clerk,
            lambda act: poll_day.register_proxy(
                act, election.id, principal=principal, proxy=proxy, reason="外出",
                relation=ProxyRelation.SIBLING, applied_on=TODAY, is_written=True,
            ),
        )  # fmt: skip

    with pytest.raises(InputRefused) as refused:
        register(voters[0], voters[1])
    assert codes(refused.value.issues) == {"proxy.too_late"}, (
        "the day of the re-vote is not announced"
    )
    world.do(
        clerk,
        lambda act: records.record_paper(
            act, election.id, Kind.REVOTE_NOTICE, dated_on=TODAY, posted_on=TODAY, number="9号",
            figures={"persons": 2, "poll_on": day},
        ),
    )  # fmt: skip
    register(voters[0], voters[1])
    now = opened(world, world.again(election)).poll_day.slips
    assert (now.principals, now.proxies) == (1, 1)
    with reading(world.database) as session:
        earlier = session.get(Poll, (EXAMPLE, election.id, 1))
        assert earlier is not None
        there = slips_in_force(session, world.again(election))
    assert [line.poll for line in there] == [2], "what is printed is what holds"
    with reading(world.database) as session:
        number = session.scalar(select(func.max(ProxySlip.number)).where(
            ProxySlip.election_id == election.id
        ))  # fmt: skip

    def hold_revote():
        seen = {election.id: world.again(election).version}
        return world.do(
            clerk,
            lambda act: workflow.advance_all(
                act, Trigger.HOLD_REVOTE, seen, explanation_for_all="已核对"
            ),
            at_noon,
        )[election.id]

    refusal = hold_revote()
    assert codes(refusal.issues) == {"voting.proxies_as_kept"}, "the new proxy hangs first"
    world.do(
        clerk,
        lambda act: records.record_paper(
            act, election.id, Kind.PROXY_NOTICE, dated_on=TODAY, posted_on=TODAY, number="9号",
            figures={
                "principals": 1, "proxies": 1, "most_of_one_proxy": 1, "candidates_as_proxies": 0,
            },
            seen_edition=world.count(
                "document", f"election_id={election.id} and kind='proxy_notice'"
            ),
            reason="增加委托",
        ),
    )  # fmt: skip
    assert isinstance(hold_revote(), Election)
    world.do(clerk, lambda act: poll_day.withdraw_proxy(act, election.id, number), at_noon)
    assert opened(world, world.again(election)).poll_day.slips is None


def refused_proxy(world, election, principal, proxy, profile=None) -> set[str]:
    """Return why the register refuses a proxy of ten days before the poll, as a profile has it."""
    with pytest.raises(InputRefused) as refusal:
        register_under(world, election, principal, proxy, profile or NATIONAL)
    return codes(refusal.value.issues)


def register_under(world, election, principal, proxy, profile):
    there = opened(world, election).candidates
    world.do(
        world.clerk_of(election),
        lambda act: proxies.register_proxy(
            act, election, there, profile, principal=principal, proxy=proxy,
            relation=ProxyRelation.SIBLING, reason="外出务工", applied_on=TODAY,
            is_written=True, poll_on=TODAY + timedelta(days=10),
        ),
    )  # fmt: skip


def test_the_register_knows_who_stands_and_who_gave_or_holds_a_proxy_already(world):
    election = prepared(world)
    candidate, *voters = voters_in_order(world, election)[7:12]
    giver, holder, third, fourth = voters
    zhejiang = load_profile("zhejiang")
    assert refused_proxy(world, election, giver, candidate) == {"proxy.is_candidate"}
    register_under(world, election, giver, holder, NATIONAL)
    assert refused_proxy(world, election, giver, third) == {"proxy.principal_has_one"}
    for principal, proxy in ((holder, third), (third, giver)):
        assert refused_proxy(world, election, principal, proxy, zhejiang) == {"proxy.passed_on"}
        register_under(world, election, principal, proxy, NATIONAL)
    assert opened(world, election).poll_day.slips.passed_on == 3
    register_under(world, election, fourth, holder, NATIONAL)


def test_a_proxy_given_while_candidates_are_named_is_for_the_poll_that_comes(world):
    election, _, at = finalised(world)
    voters, keeper = voters_in_order(world, election), Keeper(world, election, Random(0))
    keeper.at = at
    give(world, election, at, voters[0], voters[19])
    keeper.onward()
    assert keeper.stage is Stage.NOMINATING
    for principal in voters[1:3]:
        give(world, election, at, principal, voters[19])
    with pytest.raises(InputRefused) as refusal:
        give(world, election, at, voters[3], voters[19])
    assert codes(refusal.value.issues) == {"proxy.too_many"}
    assert {row["poll"] for row in keeper.rows()["proxy_slip"]} == {1}


def test_a_proxy_of_a_poll_that_was_held_stays_as_it_was(world):
    election = world.election(Stage.PARTLY_ELECTED)
    clerk, voters = world.clerk_of(election), lent_voters(world, election)
    with world.database.writer.begin() as connection:
        slip = {
            "county": EXAMPLE, "election_id": election.id, "principal": voters[0],
            "proxy": voters[1], "relation": "sibling", "sealed_reason": b"", "applied_on": TODAY,
            "is_withdrawn": False,
        }  # fmt: skip
        connection.execute(insert(ProxySlip), [slip | {"number": n, "poll": n} for n in (1, 2)])
    with pytest.raises(InputRefused) as refused:
        world.do(clerk, lambda act: poll_day.withdraw_proxy(act, election.id, 1))
    assert codes(refused.value.issues) == {"proxy.of_earlier_poll"}
    world.do(clerk, lambda act: poll_day.withdraw_proxy(act, election.id, 2))


def test_who_votes_at_a_box_carried_about_is_looked_up_and_votes_nowhere_else(world):
    """ZJ20 24, HN11 31: the users of such a box hang by name before the poll."""
    election, clerk, at = finalised(world)
    with reading(world.database) as session:
        voters = {v.name: v.id for v in voters_page(session, election, most=100)}
    do = lambda work: world.do(clerk, work, at)  # noqa: E731

    def add(kind):
        route = {"custodian": "示例员", "route": "第一组"}
        do(
            lambda act: poll_day.add_box(
                act, election.id, kind=kind, name="票箱", scrutineers=3, users=3, **route
            )
        )

    def enlist(box, *names):
        return do(lambda act: poll_day.list_box_users(act, election.id, box, names))

    def refusal(work) -> set[str]:
        with pytest.raises(InputRefused) as error:
            work()
        return codes(error.value.issues)

    def away(principal):
        give(world, election, at, voters[principal], voters["示例9"])

    for kind in (BoxKind.MOBILE, BoxKind.MOBILE, BoxKind.CENTRAL):
        add(kind)
    away("示例5")
    assert enlist(1, "示例1", " 示例2  第一组 ", "") == 2
    assert refusal(lambda: enlist(2, "示例1", "示例3", "示例3", "示例5", "无此人")) == {
        "voting.box_user_elsewhere", "voting.box_user_twice", "voting.box_user_away",
        "proxy.not_on_list",
    }  # fmt: skip
    assert refusal(lambda: enlist(2)) == {"voting.box_without_users"}
    assert refusal(lambda: away("示例1")) == {"proxy.votes_at_a_box"}
    with pytest.raises(NotFound):
        enlist(3, "示例3")
    assert enlist(1, "示例2", "示例3", "示例4") == 3, "the whole list is given each time"
    assert enlist(2, "示例1") == 1
    do(lambda act: poll_day.withdraw_box(act, election.id, 1))
    assert enlist(2, "示例1", "示例2") == 2, "who was to vote at a box out of use is free"
    facts = opened(world, world.again(election))
    assert [b.users for b in facts.poll_day.boxes if b.kind is BoxKind.MOBILE] == [2]


def standing_at(world, election, box) -> set[int]:
    with reading(world.database) as session:
        return {
            one.number
            for one in watchers_of(session, election)
            if one.box == box and not one.is_released
        }


def test_who_stands_at_a_box_is_of_the_staff_at_one_box_and_counts_while_he_works(world):
    """ZJ20 24: scrutineers of a box carried about are public, by name, and at least three."""
    election, clerk, at = finalised(world)
    do = lambda work: world.do(clerk, work, at)  # noqa: E731
    for n in range(1, 7):
        duty = StaffDuty.COUNTER if n == 6 else StaffDuty.SCRUTINEER
        told = {
            "name": f"监票{n}",
            "number": numbered(date(1980, 1, 1), 700 + 2 * n),
            "sex": "F",
            "duty": duty,
        }
        do(lambda act, told=told: staffing.add_staff(act, election.id, **told))
    for kind in (BoxKind.MOBILE, BoxKind.STATION):
        do(
            lambda act, kind=kind: poll_day.add_box(
                act, election.id, kind=kind, name="票箱", scrutineers=2, users=3,
                custodian="示例员", route="第一组",
            )
        )  # fmt: skip

    def post(box, *workers, seen=None):
        told = standing_at(world, election, box) if seen is None else seen
        return do(lambda act: poll_day.post_scrutineers(act, election.id, box, workers, told))

    def watched():
        facts = opened(world, world.again(election))
        issues = boxes_ready(facts, facts.profile)
        (issue,) = [i for i in issues if i.code == "voting.box_watched"]
        return issue.facts["scrutineers"], not issue.is_open

    assert watched() == (2, False), "a number that was entered counts until they are known by name"
    assert post(1, 1, 2, 3) == 3
    assert watched() == (3, True)
    with pytest.raises(InputRefused) as refused:
        post(2, 3, 4)
    assert codes(refused.value.issues) == {"voting.scrutineer_elsewhere"}
    assert refused.value.issues[0].facts["names"] == "监票3"
    with pytest.raises(Stale):
        post(1, 4, seen=())  # the page was opened before the first three were set there
    with pytest.raises(Stale):
        post(2, 6)
    with pytest.raises(NotFound):
        post(9, 4)
    do(lambda act: staffing.release_staff(act, election.id, 3))
    assert watched() == (2, False), "who is released counts no more"
    with pytest.raises(Stale):
        post(1, 1, 2, 3)
    assert post(1, 1, 2, 4) == 3
    assert watched() == (3, True)
    assert post(2) == 0
    do(lambda act: poll_day.withdraw_box(act, election.id, 1))
    assert post(2, 1, 2) == 2, "who stood at a box out of use is free"
