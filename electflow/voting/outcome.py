"""The outcome of a villagers' committee ballot: exact integers in, a decision with its proof out.

Source: VCOL 2025, art. 18; what the national law leaves open is read as the profile says, and each
such line of the proof names a leaf whose basis is ``reading`` (law-notes A5, A11).
"""

from collections.abc import Iterable, Mapping

from electflow.campaign.terms import Post
from electflow.profile.model import Profile
from electflow.shares import exceeds, reaches
from electflow.voting.terms import Ballots, Decision, Line, Next, PollKind, Standee, Tie, Validity


def outcome_of(ballots: Ballots, profile: Profile) -> Decision:
    """Return what the ballots of one poll decide."""
    if reasons := faults_of_entry(ballots, ballots.registered):
        return Decision(
            ballot=Validity.INVALID_ENTRY, reasons=tuple(reasons), next=Next.CORRECT_ENTRY
        )
    rule = profile.result
    proof = [
        _line(
            "outcome.returned_at_most_voters",
            rule.returned_at_most_voters.key,
            ballots.returned <= min(ballots.voters, ballots.issued),
            returned=ballots.returned,
            voters=ballots.voters,
            issued=ballots.issued,
        ),
    ]
    turnout_holds = exceeds(ballots.returned, ballots.registered, rule.turnout.value.fraction)
    warnings = []
    is_second = ballots.kind is PollKind.SECOND
    if ballots.kind in (PollKind.FIRST, PollKind.REPEAT) or (
        is_second and rule.second_turnout.value
    ):
        proof.append(
            _line(
                "outcome.turnout",
                rule.second_turnout.key if is_second else rule.turnout.key,
                turnout_holds,
                returned=ballots.returned,
                registered=ballots.registered,
            )
        )
    elif is_second and not turnout_holds:
        warnings.append("outcome.second_turnout_low")
    if lost := [line.code for line in proof if not line.holds]:
        return Decision(
            ballot=Validity.VOID,
            reasons=tuple(lost),
            next=Next.REPEAT_ELECTION,
            proof=tuple(proof),
        )
    reasons = []
    if ballots.kind is PollKind.FIRST and _lacks_choice(ballots):
        reasons.append("outcome.not_differential")
    over = _over_the_line(ballots, profile)
    return decide_seats(ballots, over, proof, reasons, warnings, one_post=rule.higher_post.value)


def faults_of_entry(ballots: Ballots, base: int) -> list[str]:
    """Return why figures cannot all be true: they are corrected, never decided on."""
    good = ballots.returned - ballots.void
    faults = []
    if ballots.voters > base:
        faults.append("outcome.voters_exceed_base")
    if ballots.void > ballots.returned:
        faults.append("outcome.void_exceed_returned")
    if any(standee.votes > good for standee in ballots.standees):
        faults.append("outcome.votes_exceed_good_ballots")
    for post, seats in ballots.seats.items():
        if sum(s.votes for s in ballots.standees if s.post is post) > seats * max(good, 0):
            faults.append("outcome.sum_exceeds_good_ballots")
    pairs = [(standee.id, standee.post) for standee in ballots.standees]
    if len(set(pairs)) != len(pairs):
        faults.append("outcome.named_twice")
    return faults


def decide_seats(
    ballots: Ballots,
    over: Mapping[tuple[int, Post], Line],
    proof: list[Line],
    reasons: list[str],
    warnings: list[str],
    *,
    one_post: bool = True,
) -> Decision:
    """Fill the seats of each post, the highest first, from those over the line.

    Who is elected or tied for a higher post leaves the lower lists, where the profile reads the
    law so; no votes are carried.
    """
    elected: list[tuple[int, Post]] = []
    ties: list[Tie] = []
    vacancies: dict[Post, int] = {}
    placed: set[int] = set()
    for post in _highest_first(ballots.seats):
        seats = ballots.seats[post]
        there = [s for s in ballots.standees if s.post is post]
        proof += [over[s.id, post] for s in there]
        able = sorted(
            (s for s in there if over[s.id, post].holds and not (one_post and s.who in placed)),
            key=lambda s: -s.votes,
        )
        above, tied = _cut(able, seats)
        elected += [(s.id, post) for s in above]
        placed |= {s.who for s in above} | {s.who for s in tied}
        if tied:
            ties.append(Tie(post, seats - len(above), tuple(s.id for s in tied)))
        vacancies[post] = 0 if tied else seats - len(above)
    if any(not s.formal and (s.id, s.post) in elected for s in ballots.standees):
        warnings.append("outcome.write_in_not_checked")
    vacancies = {post: n for post, n in vacancies.items() if n}
    return Decision(
        ballot=Validity.VALID,
        reasons=tuple(reasons),
        elected=tuple(elected),
        ties=tuple(ties),
        vacancies=vacancies,
        warnings=tuple(warnings),
        next=_next(ballots, bool(reasons), bool(ties), bool(vacancies)),
        proof=tuple(proof),
    )


def _over_the_line(ballots: Ballots, profile: Profile) -> dict[tuple[int, Post], Line]:
    """Tell of everybody whether he is over the line: half, a third, or none in a tie re-vote."""
    rule = profile.result
    base = ballots.returned - (0 if rule.void_ballots_in_base.value else ballots.void)
    lines = {}
    for standee in ballots.standees:
        if ballots.kind is PollKind.TIE:
            key, holds = rule.tie.key, standee.votes > 0
        elif ballots.kind is PollKind.SECOND:
            share = rule.second_share
            key, holds = share.key, reaches(standee.votes, base, share.value.fraction)
        else:
            share = rule.majority
            key, holds = share.key, exceeds(standee.votes, base, share.value.fraction)
        lines[standee.id, standee.post] = _line(
            f"outcome.{ballots.kind}_line",
            key,
            holds and standee.votes > 0,
            candidate=standee.id,
            post=standee.post.value,
            votes=standee.votes,
            returned=base,
        )
    return lines


def _cut(able: list[Standee], seats: int) -> tuple[list[Standee], list[Standee]]:
    """Return who is in, and who stands equal on the last seat."""
    if len(able) <= seats:
        return able, []
    last = able[seats - 1].votes
    if able[seats].votes != last:
        return able[:seats], []
    return [s for s in able if s.votes > last], [s for s in able if s.votes == last]


def _lacks_choice(ballots: Ballots) -> bool:
    formal = [s.post for s in ballots.standees if s.formal]
    return bool(formal) and any(formal.count(post) <= n for post, n in ballots.seats.items())


def _highest_first(posts: Iterable[Post]) -> list[Post]:
    order = list(Post)
    return sorted(posts, key=order.index)


def _next(ballots: Ballots, needs_review: bool, tied: bool, short: bool) -> Next:
    if needs_review:
        return Next.LEGAL_REVIEW
    if tied:
        return Next.TIE_REVOTE
    if short:
        return Next.VACANCY_DECISION if ballots.kind is PollKind.SECOND else Next.SECOND_ELECTION
    return Next.DECLARE


def _line(code: str, key: str, holds: bool, **facts: int | str) -> Line:
    return Line(code, key, facts, holds)
