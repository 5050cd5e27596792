"""What is concluded of a candidate holds until the poll, binds nobody unheard, and is nobody's alone.

Numbers of features and failures are those of the field's list: features 39, 41, 43 to 48; failures 3, 5, 11.
"""

import io
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from docx import Document
from reviewers import OWN, UNITS, convened, examined, hit, recuse, refilled, reviewers
from sqlalchemy import text
from world import EXAMPLE, NOON, PASSWORD, TODAY

from electflow.access.terms import GRANTS, Permission, Role
from electflow.db import keyring_of, reading
from electflow.errors import InputRefused, ProfileError, Stale
from electflow.exchange.unit_sheet import made, replies_in
from electflow.joint_review.adoption import checklists_of, list_waiting
from electflow.joint_review.answers import Given, findings_of
from electflow.joint_review.checklist import levels_of, resolve
from electflow.joint_review.grounds import CandidateReplies, Grounds
from electflow.joint_review.matrix import conclusions_by_place
from electflow.joint_review.meetings import Votes
from electflow.joint_review.questions import Told
from electflow.joint_review.terms import (
    Answer,
    Because,
    CommitteeRuling,
    Conclusion,
    ReviewFacts,
    Round,
    StatementKind,
    StatementRuling,
)
from electflow.joint_review.weighing import faults_of_opinion
from electflow.nomination.rules import faults_of_withdrawal
from electflow.nomination.terms import Exit
from electflow.papers.case import Case
from electflow.papers.service import is_ready, make
from electflow.papers.terms import Print
from electflow.people.rules import check_digit
from electflow.people.service import named
from electflow.profile.loader import load_profile
from electflow.stages import Stage, Track, Trigger
from electflow.voting.rules import tally
from electflow.wording.service import Wording
from electflow.workflow import candidacy, concluding, replying, reviewing
from electflow.workflow.machine import STEPS_OF

NO_GROUNDS = Grounds()


def refused(work) -> set[str]:
    with pytest.raises(InputRefused) as error:
        work()
    return {issue.code for issue in error.value.issues}


@pytest.fixture
def there(world):
    found = reviewers(world)
    found.checker = found.person("checker", Role.COUNTY_CHECKER)
    return found


def standing(there, election) -> list[int]:
    return [c.number for c in there.candidates(election) if c.standing == "nominated"]


def concluded(there, election, number, conclusion, grounds=NO_GROUNDS):
    """Bring an opinion through three persons."""
    do = there.world.do
    drafted = do(
        there.county,
        lambda act: concluding.draft(
            act, election.id, number, conclusion=conclusion, grounds=grounds, number="示例核1号"
        ),
    )
    do(there.checker, lambda act: concluding.check(act, election.id, drafted.id))
    return do(
        there.world.actor("leader"), lambda act: concluding.approve(act, election.id, drafted.id)
    )


def asked_units(there) -> list[str]:
    return [unit for unit in UNITS if there.questions(unit)]


def ask_again(there, election, number, units=("court",)):
    return there.world.do(
        there.county,
        lambda act: reviewing.recheck(
            act,
            there.campaign,
            [(election.id, number)],
            because=Because.EVENT,
            units=units,
            due_on=TODAY,
            letter="示例联审函2号",
        ),
    )


def speak(there, election, number, kind=StatementKind.STATEMENT):
    return there.world.do(
        there.world.clerk_of(election),
        lambda act: concluding.receive_statement(
            act, election.id, number, kind=kind, words="情况有误。", received_on=TODAY
        ),
    )


def answer(there, election, statement, ruling):
    there.world.do(
        there.checker,
        lambda act: concluding.answer_statement(
            act,
            election.id,
            statement.number,
            ruling=ruling,
            outcome="经复核。",
            answer_number="示例复1号",
            answered_on=TODAY,
        ),
    )


# --- what was concluded holds at every later step ---------------------------------------------

LATER = [
    (Track.COMMITTEE, Trigger.PUBLISH_CANDIDATES),
    (Track.COMMITTEE, Trigger.CONFIRM_READINESS),
    (Track.COMMITTEE, Trigger.OPEN_POLL),
    (Track.PARTY, Trigger.APPROVE_CANDIDATES),
    (Track.PARTY, Trigger.PUBLISH_CANDIDATES),
    (Track.PARTY, Trigger.CLOSE_NOTICE),
    (Track.PARTY, Trigger.HOLD_ASSEMBLY),
]


def lines(there, election, track, trigger, **review) -> dict:
    """Return the open lines of a step's checklist, with the joint review as given."""
    dossier = there.dossier(election)
    spoken = review.pop("open_statements", dossier.open_statements)
    told = replace(dossier.review, **review)
    facts = replace(dossier, review=told, open_statements=spoken)
    step = next(step for step in STEPS_OF[track] if step.trigger is trigger)
    found = step.issues(facts, dossier.profile, TODAY)
    return {i.code: i for i in found if i.is_open and i.code.startswith("vetting.")}


