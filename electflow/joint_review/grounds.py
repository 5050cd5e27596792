"""On what opinions and rulings rest, sealed; and the replies in force on a candidate."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.db import keyring_of
from electflow.joint_review.adoption import checklists_of
from electflow.joint_review.answers import findings_of
from electflow.joint_review.checklist import Checklist
from electflow.joint_review.joins import in_force, of_asked
from electflow.joint_review.model import AskedUnit, Batch, Opinion, Question, Reply
from electflow.joint_review.questions import Told
from electflow.joint_review.terms import Answer, Round
from electflow.stages import Track


@dataclass(frozen=True)
class Grounds:
    """On what an opinion rests: the item, its legal document, and why, for the county alone."""

    item: str = ""
    document: str = ""
    words: str = ""


def sealed(session: Session, grounds: Grounds) -> bytes:
    """Return grounds as they are kept."""
    return keyring_of(session).seal_bytes(msgspec.json.encode(grounds))


def unsealed(session: Session, kept: bytes) -> Grounds:
    """Return what was kept; who shows it writes an event of it."""
    return msgspec.json.decode(keyring_of(session).unseal_bytes(kept), type=Grounds)


@dataclass(frozen=True)
class CandidateReplies:
    """All replies in force on one candidate, and the list by which the units were asked."""

    told: tuple[Told, ...]
    checklist: Checklist | None
    newest: int = 0
    required: tuple[str, ...] = ()

    @property
    def open_units(self) -> list[str]:
        """Return the units of every round that two persons have not answered for.

        Silence is never consent, and a round that has not begun is silent.
        """
        asked = {t.unit for t in self.told}
        unasked = [unit for unit in self.required if unit not in asked]
        return [t.unit for t in self.told if not t.is_confirmed] + unasked

    @property
    def found(self) -> list[Told]:
        """Return the replies that tell of something."""
        kinds = (Answer.HIT, Answer.OFFLINE)
        return [t for t in self.told if t.is_confirmed and t.answer in kinds]

    @property
    def unclear(self) -> list[Told]:
        """Return the replies of units that could not judge."""
        return [t for t in self.told if t.is_confirmed and t.answer is Answer.CANNOT_JUDGE]


def replies_on(
    session: Session, county: str, election: Election, candidate: int
) -> CandidateReplies:
    """Return the replies in force on a candidate, items of hits included, in three queries."""
    rows = session.execute(
        select(Question, Reply, AskedUnit.round, Batch.checklist_id)
        .join(AskedUnit, of_asked())
        .join(Batch, (Batch.county == Question.county) & (Batch.id == Question.batch_id))
        .outerjoin(Reply, in_force())
        .where(Question.county == county, Question.election_id == election.id)
        .where(Question.candidate == candidate, Question.is_latest.is_(True))
        .order_by(Question.unit)
    ).all()
    if not rows:
        return CandidateReplies((), None)
    lists = checklists_of(session, county, {row.checklist_id for row in rows})
    hits = findings_of(
        session, county, {(r.question_id, r.edition) for _, r, _, _ in rows if r is not None}
    )
    told = []
    for question, reply, asked_in, checklist_id in rows:
        asked = lists[checklist_id].asked(Track(election.track), question.unit)
        hit = hits.get((question.id, reply.edition)) if reply else None
        told.append(
            Told(
                question.unit,
                Round(asked_in),
                Answer(reply.answer) if reply else None,
                reply is not None and reply.confirmed_by is not None,
                tuple(item.code for item in asked),
                hit.item if hit else "",
            )
        )
    newest = max(question.id for question, *_ in rows)
    checklist = lists[max(lists)]
    required = tuple(unit.code for unit in checklist.asked_units(Track(election.track)))
    return CandidateReplies(tuple(told), checklist, newest, required)


def tell_opinion(act: Act, action: str, election: Election, opinion: Opinion) -> None:
    """Write of an opinion into the book: until it is approved not into its election's own trail.

    The township and the village read that trail; they learn the conclusion, and nothing before it.
    """
    is_done = action == "opinion:approve"
    data: dict[str, object] = {
        "election": str(election.id),
        "opinion": str(opinion.id),
        "candidate": opinion.candidate,
    }
    if is_done:
        data |= {"conclusion": opinion.conclusion, "reason_class": opinion.reason_class}
    audit.record(
        act,
        action,
        f"election:{election.id}" if is_done else f"opinions:{opinion.campaign_id}",
        data=data,
        words={"number": opinion.number},
        place=election.village if is_done else election.county,
    )
