"""The door of what organs decided: an election held or its day moved, proposed by one, approved by another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from electflow.access import proposals
from electflow.access.model import Proposal
from electflow.access.terms import Permission
from electflow.act import Act, Actor
from electflow.audit import service as audit
from electflow.campaign import departures
from electflow.campaign import service as campaign
from electflow.campaign.calendar import calendar_of
from electflow.campaign.model import Election
from electflow.campaign.rules import (
    doubts_of_hold,
    faults_of_exception,
    faults_of_hold,
    faults_of_irregularity,
    faults_of_lifting,
    is_too_late,
)
from electflow.campaign.terms import Departure, HoldKind
from electflow.documents import scans
from electflow.documents.rules import faults_of_organ
from electflow.errors import InputRefused
from electflow.issues import Issue
from electflow.profile.model import Profile
from electflow.stages import Stage, Track, Trigger
from electflow.workflow.dossier import Dossier, dossier_of
from electflow.workflow.machine import steps_from, triggers_ahead
from electflow.workflow.opening import opened
from electflow.workflow.service import case_of, issues_of

HOLD = "hold"


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
) -> Proposal:
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
        HOLD,
        str(election.id),
        payload,
        place=election.village,
        seen_version=election.version,
    )
    data = {"proposal": str(proposal.id), "kind": kind.value}
    audit.record(act, "hold:propose", case_of(election), data=data, place=election.village)
    return proposal


def propose_departure(
    act: Act,
    election_id: int,
    kind: Departure,
    *,
    rule: str,
    organ: str,
    number: str,
    dated_on: date,
    until: date | None,
    reason: str,
) -> Proposal:
    """Propose to record what an organ decided on a rule that is departed from.

    A second person approves. Raises NotFound, Forbidden or InputRefused; then nothing has changed.
    """
    election = opened(act, election_id, Permission.HOLD_PROPOSE)
    payload: dict[str, Any] = {
        "rule": rule,
        "organ": organ,
        "number": number.strip(),
        "dated_on": dated_on.isoformat(),
        # what happened has no last day
        "until": until.isoformat() if until and kind is Departure.EXCEPTION else "",
        "reason": reason.strip(),
    }
    if issues := _faults_of_departure(act, election, kind, payload):
        raise InputRefused(issues)
    proposal = proposals.propose(
        act,
        kind.value,
        str(election.id),
        payload,
        place=election.village,
        seen_version=election.version,
    )
    data = {"proposal": str(proposal.id), "rule": rule}
    audit.record(act, f"{kind}:propose", case_of(election), data=data, place=election.village)
    return proposal


def _faults_of_departure(
    act: Act, election: Election, kind: Departure, told: Mapping[str, Any]
) -> list[Issue]:
    dossier = dossier_of(act, election)
    leaf = dossier.profile.find(told["rule"])
    dated_on = date.fromisoformat(told["dated_on"])
    number, reason = told["number"], told["reason"]
    if kind is Departure.IRREGULARITY:
        late = rules_too_late(dossier, act.on)
        issues = faults_of_irregularity(leaf, late, number, dated_on, reason, act.on)
    else:
        until = date.fromisoformat(told["until"]) if told["until"] else None
        issues = faults_of_exception(leaf, told["organ"], number, dated_on, until, reason, act.on)
    return issues + faults_of_organ(Track(election.track), told)


def rules_too_late(dossier: Dossier, on: date) -> list[str]:
    """Return the rules that the next steps break because their day has passed."""
    steps = steps_from(dossier.election.track, dossier.election.stage)
    issues = [issue for step in steps for issue in issues_of(step, dossier, on)]
    return list(dict.fromkeys(i.source_key for i in issues if is_too_late(i)))


def decide(act: Act, proposal_id: int, *, approve: bool, reason: str = "") -> Election:
    """Approve or turn down a proposed decision of any kind, as a second person.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    kind = proposals.kind_of(act, proposal_id)
    if kind in set(Departure):
        return _decide_departure(act, proposal_id, Departure(kind), approve, reason)
    return decide_hold(act, proposal_id, approve=approve, reason=reason)


def _decide_departure(
    act: Act, proposal_id: int, kind: Departure, approve: bool, reason: str
) -> Election:
    """Decide on a departure; what held when it was proposed must still hold."""
    proposal = proposals.decide(act, proposal_id, kind.value, approve=approve)
    election = opened(act, int(proposal.subject), Permission.HOLD_APPROVE)
    if not approve:
        _turn_down(act, election, f"{kind}:reject", proposal_id, reason)
        return election
    told = proposal.payload
    if issues := _faults_of_departure(act, election, kind, told):
        raise InputRefused(issues)
    departures.grant(
        act,
        election,
        kind=kind,
        rule=told["rule"],
        organ=told["organ"],
        number=told["number"],
        dated_on=date.fromisoformat(told["dated_on"]),
        until=date.fromisoformat(told["until"]) if told["until"] else None,
        reason=told["reason"],
        proposal=proposal_id,
    )
    return election


