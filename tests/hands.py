"""Acts on one election that may come at any moment, with figures that could be true."""

from datetime import date, timedelta
from enum import EnumType
from random import Random
from types import NoneType
from typing import get_args, get_type_hints

from world import EXAMPLE, NOON, World

from electflow.act import Actor
from electflow.campaign.model import Election
from electflow.campaign.terms import Departure, HoldKind, Post
from electflow.db import reading
from electflow.demo.persons import invented_name, invented_number
from electflow.documents.service import list_editions
from electflow.documents.terms import PAPER_KINDS, Kind
from electflow.errors import ElectflowError
from electflow.joint_review.terms import Conclusion
from electflow.nomination.terms import Exit, Source
from electflow.stages import Stage, Track
from electflow.workflow import candidacy, holding, records
from electflow.workflow import service as workflow
from electflow.workflow.dossier import Dossier, dossiers_of
from electflow.workflow.machine import steps_from
from electflow.workflow.step import Step


class Hands:
    """The hands of one election's clerk, checker and head of the office, who try what comes to them."""

    def __init__(self, world: World, election: Election, rng: Random) -> None:
        self.world, self.election, self.rng = world, election, rng
        self.clerk, self.checker = world.clerk_of(election), world.clerk_of(election, check=True)
        self.county, self.leader = world.actor("county"), world.actor("leader")
        self.at = NOON

    @property
    def now(self) -> Election:
        return self.world.again(self.election)

    def dossier(self) -> Dossier:
        with reading(self.world.database) as session:
            return dossiers_of(session, EXAMPLE, [self.now])[self.election.id]

    def events(self) -> int:
        return self.world.count("audit_event", f"case_name = 'election:{self.election.id}'")

    def do(self, actor, work):
        return self.world.do(actor, work, self.at)

    def step(self) -> None:
        """Try every way out of the stage in a random order until one is open."""
        now = self.now
        ways = [
            (step, actor)
            for step in steps_from(Track.COMMITTEE, Stage(now.stage))
            for actor in (self.clerk, self.checker, self.leader)
        ]
        self.rng.shuffle(ways)
        seen = now.version - (self.rng.random() < 0.1)
        told: ElectflowError | None = None
        for step, actor in ways:
            told = self.go(actor, step, seen)
            if told is None:
                return
        if told:
            raise told

    def go(self, actor: Actor, step: Step, seen: int) -> ElectflowError | None:
        """Make one step and explain every warning; return why it was refused, if it was."""
        election = self.election.id
        told = self.do(
            actor,
            lambda act: workflow.advance_all(
                act, step.trigger, {election: seen}, explanation_for_all="说明"
            ),
        )[election]
        return told if isinstance(told, ElectflowError) else None

    def paper(self) -> None:
        now = self.now
        issues = [
            issue
            for step in steps_from(Track.COMMITTEE, Stage(now.stage))
            for issue in workflow.issues_of(step, self.dossier(), self.at.date())
        ]
        asked = [i.fix.removeprefix("paper:") for i in issues if (i.fix or "").startswith("paper:")]
        kind = Kind(self.rng.choice(asked)) if asked else self.rng.choice(list(PAPER_KINDS))
        self.write(self.rng.choice((self.clerk, self.county)), kind, self.figures(kind))

    def write(self, actor: Actor, kind: Kind, figures: dict[str, object]) -> None:
        """Record a paper of today, or the next edition of it."""
        on = self.at.date()
        with reading(self.world.database) as session:
            editions = list_editions(session, EXAMPLE, self.election.id)
        seen = max((d.edition for d in editions if d.kind == kind), default=0)
        self.do(
            actor,
            lambda act: records.record_paper(
                act,
                self.election.id,
                kind,
                dated_on=on,
                posted_on=on if PAPER_KINDS[kind].is_posted else None,
                number="1号",
                figures=figures,
                seen_edition=seen,
                reason="更正",
            ),
        )

    def figures(self, kind: Kind) -> dict[str, object]:
        """Return figures of a paper that could be true."""
        told: dict[str, object] = {}
        for name, shape in get_type_hints(PAPER_KINDS[kind].figures).items():
            plain = next((part for part in get_args(shape) if part is not NoneType), shape)
            told[name] = self.value(name, plain)
        return told

    def value(self, name: str, shape: object) -> object:
        if shape is bool:
            return self.rng.random() < 0.8
        if shape is date:
            return self.now.election_on
        if isinstance(shape, EnumType):
            return self.rng.choice(list(shape)).value
        dossier = self.dossier()
        standing = sum(c.stands for c in dossier.candidates)
        base = dossier.polls[-1].base if dossier.polls else 300
        came = base * 4 // 5
        known = {"persons": (5, standing), "units": (17,), "units_answered": (17,), "due": (40,)}
        known |= {"present": (38,), "agreed": (36,), "voters": (came,), "issued": (came,)}
        known |= {"registered": (base,), "secret_places": (3,), "fewest_scrutineers": (3,)}
        known |= {"ballots_printed": (3_000,), "candidates_as_proxies": (0,)}
        seats = {"chair_seats": (1,), "deputy_seats": (1,), "member_seats": (3,)}
        return self.rng.choice((known | seats).get(name, (0, 1, 3, 7)))

    def nominate(self) -> None:
        sex = self.rng.choice("MF")
        is_counting = self.now.stage == Stage.COUNTING
        source = Source.WRITE_IN if is_counting else self.rng.choice(list(Source))
        self.do(
            self.clerk,
            lambda act: candidacy.nominate(
                act,
                self.election.id,
                name=invented_name(self.rng),
                number=invented_number(self.rng, sex),
                sex=sex,
                post=self.rng.choice((Post.CHAIR, Post.DEPUTY, Post.MEMBER)),
                source=source,
                votes=self.rng.randrange(50),
                nominators=12,
                evidence="推荐表",
            ),
        )

    def somebody(self) -> int:
        there = self.dossier().candidates
        return self.rng.choice(there).number if there else 99

    def withdraw(self) -> None:
        number = self.somebody()
        self.do(
            self.rng.choice((self.clerk, self.leader)),
            lambda act: candidacy.withdraw(
                act,
                self.election.id,
                number,
                "书面",
                left_for=self.rng.choice(list(Exit)),
                asked_on=self.at.date(),
                document="书面材料1号",
            ),
        )

    def primary(self) -> None:
        votes = {c.number: self.rng.randrange(60) for c in self.dossier().candidates}
        self.do(self.clerk, lambda act: candidacy.record_primary(act, self.election.id, votes))

    def list_formal(self) -> None:
        chosen = {c.number for c in self.dossier().candidates if self.rng.random() < 0.9}
        self.do(
            self.clerk, lambda act: candidacy.list_formal(act, self.election.id, chosen, "记录")
        )

    def substitute(self) -> None:
        number = self.somebody()
        self.do(self.clerk, lambda act: candidacy.substitute(act, self.election.id, number, "记录"))

    def conclude(self) -> None:
        for candidate in self.dossier().candidates:
            conclusion = self.rng.choice((Conclusion.PASS,) * 9 + (Conclusion.PROHIBITED,))
            self.do(
                self.county,
                lambda act, c=candidate, told=conclusion: candidacy.conclude(
                    act,
                    self.election.id,
                    c.number,
                    conclusion=told,
                    number="1号",
                    dated_on=self.at.date(),
                    reason="更正",
                ),
            )

    def hold(self) -> None:
        kind = self.rng.choice(list(HoldKind))
        proposal = self.do(
            self.county,
            lambda act: (
                holding.propose_hold(
                    act,
                    self.election.id,
                    kind=kind,
                    organ="county_government",
                    number="1号",
                    dated_on=self.at.date(),
                    until=self.at.date() + timedelta(20),
                    reason="暴雨",
                ).id
            ),
        )
        self.do(
            self.leader,
            lambda act: holding.decide(act, proposal, approve=self.rng.random() < 0.8),
        )

    def lift(self) -> None:
        """Lift one hold: each is an act of its own, and the next may be refused."""
        for held in self.dossier().election.holds[:1]:
            self.do(
                self.leader,
                lambda act, held=held: holding.lift_hold(act, self.election.id, held.id, "恢复"),
            )

    def depart(self) -> None:
        rule = self.rng.choice(("vetting.all_units_answer", "roll.publish_before_days"))
        kind = self.rng.choice(list(Departure))
        proposal = self.do(
            self.county,
            lambda act: (
                holding.propose_departure(
                    act,
                    self.election.id,
                    kind,
                    rule=rule,
                    organ="county_government",
                    number="1号",
                    dated_on=self.at.date(),
                    until=self.at.date() + timedelta(5),
                    reason="说明",
                ).id
            ),
        )
        self.do(self.leader, lambda act: holding.decide(act, proposal, approve=True))

    def count(self) -> None:
        dossier = self.dossier()
        if dossier.election.stage is not Stage.COUNTING:
            return
        poll = dossier.polls[-1]
        returned = max(poll.base * 4 // 5, 1)
        votes = dict.fromkeys(poll.candidates, 0)
        by_number = {c.number: c for c in dossier.candidates}
        for post, seats in poll.seats.items():
            left = seats * returned
            for number in [n for n in votes if by_number[n].post is post]:
                votes[number] = self.rng.choice((0, returned // 3, returned * 3 // 5, returned))
                votes[number] = min(votes[number], left, returned)
                left -= votes[number]
        told = {"returned": returned, "void": 0} | {f"votes_{n}": v for n, v in votes.items()}
        self.world.count_by_two(self.now, self.clerk, told)
