"""Two whole processes on one database, both of which send: one is killed at any instant, its
connections are cut, or the server falls. Every reminder arrives, in order in each chat, and what
comes twice says that it may."""

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import mkdtemp

import psycopg
import pytest

from bot.clock import now
from bot.store import Change, NotRead, NotSaved, Stale
from bot.store.postgres.store import join_database, open_database
from bot.store.sqlite import SqliteStore
from bot.words import catalogue
from flows.reminder.wanted.wanted import raised
from flows.talk.label import label_from
from flows.talk.records import Matter, Membership, Person, PlanRecord, Reminder, Role, Team
from tests.bot.alarm.ringing import ANSWERS, desk_of
from tests.bot.commands.test_run import environment
from tests.campaigns import seed, size
from tests.fake_telegram.answers import Fault
from tests.fake_telegram.loopback import served
from tests.fake_telegram.people import person
from tests.fake_telegram.state import FakeTelegram
from tests.world.plan_record import plan_record
from tests.world.postgres import Server
from tests.world.relay import Relay

pytestmark = [pytest.mark.waits, pytest.mark.wide]

RUN = (sys.executable, "-m", "bot", "run")
TEAMS, PLANS = 3, 4  # of each team
OVER_SECONDS = 5.0  # they come due
LONGEST_SECONDS = 120
BEFORE = timedelta(days=20)  # its course begins: until then nothing else is due of a plan
MARK = catalogue().texts["reminder.mark.repeat"].partition("]")[0]
OPEN = "SELECT 1 FROM kept WHERE key LIKE 'sending/%' OR (key > 'due/' AND key < $1) LIMIT 1"
WAYS = ("the one that leads", "the one that helps", "cut", "server", "slow")


@dataclass(slots=True)
class Ward:
    """Teams with an owner and a group each, and what is due of their plans."""

    chance: Random
    begin: datetime
    zone: str = field(init=False)
    due: list[Reminder] = field(default_factory=list)  # in their order

    def __post_init__(self) -> None:
        ahead = 12 - self.begin.hour  # it is about noon there
        self.zone = f"Etc/GMT{-ahead:+d}" if ahead else "UTC"

    @property
    def owners(self) -> list[int]:
        return [4_000_000_001 + number for number in range(TEAMS)]

    async def kept(self, address: str) -> None:
        """Teams, people and plans are in the database, and nobody leads."""
        with closing(open_database(address)) as store:
            for number in range(TEAMS):
                own = Membership(role=Role.PRESCRIBER, team=number + 1)
                team = Team(number=number + 1, zone=self.zone)
                owner = Person(who=self.owners[number], name="Owner", memberships=(own,))
                await store.commit(Change(keeps=(team, owner), at=self.begin))
                for each in range(PLANS):
                    await store.commit(Change(made=self._plan(number, each), at=self.begin))

    def _plan(self, number: int, each: int) -> PlanRecord:
        return plan_record(
            ANSWERS | {"start_date": (self.begin + BEFORE).date().isoformat()},
            at=self.begin,
            label=_label(number, each),
            owner=self.owners[number],
            team=number + 1,
        )

    async def asks(self, address: str) -> None:
        """One after the other is due at once, as another process says that sends nothing."""
        pairs = [(number, each) for number in range(TEAMS) for each in range(PLANS)]
        self.chance.shuffle(pairs)
        with closing(join_database(address)) as store:
            for number, each in pairs:
                await asyncio.sleep(self.chance.uniform(0, 2 * OVER_SECONDS / len(pairs)))
                await self._asked(store, number, each)

    async def _asked(self, store: SqliteStore, number: int, each: int) -> None:
        while True:
            try:
                plan = store.plan(_label(number, each))
                alive = desk_of(store, now, zone=self.zone).as_of_now(plan)
                asked = replace(raised(alive, Matter.ASKED, ""), due=now())
                await store.commit(Change(keeps=(asked,), at=now()))
            except (NotSaved, NotRead):
                await asyncio.sleep(0.1)
                continue
            except Stale:  # it was kept, and that was not told
                pass
            self.due.append(asked)
            return


def _label(number: int, each: int) -> str:
    return label_from((number, each, 1, 2, 3))


async def run(there: dict[str, str]) -> Process:
    return await asyncio.create_subprocess_exec(*RUN, stdout=DEVNULL, stderr=DEVNULL, env=there)


