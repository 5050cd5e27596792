"""The door of the registers that are kept for an election: here the list of voters."""

from datetime import date

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.campaign import service as campaign
from electflow.campaign.model import Election
from electflow.campaign.terms import Register
from electflow.documents import service as documents
from electflow.documents.terms import Kind
from electflow.errors import InputRefused
from electflow.issues import Fact, Issue
from electflow.profile.model import Profile
from electflow.roll import objections
from electflow.roll import service as roll
from electflow.roll.register import VoterEntry
from electflow.roll.terms import CHANGING, DECIDING, REGISTERING, Change, Ruling
from electflow.stages import Stage, Track
from electflow.workflow.opening import opened, profile_of


def open_roll(
    act: Act, election_id: int, permission: str = Permission.ROLL_RECORD
) -> tuple[Election, Profile]:
    """Return an election whose list the actor may write, locked, and its profile.

    Raises NotFound, Forbidden, or InputRefused when the list stands still in this stage.
    """
    election = opened(act, election_id, permission, Track.COMMITTEE)
    return election, profile_of(act, election)


def enter_voter(
    act: Act, election_id: int, entry: VoterEntry, *, change: Change, dated_on: date
) -> None:
    """Enter a villager, as registered or, once the list hangs, as an addition with its evidence.

    Raises NotFound, Forbidden or InputRefused; then nothing has changed.
    """
    election, profile = open_roll(act, election_id)
    is_supplement = _require_stage(election, change is Change.REGISTERED)
    _require_kept(act, election, is_supplement)
    _require_upheld(act, election, change)
    roll.add_voter(
        act,
        election,
        entry,
        profile,
        change=change,
        dated_on=dated_on,
        is_supplement=is_supplement,
    )
    campaign.touch(election, Register.ROLL)


def strike_voter(
    act: Act,
    election_id: int,
    voter_id: int,
    *,
    change: Change,
    dated_on: date,
    evidence: str,
) -> None:
    """Take a villager off the list with ground and evidence.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election, _ = open_roll(act, election_id)
    is_supplement = _require_stage(election, Stage(election.stage) in REGISTERING)
    _require_upheld(act, election, change)
    roll.strike_voter(
        act,
        election,
        voter_id,
        change=change,
        dated_on=dated_on,
        evidence=evidence,
        is_supplement=is_supplement,
    )
    campaign.touch(election, Register.ROLL)


def correct_voter(
    act: Act, election_id: int, voter_id: int, entry: VoterEntry, *, reason: str
) -> None:
    """Correct a line of the list; once it hangs the correction has to hang as well.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election, profile = open_roll(act, election_id)
    is_supplement = _require_stage(election, Stage(election.stage) in REGISTERING)
    roll.correct_voter(
        act, election, voter_id, entry, profile, reason=reason, is_supplement=is_supplement
    )
    campaign.touch(election, Register.ROLL)


def post_roll_changes(act: Act, election_id: int, *, number: str, posted_on: date) -> None:
    """Record the notice by which the changes of the list were posted.

    Raises NotFound, Forbidden or InputRefused; then nothing has changed.
    """
    election, _ = open_roll(act, election_id)
    roll.post_changes(act, election, number=number, posted_on=posted_on)
    campaign.touch(election, Register.ROLL)


def receive_objection(
    act: Act, election_id: int, *, appellant: str, matter: str, words: str, received_on: date
) -> None:
    """Record an objection to the list that hangs.

    Raises NotFound, Forbidden or InputRefused; then nothing has changed.
    """
    election, _ = open_roll(act, election_id)
    _require_stage(election, False)
    objections.receive_objection(
        act,
        election,
        appellant=appellant,
        matter=matter,
        words=words,
        received_on=received_on,
        list_posted_on=_list_posted_on(act, election),
    )
    campaign.touch(election, Register.ROLL)


def decide_objection(
    act: Act,
    election_id: int,
    number: int,
    *,
    ruling: Ruling,
    decided_on: date,
    reason: str,
    notice_number: str,
    posted_on: date | None,
) -> None:
    """Record how the election committee decided an objection.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election, profile = open_roll(act, election_id)
    if Stage(election.stage) not in DECIDING:
        facts: dict[str, Fact] = {"stage": election.stage}
        raise InputRefused([Issue(code="roll.not_changing", source_key="", facts=facts)])
    objections.decide_objection(
        act,
        election,
        number,
        ruling=ruling,
        decided_on=decided_on,
        reason=reason,
        notice_number=notice_number,
        posted_on=posted_on,
        list_posted_on=_list_posted_on(act, election),
        profile=profile,
    )
    campaign.touch(election, Register.ROLL)


def require_registering(election: Election) -> None:
    """Raise InputRefused unless villagers are being registered, so that a workbook may come in."""
    _require_stage(election, True)


def _require_stage(election: Election, is_registration: bool) -> bool:
    """Return whether what is entered is a supplement; raises InputRefused in a stage without it."""
    stage = Stage(election.stage)
    if stage not in (REGISTERING if is_registration else CHANGING):
        facts: dict[str, Fact] = {"stage": stage.value}
        code = "roll.not_registering" if is_registration else "roll.not_changing"
        raise InputRefused([Issue(code=code, source_key="", facts=facts)])
    return not is_registration


def _require_kept(act: Act, election: Election, is_supplement: bool) -> None:
    """Refuse additions where the list hangs on paper only: one name would become the whole base."""
    kept = roll.summaries_of(act.session, election.county, [election.id])[election.id]
    if is_supplement and not kept.is_kept:
        raise InputRefused([Issue(code="roll.kept_on_paper", source_key="")])


def _require_upheld(act: Act, election: Election, change: Change) -> None:
    """Let a change upon an objection follow only from an objection that was upheld."""
    if change in (Change.UPON_OBJECTION, Change.STRUCK_UPON_OBJECTION) and not objections.upheld_of(
        act.session, election
    ):
        raise InputRefused([Issue(code="roll.no_upheld_objection", source_key="")])


def _list_posted_on(act: Act, election: Election) -> date:
    papers = documents.papers_of(act.session, election.county, [election.id])[election.id]
    notice = papers.find(Kind.ROLL_NOTICE)
    if notice is None or notice.posted_on is None:
        raise InputRefused([Issue(code="roll.list_not_posted", source_key="")])
    return notice.posted_on
