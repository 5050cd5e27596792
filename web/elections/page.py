"""What the village page shows, read once for each request."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import msgspec
from flask import url_for
from sqlalchemy.orm import Session

from electflow.access import service as access
from electflow.access.rules import may
from electflow.access.terms import GRANTS, TRACK_OF_ROLE, Permission
from electflow.act import Actor
from electflow.audit.queries import Entry, list_entries
from electflow.board.queries import StepView, next_view, step_views
from electflow.campaign import service as campaigns
from electflow.campaign.by_elections import is_over
from electflow.campaign.calendar import calendar_of
from electflow.campaign.terms import Post, Register
from electflow.clock import day_of
from electflow.documents import scans
from electflow.documents import service as documents
from electflow.documents.scans import ScanLine, subject_of_paper
from electflow.documents.terms import Kind, SecretaryFigures
from electflow.errors import NotFound
from electflow.joint_review.objecting import ObjectionWindow
from electflow.joint_review.turns import FOLLOWED
from electflow.nomination import service as nomination
from electflow.nomination.shortlist import Shortlist, carried_down, shortlists_of
from electflow.nomination.terms import Standing, in_order
from electflow.people import service as people
from electflow.people.name_order import stroke_key, unknown_to_strokes
from electflow.regions.service import names_of
from electflow.regions.terms import PlaceKind
from electflow.stages import PHASE_OF, Phase, Stage, Track
from electflow.voting.polls import Tally
from electflow.voting.rules import tally
from electflow.voting.terms import Decision, PollFacts, PollKind
from electflow.workflow.by_election import Due, due_of
from electflow.workflow.candidacy import LISTING
from electflow.workflow.dossier import Dossier, dossiers_of
from electflow.workflow.machine import STEPS_OF
from electflow.workflow.sight import may_see_count, may_see_new_scans
from electflow.workflow.step import Step
from web.elections.named import NamedCandidate, PhaseNode
from web.language import wording

TRAIL_PAGE = 200
LIST_HANGS = frozenset({Stage.CANDIDATES_PUBLISHED, Stage.POLL_READY})
_OF_STAFF = {"committee": "committee", "staff": "workers", "kinship": "kinship"}
_OF_POLL = {
    "boxes": "boxes",
    "proxies": "proxies",
    "ledger": "ledger",
    "doubtful": "tally",
    "sheets": "tally",
}


@dataclass(frozen=True)
class ElectionPage:
    """All that the pages of one election print."""

    session: Session
    actor: Actor
    campaign: Any
    election: Any
    sibling: Any
    dossier: Dossier
    sibling_dossier: Dossier | None
    views: list[StepView]
    candidates: list[NamedCandidate]
    entries: list[Entry]
    officials: Mapping[int, str]
    places: Mapping[str, str]
    editions: list[Any]
    covers: list[str]
    today: date
    body: list[Any]
    of_the_term: Mapping[str, str]

    @property
    def track(self) -> Track:
        """Return the track."""
        return Track(self.election.track)

    @property
    def stage(self) -> Stage:
        """Return the stage."""
        return Stage(self.election.stage)

    @property
    def phase(self) -> Phase:
        """Return the phase of the stage."""
        return PHASE_OF[self.track, self.stage]

    @property
    def profile(self) -> Any:
        """Return the pinned profile."""
        return self.dossier.profile

    @property
    def address(self) -> str:
        """Return the address of the village page."""
        return self.at("show")

    def at(self, view: str, **more: Any) -> str:
        """Return the address of another page of the same election."""
        track = more.pop("track", self.election.track)
        return self.of_place(f"elections.{view}", track=track, **more)

    @property
    def next(self) -> StepView | None:
        """Return the step to be taken next."""
        return next_view(self.views)

    @property
    def may_open_by_election(self) -> bool:
        """Tell whether a seat of this body may be filled by another election, as the reader may see."""
        is_regular = not self.election.ordinal and self.is_carried
        return is_regular and is_over(self.body[-1]) and self.may(Permission.CAMPAIGN_CONFIRM)

    @cached_property
    def by_election_due(self) -> Due | None:
        """Return until when a by-election is due, where a text sets a time and too few are left."""
        return due_of(self.session, self.election, self.dossier, self.entries)

    @property
    def sees_count(self) -> bool:
        """Tell whether the reader may see the figures of the last poll already."""
        return may_see_count(self.actor, self.election, self.dossier)

    @property
    def is_carried(self) -> bool:
        """Tell whether this version carries the law of this election: not that of residents."""
        is_community = self.election.place_kind == PlaceKind.COMMUNITY
        return not (is_community and self.track is Track.COMMITTEE)

    @property
    def is_reviewed_here(self) -> bool:
        """Tell whether its candidates are examined by the joint review of this product."""
        return bool(self.election.keeps(Register.REVIEW))

    @property
    def others(self) -> list[StepView]:
        """Return the other ways out of the stage."""
        return [view for view in self.views if view is not self.next]

    def fix(self, fix: str | None) -> str | None:
        """Return the address where an issue is mended, if the reader may mend it."""
        name, _, detail = (fix or "").partition(":")
        if name == "paper" and self.may(Permission.DOCUMENT_RECORD):
            return self.at("paper", kind=detail)
        if name in ("candidates", "verdicts"):
            return self.at("candidates")
        if name == "review":
            return self.at("candidates")
        if name == "formal" and self.may(Permission.CANDIDATE_RECORD):
            return self.at("formal")
        if name == "count" and self.may(Permission.COUNT_RECORD):
            is_committee = self.track is Track.COMMITTEE
            return self.poll_address("tally") if is_committee else self.at("count")
        if name in _OF_STAFF:
            return self.staff_address(_OF_STAFF[name])
        if name == "handover":
            return self.handover_address
        if name == "certificates":
            return self.of_place("handover.certificates")
        if name in _OF_POLL:
            return self.poll_address(_OF_POLL[name])
        if name in ("roll", "objections", "doubles"):
            return self._of_roll(name)
        if name == "hold" and self.may(Permission.HOLD_PROPOSE):
            return self.at("holds")
        return None

    def of_place(self, endpoint: str, **more: Any) -> str:
        """Return the address of a page that belongs to the villagers' election of the place."""
        return url_for(
            endpoint,
            county=self.campaign.county,
            year=self.campaign.year,
            **({"village": self.election.address} | more),
        )

    def _of_roll(self, name: str) -> str:
        """Return the address of a page of the list of voters."""
        view = "objections" if name == "objections" else "show"
        only = {"doubles": "1"} if name == "doubles" else {}
        return self.of_place(f"roll.{view}", **only)

    def staff_address(self, view: str) -> str:
        """Return the address of a page of the election committee and its staff."""
        return self.of_place(f"staffing.{view}")

    @property
    def handover_address(self) -> str:
        """Return the address of the handover list."""
        return self.of_place("handover.show")

    @property
    def prints_address(self) -> str:
        """Return the address of the papers that can be printed."""
        return self.of_place("prints.index")

    def poll_address(self, view: str) -> str:
        """Return the address of a page of the poll."""
        return self.of_place(f"poll.{view}")

    @property
    def roll_address(self) -> str:
        """Return the address of the list of voters."""
        return self._of_roll("roll")

    def may(self, permission: str) -> bool:
        """Tell whether the reader holds a permission here."""
        return may(self.actor, permission, self.election.village, self.track)

    def doers(self, step: Step) -> str:
        """Return the roles that do a step, in words: who reads it may not."""
        roles = [role for role, may_do in GRANTS.items() if step.permission in may_do]
        there = [role for role in roles if TRACK_OF_ROLE.get(role, self.track) is self.track]
        return wording().joined([wording().label("role", role) for role in there])

    def stepper(self, track: Track) -> list[PhaseNode]:
        """Return the six phases of a track with the latest lawful day of each."""
        is_own = track is self.track
        dossier = self.dossier if is_own else self.sibling_dossier
        if dossier is None:
            return []
        stage = dossier.election.stage
        now = list(Phase).index(PHASE_OF[track, stage])
        days = calendar_of(track, dossier.election.election_on, dossier.profile)
        nodes = []
        for order, phase in enumerate(Phase):
            steps = [s for s in STEPS_OF[track] if s.is_main and PHASE_OF[track, s.source] is phase]
            latest = [days[s.trigger].latest for s in steps if s.trigger in days]
            is_closed = stage is Stage.CLOSED
            nodes.append(
                PhaseNode(
                    phase,
                    order < now or is_closed,
                    order == now and not is_closed,
                    max((d for d in latest if d), default=None),
                    self._done_on(track, phase) if is_own and (order < now or is_closed) else None,
                )
            )
        return nodes

    def _done_on(self, track: Track, phase: Phase) -> date | None:
        """Return the day on which the election last left a phase, by the book."""
        for entry in self.entries:
            left, reached = entry.data.get("from", ""), entry.data.get("to", "")
            if not left:
                continue
            is_end = phase is Phase.HANDOVER and reached == Stage.CLOSED
            is_left = PHASE_OF[track, Stage(left)] is phase
            if is_end or (is_left and PHASE_OF[track, Stage(reached)] is not phase):
                return day_of(entry.at)
        return None

    @property
    def last_poll(self) -> PollFacts | None:
        """Return the poll that is or was last open."""
        return self.dossier.polls[-1] if self.dossier.polls else None

    @property
    def counted(self) -> list[NamedCandidate]:
        """Return who is counted in the last poll: who stood when it opened, and written-in persons."""
        poll = self.last_poll
        if poll is None:
            return []
        return [
            c
            for c in self.candidates
            if c.facts.number in poll.candidates
            or (c.facts.source == "write_in" and poll.kind is not PollKind.TIE)
        ]

    @property
    def decision(self) -> Decision | None:
        """Return what the last poll decides beside those elected before."""
        found = self.tally
        return found.last if found else None

    @property
    def tally(self) -> Tally | None:
        """Return what all polls together have led to."""
        return tally(self.dossier, self.profile) if self.sees_count else None

    @property
    def elected_choices(self) -> list[tuple[str, str]]:
        """Return those elected as choices of a form."""
        return [(str(c.facts.number), c.name) for c in self.elected]

    @property
    def secretary(self) -> NamedCandidate | None:
        """Return whom the plenary or the assembly elected secretary, if a paper says so."""
        told = self.dossier.papers.figures(Kind.SECRETARY_RECORD, SecretaryFigures)
        return self.candidate(told.secretary) if told and told.secretary else None

    def name_of(self, number: Any) -> str:
        """Return the name of a candidate by number, or of who stays in office by his key."""
        if str(number) in self.of_the_term:
            return self.of_the_term[str(number)]
        return next((c.name for c in self.candidates if c.facts.number == int(number)), str(number))

    @property
    def lists_candidates(self) -> bool:
        """Tell whether the formal list may be settled now."""
        return self.track is Track.COMMITTEE and self.stage in LISTING

    @property
    def by_votes(self) -> list[NamedCandidate]:
        """Return the candidates by votes, equal ones by strokes of the name."""
        by_surname = self.profile.nomination.name_order.value == "surname"
        strokes = {c.facts.person_id: stroke_key(c.name, by_surname) for c in self.candidates}
        named = {c.facts.number: c for c in self.candidates}
        ordered = in_order((c.facts for c in self.candidates), "votes", strokes)
        return [named[facts.number] for facts in ordered]

    @property
    def unknown_to_strokes(self) -> list[str]:
        """Return characters of candidates' names that the order of strokes does not know."""
        return unknown_to_strokes(c.name for c in self.candidates if c.facts.may_stand)

    @property
    def shortlists(self) -> dict[Post, Shortlist]:
        """Return the formal list of each post by votes, as long as the differential asks."""
        more = self.profile.nomination.differential.value
        places = {post: n + more for post, n in self.dossier.election.seats.items()}
        return shortlists_of((c.facts for c in self.candidates), places, self.profile)

    def carried(self, listed: Collection[int]) -> dict[int, int]:
        """Return the votes for a higher post that count for a lower one, beside those of a list."""
        found = carried_down((c.facts for c in self.candidates), listed, self.profile)
        return {c.number: c.carried for c in found if c.carried}

    @cached_property
    def followers(self) -> list[NamedCandidate]:
        """Return who is or was proposed for the supervisory committee, once there is a result."""
        county, this = self.election.county, self.election.id
        if self.track is not Track.COMMITTEE or self.stage not in FOLLOWED:
            return []
        facts = nomination.followers_of(self.session, county, [this])[this]
        named = people.named(self.session, county, {c.person_id for c in facts})
        told = self.dossier.verdicts
        return [NamedCandidate(c, named[c.person_id].name, told.get(c.number)) for c in facts]

    def anybody(self, number: int) -> NamedCandidate:
        """Return a candidate, or who is proposed for what follows; raises NotFound."""
        found = [c for c in self.followers if c.facts.number == number]
        return found[0] if found else self.candidate(number)

    @property
    def objections_until(self) -> date | None:
        """Return the last day for objections to the formal list, while it hangs before the poll."""
        if self.track is not Track.COMMITTEE or self.stage not in LIST_HANGS:
            return None
        listed = self.dossier.papers.find(Kind.CANDIDATES_NOTICE)
        days = self.profile.vetting.objection_days.value
        return ObjectionWindow(days, listed.posted_on if listed else None).last

    def candidate(self, number: int) -> NamedCandidate:
        """Return a candidate by number; raises NotFound."""
        for candidate in self.candidates:
            if candidate.facts.number == number:
                return candidate
        raise NotFound(f"candidate {number}")

    @cached_property
    def scans(self) -> dict[str, list[ScanLine]]:
        """Return the scans of its papers and decisions, by subject, as far as the reader may see.

        What was added since the ballots are counted stays unseen with the count (law-notes 5.6).
        """
        found = scans.list_scans(self.session, self.election)
        if may_see_new_scans(self.actor, self.election):
            return found
        since = self.election.entered_at
        return {s: [line for line in there if line.added_at < since] for s, there in found.items()}

    def last_edition(self, kind: str) -> Any:
        """Return the last edition of a paper, also one that is no longer in force, or None."""
        there = [row for row in self.editions if row.kind == kind]
        return max(there, key=lambda row: row.edition, default=None)

    def scans_of(self, document_id: int) -> list[ScanLine]:
        """Return the scans of one edition of a paper."""
        return list(self.scans.get(subject_of_paper(document_id), ()))

    @property
    def sees_scans(self) -> bool:
        """Tell whether the reader may open scans."""
        return self.may(Permission.DOCUMENT_RECORD) or self.may(Permission.HOLD_APPROVE)

    def undone_by(self, step: Step) -> list[Kind]:
        """Return the papers in force that a step takes out of force."""
        return [kind for kind in step.sets_aside if self.dossier.papers.find(kind)]

    def edition_of(self, kind: Kind) -> int:
        """Return the number of the last edition of a paper, also of one that was set aside."""
        return max((row.edition for row in self.editions if row.kind == kind.value), default=0)

    def figures_on(self, kind: Kind) -> dict[str, Any]:
        """Return the figures of a paper as plain values."""
        paper = self.dossier.papers.find(kind)
        return msgspec.to_builtins(paper.figures) if paper else {}

    @property
    def elected(self) -> list[NamedCandidate]:
        """Return who is elected so far."""
        found = self.tally
        numbers = {number for number, _ in found.elected} if found else set()
        return [
            c
            for c in self.candidates
            if c.facts.number in numbers and c.facts.standing is not Standing.WIN_VOID
        ]


