"""Counts and lists for the board and for my work, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from electflow.access.rules import may
from electflow.act import Actor
from electflow.campaign.calendar import NOT_DUE, days_late, window_of
from electflow.campaign.model import Arrangement, Campaign, Election, HoldRow
from electflow.campaign.service import profiles_of, visible
from electflow.campaign.terms import Window, place_and_ordinal
from electflow.issues import Issue, still_open
from electflow.profile.loader import pinned
from electflow.profile.model import Profile
from electflow.regions import service as regions
from electflow.stages import PHASE_OF, Phase, Stage, Track, stages_in
from electflow.workflow.dossier import Dossier, dossiers_of
from electflow.workflow.machine import steps_from
from electflow.workflow.service import issues_of
from electflow.workflow.sight import may_see_count
from electflow.workflow.step import Step

_IS_BY_ELECTION = Election.ordinal > 0


@dataclass(frozen=True)
class StepView:
    """A step out of the present stage: its checklist, its days, and whether the reader may take it."""

    step: Step
    issues: tuple[Issue, ...]
    window: Window
    late: int
    may: bool

    @property
    def open_issues(self) -> list[Issue]:
        """Return what is still open, blocking first."""
        return still_open(list(self.issues))

    @property
    def is_blocked(self) -> bool:
        """Tell whether something stands in the way that no explanation passes."""
        return any(issue.is_blocking for issue in self.issues)

    @property
    def is_elsewhere(self) -> bool:
        """Tell whether the facts lead another way, so that the step is not one to be taken."""
        return any(issue.is_open and issue.code in _OTHER_WAY for issue in self.issues)

    @property
    def awaits_count(self) -> bool:
        """Tell whether the ballots are still to be counted, so that the outcome is open."""
        return any(issue.is_open and issue.code == "voting.counted" for issue in self.issues)


_OTHER_WAY = frozenset(
    {
        "voting.outcome_is",
        "voting.ground_is",
        "nomination.primary_in_method",
        "nomination.without_candidates_allowed",
        "nomination.choice_is_lacking",
        "voting.quorum_missed",
        "appointment.without_plenary",
    }
)


def step_views(actor: Actor, election: Election, dossier: Dossier, on: date) -> list[StepView]:
    """Return the steps out of an election's stage with their checklists, the usual way first.

    There are none while the reader may not know what the count says.
    """
    track, stage = Track(election.track), Stage(election.stage)
    if not may_see_count(actor, election, dossier):
        return []
    views = []
    for step in steps_from(track, stage):
        window = window_of(track, step.trigger, election.election_on, dossier.profile)
        views.append(
            StepView(
                step,
                tuple(issues_of(step, dossier, on)),
                window,
                NOT_DUE if dossier.election.holds else days_late(window, on),
                may(actor, step.permission, election.village, track),
            )
        )
    return sorted(views, key=lambda v: (not v.step.is_main, v.is_elsewhere))


def next_view(views: Sequence[StepView]) -> StepView | None:
    """Return the step to be taken next: the first that the facts do not exclude, the usual first.

    Never one by which an organ voids what was decided: nobody is led to that.
    """
    forward = [view for view in views if not view.step.undoes]
    fitting = [view for view in forward if not view.is_elsewhere]
    return next(iter([*fitting, *forward]), None)


@dataclass(frozen=True)
class Board:
    """A campaign's counts: township × phase, one table a track."""

    counts: Mapping[Track, Mapping[str, Mapping[Phase, int]]]
    townships: Mapping[str, str]
    held: Mapping[Track, int]
    late: Mapping[Track, int]
    communities: int
    by_elections: int
    by_elections_over: int

    def total(self, track: Track, phase: Phase) -> int:
        """Return the sum of a column."""
        return sum(row.get(phase, 0) for row in self.counts[track].values())

    def sum_of_all(self, track: Track) -> int:
        """Return the sum of a table."""
        return sum(self.sum_of(track, township) for township in self.counts[track])

    def sum_of(self, track: Track, township: str) -> int:
        """Return the sum of a row."""
        return sum(self.counts[track].get(township, {}).values())


