"""The fold of each election's events against the stage that its row shows."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from electflow.audit.model import AuditEvent
from electflow.audit.verify import Finding
from electflow.campaign.model import Election
from electflow.stages import INITIAL, Trigger

_STEPS = [f"election:{trigger}" for trigger in Trigger]


def verify_stages(session: Session) -> Iterator[Finding]:
    """Yield every election whose stage is not what its events, folded by from and to, lead to."""
    folded: dict[tuple[str, str], str] = {}
    # the auditor's reading of the whole book: every county
    for event in session.scalars(
        select(AuditEvent)
        .where(AuditEvent.action.in_(_STEPS))
        .order_by(AuditEvent.county, AuditEvent.case_name, AuditEvent.seq)
        .execution_options(yield_per=1000)
    ):
        case = (event.county, event.case_name)
        try:
            told = msgspec.json.decode(event.body)["data"]
            _ = told["from"], told["to"]
        except (msgspec.DecodeError, KeyError, TypeError):
            yield Finding(event.county, event.case_name, event.seq, "replay.step_unreadable")
            continue
        if told["from"] != folded.get(case, INITIAL.value):
            yield Finding(event.county, event.case_name, event.seq, "replay.step_missing")
        folded[case] = told["to"]
    for county, election_id, stage in session.execute(
        select(Election.county, Election.id, Election.stage).order_by(Election.county, Election.id)
    ):
        case = (county, f"election:{election_id}")
        if folded.pop(case, INITIAL.value) != stage:
            yield Finding(*case, 0, "replay.stage_differs")
    for county, name in folded:
        yield Finding(county, name, 0, "replay.election_missing")
