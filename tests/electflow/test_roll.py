"""The list of voters: one line, a workbook, additions and deductions, objections, the kept list."""

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import event
from villagers import (
    another_list,
    found,
    numbered,
    published,
    row_of,
    upload,
    villager,
    voters,
    workbook,
)
from world import EXAMPLE, NOON, TODAY, count

from electflow.db import reading
from electflow.documents.terms import Kind
from electflow.errors import Forbidden, InputRefused, NotFound, RequirementsUnmet, Stale
from electflow.exchange import uploads
from electflow.exchange.roll_columns import COLUMNS
from electflow.exchange.roll_import import CheckedRow, Preview, RowStanding, check
from electflow.exchange.roll_sheet import entries_in, faults_workbook, filled, template
from electflow.profile.loader import load_profile
from electflow.roll import queries
from electflow.roll import service as roll
from electflow.roll.group_order import group_key
from electflow.roll.register import (
    VoterEntry,
    digest_of_list,
    faults_of_entry,
    faults_of_ruling,
    last_day_to_decide,
    last_day_to_object,
)
from electflow.roll.terms import (
    ADDITIONS,
    DEDUCTIONS,
    Change,
    Edition,
    Ruling,
    VoterClass,
)
from electflow.stages import Stage, Trigger
from electflow.workflow import records, registers
from electflow.workflow import service as workflow
from electflow.workflow.dossier import dossiers_of

NATIONAL = load_profile("national")
POLL_ON = date(2027, 1, 20)


def codes(issues) -> set[str]:
    return {issue.code for issue in issues}


# --- one line ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "days"),
    [(date(2009, 1, 20), 0), (date(2009, 1, 21), 1), (date(2009, 3, 1), 40)],
)
def test_who_is_eighteen_on_the_election_day_may_be_registered(born, days):
    entry = villager(number=numbered(born, 102))
    issues = faults_of_entry(entry, POLL_ON, NATIONAL, TODAY)
    assert [issue.facts["days"] for issue in issues] == ([days] if days else [])


@given(
    st.dates(date(2007, 1, 1), date(2009, 12, 31)), st.dates(date(2027, 1, 1), date(2027, 12, 31))
)
def test_the_days_that_are_missing_lead_to_the_birthday(born, poll_on):
    issues = faults_of_entry(villager(number=numbered(born, 102)), poll_on, NATIONAL, TODAY)
    if not issues:
        assert (poll_on.year - born.year, (poll_on.month, poll_on.day)) >= (
            18,
            (born.month, born.day),
        ) or poll_on.year - born.year > 18
        return
    due = poll_on + timedelta(days=issues[0].facts["days"])
    assert due.year - born.year == 18
    assert (due.month, due.day) in {(born.month, born.day), (3, 1)}
    earlier = replace(villager(number=numbered(born, 102)))
    assert faults_of_entry(earlier, due, NATIONAL, TODAY) == []


def test_all_faults_of_a_line_are_told_at_once():
    entry = VoterEntry("", "?", "123", "", "x" * 21, "none", "")
    assert codes(faults_of_entry(entry, POLL_ON, NATIONAL, TODAY)) == {
        "person.name_missing",
        "person.number_length",
        "roll.sex_unknown",
        "roll.group_missing",
        "roll.class_unknown",
        "roll.text_long",
    }


@pytest.mark.parametrize("voter_class", [VoterClass.AWAY, VoterClass.LONG_STAY])
def test_the_second_and_third_ground_need_evidence(voter_class):
    entry = villager(voter_class=voter_class.value)
    assert codes(faults_of_entry(entry, POLL_ON, NATIONAL, TODAY)) == {"roll.evidence_missing"}
    proved = replace(entry, evidence="本人书面申请，2026年12月1日")
    assert faults_of_entry(proved, POLL_ON, NATIONAL, TODAY) == []


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 12), st.integers(-2, 8))
def test_only_an_objection_after_its_days_may_be_turned_away_as_late(posted_on, after, waited):
    received = posted_on + timedelta(days=after)
    decided = received + timedelta(days=waited)
    issues = faults_of_ruling(
        Ruling.TOO_LATE, received, decided, None, posted_on, NATIONAL, date(2030, 1, 1)
    )
    assert ("roll.objection_in_time" in codes(issues)) is (after <= 5)
    assert ("roll.ruling_before_objection" in codes(issues)) is (waited < 0)
    assert last_day_to_object(posted_on, NATIONAL) == posted_on + timedelta(days=5)
    assert last_day_to_decide(received, NATIONAL) == received + timedelta(days=3)


