"""The door of what is kept for a poll: boxes, ballots, proxies, tally sheets, doubtful ballots."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.campaign import service as campaign
from electflow.campaign.model import Election
from electflow.campaign.terms import Register
from electflow.documents.terms import Kind, RevoteFigures, SecondFigures
from electflow.roll.terms import CHANGING
from electflow.stages import Stage, Track
from electflow.voting import box_scrutineers, box_users, boxes, proxies, tallying
from electflow.voting.custody import Move
from electflow.voting.proxy import ProxyRelation
from electflow.voting.sheet import SheetState
from electflow.voting.terms import BallotRuling, BoxKind, Doubt
from electflow.workflow.dossier import Dossier, dossier_of
from electflow.workflow.opening import opened, require_stage

PROXIES_OPEN = CHANGING - {Stage.ROLL_PUBLISHED} | {Stage.TIE_PENDING}
PROXIES_WITHDRAWN = PROXIES_OPEN | {Stage.POLLING}
"""Who comes back in time votes himself, on the day too."""


def add_box(
    act: Act,
    election_id: int,
    *,
    kind: BoxKind,
    name: str,
    scrutineers: int,
    users: int = 0,
    approval: str = "",
    seal: str = "",
    custodian: str = "",
    route: str = "",
) -> None:
    """Register a box; raises NotFound, Forbidden or InputRefused, then nothing has changed."""
    election, _ = _opened(act, election_id)
    boxes.add_box(
        act,
        election,
        kind=kind,
        name=name,
        scrutineers=scrutineers,
        users=users,
        approval=approval,
        seal=seal,
        custodian=custodian,
        route=route,
    )
    campaign.touch(election, Register.POLL)


def withdraw_box(act: Act, election_id: int, number: int) -> None:
    """Take a box out of use; raises NotFound, Forbidden, Stale or InputRefused."""
    election, _ = _opened(act, election_id)
    boxes.withdraw_box(act, election, number)
    campaign.touch(election, Register.POLL)


def list_box_users(act: Act, election_id: int, number: int, words: Sequence[str]) -> int:
    """Keep who votes at a box that is carried about; raises NotFound, Forbidden or InputRefused."""
    election, _ = _opened(act, election_id)
    listed = box_users.list_users(act, election, number, words)
    campaign.touch(election, Register.POLL)
    return listed


def post_scrutineers(
    act: Act, election_id: int, number: int, workers: Collection[int], seen: Collection[int]
) -> int:
    """Keep who stands at a box; raises NotFound, Forbidden, Stale or InputRefused."""
    election, _ = _opened(act, election_id)
    posted = box_scrutineers.post_scrutineers(act, election, number, workers, seen)
    campaign.touch(election, Register.POLL)
    return posted


def note_box(act: Act, election_id: int, number: int, *, is_out: bool) -> None:
    """Record that a box went out or came back; raises NotFound, Forbidden, Stale or InputRefused."""
    election, _ = _opened(act, election_id)
    boxes.note_box(act, election, number, is_out=is_out)
    campaign.touch(election, Register.POLL)


def move_ballots(act: Act, election_id: int, *, move: Move, box: int, quantity: int) -> None:
    """Write a line of the ledger of ballots; raises NotFound, Forbidden or InputRefused."""
    election, dossier = _opened(act, election_id)
    boxes.move_ballots(act, election, dossier.poll_day.boxes, move=move, box=box, quantity=quantity)
    campaign.touch(election, Register.POLL)


def take_back_move(act: Act, election_id: int, line: int) -> None:
    """Take a wrong line back; raises NotFound, Forbidden, Stale or InputRefused."""
    election, _ = _opened(act, election_id)
    boxes.take_back(act, election, line)
    campaign.touch(election, Register.POLL)


def register_proxy(
    act: Act,
    election_id: int,
    *,
    principal: int,
    proxy: int,
    relation: ProxyRelation,
    reason: str,
    applied_on: date,
    is_written: bool,
) -> None:
    """Register a proxy; raises NotFound, Forbidden, or InputRefused with every reason."""
    election, dossier = _opened(act, election_id)
    require_stage(election, PROXIES_OPEN, "proxy.not_now")
    proxies.register_proxy(
        act,
        election,
        dossier.candidates,
        dossier.profile,
        principal=principal,
        proxy=proxy,
        relation=relation,
        reason=reason,
        applied_on=applied_on,
        is_written=is_written,
        poll_on=poll_on_of(dossier),
    )
    campaign.touch(election, Register.POLL)


def withdraw_proxy(act: Act, election_id: int, number: int) -> None:
    """Record that a principal votes himself; raises NotFound, Forbidden, Stale or InputRefused."""
    election, _ = _opened(act, election_id)
    require_stage(election, PROXIES_WITHDRAWN, "proxy.not_now")
    proxies.withdraw_proxy(act, election, number)
    campaign.touch(election, Register.POLL)


def note_doubtful(act: Act, election_id: int, *, box: int, doubt: Doubt) -> None:
    """Record a doubtful ballot; raises NotFound, Forbidden or InputRefused."""
    election, dossier = _opened(act, election_id)
    poll = tallying.counting(election, dossier)
    boxes.note_doubtful(act, election, poll, dossier.poll_day.boxes, box=box, doubt=doubt)
    campaign.touch(election, Register.POLL)


def rule_on_doubtful(
    act: Act, election_id: int, number: int, *, ruling: BallotRuling, minutes: str
) -> None:
    """Record how the election committee ruled; raises NotFound, Forbidden, Stale or InputRefused."""
    election, dossier = _opened(act, election_id)
    poll = tallying.counting(election, dossier)
    boxes.rule_on_doubtful(act, election, poll, number, ruling=ruling, minutes=minutes)
    campaign.touch(election, Register.POLL)


def enter_sheet(
    act: Act, election_id: int, *, box: int, figures: Mapping[str, int], accepted: str = ""
) -> SheetState:
    """Enter the tally sheet of a box, as the first, the second or a third person.

    Raises NotFound, Forbidden, Stale, RequirementsUnmet or InputRefused; then nothing has changed.
    """
    election, dossier = _opened(act, election_id, Permission.COUNT_RECORD)
    state = tallying.enter(
        act, election, dossier, dossier.profile, box=box, figures=figures, accepted=accepted
    )
    campaign.touch(election, Register.POLL)
    return state


def reopen_sheet(act: Act, election_id: int, *, box: int, reason: str) -> None:
    """Have a sheet entered anew by two persons; raises NotFound, Forbidden or InputRefused."""
    election, dossier = _opened(act, election_id, Permission.COUNT_RECORD)
    tallying.reopen(act, election, dossier, box=box, reason=reason)
    campaign.touch(election, Register.POLL)


def poll_on_of(dossier: Dossier) -> date:
    """Return the day of the poll that is prepared: a second election's or a re-vote's as announced."""
    second = dossier.papers.figures(Kind.SECOND_ELECTION_NOTICE, SecondFigures)
    again = dossier.papers.figures(Kind.REVOTE_NOTICE, RevoteFigures)
    if again and again.poll_on:
        return again.poll_on
    return second.poll_on if second else dossier.election.election_on


def _opened(
    act: Act, election_id: int, permission: str = Permission.POLL_KEEP
) -> tuple[Election, Dossier]:
    election = opened(act, election_id, permission, Track.COMMITTEE)
    return election, dossier_of(act, election)