@pytest.mark.parametrize(("track", "trigger"), LATER)
def test_no_later_step_passes_over_a_new_finding_silence_or_an_open_statement(
    world, there, track, trigger
):
    """Feature 43; law-notes A1: silence of a unit is reminded of, a new reply needs a conclusion."""
    election = examined(world, track)
    there.send(election)
    there.all_clean(*asked_units(there))
    for number in standing(there, election):
        concluded(there, election, number, Conclusion.PASS)
    assert "vetting.everybody_concluded" not in lines(there, election, track, trigger)
    number = standing(there, election)[0]
    replied = lines(there, election, track, trigger, outdated=frozenset({number}))
    assert replied["vetting.everybody_concluded"].is_blocking
    silent = {"outdated": frozenset({number}), "silent": frozenset({number})}
    asked = there.dossier(election).review.asked
    waiting = lines(there, election, track, trigger, answered=asked - 1, **silent)
    assert waiting["vetting.questions_answered"].is_warning
    if trigger is not Trigger.PUBLISH_CANDIDATES or track is Track.PARTY:
        assert "vetting.everybody_concluded" not in waiting
    assert lines(there, election, track, trigger, open_statements=1)[
        "vetting.statements_answered"
    ].is_warning
    if trigger not in (Trigger.PUBLISH_CANDIDATES,) or track is Track.PARTY:
        old = TODAY - timedelta(days=400)
        assert "vetting.answers_in_date" in lines(there, election, track, trigger, oldest_on=old)


def test_every_step_that_asks_for_the_review_reads_it():
    """A rule that is handed no register would find nothing wrong."""
    asking = {(t, s.trigger) for t, steps in STEPS_OF.items() for s in steps if "review" in s.reads}
    assert set(LATER) | {(Track.COMMITTEE, Trigger.HOLD_SECOND_ELECTION)} <= asking


def test_replies_of_every_round_run_out_and_are_asked_again(world):
    """Feature 43: what the township replied is renewed like the rest, and the list is empty then."""
    there = reviewers(world, rounds=["township", "county"])
    election = examined(world)
    there.operators["township"] = world.clerk_of(election)
    batch = world.do(there.county, lambda act: reviewing.submit(act, there.campaign, [election.id]))
    assert batch.number == 1
    asked = {q.unit for q in there.questions("township")}
    assert asked == {"township"}
    world.do(
        there.county,
        lambda act: reviewing.recheck_elections(
            act,
            there.campaign,
            [election.id],
            because=Because.EXPIRED,
            due_on=TODAY,
            letter="示例联审函3号",
        ),
    )
    fresh = {q.batch_id for q in there.questions("township")} | {
        q.batch_id for q in there.questions("court")
    }
    assert len(fresh) == 1
    assert batch.id not in fresh


def test_nobody_approves_over_a_later_question(world, there):
    election = examined(world)
    there.send(election)
    there.all_clean(*UNITS)
    number = standing(there, election)[0]
    drafted = world.do(
        there.county,
        lambda act: concluding.draft(
            act, election.id, number, conclusion=Conclusion.PASS, grounds=NO_GROUNDS, number="1号"
        ),
    )
    world.do(there.checker, lambda act: concluding.check(act, election.id, drafted.id))
    ask_again(there, election, number)
    [fresh] = [q for q in there.questions("court") if q.candidate == number]
    there.answer("court", Given(fresh.id, Answer.CLEAN))
    with pytest.raises(Stale):
        world.do(
            world.actor("leader"), lambda act: concluding.approve(act, election.id, drafted.id)
        )


def test_an_approved_opinion_and_a_signed_reply_are_not_returned(world, there):
    """Failure 11: what is approved above is not taken back below."""
    election = examined(world)
    there.send(election)
    there.all_clean(*UNITS)
    number = standing(there, election)[0]
    done = concluded(there, election, number, Conclusion.PASS)
    with pytest.raises(Stale):
        world.do(
            there.checker, lambda act: concluding.give_back(act, election.id, done.id, "再核对")
        )
    question = there.questions("court")[0]
    assert refused(
        lambda: world.do(
            there.leaders["court"],
            lambda act: replying.give_back(act, there.campaign, {question.id: 1}, "再核对"),
        )
    ) == {"vetting.answered_already"}


# --- nobody is taken off the list by a click --------------------------------------------------


def take_off(world, election, number, why, document="书面材料1号"):
    return world.do(
        world.clerk_of(election),
        lambda act: candidacy.withdraw(
            act, election.id, number, "理由", left_for=why, asked_on=TODAY, document=document
        ),
    )


def test_unsuitable_takes_effect_only_by_the_three_ways(world, there):
    """Law-notes A2, 5.9: a bar by decision, a condition by the province's law, withdrawal in writing."""
    election = examined(world)
    number = standing(there, election)[0]
    off = lambda why, **more: refused(  # noqa: E731
        lambda: take_off(world, election, number, why, **more)
    )
    assert off(Exit.BARRED) == {"vetting.bar_without_opinion"}
    assert off(Exit.CONDITION) == {"nomination.no_condition"}
    assert off(Exit.OWN_WISH, document=" ") == {"nomination.exit_without_document"}
    there.send(election)
    assert off(Exit.BARRED) == {"vetting.bar_by_decision"}
    take_off(world, election, number, Exit.OWN_WISH)
    assert number not in standing(there, election)


@pytest.mark.parametrize(
    ("profile", "may"), [("zhejiang", True), ("beijing", True), ("henan", False)]
)
def test_a_condition_counts_where_provincial_law_allows_it(world, there, profile, may):
    facts = there.dossier(examined(world))
    found = faults_of_withdrawal(
        Exit.CONDITION, TODAY, facts, load_profile(profile), TODAY, "会议记录1号"
    )
    assert [i.code for i in found] == ([] if may else ["nomination.no_condition"])


def test_with_a_list_in_force_no_single_clerk_concludes(world, there):
    """Feature 46: three persons conclude, whether the candidates were sent already or not."""
    election = examined(world)
    assert refused(
        lambda: world.do(
            world.clerk_of(election),
            lambda act: candidacy.conclude(
                act,
                election.id,
                standing(there, election)[0],
                conclusion=Conclusion.PROHIBITED,
                number="1号",
                dated_on=TODAY,
            ),
        )
    ) == {"vetting.by_opinion"}


