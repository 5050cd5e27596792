"""Who may see a count before it is read out on the spot (law-notes 5.6)."""

from electflow.access.rules import may
from electflow.access.terms import TRACK_OF_ROLE, Permission
from electflow.act import Actor
from electflow.campaign.model import Election
from electflow.stages import Stage, Track
from electflow.workflow.dossier import Dossier

_COUNTY = 6
UNANNOUNCED = frozenset({Stage.COUNTING, Stage.ASSEMBLY_HELD})


def may_see_count(actor: Actor, election: Election, dossier: Dossier) -> bool:
    """Tell whether an official may see the figures of the last poll.

    Before they are read out nobody above the village sees them, but for who has entered them in
    the township; the county sees none of a villagers' poll, though it may have entered a sheet.
    """
    track, stage = Track(election.track), Stage(election.stage)
    if stage not in UNANNOUNCED or not dossier.polls or dossier.polls[-1].ballots is None:
        return True
    entered = actor.official_id in {*dossier.polls[-1].recorded_by, *dossier.poll_day.entrants}
    is_near = track is Track.PARTY or any(len(grant.region) > _COUNTY for grant in actor.grants)
    return (entered and is_near) or any(
        grant.role in TRACK_OF_ROLE and may(actor, Permission.COUNT_RECORD, election.village, track)
        for grant in actor.grants
    )


def may_see_new_scans(actor: Actor, election: Election) -> bool:
    """Tell whether an official may see what is scanned while ballots are counted.

    A scanned sheet tells the figures: only who enters them in the village or township sees it.
    """
    if Stage(election.stage) not in UNANNOUNCED:
        return True
    track = Track(election.track)
    return any(
        len(grant.region) > _COUNTY
        and may(
            Actor(actor.official_id, actor.county, (grant,)),
            Permission.COUNT_RECORD,
            election.village,
            track,
        )
        for grant in actor.grants
    )
