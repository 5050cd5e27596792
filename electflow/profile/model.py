"""The shape of a profile: every legal parameter with value, source, standing and date."""

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")


class Basis(StrEnum):
    """What a rule rests on; only the first three may block (law-notes B7)."""

    LAW = "law"
    PARTY = "party"
    PROVINCE = "province"
    GUIDANCE = "guidance"
    POLICY = "policy"
    READING = "reading"
    HOUSE = "house"


class Verified(StrEnum):
    """Whether the rule's text was read."""

    FULL = "verified"
    PARTLY = "partly"
    NOT = "unverified"


BINDING = frozenset({Basis.LAW, Basis.PARTY, Basis.PROVINCE})


TEXT_ONLY = frozenset(
    {
        "after.group_leaders_days",
        "after.legal_person_days",
        "after.representatives_days",
        "after.subcommittees_days",
        "committee.term_years",
        "house.order",
        "nomination.without_proxy",
        "poll.proxy_representatives",
        "preparation.election_committee_absences",
        "preparation.election_committee_deputy",
        "roll.worker_months",
    }
)
"""Rules that are shown with their source, and that no step checks in this version."""


class CommitteeKind(StrEnum):
    """Whose committee the rules are about; each kind has a law of its own."""

    VILLAGERS = "villagers"
    RESIDENTS = "residents"


class Electors(StrEnum):
    """Who elects a committee: every voter, one for each household, or the representatives."""

    VOTERS = "voters"
    HOUSEHOLDS = "households"
    REPRESENTATIVES = "representatives"