def barred(there, election):
    """Let four units find a sentence of the first candidate, and three persons conclude of it."""
    number = standing(there, election)[0]
    found = {(u, number): hit("A2") for u in ("court", "procuratorate", "police", "justice")}
    there.send(election)
    there.all_clean(*UNITS, but=found)
    return number, concluded(
        there, election, number, Conclusion.PROHIBITED, Grounds("A2", "（2019）示刑初12号")
    )


def test_the_printed_opinion_and_letter_tell_the_conclusion_and_never_what_was_found(world, there):
    """Law-notes A2, 5.9: the election committee decides, the person is told with article and remedy."""
    election = examined(world)

    def printed(kind):
        with reading(world.database) as session:
            case = Case(
                session=session, campaign=world.campaign(), election=world.again(election),
                dossier=there.dossier(election), wording=Wording("zh_Hans"), is_demo=True,
                sees_count=False, today=TODAY,
            )  # fmt: skip
            if not is_ready(kind, case):
                return None
            document = Document(io.BytesIO(make(kind, case)))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])

    assert printed(Print.OPINION) is None
    number, _ = barred(there, election)
    with reading(world.database) as session:
        person = next(c.person_id for c in there.candidates(election) if c.number == number)
        name = named(session, election.county, {person})[person].name
    for kind in (Print.OPINION, Print.LETTERS):
        said = printed(kind)
        assert name in said
        assert "依法不得作为候选人" in said
        assert "第十八条" in said
        assert "示刑初" not in said
        assert "法院" not in said
    assert "村民选举委员会依法决定并公布" in printed(Print.OPINION)
    assert "3日内" in printed(Print.LETTERS)


def decide(
    there, election, opinion, *, ruling=CommitteeRuling.BARS, told_on=TODAY, waived=False, after=0
):
    """Record the election committee's decision, some days later."""
    on = TODAY + timedelta(days=after)
    there.world.do(
        there.world.clerk_of(election),
        lambda act: concluding.decide(
            act,
            election.id,
            opinion.id,
            ruling=ruling,
            minutes="第3号",
            decided_on=on,
            posted_on=on,
            told_on=told_on,
            has_waived=waived,
        ),
        NOON + timedelta(days=after),
    )


def test_nobody_is_barred_unheard(world, there):
    """Feature 47: told in writing, then heard, or silent until his days ran out, or waived."""
    election = examined(world)
    number, opinion = barred(there, election)
    days = there.dossier(election).profile.vetting.statement_days.value
    on = lambda told_on, **more: decide(  # noqa: E731
        there, election, opinion, told_on=told_on, **more
    )
    assert refused(lambda: on(None)) == {"vetting.not_told"}
    assert refused(lambda: on(TODAY)) == {"vetting.hearing_open"}
    assert refused(lambda: on(TODAY, after=days)) == {"vetting.hearing_open"}
    early = TODAY - timedelta(days=days + 1)
    assert refused(lambda: on(early)) == {"vetting.told_before"}, "before there was an opinion"
    spoken = speak(there, election, number)
    assert refused(lambda: on(TODAY)) == {"vetting.statement_open", "vetting.hearing_open"}
    answer(there, election, spoken, StatementRuling.REJECTED)
    on(TODAY)
    assert number not in standing(there, election)


def test_his_days_run_out_or_he_waives_them(world, there):
    election = examined(world)
    number, opinion = barred(there, election)
    days = there.dossier(election).profile.vetting.statement_days.value
    decide(there, election, opinion, after=days + 1)
    assert number not in standing(there, election)


def test_an_upheld_statement_lets_the_opinion_rest_and_brings_back_who_was_barred(world, there):
    """Feature 47: the outcome has an effect, whenever it comes."""
    election = examined(world)
    number, opinion = barred(there, election)
    back = lambda: world.do(  # noqa: E731
        world.clerk_of(election), lambda act: concluding.reinstate(act, election.id, number)
    )
    decide(there, election, opinion, waived=True)
    assert refused(back) == {"vetting.not_overturned"}
    answer(there, election, speak(there, election, number), StatementRuling.UPHELD)
    back()
    assert number in standing(there, election)
    review: ReviewFacts = there.dossier(election).review
    assert number in review.outdated
    assert refused(lambda: decide(there, election, opinion, waived=True)) == {
        "vetting.statement_upheld"
    }
    with pytest.raises(Stale):
        back()


def test_an_objection_of_others_brings_nobody_back(world, there):
    election = examined(world)
    number, opinion = barred(there, election)
    decide(there, election, opinion, waived=True)
    against = speak(there, election, number, StatementKind.OBJECTION)
    answer(there, election, against, StatementRuling.UPHELD)
    back = lambda: world.do(  # noqa: E731
        world.clerk_of(election), lambda act: concluding.reinstate(act, election.id, number)
    )
    assert refused(back) == {"vetting.not_overturned"}


def test_nobody_leaves_the_list_without_a_document_between_two_polls(world, there):
    """Law-notes A2, 5.9: the strongest of those left is not dropped by a word before a second election."""
    election = world.election(Stage.PARTLY_ELECTED)
    facts = there.dossier(election)
    won = {n for n, _ in tally(facts, facts.profile).elected}
    left = next(c for c in there.candidates(election) if c.number not in won)
    assert refused(
        lambda: world.do(
            world.clerk_of(election),
            lambda act: candidacy.withdraw(act, election.id, left.number, "不合适"),
        )
    ) == {"nomination.exit_without_document"}


def test_nothing_is_decided_upon_an_opinion_while_units_are_asked_anew(world, there):
    election = examined(world)
    number, opinion = barred(there, election)
    ask_again(there, election, number)
    assert refused(lambda: decide(there, election, opinion, waived=True)) == {"vetting.asked_since"}


