"""The door of the handover list."""

from datetime import date

from electflow.access import service as access
from electflow.access.terms import Permission, permission_for
from electflow.act import Act
from electflow.appointment import service as appointment
from electflow.appointment.terms import Thing, ThingStanding
from electflow.campaign import service as campaign
from electflow.campaign.terms import Register
from electflow.errors import InputRefused, NotFound
from electflow.issues import Fact, Issue
from electflow.stages import Stage, Track, Trigger

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
    election = campaign.lock_elections(act, [election_id]).get(election_id)
    if election is None or election.track != Track.COMMITTEE.value:
        raise NotFound(f"handover of election {election_id}")
    access.require(act.actor, Permission.DOCUMENT_RECORD, election.village, Track.COMMITTEE)
    if standing is ThingStanding.ORDERED:  # the township's own act, not the village's
        closing = permission_for(Trigger.CLOSE_ELECTION)
        access.require(act.actor, closing, election.village, Track.COMMITTEE)
    if Stage(election.stage) not in OPEN:
        facts: dict[str, Fact] = {"stage": election.stage}
        raise InputRefused([Issue(code="appointment.not_handing_over", source_key="", facts=facts)])
    appointment.settle(
        act, election, thing, standing=standing, words=words, on=on, order_number=order_number
    )
    campaign.touch(election, Register.HANDOVER)
