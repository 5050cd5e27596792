"""The order of villagers' groups as people count them: 第一组、第二组、第三组 and so on."""

import re

_DIGITS = {digit: n for n, digit in enumerate("零一二三四五六七八九")}
_NUMERAL = re.compile(r"[零一二三四五六七八九十百]+|\d+")


def group_key(name: str) -> tuple[tuple[str, int], ...]:
    """Return what sorts a group's name by its number, whether Chinese or Arabic, and else by the name."""
    parts, last = [], 0
    for found in _NUMERAL.finditer(name):
        parts.append((name[last : found.start()], _number(found.group())))
        last = found.end()
    return (*parts, (name[last:], 0))


def _number(words: str) -> int:
    """Return a numeral below a thousand; 十二 is twelve, 二十 twenty."""
    if words.isdecimal():
        return int(words)
    total, ones = 0, 0
    for char in words:
        if char in "十百":
            total += (ones or 1) * (10 if char == "十" else 100)
            ones = 0
        else:
            ones = _DIGITS[char]
    return total + ones
