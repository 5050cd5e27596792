"""The joint review: units answering by two persons, silence, recusal, opinions, meetings, re-checks.

Numbers of features and failures are those of the field's list: features 37 to 48, failures 3, 5, 6, 11, 24.
"""

import inspect
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reviewers import (
    OWN,
    UNITS,
    Reviewers,
    attending,
    check_paper,
    convened,
    examined,
    hit,
    reviewers,
)
from sqlalchemy import select, text
from world import EXAMPLE, NOON, PASSWORD, TODAY

from electflow import clock
from electflow.access.terms import GRANTS, Permission, Role
from electflow.audit.model import AuditEvent
from electflow.campaign.model import Campaign
from electflow.db import reading
from electflow.errors import Forbidden, InputRefused, NotFound, Stale
from electflow.ids import IdMaker, new_id
from electflow.issues import State
from electflow.joint_review import adoption, answers
from electflow.joint_review.answers import Given
from electflow.joint_review.checklist import levels_of, resolve
from electflow.joint_review.desk import desk_of
from electflow.joint_review.grounds import CandidateReplies, Grounds
from electflow.joint_review.matrix import cells_by_place, matrix_rows
from electflow.joint_review.meetings import Votes
from electflow.joint_review.model import FindingRow, Question, Reply
from electflow.joint_review.queries import file_of
from electflow.joint_review.questions import (
    Hit,
    Identity,
    RecusalFacts,
    Told,
    faults_of_answer,
    inputs_of,
    is_contested,
    reach_of,
    recused_by,
    standing_of,
)
from electflow.joint_review.terms import (
    Answer,
    Because,
    CommitteeRuling,
    Conclusion,
    QuestionStanding,
    ReasonClass,
    RecusalGround,
    ReviewFacts,
    Round,
    StatementKind,
    StatementRuling,
)
from electflow.joint_review.weighing import faults_of_opinion
from electflow.nomination.terms import Exit
from electflow.people import service as people
from electflow.stages import Stage, Track
from electflow.vetting.rules import (
    answers_in_date,
    everybody_answered_for,
    everybody_concluded,
    nobody_barred,
    reviewed,
)
from electflow.workflow import (
    attaching,
    candidacy,
    concluding,
    paper_replies,
    replying,
    reviewing,
)
from electflow.workflow.dossier import dossiers_of

NO_GROUNDS = Grounds()
LIST = resolve([*levels_of("national"), OWN])


def refused(work) -> set[str]:
    with pytest.raises(InputRefused) as error:
        work()
    return {issue.code for issue in error.value.issues}


def review_of(world, election) -> ReviewFacts:
    with reading(world.database) as session:
        return dossiers_of(session, EXAMPLE, [world.again(election)])[election.id].review


def standing(there: Reviewers, election) -> list[int]:
    return [c.number for c in there.candidates(election) if c.standing == "nominated"]


def opinion(there, election, candidate, conclusion, grounds=NO_GROUNDS, number="示例核〔2026〕1号"):
    """Draft an opinion as the county's clerk."""
    return there.world.do(
        there.county,
        lambda act: concluding.draft(
            act, election.id, candidate, conclusion=conclusion, grounds=grounds, number=number
        ),
    )


def approved(there, election, candidate, conclusion, grounds=NO_GROUNDS):
    """Bring an opinion through three persons."""
    drafted = opinion(there, election, candidate, conclusion, grounds)
    there.world.do(there.checker, lambda act: concluding.check(act, election.id, drafted.id))
    return there.world.do(
        there.world.actor("leader"), lambda act: concluding.approve(act, election.id, drafted.id)
    )


def ruled(there, meeting, election, number, votes):
    """Let a meeting rule by its votes that a candidate is barred."""
    return there.world.do(
        there.secretary,
        lambda act: concluding.rule(
            act,
            there.campaign,
            meeting.number,
            election.id,
            number,
            conclusion=Conclusion.PROHIBITED,
            votes=Votes(*votes),
            grounds=Grounds("A2", "（2019）示刑初12号", "以生效判决为准"),
        ),
    )


@pytest.fixture
def there(world):
    made = reviewers(world)
    made.checker = made.person("checker", Role.COUNTY_CHECKER)
    made.secretary = made.person("secretary", Role.MEETING_SECRETARY)
    return made


# --- pure: a question, its answer, its reach --------------------------------------------------


def test_silence_is_late_and_never_an_answer():
    """Feature 41: whatever the day, nothing but a signed reply is an answer."""
    due = date(2026, 11, 20)
    for days in range(-5, 400):
        on = due + timedelta(days=days)
        late = QuestionStanding.LATE if days > 0 else QuestionStanding.ASKED
        assert standing_of(None, False, due, on) is late
        assert standing_of(Answer.CLEAN, False, due, on) is QuestionStanding.ENTERED
        assert standing_of(Answer.CLEAN, True, due, on) is QuestionStanding.ANSWERED


@pytest.mark.parametrize(
    ("answer", "hit_", "codes"),
    [
        (Answer.CLEAN, None, set()),
        (Answer.CLEAN, Hit("A2", "1号"), {"vetting.hit_without_hit"}),
        (Answer.OFFLINE, None, set()),
        (Answer.OFFLINE, Hit("", "密函3号"), set()),
        (Answer.CANNOT_JUDGE, None, {"vetting.why_missing"}),
        (Answer.CANNOT_JUDGE, Hit("", "", words="查无此人"), set()),
        (Answer.HIT, None, {"vetting.item_missing", "vetting.document_missing"}),
        (Answer.HIT, Hit("A2", "（2019）示刑初12号"), set()),
        (Answer.HIT, Hit("A1", "1号"), {"vetting.item_not_asked"}),
        (Answer.HIT, Hit("A2", "1号", TODAY + timedelta(1)), {"document.date_ahead"}),
        (Answer.HIT, Hit("A2", "1号", None, "gov_warning"), {"vetting.effect_needs_day"}),
        (Answer.HIT, Hit("A2", "1号", TODAY, "none_such"), {"vetting.effect_unknown"}),
        (Answer.HIT, Hit("A2", "1号", words="长" * 1001), {"vetting.words_long"}),
    ],
)
def test_a_reply_names_every_fault_at_once(answer, hit_, codes):
    asked = LIST.asked(Track.COMMITTEE, "court")
    found = faults_of_answer(answer, hit_, asked, LIST, TODAY)
    assert {issue.code for issue in found} == codes


@pytest.mark.parametrize(
    ("hit_", "codes"),
    [
        (Hit("R1", ""), set()),
        (Hit("R1", "示公行罚决字1号"), {"vetting.sealed_told"}),
        (Hit("R1", "", words="打架"), {"vetting.sealed_told"}),
        (Hit("R1", "", TODAY), {"vetting.sealed_told"}),
        (Hit("A2", ""), {"vetting.document_missing"}),
    ],
)
def test_of_sealed_records_a_unit_says_only_whether_there_is_something(hit_, codes):
    """Law-notes 5.3: PSAP 2025, art. 136; document and contents stay where they are sealed."""
    levels = [*levels_of("national"), OWN]
    national = levels[0] | {
        "item": [
            item | ({"is_on": True, "national_rule": "某国家规定"} if item["code"] == "R1" else {})
            for item in levels[0]["item"]
        ]
    }
    checklist = resolve([national, *levels[1:]])
    asked = checklist.asked(Track.COMMITTEE, "police")
    found = faults_of_answer(Answer.HIT, hit_, asked, checklist, TODAY)
    assert {issue.code for issue in found} == codes


def test_the_effect_of_a_sanction_ends_by_itself():
    """Feature 43; the candidate of the story whose old sanction ended last month."""
    warned = Hit("S1", "示监〔2026〕2号", date(2026, 4, 15), "gov_warning")
    assert reach_of(warned, LIST, date(2026, 10, 15)).is_over is False
    assert reach_of(warned, LIST, date(2026, 10, 16)).is_over is True
    assert reach_of(warned, LIST, TODAY).until == date(2026, 10, 15)
    assert reach_of(Hit("A2", "1号", date(1999, 1, 1)), LIST, TODAY).until is None


def test_only_the_fields_that_a_unit_needs_change_its_question():
    """Feature 48."""
    person = Identity("示例甲", "999999198001011230", "M", "990101001200", "member")
    asked = LIST.asked(Track.COMMITTEE, "court")
    before = {unit: inputs_of(LIST.units[unit], asked, person) for unit in LIST.units}
    for field in ("name", "number", "sex", "village", "post"):
        changed = replace(person, **{field: "x"})
        differ = {u for u in LIST.units if inputs_of(LIST.units[u], asked, changed) != before[u]}
        assert differ == {u for u in LIST.units if field in LIST.units[u].needs}
    assert inputs_of(LIST.units["court"], asked[:0], person) != before["court"]


@given(
    st.lists(
        st.tuples(st.sampled_from(RecusalGround), st.integers(1, 4), st.sampled_from("abc")),
        max_size=6,
    ),
    st.integers(1, 4),
    st.sampled_from("abc"),
)
def test_recusal_covers_kin_by_person_and_neighbours_by_village(rows, person, village):
    """Feature 45: nobody is covered by what was said of somebody else."""
    stated = [
        RecusalFacts(g, None, v) if g is RecusalGround.SAME_VILLAGE else RecusalFacts(g, p)
        for g, p, v in rows
    ]
    expected = any(
        v == village if g is RecusalGround.SAME_VILLAGE else p == person for g, p, v in rows
    )
    assert (recused_by(stated, person, village) is not None) is expected


