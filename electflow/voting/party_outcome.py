"""The outcome of a Party assembly's ballot: quorum, majority of those present, ties, shortage.

Source: CPC Regulations on Grassroots Elections 2020, read through reprints (law-notes B2): the
profile marks each leaf as partly verified.
"""

from electflow.profile.model import Profile
from electflow.shares import exceeds, reaches
from electflow.voting.outcome import decide_seats, faults_of_entry
from electflow.voting.terms import Ballots, Decision, Line, Next, PollKind, Validity


def party_outcome_of(ballots: Ballots, profile: Profile) -> Decision:
    """Return what the ballots of one assembly decide; ``voters`` are present with the vote."""
    if reasons := faults_of_entry(ballots, ballots.due):
        return Decision(
            ballot=Validity.INVALID_ENTRY, reasons=tuple(reasons), next=Next.CORRECT_ENTRY
        )
    rule = profile.party
    quorum = Line(
        "outcome.quorum",
        rule.quorum.key,
        {"voters": ballots.voters, "due": ballots.due},
        reaches(ballots.voters, ballots.due, rule.quorum.value.fraction),
    )
    fits = Line(
        "outcome.returned_at_most_voters",
        rule.ballots.key,
        {"returned": ballots.returned, "voters": ballots.voters, "issued": ballots.issued},
        ballots.returned <= min(ballots.voters, ballots.issued),
    )
    if not quorum.holds:
        return Decision(
            ballot=Validity.VOID,
            reasons=("outcome.quorum",),
            next=Next.RECONVENE,
            proof=(quorum, fits),
        )
    if not fits.holds:
        return Decision(
            ballot=Validity.VOID,
            reasons=(fits.code,),
            next=Next.REPEAT_ELECTION,
            proof=(quorum, fits),
        )
    lines = {
        (s.id, s.post): Line(
            "outcome.party_line" if ballots.kind is not PollKind.TIE else "outcome.tie_line",
            rule.majority.key if ballots.kind is not PollKind.TIE else rule.tie.key,
            {
                "candidate": s.id,
                "post": s.post.value,
                "votes": s.votes,
                "voters": ballots.voters,
                "returned": ballots.returned,
            },
            s.votes > 0
            and (
                ballots.kind is PollKind.TIE
                or exceeds(s.votes, ballots.voters, rule.majority.value.fraction)
            ),
        )
        for s in ballots.standees
    }
    return decide_seats(ballots, lines, [quorum, fits], [], [])
