"""The handover list: signed, absent, refused, ordered; the ten days and the refusal's five."""

from datetime import timedelta

import pytest
from facts import Facts, an_election
from hypothesis import given
from hypothesis import strategies as st
from world import EXAMPLE, TODAY

from electflow.appointment.rules import handover, things_settled
from electflow.appointment.terms import DONE, Thing, ThingFacts, ThingStanding
from electflow.db import reading
from electflow.documents.terms import HandoverFigures, Kind, Paper, Papers
from electflow.errors import Forbidden, InputRefused
from electflow.profile.loader import load_profile
from electflow.stages import Stage
from electflow.workflow import handing_over
from electflow.workflow.dossier import dossiers_of

NATIONAL = load_profile("national")


class Things:
    def __init__(self, *things: ThingFacts) -> None:
        self.handover = things


def codes(issues) -> set[str]:
    return {issue.code for issue in issues}


@given(st.lists(st.sampled_from(list(ThingStanding)), min_size=8, max_size=8))
def test_the_file_closes_only_when_every_thing_is_settled(standings):
    things = [ThingFacts(t, s, None, None, None) for t, s in zip(Thing, standings, strict=True)]
    issue = things_settled(Things(*things), NATIONAL)[0]
    assert issue.is_blocking is not all(s in DONE for s in standings)
    assert issue.facts["done"] == sum(s in DONE for s in standings)


def test_a_list_with_a_thing_left_out_is_not_settled():
    things = [ThingFacts(thing, ThingStanding.NOTHING, None, None, None) for thing in Thing]
    assert things_settled(Things(*things[1:]), NATIONAL)[0].is_blocking
    assert not things_settled(Things(*things), NATIONAL)[0].is_open


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("seal", [True, False])
def test_both_sign_and_the_seal_changes_hands(signed, seal):
    told = HandoverFigures(signed_by_both=signed, seal_handed_over=seal)
    record = Paper(kind=Kind.HANDOVER_RECORD, edition=1, dated_on=TODAY, figures=told)
    facts = Facts(an_election(), Papers({record.kind: record}))
    found = {issue.code: issue.is_open for issue in handover(facts, NATIONAL)}
    assert found == {
        "appointment.handover_signed": not signed,
        "appointment.seal_handed_over": not seal,
    }


@pytest.mark.parametrize(("after", "late"), [(0, False), (5, False), (6, True), (None, True)])
def test_the_township_orders_within_five_days_or_it_stays_on_record(after, late):
    ordered = TODAY + timedelta(days=after) if after is not None else None
    thing = ThingFacts(Thing.SEAL, ThingStanding.ORDERED, None, TODAY, ordered)
    issue = things_settled(Things(thing), NATIONAL)[1]
    assert issue.is_open is late
    assert issue.is_irregularity
    assert not issue.is_blocking


def settle(world, actor, election, thing, standing, words="一枚", on=TODAY, number="", reason=""):
    world.do(
        actor,
        lambda act: handing_over.settle(
            act,
            election.id,
            thing,
            standing=standing,
            words=words,
            on=on,
            order_number=number,
            reason=reason,
        ),
    )


def test_a_refused_seal_is_ordered_and_then_handed_over(world):
    election = world.election(Stage.RESULT_CONFIRMED)
    clerk = world.clerk_of(election)
    with pytest.raises(InputRefused) as refusal:
        settle(world, clerk, election, Thing.SEAL, ThingStanding.ORDERED, "责令")
    assert codes(refusal.value.issues) == {
        "appointment.order_without_refusal",
        "appointment.order_number_missing",
    }
    settle(world, clerk, election, Thing.SEAL, ThingStanding.REFUSED, "原主任外出未归")
    settle(world, clerk, election, Thing.SEAL, ThingStanding.ORDERED, "责令", number="乡责1号")
    settle(world, clerk, election, Thing.SEAL, ThingStanding.HANDED_OVER)
    with reading(world.database) as session:
        (thing,) = dossiers_of(session, EXAMPLE, [world.again(election)])[election.id].handover
    assert thing == ThingFacts(Thing.SEAL, ThingStanding.HANDED_OVER, TODAY, TODAY, TODAY)
    with pytest.raises(InputRefused) as refusal:
        settle(world, clerk, election, Thing.SEAL, ThingStanding.NOTHING)
    assert codes(refusal.value.issues) == {"appointment.thing_done"}
    settle(world, clerk, election, Thing.SEAL, ThingStanding.NOTHING, reason="误登，印章已作废")
    with reading(world.database) as session:
        (thing,) = dossiers_of(session, EXAMPLE, [world.again(election)])[election.id].handover
    assert thing.standing is ThingStanding.NOTHING


def test_a_handover_is_recorded_only_after_the_result_and_by_whom_it_concerns(world):
    early = world.election(Stage.COUNTING)
    with pytest.raises(InputRefused) as refusal:
        settle(world, world.clerk_of(early), early, Thing.SEAL, ThingStanding.HANDED_OVER)
    assert codes(refusal.value.issues) == {"appointment.not_handing_over"}
    election = world.election(Stage.RESULT_CONFIRMED)
    with pytest.raises(Forbidden):
        settle(world, world.actor("viewer"), election, Thing.SEAL, ThingStanding.HANDED_OVER)
