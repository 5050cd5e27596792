"""From the preliminary to the formal candidates (初步候选人、正式候选人): by votes, and who follows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from electflow.campaign.terms import Post
from electflow.nomination.terms import CandidateFacts, Source
from electflow.profile.model import Profile


@dataclass(frozen=True)
class Shortlist:
    """Who comes onto the formal list of a post by votes, who follows, who is equal at the end of it."""

    formal: tuple[int, ...]
    reserves: tuple[int, ...]
    equal: tuple[int, ...] = ()


def carried_down(
    candidates: Iterable[CandidateFacts], listed: Collection[int], profile: Profile
) -> list[CandidateFacts]:
    """Return candidates with the villagers' votes that they got for a higher post, where those count.

    Votes go down, never up, and only from a post for whose list they were not enough: ``listed`` are
    those on it. Source: Henan 2011, art. 25, read as a rule of nomination (law-notes B1).
    """
    told = list(candidates)
    if profile.result.carry_down.value != "nomination":
        return told
    rank = list(Post).index
    spare = [
        c for c in told if c.source is Source.VILLAGERS and c.may_stand and c.number not in listed
    ]
    return [
        replace(
            c,
            carried=sum(
                higher.votes
                for higher in spare
                if higher.person_id == c.person_id and rank(higher.post) < rank(c.post)
            ),
        )
        if c.source is Source.VILLAGERS
        else c
        for c in told
    ]


def shortlists_of(
    candidates: Iterable[CandidateFacts], places: Mapping[Post, int], profile: Profile
) -> dict[Post, Shortlist]:
    """Return the formal list of each post by votes, the highest first, with votes carried down."""
    told, found, listed = list(candidates), {}, set[int]()
    for post in sorted(places, key=list(Post).index):
        lists = shortlist_of(carried_down(told, listed, profile), post, places[post])
        found[post] = lists
        # who is equal at the end of a list may still come onto it
        listed |= {*lists.formal, *lists.equal}
    return found


def shortlist_of(candidates: Iterable[CandidateFacts], post: Post, places: int) -> Shortlist:
    """Return the formal list of a post by votes.

    Who stands without a vote of the villagers (the Party organisation's, joint and own
    nominations) is ranked with none: that he is left out is for people to decide, so he is on the
    list. Who are equal on the last places are all left for the election committee to choose from.
    """
    able = [c for c in candidates if c.may_stand and c.post is post]
    unvoted = [c.number for c in able if not _is_voted(c)]
    ranked = sorted((c for c in able if _is_voted(c)), key=lambda c: (-c.ranked_votes, c.number))
    left = max(places - len(unvoted), 0)
    if len(ranked) <= left:
        return Shortlist((*unvoted, *(c.number for c in ranked)), ())
    last = ranked[left - 1].ranked_votes if left else None
    if last is None or ranked[left].ranked_votes != last:
        cut = ranked[:left], ranked[left:]
        return Shortlist((*unvoted, *(c.number for c in cut[0])), tuple(c.number for c in cut[1]))
    above = [c.number for c in ranked if c.ranked_votes > last]
    equal = [c.number for c in ranked if c.ranked_votes == last]
    below = [c.number for c in ranked if c.ranked_votes < last]
    return Shortlist((*unvoted, *above), tuple(below), tuple(equal))


def passed_over(candidates: Iterable[CandidateFacts], chosen: Collection[int]) -> tuple[int, ...]:
    """Return whom the chosen pass over, so that a reason is asked: all but those clearly outvoted.

    Who was proposed without votes is left out by people alone; who has as many votes as somebody
    chosen for the post, or more, is passed over.
    """
    able = [c for c in candidates if c.may_stand]
    inside = [c for c in able if c.number in chosen and _is_voted(c)]
    return tuple(
        left.number
        for left in able
        if left.number not in chosen
        and (
            not _is_voted(left)
            or any(c.post is left.post and c.ranked_votes <= left.ranked_votes for c in inside)
        )
    )


def next_by_votes(candidates: Iterable[CandidateFacts]) -> Mapping[Post, tuple[int, ...]]:
    """Return for each post the reserve with most votes, or all who are equal in it."""
    best: dict[Post, list[CandidateFacts]] = {}
    for candidate in candidates:
        if not candidate.is_reserve:
            continue
        there = best.setdefault(candidate.post, [])
        most = there[0].ranked_votes if there else -1
        if candidate.ranked_votes > most:
            best[candidate.post] = [candidate]
        elif candidate.ranked_votes == most:
            there.append(candidate)
    return {post: tuple(c.number for c in there) for post, there in best.items()}


def _is_voted(candidate: CandidateFacts) -> bool:
    """Tell whether villagers' votes rank him: in the nomination, or in a primary."""
    return candidate.source is Source.VILLAGERS or candidate.primary_votes is not None
