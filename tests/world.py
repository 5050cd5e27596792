"""The county that tests act in, and short words for acting in it."""

import os
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from electflow.access import service as access
from electflow.access.model import Official
from electflow.act import Act, Actor, Origin
from electflow.campaign.model import Campaign, Election
from electflow.db import Database, in_transaction, reading
from electflow.demo.county import EXAMPLE, build_county, load_example_places, load_places
from electflow.migrations.run import migrate
from electflow.settings import Settings, load_settings
from electflow.stages import Stage, Track
from electflow.voting.poll_days import boxes_or_one
from electflow.voting.sheet import seal_of
from electflow.workflow import poll_day
from electflow.workflow.dossier import dossiers_of

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MORNING = NOON - timedelta(hours=2)  # until then the demo has played
NIGHT = bool(os.environ.get("ELECTFLOW_NIGHT"))
PAGES_ON = ["sqlite", "postgresql"] if NIGHT else ["sqlite"]
FOREIGN = "990202"


def count(quick: int, night: int) -> int:
    """Return how often to repeat: the quick count, or the full one at night."""
    return night if NIGHT else quick


@dataclass
class World:
    """A built county with its accounts, and short words for tests."""

    settings: Settings
    database: Database

    def actor(self, name: str) -> Actor:
        with reading(self.database) as session:
            official = session.scalar(select(Official).where(Official.username == f"sl-{name}"))
            assert official is not None, name
            return access.actor_of(official)

    def name_of(self, actor: Actor) -> str:
        """Return the user name of an account."""
        with reading(self.database) as session:
            return access.get_official(session, actor.county, actor.official_id).username

    def clerk_of(self, election: Election, check: bool = False) -> Actor:
        with reading(self.database) as session:
            for official in session.scalars(select(Official)):
                roles = {(grant.role, grant.region) for grant in official.grants}
                wanted = "township_approver" if check else "township_clerk"
                if (wanted, election.township) in roles:
                    return access.actor_of(official)
        raise AssertionError(election.township)

    def election(self, stage: Stage, track: Track = Track.COMMITTEE) -> Election:
        """Return an election that the real services brought to a stage."""
        with reading(self.database) as session:
            found = session.scalar(
                select(Election).where(
                    Election.county == EXAMPLE,
                    Election.stage == stage.value,
                    Election.track == track.value,
                    Election.place_kind == "village",
                )
            )
            assert found is not None, f"no {track} election stands at {stage}"
            return found

    def again(self, election: Election) -> Election:
        with reading(self.database) as session:
            found = session.get(Election, (election.county, election.id))
            assert found is not None
            return found

    def campaign(self, county: str = EXAMPLE) -> Campaign:
        with reading(self.database) as session:
            return session.scalars(select(Campaign).where(Campaign.county == county)).one()

    def act(self, session: Session, actor: Actor, at: datetime = NOON, key: str = "") -> Act:
        return Act(session, actor, at, Origin("127.0.0.1", "pytest"), key)

    def do(self, actor: Actor, work, at: datetime = NOON):
        """Run a service verb as an actor in a transaction of its own."""
        return in_transaction(self.database, lambda s: work(self.act(s, actor, at)))

    def count_by_two(self, election: Election, first: Actor, figures: dict[str, int]) -> None:
        """Enter the sheets of a poll by two persons: all ballots in the first box."""
        with reading(self.database) as session:
            dossier = dossiers_of(session, election.county, [election])[election.id]
        for order, box in enumerate(boxes_or_one(dossier.poll_day.boxes)):
            told = dict.fromkeys(figures, 0) if order else figures
            for actor in (first, replace(first, official_id=first.official_id + 1)):
                self.do(
                    actor,
                    lambda act, box=box.number, told=told: poll_day.enter_sheet(
                        act, election.id, box=box, figures=told, accepted=seal_of(told)
                    ),
                )

    def ids(self, table: str, where: str = "1=1") -> list[int]:
        with reading(self.database) as session:
            return list(session.scalars(text(f"select id from {table} where {where} order by id")))

    def count(self, table: str, where: str = "1=1") -> int:
        with reading(self.database) as session:
            return session.scalar(text(f"select count(*) from {table} where {where}")) or 0


def site_settings(url: str) -> Settings:
    return load_settings({}, database_url=url, environment="demo")


def fill(database: Database) -> None:
    migrate(database)
    load_example_places(database)
    build_county(database, EXAMPLE, TODAY, until=MORNING)
    load_places(
        database,
        [
            (1, "9902", "邻市"),
            (2, FOREIGN, "邻县"),
            *[(n, f"{FOREIGN}10{n}", f"邻{n}乡") for n in range(4)],
            *[(n + 9, f"{FOREIGN}10{n}200", f"邻村{n}村委会") for n in range(4)],
        ],
    )


PASSWORD = "demo-2026-electflow"


def renamed(uri: str, name: str) -> str:
    return make_url(uri).set(database=name).render_as_string(hide_password=False)


def run_sql(uri: str, *statements: str) -> None:
    engine = create_engine(uri, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
