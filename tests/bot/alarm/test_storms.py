"""Two whole processes on one database, which are begun again whenever they end, through a storm:
while reminders fall due they are killed and stand still, their connections are cut, ended by the
server or lead nowhere, and the server falls. Every reminder arrives, and soon, in order in each
chat, and what comes twice says that it may."""

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, closing, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from random import Random
from tempfile import mkdtemp

import psycopg
import pytest

from bot.clock import now
from bot.store import CannotOpen, Change, NotRead, NotSaved, Stale
from bot.store.postgres.store import join_database
from flows.reminder.wanted.wanted import raised
from flows.talk.records import Matter
from tests.bot.alarm.ringing import desk_of
from tests.bot.alarm.test_two_senders import (
    HELPS,
    LEADS,
    PLANS,
    RUN,
    SOON_SECONDS,
    TEAMS,
    TOLD,
    WAITS,
    Tally,
    Ward,
    _label,
    comes,
)
from tests.bot.commands.test_run import environment
from tests.campaigns import SEED, seed, size
from tests.fake_telegram.loopback import served
from tests.fake_telegram.people import person
from tests.fake_telegram.state import FakeTelegram
from tests.world.postgres import Server, server
from tests.world.relay import Relay

pytestmark = [pytest.mark.waits, pytest.mark.wide]

