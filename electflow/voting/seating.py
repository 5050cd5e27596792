"""Who takes which seat: the line, ties, women's seats, near relatives. Exact, and blind to names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from electflow.campaign.terms import Post
from electflow.voting.terms import Ballots, Id, Kin, Line, NotSeated, Seated, Standee, Tie


@dataclass(frozen=True)
class SeatingRules:
    """What the profile reads out of the law, as far as seats are concerned.

    ``kin_yields`` says that the lower post, then the fewer votes yield; ``kin_revote`` that equal
    ones are voted on again; ``substitutes`` that the next over the line takes the seat.
    """

    keeps_women_seats: bool = True
    one_post: bool = True
    one_post_key: str = ""
    has_kin_rule: bool = False
    kin_yields: bool = False
    kin_revote: bool = False
    substitutes: bool = False
    kin_key: str = ""
    eligible_key: str = ""


@dataclass
class Seating:
    """The seats as they fill."""

    elected: list[tuple[Id, Post]] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    not_seated: list[NotSeated] = field(default_factory=list)
    vacancies: dict[Post, int] = field(default_factory=dict)
    placed: set[Id] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    needs_kin_decision: bool = False
    kin_revotes: list[Tie] = field(default_factory=list)


def seat(ballots: Ballots, over: Mapping[tuple[Id, Post], Line], rules: SeatingRules) -> Seating:
    """Fill the seats of each post in the order given, the highest first, from those over the line.

    Who is elected or tied for a higher post leaves the lower lists; no votes are carried.
    """
    seating = Seating()
    for post, seats in ballots.seats.items():
        there = [s for s in ballots.standees if s.post is post and over[s.id, post].holds]
        free = [s for s in there if not (rules.one_post and s.who in seating.placed)]
        seating.not_seated += [
            NotSeated(s.id, post, "higher_post", rules.one_post_key) for s in there if s not in free
        ]
        able = sorted(free, key=lambda s: -s.votes)
        women = ballots.women.get(post, 0) if rules.keeps_women_seats else 0
        above, ties = _filled(post, seats, women, able)
        barred = [s for s in above if s.eligible is False]
        seating.not_seated += [
            NotSeated(s.id, post, "ineligible", rules.eligible_key) for s in barred
        ]
        seating.elected += [(s.id, post) for s in above if s not in barred]
        seating.ties += ties
        tied = {i for tie in ties for i in tie.ids}
        seating.placed |= {s.who for s in able if s in above or s.id in tied}
        left = seats - len(above) + len(barred) - sum(tie.seats for tie in ties)
        if left:
            seating.vacancies[post] = left
    if rules.has_kin_rule:
        _keep_kin_apart(ballots, over, rules, seating)
    return seating


def cut(able: Sequence[Standee], seats: int) -> tuple[list[Standee], list[Standee]]:
    """Return who is in, and who stands equal on the last seat; ``able`` has most votes first."""
    if seats <= 0:
        return [], []
    if len(able) <= seats:
        return list(able), []
    last = able[seats - 1].votes
    if able[seats].votes != last:
        return list(able[:seats]), []
    return [s for s in able if s.votes > last], [s for s in able if s.votes == last]


def _filled(
    post: Post, seats: int, women: int, able: Sequence[Standee]
) -> tuple[list[Standee], list[Tie]]:
    """Fill the seats of one post; the best women take those kept for women, if they must."""
    above, tied = cut(able, seats)
    if sum(s.sex == "F" for s in above) >= women:
        return above, _tie(post, seats, above, tied)
    first, equal_women = cut([s for s in able if s.sex == "F"], women)
    others = [s for s in able if s not in first and s not in equal_women]
    if not equal_women:
        above, tied = cut(others, seats - women)
        return [*first, *above], _tie(post, seats - women, above, tied)
    return _filled_beside_equal_women(post, seats, women, first, equal_women, others)


def _filled_beside_equal_women(
    post: Post,
    seats: int,
    women: int,
    first: list[Standee],
    equal_women: list[Standee],
    others: list[Standee],
) -> tuple[list[Standee], list[Tie]]:
    """Fill a post whose last woman's seat is tied: who loses that tie still runs for the others."""
    kept = women - len(first)
    votes = equal_women[0].votes
    above = [s for s in others if s.votes > votes]
    equal = [s for s in others if s.votes == votes]
    left = seats - women - len(above)
    if left <= 0:
        inside, tied = cut(above, seats - women)
        ties = [Tie(post, kept, tuple(s.id for s in equal_women))]
        return [*first, *inside], [*ties, *_tie(post, seats - women, inside, tied)]
    if len(equal_women) - kept + len(equal) > left:
        tied = [*equal_women, *equal]
        return [*first, *above], [Tie(post, kept + left, tuple(s.id for s in tied))]
    left -= len(equal_women) - kept + len(equal)
    inside, tied = cut([s for s in others if s.votes < votes], left)
    return [*first, *equal_women, *above, *equal, *inside], _tie(post, left, inside, tied)


