"""Statements of candidates and objections to the posted list: received, looked into, answered in writing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.db import keyring_of
from electflow.errors import InputRefused, NotFound, Stale
from electflow.ids import new_id
from electflow.issues import Fact, Issue
from electflow.joint_review.model import CommitteeDecision, Opinion, Statement
from electflow.joint_review.objecting import NO_WINDOW, ObjectionWindow
from electflow.joint_review.terms import StatementKind, StatementRuling
from electflow.nomination.model import Candidate
from electflow.profile.model import Leaf


def receive(
    act: Act,
    election: Election,
    candidate: int,
    *,
    kind: StatementKind,
    words: str,
    received_on: date,
    answer_days: Leaf[int],
    window: ObjectionWindow,
) -> Statement:
    """Receive a statement or an objection; from now on its clock runs. Raises NotFound, InputRefused.

    Who objects is nowhere asked and nowhere kept. The book says whether an objection came after its
    window.
    """
    if act.session.get(Candidate, (election.county, election.id, candidate)) is None:
        raise NotFound(f"candidate {candidate} of election {election.id}")
    issues = []
    if not words.strip():
        issues.append(Issue(code="vetting.words_missing", source_key=""))
    if received_on > act.on:
        facts: dict[str, Fact] = {"date": received_on, "today": act.on}
        issues.append(Issue(code="document.date_ahead", source_key="", facts=facts))
    if issues:
        raise InputRefused(issues)
    last = act.session.scalar(
        select(func.max(Statement.number)).where(
            Statement.county == election.county, Statement.election_id == election.id
        )
    )
    row = Statement(
        county=election.county,
        election_id=election.id,
        number=(last or 0) + 1,
        candidate=candidate,
        kind=kind.value,
        sealed_words=keyring_of(act.session).seal(words.strip()),
        received_on=received_on,
        due_on=received_on + timedelta(days=answer_days.value),
        received_by=act.actor.official_id,
        ruling="",
        answer_number="",
    )
    act.session.add(row)
    audit.record(
        act,
        "statement:receive",
        f"election:{election.id}",
        data={
            "number": row.number,
            "candidate": candidate,
            "kind": kind.value,
            "received_on": received_on.isoformat(),
            "due_on": row.due_on.isoformat(),
            "is_late": row.kind == StatementKind.OBJECTION and window.is_late(received_on),
        },
        place=election.village,
    )
    return row


def answer(
    act: Act,
    election: Election,
    number: int,
    *,
    ruling: StatementRuling,
    outcome: str,
    answer_number: str,
    answered_on: date,
) -> Statement:
    """Record what came of a statement, as another person than who received it.

    Raises NotFound, Stale or InputRefused.
    """
    row = act.session.get(Statement, (election.county, election.id, number), with_for_update=True)
    if row is None:
        raise NotFound(f"statement {number} of election {election.id}")
    if row.ruling:
        raise Stale(f"statement {number} of election {election.id} is answered")
    issues = []
    if row.received_by == act.actor.official_id:
        issues.append(Issue(code="access.own_act", source_key="house.two_persons"))
    if not outcome.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    if not answer_number.strip():
        issues.append(Issue(code="document.number_missing", source_key=""))
    if not row.received_on <= answered_on <= act.on:
        facts: dict[str, Fact] = {"date": answered_on, "first": row.received_on, "last": act.on}
        issues.append(Issue(code="vetting.answered_outside", source_key="", facts=facts))
    if issues:
        raise InputRefused(issues)
    row.ruling, row.answered_on = ruling.value, answered_on
    # above the opinion that it may overturn: an upheld statement lets that one rest
    row.ruling_id = new_id.after(act.at, *_concluded_before(act.session, row))
    row.sealed_outcome = keyring_of(act.session).seal(outcome.strip())
    row.answer_number, row.answered_by = answer_number.strip(), act.actor.official_id
    audit.record(
        act,
        "statement:answer",
        f"election:{election.id}",
        data={
            "number": number,
            "candidate": row.candidate,
            "ruling": ruling.value,
            "answered_on": answered_on.isoformat(),
            "due_on": row.due_on.isoformat(),
        },
        words={"number": answer_number},
        place=election.village,
    )
    return row


def get_statement(session: Session, election: Election, number: int) -> Statement:
    """Return a statement of an election by its number; raises NotFound."""
    row = session.get(Statement, (election.county, election.id, number))
    if row is None:
        raise NotFound(f"statement {number} of election {election.id}")
    return row


def _concluded_before(session: Session, row: Statement) -> list[int | None]:
    """Return the newest opinion and the newest decision on the person of a statement."""
    return [
        session.scalar(
            select(func.max(kind.id))
            .where(kind.county == row.county, kind.election_id == row.election_id)
            .where(kind.candidate == row.candidate)
        )
        for kind in (Opinion, CommitteeDecision)
    ]


def spoken(
    session: Session, county: str, persons: Collection[tuple[int, int]]
) -> set[tuple[int, int]]:
    """Return on which of some candidates, by election and number, something was stated."""
    rows = session.execute(
        select(Statement.election_id, Statement.candidate)
        .where(Statement.county == county)
        .where(tuple_(Statement.election_id, Statement.candidate).in_(sorted(persons)))
        .distinct()
    )
    return {(election_id, candidate) for election_id, candidate in rows}


@dataclass(frozen=True)
class StatementLine:
    """A statement with its words, for those who deal with it."""

    number: int
    candidate: int
    kind: StatementKind
    words: str
    received_on: date
    due_on: date
    ruling: StatementRuling | None
    outcome: str
    answer_number: str
    answered_on: date | None
    received_by: int
    is_after_window: bool = False

    def is_late(self, on: date) -> bool:
        """Tell whether its day has passed without an answer."""
        return self.ruling is None and on > self.due_on


def statements_on(
    session: Session,
    election: Election,
    candidate: int,
    *,
    window: ObjectionWindow = NO_WINDOW,
    is_unsealed: bool = False,
    reader: int = 0,
) -> list[StatementLine]:
    """Return the statements and objections on a candidate.

    Their words only where that is asked, and to the official who received them.
    """
    query = (
        select(Statement)
        .where(Statement.county == election.county, Statement.election_id == election.id)
        .where(Statement.candidate == candidate)
    )
    unseal = keyring_of(session).unseal
    return [
        StatementLine(
            row.number,
            row.candidate,
            StatementKind(row.kind),
            unseal(row.sealed_words) if is_unsealed or row.received_by == reader else "",
            row.received_on,
            row.due_on,
            StatementRuling(row.ruling) if row.ruling else None,
            unseal(row.sealed_outcome) if is_unsealed and row.sealed_outcome else "",
            row.answer_number,
            row.answered_on,
            row.received_by,
            row.kind == StatementKind.OBJECTION and window.is_late(row.received_on),
        )
        for row in session.scalars(query.order_by(Statement.number))
    ]