PROCESSES, STRIKES = 2, 3
IN_THE_CHECKS = ("connections are ended", "the one that leads is killed", "connections are cut")
LONGEST_SECONDS = 300  # nothing hangs
HOLDER = "SELECT holder FROM installation"
TERMINATE = """\
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name = 'myotaper' AND pid <> pg_backend_pid()"""
Strike = Callable[[], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class Storm:
    """The processes, their database and the way to it, and what strikes them."""

    address: str
    there: dict[str, str]
    server: Server
    relay: Relay
    log: Path
    processes: dict[int, Process] = field(default_factory=dict)
    ended: int = 0  # processes that were not killed
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def ways(self) -> Mapping[str, Strike]:
        return {
            "the one that leads is killed": self.leader_dies,
            "the one that helps is killed": self.helper_dies,
            "the one that leads stands still": self.leader_stands_still,
            "connections are cut": self.cut,
            "connections are ended": self.terminated,
            "connections lead nowhere": self.lost,
            "the server falls": self.falls,
        }

    async def lives(self, place: int) -> None:
        """A process, begun again whenever it has ended."""
        while True:
            with self.log.open("ab") as log:
                process = await asyncio.create_subprocess_exec(
                    *RUN, stdout=DEVNULL, stderr=log, env=self.there
                )
            self.processes[place] = process
            try:
                self.ended += await process.wait() >= 0
            except asyncio.CancelledError:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
                raise

    async def leader_dies(self) -> None:
        os.kill(await self._leader(), signal.SIGKILL)

    async def helper_dies(self) -> None:
        leader = await self._leader()
        for each in self.processes.values():
            if each.pid != leader and each.returncode is None:
                each.kill()

    async def leader_stands_still(self) -> None:
        """Until another one leads; then it goes on as if nothing had been."""
        before = await self._leader()
        os.kill(before, signal.SIGSTOP)
        while await self._leader() == before:
            await asyncio.sleep(0)
        with suppress(ProcessLookupError):
            os.kill(before, signal.SIGCONT)

    async def cut(self) -> None:
        self.relay.cut()

    async def terminated(self) -> None:
        await self._asked(TERMINATE)

    async def lost(self) -> None:
        self.relay.lose()

    async def falls(self) -> None:
        async with self._one:
            await asyncio.to_thread(self.server.stop)
            await asyncio.to_thread(self.server.start)

    async def _leader(self) -> int:
        """Which process leads or has led last; it runs."""
        while True:
            await comes(self.address, LEADS)
            pid = int((await self._asked(HOLDER)).split()[1])
            if pid in {each.pid for each in self.processes.values() if each.returncode is None}:
                return pid

    async def _asked(self, statement: str) -> str:
        def answer() -> str:
            with psycopg.connect(self.address, autocommit=True) as there:
                return str((there.execute(statement).fetchone() or ("",))[0])

        while True:
            with suppress(psycopg.Error):
                return await asyncio.to_thread(answer)


async def due(ward: Ward, address: str, telegram: FakeTelegram, strikes: list[Strike]) -> None:
    """One after the other is due at once; some wait until one before has arrived, and before some
    of them something strikes, while what is due is on its way."""
    pairs = [(number, each) for number in range(TEAMS) for each in range(PLANS)]
    ward.chance.shuffle(pairs)
    places = ward.chance.sample(range(1, len(pairs)), len(strikes))
    struck = list[asyncio.Task[None]]()
    for place, (number, each) in enumerate(pairs):
        if place in places:
            struck.append(asyncio.create_task(strikes[places.index(place)]()))
        if ward.chance.random() < WAITS:
            arrived = partial(_arrived, ward, telegram)
            await telegram.until(arrived, seconds=LONGEST_SECONDS)
        await _asked(ward, address, number, each)
    await asyncio.gather(*struck)


def _arrived(ward: Ward, telegram: FakeTelegram) -> bool:
    """Everything that is due by now."""
    texts = [each.text for owner in ward.owners for each in telegram.chats[owner].messages]
    return all(any(due.label in text for text in texts) for due in ward.due)


async def _asked(ward: Ward, address: str, number: int, each: int) -> None:
    """It is kept, by a process that sends nothing."""
    asked = None
    while True:
        await asyncio.sleep(0)
        try:
            with closing(join_database(address)) as store:
                plan = store.plan(_label(number, each))
                alive = desk_of(store, now, zone=ward.zone).as_of_now(plan)
                asked = asked or replace(raised(alive, Matter.ASKED, ""), due=now())
                await store.commit(Change(keeps=(asked,), at=now()))
        except (NotSaved, NotRead, CannotOpen):
            continue
        except Stale:  # it was kept, and that was not told
            pass
        ward.due.append(asked)
        return


@pytest.mark.parametrize("number", range(size("storms")))
async def test_through_a_storm_nothing_is_lost_repeated_unmarked_or_overtaken(
    number: int, tmp_path: Path
) -> None:
    chance = Random(seed(number))
    telegram, ward = FakeTelegram(clock=now), Ward(chance, now())
    own = Server().start() if SEED else server()
    folder = Path(mkdtemp(prefix="relay-"))
    async with AsyncExitStack() as ends:
        if SEED:
            ends.callback(own.end)
        relay = Relay(folder, own.folder)
        ends.callback(relay.close)
        address = own.address(str(tmp_path))
        for owner in ward.owners:
            person(telegram, owner)
        await ward.kept(address)
        root = await ends.enter_async_context(served(telegram))
        there = environment(
            root,
            tmp_path,
            MYOTAPER_DATABASE=own.address(str(tmp_path), str(folder)),
            MYOTAPER_PRESCRIBERS=",".join(map(str, ward.owners)),
        )
        storm = Storm(address=address, there=there, server=own, relay=relay, log=tmp_path / "log")
        names = chance.choices([*storm.ways], k=STRIKES) if SEED else IN_THE_CHECKS
        lives = [asyncio.create_task(storm.lives(place)) for place in range(PROCESSES)]
        began = now()
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                await comes(address, LEADS)
                await comes(address, HELPS)
                await due(ward, address, telegram, [storm.ways[name] for name in names])
                await comes(address, TOLD, f"due/{int(now().timestamp()) + SOON_SECONDS:012d}")
        finally:
            print(f"| {', '.join(names)} | {storm.ended} ended | {(now() - began).seconds} s |")
            for each in lives:
                each.cancel()
            await asyncio.gather(*lives, return_exceptions=True)
    tally = Tally()
    tally.counts(ward, telegram)
    print(f"| {tally} |")
    assert (tally.lost, tally.unmarked, tally.disorder) == (0, 0, 0), names
