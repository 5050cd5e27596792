"""The plan of reminders: when a silent unit is reminded and reported, by a clerk's one act or by the site.

Feature 41; failure 3. Silence is never consent: nothing here answers for anybody.
"""

import threading
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reviewers import UNITS, examined, reviewers
from sqlalchemy import update
from world import EXAMPLE, FOREIGN, NOON, TODAY, count

from electflow.act import Actor
from electflow.audit.verify import verify_chains
from electflow.campaign.model import Election
from electflow.db import reading
from electflow.errors import Forbidden, InputRefused
from electflow.joint_review.answers import Given
from electflow.joint_review.reminders import AskedFacts, DueUrging, Plan, Urging, urging_due
from electflow.joint_review.terms import Answer
from electflow.profile.loader import load_profile
from electflow.stages import Stage
from electflow.workflow import reviewing
from web import runner as running
from web.runner import Runner

PLAN = Plan(remind_before_days=1, remind_every_days=1, escalate_after_days=2)
SITE = Actor(0, EXAMPLE)
DUE = TODAY
MONDAY = date(2026, 11, 16)


def days(n: int) -> timedelta:
    return timedelta(days=n)


def at(day: date):
    return NOON + (day - TODAY)


# --- the days of the plan ---------------------------------------------------------------------


def walked(plan: Plan, asked_on: date, due_on: date, most: int, looks=lambda day: True):
    """Let somebody look every day, do what is due, and return what was done on which day."""
    facts, done = AskedFacts(asked_on, due_on), {}
    for n in range(most):
        on = asked_on + days(n)
        if not looks(on) or (due := urging_due(plan, facts, on)) is None:
            continue
        done[n - (due_on - asked_on).days] = (due.what.value, due.number)
        if due.what is Urging.REPORT:
            facts = replace(facts, reported_on=on)
        else:
            facts = replace(facts, reminders=facts.reminders + 1, reminded_on=on)
        assert urging_due(plan, facts, on) is None, "twice on one day"
    return done


def reminders(*on: int) -> dict[int, tuple[str, int]]:
    return {day: ("reminder", n) for n, day in enumerate(on, 1)}


@pytest.mark.parametrize(
    ("plan", "window", "expected"),
    [
        # the last day is day nought: in time; late is the day after; the report on the second
        (Plan(1, 1, 2), 5, reminders(-1, 0, 1) | {2: ("report", 1)}),
        (Plan(0, 1, 1), 5, reminders(0) | {1: ("report", 1)}),
        (Plan(3, 2, 3), 5, reminders(-3, -1, 1) | {3: ("report", 1)}),
        (Plan(2, 3, 4), 5, reminders(-2, 1) | {4: ("report", 1)}),
        (Plan(2, 0, 3), 5, reminders(-2) | {3: ("report", 1)}),
        (Plan(1, 2, 0), 5, reminders(-1, 1, 3, 5, 7)),
        # nobody is reminded on the day of asking, nor reported on the day of the first reminder
        (Plan(9, 1, 3), 2, reminders(-1, 0, 1, 2) | {3: ("report", 1)}),
        (Plan(1, 1, 1), 0, reminders(1) | {2: ("report", 1)}),
    ],
)  # fmt: skip
def test_the_plan_day_by_day(plan, window, expected):
    assert walked(plan, MONDAY, MONDAY + days(window), window + 9) == expected


def test_weekends_are_not_skipped():
    """The rule says so itself: days are those of the calendar."""
    saturday = date(2026, 11, 21)
    assert (saturday.weekday(), saturday.isoformat()) == (5, "2026-11-21")
    asked = AskedFacts(MONDAY, saturday + days(1))
    assert urging_due(PLAN, asked, saturday) == DueUrging(Urging.REMINDER, 1, saturday)
    for leaf in ("remind_before_days", "remind_every_days", "escalate_after_days"):
        rule = load_profile("national").leaf(f"vetting.{leaf}")
        assert (rule.basis, rule.blocks) == ("house", False)
    assert "节假日不顺延" in load_profile("national").vetting.remind_before_days.note


def test_days_on_which_nobody_looked_are_not_made_up_for():
    """A site that stood still for days reminds once, and reports the day after."""
    found = walked(PLAN, MONDAY, MONDAY + days(5), 20, lambda day: day >= MONDAY + days(10))
    assert found == {5: ("reminder", 1), 6: ("report", 1)}


def test_a_reminder_by_hand_counts_for_the_planned_day_and_another_last_day_begins_anew():
    by_hand = AskedFacts(MONDAY, DUE, 1, DUE)
    assert urging_due(PLAN, by_hand, DUE) is None
    assert urging_due(PLAN, by_hand, DUE + days(1)) == DueUrging(Urging.REMINDER, 2, DUE + days(1))
    longer = replace(by_hand, due_on=DUE + days(6))
    assert urging_due(PLAN, longer, DUE + days(4)) is None
    assert urging_due(PLAN, longer, DUE + days(5)) == DueUrging(Urging.REMINDER, 2, DUE + days(5))


