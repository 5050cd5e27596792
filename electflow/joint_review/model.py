"""Tables of the joint review: lists, batches, questions, replies, what was found, opinions, conclusions.

What a unit found is sealed and stands in a table of its own (``finding``); no query that prints a
list touches it. Nothing is edited in place: a later reply or conclusion is the next edition.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from electflow.db import Base, UtcDateTime


class ChecklistRow(Base):
    """A checklist as a campaign adopted it (核查清单), whole; a later one is the next edition."""

    __tablename__ = "checklist"
    __table_args__ = (
        ForeignKeyConstraint(["county", "campaign_id"], ["campaign.county", "campaign.id"]),
        UniqueConstraint("county", "campaign_id", "edition"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    campaign_id: Mapped[int] = mapped_column(BigInteger)
    edition: Mapped[int] = mapped_column(Integer)
    document: Mapped[str] = mapped_column(String(80))
    levels: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    adopted_by: Mapped[int] = mapped_column(BigInteger)
    adopted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Batch(Base):
    """Persons who are sent to be examined together (送审批次), of a township or the whole county."""

    __tablename__ = "batch"
    __table_args__ = (
        ForeignKeyConstraint(["county", "campaign_id"], ["campaign.county", "campaign.id"]),
        ForeignKeyConstraint(["county", "checklist_id"], ["checklist.county", "checklist.id"]),
        UniqueConstraint("county", "campaign_id", "number"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    campaign_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int] = mapped_column(Integer)
    township: Mapped[str] = mapped_column(String(9))
    because: Mapped[str] = mapped_column(String(16))
    checklist_id: Mapped[int] = mapped_column(BigInteger)
    persons: Mapped[int] = mapped_column(Integer)
    submitted_by: Mapped[int] = mapped_column(BigInteger)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SentPerson(Base):
    """A candidate whom a batch sends to be examined."""

    __tablename__ = "sent_person"
    __table_args__ = (
        ForeignKeyConstraint(["county", "batch_id"], ["batch.county", "batch.id"]),
        ForeignKeyConstraint(
            ["county", "election_id", "candidate"],
            ["candidate.county", "candidate.election_id", "candidate.number"],
        ),
        Index("ix_sent_person_election", "county", "election_id"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    batch_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    candidate: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class AskedUnit(Base):
    """One unit asked in one batch: the letter, its own deadline, how often it was reminded."""

    __tablename__ = "asked_unit"
    __table_args__ = (
        ForeignKeyConstraint(["county", "batch_id"], ["batch.county", "batch.id"]),
        Index("ix_asked_unit_unit", "county", "unit", "due_on"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    batch_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    unit: Mapped[str] = mapped_column(String(40), primary_key=True)
    round: Mapped[str] = mapped_column(String(12))
    letter: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date] = mapped_column(Date)
    reminders: Mapped[int] = mapped_column(Integer, default=0)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    escalated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Question(Base):
    """What one unit is asked about one candidate (核查事项); asked again it is another row."""

    __tablename__ = "question"
    __table_args__ = (
        ForeignKeyConstraint(
            ["county", "batch_id", "unit"],
            ["asked_unit.county", "asked_unit.batch_id", "asked_unit.unit"],
        ),
        ForeignKeyConstraint(
            ["county", "election_id", "candidate"],
            ["candidate.county", "candidate.election_id", "candidate.number"],
        ),
        Index("ix_question_unit", "county", "campaign_id", "unit", "is_latest"),
        Index("ix_question_election", "county", "election_id", "candidate"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    batch_id: Mapped[int] = mapped_column(BigInteger)
    unit: Mapped[str] = mapped_column(String(40))
    campaign_id: Mapped[int] = mapped_column(BigInteger)
    election_id: Mapped[int] = mapped_column(BigInteger)
    candidate: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[int] = mapped_column(BigInteger)
    township: Mapped[str] = mapped_column(String(9))
    village: Mapped[str] = mapped_column(String(12))
    inputs: Mapped[bytes] = mapped_column(LargeBinary(32))
    is_latest: Mapped[bool] = mapped_column(Boolean)


class Reply(Base):
    """A unit's reply on one person (回复): who entered it, who signed it, or the paper it stands on."""

    __tablename__ = "reply"
    __table_args__ = (
        ForeignKeyConstraint(["county", "question_id"], ["question.county", "question.id"]),
        Index(
            "uq_reply_latest",
            "county",
            "question_id",
            unique=True,
            sqlite_where=text("is_latest"),
            postgresql_where=text("is_latest"),
        ),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    question_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    edition: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    is_latest: Mapped[bool] = mapped_column(Boolean)
    answer: Mapped[str] = mapped_column(String(16))
    entered_by: Mapped[int] = mapped_column(BigInteger)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    paper: Mapped[str] = mapped_column(String(80), default="")
    paper_on: Mapped[date | None] = mapped_column(Date)
    confirmed_by: Mapped[int | None] = mapped_column(BigInteger)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_by: Mapped[int | None] = mapped_column(BigInteger)
    sealed_return: Mapped[bytes | None] = mapped_column(LargeBinary)


class FindingRow(Base):
    """What a unit found of a person, sealed: item, document, day, words (敏感个人信息)."""

    __tablename__ = "finding"
    __table_args__ = (
        ForeignKeyConstraint(
            ["county", "question_id", "edition"],
            ["reply.county", "reply.question_id", "reply.edition"],
        ),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    question_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    edition: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Recusal(Base):
    """Whom a reviewer may not judge (回避), with the source of it, sealed."""

    __tablename__ = "recusal"
    __table_args__ = (
        ForeignKeyConstraint(["county", "official_id"], ["official.county", "official.id"]),
        Index("ix_recusal_official", "county", "official_id"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    official_id: Mapped[int] = mapped_column(BigInteger)
    ground: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[int | None] = mapped_column(BigInteger)
    village: Mapped[str] = mapped_column(String(12))
    sealed_source: Mapped[bytes] = mapped_column(LargeBinary)
    stated_by: Mapped[int] = mapped_column(BigInteger)
    stated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by: Mapped[int | None] = mapped_column(BigInteger)


class Opinion(Base):
    """A verification opinion on its way through three persons (经办、审核、批准)."""

    __tablename__ = "opinion"
    __table_args__ = (
        ForeignKeyConstraint(
            ["county", "election_id", "candidate"],
            ["candidate.county", "candidate.election_id", "candidate.number"],
        ),
        Index("ix_opinion_candidate", "county", "election_id", "candidate"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    election_id: Mapped[int] = mapped_column(BigInteger)
    candidate: Mapped[int] = mapped_column(Integer)
    campaign_id: Mapped[int] = mapped_column(BigInteger)
    conclusion: Mapped[str] = mapped_column(String(12))
    reason_class: Mapped[str] = mapped_column(String(16))
    sealed_grounds: Mapped[bytes] = mapped_column(LargeBinary)
    number: Mapped[str] = mapped_column(String(80))
    ruling_id: Mapped[int | None] = mapped_column(BigInteger)
    standing: Mapped[str] = mapped_column(String(12))
    drafted_by: Mapped[int] = mapped_column(BigInteger)
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_by: Mapped[int | None] = mapped_column(BigInteger)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by: Mapped[int | None] = mapped_column(BigInteger)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_by: Mapped[int | None] = mapped_column(BigInteger)
    sealed_return: Mapped[bytes | None] = mapped_column(LargeBinary)


class Meeting(Base):
    """A joint meeting (联席会议): when, which units came, its minutes; closed it takes no more rulings."""

    __tablename__ = "meeting"
    __table_args__ = (
        ForeignKeyConstraint(["county", "campaign_id"], ["campaign.county", "campaign.id"]),
        UniqueConstraint("county", "campaign_id", "number"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    campaign_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int] = mapped_column(Integer)
    held_on: Mapped[date] = mapped_column(Date)
    place: Mapped[str] = mapped_column(String(80))
    sealed_chair: Mapped[bytes] = mapped_column(LargeBinary)
    present: Mapped[list[str]] = mapped_column(JSON)
    minutes: Mapped[str] = mapped_column(String(80))
    kept_by: Mapped[int] = mapped_column(BigInteger)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MeetingSeat(Base):
    """Who was invited to a joint meeting (参会人员): came, on leave or absent; who chaired, who kept minutes.

    ``unit`` is empty for one who speaks for none. ``officials`` are the accounts of that name: their
    recusals bind him. A meeting recorded before names were kept has no such row.
    """

    __tablename__ = "meeting_seat"
    __table_args__ = (
        ForeignKeyConstraint(["county", "meeting_id"], ["meeting.county", "meeting.id"]),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    meeting_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    unit: Mapped[str] = mapped_column(String(40))
    standing: Mapped[str] = mapped_column(String(12))
    sealed_name: Mapped[bytes] = mapped_column(LargeBinary)
    post: Mapped[str] = mapped_column(String(80))
    is_chair: Mapped[bool] = mapped_column(Boolean)
    keeps_minutes: Mapped[bool] = mapped_column(Boolean)
    officials: Mapped[list[int]] = mapped_column(JSON)


class MeetingRuling(Base):
    """What a joint meeting decided of one candidate, by votes, with what was said, sealed.

    ``aside`` are the seats that did not vote on him (回避), each with its ground; ``sealed_stand_in``
    is who chaired, or kept the minutes, in their place.
    """

    __tablename__ = "meeting_ruling"
    __table_args__ = (
        ForeignKeyConstraint(["county", "meeting_id"], ["meeting.county", "meeting.id"]),
        ForeignKeyConstraint(
            ["county", "election_id", "candidate"],
            ["candidate.county", "candidate.election_id", "candidate.number"],
        ),
        UniqueConstraint("county", "meeting_id", "election_id", "candidate"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    meeting_id: Mapped[int] = mapped_column(BigInteger)
    election_id: Mapped[int] = mapped_column(BigInteger)
    candidate: Mapped[int] = mapped_column(Integer)
    conclusion: Mapped[str] = mapped_column(String(12))
    votes_for: Mapped[int] = mapped_column(Integer)
    votes_against: Mapped[int] = mapped_column(Integer)
    abstained: Mapped[int] = mapped_column(Integer)
    sealed_grounds: Mapped[bytes] = mapped_column(LargeBinary)
    aside: Mapped[list[dict[str, Any]]] = mapped_column(JSON, server_default="[]")
    sealed_stand_in: Mapped[bytes] = mapped_column(LargeBinary)


class ReviewScan(Base):
    """A scan of signed minutes or of a sealed reply (扫描件), sealed, apart from those of papers.

    ``number`` is that of the meeting, or of the unit's paper, whoever that paper covers.
    """

    __tablename__ = "review_scan"
    __table_args__ = (
        ForeignKeyConstraint(["county", "campaign_id"], ["campaign.county", "campaign.id"]),
        UniqueConstraint("county", "campaign_id", "kind", "unit", "number", "digest"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    campaign_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(8))
    unit: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(80))
    media: Mapped[str] = mapped_column(String(8))
    size: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    sealed_bytes: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_by: Mapped[int] = mapped_column(BigInteger)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Statement(Base):
    """A candidate's statement or somebody's objection (申辩、异议), sealed, and its outcome."""

    __tablename__ = "statement"
    __table_args__ = (
        ForeignKeyConstraint(
            ["county", "election_id", "candidate"],
            ["candidate.county", "candidate.election_id", "candidate.number"],
        ),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    election_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    candidate: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(12))
    sealed_words: Mapped[bytes] = mapped_column(LargeBinary)
    received_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    received_by: Mapped[int] = mapped_column(BigInteger)
    ruling: Mapped[str] = mapped_column(String(12), default="")
    sealed_outcome: Mapped[bytes | None] = mapped_column(LargeBinary)
    answered_on: Mapped[date | None] = mapped_column(Date)
    answer_number: Mapped[str] = mapped_column(String(80), default="")
    answered_by: Mapped[int | None] = mapped_column(BigInteger)
    ruling_id: Mapped[int | None] = mapped_column(BigInteger)


class CommitteeDecision(Base):
    """What the election committee, or the Party committee, decided upon an opinion against somebody."""

    __tablename__ = "committee_decision"
    __table_args__ = (
        ForeignKeyConstraint(["county", "opinion_id"], ["opinion.county", "opinion.id"]),
        Index("ix_committee_decision_election", "county", "election_id"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    opinion_id: Mapped[int] = mapped_column(BigInteger)
    election_id: Mapped[int] = mapped_column(BigInteger)
    candidate: Mapped[int] = mapped_column(Integer)
    ruling: Mapped[str] = mapped_column(String(8))
    minutes: Mapped[str] = mapped_column(String(80))
    decided_on: Mapped[date] = mapped_column(Date)
    posted_on: Mapped[date | None] = mapped_column(Date)
    told_on: Mapped[date | None] = mapped_column(Date)
    has_waived: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    recorded_by: Mapped[int] = mapped_column(BigInteger)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Look(Base):
    """That an official read a file or took a list out, or has leave to see what is sealed (查阅)."""

    __tablename__ = "look"
    __table_args__ = (
        ForeignKeyConstraint(["county", "official_id"], ["official.county", "official.id"]),
        Index("ix_look_subject", "county", "subject"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    official_id: Mapped[int] = mapped_column(BigInteger)
    subject: Mapped[str] = mapped_column(String(90))
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)
