"""A replica with a webhook as a process, which kills itself -9 at a step that it is given."""

import asyncio
import itertools
import logging
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from bot.clock import now
from bot.commands.running.receiving import Own
from bot.desk.desk import Desk
from bot.guideline import shipped
from bot.lessons import lessons
from bot.store import NoAnswer, Standby, Store
from bot.store.inbox import Puts, Received
from bot.store.postgres.senders.letterbox import Letterbox
from bot.store.postgres.store import open_database
from bot.store.sqlite import SqliteStore, open_store
from bot.transport.telegram.hearing.source import KINDS
from bot.transport.telegram.hearing.webhook import Address, Here, Webhook
from bot.transport.telegram.saying.say import Mouth
from bot.transport.webhook.receiver import Receiver
from bot.transport.webhook.serving import receiving
from bot.wiring import local_desk
from bot.words import catalogue
from tests.bot.kill import unmeasured
from tests.bot.served_bot import SETTINGS, bot_on

shipped(), catalogue(), lessons()
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload([__name__])
URL, SECRET = "http://127.0.0.1:1/updates", "of_these_tests_alone-0123456789abcdef"
LEASE_SECONDS = 0.6
STEPS: tuple[tuple[type, str], ...] = (  # a step is before each of these, and behind it
    (Receiver, "_taken"),
    (Own, "put"),
    (Letterbox, "put"),
    (Letterbox, "_put"),
    (Receiver, "_said"),
    (Webhook, "_read"),
    (Desk, "keep"),
    (SqliteStore, "_write"),
    (Mouth, "show"),
    (Here, "over"),
    (Webhook, "confirm"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replica:
    """One of them: a file of its own, or the database that it shares."""

    root: str
    folder: Path
    port: int
    database: str = ""
    ends: int = 0  # at this step; 0: it does not

    def started(self) -> BaseProcess:
        """It runs."""
        process = FORKS.Process(target=_run, args=(self,), daemon=True)
        process.start()
        return process


def _run(replica: Replica) -> None:
    logging.disable()
    unmeasured()
    _count(replica.ends)
    asyncio.run(_serve(replica))


def _count(ends: int) -> None:
    steps = itertools.count(1)

    def step() -> None:
        if next(steps) == ends:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(call: Callable[..., Any]) -> Callable[..., Any]:
        if asyncio.iscoroutinefunction(call):

            async def awaited(*args: Any, **named: Any) -> Any:
                step()
                result = await call(*args, **named)
                step()
                return result

            return awaited

        def called(*args: Any, **named: Any) -> Any:
            step()
            result = call(*args, **named)
            step()
            return result

        return called

    for kind, name in STEPS:
        setattr(kind, name, around(getattr(kind, name)))


async def _serve(replica: Replica) -> None:
    news = asyncio.Event()
    if not replica.database:
        store = open_store(replica.folder)
        async with _receives(replica, Own(store), news):
            await _leads(replica, store, news)
        return
    async with _receives(replica, Letterbox(replica.database), news):
        await _leads(replica, await _in_turn(replica.database), news)


async def _in_turn(database: str) -> Store:
    while True:
        with suppress(Standby, NoAnswer):
            return open_database(database, _deposed, seconds=LEASE_SECONDS, calls=0.0)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), LEASE_SECONDS / 10)


def _deposed(_why: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _receives(replica: Replica, box: Puts, news: asyncio.Event) -> Any:
    async def put(received: Received) -> None:
        await box.put(received)
        news.set()

    receiver = Receiver(
        path="/updates", secret=SECRET, kinds=KINDS, put=put, takes=box.answers, clock=now
    )
    return receiving(receiver, ("127.0.0.1", replica.port))


async def _leads(replica: Replica, store: Store, news: asyncio.Event) -> None:
    desk = local_desk(
        SETTINGS,
        replica.folder,
        prescribers=SETTINGS.prescribers | {4_000_001_000 + each for each in range(64)},
        opens=lambda _: store,
        limited=False,
    )
    about = {"store": store, "news": news, "address": Address(url=URL, secret=SECRET)}
    bot = bot_on(desk, root=replica.root, **about)
    await bot.serve(ready=lambda _: None, stop=asyncio.Event())
