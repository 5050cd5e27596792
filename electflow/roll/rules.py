"""Preparation and registration of the villagers' committee election: what each step requires."""

from datetime import date, timedelta

from electflow.campaign.calendar import last_day
from electflow.campaign.terms import Post
from electflow.documents.rules import (
    as_irregularity,
    at_most,
    posted,
    posted_by,
    posted_for,
    recorded,
    requirement,
)
from electflow.documents.terms import (
    AdoptedBy,
    ElectionCommitteeFigures,
    FinalRollFigures,
    FormedBy,
    Kind,
    MethodFigures,
    RegistrationFigures,
    RollFigures,
)
from electflow.election_committee.rules import as_formed
from electflow.issues import Fact, Issue, Severity
from electflow.profile.model import PreparationRules, Profile
from electflow.roll.register import last_day_to_decide
from electflow.roll.terms import RollFacts
from electflow.shares import exceeds, reaches


def voters_listed(facts: RollFacts) -> int | None:
    """Return how many stand on the list: as it is kept here, or as its final notice says."""
    if facts.roll is not None and facts.roll.is_kept:
        return facts.roll.voters
    told = facts.papers.figures(Kind.FINAL_ROLL, FinalRollFigures)
    return told.registered if told else None


def issues_before_form_election_committee(
    facts: RollFacts, profile: Profile, on: date
) -> list[Issue]:
    """A meeting formed the election committee, its list hangs; the audit is only reminded of.

    Source: VCOL 2025, art. 15; art. 40 asks for the audit before the election, not before this.
    """
    rule = profile.preparation
    issues = posted(facts.papers, Kind.ELECTION_COMMITTEE_NOTICE, rule.election_committee)
    told = facts.papers.figures(Kind.ELECTION_COMMITTEE_NOTICE, ElectionCommitteeFigures)
    if told:
        least, most = rule.election_committee_least, rule.election_committee_most
        paper = f"paper:{Kind.ELECTION_COMMITTEE_NOTICE}"
        issues += [
            requirement(
                "roll.election_committee_size",
                least,
                told.members >= least.value,
                {"members": told.members, "least": least.value},
                fix=paper,
            ),
            *at_most(
                "roll.election_committee_not_larger", most, told.members, "members", fix=paper
            ),
            requirement(
                "roll.election_committee_odd",
                rule.election_committee_odd,
                told.members % 2 == 1,
                {"members": told.members},
            ),
            *_formed_by_quorum(told, rule, paper),
        ]
    issues += as_formed(facts.staff, facts.papers, profile)
    issues.append(departure_audit(facts, profile, Severity.WARNS))
    return issues


def departure_audit(facts: RollFacts, profile: Profile, severity: Severity) -> Issue:
    """Tell whether the departure audit is public (VCOL 2025, art. 40), as warning or as block."""
    paper = facts.papers.find(Kind.DEPARTURE_AUDIT)
    issue = requirement(
        "roll.departure_audit_public",
        profile.preparation.departure_audit,
        bool(paper and paper.posted_on),
        fix=f"paper:{Kind.DEPARTURE_AUDIT}",
    )
    return Issue(
        code=issue.code,
        source_key=issue.source_key,
        severity=severity,
        state=issue.state,
        fix=issue.fix,
    )


def _formed_by_quorum(
    told: ElectionCommitteeFigures, rule: PreparationRules, paper: str
) -> list[Issue]:
    """The meeting that formed it had its quorum; of group meetings no share is known (art. 15)."""
    if told.formed_by is FormedBy.GROUPS:
        return []
    is_representatives = told.formed_by is FormedBy.REPRESENTATIVES
    return [_quorum_of(is_representatives, told.present, told.due, rule, paper)]


def issues_before_adopt_method(facts: RollFacts, profile: Profile, on: date) -> list[Issue]:
    """A lawful meeting adopted the method, and it names three to seven seats (VCOL 2025, 8, 30)."""
    rule, paper = profile.preparation, f"paper:{Kind.ELECTION_METHOD}"
    issues = [recorded(facts.papers, Kind.ELECTION_METHOD, rule.method)]
    told = facts.papers.figures(Kind.ELECTION_METHOD, MethodFigures)
    if told is None:
        return issues
    stays, ordinal = facts.election.stays, facts.election.ordinal
    seats = told.chair_seats + told.deputy_seats + told.member_seats + len(stays)
    least, most = profile.committee.size_least, profile.committee.size_most
    chairs = told.chair_seats + sum(one.post is Post.CHAIR for one in stays)
    women = profile.committee.women_least
    there = facts.election.women_staying
    # a by-election keeps no more seats for women than it has members' seats
    asked = min(women.value - there, told.member_seats) if ordinal else women.value
    return [
        *issues,
        _quorum_of(
            told.adopted_by is AdoptedBy.REPRESENTATIVES, told.present, told.due, rule, paper
        ),
        requirement(
            "roll.method_majority",
            rule.method_majority,
            exceeds(told.agreed, told.present, rule.method_majority.value.fraction),
            {"agreed": told.agreed, "present": told.present},
            fix=paper,
        ),
        requirement(
            "roll.seats_in_range",
            least if seats < least.value else most,
            least.value <= seats <= most.value and (chairs == 1 or (ordinal > 0 and not chairs)),
            {"seats": seats, "least": least.value, "most": most.value},
            fix=paper,
        ),
        requirement(
            "roll.women_seat",
            women,
            told.women_seats >= asked,
            {"women": told.women_seats + there, "least": women.value},
            fix=paper,
        ),
        *_seats_as_vacated(facts, told, profile),
    ]


