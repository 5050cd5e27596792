"""What the rules of preparation and registration need to know."""

from typing import Protocol

from electflow.campaign.terms import ElectionFacts
from electflow.documents.terms import Papers


class RollFacts(Protocol):
    """An election and its papers."""

    @property
    def election(self) -> ElectionFacts:
        """Return what is known of the election."""

    @property
    def papers(self) -> Papers:
        """Return its papers in force."""