def board_of(session: Session, actor: Actor, campaign: Campaign, on: date) -> Board:
    """Return the board of a campaign as far as the actor may see it: two queries."""
    counts: dict[Track, dict[str, dict[Phase, int]]] = {
        track: defaultdict(lambda: defaultdict(int)) for track in Track
    }
    late: dict[Track, int] = defaultdict(int)
    held: dict[Track, int] = defaultdict(int)
    communities = by_elections = over = 0
    profile = pinned(campaign.profile_snapshot)
    query = visible(
        select(
            Election.track,
            Election.township,
            Election.stage,
            Election.election_on,
            Election.place_kind,
            _IS_BY_ELECTION,
            _is_held(),
            func.count(),
        ),
        actor,
    ).where(Election.campaign_id == campaign.id)
    for track_name, township, stage, day, kind, is_by, is_held, count in session.execute(
        query.group_by(
            Election.track,
            Election.township,
            Election.stage,
            Election.election_on,
            Election.place_kind,
            _IS_BY_ELECTION,
            _is_held(),
        )
    ):
        track = Track(track_name)
        if is_by:  # counted apart: the round has as many elections as it was confirmed with
            by_elections += count
            over += count if stage == Stage.CLOSED.value else 0
            continue
        if kind == "community" and track is Track.COMMITTEE:
            communities += count
            continue
        counts[track][township][PHASE_OF[track, Stage(stage)]] += count
        if is_held:
            held[track] += count
        if due_of(track, Stage(stage), day, profile, on, is_held=is_held).late > 0:
            late[track] += count
    codes = sorted({code for rows in counts.values() for code in rows})
    return Board(
        counts,
        {code: name for code, name in sorted(regions.names_of(session, codes).items())},
        held,
        late,
        communities,
        by_elections,
        over,
    )


@dataclass(frozen=True)
class Due:
    """The usual next step of an election, its latest day, and by how many days it is late."""

    step: Step | None
    latest: date | None
    late: int


def due_of(
    track: Track, stage: Stage, day: date, profile: Profile, on: date, *, is_held: bool
) -> Due:
    """Return what is due next; while an election is held nothing is late."""
    usual = usual_step(track, stage)
    if usual is None:
        return Due(None, None, NOT_DUE)
    window = window_of(track, usual.trigger, day, profile)
    return Due(usual, window.latest, NOT_DUE if is_held else days_late(window, on))


@dataclass(frozen=True)
class Filter:
    """What a list of elections shows."""

    track: Track | None = None
    township: str = ""
    phase: Phase | None = None
    stage: Stage | None = None
    words: str = ""
    after: str = ""
    is_late: bool = False
    by_elections: bool | None = None


def list_elections(
    session: Session, actor: Actor, campaign: Campaign, chosen: Filter, most: int, on: date
) -> list[Election]:
    """Return one page of a campaign's elections after a key, by village and track."""
    query = visible(select(Election), actor).where(Election.campaign_id == campaign.id)
    if chosen.track:
        query = query.where(Election.track == chosen.track.value)
    if chosen.township:
        query = query.where(Election.township == chosen.township)
    if chosen.phase:
        tracks = [chosen.track] if chosen.track else list(Track)
        query = query.where(
            or_(
                *[
                    (Election.track == track.value)
                    & Election.stage.in_([s.value for s in stages_in(track, chosen.phase)])
                    for track in tracks
                ]
            )
        )
    if chosen.stage:
        query = query.where(Election.stage == chosen.stage.value)
    if chosen.words:
        query = query.where(
            or_(
                Election.name.contains(chosen.words, autoescape=True),
                Election.village.startswith(chosen.words, autoescape=True),
                _covers(campaign, chosen.words),
            )
        )
    if chosen.is_late:
        profiles = {campaign.id: pinned(campaign.profile_snapshot)}
        groups = _groups(session, actor, [campaign.id], profiles, on)
        key = tuple_(Election.campaign_id, Election.track, Election.stage, Election.election_on)
        query = query.where(
            key.in_([g[:4] for g in groups if g[4] > 0]), ~_is_held(), _is_handled()
        )
    if chosen.by_elections is not None:
        query = query.where(_IS_BY_ELECTION if chosen.by_elections else ~_IS_BY_ELECTION)
    key_of = (Election.village, Election.track, Election.ordinal)
    if chosen.after:
        address, _, track_name = chosen.after.partition(":")
        village, ordinal = place_and_ordinal(address)
        query = query.where(tuple_(*key_of) > (village, track_name, ordinal))
    return list(session.scalars(query.order_by(*key_of).limit(most)).all())


def _covers(campaign: Campaign, words: str) -> ColumnElement[bool]:
    """Find elections by a place that they cover without bearing its name."""
    guest = Arrangement.name.contains(words, autoescape=True) | Arrangement.place.startswith(
        words, autoescape=True
    )
    hosts = select(Arrangement.place).where(
        Arrangement.county == campaign.county, Arrangement.campaign_id == campaign.id, guest
    )
    merged = hosts.with_only_columns(Arrangement.merged_into)
    joined = hosts.with_only_columns(Arrangement.branch_joined_to)
    is_party = Election.track == Track.PARTY.value
    return Election.village.in_(merged) | (is_party & Election.village.in_(joined))


def held_among(session: Session, county: str, elections: Sequence[Election]) -> set[int]:
    """Return the ids of the elections that an organ's decision holds."""
    ids = [election.id for election in elections]
    query = select(Election.id).where(Election.county == county, Election.id.in_(ids), _is_held())
    return set(session.scalars(query))