def open_page(
    session: Session,
    actor: Actor,
    county: str,
    year: int,
    village: str,
    track: Track,
    today: date,
) -> ElectionPage:
    """Read all that the pages of one election print; raises NotFound."""
    campaign = campaigns.get_campaign(session, actor, county, year)
    both = campaigns.elections_of_place(session, actor, campaign, village)
    if track not in both:
        raise NotFound(f"election of {village} {track}")
    election = both.pop(track)
    # the two tracks of the round go together; a by-election goes alone
    sibling = None if election.ordinal else next(iter(both.values()), None)
    dossiers = dossiers_of(session, county, [election, *([sibling] if sibling else [])])
    dossier = dossiers[election.id]
    told = {one.key: one.person_id for one in dossier.election.stays}
    told |= {f"left:{person}": person for person in election.left}
    persons = {c.person_id for c in dossier.candidates} | set(told.values())
    named = people.named(session, county, persons)
    entries = list_entries(session, county, case=f"election:{election.id}", most=TRAIL_PAGE)
    covers = campaigns.places_of(session, election)
    officials = access.names_of(session, county, {entry.actor_id for entry in entries})
    return ElectionPage(
        session=session,
        actor=actor,
        campaign=campaign,
        election=election,
        sibling=sibling,
        dossier=dossier,
        sibling_dossier=dossiers[sibling.id] if sibling else None,
        views=step_views(actor, election, dossier, today),
        candidates=[
            NamedCandidate(c, named[c.person_id].name, dossier.verdicts.get(c.number))
            for c in dossier.candidates
        ],
        entries=entries,
        officials=officials,
        places=names_of(session, [election.village, election.township, county, *covers]),
        editions=documents.list_editions(session, county, election.id),
        covers=covers,
        today=today,
        body=campaigns.elections_of_body(session, election),
        of_the_term={key: named[person].name for key, person in told.items()},
    )
