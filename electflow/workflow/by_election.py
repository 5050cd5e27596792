"""The door of by-elections (补选): who sits in a body now, and opening the next election of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.audit.queries import Entry
from electflow.campaign import by_elections
from electflow.campaign import service as campaigns
from electflow.campaign.calendar import by_election_window
from electflow.campaign.model import Election
from electflow.campaign.terms import Post, Staying, Vacated, Window
from electflow.documents.terms import Kind
from electflow.errors import InputRefused, NotFound
from electflow.issues import Fact, Issue
from electflow.nomination import service as nomination
from electflow.profile.model import Profile
from electflow.stages import Track
from electflow.voting.rules import sitting
from electflow.workflow.dossier import Dossier, dossiers_of
from electflow.workflow.opening import opened
from electflow.workflow.origin import standing_in


@dataclass(frozen=True)
class Body:
    """A body within its term: the last election that counts, who sits in it, which seats are vacant.

    ``next_ordinal`` goes past a by-election that was overtaken and stopped.
    """

    next_ordinal: int
    last: Election
    sitting: tuple[Staying, ...]
    vacant: Mapping[Post, int]
    seats: Mapping[Post, int]
    profile: Profile

    @property
    def why_not_now(self) -> Issue | None:
        """Return why none can be opened now: the last election of the body is not over."""
        if by_elections.is_over(self.last):
            return None
        key = by_elections.source_of(Track(self.last.track), self.profile)
        if self.last.ordinal:
            facts: dict[str, Fact] = {"ordinal": self.last.ordinal}
            return Issue(code="by_election.under_way", source_key=key, facts=facts)
        return Issue(code="by_election.not_over", source_key=key)


def body_of(session: Session, regular: Election) -> Body:
    """Return who sits in the body that a regular election elected, after its by-elections."""
    body = campaigns.elections_of_body(session, regular)
    dossiers = dossiers_of(session, regular.county, body)
    void = nomination.void_wins_of(session, regular.county, list(dossiers))
    last = standing_in(body, dossiers, void)[0][-1]
    profile = dossiers[last.id].profile
    now = sitting(dossiers[last.id], profile)
    seats = dossiers[regular.id].election.seats
    vacant = by_elections.vacant_seats(seats, now)
    return Body(body[-1].ordinal + 1, last, now, vacant, seats, profile)


@dataclass(frozen=True)
class Due:
    """How many are left in a committee that is below its least number, and until when it is filled."""

    members: int
    window: Window


def due_of(
    session: Session, regular: Election, dossier: Dossier, entries: Iterable[Entry]
) -> Due | None:
    """Return until when the by-election of a committee is due, or None where no time is set or run.

    A seat fell open on the day of the document by which a by-election was opened, or a win voided.
    """
    is_asked = Track(regular.track) is Track.COMMITTEE and not regular.ordinal
    if not is_asked or not dossier.profile.result.by_election_within_months.value:
        return None
    if not by_elections.is_over(regular):
        return None
    body = body_of(session, regular)
    opening = (
        entry.data["dated_on"]
        for entry in entries
        if entry.action == "by_election:open" and entry.data["election"] == str(body.last.id)
    )
    void = dossier.papers.find(Kind.PERSON_VOID_DECISION)
    told = next(opening, None)
    since = date.fromisoformat(told) if told else void.dated_on if void else None
    window = by_election_window(len(body.sitting), since, dossier.profile)
    return Due(len(body.sitting), window) if window else None


def open_by_election(
    act: Act,
    regular_id: int,
    *,
    left: Collection[int],
    vacant: Mapping[Post, int],
    cause: Vacated,
    number: str,
    dated_on: date,
    election_on: date,
    reason: str,
) -> Election:
    """Open a by-election of a body whose regular election is over, by the whole procedure.

    ``left`` are the persons who left office, ``vacant`` the seats that stayed open and are filled
    as well. Source: VCOL 2025, art. 23. Raises NotFound, also for a by-election, Forbidden, or
    InputRefused with every fault at once; then nothing has changed.
    """
    regular = opened(act, regular_id, Permission.CAMPAIGN_CONFIRM)
    if regular.ordinal:
        raise NotFound(f"regular election {regular_id}")
    body = body_of(act.session, regular)
    if body.why_not_now:
        raise InputRefused([body.why_not_now])
    kept_open = {post: n for post, n in vacant.items() if n > 0}
    posts = [one.post for one in body.sitting if one.person_id in left]
    seats = {
        post: posts.count(post) + kept_open.get(post, 0)
        for post in Post
        if post in posts or post in kept_open
    }
    issues = by_elections.faults_of_opening(
        Track(regular.track),
        body.sitting,
        by_elections.vacant_seats(body.seats, body.sitting, left),
        body.profile,
        left=left,
        seats=seats,
        cause=cause,
        number=number,
        dated_on=dated_on,
        election_on=election_on,
        reason=reason,
        on=act.on,
    )
    if issues:
        raise InputRefused(issues)
    return by_elections.open_after(
        act,
        regular,
        body.next_ordinal,
        sitting=body.sitting,
        left=left,
        seats=seats,
        cause=cause,
        number=number,
        dated_on=dated_on,
        election_on=election_on,
        reason=reason,
    )