def usual_step(track: Track, stage: Stage) -> Step | None:
    """Return the step that most elections take out of a stage, or None where all is done."""
    forward = [step for step in steps_from(track, stage) if not step.undoes]
    return next(iter(sorted(forward, key=lambda step: not step.is_main)), None)


def where_they_stand(
    session: Session, county: str, ids: Collection[int]
) -> dict[int, tuple[Track, Stage, int]]:
    """Return track, stage and ordinal of elections, for readers of the book who see no more of them."""
    query = select(Election.id, Election.track, Election.stage, Election.ordinal).where(
        Election.county == county, Election.id.in_(ids)
    )
    return {
        row.id: (Track(row.track), Stage(row.stage), row.ordinal) for row in session.execute(query)
    }


@dataclass(frozen=True)
class Task:
    """One line of my work: an election and its next step."""

    election: Election
    campaign: Campaign
    view: StepView | None

    @property
    def objections_until(self) -> date | None:
        """Return the last day for objections while the formal list hangs and the day is not over."""
        code = "vetting.objection_window_over"
        for issue in self.view.issues if self.view else ():
            last = issue.facts.get("last")
            if issue.code == code and issue.is_open and isinstance(last, date):
                return last
        return None


@dataclass(frozen=True)
class Work:
    """What lies before an official by due day, what waits for others, and how many there are."""

    tasks: tuple[Task, ...]
    waiting: tuple[Task, ...]
    overdue: int
    due_soon: int
    total: int


def work_of(
    session: Session, actor: Actor, campaigns: Sequence[Campaign], on: date, most: int
) -> Work:
    """Return the work before an official, the most urgent first.

    The order comes from counts by stage and day, so that checklists are made only for the lines
    that are shown; the number of queries is the same for twenty places and two thousand.
    """
    by_id = {campaign.id: campaign for campaign in campaigns if campaign.confirmed_at}
    if not by_id:
        return Work((), (), 0, 0, 0)
    profiles = profiles_of(session, actor.county, by_id)
    groups = _groups(session, actor, list(by_id), profiles, on)
    chosen = _most_urgent(groups, most)
    elections: list[Election] = []
    if chosen:
        key = tuple_(Election.campaign_id, Election.track, Election.stage, Election.election_on)
        elections = list(
            session.scalars(
                visible(select(Election), actor)
                .where(key.in_([group[:4] for group in chosen]))
                .where(_is_handled())
                .order_by(Election.election_on, Election.village, Election.track)
                .limit(most * 4)
            )
        )
    dossiers = dossiers_of(session, actor.county, elections)
    tasks = []
    for election in elections:
        view = next_view(step_views(actor, election, dossiers[election.id], on))
        tasks.append(Task(election, by_id[election.campaign_id], view))
    tasks.sort(key=lambda task: -(task.view.late if task.view else NOT_DUE))
    overdue = sum(n for *_, late, n in groups if late > 0)
    soon = sum(n for *_, late, n in groups if -3 <= late <= 0)
    own = [task for task in tasks if task.view and task.view.may]
    others = [task for task in tasks if not (task.view and task.view.may)]
    return Work(
        tuple(own[:most]),
        tuple(others[: max(most - len(own), 0)]),
        overdue,
        soon,
        sum(n for *_, n in groups),
    )


Group = tuple[int, str, str, date, int, int]


def _groups(
    session: Session, actor: Actor, campaigns: list[int], profiles: Mapping[int, Profile], on: date
) -> list[Group]:
    """Return campaign, track, stage, day, lateness and count of all elections that go on."""
    query = visible(
        select(
            Election.campaign_id,
            Election.track,
            Election.stage,
            Election.election_on,
            _is_held(),
            func.count(),
        ),
        actor,
    ).where(Election.campaign_id.in_(campaigns), _is_handled())
    rows = session.execute(
        query.group_by(
            Election.campaign_id,
            Election.track,
            Election.stage,
            Election.election_on,
            _is_held(),
        )
    )
    return [
        (
            campaign,
            track,
            stage,
            day,
            due_of(Track(track), Stage(stage), day, profiles[campaign], on, is_held=is_held).late,
            count,
        )
        for campaign, track, stage, day, is_held, count in rows
    ]


def _most_urgent(groups: Sequence[Group], most: int) -> list[Group]:
    """Return the latest groups until a page is full."""
    chosen: list[Group] = []
    for group in sorted(groups, key=lambda g: -g[4]):
        if sum(g[5] for g in chosen) >= most:
            break
        chosen.append(group)
    return chosen


def _is_held() -> ColumnElement[bool]:
    return exists().where(
        HoldRow.county == Election.county,
        HoldRow.election_id == Election.id,
        HoldRow.lifted_at.is_(None),
    )


def _is_handled() -> ColumnElement[bool]:
    """Leave out what is closed, and communities, whose law this version does not carry."""
    return (Election.stage != Stage.CLOSED.value) & or_(
        Election.place_kind != "community", Election.track == Track.PARTY.value
    )
