"""The door of sealed paper replies (代录): the county enters them, a second person of it checks each paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from electflow.access import service as access
from electflow.access.terms import Permission
from electflow.act import Act, Actor
from electflow.audit import service as audit
from electflow.campaign.model import Campaign
from electflow.errors import InputRefused, NotFound, Stale
from electflow.issues import Fact, Issue
from electflow.joint_review import answers, looks, recusals
from electflow.joint_review.answers import Given
from electflow.joint_review.batches import get_batch
from electflow.joint_review.desk import DeskLine, desk_of
from electflow.joint_review.joins import case_of
from electflow.joint_review.model import Batch, Look, ReviewScan
from electflow.joint_review.questions import recusals_in_force
from electflow.joint_review.scans import scans_of_papers
from electflow.joint_review.seats import Seat
from electflow.joint_review.terms import Answer, QuestionStanding
from electflow.profile.model import Profile
from electflow.workflow.opening import profile_of_campaign
from electflow.workflow.recused import recusals_for
from electflow.workflow.replying import seal_of_list


@dataclass(frozen=True)
class RestStated:
    """The statement that a paper names all others without finding: over which list, how many persons.

    ``persons`` is the number that the paper tells, typed by who reads it: it has to be that of the list.
    """

    seen: str
    persons: int
    is_stated: bool


@dataclass(frozen=True)
class PaperSheet:
    """The persons of one batch on whom one unit is asked, as the county enters and checks its papers."""

    lines: tuple[DeskLine, ...]

    @property
    def open(self) -> tuple[DeskLine, ...]:
        """Return of whom there is no reply."""
        standings = (QuestionStanding.ASKED, QuestionStanding.LATE)
        return tuple(line for line in self.lines if line.standing in standings)

    @property
    def rest(self) -> tuple[DeskLine, ...]:
        """Return of whom it may be stated at once that the paper names them without finding.

        Not of him whose reply was returned when it told of something, or by the unit's own leader:
        he is entered by name again.
        """
        return tuple(
            line
            for line in self.open
            if line.is_waiting
            and not line.is_returned_unseen
            and (line.returned is None or line.returned[0] is Answer.CLEAN)
        )

    @property
    def papers(self) -> list[str]:
        """Return the numbers of the papers that wait for a second person."""
        return list(dict.fromkeys(line.paper for line in self.lines if _waits(line)))

    @property
    def entered(self) -> list[str]:
        """Return the numbers of all papers from which somebody was entered."""
        return list(dict.fromkeys(line.paper for line in self.lines if line.is_on_paper))

    def to_check(self, paper: str) -> tuple[DeskLine, ...]:
        """Return what the reader is to check of a paper: all of it but those whom he may not judge."""
        return tuple(line for line in self.waiting(paper) if line.recused_for is None)

    def waiting(self, paper: str) -> tuple[DeskLine, ...]:
        """Return all who wait to be checked by a paper."""
        return tuple(line for line in self.lines if _waits(line) and line.paper == paper)


def _waits(line: DeskLine) -> bool:
    return line.is_on_paper and line.standing is QuestionStanding.ENTERED


def read_sheet(
    session: Session,
    actor: Actor,
    campaign: Campaign,
    profile: Profile,
    number: int,
    unit: str,
    on: date,
) -> PaperSheet:
    """Return the persons of a batch on whom a unit is asked, as an official of the county sees them."""
    stated = recusals.recusals_of(session, actor.county, actor.official_id)
    mine = recusals_in_force(stated, profile)
    desk = desk_of(session, actor, campaign, (Seat(campaign.county, unit),), mine, on)
    return PaperSheet(tuple(line.for_county for line in desk.lines if line.batch == number))


def seal_of_paper(lines: Sequence[DeskLine], scan: ReviewScan | None) -> str:
    """Return the short digest by which what was read of a paper is known again: replies and scan."""
    digest = scan.digest if scan else ""
    return seal_of_list(lines, lambda line: f"{line.question_id}:{line.edition}:{digest}")


def reply_from_paper(
    act: Act,
    campaign: Campaign,
    number: int,
    unit: str,
    given: Sequence[Given],
    *,
    paper: str,
    paper_on: date,
    rest: RestStated | None = None,
) -> int:
    """Enter a unit's sealed reply, for a second person of the county to check; returns how many.

    Whom the paper names with a finding is given one by one; ``rest`` states that it names all others
    of the list without. Nothing that was answered or entered is overwritten. Raises Forbidden,
    NotFound, Stale when the list is not the one that was read, or InputRefused with every fault.
    """
    access.require(act.actor, Permission.REPLY_FROM_PAPER, campaign.county)
    batch, sheet = _locked(act, campaign, number, unit)
    known = {line.question_id for line in sheet.lines}
    if unknown := [g.question_id for g in given if g.question_id not in known]:
        raise NotFound(f"questions {unknown[:3]} of batch {number} to {unit}")
    covered: list[DeskLine] = []
    issues: list[Issue] = []
    if rest is not None:
        if seal_of_list(sheet.open) != rest.seen:
            raise Stale("the list is not the one that was read")
        named = {g.question_id for g in given}
        covered = [line for line in sheet.rest if line.question_id not in named]
        issues = _faults_of_rest(rest, sheet, covered, named)
    clean = [Given(line.question_id, Answer.CLEAN) for line in covered]
    try:
        entered = answers.enter(
            act,
            campaign,
            None,
            [*given, *clean],
            recusals_for(act, campaign),
            paper=paper,
            paper_on=paper_on,
        )
    except InputRefused as refusal:
        raise InputRefused([*issues, *refusal.issues]) from None
    if issues:
        raise InputRefused(issues)
    if covered:
        audit.record(
            act,
            "reply:state_paper",
            case_of(batch),
            data={
                "batch": number,
                "unit": unit,
                "persons": len(covered),
                "digest": seal_of_list(covered),
            },
            words={"number": paper.strip()},
            place=batch.township or batch.county,
        )
    return entered


def _faults_of_rest(
    rest: RestStated, sheet: PaperSheet, covered: Sequence[DeskLine], named: set[int]
) -> list[Issue]:
    """Return what is wrong with the statement that all others were named without finding."""
    issues = []

    def refuse(code: str, **facts: Fact) -> None:
        issues.append(Issue(code=code, source_key="", facts=facts))

    if not rest.is_stated:
        refuse("vetting.statement_missing")
    if rest.persons != len(covered):
        refuse("vetting.rest_number_differs", persons=rest.persons, listed=len(covered))
    known = {line.question_id for line in sheet.rest} | named
    left = [line for line in sheet.open if line.is_waiting and line.question_id not in known]
    if left:
        refuse("vetting.returned_unnamed", persons=len(left))
    return issues


def sign_paper(act: Act, campaign: Campaign, number: int, unit: str, paper: str, seen: str) -> int:
    """Check all that was entered from a paper, in one act, as a second person; returns how many.

    The event tells the digest of the scan that was there, or that there was none. Raises Forbidden,
    NotFound, Stale when list or scan are not those that were read, or InputRefused.
    """
    access.require(act.actor, Permission.REPLY_SIGN_PAPER, campaign.county)
    lines, scan = _as_read(act, campaign, number, unit, paper, seen)
    return answers.confirm(
        act,
        campaign,
        None,
        {line.question_id: line.edition for line in lines},
        recusals_for(act, campaign),
        profile_of_campaign(act, campaign),
        scan=scan.digest if scan else "",
    )


def return_paper(
    act: Act, campaign: Campaign, number: int, unit: str, paper: str, seen: str, reason: str
) -> int:
    """Return all that was entered from a paper and does not agree with it, to be entered anew.

    Raises Forbidden, NotFound, Stale or InputRefused.
    """
    access.require(act.actor, Permission.REPLY_SIGN_PAPER, campaign.county)
    lines, _scan = _as_read(act, campaign, number, unit, paper, seen)
    read = {line.question_id: line.edition for line in lines}
    return answers.give_back(act, campaign, None, read, reason, recusals_for(act, campaign))


def _as_read(
    act: Act, campaign: Campaign, number: int, unit: str, paper: str, seen: str
) -> tuple[Sequence[DeskLine], ReviewScan | None]:
    """Return what waits to be checked of a paper, and its scan; raises Stale when another was read."""
    lines = _locked(act, campaign, number, unit)[1].to_check(paper)
    scan = scans_of_papers(act.session, campaign, [(unit, paper)]).get((unit, paper))
    if seal_of_paper(lines, scan) != seen:
        raise Stale("the paper's list or its scan is not the one that was read")
    return lines, scan


def _locked(act: Act, campaign: Campaign, number: int, unit: str) -> tuple[Batch, PaperSheet]:
    """Return a batch with its list for a unit while nobody else writes in it; raises NotFound."""
    batch = get_batch(act.session, campaign.county, campaign.id, number)
    audit.lock_case(act.session, campaign.county, case_of(batch))
    profile = profile_of_campaign(act, campaign)
    sheet = read_sheet(act.session, act.actor, campaign, profile, number, unit, act.on)
    return batch, sheet


def look_at_paper(
    act: Act, campaign: Campaign, number: int, unit: str, *, password: str, reason: str
) -> Look:
    """Let who checks a paper see its items, documents and scan; raises Forbidden or InputRefused."""
    access.require(act.actor, Permission.FINDING_READ, campaign.county)
    return looks.open_look(
        act,
        paper_subject(campaign, number, unit),
        password,
        reason,
        case=f"official:{act.actor.official_id}",
    )


def paper_subject(campaign: Campaign, number: int, unit: str) -> str:
    """Return what a look at a unit's paper reply is called in the book."""
    return f"paper:{campaign.id}:{number}:{unit}"
