"""Keys made by the application: 63-bit integers that grow with time."""

import secrets
import threading
from datetime import datetime

EPOCH_MS = 1_704_067_200_000
_RANDOM_BITS = 12
_COUNTER_BITS = 10


class IdMaker:
    """Make ids that never repeat within a process and sort by the time they were made.

    Layout, from the top: 41 bits of milliseconds since 2024-01-01, 10 bits of counter, 12 random.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def __call__(self, at: datetime) -> int:
        """Return the next id; ``at`` is only its time part and may stand still or step back."""
        tick = (int(at.timestamp() * 1000) - EPOCH_MS) << _COUNTER_BITS
        with self._lock:
            self._last = max(self._last + 1, tick)
            return (self._last << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)

    def after(self, at: datetime, *known: int | None) -> int:
        """Return the next id, above those that are known.

        Another process may have made them, by a clock that ran ahead of this one.
        """
        with self._lock:
            self._last = max(self._last, *(i >> _RANDOM_BITS for i in known if i is not None), 0)
        return self(at)


new_id = IdMaker()
