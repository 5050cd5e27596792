"""Opening polls, recording counts, and gathering both for the rules."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.terms import Post, Staying
from electflow.db import rows_of
from electflow.documents.terms import Kind, MethodFigures
from electflow.errors import InputRefused, NotFound, Stale
from electflow.issues import Fact, Issue
from electflow.nomination.terms import CandidateFacts, Source, Standing
from electflow.people.terms import KinFacts, Kinship
from electflow.profile.model import Profile
from electflow.stages import Track
from electflow.voting.model import BallotBox, Count, Poll
from electflow.voting.outcome import faults_of_entry
from electflow.voting.party_rules import due_of
from electflow.voting.polls import Tally, decide
from electflow.voting.rules import has_own_ballots, left_for, registered_of, tally
from electflow.voting.terms import (
    Ballots,
    Id,
    Kin,
    Mode,
    Outcome,
    OwnBallots,
    PollFacts,
    PollKind,
    Standee,
    Validity,
    VotingFacts,
)

_POLLS = (
    select(
        Poll.election_id,
        Poll.number,
        Poll.kind,
        Poll.seats,
        Poll.women_seats,
        Poll.is_separate,
        Poll.candidates,
        Poll.base,
        Poll.edition,
        Poll.opened_on,
        Poll.announced,
        Poll.kin,
        Count.voters,
        Count.issued,
        Count.returned,
        Count.void,
        Count.votes,
        Count.own,
        Count.recorded_by,
        Count.recorded_with,
    )
    .outerjoin(
        Count,
        (Count.county == Poll.county)
        & (Count.election_id == Poll.election_id)
        & (Count.poll == Poll.number)
        & (Count.edition == Poll.edition),
    )
    .where(Poll.county == bindparam("county"), Poll.is_in_force.is_(True))
    .where(Poll.election_id.in_(bindparam("elections", expanding=True)))
    .order_by(Poll.election_id, Poll.number)
)


def kind_of_next(
    kind: PollKind, track: Track, polls: Sequence[PollFacts], profile: Profile
) -> PollKind:
    """Return the kind of the poll that a step opens.

    A first poll after others repeats the whole election, but a second poll or a re-vote that was
    void is repeated as what it was: who was elected before stays elected.
    """
    if kind is not PollKind.FIRST or not polls:
        return kind
    last = polls[-1]
    is_partial = last.kind in (PollKind.SECOND, PollKind.TIE)
    decision = decide(track, last, profile)
    was_void = decision is not None and decision.ballot is Validity.VOID
    return last.kind if is_partial and was_void else PollKind.REPEAT


def open_poll(
    act: Act, election_id: int, place: str, kind: PollKind, facts: VotingFacts, profile: Profile
) -> Poll:
    """Open the next poll of an election: pin its base, the seats it fills and who stands."""
    found = tally(facts, profile) if facts.polls else None
    standing = [c.number for c in facts.candidates if c.stands]
    if found and found.outcome is Outcome.VOID and kind is PollKind.TIE:
        seats, standing = dict(facts.polls[-1].seats), list(facts.polls[-1].candidates)
    elif found and found.outcome is Outcome.VOID and kind is PollKind.SECOND:
        seats = dict(facts.polls[-1].seats)
        able = {c.number for c in facts.candidates if c.standing is Standing.NOMINATED}
        standing = [number for number in facts.polls[-1].candidates if number in able]
    elif kind is PollKind.TIE and found:
        seats = {tie.post: tie.seats for tie in found.ties}
        standing = [int(person) for tie in found.ties for person in tie.ids]
    elif kind is PollKind.SECOND and found:
        seats = dict(found.vacancies)
        standing = left_for(facts, found, seats)
    else:
        seats = dict(facts.election.seats)
    is_committee = facts.election.track is Track.COMMITTEE
    base = registered_of(facts) if is_committee else due_of(facts)
    poll = Poll(
        county=act.actor.county,
        election_id=election_id,
        number=_last_number(act, election_id) + 1,
        kind=kind.value,
        opened_on=act.on,
        base=base or 0,
        seats={post.value: n for post, n in seats.items()},
        women_seats=_kept_for_women(facts, found, kind, seats, profile),
        is_separate=sum(n > 0 for n in seats.values()) > 1 and has_own_ballots(facts),
        candidates=standing,
        edition=0,
        is_in_force=True,
    )
    act.session.add(poll)
    act.session.execute(
        update(BallotBox)
        .where(BallotBox.county == act.actor.county, BallotBox.election_id == election_id)
        .values(out_at=None, back_at=None)
    )
    audit.record(
        act,
        "poll:open",
        f"election:{election_id}",
        data={"number": poll.number, "kind": kind.value, "registered": poll.base},
        place=place,
    )
    return poll


def _kept_for_women(
    facts: VotingFacts,
    found: Tally | None,
    kind: PollKind,
    seats: Mapping[Post, int],
    profile: Profile,
) -> int:
    """Return how many members' seats of a poll the adopted method keeps for women (Beijing 3).

    Women elected to such a seat before count; a re-vote among the equal keeps none.
    """
    method = facts.papers.figures(Kind.ELECTION_METHOD, MethodFigures)
    is_kept = profile.result.women_mode.value == "reserved"
    if method is None or not is_kept or kind is PollKind.TIE:
        return 0
    before = found.elected if found and kind is PollKind.SECOND else ()
    women = {c.number for c in facts.candidates if c.sex == "F"}
    there = sum(number in women for number, post in before if post is Post.MEMBER)
    return max(min(method.women_seats - there, seats.get(Post.MEMBER, 0)), 0)


def announce(act: Act, election_id: int, facts: VotingFacts, profile: Profile) -> None:
    """Pin who is elected as it is read out, and the kinships that counted in it.

    From then on a kinship that is confirmed later displaces nobody, and winners who change by a
    correction are seen.
    """
    found = tally(facts, profile)
    assert found is not None
    poll = facts.polls[-1]
    row = act.session.get(Poll, (act.actor.county, election_id, poll.number))
    assert row is not None
    row.announced = sorted(number for number, _ in found.elected)
    row.kin = [[kin.a, kin.b, kin.relation.value] for kin in poll.kin if kin.confirmed]


def announced_in(session: Session, county: str, elections: Collection[int]) -> dict[int, set[int]]:
    """Return who was announced as elected in some elections, in one query."""
    rows = session.execute(
        select(Poll.election_id, Poll.announced)
        .where(Poll.county == county, Poll.election_id.in_(elections))
        .where(Poll.announced.is_not(None))
        .order_by(Poll.election_id, Poll.number)
    )
    # a later poll's list holds those of the earlier ones as well
    return {election_id: set(there or ()) for election_id, there in rows}


def with_kin(
    poll: PollFacts,
    candidates: Collection[CandidateFacts],
    kin: Collection[KinFacts],
    stays: Collection[Staying] = (),
) -> PollFacts:
    """Return a poll that is not announced with the kinships of its candidates as they stand now."""
    if poll.announced is not None or not kin:
        return poll
    numbers: dict[int, list[Id]] = defaultdict(list)
    for candidate in candidates:
        numbers[candidate.person_id].append(candidate.number)
    for one in stays:
        numbers[one.person_id].append(one.key)
    pairs = (
        Kin(a, b, pair.kinship, pair.is_confirmed)
        for pair in kin
        for a in numbers[pair.a]
        for b in numbers[pair.b]
    )
    return replace(poll, kin=tuple(pairs))


def set_aside(session: Session, county: str, election_id: int) -> None:
    """Take the polls out of force when the whole election is held anew; they stay in the file."""
    session.execute(
        update(Poll)
        .where(Poll.county == county, Poll.election_id == election_id)
        .values(is_in_force=False)
    )


def _last_number(act: Act, election_id: int) -> int:
    query = select(func.max(Poll.number)).where(
        Poll.county == act.actor.county, Poll.election_id == election_id
    )
    return act.session.scalar(query) or 0


def record_count(
    act: Act,
    election_id: int,
    place: str,
    facts: VotingFacts,
    *,
    voters: int,
    issued: int,
    returned: int,
    void: int,
    votes: Mapping[int, int],
    seen_edition: int,
    reason: str = "",
    recorded_with: int | None = None,
    own: Mapping[Post, tuple[int, int]] | None = None,
) -> Count:
    """Keep the count of the poll that is open, or its correction with the reason.

    ``own`` are ballots returned and void of each post that has a ballot of its own. Figures that
    cannot all be true are refused, all faults at once. Raises InputRefused, NotFound
    or Stale; then nothing has changed.
    """
    if not facts.polls:
        raise NotFound(f"poll of election {election_id}")
    poll = facts.polls[-1]
    if poll.edition != seen_edition:
        raise Stale(f"count of election {election_id} is at another edition")
    ballots = ballots_of(
        facts.election.track, poll, facts.candidates, voters, issued, returned, void, votes, own
    )
    told: dict[str, Fact] = {
        "voters": voters,
        "base": poll.base,
        "returned": returned,
        "void": void,
        "issued": issued,
        "numbers": "、".join(str(n) for n, got in votes.items() if got > returned - void),
    }
    issues = [
        Issue(code=code, source_key="", facts=told)
        for code in dict.fromkeys(faults_of_entry(ballots, poll.base))
    ]
    if min(voters, issued, returned, void, *votes.values(), 0) < 0:
        issues.append(Issue(code="document.figure_negative", source_key=""))
    if seen_edition and not reason.strip():
        issues.append(Issue(code="document.reason_missing", source_key=""))
    if issues:
        raise InputRefused(issues)
    row = act.session.get(Poll, (act.actor.county, election_id, poll.number))
    assert row is not None
    row.edition = seen_edition + 1
    count = Count(
        county=act.actor.county,
        election_id=election_id,
        poll=poll.number,
        edition=row.edition,
        voters=voters,
        issued=issued,
        returned=returned,
        void=void,
        votes={str(number): n for number, n in votes.items()},
        own={post.value: list(told) for post, told in own.items()} if own else None,
        recorded_by=act.actor.official_id,
        recorded_with=recorded_with,
        recorded_at=act.at,
    )
    act.session.add(count)
    audit.record(
        act,
        "count:record",
        f"election:{election_id}",
        data={
            "election": str(election_id),
            "poll": poll.number,
            "edition": count.edition,
            "figures": {"voters": voters, "issued": issued, "returned": returned, "void": void},
            "votes": [[number, n] for number, n in sorted(votes.items())],
        }
        | ({"own": [[post.value, *told] for post, told in own.items()]} if own else {}),
        words={"reason": reason},
        place=place,
    )
    return count


def ballots_of(
    track: Track,
    poll: PollFacts,
    candidates: Collection[CandidateFacts],
    voters: int,
    issued: int,
    returned: int,
    void: int,
    votes: Mapping[int, int],
    own: Mapping[Post, tuple[int, int]] | None = None,
) -> Ballots:
    """Return the figures of one poll as the outcome rule reads them.

    Who drew ballots drew one of each post that has its own, so that their number bounds each post;
    how many went out is known of all posts together.
    """
    by_number = {c.number: c for c in candidates}
    return Ballots(
        kind=poll.kind,
        women={Post.MEMBER: poll.women_seats} if poll.women_seats else {},
        seats=dict(sorted(poll.seats.items(), key=lambda seat: list(Post).index(seat[0]))),
        standees=tuple(
            Standee(
                id=number,
                post=by_number[number].post,
                votes=n,
                formal=by_number[number].source is not Source.WRITE_IN,
                person=by_number[number].person_id,
                sex=by_number[number].sex,
            )
            for number, n in votes.items()
        ),
        voters=voters,
        issued=issued,
        returned=returned,
        void=void,
        registered=poll.base if track is Track.COMMITTEE else 0,
        due=poll.base if track is Track.PARTY else 0,
        own={
            post: OwnBallots(voters, issued, there, bad)
            for post, (there, bad) in (own or {}).items()
        },
        # without a candidate on the ballot there was no list that could lack a choice
        mode=Mode.CANDIDATES if poll.candidates else Mode.OPEN,
    )


def polls_of(
    session: Session,
    county: str,
    tracks: Mapping[int, Track],
    candidates: Mapping[int, Collection[CandidateFacts]],
) -> dict[int, tuple[PollFacts, ...]]:
    """Return the polls of many elections with their latest counts, in one query."""
    found: dict[int, list[PollFacts]] = defaultdict(list)
    rows = rows_of(session, _POLLS, {"county": county, "elections": list(tracks)})
    for row in rows:
        facts = PollFacts(
            number=row.number,
            kind=PollKind(row.kind),
            seats={Post(post): n for post, n in row.seats.items()},
            women_seats=row.women_seats,
            is_separate=row.is_separate,
            candidates=tuple(row.candidates),
            base=row.base,
            edition=row.edition,
            opened_on=row.opened_on,
            announced=None if row.announced is None else tuple(row.announced),
            kin=tuple(Kin(a, b, Kinship(how), True) for a, b, how in row.kin or ()),
        )
        if row.votes is not None:
            ballots = ballots_of(
                tracks[row.election_id],
                facts,
                candidates[row.election_id],
                row.voters,
                row.issued,
                row.returned,
                row.void,
                {int(number): n for number, n in row.votes.items()},
                {Post(post): (told[0], told[1]) for post, told in (row.own or {}).items()},
            )
            facts = replace(
                facts,
                ballots=ballots,
                recorded_by=tuple(filter(None, (row.recorded_by, row.recorded_with))),
            )
        found[row.election_id].append(facts)
    return {election_id: tuple(found.get(election_id, ())) for election_id in tracks}