def end_departure(act: Act, election_id: int, departure_id: int, reason: str) -> None:
    """Record that a departure holds no more. Raises NotFound, Forbidden or InputRefused."""
    election = opened(act, election_id, Permission.HOLD_APPROVE)
    if not reason.strip():
        raise InputRefused([Issue(code="document.reason_missing", source_key="")])
    departures.end(act, election, departure_id, reason)


def _turn_down(act: Act, election: Election, action: str, proposal_id: int, reason: str) -> None:
    data = {"proposal": str(proposal_id)}
    words = {"reason": reason}
    audit.record(act, action, case_of(election), data=data, words=words, place=election.village)


def attach_scan(act: Act, election_id: int, proposal: Proposal, name: str, content: bytes) -> None:
    """Keep the scan of a decision with its proposal; raises NotFound, Forbidden or InputRefused."""
    election = opened(act, election_id, Permission.HOLD_PROPOSE)
    scans.keep(act, election, scans.subject_of_proposal(proposal.id), name, content)


def decide_hold(act: Act, proposal_id: int, *, approve: bool, reason: str = "") -> Election:
    """Approve or turn down a proposed hold, as a second person.

    What held when it was proposed must still hold. Raises NotFound, Forbidden, Stale or
    InputRefused; then nothing has changed.
    """
    proposal = proposals.decide(act, proposal_id, HOLD, approve=approve)
    election = opened(act, int(proposal.subject), Permission.HOLD_APPROVE)
    if not approve:
        _turn_down(act, election, "hold:reject", proposal_id, reason)
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
class MovedDay:
    """The latest day of a step as it is, and as it would be."""

    trigger: Trigger
    was: date
    becomes: date


@dataclass(frozen=True)
class ProposedDecision:
    """A decision that was proposed to be recorded: its election, what to doubt, what it would do."""

    proposal: Proposal
    election: Election
    year: int
    doubts: tuple[Issue, ...]
    moved: tuple[MovedDay, ...]
    profile: Profile


_OTHER_OUTCOMES = frozenset(
    {
        Trigger.DECLARE_PARTLY_ELECTED,
        Trigger.DECLARE_NONE_ELECTED,
        Trigger.DECLARE_TIE,
        Trigger.DECLARE_VOID,
    }
)


def moved_days(
    election: Election, kind: HoldKind, until: date | None, profile: Profile
) -> list[MovedDay]:
    """Return which latest days a moved election day moves with it, of the steps still ahead."""
    if kind is not HoldKind.DAY_MOVED or until is None:
        return []
    track = Track(election.track)
    before = calendar_of(track, election.election_on, profile)
    after = calendar_of(track, until, profile)
    ahead = triggers_ahead(track, Stage(election.stage)) - _OTHER_OUTCOMES
    return [
        MovedDay(trigger, was, becomes)
        for trigger, window in before.items()
        if trigger in ahead and (was := window.latest) and (becomes := after[trigger].latest)
    ]


def doubts_of_decision(
    election: Election,
    told: Mapping[str, Any],
    profile: Profile,
    planned_on: date,
    until: date | None,
) -> list[Issue]:
    """Return what to look at before a hold is recorded; ``planned_on`` is the campaign's own day."""
    kind, track = HoldKind(told["kind"]), Track(election.track)
    return doubts_of_hold(kind, told["organ"], track, profile, planned_on, until)


def proposed_decisions(
    session: Session, actor: Actor, proposals: Sequence[Proposal]
) -> list[ProposedDecision]:
    """Return the proposed decisions whose elections the actor may see."""
    elections = campaign.elections_by_id(session, actor, [int(p.subject) for p in proposals])
    campaigns = {row.id: row for row in campaign.list_campaigns(session, actor)}
    profiles = campaign.profiles_of(session, actor.county, set(campaigns))
    found = []
    for proposal in proposals:
        election = elections.get(int(proposal.subject))
        if election is None:
            continue
        told, profile = proposal.payload, profiles[election.campaign_id]
        until = date.fromisoformat(told["until"]) if told["until"] else None
        is_hold = proposal.kind == HOLD
        mine = campaigns[election.campaign_id]
        planned = mine.election_on
        doubts = doubts_of_decision(election, told, profile, planned, until) if is_hold else []
        moved = moved_days(election, HoldKind(told["kind"]), until, profile) if is_hold else []
        found.append(
            ProposedDecision(proposal, election, mine.year, tuple(doubts), tuple(moved), profile)
        )
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
