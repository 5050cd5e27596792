"""Recording conclusions and gathering them for the rules."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.db import rows_of
from electflow.errors import InputRefused, NotFound
from electflow.issues import Issue
from electflow.joint_review.terms import Conclusion
from electflow.nomination.model import Candidate
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
