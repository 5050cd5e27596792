"""What the papers after the result say: certificates, the report for filing, the list of the archive."""

from datetime import timedelta
from typing import Any

from electflow.appointment.certificates import list_certificates
from electflow.appointment.service import list_things
from electflow.appointment.terms import ThingStanding
from electflow.campaign.terms import Post
from electflow.documents import scans
from electflow.documents import service as documents
from electflow.documents.terms import Kind
from electflow.papers.case import Case, day, in_words
from electflow.papers.result import figures_of, figures_of_poll
from electflow.people import service as people
from electflow.regions.service import names_of
from electflow.stages import Stage
from electflow.voting.rules import tally
from electflow.voting.terms import Decision, PollFacts, Validity

_AFTER = frozenset({Stage.RESULT_CONFIRMED, Stage.CLOSED})


def certificates(case: Case) -> dict[str, Any] | None:
    """Return what each certificate says; a demonstration has no number on it (law-notes 5.2)."""
    found = tally(case.dossier, case.dossier.profile)
    elected = {number for number, _ in found.elected} if found else set()
    is_void = case.election.stage == Stage.ANNULLED.value
    issued = [
        line
        for line in list_certificates(case.session, case.election)
        if not line.is_withdrawn and line.candidate in elected
    ]
    if not issued or is_void:
        return None
    by_number = {c.number: c for c in case.dossier.candidates}
    persons = {by_number[line.candidate].person_id for line in issued}
    named = people.named(case.session, case.election.county, persons)
    return {
        "term_years": in_words(case.dossier.profile.committee.term_years.value),
        "polled_on": day(case.dossier.polls[0].opened_on),
        "certificates": [
            {
                "number": "" if case.is_demo else line.number,
                "name": named[by_number[line.candidate].person_id].name,
                "post": _office(case, by_number[line.candidate].post),
                "issued_on": day(line.issued_on),
            }
            for line in issued
        ],
    }


def _office(case: Case, post: Post) -> str:
    """Return the office of a post: a seat kept for a woman is a member's."""
    return case.wording.label("post", Post.MEMBER if post is Post.WOMEN_MEMBER else post)


def filing_report(case: Case) -> dict[str, Any] | None:
    """Return the report by which a village files its result with the township."""
    told = figures_of(case)
    found = tally(case.dossier, case.dossier.profile) if told else None
    notice = case.dossier.papers.find(Kind.RESULT_NOTICE)
    if told is None or found is None or notice is None:
        return None
    if Stage(case.election.stage) not in _AFTER:
        return None
    township = case.election.township
    name = names_of(case.session, [township]).get(township, "")
    seats = [
        f"{case.wording.label('post', post)}{n}名"
        for post, n in case.dossier.election.seats.items()
    ]
    return told | {
        "township": receiver_of(name),
        "posted_on": day(notice.posted_on),
        "seats": "、".join(seats),
        "polls": [_poll_line(case, poll, decision) for poll, decision in found.decisions],
    }


def receiver_of(township: str) -> str:
    """Return to whom a village files: a sub-district has an office, no government."""
    if township.endswith(("乡", "镇")):
        return f"{township}人民政府"
    if township.endswith("街道"):
        return f"{township}办事处"
    return township if township.endswith("办事处") else "　　　　　　　　"


def _poll_line(case: Case, poll: PollFacts, decision: Decision) -> dict[str, Any]:
    """Return the figures of one poll: a report that names all winners tells of all polls."""
    assert poll.ballots is not None
    is_valid = decision.ballot is Validity.VALID
    validity = {"validity": "选举有效" if is_valid else "选举无效"}
    return figures_of_poll(case, poll, poll.ballots) | validity


def handover(case: Case) -> dict[str, Any] | None:
    """Return what is handed over, thing by thing, to be signed by both sides (VCOL 2025, art. 24)."""
    result = case.dossier.papers.find(Kind.RESULT_NOTICE)
    if result is None or Stage(case.election.stage) not in _AFTER:
        return None
    days = timedelta(days=case.dossier.profile.after.handover_days.value)
    return {
        "latest": day(result.dated_on + days),
        "things": [
            {
                "number": at,
                "thing": case.wording.label("thing", line.thing),
                "words": line.words,
                "standing": ""
                if line.standing is ThingStanding.OPEN
                else case.wording.label("thing_standing", line.standing),
                "day": day(on)
                if (on := line.settled_on or line.ordered_on or line.refused_on)
                else "",
            }
            for at, line in enumerate(list_things(case.session, case.election), 1)
        ],
    }


def archive(case: Case) -> dict[str, Any] | None:
    """Return the list of all papers of the election, earlier editions too (VCOL 2025, art. 39)."""
    editions = documents.list_editions(case.session, case.election.county, case.election.id)
    if not editions or Stage(case.election.stage) not in _AFTER:
        return None
    kept = scans.list_scans(case.session, case.election)
    return {
        "files": len(editions),
        "scans": sum(map(len, kept.values())),
        "lines": [
            {
                "number": at,
                "name": case.wording.label("paper", document.kind)
                + _noted(document, len(kept.get(scans.subject_of_paper(document.id), ()))),
                "mark": document.number,
                "dated_on": day(document.dated_on),
            }
            for at, document in enumerate(reversed(editions), 1)
        ]
        + [
            {"number": len(editions) + at, "name": name, "mark": "", "dated_on": ""}
            for at, name in enumerate(_BY_HAND, 1)
        ],
    }


_BY_HAND = ("选票（密封）　　包", "委托投票证　　件", "计票单　　份", "有权机关书面决定　　件")
"""What is counted when the file is handed over, and is not made from the records."""


def _noted(document: Any, scanned: int) -> str:
    notes = [f"第{document.edition}版"] if document.edition > 1 else []
    notes += [] if document.is_latest else ["已被更正或者重新办理"]
    notes += [f"扫描件{scanned}份"] if scanned else []
    return f"（{'；'.join(notes)}）" if notes else ""
