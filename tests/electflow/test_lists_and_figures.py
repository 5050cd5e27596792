"""Nominations by their figures, lists that hang, committees that run short, seats kept for women.

Numbers of features and failures are those of the field's list: features 28, 60; failures 1, 22.
"""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from facts import NATIONAL, Facts, T, an_election
from villagers import published, villager
from world import EXAMPLE, TODAY

from electflow.campaign.calendar import last_day, window_of
from electflow.campaign.rules import doubts_of_hold, months_after
from electflow.campaign.terms import HoldKind, Post
from electflow.cli import electflow
from electflow.db import reading
from electflow.documents.terms import (
    Kind,
    MethodFigures,
    NominationFigures,
    Paper,
    Papers,
    PersonsFigures,
    PlaceFigures,
    RollFigures,
    SecondFigures,
)
from electflow.election_committee.rules import as_formed
from electflow.election_committee.terms import Duty, ElectionStaff, Leaving, MemberFacts
from electflow.errors import CaseRefused, InputRefused, ProfileError
from electflow.nomination.rules import forms_in_order, nomination_in_order
from electflow.nomination.terms import CandidateFacts, Source, Standing
from electflow.people import service as people
from electflow.profile import loader
from electflow.profile.loader import load_profile
from electflow.roll import rules as roll
from electflow.stages import Stage, Track, Trigger
from electflow.vetting.rules import issues_before_publish_candidates
from electflow.voting import rules as voting
from electflow.voting.case import as_json, decide_case, read_case
from electflow.voting.sheet import SheetEntry, SheetStanding, state_of
from electflow.workflow import candidacy, staffing
from electflow.workflow.dossier import dossiers_of

ZHEJIANG = load_profile("zhejiang")


def codes(issues) -> dict:
    return {i.code: i for i in issues if i.is_open}


def refused(work) -> set[str]:
    with pytest.raises(InputRefused) as error:
        work()
    return {issue.code for issue in error.value.issues}


def papers(*told: Paper) -> Papers:
    return Papers({paper.kind: paper for paper in told})


def paper(kind: Kind, day=None, **more) -> Paper:
    on = T + timedelta(days=day if day is not None else -40)
    return Paper(kind=kind, edition=1, dated_on=on, posted_on=on, **more)


def named(*votes: int, post: Post = Post.MEMBER) -> tuple[CandidateFacts, ...]:
    return tuple(
        CandidateFacts(n, 100 + n, post, Source.VILLAGERS, Standing.NOMINATED, "F", v)
        for n, v in enumerate(votes, 1)
    )


# --- each day is judged by its own rule -------------------------------------------------------


@pytest.mark.parametrize("days", [20, 25])
def test_a_longer_provincial_period_is_enforced_not_only_shown(days):
    """Failure 1: the number of a rule is the number by which days are judged."""
    level = loader.read_level("national")
    leaf = dict(level["roll"]["publish_before_days"], value=days, bound="")
    county = {"name": "county", "title": "某县", "parent": "national"}
    rules = loader.resolve([level, county | {"roll": {"publish_before_days": leaf}}])
    window = window_of(Track.COMMITTEE, Trigger.PUBLISH_ROLL, T, rules)
    assert window.latest == T - timedelta(days=days)
    for late in (0, 1):
        hung = paper(Kind.ROLL_NOTICE, -days + late, figures=RollFigures(registered=9))
        found = roll.issues_before_publish_roll(Facts(an_election(), papers(hung)), rules, T)
        assert ("document.posted_in_time" in codes(found)) is bool(late)


@pytest.mark.parametrize(("day", "late"), [(-5, False), (-4, True)])
def test_the_notice_of_the_place_hangs_as_many_days_before_as_its_rule_says(day, late):
    notice = paper(Kind.PLACE_NOTICE, day, figures=PlaceFigures(poll_on=T, stations=1))
    found = voting.issues_before_confirm_readiness(
        Facts(an_election(), papers(notice)), ZHEJIANG, T
    )
    there = [
        i
        for i in found
        if i.code == "document.posted_in_time" and i.facts["document"] == "place_notice"
    ]
    assert [i.is_blocking for i in there] == [late]


