"""The hall: the only place where a stage changes, and the door of every other act on an election."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from electflow.access import service as access
from electflow.access.model import Proposal
from electflow.access.terms import Permission
from electflow.act import Act, Actor
from electflow.audit import service as audit
from electflow.audit.queries import last_actors
from electflow.campaign import service as campaign
from electflow.campaign.model import Election
from electflow.campaign.rules import faults_of_hold, issues_of_place
from electflow.campaign.terms import HoldKind, Post
from electflow.documents import service as documents
from electflow.documents.model import Document
from electflow.documents.terms import PAPER_KINDS, Kind, MethodFigures, ReplyFigures
from electflow.errors import ElectflowError, InputRefused, NotFound, RequirementsUnmet, Stale
from electflow.issues import Issue, State
from electflow.nomination import service as nomination
from electflow.nomination.model import Candidate
from electflow.nomination.terms import Source
from electflow.stages import Stage, Track, Trigger
from electflow.vetting import service as vetting
from electflow.vetting.model import Verdict
from electflow.vetting.terms import Conclusion
from electflow.voting import service as voting
from electflow.voting.model import Count
from electflow.workflow import machine
from electflow.workflow.dossier import Dossier, dossiers_of
from electflow.workflow.step import Step


@dataclass(frozen=True)
class Move:
    """An election on its way from one stage to the next."""

    election: Election
    step: Step
    dossier: Dossier
    passed: tuple[str, ...]


@dataclass(frozen=True)
class Explanations:
    """Why an official passes warnings: by code, and one text for all the others."""

    by_code: Mapping[str, str]
    for_all: str = ""

    def of(self, code: str) -> str:
        """Return the explanation of one warning, or an empty text."""
        return self.by_code.get(code, self.for_all)

    def covering(self, issues: Sequence[Issue]) -> frozenset[str]:
        """Return the codes of the open issues that are explained."""
        return frozenset(i.code for i in issues if i.is_open and self.of(i.code))


def advance(
    act: Act,
    election_id: int,
    trigger: Trigger,
    *,
    seen_version: int,
    reason: str = "",
    explanations: Mapping[str, str] | None = None,
) -> Election:
    """Move one election along, and record who did it and why.

    Raises NotFound, Forbidden, WrongStage, Stale or RequirementsUnmet; then nothing has changed.
    """
    seen = {election_id: seen_version}
    result = advance_all(act, trigger, seen, reason=reason, explanations=explanations)[election_id]
    if isinstance(result, ElectflowError):
        raise result
    return result


def advance_all(
    act: Act,
    trigger: Trigger,
    seen_versions: Mapping[int, int],
    *,
    reason: str = "",
    explanations: Mapping[str, str] | None = None,
    explanation_for_all: str = "",
) -> dict[int, Election | ElectflowError]:
    """Make the same step for many elections: those allowed move, the others come back with why.

    ``explanation_for_all`` stands for every warning that has no explanation of its own. The
    queries do not grow with the number of elections, but for the polls that the step opens.
    """
    explained = {code: words for code, words in (explanations or {}).items() if words.strip()}
    elections = _locked(act, list(seen_versions))
    dossiers = dossiers_of(act.session, act.actor.county, list(elections.values()))
    others = _actors_before(act, trigger, elections)
    results: dict[int, Election | ElectflowError] = {}
    moves: list[Move] = []
    for election_id, seen in seen_versions.items():
        election = elections.get(election_id)
        try:
            if election is None:
                raise NotFound(f"election {election_id}")
            own = others.get(election_id) == act.actor.official_id
            words = Explanations(explained, explanation_for_all.strip())
            move = _allowed(act, election, dossiers[election_id], trigger, seen, words, own)
            moves.append(move)
            results[election_id] = election
        except ElectflowError as refusal:
            results[election_id] = refusal
    _store(act, moves)
    for move in moves:
        _work_out(act, move)
        _write_down(act, move, reason, Explanations(explained, explanation_for_all.strip()))
    return results


def issues_of(step: Step, dossier: Dossier, on: date) -> list[Issue]:
    """Return the whole checklist of a step: met, unmet and undetermined, holds first."""
    return [
        *issues_of_place(dossier.election, dossier.profile),
        *step.issues(dossier, dossier.profile, on),
    ]


def _allowed(
    act: Act,
    election: Election,
    dossier: Dossier,
    trigger: Trigger,
    seen_version: int,
    explained: Explanations,
    is_own: bool,
) -> Move:
    """Ask access, version and guard; fire the machine on a cursor."""
    track, stage = Track(election.track), Stage(election.stage)
    access.require(act.actor, f"election:{trigger}", election.village, track)
    if election.version != seen_version:
        raise Stale(f"election {election.id} changed since version {seen_version}")
    step = machine.find_step(track, trigger, stage)
    issues = issues_of(step, dossier, act.on)
    if step.not_by and is_own:
        key = dossier.profile.house.two_persons.key
        issues.append(Issue(code="access.own_act", source_key=key))
    cursor = machine.Cursor(stage, issues, explained.covering(issues))
    machine.fire(track, trigger, cursor)
    passed = tuple(sorted({issue.code for issue in issues if issue.is_open}))
    return Move(election, step, dossier, passed)


def _store(act: Act, moves: Sequence[Move]) -> None:
    """Write stages and versions in one conditional UPDATE; a version that moved means Stale."""
    if not moves:
        return
    table = Election.__table__
    act.session.flush()
    result = act.session.connection().execute(
        update(table)  # type: ignore[arg-type]
        .where(
            table.c.county == act.actor.county,
            table.c.id == bindparam("this"),
            table.c.version == bindparam("seen"),
        )
        .values(stage=bindparam("to"), version=bindparam("seen") + 1, entered_at=act.at),
        [
            {"this": m.election.id, "seen": m.election.version, "to": m.step.dest.value}
            for m in moves
        ],
    )
    if result.rowcount != len(moves):
        raise Stale(f"{len(moves) - result.rowcount} of {len(moves)} elections changed meanwhile")
    act.session.info.setdefault("changed", set()).add("election")
    for move in moves:
        set_committed_value(move.election, "stage", move.step.dest.value)
        set_committed_value(move.election, "version", move.election.version + 1)
        set_committed_value(move.election, "entered_at", act.at)


def _work_out(act: Act, move: Move) -> None:
    """Do what the row says besides: open a poll, take papers out of force."""
    election, step = move.election, move.step
    if step.sets_aside:
        documents.retire(act.session, election.county, election.id, step.sets_aside)
        if Kind.VETTING_REPORT in step.sets_aside:
            vetting.set_aside(act.session, election.county, election.id)
    if step.opens:
        kind = voting.kind_of_next(step.opens, move.dossier.polls)
        voting.open_poll(
            act, election.id, election.village, kind, move.dossier, move.dossier.profile
        )


def _write_down(act: Act, move: Move, reason: str, explained: Explanations) -> None:
    election, step = move.election, move.step
    audit.record(
        act,
        f"election:{step.trigger}",
        _case(election),
        data={
            "from": step.source.value,
            "to": step.dest.value,
            "passed": list(move.passed),
            "profile": move.dossier.profile.name,
        },
        words={"reason": reason} | {told_as(code): explained.of(code) for code in move.passed},
        place=election.village,
    )


def told_as(code: str) -> str:
    """Return the name under which the explanation of an issue stands in an event."""
    return f"explanation_{code.replace('.', '_')}"


def _locked(act: Act, ids: Sequence[int]) -> dict[int, Election]:
    if len(ids) == 1:
        with suppress(NotFound):
            return {ids[0]: campaign.get_election(act.session, act.actor, ids[0], lock=True)}
        return {}
    query = campaign.visible(select(Election), act.actor).where(Election.id.in_(ids))
    rows = act.session.scalars(
        query.order_by(Election.id).with_for_update().execution_options(populate_existing=True)
    )
    elections = {election.id: election for election in rows}
    audit.lock_cases(act, [_case(election) for election in elections.values()])
    return elections


def _actors_before(act: Act, trigger: Trigger, elections: Mapping[int, Election]) -> dict[int, int]:
    """Return who last did the step that the actor of this one may not have done."""
    befores = {
        step.not_by
        for steps in machine.STEPS_OF.values()
        for step in steps
        if step.trigger is trigger and step.not_by
    }
    if not befores:
        return {}
    cases = {_case(election): election.id for election in elections.values()}
    actions = [f"election:{before}" for before in befores]
    found = last_actors(act.session, act.actor.county, list(cases), actions)
    return {cases[case]: actor for case, actor in found.items()}


# --- papers, candidates, conclusions, counts, holds -------------------------------------------


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
    """Record a paper of an election; the adopted method and the approved request fix the seats.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election = _opened(act, election_id, Permission.DOCUMENT_RECORD)
    if not PAPER_KINDS[kind].belongs_to(Track(election.track)):
        raise NotFound(f"document {kind} in track {election.track}")
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
    told = documents.paper_of(document).figures
    if isinstance(told, MethodFigures):
        seats = {
            Post.CHAIR: told.chair_seats,
            Post.DEPUTY: told.deputy_seats,
            Post.MEMBER: told.member_seats,
        }
        campaign.fix_seats(act, election, seats)
    elif isinstance(told, ReplyFigures) and kind is Kind.REQUEST_REPLY:
        campaign.fix_seats(act, election, {Post.COMMITTEE_MEMBER: told.committee_seats})
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
) -> Candidate:
    """Put a person on an election's list; written-in persons only while ballots are counted.

    Raises NotFound, Forbidden or InputRefused; then nothing has changed.
    """
    election = _opened(act, election_id, Permission.CANDIDATE_RECORD)
    stage = Stage(election.stage)
    is_counting = stage in (Stage.COUNTING, Stage.ASSEMBLY_HELD)
    if (source is Source.WRITE_IN) != is_counting or stage not in _NOMINATING:
        facts = {"stage": stage.value, "source": source.value}
        issue = Issue(code="nomination.not_in_this_stage", source_key="", facts=facts)
        raise InputRefused([issue])
    candidate = nomination.nominate(
        act,
        election.id,
        election.village,
        name=name,
        number=number,
        sex=sex,
        post=post,
        source=source,
    )
    campaign.touch(election)
    return candidate


