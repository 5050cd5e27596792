"""By-elections (补选): why one cannot be opened, and opening it as an election of its own."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Election
from electflow.campaign.rules import AHEAD_MOST
from electflow.campaign.service import touch
from electflow.campaign.terms import POSTS_OF, Post, Staying, Vacated
from electflow.ids import new_id
from electflow.issues import Fact, Issue
from electflow.profile.model import Profile
from electflow.stages import INITIAL, Stage, Track

OVER = {
    Track.COMMITTEE: frozenset({Stage.RESULT_CONFIRMED, Stage.CLOSED}),
    Track.PARTY: frozenset({Stage.FILED, Stage.HANDING_OVER, Stage.CLOSED}),
}
"""Stages in which a body sits, so that one of its seats can fall open."""


def is_over(election: Election) -> bool:
    """Tell whether an election has led to a body that sits."""
    return Stage(election.stage) in OVER[Track(election.track)]


def source_of(track: Track, profile: Profile) -> str:
    """Return on which rule a by-election rests; of the Party's no text was read."""
    return profile.result.by_election.key if track is Track.COMMITTEE else ""


def vacant_seats(
    seats: Mapping[Post, int], sitting: Collection[Staying], left: Collection[int] = ()
) -> dict[Post, int]:
    """Return which seats of a body nobody holds, once some have left."""
    held = [one.post for one in sitting if one.person_id not in left]
    open_ones = {post: n - held.count(post) for post, n in seats.items()}
    return {post: n for post, n in open_ones.items() if n > 0}


def faults_of_opening(
    track: Track,
    sitting: Sequence[Staying],
    vacant: Mapping[Post, int],
    profile: Profile,
    *,
    left: Collection[int],
    seats: Mapping[Post, int],
    cause: Vacated,
    number: str,
    dated_on: date,
    election_on: date,
    reason: str,
    on: date,
) -> list[Issue]:
    """Return why a by-election cannot be opened as it was typed, all at once.

    ``vacant`` are the seats that fell open and those that stayed so, ``seats`` those to be filled.
    Source: VCOL 2025, art. 23 with art. 8 and 18.
    """
    issues = []
    key = source_of(track, profile)

    def refuse(code: str, **facts: Fact) -> None:
        issues.append(Issue(code=code, source_key=key, facts=facts))

    strangers = set(left) - {one.person_id for one in sitting}
    if strangers:
        refuse("by_election.not_sitting", persons=len(strangers))
    if not sum(seats.values()):
        refuse("by_election.no_seat")
    if seats and cause is Vacated.VACANCY and left:
        refuse("by_election.left_for_a_cause", persons=len(left))
    if seats and cause is not Vacated.VACANCY and not left:
        refuse("by_election.nobody_left")
    for post, n in seats.items():
        if n > vacant.get(post, 0):
            refuse("by_election.not_vacant", post=post.value, seats=n, vacant=vacant.get(post, 0))
    least = profile.committee.size_least
    members = len(sitting) - len(set(left) - strangers) + sum(seats.values())
    if track is Track.COMMITTEE and seats and members < least.value:
        figures: dict[str, Fact] = {"members": members, "least": least.value}
        issues.append(Issue(code="by_election.too_few", source_key=least.key, facts=figures))
    if dated_on > on:
        refuse("document.date_ahead", date=dated_on, today=on)
    if not number.strip():
        refuse("hold.number_missing")
    if not reason.strip():
        refuse("document.reason_missing")
    if election_on <= on:
        refuse("campaign.day_not_ahead", date=election_on, today=on)
    if election_on > on + AHEAD_MOST:
        refuse("campaign.day_too_far", date=election_on)
    return issues


def open_after(
    act: Act,
    regular: Election,
    ordinal: int,
    *,
    sitting: Sequence[Staying],
    left: Collection[int],
    seats: Mapping[Post, int],
    cause: Vacated,
    number: str,
    dated_on: date,
    election_on: date,
    reason: str,
) -> Election:
    """Open a by-election in the term of a regular election, in both trails."""
    opened = Election(
        county=regular.county,
        id=new_id(act.at),
        campaign_id=regular.campaign_id,
        organisation_id=regular.organisation_id,
        track=regular.track,
        township=regular.township,
        village=regular.village,
        name=regular.name,
        place_kind=regular.place_kind,
        stage=INITIAL.value,
        version=1,
        election_on=election_on,
        seats={post.value: 0 for post in POSTS_OF[Track(regular.track)]}
        | {post.value: n for post, n in seats.items()},
        entered_at=act.at,
        ordinal=ordinal,
        follows=regular.id,
        left=sorted(left),
        stays=[
            [one.person_id, one.post.value, one.votes, one.sex, one.election_id]
            for one in sitting
            if one.person_id not in left
        ],
    )
    audit.open_case(act.session, regular.county, f"election:{opened.id}")
    act.session.add(opened)
    act.session.flush()
    touch(regular)
    for election in (regular, opened):
        audit.record(
            act,
            "by_election:open",
            f"election:{election.id}",
            data={
                "election": str(opened.id),
                "ordinal": opened.ordinal,
                "cause": cause.value,
                "left": [str(person) for person in opened.left],
                "seats": {post.value: n for post, n in seats.items()},
                "dated_on": dated_on.isoformat(),
                "election_on": election_on.isoformat(),
            },
            words={"number": number.strip(), "reason": reason.strip()},
            place=regular.village,
        )
    return opened
