"""What a resident identity number says by itself (GB 11643-1999)."""

import re
import unicodedata
from datetime import date

from electflow.issues import Issue
from electflow.profile.model import Leaf

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_NUMBER = re.compile(r"\d(?:[\s-]?\d){13,16}[\s-]?[\dXxＸｘ]")


def check_digit(first_seventeen: str) -> str:
    """Return the eighteenth character (ISO 7064, MOD 11-2)."""
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, first_seventeen, strict=True))
    return _CHECKS[total % 11]


def normal_number(number: str) -> str:
    """Return a number without stray blanks, in plain digits, with a capital X."""
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def holds_number(text: str) -> bool:
    """Tell whether a text holds something that looks like an ID number, right or wrong."""
    return _NUMBER.search(text) is not None


def masked(text: str) -> str:
    """Return a text in which of every ID number only its first six and last four are seen."""
    return _NUMBER.sub(lambda found: f"{found[0][:6]}********{found[0][-4:]}", text)


def born_on(number: str) -> date | None:
    """Return the day of birth that a number tells, or None."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def age_on(born: date, day: date) -> int:
    """Return the full years of age on a day; one is a year older on the birthday (CC 1259)."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def faults_of_age(number: str, day: date, rule: Leaf[int]) -> list[Issue]:
    """Return why a person is too young on the election day, if the number tells so."""
    born = born_on(normal_number(number)) if len(normal_number(number)) == 18 else None
    if born is None or age_on(born, day) >= rule.value:
        return []
    facts = {"age": age_on(born, day), "least": rule.value}
    return [Issue(code="nomination.under_age", source_key=rule.key, facts=facts)]


_PROVINCES = frozenset(
    f"{number}"
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 83),
    )
    for number in range(first, last + 1)
)


def is_of_no_province(number: str) -> bool:
    """Tell whether a number of eighteen begins with no province's code (GB/T 2260).

    Only a sign to look again: codes of counties that are no more stay in numbers for a lifetime.
    """
    number = normal_number(number)
    return len(number) == 18 and number[:2] not in _PROVINCES


def rare_in(name: str) -> set[str]:
    """Return the characters that the typefaces of official papers (仿宋_GB2312) do not hold."""
    return {character for character in name if not _is_in_gb2312(character)}


def _is_in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def faults_of_person(name: str, number: str, sex: str, today: date) -> list[Issue]:
    """Return what is wrong with a person as typed, all at once; values stay out of the issue."""
    issues = []

    def refuse(code: str, **facts: str | int) -> None:
        issues.append(Issue(code=code, source_key="", facts=facts))

    if not name.strip():
        refuse("person.name_missing")
    number = normal_number(number)
    if len(number) != 18 or not (number.isascii() and number[:17].isdecimal()):
        refuse("person.number_length", length=len(number))
    elif check_digit(number[:17]) != number[17]:
        refuse("person.number_check", expected=check_digit(number[:17]))
    else:
        born = born_on(number)
        if born is None or born > today:
            refuse("person.number_birth")
        if sex != ("M" if int(number[16]) % 2 else "F"):
            refuse("person.number_sex")
    return issues