# --- pure: what an opinion may say, over all patterns -----------------------------------------

PATTERNS = ("silent", "entered", "clean", "hit_law", "hit_policy", "offline", "cannot")


def told_of(unit: str, pattern: str, items: tuple[str, ...]) -> Told:
    answer = {
        "silent": None,
        "entered": Answer.CLEAN,
        "clean": Answer.CLEAN,
        "hit_law": Answer.HIT,
        "hit_policy": Answer.HIT,
        "offline": Answer.OFFLINE,
        "cannot": Answer.CANNOT_JUDGE,
    }[pattern]
    item = {"hit_law": "A2", "hit_policy": "S1"}.get(pattern, "")
    return Told(unit, Round.COUNTY, answer, pattern not in ("silent", "entered"), items, item)


def items_of(unit: int, odd: int) -> tuple[str, ...]:
    return ("A2", "S1") if unit == odd else (f"own{unit}",)


@pytest.mark.parametrize("track", list(Track))
@pytest.mark.parametrize("odd", PATTERNS)
@pytest.mark.parametrize("conclusion", list(Conclusion))
def test_an_opinion_rests_on_what_twenty_five_units_replied(track, odd, conclusion):
    """Features 38, 41, 42, 44: for each unit that differs from twenty-four others, in each round."""
    for asked_in, at in product(Round, range(25)):
        told = tuple(
            replace(told_of(f"u{n}", odd if n == at else "clean", items_of(n, at)), round=asked_in)
            for n in range(25)
        )
        replies = CandidateReplies(told, LIST)
        law = conclusion is Conclusion.PROHIBITED
        item = "A2" if law else "S1"
        grounds = Grounds(item, "（2019）示刑初12号", "理由")
        codes = {
            i.code for i in faults_of_opinion(conclusion, grounds, track, replies, None, False)
        }
        is_open, found = odd in ("silent", "entered"), odd in ("hit_law", "hit_policy", "offline")
        assert ("vetting.units_silent" in codes) is (is_open and not law)
        passes_over = conclusion is Conclusion.PASS and (found or odd == "cannot")
        assert ("vetting.pass_over_reply" in codes) is passes_over
        heavy = conclusion in (Conclusion.PROHIBITED, Conclusion.UNSUITABLE)
        assert ("vetting.nothing_found" in codes) is (heavy and not found)
        barred = law and track is Track.COMMITTEE and odd == "hit_law"
        assert (not codes) is (
            barred
            if law
            else (not is_open and found)
            if conclusion is Conclusion.UNSUITABLE
            else not is_open
            if conclusion is Conclusion.PASS_NOTE
            else odd == "clean"
        ), (codes, odd, conclusion)


def test_units_that_differ_on_one_item_are_contested_and_need_a_meeting():
    """Feature 44."""
    one, other = told_of("court", "hit_law", ("A2",)), told_of("police", "clean", ("A2", "A3"))
    assert is_contested([one, other])
    assert not is_contested([one, told_of("police", "clean", ("A3",))])
    assert not is_contested([one, told_of("police", "entered", ("A2",))])
    replies = CandidateReplies((one, other), LIST)
    grounds = Grounds("A2", "1号", "")
    ask = lambda ruled: {  # noqa: E731
        i.code
        for i in faults_of_opinion(
            Conclusion.PROHIBITED, grounds, Track.COMMITTEE, replies, ruled, False
        )
    }
    assert ask(None) == {"vetting.meeting_missing"}
    assert ask(Conclusion.PASS_NOTE) == {"vetting.meeting_ruled_otherwise"}
    assert ask(Conclusion.PROHIBITED) == set()


@pytest.mark.parametrize(
    ("conclusion", "grounds", "codes"),
    [
        (Conclusion.UNSUITABLE, Grounds("S1", "", "处分期未满"), set()),
        (Conclusion.UNSUITABLE, Grounds("", "", "处分期未满"), {"vetting.item_missing"}),
        (Conclusion.UNSUITABLE, Grounds("S9", "", " "), {"vetting.item_missing", "document.reason_missing"}),
        (Conclusion.PASS_NOTE, Grounds("", "", "已说明"), set()),
        (Conclusion.PASS_NOTE, NO_GROUNDS, {"document.reason_missing"}),
        (Conclusion.PROHIBITED, Grounds("A2", "1号"), {"vetting.class_not_replied"}),
        (Conclusion.PROHIBITED, Grounds("A2", " "), {"vetting.class_not_replied", "vetting.document_missing"}),
        (Conclusion.PROHIBITED, Grounds("S1", "1号"), {"vetting.bar_needs_class"}),
    ],
)  # fmt: skip
def test_an_opinion_says_all_that_it_lacks_at_once(conclusion, grounds, codes):
    replies = CandidateReplies((told_of("discipline", "hit_policy", ("S1",)),), LIST)
    found = faults_of_opinion(conclusion, grounds, Track.COMMITTEE, replies, None, False)
    assert {issue.code for issue in found} == codes


def test_nobody_is_barred_but_by_one_of_the_four_classes_with_its_document():
    """Feature 42; law-notes A2."""
    replies = CandidateReplies((told_of("court", "hit_law", ("A2",)),), LIST)

    def codes(item, document, track=Track.COMMITTEE):
        grounds = Grounds(item, document, "理由")
        found = faults_of_opinion(Conclusion.PROHIBITED, grounds, track, replies, None, False)
        return {i.code for i in found}

    assert codes("A2", "（2019）示刑初12号") == set()
    assert codes("S1", "1号") == {"vetting.bar_needs_class"}
    assert codes("A1", "1号") == {"vetting.class_not_replied"}
    assert codes("A2", " ") == {"vetting.document_missing"}
    assert "vetting.bar_is_committees" in codes("A2", "1号", Track.PARTY)


# --- two persons, silence, idempotence --------------------------------------------------------


def test_a_unit_answers_by_two_persons_and_only_then_it_has_answered(world, there):
    """Features 37, 38; failure 6: nobody signs his own."""
    election = examined(world)
    there.send(election)
    mine = there.questions("court")[0]
    there.answer("court", Given(mine.id, Answer.CLEAN), sign=False)
    assert review_of(world, election).answered == 0
    both = replace(
        there.operators["court"],
        grants=(*there.operators["court"].grants, *there.leaders["court"].grants),
    )

    def own():
        world.do(both, lambda act: replying.sign(act, there.campaign, {mine.id: 1}))

    assert refused(own) == {"access.own_act"}
    there.sign("court", mine.id)
    assert review_of(world, election).answered == 1
    assert refused(lambda: there.answer("court", hit_on(mine, "A2"))) == {
        "vetting.answered_already"
    }


def hit_on(question: Question, item: str, **told) -> Given:
    return replace(hit(item, **told), question_id=question.id)


def test_no_role_may_both_enter_and_sign_or_draft_and_check():
    """Failures 6, 11, 24: separation of duties stands in the table of roles, and can be satisfied."""
    chains = (
        (Permission.REPLY_ENTER, Permission.REPLY_SIGN),
        (Permission.REPLY_FROM_PAPER, Permission.REPLY_SIGN_PAPER),
        (Permission.OPINION_DRAFT, Permission.OPINION_CHECK, Permission.OPINION_APPROVE),
        (Permission.CHECKLIST_PROPOSE, Permission.CHECKLIST_APPROVE),
        (Permission.STATEMENT_RECEIVE, Permission.STATEMENT_ANSWER),
    )
    for chain in chains:
        for role, granted in GRANTS.items():
            assert sum(step in granted for step in chain) <= 1, (role, chain)
        for step in chain:
            assert any(step in granted for granted in GRANTS.values()), step


def test_a_reply_is_entered_once_and_replaced_only_on_purpose(world, there):
    """Nothing overwritten silently: same again changes nothing, another needs a word."""
    there.send(examined(world))
    mine = there.questions("court")[0]
    found = hit_on(mine, "A2")
    for _ in range(3):
        there.answer("court", found, sign=False)
    assert world.count("reply") == 1
    clean = Given(mine.id, Answer.CLEAN)
    assert refused(lambda: there.answer("court", clean, sign=False)) == {
        "vetting.entered_otherwise"
    }
    there.answer("court", clean, sign=False, may_replace=True)
    with reading(world.database) as session:
        rows = session.scalars(select(Reply).order_by(Reply.edition)).all()
        assert [(r.answer, r.is_latest) for r in rows] == [("hit", False), ("clean", True)]
        assert answers.findings_of(session, EXAMPLE, {(mine.id, 1)})[mine.id, 1] == found.hit


def test_a_leader_returns_a_reply_with_the_reason_and_it_stays_in_the_file(world, there):
    there.send(examined(world))
    mine = there.questions("court")[0]
    there.answer("court", Given(mine.id, Answer.CLEAN), sign=False)
    leader = there.leaders["court"]

    def back(why):
        seen = there.editions(mine.id)
        world.do(leader, lambda a: replying.give_back(a, there.campaign, seen, why))

    assert refused(lambda: back(" ")) == {"document.reason_missing"}
    back("请核对同名人员")
    desk = there.desk("court")
    [returned] = [line for line in desk.waiting if line.returned]
    assert (returned.question_id, returned.returned_for) == (mine.id, "请核对同名人员")
    assert mine.id not in {line.question_id for line in desk.rest}
    there.answer("court", hit_on(mine, "A2"))
    lines = there.read(lambda s: file_of(s, EXAMPLE, mine.election_id, mine.candidate, TODAY))
    court = [line for line in lines if line.question.unit == "court"]
    assert [line.reply.answer for line in court] == ["clean", "hit"]


