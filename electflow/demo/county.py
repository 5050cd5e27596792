"""Building a county in the middle of its campaign, through the services that officials use."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from electflow.access import accounts, sessions
from electflow.access import service as access
from electflow.access.terms import Role
from electflow.act import Act, Actor, Grant
from electflow.campaign import creation
from electflow.campaign.model import Campaign, Election
from electflow.db import Database, in_transaction, reading
from electflow.demo.persons import MARK, invented_name
from electflow.demo.player import ORIGIN, Cast, Player, at_office
from electflow.demo.script import Figures, Scene, script_of
from electflow.ids import new_id
from electflow.regions import service as regions
from electflow.regions.rules import kind_by_code
from electflow.regions.terms import Level, PlaceKind
from electflow.stages import Track, Trigger

SEED = 20261
PASSWORD = "demo-2026-electflow"
EXAMPLE = "990101"
LAST_MOMENT = datetime.max.replace(tzinfo=UTC)
_LEAD_DAYS = 48
_PARTY_LEAD = 12
_DAYS_TO_GO = (-24, -11, -6, 0, 1, 4, 8, 11, 14, 18, 23, 27, 31, 34)
_NOMINATING = _DAYS_TO_GO.index(14)
_EXAMPLE_DAYS = (-24, -11, -6, 0, 24)
_EXAMPLE_SCENES = {
    Track.COMMITTEE: (
        Scene.VOID,
        Scene.NONE,
        Scene.SHORT,
        Scene.ANNULLED,
        Scene.TIE,
        Scene.PRIMARY,
    ),
    Track.PARTY: (
        Scene.NO_QUORUM,
        Scene.RETURNED,
        Scene.ASSIGNED,
        Scene.NONE,
        Scene.SHORT,
        Scene.VOID,
        Scene.TIE,
    ),
}


_PAUSES = {
    Track.COMMITTEE: (
        Trigger.CLOSE_ELECTION,
        Trigger.CONFIRM_RESULT,
        Trigger.DECLARE_ELECTED,
        Trigger.CLOSE_POLL,
        Trigger.OPEN_POLL,
        Trigger.CONFIRM_READINESS,
        Trigger.PUBLISH_CANDIDATES,
        Trigger.CONCLUDE_VETTING,
        Trigger.SUBMIT_TO_VETTING,
        Trigger.CLOSE_NOMINATION,
        Trigger.OPEN_NOMINATION,
        Trigger.FINALISE_ROLL,
        Trigger.PUBLISH_ROLL,
        Trigger.OPEN_REGISTRATION,
        Trigger.ADOPT_METHOD,
        Trigger.FORM_ELECTION_COMMITTEE,
    ),
    Track.PARTY: (
        Trigger.CLOSE_ELECTION,
        Trigger.BEGIN_HANDOVER,
        Trigger.FILE_RESULT,
        Trigger.APPROVE_RESULT,
        Trigger.REPORT_RESULT,
        Trigger.ELECT_SECRETARY,
        Trigger.DECLARE_ELECTED,
        Trigger.HOLD_ASSEMBLY,
        Trigger.CLOSE_NOTICE,
        Trigger.PUBLISH_CANDIDATES,
        Trigger.APPROVE_CANDIDATES,
        Trigger.COMPLETE_INSPECTION,
        Trigger.CONCLUDE_VETTING,
        Trigger.SUBMIT_TO_VETTING,
        Trigger.REPORT_PRELIMINARY,
        Trigger.CLOSE_RECOMMENDATION,
        Trigger.OPEN_RECOMMENDATION,
        Trigger.APPROVE_REQUEST,
        Trigger.SUBMIT_REQUEST,
        Trigger.VERIFY_ROSTER,
    ),
}
"""Where villages of the invented county stand still, the latest first, so that every stage is seen."""


@dataclass(frozen=True)
class Account:
    """A demo account, as the start-up prints it."""

    username: str
    role: Role
    region: str


Progress = Callable[[int, int], None]


def build_county(
    database: Database,
    county: str,
    today: date,
    progress: Progress = lambda done, total: None,
    until: datetime = LAST_MOMENT,
) -> list[Account]:
    """Build a county's campaign as it stands today, deterministically, and return its accounts.

    Same seed, version and day give the same places, stages, acts, times and figures; salts,
    password hashes and ids differ. No act is later than ``until``: of a day that has only begun, the
    book tells nothing that is still to come.
    """
    builder = _Builder(database, county, today, until)
    accounts = builder.make_accounts()
    campaign = builder.make_campaign()
    elections = builder.list_elections(campaign)
    for done, election in enumerate(elections, 1):
        builder.play(election)
        progress(done, len(elections))
    return accounts


def load_example_places(database: Database) -> None:
    """Load the places of the invented county, whose code stands outside the national table."""
    text = files("electflow.demo").joinpath("data/example-county.csv").read_text("utf-8")
    lines = enumerate(text.splitlines()[1:], 2)
    places = [(line, row.split(",")[0], row.split(",")[1]) for line, row in lines]
    load_places(database, places)


def load_places(database: Database, rows: Sequence[tuple[int, str, str]]) -> None:
    """Load places as the installation does, in batches."""
    for batch in regions.in_batches(rows):

        def work(session: Session, batch: list[tuple[int, str, str]] = batch) -> None:
            nobody = Actor(0, "000000")
            regions.load(Act(session, nobody, at_office(date(2026, 1, 5), 9), ORIGIN), batch)

        in_transaction(database, work)


class _Builder:
    """The demo's own hands: actors, clock, and the county that they work on."""

    def __init__(self, database: Database, county: str, today: date, until: datetime) -> None:
        self.database, self.county, self.today, self.until = database, county, today, until
        self.is_example = county == EXAMPLE
        self.prefix = "sl" if self.is_example else "yy"
        self.cast: dict[str, Cast] = {}
        self.taken: set[str] = set()
        self.office = self.approver = Actor(0, county)
        with reading(database) as session:
            self.townships = regions.list_below(session, county, Level.TOWNSHIP)
        self.first_day = today - timedelta(days=_LEAD_DAYS + 26)

    # --- accounts and campaign ---

    def make_accounts(self) -> list[Account]:
        """Make the county's, townships' and administrators' accounts."""
        named: list[tuple[str, Role, str]] = [
            ("county", Role.COUNTY_CLERK, self.county),
            ("leader", Role.COUNTY_APPROVER, self.county),
            ("viewer", Role.VIEWER, self.county),
            ("auditor", Role.AUDITOR, self.county),
            ("sysadmin", Role.SYSTEM_ADMIN, self.county),
            ("secadmin", Role.SECURITY_ADMIN, self.county),
            ("logadmin", Role.AUDIT_ADMIN, self.county),
        ]
        for number, township in enumerate(self.townships, 1):
            named.append((f"town{number:02d}", Role.TOWNSHIP_CLERK, township.code))
            named.append((f"town{number:02d}-check", Role.TOWNSHIP_APPROVER, township.code))
        village = self._first_village()
        named.append(("village", Role.VILLAGE_CLERK, village))
        named.append(("branch", Role.BRANCH_CLERK, village))
        rng = Random(f"{SEED}:{self.county}:officials")
        password_hash = sessions.hash_password(PASSWORD)

        def work(session: Session) -> list[Account]:
            act = self._act(session, Actor(0, self.county), self.first_day, 8)
            made = []
            for name, role, region in named:
                official = accounts.create_official(
                    act,
                    county=self.county,
                    username=f"{self.prefix}-{name}",
                    name=invented_name(rng),
                    password_hash=password_hash,
                    grants=[Grant(role.value, region)],
                )
                self._cast_as(access.actor_of(official), role, region)
                made.append(Account(official.username, role, region))
            return made

        return in_transaction(self.database, work)

    def _first_village(self) -> str:
        """Return a village that has something to do for those who work in it."""
        with reading(self.database) as session:
            places = regions.list_below(session, self.county, Level.VILLAGE)
        if self.is_example or len(self.townships) <= _NOMINATING:
            return places[len(places) // 4].code
        there = self.townships[_NOMINATING].code
        villages = [p for p in places if kind_by_code(p.code) is PlaceKind.VILLAGE] or places
        inside = [place for place in villages if place.parent == there]
        return (inside or villages)[0].code

    def _cast_as(self, actor: Actor, role: Role, region: str) -> None:
        known = self.cast.get(region, Cast(actor, actor))
        if role is Role.TOWNSHIP_CLERK:
            self.cast[region] = Cast(actor, known.approver)
        elif role is Role.TOWNSHIP_APPROVER:
            self.cast[region] = Cast(known.clerk, actor)
        elif role is Role.COUNTY_CLERK:
            self.office = actor
        elif role is Role.COUNTY_APPROVER:
            self.approver = actor

    def make_campaign(self) -> Campaign:
        """Create the campaign, give each township its days, and confirm the elections."""
        days = dict(zip((t.code for t in self.townships), self._election_days(), strict=True))
        latest = max(days.values())

        def work(session: Session) -> Campaign:
            act = self._act(session, self.office, self.first_day, 9)
            campaign = creation.create(
                act,
                name=f"村“两委”换届{MARK}",
                term_no=11,
                election_on=latest,
                assembly_on=latest - timedelta(days=_PARTY_LEAD),
                profile="yunnan",
            )
            for township, day in days.items():
                creation.set_days(
                    act,
                    campaign,
                    township,
                    election_on=day,
                    assembly_on=day - timedelta(days=_PARTY_LEAD),
                )
            rows = creation.list_arrangements(session, campaign)
            creation.confirm(
                self._act(session, self.office, self.first_day, 15),
                campaign,
                seen_version=creation.version_of(rows),
            )
            return campaign

        return in_transaction(self.database, work)

    def _election_days(self) -> Iterator[date]:
        for number in range(len(self.townships)):
            days = _EXAMPLE_DAYS if self.is_example else _DAYS_TO_GO
            ahead = days[number % len(days)]
            yield self.today + timedelta(days=ahead)

    def list_elections(self, campaign: Campaign) -> list[Election]:
        """Return the elections to play, Party first in each village."""
        with reading(self.database) as session:
            rows = session.scalars(
                select(Election)
                .where(Election.county == self.county, Election.campaign_id == campaign.id)
                .where((Election.place_kind == "village") | (Election.track == Track.PARTY.value))
                .order_by(Election.village, Election.track.desc())
            )
            return list(rows)

    # --- playing one election ---

    def play(self, election: Election) -> None:
        """Play an election's script up to today, in one transaction."""
        track = Track(election.track)
        rng = Random(f"{SEED}:{election.village}:{track}")
        if self._rests(election, track):
            return
        scene = self._scene(election, track, rng)
        pause = self._pause(election, track)
        told = Figures.invent(rng)
        slip = rng.choice((0, 0, 0, 0, 0, 1, 2)) if scene is Scene.PLAIN else 0
        slip = 9 if scene is Scene.LATE else slip

        def work(session: Session) -> None:
            player = Player(
                self.cast[election.township],
                self.office,
                self.approver,
                session,
                election.id,
                scene,
                told,
                Random(rng.random()),
                self.taken,
                self.until,
            )
            for beat in script_of(track, scene, told, election.election_on):
                on = election.election_on + timedelta(
                    days=beat.day + (slip if beat.day < -9 else 0)
                )
                if on > self.today or not player.make(beat, on):
                    return
                if pause and beat.trigger is pause:
                    return

        in_transaction(self.database, work)

    def _scene(self, election: Election, track: Track, rng: Random) -> Scene:
        ahead = (election.election_on - self.today).days
        if self.is_example:
            scenes = _EXAMPLE_SCENES[track]
            order = self._order_in_example(election)
            return scenes[order] if 0 <= order < len(scenes) else Scene.PLAIN
        if ahead <= 0 and rng.random() < 0.06:
            return Scene.TIE
        return Scene.LATE if rng.random() < 0.06 and ahead > 0 else Scene.PLAIN

    def _pause(self, election: Election, track: Track) -> Trigger | None:
        """Return the step after which a village stands still."""
        number = int(election.village[-3:])
        if self.is_example:
            order = self._order_in_example(election)
            if order >= 0 and self._scene(election, track, Random(0)) is Scene.PRIMARY:
                return Trigger.HOLD_PRIMARY
            order -= len(_EXAMPLE_SCENES[track])
            return _PAUSES[track][order] if 0 <= order < len(_PAUSES[track]) else None
        if election.election_on == self.today:
            return (Trigger.OPEN_POLL, Trigger.CLOSE_POLL, Trigger.DECLARE_ELECTED)[number % 3]
        return None

    def _rests(self, election: Election, track: Track) -> bool:
        """Tell whether one election of the invented county has not begun."""
        order = self._order_in_example(election) if self.is_example else 0
        return self.is_example and (order == 23 if track is Track.COMMITTEE else order < 0)

    def _order_in_example(self, election: Election) -> int:
        township = [t.code for t in self.townships].index(election.township)
        number = int(election.village[-3:]) - 200
        return township * 6 + number if number >= 0 else -1

    def _act(self, session: Session, actor: Actor, on: date, hour: int, minute: int = 0) -> Act:
        return Act(
            session,
            actor,
            at_office(on, hour, minute),
            ORIGIN,
            str(new_id(at_office(on, hour, minute))),
        )
