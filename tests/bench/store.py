"""Durable commits a second, each on disk before it is acknowledged.

python -m tests.bench.store [--chats 1 64] [--steps 4000] [--folder DIR]
"""

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

from bot.store.sqlite import SqliteStore, open_store
from tests.bench.figures import Taken, machine, scratch
from tests.bot.store.examples import NOON, change, labelled, session

A_SECOND = timedelta(seconds=1)
WARM = 20  # steps of each chat before the clock runs


async def one_chat(store: SqliteStore, chat: int, steps: int) -> list[float]:
    """The chat loads, takes a step and commits it, again and again; the time of each."""
    seconds = []
    for _ in range(steps):
        began = perf_counter()
        version = store.load(chat).version
        asked_at = NOON + (version + 1) * A_SECOND  # so that it is found under another key
        then = session(label=labelled(chat), step=version + 1, asked_at=asked_at)
        await store.commit(change(chat=chat, based_on=version, then=then))
        seconds.append(perf_counter() - began)
    return seconds


async def measured(folder: Path, *, chats: int, steps: int) -> Taken:
    """So many chats at once that take so many steps together."""
    with closing(open_store(folder)) as store:
        await asyncio.gather(*(one_chat(store, chat, WARM) for chat in range(chats)))
        began, cpu = perf_counter(), process_time()
        parts = await asyncio.gather(
            *(one_chat(store, chat, steps // chats) for chat in range(chats))
        )
        return Taken(
            each=[second for part in parts for second in part],
            seconds=perf_counter() - began,
            cpu_seconds=process_time() - cpu,
        )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Durable commits a second.")
    parser.add_argument("--chats", type=int, nargs="+", default=[1, 64])
    parser.add_argument("--steps", type=int, default=4_000)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args(arguments)
    print(machine())
    for chats in chosen.chats:
        with scratch(chosen.folder) as folder:
            taken = asyncio.run(measured(folder, chats=chats, steps=chosen.steps))
        print(taken.line(f"load, step, durable commit; {chats} at once"), flush=True)


if __name__ == "__main__":
    main()
