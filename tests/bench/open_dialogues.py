"""What many open dialogues cost: memory of the process, and the time of one more step.

python -m tests.bench.open_dialogues [--open 100000] [--sampled 400] [--folder DIR]
"""

import argparse
import asyncio
import gc
from collections.abc import Sequence
from pathlib import Path
from random import Random

from bot import clock
from bot.desk.arrival import Arrival
from bot.desk.desk import Desk
from flows.talk.turn import Commanded
from tests.bench.figures import Row, machine, resident_mib, scratch
from tests.bench.intake_vs_conversationhandler import FIRST
from tests.bench.ours import desk_in, ours

TOGETHER = 1_000
GOAL_MIB = 10


async def opened(desk: Desk, chats: Sequence[int]) -> None:
    """Every chat has begun a draft, through the desk."""

    async def begin(chat: int) -> None:
        now = clock.now()
        heard = Commanded(name="new", argument="")
        await desk.converse(
            Arrival(chat=chat, who=chat, update=1, heard=heard, sent=now, arrived=now)
        )
        await desk.shown(chat, 1)

    for first in range(0, len(chats), TOGETHER):
        await asyncio.gather(*(begin(chat) for chat in chats[first : first + TOGETHER]))


async def measured(folder: Path, *, count: int, sampled: int) -> float:
    """The figures, printed; how many MiB so many open dialogues need."""
    chats = range(FIRST, FIRST + count)
    desk = desk_in(folder, chats)
    await opened(desk, chats[:TOGETHER])
    gc.collect()
    before = resident_mib()
    await opened(desk, chats[TOGETHER:])
    gc.collect()
    grown = resident_mib() - before
    print(f"{count:,} open dialogues: {grown:.1f} MiB more", flush=True)
    print(f"of which who may be answered how often: {len(desk.gate._buckets):,} users")
    async with ours(desk) as driver:
        some = Random(1).sample(chats, sampled)
        await driver.answered(some[: sampled // 10], at_once=1)
        taken = await driver.answered(some[sampled // 10 :], at_once=1)
        print(taken.line(f"one step with {count:,} open, 1 at once"))
    desk.store.close()
    return grown


def rows(folder: Path, *, count: int, sampled: int) -> list[Row]:
    """Memory of so many."""
    grown = asyncio.run(measured(folder, count=count, sampled=sampled))
    return [
        Row(figure=f"memory of {count:,} open dialogues", seen=[grown], goal=GOAL_MIB, unit="MiB")
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="What open dialogues cost.")
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--sampled", type=int, default=400)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args(arguments)
    print(machine())
    with scratch(chosen.folder) as folder:
        asyncio.run(measured(folder, count=chosen.open, sampled=chosen.sampled))


if __name__ == "__main__":
    main()