_NOMINATING = frozenset(
    {
        Stage.NOMINATING,
        Stage.NOMINATED,
        Stage.PRIMARY_HELD,
        Stage.VETTING,
        Stage.COUNTING,
        Stage.RECOMMENDING,
        Stage.RECOMMENDED,
        Stage.PRELIMINARY_REPORTED,
        Stage.ASSEMBLY_HELD,
    }
)
_DECIDED = frozenset({Stage.ELECTED, Stage.PARTLY_ELECTED, Stage.RESULT_CONFIRMED, Stage.CLOSED})


def withdraw(act: Act, election_id: int, number: int, reason: str) -> None:
    """Take a candidate off the list; after the election this records that his win is void.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election = _opened(act, election_id, Permission.CANDIDATE_RECORD)
    is_won = Stage(election.stage) in _DECIDED
    if is_won:
        dossier = dossiers_of(act.session, election.county, [election])[election.id]
        if dossier.papers.find(Kind.PERSON_VOID_DECISION) is None:
            facts = {"document": Kind.PERSON_VOID_DECISION.value}
            key = dossier.profile.result.person_void_decision.key
            raise RequirementsUnmet(
                [
                    Issue(
                        code="document.recorded",
                        source_key=key,
                        state=State.UNDETERMINED,
                        facts=facts,
                    )
                ]
            )
    nomination.withdraw(act, election.id, election.village, number, reason, win_void=is_won)
    campaign.touch(election)


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
    """Record the count of the poll that is being counted.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election = _opened(act, election_id, Permission.COUNT_RECORD)
    if election.stage not in (Stage.COUNTING, Stage.ASSEMBLY_HELD):
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
    proposal = access.propose(
        act,
        "hold",
        str(election.id),
        payload,
        place=election.village,
        seen_version=election.version,
    )
    data = {"proposal": str(proposal.id), "kind": kind.value}
    audit.record(act, "hold:propose", _case(election), data=data, place=election.village)


