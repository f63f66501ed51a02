"""A start with a large store beside one with an empty store, and what its loop does after it.

python -m tests.bench.growth.large_folder [--plans 77000] [--rounds 1] [--folder DIR]

Each plan has its reminders, thirteen of them. Ready: the first poll. After it the loop is watched
until the process has nothing more to do.
"""

import asyncio
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import msgspec

from bot import clock
from bot.guideline import shipped
from bot.settings import PREFIX
from bot.store import Change
from bot.store.connection import Direct
from bot.store.disk.folder import FILE
from bot.store.record.codec import Form
from bot.store.record.keys import NO_VALUE
from bot.store.rows import FIRST_PART
from bot.store.sqlite import open_store
from flows.plan.live import live
from flows.reminder.wanted.wanted import wanted
from flows.talk.label import label_from
from tests.bench.clinicians import Clinicians, clinicians
from tests.bench.database.places import Place, pair, served
from tests.bench.figures import Row, printed
from tests.bench.over_http import OURS, command, cpu_seconds
from tests.bot.alarm.ringing import ANSWERS, BERLIN
from tests.world.plan_record import plan_record

PATTERNS = 31  # plans that are made; the others have their rows, under other labels
OWNERS = 1_000
OWNER = 4_100_000_000
AS_IT_IS = Form(msgspec.Raw)
Bare = tuple[str, str, int]  # a key, what is kept under it, and its version
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


async def patterns(folder: Path, now: datetime) -> int:
    """Plans that begin a week later, each with the reminders it wants; how many those are."""
    count = 0
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


def fill(place: Place, plans: int, now: datetime | None = None) -> int:
    """The store holds so many plans; how many reminders they have."""
    with TemporaryDirectory() as beside:
        folder = Path(beside) / "kept"
        reminders = asyncio.run(patterns(folder, now or clock.now()))
        place.holds(copies(folder, plans, owners=OWNERS))
    return reminders * plans // PATTERNS


def copies(folder: Path, plans: int, *, owners: int) -> Iterator[tuple[str, str]]:
    """The rows of so many plans of so many owners, each made of a pattern in this folder."""
    labels = [label_of(number) for number in range(PATTERNS)]
    with closing(Direct(folder / FILE, wait_seconds=0)) as connection:
        kept = list(connection.select(FIRST_PART, (-1,)))
    of_each = [[_bare(*row) for row in kept if label in row[0]] for label in labels]
    for number in sorted(range(plans), key=label_of):  # an index takes them in their order
        at = number % PATTERNS
        yield from _renamed(of_each[at], labels[at], number, OWNER + number % owners)


def _bare(key: str, text: str) -> Bare:
    """The row without what the store writes around a value; an index row has none."""
    if text == NO_VALUE:
        return key, "", 0
    body, version = AS_IT_IS.read(text, key=key)
    return key, bytes(body).decode(), version


def _renamed(
    rows: Sequence[Bare], label: str, number: int, owner: int
) -> Iterator[tuple[str, str]]:
    """The rows of this pattern, of another plan of another person."""
    after, before = label_of(number), str(OWNER)
    for key, body, version in rows:
        new = key.replace(label, after).replace(before, str(owner))
        if not body:
            yield new, NO_VALUE
        else:
            other = msgspec.Raw(body.replace(label, after).replace(before, str(owner)).encode())
            yield new, AS_IT_IS.write(other, key=new, version=version)


async def started(place: Place, told: Path) -> Start:
    """It starts, and is left alone until it has nothing more to do."""
    told.with_suffix(".ready").unlink(missing_ok=True)
    async with clinicians() as them:
        words, environment = command(OURS, them.server.root, told.parent)
        environment |= {f"{PREFIX}{name}": value for name, value in place.told.items()}
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


def rows(folder: Path, *, plans: int, rounds: int) -> Iterator[Row]:
    """Of either engine: ready against an empty start, by processor; and the longest that one thing
    held the loop."""
    with served() as server:
        large, empty = (pair(server, folder, name) for name in ("large", "empty"))
        for one, other in zip(large, empty, strict=True):
            yield from _rows_of(one, other, folder / "told", plans=plans, rounds=rounds)


def _rows_of(full: Place, bare: Place, told: Path, *, plans: int, rounds: int) -> tuple[Row, Row]:
    reminders = fill(full, plans)
    large, empty = list[Start](), list[Start]()
    for _ in range(rounds + 1):
        empty.append(asyncio.run(started(bare, told)))
        large.append(asyncio.run(started(full, told)))
    del large[0], empty[0]  # which compiled, and filled the memory of the machine's files
    by_time = [x.ready_seconds / y.ready_seconds for x, y in zip(large, empty, strict=True)]
    tidied, held_cpu = (
        median(each.tidied_cpu for each in large),
        median(each.held_cpu for each in large),
    )
    of = f"{plans:,} plans and {reminders:,} reminders in {full.name}"
    return (
        Row(
            figure=f"ready with {of} against an empty start, processor",
            seen=[x.ready_cpu / y.ready_cpu for x, y in zip(large, empty, strict=True)],
            goal=READY_GOAL,
            beside=f"{median(by_time):.2f} by time",
        ),
        Row(
            figure=f"the longest that one thing held the loop after it, {full.name}, by time",
            seen=[1e3 * each.held_seconds for each in large],
            goal=HELD_GOAL_MS,
            unit="ms",
            beside=f"{1e3 * held_cpu:.0f} ms by processor, {tidied:.1f} s of it in all",
        ),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    about = "What a large store costs at the start."
    printed(rows, about, arguments, plans=77_000, rounds=1)


if __name__ == "__main__":
    main()