@given(
    st.builds(Plan, st.integers(0, 9), st.integers(0, 4), st.integers(0, 9)),
    st.integers(0, 12),
    st.sets(st.integers(0, 30)),
)
def test_whatever_the_plan_one_act_a_day_a_report_last_and_never_before_it_is_late(
    plan, window, looked
):
    due_on = MONDAY + days(window)
    found = walked(plan, MONDAY, due_on, 31, lambda day: (day - MONDAY).days in looked)
    kinds = [what for what, _ in found.values()]
    assert kinds.count("report") <= 1
    assert "report" not in kinds[:-1]
    assert [n for what, n in found.values() if what == "reminder"] == list(
        range(1, kinds.count("reminder") + 1)
    )
    for day, (what, _number) in found.items():
        assert day > -window, "on the day of asking"
        assert day >= -plan.remind_before_days
        if what == "report":
            assert plan.escalate_after_days
            assert day >= plan.escalate_after_days > 0
            assert kinds[0] == "reminder"


# --- one act of the county, and the site by itself --------------------------------------------


@pytest.fixture
def there(world):
    return reviewers(world)


def runner_of(world, **changed) -> Runner:
    return Runner(world.database, replace(world.settings, **changed))


def rows_of(world) -> dict[str, tuple[int, bool]]:
    """Return of each unit how often it was reminded and whether it was reported."""
    from sqlalchemy import select

    from electflow.joint_review.model import AskedUnit

    with reading(world.database) as session:
        rows = session.scalars(select(AskedUnit).where(AskedUnit.county == EXAMPLE))
        return {row.unit: (row.reminders, row.escalated_at is not None) for row in rows}


def all_of(reminders: int, is_reported: bool) -> dict[str, tuple[int, bool]]:
    return dict.fromkeys(UNITS, (reminders, is_reported))


def test_the_clerk_reminds_all_in_one_act_and_only_those_of_whom_it_is_due(world, there):
    there.send(examined(world), due_on=DUE)
    there.all_clean("court")
    there.answer("police", Given(there.questions("police")[0].id, Answer.CLEAN))
    there.answer(
        "justice", *(Given(q.id, Answer.CLEAN) for q in there.questions("justice")), sign=False
    )
    replies = world.count("reply")
    again = lambda act: reviewing.urge_all(act, there.campaign)  # noqa: E731
    with pytest.raises(InputRefused):
        world.do(there.county, again)
    tomorrow = at(DUE + days(1))
    due = there.read(lambda s: reviewing.due_units(s, there.campaign, DUE + days(1)))
    done = world.do(there.county, again, tomorrow)
    assert {one.row.unit for one in due} == {one.row.unit for one in done} == {*UNITS} - {"court"}
    # half answered or not yet signed is not answered
    assert {(one.row.unit, one.open) for one in done} >= {
        ("police", len(there.questions("police")) - 1),
        ("justice", len(there.questions("justice"))),
    }
    assert rows_of(world) == all_of(1, False) | {"court": (0, False)}
    events = there.events("review:remind")
    assert len(events) == len(UNITS) - 1
    assert {e["actor"] for e in events} == {str(there.county.official_id)}
    assert {(e["data"]["reminder"], e["data"]["planned_on"]) for e in events} == {
        (1, (DUE + days(1)).isoformat())
    }
    with pytest.raises(InputRefused) as refusal:
        world.do(there.county, again, tomorrow + timedelta(hours=3))
    assert [issue.code for issue in refusal.value.issues] == ["vetting.nothing_due"]
    assert world.count("reply") == replies


def test_the_site_reminds_by_itself_reports_who_stays_late_and_answers_nothing(
    world, there, frozen
):
    there.send(examined(world), due_on=DUE)
    there.all_clean("court")
    replies, site = world.count("reply"), runner_of(world)
    expected = [(0, False), (1, False), (1, True), (1, True)]
    for n, (reminded, is_reported) in enumerate(expected):
        frozen.on(DUE + days(n))
        did = [site.step(), site.step()]
        assert did == [n in (1, 2), False]
        assert rows_of(world) == all_of(reminded, is_reported) | {"court": (0, False)}
    told = [*there.events("review:remind"), *there.events("review:escalate")]
    assert len(told) == 2 * (len(UNITS) - 1)
    assert {(e["actor"], *e["roles"], e["agent"]) for e in told} == {("0", "electflow plan")}
    assert world.count("reply") == replies
    with reading(world.database) as session:
        assert list(verify_chains(session)) == []
    for name in ("police-op", "police-ld"):
        who = {"police-op": there.operators, "police-ld": there.leaders}[name]["police"]
        [seen] = there.read(lambda s, who=who: desk_for(s, there, who, DUE + days(3))).reminded
        assert (seen.reminders, seen.reminded_on, seen.reported_on) == (
            1,
            DUE + days(1),
            DUE + days(2),
        )
        assert (seen.days_late(DUE), seen.days_late(DUE + days(3))) == (0, 3)


