"""What all polls of an election together have led to: seats filled, seats left, the outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from electflow.campaign.terms import Post
from electflow.profile.model import Profile
from electflow.stages import Track
from electflow.voting.outcome import outcome_of
from electflow.voting.party_outcome import party_outcome_of
from electflow.voting.terms import Decision, Id, Outcome, PollFacts, PollKind, Tie, Validity


@dataclass(frozen=True)
class Tally:
    """All polls read together."""

    outcome: Outcome
    elected: tuple[tuple[int, Post], ...]
    vacancies: Mapping[Post, int]
    ties: tuple[Tie, ...]
    last: Decision


def decide(track: Track, poll: PollFacts, profile: Profile) -> Decision | None:
    """Return what one poll decides, or None while it is not counted."""
    if poll.ballots is None:
        return None
    by_track = outcome_of if track is Track.COMMITTEE else party_outcome_of
    return by_track(poll.ballots, profile)


def tally_of(
    track: Track,
    seats: Mapping[Post, int],
    polls: Sequence[PollFacts],
    profile: Profile,
    win_void: frozenset[int] = frozenset(),
) -> Tally | None:
    """Read all polls in order; None while the last one is not counted.

    A repeated poll starts from the seats that it was opened for; a person whose win is void is
    not counted as elected.
    """
    elected: list[tuple[int, Post]] = []
    seated: set[Id] = set()
    last = None
    for poll in polls:
        if poll.kind is PollKind.REPEAT:
            elected, seated = [], set()
        last = decide(track, poll, profile)
        if last is None:
            return None
        elected += _newly_seated(poll, last, seated)
    if last is None:
        return None
    valid = [(person, post) for person, post in elected if person not in win_void]
    left = {post: n - sum(p is post for _, p in valid) for post, n in seats.items()}
    vacancies = {post: n for post, n in left.items() if n > 0}
    return Tally(_outcome(last, valid, vacancies), tuple(valid), vacancies, last.ties, last)


def _newly_seated(poll: PollFacts, decision: Decision, seated: set[Id]) -> list[tuple[int, Post]]:
    """Return who is elected now, leaving out who was seated by an earlier poll."""
    who = {s.id: s.who for s in poll.ballots.standees} if poll.ballots else {}
    new = [(number, post) for number, post in decision.elected if who[number] not in seated]
    seated |= {who[number] for number, _ in new}
    return new


def _outcome(
    last: Decision, elected: list[tuple[int, Post]], vacancies: Mapping[Post, int]
) -> Outcome:
    if last.ballot is Validity.INVALID_ENTRY:
        return Outcome.INVALID_ENTRY
    if last.ballot is Validity.VOID:
        return Outcome.VOID
    if last.ties:
        return Outcome.TIE
    if not vacancies:
        return Outcome.ELECTED
    return Outcome.PARTLY_ELECTED if elected else Outcome.NONE_ELECTED
