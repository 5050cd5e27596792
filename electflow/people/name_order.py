"""Names in the order of their strokes (以姓氏笔画为序), as lists of candidates are posted.

Strokes are compared by their number, then one by one: horizontal, vertical, left-falling, dot,
turning. Source: GB/T 13418, and the two usages of practice, which differ for names of two characters.
"""

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

_LAST = (99, "")
_BLANK = (0, "")

StrokeKey = tuple[tuple[int, str, str], ...]


def stroke_key(name: str, by_surname: bool) -> StrokeKey:
    """Return what a name is sorted by.

    ``by_surname`` is the usage of 姓氏笔画: a name of two characters counts as having an empty
    middle, so that 田富 stands before 田大利; else (姓名笔画) the second character follows at once.
    """
    known = _strokes()
    parts = [(*_weight(known.get(character)), character) for character in name.strip()]
    if by_surname and len(parts) == 2:
        parts.insert(1, (*_BLANK, ""))
    return tuple(parts)


def unknown_to_strokes(names: Iterable[str]) -> list[str]:
    """Return the Chinese characters whose strokes are not in the table, each once, in order."""
    known = _strokes()
    found = (
        c for name in names for c in name if c not in known and c.isalpha() and ord(c) > 0x2E7F
    )
    return list(dict.fromkeys(found))


def _weight(strokes: str | None) -> tuple[int, str]:
    return (len(strokes), strokes) if strokes else _LAST


@lru_cache(maxsize=1)
def _strokes() -> dict[str, str]:
    text = files("electflow.people").joinpath("data", "strokes.tsv").read_text("utf-8")
    return dict(line.split("\t") for line in text.splitlines())