def test_zhejiang_asks_for_the_notice_of_staff_and_nation_does_not():
    asked = lambda profile: {  # noqa: E731
        i.facts.get("document")
        for i in voting.issues_before_confirm_readiness(Facts(an_election()), profile, T)
        if i.code == "document.recorded"
    }
    assert "staff_notice" in asked(ZHEJIANG)
    assert "staff_notice" not in asked(NATIONAL)


def test_a_substitute_does_not_set_the_days_of_the_list_going_anew():
    """ZJ20 19: who leaves until three days before is followed by votes; the list hung in time."""
    late = paper(Kind.CANDIDATES_NOTICE, -3, figures=PersonsFigures(persons=2))
    election = an_election()
    for listed_on, is_late in ((None, True), (T - timedelta(days=5), False), (T, True)):
        facts = Facts(replace(election, listed_on=listed_on), papers(late), named(3, 2))
        found = codes(issues_before_publish_candidates(replace_review(facts), ZHEJIANG, T))
        assert ("document.posted_in_time" in found) is is_late
    assert last_day(T, ZHEJIANG.vetting.publish_before_days) == T - timedelta(days=5)


def replace_review(facts: Facts) -> Facts:
    return replace(facts, review=None)


def test_a_text_that_contradicts_nothing_is_not_superseded():
    """Law-notes A4: a dead mark would leave the text silently in force."""
    level = loader.read_level("national")
    same = dict(level["poll"]["proxy_most"], superseded_by="national")
    county = {"name": "county", "title": "某县", "parent": "national", "poll": {"proxy_most": same}}
    with pytest.raises(ProfileError, match="does not contradict"):
        loader.resolve([level, county])


def test_the_old_texts_of_four_provinces_stand_beside_the_law():
    """Law-notes A4: villagers alone nominate, no deputy, no exit of kin, other kinds of kin."""
    for name in ("zhejiang", "beijing", "shanghai", "henan"):
        rules = load_profile(name)
        for key in (
            "preparation.election_committee_deputy",
            "preparation.election_committee_leaves_kin",
            "nomination.by_party_or_villagers",
        ):
            leaf = rules.leaf(key)
            assert leaf.value == NATIONAL.leaf(key).value, (name, key)
            assert [old.level for old in leaf.superseded] == [name], (name, key)
    told = CliRunner().invoke(electflow, ["profile", "diff", "national", "shanghai"]).output
    assert "已被国家法律替代" in told


# --- nominations by their figures -------------------------------------------------------------


def nominated(votes, returned, void=0, registered=100):
    record = paper(
        Kind.NOMINATION_RECORD,
        -13,
        figures=NominationFigures(issued=returned, returned=returned, void=void),
    )
    final = paper(Kind.FINAL_ROLL, -21, figures=_final(registered))
    facts = Facts(an_election(member=2), papers(record, final), named(*votes))
    return codes(nomination_in_order(facts, ZHEJIANG))


def _final(registered: int):
    from electflow.documents.terms import FinalRollFigures

    return FinalRollFigures(registered=registered, objections=0, decided=0)


@pytest.mark.parametrize(
    ("votes", "returned", "void", "wrong"),
    [
        ((40, 30), 51, 0, set()),
        ((40, 30), 50, 0, {"nomination.quorum"}),
        ((51, 30), 51, 0, set()),
        ((51, 30), 51, 1, {"nomination.votes_at_most_ballots"}),
        ((51, 51, 1), 51, 0, {"nomination.names_at_most_seats"}),
        ((51, 51), 51, 0, set()),
    ],
)
def test_a_nomination_has_its_quorum_and_no_more_votes_than_names(votes, returned, void, wrong):
    """ZJ20 17, 18; BJ12 16; HN11 24: half take part, nobody names more than there are seats."""
    assert set(nominated(votes, returned, void)) == wrong


