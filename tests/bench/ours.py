"""The bot as it is run, on the stub: its own transport, desk and store, each commit on disk."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from bot import clock
from bot.desk.desk import Desk
from bot.settings import Settings
from bot.transport.telegram import TelegramBot
from bot.wiring import introduction, local_desk
from tests.bench.drive import Driver
from tests.bench.stub import ROOT, TOKEN, Stub


def desk_in(folder: Path, chats: Iterable[int]) -> Desk:
    """The desk of an installation in which everybody here may plan."""
    settings = Settings(timezone="Europe/Berlin")
    return local_desk(settings, folder, prescribers=frozenset(chats))


@asynccontextmanager
async def ours(desk: Desk) -> AsyncIterator[Driver]:
    """A driver of the whole bot, while it serves."""
    stub, ready, stop = Stub(), asyncio.Event(), asyncio.Event()
    bot = TelegramBot.at(
        ROOT,
        TOKEN,
        stub,
        desk=desk,
        key=desk.store.key(),
        introduction=introduction(Settings()),
        clock=clock.now,
    )
    serving = asyncio.create_task(bot.serve(ready=lambda _: ready.set(), stop=stop))
    await ready.wait()
    assert bot.work
    try:
        yield Driver(bot.work, stub)
    finally:
        stop.set()
        await serving
