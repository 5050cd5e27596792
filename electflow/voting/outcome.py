"""The outcome of a committee ballot: exact integers in, a decision with its proof out.

Source: VCOL 2025, art. 8 and 18, for villagers; URCL 2025, art. 8 and 19, for residents. What the
law leaves open is read as the profile says, and each such line of the proof names a leaf whose
basis is ``reading`` (law-notes A5, A7 and 2).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from electflow.campaign.terms import Post
from electflow.errors import ProfileError
from electflow.profile.model import Electors, Leaf, Profile, Share
from electflow.shares import exceeds, reaches
from electflow.voting.carrying import Carried, carried_down
from electflow.voting.seating import Seating, SeatingRules, seat, seated_of
from electflow.voting.terms import (
    Acting,
    Ballots,
    Composition,
    Decision,
    Id,
    Line,
    Mode,
    Next,
    PollKind,
    Seated,
    Validity,
)

ORDER = tuple(Next)
"""What follows stands in the order in which it is asked for: the first that applies is next."""


def outcome_of(ballots: Ballots, profile: Profile) -> Decision:
    """Return what the ballots of one poll decide."""
    if reasons := faults_of_entry(ballots, ballots.registered):
        return replace(
            impossible(reasons), composition=_composition(ballots.elected_before, profile)
        )
    rule = profile.result
    proof, warnings = _validity(ballots, profile)
    if lost := [line.code for line in proof if not line.holds]:
        lost_poll = void(
            lost,
            proof,
            Next.REPEAT_ELECTION,
            rule.repeat_within_days.value,
            rule.void_authority.value,
        )
        return replace(lost_poll, composition=_composition(ballots.elected_before, profile))
    rules = _seating_rules(profile)
    carries = ballots.carries_down
    if carries is None:
        carries = rule.carry_down.value == "count"
    if carries and not ballots.kind.is_revote:
        ballots, carried = carried_down(
            ballots, lambda part: seat(part, _over_the_line(part, profile), rules)
        )
        if _exceeds_good(ballots):
            # a voter who named somebody twice was counted twice
            faulty = impossible(["outcome.carried_exceed_good_ballots"])
            return replace(faulty, composition=_composition(ballots.elected_before, profile))
        proof += _carrying_lines(carried, rule.carry_down.key)
    over = _over_the_line(ballots, profile)
    seating = seat(ballots, over, rules)
    proof += [
        over[s.id, post] for post in ballots.seats for s in ballots.standees if s.post is post
    ]
    reasons = ["outcome.not_differential"] if _lacks_choice(ballots) else []
    warnings += seating.warnings
    return _decided(ballots, profile, seating, proof, reasons, warnings)


def faults_of_entry(ballots: Ballots, base: int) -> list[str]:
    """Return why figures cannot all be true: they are corrected, never decided on."""
    faults = []
    figures = [ballots.of(post) for post in ballots.seats] or [ballots.of(Post.CHAIR)]
    if any(own.voters > base for own in figures):
        faults.append("outcome.voters_exceed_base")
    if any(own.void > own.returned for own in figures):
        faults.append("outcome.void_exceed_returned")
    good = _good_ballots(ballots)
    if _exceeds_good(ballots):
        faults.append("outcome.votes_exceed_good_ballots")
    for post, seats in ballots.seats.items():
        if sum(s.votes for s in ballots.standees if s.post is post) > seats * good[post]:
            faults.append("outcome.sum_exceeds_good_ballots")
            break
    pairs = [(standee.id, standee.post) for standee in ballots.standees]
    if len(set(pairs)) != len(pairs):
        faults.append("outcome.named_twice")
    if any(n > ballots.seats.get(post, 0) for post, n in ballots.women.items()):
        faults.append("outcome.women_exceed_seats")
    known = {s.id for s in ballots.standees} | {before.id for before in ballots.elected_before}
    if any(kin.a not in known or kin.b not in known for kin in ballots.kin):
        faults.append("outcome.kin_unknown")
    return faults


def _good_ballots(ballots: Ballots) -> dict[Post, int]:
    return {
        post: max(ballots.of(post).returned - ballots.of(post).void, 0) for post in ballots.seats
    }


def _exceeds_good(ballots: Ballots) -> bool:
    """Tell whether somebody has more votes for a post than there are good ballots."""
    good = _good_ballots(ballots)
    return any(s.votes > good.get(s.post, s.votes) for s in ballots.standees)


def _carrying_lines(carried: Iterable[Carried], key: str) -> list[Line]:
    return [
        line(
            "outcome.carried_down",
            key,
            True,
            candidate=one.id,
            post=one.post.value,
            own=one.own,
            carried=one.carried,
            votes=one.own + one.carried,
        )
        for one in carried
    ]


def impossible(reasons: Iterable[str]) -> Decision:
    """Return that figures are to be corrected before anything is decided."""
    return Decision(
        ballot=Validity.INVALID_ENTRY,
        reasons=tuple(dict.fromkeys(reasons)),
        next_all=(Next.CORRECT_ENTRY,),
    )


def void(
    reasons: Iterable[str],
    proof: Iterable[Line],
    then: Next,
    deadline: int,
    decided_by: tuple[str, ...],
) -> Decision:
    """Return that the poll is void, and who says what follows."""
    return Decision(
        ballot=Validity.VOID,
        reasons=tuple(dict.fromkeys(reasons)),
        next_all=(then,),
        deadline_days=deadline or None,
        decided_by=decided_by,
        proof=tuple(proof),
    )


def in_order(following: Iterable[Next]) -> tuple[Next, ...]:
    """Return what follows, each once, the first that applies first; to declare where nothing else is."""
    found = set(following)
    return tuple(step for step in ORDER if step in found) or (Next.DECLARE,)


def line(code: str, key: str, holds: bool, **facts: int | str) -> Line:
    """Return one line of the proof."""
    return Line(code, key, facts, holds)


# --- is the poll valid? -----------------------------------------------------------------------


def _validity(ballots: Ballots, profile: Profile) -> tuple[list[Line], list[str]]:
    """Tell whether the ballots fit the voters, and whether enough took part."""
    rule = profile.result
    code, turnout = _turnout(ballots.electors, profile)
    proof, warnings = [], []
    for post in _own_or_one(ballots):
        own = ballots.of(post)
        most = {
            "voters": own.voters,
            "issued": own.issued,
            "both": min(own.voters, own.issued),
        }[rule.returned_at_most.value]
        told = {"returned": own.returned, "voters": own.voters, "issued": own.issued}
        proof.append(
            line(
                "outcome.returned_at_most_voters",
                rule.returned_at_most.key,
                own.returned <= most,
                **told,
            )
        )
        if own.returned > own.issued:
            warnings.append("outcome.returned_exceed_issued")
        if ballots.kind.is_revote:
            continue
        holds = exceeds(own.returned, ballots.registered, turnout.value.fraction)
        is_second = ballots.kind is PollKind.SECOND
        if is_second and not rule.second_turnout.value:
            warnings += [] if holds else [f"outcome.second_{code}_low"]
            continue
        proof.append(
            line(
                f"outcome.{code}",
                rule.second_turnout.key if is_second else turnout.key,
                holds,
                returned=own.returned,
                registered=ballots.registered,
            )
        )
    proof += _all_posts_within_issued(ballots, profile)
    return proof, list(dict.fromkeys(warnings))


def _all_posts_within_issued(ballots: Ballots, profile: Profile) -> list[Line]:
    """Compare the ballots of all posts with what went out, where that bounds them (Henan 35).

    It is told of all posts together only where the figures at the top are their sum.
    """
    rule = profile.result.returned_at_most
    is_sum = sum(own.returned for own in ballots.own.values()) == ballots.returned
    if not ballots.own or not is_sum or rule.value == "voters":
        return []
    told = {"returned": ballots.returned, "voters": ballots.voters, "issued": ballots.issued}
    holds = ballots.returned <= ballots.issued
    return [line("outcome.returned_at_most_voters", rule.key, holds, **told)]


def _turnout(electors: Electors, profile: Profile) -> tuple[str, Leaf[Share]]:
    """Return by which rule enough electors take part (VCOL 2025, art. 18; URCL 2025, art. 19)."""
    rule = profile.result
    code, found = {
        Electors.VOTERS: ("turnout", rule.turnout),
        Electors.HOUSEHOLDS: ("turnout_households", rule.turnout_households),
        Electors.REPRESENTATIVES: ("turnout_representatives", rule.turnout_representatives),
    }[electors]
    if found is None:
        raise ProfileError(f"{profile.name}: no turnout is laid down for {electors}")
    return code, found


def _own_or_one(ballots: Ballots) -> list[Post]:
    """Return one post for each different set of figures."""
    posts = list(ballots.seats) or [Post.CHAIR]
    return list({ballots.of(post): post for post in reversed(posts)}.values())[::-1]


def _lacks_choice(ballots: Ballots) -> bool:
    if ballots.kind is not PollKind.FIRST or ballots.mode is not Mode.CANDIDATES:
        return False
    formal = [s.post for s in ballots.standees if s.formal]
    return bool(ballots.standees) and any(formal.count(p) <= n for p, n in ballots.seats.items())


# --- who is over the line, and who is seated? --------------------------------------------------


def _over_the_line(ballots: Ballots, profile: Profile) -> dict[tuple[Id, Post], Line]:
    """Tell of everybody whether he is over the line: half, a third, or none in a re-vote."""
    rule = profile.result
    lines = {}
    for standee in ballots.standees:
        own = ballots.of(standee.post)
        base = own.returned - (0 if rule.void_ballots_in_base.value else own.void)
        if ballots.kind.is_revote:
            key, holds = rule.tie.key, True
        elif ballots.kind is PollKind.SECOND:
            share = rule.second_share
            key, holds = share.key, reaches(standee.votes, base, share.value.fraction)
        else:
            share = rule.majority
            key, holds = share.key, exceeds(standee.votes, base, share.value.fraction)
        kind = PollKind.TIE if ballots.kind.is_revote else ballots.kind
        lines[standee.id, standee.post] = line(
            f"outcome.{kind}_line",
            key,
            holds and standee.votes > 0,
            candidate=standee.id,
            post=standee.post.value,
            votes=standee.votes,
            returned=base,
        )
    return lines


def _seating_rules(profile: Profile) -> SeatingRules:
    rule = profile.result
    return SeatingRules(
        keeps_women_seats=rule.women_mode.value != "none",
        one_post=rule.higher_post.value,
        one_post_key=rule.higher_post.key,
        has_kin_rule=rule.kin.value,
        kin_yields=rule.kin_yields.value != "decision",
        kin_revote=rule.kin_yields.value == "votes_then_revote",
        substitutes=rule.kin_substitute.value,
        kin_key=rule.kin_yields.key,
        eligible_key=rule.eligibility.key,
    )


# --- what follows? ------------------------------------------------------------------------------


def _decided(
    ballots: Ballots,
    profile: Profile,
    seating: Seating,
    proof: list[Line],
    reasons: list[str],
    warnings: list[str],
) -> Decision:
    committee = seated_of(ballots, seating)
    formal = {(s.id, s.post): s for s in ballots.standees}
    if any(not formal[e].formal and formal[e].eligible is None for e in seating.elected):
        warnings.append("outcome.write_in_not_checked")
    required = profile.committee.women_least.value
    women = sum(member.sex == "F" for member in committee)
    is_full = (
        not seating.vacancies
        and not seating.ties
        and len(committee) >= max(profile.committee.size_least.value, ballots.seats_total)
    )
    knows_sexes = all(member.sex for member in committee) and bool(committee)
    if is_full and knows_sexes and women < required:
        warnings.append("outcome.women_member_missing")
    following = [Next.LEGAL_REVIEW] if reasons else []
    if any(n.reason == "ineligible" for n in seating.not_seated):
        following.append(Next.ELIGIBILITY_DECISION)
    if seating.needs_kin_decision:
        following.append(Next.KIN_DECISION)
    if seating.kin_revotes:
        following.append(Next.KIN_REVOTE)
    if seating.ties:
        following.append(Next.TIE_REVOTE)
    if seating.vacancies:
        following.append(_when_short(ballots, profile, committee))
    ahead = in_order(following)
    return Decision(
        ballot=Validity.VALID,
        reasons=tuple(reasons),
        elected=tuple(seating.elected),
        ties=tuple(seating.ties),
        not_seated=tuple(seating.not_seated),
        vacancies=dict(seating.vacancies),
        composition=_composition(committee, profile),
        warnings=tuple(dict.fromkeys(warnings)),
        next_all=ahead,
        deadline_days=(
            profile.result.second_within_days.value or None
            if Next.SECOND_ELECTION in ahead
            else None
        ),
        decided_by=_who_decides(ahead[0], profile),
        acting=_acting(profile, committee) if Next.VACANCY_DECISION in ahead else None,
        proof=tuple(proof),
        kin_revotes=tuple(seating.kin_revotes),
    )


def _composition(committee: Sequence[Seated], profile: Profile) -> Composition:
    rule = profile.committee
    women = sum(member.sex == "F" for member in committee)
    return Composition(len(committee), women, rule.size_least.value, rule.women_least.value)


def _when_short(ballots: Ballots, profile: Profile, committee: list[Seated]) -> Next:
    """Return what follows when seats stay open (VCOL 2025, art. 18; law-notes 2)."""
    rule, least = profile.result, profile.committee.size_least.value
    total = len(committee)
    is_first = ballots.kind in (PollKind.FIRST, PollKind.REPEAT)
    if is_first or (ballots.kind.is_revote and not ballots.elected_before):
        is_enough = rule.short_first.value == "vacancy_if_enough" and total >= least
        return Next.VACANCY_DECISION if is_enough else Next.SECOND_ELECTION
    if rule.short_second.value == "more_than_least_with_chair":
        is_enough = total > least and any(m.post is Post.CHAIR for m in committee)
    else:
        # without those elected before nobody knows how many there are
        is_enough = total >= least or not ballots.elected_before
    return Next.VACANCY_DECISION if is_enough else Next.SECOND_ELECTION


def _who_decides(step: Next, profile: Profile) -> tuple[str, ...]:
    return {
        Next.LEGAL_REVIEW: profile.result.legal_review_by.value,
        Next.ELIGIBILITY_DECISION: ("election_committee",),
        Next.KIN_DECISION: ("election_committee",),
        Next.VACANCY_DECISION: profile.result.vacancy_decided_by.value,
    }.get(step, ())


def _acting(profile: Profile, committee: list[Seated]) -> Acting | None:
    """Return who leads the work without a chair, as far as the profile says."""
    rule = profile.result.acting
    if rule.value == "none" or any(member.post is Post.CHAIR for member in committee):
        return None
    ranks: list[tuple[Post, ...]] = [(Post.DEPUTY,)]
    if rule.value == "deputy_then_member":
        ranks.append((Post.WOMEN_MEMBER, Post.MEMBER))
    for posts in ranks:
        there = [member for member in committee if member.post in posts]
        most = max((member.votes for member in there), default=0)
        best = [member for member in there if member.votes == most]
        if len(best) == 1:
            return Acting(best[0].id, "law", rule.key)
        if best:
            break
    return Acting(None, profile.result.vacancy_decided_by.value[0], rule.key)
