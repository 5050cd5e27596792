"""Sealed paper replies: whom the paper names, that it clears the rest, its scan, the second person."""

from datetime import timedelta

import pytest
from reviewers import Reviewers, check_paper, examined, reviewers, seal_for, sheet_for
from world import NOON, PASSWORD, TODAY

from electflow.access.terms import Role
from electflow.audit import service as audit
from electflow.db import reading
from electflow.errors import Forbidden, InputRefused, NotFound, Stale
from electflow.joint_review.answers import Given
from electflow.joint_review.questions import Hit
from electflow.joint_review.reviews import oldest_replies, reviews_of
from electflow.joint_review.scans import MOST_BYTES, content_of, get_scan, scans_of_papers
from electflow.joint_review.terms import Answer, QuestionStanding, RecusalGround
from electflow.stages import Track
from electflow.workflow import attaching, paper_replies, replying
from electflow.workflow.paper_replies import RestStated
from electflow.workflow.replying import seal_of_list

PAPER, UNIT = "示纪函〔2026〕8号", "discipline"
PDF = b"%PDF-1.7 sealed reply"


@pytest.fixture
def there(world) -> Reviewers:
    made = reviewers(world)
    made.checker = made.person("checker", Role.COUNTY_CHECKER)
    made.send(examined(world))
    return made


def refused(work) -> dict[str, dict]:
    with pytest.raises(InputRefused) as error:
        work()
    return {issue.code: dict(issue.facts) for issue in error.value.issues}


def lines(there):
    """Return who is open for the unit, as the county's clerk reads the list."""
    return sheet_for(there, there.county, UNIT).open


def stated(there, persons: int, *, seen: str = "", is_stated: bool = True) -> RestStated:
    return RestStated(seen or seal_of_list(lines(there)), persons, is_stated)


def enter(there, *given, rest=None, paper=PAPER, who=None, unit=UNIT, paper_on=TODAY):
    return there.world.do(
        who or there.county,
        lambda act: paper_replies.reply_from_paper(
            act, there.campaign, 1, unit, given, paper=paper, paper_on=paper_on, rest=rest
        ),
    )


def give_back(there, reason="复函日期不符", paper=PAPER, who=None):
    who = who or there.checker
    seen = seal_for(there, who, UNIT, paper)
    return there.world.do(
        who,
        lambda act: paper_replies.return_paper(act, there.campaign, 1, UNIT, paper, seen, reason),
    )


def attach(there, content=PDF, paper=PAPER, unit=UNIT):
    return there.world.do(
        there.county, lambda act: attaching.attach_reply(act, there.campaign, unit, paper, content)
    )


def found(line) -> Given:
    return Given(line.question_id, Answer.HIT, Hit("A1", "示纪处〔2019〕3号"))


def answers(there) -> dict[int, tuple[Answer | None, QuestionStanding]]:
    return {o.question_id: (o.answer, o.standing) for o in there.desk(UNIT).lines}


def test_hits_by_name_and_the_rest_by_a_statement_then_a_second_person_checks_all(world, there):
    one, *others = lines(there)
    assert enter(there, found(one), rest=stated(there, len(others))) == len(others) + 1
    entered = answers(there)
    assert entered[one.question_id] == (Answer.HIT, QuestionStanding.ENTERED)
    assert {entered[o.question_id][0] for o in others} == {Answer.CLEAN}
    [told] = there.events("reply:state_paper")
    assert told["data"]["persons"] == len(others)
    assert told["data"]["digest"] == seal_of_list(others)
    assert check_paper(there, UNIT, PAPER) == len(others) + 1
    assert {standing for _, standing in answers(there).values()} == {QuestionStanding.ANSWERED}
    [signed] = there.events("reply:confirm")
    assert signed["data"]["scan"] == "", "the book says that there was no scan"


def test_a_statement_is_held_to_its_list_its_number_and_the_tick(world, there):
    one, *others = lines(there)
    n = len(others)
    say = lambda rest: refused(lambda: enter(there, found(one), rest=rest))  # noqa: E731
    assert say(stated(there, n, is_stated=False)) == {"vetting.statement_missing": {}}
    for wrong in (0, n - 1, n + 1):
        assert say(stated(there, wrong)) == {
            "vetting.rest_number_differs": {"persons": wrong, "listed": n}
        }
    bare = Given(one.question_id, Answer.HIT)
    assert set(refused(lambda: enter(there, bare, rest=stated(there, n + 5)))) == {
        "vetting.rest_number_differs",
        "vetting.item_missing",
        "vetting.document_missing",
    }, "every fault at once"
    with pytest.raises(Stale):
        enter(there, found(one), rest=stated(there, n, seen="other"))
    assert world.count("reply") == 0