def test_the_party_committee_decides_of_each_who_is_unsuitable(world, there):
    """Law-notes A2: in the Party track the Party committee decides, person by person."""
    election = examined(world, Track.PARTY)
    number = standing(there, election)[0]
    there.send(election)
    found = {("discipline", number): hit("S1", dated_on=TODAY)}
    there.all_clean(*asked_units(there), but=found)
    opinion = concluded(
        there, election, number, Conclusion.UNSUITABLE, Grounds("S1", "", "处分期未满")
    )
    step = (Track.PARTY, Trigger.APPROVE_CANDIDATES)
    assert lines(there, election, *step)["vetting.unsuitable_decided"].is_blocking
    town = world.clerk_of(election)
    for_party = lambda ruling: world.do(  # noqa: E731
        town,
        lambda act: concluding.decide(
            act,
            election.id,
            opinion.id,
            ruling=ruling,
            minutes="党委会第5号",
            decided_on=TODAY,
            told_on=TODAY,
            has_waived=True,
        ),
    )
    for_party(CommitteeRuling.KEEPS)
    assert "vetting.unsuitable_decided" not in lines(there, election, *step)
    for_party(CommitteeRuling.BARS)
    assert number not in standing(there, election)


# --- recusal reaches everybody who concludes --------------------------------------------------


def test_kin_do_not_draft_nor_is_their_reply_signed(world, there):
    """Feature 45: Civil Servants Law 74, 76 bind the county office as well."""
    election = examined(world)
    there.send(election)
    number = standing(there, election)[0]
    person = there.person_of(election, number).id
    mine = next(q for q in there.questions("court") if q.candidate == number)
    there.answer("court", Given(mine.id, Answer.CLEAN), sign=False)
    recuse(there, there.operators["court"], person)
    assert refused(lambda: there.sign("court", mine.id)) == {"vetting.entered_by_recused"}
    recuse(there, there.county, person)
    drafting = lambda: world.do(  # noqa: E731
        there.county,
        lambda act: concluding.draft(
            act, election.id, number, conclusion=Conclusion.PASS, grounds=NO_GROUNDS, number="1号"
        ),
    )
    assert refused(drafting) == {"vetting.recused"}
    keys = [(election.id, number)]
    together = lambda: world.do(  # noqa: E731
        there.county,
        lambda act: concluding.draft_together(act, there.campaign, keys, "1号"),
    )
    assert refused(together) == {"vetting.recused"}


@pytest.mark.parametrize("is_together", [False, True])
def test_kin_neither_check_nor_approve_one_by_one_or_over_a_list(world, there, is_together):
    """Feature 45: each of the three persons is asked, not the one alone who drafts."""
    election = examined(world)
    there.send(election)
    there.all_clean(*UNITS)
    number = standing(there, election)[0]
    keys, person = [(election.id, number)], there.person_of(election, number).id
    drafted = world.do(
        there.county,
        lambda act: concluding.draft(
            act, election.id, number, conclusion=Conclusion.PASS, grounds=NO_GROUNDS, number="1号"
        ),
    )
    ways = {
        False: (
            lambda act: concluding.check(act, election.id, drafted.id),
            lambda act: concluding.approve(act, election.id, drafted.id),
        ),
        True: (
            lambda act: concluding.check_together(act, there.campaign, keys),
            lambda act: concluding.approve_together(act, there.campaign, keys),
        ),
    }[is_together]
    free = {there.checker: there.person("checker-2", Role.COUNTY_CHECKER)}
    free[world.actor("leader")] = there.person("leader-2", Role.COUNTY_APPROVER)
    for way, (kin, other) in zip(ways, free.items(), strict=True):
        recuse(there, kin, person)
        before = [row.standing for row in there.opinions(election, number)]
        assert refused(lambda way=way, kin=kin: world.do(kin, way)) == {"vetting.recused"}
        assert [row.standing for row in there.opinions(election, number)] == before
        world.do(other, way)
    assert there.opinions(election, number)[-1].standing == "approved"


# --- the four classes are asked in every list -------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"rounds": ["village"]}, "rounds"),
        (
            {
                "rounds": ["county", "inspection"],
                "unit": [
                    {"code": code, "name": code, "checks": "x", "round": "inspection"}
                    for code in ("court", "procuratorate", "police", "justice")
                ],
            },
            "its round and tracks stand in the list above",
        ),
        (
            {"unit": [{"code": "court", "name": "法院", "checks": "x", "tracks": ["party"]}]},
            "its round and tracks stand in the list above",
        ),
    ],
)
def test_no_county_lets_the_four_classes_go_unasked(changed, told):
    """VCOL 2025, art. 18: the statutory list is national and cannot be removed by a county."""
    with pytest.raises(ProfileError, match=told):
        resolve([*levels_of("national"), OWN | changed])


def test_a_round_may_be_of_one_track_alone():
    group = {"code": "visit", "name": "考察二组", "checks": "走访", "round": "inspection"}
    found = resolve(
        [
            *levels_of("national"),
            OWN | {"rounds": ["county", "inspection"], "unit": [{**group, "tracks": ["party"]}]},
        ]
    )
    asked = {track: {u.code for u in found.asked_units(track)} for track in Track}
    assert "visit" in asked[Track.PARTY] - asked[Track.COMMITTEE]


# --- the workbook sent twice ------------------------------------------------------------------