def _seats_as_vacated(facts: RollFacts, told: MethodFigures, profile: Profile) -> list[Issue]:
    """A by-election fills the seats that it was opened for, no more and no fewer (art. 23)."""
    if not facts.election.ordinal:
        return []
    opened = facts.election.seats
    members = opened.get(Post.MEMBER, 0) + opened.get(Post.WOMEN_MEMBER, 0)
    named = (told.chair_seats, told.deputy_seats, told.member_seats)
    vacated = (opened.get(Post.CHAIR, 0), opened.get(Post.DEPUTY, 0), members)
    figures: dict[str, Fact] = {"seats": sum(named), "opened": sum(vacated)}
    paper = f"paper:{Kind.ELECTION_METHOD}"
    rule = profile.result.by_election
    return [requirement("by_election.seats_as_vacated", rule, named == vacated, figures, fix=paper)]


def _quorum_of(
    is_representatives: bool,
    present: int | None,
    due: int | None,
    rule: PreparationRules,
    paper: str,
) -> Issue:
    """Each kind of meeting has its own quorum: art. 30 the representatives', art. 26 the assembly's."""
    code = "roll.method_quorum" if is_representatives else "roll.assembly_quorum"
    leaf = rule.method_quorum if is_representatives else rule.assembly_quorum
    facts: dict[str, Fact] = {"present": present or 0, "due": due or 0}
    if present is None or due is None:
        return requirement(code, leaf, None, facts, fix=paper)
    share = leaf.value.fraction
    holds = reaches(present, due, share) if is_representatives else exceeds(present, due, share)
    return requirement(code, leaf, due > 0 and holds, facts, fix=paper)


def issues_before_open_registration(facts: RollFacts, profile: Profile, on: date) -> list[Issue]:
    """The registration notice hangs and names its days (VCOL 2025, art. 16)."""
    return posted(facts.papers, Kind.REGISTRATION_NOTICE, profile.roll.registration)


def issues_before_publish_roll(facts: RollFacts, profile: Profile, on: date) -> list[Issue]:
    """Registration is over and the list hangs at least twenty days before (VCOL 2025, art. 17)."""
    rule = profile.roll
    issues = posted(facts.papers, Kind.ROLL_NOTICE, rule.publish_before_days)
    days = facts.papers.figures(Kind.REGISTRATION_NOTICE, RegistrationFigures)
    if days:
        first = days.ends_on + timedelta(days=1)
        issues.append(
            requirement(
                "roll.registration_over",
                rule.registration,
                on >= first,
                {"ends_on": days.ends_on},
                lawful_from=first,
            )
        )
    latest = last_day(facts.election.election_on, rule.publish_before_days)
    in_time = posted_by(facts.papers, Kind.ROLL_NOTICE, rule.publish_before_days, latest)
    told = facts.papers.figures(Kind.ROLL_NOTICE, RollFigures)
    issues += _kept_here(facts, profile)
    if told:
        issues += _as_kept(facts, profile, told.registered, Kind.ROLL_NOTICE)
        issues.append(
            requirement(
                "roll.registered_counted",
                rule.registration,
                told.registered > 0,
                {"registered": told.registered},
                fix=f"paper:{Kind.ROLL_NOTICE}",
            )
        )
    return issues + ([in_time] if in_time else [])


def issues_before_finalise_roll(facts: RollFacts, profile: Profile, on: date) -> list[Issue]:
    """The five days for objections ran out, every objection is decided (VCOL 2025, art. 17)."""
    rule, paper = profile.roll, f"paper:{Kind.FINAL_ROLL}"
    issues = posted(facts.papers, Kind.FINAL_ROLL, rule.decision_days)
    if waited := posted_for(facts.papers, Kind.ROLL_NOTICE, rule.objection_days, on):
        issues.append(waited)
    told = facts.papers.figures(Kind.FINAL_ROLL, FinalRollFigures)
    issues += list_in_order(facts, profile)
    if told:
        issues += _as_kept(facts, profile, told.registered, Kind.FINAL_ROLL)
        issues += _objections_as_kept(facts, profile, told)
        issues += [
            requirement(
                "roll.objections_decided",
                rule.decision_days,
                told.decided == told.objections,
                {"decided": told.decided, "objections": told.objections},
                fix=paper,
            ),
            requirement(
                "roll.registered_counted",
                rule.registration,
                told.registered > 0,
                {"registered": told.registered},
                fix=paper,
            ),
        ]
    return issues