def test_more_votes_than_ballots_cannot_be_explained_away():
    assert nominated((60,), 55)["nomination.votes_at_most_ballots"].is_blocking


def test_where_the_list_is_kept_joint_nominators_count_by_name():
    joint = CandidateFacts(
        1, 9, Post.MEMBER, Source.JOINT, Standing.NOMINATED, "F", 0, 12, True, TODAY, None, 3
    )
    on_paper = Facts(an_election(), candidates=(joint,))
    assert "nomination.joint_enough" not in codes(forms_in_order(on_paper, NATIONAL))

    class Kept:
        is_kept, voters = True, 30

    kept = replace(on_paper, roll=Kept())
    assert "nomination.joint_enough" in codes(forms_in_order(kept, NATIONAL))
    whole = replace(kept, candidates=(replace(joint, signed=10),))
    assert "nomination.joint_enough" not in codes(forms_in_order(whole, NATIONAL))


def opened(monkeypatch) -> None:
    """Let candidates be entered while the list of voters hangs: a village with both is far to walk to."""
    for name in ("LISTING", "_NOMINATING"):
        monkeypatch.setattr(candidacy, name, getattr(candidacy, name) | {Stage.ROLL_PUBLISHED})


def test_who_signed_is_looked_up_on_the_list_name_by_name(world, monkeypatch):
    """Item 4: joint nominators are checked; nobody signs twice, for himself, or too often."""
    election, clerk, at = published(world)
    opened(monkeypatch)

    def nominate(order):
        entry = villager(order)
        return world.do(
            clerk,
            lambda act: candidacy.nominate(
                act, election.id, name=entry.name, number=entry.number, sex="F", post=Post.CHAIR,
                source=Source.JOINT, nominators=10, evidence="联名提名表1号",
            ),
            at,
        ).number  # fmt: skip

    first, second = nominate(1), nominate(2)
    sign = lambda number, *orders: world.do(  # noqa: E731
        clerk,
        lambda act: candidacy.sign(
            act, election.id, number, [o if isinstance(o, str) else f"示例{o}" for o in orders]
        ),
        at,
    )
    assert refused(lambda: sign(first, "无此人")) == {"proxy.not_on_list"}
    assert refused(lambda: sign(first, 3, 3)) == {"nomination.signed_twice"}
    assert refused(lambda: sign(first, 1, 3)) == {"nomination.signed_for_himself"}
    assert sign(first, *range(3, 13)) == 10
    assert sign(first, *range(3, 14)) == 11, "the whole list is given each time"
    assert refused(lambda: sign(second, 13, 14)) == {"nomination.signed_too_often"}
    with reading(world.database) as session:
        there = dossiers_of(session, EXAMPLE, [election])[election.id].candidates
    assert [c.signed for c in there if c.number == first] == [11]


def test_who_is_on_the_list_is_named_without_his_number(world, monkeypatch):
    """Poll night: the ballots say a name; the list of voters knows who that is."""
    election, clerk, at = published(world)
    opened(monkeypatch)

    def nominate(name, number="", sex=""):
        return world.do(
            clerk,
            lambda act: candidacy.nominate(
                act, election.id, name=name, number=number, sex=sex, post=Post.CHAIR,
                source=Source.VILLAGERS,
            ),
            at,
        ).person_id  # fmt: skip

    assert refused(lambda: nominate("无此人")) == {"proxy.not_on_list"}
    entry = villager(7)
    person = nominate(f" {entry.name} ")
    with reading(world.database) as session:
        [told] = people.identified(session, EXAMPLE, [person]).values()
    assert (told.name, told.number, told.sex) == (entry.name, entry.number, entry.sex)
    assert refused(lambda: nominate(entry.name, entry.number, entry.sex)) == {
        "nomination.already_listed"
    }
    assert refused(lambda: nominate("示例乙", entry.number[:17])) == {"person.number_length"}


