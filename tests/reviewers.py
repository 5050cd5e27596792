"""Reviewing units at work: a list in force, accounts of units, batches sent, replies of two persons."""

import io
import json
from dataclasses import dataclass, field
from datetime import date, timedelta

import xlsxwriter
from sqlalchemy import select
from world import EXAMPLE, PASSWORD, TODAY, World

from electflow.access import accounts, sessions
from electflow.access import service as access
from electflow.access.terms import Permission, Role
from electflow.act import Actor, Grant
from electflow.audit.model import AuditEvent
from electflow.campaign.model import Campaign, Election
from electflow.db import reading
from electflow.exchange.unit_sheet import COLUMNS
from electflow.exchange.workbook import rows_in
from electflow.joint_review.adoption import list_waiting
from electflow.joint_review.answers import Given
from electflow.joint_review.checklist import levels_of
from electflow.joint_review.desk import desk_of
from electflow.joint_review.model import Batch, Meeting, Question, Reply
from electflow.joint_review.opinions import opinions_on
from electflow.joint_review.questions import Hit
from electflow.joint_review.recusals import recusals_of
from electflow.joint_review.scans import scans_of_papers
from electflow.joint_review.seats import seats_of
from electflow.joint_review.terms import Answer, Attending, RecusalGround
from electflow.nomination.model import Candidate
from electflow.people import service as people
from electflow.profile.loader import pinned
from electflow.stages import Stage, Track
from electflow.workflow import concluding, paper_replies, replying, reviewing
from electflow.workflow.dossier import dossiers_of
from electflow.workflow.paper_replies import PaperSheet, read_sheet, seal_of_paper

UNITS = (
    "discipline",
    "organisation",
    "united_front",
    "political_legal",
    "court",
    "procuratorate",
    "police",
    "justice",
)
OWN = {
    "name": "example",
    "title": "示例县核查清单",
    "parent": "national",
    "document": "示例联审〔2026〕1号",
    "rounds": ["county"],
    "on": ["S1", "D1", "D2"],
}
_HASH = sessions.hash_password(PASSWORD)


@dataclass
class Reviewers:
    """The units of a county and those of the county who work with them."""

    world: World
    campaign: Campaign
    operators: dict[str, Actor] = field(default_factory=dict)
    leaders: dict[str, Actor] = field(default_factory=dict)

    @property
    def county(self) -> Actor:
        return self.world.actor("county")

    def person(
        self, name: str, role: Role, region: str = EXAMPLE, unit: str = "", called: str = ""
    ) -> Actor:
        """Make an account and return it."""

        def work(act):
            official = accounts.create_official(
                act,
                county=EXAMPLE,
                username=f"sl-{name}",
                name=called or f"某{name}（虚构）",
                password_hash=_HASH,
                grants=[Grant(role.value, region, unit)],
            )
            return access.actor_of(official)

        return self.world.do(self.world.actor("sysadmin"), work)

    def seat(self, *units: str) -> "Reviewers":
        for unit in units:
            self.operators[unit] = self.person(f"{unit}-op", Role.UNIT_OPERATOR, unit=unit)
            self.leaders[unit] = self.person(f"{unit}-ld", Role.UNIT_LEADER, unit=unit)
        return self

    def adopt(self, **changed) -> "Reviewers":
        levels = [*levels_of("national"), OWN | changed]
        self.world.do(
            self.county, lambda act: reviewing.propose_checklist(act, self.campaign, levels)
        )
        [proposal] = self.read(lambda s: list_waiting(s, self.campaign))
        self.world.do(
            self.world.actor("leader"),
            lambda act: reviewing.decide_checklist(act, self.campaign, proposal.id, approve=True),
        )
        return self

    def read(self, work):
        with reading(self.world.database) as session:
            return work(session)

    def send(self, *elections: Election, due_on: date = TODAY + timedelta(days=3)) -> Batch:
        """Send elections and ask the units of the county."""
        ids = [election.id for election in elections]
        batch = self.world.do(self.county, lambda act: reviewing.submit(act, self.campaign, ids))
        return self.world.do(
            self.county,
            lambda act: reviewing.ask_next(
                act, self.campaign, batch.number, due_on=due_on, letter="示例联审函〔2026〕1号"
            ),
        )

    def questions(self, unit: str, *, latest: bool = True) -> list[Question]:
        query = select(Question).where(Question.county == EXAMPLE, Question.unit == unit)
        if latest:
            query = query.where(Question.is_latest.is_(True))
        return self.read(lambda s: list(s.scalars(query.order_by(Question.id))))

    def answer(self, unit: str, *given: Given, sign: bool = True, **how) -> None:
        self.world.do(
            self.operators[unit], lambda act: replying.reply(act, self.campaign, given, **how)
        )
        if sign:
            self.sign(unit, *(g.question_id for g in given))

    def sign(self, unit: str, *ids: int) -> None:
        """Sign replies as the unit's leader, in the editions that stand now."""
        seen = self.editions(*ids)
        self.world.do(self.leaders[unit], lambda act: replying.sign(act, self.campaign, seen))

    def editions(self, *ids: int) -> dict[int, int]:
        """Return the edition of the reply in force on each question, nought where there is none."""
        query = select(Reply.question_id, Reply.edition).where(
            Reply.county == EXAMPLE, Reply.question_id.in_(ids), Reply.is_latest.is_(True)
        )
        known = self.read(lambda s: dict(tuple(row) for row in s.execute(query)))
        return {i: known.get(i, 0) for i in ids}

    def all_clean(self, *units: str, but: dict[tuple[str, int], Given] | None = None) -> None:
        """Let units answer that they found nothing, but for some candidates (unit, number)."""
        for unit in units:
            given = []
            for question in self.questions(unit):
                told = (but or {}).get((unit, question.candidate))
                clean = Given(question.id, Answer.CLEAN)
                given.append(Given(question.id, told.answer, told.hit) if told else clean)
            self.answer(unit, *given)

    def seats(self, unit: str):
        actor = self.operators[unit]
        return seats_of(actor, Permission.REPLY_ENTER)

    def desk(self, unit: str, on: date = TODAY):
        """Return the desk of a unit's operator as he sees it."""
        actor = self.operators[unit]
        stated = self.read(lambda s: recusals_of(s, EXAMPLE, actor.official_id))
        return self.read(lambda s: desk_of(s, actor, self.campaign, self.seats(unit), stated, on))

    def dossier(self, election: Election):
        return self.read(
            lambda s: dossiers_of(s, EXAMPLE, [self.world.again(election)])[election.id]
        )

    def events(self, action: str) -> list[dict]:
        inside = select(AuditEvent.body).where(AuditEvent.action == action)
        query = inside.order_by(AuditEvent.recorded_at, AuditEvent.id)
        return self.read(lambda s: [json.loads(body) for body in s.scalars(query)])

    def opinions(self, election: Election, number: int):
        return self.read(lambda s: opinions_on(s, election, number))

    def person_of(self, election: Election, number: int):
        """Return a candidate with the ID number."""
        [person] = [c.person_id for c in self.candidates(election) if c.number == number]
        return self.read(lambda s: people.identified(s, EXAMPLE, [person]))[person]

    def candidates(self, election: Election) -> list[Candidate]:
        query = (
            select(Candidate)
            .where(Candidate.county == election.county, Candidate.election_id == election.id)
            .order_by(Candidate.number)
        )
        return self.read(lambda s: list(s.scalars(query)))


