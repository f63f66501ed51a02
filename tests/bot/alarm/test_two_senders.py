"""Two whole processes on one database, both of which send: one is killed at any instant, its
connections are cut, or the server falls. Every reminder arrives, in order in each chat, and what
comes twice says that it may."""

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Awaitable, Callable
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
from tests.campaigns import SEED, seed, size
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
HOLDS = ("hold", "hold_answer")  # before a message is on the screen, or after
LONGEST_SECONDS = 400
SOON_SECONDS = 900  # what is told again, or was perhaps told; nobody is asked anew as early
BEFORE = timedelta(days=20)  # its course begins: until then nothing else is due of a plan
MARK = catalogue().texts["reminder.mark.repeat"].partition("]")[0]
LEADS = "SELECT 1 FROM installation WHERE until > clock_timestamp()"
HELPS = "SELECT 1 FROM senders WHERE epoch IS NULL"
TOLD = (
    "SELECT 1 FROM pg_sleep(0.1) WHERE NOT EXISTS (SELECT FROM kept"
    " WHERE key LIKE 'sending/%' OR (key > 'due/' AND key < $1))"
)
WAITS = 0.6  # the share of those that are due only once another one has arrived
Strike = Callable[[], Awaitable[None]]
WAYS = ("the one that helps", "the one that leads", "cut", "server", "slow")


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

    async def asks(self, address: str, telegram: FakeTelegram, held: int, strike: Strike) -> None:
        """One after the other is due at once, as another process says that sends nothing; some
        wait until one before has arrived, and before one of them it strikes."""
        pairs = [(number, each) for number in range(TEAMS) for each in range(PLANS)]
        self.chance.shuffle(pairs)
        strikes, free = self.chance.randrange(1, len(pairs)), 0
        with closing(join_database(address)) as store:
            for place, (number, each) in enumerate(pairs):
                if place == strikes:
                    await strike()
                if self.chance.random() < WAITS:
                    await telegram.until(lambda free=free: self._arrived(telegram, held) >= free)
                await self._asked(store, number, each)
                free += self.owners[number] != held

    def _arrived(self, telegram: FakeTelegram, held: int) -> int:
        """How many are on the screens of those whose messages are not held up."""
        there = (telegram.chats[owner].messages for owner in self.owners if owner != held)
        return sum(map(len, there))

    async def _asked(self, store: SqliteStore, number: int, each: int) -> None:
        while True:
            try:
                plan = store.plan(_label(number, each))
                alive = desk_of(store, now, zone=self.zone).as_of_now(plan)
                asked = replace(raised(alive, Matter.ASKED, ""), due=now())
                await store.commit(Change(keeps=(asked,), at=now()))
            except (NotSaved, NotRead):
                await asyncio.sleep(0)
                continue
            except Stale:  # it was kept, and that was not told
                pass
            self.due.append(asked)
            return


def _label(number: int, each: int) -> str:
    return label_from((number, each, 1, 2, 3))


async def run(there: dict[str, str]) -> Process:
    return await asyncio.create_subprocess_exec(*RUN, stdout=DEVNULL, stderr=DEVNULL, env=there)


async def comes(address: str, asked: str, *arguments: object) -> None:
    """There is such a row, sooner or later; a server that is away is asked again."""

    def looked() -> bool:
        try:
            with psycopg.connect(address, autocommit=True, cursor_factory=psycopg.RawCursor) as at:
                return at.execute(asked, arguments).fetchone() is not None
        except psycopg.Error:
            return False

    while not await asyncio.to_thread(looked):
        pass


@dataclass(slots=True)
class Tally:
    """What is on the screens."""

    messages: int = 0
    lost: int = 0
    marked: int = 0
    unmarked: int = 0
    disorder: int = 0
    told: set[int] = field(default_factory=set, repr=False)
    came: list[str] = field(default_factory=list)  # to each chat: which, after so many seconds

    def counts(self, ward: Ward, telegram: FakeTelegram) -> None:
        order = {each.label: number for number, each in enumerate(ward.due)}
        for chat in ward.owners:
            messages = telegram.chats[chat].messages
            there = [(each, x) for each in messages for x in order if x in each.text]
            came = [(order[x], MARK in each.text) for each, x in there]
            late = [each.date - ward.due[order[x]].due for each, x in there]
            self.came.append(
                " ".join(
                    f"{number}{'*' * marked}+{after.seconds}"
                    for (number, marked), after in zip(came, late, strict=True)
                )
            )
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
    way = chance.choice(WAYS) if SEED else WAYS[number % len(WAYS)]
    telegram, ward = FakeTelegram(clock=now), Ward(chance, now())
    own = Server().start()
    folder = Path(mkdtemp(prefix="relay-"))
    relay = Relay(folder, own.folder)
    async with AsyncExitStack() as ends:
        ends.callback(own.end)
        ends.callback(relay.close)
        address = own.address("ward")
        for owner in ward.owners:
            person(telegram, owner)
        await ward.kept(address)
        slow, held = {chance.choice(HOLDS): asyncio.Event()}, chance.choice(ward.owners)
        if SEED:  # a minute passes before what was perhaps sent is told again
            telegram.faults.append(Fault(method="sendMessage", chat=held, **slow))
        root = await ends.enter_async_context(served(telegram))
        there = environment(
            root,
            tmp_path,
            MYOTAPER_DATABASE=own.address("ward", str(folder)),
            MYOTAPER_PRESCRIBERS=",".join(map(str, ward.owners)),
        )
        processes = list[Process]()

        async def strikes() -> None:
            if way in WAYS[:2]:
                processes[way == WAYS[0]].send_signal(signal.SIGKILL)
            elif way == "cut":
                relay.cut()
            elif way == "server":
                await asyncio.to_thread(own.stop)
                await asyncio.to_thread(own.start)
            for each in slow.values():  # it is not, any more
                each.set()

        async with asyncio.timeout(LONGEST_SECONDS):
            for state in (LEADS, HELPS):
                processes.append(await run(there))
                ends.callback(_gone, processes[-1])
                await comes(address, state)
            await ward.asks(address, telegram, held, strikes)
            await comes(address, TOLD, f"due/{int(now().timestamp()) + SOON_SECONDS:012d}")
    tally = Tally()
    tally.counts(ward, telegram)
    print(f"| {way} | {tally} |")
    assert (tally.lost, tally.unmarked, tally.disorder) == (0, 0, 0), way


def _gone(process: Process) -> None:
    if process.returncode is None:
        process.kill()