@pytest.mark.parametrize("body", [None, "", " ", "CLEAN", "pass", "yes", 0])
def test_no_empty_body_counts_as_an_answer(body):
    """Failure 5: a reply is one of four explicit values."""
    with pytest.raises(ValueError, match="is not a valid Answer"):
        Answer(body)


def test_one_foreign_question_refuses_the_whole_and_says_nothing(world, there):
    """Failure 3: a mixed batch is refused as a whole, whatever its order."""
    there.send(examined(world))
    mine, foreign = there.questions("court"), there.questions("police")
    for ids in ([mine[0], foreign[0]], [foreign[0], mine[0]], [*mine, foreign[0]]):
        with pytest.raises(NotFound):
            there.answer("court", *(Given(q.id, Answer.CLEAN) for q in ids))
    assert world.count("reply") == 0
    with pytest.raises(NotFound):
        there.answer("court", Given(1, Answer.CLEAN))


def test_the_rest_is_clean_only_over_the_list_that_was_read(world, there):
    """Feature: marking the rest clean is a statement over a named list."""
    there.send(examined(world))
    operator = there.operators["court"]
    first, *_ = there.questions("court")
    there.answer("court", hit_on(first, "A2"), sign=False)
    seen = replying.seal_of_list(there.desk("court").rest)
    say = lambda seal, stated=True: world.do(  # noqa: E731
        operator, lambda act: replying.reply_clean(act, there.campaign, seal, stated)
    )
    assert refused(lambda: say(seen, False)) == {"vetting.statement_missing"}
    with pytest.raises(Stale):
        say(replying.seal_of_list(()))
    rest = len(there.desk("court").rest)
    assert say(seen) == rest
    assert there.desk("court").progress == {QuestionStanding.ENTERED: rest + 1}
    with pytest.raises(Stale):
        say(seen)


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_the_rest_is_stated_of_a_list_that_nobody_changes_meanwhile(world, there, monkeypatch):
    """Who answers between reading and writing comes first, and the statement is over another list."""
    from electflow.audit import service as audit

    there.send(examined(world))
    other = there.person("court-op2", Role.UNIT_OPERATOR, unit="court")
    one, *_others = there.questions("court")
    seen, came = replying.seal_of_list(there.desk("court").rest), []
    lock_case = audit.lock_case

    def another_first(session, county, case):
        if not came:
            came.append(case)
            found = [hit_on(one, "A2")]
            world.do(other, lambda act: replying.reply(act, there.campaign, found))
        lock_case(session, county, case)

    monkeypatch.setattr(audit, "lock_case", another_first)
    with pytest.raises(Stale):
        world.do(
            there.operators["court"],
            lambda act: replying.reply_clean(act, there.campaign, seen, True),
        )
    assert world.count("reply") == 1


def test_a_paper_reply_is_entered_by_the_county_and_checked_by_a_second_person(world, there):
    """Feature 40; law-notes 4: 代录, and 'reported separately' without text is valid."""
    there.send(examined(world))
    mine = there.questions("discipline")
    enter = lambda *given, paper="示纪函〔2026〕8号", on=TODAY: world.do(  # noqa: E731
        there.county,
        lambda act: paper_replies.reply_from_paper(
            act, there.campaign, 1, "discipline", given, paper=paper, paper_on=on
        ),
    )
    bare = Given(mine[0].id, Answer.HIT)
    assert refused(lambda: enter(bare, paper=" ", on=TODAY + timedelta(days=1))) == {
        "document.number_missing",
        "document.date_ahead",
        "vetting.item_missing",
        "vetting.document_missing",
    }
    enter(Given(mine[0].id, Answer.OFFLINE), *(Given(q.id, Answer.CLEAN) for q in mine[1:]))
    ids = [q.id for q in mine]
    assert refused(lambda: there.sign("discipline", *ids)) == {"vetting.signed_by_others"}
    with pytest.raises(Forbidden):
        check_paper(there, "discipline", "示纪函〔2026〕8号", there.county)
    check_paper(there, "discipline", "示纪函〔2026〕8号")
    assert {line.standing for line in there.desk("discipline").lines} == {QuestionStanding.ANSWERED}


# --- recusal ----------------------------------------------------------------------------------


def test_kin_and_neighbours_are_locked_before_and_refused_on_writing(world, there):
    """Feature 45: the cousin of the story (Civil Servants Law 74, 76), and the same village."""
    there.send(examined(world))
    mine, other = there.questions("court")[:2]
    operator = there.operators["court"]
    world.do(
        operator,
        lambda act: replying.recuse_oneself(
            act, there.campaign, ground=RecusalGround.COLLATERAL, question_id=mine.id, source="表兄"
        ),
    )
    lines = {line.question_id: line for line in there.desk("court").lines}
    assert lines[mine.id].recused_for is RecusalGround.COLLATERAL
    assert lines[other.id].recused_for is None
    assert mine.id not in {line.question_id for line in there.desk("court").rest}
    answered = lambda q: there.answer("court", Given(q.id, Answer.CLEAN), sign=False)  # noqa: E731
    assert refused(lambda: answered(mine)) == {"vetting.recused"}
    answered(other)
    world.do(
        there.leaders["court"],
        lambda act: replying.recuse_oneself(
            act, there.campaign, ground=RecusalGround.SAME_VILLAGE, village=other.village
        ),
    )
    assert refused(lambda: there.sign("court", other.id)) == {"vetting.recused"}


def test_a_recusal_is_ended_by_a_third_person_alone(world, there):
    there.send(examined(world))
    mine = there.questions("court")[0]
    operator = there.operators["court"]
    state = lambda person, source: world.do(  # noqa: E731
        there.county,
        lambda act: replying.recuse(
            act,
            there.campaign,
            operator.official_id,
            ground=RecusalGround.SPOUSE,
            person_id=person,
            source=source,
        ),
    )
    assert refused(lambda: state(None, " ")) == {
        "vetting.recusal_of_whom",
        "kinship.source_missing",
    }
    state(mine.person_id, "干部档案")
    assert refused(lambda: state(mine.person_id, "干部档案")) == {"vetting.recusal_stated"}
    from electflow.joint_review.recusals import list_recusals

    [row] = there.read(lambda s: list_recusals(s, EXAMPLE))
    end = lambda who, why="登记有误": world.do(  # noqa: E731
        who, lambda act: replying.end_recusal(act, there.campaign, row.id, why)
    )
    with pytest.raises(Forbidden):
        end(there.county)
    assert refused(lambda: end(there.checker, " ")) == {"document.reason_missing"}
    end(there.checker)
    with pytest.raises(NotFound):
        end(there.checker)
    there.answer("court", Given(mine.id, Answer.CLEAN))


def test_a_recusal_is_ended_once_however_many_come_at_the_same_time(world, there):
    from electflow.joint_review.recusals import list_recusals

    others = [there.person(f"checker{n}", Role.COUNTY_CHECKER) for n in range(4)]
    for round_ in range(4):
        world.do(
            there.county,
            lambda act, village=f"99010101{round_:04}": replying.recuse(
                act, there.campaign, there.operators["court"].official_id,
                ground=RecusalGround.SAME_VILLAGE, village=village, source="户籍",
            ),
        )  # fmt: skip
        [row] = there.read(lambda s: list_recusals(s, EXAMPLE))
        together, told = Barrier(len(others)), []

        def end(who, row=row, together=together, told=told):
            def work(act):
                together.wait() if not world.database.is_sqlite else None
                replying.end_recusal(act, there.campaign, row.id, "登记有误")

            try:
                world.do(who, work)
                told.append("ended")
            except NotFound:
                told.append("gone")

        threads = [Thread(target=end, args=[who]) for who in others]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(told) == ["ended", "gone", "gone", "gone"]
    assert len(there.events("recusal:end")) == 4


# --- batches, rounds, reminders ---------------------------------------------------------------


def test_the_county_is_asked_only_when_village_and_township_have_answered(world):
    there = reviewers(world, "court", rounds=["village", "township", "county"])
    election = examined(world)
    clerk, check = world.clerk_of(election), world.clerk_of(election, check=True)
    batch = world.do(
        clerk,
        lambda act: reviewing.submit(act, there.campaign, [election.id]),
    )
    ask = lambda who: world.do(  # noqa: E731
        who,
        lambda act: reviewing.ask_next(
            act, there.campaign, batch.number, due_on=TODAY, letter="1号"
        ),
    )
    assert refused(lambda: ask(clerk)) == {"vetting.earlier_round_open"}
    for level in ("village", "township"):
        asked = there.questions(level)
        world.do(
            clerk,
            lambda act, asked=asked: replying.reply(
                act, there.campaign, [Given(q.id, Answer.CLEAN) for q in asked]
            ),
        )
        world.do(
            check,
            lambda act, asked=asked: replying.sign(act, there.campaign, {q.id: 1 for q in asked}),
        )
        if level == "village":
            ask(clerk)
    with pytest.raises(Forbidden):
        ask(clerk)
    ask(there.county)
    assert len(there.questions("court")) == batch.persons


