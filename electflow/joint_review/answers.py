"""Replies of the units: one person enters, another signs; what was found is sealed apart.

Nothing is overwritten: a reply that is corrected or returned stays in the file as an earlier edition.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import msgspec
from sqlalchemy import func, insert, select, tuple_, update
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Campaign, Election
from electflow.clock import day_of
from electflow.db import keyring_of
from electflow.errors import InputRefused, NotFound, Stale
from electflow.issues import Issue
from electflow.joint_review.adoption import checklists_of
from electflow.joint_review.checklist import Checklist, Item
from electflow.joint_review.joins import case_of, in_force, of_asked, of_candidate, of_election
from electflow.joint_review.model import AskedUnit, Batch, FindingRow, Question, Reply
from electflow.joint_review.questions import (
    Hit,
    RecusalFacts,
    faults_of_answer,
    faults_of_paper,
    faults_of_recusal,
    recusals_in_force,
)
from electflow.joint_review.recusals import recusals_of_all
from electflow.joint_review.seats import Seat, put_to
from electflow.joint_review.terms import Answer, Round
from electflow.nomination.model import Candidate
from electflow.nomination.terms import Standing
from electflow.profile.model import Profile
from electflow.stages import Track

T = TypeVar("T")
WRITTEN_AT_ONCE = 2_000


@dataclass(frozen=True)
class Given:
    """A reply as it is given: to which question, what, and for a hit what was found."""

    question_id: int
    answer: Answer
    hit: Hit | None = None


@dataclass(frozen=True)
class Put:
    """A question as it is put to somebody who may answer or sign it, with the reply in force."""

    question: Question
    reply: Reply | None
    batch: Batch
    track: Track
    asked_in: Round
    due_on: date
    asked_on: date

    def items(self, checklists: Mapping[int, Checklist]) -> list[Item]:
        """Return what the unit is asked about this person."""
        checklist = checklists[self.batch.checklist_id]
        return checklist.asked(self.track, self.question.unit)


def enter(
    act: Act,
    campaign: Campaign,
    seats: Sequence[Seat] | None,
    given: Sequence[Given],
    recusals: Collection[RecusalFacts],
    *,
    may_replace: bool = False,
    paper: str = "",
    paper_on: date | None = None,
) -> int:
    """Enter replies, to be signed by a second person; returns how many were new.

    The same reply given again changes nothing. ``may_replace`` lets another reply follow one that
    nobody has signed yet. ``paper`` is the number of the sealed reply from which a county clerk
    enters (代录): for any unit of the county, which ``None`` for the seats says. Raises NotFound
    for a question that is not put to these seats, or InputRefused with every fault, each with the
    questions that it touches.
    """
    put = _all_put(act, campaign, seats, [g.question_id for g in given])
    checklists = checklists_of(
        act.session, act.actor.county, {p.batch.checklist_id for p in put.values()}
    )
    known = _findings(act.session, act.actor.county, [p.reply for p in put.values() if p.reply])
    issues = _faults(act, given, put, checklists, known, recusals, may_replace=may_replace)
    asked_on = {question_id: there.asked_on for question_id, there in put.items()}
    issues += faults_of_paper(paper, paper_on, asked_on, act.on)
    if issues:
        raise InputRefused(issues)
    fresh = [g for g in given if not _is_same(g, put[g.question_id].reply, known)]
    if fresh:
        _write(act, fresh, put, paper.strip(), paper_on)
    return len(fresh)


def _faults(
    act: Act,
    given: Sequence[Given],
    put: Mapping[int, Put],
    checklists: Mapping[int, Checklist],
    known: Mapping[tuple[int, int], Hit],
    recusals: Collection[RecusalFacts],
    *,
    may_replace: bool,
) -> list[Issue]:
    """Return everything that is wrong with some replies, each fault with its question."""
    issues = []
    for g in given:
        there = put[g.question_id]
        found = faults_of_recusal(recusals, there.question.person_id, there.question.village)
        reply = there.reply
        if reply and not _is_same(g, reply, known):
            if reply.confirmed_by is not None:
                found.append(Issue(code="vetting.answered_already", source_key=""))
            elif not may_replace:
                found.append(Issue(code="vetting.entered_otherwise", source_key=""))
        found += faults_of_answer(
            g.answer,
            g.hit,
            there.items(checklists),
            checklists[there.batch.checklist_id],
            act.on,
        )
        issues += [replace(issue, subjects=(g.question_id,)) for issue in found]
    return issues


def _is_same(g: Given, reply: Reply | None, known: Mapping[tuple[int, int], Hit]) -> bool:
    if reply is None or reply.answer != g.answer.value:
        return False
    return known.get((reply.question_id, reply.edition)) == _sealed_part(g)


def _sealed_part(g: Given) -> Hit | None:
    return g.hit if g.hit != _NOTHING else None


_NOTHING = Hit("", "")


def _write(
    act: Act, given: Sequence[Given], put: Mapping[int, Put], paper: str, paper_on: date | None
) -> None:
    county, keyring = act.actor.county, keyring_of(act.session)
    ids = [g.question_id for g in given]
    editions = _last_editions(act.session, county, ids)
    replaced = [i for i in ids if put[i].reply is not None]
    for some in _in_parts(replaced):
        act.session.execute(
            update(Reply)
            .where(Reply.county == county, Reply.question_id.in_(some))
            .where(Reply.is_latest.is_(True), Reply.confirmed_by.is_(None))
            .values(is_latest=False)
        )
    replies: list[dict[str, Any]] = []
    findings: list[dict[str, Any]] = []
    told: dict[tuple[int, str], list[str]] = defaultdict(list)
    for g in given:
        edition = editions.get(g.question_id, 0) + 1
        replies.append(
            {
                "county": county,
                "question_id": g.question_id,
                "edition": edition,
                "is_latest": True,
                "answer": g.answer.value,
                "entered_by": act.actor.official_id,
                "entered_at": act.at,
                "paper": paper,
                "paper_on": paper_on,
            }
        )
        sealed = _sealed_part(g)
        text = msgspec.json.encode(sealed).decode() if sealed else ""
        if sealed:
            key = {"county": county, "question_id": g.question_id, "edition": edition}
            findings.append({**key, "sealed": keyring.seal(text)})
        there = put[g.question_id]
        line = f"{g.question_id}:{edition}:{g.answer}:{text}"
        told[there.batch.id, there.question.unit].append(line)
    for rows in _in_parts(replies):
        act.session.execute(insert(Reply), rows)
    if findings:
        act.session.execute(insert(FindingRow), findings)
    action = "reply:enter_paper" if paper else "reply:enter"
    _tell(act, action, put, told, {"number": paper})


def _tell(
    act: Act,
    action: str,
    put: Mapping[int, Put],
    told: Mapping[tuple[int, str], Sequence[str]],
    words: Mapping[str, str],
    more: Mapping[str, str] | None = None,
) -> None:
    """Write one event a batch and unit: how many, and a keyed digest that tells nobody what."""
    batches = {p.batch.id: p.batch for p in put.values()}
    for (batch_id, unit), lines in sorted(told.items()):
        batch = batches[batch_id]
        digest = keyring_of(act.session).digest("\n".join(sorted(lines)))
        audit.record(
            act,
            action,
            case_of(batch),
            data={
                "batch": batch.number,
                "unit": unit,
                "questions": len(lines),
                "digest": digest.hex(),
                **(more or {}),
            },
            words=words,
            place=batch.township or batch.county,
        )


def confirm(
    act: Act,
    campaign: Campaign,
    seats: Sequence[Seat] | None,
    seen: Mapping[int, int],
    recusals: Collection[RecusalFacts],
    profile: Profile,
    *,
    scan: str | None = None,
) -> int:
    """Sign replies as a second person (审签); returns how many.

    ``seen`` is each question with the edition of the reply that the signer has read: another one
    is never signed in its place, nor one of somebody who may not judge the person, even if that was
    stated after he had entered it. Without seats (``None``) a county checker signs what was entered
    from paper; ``scan`` is the digest of the paper's scan, empty for none. Raises NotFound, Stale, or
    InputRefused with every fault.
    """
    put = _all_put(act, campaign, seats, list(seen))
    entered = {p.reply.entered_by for p in put.values() if p.reply}
    barred = {
        official: recusals_in_force(stated, profile)
        for official, stated in recusals_of_all(act.session, act.actor.county, entered).items()
    }
    issues: list[Issue] = []
    for question_id, edition in seen.items():
        reply, question = put[question_id].reply, put[question_id].question
        found = faults_of_recusal(recusals, question.person_id, question.village)
        if reply is None:
            found.append(Issue(code="vetting.not_entered", source_key=""))
        elif reply.confirmed_by is not None:
            found.append(Issue(code="vetting.answered_already", source_key=""))
        elif reply.edition != edition:
            raise Stale(f"question {question_id}: edition {reply.edition}, read was {edition}")
        elif reply.entered_by == act.actor.official_id:
            found.append(Issue(code="access.own_act", source_key="house.two_persons"))
        elif bool(reply.paper) is (seats is not None):
            found.append(Issue(code="vetting.signed_by_others", source_key=""))
        elif faults_of_recusal(
            barred.get(reply.entered_by, ()), question.person_id, question.village
        ):
            key = "vetting.recusal_kin"
            found.append(Issue(code="vetting.entered_by_recused", source_key=key))
        issues += [replace(issue, subjects=(question_id,)) for issue in found]
    if issues:
        raise InputRefused(issues)
    for some in _in_parts(list(seen)):
        act.session.execute(
            update(Reply)
            .where(Reply.county == act.actor.county, Reply.question_id.in_(some))
            .where(Reply.is_latest.is_(True), Reply.confirmed_by.is_(None))
            .values(confirmed_by=act.actor.official_id, confirmed_at=act.at)
        )
    _tell(act, "reply:confirm", put, _lines(put, seen), {}, {} if scan is None else {"scan": scan})
    return len(seen)


def give_back(
    act: Act,
    campaign: Campaign,
    seats: Sequence[Seat] | None,
    seen: Mapping[int, int],
    reason: str,
    recusals: Collection[RecusalFacts],
) -> int:
    """Return replies that are not signed yet to who entered them, with the reason.

    ``seen`` is each question with the edition that was read: no other one is returned in its place.
    Without seats (``None``) a county checker returns what was entered from paper. Who may not judge
    a person may not return the reply on him either. Raises NotFound, Stale, or InputRefused.
    """
    put = _all_put(act, campaign, seats, list(seen))
    issues = []
    if not reason.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    for question_id, edition in seen.items():
        reply, question = put[question_id].reply, put[question_id].question
        for issue in faults_of_recusal(recusals, question.person_id, question.village):
            issues.append(replace(issue, subjects=(question_id,)))
        if reply is None:
            code = "vetting.not_entered"
        elif reply.confirmed_by is not None:
            code = "vetting.answered_already"
        elif reply.edition != edition:
            raise Stale(f"question {question_id}: edition {reply.edition}, read was {edition}")
        elif bool(reply.paper) is (seats is not None):
            code = "vetting.signed_by_others"
        else:
            continue
        issues.append(Issue(code=code, source_key="", subjects=(question_id,)))
    if issues:
        raise InputRefused(issues)
    for some in _in_parts(list(seen)):
        act.session.execute(
            update(Reply)
            .where(Reply.county == act.actor.county, Reply.question_id.in_(some))
            .where(Reply.is_latest.is_(True), Reply.confirmed_by.is_(None))
            .values(
                is_latest=False,
                returned_by=act.actor.official_id,
                sealed_return=keyring_of(act.session).seal(reason.strip()[:300]),
            )
        )
    # the reason may tell what was found: it stays sealed with the reply, and out of the book
    _tell(act, "reply:return", put, _lines(put, seen), {})
    return len(seen)


def _all_put(
    act: Act, campaign: Campaign, seats: Sequence[Seat] | None, question_ids: Sequence[int]
) -> dict[int, Put]:
    """Return some questions as they stand while nobody else writes in their batches.

    The batches are locked before anything is read: two operators who answer at once come one
    after the other. Raises NotFound for one that is not put to these seats.
    """
    if not question_ids:
        raise InputRefused([Issue(code="vetting.nothing_chosen", source_key="")])
    batches: set[int] = set()
    for some in _in_parts(sorted(set(question_ids))):
        batches |= set(
            act.session.scalars(
                select(Question.batch_id)
                .where(Question.county == campaign.county, Question.id.in_(some))
                .distinct()
            )
        )
    _lock(act, campaign, batches)
    put = put_questions(act.session, campaign, seats, question_ids)
    if missing := [i for i in question_ids if i not in put]:
        raise NotFound(f"questions {missing[:3]} of {len(missing)}")
    return put


def lock_unanswered(act: Act, campaign: Campaign, seats: Sequence[Seat]) -> None:
    """Let nobody else write in the batches of which these seats have somebody to answer for."""
    rows = act.session.scalars(
        select(Question.batch_id)
        .join(AskedUnit, of_asked())
        .join(Election, of_election())
        .outerjoin(Reply, in_force())
        .where(Question.county == campaign.county, Question.campaign_id == campaign.id)
        .where(Question.is_latest.is_(True), Reply.question_id.is_(None), put_to(seats))
        .distinct()
    )
    _lock(act, campaign, set(rows))


def _lock(act: Act, campaign: Campaign, batches: Collection[int]) -> None:
    for batch_id in sorted(batches):
        audit.lock_case(act.session, campaign.county, f"review:{batch_id}")


def _lines(put: Mapping[int, Put], ids: Iterable[int]) -> dict[tuple[int, str], list[str]]:
    told: dict[tuple[int, str], list[str]] = defaultdict(list)
    for question_id in ids:
        there = put[question_id]
        edition = there.reply.edition if there.reply else 0
        told[there.batch.id, there.question.unit].append(f"{question_id}:{edition}")
    return told


def put_questions(
    session: Session, campaign: Campaign, seats: Sequence[Seat] | None, ids: Collection[int]
) -> dict[int, Put]:
    """Return those of some questions that are put to these seats and not overtaken by later ones.

    ``None`` for the seats: to any unit of the county. One query for each two thousand.
    """
    found = {}
    for some in _in_parts(sorted(set(ids))):
        query = (
            select(Question, Reply, Batch, Election.track, AskedUnit)
            .join(AskedUnit, of_asked())
            .join(Batch, (Batch.county == Question.county) & (Batch.id == Question.batch_id))
            .join(Election, of_election())
            .join(Candidate, of_candidate())
            .outerjoin(Reply, in_force())
            .where(Question.county == campaign.county, Question.campaign_id == campaign.id)
            .where(Question.id.in_(some), Question.is_latest.is_(True))
            .where(Candidate.standing == Standing.NOMINATED.value)
        )
        if seats is not None:
            query = query.where(put_to(seats))
        rows = session.execute(query, execution_options={"populate_existing": True})
        for question, reply, batch, track, asked in rows:
            how = (Track(track), Round(asked.round), asked.due_on, day_of(asked.asked_at))
            found[question.id] = Put(question, reply, batch, *how)
    return found


def findings_of(
    session: Session, county: str, keys: Collection[tuple[int, int]]
) -> dict[tuple[int, int], Hit]:
    """Return what was found, unsealed, by question and edition; who shows it writes an event of it."""
    keyring = keyring_of(session)
    found = {}
    for some in _in_parts(sorted(keys)):
        rows = session.scalars(
            select(FindingRow).where(
                FindingRow.county == county,
                tuple_(FindingRow.question_id, FindingRow.edition).in_(some),
            )
        )
        for row in rows:
            hit = msgspec.json.decode(keyring.unseal(row.sealed), type=Hit)
            found[row.question_id, row.edition] = hit
    return found


def _findings(
    session: Session, county: str, replies: Sequence[Reply]
) -> dict[tuple[int, int], Hit]:
    return findings_of(session, county, {(r.question_id, r.edition) for r in replies})


def _last_editions(session: Session, county: str, ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in _in_parts(sorted(set(ids))):
        rows = session.execute(
            select(Reply.question_id, func.max(Reply.edition))
            .where(Reply.county == county, Reply.question_id.in_(some))
            .group_by(Reply.question_id)
        )
        found |= {question_id: edition for question_id, edition in rows}
    return found


def _in_parts(rows: Sequence[T]) -> Iterable[Sequence[T]]:
    return (rows[i : i + WRITTEN_AT_ONCE] for i in range(0, len(rows), WRITTEN_AT_ONCE))
