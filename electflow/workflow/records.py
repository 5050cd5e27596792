"""Everything else that is done to an election: papers, candidates, conclusions, counts, holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from electflow.access import proposals
from electflow.access import service as access
from electflow.access.model import Proposal
from electflow.access.terms import Permission, permission_for
from electflow.act import Act, Actor
from electflow.audit import service as audit
from electflow.campaign import service as campaign
from electflow.campaign.model import Election
from electflow.campaign.rules import doubts_of_authority, faults_of_hold, faults_of_lifting
from electflow.campaign.terms import HoldKind, Post
from electflow.documents import service as documents
from electflow.documents.model import Document
from electflow.documents.rules import faults_of_organ
from electflow.documents.terms import PAPER_KINDS, Kind
from electflow.errors import InputRefused, NotFound, RequirementsUnmet
from electflow.issues import Issue, State
from electflow.nomination import service as nomination
from electflow.nomination.model import Candidate
from electflow.nomination.terms import Source
from electflow.profile.model import Profile
from electflow.stages import Stage, Track, Trigger
from electflow.vetting import service as vetting
from electflow.vetting.model import Verdict
from electflow.vetting.terms import Conclusion
from electflow.voting import service as voting
from electflow.voting import tallying
from electflow.voting.model import Count
from electflow.voting.rules import tally
from electflow.workflow.dossier import Dossier, dossiers_of
from electflow.workflow.service import case_of
from electflow.workflow.sight import UNANNOUNCED


def record_paper(
    act: Act,
    election_id: int,
    kind: Kind,
    *,
    dated_on: date,
    figures: Mapping[str, Any],
    number: str = "",
    posted_on: date | None = None,
    taken_down_on: date | None = None,
    seen_edition: int = 0,
    reason: str = "",
) -> Document:
    """Record a paper of an election.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election = _opened(act, election_id, Permission.DOCUMENT_RECORD)
    if not PAPER_KINDS[kind].belongs_to(Track(election.track)):
        raise NotFound(f"document {kind} in track {election.track}")
    if issues := faults_of_organ(Track(election.track), figures):
        raise InputRefused(issues)
    document = documents.record(
        act,
        election.id,
        election.village,
        kind,
        dated_on=dated_on,
        figures=figures,
        number=number,
        posted_on=posted_on,
        taken_down_on=taken_down_on,
        seen_edition=seen_edition,
        reason=reason,
    )
    campaign.touch(election)
    return document


def nominate(
    act: Act,
    election_id: int,
    *,
    name: str,
    number: str,
    sex: str,
    post: Post,
    source: Source,
    votes: int = 0,
    nominators: int = 0,
    evidence: str = "",
) -> Candidate:
    """Put a person on an election's list; written-in persons only while ballots are counted.

    Raises NotFound, Forbidden or InputRefused; then nothing has changed.
    """
    election = _opened(act, election_id, Permission.CANDIDATE_RECORD)
    stage = Stage(election.stage)
    is_counting = stage in UNANNOUNCED
    if (source is Source.WRITE_IN) != is_counting or stage not in _NOMINATING:
        facts = {"stage": stage.value, "source": source.value}
        issue = Issue(code="nomination.not_in_this_stage", source_key="", facts=facts)
        raise InputRefused([issue])
    profile = _profile_of(act, election)
    candidate = nomination.nominate(
        act,
        election.id,
        election.village,
        name=name,
        number=number,
        sex=sex,
        post=post,
        source=source,
        election_on=election.election_on,
        votes=votes,
        nominators=nominators,
        evidence=evidence,
        voter_age=profile.roll.voter_age if _is_of_age_asked(election, source) else None,
    )
    campaign.touch(election)
    return candidate


def _is_of_age_asked(election: Election, source: Source) -> bool:
    """A written-in person is entered as the votes fell; the election committee decides on him."""
    return election.track == Track.COMMITTEE.value and source is not Source.WRITE_IN


_NOMINATING = frozenset(
    {
        Stage.NOMINATING,
        Stage.NOMINATED,
        Stage.PRIMARY_HELD,
        Stage.COUNTING,
        Stage.RECOMMENDING,
        Stage.RECOMMENDED,
        Stage.ASSEMBLY_HELD,
    }
)