def test_everybody_is_sent_once_and_one_foreign_election_refuses_all(world, there):
    """Failure 3."""
    election = examined(world)
    clerk = world.clerk_of(election)
    elsewhere = next(
        e
        for stage in (Stage.VETTED, Stage.NOMINATING, Stage.VETTING)
        for e in [world.election(stage, Track.PARTY)]
        if e.township != election.township
    )
    send = lambda *ids: world.do(  # noqa: E731
        clerk, lambda act: reviewing.submit(act, there.campaign, ids)
    )
    for ids in ((election.id, elsewhere.id), (elsewhere.id, election.id)):
        with pytest.raises(NotFound):
            send(*ids)
    assert world.count("batch") == 0
    send(election.id)
    assert refused(lambda: send(election.id)) == {"vetting.nobody_to_send"}


def test_a_late_unit_is_reminded_then_reported_and_never_taken_as_clean(world, there):
    """Feature 41."""
    election = examined(world)
    batch = there.send(election, due_on=TODAY)
    late = NOON + timedelta(days=2)
    act_on = lambda work: world.do(there.county, work, late)  # noqa: E731
    report = lambda act: reviewing.escalate(  # noqa: E731
        act, there.campaign, batch.number, "court", "逾期两日"
    )
    early = lambda act: reviewing.escalate(  # noqa: E731
        act, there.campaign, batch.number, "court", " "
    )
    assert refused(lambda: world.do(there.county, early)) == {
        "vetting.not_late",
        "vetting.not_reminded",
        "document.reason_missing",
    }
    assert refused(lambda: act_on(report)) == {"vetting.not_reminded"}
    act_on(lambda act: reviewing.remind(act, there.campaign, batch.number, "court"))
    act_on(report)
    with pytest.raises(InputRefused) as error:
        world.do(there.county, report, late + timedelta(days=1))
    [again] = error.value.issues
    assert (again.code, again.facts) == ("vetting.reported_already", {"date": late.date()})
    told = "escalated_at is not null"
    assert world.count("asked_unit", told) == len(there.events("review:escalate")) == 1
    longer = late.date() + timedelta(days=2)
    extend = lambda day, why: act_on(  # noqa: E731
        lambda act: reviewing.extend(act, there.campaign, batch.number, "court", day, why)
    )
    assert refused(lambda: extend(TODAY, " ")) == {
        "vetting.due_day_past",
        "document.reason_missing",
    }
    [reminded] = there.desk("court", on=late.date()).reminded
    assert (reminded.reminders, reminded.reported_on) == (1, late.date())
    extend(longer, "人员多，顺延两日")
    assert {line.due_on for line in there.desk("court").lines} == {longer}
    assert there.desk("police").lines[0].due_on == TODAY
    there.all_clean(*(u for u in UNITS if u != "court"))
    number = standing(there, election)[0]
    assert refused(lambda: opinion(there, election, number, Conclusion.PASS)) == {
        "vetting.units_silent"
    }
    found = review_of(world, election)
    assert found.asked - found.answered == len(standing(there, election))


# --- opinions, meetings, the committee's decision ---------------------------------------------


def barred(there, election):
    """Let the court find a sentence of the first candidate, and police and justice find it too."""
    number = standing(there, election)[0]
    found = {(u, number): hit("A2") for u in ("court", "procuratorate", "police", "justice")}
    there.send(election)
    there.all_clean(*UNITS, but=found)
    return number


def test_an_opinion_takes_three_persons_and_is_no_ones_alone(world, there):
    """Feature 46; failures 6 and 11."""
    election = examined(world)
    number = barred(there, election)
    grounds = Grounds("A2", "（2019）示刑初12号")
    drafted = opinion(there, election, number, Conclusion.PROHIBITED, grounds)
    leader = world.actor("leader")
    with pytest.raises(Stale):
        world.do(leader, lambda act: concluding.approve(act, election.id, drafted.id))
    all_three = replace(
        there.county, grants=(*there.county.grants, *there.checker.grants, *leader.grants)
    )
    with pytest.raises(Forbidden):
        world.do(all_three, lambda act: concluding.check(act, election.id, drafted.id))
    world.do(there.checker, lambda act: concluding.check(act, election.id, drafted.id))
    second = replace(there.checker, grants=(*there.checker.grants, *leader.grants))
    for one in (all_three, second):
        with pytest.raises(Forbidden):
            world.do(one, lambda act: concluding.approve(act, election.id, drafted.id))
    world.do(leader, lambda act: concluding.approve(act, election.id, drafted.id))
    with reading(world.database) as session:
        dossier = dossiers_of(session, EXAMPLE, [world.again(election)])[election.id]
    assert dossier.verdicts[number] is Conclusion.PROHIBITED
    with pytest.raises(Stale):
        world.do(there.checker, lambda act: concluding.check(act, election.id, drafted.id))
    assert refused(
        lambda: world.do(
            there.county,
            lambda act: candidacy.conclude(
                act,
                election.id,
                number,
                conclusion=Conclusion.PASS,
                number="1号",
                dated_on=TODAY,
                reason="改",
            ),
        )
    ) == {"vetting.by_opinion"}


def test_the_election_committee_decides_who_is_barred_and_the_county_cannot(world, there):
    """Law-notes A2: the opinion alone removes nobody."""
    election = examined(world)
    number = barred(there, election)
    done = approved(there, election, number, Conclusion.PROHIBITED, Grounds("A2", "（2019）1号"))
    assert number in standing(there, election)
    decide = lambda who, ruling, on=TODAY, posted=TODAY, minutes="第3号": world.do(  # noqa: E731
        who,
        lambda act: concluding.decide(
            act,
            election.id,
            done.id,
            ruling=ruling,
            minutes=minutes,
            decided_on=on,
            posted_on=posted,
            told_on=TODAY,
            has_waived=True,
        ),
    )
    with pytest.raises(Forbidden):
        decide(there.checker, CommitteeRuling.BARS)
    clerk, ahead = world.clerk_of(election), TODAY + timedelta(days=1)
    assert refused(lambda: decide(clerk, CommitteeRuling.BARS, ahead, TODAY, " ")) == {
        "document.date_ahead",
        "document.posted_before_dated",
        "vetting.minutes_missing",
    }
    assert refused(lambda: decide(clerk, CommitteeRuling.BARS, TODAY, ahead)) == {
        "document.date_ahead"
    }
    decide(world.clerk_of(election), CommitteeRuling.KEEPS)
    facts = there.dossier(election)
    [issue] = [i for i in [nobody_barred(facts, facts.profile.vetting.four_classes)] if i.is_open]
    assert (issue.code, issue.is_warning) == ("vetting.committee_keeps", True)
    decide(world.clerk_of(election), CommitteeRuling.BARS)
    [gone] = [c for c in there.candidates(election) if c.number == number]
    assert (gone.standing, gone.taken_off_for) == ("withdrawn", Exit.BARRED.value)


def test_an_unsuitable_opinion_removes_nobody_of_the_villagers(world, there):
    """Law-notes A2: policy is an opinion; no decision of the election committee rests on it."""
    election = examined(world)
    number = standing(there, election)[0]
    there.send(election)
    there.all_clean(*UNITS, but={("discipline", number): hit("S1", dated_on=TODAY)})
    done = approved(there, election, number, Conclusion.UNSUITABLE, Grounds("S1", "", "处分期未满"))
    assert done.reason_class == ReasonClass.POLICY.value
    facts = there.dossier(election)
    assert nobody_barred(facts, facts.profile.vetting.four_classes).state is State.MET
    assert refused(
        lambda: world.do(
            world.clerk_of(election),
            lambda act: concluding.decide(
                act,
                election.id,
                done.id,
                ruling=CommitteeRuling.BARS,
                minutes="1号",
                decided_on=TODAY,
                posted_on=TODAY,
                told_on=TODAY,
                has_waived=True,
            ),
        )
    ) == {"vetting.no_bar_to_decide"}


def test_what_is_contested_is_decided_by_a_meeting_with_votes_and_minutes(world, there):
    """Feature 44."""
    election = examined(world)
    number = standing(there, election)[0]
    there.send(election)
    there.all_clean(*UNITS, but={("court", number): hit("A2")})
    grounds = Grounds("A2", "（2019）示刑初12号")
    bar = lambda: opinion(there, election, number, Conclusion.PROHIBITED, grounds)  # noqa: E731
    assert refused(bar) == {"vetting.meeting_missing"}
    empty = lambda act: concluding.convene(  # noqa: E731
        act, there.campaign, held_on=TODAY + timedelta(days=1), place="某室", chaired_by=" ",
        minuted_by="某秘书", attending=[],
    )  # fmt: skip
    assert refused(lambda: world.do(there.secretary, empty)) == {
        "document.date_ahead",
        "vetting.nobody_present",
        "vetting.meeting_incomplete",
    }
    meeting = convened(there)
    rule = lambda votes: ruled(there, meeting, election, number, votes)  # noqa: E731
    assert refused(lambda: rule((1, 1, 1))) == {"vetting.no_majority"}
    assert refused(lambda: rule((3, 1, 0))) == {"vetting.votes_do_not_add_up"}
    rule((2, 1, 0))
    assert refused(lambda: rule((2, 1, 0))) == {"vetting.ruled_already"}
    world.do(
        there.secretary,
        lambda act: concluding.close_meeting(act, there.campaign, 1, unscanned="原件在途"),
    )
    with pytest.raises(Stale):
        rule((2, 1, 0))
    assert bar().ruling_id


