"""What must be in order before a poll, in its night and after it, at the boundary of each rule."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from facts import NATIONAL, Facts, T, an_election

from electflow.campaign.terms import Post
from electflow.documents.terms import (
    AdoptedBy,
    BallotForm,
    ClosingFigures,
    Figures,
    FinalRollFigures,
    Kind,
    MethodFigures,
    Paper,
    Papers,
    PersonsFigures,
    ProxyFigures,
    ReadinessFigures,
    RevoteFigures,
    SecondFigures,
)
from electflow.election_committee.terms import ElectionStaff
from electflow.errors import InputRefused
from electflow.nomination import listing
from electflow.nomination.rules import issues_before_substitute_candidate
from electflow.nomination.terms import CandidateFacts, Source, Standing
from electflow.people.terms import KinFacts, Kinship
from electflow.roll.rules import list_in_order
from electflow.roll.terms import Matter, ObjectionFacts, RollSummary, Ruling
from electflow.voting import rules as voting
from electflow.voting import voiding
from electflow.voting.custody import STOCK, Move
from electflow.voting.poll_day_rules import (
    boxes_ready,
    ledger_at_closing,
    proxies_as_registered,
)
from electflow.voting.proxy import SlipSummary
from electflow.voting.result_rules import declares, issues_before_confirm_result, kin_in_register
from electflow.voting.terms import (
    Ballots,
    BoxFacts,
    BoxKind,
    Outcome,
    PollDay,
    PollFacts,
    PollKind,
    Standee,
)

DAY = timedelta(1)


def with_papers(facts: Facts, **figures: Figures) -> Facts:
    papers = {
        Kind(kind): Paper(kind=Kind(kind), edition=1, dated_on=T, posted_on=T, figures=told)
        for kind, told in figures.items()
    }
    return replace(facts, papers=Papers(papers))


def open_codes(issues) -> set[str]:
    return {issue.code for issue in issues if issue.is_open}


def kept(day: PollDay) -> Facts:
    return replace(Facts(an_election()), poll_day=day)


@pytest.mark.parametrize(("candidates", "passed_on"), [(0, 0), (1, 0), (0, 1)])
def test_one_candidate_or_one_passed_on_in_the_register_is_told(candidates, passed_on):
    slips = SlipSummary(5, 4, 2, candidates, passed_on)
    issues = proxies_as_registered(kept(PollDay(slips=slips)), NATIONAL)
    found = {issue.code: issue for issue in issues if issue.is_open}
    assert ("voting.no_candidate_in_register" in found) is bool(candidates)
    assert ("voting.no_proxy_passed_on" in found) is bool(passed_on)
    assert all(found[code].is_blocking is ("candidate" in code) for code in found)


@pytest.mark.parametrize(
    ("principals", "proxies", "differs"), [(5, 4, False), (6, 4, True), (5, 3, True)]
)
def test_the_posted_list_of_proxies_is_the_register(principals, proxies, differs):
    told = ProxyFigures(
        principals=principals, proxies=proxies, most_of_one_proxy=2, candidates_as_proxies=0
    )
    facts = with_papers(kept(PollDay(slips=SlipSummary(5, 4, 2, 0))), proxy_notice=told)
    found = open_codes(proxies_as_registered(facts, NATIONAL))
    assert ("voting.proxies_as_kept" in found) is differs


def a_box(scrutineers: int = 3, users: int = 4) -> BoxFacts:
    return BoxFacts(1, BoxKind.MOBILE, "一组", scrutineers, users, "1号")


@pytest.mark.parametrize(("scrutineers", "is_told"), [(2, True), (3, False), (4, False)])
def test_a_box_carried_about_has_three_scrutineers(scrutineers, is_told):
    issues = boxes_ready(kept(PollDay(boxes=(a_box(scrutineers),))), NATIONAL)
    assert ("voting.box_watched" in open_codes(issues)) is is_told


@pytest.mark.parametrize(("on_paper", "is_told"), [(3, True), (4, False), (5, True)])
def test_as_many_users_hang_as_are_kept(on_paper, is_told):
    facts = kept(PollDay(boxes=(a_box(users=4),)))
    facts = with_papers(facts, box_users_notice=PersonsFigures(persons=on_paper))
    assert ("voting.box_users_as_kept" in open_codes(boxes_ready(facts, NATIONAL))) is is_told


def counted(*votes: int, seats: int = 2) -> PollFacts:
    """Return a poll of twenty ballots for members."""
    standees = tuple(
        Standee(id=n, post=Post.MEMBER, votes=got, sex="F", person=n)
        for n, got in enumerate(votes, 1)
    )
    ballots = Ballots(
        kind=PollKind.FIRST, seats={Post.MEMBER: seats}, standees=standees, voters=20, issued=20,
        returned=20, void=0, registered=30,
    )  # fmt: skip
    numbers = tuple(s.id for s in standees)
    return PollFacts(
        number=1, kind=PollKind.FIRST, seats=ballots.seats, candidates=numbers, base=30,
        ballots=ballots,
    )  # fmt: skip


def after(*votes: int, written_in: int = 0) -> Facts:
    """Return an election of two members after its first poll, in which the last were written in."""
    sources = [Source.VILLAGERS] * (len(votes) - written_in) + [Source.WRITE_IN] * written_in
    there = tuple(
        CandidateFacts(n, n, Post.MEMBER, source, Standing.NOMINATED, "F")
        for n, source in enumerate(sources, 1)
    )
    return replace(Facts(an_election(member=2)), candidates=there, polls=(counted(*votes),))


@pytest.mark.parametrize(
    ("persons", "seats", "told"),
    [
        (3, 1, set()),
        (2, 1, {"voting.second_as_ranked"}),
        (4, 1, {"voting.second_as_ranked"}),
        (3, 2, {"voting.second_seats"}),
        (3, 3, {"voting.second_seats", "voting.second_persons"}),
    ],
)
def test_a_second_election_is_announced_with_its_persons_and_seats(persons, seats, told):
    """Whoever was written in stands with as many votes as the last of the list (art. 18)."""
    figures = SecondFigures(poll_on=T, persons=persons, seats=seats)
    facts = with_papers(after(15, 6, 4, 4, 3, written_in=2), second_election_notice=figures)
    found = open_codes(voting.issues_before_hold_second_election(facts, NATIONAL, T))
    assert {code for code in found if code.startswith("voting.second_")} == told


@pytest.mark.parametrize(("persons", "is_told"), [(1, True), (2, False), (3, True)])
def test_a_revote_is_announced_with_all_who_are_equal(persons, is_told):
    facts = with_papers(after(15, 12, 12), revote_notice=RevoteFigures(persons=persons))
    found = open_codes(voting.issues_before_hold_revote(facts, NATIONAL, T))
    assert ("voting.revote_persons" in found) is is_told


@pytest.mark.parametrize(("poll_on", "waits"), [(None, False), (T, False), (T + DAY, True)])
def test_a_revote_waits_for_the_day_that_was_announced(poll_on, waits):
    figures = RevoteFigures(persons=2, poll_on=poll_on)
    facts = with_papers(after(15, 12, 12), revote_notice=figures)
    found = {i.code: i for i in voting.issues_before_hold_revote(facts, NATIONAL, T) if i.is_open}
    assert ("voting.on_election_day" in found) is waits
    assert not waits or found["voting.on_election_day"].lawful_from == poll_on


@pytest.mark.parametrize(
    ("form", "printed", "is_told"),
    [
        (None, 30, False), (BallotForm.COMBINED, 30, False), (BallotForm.COMBINED, 29, True),
        (BallotForm.SEPARATE, 60, False), (BallotForm.SEPARATE, 59, True),
    ],
)  # fmt: skip
def test_as_many_ballots_are_ready_as_voters_draw(form, printed, is_told):
    """With a ballot of its own for each of two posts everybody draws two."""
    method = MethodFigures(
        adopted_by=AdoptedBy.REPRESENTATIVES, due=30, present=20, agreed=20, chair_seats=1,
        deputy_seats=0, member_seats=2, women_seats=1, primary=False, ballots=form,
    )  # fmt: skip
    ready = ReadinessFigures(
        ballots_printed=printed, secret_places=1, mobile_boxes=0, fewest_scrutineers=0
    )
    roll = FinalRollFigures(registered=30, objections=0, decided=0)
    facts = with_papers(
        Facts(an_election()), election_method=method, readiness_record=ready, final_roll=roll
    )
    found = open_codes(voting.issues_before_confirm_readiness(facts, NATIONAL, T))
    assert ("voting.ballots_enough" in found) is is_told


@pytest.mark.parametrize(
    ("is_separate", "on_slips", "is_told"),
    [(False, 2, False), (False, 3, True), (True, 4, False), (True, 5, True)],
)
def test_who_holds_a_slip_draws_one_ballot_of_each_post_on_it(is_separate, on_slips, is_told):
    poll = replace(counted(15, 12), seats={Post.CHAIR: 1, Post.MEMBER: 2}, is_separate=is_separate)
    day = PollDay(
        moves={(Move.HANDED_OUT, 1): on_slips, (Move.ISSUED_SLIP, 1): on_slips},
        slips=SlipSummary(2, 2, 1, 0),
    )
    facts = with_papers(
        replace(kept(day), polls=(poll,)), poll_closing=ClosingFigures(voters=20, issued=on_slips)
    )
    found = open_codes(ledger_at_closing(facts, NATIONAL))
    assert ("custody.slips" in found) is is_told


@pytest.mark.parametrize(("sealed", "is_told"), [(19, True), (20, False), (21, True)])
@pytest.mark.parametrize(
    "rule", [issues_before_confirm_result, voting.issues_before_hold_second_election]
)
def test_as_many_ballots_are_sealed_as_were_counted(rule, sealed, is_told):
    """Neither a result is confirmed nor a second election held over ballots that lie open."""
    facts = replace(
        kept(PollDay(moves={(Move.PRINTED, STOCK): 20, (Move.SEALED, STOCK): sealed})),
        polls=(counted(),),
    )
    assert ("custody.sealed" in open_codes(rule(facts, NATIONAL, date(2027, 2, 1)))) is is_told


# --- what comes after a poll, and before the next ------------------------------------------------


@pytest.mark.parametrize(
    ("announced", "is_told"), [((1, 2), False), ((1,), True), ((1, 2, 3), True), ((2, 3), True)]
)
def test_corrected_figures_name_just_those_who_were_read_out(announced, is_told):
    """Neither more nor fewer nor others win by a correction without an organ's decision."""
    facts = after(15, 12, 3)
    facts = replace(facts, polls=(replace(facts.polls[0], announced=announced),))
    found = open_codes(declares(Outcome.ELECTED)(facts, NATIONAL, T))
    assert ("voting.winners_as_announced" in found) is is_told


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_one_confirmed_pair_of_kin_among_the_elected_is_one_too_many(is_confirmed):
    staff = ElectionStaff(kin=(KinFacts(1, 2, Kinship.SIBLING, is_confirmed),))
    facts = replace(after(15, 12, 3), staff=staff)
    found = open_codes(kin_in_register(facts, NATIONAL, voting.tally(facts, NATIONAL)))
    assert found == {"voting.kin_in_register" if is_confirmed else "kinship.confirmed"}


