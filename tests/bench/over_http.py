"""Equal intakes over HTTP on this machine: ours, every step on disk, and others'. None of them
keeps a pace: ours is run as if Telegram took whatever is sent, at once.

    python -m tests.bench.over_http [--chats 1 64] [--rounds 3] [--intakes 200] [--folder DIR]

Each bot is a process of its own; server and clinicians are another one. Single figures drift
with what else the machine does, so each round holds all of them, and a ratio is of one round.
At the end of its run ours is killed -9 in the middle of intakes, and what a screen had shown by
then is looked for in its folder.
"""

import argparse
import asyncio
import os
import re
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, closing, nullcontext, suppress
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from bot.settings import PREFIX
from bot.store.sqlite import SqliteStore, open_store
from tests.bench.clinicians import Clinicians, clinicians
from tests.bench.figures import PAGE_BYTES, Row, Taken, machine, scratch
from tests.bench.rivals.environment import redis, rivals_python
from tests.bench.rivals.ptb_process import PICKLE, SAME_REQUEST, SHIPPED
from tests.bench.stub import TOKEN
from tests.bot.clinician import HEAD

FIRST = 7_000_000_000
MOST = 5_000  # of them
WARM_PART = 4  # one intake to so many is made before the clock runs
ZONE = "Europe/Berlin"
OURS, UNPACED = "ours", "ours, durable, unpaced"
AIOGRAM, AIOGRAM_REDIS = "aiogram 3, memory", "aiogram 3, Redis"
RIVALS = (SHIPPED, SAME_REQUEST, PICKLE, AIOGRAM, AIOGRAM_REDIS)
AIOGRAM_BOT = Path(__file__).parent / "rivals" / "aiogram_process.py"
OURS_RUN = {OURS: ("bot", "run"), UNPACED: ("tests.bench.unpaced",)}
MANY, WRITES = 64, 300
GOALS = {
    SHIPPED: ("PTB ConversationHandler in memory as shipped", 2.5),
    SAME_REQUEST: ("the same on our request", 0.9),
    AIOGRAM: ("aiogram 3 in memory", 1.0),
    AIOGRAM_REDIS: ("aiogram 3 on Redis", 1.0),
}  # the last two are of this project's own choice
TICKS = os.sysconf("SC_CLK_TCK")
ASKED = re.compile(r"question (\d) of|^Review", re.MULTILINE)
REVIEW = 5  # questions that are answered, and the next one


Runs = dict[tuple[int, str], list[Taken]]  # of so many at once, of this bot: each round


def command(
    kind: str, root: str, folder: Path, address: str = "", **more: str
) -> tuple[list[str], dict[str, str]]:
    """What starts this bot, and what it is told by its environment: ours these settings too."""
    kept = {name: value for name, value in os.environ.items() if PREFIX not in name}
    if kind in {AIOGRAM, AIOGRAM_REDIS}:
        return [
            str(rivals_python()),
            str(AIOGRAM_BOT),
            root,
            *([address] if address else []),
        ], kept
    if kind not in OURS_RUN:
        rival = "tests.bench.rivals.ptb_process"
        return [sys.executable, "-m", rival, kind, root, str(folder)], kept
    prescribers = ",".join(str(FIRST + number) for number in range(MOST))
    told = {
        "TOKEN": TOKEN,
        "API_URL": root,
        "DATA": str(folder),
        "TIMEZONE": ZONE,
        "PRESCRIBERS": prescribers,
    } | more
    ours = {f"{PREFIX}{name}": value for name, value in told.items()}
    return [sys.executable, "-m", *OURS_RUN[kind]], kept | ours


@asynccontextmanager
async def running(
    kind: str, them: Clinicians, folder: Path, **more: str
) -> AsyncIterator[Process]:
    """This bot, from its first poll on; killed -9 at the end of the block."""
    with redis() if kind == AIOGRAM_REDIS else nullcontext("") as address:
        async with _running(command(kind, them.server.root, folder, address, **more), them) as bot:
            yield bot


