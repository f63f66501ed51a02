"""A clock that was moved sends nothing: a whole taper would leave at once, or none of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.store import Change, Store

SEEN_EVERY = timedelta(hours=1)  # the time is kept as often as this, where nothing else is


@dataclass(slots=True, kw_only=True)
class ClockGuard:
    """Keeps the time that was believed, and lets nothing leave while the clock cannot be."""

    store: Store
    clock: Clock
    _marked: bool = False

    @property
    def stopped(self) -> bool:
        """Whether nothing may leave."""
        return self.clock.moved is not None

    async def allows(self, now: datetime, *, tries: bool = False) -> bool:
        """Whether the time can be believed; it is then kept from time to time, and where it has to
        be tried if the store takes anything; raises NotSaved."""
        if self.stopped:
            return False
        seen = self.store.seen()
        self._marked = self._marked or self.clock.counts_on(self.store.mark())
        if tries or seen is None or abs(now - seen) >= SEEN_EVERY or not self._marked:
            mark = self.clock.mark(now)
            await self.store.commit(Change(at=now, seen=now, mark=mark))
        return True