def test_what_a_meeting_ruled_binds_no_more_once_units_are_asked_anew(world, there):
    election = examined(world)
    number = standing(there, election)[0]
    there.send(election)
    there.all_clean(*UNITS, but={("court", number): hit("A2")})
    ruled(there, convened(there), election, number, (2, 1, 0))
    clear = lambda: opinion(there, election, number, Conclusion.PASS)  # noqa: E731
    assert "vetting.meeting_ruled_otherwise" in refused(clear)
    world.do(
        there.county,
        lambda act: reviewing.recheck(
            act, there.campaign, [(election.id, number)], because=Because.EVENT, units=["court"],
            due_on=TODAY, letter="示例联审函〔2026〕6号",
        ),
    )  # fmt: skip
    [asked] = [q for q in there.questions("court") if q.candidate == number]
    there.answer("court", Given(asked.id, Answer.CLEAN))
    assert clear().ruling_id is None


def test_no_opinion_is_drafted_on_whom_nobody_was_asked_about(world, there):
    election = examined(world)
    number = standing(there, election)[0]
    for conclusion in Conclusion:
        assert "vetting.nobody_asked" in refused(
            lambda conclusion=conclusion: opinion(there, election, number, conclusion)
        )


def test_nobody_is_sent_before_a_list_is_adopted(world):
    election, campaign = examined(world), world.campaign()
    send = lambda act: reviewing.submit(act, campaign, [election.id])  # noqa: E731
    assert refused(lambda: world.do(world.clerk_of(election), send)) == {"vetting.no_checklist"}


def test_a_unit_that_was_not_asked_or_has_answered_is_not_reminded(world, there):
    batch = there.send(examined(world))
    for act_on in (
        lambda act: reviewing.remind(act, there.campaign, batch.number, "inspection"),
        lambda act: reviewing.escalate(act, there.campaign, batch.number, "inspection", "逾期"),
        lambda act: reviewing.extend(act, there.campaign, batch.number, "no", TODAY, "人多"),
    ):
        with pytest.raises(NotFound):
            world.do(there.county, act_on)
    there.all_clean("court")
    for act_on in (
        lambda act: reviewing.remind(act, there.campaign, batch.number, "court"),
        lambda act: reviewing.extend(
            act, there.campaign, batch.number, "court", TODAY + timedelta(days=9), "人多"
        ),
    ):
        assert refused(lambda act_on=act_on: world.do(there.county, act_on)) == {
            "vetting.nothing_open"
        }


def test_a_list_is_adopted_by_the_campaign_for_which_it_was_proposed(world, there):
    levels = [*levels_of("national"), OWN]
    world.do(there.county, lambda act: reviewing.propose_checklist(act, there.campaign, levels))
    [made] = there.read(lambda s: adoption.list_waiting(s, there.campaign))
    other = Campaign(county=EXAMPLE, id=there.campaign.id + 1)
    with pytest.raises(NotFound):
        world.do(world.actor("leader"), lambda act: adoption.adopt_checklist(act, other, made.id))


def test_what_another_process_wrote_by_a_clock_ahead_is_still_concluded(world, there, monkeypatch):
    """A clock set back, or another process: an opinion counts by what it follows, not by the hour."""
    election = examined(world)
    monkeypatch.setattr("electflow.joint_review.batches.new_id", ahead := IdMaker())
    ahead.after(
        NOON, new_id(NOON) + (1 << 45)
    )  # some two hours above the newest id of this process
    there.send(election)
    monkeypatch.undo()
    newest = max(q.id for q in there.questions("court"))
    assert new_id(NOON) < newest, "the ids of this process lie behind"
    one, other = standing(there, election)[:2]
    there.all_clean(*UNITS, but={("court", other): hit("A2")})
    approved(there, election, one, Conclusion.PASS)
    assert one not in review_of(world, election).outdated
    from electflow.joint_review.together import passing

    assert (election.id, one) not in {
        (p.election.id, p.number) for p in there.read(lambda s: passing(s, there.campaign))
    }
    ruled(there, convened(there), election, other, (2, 1, 0))
    assert opinion(
        there, election, other, Conclusion.PROHIBITED, Grounds("A2", "（2019）示刑初12号")
    ).ruling_id


def test_a_meeting_is_held_to_what_holds_for_an_opinion(world, there):
    election = examined(world)
    number = standing(there, election)[0]
    there.send(election)
    there.all_clean(*UNITS, but={("court", number): hit("A2")})
    alone = lambda act: concluding.convene(  # noqa: E731
        act, there.campaign, held_on=TODAY, place="某室", chaired_by="某", minuted_by="某",
        attending=attending("court"),
    )  # fmt: skip
    assert refused(lambda: world.do(there.secretary, alone)) == {"vetting.meeting_of_one"}
    meeting = convened(there)
    for conclusion, grounds, codes in (
        (Conclusion.PROHIBITED, Grounds("D2", "1号", "理由"), {"vetting.bar_needs_class"}),
        (Conclusion.PROHIBITED, Grounds("", "", "理由"), {"vetting.item_missing", "vetting.document_missing"}),
        (Conclusion.UNSUITABLE, Grounds("D2", "", "理由"), {"vetting.item_missing"}),
        (Conclusion.PASS, Grounds("", "", " "), {"vetting.pass_over_reply", "document.reason_missing"}),
    ):  # fmt: skip
        rule = lambda act, c=conclusion, g=grounds: concluding.rule(  # noqa: E731
            act, there.campaign, meeting.number, election.id, number, conclusion=c,
            votes=Votes(3, 0, 0), grounds=g,
        )  # fmt: skip
        assert refused(lambda rule=rule: world.do(there.secretary, rule)) == codes


def test_units_are_asked_again_for_a_cause_and_not_while_they_are_silent(world, there):
    election = examined(world)
    number = standing(there, election)[0]
    there.send(election)
    again = lambda because, units: world.do(  # noqa: E731
        there.county,
        lambda act: reviewing.recheck(
            act, there.campaign, [(election.id, number)], because=because, units=units,
            due_on=TODAY, letter="1号",
        ),
    )  # fmt: skip
    there.all_clean("court")
    assert refused(lambda: again(Because.STATEMENT, None)) == {
        "vetting.nothing_stated",
        "vetting.asked_already",
    }
    assert refused(lambda: again(Because.EVENT, ["police"])) == {"vetting.asked_already"}
    again(Because.EVENT, ["court"])
    assert refused(lambda: again(Because.EVENT, ["court"])) == {"vetting.asked_already"}


def test_a_reply_is_asked_for_on_a_working_day():
    friday = date(2026, 11, 27)
    days = [friday + timedelta(days=n) for n in range(4)]
    assert [clock.workday(day) for day in days] == [friday, *[date(2026, 11, 30)] * 3]


def test_the_county_hears_of_a_reply_once_it_is_signed(world, there):
    """What a unit enters is its own until its leader signs."""
    election = examined(world)
    there.send(election)
    mine = there.questions("court")[0]
    there.answer("court", hit_on(mine, "A2"), sign=False)
    lines = lambda: [  # noqa: E731
        line
        for line in there.read(lambda s: file_of(s, EXAMPLE, election.id, mine.candidate, TODAY))
        if line.question.unit == "court"
    ]
    assert [line.is_told for line in lines()] == [False]
    there.sign("court", mine.id)
    assert [line.is_told for line in lines()] == [True]


# --- statements, re-checks, expiry ------------------------------------------------------------


def test_a_statement_is_answered_by_a_second_person_and_the_re_check_clears(world, there):
    """Feature 47: statement, re-check of the units that found something, outcome."""
    election = examined(world)
    number = standing(there, election)[0]
    there.send(election)
    warned = hit("S1", "示监〔2026〕2号", dated_on=date(2026, 4, 15), effect="gov_warning")
    there.all_clean(*UNITS, but={("discipline", number): warned})
    clerk = world.clerk_of(election)
    world.do(
        clerk,
        lambda act: concluding.receive_statement(
            act,
            election.id,
            number,
            kind=StatementKind.STATEMENT,
            words="处分期已于上月届满。",
            received_on=TODAY,
        ),
    )
    grounds = Grounds("S1", "", "处分期未满")
    assert refused(lambda: opinion(there, election, number, Conclusion.UNSUITABLE, grounds)) == {
        "vetting.meeting_missing"
    }
    facts = there.dossier(election)
    assert facts.open_statements == 1
    before = {q.id for q in there.questions("court")}
    world.do(
        there.county,
        lambda act: reviewing.recheck(
            act,
            there.campaign,
            [(election.id, number)],
            because=Because.STATEMENT,
            units=["discipline"],
            due_on=TODAY,
            letter="示例联审函〔2026〕2号",
        ),
    )
    assert {q.id for q in there.questions("court")} == before
    [again] = [q for q in there.questions("discipline") if q.candidate == number]
    there.answer("discipline", Given(again.id, Answer.CLEAN))
    answer = lambda who: world.do(  # noqa: E731
        who,
        lambda act: concluding.answer_statement(
            act,
            election.id,
            1,
            ruling=StatementRuling.UPHELD,
            outcome="经复核，影响期已届满。",
            answer_number="示例复〔2026〕1号",
            answered_on=TODAY,
        ),
    )
    with pytest.raises(Forbidden):
        answer(clerk)
    answer(there.checker)
    approved(there, election, number, Conclusion.PASS)
    assert there.dossier(election).verdicts[number] is Conclusion.PASS


