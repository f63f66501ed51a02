"""What a tick, a claim, a settle and a start cost beside ever more pending reminders.

python -m tests.bench.million_reminders [--pending 1000 100000 1000000] [--rounds 7] [--folder DIR]
"""

import argparse
import asyncio
import gc
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from bot.store.connection import Direct
from bot.store.record.forms import REMINDER
from bot.store.record.keys import NO_VALUE, key_of, leading_to
from bot.store.rows import ADD
from bot.store.sqlite import SqliteStore, open_store
from flows.talk.records import Reminder, Stage
from tests.bench.figures import machine, resident_mib, scratch
from tests.bot.store.examples import NOON, delivery, keeping, reminder

DUE = 100
TIMES = 200  # that a reading is made for its figure
TOGETHER = 10_000
A_MINUTE = timedelta(minutes=1)
OPENED = """
import sys, time
from pathlib import Path
from bot.store.sqlite import open_store
from tests.bench.figures import resident_mib
before, began = resident_mib(), time.perf_counter()
store = open_store(Path(sys.argv[1]))
store.next_due()
print(time.perf_counter() - began, resident_mib() - before)
"""


def pending(number: int) -> Reminder:
    """One of many, due in a month or in some years."""
    return reminder(
        label=f"K{number // 40:05d}",
        day=1 + number % 28,
        detail=str(number % 40),
        due=NOON + timedelta(days=30) + number * A_MINUTE,
    )


def fill(folder: Path, count: int) -> None:
    """The file holds so many, written as the store writes them."""
    open_store(folder).close()
    with closing(Direct(folder / "myotaper.db", wait_seconds=0)) as connection:
        for first in range(0, count, TOGETHER):
            connection.execute("BEGIN")
            for number in range(first, min(first + TOGETHER, count)):
                connection.executemany(ADD, texts_of(pending(number)))
            connection.execute("COMMIT")


def texts_of(row: Reminder) -> list[tuple[str, str]]:
    """The rows that keep it, as the store writes them."""
    key = key_of(row)
    leads = [(each, NO_VALUE) for each in leading_to(key, row)]
    return [(key, REMINDER.write(row, key=key)), *leads]


async def measured(folder: Path, rounds: int) -> tuple[dict[str, float], float]:
    """The time of each step in microseconds, and by how many MiB the process grew meanwhile."""
    with closing(open_store(folder)) as store:
        gc.collect()
        before = resident_mib()
        figures = {
            "due, none of them": _timed(lambda: store.due(NOON, DUE)),
            "next_due": _timed(store.next_due),
        }
        taken = [await one_round(store, at) for at in range(rounds)]
        figures |= {name: median(each[name] for each in taken) for name in taken[0]}
        began = perf_counter()
        store.tally(NOON, NOON)
        figures["tally, which counts"] = (perf_counter() - began) * 1e6
        return figures, resident_mib() - before


async def one_round(store: SqliteStore, at: int) -> dict[str, float]:
    """A hundred fall due; they are read, claimed and settled, each in a commit of its own."""
    rows = [reminder(label="K7Q-2M3", detail=f"{at}.{number}") for number in range(DUE)]
    await store.commit(keeping(*rows))
    began = perf_counter()
    due = store.due(NOON, DUE)
    read = perf_counter()
    assert len(due) == DUE
    claimed = [replace(each, serial=2, stage=Stage.SENDING) for each in due]
    for each in claimed:
        await store.commit(keeping(each, seen=NOON))
    sent = perf_counter()
    for each in claimed:
        then = NOON + timedelta(days=9_000)
        after = replace(each, serial=3, stage=Stage.SENT, due=then, deliveries=(delivery(),))
        await store.commit(keeping(after))
    settled = perf_counter()
    return {
        f"due, {DUE} of them": (read - began) * 1e6,
        "one claim, durable": (sent - read) / DUE * 1e6,
        "one settle, durable": (settled - sent) / DUE * 1e6,
    }


def _timed(read: Callable[[], object]) -> float:
    began = perf_counter()
    for _ in range(TIMES):
        read()
    return (perf_counter() - began) / TIMES * 1e6


def opened(folder: Path) -> tuple[float, float]:
    """The seconds and the MiB that a new process needs until it knows what is due next."""
    command = [sys.executable, "-c", OPENED, str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    seconds, mib = map(float, said.split())
    return seconds, mib


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="What pending reminders cost.")
    parser.add_argument("--pending", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args(arguments)
    print(machine())
    for count in chosen.pending:
        with scratch(chosen.folder) as folder:
            fill(folder, count)
            size = (folder / "myotaper.db").stat().st_size / 2**20
            print(f"{count:,} pending reminders, a file of {size:,.0f} MiB")
            seconds, mib = opened(folder)
            print(f"  {'open, and next_due':<22} {seconds * 1e6:>10,.0f} us, {mib:.1f} MiB more")
            figures, grown = asyncio.run(measured(folder, chosen.rounds))
        for name, microseconds in figures.items():
            print(f"  {name:<22} {microseconds:>10,.0f} us")
        print(f"  all of it together      {grown:>9.1f} MiB more", flush=True)


if __name__ == "__main__":
    main()