@pytest.mark.parametrize("standing", [Standing.NOMINATED, Standing.WIN_VOID])
def test_a_win_is_void_only_of_a_person_who_is_named(standing):
    facts = after(15, 12, 3)
    first, *others = facts.candidates
    facts = replace(facts, candidates=(replace(first, standing=standing), *others))
    found = open_codes(voiding.issues_before_void_person_win(facts, NATIONAL, T))
    assert ("voting.person_void_noted" in found) is (standing is Standing.NOMINATED)


@pytest.mark.parametrize(("carried_out", "is_told"), [(1, True), (2, False)])
def test_every_upheld_objection_has_changed_the_list(carried_out, is_told):
    upheld = [
        ObjectionFacts(n, T, Ruling.UPHELD, T, T, matter)
        for n, matter in enumerate((Matter.MISSING, Matter.NOT_ENTITLED, Matter.WRONG_ENTRY), 1)
    ]
    roll = RollSummary(voters=30, carried_out=carried_out, objections=tuple(upheld))
    found = open_codes(list_in_order(replace(Facts(an_election()), roll=roll), NATIONAL))
    assert ("roll.rulings_carried_out" in found) is is_told


def reserve(number: int, post: Post, votes: int) -> CandidateFacts:
    return CandidateFacts(number, number, post, Source.VILLAGERS, Standing.RESERVE, "F", votes)