def test_the_same_filled_workbook_changes_nothing_when_it_comes_again(world, there):
    """Feature 39: with a hit in it as well, and with more rows filled in the second time."""
    election = examined(world)
    there.send(election)
    desk = there.desk("court")
    lists = there.read(lambda s: checklists_of(s, EXAMPLE, {desk.lines[0].checklist_id}))
    checklist = next(iter(lists.values()))
    items = checklist.asked(Track.COMMITTEE, "court")
    keyring = there.read(keyring_of)
    content = made(
        desk.lines,
        unit="法院",
        items=items,
        checklist=checklist,
        keyring=keyring,
        townships={},
        post_name=lambda line: line.post,
    )
    found = {"回复": "发现有关情形", "核查事项": f"A2 {items[0].title}", "文书号": "（2019）1号"}
    first = refilled(content, {0: found})

    def send(sheet):
        now = there.desk("court")
        keys = {(line.question_id, line.edition) for line in now.lines if line.answer}
        known = there.read(lambda s: findings_of(s, EXAMPLE, keys))
        return replies_in(sheet, now.lines, lambda line: items, lists, keyring, TODAY, known)

    told = send(first)
    assert (len(told.given), told.faulty) == (1, 0)
    there.answer("court", *told.given, sign=False)
    again = send(first)
    assert (again.given, again.known, again.faulty) == ([], 1, 0)
    more = send(refilled(content, {0: found, 1: {"回复": "未发现有关情形"}}))
    assert (len(more.given), more.known, more.faulty) == (1, 1, 0)
    other = send(refilled(content, {0: {**found, "文书号": "（2020）2号"}}))
    assert [i.code for i in other.faults[0].issues] == ["vetting.entered_otherwise"]


# --- bodies that no page sends ----------------------------------------------------------------


@pytest.mark.parametrize("body", [{}, {"answer": ""}, {"answer": "pass"}, {"answer": "CLEAN"}])
def test_an_empty_or_invented_reply_is_no_reply(world, there, sign_in, body):
    """Failure 5: an empty body counts as nothing."""
    election = examined(world)
    there.send(election)
    question = there.questions("court")[0]
    client = sign_in("court-op")
    campaign = there.campaign
    url = f"/c/{EXAMPLE}-{campaign.year}/review/desk/{question.id}"
    answer = client.post(url, data=body | {"request_key": "fuzz"})
    assert answer.status_code in (404, 405, 422)
    assert there.editions(question.id) == {question.id: 0}


# --- a county's list as a file ----------------------------------------------------------------

OWN_FILE = """
name = "own"
title = "示例县核查清单"
parent = "reference"
document = "示例联审〔2026〕9号"
rounds = ["county"]
on = ["P6", "S4"]

[[unit]]
code = "mediation"
name = "综治办"
checks = "纠纷台账"

[[item]]
code = "C1"
title = "欠缴集体承包费"
finding = "unsuitable"
tracks = ["committee", "party"]
units = ["mediation"]
evidence = "台账页码"
basis = "policy"
verified = "unverified"
source = "示例联审〔2026〕9号"
"""


def test_a_county_proposes_its_list_as_a_file_and_every_fault_is_told(world, there, sign_in):
    """Item 1: units, periods and rules that the page does not offer come by the file."""
    client = sign_in("county")
    url = f"/c/{EXAMPLE}-{there.campaign.year}/review/checklist/file"

    def send(text: str, key: str):
        body = {"list": (io.BytesIO(text.encode()), "own.toml"), "request_key": key}
        return client.post(url, data=body, content_type="multipart/form-data")

    bad = send(
        OWN_FILE.replace('evidence = "台账页码"', 'evidence = ""') + '\n[asks]\nZ9 = ["x"]\n', "a"
    )
    assert bad.status_code == 422
    for part in ("evidence", "Z9"):
        assert part in bad.text, part
    assert send("not = toml = at all", "b").status_code == 422
    assert send(OWN_FILE.replace("reference", "nowhere"), "c").status_code == 422
    assert send(OWN_FILE, "d").status_code == 303
    [proposal] = there.read(lambda s: list_waiting(s, there.campaign))
    found = resolve(proposal.payload["levels"])
    asked = {u.code for u in found.asked_units(Track.COMMITTEE)}
    assert {"mediation", "market", "court"} <= asked


def test_every_usual_unit_has_something_to_ask_and_no_sample_is_on():
    """Domain 3.4; law-notes 5.4: samples of old lists are shipped, and off."""
    found = resolve(levels_of("reference"))
    asking = {unit for item in found.items.values() for unit in item.units}
    county = {code for code, unit in found.units.items() if unit.round.value == "county"}
    assert county - asking == set()
    assert len(county) >= 20
    samples = [item for item in found.items.values() if item.level == "reference"]
    assert samples
    assert not any(item.is_on for item in samples)
    assert all(item.note.startswith("政策参考") for item in samples)


# --- twenty-five units, every pattern, every round --------------------------------------------


@pytest.mark.parametrize("rounds", [1, 2, 4])
@pytest.mark.parametrize(
    "pattern", ["clean", "hit", "offline", "cannot_judge", "silent", "unsigned"]
)
@pytest.mark.parametrize("odd", range(25))
def test_twenty_five_units_by_pattern_and_round(odd, pattern, rounds):
    """Features 38, 41, 44: whichever unit is the odd one, in whichever round it stands."""
    names = [f"unit{n}" for n in range(25)]
    order = list(Round)[:rounds]

    def told(n: int) -> Told:
        asked_in = order[n % rounds]
        if n != odd or pattern == "clean":
            return Told(names[n], asked_in, Answer.CLEAN, True, (f"I{n}",))
        if pattern == "silent":
            return Told(names[n], asked_in, None, False, (f"I{n}",))
        answer = Answer.CLEAN if pattern == "unsigned" else Answer(pattern)
        hit = f"I{n}" if answer is Answer.HIT else ""
        return Told(names[n], asked_in, answer, pattern != "unsigned", (f"I{n}",), hit)

    replies = CandidateReplies(tuple(told(n) for n in range(25)), None, required=tuple(names))
    found = faults_of_opinion(Conclusion.PASS, NO_GROUNDS, Track.COMMITTEE, replies, None, False)
    wanted = {
        "clean": set(),
        "hit": {"vetting.pass_over_reply"},
        "offline": {"vetting.pass_over_reply"},
        "cannot_judge": {"vetting.pass_over_reply"},
        "silent": {"vetting.units_silent"},
        "unsigned": {"vetting.units_silent"},
    }[pattern]
    assert {i.code for i in found} == wanted
    last = order[-1]
    begun = replace(
        replies, told=tuple(t for t in replies.told if rounds == 1 or t.round is not last)
    )
    unbegun = faults_of_opinion(Conclusion.PASS, NO_GROUNDS, Track.COMMITTEE, begun, None, False)
    assert ("vetting.units_silent" in {i.code for i in unbegun}) is (
        rounds > 1 or pattern in ("silent", "unsigned")
    ), "a round that has not begun is silent"


