"""The poll of the villagers' committee: readiness, opening, closing, and further polls."""

from collections.abc import Mapping
from datetime import date, timedelta

from electflow.campaign.calendar import last_day
from electflow.campaign.terms import Post, Staying
from electflow.documents.rules import posted, posted_by, recorded, requirement
from electflow.documents.terms import (
    BallotForm,
    ClosingFigures,
    Kind,
    Meeting,
    MethodFigures,
    PlaceFigures,
    ProxyFigures,
    ReadinessFigures,
    RevoteFigures,
    SecondFigures,
)
from electflow.election_committee.rules import nobody_nominated, staff_unrelated
from electflow.issues import Fact, Issue, Severity
from electflow.nomination.rules import differential, one_post_each
from electflow.nomination.terms import Standing, standing_persons
from electflow.profile.model import Profile
from electflow.roll.rules import departure_audit, list_in_order, voters_listed
from electflow.shares import exceeds
from electflow.stages import PHASE_OF, Phase, Stage, Track, Trigger
from electflow.vetting.rules import objections_heard, still_examined
from electflow.voting.past_cure import past_cure
from electflow.voting.poll_day_rules import (
    boxes_ready,
    ledger_at_closing,
    ledger_at_sealing,
    proxies_as_registered,
)
from electflow.voting.polls import Tally, tally_of
from electflow.voting.terms import BoxKind, VotingFacts


