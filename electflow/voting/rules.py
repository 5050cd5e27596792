"""The poll of the villagers' committee: readiness, opening, closing, declaration, what follows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from electflow.documents.rules import as_irregularity, posted, recorded, requirement
from electflow.documents.terms import (
    ClosingFigures,
    FinalRollFigures,
    Kind,
    Meeting,
    PlaceFigures,
    ProxyFigures,
    ReadinessFigures,
    ResultFigures,
    SecondFigures,
)
from electflow.election_committee.rules import nobody_nominated, staff_unrelated
from electflow.issues import Issue, Severity
from electflow.nomination.rules import differential
from electflow.nomination.terms import Standing, standing_persons
from electflow.profile.model import Profile
from electflow.roll.rules import departure_audit, list_in_order
from electflow.shares import exceeds
from electflow.stages import PHASE_OF, Phase, Stage, Track, Trigger
from electflow.vetting.rules import nobody_barred
from electflow.voting.poll_day_rules import (
    boxes_ready,
    doubtful_decided,
    ledger_at_closing,
    ledger_at_count,
    ledger_at_sealing,
    proxies_as_registered,
)
from electflow.voting.polls import Tally, tally_of
from electflow.voting.terms import Outcome, VotingFacts

Rule = Callable[[VotingFacts, Profile, date], list[Issue]]


def issues_before_confirm_readiness(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """Everything that the poll needs stands ready (VCOL 2025, art. 18 and 40)."""
    rule = profile.poll
    return [
        recorded(facts.papers, Kind.MEETING_RECORD, rule.meeting_with_villagers),
        *_ready(facts, profile, on),
        *differential(facts, profile),
        nobody_barred(facts, profile.vetting.four_classes),
        *nobody_nominated(facts.staff, standing_persons(facts), profile),
        *staff_unrelated(facts.staff, standing_persons(facts), profile),
    ]


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
    return issues


def _ready(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    rule, papers = profile.poll, facts.papers
    issues = posted(papers, Kind.PLACE_NOTICE, rule.place_notice_days)
    issues += posted(papers, Kind.PROXY_NOTICE, rule.proxies_published)
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


def _materials(facts: VotingFacts, ready: ReadinessFigures, profile: Profile) -> list[Issue]:
    rule, paper = profile.poll, f"paper:{Kind.READINESS_RECORD}"
    registered = registered_of(facts)
    issues = [
        requirement(
            "voting.ballots_enough",
            rule.secret_place,
            None if registered is None else ready.ballots_printed >= registered,
            {"printed": ready.ballots_printed, "registered": registered or 0},
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


_POLL_OPEN = frozenset({Stage.POLLING, Stage.COUNTING, Stage.TIE_PENDING})


def registered_of(facts: VotingFacts) -> int | None:
    """Return the number of voters, the base of the turnout, or None.

    Where the list is kept here it is the list itself, which changes until the poll opens; once it
    is open the base is pinned.
    """
    if facts.polls and facts.election.stage in _POLL_OPEN:
        return facts.polls[-1].base or None
    if facts.roll is not None and facts.roll.is_kept:
        return facts.roll.voters
    told = facts.papers.figures(Kind.FINAL_ROLL, FinalRollFigures)
    return told.registered if told else None


def issues_before_open_poll(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """It is the election day, and the base is known."""
    day = facts.election.election_on
    second = facts.papers.figures(Kind.SECOND_ELECTION_NOTICE, SecondFigures)
    day = second.poll_on if second else day
    registered = registered_of(facts)
    return [
        *_party_first(facts, profile),
        *list_in_order(facts, profile),
        *boxes_ready(facts, profile),
        *proxies_as_registered(facts, profile),
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
    return issues + ledger_at_closing(facts, profile)


def tally(facts: VotingFacts, profile: Profile) -> Tally | None:
    """Return what the polls of an election together have led to."""
    void = frozenset(c.number for c in facts.candidates if c.standing is Standing.WIN_VOID)
    return tally_of(facts.election.track, facts.election.seats, facts.polls, profile, void)


def declares(outcome: Outcome) -> Rule:
    """Return the rule of declaring one outcome: the ballots are counted and say just this."""

    def issues_before_declare(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
        """The count is recorded, its figures can be true, and it leads to this outcome."""
        is_committee = facts.election.track is Track.COMMITTEE
        rule = profile.result.majority if is_committee else profile.party.majority
        found = tally(facts, profile)
        issues = [
            requirement("voting.counted", rule, True if found else None, fix="count"),
            *(doubtful_decided(facts, profile) if is_committee else []),
        ]
        if found is None:
            return issues
        issues.append(
            requirement(
                "voting.entry_possible",
                rule,
                found.outcome is not Outcome.INVALID_ENTRY,
                {"faults": len(found.last.reasons)},
                fix="count",
            )
        )
        if is_committee:
            issues += _as_closed(facts, profile)
            issues += ledger_at_count(facts, profile)
        if "outcome.not_differential" in found.last.reasons:
            choice = profile.nomination.differential if is_committee else profile.party.differential
            left = requirement("voting.choice_left", choice, False)
            issues.append(replace(left, severity=Severity.WARNS))
        if is_committee and found.outcome is Outcome.ELECTED:
            issues.append(women_elected(facts, profile, found))
        issues += _winners_as_announced(facts, profile, found)
        if found.outcome is not Outcome.INVALID_ENTRY:
            issues.append(
                requirement(
                    "voting.outcome_is",
                    rule,
                    found.outcome is outcome,
                    {"outcome": found.outcome.value, "declared": outcome.value},
                )
            )
        return issues

    return issues_before_declare


def _winners_as_announced(facts: VotingFacts, profile: Profile, found: Tally) -> list[Issue]:
    """After corrected figures the winners are those read out before, or an organ decided otherwise.

    The two lists are compared here, whatever the paper of the correction says (law-notes 5.1).
    """
    before = facts.polls[-1].announced
    if before is None:
        return []
    now = {number for number, _ in found.elected}
    changed = now ^ set(before)
    decided = facts.papers.find(Kind.PERSON_VOID_DECISION) is not None
    return [
        requirement(
            "voting.winners_as_announced",
            profile.result.correction,
            True if not changed or decided else None,
            {"lost": len(set(before) - now), "won": len(now - set(before))},
            fix=f"paper:{Kind.PERSON_VOID_DECISION}",
        )
    ]


def _as_closed(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """Compare the count with what was recorded when the poll closed, before any ballot was read."""
    told = facts.papers.figures(Kind.POLL_CLOSING, ClosingFigures)
    ballots = facts.polls[-1].ballots
    if told is None or ballots is None:
        return []
    return [
        requirement(
            "voting.count_as_closed",
            profile.poll.open_count,
            (ballots.voters, ballots.issued) == (told.voters, told.issued),
            {
                "voters": ballots.voters,
                "closing": told.voters,
                "issued": ballots.issued,
                "closing_issued": told.issued,
            },
            fix="count",
        )
    ]


def issues_before_hold_revote(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """The re-vote among the equal is announced, with their number."""
    is_committee = facts.election.track is Track.COMMITTEE
    rule = profile.result.tie if is_committee else profile.party.tie
    return [recorded(facts.papers, Kind.REVOTE_NOTICE, rule)]


def issues_before_hold_second_election(
    facts: VotingFacts, profile: Profile, on: date
) -> list[Issue]:
    """The second election is announced, names more persons than seats, and comes in time."""
    rule, paper = profile.result, f"paper:{Kind.SECOND_ELECTION_NOTICE}"
    issues = posted(facts.papers, Kind.SECOND_ELECTION_NOTICE, rule.second_share)
    issues += list_in_order(facts, profile) + proxies_as_registered(facts, profile)
    issues += ledger_at_sealing(facts, profile)
    told = facts.papers.figures(Kind.SECOND_ELECTION_NOTICE, SecondFigures)
    found = tally(facts, profile)
    vacant = sum(found.vacancies.values()) if found else 0
    if told:
        latest = facts.election.election_on + timedelta(days=rule.second_within_days.value)
        issues += [
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
    return issues


def issues_before_keep_vacancy(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """A meeting decided to leave seats open, and a lawful committee of three exists (art. 8)."""
    rule = profile.result.vacancy_with_members
    issues = [recorded(facts.papers, Kind.VACANCY_DECISION, rule)]
    found = tally(facts, profile)
    members = len(found.elected) if found else 0
    issues.append(
        requirement(
            "voting.members_enough",
            rule,
            members >= rule.value,
            {"members": members, "least": rule.value},
        )
    )
    told = facts.papers.figures(Kind.VACANCY_DECISION, Meeting)
    if told:
        issues.append(
            requirement(
                "voting.vacancy_agreed",
                rule,
                exceeds(
                    told.agreed, told.present, profile.preparation.method_majority.value.fraction
                ),
                {"agreed": told.agreed, "present": told.present},
                fix=f"paper:{Kind.VACANCY_DECISION}",
            )
        )
    return issues + _announced(facts, profile, on) + ledger_at_sealing(facts, profile)


def issues_before_confirm_result(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    """All seats are filled; the result was read out on the spot, and hangs (VCOL 2025, art. 18)."""
    found = tally(facts, profile)
    filled = found is not None and found.outcome is Outcome.ELECTED
    return [
        requirement("voting.all_seats_filled", profile.result.majority, filled),
        *_announced(facts, profile, on),
        *ledger_at_sealing(facts, profile),
    ]


def _announced(facts: VotingFacts, profile: Profile, on: date) -> list[Issue]:
    rule, paper = profile.result, f"paper:{Kind.RESULT_NOTICE}"
    issues = posted(facts.papers, Kind.RESULT_NOTICE, rule.on_the_spot)
    told = facts.papers.figures(Kind.RESULT_NOTICE, ResultFigures)
    found = tally(facts, profile)
    elected = len(found.elected) if found else 0
    if told is None:
        return issues
    return [
        *issues,
        women_elected(facts, profile, found),
        *kin_in_register(facts, profile, found),
        requirement(
            "voting.no_kin_elected",
            profile.result.kin,
            None if told.kin_among_elected is None else not told.kin_among_elected,
            fix=paper,
        ),
        as_irregularity(
            requirement(
                "voting.announced_on_the_spot", rule.on_the_spot, told.announced_on_the_spot
            )
        ),
        as_irregularity(
            requirement("voting.counted_openly", profile.poll.open_count, told.counted_openly)
        ),
        requirement(
            "voting.notice_names_all",
            rule.on_the_spot,
            told.persons == elected,
            {"persons": told.persons, "elected": elected},
            fix=paper,
        ),
    ]


def kin_in_register(facts: VotingFacts, profile: Profile, found: Tally | None) -> list[Issue]:
    """No two of the elected are near relatives whom the register has confirmed (art. 8)."""
    numbers = {number for number, _ in found.elected} if found else set()
    won = {c.person_id for c in facts.candidates if c.number in numbers}
    pairs = facts.staff.kin_between(won, won)
    sure = sum(pair.is_confirmed for pair in pairs)
    if not facts.staff.kin:
        return []
    told = {"pairs": sure}
    issues = [
        requirement("voting.kin_in_register", profile.result.kin, sure == 0, told, fix="candidates")
    ]
    if len(pairs) > sure:
        open_ones = {"pairs": len(pairs) - sure}
        house = profile.house.kinship_confirmed
        issues.append(requirement("kinship.confirmed", house, False, open_ones, fix="kinship"))
    return issues


def women_elected(facts: VotingFacts, profile: Profile, found: Tally | None) -> Issue:
    """Remind when too few women are elected; the vote stands, but never in silence (art. 8)."""
    rule = profile.committee.women_least
    won = {number for number, _ in found.elected} if found else set()
    women = sum(c.sex == "F" for c in facts.candidates if c.number in won)
    told = {"women": women, "least": rule.value}
    return replace(
        requirement("voting.women_elected", rule, women >= rule.value, told),
        severity=Severity.WARNS,
    )
