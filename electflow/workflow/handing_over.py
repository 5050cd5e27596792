"""The door of what comes after the result: handover list, certificates, organs that follow."""

from collections.abc import Mapping
from datetime import date

from electflow.access import service as access
from electflow.access.terms import Permission, permission_for
from electflow.act import Act
from electflow.appointment import certificates, following
from electflow.appointment import service as appointment
from electflow.appointment.terms import FollowUp, Thing, ThingStanding
from electflow.campaign import service as campaign
from electflow.campaign.terms import Register
from electflow.errors import InputRefused
from electflow.issues import Issue
from electflow.nomination import service as nomination
from electflow.stages import Stage, Track, Trigger
from electflow.voting.rules import tally
from electflow.workflow.dossier import dossier_of
from electflow.workflow.opening import opened, require_stage

OPEN = frozenset({Stage.RESULT_CONFIRMED})
AFTER = frozenset({Stage.RESULT_CONFIRMED, Stage.CLOSED})


def settle(
    act: Act,
    election_id: int,
    thing: Thing,
    *,
    standing: ThingStanding,
    words: str,
    on: date,
    order_number: str = "",
    reason: str = "",
) -> None:
    """Record how a thing of the handover stands, or correct it with a reason.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election = opened(act, election_id, Permission.DOCUMENT_RECORD, Track.COMMITTEE)
    if standing is ThingStanding.ORDERED:  # the township's own act, not the village's
        closing = permission_for(Trigger.CLOSE_ELECTION)
        access.require(act.actor, closing, election.village, Track.COMMITTEE)
    require_stage(election, OPEN, "appointment.not_handing_over")
    appointment.settle(
        act,
        election,
        thing,
        standing=standing,
        words=words,
        on=on,
        order_number=order_number,
        reason=reason,
    )
    campaign.touch(election, Register.HANDOVER)


def issue_certificates(
    act: Act, election_id: int, numbers: Mapping[int, str], issued_on: date
) -> None:
    """Record the certificates that were issued.

    Raises NotFound, Forbidden or InputRefused; then nothing has changed.
    """
    election = opened(act, election_id, Permission.DOCUMENT_RECORD, Track.COMMITTEE)
    require_stage(election, AFTER, "appointment.not_handing_over")
    dossier = dossier_of(act, election)
    found = tally(dossier, dossier.profile)
    elected = {number for number, _ in found.elected} if found else set()
    certificates.issue(act, election, elected, numbers, issued_on)
    campaign.touch(election, Register.HANDOVER)


def withdraw_certificate(act: Act, election_id: int, certificate_id: int, reason: str) -> None:
    """Record that a certificate was taken back. Raises NotFound, Forbidden or InputRefused."""
    election = opened(act, election_id, Permission.DOCUMENT_RECORD, Track.COMMITTEE)
    certificates.withdraw(act, election, certificate_id, reason)
    campaign.touch(election, Register.HANDOVER)


def record_follow_up(
    act: Act,
    election_id: int,
    organ: FollowUp,
    *,
    formed_on: date,
    persons: int,
    minutes: str,
    reason: str = "",
) -> None:
    """Record that an organ was formed after the election, or correct it with a reason.

    Raises NotFound, Forbidden or InputRefused; then nothing has changed.
    """
    election = opened(act, election_id, Permission.DOCUMENT_RECORD, Track.COMMITTEE)
    require_stage(election, AFTER, "appointment.not_handing_over")
    is_by_name = organ is FollowUp.SUPERVISORY_COMMITTEE
    if (
        is_by_name
        and nomination.followers_of(act.session, election.county, [election.id])[election.id]
    ):
        raise InputRefused([Issue(code="supervision.by_name", source_key="")])
    following.record(
        act,
        election,
        organ,
        formed_on=formed_on,
        persons=persons,
        minutes=minutes,
        reason=reason,
    )
    campaign.touch(election)
