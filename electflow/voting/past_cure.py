"""What belongs before a poll and cannot be put right once people have voted (law-notes B8)."""

from dataclasses import replace
from datetime import date

from electflow.documents.terms import Kind
from electflow.issues import Issue

_BEFORE_THE_POLL = frozenset(
    {
        "document.posted",
        "election_committee.change_posted",
        "election_committee.no_kin_nominated",
        "election_committee.nobody_nominated",
        "election_committee.staff_no_candidate",
        "election_committee.staff_no_kin",
        "roll.departure_audit_public",
        "voting.box_approved",
        "voting.box_watched",
        "voting.box_scrutineers",
        "voting.day_as_announced",
        "voting.met_before_the_day",
        "voting.no_candidate_in_register",
        "voting.no_candidate_is_proxy",
        "voting.no_proxy_passed_on",
        "voting.proxy_limit",
        "voting.secret_places",
    }
)
"""What has to be right when people vote, and cannot be put right once they have (law-notes B8)."""
_TOLD_BEFORE_THE_POLL = frozenset(
    {
        Kind.BOX_USERS_NOTICE.value,
        Kind.MEETING_RECORD.value,
        Kind.PLACE_NOTICE.value,
        Kind.PROXY_NOTICE.value,
        Kind.STAFF_NOTICE.value,
    }
)
"""Papers that the poll goes without when they were never made; no later step reads their figures."""


def past_cure(issues: list[Issue], day: date, on: date) -> list[Issue]:
    """Mark what belongs before a poll whose day has gone by: it is recorded as it was, or the poll moved.

    Figures on which the result rests, and who is barred by law, are never among it.
    """
    if on <= day:
        return issues
    return [
        replace(issue, is_past_cure=True)
        if issue.is_open
        and (
            issue.code in _BEFORE_THE_POLL
            or (
                issue.code == "document.recorded"
                and issue.facts.get("document") in _TOLD_BEFORE_THE_POLL
            )
        )
        else issue
        for issue in issues
    ]
