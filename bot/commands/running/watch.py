"""Watches that the bot lives, says so to systemd, and ends a process of which a part has died."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.commands.running.systemd import ALIVE, READY, STOPPING, Systemd
from bot.pulse import Pulse
from bot.transport import TRY_AGAIN, CannotServe

LOOKS_SECONDS = 10.0
LOOKS_WITHIN = 3  # times in what systemd waits for


@dataclass(slots=True, kw_only=True)
class Watch:
    """Looks at the pulses; systemd hears that the process lives only while each of them does."""

    pulses: Mapping[str, Pulse]
    ready: Callable[[], bool]
    state: Callable[[], str]
    systemd: Systemd
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _told: str = field(default="", init=False)
    _ready: bool = field(default=False, init=False)

    async def run(self) -> None:
        """Ends only by CannotServe, which it raises: a part has died without a word."""
        within = self.systemd.within_seconds
        seconds = min(LOOKS_SECONDS, within / LOOKS_WITHIN) if within else LOOKS_SECONDS
        try:
            while True:
                self._look()
                await self.pause(seconds if self._ready else min(seconds, 1.0))
        finally:
            self.systemd.tell(STOPPING)

    def _look(self) -> None:
        for name, pulse in self.pulses.items():
            if pulse.stopped:
                raise CannotServe(f"{name} has died without a word; start again", code=TRY_AGAIN)
        said = [ALIVE]
        if not self._ready and self.ready():
            self._ready = True
            said.append(READY)
        state = self.state()
        if state != self._told:
            self._told = state
            said.append(f"STATUS={state}")
        self.systemd.tell(*said)
