"""Playing the script of one election, with the hands of its township."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from electflow.act import Act, Actor, Origin
from electflow.campaign import service as campaigns
from electflow.campaign.terms import Post
from electflow.demo.persons import invented_name, unused_number
from electflow.demo.poll_hands import PollHands
from electflow.demo.script import NUMBERED, POSTED, Beat, Figures, PaperToWrite, Scene, votes_for
from electflow.documents.terms import Kind
from electflow.election_committee.terms import Duty
from electflow.errors import RequirementsUnmet
from electflow.exchange import uploads
from electflow.exchange.roll_sheet import filled
from electflow.joint_review.terms import Conclusion
from electflow.nomination.terms import Source
from electflow.roll.register import VoterEntry
from electflow.roll.terms import Change, Matter, Ruling, VoterClass
from electflow.stages import Track, Trigger
from electflow.voting.rules import tally
from electflow.workflow import candidacy, records, registers, staffing
from electflow.workflow import service as workflow
from electflow.workflow.dossier import Dossier, dossiers_of

ORIGIN = Origin("127.0.0.1", "electflow demo")
_EXPLANATION = "按本县换届工作方案执行，有关条款待上级明确。"
_ON_PAPER = "本村以纸质登记册、台账办理，系统只登记人数和合计数。"
_GROUPS = "一二三四五六"


@dataclass(frozen=True)
class Cast:
    """Who acts in a township of the demo."""

    clerk: Actor
    approver: Actor


class Player:
    """Plays the beats of one election in one session."""

    def __init__(
        self,
        cast: Cast,
        office: Actor,
        head: Actor,
        session: Session,
        election_id: int,
        scene: Scene,
        told: Figures,
        rng: Random,
        taken: set[str],
        until: datetime,
    ) -> None:
        self.session, self.scene, self.cast, self.head = session, scene, cast, head
        self.office = office
        self.told, self.rng, self.taken = told, rng, taken
        self.election = campaigns.get_election(session, office, election_id)
        self.track = Track(self.election.track)
        self.minutes, self.until = rng.randrange(0, 50), until

    def make(self, beat: Beat, on: date) -> bool:
        """Make one beat; False when the step is refused, so that the village stays where it is."""
        act = self._act(self.cast.clerk, on)
        for paper in beat.papers:
            self._write(act, paper, on, beat.day)
        if beat.ranks:
            self._rank(act)
        if beat.registers:
            self._register(act)
        if beat.objects:
            self._object(act, on)
        if beat.nominates:
            self._nominate(act)
        if beat.primary:
            self._vote_first(act)
        if beat.concludes:
            self._conclude(act, on)
        hands = self._hands(act)
        if beat.proxies:
            hands.register_proxies(on)
        if beat.prepares:
            hands.prepare(self.told.registered + 20)
        if beat.closes:
            hands.close(self._came())
        if beat.seals:
            hands.seal(self._came())
        if beat.counts and self.track is Track.COMMITTEE:
            self._count_by_sheets(hands)
        elif beat.counts:
            self._count(act)
        if beat.trigger is None:
            return True
        with suppress(RequirementsUnmet):
            self._step(beat.trigger, beat.approves, on)
            return True
        return False

    def _step(self, trigger: Trigger, approves: bool, on: date) -> None:
        actor = self.cast.approver if approves else self.cast.clerk
        if trigger is Trigger.ANNUL_ELECTION:
            actor = self.head
        explanations = {
            "voting.party_first": _EXPLANATION,
            "roll.departure_audit_public": _EXPLANATION,
            "document.posted_in_time": _EXPLANATION,
            "roll.kept_here": _ON_PAPER,
            "custody.kept": _ON_PAPER,
        }
        workflow.advance(
            self._act(actor, on),
            self.election.id,
            trigger,
            seen_version=self.election.version,
            explanations=explanations,
        )

    def _write(self, act: Act, paper: PaperToWrite, on: date, beat_day: int) -> None:
        late = (on - self.election.election_on).days - beat_day
        dated = min(self.election.election_on + timedelta(days=paper.day + late), on)
        figures = dict(paper.figures)
        if paper.kind is Kind.SECRETARY_RECORD:
            dossier = self._dossier()
            found = tally(dossier, dossier.profile)
            figures["secretary"] = min(number for number, _ in found.elected) if found else 0
        serial = self.rng.randrange(1, 90)
        records.record_paper(
            act,
            self.election.id,
            paper.kind,
            dated_on=dated,
            posted_on=dated if paper.kind in POSTED else None,
            number=f"演示〔{dated.year}〕{serial}号" if paper.kind in NUMBERED else "",
            figures=figures,
        )

    def _rank(self, act: Act) -> None:
        """Enter the ranking of the forming meeting: seven members, four reserves."""
        duties = [Duty.CHAIR, Duty.DEPUTY, *[Duty.MEMBER] * 5, *[Duty.RESERVE] * 4]
        for order, duty in enumerate(duties):
            sex = "F" if order % 3 == 1 else "M"
            staffing.rank_member(
                act,
                self.election.id,
                name=invented_name(self.rng),
                number=unused_number(self.rng, sex, self.taken),
                sex=sex,
                votes=39 - 2 * order,
                duty=duty,
            )

    def _register(self, act: Act) -> None:
        """Import the list from a workbook, as a village clerk does."""
        rows = [self._villager() for _ in range(self.told.registered - 3)]
        upload = uploads.keep(act, self.election.id, "选民登记册", filled(rows))
        uploads.import_upload(act, self.election.id, upload.id)

    def _villager(self) -> VoterEntry:
        sex = self.rng.choice("MF")
        away = self.rng.random() < 0.15
        return VoterEntry(
            name=invented_name(self.rng),
            sex=sex,
            number=unused_number(self.rng, sex, self.taken),
            group_name=f"第{self.rng.choice(_GROUPS)}村民小组",
            household=f"{self.rng.randrange(1, 120):03d}",
            voter_class=(VoterClass.AWAY if away else VoterClass.RESIDENT).value,
            evidence="本人电话表示参加，登记员记录" if away else "",
        )

    def _object(self, act: Act, on: date) -> None:
        """Three families miss a name; each is heard, decided and put on the list."""
        for number in range(1, 4):
            registers.receive_objection(
                act,
                self.election.id,
                appellant=invented_name(self.rng),
                matter=Matter.MISSING.value,
                words="家中一名成员符合登记条件，名单中没有。",
                received_on=on - timedelta(days=1),
            )
            registers.decide_objection(
                act,
                self.election.id,
                number,
                ruling=Ruling.UPHELD,
                decided_on=on,
                reason="经核对户口簿，予以补登。",
                notice_number=f"演示补正〔{on.year}〕{number}号",
                posted_on=on,
            )
            registers.enter_voter(
                act,
                self.election.id,
                replace(self._villager(), evidence=f"第{number}号申诉处理决定"),
                change=Change.UPON_OBJECTION,
                dated_on=on,
            )
        registers.post_roll_changes(
            act, self.election.id, number=f"演示补正〔{on.year}〕4号", posted_on=on
        )

    def _nominate(self, act: Act) -> None:
        is_committee = self.track is Track.COMMITTEE
        for post, seats in sorted(self.election.seats.items()):
            for order in range(seats + 1 if seats else 0):
                sex = "F" if order % 3 == 1 else "M"
                candidacy.nominate(
                    act,
                    self.election.id,
                    name=invented_name(self.rng),
                    number=unused_number(self.rng, sex, self.taken),
                    sex=sex,
                    post=Post(post),
                    source=Source.VILLAGERS if is_committee else Source.PARTY,
                    votes=(self.told.registered - 95) // (order + 2) if is_committee else 0,
                )

    def _vote_first(self, act: Act) -> None:
        """Enter the votes of the primary, fewer for each who stands further down."""
        there = self._dossier().candidates
        most = (self.told.registered - 130) // 2
        votes = {c.number: most - 9 * order for order, c in enumerate(there)}
        candidacy.record_primary(act, self.election.id, votes)

    def _conclude(self, act: Act, on: date) -> None:
        dossier = self._dossier()
        for candidate in dossier.candidates:
            candidacy.conclude(
                act,
                self.election.id,
                candidate.number,
                conclusion=Conclusion.PASS,
                number=f"演示联审〔{on.year}〕{candidate.number}号",
                dated_on=on,
            )

    def _hands(self, act: Act) -> PollHands:
        return PollHands(act, self.office, self.election)

    def _came(self) -> int:
        """Return how many villagers drew a ballot."""
        there = self.told.registered
        return there * 2 // 5 if self.scene is Scene.VOID else there - there // 9

    def _count_by_sheets(self, hands: PollHands) -> None:
        votes = self._votes(self._came() - 12)
        hands.count(self._came(), 9, votes)

    def _count(self, act: Act) -> None:
        """Enter the count of an assembly of Party members."""
        poll = self._dossier().polls[-1]
        voters = poll.base - 1
        returned = voters + 1 if self.scene is Scene.VOID else voters
        records.record_count(
            act,
            self.election.id,
            voters=voters,
            issued=returned,
            returned=returned,
            void=0,
            votes=self._votes(voters),
            seen_edition=poll.edition,
        )

    def _votes(self, good: int) -> dict[int, int]:
        dossier = self._dossier()
        poll = dossier.polls[-1]
        numbers: dict[str, list[int]] = {post.value: [] for post in poll.seats}
        for candidate in dossier.candidates:
            numbers[candidate.post.value].append(candidate.number)
        seats = {post.value: n for post, n in poll.seats.items()}
        return votes_for(self.scene, self.track, numbers, seats, good, self.rng)

    def _dossier(self) -> Dossier:
        return dossiers_of(self.session, self.election.county, [self.election])[self.election.id]

    def _act(self, actor: Actor, on: date) -> Act:
        self.minutes += 3
        at = at_office(on, 9 + self.minutes // 60 % 8, self.minutes % 60)
        return Act(self.session, actor, min(at, self.until), ORIGIN)


def at_office(on: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant at +08:00 office hours, as UTC."""
    return datetime.combine(on, time(hour, minute), UTC) - timedelta(hours=8)