def desk_for(session, there, actor, on):
    from electflow.profile.loader import pinned
    from electflow.workflow.replying import read_desk

    return read_desk(session, actor, there.campaign, pinned(there.campaign.profile_snapshot), on)


def test_the_site_looks_once_an_hour_and_not_at_all_when_it_is_told_not_to(
    world, there, frozen, monkeypatch
):
    there.send(examined(world), due_on=DUE)
    frozen.on(DUE + days(1), hour=1)
    silent = runner_of(world, urges_by_plan=False)
    assert [silent.step(), silent.step()] == [False, False]
    assert rows_of(world) == all_of(0, False)
    looked = []
    whom = running.asking_campaigns
    monkeypatch.setattr(running, "asking_campaigns", lambda s: looked.append(1) or whom(s))
    site = runner_of(world)
    for minutes in (0, 1, 30, 28, 1, 60):
        frozen.after(minutes=minutes)
        site.step()
    assert len(looked) == 3
    frozen.after(hours=-5)
    site.step()
    assert len(looked) == 4, "a clock set back silences it"
    assert rows_of(world) == all_of(1, False)


def test_one_countys_trouble_keeps_no_other_waiting(world, there, frozen, monkeypatch, caplog):
    there.send(examined(world), due_on=DUE)
    frozen.on(DUE + days(1))
    whom, tried = running.asking_campaigns, []

    def two(session):
        [mine] = whom(session)
        return [replace_county(mine), mine]

    def replace_county(mine):
        from electflow.campaign.model import Campaign

        return Campaign(county=FOREIGN, id=mine.id, profile_snapshot=mine.profile_snapshot)

    by_plan = reviewing.urge_by_plan
    due = reviewing.due_units

    def urge(act, campaign):
        tried.append(campaign.county)
        if campaign.county == FOREIGN:
            raise RuntimeError("out of order")
        return by_plan(act, campaign)

    monkeypatch.setattr(running, "asking_campaigns", two)
    monkeypatch.setattr(reviewing, "urge_by_plan", urge)
    monkeypatch.setattr(
        reviewing, "due_units", lambda s, c, on: [1] if c.county == FOREIGN else due(s, c, on)
    )
    assert runner_of(world).step()
    assert tried == [FOREIGN, EXAMPLE]
    assert rows_of(world) == all_of(1, False)
    assert "county 990202 were not urged" in caplog.text


def test_nobody_but_the_site_carries_out_the_plan_and_it_opens_no_other_door(world, there):
    there.send(examined(world), due_on=DUE)
    tomorrow = at(DUE + days(1))
    by_plan = lambda act: reviewing.urge_by_plan(act, there.campaign)  # noqa: E731
    for who in (
        there.county,
        world.actor("leader"),
        replace(there.county, official_id=0),
        Actor(there.county.official_id, EXAMPLE),
    ):
        with pytest.raises(Forbidden):
            world.do(who, by_plan, tomorrow)
    for door in (
        lambda act: reviewing.urge_all(act, there.campaign),
        lambda act: reviewing.remind(act, there.campaign, 1, "court"),
        lambda act: reviewing.escalate(act, there.campaign, 1, "court", "逾期"),
        lambda act: reviewing.extend(act, there.campaign, 1, "court", DUE + days(9), "人多"),
    ):
        with pytest.raises(Forbidden):
            world.do(SITE, door, tomorrow)
    assert rows_of(world) == all_of(0, False)


def test_nobody_is_urged_for_a_poll_that_is_over_or_for_who_has_left(world, there):
    election = examined(world)
    there.send(election, due_on=DUE)
    ask = lambda: there.read(  # noqa: E731
        lambda s: reviewing.due_units(s, there.campaign, DUE + days(1))
    )
    assert len(ask()) == len(UNITS)
    for stage, n in ((Stage.POLL_READY, len(UNITS)), (Stage.COUNTING, 0), (Stage.CLOSED, 0)):
        with world.database.writer.begin() as connection:
            connection.execute(
                update(Election).where(Election.id == election.id).values(stage=stage.value)
            )
        assert len(ask()) == n, stage
    with world.database.writer.begin() as connection:
        connection.execute(
            update(Election).where(Election.id == election.id).values(stage="vetting")
        )
        connection.exec_driver_sql("update candidate set standing = 'withdrawn'")
    assert ask() == []