def test_a_list_that_changed_since_it_was_read_is_refused_whole(world, there):
    one, two, *others = lines(there)
    read = stated(there, len(others) + 1)
    there.answer(UNIT, Given(two.question_id, Answer.CANNOT_JUDGE, Hit("", "", words="查无底档")))
    with pytest.raises(Stale):
        enter(there, found(one), rest=read)
    assert world.count("reply") == 1
    enter(there, found(one), rest=stated(there, len(others)))
    assert answers(there)[two.question_id] == (Answer.CANNOT_JUDGE, QuestionStanding.ANSWERED)


@pytest.mark.parametrize("sign", [True, False])
def test_nothing_that_was_answered_or_entered_is_overwritten(world, there, sign):
    one, *_ = lines(there)
    there.answer(UNIT, found(one), sign=sign)
    code = "vetting.answered_already" if sign else "vetting.entered_otherwise"
    assert set(refused(lambda: enter(there, Given(one.question_id, Answer.CLEAN)))) == {code}
    assert answers(there)[one.question_id][0] is Answer.HIT
    assert one.question_id not in {o.question_id for o in lines(there)}


def test_a_statement_is_of_one_unit_and_one_batch(world, there):
    foreign = sheet_for(there, there.county, "court").open[0]
    with pytest.raises(NotFound):
        enter(there, found(foreign))
    with pytest.raises(NotFound):
        there.world.do(
            there.county,
            lambda act: paper_replies.reply_from_paper(
                act, there.campaign, 7, UNIT, [], paper=PAPER, paper_on=TODAY
            ),
        )
    n = len(lines(there))
    enter(there, rest=stated(there, n))
    assert world.count("reply") == n
    assert {o.answer for o in there.desk("court").lines} == {None}


def test_nobody_enters_and_checks_the_same_paper(world, there):
    """One who holds both roles is stopped by what he did, not by what he is."""
    both = there.person("both", Role.COUNTY_CLERK)
    enter(there, rest=stated(there, len(lines(there))), who=both)
    grant = {"county": both.county, "id": both.official_id}
    with world.database.writer.begin() as connection:
        connection.exec_driver_sql(
            "insert into role_grant (county, official_id, role, region, unit) values"
            f" ('{grant['county']}', {grant['id']}, 'county_checker', '{grant['county']}', '')"
        )
    both = world.actor("both")
    assert set(refused(lambda: check_paper(there, UNIT, PAPER, both))) == {"access.own_act"}
    assert check_paper(there, UNIT, PAPER) == len(there.desk(UNIT).lines)
    for who, door in ((there.county, check_paper), (there.operators[UNIT], check_paper)):
        with pytest.raises(Forbidden):
            door(there, UNIT, PAPER, who)


def test_a_paper_is_checked_whole_as_it_was_read(world, there):
    one, two, *others = lines(there)
    enter(there, found(one))
    seen = seal_for(there, there.checker, UNIT, PAPER)
    enter(there, Given(two.question_id, Answer.CLEAN))
    sign = lambda seal: there.world.do(  # noqa: E731
        there.checker,
        lambda act: paper_replies.sign_paper(act, there.campaign, 1, UNIT, PAPER, seal),
    )
    with pytest.raises(Stale):
        sign(seen)
    enter(there, *(Given(o.question_id, Answer.CLEAN) for o in others), paper="示纪函〔2026〕9号")
    assert check_paper(there, UNIT, PAPER) == 2, "the other paper waits by itself"
    assert sheet_for(there, there.checker, UNIT).papers == ["示纪函〔2026〕9号"]
    assert set(refused(lambda: check_paper(there, UNIT, PAPER))) == {"vetting.nothing_chosen"}


def test_a_returned_paper_is_stated_anew_but_for_whom_it_told_something_of(world, there):
    one, *others = lines(there)
    enter(there, found(one), rest=stated(there, len(others)))
    assert set(refused(lambda: give_back(there, " "))) == {"document.reason_missing"}
    assert give_back(there) == len(others) + 1
    sheet = sheet_for(there, there.county, UNIT)
    assert len(sheet.open) == len(others) + 1
    assert one.question_id not in {o.question_id for o in sheet.rest}
    assert {o.returned_for for o in sheet.open} == {"复函日期不符"}
    left = refused(lambda: enter(there, rest=stated(there, len(others))))
    assert left == {"vetting.returned_unnamed": {"persons": 1}}
    enter(there, found(one), rest=stated(there, len(others)))
    assert check_paper(there, UNIT, PAPER) == len(others) + 1


