"""Acts of two persons: one proposes, another decides (经办与审核分离)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from electflow.access.model import Proposal
from electflow.act import Act
from electflow.db import keyring_of
from electflow.errors import Forbidden, NotFound, Stale
from electflow.ids import new_id


def propose(
    act: Act,
    kind: str,
    subject: str,
    payload: dict[str, object],
    *,
    sealed: str = "",
    place: str = "",
    seen_version: int = 0,
) -> Proposal:
    """Keep an act for a second person to decide; the caller writes the event."""
    proposal = Proposal(
        county=act.actor.county,
        id=new_id(act.at),
        kind=kind,
        subject=subject,
        place=place,
        payload=payload,
        sealed_payload=keyring_of(act.session).seal(sealed) if sealed else None,
        seen_version=seen_version,
        proposed_by=act.actor.official_id,
        proposed_at=act.at,
    )
    act.session.add(proposal)
    act.session.flush()
    return proposal


def decide(act: Act, proposal_id: int, kind: str, *, approve: bool) -> Proposal:
    """Close a proposal as a second person; raises NotFound, Stale, or Forbidden for one's own."""
    proposal = act.session.get(Proposal, (act.actor.county, proposal_id), with_for_update=True)
    if proposal is None or proposal.kind != kind:
        raise NotFound(f"proposal {proposal_id}")
    if proposal.decided_at is not None:
        raise Stale(f"proposal {proposal_id} is decided")
    if proposal.proposed_by == act.actor.official_id:
        raise Forbidden(f"proposal {proposal_id} is the actor's own")
    proposal.decided_by, proposal.decided_at = act.actor.official_id, act.at
    proposal.is_approved = approve
    return proposal


def kind_of(act: Act, proposal_id: int) -> str:
    """Return what a proposal is about; raises NotFound."""
    proposal = act.session.get(Proposal, (act.actor.county, proposal_id))
    if proposal is None:
        raise NotFound(f"proposal {proposal_id}")
    return proposal.kind


def list_open_proposals(session: Session, county: str, *kinds: str) -> list[Proposal]:
    """Return what waits for a second person, oldest first."""
    return list(
        session.scalars(
            select(Proposal)
            .where(Proposal.county == county, Proposal.kind.in_(kinds))
            .where(Proposal.decided_at.is_(None))
            .order_by(Proposal.id)
        )
    )
