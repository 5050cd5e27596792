"""The outcome rule against the worked examples, a second implementation, and its properties."""

import itertools
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st
from world import count

from electflow.campaign.terms import Post
from electflow.people.terms import Kinship
from electflow.profile.loader import load_profile
from electflow.profile.model import Electors, Profile
from electflow.stages import Track
from electflow.voting.outcome import outcome_of
from electflow.voting.party_outcome import party_outcome_of
from electflow.voting.polls import tally_of
from electflow.voting.service import kind_of_next
from electflow.voting.terms import (
    Ballots,
    Kin,
    Mode,
    Next,
    Outcome,
    OwnBallots,
    PollFacts,
    PollKind,
    Standee,
    Tie,
    Validity,
)

NATIONAL = load_profile("national")
RESIDENTS = load_profile("residents-national")
LAWS = [(NATIONAL, Electors.VOTERS), *((RESIDENTS, electors) for electors in Electors)]
MEMBER, CHAIR = Post.MEMBER, Post.CHAIR


def a_ballot(
    votes: dict[int, int],
    *,
    seats: int = 1,
    registered: int = 1000,
    returned: int = 600,
    voters: int | None = None,
    void: int = 0,
    kind: PollKind = PollKind.FIRST,
    post: Post = MEMBER,
) -> Ballots:
    drew = returned if voters is None else voters
    return Ballots(
        kind=kind,
        seats={post: seats},
        standees=tuple(Standee(id=n, post=post, votes=v) for n, v in votes.items()),
        voters=drew,
        issued=max(drew, returned),
        returned=returned,
        void=void,
        registered=registered,
    )


def elected(ballots: Ballots) -> set[int]:
    return {person for person, _ in outcome_of(ballots, NATIONAL).elected}


def test_exactly_half_of_the_registered_is_no_valid_election():
    assert outcome_of(a_ballot({}, returned=500), NATIONAL).ballot is Validity.VOID
    assert outcome_of(a_ballot({}, returned=501), NATIONAL).ballot is Validity.VALID


def test_exactly_half_of_the_ballots_is_not_a_majority():
    assert elected(a_ballot({1: 300, 2: 10})) == set()
    assert elected(a_ballot({1: 301, 2: 10})) == {1}


def test_an_odd_base_is_halved_exactly():
    assert elected(a_ballot({1: 251, 2: 9}, registered=1001, returned=501)) == {1}
    assert elected(a_ballot({1: 250, 2: 9}, registered=1001, returned=501)) == set()


def test_more_ballots_than_voters_void_the_election():
    decision = outcome_of(a_ballot({1: 400}, returned=612, voters=610), NATIONAL)

    assert decision.ballot is Validity.VOID
    assert decision.next is Next.REPEAT_ELECTION


def test_more_over_the_line_than_seats_elects_the_highest():
    assert elected(a_ballot({1: 400, 2: 350, 3: 320}, seats=2)) == {1, 2}


def test_a_tie_on_the_last_seat_elects_those_above_and_votes_again():
    decision = outcome_of(a_ballot({1: 400, 2: 320, 3: 320}, seats=2), NATIONAL)

    assert {person for person, _ in decision.elected} == {1}
    assert decision.ties[0].ids == (2, 3)
    assert decision.ties[0].seats == 1
    assert decision.next is Next.TIE_REVOTE


def test_votes_for_one_seat_above_the_ballots_are_an_impossible_entry():
    decision = outcome_of(a_ballot({1: 350, 2: 320}, post=CHAIR), NATIONAL)

    assert decision.ballot is Validity.INVALID_ENTRY
    assert decision.reasons == ("outcome.sum_exceeds_good_ballots",)


def test_a_third_suffices_in_the_second_election_and_less_does_not():
    second = {"returned": 601, "kind": PollKind.SECOND}
    assert elected(a_ballot({1: 200, 2: 3}, **second)) == set()
    assert elected(a_ballot({1: 201, 2: 3}, **second)) == {1}


def test_void_ballots_stay_in_the_base():
    assert elected(a_ballot({1: 301, 2: 9}, void=20)) == {1}
    assert elected(a_ballot({1: 300, 2: 9}, void=20)) == set()


