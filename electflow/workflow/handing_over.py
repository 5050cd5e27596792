"""The door of the handover list."""

from datetime import date

from electflow.access import service as access
from electflow.access.terms import Permission, permission_for
from electflow.act import Act
from electflow.appointment import service as appointment
from electflow.appointment.terms import Thing, ThingStanding
from electflow.campaign import service as campaign
from electflow.campaign.terms import Register
from electflow.stages import Stage, Track, Trigger
from electflow.workflow.opening import opened, require_stage

OPEN = frozenset({Stage.RESULT_CONFIRMED})


def settle(
    act: Act,
    election_id: int,
    thing: Thing,
    *,
    standing: ThingStanding,
    words: str,
    on: date,
    order_number: str = "",
) -> None:
    """Record how a thing of the handover stands.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election = opened(act, election_id, Permission.DOCUMENT_RECORD, Track.COMMITTEE)
    if standing is ThingStanding.ORDERED:  # the township's own act, not the village's
        closing = permission_for(Trigger.CLOSE_ELECTION)
        access.require(act.actor, closing, election.village, Track.COMMITTEE)
    require_stage(election, OPEN, "appointment.not_handing_over")
    appointment.settle(
        act, election, thing, standing=standing, words=words, on=on, order_number=order_number
    )
    campaign.touch(election, Register.HANDOVER)
