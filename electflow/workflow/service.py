"""The hall: the only place where a stage changes, and the door of every other act on an election."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, update
from sqlalchemy.orm.attributes import set_committed_value

from electflow.access import service as access
from electflow.act import Act
from electflow.appointment import certificates
from electflow.appointment import service as appointment
from electflow.audit import service as audit
from electflow.audit.queries import last_actors
from electflow.campaign import service as campaign
from electflow.campaign.model import Election
from electflow.campaign.rules import departed, issues_of_origin, issues_of_place
from electflow.campaign.terms import Post
from electflow.documents import service as documents
from electflow.documents.terms import Kind, MethodFigures, Papers, ReplyFigures
from electflow.election_committee import service as staffing
from electflow.errors import ElectflowError, Forbidden, NotFound, Stale
from electflow.issues import Issue
from electflow.joint_review import opinions
from electflow.nomination import listing
from electflow.profile.model import Profile
from electflow.roll import editions
from electflow.stages import Stage, Track, Trigger
from electflow.vetting import service as vetting
from electflow.voting import service as voting
from electflow.voting.rules import tally
from electflow.workflow import committee, machine
from electflow.workflow.dossier import Dossier, dossiers_of
from electflow.workflow.sight import may_see_count
from electflow.workflow.step import Step

_ELECTION = Election.__table__
# made once: to build the statement anew costs as much as to run it
_MOVE = (
    update(_ELECTION)  # type: ignore[arg-type]
    .where(
        _ELECTION.c.county == bindparam("mine"),
        _ELECTION.c.id == bindparam("this"),
        _ELECTION.c.version == bindparam("seen"),
    )
    .values(stage=bindparam("to"), version=bindparam("next"), entered_at=bindparam("at"))
)


@dataclass(frozen=True)
class Move:
    """An election on its way from one stage to the next."""

    election: Election
    step: Step
    dossier: Dossier
    passed: tuple[str, ...]
    departed: tuple[tuple[str, str], ...] = ()


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
    explained = Explanations(
        {code: words for code, words in (explanations or {}).items() if words.strip()},
        explanation_for_all.strip(),
    )
    elections = campaign.lock_elections(act, list(seen_versions))
    reads = {
        register
        for steps in machine.STEPS_OF.values()
        for step in steps
        if step.trigger is trigger
        for register in step.reads
    }
    dossiers = dossiers_of(act.session, act.actor.county, list(elections.values()), reads)
    others = _actors_before(act, trigger, elections)
    results: dict[int, Election | ElectflowError] = {}
    moves: list[Move] = []
    for election_id, seen in seen_versions.items():
        election = elections.get(election_id)
        try:
            if election is None:
                raise NotFound(f"election {election_id}")
            own = others.get(election_id) == act.actor.official_id
            move = _allowed(act, election, dossiers[election_id], trigger, seen, explained, own)
            moves.append(move)
            results[election_id] = election
        except ElectflowError as refusal:
            results[election_id] = refusal
    _store(act, moves)
    for move in moves:
        _work_out(act, move)
        _write_down(act, move, reason, explained)
    return results


def issues_of(step: Step, dossier: Dossier, on: date) -> list[Issue]:
    """Return the whole checklist of a step: met, unmet and undetermined, holds first.

    What an organ decided on a rule that is departed from stands in it as just that.
    """
    issues = [
        *issues_of_place(dossier.election, dossier.profile),
        # to void it is just what is to be done
        *([] if step.undoes else issues_of_origin(dossier.election, dossier.profile)),
        *step.issues(dossier, dossier.profile, on),
    ]
    return [departed(issue, dossier.departures, on) for issue in issues]


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
    if not may_see_count(act.actor, election, dossier):
        raise Forbidden(f"the count of election {election.id} is not yet read out")
    issues = issues_of(step, dossier, act.on)
    paper = dossier.papers.find(step.not_recorder_of) if step.not_recorder_of else None
    if (step.not_by and is_own) or (paper and paper.recorded_by == act.actor.official_id):
        key = dossier.profile.house.two_persons.key
        issues.append(Issue(code="access.own_act", source_key=key))
    cursor = machine.Cursor(stage, issues, explained.covering(issues))
    machine.fire(track, trigger, cursor)
    passed = tuple(sorted({issue.code for issue in issues if issue.is_open}))
    off = tuple((issue.code, str(issue.departure)) for issue in issues if issue.departure)
    return Move(election, step, dossier, passed, off)


def _store(act: Act, moves: Sequence[Move]) -> None:
    """Write stages and versions in one conditional UPDATE; a version that moved means Stale."""
    if not moves:
        return
    act.session.flush()
    result = act.session.connection().execute(
        _MOVE,
        [
            {
                "mine": act.actor.county,
                "this": m.election.id,
                "seen": m.election.version,
                "to": m.step.dest.value,
                "next": m.election.version + 1,
                "at": act.at,
            }
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
            opinions.set_aside(act.session, election.county, election.id)
    if Kind.ELECTION_COMMITTEE_NOTICE in step.sets_aside:
        staffing.set_aside(act.session, election.county, election.id)
    if Kind.HANDOVER_RECORD in step.sets_aside:
        appointment.set_aside(act.session, election.county, election.id)
    if Kind.ROLL_NOTICE in step.sets_aside:
        editions.set_aside(act.session, election.county, election.id)
    if step.trigger is Trigger.PUBLISH_CANDIDATES and election.listed_on is None:
        notice = move.dossier.papers.find(Kind.CANDIDATES_NOTICE)
        election.listed_on = notice.posted_on if notice else None
    if Kind.NOMINATION_RECORD in step.sets_aside:
        election.listed_on = None
    if Kind.PRIMARY_RECORD in step.sets_aside:
        listing.set_aside_primary(act.session, election.county, election.id)
    if Kind.CERTIFICATES_RECORD in step.sets_aside:
        certificates.take_back(act, election, _still_elected(move))
    if step.sets_aside_polls:
        voting.set_aside(act.session, election.county, election.id)
    if step.trigger in (Trigger.ADOPT_METHOD, Trigger.APPROVE_REQUEST):
        campaign.fix_seats(election, _seats_on_paper(move.dossier.papers, move.dossier.profile))
    if step.announces:
        if _has_other_winners(move):
            _take_after_back(act, move)
        voting.announce(act, election.id, move.dossier, move.dossier.profile)
    if step.keeps_roll:
        editions.keep_edition(act, election, step.keeps_roll)
    if step.opens:
        kind = voting.kind_of_next(
            step.opens, Track(election.track), move.dossier.polls, move.dossier.profile
        )
        voting.open_poll(
            act, election.id, election.village, kind, move.dossier, move.dossier.profile
        )


def _has_other_winners(move: Move) -> bool:
    """Tell whether figures that were read out before and corrected have other winners."""
    announced = move.dossier.polls[-1].announced
    return announced is not None and set(announced) != _still_elected(move)


def _take_after_back(act: Act, move: Move) -> None:
    """Undo what followed the result as it was read out: papers, handover, certificates of the losers."""
    election = move.election
    papers = (Kind.RESULT_NOTICE, *committee.OF_THE_WINNERS)
    documents.retire(act.session, election.county, election.id, papers)
    appointment.set_aside(act.session, election.county, election.id)
    certificates.take_back(act, election, _still_elected(move))


def _still_elected(move: Move) -> set[int]:
    """Return who keeps his certificate: nobody where the election is held again."""
    found = tally(move.dossier, move.dossier.profile)
    is_kept = move.step.trigger is Trigger.VOID_PERSON_WIN or move.step.announces
    return set() if not is_kept or found is None else {number for number, _ in found.elected}


def _seats_on_paper(papers: Papers, profile: Profile) -> dict[Post, int]:
    """Return the seats that the adopted method or the approved request names.

    Where the women's seat is a post of its own (Zhejiang 21) the members' seats are without it.
    """
    method = papers.figures(Kind.ELECTION_METHOD, MethodFigures)
    if method:
        is_apart = profile.result.women_mode.value == "separate_post"
        women = min(method.women_seats, method.member_seats) if is_apart else 0
        return {
            Post.CHAIR: method.chair_seats,
            Post.DEPUTY: method.deputy_seats,
            Post.WOMEN_MEMBER: women,
            Post.MEMBER: method.member_seats - women,
        }
    reply = papers.figures(Kind.REQUEST_REPLY, ReplyFigures)
    return {Post.COMMITTEE_MEMBER: reply.committee_seats} if reply else {}


def _write_down(act: Act, move: Move, reason: str, explained: Explanations) -> None:
    election, step = move.election, move.step
    data: dict[str, object] = {
        "from": step.source.value,
        "to": step.dest.value,
        "passed": list(move.passed),
        "profile": move.dossier.profile.name,
    }
    if move.departed:
        data["departed"] = [list(pair) for pair in move.departed]
    audit.record(
        act,
        f"election:{step.trigger}",
        case_of(election),
        data=data,
        words={"reason": reason} | {told_as(code): explained.of(code) for code in move.passed},
        place=election.village,
    )


def told_as(code: str) -> str:
    """Return the name under which the explanation of an issue stands in an event."""
    return f"explanation_{code.replace('.', '_')}"


def _actors_before(act: Act, trigger: Trigger, elections: Mapping[int, Election]) -> dict[int, int]:
    """Return who last did the step that the actor of this one may not have done."""
    befores = {
        before
        for steps in machine.STEPS_OF.values()
        for step in steps
        if step.trigger is trigger
        for before in step.not_by
    }
    if not befores:
        return {}
    cases = {case_of(election): election.id for election in elections.values()}
    actions = [f"election:{before}" for before in befores]
    found = last_actors(act.session, act.actor.county, list(cases), actions)
    return {cases[case]: actor for case, actor in found.items()}


def case_of(election: Election) -> str:
    """Return the name of an election's case in the book."""
    return f"election:{election.id}"
