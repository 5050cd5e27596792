"""The window in which anybody may object to the posted list of formal candidates (feature 47).

No law read lays it down: it warns and never blocks, and nobody is turned away when it is over.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from facts import NATIONAL, Facts, T, an_election
from reviewers import UNITS, Reviewers, examined
from sqlalchemy import update
from world import EXAMPLE, TODAY

from electflow.access.terms import Role
from electflow.campaign.model import Campaign, Election
from electflow.campaign.terms import Post, Register
from electflow.documents import service as documents
from electflow.documents.terms import Kind, Paper, Papers, PersonsFigures
from electflow.errors import InputRefused
from electflow.joint_review.objecting import NO_WINDOW, ObjectionWindow
from electflow.joint_review.statements import statements_on
from electflow.joint_review.terms import Conclusion, StatementKind, StatementRuling
from electflow.joint_review.waiting import statements_waiting, waiting_in
from electflow.nomination.terms import Exit
from electflow.profile.loader import hash_of, load_profile, pinned, shipped_profiles, snapshot
from electflow.profile.model import Basis, Verified
from electflow.stages import Stage, Track, Trigger
from electflow.vetting.rules import objections_heard
from electflow.vetting.service import verdicts_of, window_of
from electflow.voting import rules as voting
from electflow.workflow import candidacy, concluding
from electflow.workflow.machine import STEPS_OF

DAY = timedelta(1)
PROFILES = ["national", "zhejiang", "henan"]
CODE = "vetting.objection_window_over"


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def refused(work) -> set[str]:
    with pytest.raises(InputRefused) as error:
        work()
    return {issue.code for issue in error.value.issues}


# --- the rule ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped_profiles())
def test_no_profile_claims_that_a_law_lays_the_window_down(name):
    leaf = load_profile(name).vetting.objection_days
    assert leaf.basis is Basis.POLICY
    assert leaf.verified is Verified.NOT
    assert not leaf.blocks
    assert leaf.may_be_excepted


@pytest.mark.parametrize("name", PROFILES)
def test_window_and_answer_fit_between_the_last_day_of_the_list_and_the_poll(name):
    rule = load_profile(name).vetting
    needed = rule.objection_days.value + rule.statement_days.value
    assert needed <= rule.publish_before_days.value


def test_a_campaign_that_was_pinned_before_takes_the_nations_window():
    kept = msgspec.json.decode(snapshot(load_profile("henan")))
    del kept["vetting"]["objection_days"]
    assert (
        pinned(msgspec.json.encode(kept)).vetting.objection_days == NATIONAL.vetting.objection_days
    )


def listed(posted_on: date | None, opens_on: date = T) -> Facts:
    paper = Paper(
        kind=Kind.CANDIDATES_NOTICE,
        edition=1,
        dated_on=posted_on or T,
        posted_on=posted_on,
        figures=PersonsFigures(persons=8),
    )
    election = replace(an_election(), election_on=opens_on)
    return replace(Facts(election), papers=Papers({Kind.CANDIDATES_NOTICE: paper}))


def with_days(profile, days: int):
    leaf = msgspec.structs.replace(profile.vetting.objection_days, value=days)
    return msgspec.structs.replace(
        profile, vetting=msgspec.structs.replace(profile.vetting, objection_days=leaf)
    )


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("days", [1, 2, 5])
@pytest.mark.parametrize(("after", "is_over"), [(-1, False), (0, False), (1, True)])
def test_the_window_is_over_the_day_after_its_last_and_only_warns(name, days, after, is_over):
    profile, posted_on = with_days(load_profile(name), days), T - 9 * DAY
    last = posted_on + days * DAY
    [issue] = objections_heard(listed(posted_on), profile, last + after * DAY)
    assert issue.code == CODE
    assert issue.is_open is not is_over
    assert issue.is_warning is not is_over
    assert not issue.is_blocking
    assert issue.lawful_from == last + DAY
    assert issue.facts == {"posted_on": posted_on, "days": days, "last": last}
    assert issue.source_key == "vetting.objection_days"


@pytest.mark.parametrize("name", PROFILES)
def test_without_days_or_without_a_list_that_hangs_nothing_is_told(name):
    profile = load_profile(name)
    assert objections_heard(listed(T), with_days(profile, 0), T) == []
    assert objections_heard(listed(None), profile, T) == []
    assert objections_heard(Facts(an_election()), profile, T) == []


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize(
    "rule", [voting.issues_before_confirm_readiness, voting.issues_before_open_poll]
)
@pytest.mark.parametrize("waited", [0, 1])
def test_readiness_and_the_opening_of_the_poll_tell_that_it_still_runs(name, rule, waited):
    profile = load_profile(name)
    on = T - (1 - waited) * DAY
    posted_on = T - DAY - profile.vetting.objection_days.value * DAY
    found = {i.code: i for i in rule(listed(posted_on), profile, on)}
    assert found[CODE].is_open is not bool(waited)
    assert not found[CODE].is_blocking


def test_both_steps_stand_in_the_table_with_the_register_of_statements():
    """A rule that is handed no register would find nothing open."""
    asking = {s.trigger for s in STEPS_OF[Track.COMMITTEE] if Register.REVIEW in s.reads}
    assert {Trigger.CONFIRM_READINESS, Trigger.OPEN_POLL, Trigger.PUBLISH_CANDIDATES} <= asking


# --- who is late ------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [1, 2, 7])
@pytest.mark.parametrize(("after", "is_late"), [(-1, False), (0, False), (1, True), (30, True)])
def test_an_objection_is_late_the_day_after_the_last(days, after, is_late):
    window = ObjectionWindow(days, T, (T,))
    assert window.last == T + days * DAY
    assert window.is_late(T + (days + after) * DAY) is is_late


def test_nobody_is_late_before_the_list_hangs_or_where_there_is_no_window():
    assert not ObjectionWindow(2, T, (T,)).is_late(T - DAY)
    assert not ObjectionWindow(2).is_late(T)
    assert not NO_WINDOW.is_late(T)
    assert NO_WINDOW.last is None
    assert not ObjectionWindow(0, T, (T,)).is_late(T + 99 * DAY)
    assert ObjectionWindow(0, T, (T,)).last is None


def test_a_later_posting_opens_the_window_anew_for_the_whole_list():
    """Posted on day 0, again on day 5, two days each: 3 and 4 are late, 1, 2 and 5 to 7 are not."""
    window = ObjectionWindow(2, T + 5 * DAY, (T, T + 5 * DAY))
    assert window.last == T + 7 * DAY
    late = [n for n in range(-2, 10) if window.is_late(T + n * DAY)]
    assert late == [3, 4, 8, 9]


# --- received, answered, kept -----------------------------------------------------------------


@pytest.fixture
def there(world):
    """A county that examines on paper: no checklist was ever adopted."""
    found = Reviewers(world, world.campaign())
    found.checker = found.person("checker", Role.COUNTY_CHECKER)
    return found


@pytest.fixture
def on_paper(world, there):
    """Return an election whose joint review stands on paper and whose formal list hangs."""
    election = world.election(Stage.CANDIDATES_PUBLISHED)
    assert not election.keeps(Register.REVIEW)
    return election


def under(world, name: str) -> None:
    """Let the campaign stand under another profile."""
    kept = snapshot(load_profile(name))
    told = {"profile_snapshot": kept, "profile_hash": hash_of(kept)}
    with world.database.writer.begin() as connection:
        connection.execute(update(Campaign).values(**told))


def posted_of(there, election) -> date:
    return there.dossier(election).papers.find(Kind.CANDIDATES_NOTICE).posted_on


def post_anew(there, election, day: date) -> None:
    """Take the list down as the step does that lets a reserve follow, and post it once more."""
    paper = there.dossier(election).papers.find(Kind.CANDIDATES_NOTICE)

    def work(act):
        documents.retire(act.session, EXAMPLE, election.id, [Kind.CANDIDATES_NOTICE])
        documents.record(
            act, election.id, election.village, Kind.CANDIDATES_NOTICE,
            dated_on=day, posted_on=day, figures={"persons": 8}, number="9号",
            seen_edition=paper.edition,
        )  # fmt: skip

    there.world.do(there.county, work, at=noon(day))


def object_to(there, election, number, received_on, kind=StatementKind.OBJECTION, at=None):
    return there.world.do(
        there.world.clerk_of(election),
        lambda act: concluding.receive_statement(
            act, election.id, number, kind=kind, words="密语：有人反映情况。",
            received_on=received_on,
        ),
        at=noon(at or received_on),
    )  # fmt: skip


def answer(there, election, number, ruling, on):
    there.world.do(
        there.checker,
        lambda act: concluding.answer_statement(
            act, election.id, number, ruling=ruling, outcome="经复核。", answer_number="示例复1号",
            answered_on=on,
        ),
        at=noon(on),
    )  # fmt: skip


def first_standing(there, election) -> int:
    return next(c.number for c in there.candidates(election) if c.standing == "nominated")


def lines_of(there, election, number, profile=None):
    rules = profile or there.dossier(election).profile
    post = next(c.post for c in there.candidates(election) if c.number == number)
    return there.read(
        lambda s: statements_on(s, election, number, window=window_of(s, election, rules, post))
    )


def told_before(there, election, trigger, on) -> dict:
    dossier = there.dossier(election)
    steps = [s for s in STEPS_OF[Track.COMMITTEE] if s.source == Stage(dossier.election.stage)]
    step = next(s for s in steps if s.trigger is trigger)
    return {i.code: i for i in step.issues(dossier, dossier.profile, on)}


@pytest.mark.parametrize("profile", PROFILES)
def test_on_paper_an_objection_is_received_on_every_day_and_told_until_it_is_answered(
    world, there, on_paper, profile
):
    under(world, profile)
    number = first_standing(there, on_paper)
    assert there.dossier(on_paper).open_statements is None, "nothing was ever received"
    last = (
        posted_of(there, on_paper)
        + there.dossier(on_paper).profile.vetting.objection_days.value * DAY
    )
    for day in (last - DAY, last, last + DAY):
        object_to(there, on_paper, number, day)
    assert [line.is_after_window for line in lines_of(there, on_paper, number)] == [
        False,
        False,
        True,
    ]
    booked = there.events("statement:receive")
    assert [event["data"]["is_late"] for event in booked] == [False, False, True]
    assert [event["data"]["received_on"] for event in booked] == [
        (last + n * DAY).isoformat() for n in (-1, 0, 1)
    ]
    found = told_before(there, on_paper, Trigger.CONFIRM_READINESS, last + DAY)
    assert found["vetting.statements_answered"].is_warning
    assert found["vetting.statements_answered"].facts == {"open": 3}
    assert not found[CODE].is_open
    for which in (1, 2, 3):
        answer(there, on_paper, which, StatementRuling.REJECTED, last + DAY)
    found = told_before(there, on_paper, Trigger.CONFIRM_READINESS, last + DAY)
    assert not found["vetting.statements_answered"].is_open
    assert there.dossier(on_paper).open_statements == 0


def test_a_candidates_own_statement_knows_no_window(there, on_paper):
    number = first_standing(there, on_paper)
    late = posted_of(there, on_paper) + 30 * DAY
    object_to(there, on_paper, number, late, StatementKind.STATEMENT)
    assert not lines_of(there, on_paper, number)[0].is_after_window
    assert there.events("statement:receive")[0]["data"]["is_late"] is False


def test_the_partys_publicity_has_days_of_its_own(there, world):
    election = world.election(Stage.CANDIDATES_PUBLISHED, Track.PARTY)
    post = Post.COMMITTEE_MEMBER
    assert there.read(lambda s: window_of(s, election, NATIONAL, post)) == NO_WINDOW


def test_an_objection_counts_by_the_list_that_hung_when_it_came(there, on_paper):
    """In time under the first posting, late before the second, in time again: for everybody."""
    number, first = first_standing(there, on_paper), posted_of(there, on_paper)
    days = NATIONAL.vetting.objection_days.value
    second = first + (days + 2) * DAY
    object_to(there, on_paper, number, first + days * DAY)
    object_to(there, on_paper, number, first + (days + 1) * DAY)
    post_anew(there, on_paper, second)
    object_to(there, on_paper, number, second + days * DAY)
    object_to(there, on_paper, number, second + (days + 1) * DAY)
    late = [line.is_after_window for line in lines_of(there, on_paper, number)]
    assert late == [False, True, False, True]
    found = told_before(there, on_paper, Trigger.CONFIRM_READINESS, second + days * DAY)
    assert found[CODE].facts["last"] == second + days * DAY
    assert found[CODE].is_warning


def test_with_the_register_an_objection_after_publication_is_told_as_well(world, there):
    there.adopt().seat(*UNITS)
    election = examined(world)
    there.send(election)
    there.all_clean(*[unit for unit in UNITS if there.questions(unit)])
    number = first_standing(there, election)
    assert there.dossier(election).open_statements == 0
    object_to(there, election, number, TODAY)
    assert there.dossier(election).open_statements == 1
    answer(there, election, 1, StatementRuling.REJECTED, TODAY)
    assert there.dossier(election).open_statements == 0


@pytest.mark.parametrize(
    "stage", [Stage.NOMINATED, Stage.POLL_READY, Stage.POLLING, Stage.COUNTING, Stage.ELECTED]
)
def test_what_comes_at_any_stage_is_received_and_answered(there, world, stage):
    election = world.election(stage)
    number = first_standing(there, election)
    object_to(there, election, number, TODAY)
    answer(there, election, 1, StatementRuling.REJECTED, TODAY)
    assert lines_of(there, election, number)[0].ruling is StatementRuling.REJECTED


def test_after_the_file_is_closed_it_is_told_where_to_turn_and_what_is_open_is_answered(
    there, world
):
    election = world.election(Stage.CLOSED)
    number = first_standing(there, election)
    assert refused(lambda: object_to(there, election, number, TODAY)) == {"vetting.not_heard_now"}
    other = world.election(Stage.RESULT_CONFIRMED)
    object_to(there, other, first_standing(there, other), TODAY)
    with world.database.writer.begin() as connection:
        connection.execute(update(Election).where(Election.id == other.id).values(stage="closed"))
    answer(there, other, 1, StatementRuling.REJECTED, TODAY)


# --- what an upheld objection does ------------------------------------------------------------


def conclude(there, election, number, conclusion, on):
    return there.world.do(
        there.world.clerk_of(election),
        lambda act: candidacy.conclude(
            act, election.id, number, conclusion=conclusion, number="示核9号", dated_on=on
        ),
        at=noon(on),
    )


@pytest.mark.parametrize("has_list", [False, True])
def test_on_paper_an_upheld_objection_lets_the_conclusion_rest_until_a_new_one(
    world, there, has_list
):
    """Nobody is taken off by it: named persons conclude anew, and the election committee decides."""
    paper = world.election(Stage.CANDIDATES_PUBLISHED)
    if has_list:  # adopted since: this village was examined on paper
        there.adopt()
    first, second = [c.number for c in there.candidates(paper) if c.standing == "nominated"][:2]
    day = posted_of(there, paper) + DAY
    assert refused(lambda: conclude(there, paper, first, Conclusion.PROHIBITED, day)) == {
        "vetting.not_in_this_stage"
    }
    object_to(there, paper, first, day)
    answer(there, paper, 1, StatementRuling.UPHELD, day)
    in_force = there.read(lambda s: verdicts_of(s, EXAMPLE, [paper.id]))[paper.id]
    assert first not in in_force
    assert second in in_force
    standing = [c.number for c in there.candidates(paper) if c.standing == "nominated"]
    assert first in standing
    missing = told_before(there, paper, Trigger.CONFIRM_READINESS, day)
    assert missing["vetting.everybody_concluded"].subjects == (first,)
    assert refused(lambda: conclude(there, paper, second, Conclusion.PROHIBITED, day)) == {
        "vetting.not_in_this_stage"
    }
    conclude(there, paper, first, Conclusion.PROHIBITED, day)
    found = told_before(there, paper, Trigger.CONFIRM_READINESS, day)
    assert not found["vetting.everybody_concluded"].is_open
    assert found["vetting.nobody_barred"].subjects == (first,)
    world.do(
        world.clerk_of(paper),
        lambda act: candidacy.withdraw(
            act, paper.id, first, "村选委会决定", left_for=Exit.BARRED, asked_on=day,
            document="村选委会会议记录第3号",
        ),
        at=noon(day),
    )  # fmt: skip
    [gone] = [c for c in there.candidates(paper) if c.number == first]
    assert gone.taken_off_for == "barred"


def test_a_rejected_objection_leaves_the_conclusion(there, on_paper):
    number, day = first_standing(there, on_paper), posted_of(there, on_paper)
    before = there.read(lambda s: verdicts_of(s, EXAMPLE, [on_paper.id]))
    object_to(there, on_paper, number, day)
    answer(there, on_paper, 1, StatementRuling.REJECTED, day)
    assert there.read(lambda s: verdicts_of(s, EXAMPLE, [on_paper.id])) == before


def test_who_is_elected_already_keeps_his_conclusion(there, world):
    """Between two polls only those not elected are concluded of anew; a win is voided by an organ."""
    election = world.election(Stage.PARTLY_ELECTED)
    won = {c for c, _ in elected(there, election)}
    lost = next(
        c.number
        for c in there.candidates(election)
        if c.standing == "nominated" and c.number not in won
    )
    concluded = there.read(lambda s: verdicts_of(s, EXAMPLE, [election.id]))[election.id]
    winner = next(n for n in sorted(won) if n in concluded)
    for order, number in enumerate((winner, lost), 1):
        object_to(there, election, number, TODAY)
        answer(there, election, order, StatementRuling.UPHELD, TODAY)
    left = there.read(lambda s: verdicts_of(s, EXAMPLE, [election.id]))[election.id]
    assert winner in left
    assert lost not in left


def elected(there, election):
    dossier = there.dossier(election)
    return voting.tally(dossier, dossier.profile).elected


# --- what waits -------------------------------------------------------------------------------


def test_the_county_finds_every_open_one_whatever_register_is_kept(world, there, on_paper):
    number, day = first_standing(there, on_paper), posted_of(there, on_paper)
    sent = examined(world)
    object_to(there, on_paper, number, day)
    object_to(there, sent, first_standing(there, sent), TODAY)
    waits = there.read(lambda s: statements_waiting(s, there.campaign, 50))
    assert [(w.election.id, w.candidate) for w in waits] == [
        (on_paper.id, number),
        (sent.id, first_standing(there, sent)),
    ]
    assert waits[0].name == there.person_of(on_paper, number).name
    due = waits[0].due_on
    assert not waits[0].is_late(due)
    assert waits[0].is_late(due + DAY)
    assert there.read(lambda s: waiting_in(s, there.campaign, TODAY)).statements == 2
    assert len(there.read(lambda s: statements_waiting(s, there.campaign, 1))) == 1
    answer(there, on_paper, 1, StatementRuling.REJECTED, TODAY)
    assert there.read(lambda s: waiting_in(s, there.campaign, TODAY)).statements == 1
    assert len(there.read(lambda s: statements_waiting(s, there.campaign, 50))) == 1
