"""Nominating, withdrawing, and gathering candidates for the rules."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, select, tuple_
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.campaign.terms import FOLLOWING_POSTS, Post
from electflow.clock import day_of
from electflow.db import rows_of
from electflow.errors import InputRefused, NotFound, Stale
from electflow.issues import Fact, Issue
from electflow.nomination.model import Candidate, Nominator
from electflow.nomination.terms import CandidateFacts, Exit, Source, Standing
from electflow.people import service as people
from electflow.people.model import Person
from electflow.people.rules import faults_of_age, faults_of_person, normal_number
from electflow.profile.model import Leaf

_ALL = (
    select(
        Candidate.election_id,
        Candidate.number,
        Candidate.person_id,
        Candidate.post,
        Candidate.source,
        Candidate.standing,
        Candidate.votes,
        Candidate.nominators,
        Candidate.evidence,
        Candidate.nominated_at,
        Candidate.received_on,
        Candidate.primary_votes,
        select(func.count())
        .where(Nominator.county == Candidate.county)
        .where(Nominator.election_id == Candidate.election_id)
        .where(Nominator.candidate == Candidate.number)
        .correlate(Candidate)
        .scalar_subquery()
        .label("signed"),
        Person.sex,
    )
    .join(Person, (Person.county == Candidate.county) & (Person.id == Candidate.person_id))
    .where(Candidate.county == bindparam("county"))
    .where(Candidate.election_id.in_(bindparam("elections", expanding=True)))
    .order_by(Candidate.election_id, Candidate.number)
)
_BY_ELECTION = "result.by_election"
_FOLLOWS = Candidate.post.in_([post.value for post in FOLLOWING_POSTS])
_CANDIDATES, _FOLLOWERS = _ALL.where(~_FOLLOWS), _ALL.where(_FOLLOWS)


def nominate(
    act: Act,
    election_id: int,
    place: str,
    *,
    name: str,
    number: str,
    sex: str,
    post: Post,
    source: Source,
    election_on: date,
    voter_age: Leaf[int] | None,
    votes: int = 0,
    nominators: int = 0,
    evidence: str = "",
    received_on: date | None = None,
    in_office: Collection[int] = (),
) -> Candidate:
    """Put a person on the list for a post, who is of age on the election day where that is asked.

    ``received_on`` is the day on which the form came; without it the day of entry stands. Who is
    ``in_office`` stays there and stands in no by-election beside his own seat.
    Raises InputRefused with every fault at once; then nothing has changed.
    """
    issues = faults_of_person(name, number, sex, act.on)
    if received_on and received_on > act.on:
        ahead: dict[str, Fact] = {"date": received_on, "today": act.on}
        issues.append(Issue(code="document.date_ahead", source_key="", facts=ahead))
    if not issues and people.name_differs(act, number, name):
        issues.append(Issue(code="roll.name_differs", source_key=""))
    if voter_age is not None:
        issues += faults_of_age(number, election_on, voter_age)
    if post is Post.WOMEN_MEMBER and sex == "M":
        issues.append(Issue(code="nomination.womens_post", source_key="result.women_mode"))
    if issues:
        raise InputRefused(issues)
    person = people.enrol(act, name=name, number=number, sex=sex)
    county = act.actor.county
    mine = (Candidate.county == county) & (Candidate.election_id == election_id)
    twice = act.session.scalar(
        select(Candidate).where(
            mine, Candidate.person_id == person.id, Candidate.post == post.value
        )
    )
    if person.id in in_office:
        key = "" if post is Post.COMMITTEE_MEMBER else _BY_ELECTION
        raise InputRefused([Issue(code="by_election.sits_already", source_key=key)])
    if code := _why_not_again(twice, source):
        raise InputRefused([Issue(code=code, source_key="")])
    last = act.session.scalar(select(func.max(Candidate.number)).where(mine))
    candidate = twice or Candidate(
        county=county,
        election_id=election_id,
        number=(last or 0) + 1,
        person_id=person.id,
        post=post.value,
    )
    candidate.source, candidate.standing = source.value, Standing.NOMINATED.value
    candidate.nominated_at, candidate.evidence = act.at, evidence.strip()
    candidate.votes, candidate.nominators = votes, nominators
    candidate.received_on = received_on
    if twice is not None:
        # who signed for him before did so for another nomination
        act.session.execute(
            delete(Nominator).where(
                Nominator.county == county,
                Nominator.election_id == election_id,
                Nominator.candidate == candidate.number,
            )
        )
    candidate.primary_votes, candidate.taken_off_for = None, ""
    act.session.add(candidate)
    act.session.flush()
    audit.record(
        act,
        "candidate:nominate",
        f"election:{election_id}",
        data={
            "election": str(election_id),
            "number": candidate.number,
            "post": post.value,
            "source": source.value,
            "votes": votes,
            "nominators": nominators,
            "received_on": received_on.isoformat() if received_on else "",
        },
        words={"name": name.strip(), "evidence": evidence.strip()},
        place=place,
    )
    return candidate


def _why_not_again(listed: Candidate | None, source: Source) -> str:
    """Return why a person who was listed for the post before cannot be entered again, or nothing.

    A void win is never taken back by another entry; a reserve whom voters write in is one.
    """
    if listed is None or listed.standing == Standing.WITHDRAWN:
        return ""
    if listed.standing == Standing.WIN_VOID:
        return "nomination.win_is_void"
    was_written_in = listed.source == Source.WRITE_IN
    if source is Source.WRITE_IN:
        is_free = listed.standing == Standing.RESERVE and not was_written_in
    else:
        is_free = was_written_in
    return "" if is_free else "nomination.already_listed"


def withdraw(
    act: Act,
    election_id: int,
    place: str,
    number: int,
    reason: str,
    *,
    left_for: Exit | None = None,
    asked_on: date | None = None,
    document: str = "",
    win_void: bool = False,
    late_for: Sequence[str] = (),
) -> None:
    """Take a candidate off the list, or record that his win is void; the reason is kept.

    ``late_for`` names the rules whose last day had passed and that do not bind here.

    Raises NotFound, Stale when he stands no more, or InputRefused without a reason.
    """
    candidate = act.session.get(Candidate, (act.actor.county, election_id, number))
    if candidate is None:
        raise NotFound(f"candidate {number} of election {election_id}")
    if candidate.standing not in (Standing.NOMINATED, Standing.RESERVE):
        raise Stale(f"candidate {number} of election {election_id} stands no more")
    issues = []
    if not reason.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    if left_for is Exit.NOMINATION_WITHDRAWN and candidate.source != Source.PARTY:
        issues.append(Issue(code="nomination.not_the_partys", source_key=""))
    if issues:
        raise InputRefused(issues)
    standing = Standing.WIN_VOID if win_void else Standing.WITHDRAWN
    candidate.standing = standing.value
    candidate.taken_off_for = left_for.value if left_for else ""
    data: dict[str, object] = {"election": str(election_id), "number": number}
    if left_for:
        data["left_for"] = left_for.value
    if asked_on:
        data["asked_on"] = asked_on.isoformat()
    if late_for:
        data["late_for"] = list(late_for)
    audit.record(
        act,
        "candidate:withdraw",
        f"election:{election_id}",
        data=data,
        words={"reason": reason, "document": document.strip()},
        place=place,
    )


def reinstate(act: Act, election: Election, number: int, *, onto_list: bool) -> None:
    """Take back that a candidate was barred; he is on the list again, or among the reserves.

    Raises NotFound, or Stale when he was not taken off as barred.
    """
    candidate = get_candidate(act.session, election, number)
    if candidate.taken_off_for != Exit.BARRED.value:
        raise Stale(f"candidate {number} of election {election.id} was not barred")
    candidate.standing = (Standing.NOMINATED if onto_list else Standing.RESERVE).value
    candidate.taken_off_for = ""
    audit.record(
        act,
        "candidate:reinstate",
        f"election:{election.id}",
        data={"election": str(election.id), "number": number, "onto_list": onto_list},
        place=election.village,
    )


def get_candidate(session: Session, election: Election, number: int) -> Candidate:
    """Return a candidate of an election by his number; raises NotFound."""
    candidate = session.get(Candidate, (election.county, election.id, number))
    if candidate is None:
        raise NotFound(f"candidate {number} of election {election.id}")
    return candidate


def candidate_rows(
    session: Session, election: Election, numbers: Collection[int]
) -> list[Candidate]:
    """Return some candidates of an election, in one query; raises NotFound for one who is not there."""
    rows = session.scalars(
        select(Candidate)
        .where(Candidate.county == election.county, Candidate.election_id == election.id)
        .where(Candidate.number.in_(numbers))
        .order_by(Candidate.number)
    ).all()
    if missing := set(numbers) - {row.number for row in rows}:
        raise NotFound(f"candidates {sorted(missing)} of election {election.id}")
    return list(rows)


def candidates_by_key(
    session: Session, county: str, keys: Collection[tuple[int, int]]
) -> dict[tuple[int, int], tuple[int, str]]:
    """Return the person and the village of each candidate, by election and number, in one query."""
    rows = session.execute(
        select(Candidate.election_id, Candidate.number, Candidate.person_id, Election.village)
        .join(
            Election,
            (Election.county == Candidate.county) & (Election.id == Candidate.election_id),
        )
        .where(Candidate.county == county)
        .where(tuple_(Candidate.election_id, Candidate.number).in_(sorted(keys)))
    )
    return {(e, number): (person_id, village) for e, number, person_id, village in rows}


def standing_rows(session: Session, county: str, elections: Collection[int]) -> Sequence[Candidate]:
    """Return everybody who stands in some elections or is proposed after them, in one query."""
    return session.scalars(
        select(Candidate)
        .where(Candidate.county == county, Candidate.election_id.in_(elections))
        .where(Candidate.standing == Standing.NOMINATED.value)
        .order_by(Candidate.election_id, Candidate.number)
    ).all()


def correct_person(
    act: Act,
    election: Election,
    number: int,
    *,
    name: str,
    id_number: str,
    sex: str,
    reason: str,
    also: Sequence[tuple[Election, int]] = (),
    is_listed: bool = False,
) -> Candidate:
    """Correct the name, ID number or sex under which a candidate was entered; the reason is kept.

    ``also`` is where else he stands: the correction is written into each of these elections' trails.
    Who ``is_listed`` is known to the villagers: another name with another number is another person.
    Raises NotFound, or InputRefused with every fault; then nothing has changed.
    """
    candidate = get_candidate(act.session, election, number)
    before = people.identified(act.session, election.county, [candidate.person_id])
    known = before[candidate.person_id]
    issues = faults_of_person(name, id_number, sex, act.on)
    if not reason.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    told = {
        "name": (known.name, name.strip()),
        "number": (known.number, normal_number(id_number)),
        "sex": (known.sex, sex),
    }
    fields = sorted(field for field, (was, now) in told.items() if was != now)
    if not fields:
        issues.append(Issue(code="nomination.nothing_corrected", source_key=""))
    if is_listed and {"name", "number"} <= set(fields):
        issues.append(Issue(code="nomination.another_person", source_key=""))
    if candidate.post == Post.WOMEN_MEMBER.value and sex == "M":
        issues.append(Issue(code="nomination.womens_post", source_key="result.women_mode"))
    if issues:
        raise InputRefused(issues)
    people.correct(act, candidate.person_id, name=name, number=id_number, sex=sex)
    for where, at in ((election, number), *also):
        audit.record(
            act,
            "candidate:correct",
            f"election:{where.id}",
            data={"election": str(where.id), "number": at, "fields": fields},
            words={"reason": reason},
            place=where.village,
        )
    return candidate


def candidacies_of(
    session: Session, county: str, campaign_id: int, person_id: int
) -> list[tuple[Election, Candidate]]:
    """Return where in a campaign a person stands, in both tracks, in one query."""
    rows = session.execute(
        select(Election, Candidate)
        .join(
            Candidate,
            (Candidate.county == Election.county) & (Candidate.election_id == Election.id),
        )
        .where(Election.county == county, Election.campaign_id == campaign_id)
        .where(Candidate.person_id == person_id)
        .where(Candidate.standing == Standing.NOMINATED.value)
        .order_by(Election.id, Candidate.number)
    )
    return [(election, candidate) for election, candidate in rows]


def candidates_of(
    session: Session, county: str, elections: Collection[int]
) -> dict[int, tuple[CandidateFacts, ...]]:
    """Return who stands in many elections, in one query."""
    return _gathered(session, _CANDIDATES, county, elections)


def void_wins_of(session: Session, county: str, elections: Collection[int]) -> set[tuple[int, int]]:
    """Return by election and person whose win was voided in some elections, in one query."""
    rows = session.execute(
        select(Candidate.election_id, Candidate.person_id)
        .where(Candidate.county == county, Candidate.election_id.in_(elections))
        .where(Candidate.standing == Standing.WIN_VOID.value)
    )
    return {(row.election_id, row.person_id) for row in rows}


def followers_of(
    session: Session, county: str, elections: Collection[int]
) -> dict[int, tuple[CandidateFacts, ...]]:
    """Return who is proposed for the supervisory committees after many elections, in one query."""
    return _gathered(session, _FOLLOWERS, county, elections)


def _gathered(
    session: Session, query: Select[*tuple[Any, ...]], county: str, elections: Collection[int]
) -> dict[int, tuple[CandidateFacts, ...]]:
    found: dict[int, list[CandidateFacts]] = defaultdict(list)
    rows = rows_of(session, query, {"county": county, "elections": list(elections)})
    for row in rows:
        found[row.election_id].append(
            CandidateFacts(
                row.number,
                row.person_id,
                Post(row.post),
                Source(row.source),
                Standing(row.standing),
                row.sex,
                row.votes,
                row.nominators,
                bool(row.evidence),
                row.received_on or day_of(row.nominated_at),
                row.primary_votes,
                row.signed,
            )
        )
    return {election_id: tuple(found.get(election_id, ())) for election_id in elections}