@given(st.permutations([("第一组", "甲"), ("第一组", "乙"), ("第二组", "甲")]))
def test_the_digest_of_a_list_is_that_of_its_posted_lines_in_any_order(lines):
    text = "第一组\t乙\n第一组\t甲\n第二组\t甲"
    assert digest_of_list(lines) == hashlib.sha256(text.encode()).hexdigest()


# --- workbooks --------------------------------------------------------------------------------


def test_a_filled_workbook_is_read_as_it_was_written():
    entries = [villager(n) for n in range(1, 4)]
    read = list(entries_in(filled(entries)))
    assert [row.entry for row in read] == entries
    assert [row.row for row in read] == [2, 3, 4]


def test_the_template_has_the_headings_and_no_row():
    assert list(entries_in(template("示例村"))) == []


def test_a_workbook_as_clerks_keep_it_is_understood():
    """A title above, columns in another order, blanks within names, a total at the end."""
    made = io.BytesIO()
    number = villager(3).number
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(
            [
                ["示例村选民登记册", "", "", "", ""],
                ["序号", "身份证号码（必填）", "姓 名", "性别", "组别", "登记类别"],
                [1, number, "张　三", "女", "第一组", 1],
                ["", "", "", "", "", ""],
                ["合计", 1, "", "", "", ""],
            ]
        ):
            for column, value in enumerate(row):
                sheet.write(at, column, value)
    (row,) = entries_in(made.getvalue(), totals := [])
    assert (row.row, row.had_blanks, totals) == (3, True, [5])
    assert row.entry == VoterEntry("张三", "F", number, "第一组", "", "resident", "")


