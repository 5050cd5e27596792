"""Who of some elections is in his turn to be examined (``joint_review.turns``), and who reads of him."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.campaign.model import Election
from electflow.errors import InputRefused
from electflow.issues import Fact, Issue
from electflow.joint_review import looks
from electflow.joint_review.turns import REVIEWED, WON, is_in_turn
from electflow.nomination import service as nomination
from electflow.nomination.model import Candidate
from electflow.nomination.terms import Source
from electflow.stages import Stage
from electflow.voting import service as voting
from electflow.workflow.opening import opened


def in_turn(
    act: Act, elections: Sequence[Election], listed: Collection[Stage] = REVIEWED
) -> set[tuple[int, int]]:
    """Return who of some elections is examined in their stages, by election and number; two queries."""
    rows = nomination.standing_rows(act.session, act.actor.county, [e.id for e in elections])
    return set(_in_turn(act, elections, rows, listed))


def require_in_turn(act: Act, election: Election, numbers: Collection[int]) -> list[Candidate]:
    """Return some persons of an election; raises NotFound, or InputRefused for one not in his turn."""
    rows = nomination.candidate_rows(act.session, election, numbers)
    there = _in_turn(act, [election], rows, REVIEWED)
    if len(there) < len(rows):
        facts: dict[str, Fact] = {"stage": election.stage}
        raise InputRefused([Issue(code="vetting.not_in_this_stage", source_key="", facts=facts)])
    return rows


def note_statements_read(act: Act, election_id: int, candidate: int) -> None:
    """Write down who reads the words of statements that he received; raises NotFound or Forbidden."""
    election = opened(act, election_id, Permission.STATEMENT_RECEIVE)
    # beside the looks: who reads is for inspectors
    case = f"official:{act.actor.official_id}"
    looks.note_reading(act, words_on(election, candidate), case, place=election.village)


def words_on(election: Election, candidate: int) -> str:
    """Return what a reading of the words of statements on a candidate is called in the book."""
    return f"statements:{election.id}:{candidate}"


def _in_turn(
    act: Act,
    elections: Sequence[Election],
    rows: Sequence[Candidate],
    listed: Collection[Stage],
) -> list[tuple[int, int]]:
    stages = {election.id: Stage(election.stage) for election in elections}
    won: dict[int, set[int]] = defaultdict(set)
    if any(row.source == Source.WRITE_IN and stages[row.election_id] in WON for row in rows):
        won.update(voting.announced_in(act.session, act.actor.county, stages))
    return [
        (row.election_id, row.number)
        for row in rows
        if is_in_turn(
            stages[row.election_id],
            row.post,
            row.source,
            row.number in won[row.election_id],
            listed,
        )
    ]