def test_a_statement_and_its_answer_name_every_fault_at_once(world, there):
    election = examined(world)
    number, ahead = standing(there, election)[0], TODAY + timedelta(days=1)
    receive = lambda who, whose, words, on: world.do(  # noqa: E731
        who,
        lambda act: concluding.receive_statement(
            act, election.id, whose, kind=StatementKind.OBJECTION, words=words, received_on=on
        ),
    )
    answer = lambda who, on, outcome="查无实据", told="1号", which=1: world.do(  # noqa: E731
        who,
        lambda act: concluding.answer_statement(
            act,
            election.id,
            which,
            ruling=StatementRuling.REJECTED,
            outcome=outcome,
            answer_number=told,
            answered_on=on,
        ),
    )
    clerk = world.clerk_of(election)
    there.send(election)
    with pytest.raises(NotFound):
        receive(clerk, 99, "反映", TODAY)
    assert refused(lambda: receive(clerk, number, " ", ahead)) == {
        "vetting.words_missing",
        "document.date_ahead",
    }
    receive(there.county, number, "反映", TODAY)
    with pytest.raises(NotFound):
        answer(there.checker, TODAY, which=2)
    for day in (TODAY - timedelta(days=1), ahead):
        assert refused(lambda day=day: answer(there.checker, day, " ", " ")) == {
            "document.reason_missing",
            "document.number_missing",
            "vetting.answered_outside",
        }
    with pytest.raises(Forbidden):
        answer(there.county, TODAY)
    answer(there.checker, TODAY)
    with pytest.raises(Stale):
        answer(there.checker, TODAY)


def test_a_corrected_name_asks_only_those_again_whose_question_it_changes(world):
    """Feature 48."""
    units = [
        {"code": "civil", "name": "民政局", "checks": "任职记录", "needs": ["village", "post"]}
    ]
    there = reviewers(world, "court", unit=units, asks={"A1": ["civil"], "A2": []}).seat("civil")
    election = examined(world)
    there.send(election)
    number = standing(there, election)[0]
    before = {unit: {q.id for q in there.questions(unit)} for unit in ("court", "civil")}
    person = there.read(
        lambda s: people.identified(
            s, EXAMPLE, [c.person_id for c in there.candidates(election) if c.number == number]
        )
    )
    [known] = person.values()
    batch = world.do(
        world.clerk_of(election),
        lambda act: reviewing.correct_candidate(
            act,
            election.id,
            number,
            name="示例更（虚构）",
            id_number=known.number,
            sex=known.sex,
            reason="身份证姓名用字更正",
        ),
    )
    assert batch.because == Because.DATA_CHANGED.value
    assert {q.id for q in there.questions("civil")} == before["civil"]
    after = {q.id for q in there.questions("court")}
    assert len(after - before["court"]) == 1 == len(before["court"] - after)


def test_a_correction_before_anybody_was_asked_asks_nobody(world, there):
    election = examined(world)
    number = standing(there, election)[0]
    person = there.person_of(election, number)
    made = world.do(
        world.clerk_of(election),
        lambda act: reviewing.correct_candidate(
            act, election.id, number, name="某改名", id_number=person.number, sex=person.sex,
            reason="示例户籍证明1号",
        ),
    )  # fmt: skip
    assert made is None
    assert there.person_of(election, number).name == "某改名"
    assert world.count("batch") == 0


def test_replies_expire_before_the_poll_and_are_asked_again(world, there):
    """Feature 43."""
    election = examined(world)
    there.send(election)
    there.all_clean(*UNITS)
    facts = there.dossier(election)
    days = facts.profile.vetting.answers_valid_days.value
    last = TODAY + timedelta(days=days)
    [fine] = answers_in_date(facts, facts.profile, last)
    [over] = answers_in_date(facts, facts.profile, last + timedelta(days=1))
    assert (fine.state, over.state, over.is_warning) == (State.MET, State.UNMET, True)
    number = standing(there, election)[0]
    everybody = [(election.id, n) for n in standing(there, election)]
    world.do(
        there.county,
        lambda act: reviewing.recheck(
            act,
            there.campaign,
            everybody,
            because=Because.EXPIRED,
            units=None,
            due_on=TODAY,
            letter="示例联审函〔2026〕3号",
        ),
    )
    found = review_of(world, election)
    assert (found.answered, found.oldest_on) == (0, None)
    assert refused(lambda: opinion(there, election, number, Conclusion.PASS)) == {
        "vetting.units_silent"
    }


def test_the_step_reads_the_register_and_silence_stays_open(world, there):
    election = examined(world)
    there.send(election)
    there.all_clean(*UNITS[1:])
    facts = there.dossier(election)
    rule = facts.profile.vetting
    issues = {
        i.code: i
        for i in reviewed(
            facts, rule.by_election_committee, rule.all_units_answer, rule.statement_days
        )
    }
    assert issues["vetting.everybody_asked"].state is State.MET
    silent = issues["vetting.questions_answered"]
    assert silent.is_open
    assert silent.facts["missing"] == len(standing(there, election))
    there.all_clean(UNITS[0])
    facts = there.dossier(election)
    assert not any(
        i.is_open
        for i in reviewed(
            facts, rule.by_election_committee, rule.all_units_answer, rule.statement_days
        )
    )


# --- what is sealed ---------------------------------------------------------------------------


def test_what_was_found_stands_nowhere_in_clear(world, there):
    """Point 10: its own table, sealed; the book holds a keyed digest."""
    there.send(examined(world))
    mine = there.questions("court")[0]
    secret = "因盗窃被判处有期徒刑一年"
    there.answer("court", hit_on(mine, "A2", words=secret))
    with reading(world.database) as session:
        [sealed] = session.scalars(select(FindingRow.sealed)).all()
        bodies = b"".join(session.scalars(select(AuditEvent.body)))
        texts = "".join(session.scalars(text("select words from audit_text")))
    for part in (secret, "（2019）示刑初12号"):
        assert part.encode() not in sealed
        assert part.encode() not in bodies
        assert part not in texts
    event = next(e for e in there.events("reply:enter") if e["data"]["unit"] == "court")
    assert set(event["data"]) == {"batch", "unit", "questions", "digest"}


def test_findings_are_seen_after_the_password_for_a_reason_and_for_minutes(world, there):
    from electflow.joint_review.looks import LASTS, require_look

    election = examined(world)
    number = barred(there, election)
    look = lambda who, password, reason: world.do(  # noqa: E731
        who, lambda act: concluding.look(act, election.id, number, password=password, reason=reason)
    )
    right = "demo-2026-electflow"
    assert refused(lambda: look(there.county, "wrong", "")) == {
        "access.password_wrong",
        "document.reason_missing",
    }
    with pytest.raises(Forbidden):
        look(world.clerk_of(election), right, "看看")
    made = look(there.county, right, "起草核查意见")
    subject = concluding.subject_of(election, number)
    with reading(world.database) as session:
        assert require_look(session, there.county, made.id, subject, NOON + LASTS)
        for who, what, at in (
            (there.checker, subject, NOON),
            (there.county, concluding.subject_of(election, number + 1), NOON),
            (there.county, subject, NOON + LASTS + timedelta(seconds=1)),
        ):
            with pytest.raises(NotFound):
                require_look(session, who, made.id, what, at)
    [event] = there.events("finding:look")
    assert event["data"]["subject"] == subject


# --- queries ----------------------------------------------------------------------------------


def test_the_matrix_counts_by_place_and_unit_and_opens_in_fixed_queries(world, there, counted):
    election, party = examined(world), examined(world, Track.PARTY)
    batch = there.send(election)
    there.all_clean("court")
    viewer = there.county

    def ask(session):
        cells_by_place(session, viewer, there.campaign, Permission.REVIEW_READ, TODAY)
        return matrix_rows(
            session,
            viewer,
            there.campaign,
            Permission.REVIEW_READ,
            TODAY,
            place=EXAMPLE,
            most=500,
        )

    with reading(world.database) as session, counted(session) as first:
        rows = ask(session)
    assert len(rows) == batch.persons
    assert {row.answered for row in rows} == {1}
    there.send(party)
    with reading(world.database) as session, counted(session) as second:
        assert len(ask(session)) > len(rows)
    assert first.number == second.number <= 6
    cells = there.read(
        lambda s: cells_by_place(s, viewer, there.campaign, Permission.REVIEW_READ, TODAY)
    )
    assert cells[election.township, "court"].answered == batch.persons
    assert not there.read(
        lambda s: cells_by_place(
            s, there.operators["court"], there.campaign, Permission.REVIEW_READ, TODAY
        )
    )


def test_a_desk_costs_two_queries_however_long(world, there, counted):
    there.send(examined(world))
    seats = there.seats("court")
    sizes = []
    for election in (None, examined(world, Track.PARTY)):
        if election:
            there.send(election)
        with reading(world.database) as session, counted(session) as queries:
            desk = desk_of(session, there.operators["court"], there.campaign, seats, (), TODAY)
        sizes.append((len(desk.lines), queries.number))
    assert sizes[0][0] < sizes[1][0]
    assert sizes[0][1] == sizes[1][1] == 2