async def leads(address: str, process: Process) -> None:
    """This process does."""
    with psycopg.connect(address, autocommit=True) as there:
        asked = "SELECT holder FROM installation WHERE until > clock_timestamp()"
        while not (row := there.execute(asked).fetchone()) or f" {process.pid} " not in row[0]:
            await asyncio.sleep(0.05)


async def helps(address: str) -> None:
    """Another one sends beside it."""
    with psycopg.connect(address, autocommit=True) as there:
        while not there.execute("SELECT 1 FROM senders WHERE epoch IS NULL").fetchone():
            await asyncio.sleep(0.05)


async def told(address: str) -> None:
    """Nothing is on its way, and nothing is due soon."""
    while True:
        soon = f"due/{int(now().timestamp()) + 60:012d}"
        try:
            with psycopg.connect(address, autocommit=True, cursor_factory=psycopg.RawCursor) as at:
                while at.execute(OPEN, (soon,)).fetchone():
                    await asyncio.sleep(0.2)
                return
        except psycopg.Error:
            await asyncio.sleep(0.2)


@dataclass(slots=True)
class Tally:
    """What is on the screens."""

    messages: int = 0
    lost: int = 0
    marked: int = 0
    unmarked: int = 0
    disorder: int = 0
    told: set[int] = field(default_factory=set, repr=False)

    def counts(self, ward: Ward, telegram: FakeTelegram) -> None:
        order = {each.label: number for number, each in enumerate(ward.due)}
        for chat in ward.owners:
            messages = [each.text for each in telegram.chats[chat].messages]
            came = [(order[x], MARK in text) for text in messages for x in order if x in text]
            plain = [number for number, marked in came if not marked]
            self.messages += len(messages)
            self.marked += len(came) - len(plain)
            self.unmarked += len(plain) - len(set(plain))
            self.disorder += sum(one > other for one, other in pairwise(plain))
            self.told |= {number for number, _ in came}
        self.lost = len(order.keys()) - len(self.told)


@pytest.mark.parametrize("number", range(size("senders")))
async def test_both_send_and_whatever_falls_nothing_is_lost_repeated_unmarked_or_overtaken(
    number: int, tmp_path: Path
) -> None:
    chance = Random(seed(number))
    way = chance.choice(WAYS) if seed(number) != number else WAYS[number % len(WAYS)]
    telegram, ward = FakeTelegram(clock=now), Ward(chance, now())
    own = Server().start()
    relay = Relay(Path(mkdtemp(prefix="relay-")), own.folder)
    async with AsyncExitStack() as ends:
        ends.callback(own.end)
        ends.callback(relay.close)
        address = own.address("ward")
        for owner in ward.owners:
            person(telegram, owner)
        await ward.kept(address)
        slow = {chance.choice(("hold", "hold_answer")): asyncio.Event()}
        chat = chance.choice(ward.owners)
        telegram.faults.append(Fault(method="sendMessage", chat=chat, **slow))
        root = await ends.enter_async_context(served(telegram))
        there = environment(
            root,
            tmp_path,
            MYOTAPER_DATABASE=own.address("ward", str(relay_folder(relay))),
            MYOTAPER_PRESCRIBERS=",".join(map(str, ward.owners)),
        )
        async with asyncio.timeout(LONGEST_SECONDS):
            one = await run(there)
            ends.callback(_gone, one)
            await leads(address, one)
            two = await run(there)
            ends.callback(_gone, two)
            await helps(address)
            asking = asyncio.create_task(ward.asks(address))
            await asyncio.sleep(chance.uniform(0.5, OVER_SECONDS))
            if way in WAYS[:2]:
                (one if way == WAYS[0] else two).send_signal(signal.SIGKILL)
            elif way == "cut":
                relay.cut()
            elif way == "server":
                await asyncio.to_thread(own.stop)
                await asyncio.to_thread(own.start)
            await asking
            for each in slow.values():
                each.set()
            await told(address)
    tally = Tally()
    tally.counts(ward, telegram)
    print(f"| {way} | {tally} |")
    assert (tally.lost, tally.unmarked, tally.disorder) == (0, 0, 0), way


def relay_folder(relay: Relay) -> Path:
    return Path(relay._listens.getsockname()).parent


def _gone(process: Process) -> None:
    if process.returncode is None:
        process.kill()
