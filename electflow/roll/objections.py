"""Objections to the list: received, decided within their days, posted."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.db import keyring_of
from electflow.errors import InputRefused, NotFound, Stale
from electflow.issues import Issue
from electflow.profile.model import Profile
from electflow.roll.model import Objection
from electflow.roll.register import (
    faults_of_objection,
    faults_of_ruling,
)
from electflow.roll.terms import Matter, Ruling


def receive_objection(
    act: Act,
    election: Election,
    *,
    appellant: str,
    matter: str,
    words: str,
    received_on: date,
    list_posted_on: date,
) -> Objection:
    """Record an objection on the day on which it was received.

    Raises InputRefused; then nothing has changed.
    """
    if issues := faults_of_objection(matter, received_on, list_posted_on, act.on):
        raise InputRefused(issues)
    keyring = keyring_of(act.session)
    mine = (Objection.county == election.county) & (Objection.election_id == election.id)
    last = act.session.scalar(select(func.max(Objection.number)).where(mine)) or 0
    objection = Objection(
        county=election.county,
        election_id=election.id,
        number=last + 1,
        sealed_appellant=keyring.seal(appellant.strip()),
        sealed_words=keyring.seal(words.strip()),
        matter=Matter(matter).value,
        received_on=received_on,
        ruling="",
        is_in_force=True,
        notice_number="",
    )
    act.session.add(objection)
    audit.record(
        act,
        "objection:receive",
        f"election:{election.id}",
        data={
            "number": objection.number,
            "matter": objection.matter,
            "received_on": received_on.isoformat(),
        },
        words={"appellant": appellant, "words": words},
        place=election.village,
    )
    return objection


def decide_objection(
    act: Act,
    election: Election,
    number: int,
    *,
    ruling: Ruling,
    decided_on: date,
    reason: str,
    notice_number: str,
    posted_on: date | None,
    list_posted_on: date,
    profile: Profile,
) -> None:
    """Record how the election committee decided, and when its ruling was posted.

    Raises NotFound, Stale when it was decided and posted before, or InputRefused.
    """
    objection = act.session.get(Objection, (election.county, election.id, number))
    if objection is None:
        raise NotFound(f"objection {number} of election {election.id}")
    if objection.ruling and objection.posted_on:
        raise Stale(f"objection {number} of election {election.id} is decided")
    issues = faults_of_ruling(
        ruling, objection.received_on, decided_on, posted_on, list_posted_on, profile, act.on
    )
    if objection.ruling and (objection.ruling, objection.decided_on) != (ruling, decided_on):
        issues.append(Issue(code="roll.ruling_stands", source_key=""))
    if posted_on and not notice_number.strip():
        issues.append(Issue(code="roll.notice_number_missing", source_key=""))
    if issues:
        raise InputRefused(issues)
    if not objection.ruling:
        objection.sealed_reason = keyring_of(act.session).seal(reason.strip())
    objection.ruling, objection.decided_on = ruling.value, decided_on
    objection.notice_number, objection.posted_on = notice_number.strip(), posted_on
    data = {"number": number, "ruling": ruling.value, "decided_on": decided_on.isoformat()}
    if posted_on:
        data["posted_on"] = posted_on.isoformat()
    audit.record(
        act,
        "objection:decide",
        f"election:{election.id}",
        data=data,
        words={"reason": reason, "notice": notice_number},
        place=election.village,
    )


def upheld_of(session: Session, election: Election) -> int:
    """Return how many objections in force were upheld."""
    mine = (Objection.county == election.county) & (Objection.election_id == election.id)
    query = select(func.count()).where(
        mine, Objection.is_in_force.is_(True), Objection.ruling == Ruling.UPHELD.value
    )
    return session.scalar(query) or 0