# --- over a named list ------------------------------------------------------------------------


def test_many_of_whom_nothing_was_found_are_concluded_by_three_persons(world, there, counted):
    election, party = examined(world), examined(world, Track.PARTY)
    there.send(election, party)
    number = standing(there, election)[0]
    there.all_clean(*UNITS, but={("discipline", number): hit("S1", dated_on=TODAY)})
    from electflow.joint_review.together import passing

    found = there.read(lambda s: passing(s, there.campaign))
    # discipline was told of S1 about that number in both elections
    keys = [(p.election.id, p.number) for p in found]
    assert (election.id, number) not in keys
    leader = world.actor("leader")

    def together(who, verb, *more):
        return world.do(who, lambda act: verb(act, there.campaign, *more))

    draft, check = concluding.draft_together, concluding.check_together
    assert refused(
        lambda: together(there.county, draft, [*keys, (election.id, number)], "1号")
    ) == {"vetting.not_passing"}
    assert refused(lambda: together(there.county, draft, [], "1号")) == {"vetting.nothing_chosen"}
    assert refused(lambda: together(there.county, draft, keys, " ")) == {"vetting.number_missing"}
    assert together(there.county, draft, keys, "示例核〔2026〕9号") == len(keys)
    assert refused(lambda: together(there.county, draft, keys, "2号")) == {
        "vetting.opinions_under_way"
    }
    both = replace(there.county, grants=(*there.county.grants, *there.checker.grants))
    assert refused(lambda: together(both, check, keys)) == {"access.own_act"}
    assert refused(lambda: together(leader, concluding.approve_together, keys)) == {
        "vetting.not_passing"
    }
    assert together(there.checker, check, keys) == len(keys)
    with pytest.raises(Forbidden):
        together(there.checker, concluding.approve_together, keys)
    assert together(leader, concluding.approve_together, keys) == len(keys)
    for one in (election, party):
        verdicts = there.dossier(one).verdicts
        mine = [n for e, n in keys if e == one.id]
        assert all(verdicts[n] is Conclusion.PASS for n in mine)
        assert set(verdicts) == set(mine)
    assert there.read(lambda s: passing(s, there.campaign)) == []
    with reading(world.database) as session, counted(session) as queries:
        passing(session, there.campaign)
    assert queries.number <= 3


def test_replies_that_run_out_are_listed_and_asked_again_for_whole_elections(world, there):
    from electflow.joint_review.reviews import expiring

    election = examined(world)
    there.send(election)
    there.all_clean(*UNITS)
    ask = lambda days: there.read(  # noqa: E731
        lambda s: expiring(
            s, there.county, there.campaign, Permission.REVIEW_ASK, [Stage.VETTING.value], days
        )
    )
    left = (world.again(election).election_on - TODAY).days
    assert ask(left) == []
    [one] = ask(left - 1)
    assert (one.election.id, one.oldest_on) == (election.id, TODAY)
    world.do(
        there.county,
        lambda act: reviewing.recheck_elections(
            act,
            there.campaign,
            [election.id],
            because=Because.EXPIRED,
            due_on=TODAY,
            letter="示例联审函〔2026〕4号",
        ),
    )
    assert ask(left - 1) == []
    found = review_of(world, election)
    assert (found.asked, found.answered) == (len(standing(there, election)) * len(UNITS), 0)


# --- what a reading with other eyes found -----------------------------------------------------


def test_nothing_is_concluded_while_a_later_round_has_not_begun(world):
    there = reviewers(world, "court", rounds=["village", "county"])
    there.checker = there.person("checker", Role.COUNTY_CHECKER)
    election = examined(world)
    clerk, check = world.clerk_of(election), world.clerk_of(election, check=True)
    world.do(clerk, lambda act: reviewing.submit(act, there.campaign, [election.id]))
    asked = there.questions("village")
    given = [Given(q.id, Answer.CLEAN) for q in asked]
    world.do(clerk, lambda act: replying.reply(act, there.campaign, given))
    world.do(check, lambda act: replying.sign(act, there.campaign, {q.id: 1 for q in asked}))
    number = standing(there, election)[0]
    assert refused(lambda: opinion(there, election, number, Conclusion.PASS)) == {
        "vetting.units_silent"
    }
    from electflow.joint_review.together import passing

    assert there.read(lambda s: passing(s, there.campaign)) == []
    assert review_of(world, election).asked_of == frozenset()


def test_who_is_asked_about_anew_has_no_conclusion_until_it_is_answered(world, there):
    election = examined(world)
    there.send(election)
    there.all_clean(*UNITS)
    number = standing(there, election)[0]
    approved(there, election, number, Conclusion.PASS)
    assert number not in review_of(world, election).outdated
    world.do(
        there.county,
        lambda act: reviewing.recheck(
            act, there.campaign, [(election.id, number)], because=Because.EVENT, units=["police"],
            due_on=TODAY, letter="示例联审函〔2026〕5号",
        ),
    )  # fmt: skip
    facts = there.dossier(election)
    assert number in facts.review.outdated
    assert number in everybody_concluded(facts, facts.profile.vetting.four_classes).subjects
    assert any(
        i.is_open for i in everybody_answered_for(facts, facts.profile.vetting.all_units_answer)
    )


def test_nobody_is_asked_again_who_was_never_sent(world, there):
    election = examined(world)
    again = lambda: world.do(  # noqa: E731
        there.county,
        lambda act: reviewing.recheck(
            act, there.campaign, [(election.id, 1)], because=Because.EVENT, units=["police"],
            due_on=TODAY, letter="1号",
        ),
    )  # fmt: skip
    assert refused(again) == {"vetting.nobody_to_send"}


def doors(there, election, batch, opinion_id, meeting):
    """Return every door of the joint review as somebody would come to it, by name."""
    campaign, day, ground = there.campaign, TODAY, RecusalGround.SPOUSE
    question = there.questions("court")[0]
    key = (election.id, question.candidate)
    asking = {"because": Because.EVENT, "due_on": day, "letter": "1号"}
    ruling = {"votes": Votes(1, 0, 0), "grounds": Grounds("", "", "理由")}
    look = {"password": PASSWORD, "reason": "起草"}
    return {
        "propose": lambda a: reviewing.propose_checklist(a, campaign, levels_of("national")),
        "decide list": lambda a: reviewing.decide_checklist(a, campaign, 1, approve=True),
        "submit": lambda a: reviewing.submit(a, campaign, [election.id]),
        "ask next": lambda a: reviewing.ask_next(a, campaign, 1, due_on=day, letter="1号"),
        "recheck": lambda a: reviewing.recheck(a, campaign, [key], units=None, **asking),
        "recheck all": lambda a: reviewing.recheck_elections(a, campaign, [election.id], **asking),
        "correct": lambda a: reviewing.correct_candidate(
            a, *key, name="某", id_number="1", sex="M", reason="改"
        ),
        "remind": lambda a: reviewing.remind(a, campaign, 1, "court"),
        "report": lambda a: reviewing.escalate(a, campaign, 1, "court", "逾期"),
        "extend": lambda a: reviewing.extend(a, campaign, 1, "court", TODAY, "人多"),
        "remind all": lambda a: reviewing.urge_all(a, campaign),
        "remind by plan": lambda a: reviewing.urge_by_plan(a, campaign),
        "reply": lambda a: replying.reply(a, campaign, [Given(question.id, Answer.CLEAN)]),
        "reply clean": lambda a: replying.reply_clean(a, campaign, "", True),
        "sign": lambda a: replying.sign(a, campaign, {question.id: 1}),
        "give back": lambda a: replying.give_back(a, campaign, {question.id: 1}, "再核对"),
        "paper": lambda a: paper_replies.reply_from_paper(
            a, campaign, 1, "court", [Given(question.id, Answer.CLEAN)], paper="1号", paper_on=day
        ),
        "sign paper": lambda a: paper_replies.sign_paper(a, campaign, 1, "court", "1号", ""),
        "return paper": lambda a: paper_replies.return_paper(
            a, campaign, 1, "court", "1号", "", "不一致"
        ),
        "attach minutes": lambda a: attaching.attach_minutes(a, campaign, meeting, b"%PDF-"),
        "attach reply": lambda a: attaching.attach_reply(a, campaign, "court", "1号", b"%PDF-"),
        "look at scan": lambda a: attaching.look_at_scan(a, campaign, 1, **look),
        "hand out": lambda a: replying.hand_out(a, campaign),
        "letter": lambda a: replying.print_letter(a, campaign, 1, "court"),
        "recuse": lambda a: replying.recuse(
            a, campaign, 1, ground=ground, person_id=question.person_id, source="档案"
        ),
        "end recusal": lambda a: replying.end_recusal(a, campaign, 1, "登记有误"),
        "draft": lambda a: concluding.draft(
            a, *key, conclusion=Conclusion.PASS, grounds=NO_GROUNDS, number="1号"
        ),
        "check": lambda a: concluding.check(a, election.id, opinion_id),
        "approve": lambda a: concluding.approve(a, election.id, opinion_id),
        "return": lambda a: concluding.give_back(a, election.id, opinion_id, "再核对"),
        "draft all": lambda a: concluding.draft_together(a, campaign, [key], number="1号"),
        "check all": lambda a: concluding.check_together(a, campaign, [key]),
        "approve all": lambda a: concluding.approve_together(a, campaign, [key]),
        "decide": lambda a: concluding.decide(
            a, election.id, opinion_id, ruling=CommitteeRuling.BARS, minutes="3号",
            decided_on=day, posted_on=day, told_on=day, has_waived=True,
        ),
        "reinstate": lambda a: concluding.reinstate(a, *key),
        "receive": lambda a: concluding.receive_statement(
            a, *key, kind=StatementKind.OBJECTION, words="反映", received_on=day
        ),
        "answer": lambda a: concluding.answer_statement(
            a, election.id, 1, ruling=StatementRuling.REJECTED, outcome="查无实据",
            answer_number="1号", answered_on=day,
        ),
        "convene": lambda a: concluding.convene(
            a, campaign, held_on=day, place="某室", chaired_by="某", minuted_by="某",
            attending=attending("court"),
        ),
        "rule": lambda a: concluding.rule(
            a, campaign, meeting, *key, conclusion=Conclusion.PASS_NOTE, **ruling
        ),
        "close": lambda a: concluding.close_meeting(a, campaign, meeting),
        "look": lambda a: concluding.look(a, *key, **look),
        "read": lambda a: concluding.note_reading(a, *key),
        "look at paper": lambda a: paper_replies.look_at_paper(a, campaign, 1, "court", **look),
    }  # fmt: skip