def _tie(post: Post, seats: int, above: Sequence[Standee], tied: Sequence[Standee]) -> list[Tie]:
    return [Tie(post, seats - len(above), tuple(s.id for s in tied))] if tied else []


@dataclass(frozen=True)
class _Winner:
    id: Id
    rank: int
    votes: int
    is_new: bool


def _keep_kin_apart(
    ballots: Ballots, over: Mapping[tuple[Id, Post], Line], rules: SeatingRules, seating: Seating
) -> None:
    """Let one of two near relatives yield as the profile says, or ask for a decision (art. 8)."""
    settled: set[Kin] = set()
    while True:
        winners = _winners(ballots, seating)
        pairs = [
            kin
            for kin in ballots.kin
            if kin.a in winners and kin.b in winners and kin not in settled
        ]
        if not pairs:
            return
        kin = min(pairs, key=lambda k: sorted((winners[k.a].rank, winners[k.b].rank)))
        settled.add(kin)
        if not kin.confirmed:
            seating.warnings.append("outcome.kin_unconfirmed")
            continue
        loser = _who_yields(winners[kin.a], winners[kin.b])
        both_new = winners[kin.a].is_new and winners[kin.b].is_new
        if not rules.kin_yields or (loser and not loser.is_new):
            seating.needs_kin_decision = True
        elif loser is None and rules.kin_revote and both_new:
            post = next(post for person, post in seating.elected if person in (kin.a, kin.b))
            seating.kin_revotes.append(Tie(post, 1, (kin.a, kin.b)))
        elif loser is None:
            seating.needs_kin_decision = True
        else:
            _unseat(ballots, over, rules, seating, loser.id)


def _winners(ballots: Ballots, seating: Seating) -> dict[Id, _Winner]:
    votes = {(s.id, s.post): s.votes for s in ballots.standees}
    found = {
        before.id: _Winner(before.id, _rank(before.post), before.votes, False)
        for before in ballots.elected_before
    }
    for person, post in seating.elected:
        found[person] = _Winner(person, _rank(post), votes[person, post], True)
    return found


def _rank(post: Post) -> int:
    """Return how high a post stands; the women's post is a member's like the others."""
    return list(Post).index(Post.MEMBER if post is Post.WOMEN_MEMBER else post)


def _who_yields(a: _Winner, b: _Winner) -> _Winner | None:
    """Return the lower post, then the fewer votes; None where both are equal."""
    if (a.rank, -a.votes) == (b.rank, -b.votes):
        return None
    return max(a, b, key=lambda w: (w.rank, -w.votes))


def _unseat(
    ballots: Ballots,
    over: Mapping[tuple[Id, Post], Line],
    rules: SeatingRules,
    seating: Seating,
    loser: Id,
) -> None:
    post = next(post for person, post in seating.elected if person == loser)
    seating.elected.remove((loser, post))
    seating.not_seated.append(NotSeated(loser, post, "kin", rules.kin_key))
    seating.vacancies[post] = seating.vacancies.get(post, 0) + 1
    if not rules.substitutes or any(tie.post is post for tie in seating.ties):
        return
    kin_of = _confirmed_kin(ballots.kin)
    winners = set(_winners(ballots, seating))
    able = sorted(
        (
            s
            for s in ballots.standees
            if s.post is post
            and over[s.id, post].holds
            and s.who not in seating.placed
            and s.eligible is not False
            and not kin_of.get(s.id, set()) & winners
        ),
        key=lambda s: -s.votes,
    )
    kept = ballots.women.get(post, 0) if rules.keeps_women_seats else 0
    women = {s.id for s in ballots.standees if s.sex == "F"}
    if sum(i in women for i, p in seating.elected if p is post) < kept:
        # the seat was kept for a woman, and a woman over the line takes it
        able = [s for s in able if s.id in women] or able
    above, tied = cut(able, 1)
    for substitute in above:
        seating.elected.append((substitute.id, post))
        seating.placed.add(substitute.who)
        seating.vacancies[post] -= 1
    if tied:
        seating.ties.append(Tie(post, 1, tuple(s.id for s in tied)))
        seating.vacancies[post] -= 1
    seating.vacancies = {post: n for post, n in seating.vacancies.items() if n}


def _confirmed_kin(kin: Iterable[Kin]) -> dict[Id, set[Id]]:
    found: dict[Id, set[Id]] = {}
    for pair in kin:
        if pair.confirmed:
            found.setdefault(pair.a, set()).add(pair.b)
            found.setdefault(pair.b, set()).add(pair.a)
    return found


def seated_of(ballots: Ballots, seating: Seating) -> list[Seated]:
    """Return the committee as it would stand: those elected before, and now."""
    by_id = {(s.id, s.post): s for s in ballots.standees}
    now = [
        Seated(person, post, by_id[person, post].votes, by_id[person, post].sex)
        for person, post in seating.elected
    ]
    return [*ballots.elected_before, *now]
