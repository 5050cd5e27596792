"""Nobody judges his kin: who may not act upon whom, asked before every act of the joint review.

Civil Servants Law 74 and 76: wider than the kin of the Civil Code; the same village is a rule of the house.
"""

from collections.abc import Sequence
from dataclasses import replace

from electflow.act import Act
from electflow.campaign import service as campaigns
from electflow.campaign.model import Campaign, Election
from electflow.errors import InputRefused
from electflow.issues import Fact, Issue
from electflow.joint_review.model import Opinion
from electflow.joint_review.questions import RecusalFacts, faults_of_recusal, recusals_in_force
from electflow.joint_review.recusals import recusals_of, recusals_of_all
from electflow.nomination import service as nomination
from electflow.nomination.model import Candidate
from electflow.workflow.opening import profile_of_campaign


def recusals_for(act: Act, campaign: Campaign) -> tuple[RecusalFacts, ...]:
    """Return whom the actor may not judge, as far as the campaign's profile knows the ground."""
    stated = recusals_of(act.session, act.actor.county, act.actor.official_id)
    return recusals_in_force(stated, profile_of_campaign(act, campaign))


def refuse_recused(act: Act, election: Election, rows: Sequence[Candidate]) -> None:
    """Refuse an act upon candidates of whom one is the actor's kin; raises InputRefused."""
    refuse_kin(act, campaigns.campaign_of(act.session, election), [(election, rows)])


def refuse_kin(
    act: Act, campaign: Campaign, there: Sequence[tuple[Election, Sequence[Candidate]]]
) -> None:
    """Refuse an act upon candidates of several elections of whom one is the actor's kin."""
    mine = recusals_for(act, campaign)
    issues = [
        replace(issue, subjects=(row.number,))
        for election, rows in there
        for row in rows
        for issue in faults_of_recusal(mine, row.person_id, election.village)
    ]
    if issues:
        raise InputRefused(issues)


def refuse_judged_by_kin(act: Act, campaign: Campaign, judged: Sequence[Opinion]) -> None:
    """Let no opinion go on that was drafted or checked by somebody of whose kin it is.

    Even if that was stated after he had done so, in three queries; raises InputRefused.
    """
    by = {o.drafted_by for o in judged} | {o.checked_by for o in judged if o.checked_by}
    stated = recusals_of_all(act.session, campaign.county, by)
    if not stated:
        return
    profile = profile_of_campaign(act, campaign)
    barred = {official: recusals_in_force(told, profile) for official, told in stated.items()}
    named = nomination.candidates_by_key(
        act.session, campaign.county, [(o.election_id, o.candidate) for o in judged]
    )
    fallen = {
        opinion.candidate
        for opinion in judged
        for official in (opinion.drafted_by, opinion.checked_by or 0)
        if faults_of_recusal(
            barred.get(official, ()), *named[opinion.election_id, opinion.candidate]
        )
    }
    if fallen:
        facts: dict[str, Fact] = {"persons": len(fallen)}
        key = "vetting.recusal_kin"
        issue = Issue(code="vetting.judged_by_recused", source_key=key, facts=facts)
        raise InputRefused([replace(issue, subjects=tuple(sorted(fallen)))])