def test_whoever_may_only_read_is_turned_away_at_every_door(world, there):
    """No door rests on the page before it: each asks for itself who comes."""
    election = examined(world)
    batch = there.send(election)
    there.all_clean(*UNITS)
    number = standing(there, election)[0]
    drafted = opinion(there, election, number, Conclusion.PASS)
    meeting = convened(there)
    tried = doors(there, election, batch, drafted.id, meeting.number)
    public = {
        (room, name)
        for room in (reviewing, replying, concluding, paper_replies, attaching)
        for name, made in vars(room).items()
        if inspect.isfunction(made)
        and made.__module__ == room.__name__
        and "act" in inspect.signature(made).parameters
        and not name.startswith("_")
    }
    himself = {"desk_for", "recuse_oneself"}
    assert len(tried) == sum(name not in himself for _, name in public)
    # these find nothing that is his: no seat, no election
    unseen = {
        "reply",
        "reply clean",
        "sign",
        "give back",
        "hand out",
        "submit",
        "recheck",
        "recheck all",
    }
    before = world.count("audit_event")
    for who in (world.actor("viewer"), world.actor("auditor")):
        for name, come in tried.items():
            with pytest.raises(NotFound if name in unseen else Forbidden):
                world.do(who, come)
    assert world.count("audit_event") == before


def test_a_leader_signs_what_he_has_read_and_enters_nothing(world, there):
    there.send(examined(world))
    mine, leader = there.questions("court")[0], there.leaders["court"]
    there.answer("court", Given(mine.id, Answer.CLEAN), sign=False)
    there.answer("court", hit_on(mine, "A2"), sign=False, may_replace=True)
    with pytest.raises(Stale):
        world.do(leader, lambda act: replying.sign(act, there.campaign, {mine.id: 1}))
    with pytest.raises(Stale):
        world.do(leader, lambda act: replying.give_back(act, there.campaign, {mine.id: 1}, "同名"))
    assert world.count("reply", "returned_by is not null") == 0
    other = there.questions("court")[1]
    there.answer("court", Given(other.id, Answer.CLEAN))
    assert refused(lambda: there.sign("court", other.id)) == {"vetting.answered_already"}
    seal = replying.seal_of_list(there.desk("court").rest)
    with pytest.raises(NotFound):
        world.do(leader, lambda act: replying.reply_clean(act, there.campaign, seal, True))
    world.do(
        leader,
        lambda act: replying.recuse_oneself(
            act, there.campaign, ground=RecusalGround.SPOUSE, question_id=mine.id
        ),
    )
    back = lambda: world.do(  # noqa: E731
        leader, lambda act: replying.give_back(act, there.campaign, {mine.id: 2}, "再核对")
    )
    assert refused(back) == {"vetting.recused"}


def test_two_operators_at_once_leave_one_reply_in_force(world, there):
    there.send(examined(world))
    other = there.person("court-op2", Role.UNIT_OPERATOR, unit="court")
    told = []

    def answer(who, given):
        try:
            world.do(who, lambda act: replying.reply(act, there.campaign, [given]))
            told.append("entered")
        except InputRefused as refusal:
            told.append(refusal.issues[0].code)

    for question in there.questions("court"):
        both = (
            (there.operators["court"], Given(question.id, Answer.CLEAN)),
            (other, hit_on(question, "A2")),
        )
        threads = [Thread(target=answer, args=pair) for pair in both]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    questions = len(there.questions("court"))
    assert sorted(told) == ["entered"] * questions + ["vetting.entered_otherwise"] * questions
    assert world.count("reply", "is_latest") == world.count("reply") == questions


def test_a_person_who_also_stands_elsewhere_is_corrected_by_who_may_act_there_too(world, there):
    from electflow.nomination.model import Candidate

    election, party = examined(world), examined(world, Track.PARTY)
    there.send(election, party)
    number = standing(there, election)[0]
    known = there.person_of(election, number)

    def stand_in_both(act):
        from electflow.audit import service as audit

        row = act.session.get(Candidate, (EXAMPLE, party.id, standing(there, party)[0]))
        row.person_id = known.id
        audit.record(act, "session:end", "county", data={})

    world.do(there.county, stand_in_both)
    correct = lambda who: world.do(  # noqa: E731
        who,
        lambda act: reviewing.correct_candidate(
            act, election.id, number, name="更名（虚构）", id_number=known.number, sex=known.sex,
            reason="用字更正",
        ),
    )  # fmt: skip
    clerk = world.clerk_of(election)
    if party.township != election.township:
        assert refused(lambda: correct(clerk)) == {"nomination.stands_elsewhere"}
    correct(there.county)
    trails = {event["case"] for event in there.events("candidate:correct")}
    assert trails == {f"election:{election.id}", f"election:{party.id}"}


def test_the_election_committee_decides_on_the_opinion_in_force_alone(world, there):
    election = examined(world)
    number = barred(there, election)
    first = approved(there, election, number, Conclusion.PROHIBITED, Grounds("A2", "1号"))
    decide = lambda opinion_id, ruling: world.do(  # noqa: E731
        world.clerk_of(election),
        lambda act: concluding.decide(
            act, election.id, opinion_id, ruling=ruling, minutes="3号", decided_on=TODAY,
            posted_on=TODAY,
        ),
    )  # fmt: skip
    decide(first.id, CommitteeRuling.KEEPS)
    second = approved(there, election, number, Conclusion.PROHIBITED, Grounds("A2", "2号"))
    assert review_of(world, election).kept == frozenset()
    with pytest.raises(Stale):
        decide(first.id, CommitteeRuling.BARS)
    decide(second.id, CommitteeRuling.KEEPS)
    assert review_of(world, election).kept == {number}


@pytest.mark.parametrize(
    ("answer", "hit_"),
    [
        (Answer.CLEAN, Hit("", "", words="涉毒")),
        (Answer.CLEAN, Hit("", "", TODAY)),
        (Answer.OFFLINE, Hit("", "", words="线索")),
        (Answer.CANNOT_JUDGE, Hit("", "1号", words="查无此人")),
    ],
)
def test_nothing_stands_beside_a_reply_that_contradicts_it(answer, hit_):
    found = faults_of_answer(answer, hit_, LIST.asked(Track.COMMITTEE, "court"), LIST, TODAY)
    assert {issue.code for issue in found} == {"vetting.hit_without_hit"}


def test_when_candidates_are_named_anew_the_opinions_on_them_rest(world, there):
    from electflow.documents.terms import Kind
    from electflow.joint_review import opinions
    from electflow.joint_review.terms import OpinionStanding
    from electflow.joint_review.together import passing
    from electflow.stages import Trigger
    from electflow.workflow import records
    from electflow.workflow import service as workflow

    election = examined(world)
    there.send(election)
    there.all_clean(*UNITS)
    numbers = standing(there, election)
    approved(there, election, numbers[0], Conclusion.PASS)
    clerk = world.clerk_of(election)
    for number in numbers:
        if [c.post for c in there.candidates(election) if c.number == number] == ["chair"]:
            told = {"left_for": Exit.OWN_WISH, "asked_on": TODAY, "document": "退出申请书"}
            world.do(
                clerk,
                lambda act, n=number, told=told: candidacy.withdraw(
                    act, election.id, n, "申请", **told
                ),
            )
            break
    world.do(
        clerk,
        lambda act: records.record_paper(
            act, election.id, Kind.REOPENING_RECORD, dated_on=TODAY, figures={"persons": 1}
        ),
    )
    world.do(
        clerk,
        lambda act: workflow.advance(
            act,
            election.id,
            Trigger.REOPEN_NOMINATION,
            seen_version=world.again(election).version,
            explanations={"nomination.choice_is_lacking": "按规定补足"},
        ),
    )
    left = standing(there, election)
    found = review_of(world, election)
    assert found.outdated == set(left)
    # nobody is concluded of while candidates are named anew
    assert there.read(lambda s: passing(s, there.campaign)) == []
    with reading(world.database) as session:
        [rested] = opinions.opinions_on(session, election, numbers[0])
    assert rested.standing == OpinionStanding.SET_ASIDE.value
