"""What whatever is asked of a bot costs beside a million reminders, on either engine.

python -m tests.bench.growth.million [--plans 77000] [--beside 77] [--rounds 5] [--folder DIR]

Each is done beside many plans and beside few; a ratio is of the same engine in one run. A team of
twenty plans asks for its lists, a prescriber makes a plan, nothing is due and then a hundred are.
"""

import asyncio
import gc
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from bot.clock import by_hand
from bot.desk.arrival import Arrival
from bot.desk.desk import Desk
from bot.pacing import Pace
from bot.store.sqlite import SqliteStore
from bot.wiring import alarm as wired_alarm
from flows.talk.turn import Commanded
from tests.bench.alarm import DUE, AtOnce, asked, ticked
from tests.bench.database.places import Place, pair, served
from tests.bench.drive import STEPS
from tests.bench.figures import Costs, Row, against, printed, resident_mib
from tests.bench.growth.large_folder import fill
from tests.bench.growth.lists import A_SECOND, filled
from tests.bench.intake_vs_conversationhandler import FIRST
from tests.bench.ours import desk_on, ours
from tests.bot.alarm.ringing import GATE_TIME, OWNER, desk_of

A_DAY = timedelta(days=1)
NOW = GATE_TIME - A_DAY
LISTED = 20  # plans of the team that asks
INTAKES = 10  # of each round
IDLE = 100  # ticks of each round
LISTS = ("plans", "team", "status")
MOST = 1.5
NOTHING_DUE, A_HUNDRED_DUE = "a tick with nothing due", f"a tick with {DUE} due"
OPEN, INTAKE, PLAN = "open and next due", "a turn of an intake", "the turn that makes a plan"
Taken = dict[str, Costs]


class Times:
    """How long each thing has taken, each time."""

    def __init__(self) -> None:
        self.taken: dict[str, list[tuple[float, float]]] = {}

    async def of(self, name: str, work: object) -> None:
        """It was done once more."""
        began, cpu = perf_counter(), process_time()
        await work
        self.add(name, perf_counter() - began, process_time() - cpu)

    def add(self, name: str, seconds: float, cpu_seconds: float) -> None:
        """It took so long."""
        self.taken.setdefault(name, []).append((seconds, cpu_seconds))


async def measured(place: Place, rounds: int) -> tuple[Taken, float]:
    """Everything in every round, and by how many MiB the process has grown."""
    times = Times()
    gc.collect()
    before = resident_mib()
    for _ in range(rounds):
        began, cpu = perf_counter(), process_time()
        with closing(place.opened()) as store:
            store.next_due()
            times.add(OPEN, perf_counter() - began, process_time() - cpu)
    with closing(place.opened()) as store:
        await _planned(store, times, rounds)
        await _ticked(store, times, rounds)
        await _listed(store, times, rounds)
    return times.taken, resident_mib() - before


async def _planned(store: SqliteStore, times: Times, rounds: int) -> None:
    """A prescriber after the other plans for a patient."""
    chats = range(FIRST, FIRST + INTAKES * (rounds + 1))
    async with ours(desk_on(store, chats)) as driver:
        for number in range(rounds + 1):
            some = chats[number * INTAKES : (number + 1) * INTAKES]
            await driver.begun(some, at_once=1)
            taken = await driver.answered(some, at_once=1)
            for at, each in enumerate(zip(taken.each, driver.each_cpu, strict=True)):
                if number:
                    times.add(PLAN if at % len(STEPS) == len(STEPS) - 1 else INTAKE, *each)


async def _ticked(store: SqliteStore, times: Times, rounds: int) -> None:
    """Nothing is due, and then a hundred are, which come again on the next day."""
    out = AtOnce(NOW)
    pace = Pace(monotonic=lambda: out.seconds, sleep=out.sleep)
    alarm = wired_alarm(desk_of(store, out.now), out, pace=pace)
    await asked(store, out.at)
    await ticked(alarm, IDLE, out.at)
    for _ in range(rounds):
        taken = await ticked(alarm, IDLE, out.at)
        times.add(NOTHING_DUE, median(taken.each), taken.cpu_seconds / IDLE)
    for day in range(rounds):
        out.at, out.seconds = GATE_TIME + day * A_DAY, out.seconds + 600
        await times.of(A_HUNDRED_DUE, alarm.tick(out.at))


async def _listed(store: SqliteStore, times: Times, rounds: int) -> None:
    """Each list of a team, to which somebody has written before."""
    await filled(store, LISTED)
    desk = desk_on(store, [OWNER], by_hand(lambda: NOW))
    for number in range(rounds + 1):
        for at, word in enumerate(LISTS):
            asks = one_list(desk, word, 1 + number * len(LISTS) + at)
            await (times.of(f"/{word}", asks) if number else asks)


async def one_list(desk: Desk, word: str, update: int) -> None:
    """This list, as it is asked for by this update."""
    at = NOW + update * A_SECOND
    heard = Commanded(name=word, argument="")
    arrival = Arrival(chat=OWNER, who=OWNER, update=update, heard=heard, sent=at, arrived=at)
    assert await desk.converse(arrival)


def rows(folder: Path, *, plans: int, beside: int, rounds: int) -> Iterator[Row]:
    """Of either engine: each of them beside so many plans against beside those."""
    with served() as server:
        large, small = (pair(server, folder, name) for name in ("large", "small"))
        for many, few in zip(large, small, strict=True):
            began = perf_counter()
            reminders = fill(many, plans, NOW)
            filled_seconds = perf_counter() - began
            fill(few, beside, NOW)
            print(f"{plans:,} plans with {reminders:,} reminders in {many.name}, "
                  f"written in {filled_seconds:.0f} s", flush=True)  # fmt: skip
            less, _ = asyncio.run(measured(few, rounds))
            more, grown = asyncio.run(measured(many, rounds))
            for name in more:
                yield against(f"{name}, {many.name}, large in small", more[name], less[name], MOST)
            about = f"memory after all of it, {many.name}"
            yield Row(figure=about, seen=[grown], goal=100, unit="MiB")


def main(arguments: Sequence[str] | None = None) -> None:
    about = "What everything costs beside a million reminders."
    printed(rows, about, arguments, plans=77_000, beside=77, rounds=5)


if __name__ == "__main__":
    main()