def test_an_own_nomination_is_timed_by_the_day_its_form_came(world):
    """ZJ20 20: received ten days before and typed nine days before, it is in time."""
    own = CandidateFacts(
        1, 9, Post.MEMBER, Source.SELF, Standing.NOMINATED, "F", 0, 0, True, T - timedelta(days=10)
    )
    facts = Facts(an_election(), candidates=(own,))
    assert "nomination.self_in_time" not in codes(forms_in_order(facts, ZHEJIANG))
    late = replace(facts, candidates=(replace(own, nominated_on=T - timedelta(days=9)),))
    assert "nomination.self_in_time" in codes(forms_in_order(late, ZHEJIANG))
    election = world.election(Stage.NOMINATING)
    entry = villager(41)
    make = lambda day: world.do(  # noqa: E731
        world.clerk_of(election),
        lambda act: candidacy.nominate(
            act, election.id, name=entry.name, number=entry.number, sex="F", post=Post.MEMBER,
            source=Source.SELF, evidence="自荐表", received_on=day,
        ),
    )  # fmt: skip
    assert refused(lambda: make(TODAY + timedelta(days=1))) == {"document.date_ahead"}
    number = make(TODAY - timedelta(days=2)).number
    with reading(world.database) as session:
        there = dossiers_of(session, EXAMPLE, [election])[election.id].candidates
    assert next(c for c in there if c.number == number).nominated_on == TODAY - timedelta(days=2)


def test_nobody_is_entered_under_another_persons_number(world, monkeypatch):
    """Failure 22: a valid number of somebody else is told, wherever it is typed."""
    election, clerk, at = published(world)
    number = villager(5).number
    told = {"name": "冒名", "number": number, "sex": "F"}
    opened(monkeypatch)
    for work in (
        lambda act: candidacy.nominate(
            act, election.id, post=Post.CHAIR, source=Source.VILLAGERS, **told
        ),
        lambda act: staffing.add_staff(act, election.id, duty=_duty(), **told),
    ):
        assert refused(lambda w=work: world.do(clerk, w, at)) == {"roll.name_differs"}


def _duty():
    from electflow.election_committee.terms import StaffDuty

    return StaffDuty.COUNTER


# --- the election committee -------------------------------------------------------------------


def test_the_posted_list_is_compared_with_the_ranking_as_it_was_formed():
    """Feature 28: who stepped in before the notice was checked does not falsify it."""
    notice = paper(Kind.ELECTION_COMMITTEE_NOTICE, -34, figures=_committee(2, 1))
    left = MemberFacts(1, 11, 9, Duty.CHAIR, True, True, Duty.CHAIR)
    sits = MemberFacts(2, 12, 8, Duty.CHAIR, False, False, Duty.MEMBER)
    stepped = MemberFacts(3, 13, 7, Duty.MEMBER, False, False, Duty.RESERVE)
    staff = ElectionStaff((left, sits, stepped))
    assert "election_committee.as_kept" not in codes(as_formed(staff, papers(notice), NATIONAL))


def _committee(members: int, reserves: int):
    from electflow.documents.terms import ElectionCommitteeFigures, FormedBy

    return ElectionCommitteeFigures(
        formed_by=FormedBy.REPRESENTATIVES, members=members, reserves=reserves
    )


def rank(world, election, order, duty, **more):
    entry = villager(60 + order)
    world.do(
        world.clerk_of(election),
        lambda act: staffing.rank_member(
            act, election.id, name=entry.name, number=entry.number, sex="F", votes=50 - order,
            duty=duty, **more,
        ),
    )  # fmt: skip