def issues_before_confirm_readiness(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """Everything that the poll needs stands ready (VCOL 2025, art. 18 and 40)."""
    rule, day = profile.poll, facts.election.election_on
    issues = [
        recorded(facts.papers, Kind.MEETING_RECORD, rule.meeting_with_villagers),
        *_met_before_the_day(facts, profile),
        *_ready(facts, profile, on),
        *differential(facts, profile),
        one_post_each(facts, profile),
        *candidates_examined(facts, profile, day),
        *objections_heard(facts, profile, on),
        *_persons_in_order(facts, profile),
    ]
    return past_cure(issues, day, on, facts.polls)


def _met_before_the_day(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """Candidates met the villagers before the election day (Zhejiang 23, Shanghai 13)."""
    paper, day = facts.papers.find(Kind.MEETING_RECORD), facts.election.election_on
    if paper is None:
        return []
    told: dict[str, Fact] = {"held_on": paper.dated_on, "election_on": day}
    rule = profile.poll.meeting_before_poll
    fix = f"paper:{Kind.MEETING_RECORD}"
    return [requirement("voting.met_before_the_day", rule, paper.dated_on < day, told, fix=fix)]


def candidates_examined(
    facts: VotingFacts, profile: Profile, day: date, elected: frozenset[int] = frozenset()
) -> list[Issue]:
    """What was concluded of the candidates still holds on the day of the poll."""
    rule = profile.vetting.all_units_answer
    return still_examined(facts, profile, day, rule, "vetting.nobody_barred", elected)


def issues_before_ready_without_candidates(
    facts: VotingFacts, profile: Profile, on: date
) -> list[Issue]:
    """A meeting agreed to elect without candidates, it is filed, and the profile allows it."""
    rule = profile.nomination.without_candidates
    told = facts.papers.figures(Kind.NO_CANDIDATES_CONSENT, Meeting)
    issues = [
        requirement("nomination.without_candidates_allowed", rule, rule.value),
        recorded(facts.papers, Kind.NO_CANDIDATES_CONSENT, rule),
        *_ready(facts, profile, on),
    ]
    if told:
        quorum = profile.preparation.assembly_quorum
        issues.append(
            requirement(
                "nomination.without_candidates_quorum",
                quorum,
                exceeds(told.present, told.due, quorum.value.fraction),
                {"present": told.present, "due": told.due},
                fix=f"paper:{Kind.NO_CANDIDATES_CONSENT}",
            )
        )
        issues.append(
            requirement(
                "nomination.without_candidates_agreed",
                rule,
                exceeds(
                    told.agreed, told.present, profile.preparation.method_majority.value.fraction
                ),
                {"agreed": told.agreed, "present": told.present},
                fix=f"paper:{Kind.NO_CANDIDATES_CONSENT}",
            )
        )
    return past_cure(issues, facts.election.election_on, on, facts.polls)


def _ready(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    rule, papers = profile.poll, facts.papers
    issues = posted(papers, Kind.PLACE_NOTICE, rule.place_notice_days)
    issues += posted(papers, Kind.PROXY_NOTICE, rule.proxies_published)
    if rule.staff_published_days.value:
        issues += posted(papers, Kind.STAFF_NOTICE, rule.staff_published_days)
    if _has_mobile_boxes(facts):
        issues += posted(papers, Kind.BOX_USERS_NOTICE, rule.mobile_box_list)
    issues += _posted_in_time(facts, profile)
    issues.append(recorded(papers, Kind.READINESS_RECORD, rule.secret_place))
    issues.append(departure_audit(facts, profile, Severity.BLOCKS))
    issues += list_in_order(facts, profile)
    if place := papers.figures(Kind.PLACE_NOTICE, PlaceFigures):
        issues.append(
            requirement(
                "voting.day_as_announced",
                rule.on_election_day,
                place.poll_on == facts.election.election_on,
                {"announced": place.poll_on, "election_on": facts.election.election_on},
                fix=f"paper:{Kind.PLACE_NOTICE}",
            )
        )
    if proxies := papers.figures(Kind.PROXY_NOTICE, ProxyFigures):
        issues += [
            requirement(
                "voting.proxy_limit",
                rule.proxy_most,
                proxies.most_of_one_proxy <= rule.proxy_most.value,
                {"most": proxies.most_of_one_proxy, "limit": rule.proxy_most.value},
                fix=f"paper:{Kind.PROXY_NOTICE}",
            ),
            requirement(
                "voting.no_candidate_is_proxy",
                rule.proxy_most,
                proxies.candidates_as_proxies == 0,
                {"persons": proxies.candidates_as_proxies},
                fix=f"paper:{Kind.PROXY_NOTICE}",
            ),
        ]
    ready = papers.figures(Kind.READINESS_RECORD, ReadinessFigures)
    issues += boxes_ready(facts, profile) + proxies_as_registered(facts, profile)
    return issues + (_materials(facts, ready, profile) if ready else [])


def _posted_in_time(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """Place, proxies and staff hang as many days before the poll as their own rules say."""
    rule = profile.poll
    found = [
        posted_by(facts.papers, kind, leaf, last_day(facts.election.election_on, leaf))
        for kind, leaf in (
            (Kind.PLACE_NOTICE, rule.place_notice_days),
            (Kind.PROXY_NOTICE, rule.proxies_published_days),
            (Kind.STAFF_NOTICE, rule.staff_published_days),
        )
        if leaf.value
    ]
    return [issue for issue in found if issue]


def _has_mobile_boxes(facts: VotingFacts) -> bool:
    ready = facts.papers.figures(Kind.READINESS_RECORD, ReadinessFigures)
    is_told = bool(ready and ready.mobile_boxes)
    return is_told or any(box.kind is BoxKind.MOBILE for box in facts.poll_day.boxes)


def _materials(facts: VotingFacts, ready: ReadinessFigures, profile: Profile) -> list[Issue]:
    rule, paper = profile.poll, f"paper:{Kind.READINESS_RECORD}"
    registered = registered_of(facts)
    posts = sum(n > 0 for n in facts.election.seats.values())
    kinds = max(posts, 1) if has_own_ballots(facts) else 1
    issues = [
        requirement(
            "voting.ballots_enough",
            rule.secret_place,
            None if registered is None else ready.ballots_printed >= registered * kinds,
            {"printed": ready.ballots_printed, "registered": (registered or 0) * kinds},
            fix=paper,
        ),
        requirement(
            "voting.secret_places",
            rule.secret_place,
            ready.secret_places > 0,
            {"places": ready.secret_places},
            fix=paper,
        ),
    ]
    if ready.mobile_boxes:
        issues.append(
            requirement(
                "voting.box_scrutineers",
                rule.box_scrutineers,
                ready.fewest_scrutineers >= rule.box_scrutineers.value,
                {"fewest": ready.fewest_scrutineers, "least": rule.box_scrutineers.value},
                fix=paper,
            )
        )
    return issues


def has_own_ballots(facts: VotingFacts) -> bool:
    """Tell whether the adopted method gives each post a ballot of its own (Henan 34, Beijing 22)."""
    method = facts.papers.figures(Kind.ELECTION_METHOD, MethodFigures)
    return method is not None and method.ballots is BallotForm.SEPARATE


_POLL_OPEN = frozenset({Stage.POLLING, Stage.COUNTING, Stage.TIE_PENDING})


def registered_of(facts: VotingFacts) -> int | None:
    """Return the number of voters, the base of the turnout, or None.

    Where the list is kept here it is the list itself, which changes until the poll opens; once it
    is open the base is pinned.
    """
    if facts.polls and facts.election.stage in _POLL_OPEN:
        return facts.polls[-1].base or None
    return voters_listed(facts)


def issues_before_open_poll(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """It is the election day, and the base is known."""
    day = facts.election.election_on
    second = facts.papers.figures(Kind.SECOND_ELECTION_NOTICE, SecondFigures)
    day = second.poll_on if second else day
    registered = registered_of(facts)
    issues = [
        *_party_first(facts, profile),
        *list_in_order(facts, profile),
        *boxes_ready(facts, profile),
        *proxies_as_registered(facts, profile),
        *_persons_in_order(facts, profile),
        *candidates_examined(facts, profile, day),
        *objections_heard(facts, profile, on),
        *(differential(facts, profile) if any(c.stands for c in facts.candidates) else []),
        requirement(
            "voting.on_election_day",
            profile.timetable.committee.earliest[Trigger.OPEN_POLL],
            on >= day,
            {"election_on": day},
            lawful_from=day,
            fix="hold",
        ),
        requirement(
            "roll.registered_counted",
            profile.roll.registration,
            None if not registered else True,
            {"registered": registered or 0},
            fix=f"paper:{Kind.FINAL_ROLL}",
        ),
    ]
    return past_cure(issues, day, on, facts.polls)


def _persons_in_order(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """Nobody who stands, nor his kin, sits in the election committee or works at the poll."""
    standing = standing_persons(facts)
    return [
        *nobody_nominated(facts.staff, standing, profile),
        *staff_unrelated(facts.staff, standing, profile),
    ]


def _party_first(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """Remind of the planned order of the tracks; policy never blocks the villagers' vote."""
    stage = facts.election.party_stage
    if stage is None:
        return []
    done = PHASE_OF[Track.PARTY, stage] in (Phase.APPOINTMENT, Phase.HANDOVER)
    told = {"party_stage": stage.value}
    return [requirement("voting.party_first", profile.poll.party_first, done, told)]


def issues_before_close_poll(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """How many drew a ballot and how many ballots went out is on record before any is read."""
    rule = profile.poll.open_count
    issues = [recorded(facts.papers, Kind.POLL_CLOSING, rule)]
    told = facts.papers.figures(Kind.POLL_CLOSING, ClosingFigures)
    registered = registered_of(facts)
    if told and registered is not None:
        issues.append(
            requirement(
                "voting.voters_at_most_registered",
                rule,
                told.voters <= registered,
                {"voters": told.voters, "registered": registered},
                fix=f"paper:{Kind.POLL_CLOSING}",
            )
        )
    if told and facts.polls and (kinds := len(facts.polls[-1].own)):
        most = told.voters * kinds
        figures: dict[str, Fact] = {"issued": told.issued, "voters": told.voters, "kinds": kinds}
        fix, kept = f"paper:{Kind.POLL_CLOSING}", profile.poll.ballot_ledger
        issues.append(
            requirement("voting.issued_by_posts", kept, told.issued <= most, figures, fix=fix)
        )
    return issues + ledger_at_closing(facts, profile)


def tally(facts: VotingFacts, profile: Profile) -> Tally | None:
    """Return what the polls of an election together have led to."""
    void = frozenset(c.number for c in facts.candidates if c.standing is Standing.WIN_VOID)
    there = facts.election
    return tally_of(there.track, there.seats, facts.polls, profile, void, there.stays)


def sitting(facts: VotingFacts, profile: Profile) -> tuple[Staying, ...]:
    """Return who sits in the body after an election: who stayed, and who was elected by it."""
    found = tally(facts, profile)
    if found is None:
        return facts.election.stays
    named = {c.number: c for c in facts.candidates}
    votes = {
        (standee.id, standee.post): standee.votes
        for poll, _ in found.decisions
        if poll.ballots
        for standee in poll.ballots.standees
    }
    new = (
        Staying(
            named[number].person_id,
            post,
            votes.get((number, post), 0),
            named[number].sex,
            facts.election.id,
        )
        for number, post in found.elected
    )
    return (*facts.election.stays, *new)


def left_for(facts: VotingFacts, found: Tally, seats: Mapping[Post, int]) -> list[int]:
    """Return who stands in a second election for some seats: those not elected, by votes (art. 18).

    All of the list who are left, and in the villagers' election who was written in with at least as
    many votes as the last of them: the law asks for votes alone. Without anybody of the list it is
    one more than the seats, and who is equal to the last.
    """
    numbers = {number for number, _ in found.elected}
    filled = {c.person_id for c in facts.candidates if c.number in numbers}
    standing: list[int] = []
    for post, n in seats.items():
        votes = _votes_for(facts, post)
        able = [
            c
            for c in facts.candidates
            if c.standing is Standing.NOMINATED and c.person_id not in filled and c.post is post
        ]
        listed = [c for c in able if c.stands]
        if facts.election.track is Track.PARTY:
            standing += [c.number for c in listed]
            continue
        ranked = sorted((votes.get(c.number, 0) for c in able), reverse=True)
        last = min((votes.get(c.number, 0) for c in listed), default=(ranked + [0] * (n + 1))[n])
        standing += [c.number for c in able if c.stands or (votes.get(c.number, 0) >= max(last, 1))]
    return standing


def _votes_for(facts: VotingFacts, post: Post) -> Mapping[int, int]:
    """Return the votes of the last whole poll for a post; a re-vote was among a few."""
    for poll in reversed(facts.polls):
        if post in poll.seats and poll.ballots is not None and not poll.kind.is_revote:
            return {int(s.id): s.votes for s in poll.ballots.standees}
    return {}


def issues_before_hold_revote(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """The re-vote among the equal is announced, with their number."""
    is_committee = facts.election.track is Track.COMMITTEE
    rule = profile.result.tie if is_committee else profile.party.tie
    issues = [recorded(facts.papers, Kind.REVOTE_NOTICE, rule)]
    told = facts.papers.figures(Kind.REVOTE_NOTICE, RevoteFigures)
    found = tally(facts, profile)
    if told and told.poll_on:
        issues.append(
            requirement(
                "voting.on_election_day",
                profile.timetable.committee.earliest[Trigger.OPEN_POLL] if is_committee else rule,
                on >= told.poll_on,
                {"election_on": told.poll_on},
                lawful_from=told.poll_on,
            )
        )
    if is_committee:
        issues += proxies_as_registered(facts, profile)
    if told and found:
        tied = len({person for tie in found.ties for person in tie.ids})
        figures: dict[str, Fact] = {"persons": told.persons, "tied": tied}
        fix = f"paper:{Kind.REVOTE_NOTICE}"
        issues.append(
            requirement("voting.revote_persons", rule, told.persons == tied, figures, fix=fix)
        )
    return issues


def issues_before_hold_second_election(
    facts: VotingFacts, profile: Profile, on: date
) -> list[Issue]:
    """The second election is announced, names more persons than seats, and comes in time."""
    rule, paper = profile.result, f"paper:{Kind.SECOND_ELECTION_NOTICE}"
    issues = posted(facts.papers, Kind.SECOND_ELECTION_NOTICE, rule.second_share)
    issues += list_in_order(facts, profile) + proxies_as_registered(facts, profile)
    issues += boxes_ready(facts, profile) + _persons_in_order(facts, profile)
    issues += ledger_at_sealing(facts, profile)
    told = facts.papers.figures(Kind.SECOND_ELECTION_NOTICE, SecondFigures)
    found = tally(facts, profile)
    vacant = sum(found.vacancies.values()) if found else 0
    if told:
        latest = facts.election.election_on + timedelta(days=rule.second_within_days.value)
        elected = frozenset(number for number, _ in found.elected) if found else frozenset()
        issues += candidates_examined(facts, profile, told.poll_on, elected)
        if found:
            ranked = left_for(facts, found, found.vacancies)
            figures: dict[str, Fact] = {"persons": told.persons, "ranked": len(ranked)}
            kept, agrees = profile.poll.ballot_ledger, told.persons == len(ranked)
            issues.append(requirement("voting.second_as_ranked", kept, agrees, figures, fix=paper))
        issues += [
            requirement(
                "voting.second_persons",
                rule.second_share,
                told.persons > told.seats,
                {"persons": told.persons, "seats": told.seats},
                fix=paper,
            ),
            requirement(
                "voting.second_seats",
                rule.second_share,
                told.seats == vacant,
                {"seats": told.seats, "vacant": vacant},
                fix=paper,
            ),
            requirement(
                "voting.on_election_day",
                profile.timetable.committee.earliest[Trigger.OPEN_POLL],
                on >= told.poll_on,
                {"election_on": told.poll_on},
                lawful_from=told.poll_on,
            ),
            requirement(
                "voting.second_in_time",
                rule.second_within_days,
                told.poll_on <= latest or not rule.second_within_days.value,
                {"poll_on": told.poll_on, "latest": latest},
                fix=paper,
            ),
        ]
        issues = past_cure(issues, told.poll_on, on, facts.polls)
    return issues
