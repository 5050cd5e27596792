"""Registering proxies: who votes for whom, in writing (委托投票)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.db import keyring_of
from electflow.errors import InputRefused, NotFound, Stale
from electflow.issues import Issue
from electflow.nomination.terms import CandidateFacts
from electflow.profile.model import Profile
from electflow.roll.model import Voter
from electflow.voting.box_users import box_by_user
from electflow.voting.boxes import polls_of_slips
from electflow.voting.model import (
    ProxySlip,
)
from electflow.voting.proxy import Applied, ProxyRelation, faults_of_proxy


def register_proxy(
    act: Act,
    election: Election,
    candidates: Sequence[CandidateFacts],
    profile: Profile,
    *,
    principal: int,
    proxy: int,
    relation: ProxyRelation,
    reason: str,
    applied_on: date,
    is_written: bool,
    poll_on: date,
) -> ProxySlip:
    """Register who votes for whom; raises NotFound, or InputRefused with every reason at once."""
    voters = {
        row.id: row.person_id
        for row in act.session.execute(
            select(Voter.id, Voter.person_id)
            .where(Voter.county == election.county, Voter.election_id == election.id)
            .where(Voter.id.in_([principal, proxy]), Voter.is_struck.is_(False))
        )
    }
    if {principal, proxy} - voters.keys():
        raise NotFound(f"voter {principal} or {proxy} of election {election.id}")
    mine = (ProxySlip.county == election.county) & (ProxySlip.election_id == election.id)
    slips = list(act.session.scalars(select(ProxySlip).where(mine)))
    holding = polls_of_slips(act.session, election)
    open_ones = [slip for slip in slips if slip.poll in holding and not slip.is_withdrawn]
    issues = faults_of_proxy(
        Applied(
            principal=principal,
            proxy=proxy,
            relation=relation,
            applied_on=applied_on,
            is_written=is_written,
            held_by_proxy=sum(slip.proxy == proxy for slip in open_ones),
            has_principal_a_slip=any(slip.principal == principal for slip in open_ones),
            is_principal_a_proxy=any(slip.proxy == principal for slip in open_ones),
            has_proxy_a_slip=any(slip.principal == proxy for slip in open_ones),
            is_proxy_candidate=voters[proxy] in {c.person_id for c in candidates if c.stands},
        ),
        poll_on,
        profile,
        act.on,
    )
    if not reason.strip():
        issues.append(Issue(code="proxy.reason_missing", source_key=""))
    if box := box_by_user(act.session, election).get(principal):
        issues.append(Issue(code="proxy.votes_at_a_box", source_key="", facts={"number": box}))
    if issues:
        raise InputRefused(issues)
    slip = ProxySlip(
        county=election.county,
        election_id=election.id,
        number=max((slip.number for slip in slips), default=0) + 1,
        poll=holding[0],
        principal=principal,
        proxy=proxy,
        relation=relation.value,
        sealed_reason=keyring_of(act.session).seal(reason.strip()),
        applied_on=applied_on,
        is_withdrawn=False,
    )
    act.session.add(slip)
    audit.record(
        act,
        "proxy:register",
        f"election:{election.id}",
        data={
            "number": slip.number,
            "principal": str(principal),
            "proxy": str(proxy),
            "relation": relation.value,
            "applied_on": applied_on.isoformat(),
        },
        words={"reason": reason},
        place=election.village,
    )
    return slip


def withdraw_proxy(act: Act, election: Election, number: int) -> None:
    """Record that a principal votes himself after all; raises NotFound, Stale or InputRefused."""
    slip = act.session.get(ProxySlip, (election.county, election.id, number))
    if slip is None:
        raise NotFound(f"proxy {number} of election {election.id}")
    if slip.is_withdrawn:
        raise Stale(f"proxy {number} of election {election.id} is withdrawn")
    if slip.poll not in polls_of_slips(act.session, election):
        raise InputRefused([Issue(code="proxy.of_earlier_poll", source_key="")])
    slip.is_withdrawn = True
    audit.record(
        act,
        "proxy:withdraw",
        f"election:{election.id}",
        data={"number": number},
        place=election.village,
    )
