"""Making a paper: what the records say, put into its template."""

import io
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment
from sqlalchemy.orm import Session

from electflow.campaign.model import Campaign, Election
from electflow.documents.terms import (
    ElectionCommitteeFigures,
    Kind,
    Paper,
    RegistrationFigures,
)
from electflow.election_committee.service import rows_of_committee
from electflow.election_committee.terms import Duty
from electflow.errors import NotFound
from electflow.nomination.terms import in_order
from electflow.papers.terms import LAYOUTS, Print
from electflow.people import service as people
from electflow.people.name_order import stroke_key
from electflow.profile.model import Profile
from electflow.roll import queries as roll
from electflow.roll.editions import lines_of
from electflow.roll.register import digest_of_list, last_day_to_object
from electflow.roll.terms import DEDUCTIONS, Change, Edition
from electflow.stages import Stage
from electflow.voting import queries as voting
from electflow.voting.polls import Tally, decide
from electflow.voting.rules import tally
from electflow.voting.terms import Outcome, Validity
from electflow.wording.service import Wording
from electflow.workflow.dossier import Dossier
from electflow.workflow.poll_day import poll_on_of

TEMPLATES = Path(__file__).parent / "templates"
SAMPLE = "样张·无效（演示数据）"
_ALL = 200_000
_PAPER_OF: Mapping[Print, Kind] = {
    Print.ELECTION_COMMITTEE: Kind.ELECTION_COMMITTEE_NOTICE,
    Print.REGISTRATION: Kind.REGISTRATION_NOTICE,
    Print.ROLL: Kind.ROLL_NOTICE,
    Print.NOMINATION: Kind.NOMINATION_NOTICE,
    Print.CANDIDATES: Kind.CANDIDATES_NOTICE,
    Print.PROXIES: Kind.PROXY_NOTICE,
    Print.RESULT: Kind.RESULT_NOTICE,
}


@dataclass(frozen=True)
class Case:
    """All that a paper is made from; ``sees_count`` says whether the reader may see the figures."""

    session: Session
    campaign: Campaign
    election: Election
    dossier: Dossier
    wording: Wording
    is_demo: bool
    sees_count: bool
    today: date


def available(case: Case) -> list[Print]:
    """Return the papers for which the records hold what they say."""
    return [kind for kind in Print if _content_of(kind, case) is not None]


def make(kind: Print, case: Case, folder: Path | None = None) -> bytes:
    """Return a paper as Word keeps it; ``folder`` may hold the county's own template.

    A template is another's file, so that it is filled in a sandbox and its values are escaped.
    Raises NotFound while the records do not hold what the paper says.
    """
    content = _content_of(kind, case)
    if content is None:
        raise NotFound(f"paper {kind} of election {case.election.id}")
    own = folder / f"{kind}.docx" if folder else None
    template = DocxTemplate(own if own and own.exists() else TEMPLATES / f"{kind}.docx")
    template.render(_frame(kind, case) | content, SandboxedEnvironment(autoescape=True))
    made = io.BytesIO()
    template.save(made)
    return made.getvalue()


def village_of(name: str) -> str:
    """Return what a village is called on its notices: without the committee in its name."""
    return re.sub(r"村?(村民委员会|村委会)$", "村", name)


def day(value: date | None) -> str:
    """Return a day as notices write it, without leading zeros; an open one to be filled in by hand."""
    return f"{value.year}年{value.month}月{value.day}日" if value else "　　年　　月　　日"


def _frame(kind: Print, case: Case) -> dict[str, Any]:
    village = village_of(case.election.name)
    paper = _paper(kind, case)
    return {
        "village": village,
        "issuer": f"{village}村民选举委员会",
        "outgoing": f"{village}村民委员会",
        "number": paper.number if paper else "",
        "dated": day(paper.dated_on if paper else None),
        "sample": SAMPLE if case.is_demo else "",
        "term_no": case.campaign.term_no,
        "election_on": day(case.election.election_on),
        "voters_word": case.wording.label("voters_word", _word_of(case.dossier.profile)),
        "void_word": case.wording.label("void_word", _void_word_of(case.dossier.profile)),
    }


def _word_of(profile: Profile) -> str:
    """Return how a province calls who may vote: 选民 in Zhejiang and Henan (law-notes 6)."""
    return "province" if profile.name in ("zhejiang", "henan") else "national"


def _void_word_of(profile: Profile) -> str:
    return "waste" if profile.name in ("beijing", "shanghai", "henan") else "void"


def _paper(kind: Print, case: Case) -> Paper | None:
    return case.dossier.papers.find(_PAPER_OF[kind]) if kind in _PAPER_OF else None


