"""The door of conclusions: opinions of three persons, joint meetings, statements, the committee's decision."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from electflow.access import service as access
from electflow.access.rules import may
from electflow.access.terms import Permission
from electflow.act import Act
from electflow.campaign import service as campaigns
from electflow.campaign.model import Campaign, Election
from electflow.campaign.terms import FOLLOWING_POSTS, Register
from electflow.errors import InputRefused, NotFound
from electflow.issues import Issue
from electflow.joint_review import decisions, looks, meetings, opinions, statements, together
from electflow.joint_review.grounds import Grounds
from electflow.joint_review.meetings import Votes
from electflow.joint_review.model import Look, Meeting, Opinion, Statement
from electflow.joint_review.terms import (
    Attending,
    CommitteeRuling,
    Conclusion,
    RecusalGround,
    StatementKind,
    StatementRuling,
)
from electflow.joint_review.turns import EXAMINED, REVIEWED, heard_in
from electflow.nomination import service as nomination
from electflow.nomination.terms import Exit, Source
from electflow.stages import Stage, Track
from electflow.vetting import service as vetting
from electflow.voting.rules import tally
from electflow.workflow.dossier import dossier_of
from electflow.workflow.examined import require_in_turn
from electflow.workflow.opening import opened, profile_of, profile_of_campaign, require_stage
from electflow.workflow.recused import refuse_judged_by_kin, refuse_recused


def draft(
    act: Act,
    election_id: int,
    candidate: int,
    *,
    conclusion: Conclusion,
    grounds: Grounds,
    number: str,
) -> Opinion:
    """Draft an opinion on a candidate (经办); raises NotFound, Forbidden, Stale or InputRefused."""
    election = _under_review(act, election_id, Permission.OPINION_DRAFT)
    refuse_recused(act, election, require_in_turn(act, election, [candidate]))
    return opinions.draft(
        act, election, candidate, conclusion=conclusion, grounds=grounds, number=number
    )


def check(act: Act, election_id: int, opinion_id: int) -> Opinion:
    """Check a drafted opinion (审核); raises NotFound, Forbidden or Stale."""
    election = _under_review(act, election_id, Permission.OPINION_CHECK)
    _refuse_recused_from(act, election, opinion_id)
    opinion = opinions.check(act, election, opinion_id)
    refuse_judged_by_kin(act, campaigns.campaign_of(act.session, election), [opinion])
    return opinion


def approve(act: Act, election_id: int, opinion_id: int) -> Opinion:
    """Approve a checked opinion (批准): from now on it is the conclusion that the steps know.

    Raises NotFound, Forbidden, Stale or InputRefused; then nothing has changed.
    """
    election = _under_review(act, election_id, Permission.OPINION_APPROVE)
    _refuse_recused_from(act, election, opinion_id)
    opinion = opinions.approve(act, election, opinion_id)
    refuse_judged_by_kin(act, campaigns.campaign_of(act.session, election), [opinion])
    vetting.conclude(
        act,
        election.id,
        election.village,
        opinion.candidate,
        conclusion=Conclusion(opinion.conclusion),
        number=opinion.number,
        dated_on=act.on,
        reason=opinion.number,
    )
    campaigns.touch(election)
    return opinion


def draft_together(
    act: Act, campaign: Campaign, keys: Collection[tuple[int, int]], number: str
) -> int:
    """Draft that nothing was found, of everybody chosen; raises Forbidden, NotFound, InputRefused."""
    _locked_for_review(act, campaign, keys, Permission.OPINION_DRAFT)
    return len(together.draft_together(act, campaign, keys, number))


def check_together(act: Act, campaign: Campaign, keys: Collection[tuple[int, int]]) -> int:
    """Check drafted opinions that nothing was found; raises Forbidden, NotFound or InputRefused."""
    _locked_for_review(act, campaign, keys, Permission.OPINION_CHECK)
    made = together.check_together(act, campaign, keys)
    refuse_judged_by_kin(act, campaign, made)
    return len(made)


def approve_together(act: Act, campaign: Campaign, keys: Collection[tuple[int, int]]) -> int:
    """Approve checked opinions that nothing was found: the conclusions that the steps know.

    Raises Forbidden, NotFound or InputRefused; then nothing has changed.
    """
    locked = _locked_for_review(act, campaign, keys, Permission.OPINION_APPROVE)
    made = together.approve_together(act, campaign, keys)
    refuse_judged_by_kin(act, campaign, made)
    vetting.conclude_together(
        act,
        [(o.election_id, locked[o.election_id].village, o.candidate, o.number) for o in made],
        Conclusion.PASS,
        act.on,
    )
    for election in locked.values():
        campaigns.touch(election)
    return len(made)


def _locked_for_review(
    act: Act, campaign: Campaign, keys: Collection[tuple[int, int]], permission: Permission
) -> dict[int, Election]:
    """Lock the elections of some candidates, in one query, all under review or none."""
    access.require(act.actor, permission, campaign.county)
    ids = {election_id for election_id, _ in keys}
    locked = campaigns.lock_elections(act, sorted(ids))
    if ids - locked.keys() or any(e.campaign_id != campaign.id for e in locked.values()):
        raise NotFound(f"elections {sorted(ids - locked.keys())[:3]}")
    chosen: dict[int, list[int]] = defaultdict(list)
    for election_id, number in keys:
        chosen[election_id].append(number)
    for election_id, numbers in chosen.items():
        election = locked[election_id]
        refuse_recused(act, election, require_in_turn(act, election, numbers))
    return locked


def give_back(act: Act, election_id: int, opinion_id: int, reason: str) -> Opinion:
    """Return an opinion to who drafted it, as who checks or approves it and may judge of him.

    Raises NotFound, Forbidden, Stale or InputRefused.
    """
    election = opened(act, election_id, Permission.FINDING_READ)
    if not any(
        may(act.actor, permission, election.village)
        for permission in (Permission.OPINION_CHECK, Permission.OPINION_APPROVE)
    ):
        access.require(act.actor, Permission.OPINION_CHECK, election.village)
    judged = opinions.get_opinion(act.session, election, opinion_id).candidate
    refuse_recused(act, election, nomination.candidate_rows(act.session, election, [judged]))
    return opinions.give_back(act, election, opinion_id, reason)


def decide(
    act: Act,
    election_id: int,
    opinion_id: int,
    *,
    ruling: CommitteeRuling,
    minutes: str,
    decided_on: date,
    posted_on: date | None = None,
    told_on: date | None = None,
    has_waived: bool = False,
) -> None:
    """Record what was decided upon an opinion; who is barred leaves the list.

    In the villagers' election the election committee decides (VCOL 2025 art. 18; law-notes A2), in the
    Party's the Party committee, of the township or above it; whoever enters it enters what the minutes
    say, and nobody of his kin. Raises NotFound, Forbidden or InputRefused.
    """
    election = opened(act, election_id, Permission.CANDIDATE_RECORD)
    if election.track == Track.PARTY.value:
        access.require(act.actor, Permission.PARTY_DECISION_RECORD, election.village)
    judged = opinions.get_opinion(act.session, election, opinion_id).candidate
    [row] = require_in_turn(act, election, [judged])
    refuse_recused(act, election, [row])
    if row.source == Source.WRITE_IN and ruling is CommitteeRuling.BARS:
        # he has won: that his win is void the organ decides that the law names
        key = profile_of(act, election).result.eligibility.key
        raise InputRefused([Issue(code="vetting.has_won", source_key=key)])
    decision = decisions.record_decision(
        act,
        election,
        opinion_id,
        ruling=ruling,
        minutes=minutes,
        decided_on=decided_on,
        posted_on=posted_on,
        told_on=told_on,
        has_waived=has_waived,
        answer_days=profile_of(act, election).vetting.statement_days,
    )
    if ruling is CommitteeRuling.BARS:
        nomination.withdraw(
            act,
            election.id,
            election.village,
            decision.candidate,
            minutes,
            left_for=Exit.BARRED,
            asked_on=decided_on,
            document=minutes,
        )
    campaigns.touch(election)


def reinstate(act: Act, election_id: int, candidate: int) -> None:
    """Put a candidate back whose statement was upheld after he was barred; he is concluded of anew.

    While candidates are examined he is on the list again; later he is a reserve who may follow.
    Raises NotFound, Forbidden, Stale or InputRefused.
    """
    election = opened(act, election_id, Permission.CANDIDATE_RECORD)
    if election.track == Track.PARTY.value:
        access.require(act.actor, Permission.PARTY_DECISION_RECORD, election.village)
    [row] = require_in_turn(act, election, [candidate])
    refuse_recused(act, election, [row])
    if not decisions.overturned(act.session, election, candidate):
        raise InputRefused([Issue(code="vetting.not_overturned", source_key="")])
    onto_list = (
        Stage(election.stage) in EXAMINED
        or election.track == Track.PARTY.value
        or row.post in FOLLOWING_POSTS
    )
    nomination.reinstate(act, election, candidate, onto_list=onto_list)
    campaigns.touch(election)


def receive_statement(
    act: Act,
    election_id: int,
    candidate: int,
    *,
    kind: StatementKind,
    words: str,
    received_on: date,
) -> Statement:
    """Receive a candidate's statement or an objection to him; raises NotFound, Forbidden, InputRefused.

    An objection that came after its window is received as late: nobody is turned away. The joint
    review may stand on paper alone.
    """
    election = opened(act, election_id, Permission.STATEMENT_RECEIVE)
    [row] = nomination.candidate_rows(act.session, election, [candidate])
    require_stage(election, heard_in(row.post), "vetting.not_heard_now")
    profile = profile_of(act, election)
    statement = statements.receive(
        act,
        election,
        candidate,
        kind=kind,
        words=words,
        received_on=received_on,
        answer_days=profile.vetting.statement_days,
        window=vetting.window_of(act.session, election, profile, row.post),
    )
    campaigns.touch(election, Register.STATEMENTS)
    return statement


def answer_statement(
    act: Act,
    election_id: int,
    number: int,
    *,
    ruling: StatementRuling,
    outcome: str,
    answer_number: str,
    answered_on: date,
) -> None:
    """Answer a statement in writing, as a second person; raises NotFound, Forbidden, InputRefused.

    Whatever stage the election has come to: what was received is answered.
    """
    election = opened(act, election_id, Permission.STATEMENT_ANSWER)
    spoken_of = statements.get_statement(act.session, election, number).candidate
    refuse_recused(act, election, nomination.candidate_rows(act.session, election, [spoken_of]))
    statements.answer(
        act,
        election,
        number,
        ruling=ruling,
        outcome=outcome,
        answer_number=answer_number,
        answered_on=answered_on,
    )
    if ruling is StatementRuling.UPHELD and _rests_on_paper(act, election, spoken_of):
        # where the units' replies are kept here, the opinion itself rests (ReviewFacts.outdated)
        vetting.set_aside_of(act.session, election.county, election.id, spoken_of)
    campaigns.touch(election)


def _rests_on_paper(act: Act, election: Election, candidate: int) -> bool:
    """Tell whether a conclusion on paper rests until a new one: not of who is elected already."""
    if election.keeps(Register.REVIEW) or Stage(election.stage) not in REVIEWED:
        return False
    dossier = dossier_of(act, election)
    found = tally(dossier, dossier.profile)
    return found is None or candidate not in {number for number, _ in found.elected}


# --- joint meetings ---------------------------------------------------------------------------


def convene(
    act: Act,
    campaign: Campaign,
    *,
    held_on: date,
    place: str,
    chaired_by: str,
    minuted_by: str,
    attending: Sequence[Attending],
    chair_post: str = "",
    minutes: str = "",
) -> Meeting:
    """Record a joint meeting; raises Forbidden or InputRefused."""
    access.require(act.actor, Permission.MEETING_KEEP, campaign.county)
    return meetings.convene(
        act,
        campaign,
        held_on=held_on,
        place=place,
        chaired_by=chaired_by,
        minuted_by=minuted_by,
        attending=attending,
        chair_post=chair_post,
        minutes=minutes,
    )


def rule(
    act: Act,
    campaign: Campaign,
    meeting_number: int,
    election_id: int,
    candidate: int,
    *,
    conclusion: Conclusion,
    votes: Votes,
    grounds: Grounds,
    stated: Mapping[int, RecusalGround] | None = None,
    stand_in: str = "",
) -> None:
    """Record what a meeting decided of a candidate; raises NotFound, Forbidden, Stale, InputRefused."""
    election = _under_review(act, election_id, Permission.MEETING_KEEP)
    refuse_recused(act, election, require_in_turn(act, election, [candidate]))
    meeting = meetings.get_meeting(
        act.session, campaign.county, campaign.id, meeting_number, lock=True
    )
    meetings.rule(
        act,
        meeting,
        election,
        nomination.get_candidate(act.session, election, candidate),
        profile_of_campaign(act, campaign),
        conclusion=conclusion,
        votes=votes,
        grounds=grounds,
        stated=stated,
        stand_in=stand_in,
    )


def close_meeting(
    act: Act, campaign: Campaign, meeting_number: int, *, minutes: str = "", unscanned: str = ""
) -> None:
    """Close the minutes of a meeting; raises NotFound, Forbidden, Stale or InputRefused."""
    access.require(act.actor, Permission.MEETING_KEEP, campaign.county)
    meeting = meetings.get_meeting(
        act.session, campaign.county, campaign.id, meeting_number, lock=True
    )
    meetings.close_meeting(act, meeting, minutes=minutes, unscanned=unscanned)


# --- looking at what is sealed ----------------------------------------------------------------


def look(act: Act, election_id: int, candidate: int, *, password: str, reason: str) -> Look:
    """Let a named official of the county see what units found of a candidate, for a few minutes.

    Who is recused from the candidate sees nothing of it (Civil Servants Law 74, 76).
    Raises NotFound, Forbidden or InputRefused.
    """
    election = opened(act, election_id, Permission.FINDING_READ)
    # what was found of his kin is not his to read
    refuse_recused(act, election, nomination.candidate_rows(act.session, election, [candidate]))
    return looks.open_look(
        act,
        subject_of(election, candidate),
        password,
        reason,
        # not in the election's own trail: who looks is for inspectors, not for the township
        case=f"official:{act.actor.official_id}",
        place=election.village,
    )


def note_reading(act: Act, election_id: int, candidate: int) -> None:
    """Write down who of the county reads a candidate's file; raises NotFound or Forbidden."""
    election = opened(act, election_id, Permission.REVIEW_READ)
    looks.note_reading(
        act,
        file_of(election, candidate),
        # beside the looks: who reads is for inspectors
        f"official:{act.actor.official_id}",
        place=election.village,
    )


def file_of(election: Election, candidate: int) -> str:
    """Return what a reading of a candidate's file is called in the book."""
    return f"file:{election.id}:{candidate}"


def subject_of(election: Election, candidate: int) -> str:
    """Return what a look at a candidate's findings is called in the book."""
    return f"candidate:{election.id}:{candidate}"


def _refuse_recused_from(act: Act, election: Election, opinion_id: int) -> None:
    judged = opinions.get_opinion(act.session, election, opinion_id).candidate
    refuse_recused(act, election, require_in_turn(act, election, [judged]))


def _under_review(act: Act, election_id: int, permission: Permission) -> Election:
    """Open an election whose candidates are examined by the register of this product."""
    election = opened(act, election_id, permission)
    if not election.keeps(Register.REVIEW):
        raise InputRefused([Issue(code="vetting.nobody_asked", source_key="")])
    return election
