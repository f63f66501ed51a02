"""The process is killed -9 in the middle of conversations; whatever a screen showed is kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random

import pytest

from bot import clock
from bot.store.sqlite import SqliteStore, open_store
from tests.bot.clinician import Clinician, kept
from tests.bot.killed_bot import started
from tests.bot.served_bot import COLLEAGUE, DOCTOR
from tests.campaigns import seed, size
from tests.fake_telegram.loopback import served
from tests.fake_telegram.people import person
from tests.fake_telegram.state import FakeTelegram

pytestmark = [pytest.mark.waits, pytest.mark.wide]

KILLS = size("conversations")
LONGEST_LIFE_CALLS = 60  # some twenty turns; the kill falls anywhere in them
ONE_CALL_SECONDS = 0.01
PATIENCE_SECONDS = 0.05
LONG_SECONDS = 120  # a bound for what hangs, and nothing hangs on it


@asynccontextmanager
async def alive(telegram: FakeTelegram, root: str, folder: Path) -> AsyncIterator[None]:
    """A bot that has polled for the first time, and is killed at the end of the block."""
    polls = len(telegram.called("getUpdates"))
    process = started(root, folder)
    try:
        await telegram.until(lambda: len(telegram.called("getUpdates")) > polls)
        yield
    finally:
        process.kill()
        await asyncio.to_thread(process.join)
        telegram.calls.clear()
    await telegram.until(lambda: telegram.poll is None)


async def talk(
    telegram: FakeTelegram, people: list[Clinician], calls: int, patience: list[float]
) -> None:
    """Everybody goes on until the bot has called the server so often; whoever the bot has
    nothing more to say to sends /new, and waits for longer the next time: a bot that is slow
    is not one that is silent."""
    loop = asyncio.get_running_loop()
    enough = len(telegram.calls) + calls
    stuck_at = [loop.time() + each for each in patience]
    while len(telegram.calls) < enough:
        now = loop.time()
        idle = telegram.poll is not None and not telegram.updates
        for number, someone in enumerate(people):
            if someone.news():
                someone.act()
            elif idle and now > stuck_at[number]:
                someone.recover()
                patience[number] *= 2
            else:
                continue
            stuck_at[number] = now + patience[number]
        changed = asyncio.create_task(telegram.changed.wait())
        await asyncio.wait({changed}, timeout=PATIENCE_SECONDS)
        changed.cancel()


async def anywhere_in(telegram: FakeTelegram, seconds: float) -> None:
    """The bot goes on for so long with what it has begun."""
    with suppress(TimeoutError):
        await telegram.until(lambda: False, seconds=seconds)


def nothing_lost(store: SqliteStore, someone: Clinician) -> None:
    """Every plan this person saw is there, and every answer on the screen, or more."""
    made, label, shown = someone.shown()
    if made or (label and store.plan(label)):
        assert store.plan(label)
        return
    kept_label, answers = kept(store.load(someone.person.id).session)
    assert label in {"", kept_label}
    assert set(shown) <= set(answers)
    assert shown.get("weight_kg") in {None, answers.get("weight_kg")}


async def test_kills_lose_nothing_that_was_on_a_screen(tmp_path: Path) -> None:
    chance = Random(seed(20261122))
    telegram, folder = FakeTelegram(clock=clock.now), tmp_path / "data"
    people = [Clinician(person(telegram, who), Random(who)) for who in (DOCTOR, COLLEAGUE)]
    async with served(telegram) as root:
        for _ in range(KILLS):
            async with alive(telegram, root, folder):
                async with asyncio.timeout(LONG_SECONDS):
                    calls = chance.randrange(LONGEST_LIFE_CALLS)
                    await talk(telegram, people, calls, [PATIENCE_SECONDS] * len(people))
                await anywhere_in(telegram, chance.uniform(0, ONE_CALL_SECONDS))
            store = open_store(folder)
            for someone in people:
                nothing_lost(store, someone)
            store.close()
        assert all(someone.plans for someone in people)
        for someone in people:
            someone.plans.clear()
        async with alive(telegram, root, folder), asyncio.timeout(LONG_SECONDS):
            patience = [PATIENCE_SECONDS] * len(people)
            while not all(someone.plans for someone in people):
                await talk(telegram, people, LONGEST_LIFE_CALLS, patience)