def _content_of(kind: Print, case: Case) -> dict[str, Any] | None:
    """Return what a paper says beyond its frame, or None while the records do not hold it."""
    return {
        Print.ELECTION_COMMITTEE: _election_committee,
        Print.ELECTION_COMMITTEE_CHANGE: _election_committee_change,
        Print.REGISTRATION: _registration,
        Print.ROLL: _roll,
        Print.ROLL_CHANGE: _roll_change,
        Print.NOMINATION: _nomination,
        Print.CANDIDATES: _candidates,
        Print.PROXIES: _proxies,
        Print.RESULT: _result,
        Print.RESULT_REPORT: _report,
        Print.PROOF: _proof,
        Print.PROXY_SLIPS: _slips,
    }[kind](case)


def _election_committee(case: Case) -> dict[str, Any] | None:
    told = case.dossier.papers.figures(Kind.ELECTION_COMMITTEE_NOTICE, ElectionCommitteeFigures)
    rows = [
        row
        for row in rows_of_committee(case.session, case.election)
        if row.formed_as != Duty.RESERVE
    ]
    if told is None or not rows:
        return None
    named = people.named(case.session, case.election.county, {row.person_id for row in rows})
    return {
        "formed_by": case.wording.label("formed_by", told.formed_by),
        "members": [
            {
                "duty": case.wording.label("duty", row.formed_as),
                "name": named[row.person_id].name,
                "sex": case.wording.label("sex", named[row.person_id].sex),
            }
            for row in rows
        ],
    }


def _election_committee_change(case: Case) -> dict[str, Any] | None:
    rows = rows_of_committee(case.session, case.election)
    gone = [row for row in rows if row.left_on is not None and row.joined_on is not None]
    numbers = [row.notice_number for row in gone]
    last = "" if "" in numbers else max(numbers, default="")
    gone = [row for row in gone if row.notice_number == last]
    if not gone:
        return None
    named = people.named(case.session, case.election.county, {row.person_id for row in rows})
    by_rank = {row.rank: row for row in rows}
    return {
        "number": last,
        "dated": day(gone[0].posted_on),
        "changes": [
            {
                "name": named[row.person_id].name,
                "leaving": case.wording.label("leaving", row.leaving),
                "left_on": day(row.left_on),
                "substitute": named[by_rank[row.replaced_by].person_id].name
                if row.replaced_by
                else "缺额",
            }
            for row in gone
        ],
    }


def _registration(case: Case) -> dict[str, Any] | None:
    told = case.dossier.papers.figures(Kind.REGISTRATION_NOTICE, RegistrationFigures)
    if told is None:
        return None
    return {"begins_on": day(told.begins_on), "ends_on": day(told.ends_on)}


def _roll(case: Case) -> dict[str, Any] | None:
    kept = lines_of(case.session, case.election, Edition.PUBLISHED)
    lines = kept or [
        (line.group_name, line.name)
        for line in roll.voters_page(case.session, case.election, most=_ALL)
    ]
    paper = case.dossier.papers.find(Kind.ROLL_NOTICE)
    if not lines or paper is None:
        return None
    groups: dict[str, list[str]] = defaultdict(list)
    for group, name in lines:
        groups[group].append(name)
    rule = case.dossier.profile.roll
    return {
        "voters": len(lines),
        "groups": [
            {"group": group, "count": len(names), "names": "、".join(names)}
            for group, names in groups.items()
        ],
        "objection_days": rule.objection_days.value,
        "decision_days": rule.decision_days.value,
        "last_day": day(last_day_to_object(paper.posted_on, case.dossier.profile))
        if paper.posted_on
        else day(None),
        "digest": digest_of_list(kept)[:20] if kept else "",
    }


def _roll_change(case: Case) -> dict[str, Any] | None:
    lines = [
        line for line in roll.changes_of(case.session, case.election, _ALL) if line.is_supplement
    ]
    if not lines:
        return None
    return {
        "voters": sum(roll.groups_of(case.session, case.election).values()),
        "changes": [
            {
                "name": line.name,
                "group": line.group_name,
                "change": _kind_of_change(line.change),
                "dated_on": line.dated_on.isoformat(),
            }
            for line in reversed(lines)
        ],
    }


def _kind_of_change(change: Change) -> str:
    """Return what a notice says of a change: never why somebody left the list (law-notes 5.7)."""
    if change is Change.CORRECTED:
        return "更正"
    return "减少" if change in DEDUCTIONS else "增加"


def _nomination(case: Case) -> dict[str, Any] | None:
    if case.dossier.papers.find(Kind.NOMINATION_NOTICE) is None:
        return None
    seats = [
        f"{case.wording.label('post', post)}{n}名"
        for post, n in case.dossier.election.seats.items()
    ]
    return {"seats": "、".join(seats), "one_post": case.dossier.profile.nomination.one_post.blocks}