def test_too_few_over_the_line_lead_to_a_second_election_and_then_to_a_decision():
    first = outcome_of(a_ballot({1: 400, 2: 100, 3: 90}, seats=2), NATIONAL)
    second = outcome_of(a_ballot({2: 100, 3: 90}, kind=PollKind.SECOND), NATIONAL)

    assert first.next is Next.SECOND_ELECTION
    assert first.vacancies == {MEMBER: 1}
    assert second.next is Next.VACANCY_DECISION


def test_who_wins_the_higher_post_leaves_the_lower_list():
    ballots = Ballots(
        kind=PollKind.FIRST,
        seats={MEMBER: 1, CHAIR: 1},
        standees=(
            Standee(id=1, post=CHAIR, votes=400),
            Standee(id=2, post=CHAIR, votes=100),
            Standee(id=1, post=MEMBER, votes=290),
            Standee(id=3, post=MEMBER, votes=310),
        ),
        voters=600,
        issued=600,
        returned=600,
        void=0,
        registered=1000,
    )

    assert set(outcome_of(ballots, NATIONAL).elected) == {(1, CHAIR), (3, MEMBER)}


def test_as_many_candidates_as_seats_go_to_legal_review():
    assert outcome_of(a_ballot({1: 400}), NATIONAL).next is Next.LEGAL_REVIEW


@pytest.mark.parametrize(("present", "holds"), [(34, False), (35, True)])
def test_four_fifths_of_the_members_due_are_a_quorum(present, holds):
    ballots = Ballots(
        kind=PollKind.FIRST,
        seats={Post.COMMITTEE_MEMBER: 3},
        standees=(),
        voters=present,
        issued=present,
        returned=present,
        void=0,
        due=43,
    )

    assert (party_outcome_of(ballots, NATIONAL).next is not Next.RECONVENE) is holds


@pytest.mark.parametrize(("votes", "wins"), [(17, False), (18, True)])
def test_the_partys_majority_is_of_those_present(votes, wins):
    ballots = Ballots(
        kind=PollKind.FIRST,
        seats={Post.COMMITTEE_MEMBER: 1},
        standees=(Standee(id=1, post=Post.COMMITTEE_MEMBER, votes=votes),),
        voters=35,
        issued=35,
        returned=34,
        void=0,
        due=40,
    )

    assert bool(party_outcome_of(ballots, NATIONAL).elected) is wins


# --- a second implementation, written from the text of the law ---------------------------------


def by_hand(ballots: Ballots) -> tuple[str, set[int], set[int]]:
    """Return validity, elected and tied, counted one ballot at a time against the law's words."""
    good = ballots.returned - ballots.void
    seats = ballots.seats[MEMBER]
    votes = {s.id: s.votes for s in ballots.standees}
    if (
        ballots.voters > ballots.registered
        or ballots.void > ballots.returned
        or any(v > good for v in votes.values())
        or sum(votes.values()) > seats * good
    ):
        return "invalid_entry", set(), set()
    if ballots.returned > ballots.voters:
        return "void", set(), set()
    stayed_away = ballots.registered - ballots.returned
    # of representatives more than two thirds: each who stays away is outweighed by more than two
    needed = stayed_away * (2 if ballots.electors is Electors.REPRESENTATIVES else 1)
    if ballots.kind is PollKind.FIRST and needed >= ballots.returned:
        return "void", set(), set()
    if ballots.kind is PollKind.FIRST:
        over = {p for p, v in votes.items() if v > ballots.returned - v}
    else:
        over = {p for p, v in votes.items() if v + v + v >= ballots.returned and v}
    better = {p: sum(votes[q] > votes[p] for q in over) for p in over}
    equal = {p: sum(votes[q] == votes[p] for q in over) for p in over}
    won = {p for p in over if better[p] + equal[p] <= seats}
    tied = {p for p in over if better[p] < seats < better[p] + equal[p]}
    return "valid", won, tied


def agrees(plain: Ballots, laws: list[tuple[Profile, Electors]]) -> None:
    for rules, electors in laws:
        ballots = replace(plain, electors=electors)
        decision = outcome_of(ballots, rules)
        tied = {person for tie in decision.ties for person in tie.ids}
        found = (decision.ballot.value, {p for p, _ in decision.elected}, tied)

        assert found == by_hand(ballots), (rules.name, ballots)


