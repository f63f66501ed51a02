"""One of our workers: `python -m tests.bench.database.claiming ADDRESS WORKERS AT_ONCE`.

Every reminder that is due is claimed by one durable commit and has its outcome by another, so many
at once for each worker. It prints its begin and its end by the clock of the machine.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

from bot.alarm.alarm import DUE_AT_ONCE
from bot.store import Store
from bot.store.postgres.store import open_database
from flows.talk.records import Reminder, Stage
from tests.bot.store.examples import NOON, delivery, keeping


async def carried(store: Store, at_once: int) -> int:
    """How many were due, each with its outcome now."""
    count = 0
    while due := store.due(NOON, DUE_AT_ONCE):
        waiting = iter(due)
        await asyncio.gather(*(_lane(store, waiting) for _ in range(at_once)))
        count += len(due)
    return count


async def _lane(store: Store, waiting: Iterator[Reminder]) -> None:
    for row in waiting:
        claimed = replace(row, serial=row.serial + 1, stage=Stage.SENDING)
        await store.commit(keeping(claimed, seen=NOON))
        told = {"stage": Stage.SENT, "due": None, "deliveries": (delivery(),)}
        await store.commit(keeping(replace(claimed, serial=claimed.serial + 1, **told)))


def main(address: str, workers: int, at_once: int) -> None:
    with closing(open_database(address)) as store:
        print("ready", flush=True)
        sys.stdin.readline()
        began = time.monotonic()
        asyncio.run(carried(store, workers * at_once))
        print(began, time.monotonic(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
