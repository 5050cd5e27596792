"""The door of candidates: who is named, who is on the formal list, who leaves it, what was concluded."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from electflow.access import service as access
from electflow.access.terms import Permission, permission_for
from electflow.act import Act
from electflow.campaign import service as campaign
from electflow.campaign.model import Election
from electflow.campaign.terms import Post, Register
from electflow.documents.terms import Kind
from electflow.errors import InputRefused, RequirementsUnmet, Stale
from electflow.issues import Fact, Issue
from electflow.joint_review.adoption import find_checklist
from electflow.joint_review.terms import Conclusion
from electflow.joint_review.turns import EXAMINED, REVIEWED
from electflow.nomination import joint, listing
from electflow.nomination import service as nomination
from electflow.nomination.model import Candidate
from electflow.nomination.rules import faults_of_withdrawal, last_days_of_withdrawal
from electflow.nomination.terms import CandidateFacts, Exit, Source
from electflow.profile.model import Profile
from electflow.roll.queries import identified_voter
from electflow.stages import Stage, Track, Trigger
from electflow.vetting import service as vetting
from electflow.vetting.model import Verdict
from electflow.vetting.rules import faults_of_bar
from electflow.voting import tallying
from electflow.voting.rules import tally
from electflow.voting.voiding import issues_before_change_of_winner
from electflow.workflow.dossier import Dossier, dossier_of
from electflow.workflow.opening import opened, profile_of, require_stage
from electflow.workflow.sight import UNANNOUNCED


def nominate(
    act: Act,
    election_id: int,
    *,
    name: str,
    number: str,
    sex: str,
    post: Post,
    source: Source,
    votes: int = 0,
    nominators: int = 0,
    evidence: str = "",
    received_on: date | None = None,
) -> Candidate:
    """Put a person on an election's list; written-in persons only while ballots are counted.

    Without ``number`` the person is the one on the list of voters who is called so, as the proxies'
    register asks. Raises NotFound, Forbidden or InputRefused; then nothing has changed.
    """
    election = opened(act, election_id, Permission.CANDIDATE_RECORD)
    stage = Stage(election.stage)
    is_counting = stage in UNANNOUNCED
    if (source is Source.WRITE_IN) != is_counting or stage not in _NOMINATING:
        facts = {"stage": stage.value, "source": source.value}
        issue = Issue(code="nomination.not_in_this_stage", source_key="", facts=facts)
        raise InputRefused([issue])
    profile = profile_of(act, election)
    if not number.strip() and election.track == Track.COMMITTEE.value:
        voter = identified_voter(act.session, election, name)
        name, number, sex = voter.name, voter.number, voter.sex
    candidate = nomination.nominate(
        act,
        election.id,
        election.village,
        name=name,
        number=number,
        sex=sex,
        post=post,
        source=source,
        election_on=election.election_on,
        votes=votes,
        nominators=nominators,
        evidence=evidence,
        received_on=received_on,
        voter_age=profile.roll.voter_age if _is_of_age_asked(election, source) else None,
        in_office=_in_office(act, election),
    )
    campaign.touch(election)
    return candidate


def _in_office(act: Act, election: Election) -> set[int]:
    """Return who stays in office while others are by-elected."""
    if not election.stays:
        return set()
    facts = dossier_of(act, election).election
    return {one.person_id for one in facts.stays}


def _is_of_age_asked(election: Election, source: Source) -> bool:
    """A written-in person is entered as the votes fell; the election committee decides on him."""
    return election.track == Track.COMMITTEE.value and source is not Source.WRITE_IN


_NOMINATING = frozenset(
    {
        Stage.NOMINATING,
        Stage.NOMINATED,
        Stage.COUNTING,
        Stage.RECOMMENDING,
        Stage.RECOMMENDED,
        Stage.ASSEMBLY_HELD,
    }
)


def sign(act: Act, election_id: int, number: int, words: Sequence[str]) -> int:
    """Keep who signed a joint nomination. Raises NotFound, Forbidden or InputRefused."""
    election = opened(act, election_id, Permission.CANDIDATE_RECORD, Track.COMMITTEE)
    if Stage(election.stage) not in LISTING:
        facts: dict[str, Fact] = {"stage": election.stage}
        raise InputRefused([Issue(code="nomination.no_listing_now", source_key="", facts=facts)])
    count = joint.sign(act, election, number, words)
    campaign.touch(election)
    return count


def withdraw(
    act: Act,
    election_id: int,
    number: int,
    reason: str,
    *,
    left_for: Exit | None = None,
    asked_on: date | None = None,
    document: str = "",
) -> None:
    """Take a candidate off the list; of an elected one this records that his win is void.

    ``asked_on`` is the day of the writing by which he left, ``document`` what it is. Raises NotFound,
    Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election = opened(act, election_id, Permission.CANDIDATE_RECORD)
    dossier = dossier_of(act, election)
    if left_for and asked_on:
        rules = dossier.profile
        issues = faults_of_withdrawal(left_for, asked_on, dossier, rules, act.on, document)
        if left_for is Exit.BARRED:
            issues += faults_of_bar(number, dossier, rules)
        if issues:
            raise InputRefused(issues)
    if Stage(election.stage) in VOTING:
        # asked before the count is looked at: the answer must not tell who has won
        written_in = {c.number for c in dossier.candidates if c.source is Source.WRITE_IN}
        if Stage(election.stage) not in UNANNOUNCED or number not in written_in:
            raise InputRefused([Issue(code="nomination.not_while_voting", source_key="")])
        nomination.withdraw(act, election.id, election.village, number, reason)
        _count_without(act, election, reason)
        campaign.touch(election)
        return
    is_own_wish = left_for is Exit.OWN_WISH and asked_on is not None
    passed = [
        leaf.key
        for leaf, last in last_days_of_withdrawal(dossier, dossier.profile)
        if is_own_wish and asked_on and asked_on > last
    ]
    found = tally(dossier, dossier.profile)
    is_won = bool(found and number in {won for won, _ in found.elected})
    if not is_won and (left_for is None or asked_on is None):
        raise InputRefused([Issue(code="nomination.exit_without_document", source_key="")])
    if is_won:
        _require_void_decision(act, election, dossier)
    nomination.withdraw(
        act,
        election.id,
        election.village,
        number,
        reason,
        left_for=left_for,
        asked_on=asked_on,
        document=document,
        win_void=is_won,
        late_for=passed,
    )
    campaign.touch(election)


