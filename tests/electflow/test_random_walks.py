"""Whole elections in random orders of acts: whatever is refused changes nothing, and every invariant holds."""

from datetime import timedelta
from random import Random

import pytest
from hands import Hands
from sqlalchemy import select
from world import EXAMPLE, count

from electflow.audit.verify import verify_chains
from electflow.campaign.model import Election
from electflow.db import reading
from electflow.errors import ElectflowError
from electflow.nomination.terms import Standing
from electflow.stages import STAGES_OF, Stage, Track
from electflow.voting.rules import tally
from electflow.workflow.replay import verify_stages

BEFORE = ("preparing", "method_adopted", "registering", "roll_published")
"""Where a list of voters is still made, which has random orders of its own in ``test_roll``."""

ANNOUNCED = frozenset({Stage.ELECTED, Stage.PARTLY_ELECTED, Stage.TIE_PENDING})


class Walker(Hands):
    """Somebody who tries one act after the other on one election."""

    def __init__(self, *told: object) -> None:
        super().__init__(*told)
        self.done: list[str] = []

    def act(self) -> None:
        """Try one act; a refusal leaves version, stage and book as they were."""
        before = self.now
        events = self.events()
        name = self.rng.choice(ACTS)
        if self.rng.random() < 0.1:
            self.at += timedelta(days=self.rng.randrange(1, 9))
        try:
            getattr(self, name)()
            self.done.append(name)
        except ElectflowError:
            after = self.now
            assert (after.version, after.stage) == (before.version, before.stage), name
            assert self.events() == events, name

    def check(self) -> None:
        """Assert what holds of every election at every moment."""
        now, dossier = self.now, self.dossier()
        assert now.stage in {stage.value for stage in STAGES_OF[Track.COMMITTEE]}
        found = tally(dossier, dossier.profile)
        if found is None:
            return
        by_number = {c.number: c for c in dossier.candidates}
        who = [by_number[number].person_id for number, _ in found.elected]
        assert len(who) == len(set(who)), "nobody takes two seats"
        assert not [n for n, _ in found.elected if by_number[n].standing is Standing.WIN_VOID]
        for post, seats in dossier.election.seats.items():
            assert sum(p is post for _, p in found.elected) <= seats, post
        void = {c.number for c in dossier.candidates if c.standing is Standing.WIN_VOID}
        last = dossier.polls[-1]
        if Stage(now.stage) in ANNOUNCED and last.announced is not None:
            assert {n for n, _ in found.elected} == set(last.announced) - void


ACTS = (
    *("step",) * 10,
    *("paper",) * 12,
    *("nominate",) * 3,
    *("count",) * 3,
    *("lift",) * 2,
    "withdraw",
    "primary",
    "list_formal",
    "substitute",
    "conclude",
    "conclude",
    "hold",
    "depart",
)


@pytest.mark.parametrize("seed", range(count(3, 24)))
def test_acts_in_any_order_keep_every_invariant(world, seed):
    rng = Random(seed)
    with reading(world.database) as session:
        there = list(
            session.scalars(
                select(Election)
                .where(Election.county == EXAMPLE, Election.track == "committee")
                .where(Election.place_kind == "village", Election.stage.not_in(BEFORE))
                .order_by(Election.id)
            )
        )
    done: set[str] = set()
    for election in rng.sample(there, 4):
        walker = Walker(world, election, rng)
        for _ in range(count(50, 90)):
            walker.act()
            walker.check()
        done |= set(walker.done)
    assert "step" in done
    assert len(done) > 5, "a walk on which everything is refused shows nothing"
    with reading(world.database) as session:
        assert [*verify_chains(session), *verify_stages(session)] == []