def _candidates(case: Case) -> dict[str, Any] | None:
    standing = [c for c in case.dossier.candidates if c.stands]
    if case.dossier.papers.find(Kind.CANDIDATES_NOTICE) is None or not standing:
        return None
    named = people.named(case.session, case.election.county, {c.person_id for c in standing})
    rule = case.dossier.profile.nomination
    strokes = {
        person: stroke_key(there.name, rule.name_order.value == "surname")
        for person, there in named.items()
    }
    ordered = in_order(standing, rule.order_by.value, strokes)
    return {
        "posts": [
            {
                "post": case.wording.label("post", post),
                "seats": n,
                "names": "、".join(named[c.person_id].name for c in ordered if c.post is post),
            }
            for post, n in case.dossier.election.seats.items()
        ]
    }


def _proxies(case: Case) -> dict[str, Any] | None:
    slips = voting.slips_in_force(case.session, case.election)
    if not slips:
        return None
    return {
        "principals": len(slips),
        "most": case.dossier.profile.poll.proxy_most.value,
        "slips": [
            {"number": at, "principal": slip.principal, "proxy": slip.proxy}
            for at, slip in enumerate(slips, 1)
        ],
    }


def _slips(case: Case) -> dict[str, Any] | None:
    slips = voting.slips_in_force(case.session, case.election)
    if not slips:
        return None
    return {
        "poll_on": day(poll_on_of(case.dossier)),
        "slips": [
            {
                "number": slip.number,
                "principal": slip.principal,
                "principal_group": slip.principal_group,
                "proxy": slip.proxy,
                "proxy_group": slip.proxy_group,
                "relation": case.wording.label("kin", slip.relation),
                "reason": slip.reason,
                "applied_on": slip.applied_on.isoformat(),
            }
            for slip in slips
        ],
    }


def _result(case: Case) -> dict[str, Any] | None:
    if case.dossier.papers.find(Kind.RESULT_NOTICE) is None:
        return None
    return _figures(case)


def _report(case: Case) -> dict[str, Any] | None:
    return _figures(case)


def _figures(case: Case) -> dict[str, Any] | None:
    """Return the figures of the last poll with who is elected, as far as the reader may see them."""
    polls = case.dossier.polls
    found = tally(case.dossier, case.dossier.profile) if case.sees_count else None
    if not polls or polls[-1].ballots is None or found is None:
        return None
    if case.election.stage == Stage.ANNULLED.value or found.outcome is Outcome.INVALID_ENTRY:
        return None
    equal = {int(number) for tie in found.ties for number in tie.ids}
    ballots = polls[-1].ballots
    decision = decide(case.dossier.election.track, polls[-1], case.dossier.profile)
    is_valid = decision is not None and decision.ballot is Validity.VALID
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
            "votes": votes.get(number, earlier.get(number, "")),
            "result": "当选" if number in won else "票数相等" if number in equal else "",
        }

    return {
        "poll": case.wording.label("poll", polls[-1].kind),
        "polled_on": day(voting.opened_on(case.session, case.election, polls[-1].number)),
        "base": polls[-1].base,
        "voters": ballots.voters,
        "issued": ballots.issued,
        "returned": ballots.returned,
        "void": ballots.void,
        "valid": ballots.returned - ballots.void,
        "validity": "本次选举有效。" if is_valid else "本次选举无效。",
        "elected": [row(number) for number, _ in found.elected],
        "votes": [row(number) for number in sorted(votes, key=lambda n: list(by_number).index(n))],
        "left": _left(case, found),
    }


def _proof(case: Case) -> dict[str, Any] | None:
    """Return the figures with each comparison, its rule and source, in the order they were made."""
    told = _figures(case)
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

    return told | {
        "rules": profile.title,
        "proof": [
            {
                "what": f"{name_of(line.facts['candidate'])}（{say.label('post', str(line.facts['post']))}）"
                if "candidate" in line.facts
                else say.rule(line.source_key),
                "figures": say.sentence(line.code, line.facts),
                "holds": "是" if line.holds else "否",
                "source": f"{profile.leaf(line.source_key).source}（{say.standing(profile.leaf(line.source_key))}）",
            }
            for line in found.last.proof
        ],
        "not_seated": [
            f"{name_of(out.id)}（{say.label('post', out.post)}）：{say.label('not_seated', out.reason)}。"
            for out in found.last.not_seated
        ],
        "following": say.joined([say.label("next", step) for step in found.last.next_all]),
    }


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
    if not seats:
        return "应选名额已全部选出。"
    if case.dossier.papers.find(Kind.VACANCY_DECISION) is not None:
        return f"尚缺{seats}，经会议决定暂缺。"
    return f"尚缺{seats}，不足的名额依法另行选举。"


def title_of(kind: Print, case: Case) -> str:
    """Return the file name of a paper."""
    told = _frame(kind, case)
    title = LAYOUTS[kind].title
    for name in ("village", "voters_word"):
        title = title.replace("{{ " + name + " }}", told[name])
    return title
