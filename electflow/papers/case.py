"""What a paper is made from, and how notices write a village and a day."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from electflow.campaign.model import Campaign, Election
from electflow.wording.service import Wording
from electflow.workflow.dossier import Dossier

_COMMITTEE = "村民委员会"


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


def occasion_of(case: Case) -> dict[str, str]:
    """Return how papers call the occasion, each word where it stands: 换届选举, 补选 or 第二次补选.

    A title that says what is posted names who is by-elected, so that no notice reads like one of
    the regular election. Source: VCOL 2025, art. 23.
    """
    if not case.election.ordinal:
        return {
            "by_election": "",
            "by_electing": "",
            "on_by_election": "",
            "election_word": "选举",
            "round_word": "换届选举",
            "elected_word": "选举",
            "this_election": "本届选举",
            "hands_over": f"原{_COMMITTEE}",
            "takes_over": f"新一届{_COMMITTEE}",
        }
    word = case.wording.occasion(1)
    if case.election.ordinal > 1:
        word = f"第{in_words(case.election.ordinal)}次{word}"
    return {
        "by_election": word,
        "by_electing": f"{word}{_COMMITTEE}成员",
        "on_by_election": f"（{_COMMITTEE}{word}）",
        "election_word": word,
        "round_word": word,
        "elected_word": case.wording.occasion(1),
        "this_election": f"本次{case.wording.occasion(1)}",
        "hands_over": "离任成员",
        "takes_over": "补选当选的成员",
    }


def village_of(name: str) -> str:
    """Return what a village is called on its notices: without the committee in its name."""
    return re.sub(r"村?(村民委员会|村委会)$", "村", name)


def day(value: date | None) -> str:
    """Return a day as notices write it, without leading zeros; an open one to be filled in by hand."""
    return f"{value.year}年{value.month}月{value.day}日" if value else "　　年　　月　　日"


def in_words(number: int) -> str:
    """Return a number below a hundred as official papers write it: 第十一届."""
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
