"""The door of the election committee, of poll staff, and of the register of kinship."""

from datetime import date

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.campaign import service as campaign
from electflow.campaign.model import Election
from electflow.campaign.terms import Register
from electflow.election_committee import service as staffing
from electflow.election_committee.terms import Duty, Leaving, StaffDuty
from electflow.errors import InputRefused, NotFound
from electflow.issues import Issue
from electflow.nomination import service as nomination
from electflow.people import kinship
from electflow.people import service as people
from electflow.people.terms import KINSHIPS_OF, KinFacts, Kinship
from electflow.stages import PHASE_OF, Phase, Stage, Track
from electflow.workflow.dossier import Dossier, dossier_of
from electflow.workflow.opening import opened, require_stage

FORMING = frozenset({Stage.PREPARING, Stage.ELECTION_COMMITTEE_FORMED})
OPEN = frozenset(
    stage
    for (track, stage), phase in PHASE_OF.items()
    if track is Track.COMMITTEE
    and phase not in (Phase.APPOINTMENT, Phase.HANDOVER)
    and stage is not Stage.ANNULLED
)


def rank_member(
    act: Act,
    election_id: int,
    *,
    name: str,
    number: str,
    sex: str,
    votes: int,
    duty: Duty,
    supplement: str = "",
) -> None:
    """Enter the next of the ranking, or once it was formed whom a later meeting chose beside it.

    The latter only while fewer sit than there must and nobody can step in, with that meeting's
    minutes. Raises NotFound, Forbidden or InputRefused.
    """
    election = opened(act, election_id, Permission.STAFF_KEEP, Track.COMMITTEE)
    if Stage(election.stage) not in FORMING:
        require_stage(election, OPEN, "election_committee.not_now")
        _require_short(act, election, supplement, number)
    staffing.rank_member(
        act,
        election,
        name=name,
        number=number,
        sex=sex,
        votes=votes,
        duty=duty,
        supplement=supplement,
    )
    campaign.touch(election, Register.STAFF)


def _require_short(act: Act, election: Election, supplement: str, number: str) -> None:
    dossier = dossier_of(act, election)
    issues = []
    if not is_short(dossier):
        issues.append(Issue(code="election_committee.not_forming", source_key=""))
    elif not supplement.strip():
        issues.append(Issue(code="voting.minutes_missing", source_key=""))
    known = people.find_by_numbers(act.session, election.county, [number])
    if {person.id for person in known.values()} & barred_by(dossier):
        key = dossier.profile.preparation.election_committee_leaves.key
        issues.append(Issue(code="election_committee.barred", source_key=key))
    if issues:
        raise InputRefused(issues)


def is_short(dossier: Dossier) -> bool:
    """Tell whether fewer sit in the election committee than there must, and nobody may step in."""
    least, barred = dossier.profile.preparation.election_committee_least, barred_by(dossier)
    waiting = any(
        m.duty is Duty.RESERVE and not m.has_left and m.person_id not in barred
        for m in dossier.staff.members
    )
    is_kept = bool(dossier.staff.members)
    return is_kept and len(dossier.staff.sitting) < least.value and not waiting


def void_line(act: Act, election_id: int, rank: int, *, reason: str) -> None:
    """Take a line out that was typed wrong; raises NotFound, Forbidden or InputRefused."""
    election = opened(act, election_id, Permission.STAFF_KEEP, Track.COMMITTEE)
    require_stage(election, frozenset({Stage.PREPARING}), "election_committee.not_forming")
    staffing.void_line(act, election, rank, reason=reason)
    campaign.touch(election, Register.STAFF)


def why_to_leave(dossier: Dossier) -> dict[int, list[KinFacts | None]]:
    """Return which persons of committee and staff stand, or are kin of whom: None where he stands."""
    standing = {c.person_id for c in dossier.candidates if c.stands}
    rules = dossier.profile
    found: dict[int, list[KinFacts | None]] = {}
    for those, circle in (
        (
            {m.person_id for m in dossier.staff.sitting},
            rules.preparation.election_committee_leaves_kin.value,
        ),
        ({w.person_id for w in dossier.staff.staff}, rules.poll.staff_kin.value),
    ):
        found |= {i: [None] for i in those & standing}
        for kin in dossier.staff.kin_between(those, standing):
            for person, other in ((kin.a, kin.b), (kin.b, kin.a)):
                is_meant = kin.kinship in KINSHIPS_OF[circle]
                if is_meant and person in those and other in standing:
                    found.setdefault(person, []).append(kin)
    return found


