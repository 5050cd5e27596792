"""Announced figures are corrected by minutes, signatures and a second person, sheet by sheet."""

from dataclasses import replace

import pytest
from world import EXAMPLE, TODAY

from electflow.access.terms import Role
from electflow.act import Grant
from electflow.campaign.terms import Post
from electflow.db import reading
from electflow.documents.terms import Kind
from electflow.errors import Forbidden, RequirementsUnmet
from electflow.stages import Stage, Trigger
from electflow.voting.poll_days import boxes_or_one, states_of
from electflow.voting.rules import tally
from electflow.voting.sheet import seal_of
from electflow.workflow import handing_over, poll_day, records
from electflow.workflow import service as workflow
from electflow.workflow.dossier import dossiers_of


def codes(issues) -> set[str]:
    return {issue.code for issue in issues}


def dossier_of(world, election):
    with reading(world.database) as session:
        return dossiers_of(session, EXAMPLE, [world.again(election)])[election.id]


def correct(world, actor, election):
    world.do(
        actor,
        lambda act: workflow.advance(
            act, election.id, Trigger.CORRECT_COUNT, seen_version=world.again(election).version
        ),
    )


def paper(world, actor, election, *, signed=True, winners=False, edition=0):
    world.do(
        actor,
        lambda act: records.record_paper(
            act,
            election.id,
            Kind.COUNT_CORRECTION,
            dated_on=TODAY,
            posted_on=TODAY,
            number="更正1号",
            figures={"scrutineers_signed": signed, "winners_change": winners},
            seen_edition=edition,
            reason="补正" if edition else "",
        ),
    )


def test_announced_figures_change_only_by_minutes_signatures_and_a_second_person(world):
    election = world.election(Stage.ELECTED)
    clerk, checker = world.clerk_of(election), world.clerk_of(election, check=True)
    with pytest.raises(Forbidden):
        correct(world, clerk, election)
    with pytest.raises(RequirementsUnmet) as refusal:
        correct(world, checker, election)
    assert "document.recorded" in codes(refusal.value.issues)
    paper(world, clerk, election, signed=False)
    with pytest.raises(RequirementsUnmet) as refusal:
        correct(world, checker, election)
    assert "voting.correction_signed" in codes(i for i in refusal.value.issues if i.is_blocking)
    paper(world, clerk, election, winners=True, edition=1)
    with pytest.raises(RequirementsUnmet) as refusal:
        correct(world, checker, election)
    told = [i.facts.get("document") for i in refusal.value.issues if i.is_blocking]
    assert Kind.PERSON_VOID_DECISION in told
    paper(world, clerk, election, edition=2)
    own = replace(
        clerk, grants=(*clerk.grants, Grant(Role.TOWNSHIP_APPROVER.value, election.township))
    )
    with pytest.raises(RequirementsUnmet) as refusal:
        correct(world, own, election)
    assert "access.own_act" in codes(refusal.value.issues)
    correct(world, checker, election)
    assert world.again(election).stage == Stage.COUNTING
    assert dossier_of(world, election).papers.find(Kind.COUNT_CORRECTION) is None


def enter_again(world, clerk, election, change) -> None:
    """Enter the first sheet anew by two, with what ``change`` makes of its figures."""
    dossier = dossier_of(world, election)
    box = boxes_or_one(dossier.poll_day.boxes)[0].number
    with reading(world.database) as session:
        state = states_of(session, EXAMPLE, election.id, dossier.polls[-1], dossier.candidates)[box]
    right = change(dict(state.agreed))
    world.do(clerk, lambda act: poll_day.reopen_sheet(act, election.id, box=box, reason="更正1号"))
    for actor in (clerk, replace(clerk, official_id=clerk.official_id + 1)):
        world.do(
            actor,
            lambda act: poll_day.enter_sheet(
                act, election.id, box=box, figures=right, accepted=seal_of(right)
            ),
        )