# --- a workbook of five thousand rows ---------------------------------------------------------


def test_a_workbook_of_five_thousand_rows_is_read_in_bounded_memory(world, there):
    """Must hold: reading holds what it found, and never the whole sheet beside it."""
    import tracemalloc

    election = examined(world)
    there.send(election)
    desk = there.desk("court")
    lists = there.read(lambda s: checklists_of(s, EXAMPLE, {desk.lines[0].checklist_id}))
    checklist = next(iter(lists.values()))
    items = checklist.asked(Track.COMMITTEE, "court")
    keyring = there.read(keyring_of)

    def peak(rows: int) -> float:
        many = [
            replace(desk.lines[n % len(desk.lines)], question_id=10_000 + n) for n in range(rows)
        ]
        content = made(
            many, unit="法院", items=items, checklist=checklist, keyring=keyring, townships={},
            post_name=lambda line: line.post,
        )  # fmt: skip
        tracemalloc.start()
        told = replies_in(content, many, lambda line: items, lists, keyring, TODAY)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert (told.empty, told.faulty) == (rows, 0)
        return most / 1024 / 1024

    few, many = peak(500), peak(5_000)
    assert many < 64, f"{many:.0f} MB for 5,000 rows, {few:.0f} MB for 500"


# --- separation of duties that can be kept ----------------------------------------------------


def test_a_county_with_the_usual_accounts_can_make_every_chain_of_persons():
    """Failure 24: rules that no staff can satisfy are found before the campaign, not in it."""
    chains = [
        (Permission.OPINION_DRAFT, Permission.OPINION_CHECK, Permission.OPINION_APPROVE),
        (Permission.REPLY_ENTER, Permission.REPLY_SIGN),
        (Permission.REPLY_FROM_PAPER, Permission.REPLY_SIGN_PAPER),
        (Permission.CHECKLIST_PROPOSE, Permission.CHECKLIST_APPROVE),
        (Permission.STATEMENT_RECEIVE, Permission.STATEMENT_ANSWER),
    ]
    roles = [role for role in Role if role not in (Role.VIEWER,)]
    for chain in chains:
        able = [[role for role in roles if permission in GRANTS[role]] for permission in chain]
        assert any(len(set(choice)) == len(chain) for choice in product(*able)), chain


# --- a site that is in use --------------------------------------------------------------------


def test_a_site_with_replies_moves_to_the_newest_tables_and_back(world, there):
    """Rows of other tables point to what a migration changes: nothing is dropped under them."""
    from electflow.migrations.run import migrate

    election = examined(world)
    number = standing(there, election)[0]
    there.send(election)
    there.all_clean(*UNITS, but={("court", number): hit("A2")})
    tables = ("reply", "finding", "candidate", "election", "poll", "committee_decision")
    before = {table: world.count(table) for table in tables}
    assert before["finding"] == 1
    migrate(world.database, "0006")
    migrate(world.database)
    assert {table: world.count(table) for table in tables} == before


# --- what silence, kin and an open meeting do not let pass -------------------------------------


def passed(there) -> tuple:
    """Let everybody pass the review of one election; return it and the first candidate."""
    election = examined(there.world)
    there.send(election)
    there.all_clean(*asked_units(there))
    for number in standing(there, election):
        concluded(there, election, number, Conclusion.PASS)
    return election, standing(there, election)[0]


def correct(there, election, number, **changed):
    person = there.person_of(election, number)
    told = {"name": person.name, "id_number": person.number, "sex": person.sex} | changed
    return there.world.do(
        there.world.clerk_of(election),
        lambda act: reviewing.correct_candidate(
            act, election.id, number, reason="录入有误", **told
        ),
    )


READY = (Track.COMMITTEE, Trigger.CONFIRM_READINESS)


def test_silence_lets_no_opinion_count_again_that_was_overturned(world, there):
    """Failure 11, features 41 and 47: a unit asked anew that is silent does not revive it."""
    election, number = passed(there)
    asked_anew = lambda: lines(there, election, *READY)["vetting.everybody_concluded"]  # noqa: E731
    answer(there, election, speak(there, election, number), StatementRuling.UPHELD)
    assert asked_anew().subjects == (number,)
    other = next(n for n in standing(there, election) if n != number)
    ask_again(there, election, number)
    ask_again(there, election, other)
    review = there.dossier(election).review
    assert (review.fallen, review.lapsed) == ({number}, {number})
    assert review.waiting == {other}
    assert asked_anew().subjects == (number,)
    assert asked_anew().is_blocking


