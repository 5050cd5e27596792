"""The hall: one door, with every named refusal and nothing changed behind it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event
from world import NOON, TODAY

from electflow.act import Actor, Grant
from electflow.campaign.terms import HoldKind, Post
from electflow.demo.persons import invented_number
from electflow.documents.terms import Kind
from electflow.errors import (
    Forbidden,
    InputRefused,
    NotFound,
    RequirementsUnmet,
    Stale,
    WrongStage,
)
from electflow.joint_review.terms import Conclusion
from electflow.nomination.terms import Exit, Source
from electflow.stages import Stage, Track, Trigger
from electflow.workflow import candidacy, holding, poll_day, records
from electflow.workflow import service as workflow

AUDIT = {"dated_on": TODAY, "posted_on": TODAY, "number": "1号", "figures": {}}


def refused(world, error, actor, work):
    before = world.count("audit_event"), world.count("document")
    with pytest.raises(error) as caught:
        world.do(actor, work)
    assert (world.count("audit_event"), world.count("document")) == before
    return caught.value


def test_a_ready_election_moves_and_its_act_is_in_the_book(world):
    election = world.election(Stage.POLL_READY)
    clerk = world.clerk_of(election)
    workflow_words = {"voting.party_first": "按方案"}

    world.do(
        clerk,
        lambda act: workflow.advance(
            act,
            election.id,
            Trigger.OPEN_POLL,
            seen_version=election.version,
            explanations=workflow_words,
        ),
    )

    moved = world.again(election)
    assert (moved.stage, moved.version) == (Stage.POLLING, election.version + 1)
    assert world.count("poll", f"election_id = {election.id}") == 1


def test_an_unmet_requirement_stops_the_step_and_names_all_issues(world):
    election = world.election(Stage.VETTING)

    error = refused(
        world,
        RequirementsUnmet,
        world.clerk_of(election),
        lambda act: workflow.advance(
            act, election.id, Trigger.CONCLUDE_VETTING, seen_version=election.version
        ),
    )

    assert {i.code for i in error.issues} == {"document.recorded", "vetting.everybody_concluded"}
    assert world.again(election).stage == Stage.VETTING


def test_a_reminder_passes_with_an_explanation_and_not_without(world):
    election = world.election(Stage.PREPARING)
    clerk = world.clerk_of(election)
    figures = {
        "formed_by": "representatives",
        "due": 30,
        "present": 20,
        "members": 7,
        "reserves": 2,
    }
    world.do(
        clerk,
        lambda act: records.record_paper(
            act,
            election.id,
            Kind.ELECTION_COMMITTEE_NOTICE,
            dated_on=TODAY,
            posted_on=TODAY,
            number="1号",
            figures=figures,
        ),
    )
    version = world.again(election).version

    def form(act, words):
        return workflow.advance(
            act,
            election.id,
            Trigger.FORM_ELECTION_COMMITTEE,
            seen_version=version,
            explanations={"roll.departure_audit_public": words},
        )

    error = refused(world, RequirementsUnmet, clerk, lambda act: form(act, "  "))
    assert [i.code for i in error.issues] == ["roll.departure_audit_public"]
    world.do(clerk, lambda act: form(act, "审计报告月底公布"))
    assert world.again(election).stage == Stage.ELECTION_COMMITTEE_FORMED


def test_the_wrong_stage_the_wrong_version_and_the_wrong_place_are_refused(world):
    election = world.election(Stage.VETTING)
    clerk = world.clerk_of(election)
    elsewhere = replace(clerk, grants=(Grant("township_clerk", "990101999"),))
    viewer = world.actor("viewer")

    def step(trigger, version):
        return lambda act: workflow.advance(act, election.id, trigger, seen_version=version)

    now = election.version
    refused(world, WrongStage, clerk, step(Trigger.OPEN_POLL, now))
    refused(world, Stale, clerk, step(Trigger.CONCLUDE_VETTING, now - 1))
    refused(world, NotFound, elsewhere, step(Trigger.CONCLUDE_VETTING, now))
    refused(world, Forbidden, viewer, step(Trigger.CONCLUDE_VETTING, now))
    foreign = Actor(1, "990202", (Grant("county_clerk", "990202"),))
    refused(world, NotFound, foreign, step(Trigger.CONCLUDE_VETTING, now))


def test_who_submitted_a_request_does_not_approve_it(world):
    election = world.election(Stage.REQUESTED, Track.PARTY)
    clerk = world.clerk_of(election)
    both = replace(clerk, grants=(*clerk.grants, Grant("township_approver", election.township)))
    reply = {"committee_seats": 3, "secretary_mode": "plenary"}
    world.do(
        clerk,
        lambda act: records.record_paper(
            act,
            election.id,
            Kind.REQUEST_REPLY,
            dated_on=TODAY,
            number="2号",
            figures=reply,
        ),
    )
    version = world.again(election).version

    def approve(act):
        return workflow.advance(act, election.id, Trigger.APPROVE_REQUEST, seen_version=version)

    error = refused(world, RequirementsUnmet, both, approve)
    assert [i.code for i in error.issues] == ["access.own_act"]
    world.do(world.clerk_of(election, check=True), approve)
    assert world.again(election).stage == Stage.REQUEST_APPROVED


def test_who_records_the_decision_does_not_annul_the_election_himself(world):
    election = world.election(Stage.CLOSED)
    head = world.actor("leader")
    world.do(
        head,
        lambda act: records.record_paper(
            act,
            election.id,
            Kind.ANNULMENT_DECISION,
            dated_on=TODAY,
            number="9号",
            figures={"organ": "county_government", "ground": "candidates"},
        ),
    )
    version = world.again(election).version

    def annul(act):
        return workflow.advance(act, election.id, Trigger.ANNUL_ELECTION, seen_version=version)

    error = refused(world, RequirementsUnmet, head, annul)
    assert [i.code for i in error.issues] == ["access.own_act"]
    world.do(replace(head, official_id=head.official_id + 1), annul)
    assert world.again(election).stage == Stage.ANNULLED


def test_a_correction_needs_a_reason_and_keeps_the_edition_before(world):
    election = world.election(Stage.VETTING)
    clerk = world.clerk_of(election)

    def correct(seen, reason):
        return lambda act: records.record_paper(
            act,
            election.id,
            Kind.DEPARTURE_AUDIT,
            seen_edition=seen,
            reason=reason,
            **AUDIT,
        )

    refused(world, InputRefused, clerk, correct(1, ""))
    refused(world, Stale, clerk, correct(0, "错字"))
    world.do(clerk, correct(1, "错字"))
    kept = f"election_id = {election.id} and kind = 'departure_audit'"
    assert world.count("document", kept) == 2


def test_a_bad_paper_is_refused_with_every_fault_at_once(world):
    election = world.election(Stage.VETTING)
    figures = {"persons": 8, "units": 3, "units_answered": 5}
    error = refused(
        world,
        InputRefused,
        world.clerk_of(election),
        lambda act: records.record_paper(
            act,
            election.id,
            Kind.VETTING_REPORT,
            dated_on=TODAY + timedelta(days=1),
            figures=figures,
        ),
    )

    assert {i.code for i in error.issues} == {
        "document.date_ahead",
        "document.number_missing",
        "document.figure_exceeds",
    }


def test_a_barred_candidate_stops_the_vetting_until_he_is_off_the_list(world):
    election = world.election(Stage.VETTING)
    clerk = world.clerk_of(election)

    def work(act):
        for number in range(1, 9):
            barred = number == 1
            candidacy.conclude(
                act,
                election.id,
                number,
                conclusion=Conclusion.PROHIBITED if barred else Conclusion.PASS,
                number=f"{number}号",
                dated_on=TODAY,
            )
        figures = {"persons": 8, "units": 17, "units_answered": 17}
        records.record_paper(
            act, election.id, Kind.VETTING_REPORT, dated_on=TODAY, number="9号", figures=figures
        )

    world.do(clerk, work)
    version = world.again(election).version
    error = refused(
        world,
        RequirementsUnmet,
        clerk,
        lambda act: workflow.advance(
            act, election.id, Trigger.CONCLUDE_VETTING, seen_version=version
        ),
    )
    assert [i.code for i in error.issues] == ["vetting.nobody_barred"]

    world.do(
        clerk,
        lambda act: candidacy.withdraw(
            act,
            election.id,
            1,
            "村选委会决定",
            left_for=Exit.BARRED,
            asked_on=TODAY,
            document="村选委会会议记录3号",
        ),
    )
    world.do(
        clerk,
        lambda act: workflow.advance(
            act,
            election.id,
            Trigger.CONCLUDE_VETTING,
            seen_version=world.again(election).version,
        ),
    )
    assert world.again(election).stage == Stage.VETTED


def test_an_impossible_count_is_refused_and_a_true_one_decides(world):
    election = world.election(Stage.COUNTING)
    clerk = world.clerk_of(election)

    high = {"returned": 600, "void": 0} | {f"votes_{n}": 590 for n in range(1, 9)}
    error = refused(
        world,
        InputRefused,
        clerk,
        lambda act: poll_day.enter_sheet(act, election.id, box=1, figures=high),
    )
    assert {i.code for i in error.issues} == {"voting.sheet_sum"}
    one = {"voters": 600, "issued": 600, "returned": 600, "void": 0}
    error = refused(
        world,
        InputRefused,
        clerk,
        lambda act: records.record_count(act, election.id, **one, votes={}, seen_edition=0),
    )
    assert {i.code for i in error.issues} == {"voting.count_by_sheets"}


def test_a_hold_needs_two_persons_and_stops_every_step(world):
    election = world.election(Stage.NOMINATING)
    clerk, head = world.clerk_of(election), world.actor("leader")
    world.do(
        clerk,
        lambda act: holding.propose_hold(
            act,
            election.id,
            kind=HoldKind.POSTPONED,
            organ="county_government",
            number="3号",
            dated_on=TODAY,
            until=None,
            reason="汛期",
        ),
    )
    from electflow.access.proposals import list_open_proposals
    from electflow.db import reading

    with reading(world.database) as session:
        proposal = list_open_proposals(session, "990101", "hold")[0].id
    own = replace(head, official_id=clerk.official_id)
    refused(world, Forbidden, own, lambda act: holding.decide_hold(act, proposal, approve=True))
    world.do(head, lambda act: holding.decide_hold(act, proposal, approve=True))
    error = refused(
        world,
        RequirementsUnmet,
        clerk,
        lambda act: workflow.advance(
            act,
            election.id,
            Trigger.CLOSE_NOMINATION,
            seen_version=world.again(election).version,
        ),
    )
    assert "election.held" in {i.code for i in error.issues}


def test_names_and_numbers_are_sealed_in_the_database(world):
    election = world.election(Stage.NOMINATING)
    from random import Random

    number = invented_number(Random(1), "F")
    world.do(
        world.clerk_of(election),
        lambda act: candidacy.nominate(
            act,
            election.id,
            name="示例甲",
            number=number,
            sex="F",
            post=Post.CHAIR,
            source=Source.VILLAGERS,
        ),
    )
    from electflow.db import reading
    from electflow.people.model import Person

    with reading(world.database) as session:
        rows = [p for p in session.query(Person) if p]
        raw = b"".join(p.sealed_name + p.sealed_number + p.number_digest for p in rows)
    assert "示例甲".encode() not in raw
    assert number.encode() not in raw


def test_a_bulk_step_moves_those_allowed_with_a_fixed_number_of_queries(world):
    ready = world.election(Stage.POLL_READY)
    blocked = world.election(Stage.VETTING)
    office = world.actor("county")
    seen = {ready.id: ready.version, blocked.id: blocked.version}

    results = world.do(
        office,
        lambda act: workflow.advance_all(
            act, Trigger.OPEN_POLL, seen, explanation_for_all="按方案"
        ),
    )

    assert results[ready.id].stage == Stage.POLLING
    assert isinstance(results[blocked.id], WrongStage)
    assert world.again(blocked).stage == Stage.VETTING


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_every_select_on_a_business_table_names_the_county(world):
    from sqlalchemy.sql.selectable import Select

    from electflow.db import Base

    free = {t.name for t in Base.metadata.tables.values() if t.info.get("national")}
    free |= {"official", "job", "signed_in", "failed_sign_in"}
    naked = []

    @event.listens_for(world.database.writer, "before_execute")
    def watch(connection, clause, *_):
        if isinstance(clause, Select):
            names = {t.name for t in clause.get_final_froms() if hasattr(t, "name")}
            if names - free and "county" not in str(clause.whereclause):
                naked.append(str(clause))

    election = world.election(Stage.POLL_READY)
    world.do(
        world.actor("county"),
        lambda act: workflow.advance(
            act,
            election.id,
            Trigger.OPEN_POLL,
            seen_version=election.version,
            explanations={"voting.party_first": "x"},
        ),
        at=NOON,
    )
    assert naked == []


def test_candidates_are_vetted_anew_after_vetting_was_reopened(world):
    election = world.election(Stage.CANDIDATES_PUBLISHED, Track.PARTY)
    clerk = world.clerk_of(election)
    why = {"dated_on": TODAY, "figures": {"persons": 1}}
    world.do(
        clerk, lambda act: records.record_paper(act, election.id, Kind.REOPENING_RECORD, **why)
    )
    version = world.again(election).version
    world.do(
        clerk,
        lambda act: workflow.advance(
            act, election.id, Trigger.REOPEN_VETTING, seen_version=version
        ),
    )
    told = {"conclusion": Conclusion.PASS, "number": "2号", "dated_on": TODAY}
    world.do(clerk, lambda act: candidacy.conclude(act, election.id, 1, **told))

    assert world.again(election).stage == Stage.VETTING
    assert world.count("verdict", f"election_id = {election.id} and is_latest") == 1


def test_a_corrected_method_changes_no_seats_after_it_was_adopted(world):
    election = world.election(Stage.COUNTING)
    figures = {
        "adopted_by": "representatives", "due": 42, "present": 39, "agreed": 37,
        "chair_seats": 1, "deputy_seats": 0, "member_seats": 2, "women_seats": 1, "primary": False,
    }  # fmt: skip
    world.do(
        world.clerk_of(election),
        lambda act: records.record_paper(
            act,
            election.id,
            Kind.ELECTION_METHOD,
            dated_on=TODAY,
            figures=figures,
            seen_edition=1,
            reason="更正",
        ),
    )

    assert world.again(election).seats == election.seats


def test_only_the_county_voids_a_win_and_only_with_the_decision(world):
    election = world.election(Stage.ELECTED)
    refused(
        world,
        Forbidden,
        world.clerk_of(election),
        lambda act: candidacy.withdraw(act, election.id, 1, "理由"),
    )
    refused(
        world,
        RequirementsUnmet,
        world.actor("leader"),
        lambda act: candidacy.withdraw(act, election.id, 1, "理由"),
    )


def test_a_person_taken_off_by_mistake_can_be_nominated_again(world):
    from random import Random

    election = world.election(Stage.NOMINATING)
    clerk = world.clerk_of(election)
    told = {
        "name": "示例乙", "number": invented_number(Random(5), "M"), "sex": "M",
        "post": Post.CHAIR, "source": Source.VILLAGERS,
    }  # fmt: skip
    first = world.do(clerk, lambda act: candidacy.nominate(act, election.id, **told).number)
    world.do(
        clerk,
        lambda act: candidacy.withdraw(
            act, election.id, first, "误登", left_for=Exit.ENTERED_WRONGLY, asked_on=TODAY
        ),
    )
    again = world.do(clerk, lambda act: candidacy.nominate(act, election.id, **told).number)

    assert again == first
    refused(world, InputRefused, clerk, lambda act: candidacy.nominate(act, election.id, **told))