def test_whom_the_units_own_leader_returned_is_not_cleared_by_a_paper(world, there):
    one, *others = lines(there)
    there.answer(UNIT, Given(one.question_id, Answer.CLEAN), sign=False)
    there.world.do(
        there.leaders[UNIT],
        lambda act: replying.give_back(act, there.campaign, {one.question_id: 1}, "再核对"),
    )
    left = refused(lambda: enter(there, rest=stated(there, len(others))))
    assert left == {"vetting.returned_unnamed": {"persons": 1}}


def test_who_may_not_judge_a_person_neither_states_nor_checks_him(world, there):
    one, *others = lines(there)
    recuse = lambda official: there.world.do(  # noqa: E731
        world.actor("leader"),
        lambda act: replying.recuse(
            act, there.campaign, official.official_id, ground=RecusalGround.SPOUSE,
            person_id=one.person_id, source="干部档案",
        ),
    )  # fmt: skip
    recuse(there.county)
    assert one.question_id not in {o.question_id for o in sheet_for(there, there.county, UNIT).rest}
    enter(there, rest=stated(there, len(others)))
    assert answers(there)[one.question_id][0] is None
    second = there.person("second-clerk", Role.COUNTY_CLERK)
    enter(there, Given(one.question_id, Answer.CLEAN), who=second)
    recuse(there.checker)
    assert check_paper(there, UNIT, PAPER) == len(others), "all but whom he may not judge"
    another = there.person("second-checker", Role.COUNTY_CHECKER)
    assert check_paper(there, UNIT, PAPER, another) == 1


def test_one_scan_serves_all_whom_a_paper_covers_and_the_check_says_which(world, there):
    with pytest.raises(NotFound):
        attach(there)
    one, *others = lines(there)
    enter(there, found(one), rest=stated(there, len(others)))
    wrong, right = attach(there, PDF + b"?"), attach(there)
    assert set(refused(lambda: attach(there))) == {"scan.kept_already"}
    with reading(world.database) as session:
        kept = scans_of_papers(session, there.campaign, [(UNIT, PAPER), ("court", PAPER)])
        assert {key: row.id for key, row in kept.items()} == {(UNIT, PAPER): right.id}
        assert content_of(session, get_scan(session, there.campaign, right.id)) == PDF
        assert PDF not in get_scan(session, there.campaign, right.id).sealed_bytes
        assert content_of(session, get_scan(session, there.campaign, wrong.id)) == PDF + b"?"
    check_paper(there, UNIT, PAPER)
    assert there.events("reply:confirm")[-1]["data"]["scan"] == right.digest
    assert set(refused(lambda: attach(there, PDF + b"!"))) == {"scan.paper_checked"}
    assert world.count("review_scan") == 2


def test_a_scan_that_was_exchanged_after_it_was_read_lets_nobody_check_or_return(world, there):
    """The second person compares with one scan: by no other are the replies checked."""
    enter(there, rest=stated(there, len(lines(there))))
    doors = {
        "sign": lambda act, seen: paper_replies.sign_paper(
            act, there.campaign, 1, UNIT, PAPER, seen
        ),
        "return": lambda act, seen: paper_replies.return_paper(
            act, there.campaign, 1, UNIT, PAPER, seen, "不符"
        ),
    }
    for n, content in enumerate((PDF, PDF + b" other")):
        read = seal_for(there, there.checker, UNIT, PAPER)
        attach(there, content)
        for door in doors.values():
            with pytest.raises(Stale):
                world.do(there.checker, lambda act, door=door, read=read: door(act, read))
        assert world.count("review_scan") == n + 1
    assert world.count("reply", "confirmed_by is not null or returned_by is not null") == 0
    assert check_paper(there, UNIT, PAPER) == len(there.desk(UNIT).lines)


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_a_scan_is_kept_while_nobody_checks_its_paper(world, there, monkeypatch):
    """The batch is held before it is asked whether the paper was checked."""
    enter(there, rest=stated(there, len(lines(there))))
    attach(there)
    held = []

    def check_first(session, county, case):
        if not held:
            held.append(case)
            check_paper(there, UNIT, PAPER)
        lock_case(session, county, case)

    lock_case = audit.lock_case
    monkeypatch.setattr(audit, "lock_case", check_first)
    assert set(refused(lambda: attach(there, PDF + b"2"))) == {"scan.paper_checked"}
    [batch] = world.ids("batch")
    assert held == [f"review:{batch}"]


