"""Who must leave the election committee and the staff: whom a candidate is, or is near kin to."""

from electflow.documents.rules import requirement
from electflow.documents.terms import ElectionCommitteeFigures, Kind, Papers
from electflow.election_committee.terms import Duty, ElectionStaff
from electflow.issues import Issue
from electflow.people.terms import KINSHIPS_OF
from electflow.profile.model import Profile


def as_formed(staff: ElectionStaff, papers: Papers, profile: Profile) -> list[Issue]:
    """The posted list is the ranking that is kept here, and no two members are near kin."""
    told = papers.figures(Kind.ELECTION_COMMITTEE_NOTICE, ElectionCommitteeFigures)
    if not staff.members or told is None:
        return []
    members = sum(member.was_formed_in for member in staff.members)
    reserves = len(staff.members) - members
    rule = profile.preparation.election_committee
    paper = f"paper:{Kind.ELECTION_COMMITTEE_NOTICE}"
    return [
        requirement(
            "election_committee.as_kept",
            rule,
            (told.members, told.reserves) == (members, reserves),
            {
                "members": told.members,
                "reserves": told.reserves,
                "kept": members,
                "kept_reserves": reserves,
            },
            fix=paper,
        ),
        _one_chair(staff, profile),
        _no_kin_within(staff, profile),
    ]


def nobody_nominated(
    staff: ElectionStaff, candidates: frozenset[int], profile: Profile
) -> list[Issue]:
    """No member is a candidate or a candidate's near relative (VCOL 2025, art. 15).

    Whom a human has not confirmed as kin is only reminded of; nobody leaves by machine.
    """
    if not staff.members:
        return []
    rule = profile.preparation.election_committee_leaves
    sitting = {member.person_id for member in staff.sitting}
    own = len(sitting & candidates)
    meant = KINSHIPS_OF[profile.preparation.election_committee_leaves_kin.value]
    kin = [k for k in staff.kin_between(sitting, candidates) if k.kinship in meant]
    sure = sum(k.is_confirmed for k in kin)
    unposted = sum(member.is_to_be_posted for member in staff.members)
    issues = [
        requirement(
            "election_committee.nobody_nominated", rule, own == 0, {"persons": own}, fix="committee"
        ),
        requirement(
            "election_committee.no_kin_nominated",
            rule,
            sure == 0,
            {"persons": sure},
            fix="committee",
        ),
        requirement(
            "election_committee.change_posted",
            profile.preparation.election_committee_change,
            unposted == 0,
            {"persons": unposted},
            fix="committee",
        ),
        _enough_sit(staff, profile),
        _one_chair(staff, profile),
        _no_kin_within(staff, profile),
    ]
    open_ones = len(kin) - sure
    if open_ones:
        told = {"pairs": open_ones}
        house = profile.house.kinship_confirmed
        issues.append(requirement("kinship.confirmed", house, False, told, fix="kinship"))
    return issues


def _one_chair(staff: ElectionStaff, profile: Profile) -> Issue:
    chairs = sum(member.duty is Duty.CHAIR for member in staff.sitting)
    rule = profile.preparation.election_committee
    told = {"persons": chairs}
    return requirement("election_committee.one_chair", rule, chairs == 1, told, fix="committee")


def _no_kin_within(staff: ElectionStaff, profile: Profile) -> Issue:
    """Remind when two members are near relatives; nobody is kept out by machine."""
    sitting = [member.person_id for member in staff.sitting]
    pairs = sum(kin.is_confirmed for kin in staff.kin_between(sitting, sitting))
    rule = profile.preparation.election_committee_kin
    told = {"pairs": pairs}
    return requirement("election_committee.no_kin_within", rule, not pairs, told, fix="committee")


def _enough_sit(staff: ElectionStaff, profile: Profile) -> Issue:
    least = profile.preparation.election_committee_least
    told = {"members": len(staff.sitting), "least": least.value}
    holds = len(staff.sitting) >= least.value
    return requirement("election_committee.enough_sit", least, holds, told, fix="committee")


def staff_unrelated(
    staff: ElectionStaff, candidates: frozenset[int], profile: Profile
) -> list[Issue]:
    """No candidate, nor whom the profile counts as his kin, works at the poll."""
    if not staff.staff:
        return []
    rule = profile.poll.staff_unrelated
    working = {member.person_id for member in staff.staff}
    own = len(working & candidates)
    meant = KINSHIPS_OF[profile.poll.staff_kin.value]
    kin = [
        k for k in staff.kin_between(working, candidates) if k.is_confirmed and k.kinship in meant
    ]
    return [
        requirement(
            "election_committee.staff_no_candidate", rule, own == 0, {"persons": own}, fix="staff"
        ),
        requirement(
            "election_committee.staff_no_kin", rule, not kin, {"persons": len(kin)}, fix="staff"
        ),
    ]
