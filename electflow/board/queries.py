"""Counts and lists for the board and for my work, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.orm import Session

from electflow.access.rules import may
from electflow.act import Actor
from electflow.campaign.calendar import days_late, window_of
from electflow.campaign.model import Campaign, Election, HoldRow
from electflow.campaign.service import profiles_of, visible
from electflow.campaign.terms import Window
from electflow.issues import Issue, still_open
from electflow.profile.loader import pinned
from electflow.profile.model import Profile
from electflow.regions import service as regions
from electflow.stages import PHASE_OF, Phase, Stage, Track, stages_in
from electflow.workflow.dossier import Dossier, dossiers_of
from electflow.workflow.machine import steps_from
from electflow.workflow.service import issues_of
from electflow.workflow.step import Step


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
    """Return the steps out of an election's stage with their checklists, the usual way first."""
    track, stage = Track(election.track), Stage(election.stage)
    views = []
    for step in steps_from(track, stage):
        window = window_of(track, step.trigger, election.election_on, dossier.profile)
        views.append(
            StepView(
                step,
                tuple(issues_of(step, dossier, on)),
                window,
                days_late(window, on),
                may(actor, step.permission, election.village, track),
            )
        )
    return sorted(views, key=lambda v: (not v.step.is_main, v.is_elsewhere))


def next_view(views: Sequence[StepView]) -> StepView | None:
    """Return the step to be taken next: the first on the usual way that the facts do not exclude."""
    usual = [view for view in views if view.step.is_main and not view.is_elsewhere]
    return usual[0] if usual else (views[0] if views else None)


@dataclass(frozen=True)
class Board:
    """A campaign's counts: township × phase, one table a track."""

    counts: Mapping[Track, Mapping[str, Mapping[Phase, int]]]
    townships: Mapping[str, str]
    held: Mapping[Track, int]
    late: Mapping[Track, int]
    communities: int

    def total(self, track: Track, phase: Phase) -> int:
        """Return the sum of a column."""
        return sum(row.get(phase, 0) for row in self.counts[track].values())

    def sum_of(self, track: Track, township: str) -> int:
        """Return the sum of a row."""
        return sum(self.counts[track].get(township, {}).values())


def board_of(session: Session, actor: Actor, campaign: Campaign, on: date) -> Board:
    """Return the board of a campaign as far as the actor may see it: three queries."""
    counts: dict[Track, dict[str, dict[Phase, int]]] = {
        track: defaultdict(lambda: defaultdict(int)) for track in Track
    }
    late: dict[Track, int] = defaultdict(int)
    communities = 0
    profile = pinned(campaign.profile_snapshot)
    query = visible(
        select(
            Election.track,
            Election.township,
            Election.stage,
            Election.election_on,
            Election.place_kind,
            func.count(),
        ),
        actor,
    ).where(Election.campaign_id == campaign.id)
    for track_name, township, stage, day, kind, count in session.execute(
        query.group_by(
            Election.track,
            Election.township,
            Election.stage,
            Election.election_on,
            Election.place_kind,
        )
    ):
        track = Track(track_name)
        if kind == "community" and track is Track.COMMITTEE:
            communities += count
            continue
        counts[track][township][PHASE_OF[track, Stage(stage)]] += count
        if lateness(track, Stage(stage), day, profile, on) > 0:
            late[track] += count
    held = dict(
        session.execute(
            visible(
                select(Election.track, func.count(HoldRow.election_id.distinct())).join(
                    HoldRow,
                    (HoldRow.county == Election.county) & (HoldRow.election_id == Election.id),
                ),
                actor,
            )
            .where(Election.campaign_id == campaign.id, HoldRow.lifted_at.is_(None))
            .group_by(Election.track)
        ).all()
    )
    codes = sorted({code for rows in counts.values() for code in rows})
    return Board(
        counts,
        {code: name for code, name in sorted(regions.names_of(session, codes).items())},
        {track: held.get(track.value, 0) for track in Track},
        late,
        communities,
    )


def lateness(track: Track, stage: Stage, day: date, profile: Profile, on: date) -> int:
    """Return how many days the usual next step is late, negative while there is time."""
    usual = [step for step in steps_from(track, stage) if step.is_main]
    if not usual:
        return -999
    return days_late(window_of(track, usual[0].trigger, day, profile), on)


@dataclass(frozen=True)
class Filter:
    """What a list of elections shows."""

    track: Track | None = None
    township: str = ""
    phase: Phase | None = None
    stage: Stage | None = None
    words: str = ""
    after: str = ""


def list_elections(
    session: Session, actor: Actor, campaign: Campaign, chosen: Filter, most: int
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
            )
        )
    if chosen.after:
        village, _, track_name = chosen.after.partition(":")
        query = query.where(tuple_(Election.village, Election.track) > (village, track_name))
    return list(session.scalars(query.order_by(Election.village, Election.track).limit(most)).all())


@dataclass(frozen=True)
class Task:
    """One line of my work: an election and its next step."""

    election: Election
    campaign: Campaign
    view: StepView | None


@dataclass(frozen=True)
class Work:
    """What lies before an official: the next lines by due day, and how many there are in all."""

    tasks: tuple[Task, ...]
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
        return Work((), 0, 0, 0)
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
    tasks.sort(key=lambda t: (not (t.view and t.view.may), -(t.view.late if t.view else -999)))
    overdue = sum(n for *_, late, n in groups if late > 0)
    soon = sum(n for *_, late, n in groups if -3 <= late <= 0)
    return Work(tuple(tasks[:most]), overdue, soon, sum(n for *_, n in groups))


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
            func.count(),
        ),
        actor,
    ).where(Election.campaign_id.in_(campaigns), _is_handled())
    rows = session.execute(
        query.group_by(Election.campaign_id, Election.track, Election.stage, Election.election_on)
    )
    return [
        (
            campaign,
            track,
            stage,
            day,
            lateness(Track(track), Stage(stage), day, profiles[campaign], on),
            count,
        )
        for campaign, track, stage, day, count in rows
    ]


def _most_urgent(groups: Sequence[Group], most: int) -> list[Group]:
    """Return the latest groups until a page is full."""
    chosen: list[Group] = []
    for group in sorted(groups, key=lambda g: -g[4]):
        if sum(g[5] for g in chosen) >= most:
            break
        chosen.append(group)
    return chosen


def _is_handled() -> ColumnElement[bool]:
    """Leave out what is closed, and communities, whose law this version does not carry."""
    return (Election.stage != Stage.CLOSED.value) & or_(
        Election.place_kind != "community", Election.track == Track.PARTY.value
    )
