"""A bot at a Bot API server of the tests, from its start to an orderly end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from typing import Any

from telegram.request import BaseRequest

from bot.pacing import GROUP_SECONDS, Pace
from bot.settings import Settings
from bot.transport.telegram.bot import TelegramBot
from bot.wiring import introduction
from tests.fake_telegram.in_process import ROOT
from tests.fake_telegram.state import TOKEN, FakeTelegram

DOCTOR, COLLEAGUE, STRANGER = 4_000_000_001, 4_000_000_002, 4_000_000_003
ADMINISTRATOR = 4_000_000_004
SETTINGS = Settings(
    timezone="Europe/Berlin",
    prescribers=frozenset({DOCTOR, COLLEAGUE}),
    administrators=frozenset({ADMINISTRATOR}),
)


def bot_on(
    desk: Any, request: BaseRequest | None = None, *, root: str = ROOT, **more: Any
) -> TelegramBot:
    """The bot of this desk; what a desk of a test does not have is named beside it."""
    token, pace = more.pop("token", TOKEN), more.pop("pace", None) or at_leisure()
    if "key" not in more:
        about = {"key": desk.store.key(), "clock": desk.clock}
        more = about | {"introduction": introduction(SETTINGS)} | more
    return TelegramBot.at(root, token, request, desk=desk, pace=pace, **more)


def at_leisure() -> Pace:
    """A pace by a clock on which a minute passes between any two looks, so that nothing waits."""
    return Pace(monotonic=partial(next, count(0.0, GROUP_SECONDS)))


@asynccontextmanager
async def serving(bot: TelegramBot, **more: Any) -> AsyncIterator[None]:
    """It serves until the end of the block."""
    stop, ready = asyncio.Event(), asyncio.Event()
    served = asyncio.create_task(bot.serve(ready=lambda _: ready.set(), stop=stop, **more))
    await ready.wait()
    yield
    stop.set()
    await served


async def settled(telegram: FakeTelegram, bot: TelegramBot) -> None:
    """Every update is fetched and answered, and the answers are on the screens."""
    await telegram.idle()
    assert bot.work
    await bot.work.update_queue.join()
