"""Votes that go down to a lower post at the count (下加票): a profile may say so, no shipped one does.

Source: law-notes B1; Gansu 27 by a secondary source, disputed. A voter counts once for a post.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace

from electflow.campaign.terms import Post
from electflow.voting.seating import Seating
from electflow.voting.terms import Ballots, Id


@dataclass(frozen=True)
class Carried:
    """Somebody's votes for a post as cast for it, and what came down from higher posts."""

    id: Id
    post: Post
    own: int
    carried: int


def carried_down(
    ballots: Ballots, seated: Callable[[Ballots], Seating]
) -> tuple[Ballots, list[Carried]]:
    """Return the ballots with the votes of who took no seat added to his lower posts.

    ``seated`` says who takes a seat, or is equal for one, as far as the posts go that it is given.
    Votes never go up, and nobody's go to a post for which he was not voted on.
    """
    pool: dict[Id, int] = defaultdict(int)
    told: list[Carried] = []
    posts = list(ballots.seats)
    for n, post in enumerate(posts):
        there = [s for s in ballots.standees if s.post is post]
        told += [Carried(s.id, post, s.votes, pool[s.who]) for s in there if pool[s.who]]
        ballots = replace(
            ballots,
            standees=tuple(
                replace(s, votes=s.votes + pool[s.who]) if s.post is post else s
                for s in ballots.standees
            ),
        )
        higher = replace(ballots, seats={p: ballots.seats[p] for p in posts[: n + 1]})
        placed = seated(higher).placed
        for standee in there:
            if standee.who not in placed:
                pool[standee.who] += standee.votes
    return ballots, told