def test_a_mistyped_line_of_the_ranking_is_taken_out_and_stays_in_the_file(world):
    election = world.election(Stage.PREPARING)
    rank(world, election, 1, Duty.CHAIR)
    rank(world, election, 2, Duty.MEMBER)
    void = lambda reason: world.do(  # noqa: E731
        world.clerk_of(election),
        lambda act: staffing.void_line(act, election.id, 2, reason=reason),
    )
    assert refused(lambda: void(" ")) == {"document.reason_missing"}
    void("录错姓名")
    with reading(world.database) as session:
        staff = dossiers_of(session, EXAMPLE, [world.again(election)])[election.id].staff
    assert [m.rank for m in staff.members] == [1]
    assert world.count("committee_member", f"election_id = {election.id}") == 2


def test_a_committee_that_runs_short_is_filled_by_a_later_meeting(world, monkeypatch):
    """Nobody of the ranking is left who may step in: a later meeting chooses, with its minutes."""
    election = world.election(Stage.PREPARING)
    for order, duty in enumerate([Duty.CHAIR, *[Duty.MEMBER] * 4], 1):
        rank(world, election, order, duty)
    monkeypatch.setattr(staffing, "FORMING", frozenset())
    assert refused(lambda: rank(world, election, 9, Duty.MEMBER)) == {
        "election_committee.not_forming"
    }
    world.do(
        world.clerk_of(election),
        lambda act: staffing.leave_committee(
            act, election.id, 3, leaving=Leaving.NOMINATED, left_on=TODAY, evidence="提名结果"
        ),
    )
    assert refused(lambda: rank(world, election, 9, Duty.MEMBER)) == {"voting.minutes_missing"}
    rank(world, election, 9, Duty.MEMBER, supplement="村民代表会议记录7号")
    with reading(world.database) as session:
        staff = dossiers_of(session, EXAMPLE, [world.again(election)])[election.id].staff
    assert len(staff.sitting) == 5


# --- the second election ----------------------------------------------------------------------


@pytest.mark.parametrize(("persons", "seats", "ok"), [(3, 2, True), (2, 2, False), (1, 2, False)])
def test_a_second_election_leaves_a_choice(persons, seats, ok):
    notice = paper(
        Kind.SECOND_ELECTION_NOTICE,
        2,
        figures=SecondFigures(poll_on=T, persons=persons, seats=seats),
    )
    found = voting.issues_before_hold_second_election(
        Facts(an_election(), papers(notice)), NATIONAL, T
    )
    assert ("voting.second_persons" not in codes(found)) is ok


@pytest.mark.parametrize("kind", [HoldKind.POSTPONED, HoldKind.DAY_MOVED])
def test_the_longest_postponement_counts_from_the_day_that_was_planned(kind):
    """Yunnan 3, Zhejiang 3: half a year, however often the day moves."""
    organ = "county_government" if kind is HoldKind.POSTPONED else "election_committee"
    ask = lambda until: [  # noqa: E731
        i.code for i in doubts_of_hold(kind, organ, Track.COMMITTEE, ZHEJIANG, T, until)
    ]
    last = months_after(T, 6)
    assert ask(last) == []
    assert ask(last + timedelta(days=1)) == ["hold.longer_than_most"]


# --- a sheet settled by any two ---------------------------------------------------------------


def test_two_others_settle_what_the_first_two_never_agree_on():
    fields = ("returned",)
    entries = [SheetEntry(by, {"returned": n}) for by, n in ((1, 5), (2, 6), (3, 7), (4, 7))]
    assert state_of(fields, entries[:3]).standing is SheetStanding.DIFFERS
    state = state_of(fields, entries)
    assert (state.standing, state.agreed) == (SheetStanding.AGREED, {"returned": 7})
    split = [*entries, SheetEntry(5, {"returned": 5})]
    assert state_of(fields, split).standing is SheetStanding.DIFFERS, "two against two stay open"
    assert state_of(fields, [entries[0], entries[0]]).standing is SheetStanding.ONCE


