"""Who stands at which box (票箱监票人): persons of the poll staff, each at one box."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.election_committee.model import PollStaff
from electflow.election_committee.terms import StaffDuty
from electflow.errors import InputRefused, Stale
from electflow.issues import Fact, Issue
from electflow.people import service as people
from electflow.stages import Stage
from electflow.voting.boxes import get_box
from electflow.voting.model import BallotBox, BoxScrutineer
from electflow.voting.poll_days import BEFORE

WATCHING = frozenset({StaffDuty.CHIEF_TELLER, StaffDuty.SCRUTINEER, StaffDuty.BOX_TEAM})
"""Duties that stand at a box; who issues or counts ballots has other work."""


@dataclass(frozen=True)
class Watcher:
    """Somebody of the poll staff who may stand at a box."""

    number: int
    person_id: int
    name: str
    duty: StaffDuty
    box: int | None
    is_released: bool = False


def watchers_of(session: Session, election: Election) -> list[Watcher]:
    """Return who may stand at a box, and where he does, by number; released ones where they stood."""
    places = _places(session, election)
    workers = session.scalars(
        select(PollStaff)
        .where(PollStaff.county == election.county, PollStaff.election_id == election.id)
        .where(PollStaff.duty.in_(sorted(WATCHING)))
        .order_by(PollStaff.number)
    ).all()
    named = people.named(session, election.county, {worker.person_id for worker in workers})
    return [
        Watcher(
            worker.number,
            worker.person_id,
            named[worker.person_id].name,
            StaffDuty(worker.duty),
            places.get(worker.number),
            worker.is_released,
        )
        for worker in workers
        if not worker.is_released or worker.number in places
    ]


def at_boxes(watchers: Sequence[Watcher]) -> dict[int, list[Watcher]]:
    """Return who stands at each box, without those released since."""
    found: dict[int, list[Watcher]] = defaultdict(list)
    for watcher in watchers:
        if watcher.box is not None and not watcher.is_released:
            found[watcher.box].append(watcher)
    return found


def post_scrutineers(
    act: Act, election: Election, number: int, workers: Collection[int], seen: Collection[int]
) -> int:
    """Keep who stands at a box; the whole list is given each time. Return how many persons.

    ``seen`` stood there when the page was opened. Raises NotFound, Stale when somebody was released
    or set there meanwhile, or InputRefused with every fault.
    """
    box = get_box(act.session, election, number)
    there = {one.number: one for one in watchers_of(act.session, election) if not one.is_released}
    if set(seen) != {one.number for one in there.values() if one.box == number}:
        raise Stale(f"box {number} of election {election.id}: others stand there by now")
    if unknown := set(workers) - there.keys():
        raise Stale(f"staff {sorted(unknown)} of election {election.id} do not stand at boxes")
    issues = []
    if Stage(election.stage) not in BEFORE:
        issues.append(Issue(code="voting.boxes_not_now", source_key=""))
    persons = {there[n].person_id: there[n].name for n in sorted(workers)}
    others = {one.person_id for one in there.values() if one.box not in (None, number)}
    elsewhere = [name for person, name in persons.items() if person in others]
    if elsewhere:
        facts: dict[str, Fact] = {"names": "、".join(elsewhere)}
        issues.append(Issue(code="voting.scrutineer_elsewhere", source_key="", facts=facts))
    if issues:
        raise InputRefused(issues)
    mine = (BoxScrutineer.county == election.county) & (BoxScrutineer.election_id == election.id)
    act.session.execute(delete(BoxScrutineer).where(mine, BoxScrutineer.box == number))
    act.session.add_all(
        BoxScrutineer(county=election.county, election_id=election.id, box=number, worker=worker)
        for worker in sorted(workers)
    )
    box.scrutineers = len(persons)
    audit.record(
        act,
        "box:scrutineers",
        f"election:{election.id}",
        data={"box": number, "workers": sorted(workers)},
        place=election.village,
    )
    return len(persons)


def _places(session: Session, election: Election) -> dict[int, int]:
    """Return at which box in use each worker stands."""
    rows = session.execute(
        select(BoxScrutineer.worker, BoxScrutineer.box)
        .join(
            BallotBox,
            (BallotBox.county == BoxScrutineer.county)
            & (BallotBox.election_id == BoxScrutineer.election_id)
            & (BallotBox.number == BoxScrutineer.box),
        )
        .where(BoxScrutineer.county == election.county, BoxScrutineer.election_id == election.id)
        .where(BallotBox.is_withdrawn.is_(False))
    )
    return {worker: box for worker, box in rows}