class Superseded(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text that a higher one has taken the place of (已被国家法律替代); it stays visible."""

    level: str
    value: Any
    source: str
    note: str = ""


class Leaf(msgspec.Struct, Generic[T], frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One parameter (规则项): ``bound`` says how far a lower level may depart from it."""

    value: T
    source: str
    basis: Basis
    verified: Verified
    effective_from: date
    key: str = ""
    level: str = ""
    bound: str = ""
    unit: str = ""
    note: str = ""
    superseded_by: str = ""
    exception_by: tuple[str, ...] = ()
    superseded: tuple[Superseded, ...] = ()

    @property
    def may_be_excepted(self) -> bool:
        """Tell whether an election may be let off it: policy, or where the article says by whom."""
        return self.basis is Basis.POLICY or bool(self.exception_by)

    @property
    def blocks(self) -> bool:
        """Tell whether breaking the rule forbids the step; else it asks for an explanation."""
        return self.basis in BINDING and self.verified is not Verified.NOT

    @property
    def is_checked(self) -> bool:
        """Tell whether the product checks the rule itself; else a person must."""
        return self.key not in TEXT_ONLY

    @property
    def is_confirmed(self) -> bool:
        """Tell whether the rule's text was read in full and is not a mere reading."""
        return self.verified is Verified.FULL and self.basis is not Basis.READING


class Share(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A share as exact integers."""

    part: int
    whole: int

    @property
    def fraction(self) -> Fraction:
        """Return the share as a fraction."""
        return Fraction(self.part, self.whole)


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A group of parameters."""


class CommitteeRules(Section, frozen=True, kw_only=True):
    """The committee itself: whose it is, who elects it, and of how many."""

    kind: Leaf[CommitteeKind]
    electors: Leaf[tuple[Electors, ...]]
    size_least: Leaf[int]
    size_most: Leaf[int]
    women_least: Leaf[int]
    term_years: Leaf[int]


class PreparationRules(Section, frozen=True, kw_only=True):
    """Audit, election committee, method."""

    departure_audit: Leaf[bool]
    election_committee: Leaf[bool]
    election_committee_least: Leaf[int]
    election_committee_most: Leaf[int]
    election_committee_deputy: Leaf[bool]
    election_committee_odd: Leaf[bool]
    election_committee_kin: Leaf[bool]
    election_committee_leaves: Leaf[bool]
    election_committee_leaves_kin: Leaf[str]
    election_committee_absences: Leaf[int]
    election_committee_change: Leaf[bool]
    method: Leaf[bool]
    method_majority: Leaf[Share]
    assembly_quorum: Leaf[Share]
    method_quorum: Leaf[Share]


class RollRules(Section, frozen=True, kw_only=True):
    """Registration of voters."""

    voter_age: Leaf[int]
    registration: Leaf[bool]
    publish_before_days: Leaf[int]
    objection_days: Leaf[int]
    decision_days: Leaf[int]
    changes_until_poll: Leaf[bool]
    one_village: Leaf[bool]
    worker_months: Leaf[int] | None = None


class NominationRules(Section, frozen=True, kw_only=True):
    """Nomination of candidates."""

    announced: Leaf[bool]
    by_party_or_villagers: Leaf[bool]
    meeting_quorum: Leaf[Share]
    names_at_most_seats: Leaf[bool]
    without_proxy: Leaf[bool]
    differential: Leaf[int]
    differential_most_heads: Leaf[int]
    differential_most_members: Leaf[int]
    primary: Leaf[bool]
    without_candidates: Leaf[bool]
    joint_least: Leaf[int]
    form_on_record: Leaf[bool]
    self_until_days: Leaf[int]
    order_by: Leaf[str]
    name_order: Leaf[str]
    substitute_by_votes: Leaf[bool]
    one_post: Leaf[bool]


class VettingRules(Section, frozen=True, kw_only=True):
    """Examination of candidates."""

    four_classes: Leaf[bool]
    by_election_committee: Leaf[bool]
    all_units_answer: Leaf[bool]
    unsuitable_ways: Leaf[bool]
    condition_decided_by: Leaf[str]
    publish_before_days: Leaf[int]
    withdraw_until_days: Leaf[int]
    withdraw_after_days: Leaf[int]
    reply_days: Leaf[int]
    answers_valid_days: Leaf[int]
    remind_before_days: Leaf[int]
    remind_every_days: Leaf[int]
    escalate_after_days: Leaf[int]
    statement_days: Leaf[int]
    objection_days: Leaf[int]
    recusal_kin: Leaf[bool]
    recusal_same_village: Leaf[bool]


class PollRules(Section, frozen=True, kw_only=True):
    """The poll and its conditions."""

    meeting_with_villagers: Leaf[bool]
    meeting_before_poll: Leaf[bool]
    place_notice_days: Leaf[int]
    secret_place: Leaf[bool]
    proxy_most: Leaf[int]
    proxy_eligible: Leaf[str]
    proxy_representatives: Leaf[bool] | None = None
    proxy_passed_on: Leaf[bool]
    proxy_until_days: Leaf[int]
    proxies_published: Leaf[bool]
    proxies_published_days: Leaf[int]
    box_scrutineers: Leaf[int]
    mobile_box_approval: Leaf[bool]
    mobile_box_list: Leaf[bool]
    mobile_box_back: Leaf[bool]
    ballot_ledger: Leaf[bool]
    staff_unrelated: Leaf[bool]
    staff_kin: Leaf[str]
    staff_published_days: Leaf[int]
    doubtful_ballots: Leaf[bool]
    open_count: Leaf[bool]
    on_election_day: Leaf[bool]
    party_first: Leaf[bool]


class ResultRules(Section, frozen=True, kw_only=True):
    """Validity, majority, second election, publication.

    The turnout of households and of representatives is there only where a law lets them elect.
    """

    turnout: Leaf[Share]
    turnout_households: Leaf[Share] | None = None
    turnout_representatives: Leaf[Share] | None = None
    returned_at_most: Leaf[str]
    majority: Leaf[Share]
    void_ballots_in_base: Leaf[bool]
    tie: Leaf[bool]
    higher_post: Leaf[bool]
    carry_down: Leaf[str]
    women_mode: Leaf[str]
    eligibility: Leaf[bool]
    second_share: Leaf[Share]
    second_within_days: Leaf[int]
    second_turnout: Leaf[bool]
    short_first: Leaf[str]
    short_second: Leaf[str]
    acting: Leaf[str]
    repeat_within_days: Leaf[int]
    vacancy_with_members: Leaf[int]
    vacancy_decided_by: Leaf[tuple[str, ...]]
    by_election: Leaf[bool]
    by_election_within_months: Leaf[int]
    legal_review_by: Leaf[tuple[str, ...]]
    on_the_spot: Leaf[bool]
    notice_within_days: Leaf[int]
    void_authority: Leaf[tuple[str, ...]]
    person_void_decision: Leaf[bool]
    correction: Leaf[bool]
    person_void_authority: Leaf[tuple[str, ...]]
    kin: Leaf[bool]
    kin_kinds: Leaf[str]
    kin_yields: Leaf[str]
    kin_substitute: Leaf[bool]


class AfterRules(Section, frozen=True, kw_only=True):
    """Filing, certificates, handover, archive."""

    handover_days: Leaf[int]
    refusal_order_days: Leaf[int]
    certificates: Leaf[bool]
    filing: Leaf[bool]
    county_filing: Leaf[bool]
    supervisory_committee_days: Leaf[int]
    supervisory_committee_least: Leaf[int]
    supervisory_committee_most: Leaf[int]
    subcommittees_days: Leaf[int]
    group_leaders_days: Leaf[int]
    representatives_days: Leaf[int]
    legal_person_days: Leaf[int]
    archive: Leaf[bool]


class PartyRules(Section, frozen=True, kw_only=True):
    """The village Party organisation's election."""

    roster: Leaf[bool]
    not_counted: Leaf[bool]
    request: Leaf[bool]
    reply: Leaf[bool]
    recommendation: Leaf[bool]
    recommend_quorum: Leaf[Share]
    preliminary_report: Leaf[bool]
    vetting: Leaf[bool]
    inspectors_least: Leaf[int]
    candidates_reply: Leaf[bool]
    differential: Leaf[Share]
    publicity_days: Leaf[int]
    quorum: Leaf[Share]
    majority: Leaf[Share]
    majority_base: Leaf[str]
    ballots: Leaf[bool]
    tie: Leaf[bool]
    void_authority: Leaf[tuple[str, ...]]
    hold_authority: Leaf[tuple[str, ...]]
    reduced_seats: Leaf[bool]
    secretary: Leaf[bool]
    report: Leaf[bool]
    approval: Leaf[bool]
    county_filing: Leaf[bool]
    assignment: Leaf[bool]
    archive: Leaf[bool]


class HouseRules(Section, frozen=True, kw_only=True):
    """Rules of the record itself, and what this version does not carry."""

    hold: Leaf[bool]
    postponement_authority: Leaf[tuple[str, ...]]
    postponement_most_months: Leaf[int]
    day_authority: Leaf[tuple[str, ...]]
    interruption_authority: Leaf[tuple[str, ...]]
    community_law: Leaf[bool]
    two_persons: Leaf[bool]
    order: Leaf[bool]
    roll_kept: Leaf[bool]
    kinship_confirmed: Leaf[bool]


class Timetable(Section, frozen=True, kw_only=True):
    """Latest and earliest lawful day of each step, in days from the election day."""

    latest: dict[str, Leaf[int]]
    earliest: dict[str, Leaf[int]]


class Timetables(Section, frozen=True, kw_only=True):
    """One timetable a track."""

    committee: Timetable
    party: Timetable


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The legal parameters of a campaign (规则包), resolved from nation to province to county."""

    name: str
    title: str
    levels: tuple[str, ...]
    is_draft: bool
    committee: CommitteeRules
    preparation: PreparationRules
    roll: RollRules
    nomination: NominationRules
    vetting: VettingRules
    poll: PollRules
    result: ResultRules
    after: AfterRules
    party: PartyRules
    house: HouseRules
    timetable: Timetables

    def leaf(self, key: str) -> Leaf[Any]:
        """Return the leaf of a dotted key; raises KeyError."""
        found: Any = self
        for part in key.split("."):
            found = found[part] if isinstance(found, dict) else getattr(found, part, None)
            if found is None:
                raise KeyError(key)
        if not isinstance(found, Leaf):
            raise KeyError(key)
        return found

    def find(self, key: str) -> Leaf[Any] | None:
        """Return the leaf of a dotted key, or None: an older record may name one that is gone."""
        try:
            return self.leaf(key)
        except KeyError:
            return None

    def leaves(self) -> list[Leaf[Any]]:
        """Return all parameters, in the order of the procedure."""
        return list(_leaves_in(self))


def _leaves_in(node: Any) -> list[Leaf[Any]]:
    if isinstance(node, Leaf):
        return [node]
    if isinstance(node, dict):
        return [leaf for inner in node.values() for leaf in _leaves_in(inner)]
    if isinstance(node, msgspec.Struct):
        fields = node.__struct_fields__
        return [leaf for name in fields for leaf in _leaves_in(getattr(node, name))]
    return []
