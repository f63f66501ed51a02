"""The process is killed, the server is, and connections are cut: nothing acknowledged is lost."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import closing
from functools import partial
from random import Random
from threading import Lock

import psycopg
import pytest

from bot.store import CannotOpen, NotRead, NotSaved
from bot.store.postgres.store import open_database
from bot.store.sqlite import SqliteStore
from tests.bot.kill import Say, Work, said_until_killed
from tests.bot.store.test_kill import (
    CHATS,
    REMINDERS,
    acknowledged,
    kept_whole,
    one_chat,
    one_reminder,
)
from tests.campaigns import seed, size
from tests.world.postgres import Server
from tests.world.relay import Relay

pytestmark = [pytest.mark.waits, pytest.mark.wide]

KILLS = 5  # a round
ROUNDS = size("killed") // KILLS
CUTS = 6  # a round
CUT_ROUNDS = size("cut") // CUTS
ONCE_IN, LINES = 20, 80  # messages; of what was kept or refused
REFUSED, ENDED = "refused", "ended"
One = Callable[[SqliteStore, int, Say], Awaitable[None]]
EXPIRED = "UPDATE installation SET until = '-infinity'"


def steps(address: str) -> Work:
    """Chats and reminders that step as fast as they can; what was not saved is tried again, and a
    process that leads no more is followed by another."""

    async def work(say: Say) -> None:
        loop = asyncio.get_running_loop()
        while True:
            over = asyncio.Event()
            ended = partial(loop.call_soon_threadsafe, over.set)
            with closing(await begun(address, lambda _, ended=ended: ended())) as store:
                ways = [(one_chat, CHATS), (one_reminder, REMINDERS)]
                tasks = [
                    asyncio.create_task(again_and_again(one, store, number, say))
                    for one, numbers in ways
                    for number in numbers
                ]
                await over.wait()
                for each in tasks:
                    each.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            say(ENDED)

    return work


async def again_and_again(one: One, store: SqliteStore, number: int, say: Say) -> None:
    """It says once that it is refused, until something is kept again."""
    refused = False

    def kept(line: str) -> None:
        nonlocal refused
        refused = False
        say(line)

    while True:
        try:
            await one(store, number, kept)
        except (NotSaved, NotRead):
            if not refused:
                say(REFUSED)
            refused = True
            await asyncio.sleep(0)


async def begun(address: str, ended: Callable[[str], None]) -> SqliteStore:
    """The store, as soon as it can be opened: whoever runs a process starts it again."""
    while True:
        try:
            return open_database(address, ended, seconds=0.5)
        except CannotOpen:
            await asyncio.sleep(0)


def opened(address: str) -> SqliteStore:
    """By the next process."""
    expire(address)
    return open_database(address)


def expire(address: str) -> None:
    """As if so long had passed since the process before was killed."""
    with psycopg.connect(address, autocommit=True) as there:
        if there.execute("SELECT to_regclass('installation')").fetchone() != (None,):
            there.execute(EXPIRED)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_nothing_acknowledged_is_lost_with_the_process(address: str, number: int) -> None:
    chance, before = Random(seed(number)), Counter[int]()
    for kill in range(KILLS):
        expire(address)
        lines = said_until_killed(
            steps(address),
            after_seconds=chance.uniform(0, 0.04),
            after_lines=chance.choice((0, 1, 4, 9)),
        )
        said = acknowledged([each for each in lines if each not in {REFUSED, ENDED}]) | before
        with closing(opened(address)) as store:
            assert list(store.problems()) == [], f"round {number}, kill {kill}"
            before = kept_whole(store)
        assert before >= said, f"round {number}, kill {kill}: lost {said - before}"
    assert sum(before.values()) > KILLS  # it did get on


class Trouble:
    """A connection is cut, before or after what is said over it arrives, once in so many times;
    and the server is killed, once in three of those. Each connection has a thread of its own."""

    def __init__(self, relay: Relay, there: Server, chance: Random) -> None:
        self.there, self.chance, self.left = there, chance, CUTS
        self.over, self._one_at_a_time = False, Lock()
        relay.before, relay.after = self.before, self.after

    def before(self, _said: bytes) -> bool:
        with self._one_at_a_time:
            struck = self.strikes()
            if struck and not self.left % 3:
                self.there.stop()
                self.there.start()
        return struck

    def after(self, _said: bytes) -> bool:
        with self._one_at_a_time:
            return self.strikes()

    def end(self) -> None:
        """The server runs, and nothing strikes any more."""
        with self._one_at_a_time:
            self.over = True

    def strikes(self) -> bool:
        if self.over or not self.left or self.chance.randrange(ONCE_IN):
            return False
        self.left -= 1
        return True


@pytest.fixture(scope="module")
def fragile() -> Server:
    """A server that may be killed; what it says is kept is on disk."""
    made = Server(settings=())
    yield made.start()
    made.end()


@pytest.mark.parametrize("number", range(CUT_ROUNDS))
def test_nothing_acknowledged_is_lost_with_a_connection_or_the_server(
    fragile: Server, tmp_path_factory: pytest.TempPathFactory, number: int
) -> None:
    """The process lives on through all of it, until it is killed too."""
    folder = tmp_path_factory.mktemp("relay")
    address = fragile.address(f"{folder}")
    relay = Relay(folder, fragile.folder)
    trouble = Trouble(relay, fragile, Random(seed(number)))
    through = fragile.address(f"{folder}", f"{folder}")
    open_database(address).close()
    try:
        lines = said_until_killed(steps(through), after_seconds=0, after_lines=LINES)
    finally:
        trouble.end()
        relay.close()
    said = acknowledged([line for line in lines if line not in {REFUSED, ENDED}])
    with closing(opened(address)) as store:
        assert list(store.problems()) == []
        kept = kept_whole(store)
    assert kept >= said, f"round {number}: lost {said - kept}"
    refused, ended = lines.count(REFUSED), lines.count(ENDED)
    print(f"| {number} | {said.total()} kept | {refused} refused | {ended} processes ended |")
    assert said.total() > len(CHATS)
    assert not trouble.left