def test_what_stops_no_row_is_told_before_the_list_is_printed():
    """A total passed over, blanks in a name, a number of no province, a character without a glyph."""
    told, plain = Preview(), Preview()
    at_home = "11" + villager(1).number[2:]
    rows = [
        row_of(villager(1), name="张　三", number=at_home),
        row_of(villager(2), name="示例喆", number=at_home),
        row_of(villager(3), number="99" + at_home[2:]),
        ["合计", "", "", "", "", "", ""],
    ]
    for row in entries_in(workbook(rows), told.totals):
        told.count(CheckedRow(row, RowStanding.READY))
    assert {note.code: dict(note.facts) for note in told.notes} == {
        "exchange.totals_passed_over": {"n": 1, "rows": "5"},
        "exchange.blanks_in_names": {"n": 1},
        "exchange.prefix_of_no_province": {"n": 1},
        "exchange.rare_in_names": {"characters": "喆"},
    }
    for row in entries_in(workbook([row_of(villager(1), number=at_home)]), plain.totals):
        plain.count(CheckedRow(row, RowStanding.READY))
    assert plain.notes == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<html><table><tr><td>1</td></tr></table>", "exchange.is_web_page"),
        (b"%PDF-1.7 nothing", "exchange.no_workbook"),
        (b"PK\x03\x04 broken", "exchange.no_workbook"),
        (b"", "exchange.no_workbook"),
        (b"PK" + bytes(10 * 1024 * 1024), "exchange.too_large"),
        (workbook([], head=("甲", "乙")), "exchange.heading_missing"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(content, code):
    with pytest.raises(InputRefused) as refusal:
        list(entries_in(content))
    assert codes(refusal.value.issues) == {code}


def test_a_workbook_that_unpacks_without_end_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in range(9):
            packed.writestr(f"xl/{part}.xml", bytes(50 * 1024 * 1024))
    with pytest.raises(InputRefused) as refusal:
        list(entries_in(made.getvalue()))
    assert codes(refusal.value.issues) == {"exchange.unpacks_too_large"}


def test_all_missing_columns_are_named_at_once():
    with pytest.raises(InputRefused) as refusal:
        list(entries_in(workbook([], head=("姓名", "村民小组"))))
    missing = {issue.facts["column"] for issue in refusal.value.issues}
    assert missing == {"性别", "身份证号", "登记类别"}


# --- the list of a village --------------------------------------------------------------------


def opened(world, clerk, election):
    """Return profile and election as the services see them."""
    with reading(world.database) as session:
        return dossiers_of(session, EXAMPLE, [election])[election.id]


def test_a_workbook_is_imported_once_however_often_it_is_sent(world):
    election = world.election(Stage.REGISTERING)
    clerk = world.clerk_of(election)
    before = voters(world, election)
    content = filled([villager(n) for n in range(1, 41)])
    first = upload(world, clerk, election, content)
    again = upload(world, clerk, election, content)
    assert (first.ready, first.known, first.faulty) == (40, 0, 0)
    assert (again.ready, again.known, again.faulty) == (0, 40, 0)
    assert voters(world, election) - before == 40
    assert world.count("upload", "length(sealed_bytes) > 0") == 0


def test_every_fault_of_every_row_is_told_and_the_rest_comes_in(world):
    election = world.election(Stage.REGISTERING)
    clerk, good = world.clerk_of(election), villager(1)
    young = numbered(election.election_on.replace(year=election.election_on.year - 17), 102)
    last = good.number[:-1] + ("0" if good.number[-1] != "0" else "1")
    content = workbook(
        [
            row_of(good),
            row_of(good, name="重复"),
            row_of(villager(2), number=float(villager(2).number[:17] + "0")),
            row_of(villager(3), number=last, sex="不详"),
            row_of(villager(4), number=young),
            row_of(villager(5), group_name="", voter_class=""),
            row_of(villager(6)),
        ]
    )
    told = upload(world, clerk, election, content)
    assert (told.ready, told.faulty) == (2, 5)
    by_row = {checked.row.row: codes(checked.faults) for checked in told.shown}
    assert by_row == {
        3: {"roll.double_in_file"},
        4: {"exchange.number_is_rounded"},
        5: {"person.number_check", "roll.sex_unknown"},
        6: {"roll.under_age"},
        7: {"roll.group_missing", "roll.class_unknown"},
    }
    assert sum(told.by_code.values()) == 7


def test_the_workbook_of_faults_can_be_corrected_and_sent_again(world):
    election = world.election(Stage.REGISTERING)
    clerk = world.clerk_of(election)
    content = workbook([row_of(villager(1)), row_of(villager(2), group_name="")])
    upload(world, clerk, election, content)
    dossier = opened(world, clerk, election)
    with reading(world.database) as session:
        rows = [
            (c.row, ["缺小组"], frozenset({"group_name"}))
            for c in check(session, election, dossier.profile, content, TODAY)
            if c.standing is RowStanding.FAULTY
        ]
    made = faults_workbook(rows)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert sheet[0][:7] == [*COLUMNS.values()]
    assert sheet[1][0] == "示例2"
    assert sheet[1][7:] == [3.0, "缺小组"]
    corrected = [*sheet[1]]
    corrected[3] = "第二组"
    told = upload(world, clerk, election, workbook([corrected], head=sheet[0]))
    assert (told.ready, told.faulty) == (1, 0)


def test_an_import_asks_the_database_by_the_batch_and_never_by_the_row(world):
    election = world.election(Stage.REGISTERING)
    dossier, asked = opened(world, None, election), []

    def queries_for(n: int) -> int:
        asked.clear()
        content = filled([villager(order) for order in range(n)])
        with reading(world.database) as session:
            list(check(session, election, dossier.profile, content, TODAY))
        return len(asked)

    event.listen(
        world.database.reader,
        "before_cursor_execute",
        lambda *told: asked.append(told[2]) if told[2].startswith("SELECT") else None,
    )
    assert queries_for(10) == queries_for(499) == 2
    assert queries_for(1_001) == 6


def test_a_number_known_by_another_name_needs_a_look(world):
    election = world.election(Stage.REGISTERING)
    other, known = another_list(world, election), villager(1, name="别名", evidence="户口簿")
    enter(world, world.clerk_of(other), other, known, Change.MOVED_IN)
    told = upload(world, world.clerk_of(election), election, filled([villager(1)]))
    assert told.by_code == {"roll.name_differs": 1}


def test_a_struck_villager_comes_back_only_by_hand(world):
    election = world.election(Stage.REGISTERING)
    clerk = world.clerk_of(election)
    upload(world, clerk, election, filled([villager(1)]))
    strike(world, clerk, election, found(world, election)[0].id, Change.ENTERED_WRONGLY)
    assert voters(world, election) == 0
    told = upload(world, clerk, election, filled([villager(1)]))
    assert told.by_code == {"roll.was_struck": 1}
    enter(world, clerk, election, villager(1))
    assert voters(world, election) == 1


def test_a_workbook_is_taken_only_while_villagers_are_registered(world):
    election = world.election(Stage.ROLL_PUBLISHED)
    content = filled([villager(1)])
    with pytest.raises(InputRefused) as refusal:
        world.do(
            world.clerk_of(election), lambda act: uploads.keep(act, election.id, "名册", content)
        )
    assert codes(refusal.value.issues) == {"roll.not_registering"}


def test_an_import_done_twice_at_once_is_done_once(world):
    election = world.election(Stage.REGISTERING)
    clerk = world.clerk_of(election)
    content = filled([villager(1)])
    kept = world.do(clerk, lambda act: uploads.keep(act, election.id, "名册", content))
    world.do(clerk, lambda act: uploads.import_upload(act, election.id, kept.id))
    with pytest.raises(Stale):
        world.do(clerk, lambda act: uploads.import_upload(act, election.id, kept.id))
    assert voters(world, election) == 1


def test_nobody_keeps_the_list_of_another_place_or_without_the_grant(world):
    election = world.election(Stage.REGISTERING)
    content = filled([villager(1)])
    elsewhere = next(
        actor
        for number in range(1, 9)
        if (actor := world.actor(f"town{number:02d}")).grants[0].region != election.township
    )
    for name, refusal in (("viewer", Forbidden), ("leader", Forbidden)):
        with pytest.raises(refusal):
            world.do(world.actor(name), lambda act: uploads.keep(act, election.id, "名", content))
    with pytest.raises(NotFound):
        world.do(elsewhere, lambda act: uploads.keep(act, election.id, "名", content))


# --- changes ----------------------------------------------------------------------------------


def enter(world, clerk, election, entry, change=Change.REGISTERED, on=TODAY):
    world.do(
        clerk,
        lambda act: registers.enter_voter(act, election.id, entry, change=change, dated_on=on),
    )


def strike(world, clerk, election, voter, change, evidence="户口簿", on=TODAY):
    world.do(
        clerk,
        lambda act: registers.strike_voter(
            act, election.id, voter, change=change, dated_on=on, evidence=evidence
        ),
    )


def summary(world, election):
    with reading(world.database) as session:
        return roll.summaries_of(session, EXAMPLE, [election.id]).get(election.id)


def test_a_list_hangs_with_its_own_number_only(world):
    election = world.election(Stage.REGISTERING)
    clerk = world.clerk_of(election)
    upload(world, clerk, election, filled([villager(n) for n in range(1, 31)]))
    on = election.election_on - timedelta(days=21)
    at = NOON.replace(year=on.year, month=on.month, day=on.day)
    world.do(
        clerk,
        lambda act: records.record_paper(
            act, election.id, Kind.ROLL_NOTICE, dated_on=on, posted_on=on, number="1号",
            figures={"registered": 31},
        ),
        at,
    )  # fmt: skip
    with pytest.raises(RequirementsUnmet) as refusal:
        world.do(
            clerk,
            lambda act: workflow.advance(
                act,
                election.id,
                Trigger.PUBLISH_ROLL,
                seen_version=world.again(election).version,
            ),
            at,
        )
    assert "roll.as_kept" in codes(i for i in refusal.value.issues if i.is_blocking)


def test_the_list_is_kept_as_it_stood_when_it_hung(world):
    election, _, _ = published(world)
    with reading(world.database) as session:
        (kept,) = queries.editions_of(session, election)
    lines = [(v.group_name, v.name) for v in found(world, election)]
    assert kept.edition is Edition.PUBLISHED
    assert kept.voters == 30
    assert kept.digest == digest_of_list(lines)


@pytest.mark.parametrize("change", [c for c in ADDITIONS if c is not Change.UPON_OBJECTION])
def test_an_addition_needs_its_evidence_and_must_hang_as_well(world, change):
    election, clerk, at = published(world)
    on = at.date()
    with pytest.raises(InputRefused) as refusal:
        world.do(
            clerk,
            lambda act: registers.enter_voter(
                act, election.id, villager(90), change=change, dated_on=on
            ),
            at,
        )
    assert codes(refusal.value.issues) == {"roll.change_evidence_missing"}
    entry = villager(90, evidence="户口簿")
    world.do(
        clerk,
        lambda act: registers.enter_voter(act, election.id, entry, change=change, dated_on=on),
        at,
    )
    assert (summary(world, election).voters, summary(world, election).unposted) == (31, 1)
    world.do(
        clerk,
        lambda act: registers.post_roll_changes(act, election.id, number="2号", posted_on=on),
        at,
    )
    assert summary(world, election).unposted == 0


@pytest.mark.parametrize("change", [c for c in DEDUCTIONS if c is not Change.STRUCK_UPON_OBJECTION])
def test_a_deduction_keeps_the_line_in_the_file(world, change):
    election, clerk, at = published(world)
    voter = found(world, election)[0]
    world.do(
        clerk,
        lambda act: registers.strike_voter(
            act, election.id, voter.id, change=change, dated_on=at.date(), evidence="证明"
        ),
        at,
    )
    assert summary(world, election).voters == 29
    assert world.count("voter", f"election_id = {election.id}") == 30
    with pytest.raises(Stale):
        world.do(
            clerk,
            lambda act: registers.strike_voter(
                act, election.id, voter.id, change=change, dated_on=at.date(), evidence="证明"
            ),
            at,
        )


def test_a_double_is_found_across_villages_and_keeps_the_list_open(world):
    election, clerk, at = published(world)
    other = another_list(world, election)
    twin = found(world, election)[0]
    assert summary(world, election).doubles == 0
    entry = villager(1, name="示例1", evidence="户口簿")
    world.do(
        world.clerk_of(other),
        lambda act: registers.enter_voter(
            act, other.id, entry, change=Change.MOVED_IN, dated_on=at.date()
        ),
        at,
    )
    assert summary(world, election).doubles == 1
    with reading(world.database) as session:
        (double,) = queries.doubles_of(session, election)
    assert (double.voter_id, double.village) == (twin.id, other.village)
    assert [v.id for v in found(world, election, only_doubles=True)] == [twin.id]
    strike_at = lambda act: registers.strike_voter(  # noqa: E731
        act, election.id, twin.id, change=Change.CHOSE_OTHER_VILLAGE, dated_on=at.date(),
        evidence="本人声明",
    )  # fmt: skip
    world.do(clerk, strike_at, at)
    assert summary(world, election).doubles == 0


# --- objections -------------------------------------------------------------------------------


def object_to(world, election, clerk, at, received_on=None):
    world.do(
        clerk,
        lambda act: registers.receive_objection(
            act, election.id, appellant="某甲", matter="missing", words="漏登其子",
            received_on=received_on or at.date(),
        ),
        at,
    )  # fmt: skip


def rule_on(world, election, clerk, at, posted_on, ruling=Ruling.DISMISSED, decided_on=None):
    world.do(
        clerk,
        lambda act: registers.decide_objection(
            act, election.id, 1, ruling=ruling, decided_on=decided_on or at.date(),
            reason="经核对", notice_number="3号", posted_on=posted_on,
        ),
        at,
    )  # fmt: skip


def final(world, election, clerk, at, **figures):
    told = {"registered": 30, "objections": 1, "decided": 1} | figures
    edition = world.count("document", f"election_id = {election.id} and kind = 'final_roll'")
    world.do(
        clerk,
        lambda act: records.record_paper(
            act, election.id, Kind.FINAL_ROLL, dated_on=at.date(), posted_on=at.date(),
            number="4号", figures=told, seen_edition=edition, reason="更正" if edition else "",
        ),
        at,
    )  # fmt: skip
    seen = world.again(election).version
    world.do(
        clerk,
        lambda act: workflow.advance(
            act, election.id, Trigger.FINALISE_ROLL, seen_version=seen,
            explanations={"roll.objection_decided_in_time": "村内停电两日"},
        ),
        at,
    )  # fmt: skip


def test_an_objection_keeps_the_list_open_until_its_ruling_hangs(world):
    election, clerk, at = published(world)
    object_to(world, election, clerk, at)
    later = at + timedelta(days=6)
    with pytest.raises(RequirementsUnmet) as refusal:
        final(world, election, clerk, later)
    assert "roll.objection_decided" in codes(i for i in refusal.value.issues if i.is_blocking)
    in_time = at + timedelta(days=3)
    rule_on(world, election, clerk, in_time, None)
    with pytest.raises(RequirementsUnmet) as refusal:
        final(world, election, clerk, later)
    assert "roll.ruling_posted" in codes(i for i in refusal.value.issues if i.is_blocking)
    rule_on(world, election, clerk, later, later.date(), decided_on=in_time.date())
    with pytest.raises(RequirementsUnmet) as refusal:
        final(world, election, clerk, later, objections=2, decided=2)
    assert "roll.objections_as_kept" in codes(i for i in refusal.value.issues if i.is_blocking)
    final(world, election, clerk, later)
    assert world.again(election).stage == Stage.ROLL_FINAL
    assert summary(world, election).editions == {Edition.PUBLISHED: 30, Edition.FINAL: 30}


def test_a_ruling_after_its_days_is_recorded_as_an_irregularity(world):
    election, clerk, at = published(world)
    object_to(world, election, clerk, at)
    late = at + timedelta(days=7)
    rule_on(world, election, clerk, late, late.date())
    final(world, election, clerk, late)
    body = world.count("audit_text", "field = 'explanation_roll_objection_decided_in_time'")
    assert body == 1


def test_a_ruling_that_hangs_is_not_changed(world):
    election, clerk, at = published(world)
    object_to(world, election, clerk, at)
    rule_on(world, election, clerk, at, at.date())
    with pytest.raises(Stale):
        rule_on(world, election, clerk, at, at.date(), Ruling.UPHELD)


def test_words_of_an_objection_stand_nowhere_in_clear(world):
    election, clerk, at = published(world)
    object_to(world, election, clerk, at)
    with reading(world.database) as session:
        (line,) = queries.objections_of(session, election)
    assert (line.appellant, line.words) == ("某甲", "漏登其子")
    assert (
        world.count("objection", "hex(sealed_words) like '%E6BC8F%'") == 0
        if (world.database.is_sqlite)
        else True
    )


# --- random orders ----------------------------------------------------------------------------


def test_random_orders_of_entries_and_deductions_keep_every_count(world):
    """The number of voters is those entered less those struck; each change has its event."""
    election, clerk, at = published(world)
    rng, on = Random(7), at.date()
    standing = {v.id for v in found(world, election)}
    entered, struck, refused = 0, 0, 0
    for order in range(100, 100 + count(30, 300)):
        if rng.random() < 0.5 and standing:
            voter, change = rng.choice(sorted(standing)), rng.choice(DEDUCTIONS[:4])
            strike_on = lambda act, v=voter, c=change: registers.strike_voter(  # noqa: E731
                act, election.id, v, change=c, dated_on=on, evidence="证明"
            )
            world.do(clerk, strike_on, at)
            standing.discard(voter)
            struck += 1
        else:
            entry = villager(rng.randrange(100, 130), evidence="户口簿")
            entry = replace(entry, number=villager(rng.randrange(order - 20, order)).number)
            change = rng.choice(ADDITIONS[:4])
            enter_it = lambda act, e=entry, c=change: registers.enter_voter(  # noqa: E731
                act, election.id, e, change=c, dated_on=on
            )
            try:
                world.do(clerk, enter_it, at)
                entered += 1
            except InputRefused as refusal:
                known = {"roll.already_registered", "roll.name_differs"}
                assert codes(refusal.issues) <= known  # noqa: PT017
                refused += 1
            standing = {v.id for v in found(world, election)}
        told = summary(world, election)
        assert told.voters == 30 + entered - struck == len(standing)
        assert told.unposted == entered + struck
    mine = f"action = 'voter:add' and case_name = 'election:{election.id}'"
    assert world.count("audit_event", mine) == entered
    assert refused


def test_groups_stand_in_the_order_in_which_people_count_them():
    names = [
        "第十组",
        "第三组",
        "第一组",
        "第二十一组",
        "第二组",
        "第十二组",
        "3组",
        "12组",
        "河边组",
    ]
    assert sorted(names, key=group_key) == [
        "3组", "12组", "河边组", "第一组", "第二组", "第三组", "第十组", "第十二组", "第二十一组",
    ]  # fmt: skip
