"""Recording conclusions and gathering them for the rules."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import bindparam, func, select, tuple_, update
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.campaign.terms import FOLLOWING_POSTS
from electflow.db import rows_of
from electflow.documents import service as documents
from electflow.documents.terms import Kind
from electflow.errors import InputRefused, NotFound
from electflow.issues import Issue
from electflow.joint_review.objecting import NO_WINDOW, ObjectionWindow
from electflow.joint_review.terms import Conclusion
from electflow.nomination.model import Candidate
from electflow.profile.model import Profile
from electflow.stages import Track
from electflow.vetting.model import Verdict

_IN_FORCE = (
    select(Verdict.election_id, Verdict.candidate, Verdict.conclusion)
    .where(Verdict.county == bindparam("county"), Verdict.is_latest.is_(True))
    .where(Verdict.election_id.in_(bindparam("elections", expanding=True)))
)


def conclude(
    act: Act,
    election_id: int,
    place: str,
    candidate: int,
    *,
    conclusion: Conclusion,
    number: str,
    dated_on: date,
    reason: str = "",
) -> Verdict:
    """Record a conclusion on a candidate, with the number and date of the paper it stands on.

    Raises NotFound, or InputRefused with every fault at once; then nothing has changed.
    """
    county = act.actor.county
    if act.session.get(Candidate, (county, election_id, candidate)) is None:
        raise NotFound(f"candidate {candidate} of election {election_id}")
    issues = []
    if not number.strip():
        issues.append(Issue(code="vetting.number_missing", source_key=""))
    if dated_on > act.on:
        facts = {"date": dated_on, "today": act.on}
        issues.append(Issue(code="document.date_ahead", source_key="", facts=facts))
    mine = (
        (Verdict.county == county)
        & (Verdict.election_id == election_id)
        & (Verdict.candidate == candidate)
    )
    last = act.session.scalar(select(Verdict).where(mine, Verdict.is_latest.is_(True)))
    if last and not reason.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    if issues:
        raise InputRefused(issues)
    if last:
        last.is_latest = False
    top = act.session.scalar(select(func.max(Verdict.edition)).where(mine))
    verdict = Verdict(
        county=county,
        election_id=election_id,
        candidate=candidate,
        edition=(top or 0) + 1,
        is_latest=True,
        conclusion=conclusion.value,
        number=number.strip(),
        dated_on=dated_on,
        recorded_by=act.actor.official_id,
        recorded_at=act.at,
    )
    act.session.add(verdict)
    audit.record(
        act,
        "verdict:record",
        f"election:{election_id}",
        data={
            "election": str(election_id),
            "candidate": candidate,
            "conclusion": conclusion.value,
            "edition": verdict.edition,
        },
        words={"number": number.strip(), "reason": reason},
        place=place,
    )
    return verdict


def conclude_together(
    act: Act, opinions: Sequence[tuple[int, str, int, str]], conclusion: Conclusion, dated_on: date
) -> None:
    """Record one conclusion on many candidates: election, village, number, and the opinion's number.

    What was concluded before stays in the file as an earlier edition.
    """
    county = act.actor.county
    keys = [(election_id, candidate) for election_id, _, candidate, _ in opinions]
    mine = tuple_(Verdict.election_id, Verdict.candidate).in_(keys)
    editions = {
        (election_id, candidate): edition
        for election_id, candidate, edition in act.session.execute(
            select(Verdict.election_id, Verdict.candidate, func.max(Verdict.edition))
            .where(Verdict.county == county, mine)
            .group_by(Verdict.election_id, Verdict.candidate)
        )
    }
    act.session.execute(
        update(Verdict).where(Verdict.county == county, mine).values(is_latest=False)
    )
    for election_id, place, candidate, number in opinions:
        edition = editions.get((election_id, candidate), 0) + 1
        act.session.add(
            Verdict(
                county=county,
                election_id=election_id,
                candidate=candidate,
                edition=edition,
                is_latest=True,
                conclusion=conclusion.value,
                number=number,
                dated_on=dated_on,
                recorded_by=act.actor.official_id,
                recorded_at=act.at,
            )
        )
        audit.record(
            act,
            "verdict:record",
            f"election:{election_id}",
            data={
                "election": str(election_id),
                "candidate": candidate,
                "conclusion": conclusion.value,
                "edition": edition,
            },
            words={"number": number},
            place=place,
        )


def set_aside_of(session: Session, county: str, election_id: int, candidate: int) -> None:
    """Take the conclusion on one candidate out of force; it stays in the file."""
    session.execute(
        update(Verdict)
        .where(Verdict.county == county, Verdict.election_id == election_id)
        .where(Verdict.candidate == candidate)
        .values(is_latest=False)
    )


def set_aside(session: Session, county: str, election_id: int) -> None:
    """Take the conclusions out of force when candidates are examined anew; they stay in the file."""
    session.execute(
        update(Verdict)
        .where(Verdict.county == county, Verdict.election_id == election_id)
        .values(is_latest=False)
    )


def verdicts_of(
    session: Session, county: str, elections: Collection[int]
) -> dict[int, Mapping[int, Conclusion]]:
    """Return the conclusions in force on many elections' candidates, in one query or none."""
    if not elections:
        return {}
    found: dict[int, dict[int, Conclusion]] = defaultdict(dict)
    for row in rows_of(session, _IN_FORCE, {"county": county, "elections": list(elections)}):
        found[row.election_id][row.candidate] = Conclusion(row.conclusion)
    return {election_id: found.get(election_id, {}) for election_id in elections}


def window_of(session: Session, election: Election, profile: Profile, post: str) -> ObjectionWindow:
    """Return the window for objections to who stands for a post: to the formal list alone.

    The Party's publicity has its own days, and who is proposed for what follows is on no list.
    """
    if election.track != Track.COMMITTEE.value or post in FOLLOWING_POSTS:
        return NO_WINDOW
    kind = Kind.CANDIDATES_NOTICE
    paper = documents.papers_of(session, election.county, [election.id])[election.id].find(kind)
    return ObjectionWindow(
        profile.vetting.objection_days.value,
        paper.posted_on if paper else None,
        documents.postings_of(session, election.county, election.id, kind),
    )
