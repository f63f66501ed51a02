"""A start with a large folder beside one with an empty folder, and what its loop does after it.

python -m tests.bench.growth.large_folder [--plans 77000] [--rounds 1] [--folder DIR]

Each plan has its reminders, thirteen of them. Ready: the first poll. After it the loop is watched
until the process has nothing more to do.
"""

import asyncio
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import msgspec

from bot import clock
from bot.guideline import shipped
from bot.store import Change
from bot.store.connection import Direct
from bot.store.record.codec import Form
from bot.store.record.keys import NO_VALUE
from bot.store.rows import ADD, FIRST_PART
from bot.store.sqlite import open_store
from flows.plan.live import live
from flows.reminder.wanted.wanted import wanted
from flows.talk.label import label_from
from tests.bench.clinicians import Clinicians, clinicians
from tests.bench.figures import Row, printed
from tests.bench.over_http import OURS, command, cpu_seconds
from tests.bot.alarm.ringing import ANSWERS, BERLIN
from tests.world.plan_record import plan_record

PATTERNS = 31  # plans that are made; the others have their rows, under other labels
OWNERS = 1_000
OWNER = 4_100_000_000
TOGETHER = 500
AS_IT_IS = Form(msgspec.Raw)
READY_GOAL, HELD_GOAL_MS = 1.2, 50
IDLE_CPU, IDLE_LOOKS = 0.1, 3  # of a second, so many seconds in a row
LONGEST_SECONDS = 1_800
BOT = ["-m", "tests.bench.growth.beating"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One start: until the first poll, then until there is nothing more to do."""

    ready_cpu: float
    ready_seconds: float
    held_seconds: float
    held_cpu: float
    tidied_cpu: float


def label_of(number: int) -> str:
    """One that no other number has."""
    return label_from([0, *(number // 31**at % 31 for at in range(4))])


async def patterns(folder: Path) -> int:
    """Plans that begin next week, each with the reminders it wants; how many those are."""
    count, now = 0, clock.now()
    first = (now + timedelta(days=7)).date().isoformat()
    with closing(open_store(folder)) as store:
        for number in range(PATTERNS):
            answers = ANSWERS | {"weight_kg": f"{50 + number / 2}", "start_date": first}
            about = {"label": label_of(number), "owner": OWNER, "team": 0}
            plan = plan_record(answers, at=now, **about)
            theirs = wanted(live(shipped(), plan, None, BERLIN, now))
            count += len(theirs)
            await store.commit(Change(at=now, made=plan, keeps=theirs))
    return count


def fill(folder: Path, plans: int) -> int:
    """The folder holds so many plans; how many reminders they have."""
    reminders = asyncio.run(patterns(folder))
    with closing(Direct(folder / "myotaper.db", wait_seconds=0)) as connection:
        kept = [(key, text) for key, text in connection.select(FIRST_PART, (-1,))]
        of_each = {
            label_of(number): [row for row in kept if label_of(number) in row[0]]
            for number in range(PATTERNS)
        }
        for first in range(PATTERNS, plans, TOGETHER):
            connection.execute("BEGIN")
            for number in range(first, min(first + TOGETHER, plans)):
                label = label_of(number % PATTERNS)
                connection.executemany(ADD, list(_renamed(of_each[label], label, number)))
            connection.execute("COMMIT")
    return reminders * plans // PATTERNS


def _renamed(
    rows: Sequence[tuple[str, str]], label: str, number: int
) -> Iterator[tuple[str, str]]:
    """The rows of this pattern, of another plan of another person."""
    after, owner = label_of(number), OWNER + number % OWNERS

    def other(word: str) -> str:
        return word.replace(label, after).replace(str(OWNER), str(owner))

    for key, text in rows:
        if text == NO_VALUE:
            yield other(key), text
        else:
            body, version = AS_IT_IS.read(text, key=key)
            new = msgspec.Raw(other(bytes(body).decode()).encode())
            yield other(key), AS_IT_IS.write(new, key=other(key), version=version)


async def started(folder: Path, told: Path) -> Start:
    """It starts, and is left alone until it has nothing more to do."""
    told.with_suffix(".ready").unlink(missing_ok=True)
    async with clinicians() as them:
        words, environment = command(OURS, them.server.root, folder)
        began = perf_counter()
        bot = await asyncio.create_subprocess_exec(
            words[0], *BOT, str(told), env=environment, stdout=DEVNULL, stderr=DEVNULL
        )
        try:
            return await _watched(bot, them, told, began)
        finally:
            bot.terminate()
            await bot.wait()


async def _watched(bot: Process, them: Clinicians, told: Path, began: float) -> Start:
    async with asyncio.timeout(LONGEST_SECONDS):
        await them.server.polled.wait()
        ready_cpu, ready_seconds = cpu_seconds(bot), perf_counter() - began
        told.with_suffix(".ready").touch()
        idle, before = 0, ready_cpu
        while idle < IDLE_LOOKS:
            await asyncio.sleep(1)
            now = cpu_seconds(bot)
            idle = idle + 1 if now - before <= IDLE_CPU else 0
            before = now
    held, held_cpu = map(float, told.read_text("utf-8").split())
    return Start(
        ready_cpu=ready_cpu,
        ready_seconds=ready_seconds,
        held_seconds=held,
        held_cpu=held_cpu,
        tidied_cpu=before - ready_cpu,
    )


def rows(folder: Path, *, plans: int, rounds: int) -> list[Row]:
    """Ready against an empty start, by processor; and the longest that one thing held the loop."""
    reminders = fill(folder / "large", plans)
    large, empty = list[Start](), list[Start]()
    for number in range(rounds + 1):
        empty.append(asyncio.run(started(folder / f"empty {number}", folder / "told")))
        large.append(asyncio.run(started(folder / "large", folder / "told")))
    del large[0], empty[0]  # which compiled, and filled the memory of the machine's files
    by_time = [x.ready_seconds / y.ready_seconds for x, y in zip(large, empty, strict=True)]
    tidied, held_cpu = (
        median(each.tidied_cpu for each in large),
        median(each.held_cpu for each in large),
    )
    of = f"{plans:,} plans and {reminders:,} reminders"
    return [
        Row(
            figure=f"ready with {of} against an empty start, processor",
            seen=[x.ready_cpu / y.ready_cpu for x, y in zip(large, empty, strict=True)],
            goal=READY_GOAL,
            beside=f"{median(by_time):.2f} by time",
        ),
        Row(
            figure="the longest that one thing held the loop after that start, by time",
            seen=[1e3 * each.held_seconds for each in large],
            goal=HELD_GOAL_MS,
            unit="ms",
            beside=f"{1e3 * held_cpu:.0f} ms by processor, {tidied:.1f} s of it in all",
        ),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    about = "What a large folder costs at the start."
    printed(rows, about, arguments, plans=77_000, rounds=1)


if __name__ == "__main__":
    main()
