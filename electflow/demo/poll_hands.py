"""What hands do on and before poll day in an invented village: boxes, proxies, ballots, sheets."""

from dataclasses import replace
from datetime import date

from electflow.act import Act, Actor
from electflow.campaign.model import Election
from electflow.roll.queries import voters_page
from electflow.voting.custody import STOCK, Move
from electflow.voting.proxy import ProxyRelation
from electflow.voting.sheet import RETURNED, VOID, seal_of, votes_field
from electflow.voting.terms import BoxKind
from electflow.workflow import poll_day
from electflow.workflow.dossier import dossier_of

_BOXES = (
    (BoxKind.CENTRAL, "中心会场", 5, 0),
    (BoxKind.STATION, "东片投票站", 4, 0),
    (BoxKind.STATION, "西片投票站", 4, 0),
    (BoxKind.MOBILE, "一组流动票箱", 3, 6),
    (BoxKind.MOBILE, "二组流动票箱", 3, 4),
)
_SHARES = (6, 3, 3, 1, 1)


class PollHands:
    """Those who work at a poll: the township's clerk, and a second person for the second entry."""

    def __init__(self, act: Act, second: Actor, election: Election) -> None:
        self.act, self.second, self.election = act, second, election

    def register_proxies(self, on: date) -> None:
        """Let five who are away be voted for by four."""
        there = voters_page(self.act.session, self.election, most=9)
        givers, takers = there[:5], [there[5], *there[5:]]
        for principal, proxy in zip(givers, takers, strict=True):
            poll_day.register_proxy(
                self.act,
                self.election.id,
                principal=principal.id,
                proxy=proxy.id,
                relation=ProxyRelation.VILLAGER,
                reason="外出务工",
                applied_on=on,
                is_written=True,
            )

    def prepare(self, printed: int) -> None:
        """Register the boxes, and hand the printed ballots out to them."""
        for number, (kind, name, scrutineers, users) in enumerate(_BOXES, 1):
            poll_day.add_box(
                self.act,
                self.election.id,
                kind=kind,
                name=name,
                scrutineers=scrutineers,
                users=users,
                approval="演示批准1号" if kind is BoxKind.MOBILE else "",
                seal=f"演示封条{number}",
                custodian="演示责任人（虚构）" if kind is BoxKind.MOBILE else "",
                route="按名单逐户，8时至11时" if kind is BoxKind.MOBILE else "",
            )
        self._move(Move.PRINTED, STOCK, printed)
        for box, ballots in split(printed).items():
            self._move(Move.HANDED_OUT, box, ballots)

    def close(self, came: int) -> None:
        """Write what was issued, what is left, what the boxes hold, and that all came back."""
        for number, (kind, *_) in enumerate(_BOXES, 1):
            if kind is BoxKind.MOBILE:
                for is_out in (True, False):
                    poll_day.note_box(self.act, self.election.id, number, is_out=is_out)
        handed = split(came + self._left(came))
        for box, drawn in split(came).items():
            slips = 5 if box == 1 else 0
            self._move(Move.ISSUED_CARD, box, drawn - slips)
            self._move(Move.ISSUED_SLIP, box, slips)
            self._move(Move.UNUSED, box, handed[box] - drawn)
            self._move(Move.COLLECTED, box, drawn)

    def _left(self, came: int) -> int:
        """Return how many ballots were printed beyond those that were drawn."""
        dossier = dossier_of(self.act, self.election)
        return dossier.poll_day.moves[Move.PRINTED, STOCK] - came

    def seal(self, counted: int) -> None:
        """Seal all ballots that were counted."""
        self._move(Move.SEALED, STOCK, counted)

    def count(self, returned: int, void: int, votes: dict[int, int]) -> None:
        """Enter the sheet of each box twice, by two persons."""
        boxes = dossier_of(self.act, self.election).poll_day.boxes
        shares = {name: split(n) for name, n in self._fields(returned, void, votes).items()}
        for box in [there.number for there in boxes] or [1]:
            figures = {
                name: share[box] if boxes else sum(share.values()) for name, share in shares.items()
            }
            for actor in (self.act.actor, self.second):
                poll_day.enter_sheet(
                    replace(self.act, actor=actor),
                    self.election.id,
                    box=box,
                    figures=figures,
                    accepted=seal_of(figures),
                )

    def _fields(self, returned: int, void: int, votes: dict[int, int]) -> dict[str, int]:
        told = {votes_field(number): n for number, n in votes.items()}
        return {RETURNED: returned, VOID: void} | told

    def _move(self, move: Move, box: int, quantity: int) -> None:
        if quantity:
            poll_day.move_ballots(self.act, self.election.id, move=move, box=box, quantity=quantity)


def split(whole: int) -> dict[int, int]:
    """Divide a figure among the boxes by their size; the central one takes what is left over."""
    parts = {box: whole * share // sum(_SHARES) for box, share in enumerate(_SHARES, 1)}
    parts[1] += whole - sum(parts.values())
    return parts