# --- a list that is kept here -----------------------------------------------------------------


def _kept_here(facts: RollFacts, profile: Profile) -> list[Issue]:
    """The list is kept here, so that doubles can be found; nobody stands in two villages (art. 16)."""
    is_kept = facts.roll is not None and facts.roll.is_kept
    kept = requirement("roll.kept_here", profile.house.roll_kept, is_kept, fix="roll")
    return [kept, *_no_doubles(facts, profile)]


def _no_doubles(facts: RollFacts, profile: Profile) -> list[Issue]:
    """Nobody stands in two villages, and everybody is of age on the election day (art. 16)."""
    if facts.roll is None or not facts.roll.is_kept:
        return []
    doubles, young = facts.roll.doubles, facts.roll.under_age
    rule, age = profile.roll.one_village, profile.roll.voter_age
    return [
        requirement("roll.no_doubles", rule, doubles == 0, {"persons": doubles}, fix="doubles"),
        requirement(
            "roll.all_of_age", age, young == 0, {"persons": young, "least": age.value}, fix="roll"
        ),
    ]


def list_in_order(facts: RollFacts, profile: Profile) -> list[Issue]:
    """Before a poll: no double, nobody under age, no open objection, every change posted."""
    return [
        *_no_doubles(facts, profile),
        *_objections(facts, profile),
        *_rulings_carried_out(facts, profile),
        *changes_posted(facts, profile),
    ]


def _as_kept(facts: RollFacts, profile: Profile, registered: int, kind: Kind) -> list[Issue]:
    """The number on a paper is the number of the list."""
    if facts.roll is None or not facts.roll.is_kept:
        return []
    told = {"document": kind.value, "registered": registered, "voters": facts.roll.voters}
    holds = registered == facts.roll.voters
    return [
        requirement("roll.as_kept", profile.roll.registration, holds, told, fix=f"paper:{kind}")
    ]


def _objections(facts: RollFacts, profile: Profile) -> list[Issue]:
    """Each objection is decided within its days and its ruling is posted (VCOL 2025, art. 17)."""
    rule = profile.roll.decision_days
    issues = []
    for objection in facts.roll.objections if facts.roll else ():
        due = last_day_to_decide(objection.received_on, profile)
        told: dict[str, Fact] = {
            "number": objection.number,
            "received_on": objection.received_on,
            "due": due,
        }
        issues.append(
            requirement(
                "roll.objection_decided", rule, _yes(objection.ruling), told, fix="objections"
            )
        )
        if objection.decided_on is None:
            continue
        in_time = requirement(
            "roll.objection_decided_in_time",
            rule,
            objection.decided_on <= due,
            told | {"decided_on": objection.decided_on},
        )
        issues.append(as_irregularity(in_time))
        issues.append(
            requirement(
                "roll.ruling_posted", rule, _yes(objection.posted_on), told, fix="objections"
            )
        )
    return issues


def _rulings_carried_out(facts: RollFacts, profile: Profile) -> list[Issue]:
    """Each upheld objection to a missing or a wrong name has changed the list that is kept here."""
    if facts.roll is None or not facts.roll.is_kept:
        return []
    owed = sum(objection.changes_list for objection in facts.roll.objections)
    if not owed:
        return []
    told: dict[str, Fact] = {"upheld": owed, "changes": facts.roll.carried_out}
    holds = facts.roll.carried_out >= owed
    rule = profile.roll.decision_days
    return [requirement("roll.rulings_carried_out", rule, holds, told, fix="roll")]


def _yes(fact: object) -> bool | None:
    return True if fact else None


def _objections_as_kept(facts: RollFacts, profile: Profile, told: FinalRollFigures) -> list[Issue]:
    if facts.roll is None or not (facts.roll.is_kept or facts.roll.objections):
        return []
    here = len(facts.roll.objections)
    figures = {"objections": told.objections, "kept": here}
    rule, paper = profile.roll.decision_days, f"paper:{Kind.FINAL_ROLL}"
    return [
        requirement("roll.objections_as_kept", rule, told.objections == here, figures, fix=paper)
    ]


def changes_posted(facts: RollFacts, profile: Profile) -> list[Issue]:
    """Additions and deductions since the list was posted hang as well (notice 4-n)."""
    if facts.roll is None or not (facts.roll.is_kept or facts.roll.unposted):
        return []
    told = {"changes": facts.roll.unposted}
    rule = profile.roll.changes_until_poll
    return [requirement("roll.changes_posted", rule, facts.roll.unposted == 0, told, fix="roll")]
