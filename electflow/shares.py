"""Exact comparisons of parts and wholes; no floating point touches a vote."""

from fractions import Fraction


def exceeds(part: int, whole: int, share: Fraction) -> bool:
    """Tell whether ``part`` is strictly more than ``share`` of ``whole`` (过, Civil Code 1259)."""
    return part * share.denominator > whole * share.numerator


def reaches(part: int, whole: int, share: Fraction) -> bool:
    """Tell whether ``part`` is at least ``share`` of ``whole`` (以上, Civil Code 1259)."""
    return part * share.denominator >= whole * share.numerator


def at_least(whole: int, share: Fraction) -> int:
    """Return the smallest count that reaches ``share`` of ``whole``: the share, rounded up."""
    return -(-whole * share.numerator // share.denominator)
