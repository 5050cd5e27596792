"""The checklist of a campaign: proposed by one person, adopted by another, kept in editions."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from electflow.access import proposals
from electflow.access.model import Proposal
from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Campaign
from electflow.errors import InputRefused, NotFound, ProfileError
from electflow.ids import new_id
from electflow.issues import Issue
from electflow.joint_review.checklist import (
    Checklist,
    load_checklist,
    resolve,
    shipped_checklists,
)
from electflow.joint_review.model import ChecklistRow
from electflow.joint_review.terms import Round


@dataclass(frozen=True)
class Adopted:
    """The checklist in force with the row that adopted it."""

    row: ChecklistRow
    checklist: Checklist


def propose_checklist(
    act: Act, campaign: Campaign, levels: Sequence[Mapping[str, Any]]
) -> Proposal:
    """Propose a checklist for the campaign; raises InputRefused naming every fault of the list."""
    resolved = _resolved(levels)
    proposal = proposals.propose(
        act, "checklist", f"campaign:{campaign.id}", {"levels": list(levels)}
    )
    audit.record(
        act,
        "checklist:propose",
        f"campaign:{campaign.id}",
        data={"proposal": str(proposal.id), "items": _on(resolved)},
        words={"document": resolved.document},
    )
    return proposal


def adopt_checklist(act: Act, campaign: Campaign, proposal_id: int) -> ChecklistRow:
    """Put a proposed checklist into force, as a second person; batches keep the one they were sent by.

    Raises NotFound, Stale, Forbidden or InputRefused.
    """
    proposal = proposals.decide(act, proposal_id, "checklist", approve=True)
    if proposal.subject != f"campaign:{campaign.id}":
        raise NotFound(f"proposal {proposal_id}")
    audit.lock_case(act.session, campaign.county, f"campaign:{campaign.id}")
    levels = proposal.payload["levels"]
    resolved = _resolved(levels)
    last = act.session.scalar(
        select(func.max(ChecklistRow.edition)).where(
            ChecklistRow.county == campaign.county, ChecklistRow.campaign_id == campaign.id
        )
    )
    row = ChecklistRow(
        county=campaign.county,
        id=new_id(act.at),
        campaign_id=campaign.id,
        edition=(last or 0) + 1,
        document=resolved.document,
        levels=levels,
        digest=hashlib.sha256(msgspec.json.encode(levels, order="deterministic")).hexdigest(),
        adopted_by=act.actor.official_id,
        adopted_at=act.at,
    )
    act.session.add(row)
    audit.record(
        act,
        "checklist:adopt",
        f"campaign:{campaign.id}",
        data={
            "proposal": str(proposal_id),
            "edition": row.edition,
            "digest": row.digest,
            "items": _on(resolved),
        },
        words={"document": resolved.document},
    )
    return row


def reject_checklist(act: Act, campaign: Campaign, proposal_id: int, reason: str) -> None:
    """Turn a proposed checklist down, with the reason."""
    if not reason.strip():
        raise InputRefused([Issue(code="document.reason_missing", source_key="")])
    proposals.decide(act, proposal_id, "checklist", approve=False)
    audit.record(
        act,
        "checklist:reject",
        f"campaign:{campaign.id}",
        data={"proposal": str(proposal_id)},
        words={"reason": reason},
    )


def list_waiting(session: Session, campaign: Campaign) -> list[Proposal]:
    """Return the checklists of a campaign that wait for a second person."""
    return [
        proposal
        for proposal in proposals.list_open_proposals(session, campaign.county, "checklist")
        if proposal.subject == f"campaign:{campaign.id}"
    ]


def find_checklist(session: Session, county: str, campaign_id: int) -> Adopted | None:
    """Return the checklist that is in force, or None before one was adopted."""
    row = session.scalar(
        select(ChecklistRow)
        .where(ChecklistRow.county == county, ChecklistRow.campaign_id == campaign_id)
        .order_by(ChecklistRow.edition.desc())
        .limit(1)
    )
    return Adopted(row, resolve(row.levels)) if row else None


def checklists_of(session: Session, county: str, ids: Collection[int]) -> dict[int, Checklist]:
    """Return checklists by the id of the row that adopted them, in one query."""
    rows = session.scalars(
        select(ChecklistRow).where(ChecklistRow.county == county, ChecklistRow.id.in_(ids))
    )
    return {row.id: resolve(row.levels) for row in rows}


def units_known(session: Session, county: str) -> dict[str, str]:
    """Return the names of all units that an account can speak for, by code, in one query.

    They are those of the lists that travel with the product and of every list that the county adopted.
    """
    rows = session.scalars(
        select(ChecklistRow).where(ChecklistRow.county == county).order_by(ChecklistRow.id)
    )
    lists = [*map(load_checklist, shipped_checklists()), *(resolve(row.levels) for row in rows)]
    by_place = (Round.VILLAGE, Round.TOWNSHIP)
    return {
        unit.code: unit.name
        for found in lists
        for unit in found.units.values()
        if unit.round not in by_place
    }


def own_items_known(session: Session, county: str) -> dict[str, str]:
    """Return the codes of the items that a county added itself, by title, in one query."""
    rows = session.scalars(
        select(ChecklistRow).where(ChecklistRow.county == county).order_by(ChecklistRow.id)
    )
    return {
        item["title"]: item["code"]
        for row in rows
        for item in row.levels[-1].get("item", ())
        if row.levels[-1].get("parent")
    }


def _resolved(levels: Sequence[Mapping[str, Any]]) -> Checklist:
    try:
        return resolve([dict(level) for level in levels])
    except ProfileError as error:
        issue = Issue(code="vetting.list_faulty", source_key="", facts={"faults": str(error)})
        raise InputRefused([issue]) from error


def _on(checklist: Checklist) -> list[str]:
    return sorted(code for code, item in checklist.items.items() if item.is_on)
