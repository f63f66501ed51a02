"""Replicas are killed -9 at every step of receiving, keeping, answering and working off: nothing
that was acknowledged is lost, nothing is applied twice, and nothing overtakes.

The audit of each plan tells: it has every answer that was typed, once and in its order.
"""

import asyncio
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from random import Random
from tempfile import mkdtemp

import pytest

from bot import clock
from bot.store import Standby, Store
from bot.store.postgres.store import open_database
from bot.store.sqlite import open_store
from tests.bot.metrics.scraped import free_port
from tests.bot.receiving_bot import Replica
from tests.campaigns import SEED, seed, size
from tests.fake_telegram.loopback import served
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.posting import Posting, posted
from tests.fake_telegram.state import FakeTelegram
from tests.world.postgres import Server, server
from tests.world.relay import Relay

pytestmark = [pytest.mark.waits, pytest.mark.wide]

SAYS = {  # and what is on the screen once it was taken
    "/new": "How much does the patient weigh",
    "72": "Which subtype",
    "dermatomyositis": "How severe",
    "moderate": "interstitial lung disease",
    "no": "First step after",
}
AGAIN = "Please send it again"
DONE = [
    ("begun", ""),
    ("answered", "weight_kg"),
    ("answered", "subtype"),
    ("answered", "severity"),
    ("answered", "ild"),
]
CHATS, KILLS, LONGEST_LIFE = 4, 6, 60  # steps; a story of four chats takes some 300
LONG_SECONDS, STRIKES = 120, 3
Strike = Callable[[], None]


class Story:
    """People who type all their answers at once, whoever is killed meanwhile."""

    def __init__(self, folder: Path, chats: int, replicas: int, database: str = "") -> None:
        self.telegram, self.folder = FakeTelegram(clock=clock.now), folder
        self.people = [person(self.telegram, 4_000_001_000 + each) for each in range(chats)]
        self.ports = [free_port() for _ in range(replicas)]
        self.database = database or (server().address(str(folder)) if replicas > 1 else "")
        self.kills = 0

    async def told(
        self, chance: Random, most: int, strikes: Sequence[tuple[int, Strike]] = ()
    ) -> Posting:
        """All is worked off, by replicas of which so many were killed at most, and whatever
        strikes once so many messages are on the screens."""
        async with (
            served(self.telegram) as root,
            posted(self.telegram, backends=self._backends) as posting,
        ):
            lives = [asyncio.create_task(self._lives(root, x, chance, most)) for x in self.ports]
            try:
                async with asyncio.timeout(LONG_SECONDS):
                    await asyncio.gather(*map(self._types, self.people), self._struck(strikes))
                    await self.telegram.until(lambda: not self.telegram.updates)
            finally:
                for each in lives:
                    each.cancel()
                await asyncio.gather(*lives, return_exceptions=True)
        return posting

    def _backends(self) -> list[tuple[str, int]]:
        return [("127.0.0.1", port) for port in self.ports]

    async def _struck(self, strikes: Sequence[tuple[int, Strike]]) -> None:
        for many, strike in sorted(strikes, key=lambda each: each[0]):
            await self.telegram.until(
                lambda many=many: sum(len(each.heard()) for each in self.people) >= many,
                seconds=LONG_SECONDS,
            )
            await asyncio.to_thread(strike)

    async def _types(self, someone: Person) -> None:
        """Each answer once its question is on the screen; once more where that is asked for."""
        for text, shows in SAYS.items():
            while not _heard(someone, shows):
                asked = _heard(someone, AGAIN)
                someone.says(text)
                await self.telegram.until(
                    lambda shows=shows, asked=asked: (
                        _heard(someone, shows) or _heard(someone, AGAIN) > asked
                    ),
                    seconds=LONG_SECONDS,
                )

    async def _lives(self, root: str, port: int, chance: Random, most: int) -> None:
        """A replica, begun again whenever it was killed."""
        while True:
            replica = Replica(
                root=root,
                folder=self.folder / f"{port}" if self.database else self.folder / "kept",
                port=port,
                database=self.database,
                ends=chance.randrange(1, LONGEST_LIFE) if self.kills < most else 0,
            )
            process = replica.started()
            try:
                await asyncio.to_thread(process.join)
            except asyncio.CancelledError:
                process.kill()
                process.join()
                raise
            assert process.exitcode == -signal.SIGKILL
            self.kills += 1

    def kept(self) -> Store:
        """What is left, once nobody has it any more."""
        if self.database:
            return _soon(lambda: open_database(self.database))
        return open_store(self.folder / "kept")

    def judged(self) -> Counter[str]:
        """How many answers were lost, applied twice, or out of order."""
        with closing(self.kept()) as store:
            plans = dict[str, list[tuple[str, str]]]()
            for each in store.entries():
                plans.setdefault(each.plan, []).append((each.action, each.reason))
        found = Counter[str](lost=0, twice=0, order=0)
        found["lost"] += len(DONE) * max(0, len(self.people) - len(plans))
        found["twice"] += max(0, len(plans) - len(self.people))
        for done in plans.values():
            there, wanted = Counter(done), Counter(DONE)
            found["lost"] += (wanted - there).total()
            found["twice"] += (there - wanted).total()
            found["order"] += there == wanted and done != DONE
        return found


