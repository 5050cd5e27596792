"""Exceptions: only from policy, on a document, approved by a second person, until a day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import EXAMPLE, NOON, TODAY

from electflow.campaign.rules import (
    departed,
    doubts_of_hold,
    faults_of_exception,
    faults_of_irregularity,
    months_after,
)
from electflow.campaign.terms import Departure, GrantedDeparture, HoldKind
from electflow.db import reading
from electflow.documents.rules import recorded
from electflow.documents.terms import Kind, Papers
from electflow.errors import Forbidden, InputRefused, RequirementsUnmet
from electflow.issues import Issue, Severity, State
from electflow.profile.loader import load_profile
from electflow.profile.model import Basis
from electflow.stages import Stage, Track, Trigger
from electflow.voting.past_cure import past_cure
from electflow.voting.terms import PollFacts, PollKind
from electflow.workflow import holding, records
from electflow.workflow import service as workflow
from electflow.workflow.dossier import dossiers_of
from electflow.workflow.machine import find_step

RULE = "vetting.all_units_answer"
NATIONAL = load_profile("national")
ZHEJIANG = load_profile("zhejiang")
TOLD = {
    "organ": "county_government",
    "number": "示例发〔2026〕9号",
    "dated_on": TODAY,
    "until": TODAY + timedelta(30),
    "reason": "两个单位正在机构改革",
}


def faults(rule, **told):
    named = TOLD | told
    return [
        i.code
        for i in faults_of_exception(
            rule,
            named["organ"],
            named["number"],
            named["dated_on"],
            named["until"],
            named["reason"],
            TODAY,
        )
    ]


def test_no_approval_excuses_a_breach_of_law():
    for leaf in NATIONAL.leaves():
        is_lawful = leaf.basis is not Basis.POLICY and not leaf.exception_by
        is_lawful |= leaf.key.startswith("timetable.")
        assert ("exception.not_policy" in faults(leaf)) is is_lawful, leaf.key
    assert faults(None) == ["exception.not_policy"]


def test_where_the_article_names_the_approver_no_other_organ_will_do():
    rule = ZHEJIANG.result.notice_within_days
    assert faults(rule, organ="township_government") == []
    assert faults(rule) == ["exception.other_organ"]


def test_everything_that_is_missing_is_named_at_once():
    rule = NATIONAL.vetting.all_units_answer
    told = faults(
        rule, number="", reason=" ", dated_on=TODAY + timedelta(2), until=TODAY + timedelta(1)
    )
    assert sorted(told) == [
        "document.date_ahead",
        "document.reason_missing",
        "exception.ends_before",
        "hold.number_missing",
    ]


@given(st.integers(-3, 40))
def test_an_exception_holds_from_its_document_to_its_last_day(after):
    granted = GrantedDeparture(1, RULE, "county_government", "9号", TODAY, TODAY + timedelta(30))
    issue = Issue(code="vetting.units_answered", source_key=RULE, severity=Severity.WARNS)
    found = departed(issue, [granted], TODAY + timedelta(after))
    assert (found.state is State.EXCEPTED) is (0 <= after <= 30)
    assert found.is_open is not (0 <= after <= 30)
    assert found.state is not State.MET, "an exception never counts as met"


def test_an_exception_excuses_no_missing_fact_and_nobody_who_is_barred():
    granted = GrantedDeparture(1, RULE, "county_government", "9号", TODAY, TODAY)
    missing = Issue(code="document.recorded", source_key=RULE, state=State.UNDETERMINED)
    barred = Issue(code="vetting.nobody_barred_party", source_key=RULE)
    assert departed(missing, [granted], TODAY) is missing
    assert departed(barred, [granted], TODAY) is barred


def test_an_exception_covers_its_own_rule_alone():
    granted = GrantedDeparture(1, RULE, "county_government", "9号", TODAY, TODAY)
    other = Issue(code="vetting.nobody_barred", source_key="vetting.four_classes")
    assert departed(other, [granted], TODAY) is other


def propose(world, actor, election, rule=RULE):
    return world.do(
        actor,
        lambda act: (
            holding.propose_departure(act, election.id, Departure.EXCEPTION, rule=rule, **TOLD).id
        ),
    )


def checklist(world, election):
    with reading(world.database) as session:
        dossier = dossiers_of(session, EXAMPLE, [world.again(election)])[election.id]
    step = find_step(Track.COMMITTEE, Trigger.CONCLUDE_VETTING, Stage.VETTING)
    return {i.source_key: i for i in workflow.issues_of(step, dossier, TODAY)}


def test_one_proposes_another_approves_and_the_rule_says_so_until_it_is_ended(world):
    election = world.election(Stage.VETTING)
    clerk, leader = world.actor("county"), world.actor("leader")
    with pytest.raises(InputRefused):
        propose(world, clerk, election, rule="vetting.four_classes")
    proposal = propose(world, clerk, election)
    with pytest.raises(Forbidden):
        world.do(clerk, lambda act: holding.decide(act, proposal, approve=True))
    assert RULE not in checklist(world, election) or checklist(world, election)[RULE].state is not (
        State.EXCEPTED
    )
    world.do(leader, lambda act: holding.decide(act, proposal, approve=True))
    with reading(world.database) as session:
        (granted,) = dossiers_of(session, EXAMPLE, [world.again(election)])[election.id].departures
    assert granted.rule == RULE
    with pytest.raises(InputRefused):
        world.do(leader, lambda act: holding.end_departure(act, election.id, granted.id, ""))
    world.do(leader, lambda act: holding.end_departure(act, election.id, granted.id, "已复函"))
    with reading(world.database) as session:
        assert dossiers_of(session, EXAMPLE, [election])[election.id].departures == ()


def test_a_proposal_that_is_turned_down_lets_nobody_off(world):
    election = world.election(Stage.VETTING)
    proposal = propose(world, world.actor("county"), election)
    world.do(
        world.actor("leader"),
        lambda act: holding.decide(act, proposal, approve=False, reason="理由不足"),
    )
    assert world.count("departure") == 0


# --- a breach recorded as it was --------------------------------------------------------------

LATE = "roll.publish_before_days"


def test_a_breach_is_recorded_only_where_a_day_has_passed_and_it_never_counts_as_met():
    rule = NATIONAL.roll.publish_before_days
    asked = {"number": "9号", "dated_on": TODAY, "reason": "责令说明情况", "on": TODAY}
    assert [i.code for i in faults_of_irregularity(rule, [], **asked)] == [
        "irregularity.nothing_late"
    ]
    assert faults_of_irregularity(rule, [rule.key], **asked) == []
    granted = GrantedDeparture(
        1, rule.key, "county_government", "9号", TODAY, None, Departure.IRREGULARITY
    )
    late = Issue(code="document.posted_in_time", source_key=rule.key)
    found = departed(late, [granted], TODAY)
    assert (found.is_blocking, found.is_warning, found.is_irregularity) == (False, True, True)
    assert found.state is State.UNMET
    missing = replace(late, code="document.recorded", state=State.UNDETERMINED)
    assert departed(missing, [granted], TODAY) is missing, "a missing paper is no late one"


def test_a_list_that_hung_too_late_is_recorded_so_and_the_election_goes_on(world):
    election = world.election(Stage.REGISTERING)
    clerk, leader = world.clerk_of(election), world.actor("leader")
    on = election.election_on - timedelta(days=5)
    at = NOON.replace(year=on.year, month=on.month, day=on.day)
    world.do(
        clerk,
        lambda act: records.record_paper(
            act,
            election.id,
            Kind.ROLL_NOTICE,
            dated_on=on,
            posted_on=on,
            number="1号",
            figures={"registered": 30},
        ),
        at,
    )

    def publish():
        world.do(
            clerk,
            lambda act: workflow.advance(
                act,
                election.id,
                Trigger.PUBLISH_ROLL,
                seen_version=world.again(election).version,
                explanations={
                    "document.posted_in_time": "据实登记",
                    "roll.kept_here": "本村以纸质名册办理",
                },
            ),
            at,
        )

    with pytest.raises(RequirementsUnmet) as refused:
        publish()
    assert [i.source_key for i in refused.value.issues if i.is_blocking] == [LATE]
    told = TOLD | {"rule": LATE, "dated_on": on, "until": None}
    proposal = world.do(
        clerk,
        lambda act: holding.propose_departure(act, election.id, Departure.IRREGULARITY, **told).id,
        at,
    )
    world.do(leader, lambda act: holding.decide(act, proposal, approve=True), at)
    publish()
    assert world.again(election).stage == Stage.ROLL_PUBLISHED


def test_what_belongs_before_a_poll_is_past_cure_only_once_its_day_has_gone_by():
    day, rule = TODAY, NATIONAL.poll
    lacking = [
        Issue(code="voting.secret_places", source_key=rule.secret_place.key),
        recorded(Papers(), Kind.PROXY_NOTICE, rule.proxies_published),
        recorded(Papers(), Kind.READINESS_RECORD, rule.secret_place),
        Issue(code="vetting.nobody_barred", source_key=NATIONAL.vetting.four_classes.key),
        Issue(code="voting.proxy_limit", source_key=rule.proxy_most.key, state=State.MET),
    ]
    granted = [
        GrantedDeparture(
            n, issue.source_key, "county_government", "9号", day, None, Departure.IRREGULARITY
        )
        for n, issue in enumerate(lacking)
    ]
    eve, notice = day - timedelta(1), ["document.recorded"]
    for on, mended in (
        (eve, []),
        (day, notice),  # what hangs days before nobody can hang any more
        (day + timedelta(1), ["voting.secret_places", "document.recorded"]),
    ):
        found = [departed(issue, granted, on) for issue in past_cure(lacking, day, on)]
        assert [i.code for i in found if i.is_irregularity] == mended
        assert all(i.is_warning and not i.is_blocking for i in found if i.is_irregularity)
        assert found[2].is_blocking, "figures on which the poll rests are never left out"
        assert found[3].is_blocking, "who is barred by law is no matter of form"
    after, later = day + timedelta(1), day + timedelta(20)
    again = [departed(i, granted, later) for i in past_cure(lacking, later - timedelta(1), later)]
    assert not any(i.is_irregularity for i in again), (
        "a decision on one poll says nothing of the next"
    )
    held = PollFacts(number=1, kind=PollKind.FIRST, seats={}, candidates=(), base=1, opened_on=day)
    assert past_cure(lacking, day, after, [held]) == lacking, "a void poll waits for a new day"


def test_a_poll_that_was_held_without_a_secret_place_is_recorded_as_it_was(world):
    """What happened must be recordable, or people write other figures (law-notes B8)."""
    election = world.election(Stage.CANDIDATES_PUBLISHED)
    clerk, leader = world.clerk_of(election), world.actor("leader")
    rule = NATIONAL.poll.secret_place.key
    told = TOLD | {"rule": rule, "until": None}

    def at_noon(day):
        return NOON.replace(year=day.year, month=day.month, day=day.day)

    eve, after = election.election_on - timedelta(1), election.election_on + timedelta(1)
    figures = {
        "ballots_printed": 9_000,
        "secret_places": 0,
        "mobile_boxes": 0,
        "fewest_scrutineers": 0,
    }
    world.do(
        clerk,
        lambda act: records.record_paper(
            act, election.id, Kind.READINESS_RECORD, dated_on=eve, figures=figures
        ),
        at_noon(eve),
    )

    def propose_on(day):
        return world.do(
            clerk,
            lambda act: (
                holding.propose_departure(
                    act, election.id, Departure.IRREGULARITY, **told | {"dated_on": day}
                ).id
            ),
            at_noon(day),
        )

    def blocking_on(day):
        with reading(world.database) as session:
            dossier = dossiers_of(session, EXAMPLE, [world.again(election)])[election.id]
        step = find_step(Track.COMMITTEE, Trigger.CONFIRM_READINESS, Stage.CANDIDATES_PUBLISHED)
        return {i.code for i in workflow.issues_of(step, dossier, day) if i.is_blocking}

    with pytest.raises(InputRefused) as refused:
        propose_on(eve)
    assert [i.code for i in refused.value.issues] == ["irregularity.nothing_late"]
    assert "voting.secret_places" in blocking_on(after)
    proposal = propose_on(after)
    world.do(leader, lambda act: holding.decide(act, proposal, approve=True), at_noon(after))
    assert "voting.secret_places" not in blocking_on(after)


# --- what a hold would do ---------------------------------------------------------------------


def test_a_moved_day_moves_the_days_that_are_still_ahead(world):
    election = world.election(Stage.VETTING)
    until = election.election_on + timedelta(10)
    moved = holding.moved_days(election, HoldKind.DAY_MOVED, until, NATIONAL)
    assert {line.becomes - line.was for line in moved} == {timedelta(10)}
    triggers = {line.trigger for line in moved}
    assert Trigger.OPEN_POLL in triggers
    assert Trigger.PUBLISH_ROLL not in triggers, "it is done"
    assert holding.moved_days(election, HoldKind.POSTPONED, until, NATIONAL) == []


@pytest.mark.parametrize(("days", "is_doubted"), [(0, False), (1, True)])
def test_a_postponement_longer_than_the_province_allows_is_doubted_and_still_recorded(
    days, is_doubted
):
    day = date(2026, 8, 31)
    until = months_after(day, 6) + timedelta(days)
    doubts = doubts_of_hold(
        HoldKind.POSTPONED, "county_government", Track.COMMITTEE, ZHEJIANG, day, until
    )
    assert ([i.code for i in doubts] == ["hold.longer_than_most"]) is is_doubted


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 12, 1), 1, date(2028, 1, 1)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day, months, then):
    assert months_after(day, months) == then