# --- electflow decide -------------------------------------------------------------------------


def case(**changed) -> dict:
    told = {
        "profile": "national", "track": "committee", "round": 1, "registered": 1000,
        "voters": 900, "issued": 900, "returned": 900, "void": 0,
        "posts": [{"post": "member", "seats": 2}],
        "candidates": [
            {"id": i, "post": "member", "votes": v, "sex": s}
            for i, v, s in (("a", 600, "M"), ("b", 500, "M"), ("c", 460, "F"))
        ],
    }  # fmt: skip
    return told | changed


def decided(**changed) -> dict:
    return as_json(*decide_case(read_case(json.dumps(case(**changed)))))


@pytest.mark.parametrize(
    "changed",
    [
        {"returned": 400, "voters": 400, "candidates": []},
        {"returned": 901},
        {"voters": 1001},
        {"void": 901},
        {"candidates": [{"id": "a", "name": "甲", "post": "member", "votes": 901}]},
        {"candidates": [{"id": i, "post": "member", "votes": 700} for i in "abc"]},
        {"candidates": [{"id": "a", "post": "member", "votes": 1}] * 2},
        {"posts": [{"post": "member", "seats": 2, "women_seats": 3}]},
        {"kin": [{"a": "a", "b": "x", "relation": "sibling", "confirmed": True}]},
        {"track": "party", "registered": None, "due": 1000, "voters": 700, "returned": 700,
         "issued": 700, "posts": [{"post": "committee_member", "seats": 1}], "candidates": []},
    ],
)  # fmt: skip
def test_every_reason_is_told_in_words_with_its_figures(tmp_path, changed):
    """Feature 60: no poll, however wrong, ends in anything but a sentence."""
    told = {name: value for name, value in case(**changed).items() if value is not None}
    file = tmp_path / "case.json"
    file.write_text(json.dumps(told), "utf-8")
    answer = CliRunner().invoke(electflow, ["decide", str(file)])
    assert answer.exit_code == 0, answer.output
    assert "!" in answer.output
    assert "{" not in answer.output


def test_a_file_in_another_encoding_is_refused_with_words(tmp_path):
    file = tmp_path / "case.json"
    file.write_bytes("\ufeff全国".encode("gbk", "ignore"))
    answer = CliRunner().invoke(electflow, ["decide", str(file)])
    assert answer.exit_code == 2
    assert "JSON" in answer.output


def test_faults_of_shape_and_of_sense_are_named_together():
    with pytest.raises(CaseRefused) as error:
        read_case(json.dumps(case(profile="nope", round=3, issued=-1, voters="x")))
    told = " ".join(error.value.faults)
    for part in ("$.profile", "$.round", "$.issued", "$.voters"):
        assert part in told


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"registered": None}, "$.registered"),
        ({"track": "party", "posts": [{"post": "committee_member", "seats": 1}],
          "candidates": []}, "$.due"),
        ({"elected_before": [{"id": "a", "post": "chair"}]}, "$.candidates[0].id"),
        ({"elected_before": [{"id": "z", "post": "chair"}] * 2}, "$.elected_before[1].id"),
        ({"elected_before": [{"id": "z", "post": "secretary"}]}, "$.elected_before[0].post"),
        ({"kin": [{"a": "a", "b": "a", "relation": "sibling"}]}, "$.kin[0]"),
    ],
)  # fmt: skip
def test_what_no_poll_can_be_is_refused(changed, part):
    told = {name: value for name, value in case(**changed).items() if value is not None}
    with pytest.raises(CaseRefused) as error:
        read_case(json.dumps(told))
    assert any(fault.startswith(part) for fault in error.value.faults), error.value.faults


def test_a_post_without_seats_asks_for_no_choice():
    assert (
        "legal_review"
        not in decided(posts=[{"post": "chair", "seats": 0}, {"post": "member", "seats": 2}])[
            "next_all"
        ]
    )


