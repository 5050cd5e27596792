"""What must be in order of boxes, proxies, ballots and papers on the eve and in the night of a poll."""

from dataclasses import replace
from datetime import date

import pytest
from facts import NATIONAL, Facts, T, an_election

from electflow.documents.terms import (
    Figures,
    Kind,
    Paper,
    Papers,
    PersonsFigures,
    ProxyFigures,
)
from electflow.voting import rules as voting
from electflow.voting.custody import STOCK, Move
from electflow.voting.poll_day_rules import boxes_ready, proxies_as_registered
from electflow.voting.proxy import SlipSummary
from electflow.voting.result_rules import issues_before_confirm_result
from electflow.voting.terms import Ballots, BoxFacts, BoxKind, PollDay, PollFacts, PollKind


def with_papers(facts: Facts, **figures: Figures) -> Facts:
    papers = {
        Kind(kind): Paper(kind=Kind(kind), edition=1, dated_on=T, posted_on=T, figures=told)
        for kind, told in figures.items()
    }
    return replace(facts, papers=Papers(papers))


def open_codes(issues) -> set[str]:
    return {issue.code for issue in issues if issue.is_open}


def kept(day: PollDay) -> Facts:
    return replace(Facts(an_election()), poll_day=day)


@pytest.mark.parametrize(("candidates", "passed_on"), [(0, 0), (1, 0), (0, 1)])
def test_one_candidate_or_one_passed_on_in_the_register_is_told(candidates, passed_on):
    slips = SlipSummary(5, 4, 2, candidates, passed_on)
    issues = proxies_as_registered(kept(PollDay(slips=slips)), NATIONAL)
    found = {issue.code: issue for issue in issues if issue.is_open}
    assert ("voting.no_candidate_in_register" in found) is bool(candidates)
    assert ("voting.no_proxy_passed_on" in found) is bool(passed_on)
    assert all(found[code].is_blocking is ("candidate" in code) for code in found)


@pytest.mark.parametrize(
    ("principals", "proxies", "differs"), [(5, 4, False), (6, 4, True), (5, 3, True)]
)
def test_the_posted_list_of_proxies_is_the_register(principals, proxies, differs):
    told = ProxyFigures(
        principals=principals, proxies=proxies, most_of_one_proxy=2, candidates_as_proxies=0
    )
    facts = with_papers(kept(PollDay(slips=SlipSummary(5, 4, 2, 0))), proxy_notice=told)
    found = open_codes(proxies_as_registered(facts, NATIONAL))
    assert ("voting.proxies_as_kept" in found) is differs


def a_box(scrutineers: int = 3, users: int = 4) -> BoxFacts:
    return BoxFacts(1, BoxKind.MOBILE, "一组", scrutineers, users, "1号")


@pytest.mark.parametrize(("scrutineers", "is_told"), [(2, True), (3, False), (4, False)])
def test_a_box_carried_about_has_three_scrutineers(scrutineers, is_told):
    issues = boxes_ready(kept(PollDay(boxes=(a_box(scrutineers),))), NATIONAL)
    assert ("voting.box_watched" in open_codes(issues)) is is_told


@pytest.mark.parametrize(("on_paper", "is_told"), [(3, True), (4, False), (5, True)])
def test_as_many_users_hang_as_are_kept(on_paper, is_told):
    facts = kept(PollDay(boxes=(a_box(users=4),)))
    facts = with_papers(facts, box_users_notice=PersonsFigures(persons=on_paper))
    assert ("voting.box_users_as_kept" in open_codes(boxes_ready(facts, NATIONAL))) is is_told


def counted(returned: int = 20) -> PollFacts:
    ballots = Ballots(
        kind=PollKind.FIRST, seats={}, standees=(), voters=20, issued=20, returned=returned,
        void=0, registered=30,
    )  # fmt: skip
    return PollFacts(
        number=1, kind=PollKind.FIRST, seats={}, candidates=(), base=30, ballots=ballots
    )


@pytest.mark.parametrize(("sealed", "is_told"), [(19, True), (20, False), (21, True)])
@pytest.mark.parametrize(
    "rule", [issues_before_confirm_result, voting.issues_before_hold_second_election]
)
def test_as_many_ballots_are_sealed_as_were_counted(rule, sealed, is_told):
    """Neither a result is confirmed nor a second election held over ballots that lie open."""
    facts = replace(
        kept(PollDay(moves={(Move.PRINTED, STOCK): 20, (Move.SEALED, STOCK): sealed})),
        polls=(counted(),),
    )
    assert ("custody.sealed" in open_codes(rule(facts, NATIONAL, date(2027, 2, 1)))) is is_told
