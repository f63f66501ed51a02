"""Answers a monitoring system at an address of this machine, beside the bot."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from bot.clock import seconds
from bot.metrics.exposition import CONTENT_TYPE, exposed, exposed_beside
from bot.metrics.sources import Sources

PATH = "/metrics"
AGAIN_SECONDS = 60.0  # where the address cannot be had
KEPT_SECONDS = 1.0  # whoever asks more often gets the same
KEPT_TIMES = 200  # as long as the reading took, so that all of them take little of the loop
LEAVE_SECONDS = 1.0  # for an answer that is on its way at the end

log = logging.getLogger(__name__)


def served(host: str, port: int, sources: Sources) -> "Endpoint":
    """The endpoint of a bot of these parts."""
    return Endpoint(
        host=host,
        port=port,
        page=lambda: exposed(sources()),
        elapsed=sources.desk.clock.elapsed,
    )


def served_beside(host: str, port: int, version: str, *, began: float) -> "Endpoint":
    """That of a process which stands by, and began at these seconds of the clock."""
    return Endpoint(
        host=host,
        port=port,
        page=lambda: exposed_beside(version, seconds() - began),
        elapsed=seconds,
    )


@dataclass(slots=True, kw_only=True)
class Endpoint:
    """One address, one page; a bot that cannot serve it reminds all the same."""

    host: str
    port: int
    page: Callable[[], bytes]
    elapsed: Callable[[], float]
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    bound: asyncio.Event = field(default_factory=asyncio.Event)
    _kept: bytes = b""
    _until: float = 0.0

    async def run(self) -> None:
        """It answers until it is cancelled."""
        app = web.Application()
        app.router.add_get(PATH, self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=LEAVE_SECONDS)
        await runner.setup()
        try:
            while not await self._binds(runner):
                await self.pause(AGAIN_SECONDS)
            self.bound.set()
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def _binds(self, runner: web.AppRunner) -> bool:
        site = web.TCPSite(runner, self.host, self.port, reuse_address=True)
        try:
            await site.start()
        except OSError:
            log.exception("the metrics cannot be served")
            await site.stop()
            return False
        return True

    async def _answer(self, _request: web.Request) -> web.Response:
        """Read on the loop, as all else is: nothing changes meanwhile."""
        seconds = self.elapsed()
        if not self._kept or seconds >= self._until:
            self._kept, read = self.page(), self.elapsed()
            self._until = read + max(KEPT_SECONDS, KEPT_TIMES * (read - seconds))
        headers = {"Content-Type": CONTENT_TYPE, "Server": "myotaper"}
        return web.Response(body=self._kept, headers=headers)
