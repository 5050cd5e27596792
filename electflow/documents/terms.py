"""The papers of an election: their kinds, the figures on each, and how they are seen by a rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

import msgspec

from electflow.stages import Track


class Kind(StrEnum):
    """What a paper is (文书种类)."""

    DEPARTURE_AUDIT = "departure_audit"
    ELECTION_COMMITTEE_NOTICE = "election_committee_notice"
    ELECTION_METHOD = "election_method"
    REGISTRATION_NOTICE = "registration_notice"
    ROLL_NOTICE = "roll_notice"
    FINAL_ROLL = "final_roll"
    NOMINATION_NOTICE = "nomination_notice"
    NOMINATION_RECORD = "nomination_record"
    PRIMARY_RECORD = "primary_record"
    VETTING_REQUEST = "vetting_request"
    VETTING_REPORT = "vetting_report"
    CANDIDATES_NOTICE = "candidates_notice"
    REOPENING_RECORD = "reopening_record"
    NO_CANDIDATES_CONSENT = "no_candidates_consent"
    MEETING_RECORD = "meeting_record"
    PLACE_NOTICE = "place_notice"
    PROXY_NOTICE = "proxy_notice"
    STAFF_NOTICE = "staff_notice"
    BOX_USERS_NOTICE = "box_users_notice"
    READINESS_RECORD = "readiness_record"
    POLL_CLOSING = "poll_closing"
    RESULT_NOTICE = "result_notice"
    REVOTE_NOTICE = "revote_notice"
    SECOND_ELECTION_NOTICE = "second_election_notice"
    COUNT_CORRECTION = "count_correction"
    VACANCY_DECISION = "vacancy_decision"
    VOID_DECISION = "void_decision"
    ANNULMENT_DECISION = "annulment_decision"
    PERSON_VOID_DECISION = "person_void_decision"
    CERTIFICATES_RECORD = "certificates_record"
    FILING_RECEIPT = "filing_receipt"
    HANDOVER_RECORD = "handover_record"
    ARCHIVE_LIST = "archive_list"
    ROSTER = "roster"
    ELECTION_REQUEST = "election_request"
    REQUEST_REPLY = "request_reply"
    REQUEST_RETURN = "request_return"
    RECOMMENDATION_NOTICE = "recommendation_notice"
    RECOMMENDATION_RECORD = "recommendation_record"
    PRELIMINARY_REPORT = "preliminary_report"
    INSPECTION_REPORT = "inspection_report"
    CANDIDATES_REPLY = "candidates_reply"
    CANDIDATES_PUBLICITY = "candidates_publicity"
    PUBLICITY_RESULT = "publicity_result"
    ATTENDANCE_RECORD = "attendance_record"
    RECONVENING_NOTICE = "reconvening_notice"
    SECRETARY_RECORD = "secretary_record"
    SEAT_REDUCTION = "seat_reduction"
    RESULT_REPORT = "result_report"
    RESULT_REPLY = "result_reply"
    RESULT_RETURN = "result_return"
    COUNTY_FILING = "county_filing"
    ASSIGNMENT_DECISION = "assignment_decision"


class Ground(StrEnum):
    """Why an election is void, which decides where it starts again (law-notes 3)."""

    TURNOUT = "turnout"
    BALLOTS = "ballots"
    CANDIDATES = "candidates"
    ELECTION_COMMITTEE = "election_committee"


class Organ(StrEnum):
    """Who decided (作出决定的机关)."""

    ELECTION_COMMITTEE = "election_committee"
    TOWNSHIP_GOVERNMENT = "township_government"
    COUNTY_GOVERNMENT = "county_government"
    TOWNSHIP_PARTY_COMMITTEE = "township_party_committee"
    COUNTY_PARTY_COMMITTEE = "county_party_committee"


ORGANS_OF = {
    Track.COMMITTEE: (
        Organ.ELECTION_COMMITTEE,
        Organ.TOWNSHIP_GOVERNMENT,
        Organ.COUNTY_GOVERNMENT,
    ),
    Track.PARTY: (Organ.TOWNSHIP_PARTY_COMMITTEE, Organ.COUNTY_PARTY_COMMITTEE),
}
"""Who may decide in a track at all: a Party organ never decides on the villagers' election."""

GROUNDS_OF = {
    Track.COMMITTEE: tuple(Ground),
    Track.PARTY: (Ground.BALLOTS,),
}


