"""Whether the accounts of a county can carry a checklist: who is missing, who would check himself.

Separation of duties that nobody can satisfy is told when a list is decided on, and not first when a
candidate waits for a signature that no other person can give.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from electflow.access.rules import may
from electflow.access.terms import Permission
from electflow.act import Actor
from electflow.joint_review.checklist import Checklist
from electflow.joint_review.seats import Seat, seats_of
from electflow.joint_review.terms import Round
from electflow.stages import Track

CHAINS: tuple[tuple[Permission, ...], ...] = (
    (Permission.OPINION_DRAFT, Permission.OPINION_CHECK, Permission.OPINION_APPROVE),
    (Permission.REPLY_FROM_PAPER, Permission.REPLY_SIGN_PAPER),
    (Permission.STATEMENT_RECEIVE, Permission.STATEMENT_ANSWER),
    (Permission.CHECKLIST_PROPOSE, Permission.CHECKLIST_APPROVE),
    (Permission.MEETING_KEEP,),
)
"""What different persons of the county do one after the other."""
_REPLYING = (Permission.REPLY_ENTER, Permission.REPLY_SIGN)


@dataclass(frozen=True)
class Staff:
    """An account in use with the bare name of who holds it: two accounts of one name are one person."""

    name: str
    actor: Actor


@dataclass(frozen=True)
class Gap:
    """Acts one after the other that the accounts cannot give to different persons.

    Of the county, of a ``unit`` or of a ``township``. ``missing`` is what nobody may do; without it
    there are too few persons, and those named would have to check themselves.
    """

    chain: tuple[Permission, ...]
    missing: tuple[Permission, ...]
    persons: tuple[str, ...]
    unit: str = ""
    township: str = ""


def gaps_of(
    staff: Sequence[Staff], county: str, checklist: Checklist, townships: Collection[str]
) -> list[Gap]:
    """Return what the accounts of a county cannot do as this checklist needs it.

    A unit without any account is left out: its replies come on paper (see ``without_account``).
    """
    found = []
    for chain in CHAINS:
        able = [{s.name for s in staff if may(s.actor, act, county)} for act in chain]
        found += _gap(chain, able)
    silent = set(without_account(staff, county, checklist))
    for unit in _units(checklist):
        if unit not in silent:
            found += _gap(_REPLYING, _able(staff, Seat(county, unit)), unit=unit)
    for asked_in in (Round.VILLAGE, Round.TOWNSHIP):
        if asked_in not in checklist.rounds:
            continue
        for township in townships:
            able = _able(staff, Seat(township, "", asked_in))
            found += _gap(_REPLYING, able, township=township)
    return list(dict.fromkeys(found))


def without_account(staff: Sequence[Staff], county: str, checklist: Checklist) -> list[str]:
    """Return the units of the county that are asked and have no account: they reply on paper alone."""
    return [unit for unit in _units(checklist) if not any(_able(staff, Seat(county, unit)))]


def _units(checklist: Checklist) -> list[str]:
    """Return the units with accounts of their own that are asked anything."""
    by_place = (Round.VILLAGE, Round.TOWNSHIP)
    asked = [unit for track in Track for unit in checklist.asked_units(track)]
    return list(dict.fromkeys(unit.code for unit in asked if unit.round not in by_place))


def _able(staff: Sequence[Staff], wanted: Seat) -> list[set[str]]:
    """Return who enters and who signs at a seat, by name."""
    return [
        {s.name for s in staff if any(_is_at(seat, wanted) for seat in seats_of(s.actor, act))}
        for act in _REPLYING
    ]


def _is_at(seat: Seat, wanted: Seat) -> bool:
    """Tell whether a seat speaks for all of a place: a seat of one village or track does not."""
    if not wanted.region.startswith(seat.region) or seat.track is not None:
        return False
    return seat.unit == wanted.unit if wanted.unit else not seat.unit and seat.level is wanted.level


def _gap(
    chain: tuple[Permission, ...], able: list[set[str]], *, unit: str = "", township: str = ""
) -> list[Gap]:
    missing = tuple(act for act, names in zip(chain, able, strict=True) if not names)
    if not missing and _is_manned(able):
        return []
    persons = () if missing else tuple(sorted(set().union(*able)))
    return [Gap(chain, missing, persons, unit, township)]


def _is_manned(able: list[set[str]], taken: frozenset[str] = frozenset()) -> bool:
    """Tell whether a different person can be found for each act."""
    if not able:
        return True
    return any(_is_manned(able[1:], taken | {name}) for name in able[0] - taken)
