"""Whether the result that a by-election (补选) follows has changed since it was opened (ADR 0019)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from electflow.campaign.by_elections import is_over
from electflow.campaign.model import Election
from electflow.campaign.terms import ElectionFacts, HoldKind, Staying
from electflow.profile.model import Profile
from electflow.stages import Stage
from electflow.voting.rules import sitting
from electflow.voting.terms import VotingFacts


class TermFacts(VotingFacts, Protocol):
    """What is asked of each election of a term."""

    @property
    def profile(self) -> Profile:
        """Return the rules that its campaign pinned."""


def is_stopped(election: ElectionFacts) -> bool:
    """Tell whether an organ voided an election in writing, or stopped it for good while under way."""
    is_suspended = any(hold.kind is HoldKind.SUSPENDED for hold in election.holds)
    return election.stage is Stage.ANNULLED or is_suspended


def standing_in(
    body: Sequence[Election], facts: Mapping[int, TermFacts], void: Collection[tuple[int, int]] = ()
) -> tuple[list[Election], set[int]]:
    """Return the elections of a body that count for its term, and the by-elections that were overtaken.

    A by-election is overtaken when the election before it is not over any more, was overtaken
    itself, or says today of another person, or of another number of votes, that he sits. One that
    an organ then stopped counts no more, so that it is opened anew on the result as it is now.
    """
    regular, *later = body
    counted, overtaken = [regular], set[int]()
    for election in later:
        last = counted[-1]
        is_as_it_was = (
            is_over(last)
            and last.id not in overtaken
            and _sits_as_then(election, facts[election.id].election, facts[last.id], void)
        )
        if not is_as_it_was:
            overtaken.add(election.id)
        if is_as_it_was or not is_stopped(facts[election.id].election):
            counted.append(election)
    return counted, overtaken


def _sits_as_then(
    election: Election,
    facts: ElectionFacts,
    before: TermFacts,
    void: Collection[tuple[int, int]],
) -> bool:
    """Compare who sits with who left and who stayed; a win that was voided since has its own rule."""
    now = [one for one in sitting(before, before.profile) if _key(one) not in void]
    has_left, gone = set(election.left), {person for _, person in void}
    then = {_told(one) for one in facts.stays}
    return has_left - gone <= {one.person_id for one in now} and then == {
        _told(one) for one in now if one.person_id not in has_left
    }


def _key(one: Staying) -> tuple[int, int]:
    return one.election_id, one.person_id


def _told(one: Staying) -> tuple[int, str, int, int]:
    return one.person_id, one.post.value, one.votes, one.election_id
