"""The door of what organs decided: an election held or its day moved, proposed by one, approved by another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from electflow.access import proposals
from electflow.access.model import Proposal
from electflow.access.terms import Permission
from electflow.act import Act, Actor
from electflow.audit import service as audit
from electflow.campaign import service as campaign
from electflow.campaign.model import Election
from electflow.campaign.rules import doubts_of_authority, faults_of_hold, faults_of_lifting
from electflow.campaign.terms import HoldKind
from electflow.documents.rules import faults_of_organ
from electflow.errors import InputRefused
from electflow.issues import Issue
from electflow.stages import Stage, Track
from electflow.workflow.opening import opened
from electflow.workflow.service import case_of


def propose_hold(
    act: Act,
    election_id: int,
    *,
    kind: HoldKind,
    organ: str,
    number: str,
    dated_on: date,
    until: date | None,
    reason: str,
) -> None:
    """Propose to record an organ's decision that holds an election; a second person approves.

    Raises NotFound, Forbidden or InputRefused; then nothing has changed.
    """
    election = opened(act, election_id, Permission.HOLD_PROPOSE)
    issues = faults_of_hold(kind, dated_on, until, Stage(election.stage), act.on)
    issues += faults_of_organ(Track(election.track), {"organ": organ})
    if not number.strip():
        issues.append(Issue(code="hold.number_missing", source_key=""))
    if not reason.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    if issues:
        raise InputRefused(issues)
    payload: dict[str, object] = {
        "kind": kind.value,
        "organ": organ,
        "number": number.strip(),
        "dated_on": dated_on.isoformat(),
        "until": until.isoformat() if until else "",
        "reason": reason.strip(),
    }
    proposal = proposals.propose(
        act,
        "hold",
        str(election.id),
        payload,
        place=election.village,
        seen_version=election.version,
    )
    data = {"proposal": str(proposal.id), "kind": kind.value}
    audit.record(act, "hold:propose", case_of(election), data=data, place=election.village)


def decide_hold(act: Act, proposal_id: int, *, approve: bool, reason: str = "") -> Election:
    """Approve or turn down a proposed hold, as a second person.

    What held when it was proposed must still hold. Raises NotFound, Forbidden, Stale or
    InputRefused; then nothing has changed.
    """
    proposal = proposals.decide(act, proposal_id, "hold", approve=approve)
    election = opened(act, int(proposal.subject), Permission.HOLD_APPROVE)
    if not approve:
        audit.record(
            act,
            "hold:reject",
            case_of(election),
            data={"proposal": str(proposal.id)},
            words={"reason": reason},
            place=election.village,
        )
        return election
    told = proposal.payload
    until = date.fromisoformat(told["until"]) if told["until"] else None
    dated_on = date.fromisoformat(told["dated_on"])
    stage = Stage(election.stage)
    issues = faults_of_hold(HoldKind(told["kind"]), dated_on, until, stage, act.on)
    if issues := issues + faults_of_organ(Track(election.track), told):
        raise InputRefused(issues)
    campaign.place_hold(
        act,
        election,
        kind=HoldKind(told["kind"]),
        organ=told["organ"],
        number=told["number"],
        dated_on=dated_on,
        until=until,
        reason=told["reason"],
        proposal=proposal.id,
    )
    return election


@dataclass(frozen=True)
class ProposedHold:
    """A proposed hold with the election that it is about."""

    proposal: Proposal
    election: Election
    year: int
    doubts: tuple[Issue, ...]


def proposed_holds(
    session: Session, actor: Actor, proposals: Sequence[Proposal]
) -> list[ProposedHold]:
    """Return the proposed holds whose elections the actor may see."""
    elections = campaign.elections_by_id(session, actor, [int(p.subject) for p in proposals])
    years = {row.id: row.year for row in campaign.list_campaigns(session, actor)}
    profiles = campaign.profiles_of(session, actor.county, set(years))
    found = []
    for proposal in proposals:
        election = elections.get(int(proposal.subject))
        if election is None:
            continue
        told, profile = proposal.payload, profiles[election.campaign_id]
        doubts = doubts_of_authority(
            HoldKind(told["kind"]), told["organ"], Track(election.track), profile
        )
        found.append(ProposedHold(proposal, election, years[election.campaign_id], tuple(doubts)))
    return found


def lift_hold(
    act: Act, election_id: int, hold_id: int, reason: str, election_on: date | None = None
) -> None:
    """Record that a held election goes on, with its new day where the old one has passed.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election = opened(act, election_id, Permission.HOLD_APPROVE)
    kind = campaign.kind_of_hold(act.session, election, hold_id)
    if issues := faults_of_lifting(
        kind, Stage(election.stage), election.election_on, election_on, reason, act.on
    ):
        raise InputRefused(issues)
    campaign.lift_hold(act, election, hold_id, reason, election_on)
