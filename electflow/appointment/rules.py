"""After the villagers' result: certificates, filing, handover, archive, in any order.

The Chinese term is 当选确认与备案: nobody appoints a villagers' committee (VCOL 2025, art. 14).
"""

from datetime import date, timedelta

from electflow.appointment.terms import DONE, HandoverFacts, Thing
from electflow.documents.rules import as_irregularity, recorded, requirement
from electflow.documents.terms import ArchiveFigures, CertificateFigures, HandoverFigures, Kind
from electflow.issues import Fact, Issue
from electflow.profile.model import Profile
from electflow.voting.rules import tally
from electflow.voting.terms import VotingFacts


def issues_before_close_election(facts: HandoverFacts, profile: Profile, on: date) -> list[Issue]:
    """Certificates, filing, handover within ten days (art. 24) and archive (art. 39) are on record."""
    rule = profile.after
    issues = [
        recorded(facts.papers, Kind.CERTIFICATES_RECORD, rule.certificates),
        recorded(facts.papers, Kind.FILING_RECEIPT, rule.filing),
        # policy: it reminds, and closes nothing off
        requirement(
            "document.recorded",
            rule.county_filing,
            facts.papers.find(Kind.COUNTY_FILING) is not None,
            {"document": Kind.COUNTY_FILING.value},
            fix=f"paper:{Kind.COUNTY_FILING}",
        ),
        recorded(facts.papers, Kind.HANDOVER_RECORD, rule.handover_days),
        recorded(facts.papers, Kind.ARCHIVE_LIST, rule.archive),
    ]
    found = tally(facts, profile)
    elected = len(found.elected) if found else 0
    if facts.certified:
        holding = len({n for n, _ in found.elected} & set(facts.certified)) if found else 0
        issues.append(
            requirement(
                "appointment.certificates_issued",
                rule.certificates,
                holding == elected,
                {"persons": holding, "elected": elected},
                fix="certificates",
            )
        )
    if told := facts.papers.figures(Kind.CERTIFICATES_RECORD, CertificateFigures):
        issues.append(
            requirement(
                "appointment.certificates_for_all",
                rule.certificates,
                told.persons == elected,
                {"persons": told.persons, "elected": elected},
                fix=f"paper:{Kind.CERTIFICATES_RECORD}",
            )
        )
    issues += things_settled(facts, profile)
    return issues + handover(facts, profile) + archive(facts, profile)


def things_settled(facts: HandoverFacts, profile: Profile) -> list[Issue]:
    """Each thing of the handover list is signed by both or absent; what is refused says so."""
    things = facts.handover
    if not things:
        return []
    rule = profile.after.handover_days
    done = sum(thing.standing in DONE for thing in things)
    told: dict[str, Fact] = {"done": done, "things": len(Thing)}
    issues = [
        requirement("appointment.things_settled", rule, done == len(Thing), told, fix="handover")
    ]
    order = profile.after.refusal_order_days
    for thing in things:
        if thing.refused_on is None:
            continue
        latest = thing.refused_on + timedelta(days=order.value)
        days: dict[str, Fact] = {"thing": thing.thing.value, "latest": latest}
        in_time = thing.ordered_on is not None and thing.ordered_on <= latest
        settled = thing.settled_on is not None and thing.settled_on <= latest
        issue = requirement("appointment.refusal_ordered", order, in_time or settled, days)
        issues.append(as_irregularity(issue))
    return issues


def handover(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """Tell whether both sides signed, and within ten days from the new committee's coming into being.

    A handover that came late is on record as it was; the breach stays visible as a warning with
    its remedy and is explained (law-notes B8).
    """
    rule, paper = profile.after.handover_days, f"paper:{Kind.HANDOVER_RECORD}"
    told = facts.papers.figures(Kind.HANDOVER_RECORD, HandoverFigures)
    done, result = facts.papers.find(Kind.HANDOVER_RECORD), facts.papers.find(Kind.RESULT_NOTICE)
    if told is None or done is None:
        return []
    issues = [
        requirement("appointment.handover_signed", rule, told.signed_by_both, fix=paper),
        requirement("appointment.seal_handed_over", rule, told.seal_handed_over, fix=paper),
    ]
    if result:
        latest = result.dated_on + timedelta(days=rule.value)
        issue = requirement(
            "appointment.handover_in_time",
            rule,
            done.dated_on <= latest,
            {"handed_on": done.dated_on, "latest": latest},
        )
        issues.append(as_irregularity(issue))
    return issues


def archive(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """Tell whether documents and ballots are archived (VCOL 2025, art. 39)."""
    rule = profile.after.archive
    told = facts.papers.figures(Kind.ARCHIVE_LIST, ArchiveFigures)
    if told is None:
        return []
    return [
        requirement(
            "appointment.ballots_sealed",
            rule,
            told.ballots_sealed and told.files > 0,
            {"files": told.files},
            fix=f"paper:{Kind.ARCHIVE_LIST}",
        )
    ]
