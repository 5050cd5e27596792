"""Who keeps the poll of one small village: every act leaves a trace, and every refusal none."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from hands import Hands
from sqlalchemy import Select, bindparam, select
from villagers import finalised, villager
from world import World

from electflow.act import Actor
from electflow.audit.model import AuditEvent
from electflow.campaign.model import Election
from electflow.campaign.terms import Post
from electflow.db import Base, reading
from electflow.documents.terms import (
    Ground,
    Kind,
    Organ,
)
from electflow.errors import ElectflowError
from electflow.joint_review.terms import Conclusion
from electflow.nomination.terms import Source
from electflow.stages import Stage, Track, Trigger
from electflow.voting.custody import STOCK, Move, issued_at, of, total
from electflow.voting.poll_days import BEFORE, KEPT, boxes_or_one, sheet_fields, states_of
from electflow.voting.rules import left_for, tally
from electflow.voting.sheet import RETURNED, VOID, SheetState, seal_of, votes_in
from electflow.voting.tallying import fields_asked
from electflow.voting.terms import BoxKind
from electflow.workflow import candidacy, poll_day
from electflow.workflow import service as workflow
from electflow.workflow.dossier import Dossier
from electflow.workflow.machine import steps_from
from electflow.workflow.step import Step

Rows = dict[str, list[dict[str, Any]]]

FIGURES = (
    "poll", "count", "ballot_box", "box_user", "ballot_move", "tally_entry", "doubtful_ballot",
    "proxy_slip",
)  # fmt: skip
"""What a poll is known by; once the result is confirmed no act changes any of it."""

FIXED = frozenset({Stage.RESULT_CONFIRMED, Stage.CLOSED, Stage.ANNULLED})

HELD = frozenset({Stage.POLLING, Stage.COUNTING, Stage.ELECTED, Stage.VOID}) | FIXED
"""Stages in which the last poll is the one that counts; in all others the next is prepared."""

PRINTED = 40


def _queries() -> dict[str, Select[Any]]:
    """Return for each table the query for the rows of one election, in an order of its own."""
    found = {}
    for table in Base.metadata.sorted_tables:
        if "election_id" in table.c:
            mine = table.c.election_id == bindparam("this")
            found[table.name] = select(table).where(mine).order_by(*table.primary_key)
    whole, events = Election.__table__, AuditEvent.__table__
    found["election"] = select(whole).where(whole.c.id == bindparam("this"))
    of_case = events.c.case_name == bindparam("case")
    found["audit_event"] = select(events).where(of_case).order_by(events.c.seq)
    return found


_QUERIES = _queries()


class Keeper(Hands):
    """Tries acts on one election and looks at every row of it before and after."""

    def __init__(self, world: World, election: Election, rng: Random) -> None:
        super().__init__(world, election, rng)
        self.truth: dict[tuple[int, int], dict[str, int]] = {}
        self.seen = self.rows()
        self._read: tuple[Rows, Dossier] = self.seen, super().dossier()

    @property
    def stage(self) -> Stage:
        return Stage(self.seen["election"][0]["stage"])

    @property
    def book(self) -> list[dict[str, Any]]:
        """Return what the events of this election tell, in their order."""
        return [json.loads(event["body"]) for event in self.seen["audit_event"]]

    def rows(self) -> Rows:
        """Return every row that belongs to this election, and its events."""
        asked = {"this": self.election.id, "case": f"election:{self.election.id}"}
        with reading(self.world.database) as session:
            return {
                name: [dict(row) for row in session.execute(query, asked).mappings()]
                for name, query in _QUERIES.items()
            }

    def dossier(self) -> Dossier:
        """Return the dossier of the rows that were seen last, read once."""
        if self._read[0] is not self.seen:
            self._read = self.seen, super().dossier()
        return self._read[1]

    def attempt(self, work: Callable[[], object]) -> bool:
        """Try one act and tell whether it was done; a change is in the book, a refusal nowhere."""
        before, stage = self.seen, self.stage
        try:
            work()
            is_done = True
        except ElectflowError:
            is_done = False
        now = self.rows()
        if now != before:
            self.seen = now
        if not is_done:
            assert self.seen == before, "a refused act changed something"
        elif self.seen != before:
            assert len(self.seen["audit_event"]) > len(before["audit_event"]), "not in the book"
        if stage is self.stage and stage in FIXED:
            assert [self.seen[name] for name in FIGURES] == [before[name] for name in FIGURES]
        return is_done

    def keep(self, verb: Callable[..., object], *told: object, by: Actor | None = None, **named):
        """Try a verb of the front on this election, as its clerk or as somebody else."""
        return self.attempt(
            lambda: self.do(
                by or self.clerk, lambda act: verb(act, self.election.id, *told, **named)
            )
        )

    # --- the poll ---------------------------------------------------------------------------

    def poll_number(self) -> int:
        """Return the number of the poll that is prepared, or of the one that is held."""
        last = max((row["number"] for row in self.seen["poll"]), default=0)
        return last + (self.stage not in HELD)

    def balance(self) -> None:
        """Hand ballots out and draw them if nobody did, then enter what makes the ledger balance."""
        if self.stage not in KEPT:
            return
        sums, boxes = self.dossier().poll_day.moves, self.boxes()
        if self.stage in BEFORE and not of(sums, Move.PRINTED, STOCK):
            self.move(Move.PRINTED, STOCK, PRINTED)
        if not total(sums, Move.HANDED_OUT):
            for box in boxes:
                self.move(Move.HANDED_OUT, box, PRINTED // len(boxes))
        if self.stage is Stage.POLLING and not total(sums, Move.ISSUED_CARD):
            for box in boxes:
                self.move(Move.ISSUED_CARD, box, 28 // len(boxes) or 1)
        sums = self.dossier().poll_day.moves
        for box in boxes:
            got, drawn = of(sums, Move.HANDED_OUT, box), issued_at(sums, box)
            used = drawn + of(sums, Move.SPOILED, box) + of(sums, Move.UNUSED, box)
            if self.stage not in BEFORE:
                self.move(Move.UNUSED, box, got - used)
                self.move(Move.COLLECTED, box, drawn - of(sums, Move.COLLECTED, box))
            self.move(Move.HANDED_OUT, box, used - got)
        sums = self.dossier().poll_day.moves
        away = total(sums, Move.HANDED_OUT) + of(sums, Move.UNUSED, STOCK)
        self.move(Move.UNUSED, STOCK, of(sums, Move.PRINTED, STOCK) - away)
        self.move(Move.PRINTED, STOCK, away - of(sums, Move.PRINTED, STOCK))

    def boxes(self) -> list[int]:
        return [box.number for box in boxes_or_one(self.dossier().poll_day.boxes)]

    def move(self, move: Move, box: int, quantity: int) -> None:
        if quantity > 0:
            self.keep(poll_day.move_ballots, move=move, box=box, quantity=quantity)

    def sheets(self) -> tuple[tuple[str, ...], dict[int, SheetState]]:
        """Return the fields of the sheets of the poll that is counted, and how each sheet stands."""
        dossier = self.dossier()
        poll, there = dossier.polls[-1], dossier.candidates
        with reading(self.world.database) as session:
            states = states_of(session, self.election.county, self.election.id, poll, there)
        return sheet_fields(poll, there), states

    def true_sheet(self, box: int, fields: tuple[str, ...]) -> dict[str, int]:
        """Return what lies in a box: always the same, and in most polls enough to elect all."""
        dossier = self.dossier()
        poll = dossier.polls[-1]
        told = self.truth.setdefault((poll.number, box), {})
        if not told:
            there = of(dossier.poll_day.moves, Move.COLLECTED, box)
            told[RETURNED] = there or self.rng.randrange(13)
            told[VOID] = min(told[RETURNED], self.rng.choice((0, 0, 1)))
        good, posts = told[RETURNED] - told[VOID], {c.number: c.post for c in dossier.candidates}
        way = Random(poll.number + self.election.id).choice(("all", "all", "equal", "some"))
        got = Counter[Post]()
        for number, n in votes_in(told).items():
            got[posts[number]] += n
        for number in votes_in(dict.fromkeys(fields, 0)):
            post = posts[number]
            if f"votes_{number}" not in told:
                most = min(good, good * poll.seats[post] - got[post])
                n = {"all": most, "equal": most // 2, "some": self.rng.randrange(most + 1)}[way]
                told[f"votes_{number}"] = n
                got[post] += n
        return {name: told[name] for name in fields}

    def enter(self, box: int, person: int, change: Callable[[dict[str, int]], None] | None = None):
        """Let one of several persons enter what a sheet asks for, rightly or with a change."""
        fields, states = self.sheets() if self.stage is Stage.COUNTING else ((), {})
        asked = fields_asked(states.get(box), fields)
        is_there = fields and box in self.boxes()
        told = self.true_sheet(box, fields) if is_there else {RETURNED: 1, VOID: 0}
        figures = {name: n for name, n in told.items() if not fields or name in asked}
        if change:
            change(figures)
        return self.keep(
            poll_day.enter_sheet,
            by=replace(self.clerk, official_id=self.clerk.official_id + person),
            box=box,
            figures=figures,
            accepted=seal_of(figures),
        )

    def count_all(self) -> None:
        """Let three persons enter every sheet until it is settled."""
        if self.stage is Stage.COUNTING:
            for box in self.boxes():
                for person in (0, 1, 2):
                    self.enter(box, person)

    # --- the way onward ---------------------------------------------------------------------

    def onward(self) -> None:
        """Do what the stage asks for, write true papers, and make the first step that is open."""
        if self.stage is Stage.POLL_READY:
            day = max(self.at.date(), self.dossier().election.election_on)
            self.at += day - self.at.date()
        if self.stage is Stage.NOMINATING:
            self.nominate_all()
        if self.stage is Stage.VETTING:
            self.conclude_all()
        if self.stage is Stage.POLLING:
            for box in self.dossier().poll_day.boxes:
                if box.kind is BoxKind.MOBILE:
                    for is_out in (True, False):
                        self.keep(poll_day.note_box, box.number, is_out=is_out)
        self.balance()
        self.count_all()
        if self.stage is Stage.ELECTED:
            counted = max(self.seen["count"], key=lambda row: (row["poll"], row["edition"]))
            sealed = total(self.dossier().poll_day.moves, Move.SEALED)
            self.move(Move.SEALED, STOCK, counted["returned"] - sealed)
        ways = steps_from(Track.COMMITTEE, self.stage)
        for step in sorted(ways, key=lambda step: not step.is_main):
            is_back = step.undoes or step.trigger is Trigger.REOPEN_NOMINATION
            if not is_back and self.take(step):
                return

    def take(self, step: Step) -> bool:
        """Write the papers that a step asks for, then make it."""
        issues = workflow.issues_of(step, self.dossier(), self.at.date())
        asked = {i.fix.removeprefix("paper:") for i in issues if i.is_open and is_paper(i.fix)}
        for kind in map(Kind, sorted(asked)):
            self.attempt(lambda kind=kind: self.write(self.clerk, kind, self.true(kind)))

        def go() -> None:
            for actor in (self.clerk, self.checker, self.leader):
                told = self.go(actor, step, self.now.version)
                if told is None:
                    return
            raise told

        return self.attempt(go)

    def nominate_all(self) -> None:
        """Name as many as each post needs for a choice: who stands first on the list of voters."""
        standing = Counter(c.post for c in self.dossier().candidates if c.stands)
        others = iter(range(1 + len(self.dossier().candidates), 31))
        for post, seats in sorted(self.election.seats.items()):
            for _ in range(standing[Post(post)], seats + 1 if seats else 0):
                who = villager(next(others))
                self.keep(
                    candidacy.nominate,
                    name=who.name,
                    number=who.number,
                    sex="F",
                    post=Post(post),
                    source=Source.VILLAGERS,
                    votes=9,
                )

    def conclude_all(self) -> None:
        for candidate in self.dossier().candidates:
            self.keep(
                candidacy.conclude,
                candidate.number,
                by=self.county,
                conclusion=Conclusion.PASS,
                number="1号",
                dated_on=self.at.date(),
                reason="更正",
            )

    def true(self, kind: Kind) -> dict[str, object]:
        """Return the figures of a paper as they are."""
        dossier = self.dossier()
        day, found = dossier.poll_day, tally(dossier, dossier.profile)
        mobile = [box for box in day.boxes if box.kind is BoxKind.MOBILE]
        standing = sum(c.stands for c in dossier.candidates)
        elected = len(found.elected) if found else 0
        drawn = total(day.moves, Move.ISSUED_CARD, Move.ISSUED_SLIP)
        slips = day.slips
        vacant = dict(found.vacancies) if found else {}
        organ = {"organ": Organ.COUNTY_GOVERNMENT.value}
        meeting = {"due": 40, "present": 38, "agreed": 36}
        ballots = {"issued": 28, "returned": 26, "void": 1}
        vetted = {"persons": standing, "units": 17}
        told: dict[Kind, dict[str, object]] = {
            Kind.NOMINATION_RECORD: ballots,
            Kind.PRIMARY_RECORD: ballots,
            Kind.VETTING_REQUEST: vetted,
            Kind.VETTING_REPORT: vetted | {"units_answered": 17},
            Kind.CANDIDATES_NOTICE: {"persons": standing},
            Kind.PLACE_NOTICE: {
                "poll_on": dossier.election.election_on,
                "stations": len(day.boxes) - len(mobile) or 1,
            },
            Kind.PROXY_NOTICE: {
                "principals": slips.principals if slips else 0,
                "proxies": slips.proxies if slips else 0,
                "most_of_one_proxy": slips.most_of_one if slips else 0,
                "candidates_as_proxies": slips.candidates if slips else 0,
            },
            Kind.STAFF_NOTICE: {"persons": 5},
            Kind.BOX_USERS_NOTICE: {"persons": sum(box.users for box in mobile)},
            Kind.READINESS_RECORD: {
                "ballots_printed": PRINTED,
                "secret_places": 3,
                "mobile_boxes": len(mobile),
                "fewest_scrutineers": min((box.scrutineers for box in day.boxes), default=3),
            },
            Kind.POLL_CLOSING: {"voters": drawn, "issued": drawn},
            Kind.RESULT_NOTICE: {
                "announced_on_the_spot": True,
                "counted_openly": True,
                "persons": elected,
                "kin_among_elected": False,
                "all_eligible": True,
            },
            Kind.REVOTE_NOTICE: {
                "persons": len({i for tie in found.ties for i in tie.ids}) if found else 0
            },
            Kind.SECOND_ELECTION_NOTICE: {
                "poll_on": self.at.date(),
                "persons": len(left_for(dossier, found, vacant)) if found else 0,
                "seats": sum(vacant.values()),
            },
            Kind.VACANCY_DECISION: meeting,
            Kind.VOID_DECISION: organ | {"ground": Ground.TURNOUT.value},
            Kind.ANNULMENT_DECISION: organ | {"ground": Ground.TURNOUT.value},
            Kind.PERSON_VOID_DECISION: organ,
            Kind.COUNT_CORRECTION: {"scrutineers_signed": True, "winners_change": False},
            Kind.CERTIFICATES_RECORD: {"persons": elected},
            Kind.HANDOVER_RECORD: {"signed_by_both": True, "seal_handed_over": True},
            Kind.ARCHIVE_LIST: {"files": 40, "ballots_sealed": True},
        }
        return told[kind] if kind in told else self.figures(kind)


def is_paper(fix: str | None) -> bool:
    return (fix or "").startswith("paper:")


def prepared(world: World) -> Election:
    """Bring a village of thirty voters to its list of candidates; all of them are on the list."""
    election, _, at = finalised(world)
    keeper = Keeper(world, election, Random(1))
    keeper.at = at
    while keeper.stage is not Stage.CANDIDATES_PUBLISHED:
        before = keeper.stage
        keeper.onward()
        assert keeper.stage is not before, before
    for kind in (BoxKind.CENTRAL, BoxKind.MOBILE, BoxKind.MOBILE):
        keeper.keep(
            poll_day.add_box,
            kind=kind,
            name=kind.value,
            scrutineers=3,
            users=2,
            approval="1号",
            custodian="责任人",
            route="一组",
        )
    return world.again(election)
