"""What all polls of an election together have led to: seats filled, seats left, the outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from electflow.campaign.terms import Post, Staying
from electflow.people.terms import KINSHIPS_OF, Kinship
from electflow.profile.model import Profile
from electflow.stages import Track
from electflow.voting.outcome import outcome_of
from electflow.voting.party_outcome import party_outcome_of
from electflow.voting.terms import (
    Decision,
    Id,
    Outcome,
    PollFacts,
    PollKind,
    Seated,
    Tie,
    Validity,
)


@dataclass(frozen=True)
class Tally:
    """All polls read together, with what each of them decided."""

    outcome: Outcome
    elected: tuple[tuple[int, Post], ...]
    vacancies: Mapping[Post, int]
    ties: tuple[Tie, ...]
    decisions: tuple[tuple[PollFacts, Decision], ...]

    @property
    def last(self) -> Decision:
        """Return what the last poll decided."""
        return self.decisions[-1][1]


def decide(
    track: Track, poll: PollFacts, profile: Profile, before: Sequence[Seated] = ()
) -> Decision | None:
    """Return what one poll decides beside those elected before, or None while it is not counted."""
    if poll.ballots is None:
        return None
    if track is Track.PARTY:
        return party_outcome_of(poll.ballots, profile)
    known = {standee.id for standee in poll.ballots.standees} | {seated.id for seated in before}
    meant = KINSHIPS_OF[profile.result.kin_kinds.value]
    kin = tuple(
        k for k in poll.kin if k.a in known and k.b in known and Kinship(k.relation) in meant
    )
    return outcome_of(replace(poll.ballots, kin=kin, elected_before=tuple(before)), profile)


def tally_of(
    track: Track,
    seats: Mapping[Post, int],
    polls: Sequence[PollFacts],
    profile: Profile,
    win_void: frozenset[int] = frozenset(),
    stays: Sequence[Staying] = (),
) -> Tally | None:
    """Read all polls in order; None while the last one is not counted.

    Who ``stays`` in office while others are by-elected sits in the committee from the first poll on.

    A repeated poll starts from the seats that it was opened for; a person whose win is void is
    not counted as elected.
    """
    elected: list[tuple[int, Post]] = []
    seated: set[Id] = set()
    in_office = [Seated(one.key, one.post, one.votes, one.sex) for one in stays]
    committee = list(in_office)
    decisions: list[tuple[PollFacts, Decision]] = []
    for poll, following in zip_longest(polls, polls[1:]):
        if poll.kind is PollKind.REPEAT:
            elected, seated, committee = [], set(), list(in_office)
        before = [s for s in committee if s.id not in win_void]
        last = decide(track, poll, profile, before)
        if last is None:
            return None
        if following and (lost := _lost_again(track, last, following, profile)):
            last = decide(track, _without(poll, lost), profile, before) or last
        decisions.append((poll, last))
        new = _newly_seated(poll, last, seated)
        elected += new
        committee += _as_seated(poll, new)
    if not decisions:
        return None
    last = decisions[-1][1]
    valid = [(person, post) for person, post in elected if person not in win_void]
    left = {post: n - sum(p is post for _, p in valid) for post, n in seats.items()}
    vacancies = {post: n for post, n in left.items() if n > 0}
    ties = (*last.ties, *voted_again(last))
    return Tally(_outcome(last, valid, vacancies), tuple(valid), vacancies, ties, tuple(decisions))


def voted_again(decision: Decision) -> list[Tie]:
    """Return the near relatives who are voted on again: one pair of a post that has no other tie.

    Several contests for one post cannot be told apart on one ballot; people decide on them.
    """
    tied = {tie.post for tie in decision.ties}
    posts = [tie.post for tie in decision.kin_revotes]
    return [t for t in decision.kin_revotes if t.post not in tied and posts.count(t.post) == 1]


def _lost_again(
    track: Track, decision: Decision, following: PollFacts, profile: Profile
) -> set[Id]:
    """Return who lost the re-vote between near relatives, once it is counted."""
    again = voted_again(decision)
    after = decide(track, following, profile) if again and following.kind.is_revote else None
    won = {person for person, _ in after.elected} if after else set()
    return {
        person for tie in again if won & set(tie.ids) for person in tie.ids if person not in won
    }


def _without(poll: PollFacts, lost: set[Id]) -> PollFacts:
    """Return a poll without who yielded, so that the next over the line follows (Zhejiang 31)."""
    assert poll.ballots is not None
    left = tuple(s for s in poll.ballots.standees if s.id not in lost)
    return replace(poll, ballots=replace(poll.ballots, standees=left))


def _as_seated(poll: PollFacts, new: Sequence[tuple[int, Post]]) -> list[Seated]:
    """Return those elected now as the next poll reads them."""
    told = {(s.id, s.post): s for s in poll.ballots.standees} if poll.ballots else {}
    return [Seated(n, post, told[n, post].votes, told[n, post].sex) for n, post in new]


def _newly_seated(poll: PollFacts, decision: Decision, seated: set[Id]) -> list[tuple[int, Post]]:
    """Return who is elected now, leaving out who was seated earlier and near kin voted on again."""
    who = {s.id: s.who for s in poll.ballots.standees} if poll.ballots else {}
    again = {person for tie in voted_again(decision) for person in tie.ids}
    new = [
        (number, post)
        for number, post in decision.elected
        if who[number] not in seated and number not in again
    ]
    seated |= {who[number] for number, _ in new}
    return new


def _outcome(
    last: Decision, elected: list[tuple[int, Post]], vacancies: Mapping[Post, int]
) -> Outcome:
    if last.ballot is Validity.INVALID_ENTRY:
        return Outcome.INVALID_ENTRY
    if last.ballot is Validity.VOID:
        return Outcome.VOID
    if last.ties or voted_again(last):
        return Outcome.TIE
    if not vacancies:
        return Outcome.ELECTED
    return Outcome.PARTLY_ELECTED if elected else Outcome.NONE_ELECTED
