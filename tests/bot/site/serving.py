"""The demo as it is served, in this process, on a free port of this machine."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from bot import clock
from bot.commands.demo import site
from bot.settings import Settings
from bot.site.web_serve import address, bound, server


@asynccontextmanager
async def serving(
    *,
    beat_seconds: float = 0.01,
    most: int = 64,
    now: Callable[[], datetime] = clock.now,
) -> AsyncIterator[str]:
    """The address of a demo, from its start to its orderly end."""
    with bound(0) as listening, tempfile.TemporaryDirectory() as folder:
        settings = Settings(timezone="Europe/Berlin")
        web = site(settings, Path(folder), clock=now, beat_seconds=beat_seconds)
        web.visits.most = most
        serves = server(web.app(), web.visits.close)
        task = asyncio.create_task(serves.serve(sockets=[listening]))
        try:
            while not serves.started:
                await asyncio.sleep(0)
            yield address(listening)
        finally:
            serves.should_exit = True
            await task
            assert list(Path(folder).iterdir()) == []