def decide_hold(act: Act, proposal_id: int, *, approve: bool, reason: str = "") -> Election:
    """Approve or turn down a proposed hold, as a second person.

    Raises NotFound, Forbidden or Stale; then nothing has changed.
    """
    proposal = access.decide(act, proposal_id, "hold", approve=approve)
    election = _opened(act, int(proposal.subject), Permission.HOLD_APPROVE)
    if not approve:
        audit.record(
            act,
            "hold:reject",
            _case(election),
            data={"proposal": str(proposal.id)},
            words={"reason": reason},
            place=election.village,
        )
        return election
    told = proposal.payload
    campaign.place_hold(
        act,
        election,
        kind=HoldKind(told["kind"]),
        organ=told["organ"],
        number=told["number"],
        dated_on=date.fromisoformat(told["dated_on"]),
        until=date.fromisoformat(told["until"]) if told["until"] else None,
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


def proposed_holds(
    session: Session, actor: Actor, proposals: Sequence[Proposal]
) -> list[ProposedHold]:
    """Return the proposed holds whose elections the actor may see."""
    elections = campaign.elections_by_id(session, actor, [int(p.subject) for p in proposals])
    years = {row.id: row.year for row in campaign.list_campaigns(session, actor)}
    return [
        ProposedHold(p, elections[int(p.subject)], years[elections[int(p.subject)].campaign_id])
        for p in proposals
        if int(p.subject) in elections
    ]


def lift_hold(act: Act, election_id: int, hold_id: int, reason: str) -> None:
    """Record that a held election goes on.

    Raises NotFound, Forbidden or Stale; then nothing has changed.
    """
    election = _opened(act, election_id, Permission.HOLD_APPROVE)
    campaign.lift_hold(act, election, hold_id, reason)


def _opened(act: Act, election_id: int, permission: str) -> Election:
    election = campaign.get_election(act.session, act.actor, election_id, lock=True)
    access.require(act.actor, permission, election.village, Track(election.track))
    return election


def _case(election: Election) -> str:
    return f"election:{election.id}"
