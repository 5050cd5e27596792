"""A joint review in the middle of its work: units with accounts, a list in force, replies of some.

What units find of somebody is shown in the invented county alone; in a real one there is progress and
lateness, and nobody of whom anything was found.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from electflow.access import accounts, sessions
from electflow.access import service as access
from electflow.access.model import Official
from electflow.access.terms import Role
from electflow.act import THE_SITE, Act, Actor, Grant
from electflow.campaign.model import Campaign, Election
from electflow.db import Database, in_transaction
from electflow.demo.county import EXAMPLE, PASSWORD, SEED, Account
from electflow.demo.persons import invented_name
from electflow.demo.player import ORIGIN, at_office
from electflow.joint_review.adoption import list_waiting
from electflow.joint_review.answers import Given
from electflow.joint_review.checklist import levels_of
from electflow.joint_review.model import Question
from electflow.joint_review.questions import Hit
from electflow.joint_review.terms import Answer
from electflow.stages import Stage
from electflow.workflow import replying, reviewing

T = TypeVar("T")
_UNITS = ("court", "police", "discipline", "organisation", "justice")
_BEFORE, _DUE = 5, 1


def open_review(database: Database, county: str, today: date) -> list[Account]:
    """Send everybody who stands under vetting to the units, let some reply, and return the accounts."""
    return _Reviewers(database, county, today).play()


class _Reviewers:
    """The reviewers of one county and the days on which they act."""

    def __init__(self, database: Database, county: str, today: date) -> None:
        self.database, self.county, self.today = database, county, today
        self.prefix = "sl" if county == EXAMPLE else "yy"
        self.actors: dict[str, Actor] = {}

    def play(self) -> list[Account]:
        made = self._do("sysadmin", self.today - timedelta(days=9), self._seat)
        self._do("county", self.today - timedelta(days=8), self._propose)
        self._do("leader", self.today - timedelta(days=8), self._adopt)
        sent = self._do("county", self.today - timedelta(days=_BEFORE), self._send)
        if sent:
            for unit, asked in self._do("county", self.today, self._asked).items():
                self._reply(unit, asked)
            for days in (2, 1):
                self._urge(self.today - timedelta(days=days))
        return made

    def _do(self, name: str, on: date, work: Callable[[Act, Campaign], T], hour: int = 10) -> T:
        """Run work as an account of the county, on a day."""

        def unit(session: Session) -> T:
            actor = self.actors.get(name) or self._actor(session, name)
            act = Act(session, actor, at_office(on, hour), ORIGIN)
            campaign = session.scalars(select(Campaign).where(Campaign.county == self.county)).one()
            return work(act, campaign)

        return in_transaction(self.database, unit)

    def _urge(self, on: date) -> None:
        """Let the site remind by itself, as it does from then on while it is served."""

        def unit(session: Session) -> None:
            campaign = session.scalars(select(Campaign).where(Campaign.county == self.county)).one()
            site = Actor(THE_SITE, self.county)
            act = Act(session, site, at_office(on, 17), reviewing.THE_PLAN)
            reviewing.urge_by_plan(act, campaign)

        in_transaction(self.database, unit)

    def _actor(self, session: Session, name: str) -> Actor:
        username = f"{self.prefix}-{name}"
        found = session.scalars(select(Official).where(Official.username == username)).one()
        self.actors[name] = access.actor_of(found)
        return self.actors[name]

    def _seat(self, act: Act, campaign: Campaign) -> list[Account]:
        """Give each unit its operator and its leader; the county its checker and its secretary."""
        rng = Random(f"{SEED}:{self.county}:reviewers")
        named = [
            ("check", Role.COUNTY_CHECKER, ""),
            ("meeting", Role.MEETING_SECRETARY, ""),
            *((unit, Role.UNIT_OPERATOR, unit) for unit in _UNITS),
            *((f"{unit}-lead", Role.UNIT_LEADER, unit) for unit in _UNITS),
        ]
        hashed, made = sessions.hash_password(PASSWORD), []
        for name, role, unit in named:
            official = accounts.create_official(
                act,
                county=self.county,
                username=f"{self.prefix}-{name}",
                name=invented_name(rng),
                password_hash=hashed,
                grants=[Grant(role.value, self.county, unit)],
            )
            made.append(Account(official.username, role, self.county))
        return made

    def _propose(self, act: Act, campaign: Campaign) -> None:
        level = {
            "name": self.county,
            "title": f"{campaign.name}核查清单",
            "parent": "national",
            "document": f"演示联审〔{self.today.year}〕1号",
            "rounds": ["county"],
            "on": ["S1", "D1", "D2"],
        }
        reviewing.propose_checklist(act, campaign, [*levels_of("national"), level])

    def _adopt(self, act: Act, campaign: Campaign) -> None:
        [proposal] = list_waiting(act.session, campaign)
        reviewing.decide_checklist(act, campaign, proposal.id, approve=True)

    def _send(self, act: Act, campaign: Campaign) -> int:
        elections = act.session.scalars(
            select(Election.id)
            .where(Election.county == self.county, Election.campaign_id == campaign.id)
            .where(Election.stage == Stage.VETTING.value)
        ).all()
        if not elections:
            return 0
        batch = reviewing.submit(act, campaign, elections)
        reviewing.ask_next(
            act,
            campaign,
            batch.number,
            due_on=self.today - timedelta(days=_DUE),
            letter=f"演示联审函〔{self.today.year}〕1号",
        )
        return batch.persons

    def _asked(self, act: Act, campaign: Campaign) -> dict[str, list[int]]:
        rows = act.session.execute(
            select(Question.unit, Question.id)
            .where(Question.county == self.county, Question.unit.in_(_UNITS))
            .order_by(Question.id)
        )
        found: dict[str, list[int]] = {unit: [] for unit in _UNITS}
        for unit, question_id in rows:
            found[unit].append(question_id)
        return found

    def _reply(self, unit: str, asked: Sequence[int]) -> None:
        """Court and police reply in full, discipline waits for the signature, one unit is late."""
        done = {"court": 1.0, "police": 1.0, "discipline": 0.6, "organisation": 0.3, "justice": 0.0}
        given = [Given(i, Answer.CLEAN) for i in asked[: int(len(asked) * done[unit])]]
        if unit == "court" and given and self.county == EXAMPLE:
            given[0] = Given(
                asked[0], Answer.HIT, Hit("A2", "（2019）示例刑初12号（虚构）", date(2019, 5, 6))
            )
        if not given:
            return
        on = self.today - timedelta(days=2)
        self._do(unit, on, lambda act, campaign: replying.reply(act, campaign, given))
        if unit != "discipline":
            seen = {g.question_id: 1 for g in given}
            name = f"{unit}-lead"
            self._do(name, on, lambda act, c: replying.sign(act, c, seen), hour=15)