@asynccontextmanager
async def _running(
    started: tuple[list[str], dict[str, str]], them: Clinicians
) -> AsyncIterator[Process]:
    words, environment = started
    bot = await asyncio.create_subprocess_exec(
        *words, env=environment, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        async with asyncio.timeout(60):
            await them.server.polled.wait()
        yield bot
    finally:
        with suppress(ProcessLookupError):
            bot.kill()
        await bot.wait()


def cpu_seconds(process: Process) -> float:
    """Work of the processor on this process until now."""
    told = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / TICKS


async def taken(kind: str, folder: Path, *, at_once: int, intakes: int) -> Taken:
    """One run of one bot, which is killed -9 while they go on."""
    async with clinicians() as them, running(kind, them, folder) as bot:
        working = asyncio.create_task(them.plan(range(FIRST, FIRST + MOST), at_once=at_once))
        await first_of(working, them.planned(intakes // WARM_PART))
        them.each.clear()
        calls, cpu, began = them.server.calls, cpu_seconds(bot), perf_counter()
        await first_of(working, them.planned(intakes // WARM_PART + intakes))
        whole = Taken(
            each=list(them.each),
            seconds=perf_counter() - began,
            cpu_seconds=cpu_seconds(bot) - cpu,
            calls=them.server.calls - calls,
        )
        bot.kill()
        await bot.wait()
        working.cancel()
        await asyncio.wait({working})
    if kind == UNPACED:
        with closing(open_store(folder)) as store:
            lost = [chat for chat, texts in them.acknowledged.items()
                    if not is_kept(store, chat, texts[-1])]  # fmt: skip
        assert not lost, f"{len(lost)} of {len(them.acknowledged)} chats lost a step"
    return whole


async def first_of(working: asyncio.Task[None], until: Coroutine[None, None, None]) -> None:
    """It has come about; raises what ended the work before."""
    waiting = asyncio.create_task(until)
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if working.done():
        working.result()


def is_kept(store: SqliteStore, chat: int, shown: str) -> bool:
    """Whether the folder holds what this chat was shown last, or what comes after it."""
    found = HEAD.search(shown)
    assert found, shown
    if store.plan(found[2]):
        return True
    draft = store.load(chat).session.draft
    if found[1] in {"Plan", "Confirmed:"} or draft is None or draft.label != found[2]:
        return False
    asked = ASKED.search(shown)
    return bool(asked) and len(draft.answers) >= int(asked[1] or REVIEW) - 1


async def compared(
    folder: Path, *, chats: Sequence[int], rounds: int, intakes: int, against: Sequence[str]
) -> Runs:
    """Every bot in every round; raises where a step that a screen had shown was lost."""
    runs: Runs = {}
    for number in range(rounds):
        for at_once in chats:
            for kind in (UNPACED, *against):
                place = folder / f"{number} {at_once} {kind}"
                many = intakes if at_once > 1 else max(2, intakes // 4)
                one = await taken(kind, place, at_once=at_once, intakes=many)
                runs.setdefault((at_once, kind), []).append(one)
    return runs


def said(runs: Runs) -> None:
    """All of it, printed."""
    for (at_once, kind), each in runs.items():
        mine = runs[at_once, UNPACED]
        print(row(kind, at_once, each, mine if kind != UNPACED else None))
    print("no step that a screen had shown was lost at kill -9")


def rows(folder: Path, *, rounds: int, intakes: int) -> list[Row]:
    """Ours against every rival, its p99, and one at a time against what the disk needs."""
    at_once = {"rounds": rounds, "intakes": intakes}
    runs = asyncio.run(compared(folder, chats=[MANY], against=RIVALS, **at_once))
    disk = [written(folder) for _ in range(rounds)]
    runs |= asyncio.run(compared(folder, chats=[1], against=(), **at_once))
    said(runs)
    mine, alone = runs[MANY, UNPACED], runs[1, UNPACED]
    against = [
        Row(
            figure=f"durable steps over HTTP, {MANY} chats, against {name}",
            seen=[
                one.rate / other.rate for one, other in zip(mine, runs[MANY, kind], strict=True)
            ],
            goal=goal,
            at_least=True,
        )
        for kind, (name, goal) in GOALS.items()
    ]
    p99 = [one.percentile_us(99) / 1e3 for one in mine]
    in_writes = [
        one.percentile_us(99) / disk_one.percentile_us(99)
        for one, disk_one in zip(alone, disk, strict=True)
    ]
    middle = median(
        one.percentile_us(50) / each.percentile_us(50)
        for one, each in zip(alone, disk, strict=True)
    )
    return [
        *against,
        Row(figure=f"p99 of a step over HTTP, {MANY} chats", seen=p99, goal=100, unit="ms"),
        Row(
            figure="p99 of a step over HTTP alone, in p99 of a write with fsync",
            seen=in_writes,
            goal=3,
            beside=f"p50 in p50 {middle:.2f}",
        ),
    ]


def written(folder: Path) -> Taken:
    """Appends of a page, each on the disk before the next one."""
    each, began, cpu = list[float](), perf_counter(), process_time()
    with (folder / "appended").open("ab", buffering=0) as file:
        for _ in range(WRITES):
            before = perf_counter()
            file.write(bytes(PAGE_BYTES))
            os.fdatasync(file.fileno())
            each.append(perf_counter() - before)
    return Taken(each=each, seconds=perf_counter() - began, cpu_seconds=process_time() - cpu)


def row(kind: str, at_once: int, each: Sequence[Taken], mine: Sequence[Taken] | None) -> str:
    """The medians of all rounds, and what ours comes to against it with the spread."""
    of_ptb = kind in {SHIPPED, SAME_REQUEST, PICKLE}
    name = f"{'PTB conversation, ' if of_ptb else ''}{kind}, {at_once} at once"
    rates, calls = [one.rate for one in each], [one.calls / len(one.each) for one in each]
    middle = (
        f"{name:<46} {median(rates):>6,.0f}/s  cpu {median(one.cpu_us for one in each):>6,.0f} us"
        f"  p50 {median(one.percentile_us(50) for one in each):>7,.0f} us"
        f"  p99 {median(one.percentile_us(99) for one in each):>9,.0f} us"
        f"  {median(calls):.1f} calls"
    )
    if mine is None:
        return middle
    by_time = [one.rate / other.rate for one, other in zip(mine, each, strict=True)]
    by_cpu = [other.cpu_us / one.cpu_us for one, other in zip(mine, each, strict=True)]
    return f"{middle}  ours {spread(by_time)} by time, {spread(by_cpu)} by cpu"


def spread(ratios: Sequence[float]) -> str:
    """The median, and the least and the most."""
    return f"{median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Equal intakes over HTTP, ours and others'.")
    parser.add_argument("--chats", type=int, nargs="+", default=[1, 64])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--intakes", type=int, default=256)
    parser.add_argument("--against", nargs="*", choices=RIVALS, default=RIVALS)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args(arguments)
    print(machine(), f"{chosen.intakes} intakes, {chosen.rounds} rounds", sep="; ", flush=True)
    with scratch(chosen.folder) as folder:
        folder.mkdir(mode=0o700)
        runs = compared(
            folder,
            chats=chosen.chats,
            rounds=chosen.rounds,
            intakes=chosen.intakes,
            against=chosen.against,
        )
        said(asyncio.run(runs))


if __name__ == "__main__":
    main()
