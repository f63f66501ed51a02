"""The bot as it is run, on the stub: its own transport, desk and store, each commit on disk."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from bot.clock import Clock
from bot.desk.desk import Desk
from bot.settings import Settings
from bot.store import Store
from bot.store.secrecy import Encryption
from bot.store.sqlite import open_store
from bot.wiring import local_desk
from tests.bench.drive import Driver
from tests.bench.stub import ROOT, TOKEN, Stub
from tests.bot.served_bot import bot_on, serving


def desk_in(folder: Path, chats: Iterable[int], keys: Encryption | None = None) -> Desk:
    """The desk of an installation in which everybody here may plan."""
    return _desk(folder, chats, partial(open_store, keys=keys))


def desk_on(store: Store, chats: Iterable[int], clock: Clock | None = None) -> Desk:
    """The same on a store that is open, of which nobody learns."""
    return _desk(Path(), chats, lambda _: store, clock)


def _desk(
    folder: Path,
    chats: Iterable[int],
    opens: Callable[[Path], Store],
    clock: Clock | None = None,
) -> Desk:
    settings, prescribers = Settings(timezone="Europe/Berlin"), frozenset(chats)
    return local_desk(
        settings, folder, prescribers=prescribers, limited=False, opens=opens, clock=clock
    )


@asynccontextmanager
async def ours(desk: Desk) -> AsyncIterator[Driver]:
    """A driver of the whole bot, while it serves."""
    stub = Stub()
    bot = bot_on(desk, stub, root=ROOT, token=TOKEN)
    async with serving(bot):
        assert bot.work
        yield Driver(bot.work, stub)