def _heard(someone: Person, words: str) -> int:
    return sum(words in each.text for each in someone.heard())


def _soon(opens: Callable[[], Store]) -> Store:
    """The lease of whoever was killed last ends by itself."""
    while True:
        with suppress(Standby):
            return opens()


@pytest.mark.parametrize("number", range(size("received")))
async def test_wherever_a_process_is_killed_nothing_is_lost_doubled_or_overtaken(
    number: int, tmp_path: Path
) -> None:
    """In turn with a file, and with two replicas on one database behind a balancer."""
    chance, replicas = Random(seed(number)), 1 + number % 2
    story = Story(tmp_path, CHATS, replicas)
    posting = await story.told(chance, most=KILLS)
    found = story.judged()
    print(
        f"| {replicas} | {story.kills} kills | {posting.answered.total()} posts, "
        f"{posting.repeats} repeats | {dict(found)} |"
    )
    assert found.total() == 0
    assert story.kills


@pytest.mark.parametrize("number", range(size("fallen")))
async def test_whatever_falls_while_people_type_nothing_is_lost_doubled_or_overtaken(
    number: int, tmp_path: Path
) -> None:
    """The way to the database is cut or the server falls, replicas are killed, and each update
    that was answered with 200 has been worked off once, in its order."""
    chance, own = Random(seed(number)), Server().start() if SEED else server()
    folder = Path(mkdtemp(prefix="relay-"))
    relay = Relay(folder, own.folder)

    def falls() -> None:
        own.stop()
        own.start()

    ways = [relay.cut, falls] if SEED else [relay.cut]
    most = CHATS * len(SAYS)
    strikes = [(place, chance.choice(ways)) for place in chance.sample(range(1, most), STRIKES)]
    with ExitStack() as ends:
        if SEED:
            ends.callback(own.end)
        ends.callback(relay.close)
        own.address(str(tmp_path))
        story = Story(tmp_path, CHATS, 2, own.address(str(tmp_path), str(folder)))
        posting = await story.told(chance, KILLS if number % 2 else 0, strikes)
        found = story.judged()
    how = ", ".join(strike.__name__ for _, strike in strikes)
    print(f"| {how} | {story.kills} kills | {posting.repeats} repeats | {dict(found)} |")
    assert found.total() == 0, how


async def test_64_chats_at_once_are_each_worked_off_in_their_order(tmp_path: Path) -> None:
    story = Story(tmp_path, 64, 1)
    posting = await story.told(Random(1), most=0)
    assert story.judged().total() == 0
    assert posting.answered == {200: 64 * len(SAYS)}