def test_a_scan_may_follow_a_paper_that_was_checked_without_one(world, there):
    enter(there, rest=stated(there, len(lines(there))))
    check_paper(there, UNIT, PAPER)
    assert attach(there).digest
    for content, code in (
        (b"MZ", "scan.unknown_kind"),
        (PDF + b"0" * MOST_BYTES, "scan.too_large"),
    ):
        assert code in refused(lambda content=content: attach(there, content))


def test_a_scan_is_opened_by_named_persons_with_a_reason_for_ten_minutes(world, there, frozen):
    enter(there, rest=stated(there, len(lines(there))))
    made = attach(there)
    look = lambda who, **told: world.do(  # noqa: E731
        who,
        lambda act: attaching.look_at_scan(
            act, there.campaign, made.id, **{"password": PASSWORD, "reason": "核对"} | told
        ),
    )
    for who in (there.operators[UNIT], there.leaders["court"], world.clerk_of(examined(world))):
        with pytest.raises(Forbidden):
            look(who)
    secretary = there.person("secretary", Role.MEETING_SECRETARY)
    with pytest.raises(Forbidden):
        look(secretary)
    assert set(refused(lambda: look(there.checker, reason=" "))) == {"document.reason_missing"}
    assert set(refused(lambda: look(there.checker, password="x"))) == {"access.password_wrong"}
    before = len(there.events("finding:look"))
    look(there.checker)
    [event] = there.events("finding:look")[before:]
    assert event["data"]["subject"] == f"scan:{made.id}"
    assert event["case"] == f"official:{there.checker.official_id}"
    assert "reason" in event["words"]


def test_a_date_ahead_and_a_paper_without_number_are_refused_with_the_statement(world, there):
    n = len(lines(there))
    rest = stated(there, n + 1)
    fault = refused(
        lambda: there.world.do(
            there.county,
            lambda act: paper_replies.reply_from_paper(
                act, there.campaign, 1, UNIT, [], paper=" ",
                paper_on=TODAY + timedelta(days=1), rest=rest,
            ),
        )
    )  # fmt: skip
    assert set(fault) == {
        "vetting.rest_number_differs",
        "document.number_missing",
        "document.date_ahead",
    }


def test_a_paper_from_before_the_question_is_no_reply_to_it(world, there):
    """Every fault at once, with both days; the day of asking itself is in order."""
    one, *others = lines(there)
    before = TODAY - timedelta(days=1)
    with pytest.raises(InputRefused) as error:
        enter(there, Given(one.question_id, Answer.HIT), rest=stated(there, 0), paper_on=before)
    told = {issue.code: issue for issue in error.value.issues}
    assert set(told) == {
        "vetting.paper_before_asked",
        "vetting.item_missing",
        "vetting.document_missing",
        "vetting.rest_number_differs",
    }
    early = told["vetting.paper_before_asked"]
    assert early.facts == {"date": before, "asked_on": TODAY}
    assert early.subjects == tuple(o.question_id for o in (one, *others))
    assert world.count("reply") == 0
    assert enter(there, rest=stated(there, len(others) + 1)) == len(others) + 1


def test_how_long_a_paper_may_be_relied_on_is_reckoned_from_its_own_day(world, there):
    """Entered and checked a week later, it is as old as it says: in the rules and in the list."""
    election, late = examined(world), NOON + timedelta(days=7)
    given = [Given(o.question_id, Answer.CLEAN) for o in lines(there)]
    world.do(
        there.county,
        lambda act: paper_replies.reply_from_paper(
            act, there.campaign, 1, UNIT, given, paper=PAPER, paper_on=TODAY + timedelta(days=1)
        ),
        late,
    )
    asked = there.questions("court")
    clean = [Given(q.id, Answer.CLEAN) for q in asked]
    world.do(there.operators["court"], lambda act: replying.reply(act, there.campaign, clean), late)
    seen = there.editions(*(q.id for q in asked))
    world.do(there.leaders["court"], lambda act: replying.sign(act, there.campaign, seen), late)

    def oldest():
        tracks = {election.id: Track.COMMITTEE}
        found = there.read(lambda s: reviews_of(s, election.county, tracks))[election.id].oldest_on
        listed = there.read(lambda s: oldest_replies(s, election.county, [election.id]))
        return found, listed[election.id]

    assert oldest() == (late.date(), late.date()), "what nobody has checked is no reply yet"
    seal = seal_for(there, there.checker, UNIT, PAPER)
    world.do(
        there.checker,
        lambda act: paper_replies.sign_paper(act, there.campaign, 1, UNIT, PAPER, seal),
        late,
    )
    assert oldest() == (TODAY + timedelta(days=1),) * 2