def record_primary(act: Act, election_id: int, votes: Mapping[int, int]) -> None:
    """Keep the votes of a primary. Raises NotFound, Forbidden or InputRefused."""
    election, candidates, _ = _listing(act, election_id, _PRIMARY)
    listing.record_primary(act, election.id, election.village, candidates, votes)
    campaign.touch(election)


def list_formal(
    act: Act,
    election_id: int,
    chosen: Collection[int],
    reason: str = "",
    *,
    seen_version: int | None = None,
) -> None:
    """Settle who is on the formal list. Raises NotFound, Forbidden, Stale or InputRefused."""
    election, candidates, profile = _listing(act, election_id, LISTING)
    if seen_version not in (None, election.version):
        raise Stale(f"election {election_id} changed since version {seen_version}")
    listing.list_formal(
        act,
        election.id,
        election.village,
        candidates,
        chosen,
        profile,
        reason,
        is_examined=Stage(election.stage) in EXAMINED,
    )
    campaign.touch(election)


def substitute(act: Act, election_id: int, number: int, reason: str = "") -> None:
    """Let a reserve follow onto the list. Raises NotFound, Forbidden, Stale or InputRefused."""
    election, candidates, profile = _listing(act, election_id, LISTING)
    listing.substitute(act, election.id, election.village, candidates, number, profile, reason)
    campaign.touch(election)


def _listing(
    act: Act, election_id: int, stages: frozenset[Stage]
) -> tuple[Election, tuple[CandidateFacts, ...], Profile]:
    """Open the list of candidates of a villagers' election in the stages in which it is made."""
    election = opened(act, election_id, Permission.CANDIDATE_RECORD)
    if election.track != Track.COMMITTEE.value or Stage(election.stage) not in stages:
        facts = {"stage": election.stage}
        raise InputRefused([Issue(code="nomination.no_listing_now", source_key="", facts=facts)])
    candidates = nomination.candidates_of(act.session, election.county, [election.id])
    return election, candidates[election.id], profile_of(act, election)


_PRIMARY = frozenset({Stage.NOMINATED, Stage.PRIMARY_HELD})
LISTING = frozenset(
    {Stage.NOMINATING, Stage.NOMINATED, Stage.PRIMARY_HELD, Stage.VETTING, Stage.VETTED}
)


def _count_without(act: Act, election: Election, reason: str) -> None:
    """Make the count of a villagers' poll up anew without a written-in person who was withdrawn."""
    act.session.flush()
    dossier = dossier_of(act, election)
    if election.track == Track.COMMITTEE.value and dossier.polls and dossier.polls[-1].edition:
        tallying.make_up_count(act, election, dossier, dossier.polls[-1], reason)


VOTING = UNANNOUNCED | {Stage.POLLING, Stage.TIE_PENDING}


def _require_void_decision(act: Act, election: Election, dossier: Dossier) -> None:
    """Let only a second person void a win, and only on the written decision of an organ."""
    voiding = permission_for(Trigger.VOID_PERSON_WIN)
    access.require(act.actor, voiding, election.village, Track(election.track))
    rules = dossier.profile
    issues = [i for i in issues_before_change_of_winner(dossier, rules) if i.is_blocking]
    paper = dossier.papers.find(Kind.PERSON_VOID_DECISION)
    if paper and paper.recorded_by == act.actor.official_id:
        issues.append(Issue(code="access.own_act", source_key=rules.house.two_persons.key))
    if issues:
        raise RequirementsUnmet(issues)


def conclude(
    act: Act,
    election_id: int,
    candidate: int,
    *,
    conclusion: Conclusion,
    number: str,
    dated_on: date,
    reason: str = "",
) -> Verdict:
    """Record the conclusion of named persons on a candidate, while he is examined.

    Later as well where none is in force any more: a statement or an objection was upheld. Raises
    NotFound, Forbidden or InputRefused; then nothing has changed.
    """
    election = opened(act, election_id, Permission.VERDICT_RECORD)
    require_stage(election, REVIEWED, "vetting.not_in_this_stage")
    is_examined = Stage(election.stage) in EXAMINED
    if not is_examined:
        in_force = vetting.verdicts_of(act.session, election.county, [election.id])[election.id]
        if candidate in in_force:
            require_stage(election, EXAMINED, "vetting.not_in_this_stage")
    has_list = find_checklist(act.session, election.county, election.campaign_id) is not None
    if election.keeps(Register.REVIEW) or (has_list and is_examined):
        # with a list in force three persons conclude, whether he was sent already or not; whose
        # list hangs upon papers alone is sent no more, and is concluded of on paper again
        raise InputRefused([Issue(code="vetting.by_opinion", source_key="house.two_persons")])
    verdict = vetting.conclude(
        act,
        election.id,
        election.village,
        candidate,
        conclusion=conclusion,
        number=number,
        dated_on=dated_on,
        reason=reason,
    )
    campaign.touch(election)
    return verdict
