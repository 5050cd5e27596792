"""Invented villagers, their workbooks, and a list of voters brought to where a test begins."""

import io
import json
import re
from dataclasses import replace
from datetime import date, timedelta

import xlsxwriter
from sqlalchemy import select
from world import EXAMPLE, NOON

from electflow.campaign.model import Election
from electflow.db import reading
from electflow.documents.terms import Kind
from electflow.exchange import uploads
from electflow.exchange.roll_columns import COLUMNS
from electflow.exchange.roll_sheet import filled
from electflow.people.rules import check_digit
from electflow.roll import queries
from electflow.roll.model import Voter
from electflow.roll.register import VoterEntry
from electflow.roll.terms import CHANGING
from electflow.stages import Stage, Trigger
from electflow.workflow import records
from electflow.workflow import service as workflow


def numbered(born: date, order: int = 101) -> str:
    first = f"999999{born:%Y%m%d}{order:03d}"
    return first + check_digit(first)


def villager(order: int = 1, **changed: str) -> VoterEntry:
    number = numbered(date(1970, 1, 1) + timedelta(days=order), 102)
    entry = VoterEntry(f"示例{order}", "F", number, "第一组", "001", "resident", "")
    return replace(entry, **changed)


def workbook(rows, head=()) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([head or [*COLUMNS.values()], *rows]):
            for column, value in enumerate(row):
                sheet.write(at, column, value)
    return made.getvalue()


def row_of(entry: VoterEntry, **changed):
    told = {
        "name": entry.name, "sex": "女", "number": entry.number, "group_name": entry.group_name,
        "household": entry.household, "voter_class": "户籍在本村且居住", "evidence": "",
    }  # fmt: skip
    return [*(told | changed).values()]


def upload(world, clerk, election, content):
    kept = world.do(clerk, lambda act: uploads.keep(act, election.id, "名册", content))
    return world.do(clerk, lambda act: uploads.import_upload(act, election.id, kept.id))


def roll_of(world, election) -> str:
    return f"/c/{EXAMPLE}-{world.campaign().year}/{election.village}/committee/roll"


def sent(content: bytes, key: str, name: str = "名册.xlsx") -> dict:
    return {"workbook": (io.BytesIO(content), name), "request_key": key}


def keep(clerk, base, content, key="u"):
    answer = clerk.post(f"{base}/import", data=sent(content, key))
    assert answer.status_code == 303
    return answer.location


def mark_in(page: str) -> str:
    return re.search(r'name="columns" value="([^"]*)"', page)[1]


def events(world, action):
    with world.database.reader.connect() as connection:
        rows = connection.exec_driver_sql("select body from audit_event order by recorded_at, id")
        bodies = [json.loads(bytes(row[0])) for row in rows]
    return [body["data"] for body in bodies if body["action"] == action]


def voters(world, election) -> int:
    return world.count("voter", f"election_id = {election.id} and not is_struck")


def found(world, election, **asked):
    with reading(world.database) as session:
        return queries.voters_page(session, election, most=2_000, **asked)


def another_list(world, election):
    """Return another village whose list is kept here and may still change."""
    has_voters = (
        select(Voter.id)
        .where(Voter.county == Election.county, Voter.election_id == Election.id)
        .exists()
    )
    with reading(world.database) as session:
        other = session.scalars(
            select(Election)
            .where(Election.county == EXAMPLE, Election.id != election.id, has_voters)
            .where(Election.stage.in_([stage.value for stage in CHANGING]))
        ).first()
        assert other is not None, "no other list is kept here"
        return other


def published(world):
    """Bring the election that is being registered to the stage in which its list hangs."""
    election = world.election(Stage.REGISTERING)
    clerk = world.clerk_of(election)
    upload(world, clerk, election, filled([villager(n) for n in range(1, 31)]))
    on = election.election_on - timedelta(days=21)
    at = NOON.replace(year=on.year, month=on.month, day=on.day)
    world.do(
        clerk,
        lambda act: records.record_paper(
            act, election.id, Kind.ROLL_NOTICE, dated_on=on, posted_on=on, number="1号",
            figures={"registered": 30},
        ),
        at,
    )  # fmt: skip
    seen = world.again(election).version
    world.do(
        clerk,
        lambda act: workflow.advance(act, election.id, Trigger.PUBLISH_ROLL, seen_version=seen),
        at,
    )
    return world.again(election), clerk, at


def finalised(world):
    """Bring the list that hangs to the stage in which it is final, eight days later."""
    election, clerk, at = published(world)
    at += timedelta(days=8)
    world.do(
        clerk,
        lambda act: records.record_paper(
            act, election.id, Kind.FINAL_ROLL, dated_on=at.date(), posted_on=at.date(),
            number="4号", figures={"registered": 30, "objections": 0, "decided": 0},
        ),
        at,
    )  # fmt: skip
    seen = world.again(election).version
    world.do(
        clerk,
        lambda act: workflow.advance(act, election.id, Trigger.FINALISE_ROLL, seen_version=seen),
        at,
    )
    return world.again(election), clerk, at