def test_only_written_in_persons_leave_no_choice_on_a_list_of_candidates():
    told = [{"id": i, "post": "member", "votes": 500, "formal": False} for i in "ab"]
    assert "not_differential" in decided(candidates=told)["reasons"]
    assert "not_differential" not in decided(candidates=told, mode="open")["reasons"]


def test_a_committee_with_open_seats_of_other_posts_is_not_full():
    three = decided(posts=[{"post": "member", "seats": 2}], seats_total=5)
    assert "women_member_missing" not in three["warnings"]


def test_the_composition_is_told_of_a_void_poll_as_well():
    before = [{"id": "z", "post": "chair", "sex": "F"}]
    void = decided(returned=400, voters=400, candidates=[], elected_before=before)
    assert void["composition"] == {"members": 1, "women": 1, "min": 3, "women_required": 1}


def zhejiang(kin, posts, people) -> dict:
    return decided(
        profile="zhejiang",
        posts=posts,
        candidates=[{"id": i, "post": p, "votes": v, "sex": s} for i, p, v, s in people],
        kin=[{"a": a, "b": b, "relation": "sibling", "confirmed": True} for a, b in kin],
    )


def test_equal_kin_are_voted_on_again_and_neither_is_announced():
    told = zhejiang(
        [("a", "b")],
        [{"post": "member", "seats": 2}],
        [("a", "member", 500, "F"), ("b", "member", 500, "F"), ("c", "member", 455, "F")],
    )
    assert told["elected"] == []
    assert told["ties"] == [{"post": "member", "seats": 1, "ids": ["a", "b"]}]
    assert "kin_revote" in told["next_all"]


def test_a_seat_kept_for_a_woman_goes_to_the_next_woman_over_the_line():
    told = decided(
        profile="henan",
        posts=[{"post": "member", "seats": 3, "women_seats": 1}],
        candidates=[
            {"id": i, "post": "member", "votes": v, "sex": s}
            for i, v, s in (("a", 600, "M"), ("x", 590, "M"), ("b", 470, "F"), ("d", 455, "F"))
        ],
    )
    assert {e["id"] for e in told["elected"]} == {"a", "x", "b"}


def test_the_womens_post_ranks_with_the_members():
    """Both are members: of near kin the one with more votes stays."""
    told = zhejiang(
        [("a", "f")],
        [{"post": "women_member", "seats": 1}, {"post": "member", "seats": 1}],
        [("f", "women_member", 460, "F"), ("g", "women_member", 300, "F"),
         ("a", "member", 600, "M"), ("m", "member", 100, "M")],
    )  # fmt: skip
    assert "a" in {e["id"] for e in told["elected"]}
    assert [n["id"] for n in told["not_seated"]] == ["f"]


# --- seats for women in the product -----------------------------------------------------------


def test_the_adopted_method_names_the_womens_post_where_the_province_has_one():
    from electflow.workflow.service import _seats_on_paper

    method = paper(
        Kind.ELECTION_METHOD,
        -34,
        figures=MethodFigures(
            adopted_by="representatives", due=9, present=9, agreed=9, chair_seats=1,
            deputy_seats=1, member_seats=3, women_seats=1, primary=False,
        ),
    )  # fmt: skip
    apart = _seats_on_paper(papers(method), ZHEJIANG)
    assert (apart[Post.WOMEN_MEMBER], apart[Post.MEMBER]) == (1, 2)
    kept = _seats_on_paper(papers(method), load_profile("beijing"))
    assert (kept[Post.WOMEN_MEMBER], kept[Post.MEMBER]) == (0, 3)


def test_a_poll_pins_the_seats_that_the_method_keeps_for_women(world):
    election = world.election(Stage.POLLING)
    with reading(world.database) as session:
        poll = dossiers_of(session, EXAMPLE, [election])[election.id].polls[-1]
    assert poll.women_seats == 1