def test_another_last_day_takes_a_report_back_and_the_plan_begins_anew(world, there, frozen):
    there.send(examined(world), due_on=DUE)
    site = runner_of(world)
    for n in (1, 2):
        frozen.on(DUE + days(n))
        site.step()
    longer = DUE + days(5)
    world.do(
        there.county,
        lambda act: reviewing.extend(act, there.campaign, 1, "court", longer, "人多"),
        at(DUE + days(2)),
    )
    assert rows_of(world)["court"] == (1, False)
    for n, reminded in ((3, 1), (4, 2), (5, 3), (6, 4)):
        frozen.on(DUE + days(n))
        site.step()
        assert rows_of(world)["court"] == (reminded, False)
        assert rows_of(world)["police"] == (1, True)
    frozen.on(DUE + days(7))
    site.step()
    assert rows_of(world)["court"] == (4, True)


def test_runners_and_clerks_at_once_urge_each_unit_once_a_day(world, there, frozen):
    """Two runners, two clerks and a clerk who reminds one by hand, day after day: one event each."""
    there.send(examined(world), due_on=DUE)
    late = load_profile("national").vetting.escalate_after_days.value
    rounds, stride = count(1, 8), 3 + late
    runners = [runner_of(world) for _ in range(2)]
    refusals: Counter[str] = Counter()

    def clerk(verb) -> None:
        try:
            world.do(there.county, verb, frozen.at)
        except InputRefused as refusal:
            refusals[refusal.issues[0].code] += 1

    every = lambda act: reviewing.urge_all(act, there.campaign)  # noqa: E731
    one = lambda act: reviewing.remind(act, there.campaign, 1, "police")  # noqa: E731
    acts = [*(r.step for r in runners), *(lambda v=v: clerk(v) for v in (every, every, one))]

    def race() -> list[Exception]:
        """Let all act at one moment of a day; returns what went wrong."""
        barrier, failed = threading.Barrier(len(acts)), []

        def begin(act) -> None:
            barrier.wait()
            try:
                act()
            except Exception as error:  # it is told by the thread that waits
                failed.append(error)

        threads = [threading.Thread(target=begin, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return failed

    for first in range(0, rounds * stride, stride):
        last = DUE + days(first + 3)
        for unit in UNITS:
            world.do(
                there.county,
                lambda act, unit=unit, last=last: reviewing.extend(
                    act, there.campaign, 1, unit, last, "人多"
                ),
                at(DUE + days(first)),
            )
        for n in range(-1, late):
            frozen.on(last + days(n))
            assert race() == []
    reminded = Counter((e["data"]["unit"], e["at"][:10]) for e in there.events("review:remind"))
    assert max(reminded.values()) == 1
    assert Counter(unit for unit, _ in reminded) == dict.fromkeys(UNITS, rounds * (1 + late))
    assert rows_of(world) == all_of(rounds * (1 + late), False)
    frozen.on(last + days(late))
    assert race() == []
    reported = Counter(e["data"]["unit"] for e in there.events("review:escalate"))
    assert reported == dict.fromkeys(UNITS, 1)
    # who comes by hand is refused only where he came second, which is left to chance here
    assert refusals["vetting.nothing_due"] > 0
    assert refusals.keys() <= {"vetting.nothing_due", "vetting.reminded_today"}
    with reading(world.database) as session:
        assert list(verify_chains(session)) == []


@pytest.mark.parametrize("is_by_hand_first", [False, True])
def test_who_comes_while_another_is_still_at_it_waits_and_finds_it_done(
    world, there, is_by_hand_first
):
    """One by hand, and all of them in one act, in either order: the second sees what the first did."""
    there.send(examined(world), due_on=DUE)
    tomorrow = at(DUE + days(1))
    by_hand = lambda act: reviewing.remind(act, there.campaign, 1, "police")  # noqa: E731
    in_one = lambda act: reviewing.urge_all(act, there.campaign)  # noqa: E731
    first, second = (by_hand, in_one) if is_by_hand_first else (in_one, by_hand)
    told: list[str] = []

    def come() -> None:
        try:
            world.do(there.county, second, tomorrow)
        except InputRefused as refusal:
            told.append(refusal.issues[0].code)

    later = threading.Thread(target=come)

    def stay(act) -> None:
        first(act)
        act.session.flush()
        later.start()
        later.join(timeout=0.5)

    world.do(there.county, stay, tomorrow)
    later.join()
    assert told == ([] if is_by_hand_first else ["vetting.reminded_today"])
    assert rows_of(world) == all_of(1, False)
    assert len(there.events("review:remind")) == len(UNITS)