def leave_committee(
    act: Act, election_id: int, rank: int, *, leaving: Leaving, left_on: date, evidence: str
) -> None:
    """Record that a member left; the next of the ranking steps in who may.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election = opened(act, election_id, Permission.STAFF_KEEP, Track.COMMITTEE)
    require_stage(election, OPEN, "election_committee.not_now")
    staffing.leave(
        act,
        election,
        rank,
        leaving=leaving,
        left_on=left_on,
        evidence=evidence,
        barred=barred_by(dossier_of(act, election)),
    )
    campaign.touch(election, Register.STAFF)


def barred_by(dossier: Dossier) -> set[int]:
    """Return who may not sit in the election committee: candidates and their confirmed kin."""
    standing = {c.person_id for c in dossier.candidates if c.stands}
    meant = KINSHIPS_OF[dossier.profile.preparation.election_committee_leaves_kin.value]
    kin = {
        person
        for k in dossier.staff.kin
        if k.is_confirmed and k.kinship in meant and standing & {k.a, k.b}
        for person in (k.a, k.b)
    }
    return standing | kin


def choose_chair(act: Act, election_id: int, rank: int, *, minutes: str) -> None:
    """Record the new chair; raises NotFound, Forbidden, Stale or InputRefused."""
    election = opened(act, election_id, Permission.STAFF_KEEP, Track.COMMITTEE)
    require_stage(election, OPEN, "election_committee.not_now")
    staffing.choose_chair(act, election, rank, minutes=minutes)
    campaign.touch(election, Register.STAFF)


def post_committee_changes(act: Act, election_id: int, *, number: str, posted_on: date) -> None:
    """Record the notice of changes (2-1); raises NotFound, Forbidden or InputRefused."""
    election = opened(act, election_id, Permission.STAFF_KEEP, Track.COMMITTEE)
    staffing.post_changes(act, election, number=number, posted_on=posted_on)
    campaign.touch(election, Register.STAFF)


def add_staff(
    act: Act, election_id: int, *, name: str, number: str, sex: str, duty: StaffDuty
) -> None:
    """Enter somebody who works at the poll; raises NotFound, Forbidden or InputRefused."""
    election = opened(act, election_id, Permission.STAFF_KEEP, Track.COMMITTEE)
    require_stage(election, OPEN, "election_committee.not_now")
    staffing.add_staff(act, election, name=name, number=number, sex=sex, duty=duty)
    campaign.touch(election, Register.STAFF)


def release_staff(act: Act, election_id: int, number: int) -> None:
    """Release somebody from the poll; raises NotFound, Forbidden or Stale."""
    election = opened(act, election_id, Permission.STAFF_KEEP, Track.COMMITTEE)
    staffing.release_staff(act, election, number)
    campaign.touch(election, Register.STAFF)


def state_kinship(
    act: Act, election_id: int, *, a: int, b: int, relation: Kinship, source: str
) -> None:
    """Record a kinship between two persons of this election; another person confirms it.

    Raises NotFound, Forbidden or InputRefused; then nothing has changed.
    """
    election = opened(act, election_id, Permission.STAFF_KEEP, Track.COMMITTEE)
    proposed = nomination.followers_of(act.session, election.county, [election.id])[election.id]
    known = persons_of(dossier_of(act, election)) | {c.person_id for c in proposed}
    if {a, b} - known:
        raise NotFound(f"person {a} or {b} in election {election_id}")
    kinship.state(act, election.id, election.village, a=a, b=b, kinship=relation, source=source)
    campaign.touch(election, Register.STAFF)


def decide_kinship(
    act: Act, election_id: int, kinship_id: int, *, confirm: bool, reason: str = ""
) -> None:
    """Confirm or refute a kinship, as another person.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election = opened(act, election_id, Permission.STAFF_KEEP, Track.COMMITTEE)
    kinship.decide(act, election.id, election.village, kinship_id, confirm=confirm, reason=reason)
    campaign.touch(election, Register.STAFF)


def persons_of(dossier: Dossier) -> set[int]:
    """Return the persons between whom a kinship matters: candidates, members, reserves, staff."""
    return (
        {c.person_id for c in dossier.candidates}
        | {m.person_id for m in dossier.staff.members}
        | {w.person_id for w in dossier.staff.staff}
        | {one.person_id for one in dossier.election.stays}
    )
