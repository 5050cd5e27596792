"""The ledger of ballots: what was printed, handed out, issued, collected, counted, sealed. Pure.

Source: numbered stock (Zhejiang 2020, art. 7), one ballot a card or slip (Henan 2011, art. 33); that
the ledger must balance is the house's own rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

STOCK = 0


class Move(StrEnum):
    """What happens to ballots (选票收发); the stock of the election committee is box 0."""

    PRINTED = "printed"
    HANDED_OUT = "handed_out"
    ISSUED_CARD = "issued_card"
    ISSUED_SLIP = "issued_slip"
    SPOILED = "spoiled"
    UNUSED = "unused"
    COLLECTED = "collected"
    SEALED = "sealed"
    DESTROYED = "destroyed"


OF_STOCK = frozenset({Move.PRINTED, Move.SEALED, Move.DESTROYED})
OF_BOX = frozenset(
    {Move.HANDED_OUT, Move.ISSUED_CARD, Move.ISSUED_SLIP, Move.SPOILED, Move.COLLECTED}
)
"""``UNUSED`` is of either: what a station gave back, and what was never handed out."""

Sums = Mapping[tuple[Move, int], int]


@dataclass(frozen=True)
class Imbalance:
    """One equation that does not hold, at which box, with both sides."""

    code: str
    box: int
    left: int
    right: int


def of(sums: Sums, move: Move, box: int) -> int:
    """Return how many ballots moved so at a box."""
    return sums.get((move, box), 0)


def total(sums: Sums, *moves: Move) -> int:
    """Return how many ballots moved so at all boxes."""
    return sum(n for (move, _), n in sums.items() if move in moves)


def issued_at(sums: Sums, box: int) -> int:
    """Return how many ballots voters drew at a box, on a card or on a slip."""
    return of(sums, Move.ISSUED_CARD, box) + of(sums, Move.ISSUED_SLIP, box)


def imbalances_at_closing(
    sums: Sums, boxes: Sequence[int], issued: int, slips: int | None
) -> list[Imbalance]:
    """Return what does not balance when the poll has closed: stock, stations, slips, the record."""
    found = []
    printed, out = of(sums, Move.PRINTED, STOCK), total(sums, Move.HANDED_OUT)
    left = of(sums, Move.UNUSED, STOCK)
    if printed != out + left:
        found.append(Imbalance("custody.stock", STOCK, printed, out + left))
    for box in boxes:
        got = of(sums, Move.HANDED_OUT, box)
        used = issued_at(sums, box) + of(sums, Move.SPOILED, box) + of(sums, Move.UNUSED, box)
        if got != used:
            found.append(Imbalance("custody.station", box, got, used))
    drawn = total(sums, Move.ISSUED_CARD, Move.ISSUED_SLIP)
    if drawn != issued:
        found.append(Imbalance("custody.issued", STOCK, drawn, issued))
    on_slips = total(sums, Move.ISSUED_SLIP)
    if slips is not None and on_slips > slips:
        found.append(Imbalance("custody.slips", STOCK, on_slips, slips))
    return found


def imbalances_at_count(
    sums: Sums, boxes: Sequence[int], counted: Mapping[int, int]
) -> list[Imbalance]:
    """Return which boxes gave more than was issued there, or were counted otherwise than collected."""
    found = []
    for box in boxes:
        collected, drawn = of(sums, Move.COLLECTED, box), issued_at(sums, box)
        if collected > drawn:
            found.append(Imbalance("custody.collected", box, collected, drawn))
        if box in counted and counted[box] != collected:
            found.append(Imbalance("custody.counted", box, counted[box], collected))
    return found


def imbalances_at_sealing(sums: Sums, counted: int) -> list[Imbalance]:
    """Return whether as many ballots were sealed as were counted, and what was destroyed all told.

    Spoiled and unused ballots may be kept; once they are destroyed, all of them are.
    """
    sealed, destroyed = total(sums, Move.SEALED), total(sums, Move.DESTROYED)
    idle = total(sums, Move.SPOILED, Move.UNUSED)
    found = []
    if sealed != counted:
        found.append(Imbalance("custody.sealed", STOCK, sealed, counted))
    if destroyed and destroyed != idle:
        found.append(Imbalance("custody.destroyed", STOCK, destroyed, idle))
    return found
