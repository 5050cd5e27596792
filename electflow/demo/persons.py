"""Invented people: names marked as invented, ID numbers of valid form that cannot exist."""

from datetime import date, timedelta
from random import Random

from electflow.people.rules import check_digit

NOWHERE = "999999"
MARK = "（虚构）"
_SURNAMES = "李王张刘陈杨赵黄周吴徐孙马朱胡郭何林罗高普白龙卢"
_GIVEN = "文明建国春兰秀英志强永福玉珍学军丽华海燕云生金凤小平家兴美玲正荣"


def invented_name(rng: Random) -> str:
    """Return a name that nobody can take for a real person's."""
    given = rng.choice(_GIVEN) + (rng.choice(_GIVEN) if rng.random() < 0.7 else "")
    return f"{rng.choice(_SURNAMES)}{given}{MARK}"


def unused_number(rng: Random, sex: str, taken: set[str]) -> str:
    """Return an invented ID number that nobody else in the county has, and note it as taken."""
    while (number := invented_number(rng, sex)) in taken:
        pass
    taken.add(number)
    return number


def invented_number(rng: Random, sex: str) -> str:
    """Return an ID number with a valid check digit in area 999999, which does not exist."""
    born = date(1966, 1, 1) + timedelta(days=rng.randrange(13_000))
    order = rng.randrange(100, 998)
    order += (order % 2 == 0) == (sex == "M")
    first = f"{NOWHERE}{born:%Y%m%d}{order:03d}"
    return first + check_digit(first)
