"""Polls kept in any order of acts: boxes, proxies, ballots, sheets and handover hold at every moment."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from keeper import Keeper, Rows, prepared
from villagers import villager
from world import NIGHT, World, count

from electflow.appointment.terms import DONE, Thing, ThingStanding
from electflow.audit.verify import verify_chains
from electflow.campaign.model import Election
from electflow.campaign.terms import Post
from electflow.db import reading
from electflow.documents.terms import HandoverFigures, Kind
from electflow.nomination.terms import Exit, Source, Standing
from electflow.stages import INITIAL, Stage, Track, Trigger
from electflow.voting.custody import (
    OF_STOCK,
    STOCK,
    Move,
    imbalances_at_closing,
    imbalances_at_count,
    imbalances_at_sealing,
    issued_at,
)
from electflow.voting.poll_days import BEFORE, DURING, KEPT
from electflow.voting.proxy import ProxyRelation
from electflow.voting.rules import tally
from electflow.voting.sheet import RETURNED, VOID, votes_in
from electflow.voting.terms import BallotRuling, BoxKind, Doubt
from electflow.workflow import candidacy, handing_over, poll_day
from electflow.workflow.machine import steps_from
from electflow.workflow.replay import verify_stages

BOXES = st.integers(1, 4)
PLACES = st.integers(0, 4)
VILLAGERS = st.integers(9, 18)
"""By order on the list; the first eight of it are candidates."""
PERSONS = st.integers(0, 3)


def faults(*names: str) -> st.SearchStrategy[str]:
    """Draw what is wrong with an act; more often than not nothing is."""
    return st.sampled_from(("",) * 2 * len(names) + names)


def fits(*stages: Stage) -> Callable[..., Callable[..., None]]:
    """Let an act be tried where it belongs, and at every fourth turn wherever the election stands."""
    return precondition(lambda walk: walk.turn % 4 == 0 or walk.keeper.stage in stages)


class PollWalk(RuleBasedStateMachine):
    """Persons who keep the poll of one village, rightly and wrongly, in any order."""

    def __init__(
        self, copies: Callable[[], AbstractContextManager[World]], election: Election
    ) -> None:
        super().__init__()
        self.copy, self.election = copies(), election
        self.world = self.copy.__enter__()

    def teardown(self) -> None:
        try:
            with reading(self.world.database) as session:
                assert [*verify_chains(session), *verify_stages(session)] == []
        finally:
            self.copy.__exit__(None, None, None)

    @initialize(rng=st.randoms(use_true_random=False), ahead=st.sampled_from((0, 0, 1, 2, 3, 6, 7)))
    def begin(self, rng, ahead) -> None:
        self.keeper = Keeper(self.world, self.election, rng)
        self.keeper.at = self.keeper.at.combine(
            self.election.election_on - timedelta(days=3), self.keeper.at.timetz()
        )
        self.voters = [row["id"] for row in self.keeper.seen["voter"]]
        self.viewer = self.world.actor("viewer")
        for _ in range(ahead):
            self.keeper.onward()

    # --- acts ---------------------------------------------------------------------------------

    @rule(n=st.integers(1, 2))
    def go_on(self, n) -> None:
        for _ in range(n):
            self.keeper.onward()

    @rule(days=st.integers(1, 4))
    def wait(self, days) -> None:
        self.keeper.at += timedelta(days=days)

    @rule(way=st.sampled_from(("step", "paper", "withdraw", "substitute", "list_formal")))
    def act_as_before(self, way) -> None:
        """What the walk through whole elections does as well."""
        self.keeper.attempt(getattr(self.keeper, way))

    @fits(Stage.NOMINATING, Stage.NOMINATED, Stage.COUNTING)
    @rule(who=VILLAGERS, post=st.sampled_from((Post.CHAIR, Post.MEMBER)))
    def nominate(self, who, post) -> None:
        is_counting = self.keeper.stage is Stage.COUNTING
        self.keeper.keep(
            candidacy.nominate,
            name=villager(who).name,
            number=villager(who).number,
            sex="F",
            post=post,
            source=Source.WRITE_IN if is_counting else Source.VILLAGERS,
            votes=who,
        )

    @fits(*BEFORE)
    @rule(
        kind=st.sampled_from((*BoxKind, BoxKind.MOBILE)),
        scrutineers=st.integers(2, 4),
        fault=faults("unnamed", "without_users", "without_route"),
    )
    def add_box(self, kind, scrutineers, fault) -> None:
        self.keeper.keep(
            poll_day.add_box,
            kind=kind,
            name=" " if fault == "unnamed" else "票箱",
            scrutineers=scrutineers,
            users=0 if fault == "without_users" else 3,
            custodian="责任人",
            route="" if fault == "without_route" else "一组",
            approval="1号",
        )

    @fits(*BEFORE)
    @rule(box=BOXES)
    def withdraw_box(self, box) -> None:
        self.keeper.keep(poll_day.withdraw_box, box)

    @fits(Stage.POLLING)
    @rule(box=BOXES, is_out=st.booleans())
    def note_box(self, box, is_out) -> None:
        self.keeper.keep(poll_day.note_box, box, is_out=is_out)

    @fits(*BEFORE)
    @rule(
        box=BOXES,
        who=st.lists(VILLAGERS, min_size=1, max_size=4, unique=True),
        fault=faults("stranger", "twice", "nobody"),
    )
    def list_users(self, box, who, fault) -> None:
        names = [villager(n).name for n in who]
        more = {"stranger": ["无此人"], "twice": names[:1]}.get(fault, [])
        self.keeper.keep(poll_day.list_box_users, box, [] if fault == "nobody" else names + more)

    @fits(*poll_day.PROXIES_OPEN)
    @rule(
        principal=VILLAGERS,
        proxy=st.integers(9, 12),
        relation=st.sampled_from((ProxyRelation.SIBLING, ProxyRelation.VILLAGER)),
        fault=faults("candidate", "same", "stranger", "unwritten", "ahead", "late", "no_reason"),
    )
    def register_proxy(self, principal, proxy, relation, fault) -> None:
        by_order = dict(enumerate(self.voters, 1)) | {0: 7}
        proxy = {"candidate": 1, "same": principal, "stranger": 0}.get(fault, proxy)
        days = {"ahead": 400, "late": 1}.get(fault, 0)
        today, taken = self.keeper.at.date(), {row["number"] for row in self.slips()}
        latest = poll_day.poll_on_of(self.keeper.dossier())
        applied_on = min(today, latest) + timedelta(days=days)
        is_done = self.keeper.keep(
            poll_day.register_proxy,
            principal=by_order[principal],
            proxy=by_order[proxy],
            relation=relation,
            reason=" " if fault == "no_reason" else "外出务工",
            applied_on=applied_on,
            is_written=fault != "unwritten",
        )
        if is_done:
            assert fault in ("", "candidate")
            assert applied_on <= min(today, latest)
            (slip,) = [row for row in self.slips() if row["number"] not in taken]
            assert slip["poll"] == self.keeper.poll_number(), "a proxy is for the poll that comes"
            assert self.people()[slip["proxy"]] not in self.standing()

    @fits(*poll_day.PROXIES_OPEN)
    @rule(number=st.integers(1, 6))
    def withdraw_proxy(self, number) -> None:
        self.keeper.keep(poll_day.withdraw_proxy, number)

    @fits(*KEPT)
    @rule(move=st.sampled_from(list(Move)), box=PLACES, quantity=st.integers(-1, 9))
    def move_ballots(self, move, box, quantity) -> None:
        place = STOCK if move in OF_STOCK and quantity % 3 else box
        self.keeper.keep(poll_day.move_ballots, move=move, box=place, quantity=quantity)

    @fits(*KEPT)
    @rule(back=st.integers(0, 3))
    def take_back(self, back) -> None:
        lines = [row["id"] for row in self.keeper.seen["ballot_move"]]
        line = lines[-1 - back] if back < len(lines) else 7
        self.keeper.keep(poll_day.take_back_move, line)

    @fits(*KEPT)
    @rule()
    def balance(self) -> None:
        self.keeper.balance()

    @fits(Stage.COUNTING)
    @rule(box=PLACES, person=PERSONS)
    def enter_sheet(self, box, person) -> None:
        self.keeper.enter(box, person)

    @fits(Stage.COUNTING)
    @rule(
        box=BOXES, person=PERSONS, more=st.sampled_from((-60, -1, 1, 60)), field=st.integers(0, 9)
    )
    def enter_wrong_sheet(self, box, person, more, field) -> None:
        def change(figures: dict[str, int]) -> None:
            name = sorted(figures)[field % len(figures)]
            figures[name] += more
            if more < -1 and field % 2:
                del figures[name]

        self.keeper.enter(box, person, change)

    @fits(Stage.COUNTING)
    @rule(box=BOXES, reason=st.sampled_from(("抄错一行", " ")))
    def reopen_sheet(self, box, reason) -> None:
        self.keeper.keep(poll_day.reopen_sheet, box=box, reason=reason)

    @fits(Stage.COUNTING)
    @rule(box=PLACES, doubt=st.sampled_from(list(Doubt)))
    def note_doubtful(self, box, doubt) -> None:
        self.keeper.keep(poll_day.note_doubtful, box=box, doubt=doubt)

    @fits(Stage.COUNTING)
    @rule(ruling=st.sampled_from(list(BallotRuling)), minutes=st.sampled_from(("2号", "3号", " ")))
    def rule_on_doubtful(self, ruling, minutes) -> None:
        for number in range(1, len(self.keeper.seen["doubtful_ballot"]) + 2):
            self.keeper.keep(poll_day.rule_on_doubtful, number, ruling=ruling, minutes=minutes)

    @fits(Stage.RESULT_CONFIRMED)
    @rule(
        things=st.sets(st.sampled_from(list(Thing)), min_size=1) | st.just(set(Thing)),
        standing=st.sampled_from(list(ThingStanding)),
        fault=faults("ahead", "no_words", "no_reason"),
    )
    def settle(self, things, standing, fault) -> None:
        for thing in sorted(things):
            self.keeper.keep(
                handing_over.settle,
                thing,
                standing=standing,
                words=" " if fault == "no_words" else "一枚",
                on=self.keeper.at.date() + timedelta(days=fault == "ahead"),
                order_number="1号",
                reason="" if fault == "no_reason" else "更正",
            )

    @fits(Stage.RESULT_CONFIRMED, Stage.CLOSED)
    @rule(who=st.sets(st.integers(0, 4)), fault=faults("ahead", "not_elected", "same_number"))
    def issue_certificates(self, who, fault) -> None:
        elected = self.elected()
        numbers = {n: f"{self.turn}-{n}" for order, n in enumerate(elected) if order in who}
        if fault == "not_elected":
            numbers[max(elected, default=0) + 1] = "9"
        if fault == "same_number":
            numbers = dict.fromkeys(numbers, "1")
        on = self.keeper.at.date() + timedelta(days=fault == "ahead")
        is_done = self.keeper.keep(handing_over.issue_certificates, numbers, on)
        assert not is_done or fault not in ("ahead", "not_elected")

    @fits(Stage.RESULT_CONFIRMED, Stage.CLOSED)
    @rule(order=st.integers(0, 3), reason=st.sampled_from(("姓名有误", " ")))
    def withdraw_certificate(self, order, reason) -> None:
        there = [row["id"] for row in self.keeper.seen["certificate"]]
        number = there[order] if order < len(there) else 7
        self.keeper.keep(handing_over.withdraw_certificate, number, reason)

    @fits(Stage.RESULT_CONFIRMED)
    @rule(signed=st.booleans(), seal=st.booleans())
    def hand_over(self, signed, seal) -> None:
        figures = {"signed_by_both": signed, "seal_handed_over": seal}
        self.keeper.attempt(
            lambda: self.keeper.write(self.keeper.clerk, Kind.HANDOVER_RECORD, figures)
        )

    @rule(verb=st.sampled_from((poll_day.withdraw_box, poll_day.withdraw_proxy)), number=BOXES)
    def intrude(self, verb, number) -> None:
        """Whoever may only look changes nothing."""
        assert not self.keeper.keep(verb, number, by=self.viewer)

    @fits(Stage.CANDIDATES_PUBLISHED, Stage.POLL_READY)
    @rule()
    def nominate_again(self) -> None:
        """Somebody leaves the list, so that the nomination is opened anew."""
        keeper = self.keeper
        numbers = [c.number for c in keeper.dossier().candidates if c.stands]
        paper = {"asked_on": keeper.at.date(), "document": "申请书"}
        for number in numbers[:1]:
            keeper.keep(candidacy.withdraw, number, "辞选", left_for=Exit.OWN_WISH, **paper)
        self.take(Trigger.REOPEN_NOMINATION)

    @fits(Stage.CLOSED, Stage.ANNULLED)
    @rule()
    def hold_again(self) -> None:
        """An organ annuls the election, and the poll is prepared anew."""
        self.take(Trigger.ANNUL_ELECTION)
        self.take(Trigger.REPEAT_POLL)

    def take(self, trigger: Trigger) -> None:
        for step in steps_from(Track.COMMITTEE, self.keeper.stage):
            if step.trigger is trigger:
                self.keeper.take(step)

    # --- what holds at every moment -----------------------------------------------------------

    def elected(self) -> list[int]:
        dossier = self.keeper.dossier()
        found = tally(dossier, dossier.profile)
        return sorted(number for number, _ in found.elected) if found else []

    def people(self) -> dict[int, int]:
        """Return which person each voter is."""
        return {row["id"]: row["person_id"] for row in self.keeper.seen["voter"]}

    def standing(self) -> set[int]:
        """Return who is on the list of candidates, as persons."""
        rows = [row for row in self.keeper.seen["candidate"] if row["source"] != Source.WRITE_IN]
        return {row["person_id"] for row in rows if row["standing"] == Standing.NOMINATED}

    def slips(self) -> list[dict[str, object]]:
        return [row for row in self.keeper.seen["proxy_slip"] if not row["is_withdrawn"]]

    checked: Rows | None = None
    turn, closings = 0, 0

    @invariant()
    def everything_holds(self) -> None:
        """Look at all that was changed, once."""
        self.turn += 1
        if self.checked is not self.keeper.seen:
            self.checked = self.keeper.seen
            for holds in (
                self.the_ledger_is_the_book_and_names_what_does_not_balance,
                self.nobody_votes_at_two_places,
                self.nobody_holds_too_many_proxies,
                self.a_sheet_counts_when_two_persons_say_the_same,
                self.the_stage_is_the_fold_of_the_book,
                self.a_file_is_closed_only_with_both_signatures,
                self.certificates_are_of_the_elected,
            ):
                holds()

    def the_ledger_is_the_book_and_names_what_does_not_balance(self) -> None:
        keeper = self.keeper
        if keeper.stage not in KEPT:
            return
        dossier = keeper.dossier()
        told = Counter[tuple[Move, int]]()
        for event in keeper.book:
            data = event["data"]
            if event["action"] == "ballot:move" and data["poll"] == keeper.poll_number():
                told[Move(data["move"]), data["box"]] += data["quantity"]
        sums = dossier.poll_day.moves
        assert {key: n for key, n in sums.items() if n} == {k: n for k, n in told.items() if n}
        assert all(n >= 0 for n in told.values())
        boxes = keeper.boxes()
        uneven = {box for box in boxes if told[Move.HANDED_OUT, box] != used(told, box)}
        over = {box for box in boxes if told[Move.COLLECTED, box] > issued_at(told, box)}
        out = sum(told[Move.HANDED_OUT, box] for box in boxes) + told[Move.UNUSED, STOCK]
        drawn = sum(issued_at(told, box) for box in boxes)
        found = imbalances_at_closing(sums, boxes, drawn, None)
        assert {wrong.box for wrong in found if wrong.code == "custody.station"} == uneven
        is_even = told[Move.PRINTED, STOCK] == out
        assert (not [wrong for wrong in found if wrong.code == "custody.stock"]) is is_even
        counted = dossier.poll_day.counted
        wrong = imbalances_at_count(sums, boxes, counted)
        assert {one.box for one in wrong if one.code == "custody.collected"} == over
        assert {one.box for one in wrong if one.code == "custody.counted"} == {
            box for box, n in counted.items() if n != told[Move.COLLECTED, box]
        }
        sealed = imbalances_at_sealing(sums, told[Move.SEALED, STOCK])
        assert "custody.sealed" not in {one.code for one in sealed}

    def nobody_votes_at_two_places(self) -> None:
        rows = self.keeper.seen
        kinds = {
            row["number"]: row["kind"] for row in rows["ballot_box"] if not row["is_withdrawn"]
        }
        users = [row["voter"] for row in rows["box_user"] if row["box"] in kinds]
        assert len(users) == len(set(users))
        listed = {row["box"] for row in rows["box_user"]}
        assert all(kinds[box] == BoxKind.MOBILE for box in listed if box in kinds)
        assert all(row["out_at"] for row in rows["ballot_box"] if row["back_at"])
        away = {row["principal"] for row in self.slips() if self.is_current(row)}
        assert not away & set(users), "who gave a proxy votes at a box besides"

    def is_current(self, slip) -> bool:
        return slip["poll"] == self.keeper.poll_number()

    def nobody_holds_too_many_proxies(self) -> None:
        dossier, by_poll = self.keeper.dossier(), defaultdict(list)
        for slip in self.slips():
            by_poll[slip["poll"]].append(slip)
        for slips in by_poll.values():
            held = Counter(slip["proxy"] for slip in slips)
            assert max(held.values()) <= dossier.profile.poll.proxy_most.value
            givers = [slip["principal"] for slip in slips]
            assert len(givers) == len(set(givers)), "somebody is voted for twice"
        if self.keeper.stage not in KEPT:
            return
        people, standing = self.people(), self.standing()
        now = {people[slip["proxy"]] for slip in self.slips() if self.is_current(slip)}
        kept = dossier.poll_day.slips
        assert (kept.candidates if kept else 0) == len(now & standing)
        if self.keeper.stage in DURING:
            assert not now & standing, "a candidate went into the poll as a proxy"

    def a_sheet_counts_when_two_persons_say_the_same(self) -> None:
        keeper = self.keeper
        if keeper.stage is not Stage.COUNTING:
            return
        fields, _ = keeper.sheets()
        settled = {box: self.settled(box, fields) for box in keeper.boxes()}
        day = keeper.dossier().poll_day
        assert day.counted == {box: told[RETURNED] for box, told in settled.items() if told}
        counts = [row for row in keeper.seen["count"] if row["poll"] == keeper.poll_number()]
        if not all(settled.values()):
            assert day.agreed is None
            assert keeper.dossier().polls[-1].ballots is None, "figures of one person alone"
            return
        last = max(counts, key=lambda row: row["edition"])
        whole = {name: sum(told[name] for told in settled.values()) for name in fields}
        assert (last["returned"], last["void"]) == (whole[RETURNED], whole[VOID])
        assert {int(n): votes for n, votes in last["votes"].items()} == votes_in(whole)

    def settled(self, box: int, fields: Iterable[str]) -> dict[str, int] | None:
        """Return what two persons agree on for every field of a sheet, asked of the rows alone."""
        said: dict[int, dict[str, int]] = defaultdict(dict)
        for row in sorted(self.keeper.seen["tally_entry"], key=lambda row: row["id"]):
            is_mine = (row["poll"], row["box"]) == (self.keeper.poll_number(), box)
            if row["is_in_force"] and is_mine:
                said[row["entered_by"]] |= row["figures"]
        told = {}
        for name in fields:
            by = Counter(figures[name] for figures in said.values() if name in figures)
            agreed = [figure for figure, persons in by.items() if persons >= 2]
            if len(agreed) != 1:
                return None
            told[name] = agreed[0]
        return told

    def the_stage_is_the_fold_of_the_book(self) -> None:
        stage = INITIAL.value
        for event in self.keeper.book:
            if event["action"].startswith("election:") and "to" in event["data"]:
                assert event["data"]["from"] == stage
                stage = event["data"]["to"]
        assert stage == self.keeper.stage

    def a_file_is_closed_only_with_both_signatures(self) -> None:
        """A refusal is ordered and then settled; nothing else stands in for a signature."""
        steps = [
            event for event in self.keeper.book if event["action"] == "election:close_election"
        ]
        if self.keeper.stage is not Stage.CLOSED or self.closings == len(steps):
            return
        self.closings = len(steps)
        told = self.keeper.dossier().papers.figures(Kind.HANDOVER_RECORD, HandoverFigures)
        assert told.signed_by_both
        assert told.seal_handed_over
        things = self.keeper.seen["handover_thing"]
        assert not things or {ThingStanding(row["standing"]) for row in things} <= DONE
        assert not things or len(things) == len(Thing)

    def certificates_are_of_the_elected(self) -> None:
        held = [row for row in self.keeper.seen["certificate"] if not row["is_withdrawn"]]
        assert len({row["candidate"] for row in held}) == len(held)
        numbers = [row["number"] for row in self.keeper.seen["certificate"]]
        assert len(numbers) == len(set(numbers))
        assert {row["candidate"] for row in held} <= set(self.elected())


def used(told: Counter[tuple[Move, int]], box: int) -> int:
    """Return what became of the ballots that a box was given."""
    return issued_at(told, box) + told[Move.SPOILED, box] + told[Move.UNUSED, box]


WALKS = settings(
    max_examples=count(3, 60),
    stateful_step_count=count(40, 90),
    deadline=None,
    derandomize=not NIGHT,
    database=None,
    phases=(Phase.generate, Phase.shrink) if NIGHT else (Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def test_a_poll_kept_in_any_order_holds_at_every_moment(world, copies):
    election = prepared(world)
    run_state_machine_as_test(lambda: PollWalk(copies, election), settings=WALKS)
