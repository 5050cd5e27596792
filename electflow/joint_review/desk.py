"""A unit's desk: the persons on whom it is asked, identity fields and its own replies, nothing else."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from electflow.act import Actor
from electflow.campaign.model import Campaign, Election
from electflow.clock import day_of
from electflow.db import keyring_of
from electflow.joint_review.joins import in_force, of_asked, of_candidate, of_election
from electflow.joint_review.model import AskedUnit, Batch, Question, Reply
from electflow.joint_review.questions import RecusalFacts, recused_by, standing_of
from electflow.joint_review.seats import Seat, put_to
from electflow.joint_review.terms import Answer, QuestionStanding, RecusalGround
from electflow.nomination.model import Candidate
from electflow.nomination.terms import Standing
from electflow.people.model import Person
from electflow.stages import Track

_STANDS = Candidate.standing == Standing.NOMINATED.value


@dataclass(frozen=True)
class DeskLine:
    """One person on a unit's desk: identity fields, the unit's own reply, and nothing else."""

    question_id: int
    election_id: int
    candidate: int
    batch: int
    unit: str
    name: str
    number: str
    sex: str
    village: str
    village_name: str
    ordinal: int
    township: str
    track: Track
    post: str
    due_on: date
    letter: str
    checklist_id: int
    answer: Answer | None
    edition: int
    is_own: bool
    paper: str
    paper_on: date | None
    entered_by: int | None
    standing: QuestionStanding
    recused_for: RecusalGround | None
    returned_for: str
    returned: tuple[Answer, int] | None
    was_on_paper: bool
    inputs: bytes
    person_id: int
    is_returned_unseen: bool = False

    @property
    def is_on_paper(self) -> bool:
        """Tell whether the county entered the reply from a sealed letter."""
        return bool(self.paper)

    @property
    def last_edition(self) -> int:
        """Return the edition of the last reply on the person, one that was returned included."""
        return self.returned[1] if self.returned else self.edition

    @property
    def for_county(self) -> "DeskLine":
        """Return the line as the county's own officials read it.

        What a unit itself entered and its leader returned is none of theirs before he has signed: of
        that they learn that it is to be entered by name, neither the reply nor the sealed reason.
        """
        if self.returned is None or self.was_on_paper:
            return self
        return replace(self, returned=None, returned_for="", is_returned_unseen=True)

    @property
    def is_waiting(self) -> bool:
        """Tell whether the reader may still answer it."""
        is_open = self.standing in (QuestionStanding.ASKED, QuestionStanding.LATE)
        return is_open and self.recused_for is None


@dataclass(frozen=True)
class Reminded:
    """A batch of which a unit was reminded: how often, last on which day, and since when reported."""

    batch: int
    due_on: date
    reminders: int
    reminded_on: date
    reported_on: date | None

    def days_late(self, on: date) -> int:
        """Return how many days the last one has passed, or nought: the last day itself is in time."""
        return max((on - self.due_on).days, 0)


@dataclass(frozen=True)
class Desk:
    """What is put to an official's seats, and how far he is."""

    lines: tuple[DeskLine, ...]
    reminded: tuple[Reminded, ...]

    @property
    def progress(self) -> Counter[QuestionStanding]:
        """Return how many questions stand how."""
        return Counter(line.standing for line in self.lines)

    @property
    def waiting(self) -> tuple[DeskLine, ...]:
        """Return what is still to be answered by this reader."""
        return tuple(line for line in self.lines if line.is_waiting)

    @property
    def rest(self) -> tuple[DeskLine, ...]:
        """Return of whom it may be stated at once that nothing was found.

        Not of him whose reply the leader returned: somebody has found something, or doubts it.
        """
        return tuple(line for line in self.waiting if line.returned is None)

    @property
    def to_sign(self) -> tuple[DeskLine, ...]:
        """Return what waits for a signature that this reader may give."""
        return tuple(
            line
            for line in self.lines
            if line.standing is QuestionStanding.ENTERED
            and not line.is_own
            and not line.is_on_paper
            and line.recused_for is None
        )


