"""The one way in for every act on an election: locked, within the actor's sight, and permitted."""

from electflow.access import service as access
from electflow.act import Act
from electflow.campaign import service as campaigns
from electflow.campaign.model import Campaign, Election
from electflow.errors import InputRefused, NotFound
from electflow.issues import Fact, Issue
from electflow.profile.model import Profile
from electflow.stages import Stage, Track


def opened(act: Act, election_id: int, permission: str, track: Track | None = None) -> Election:
    """Return an election, locked, on which the actor may act; ``track`` says of which kind alone.

    Raises NotFound or Forbidden; then nothing has changed.
    """
    election = campaigns.lock_elections(act, [election_id]).get(election_id)
    if election is None or track not in (None, Track(election.track)):
        raise NotFound(f"election {election_id}")
    access.require(act.actor, permission, election.village, Track(election.track))
    return election


def profile_of(act: Act, election: Election) -> Profile:
    """Return the profile that an election's campaign pinned."""
    profiles = campaigns.profiles_of(act.session, election.county, [election.campaign_id])
    return profiles[election.campaign_id]


def profile_of_campaign(act: Act, campaign: Campaign) -> Profile:
    """Return the profile that a campaign pinned."""
    return campaigns.profiles_of(act.session, campaign.county, [campaign.id])[campaign.id]


def require_stage(election: Election, stages: frozenset[Stage], code: str) -> None:
    """Raise InputRefused with a code when an election is in another stage than these."""
    if Stage(election.stage) not in stages:
        facts: dict[str, Fact] = {"stage": election.stage}
        raise InputRefused([Issue(code=code, source_key="", facts=facts)])