def test_every_small_case_agrees_with_the_count_by_hand():
    small = range(5)
    for registered, returned, voters, void in itertools.product((4, 5), small, small, (0, 1)):
        for votes in itertools.product(small, repeat=3):
            for seats, kind in itertools.product((1, 2), (PollKind.FIRST, PollKind.SECOND)):
                ballots = a_ballot(
                    dict(enumerate(votes)),
                    seats=seats,
                    registered=registered,
                    returned=returned,
                    voters=voters,
                    void=void,
                    kind=kind,
                )
                agrees(ballots, LAWS)


def test_random_tallies_agree_with_the_count_by_hand():
    rng = Random(7)
    for _ in range(count(5_000, 100_000)):
        registered = rng.randrange(1, 2_500)
        voters = rng.randrange(0, registered + 2)
        returned = max(0, voters - rng.choice((0, 0, 0, 1, 5, -1)))
        void = rng.choice((0, 0, 3, returned))
        top = max(returned // rng.choice((1, 2, 3)), 1)
        votes = {n: min(rng.choice((top, top // 2, rng.randrange(top + 1))), top) for n in range(5)}
        kind = rng.choice((PollKind.FIRST, PollKind.SECOND))
        agrees(
            a_ballot(
                votes,
                seats=rng.randrange(1, 4),
                registered=registered,
                voters=voters,
                returned=returned,
                void=void,
                kind=kind,
            ),
            LAWS,
        )


# --- a third one, that tries every possible committee ------------------------------------------


def by_enumeration(ballots: Ballots) -> tuple[set, set]:
    """Return who is in every best choice of persons, and who only in some: elected, and tied.

    The best choice for a post has the most votes read from the top, among all choices of free
    persons over the line that keep the women's seats; seats without a woman stay open.
    """
    elected, tied, placed = set(), set(), set()
    for post, seats in ballots.seats.items():
        able = [
            s
            for s in ballots.standees
            if s.post is post and s.votes and 3 * s.votes >= ballots.returned and s.id not in placed
        ]
        women = ballots.women.get(post, 0)
        there = sum(s.sex == "F" for s in able)
        size = min(len(able), seats - max(women - there, 0))
        choices = [
            chosen
            for chosen in itertools.combinations(able, size)
            if sum(s.sex == "F" for s in chosen) >= min(women, there)
        ]
        # men may not take the seats kept for women
        choices = [c for c in choices if sum(s.sex != "F" for s in c) <= seats - women] or [()]
        most = max(sorted((s.votes for s in c), reverse=True) for c in choices)
        best = [
            {s.id for s in c} for c in choices if sorted((s.votes for s in c), reverse=True) == most
        ]
        sure, some = set.intersection(*best), set.union(*best)
        elected |= {(person, post) for person in sure}
        tied |= {(person, post) for person in some - sure}
        placed |= some
    return elected, tied


def several(votes: list[tuple[int, Post, int, str]], seats: dict, women: dict) -> Ballots:
    return Ballots(
        kind=PollKind.SECOND,
        seats=seats,
        women=women,
        standees=tuple(Standee(id=i, post=p, votes=n, sex=sex) for i, p, n, sex in votes),
        voters=6,
        issued=6,
        returned=6,
        void=0,
        registered=10,
    )


def agrees_with_every_choice(ballots: Ballots) -> None:
    decision = outcome_of(ballots, NATIONAL)
    if decision.ballot is Validity.INVALID_ENTRY:
        return
    tied = {(person, tie.post) for tie in decision.ties for person in tie.ids}
    assert (set(decision.elected), tied) == by_enumeration(ballots), ballots


def test_every_small_committee_with_womens_seats_is_the_best_choice():
    for sexes in itertools.product("MF", repeat=4):
        for votes in itertools.product((1, 2, 3, 4), repeat=4):
            for seats, women in ((1, 0), (1, 1), (2, 0), (2, 1), (3, 1), (3, 2)):
                rows = [
                    (n, MEMBER, v, s) for n, (v, s) in enumerate(zip(votes, sexes, strict=True))
                ]
                agrees_with_every_choice(several(rows, {MEMBER: seats}, {MEMBER: women}))


def test_random_committees_of_several_posts_are_the_best_choice():
    rng = Random(11)
    for _ in range(count(5_000, 100_000)):
        persons = [(n, rng.choice("MF")) for n in range(6)]
        rows = [(n, CHAIR, rng.randrange(4), sex) for n, sex in rng.sample(persons, 3)]
        rows += [(n, MEMBER, rng.randrange(7), sex) for n, sex in rng.sample(persons, 5)]
        seats = {CHAIR: 1, MEMBER: rng.randrange(1, 4)}
        women = {MEMBER: rng.randrange(0, seats[MEMBER] + 1)}
        agrees_with_every_choice(several(rows, seats, women))


figures = st.integers(0, 400)


@given_settings(max_examples=count(200, 5_000), deadline=None)
@given(st.dictionaries(st.integers(1, 6), figures, max_size=6), st.integers(1, 4), figures)
def test_never_more_are_seated_than_there_are_seats(votes, seats, more):
    ballots = a_ballot(votes, seats=seats, registered=900, returned=480, voters=480 + more)
    decision = outcome_of(ballots, NATIONAL)

    taken = len(decision.elected) + sum(tie.seats for tie in decision.ties)
    assert taken + sum(decision.vacancies.values()) in (seats, 0)
    assert all(votes[person] * 2 > 480 for person, _ in decision.elected)


@given_settings(max_examples=count(200, 5_000), deadline=None)
@given(st.permutations([(1, 300), (2, 260), (3, 260), (4, 255), (5, 90)]))
def test_the_order_of_the_sheets_decides_nothing(order):
    decision = outcome_of(a_ballot(dict(order), seats=3, registered=900, returned=480), NATIONAL)

    assert {person for person, _ in decision.elected} == {1, 2, 3}


def a_poll(number, kind, votes, *, seats=2, returned=600, voters=None) -> PollFacts:
    ballots = a_ballot(votes, seats=seats, returned=returned, voters=voters, kind=kind)
    return PollFacts(
        number=number,
        kind=kind,
        seats={MEMBER: seats},
        candidates=tuple(votes),
        base=1000,
        edition=1,
        ballots=ballots,
    )


def test_polls_read_together_keep_who_was_elected_before():
    first = a_poll(1, PollKind.FIRST, {1: 400, 2: 200, 3: 190})
    second = a_poll(2, PollKind.SECOND, {2: 250, 3: 210}, seats=1)
    tally = tally_of(Track.COMMITTEE, {MEMBER: 2}, [first, second], NATIONAL)

    assert {person for person, _ in tally.elected} == {1, 2}
    assert tally.outcome is Outcome.ELECTED


def test_a_void_second_poll_is_repeated_and_takes_nobodys_seat():
    first = a_poll(1, PollKind.FIRST, {1: 400, 2: 200, 3: 190})
    void = a_poll(2, PollKind.SECOND, {2: 250, 3: 210}, seats=1, returned=601, voters=600)
    again = kind_of_next(PollKind.FIRST, Track.COMMITTEE, [first, void], NATIONAL)
    tally = tally_of(Track.COMMITTEE, {MEMBER: 2}, [first, void], NATIONAL)

    assert again is PollKind.SECOND
    assert tally.outcome is Outcome.VOID
    assert {person for person, _ in tally.elected} == {1}


def test_a_void_win_opens_the_seat_again():
    first = a_poll(1, PollKind.FIRST, {1: 400, 2: 350, 3: 190})
    tally = tally_of(Track.COMMITTEE, {MEMBER: 2}, [first], NATIONAL, frozenset({2}))

    assert tally.outcome is Outcome.PARTLY_ELECTED
    assert tally.vacancies == {MEMBER: 1}


SIBLINGS = (Kin(1, 2, Kinship.SIBLING, True),)


def with_kin(poll: PollFacts) -> PollFacts:
    return replace(poll, kin=SIBLINGS)


def test_of_near_relatives_the_one_with_fewer_votes_yields_where_the_province_says_so():
    first = with_kin(a_poll(1, PollKind.FIRST, {1: 400, 2: 390, 3: 380}))
    in_zhejiang = tally_of(Track.COMMITTEE, {MEMBER: 2}, [first], load_profile("zhejiang"))
    in_henan = tally_of(Track.COMMITTEE, {MEMBER: 2}, [first], load_profile("henan"))
    nationally = tally_of(Track.COMMITTEE, {MEMBER: 2}, [first], NATIONAL)

    assert {person for person, _ in in_zhejiang.elected} == {1, 3}, "the next over the line follows"
    assert {person for person, _ in in_henan.elected} == {1}, "no substitute is provided for"
    assert {person for person, _ in nationally.elected} == {1, 2}, "who yields people decide"
    assert nationally.last.next is Next.KIN_DECISION
    assert [(out.id, out.reason) for out in in_zhejiang.last.not_seated] == [(2, "kin")]


def test_equal_near_relatives_are_voted_on_again_and_the_other_is_seated_by_nothing():
    first = with_kin(a_poll(1, PollKind.FIRST, {1: 400, 2: 400, 3: 200}))
    zhejiang = load_profile("zhejiang")
    equal = tally_of(Track.COMMITTEE, {MEMBER: 2}, [first], zhejiang)
    again = with_kin(a_poll(2, PollKind.TIE, {1: 280, 2: 300}, seats=1))
    after = tally_of(Track.COMMITTEE, {MEMBER: 2}, [first, again], zhejiang)

    assert (equal.outcome, equal.elected) == (Outcome.TIE, ())
    assert equal.ties == (Tie(MEMBER, 1, (1, 2)),)
    assert [person for person, _ in after.elected] == [2]
    assert after.vacancies == {MEMBER: 1}


def test_after_a_re_vote_between_near_relatives_the_next_over_the_line_follows():
    first = with_kin(a_poll(1, PollKind.FIRST, {1: 400, 2: 400, 3: 320, 4: 100}, returned=620))
    again = with_kin(a_poll(2, PollKind.TIE, {1: 280, 2: 300}, seats=1))
    after = tally_of(Track.COMMITTEE, {MEMBER: 2}, [first, again], load_profile("zhejiang"))

    assert {person for person, _ in after.elected} == {2, 3}
    assert after.outcome is Outcome.ELECTED


def test_a_tie_and_near_relatives_in_one_post_are_never_one_contest():
    first = with_kin(a_poll(1, PollKind.FIRST, {1: 400, 2: 400, 3: 310, 4: 310}, seats=3))
    tally = tally_of(Track.COMMITTEE, {MEMBER: 3}, [first], load_profile("zhejiang"))

    assert tally.ties == (Tie(MEMBER, 1, (3, 4)),), "the relatives are left for people to decide on"


def test_a_later_poll_knows_whom_an_earlier_one_elected():
    first = a_poll(1, PollKind.FIRST, {1: 400, 2: 200, 3: 190})
    second = with_kin(a_poll(2, PollKind.SECOND, {2: 250, 3: 210}, seats=1))
    tally = tally_of(Track.COMMITTEE, {MEMBER: 2}, [first, second], load_profile("zhejiang"))

    assert [person for person, _ in tally.elected] == [1, 3]
    assert tally.last.composition.members == 2


def test_one_person_under_two_numbers_takes_one_seat():
    ballots = Ballots(
        kind=PollKind.FIRST,
        seats={CHAIR: 1, MEMBER: 2},
        standees=(
            Standee(id=1, post=CHAIR, votes=400, person=77),
            Standee(id=2, post=CHAIR, votes=100, person=78),
            Standee(id=9, post=MEMBER, votes=350, person=77, formal=False),
            Standee(id=3, post=MEMBER, votes=310, person=79),
            Standee(id=4, post=MEMBER, votes=305, person=80),
        ),
        voters=600,
        issued=600,
        returned=600,
        void=0,
        registered=1000,
    )

    assert set(outcome_of(ballots, NATIONAL).elected) == {(1, CHAIR), (3, MEMBER), (4, MEMBER)}


@pytest.mark.parametrize(("issued", "is_void"), [(198, False), (197, True)])
@pytest.mark.parametrize("profile", ["henan", "national"])
def test_more_ballots_of_all_posts_than_went_out_are_void_where_that_is_the_rule(
    profile, issued, is_void
):
    """HN11 35 compares with the ballots that went out; elsewhere with who drew them."""
    own = {Post.CHAIR: OwnBallots(100, issued, 100, 0), Post.MEMBER: OwnBallots(100, issued, 98, 0)}
    ballots = Ballots(
        kind=PollKind.FIRST, seats={Post.CHAIR: 1, Post.MEMBER: 1}, voters=100, issued=issued,
        returned=198, void=0, registered=120, mode=Mode.OPEN, own=own,
        standees=(Standee(id=1, post=Post.CHAIR, votes=80), Standee(id=2, post=Post.MEMBER, votes=70)),
    )  # fmt: skip
    decision = outcome_of(ballots, load_profile(profile))
    assert (decision.ballot is Validity.VOID) is (is_void and profile == "henan")
