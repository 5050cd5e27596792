"""A by-election whose result before it was corrected or voided: told, explained, opened anew."""

import pytest
from by_elections import DAYS_OF_SCRIPT, body, closed, method, opened, play
from sqlalchemy import select, update
from world import EXAMPLE, NOON, TODAY, World

from electflow.campaign.model import Election
from electflow.campaign.terms import HoldKind, Post
from electflow.db import reading
from electflow.documents.terms import Kind
from electflow.errors import InputRefused, RequirementsUnmet
from electflow.nomination.model import Candidate
from electflow.nomination.terms import Standing
from electflow.stages import Stage, Trigger
from electflow.voting.model import Count
from electflow.workflow import holding, records
from electflow.workflow import service as workflow
from electflow.workflow.dossier import dossiers_of
from electflow.workflow.machine import steps_from

CODE = "by_election.overtaken"


def told(world: World, election: Election) -> bool:
    """Return whether the steps ahead tell it; all that go forward do, or none."""
    election = world.again(election)
    with reading(world.database) as session:
        dossier = dossiers_of(session, EXAMPLE, [election])[election.id]
    found = {
        CODE in {issue.code for issue in workflow.issues_of(step, dossier, TODAY)}
        for step in steps_from(election.track, Stage(election.stage))
        if not step.undoes
    }
    # one that is closed has no step ahead
    assert found <= {dossier.election.is_overtaken}
    return dossier.election.is_overtaken


def write(world: World, election: Election, kind: Kind, **figures) -> None:
    def work(act):
        return records.record_paper(
            act, election.id, kind, dated_on=TODAY, number="1号", figures=figures,
            posted_on=TODAY if kind is Kind.COUNT_CORRECTION else None,
        )  # fmt: skip

    world.do(world.clerk_of(election), work)


def go(world: World, actor, election: Election, trigger: Trigger, **words) -> None:
    seen = world.again(election).version
    world.do(
        actor,
        lambda act: workflow.advance(act, election.id, trigger, seen_version=seen, **words),
    )


def corrected(world: World, election: Election) -> None:
    """Let the count be entered anew."""
    write(world, election, Kind.COUNT_CORRECTION, scrutineers_signed=True, winners_change=False)
    go(world, world.clerk_of(election, check=True), election, Trigger.CORRECT_COUNT)


def confirmed_again(world: World, election: Election, more: int) -> None:
    """Set the corrected count in force, with some votes more for the chair who stays."""
    with world.database.writer.begin() as connection:
        of_it = (Count.county == EXAMPLE, Count.election_id == election.id)
        for poll, votes in connection.execute(select(Count.poll, Count.votes).where(*of_it)).all():
            now = votes | {"1": votes["1"] + more}
            connection.execute(update(Count).where(*of_it, Count.poll == poll).values(votes=now))
        connection.execute(
            update(Election)
            .where(Election.county == EXAMPLE, Election.id == election.id)
            .values(stage="closed")
        )


def stopped(world: World, election: Election) -> None:
    """Record the written decision that stops an election, by two persons."""

    def propose(act):
        return holding.propose_hold(
            act, election.id, kind=HoldKind.SUSPENDED, organ="county_government", number="2号",
            dated_on=TODAY, until=None, reason="计票已更正",
        ).id  # fmt: skip

    proposal = world.do(world.actor("county"), propose)
    world.do(world.actor("leader"), lambda act: holding.decide(act, proposal, approve=True))


def test_a_count_that_is_corrected_after_the_opening_is_told_at_every_step(world):
    regular = world.election(Stage.CLOSED)
    election = opened(world, regular, Post.MEMBER)
    assert not told(world, election)

    corrected(world, regular)
    assert told(world, election), "while it is counted anew nobody knows who stays"
    confirmed_again(world, regular, 0)
    assert not told(world, election), "the count led to the same"
    confirmed_again(world, regular, -1)
    assert told(world, election)


