"""Certificates of election: issued to those elected under a number of their own, withdrawn with a reason."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.appointment.model import Certificate
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.db import rows_of
from electflow.errors import InputRefused, NotFound
from electflow.ids import new_id
from electflow.issues import Fact, Issue

_THESE: BindParameter[Any] = bindparam("elections", expanding=True)
_CERTIFIED = (
    select(Certificate.election_id, Certificate.candidate)
    .where(Certificate.county == bindparam("county"), Certificate.election_id.in_(_THESE))
    .where(Certificate.is_withdrawn.is_(False))
)


def certified_of(
    session: Session, county: str, elections: Collection[int]
) -> dict[int, tuple[int, ...]]:
    """Return who holds a certificate in many elections, in one query or none."""
    if not elections:
        return {}
    found: dict[int, list[int]] = defaultdict(list)
    for row in rows_of(session, _CERTIFIED, {"county": county, "elections": list(elections)}):
        found[row.election_id].append(row.candidate)
    return {election_id: tuple(sorted(numbers)) for election_id, numbers in found.items()}


@dataclass(frozen=True)
class CertificateLine:
    """A certificate as the register shows it."""

    id: int
    candidate: int
    number: str
    issued_on: date
    is_withdrawn: bool


def list_certificates(session: Session, election: Election) -> list[CertificateLine]:
    """Return all certificates of an election, withdrawn ones too, as they were issued."""
    rows = session.scalars(
        select(Certificate)
        .where(Certificate.county == election.county, Certificate.election_id == election.id)
        .order_by(Certificate.id)
    )
    return [
        CertificateLine(row.id, row.candidate, row.number, row.issued_on, row.is_withdrawn)
        for row in rows
    ]


def issue(
    act: Act,
    election: Election,
    elected: Collection[int],
    numbers: Mapping[int, str],
    issued_on: date,
) -> None:
    """Record the certificates that were issued, by candidate.

    Raises InputRefused with every fault at once; then nothing has changed.
    """
    told = {candidate: number.strip() for candidate, number in numbers.items() if number.strip()}
    if issues := _faults(act, election, elected, told, issued_on):
        raise InputRefused(issues)
    for order, (candidate, number) in enumerate(sorted(told.items())):
        row = Certificate(
            county=election.county,
            id=new_id(act.at) + order,
            election_id=election.id,
            candidate=candidate,
            number=number,
            issued_on=issued_on,
            is_withdrawn=False,
        )
        act.session.add(row)
    audit.record(
        act,
        "certificate:issue",
        f"election:{election.id}",
        data={"issued_on": issued_on.isoformat(), "numbers": sorted(map(list, told.items()))},
        place=election.village,
    )


def _faults(
    act: Act, election: Election, elected: Collection[int], told: Mapping[int, str], on: date
) -> list[Issue]:
    issues: list[Issue] = []

    def refuse(code: str, **facts: Fact) -> None:
        issues.append(Issue(code=code, source_key="", facts=facts))

    if on > act.on:
        refuse("document.date_ahead", date=on, today=act.on)
    if not told:
        refuse("certificate.none_entered")
    held = {
        line.candidate for line in list_certificates(act.session, election) if not line.is_withdrawn
    }
    if foreign := sum(candidate not in elected for candidate in told):
        refuse("certificate.not_elected", persons=foreign)
    if again := sum(candidate in held for candidate in told):
        refuse("certificate.held_already", persons=again)
    taken = act.session.scalars(
        select(Certificate.number).where(
            Certificate.county == election.county, Certificate.number.in_(set(told.values()))
        )
    ).all()
    twice = {number for number in told.values() if list(told.values()).count(number) > 1}
    for number in sorted({*taken, *twice}):
        refuse("certificate.number_taken", number=number)
    return issues


def take_back(act: Act, election: Election, keep: Collection[int]) -> None:
    """Withdraw the certificates of all but some when a win or the whole election is void."""
    rows = act.session.scalars(
        select(Certificate).where(
            Certificate.county == election.county,
            Certificate.election_id == election.id,
            Certificate.is_withdrawn.is_(False),
            Certificate.candidate.not_in(keep),
        )
    )
    for row in rows:
        _mark_withdrawn(act, election, row)


def withdraw(act: Act, election: Election, certificate_id: int, reason: str) -> None:
    """Record that a certificate was taken back; raises NotFound or InputRefused without a reason."""
    row = act.session.get(Certificate, (election.county, certificate_id))
    if row is None or row.election_id != election.id or row.is_withdrawn:
        raise NotFound(f"certificate {certificate_id}")
    if not reason.strip():
        raise InputRefused([Issue(code="document.reason_missing", source_key="")])
    _mark_withdrawn(act, election, row, reason)


def _mark_withdrawn(act: Act, election: Election, row: Certificate, reason: str = "") -> None:
    row.is_withdrawn = True
    audit.record(
        act,
        "certificate:withdraw",
        f"election:{election.id}",
        data={"number": row.number, "candidate": row.candidate},
        words={"reason": reason},
        place=election.village,
    )