def desk_of(
    session: Session,
    actor: Actor,
    campaign: Campaign,
    seats: Sequence[Seat],
    recusals: Collection[RecusalFacts],
    on: date,
) -> Desk:
    """Return the desk of an official, in two queries however long it is."""
    if not seats:
        return Desk((), ())
    returned = (
        select(Reply.question_id, func.max(Reply.edition).label("edition"))
        .where(Reply.county == actor.county, Reply.returned_by.is_not(None))
        .group_by(Reply.question_id)
        .subquery()
    )
    last = (
        select(Reply.question_id, Reply.sealed_return, Reply.answer, Reply.edition, Reply.paper)
        .join(
            returned,
            (returned.c.question_id == Reply.question_id) & (returned.c.edition == Reply.edition),
        )
        .where(Reply.county == actor.county)
        .subquery()
    )
    query = (
        select(
            Question.id.label("question_id"),
            Question.election_id,
            Question.candidate,
            Question.unit,
            Question.village,
            Question.township,
            Question.person_id,
            Question.inputs,
            Batch.number.label("batch"),
            Batch.checklist_id,
            AskedUnit.due_on,
            AskedUnit.letter,
            Candidate.post,
            Election.name.label("village_name"),
            Election.ordinal,
            Election.track,
            Person.sealed_name,
            Person.sealed_number,
            Person.sex,
            Reply.answer,
            Reply.edition,
            Reply.entered_by,
            Reply.confirmed_by,
            Reply.paper,
            Reply.paper_on,
            last.c.sealed_return,
            last.c.answer.label("returned_answer"),
            last.c.edition.label("returned_edition"),
            last.c.paper.label("returned_paper"),
        )
        .join(AskedUnit, of_asked())
        .join(Batch, (Batch.county == Question.county) & (Batch.id == Question.batch_id))
        .join(Election, of_election())
        .join(Candidate, of_candidate())
        .join(Person, (Person.county == Question.county) & (Person.id == Question.person_id))
        .outerjoin(Reply, in_force())
        .outerjoin(last, last.c.question_id == Question.id)
        .where(Question.county == actor.county, Question.campaign_id == campaign.id)
        .where(Question.is_latest.is_(True), _STANDS, put_to(seats))
        .order_by(Question.village, Question.election_id, Question.candidate, Question.unit)
    )
    keyring = keyring_of(session)
    lines = []
    for row in session.execute(query):
        answer = Answer(row.answer) if row.answer else None
        lines.append(
            DeskLine(
                question_id=row.question_id,
                election_id=row.election_id,
                candidate=row.candidate,
                batch=row.batch,
                unit=row.unit,
                name=keyring.unseal(row.sealed_name),
                number=keyring.unseal(row.sealed_number),
                sex=row.sex,
                village=row.village,
                village_name=row.village_name,
                ordinal=row.ordinal,
                township=row.township,
                track=Track(row.track),
                post=row.post,
                due_on=row.due_on,
                letter=row.letter,
                checklist_id=row.checklist_id,
                answer=answer,
                edition=row.edition or 0,
                is_own=row.entered_by == actor.official_id,
                paper=row.paper or "",
                paper_on=row.paper_on,
                entered_by=row.entered_by,
                standing=standing_of(answer, row.confirmed_by is not None, row.due_on, on),
                recused_for=recused_by(recusals, row.person_id, row.village),
                returned_for=(
                    keyring.unseal(row.sealed_return)
                    if answer is None and row.sealed_return
                    else ""
                ),
                returned=(Answer(row.returned_answer), row.returned_edition)
                if answer is None and row.returned_answer
                else None,
                was_on_paper=bool(row.returned_paper),
                inputs=row.inputs,
                person_id=row.person_id,
            )
        )
    return Desk(tuple(lines), _reminded(session, campaign, lines))


def _reminded(
    session: Session, campaign: Campaign, lines: Sequence[DeskLine]
) -> tuple[Reminded, ...]:
    """Return of which open batches the units behind these lines were reminded, in one query.

    Open is what no leader has signed: he reads here what he lets wait, and so does who is recused.
    """
    signed = QuestionStanding.ANSWERED
    waiting = {(line.batch, line.unit) for line in lines if line.standing is not signed}
    if not waiting:
        return ()
    rows = session.execute(
        select(
            Batch.number, AskedUnit.unit, AskedUnit.due_on, AskedUnit.reminders,
            AskedUnit.reminded_at, AskedUnit.escalated_at,
        )
        .join(AskedUnit, (AskedUnit.county == Batch.county) & (AskedUnit.batch_id == Batch.id))
        .where(Batch.county == campaign.county, Batch.campaign_id == campaign.id)
        .where(AskedUnit.reminded_at.is_not(None))
        .order_by(AskedUnit.due_on, Batch.number)
    )  # fmt: skip
    return tuple(
        Reminded(
            row.number,
            row.due_on,
            row.reminders,
            day_of(row.reminded_at),
            day_of(row.escalated_at) if row.escalated_at else None,
        )
        for row in rows
        if (row.number, row.unit) in waiting
    )