def test_silence_carries_no_opinion_on_other_data_to_the_poll(world, there):
    """Feature 48: whose name was corrected is concluded of anew, whatever is asked after that."""
    election, number = passed(there)
    assert "vetting.everybody_concluded" not in lines(there, election, *READY)
    correct(there, election, number, name="某某更正（虚构）")
    assert lines(there, election, *READY)["vetting.everybody_concluded"].subjects == (number,)
    world.do(
        there.county,
        lambda act: reviewing.recheck_elections(
            act, there.campaign, [election.id], because=Because.EXPIRED, due_on=TODAY, letter="3号"
        ),
    )
    assert lines(there, election, *READY)["vetting.everybody_concluded"].subjects == (number,)
    there.all_clean(*asked_units(there))
    concluded(there, election, number, Conclusion.PASS)
    assert number not in there.dossier(election).review.fallen


def test_after_the_formal_list_a_correction_puts_nobody_else_in_a_candidates_place(world):
    """Failure 3: another name with another number is another person; one of the two is a correction."""
    there = reviewers(world)
    election = world.election(Stage.CANDIDATES_PUBLISHED, Track.COMMITTEE)
    number = standing(there, election)[0]
    other = "11010119800307100"
    fake = other + check_digit(other)
    changed = {"name": "另一人（虚构）", "id_number": fake}
    assert "nomination.another_person" in refused(
        lambda: correct(there, election, number, **changed)
    )
    correct(there, election, number, name="另一人（虚构）")
    assert there.person_of(election, number).name == "另一人（虚构）"


def under_way(there, election, number, conclusion=Conclusion.PASS, grounds=NO_GROUNDS):
    return there.world.do(
        there.county,
        lambda act: concluding.draft(
            act, election.id, number, conclusion=conclusion, grounds=grounds, number="示例核1号"
        ),
    )


def test_kin_neither_check_nor_approve_nor_return_nor_look(world, there):
    """Feature 45: Civil Servants Law 74, 76; what was found of his kin is not his to read either."""
    election = examined(world)
    there.send(election)
    there.all_clean(*UNITS)
    number, other = standing(there, election)[:2]
    person = there.person_of(election, number).id
    leader = world.actor("leader")
    drafted = under_way(there, election, number)
    recuse(there, there.checker, person)
    recuse(there, leader, person)
    tried = (
        lambda act: concluding.check(act, election.id, drafted.id),
        lambda act: concluding.give_back(act, election.id, drafted.id, "再核"),
        lambda act: concluding.look(act, election.id, number, password=PASSWORD, reason="看"),
        lambda act: concluding.check_together(act, there.campaign, [(election.id, number)]),
    )
    for work in tried:
        assert refused(lambda work=work: world.do(there.checker, work)) == {"vetting.recused"}
    second = there.person("checker2", Role.COUNTY_CHECKER)
    world.do(second, lambda act: concluding.check(act, election.id, drafted.id))
    approving = (
        lambda act: concluding.approve(act, election.id, drafted.id),
        lambda act: concluding.give_back(act, election.id, drafted.id, "再核"),
        lambda act: concluding.approve_together(act, there.campaign, [(election.id, number)]),
    )
    for work in approving:
        assert refused(lambda work=work: world.do(leader, work)) == {"vetting.recused"}
    concluded(there, election, other, Conclusion.PASS)


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("late", ["drafter", "checker"])
def test_no_opinion_goes_on_that_kin_drafted_or_checked(world, there, late, together):
    """Civil Servants Law 76: stated after he had his part in it, it stops the opinion all the same."""
    election = examined(world)
    there.send(election)
    there.all_clean(*UNITS)
    number = standing(there, election)[0]
    person, keys = there.person_of(election, number).id, [(election.id, number)]
    drafted = under_way(there, election, number)

    def check(act):
        if together:
            return concluding.check_together(act, there.campaign, keys)
        return concluding.check(act, election.id, drafted.id)

    def approve(act):
        if together:
            return concluding.approve_together(act, there.campaign, keys)
        return concluding.approve(act, election.id, drafted.id)

    if late == "drafter":
        recuse(there, there.county, person)
        assert refused(lambda: world.do(there.checker, check)) == {"vetting.judged_by_recused"}
        return
    world.do(there.checker, check)
    recuse(there, there.checker, person)
    assert refused(lambda: world.do(world.actor("leader"), approve)) == {
        "vetting.judged_by_recused"
    }
    assert there.opinions(election, number)[-1].standing == "checked"


def met(there, election, number, conclusion, **told):
    """Let a joint meeting rule on a candidate; return its number."""
    meeting = convened(there, **told)
    grounds = Grounds("S1", "", "经集体研究。")
    there.world.do(
        there.secretary,
        lambda act: concluding.rule(
            act, there.campaign, meeting.number, election.id, number, conclusion=conclusion,
            votes=Votes(3, 0, 0), grounds=grounds,
        ),
    )  # fmt: skip
    return meeting.number


def test_nothing_is_approved_upon_a_meeting_whose_minutes_are_open(world, there):
    """Feature 44: attendance, votes and minutes; drafted and checked it may be before."""
    there.secretary = there.person("secretary", Role.MEETING_SECRETARY)
    election = examined(world)
    there.send(election)
    number = standing(there, election)[0]
    there.all_clean(*UNITS, but={("discipline", number): hit("S1")})
    meeting = met(there, election, number, Conclusion.PASS_NOTE)
    noted = Grounds("S1", "", "经集体研究。")
    drafted = under_way(there, election, number, Conclusion.PASS_NOTE, noted)
    world.do(there.checker, lambda act: concluding.check(act, election.id, drafted.id))
    approve = lambda: world.do(  # noqa: E731
        world.actor("leader"), lambda act: concluding.approve(act, election.id, drafted.id)
    )
    assert refused(approve) == {"vetting.meeting_open"}
    world.do(
        there.secretary,
        lambda act: concluding.close_meeting(act, there.campaign, meeting, unscanned="待补"),
    )
    assert approve().standing == "approved"