def hit(item: str, document: str = "（2019）示刑初12号", **told) -> Given:
    """Return a reply that something was found; its question is filled in when it is given."""
    return Given(0, Answer.HIT, Hit(item, document, **told))


def reviewers(world: World, *units: str, **changed) -> Reviewers:
    """Return the units of the example county with a checklist in force."""
    return Reviewers(world, world.campaign()).adopt(**changed).seat(*(units or UNITS))


def examined(world: World, track: Track = Track.COMMITTEE) -> Election:
    """Return an election whose candidates are being examined."""
    return world.election(Stage.VETTING, track)


def recuse(there: Reviewers, official: Actor, person_id: int) -> None:
    """Let the head of the office record that an official is a candidate's spouse."""
    there.world.do(
        there.world.actor("leader"),
        lambda act: replying.recuse(
            act, there.campaign, official.official_id, ground=RecusalGround.SPOUSE,
            person_id=person_id, source="档案",
        ),
    )  # fmt: skip


def attending(*units: str, **changed: Attending) -> list[Attending]:
    """Return one person for each unit who came to a joint meeting."""
    return [changed.get(unit) or Attending(unit, f"某{unit}到会", "副职") for unit in units]


def convened(there: Reviewers, *units: str, **told) -> Meeting:
    """Open a joint meeting of some units, of three unless they are told."""
    units = units or ("court", "police", "discipline")
    said = {
        "held_on": TODAY, "place": "县委三楼会议室", "chaired_by": "某副部长",
        "minuted_by": "某秘书", "minutes": "示例联席〔2026〕1号", "attending": attending(*units),
    } | told  # fmt: skip
    return there.world.do(
        there.secretary, lambda act: concluding.convene(act, there.campaign, **said)
    )


def sheet_for(there: Reviewers, actor: Actor, unit: str, number: int = 1) -> PaperSheet:
    """Return the persons of a batch on whom a unit is asked, as an official of the county sees them."""
    profile = pinned(there.campaign.profile_snapshot)
    return there.read(lambda s: read_sheet(s, actor, there.campaign, profile, number, unit, TODAY))


def seal_for(there: Reviewers, who: Actor, unit: str, paper: str) -> str:
    """Return the seal of a paper as an official of the county reads it: its list and its scan."""
    kept = there.read(lambda s: scans_of_papers(s, there.campaign, [(unit, paper)]))
    return seal_of_paper(sheet_for(there, who, unit).to_check(paper), kept.get((unit, paper)))


def check_paper(there: Reviewers, unit: str, paper: str, who: Actor | None = None) -> int:
    """Check all of a paper as a second person of the county, over the list as it stands."""
    who = who or there.checker
    seen = seal_for(there, who, unit, paper)
    return there.world.do(
        who, lambda act: paper_replies.sign_paper(act, there.campaign, 1, unit, paper, seen)
    )


# --- a unit's workbook ------------------------------------------------------------------------


def sheet_of(content: bytes) -> list[dict]:
    """Return the rows of a unit's workbook by column."""
    rows = [cells for _, cells in rows_in(content)]
    head = next(i for i, cells in enumerate(rows) if list(cells[: len(COLUMNS)]) == list(COLUMNS))
    return [dict(zip(COLUMNS, cells, strict=False)) for cells in rows[head + 1 :]]


def refilled(content: bytes, changes: dict[int, dict[str, str]]) -> bytes:
    """Return a workbook with some rows filled in, as it comes back from Excel."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(3):
            sheet.write_string(row, 0, "说明")
        for at, word in enumerate(COLUMNS):
            sheet.write_string(3, at, word)
        for order, told in enumerate(sheet_of(content)):
            for at, word in enumerate(COLUMNS):
                value = changes.get(order, {}).get(word, told.get(word, ""))
                sheet.write(4 + order, at, value)
    return made.getvalue()
