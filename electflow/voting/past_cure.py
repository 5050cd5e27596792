"""What belongs before a poll and cannot be put right once people have voted (law-notes B8)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from electflow.documents.terms import Kind
from electflow.issues import Issue
from electflow.voting.terms import PollFacts

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


_GONE_ON_THE_DAY = frozenset(
    {"document.posted", "roll.departure_audit_public", "voting.met_before_the_day"}
)
"""What has to be right days before: on the day itself nobody can do it any more."""


def past_cure(
    issues: list[Issue], day: date, on: date, polls: Sequence[PollFacts] = ()
) -> list[Issue]:
    """Mark what belongs before a poll whose day has gone by: it is recorded as it was, or the poll moved.

    Figures on which the result rests, and who is barred by law, are never among it; nor is anything
    while the day is still that of a poll that was held before, void perhaps: a new day is set first.
    """
    if on < day or any(poll.opened_on and poll.opened_on >= day for poll in polls):
        return issues
    return [
        replace(issue, past_cure_on=day) if issue.is_open and _is_gone(issue, on > day) else issue
        for issue in issues
    ]


def _is_gone(issue: Issue, is_over: bool) -> bool:
    told = issue.facts.get("document")
    is_untold = issue.code == "document.recorded" and told in _TOLD_BEFORE_THE_POLL
    return issue.code in (_BEFORE_THE_POLL if is_over else _GONE_ON_THE_DAY) or is_untold
