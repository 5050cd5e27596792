"""Near relatives: what a kinship is called, and which kinships which rule looks at."""

from dataclasses import dataclass
from enum import StrEnum


class Kinship(StrEnum):
    """Near relatives (近亲属, Civil Code 1045): the first is this to the second."""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"


NEAR = frozenset(Kinship)
CLOSE = frozenset({Kinship.SPOUSE, Kinship.PARENT, Kinship.CHILD, Kinship.SIBLING})
LINEAL = NEAR - {Kinship.SIBLING}
KINSHIPS_OF = {"near": NEAR, "close": CLOSE, "lineal": LINEAL, "none": frozenset[Kinship]()}
"""Which kinships a rule means, by the word that stands in the profile."""


@dataclass(frozen=True)
class KinFacts:
    """Two persons who are said to be near relatives; only a confirmed kinship has effects."""

    a: int
    b: int
    kinship: Kinship
    is_confirmed: bool

    def joins(self, one: int, other: int) -> bool:
        """Tell whether the kinship is between these two."""
        return {self.a, self.b} == {one, other}