@pytest.mark.parametrize(("chairs", "is_told"), [((), True), ((reserve(9, Post.CHAIR, 3),), False)])
def test_a_reserve_is_there_for_every_post_that_lacks_a_choice(chairs, is_told):
    stands = [
        replace(reserve(n, post, 9), standing=Standing.NOMINATED)
        for n, post in enumerate((Post.CHAIR, Post.MEMBER), 1)
    ]
    there = (*stands, reserve(8, Post.MEMBER, 5), *chairs)
    facts = replace(Facts(an_election(chair=1, member=1)), candidates=there)
    issues = issues_before_substitute_candidate(facts, NATIONAL, T)
    [issue] = [i for i in issues if i.code == "nomination.reserves_enough"]
    assert (issue.is_open, issue.is_blocking) == (is_told, is_told)


@pytest.mark.parametrize("others", [(5,), (6,)])
def test_who_follows_among_equals_or_before_a_better_is_explained(others):
    """Only whoever has most votes by himself follows without a reason."""
    there = [reserve(n, Post.MEMBER, votes) for n, votes in enumerate((5, *others), 1)]
    with pytest.raises(InputRefused) as refusal:
        listing.substitute(None, 1, "", there, 1, NATIONAL)
    assert {issue.code for issue in refusal.value.issues} == {"nomination.passed_over"}
