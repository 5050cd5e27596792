"""Joint nominations (联名提名): who signed, checked one by one against the list of voters."""

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.errors import InputRefused
from electflow.issues import Fact, Issue
from electflow.nomination.model import Candidate, Nominator
from electflow.nomination.service import get_candidate
from electflow.nomination.terms import Source
from electflow.roll.model import Voter
from electflow.roll.queries import VoterLine, voters_by_words, voters_of


def sign(act: Act, election: Election, number: int, words: Sequence[str]) -> int:
    """Keep who signed a joint nomination, by name, or by "name group" among namesakes; return how many.

    The whole list is given each time. Nobody signs twice, for himself, or for more persons than a post
    has seats (Zhejiang 17, Beijing 16, Henan 24). Raises NotFound, or InputRefused with every fault.
    """
    candidate = get_candidate(act.session, election, number)
    found, issues = voters_by_words(act.session, election, words)
    if candidate.source != Source.JOINT.value:
        issues.append(Issue(code="nomination.not_joint", source_key=""))
    twice = [line.name for line, n in Counter(found).items() if n > 1]
    if twice:
        told: dict[str, Fact] = {"names": "、".join(twice)}
        issues.append(Issue(code="nomination.signed_twice", source_key="", facts=told))
    if candidate.person_id in _persons(act.session, election, found):
        issues.append(Issue(code="nomination.signed_for_himself", source_key=""))
    issues += _too_many(act.session, election, candidate, found)
    if issues:
        raise InputRefused(issues)
    mine = (
        (Nominator.county == election.county)
        & (Nominator.election_id == election.id)
        & (Nominator.candidate == number)
    )
    act.session.execute(delete(Nominator).where(mine))
    act.session.add_all(
        Nominator(county=election.county, election_id=election.id, candidate=number, voter=line.id)
        for line in found
    )
    candidate.nominators = len(found)
    audit.record(
        act,
        "candidate:sign",
        f"election:{election.id}",
        data={"number": number, "voters": sorted(str(line.id) for line in found)},
        place=election.village,
    )
    return len(found)


def _persons(session: Session, election: Election, lines: Collection[VoterLine]) -> set[int]:
    rows = session.scalars(
        select(Voter.person_id).where(
            Voter.county == election.county, Voter.id.in_([line.id for line in lines])
        )
    )
    return set(rows)


def _too_many(
    session: Session, election: Election, candidate: Candidate, lines: Sequence[VoterLine]
) -> list[Issue]:
    """Return whose names stand under more nominations for a post than it has seats."""
    rows = session.execute(
        select(Nominator.voter, func.count())
        .join(
            Candidate,
            (Candidate.county == Nominator.county)
            & (Candidate.election_id == Nominator.election_id)
            & (Candidate.number == Nominator.candidate),
        )
        .where(Nominator.county == election.county, Nominator.election_id == election.id)
        .where(Candidate.post == candidate.post, Candidate.number != candidate.number)
        .group_by(Nominator.voter)
    )
    seats = election.seats.get(candidate.post, 0)
    signed = {voter: n for voter, n in rows}
    over = [line.name for line in lines if signed.get(line.id, 0) >= seats]
    if not over:
        return []
    told: dict[str, Fact] = {"names": "、".join(over), "seats": seats}
    key = "nomination.names_at_most_seats"
    return [Issue(code="nomination.signed_too_often", source_key=key, facts=told)]


def signers_of(session: Session, election: Election, number: int) -> list[VoterLine]:
    """Return who signed a joint nomination, as they stand on the list."""
    ids = set(
        session.scalars(
            select(Nominator.voter)
            .where(Nominator.county == election.county, Nominator.election_id == election.id)
            .where(Nominator.candidate == number)
        )
    )
    return voters_of(session, election, ids)
