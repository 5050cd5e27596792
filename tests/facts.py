"""Facts as the rules see them, without a database."""

from dataclasses import dataclass, field
from datetime import date

from electflow.campaign.terms import ElectionFacts, Post
from electflow.documents.terms import Papers
from electflow.election_committee.terms import NOBODY_KEPT, ElectionStaff
from electflow.profile.loader import load_profile
from electflow.stages import Stage, Track
from electflow.voting.terms import NOTHING_KEPT, PollDay

NATIONAL = load_profile("national")
T = date(2027, 1, 20)


@dataclass(frozen=True)
class Facts:
    election: ElectionFacts
    papers: Papers = field(default_factory=Papers)
    candidates: tuple = ()
    verdicts: dict = field(default_factory=dict)
    polls: tuple = ()
    roll: object = None
    staff: ElectionStaff = NOBODY_KEPT
    poll_day: PollDay = NOTHING_KEPT
    review: object = None
    open_statements: int | None = None


def an_election(track: Track = Track.COMMITTEE, **seats: int) -> ElectionFacts:
    posts = {Post(post): n for post, n in seats.items()} or {Post.CHAIR: 1, Post.MEMBER: 2}
    return ElectionFacts(id=1, track=track, stage=Stage.PREPARING, election_on=T, seats=posts)
