"""Making the formal list: the votes of a primary, who is on it, who follows when somebody leaves."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.errors import InputRefused, NotFound, Stale
from electflow.issues import Fact, Issue
from electflow.nomination.model import Candidate
from electflow.nomination.shortlist import carried_down, next_by_votes, passed_over
from electflow.nomination.terms import CandidateFacts, Standing
from electflow.profile.model import Profile


def record_primary(
    act: Act,
    election_id: int,
    place: str,
    candidates: Sequence[CandidateFacts],
    votes: Mapping[int, int],
) -> None:
    """Keep the votes of a primary (预选); from then on they rank the candidates.

    Raises InputRefused when somebody who may stand has none entered; then nothing has changed.
    """
    able = [c.number for c in candidates if c.may_stand]
    without = sum(number not in votes for number in able)
    if without or not able:
        facts: dict[str, Fact] = {"persons": without}
        raise InputRefused([Issue(code="nomination.primary_missing", source_key="", facts=facts)])
    rows = _rows(act, election_id)
    for number in able:
        rows[number].primary_votes = votes[number]
    told = [[number, votes[number]] for number in able]
    audit.record(
        act, "candidate:primary", f"election:{election_id}", data={"votes": told}, place=place
    )


def list_formal(
    act: Act,
    election_id: int,
    place: str,
    candidates: Sequence[CandidateFacts],
    chosen: Collection[int],
    profile: Profile,
    reason: str = "",
    *,
    is_examined: bool = False,
) -> None:
    """Settle who is on the formal list; all others who were named are its reserves.

    Who passes over somebody with as many votes says why; once candidates are examined the votes
    alone decide, since nobody is dropped for a finding this way (law-notes A2). Raises
    InputRefused, or Stale when somebody chosen stands no more.
    """
    able = {c.number for c in candidates if c.may_stand}
    if unknown := set(chosen) - able:
        raise Stale(f"candidates {sorted(unknown)} of election {election_id} stand no more")
    over = passed_over(carried_down(candidates, chosen, profile), chosen)
    issues = []
    if not chosen:
        issues.append(Issue(code="nomination.nobody_chosen", source_key=""))
    if over and is_examined:
        facts: dict[str, Fact] = {"persons": len(over)}
        key = profile.vetting.unsuitable_ways.key
        issues.append(Issue(code="nomination.only_by_votes", source_key=key, facts=facts))
    elif over and not reason.strip():
        issues.append(_unexplained(len(over), profile))
    if issues:
        raise InputRefused(issues)
    rows = _rows(act, election_id)
    for number in able:
        standing = Standing.NOMINATED if number in chosen else Standing.RESERVE
        rows[number].standing = standing.value
    audit.record(
        act,
        "candidate:list_formal",
        f"election:{election_id}",
        data={
            "formal": sorted(chosen),
            "reserves": sorted(able - set(chosen)),
            "passed_over": list(over),
        },
        words={"reason": reason},
        place=place,
    )


def substitute(
    act: Act,
    election_id: int,
    place: str,
    candidates: Sequence[CandidateFacts],
    number: int,
    profile: Profile,
    reason: str = "",
) -> None:
    """Let a reserve follow onto the list (递补): the one with most votes, or another with the reason.

    Raises NotFound, Stale when he is on it already, or InputRefused.
    """
    candidate = next((c for c in candidates if c.number == number), None)
    if candidate is None:
        raise NotFound(f"candidate {number} of election {election_id}")
    if not candidate.is_reserve:
        raise Stale(f"candidate {number} of election {election_id} is no reserve")
    if any(c.stands and c.person_id == candidate.person_id for c in candidates):
        key = profile.nomination.one_post.key
        told: dict[str, Fact] = {"persons": 1}
        raise InputRefused([Issue(code="nomination.one_post_each", source_key=key, facts=told)])
    standing = {c.number for c in candidates if c.stands}
    first = next_by_votes(carried_down(candidates, standing, profile))[candidate.post]
    over = [] if number in first else list(first)
    if (over or len(first) > 1) and not reason.strip():
        raise InputRefused([_unexplained(len(over) or len(first) - 1, profile)])
    _rows(act, election_id)[number].standing = Standing.NOMINATED.value
    audit.record(
        act,
        "candidate:substitute",
        f"election:{election_id}",
        data={"number": number, "post": candidate.post.value, "passed_over": over},
        words={"reason": reason},
        place=place,
    )


def set_aside_primary(session: Session, county: str, election_id: int) -> None:
    """Forget the votes of a primary when candidates are named anew; they stay in the book."""
    session.execute(
        update(Candidate)
        .where(Candidate.county == county, Candidate.election_id == election_id)
        .values(primary_votes=None)
    )


def _unexplained(persons: int, profile: Profile) -> Issue:
    key = profile.nomination.substitute_by_votes.key
    return Issue(code="nomination.passed_over", source_key=key, facts={"persons": persons})


def _rows(act: Act, election_id: int) -> dict[int, Candidate]:
    rows = act.session.scalars(
        select(Candidate).where(
            Candidate.county == act.actor.county, Candidate.election_id == election_id
        )
    )
    return {row.number: row for row in rows}
