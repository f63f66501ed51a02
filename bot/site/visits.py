"""Everybody who has the page open: as many as fit, and nobody for longer than they look."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.site.visit import Visit

MOST = 64
IDLE_SECONDS, SOON_SECONDS = 3_600.0, 300.0  # kept without a look; where somebody else waits
BURST, A_SECOND = 40, 10.0  # acts of one visitor at once, and further ones each second
CODE_BYTES = 16  # 128 bits


@dataclass(slots=True, kw_only=True, eq=False)
class Guest:
    """A visit with when it was last looked at, and how much may be done at once."""

    visit: Visit
    seen: float
    level: float = BURST

    def paced(self, now_seconds: float) -> bool:
        """Whether one thing more may be done now."""
        self.level = min(BURST, self.level + (now_seconds - self.seen) * A_SECOND)
        self.seen = now_seconds
        if self.level < 1:
            return False
        self.level -= 1
        return True


@dataclass(slots=True, kw_only=True)
class Visits:
    """Visits by the code that their browser was given; the code is all that leads to one."""

    make: Callable[[int], Awaitable[Visit]]  # for the number of the visit
    monotonic: Callable[[], float]
    most: int = MOST
    _guests: dict[str, Guest] = field(default_factory=dict)
    _made: int = 0
    _coming: int = 0
    _door: asyncio.Lock = field(default_factory=asyncio.Lock)

    def found(self, code: str) -> Guest | None:
        """Whoever has this code."""
        return self._guests.get(code)

    async def entered(self) -> str | None:
        """The code of a new visit; None where there is no room for one."""
        await self.tidy(SOON_SECONDS if self._is_full() else IDLE_SECONDS)
        if self._is_full():
            return None
        self._coming += 1
        try:
            async with self._door:  # one after the other, and those who are in are served between
                await asyncio.sleep(0)
                self._made += 1
                visit = await self.make(self._made)
        finally:
            self._coming -= 1
        code = secrets.token_urlsafe(CODE_BYTES)
        self._guests[code] = Guest(visit=visit, seen=self.monotonic())
        return code

    async def leave(self, code: str) -> None:
        """Nothing is left of this visit."""
        guest = self._guests.pop(code, None)
        if guest:
            await guest.visit.leave()

    async def tidy(self, idle_seconds: float = IDLE_SECONDS) -> None:
        """Whoever has not looked for so long has left; what fell due for the others is told."""
        now_seconds = self.monotonic()
        for code, guest in tuple(self._guests.items()):
            if guest.visit.watched:
                guest.seen = max(guest.seen, now_seconds)
                await guest.visit.ring()
            elif now_seconds - guest.seen >= idle_seconds:
                await self.leave(code)

    async def close(self) -> None:
        """Everybody has left."""
        for code in tuple(self._guests):
            await self.leave(code)

    def _is_full(self) -> bool:
        return len(self._guests) + self._coming >= self.most
