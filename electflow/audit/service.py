"""Writing the book: one event in the same transaction as the change that it tells of."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit.actions import ACTIONS
from electflow.audit.canonical import ALGORITHM, EMPTY, canonical, commitment, leaf_of, normal
from electflow.audit.model import AuditCase, AuditEvent, AuditText, RequestKey
from electflow.errors import KeyReused
from electflow.ids import new_id

NATION = "000000"


@dataclass(frozen=True)
class Answer:
    """What a writing request answers: where to go on, and the receipt of its last event."""

    location: str
    receipt: str


def record(
    act: Act,
    action: str,
    case: str,
    *,
    data: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
    place: str = "",
    county: str = "",
) -> AuditEvent:
    """Write one event at the end of its case's chain.

    ``data`` holds codes, ids and figures; ``words`` holds free text, of which the body keeps only
    salted commitments. Raises ValueError for an action or key outside the closed vocabulary.
    """
    data = dict(data or {})
    if action not in ACTIONS or not data.keys() <= ACTIONS[action]:
        raise ValueError(f"not in the vocabulary of acts: {action} {sorted(data)}")
    county = county or act.actor.county
    kept = {name: (os.urandom(16), normal(text)) for name, text in (words or {}).items() if text}
    head = _locked_case(act.session, county, case)
    body = canonical(
        {
            "t": "electflow.event.v1",
            "county": county,
            "case": case,
            "seq": head.seq + 1,
            "action": action,
            "actor": str(act.actor.official_id),
            "roles": list(act.actor.roles),
            "at": stamp(act.at),
            "place": place,
            "ip": act.origin.ip,
            "agent": act.origin.user_agent[:200],
            "data": data,
            "words": {name: commitment(salt, text) for name, (salt, text) in kept.items()},
            "prev": head.head.hex(),
        }
    )
    event = AuditEvent(
        county=county,
        id=new_id(act.at),
        case_name=case,
        seq=head.seq + 1,
        action=action,
        actor_id=act.actor.official_id,
        place=place,
        recorded_at=act.at,
        alg=ALGORITHM,
        body=body,
        leaf=leaf_of(body),
        prev=head.head,
    )
    head.seq, head.head = event.seq, event.leaf
    event.texts = [
        AuditText(field=name, salt=salt, words=text) for name, (salt, text) in kept.items()
    ]
    act.session.add(event)
    act.session.info.setdefault("events", []).append(event)
    return event


def once(act: Act, fingerprint: bytes, work: Callable[[], str]) -> Answer:
    """Run ``work`` under the act's request key, or answer what the first run answered.

    Raises KeyReused if the key came before with another content; then nothing has changed.
    """
    if answer := find_answer(act.session, act.actor.county, act.key, fingerprint):
        return answer
    claim = RequestKey(
        county=act.actor.county,
        key=act.key,
        fingerprint=fingerprint,
        location="",
        receipt="",
        made_at=act.at,
    )
    act.session.add(claim)
    act.session.flush()
    claim.location = work()
    claim.receipt = receipt_of(act.session)
    return Answer(claim.location, claim.receipt)


def find_answer(session: Session, county: str, key: str, fingerprint: bytes) -> Answer | None:
    """Return what the first request under a key was answered, or None.

    Raises KeyReused if it had another content.
    """
    stored = session.get(RequestKey, (county, key))
    if stored is None:
        return None
    if stored.fingerprint != fingerprint:
        raise KeyReused(key)
    return Answer(stored.location, stored.receipt)


def receipt_of(session: Session) -> str:
    """Return case, number and first twelve characters of the last event written in this session."""
    events = session.info.get("events", ())
    if not events:
        return ""
    last = events[-1]
    return f"{last.case_name}#{last.seq} {last.leaf.hex()[:12]}"


def stamp(instant: datetime) -> str:
    """Return an instant as a body keeps it: UTC with six decimals and Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def open_case(session: Session, county: str, case: str) -> AuditCase:
    """Begin the chain of a case that has no event yet."""
    head = AuditCase(county=county, case_name=case, seq=0, head=EMPTY)
    session.add(head)
    return head


def lock_case(session: Session, county: str, case: str) -> None:
    """Let one transaction at a time go on with a case, though it has no event to write yet."""
    _locked_case(session, county, case)


def hold_heads(session: Session, heads: Sequence[AuditCase]) -> None:
    """Keep the heads that a query has locked, so that no event asks for them again."""
    locked = session.info.setdefault("locked_cases", {})
    locked |= {(head.county, head.case_name): head for head in heads}


def _locked_case(session: Session, county: str, case: str) -> AuditCase:
    locked: dict[tuple[str, str], AuditCase] = session.info.setdefault("locked_cases", {})
    if (county, case) not in locked:
        head = session.get(AuditCase, (county, case), with_for_update=True)
        if head is None:
            head = open_case(session, county, case)
            session.flush()
        locked[county, case] = head
    return locked[county, case]
