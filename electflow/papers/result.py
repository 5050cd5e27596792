"""What the papers of the result say: notice, report, proof sheet."""

from typing import Any

from electflow.documents.terms import (
    Kind,
)
from electflow.papers.case import Case, day
from electflow.people import service as people
from electflow.profile.model import Leaf
from electflow.stages import Stage
from electflow.voting.polls import Tally
from electflow.voting.rules import tally
from electflow.voting.terms import Ballots, Decision, Line, Next, Outcome, PollFacts, Validity
from electflow.wording.service import Wording


def result(case: Case) -> dict[str, Any] | None:
    """Return what the notice of the result says."""
    if case.dossier.papers.find(Kind.RESULT_NOTICE) is None:
        return None
    return figures_of(case)


def proof(case: Case) -> dict[str, Any] | None:
    """Return the figures of every poll with each comparison, its rule and source, in their order."""
    told = figures_of(case)
    found = tally(case.dossier, case.dossier.profile) if told else None
    if told is None or found is None:
        return None
    profile, say = case.dossier.profile, case.wording
    numbers = {c.number: c for c in case.dossier.candidates}
    named = people.named(
        case.session, case.election.county, {c.person_id for c in numbers.values()}
    )

    def name_of(number: Any) -> str:
        return named[numbers[int(number)].person_id].name

    def of_poll(poll: PollFacts, decision: Decision) -> dict[str, Any]:
        assert poll.ballots is not None
        is_valid = decision.ballot is Validity.VALID
        return figures_of_poll(case, poll, poll.ballots) | {
            "validity": "本次投票有效。" if is_valid else "本次投票无效。",
            "proof": [line_of(line) for line in decision.proof],
            "not_seated": [
                f"{name_of(out.id)}（{say.label('post', out.post)}）：{say.label('not_seated', out.reason)}。"
                for out in decision.not_seated
            ],
        }

    def line_of(line: Line) -> dict[str, str]:
        return {
            "what": f"{name_of(line.facts['candidate'])}（{say.label('post', str(line.facts['post']))}）"
            if "candidate" in line.facts
            else say.rule(line.source_key),
            "figures": say.sentence(line.code, line.facts),
            "holds": "是" if line.holds else "否",
            "source": _source(profile.leaf(line.source_key), say),
        }

    return told | {
        "rules": profile.title,
        "polls": [of_poll(poll, decision) for poll, decision in found.decisions],
        "following": _following(case, found),
    }


def _following(case: Case, found: Tally) -> str:
    """Return what is still to be done after the last poll."""
    if Stage(case.election.stage) in (Stage.RESULT_CONFIRMED, Stage.CLOSED):
        return "当选名单已公布。"
    return case.wording.joined([case.wording.label("next", step) for step in found.last.next_all])


def _source(rule: Leaf[Any], say: Wording) -> str:
    return f"{rule.source}（{say.standing(rule)}）"


def figures_of(case: Case) -> dict[str, Any] | None:
    """Return the figures of the last poll with who is elected, as far as the reader may see them."""
    polls = case.dossier.polls
    found = tally(case.dossier, case.dossier.profile) if case.sees_count else None
    if not polls or polls[-1].ballots is None or found is None:
        return None
    if case.election.stage == Stage.ANNULLED.value or found.outcome is Outcome.INVALID_ENTRY:
        return None
    equal = {int(number) for tie in found.ties for number in tie.ids}
    ballots = polls[-1].ballots
    is_valid = found.last.ballot is Validity.VALID
    by_number = {c.number: c for c in case.dossier.candidates}
    named = people.named(
        case.session, case.election.county, {c.person_id for c in case.dossier.candidates}
    )
    votes = {int(s.id): s.votes for s in ballots.standees}
    earlier = {
        int(s.id): s.votes for poll in polls[:-1] if poll.ballots for s in poll.ballots.standees
    }
    won = {number for number, _ in found.elected}

    def row(number: int) -> dict[str, Any]:
        candidate = by_number[number]
        return {
            "post": case.wording.label("post", candidate.post),
            "name": named[candidate.person_id].name,
            "sex": case.wording.label("sex", candidate.sex),
            "votes": votes.get(number, earlier.get(number, "")),
            "result": "当选" if number in won else "票数相等" if number in equal else "",
        }

    return figures_of_poll(case, polls[-1], ballots) | {
        "validity": "本次选举有效。" if is_valid else "本次选举无效。",
        "elected": [row(number) for number, _ in found.elected],
        "votes": [row(number) for number in sorted(votes, key=lambda n: list(by_number).index(n))],
        "left": _left(case, found),
    }


def figures_of_poll(case: Case, poll: PollFacts, ballots: Ballots) -> dict[str, Any]:
    """Return which poll it was and its figures, as every paper of a result tells them."""
    return {
        "poll": case.wording.label("poll", poll.kind),
        "polled_on": day(poll.opened_on),
        "base": poll.base,
        "voters": ballots.voters,
        "issued": ballots.issued,
        "returned": ballots.returned,
        "void": ballots.void,
        "valid": ballots.returned - ballots.void,
        "by_post": _by_post(case, ballots),
    }


def _by_post(case: Case, ballots: Ballots) -> str:
    """Return the ballots of each post that has its own, in words; nothing where all share one."""
    told = "；".join(
        f"{case.wording.label('post', post)}选票收回{own.returned}张、有效{own.returned - own.void}张"
        for post, own in ballots.own.items()
    )
    return f"其中{told}。" if told else ""


def _left(case: Case, found: Tally) -> str:
    """Return what follows from the count, in words: another poll of each kind is another act."""
    seats = "、".join(
        f"{case.wording.label('post', post)}{n}名" for post, n in found.vacancies.items()
    )
    if found.outcome is Outcome.VOID:
        return "依法重新选举。"
    if found.outcome is Outcome.TIE:
        posts = "、".join(
            f"{case.wording.label('post', tie.post)}{tie.seats}名" for tie in found.ties
        )
        return f"{posts}因票数相等未能确定，就票数相等的人再次投票。"
    ahead = found.last.next_all
    kin = "当选人之间有近亲属关系的，依法另行处理。" if Next.KIN_DECISION in ahead else ""
    if not seats:
        return f"应选名额已全部选出。{kin}"
    if case.dossier.papers.find(Kind.VACANCY_DECISION) is not None:
        return f"尚缺{seats}，经村民会议（村民代表会议）决定暂缺。{kin}"
    if Next.VACANCY_DECISION in ahead:
        return f"尚缺{seats}，由村民会议或者村民代表会议依法决定是否暂缺。{kin}"
    return f"尚缺{seats}，不足的名额依法另行选举。{kin}"