def test_a_ruling_made_later_counts_in_whichever_meeting_it_was_made(world, there):
    there.secretary = there.person("secretary", Role.MEETING_SECRETARY)
    election = examined(world)
    there.send(election)
    number = standing(there, election)[0]
    there.all_clean(*UNITS, but={("discipline", number): hit("S1")})
    first = convened(there)
    met(there, election, number, Conclusion.PASS_NOTE, minutes="2号")
    world.do(
        there.secretary,
        lambda act: concluding.rule(
            act, there.campaign, first.number, election.id, number,
            conclusion=Conclusion.UNSUITABLE, votes=Votes(3, 0, 0),
            grounds=Grounds("S1", "", "经集体研究。"),
        ),
    )  # fmt: skip
    note = lambda: under_way(  # noqa: E731
        there, election, number, Conclusion.PASS_NOTE, Grounds("S1", "", "理由")
    )
    assert refused(note) == {"vetting.meeting_ruled_otherwise"}


def test_a_meeting_held_before_a_candidate_spoke_has_not_heard_him(world, there):
    """Features 44 and 47."""
    there.secretary = there.person("secretary", Role.MEETING_SECRETARY)
    election = examined(world)
    there.send(election)
    number = standing(there, election)[0]
    there.all_clean(*UNITS, but={("discipline", number): hit("S1")})
    met(there, election, number, Conclusion.PASS_NOTE, held_on=TODAY - timedelta(days=1))
    spoken = speak(there, election, number)
    note = lambda: under_way(  # noqa: E731
        there, election, number, Conclusion.PASS_NOTE, Grounds("S1", "", "理由")
    )
    assert refused(note) == {"vetting.meeting_missing"}
    answer(there, election, spoken, StatementRuling.REJECTED)
    assert refused(note) == {"vetting.meeting_missing"}
    met(there, election, number, Conclusion.PASS_NOTE, minutes="2号")
    assert note().standing == "drafted"


def test_who_is_left_to_a_meeting_is_not_passed_together_with_others(world, there):
    there.secretary = there.person("secretary", Role.MEETING_SECRETARY)
    election = examined(world)
    there.send(election)
    there.all_clean(*UNITS)
    number, other = standing(there, election)[:2]
    met(there, election, number, Conclusion.PASS_NOTE)
    draft = lambda n: world.do(  # noqa: E731
        there.county,
        lambda act: concluding.draft_together(act, there.campaign, [(election.id, n)], "1号"),
    )
    assert refused(lambda: draft(number)) == {"vetting.not_passing"}
    assert draft(other) == 1


def test_an_overturned_opinion_is_told_to_nobody_and_counted_nowhere(world, there):
    """The paper to the committee, the letter, the figures of the county; he can be drafted of again."""
    election = examined(world)
    number, _ = barred(there, election)
    answer(there, election, speak(there, election, number), StatementRuling.UPHELD)
    with reading(world.database) as session:
        case = Case(
            session=session, campaign=world.campaign(), election=world.again(election),
            dossier=there.dossier(election), wording=Wording("zh_Hans"), is_demo=True,
            sees_count=False, today=TODAY,
        )  # fmt: skip
        assert not is_ready(Print.LETTERS, case)
        told = conclusions_by_place(session, there.county, there.campaign, Permission.REVIEW_READ)
    assert sum(done for _, done in told.values()) == 0


def test_a_pass_that_was_overturned_is_drafted_again_together(world, there):
    election, number = passed(there)
    one = [(election.id, number)]
    draft = lambda: world.do(  # noqa: E731
        there.county, lambda act: concluding.draft_together(act, there.campaign, one, "2号")
    )
    assert refused(draft) == {"vetting.not_passing"}
    answer(there, election, speak(there, election, number), StatementRuling.UPHELD)
    assert draft() == 1


def test_unsuitable_rests_on_something_that_was_replied(world, there):
    """Law-notes A2: not on an item of which no unit told, nor on one that is switched off."""
    election = examined(world)
    there.send(election)
    number = standing(there, election)[0]
    there.all_clean(*UNITS, but={("discipline", number): hit("S1")})
    say = lambda item: under_way(  # noqa: E731
        there, election, number, Conclusion.UNSUITABLE, Grounds(item, "", "理由")
    )
    assert refused(lambda: say("A2")) == {"vetting.item_not_replied"}
    assert say("S1").standing == "drafted"


def test_why_an_opinion_came_back_is_told_to_who_steps_up_and_stands_in_no_book(
    world, there, sign_in
):
    """The reason may tell what was found (PIPL 28): sealed at rest, out of the trail."""
    election = examined(world)
    there.send(election)
    there.all_clean(*UNITS)
    number = standing(there, election)[0]
    drafted = under_way(there, election, number)
    secret = "法院已有生效判决"
    world.do(there.checker, lambda act: concluding.give_back(act, election.id, drafted.id, secret))
    with reading(world.database) as session:
        words = session.scalars(text("select words from audit_text")).all()
        [sealed] = session.scalars(text("select sealed_return from opinion")).all()
        assert not [told for told in words if secret in told]
        assert secret.encode() not in bytes(sealed)
    client = sign_in("county")
    file = f"/c/{EXAMPLE}-{there.campaign.year}/{election.village}/committee/candidates/{number}/review"
    shut = client.get(file).text
    assert "退回理由" in shut
    assert secret not in shut
    told = {"password": PASSWORD, "reason": "改稿", "request_key": "look"}
    opened = client.post(f"{file}/look", data=told)
    assert secret in client.get(opened.location).text
