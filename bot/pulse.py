"""A sign of life of what runs for ever: it says itself how long it may stay silent."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic


@dataclass(slots=True, kw_only=True)
class Pulse:
    """Counted by seconds that stand still while the machine sleeps."""

    monotonic: Callable[[], float] = monotonic
    _until: float | None = None

    def beats(self, seconds: float) -> None:
        """It lives, and will say so again within so many seconds."""
        self._until = self.monotonic() + seconds

    @property
    def stopped(self) -> bool:
        """Whether it has begun and has been silent for longer than it said."""
        return self._until is not None and self.monotonic() > self._until