def test_whoever_goes_on_all_the_same_says_why(world):
    regular = world.election(Stage.CLOSED)
    election = opened(world, regular, Post.MEMBER)
    play(world, election, method(0, 0, 1), last=Trigger.CLOSE_NOMINATION)
    corrected(world, regular)
    write(world, election, Kind.VETTING_REQUEST, persons=2, units=17)
    clerk = world.clerk_of(election)
    with pytest.raises(RequirementsUnmet) as refusal:
        go(world, clerk, election, Trigger.SUBMIT_TO_VETTING)
    assert [i.code for i in refusal.value.issues] == [CODE]
    go(world, clerk, election, Trigger.SUBMIT_TO_VETTING, explanations={CODE: "县委组织部批准"})
    assert world.again(election).stage == "vetting"
    assert world.count("audit_event", f"body like '%{CODE}%'") == 1


def annulled(world: World, election: Election) -> None:
    write(world, election, Kind.ANNULMENT_DECISION, organ="county_government", ground="candidates")
    go(world, world.actor("leader"), election, Trigger.ANNUL_ELECTION)


def test_an_election_that_is_annulled_after_the_opening_is_told(world):
    regular = world.election(Stage.CLOSED)
    election = opened(world, regular, Post.MEMBER)
    annulled(world, regular)
    assert told(world, election)


def test_once_it_is_stopped_it_is_opened_anew_on_the_result_as_it_is(world):
    regular = world.election(Stage.CLOSED)
    first = opened(world, regular, Post.MEMBER)
    stopped(world, first)
    with pytest.raises(InputRefused) as refusal:
        opened(world, regular, Post.MEMBER)
    assert [i.code for i in refusal.value.issues] == ["by_election.under_way"], "nothing changed"

    corrected(world, regular)
    confirmed_again(world, regular, -1)
    second = opened(world, regular, Post.MEMBER)

    assert (second.ordinal, second.follows) == (2, regular.id)
    assert not told(world, second)
    now = {one.person_id: one.votes for one in body(world, regular).sitting}
    assert {row[0]: row[2] for row in second.stays}.items() <= now.items()
    assert {row[0]: row[2] for row in first.stays} != {row[0]: row[2] for row in second.stays}
    assert told(world, first)


def test_an_annulled_by_election_is_repeated_unless_it_was_overtaken(world):
    regular = world.election(Stage.CLOSED)
    told_of = {"seats": (0, 0, 1), "election_on": TODAY - DAYS_OF_SCRIPT}
    first = closed(world, regular, Post.MEMBER, **told_of)
    annulled(world, first)
    assert not told(world, first)
    assert body(world, regular).last.id == first.id

    corrected(world, regular)
    confirmed_again(world, regular, -1)
    assert told(world, first)
    second = opened(world, regular, Post.MEMBER)
    assert {row[4] for row in second.stays} == {regular.id}, "nobody of the annulled one"


def test_the_next_one_follows_a_by_election_that_was_overtaken_and_is_told_too(world):
    regular = world.election(Stage.CLOSED)
    told_of = {"seats": (0, 0, 1), "election_on": TODAY - DAYS_OF_SCRIPT}
    first = closed(world, regular, Post.MEMBER, **told_of)
    second = opened(world, regular, Post.CHAIR, at=NOON, dated_on=TODAY)
    assert not told(world, second)
    corrected(world, regular)
    confirmed_again(world, regular, -1)
    assert told(world, first)
    assert told(world, second)


def test_a_win_that_is_voided_ends_a_stay_and_overtakes_nothing(world):
    regular = world.election(Stage.CLOSED)
    election = opened(world, regular, Post.MEMBER)
    person = election.stays[-1][0]
    with world.database.writer.begin() as connection:
        connection.execute(
            update(Candidate)
            .where(Candidate.county == EXAMPLE, Candidate.election_id == regular.id)
            .where(Candidate.person_id == person)
            .values(standing=Standing.WIN_VOID.value)
        )
    assert not told(world, election)
