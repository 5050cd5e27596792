"""What the file of a candidate prints: replies, findings to him who stepped up, opinions, readers."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import url_for

from electflow.access import service as access
from electflow.access.terms import Permission
from electflow.joint_review.adoption import checklists_of, find_checklist
from electflow.joint_review.answers import findings_of
from electflow.joint_review.checklist import Checklist, Item
from electflow.joint_review.decisions import decisions_on, overturned
from electflow.joint_review.grounds import Grounds
from electflow.joint_review.looks import looks_at
from electflow.joint_review.meetings import grounds_of_ruling, rulings_on
from electflow.joint_review.model import Look, Meeting, MeetingRuling, Opinion, ReviewScan
from electflow.joint_review.objecting import ObjectionWindow
from electflow.joint_review.opinions import grounds_of, opinions_on, reason_of_return
from electflow.joint_review.queries import FileLine, file_of
from electflow.joint_review.questions import Hit, Reach, reach_of
from electflow.joint_review.scans import scans_of_papers
from electflow.joint_review.statements import StatementLine, statements_on
from electflow.joint_review.terms import (
    OpinionStanding,
    QuestionStanding,
)
from electflow.joint_review.turns import is_in_turn
from electflow.vetting.service import window_of
from electflow.workflow import concluding
from electflow.workflow.examined import words_on
from web.elections.named import NamedCandidate
from web.elections.page import ElectionPage
from web.entry import actor, read, today

LOOKS = 50  # readers listed on the page; the book holds them all


@dataclass(frozen=True)
class ExaminedPage:
    """What the file of a candidate prints."""

    page: ElectionPage
    candidate: NamedCandidate
    look: int = 0

    @property
    def number(self) -> int:
        """Return the candidate's number."""
        return self.candidate.facts.number

    def at(self, view: str, **more: Any) -> str:
        """Return the address of an act on this candidate."""
        return self.page.at(view, number=self.number, **more)

    def at_review(self, view: str, **more: Any) -> str:
        """Return the address of a page of the county's joint review."""
        election, year = self.page.election, self.page.campaign.year
        return url_for(f"review.{view}", county=election.county, year=year, **more)

    @cached_property
    def paper_scans(self) -> dict[tuple[str, str], ReviewScan]:
        """Return the scans of the papers that cover the candidate, by unit and number."""
        papers = [(o.question.unit, o.reply.paper) for o in self.lines if o.reply and o.reply.paper]
        return scans_of_papers(read(), self.page.campaign, papers) if papers else {}

    @property
    def is_in_turn(self) -> bool:
        """Tell whether he is examined in the stage in which the election stands."""
        facts, page = self.candidate.facts, self.page
        has_won = facts.number in {c.facts.number for c in page.elected}
        return is_in_turn(page.stage, facts.post, facts.source, has_won)

    @property
    def sees_replies(self) -> bool:
        """Tell whether the reader sees which unit replied what: the county alone."""
        return self.page.may(Permission.REVIEW_READ)

    @cached_property
    def lines(self) -> list[FileLine]:
        """Return every question with every reply."""
        election = self.page.election
        return file_of(read(), election.county, election.id, self.number, today())

    @property
    def in_force(self) -> list[FileLine]:
        """Return the questions that count, each once with the reply in force."""
        found = {}
        for line in self.lines:
            if line.question.is_latest and (line.reply is None or line.reply.is_latest):
                found[line.question.unit] = line
            elif line.question.is_latest:
                found.setdefault(line.question.unit, line)
        return list(found.values())

    @property
    def answered(self) -> int:
        """Return how many units have replied."""
        return sum(line.standing is QuestionStanding.ANSWERED for line in self.in_force)

    @cached_property
    def checklist(self) -> Checklist | None:
        """Return the list in force."""
        election = self.page.election
        adopted = find_checklist(read(), election.county, election.campaign_id)
        return adopted.checklist if adopted else None

    def unit_name(self, code: str) -> str:
        """Return what a unit is called."""
        unit = self.checklist.units.get(code) if self.checklist else None
        return unit.name if unit else code

    @cached_property
    def findings(self) -> dict[tuple[int, int], Hit]:
        """Return what was found, to him alone who has stepped up for it."""
        if not self.look:
            return {}
        keys = [(o.reply.question_id, o.reply.edition) for o in self.lines if o.reply and o.is_told]
        return findings_of(read(), self.page.election.county, keys)

    @cached_property
    def lists(self) -> dict[int, Checklist]:
        """Return the lists by which the units were asked, by batch."""
        batches = {line.batch.id: line.batch.checklist_id for line in self.lines}
        found = checklists_of(read(), self.page.election.county, set(batches.values()))
        return {batch: found[checklist] for batch, checklist in batches.items()}

    def asked(self, line: FileLine) -> list[Item]:
        """Return what a unit was asked about him."""
        return self.lists[line.batch.id].asked(self.page.track, line.question.unit)

    def reach(self, line: FileLine, hit: Hit) -> Reach:
        """Return until when a finding counts on the election day, by the list it was asked by."""
        return reach_of(hit, self.lists[line.batch.id], self.page.election.election_on)

    @cached_property
    def opinions(self) -> list[Opinion]:
        """Return all opinions; who may not see replies sees the approved ones alone."""
        found = opinions_on(read(), self.page.election, self.number)
        done = OpinionStanding.APPROVED.value
        return [o for o in found if self.sees_replies or o.standing == done]

    @property
    def current(self) -> Opinion | None:
        """Return the newest opinion that the reader may know of."""
        return self.opinions[-1] if self.opinions else None

    @cached_property
    def grounds(self) -> dict[int, Grounds]:
        """Return the grounds of the opinions, to him alone who has stepped up."""
        return {o.id: grounds_of(read(), o) for o in self.opinions} if self.look else {}

    @property
    def reasons_of_return(self) -> dict[int, str]:
        """Return why opinions were returned, to him alone who has stepped up."""
        if not self.look:
            return {}
        return {o.id: reason_of_return(read(), o) for o in self.opinions if o.returned_by}

    @property
    def deals_with_statements(self) -> bool:
        """Tell whether the reader receives or answers statements."""
        asked = (Permission.STATEMENT_RECEIVE, Permission.STATEMENT_ANSWER)
        return any(self.page.may(permission) for permission in asked)

    @cached_property
    def window(self) -> ObjectionWindow:
        """Return the window in which anybody may object to the posted list."""
        return window_of(read(), self.page.election, self.page.profile, self.candidate.facts.post)

    @cached_property
    def statements(self) -> list[StatementLine]:
        """Return the statements on the candidate; their words to who stepped up, and who received them."""
        return statements_on(
            read(),
            self.page.election,
            self.number,
            window=self.window,
            is_unsealed=bool(self.look) and self.deals_with_statements,
            reader=actor().official_id,
        )

    @cached_property
    def rulings(self) -> list[tuple[MeetingRuling, Meeting]]:
        """Return what joint meetings decided of the candidate."""
        return rulings_on(read(), self.page.election, self.number)

    @cached_property
    def ruling_grounds(self) -> dict[int, Grounds]:
        """Return the grounds of the rulings of meetings, to him alone who has stepped up."""
        if not self.look:
            return {}
        return {ruling.id: grounds_of_ruling(read(), ruling) for ruling, _ in self.rulings}

    @cached_property
    def looks(self) -> list[Look]:
        """Return who last read the file or looked at what is sealed in it."""
        election = self.page.election
        subjects = [concluding.file_of(election, self.number)]
        subjects.append(concluding.subject_of(election, self.number))
        subjects.append(words_on(election, self.number))
        return looks_at(read(), election.county, subjects, LOOKS)

    @cached_property
    def decisions(self) -> list[Any]:
        """Return what the election committee decided."""
        return decisions_on(read(), self.page.election, self.number)

    @cached_property
    def is_overturned(self) -> bool:
        """Tell whether he was barred and his statement was upheld since."""
        return self.candidate.facts.standing == "withdrawn" and overturned(
            read(), self.page.election, self.number
        )

    @cached_property
    def officials(self) -> Any:
        """Return the names of all who acted on the file."""
        ids = {
            who
            for line in self.lines
            if line.reply
            for who in (line.reply.entered_by, line.reply.confirmed_by, line.reply.returned_by)
        }
        for o in self.opinions:
            ids |= {o.drafted_by, o.checked_by, o.approved_by, o.returned_by}
        ids |= {look.official_id for look in self.looks}
        county = self.page.election.county
        return access.names_of(read(), county, {i for i in ids if i is not None})