def withdraw(act: Act, election_id: int, number: int, reason: str) -> None:
    """Take a candidate off the list; of an elected one this records that his win is void.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election = _opened(act, election_id, Permission.CANDIDATE_RECORD)
    dossier = dossiers_of(act.session, election.county, [election])[election.id]
    if Stage(election.stage) in _VOTING:
        # asked before the count is looked at: the answer must not tell who has won
        written_in = {c.number for c in dossier.candidates if c.source is Source.WRITE_IN}
        if Stage(election.stage) not in UNANNOUNCED or number not in written_in:
            raise InputRefused([Issue(code="nomination.not_while_voting", source_key="")])
        nomination.withdraw(act, election.id, election.village, number, reason)
        _count_without(act, election, reason)
        campaign.touch(election)
        return
    found = tally(dossier, dossier.profile)
    is_won = bool(found and number in {won for won, _ in found.elected})
    if is_won:
        _require_void_decision(act, election, dossier)
    nomination.withdraw(act, election.id, election.village, number, reason, win_void=is_won)
    campaign.touch(election)


def _count_without(act: Act, election: Election, reason: str) -> None:
    """Make the count of a villagers' poll up anew without a written-in person who was withdrawn."""
    act.session.flush()
    dossier = dossiers_of(act.session, election.county, [election])[election.id]
    if election.track == Track.COMMITTEE.value and dossier.polls and dossier.polls[-1].edition:
        tallying.make_up_count(act, election, dossier, dossier.polls[-1], reason)


_VOTING = UNANNOUNCED | {Stage.POLLING, Stage.TIE_PENDING}


def _require_void_decision(act: Act, election: Election, dossier: Dossier) -> None:
    """Let only a second person void a win, and only on the written decision of an organ."""
    voiding = permission_for(Trigger.VOID_PERSON_WIN)
    access.require(act.actor, voiding, election.village, Track(election.track))
    paper = dossier.papers.find(Kind.PERSON_VOID_DECISION)
    rules = dossier.profile
    if paper is None:
        facts = {"document": Kind.PERSON_VOID_DECISION.value}
        issue = Issue(
            code="document.recorded",
            source_key=rules.result.person_void_decision.key,
            state=State.UNDETERMINED,
            facts=facts,
        )
    elif paper.recorded_by == act.actor.official_id:
        issue = Issue(code="access.own_act", source_key=rules.house.two_persons.key)
    else:
        return
    raise RequirementsUnmet([issue])


def conclude(
    act: Act,
    election_id: int,
    candidate: int,
    *,
    conclusion: Conclusion,
    number: str,
    dated_on: date,
    reason: str = "",
) -> Verdict:
    """Record the conclusion of named persons on a candidate, while he is examined.

    Raises NotFound, Forbidden or InputRefused; then nothing has changed.
    """
    election = _opened(act, election_id, Permission.VERDICT_RECORD)
    if election.stage not in (Stage.VETTING, Stage.VETTED):
        facts = {"stage": election.stage}
        raise InputRefused([Issue(code="vetting.not_in_this_stage", source_key="", facts=facts)])
    verdict = vetting.conclude(
        act,
        election.id,
        election.village,
        candidate,
        conclusion=conclusion,
        number=number,
        dated_on=dated_on,
        reason=reason,
    )
    campaign.touch(election)
    return verdict


def record_count(
    act: Act,
    election_id: int,
    *,
    voters: int,
    issued: int,
    returned: int,
    void: int,
    votes: Mapping[int, int],
    seen_edition: int,
    reason: str = "",
) -> Count:
    """Record the count of an assembly of Party members; a villagers' poll is counted by sheets.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election = _opened(act, election_id, Permission.COUNT_RECORD)
    if election.track == Track.COMMITTEE.value:
        issue = Issue(code="voting.count_by_sheets", source_key="")
        raise InputRefused([issue])
    if Stage(election.stage) not in UNANNOUNCED:
        facts = {"stage": election.stage}
        raise InputRefused([Issue(code="voting.not_counting", source_key="", facts=facts)])
    dossier = dossiers_of(act.session, election.county, [election])[election.id]
    count = voting.record_count(
        act,
        election.id,
        election.village,
        dossier,
        voters=voters,
        issued=issued,
        returned=returned,
        void=void,
        votes=votes,
        seen_edition=seen_edition,
        reason=reason,
    )
    campaign.touch(election)
    return count


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
    election = _opened(act, election_id, Permission.HOLD_PROPOSE)
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
    election = _opened(act, int(proposal.subject), Permission.HOLD_APPROVE)
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
    election = _opened(act, election_id, Permission.HOLD_APPROVE)
    kind = campaign.kind_of_hold(act.session, election, hold_id)
    if issues := faults_of_lifting(
        kind, Stage(election.stage), election.election_on, election_on, reason, act.on
    ):
        raise InputRefused(issues)
    campaign.lift_hold(act, election, hold_id, reason, election_on)


def _profile_of(act: Act, election: Election) -> Profile:
    return campaign.profiles_of(act.session, election.county, [election.campaign_id])[
        election.campaign_id
    ]


def _opened(act: Act, election_id: int, permission: str) -> Election:
    election = campaign.lock_elections(act, [election_id]).get(election_id)
    if election is None:
        raise NotFound(f"election {election_id}")
    access.require(act.actor, permission, election.village, Track(election.track))
    return election