class FormedBy(StrEnum):
    """Which meeting formed the election committee (Art. 15)."""

    ASSEMBLY = "assembly"
    REPRESENTATIVES = "representatives"
    GROUPS = "groups"


class BallotForm(StrEnum):
    """Whether all posts stand on one ballot, or each has its own (选票样式)."""

    COMBINED = "combined"
    SEPARATE = "separate"


class AdoptedBy(StrEnum):
    """Which meeting adopted the election method (Art. 26, 30)."""

    ASSEMBLY = "assembly"
    REPRESENTATIVES = "representatives"


class SecretaryMode(StrEnum):
    """How the secretary is elected; a branch without committee or a direct election has no plenary."""

    PLENARY = "plenary"
    ASSEMBLY = "assembly"


class Figures(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The figures on a paper; a paper without figures has none."""


class Meeting(Figures, frozen=True, kw_only=True):
    """Who came to a meeting and who agreed."""

    due: int
    present: int
    agreed: int


class ElectionCommitteeFigures(Figures, frozen=True, kw_only=True):
    """The villagers' election committee (村民选举委员会) as published, and the meeting that formed it."""

    formed_by: FormedBy
    due: int | None = None
    present: int | None = None
    members: int
    reserves: int


class MethodFigures(Meeting, frozen=True, kw_only=True):
    """The adopted election method (选举办法)."""

    adopted_by: AdoptedBy
    chair_seats: int
    deputy_seats: int
    member_seats: int
    women_seats: int
    primary: bool
    ballots: BallotForm | None = None


class RegistrationFigures(Figures, frozen=True, kw_only=True):
    """The days of registration."""

    begins_on: date
    ends_on: date


class RollFigures(Figures, frozen=True, kw_only=True):
    """The list as posted."""

    registered: int


class FinalRollFigures(Figures, frozen=True, kw_only=True):
    """The list after objections."""

    registered: int
    objections: int
    decided: int


class NominationFigures(Figures, frozen=True, kw_only=True):
    """The nomination ballots."""

    issued: int
    returned: int
    void: int


class UnitFigures(Figures, frozen=True, kw_only=True):
    """A list sent to the examining units."""

    persons: int
    units: int


class VettingFigures(Figures, frozen=True, kw_only=True):
    """What the examining units answered."""

    persons: int
    units: int
    units_answered: int


class PersonsFigures(Figures, frozen=True, kw_only=True):
    """How many persons a paper names."""

    persons: int


class RevoteFigures(PersonsFigures, frozen=True, kw_only=True):
    """Who is voted on again among the equal, and when; older editions tell of no day."""

    poll_on: date | None = None


class PlaceFigures(Figures, frozen=True, kw_only=True):
    """Time and place of the poll."""

    poll_on: date
    stations: int


class ProxyFigures(Figures, frozen=True, kw_only=True):
    """The published proxies."""

    principals: int
    proxies: int
    most_of_one_proxy: int
    candidates_as_proxies: int


class ReadinessFigures(Figures, frozen=True, kw_only=True):
    """What stands ready on the eve of the poll."""

    ballots_printed: int
    secret_places: int
    mobile_boxes: int
    fewest_scrutineers: int


class ClosingFigures(Figures, frozen=True, kw_only=True):
    """What was counted when the poll closed, before any ballot was read."""

    voters: int
    issued: int


class ResultFigures(Figures, frozen=True, kw_only=True):
    """The result as read out and posted."""

    announced_on_the_spot: bool
    counted_openly: bool
    persons: int
    kin_among_elected: bool | None = None
    all_eligible: bool | None = None


class SecondFigures(Figures, frozen=True, kw_only=True):
    """The second election as announced."""

    poll_on: date
    persons: int
    seats: int


class VoidFigures(Figures, frozen=True, kw_only=True):
    """A written decision that an election is void."""

    organ: Organ
    ground: Ground


class CorrectionFigures(Figures, frozen=True, kw_only=True):
    """Why announced figures are corrected (更正): minutes, signatures, whether the winners change."""

    scrutineers_signed: bool
    winners_change: bool


class OrganFigures(Figures, frozen=True, kw_only=True):
    """A written decision of an organ."""

    organ: Organ


class CertificateFigures(Figures, frozen=True, kw_only=True):
    """Certificates handed out."""

    persons: int


class HandoverFigures(Figures, frozen=True, kw_only=True):
    """The handover as signed."""

    signed_by_both: bool
    seal_handed_over: bool


class ArchiveFigures(Figures, frozen=True, kw_only=True):
    """The archive list."""

    files: int
    ballots_sealed: bool


class RosterFigures(Figures, frozen=True, kw_only=True):
    """The verified roster of Party members."""

    full_members: int
    no_vote: int
    not_counted: int


class ReplyFigures(Figures, frozen=True, kw_only=True):
    """The approved seats of the Party committee."""

    committee_seats: int
    secretary_mode: SecretaryMode


class RecommendationFigures(Figures, frozen=True, kw_only=True):
    """Both recommendation meetings."""

    members_due: int
    members_present: int
    representatives_due: int
    representatives_present: int


class InspectionFigures(Figures, frozen=True, kw_only=True):
    """The inspection."""

    inspectors: int
    persons: int


class ObjectionFigures(Figures, frozen=True, kw_only=True):
    """Objections raised during publicity and settled."""

    objections: int
    settled: int


class SecretaryFigures(Meeting, frozen=True, kw_only=True):
    """The plenary that elected the secretary: who came, who agreed, and who is it now."""

    secretary: int | None = None


class AttendanceFigures(Figures, frozen=True, kw_only=True):
    """Who came to the assembly of members."""

    due: int
    present: int


class Side(StrEnum):
    """Which tracks a kind of paper belongs to."""

    COMMITTEE = "committee"
    PARTY = "party"
    BOTH = "both"


@dataclass(frozen=True)
class PaperKind:
    """What one kind of paper carries: figures, an official number, posting on the wall."""

    figures: type[Figures] = Figures
    side: Side = Side.COMMITTEE
    is_numbered: bool = False
    is_posted: bool = False

    def belongs_to(self, track: Track) -> bool:
        """Tell whether elections of a track have such a paper."""
        return self.side in (Side.BOTH, Side(track.value))


PAPER_KINDS: dict[Kind, PaperKind] = {
    Kind.DEPARTURE_AUDIT: PaperKind(is_numbered=True, is_posted=True),
    Kind.ELECTION_COMMITTEE_NOTICE: PaperKind(
        ElectionCommitteeFigures, is_numbered=True, is_posted=True
    ),
    Kind.ELECTION_METHOD: PaperKind(MethodFigures),
    Kind.REGISTRATION_NOTICE: PaperKind(RegistrationFigures, is_numbered=True, is_posted=True),
    Kind.ROLL_NOTICE: PaperKind(RollFigures, is_numbered=True, is_posted=True),
    Kind.FINAL_ROLL: PaperKind(FinalRollFigures, is_numbered=True, is_posted=True),
    Kind.NOMINATION_NOTICE: PaperKind(is_numbered=True, is_posted=True),
    Kind.NOMINATION_RECORD: PaperKind(NominationFigures),
    Kind.PRIMARY_RECORD: PaperKind(NominationFigures),
    Kind.VETTING_REQUEST: PaperKind(UnitFigures, Side.BOTH, is_numbered=True),
    Kind.VETTING_REPORT: PaperKind(VettingFigures, Side.BOTH, is_numbered=True),
    Kind.CANDIDATES_NOTICE: PaperKind(PersonsFigures, is_numbered=True, is_posted=True),
    Kind.REOPENING_RECORD: PaperKind(PersonsFigures, Side.BOTH),
    Kind.NO_CANDIDATES_CONSENT: PaperKind(Meeting, is_numbered=True),
    Kind.MEETING_RECORD: PaperKind(),
    Kind.PLACE_NOTICE: PaperKind(PlaceFigures, is_numbered=True, is_posted=True),
    Kind.PROXY_NOTICE: PaperKind(ProxyFigures, is_numbered=True, is_posted=True),
    Kind.STAFF_NOTICE: PaperKind(PersonsFigures, is_numbered=True, is_posted=True),
    Kind.BOX_USERS_NOTICE: PaperKind(PersonsFigures, is_numbered=True, is_posted=True),
    Kind.READINESS_RECORD: PaperKind(ReadinessFigures),
    Kind.POLL_CLOSING: PaperKind(ClosingFigures),
    Kind.RESULT_NOTICE: PaperKind(ResultFigures, is_numbered=True, is_posted=True),
    Kind.REVOTE_NOTICE: PaperKind(RevoteFigures, Side.BOTH, is_posted=True),
    Kind.SECOND_ELECTION_NOTICE: PaperKind(
        SecondFigures, Side.BOTH, is_numbered=True, is_posted=True
    ),
    Kind.COUNT_CORRECTION: PaperKind(CorrectionFigures, is_numbered=True, is_posted=True),
    Kind.VACANCY_DECISION: PaperKind(Meeting),
    Kind.VOID_DECISION: PaperKind(VoidFigures, Side.BOTH, is_numbered=True),
    Kind.ANNULMENT_DECISION: PaperKind(VoidFigures, Side.BOTH, is_numbered=True),
    Kind.PERSON_VOID_DECISION: PaperKind(OrganFigures, is_numbered=True),
    Kind.CERTIFICATES_RECORD: PaperKind(CertificateFigures),
    Kind.FILING_RECEIPT: PaperKind(is_numbered=True),
    Kind.HANDOVER_RECORD: PaperKind(HandoverFigures, Side.BOTH),
    Kind.ARCHIVE_LIST: PaperKind(ArchiveFigures, Side.BOTH),
    Kind.ROSTER: PaperKind(RosterFigures, Side.PARTY),
    Kind.ELECTION_REQUEST: PaperKind(ReplyFigures, Side.PARTY, is_numbered=True),
    Kind.REQUEST_REPLY: PaperKind(ReplyFigures, Side.PARTY, is_numbered=True),
    Kind.REQUEST_RETURN: PaperKind(side=Side.PARTY, is_numbered=True),
    Kind.RECOMMENDATION_NOTICE: PaperKind(side=Side.PARTY, is_posted=True),
    Kind.RECOMMENDATION_RECORD: PaperKind(RecommendationFigures, Side.PARTY),
    Kind.PRELIMINARY_REPORT: PaperKind(PersonsFigures, Side.PARTY, is_numbered=True),
    Kind.INSPECTION_REPORT: PaperKind(InspectionFigures, Side.PARTY),
    Kind.CANDIDATES_REPLY: PaperKind(PersonsFigures, Side.PARTY, is_numbered=True),
    Kind.CANDIDATES_PUBLICITY: PaperKind(PersonsFigures, Side.PARTY, is_posted=True),
    Kind.PUBLICITY_RESULT: PaperKind(ObjectionFigures, Side.PARTY),
    Kind.ATTENDANCE_RECORD: PaperKind(AttendanceFigures, Side.PARTY),
    Kind.RECONVENING_NOTICE: PaperKind(side=Side.PARTY, is_posted=True),
    Kind.SECRETARY_RECORD: PaperKind(SecretaryFigures, Side.PARTY),
    Kind.SEAT_REDUCTION: PaperKind(Meeting, Side.PARTY),
    Kind.RESULT_REPORT: PaperKind(PersonsFigures, Side.PARTY, is_numbered=True),
    Kind.RESULT_REPLY: PaperKind(PersonsFigures, Side.PARTY, is_numbered=True),
    Kind.RESULT_RETURN: PaperKind(side=Side.PARTY, is_numbered=True),
    Kind.COUNTY_FILING: PaperKind(side=Side.BOTH, is_numbered=True),
    Kind.ASSIGNMENT_DECISION: PaperKind(OrganFigures, Side.PARTY, is_numbered=True),
}

F = TypeVar("F", bound=Figures)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One recorded paper in its latest edition."""

    kind: Kind
    edition: int
    dated_on: date
    posted_on: date | None = None
    taken_down_on: date | None = None
    number: str = ""
    figures: Figures = field(default_factory=Figures)
    recorded_by: int = 0


@dataclass(frozen=True)
class Papers:
    """The latest edition of each kind of paper that is in force in an election."""

    by_kind: Mapping[Kind, Paper] = field(default_factory=dict)

    def find(self, kind: Kind) -> Paper | None:
        """Return the paper of a kind, or None."""
        return self.by_kind.get(kind)

    def figures(self, kind: Kind, shape: type[F]) -> F | None:
        """Return the figures on the paper of a kind, or None."""
        paper = self.by_kind.get(kind)
        return paper.figures if paper and isinstance(paper.figures, shape) else None