@pytest.mark.parametrize("stage", [Stage.ELECTED, Stage.RESULT_CONFIRMED, Stage.CLOSED])
def test_a_corrected_sheet_is_entered_by_two_and_declared_again(world, stage):
    election = world.election(stage)
    certified = world.count("certificate", f"election_id={election.id} and not is_withdrawn")
    clerk, checker = world.clerk_of(election), world.clerk_of(election, check=True)
    paper(world, clerk, election)
    correct(world, checker, election)
    dossier = dossier_of(world, election)
    before = dossier.polls[-1]
    first = min(dossier.candidates, key=lambda c: c.number).number
    name = f"votes_{first}"
    enter_again(world, clerk, election, lambda told: told | {name: told[name] - 1})
    after = dossier_of(world, election).polls[-1]
    votes = {s.id: s.votes for s in after.ballots.standees}
    was = {s.id: s.votes for s in before.ballots.standees}
    assert votes[first] == was[first] - 1
    assert after.edition == before.edition + 1
    declare(world, clerk, election)
    assert world.again(election).stage == Stage.ELECTED
    kept = world.count("certificate", f"election_id={election.id} and not is_withdrawn")
    assert kept == certified, "who is elected as before keeps his certificate"
    notice = dossier_of(world, election).papers.find(Kind.RESULT_NOTICE)
    assert (notice is None) is (stage is Stage.ELECTED), "the days of the handover go on running"


def declare(world, clerk, election):
    world.do(
        clerk,
        lambda act: workflow.advance(
            act,
            election.id,
            Trigger.DECLARE_ELECTED,
            seen_version=world.again(election).version,
            explanations=dict.fromkeys(
                ("custody.counted", "custody.collected", "voting.women_elected"), "据实更正"
            ),
        ),
    )


@pytest.mark.parametrize("stage", [Stage.ELECTED, Stage.CLOSED])
def test_corrected_figures_that_change_a_winner_wait_for_an_organs_decision(world, stage):
    """The two lists of winners are compared, whatever the paper says."""
    election = world.election(stage)
    clerk, checker = world.clerk_of(election), world.clerk_of(election, check=True)
    certified = stage is not Stage.ELECTED
    if certified:
        dossier = dossier_of(world, election)
        found = tally(dossier, dossier.profile).elected
        numbers = {number: f"更正{number}号" for number, _ in found}
        held = set(dossier_of(world, election).certified)
        told = {number: mark for number, mark in numbers.items() if number not in held}
        if told:
            world.do(
                clerk, lambda act: handing_over.issue_certificates(act, election.id, told, TODAY)
            )
    paper(world, clerk, election, winners=False)
    correct(world, checker, election)
    dossier = dossier_of(world, election)
    won = tally(dossier, dossier.profile).elected
    (winner, post) = next((n, p) for n, p in won if p is Post.CHAIR)
    loser = next(c.number for c in dossier.candidates if c.post is post and c.number != winner)

    def exchanged(told):
        a, b = f"votes_{winner}", f"votes_{loser}"
        return told | {a: told[b], b: told[a]}

    enter_again(world, clerk, election, exchanged)
    with pytest.raises(RequirementsUnmet) as refusal:
        declare(world, clerk, election)
    (issue,) = [i for i in refusal.value.issues if i.code == "voting.winners_as_announced"]
    assert issue.is_blocking
    assert (issue.facts["lost"], issue.facts["won"]) == (1, 1)
    world.do(
        checker,
        lambda act: records.record_paper(
            act,
            election.id,
            Kind.PERSON_VOID_DECISION,
            dated_on=TODAY,
            number="决定1号",
            figures={"organ": "township_government"},
        ),
    )
    declare(world, clerk, election)
    assert world.again(election).stage == Stage.ELECTED
    mine = f"election_id={election.id} and candidate={winner} and not is_withdrawn"
    assert world.count("certificate", mine) == 0, "whose win is gone gives his certificate back"
    left = dossier_of(world, election).papers
    for kind in (Kind.RESULT_NOTICE, Kind.FILING_RECEIPT, Kind.HANDOVER_RECORD):
        assert left.find(kind) is None, "what followed the old result is made anew"
    kept = f"election_id={election.id} and not is_withdrawn"
    assert world.count("certificate", kept) == (len(won) - 1 if certified else 0)
