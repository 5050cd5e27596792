"""What a paper is made from, and how notices write a village and a day."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from electflow.campaign.model import Campaign, Election
from electflow.wording.service import Wording
from electflow.workflow.dossier import Dossier


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
