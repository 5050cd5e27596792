"""The outcome of a Party assembly's ballot: quorum, majority of those present, ties, shortage.

Source: CPC Regulations on Grassroots Elections 2020, read through reprints (law-notes B2): the
profile marks each leaf as partly verified. There is no third, no proxy, no women's or kin rule.
"""

from electflow.campaign.terms import Post
from electflow.profile.model import Profile
from electflow.shares import at_least, exceeds, reaches
from electflow.voting.outcome import faults_of_entry, impossible, in_order, line, void
from electflow.voting.seating import SeatingRules, seat
from electflow.voting.terms import Ballots, Decision, Line, Mode, Next, PollKind, Validity


def party_outcome_of(ballots: Ballots, profile: Profile) -> Decision:
    """Return what the ballots of one assembly decide; ``voters`` are present with the vote."""
    if reasons := faults_of_entry(ballots, ballots.due):
        return impossible(reasons)
    rule = profile.party
    proof = [
        line(
            "outcome.no_quorum",
            rule.quorum.key,
            reaches(ballots.voters, ballots.due, rule.quorum.value.fraction),
            voters=ballots.voters,
            due=ballots.due,
        )
    ]
    figures = dict.fromkeys(ballots.of(post) for post in ballots.seats) or [ballots.of(Post.CHAIR)]
    proof += [
        line(
            "outcome.returned_at_most_voters",
            rule.ballots.key,
            own.returned <= min(own.voters, own.issued),
            returned=own.returned,
            voters=own.voters,
            issued=own.issued,
        )
        for own in figures
    ]
    if lost := [one.code for one in proof if not one.holds]:
        then = Next.RECONVENE if "outcome.no_quorum" in lost else Next.REPEAT_ELECTION
        return void(lost, proof, then, 0, rule.void_authority.value)
    over = {
        (s.id, s.post): _over(ballots, s.id, s.post, s.votes, profile) for s in ballots.standees
    }
    rules = SeatingRules(keeps_women_seats=False, one_post_key=profile.result.higher_post.key)
    seating = seat(ballots, over, rules)
    reasons = ["outcome.not_differential"] if _lacks_choice(ballots, profile) else []
    following = [Next.LEGAL_REVIEW] if reasons else []
    if any(n.reason == "ineligible" for n in seating.not_seated):
        following.append(Next.ELIGIBILITY_DECISION)
    if seating.ties:
        following.append(Next.TIE_REVOTE)
    if seating.vacancies:
        is_first = ballots.kind in (PollKind.FIRST, PollKind.REPEAT)
        following.append(Next.SECOND_ELECTION if is_first else Next.REDUCE_SEATS_DECISION)
    return Decision(
        ballot=Validity.VALID,
        reasons=tuple(reasons),
        elected=tuple(seating.elected),
        ties=tuple(seating.ties),
        not_seated=tuple(seating.not_seated),
        vacancies=dict(seating.vacancies),
        next_all=in_order(following),
        proof=(*proof, *over.values()),
    )


def _over(ballots: Ballots, person: int | str, post: Post, votes: int, profile: Profile) -> Line:
    """Tell whether somebody has more than half of those present, or due as the profile reads it."""
    rule = profile.party
    own = ballots.of(post)
    base = own.voters if rule.majority_base.value == "present" else ballots.due
    is_revote = ballots.kind.is_revote
    return line(
        "outcome.tie_line" if is_revote else "outcome.party_line",
        rule.tie.key if is_revote else rule.majority.key,
        votes > 0 and (is_revote or exceeds(votes, base, rule.majority.value.fraction)),
        candidate=person,
        post=post.value,
        votes=votes,
        voters=base,
        returned=own.returned,
    )


def _lacks_choice(ballots: Ballots, profile: Profile) -> bool:
    """Tell whether members stand in too small a number; secretary and deputy may stand alone."""
    if ballots.kind is not PollKind.FIRST or ballots.mode is not Mode.CANDIDATES:
        return False
    seats = ballots.seats.get(Post.COMMITTEE_MEMBER, 0)
    standing = sum(s.formal and s.post is Post.COMMITTEE_MEMBER for s in ballots.standees)
    more = at_least(seats, profile.party.differential.value.fraction)
    return bool(standing) and standing < seats + more
