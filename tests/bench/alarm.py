"""What a whole tick of the alarm costs beside ever more pending reminders: judged, claimed,
written, sent to a way out that takes everything at once, and settled.

python -m tests.bench.alarm [--pending 1000 1000000] [--folder DIR]
"""

import argparse
import asyncio
import gc
import subprocess
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from bot.alarm.alarm import Alarm
from bot.alarm.sending import Attempt
from bot.guideline import shipped
from bot.pacing import Pace
from bot.page import Page
from bot.papers import Order, PaperKind, paper
from bot.store import Change
from bot.store.sqlite import SqliteStore, open_store
from bot.wiring import alarm as wired_alarm
from flows.plan.live import live
from flows.reminder.wanted.wanted import wanted
from flows.talk.label import label_from
from flows.talk.records import Landing, Matter, Membership, Person, Role
from tests.bench.database.places import InDatabase, InFolder, Place, both
from tests.bench.figures import Row, Taken, machine, resident_mib, scratch
from tests.bench.million_reminders import fill, texts_of
from tests.bench.million_reminders import pending as reminder_at
from tests.bench.rivals.environment import rivals_python
from tests.bot.alarm.ringing import BERLIN, GATE_TIME, TEAM, desk_of, record
from tests.bot.papers.cases import FIRST, LONGEST, view_of
from tests.world.way_out import Takes

DUE = 100
OTHERS = 101  # the first of whose plans they are, and of their teams
PAPERS = 50
IDLE_TICKS = 500
A_DAY = timedelta(days=1)
IDLE_GOALS_US = {InFolder.name: 50, InDatabase.name: 200}
APSCHEDULER = Path(__file__).parent / "rivals" / "apscheduler_process.py"
ROUNDS = 3  # the question comes again on so many days


@dataclass(slots=True)
class AtOnce(Takes):
    """Takes every message at once; its clocks stand where they are put."""

    at: datetime
    messages: int = 0
    seconds: float = 0.0

    async def send(self, chat: int, page: Page, *, thread: int = 0) -> Attempt:
        """It is on the screen."""
        del chat, page, thread
        self.messages += 1
        return Attempt(landing=Landing.SENT, message=self.messages)

    async def edit(self, chat: int, page: Page) -> Attempt:
        """It is on the screen."""
        del chat, page
        return Attempt(landing=Landing.SENT)

    async def sleep(self, seconds: float) -> None:
        """Nobody waits; what is on its way arrives meanwhile."""
        self.seconds += seconds
        await asyncio.sleep(0)

    def now(self) -> datetime:
        """The time on the wall."""
        return self.at


async def asked(store: SqliteStore, at: datetime) -> None:
    """A hundred teams, each with a plan whose question is due on this day."""
    for number in range(DUE):
        who = OTHERS + number
        team = replace(TEAM, number=who, chat=-who)
        own = Membership(role=Role.PRESCRIBER, team=who)
        label = label_from([number // 31 + 9, number % 31, 3, 1, 2])
        plan = record(label, owner=who, team=who)
        as_of_now = live(shipped(), plan, team, BERLIN, at - A_DAY)
        assert as_of_now
        gates = tuple(each for each in wanted(as_of_now) if each.matter is Matter.GATE)
        owner = Person(who=who, memberships=(own,))
        await store.commit(Change(at=at, seen=at, made=plan, keeps=(team, owner, *gates)))


async def idle(place: Place) -> Taken:
    """Ticks with nothing due, beside what is pending in this place."""
    with closing(place.opened()) as store:
        out = AtOnce(GATE_TIME - A_DAY)
        pace = Pace(monotonic=lambda: out.seconds, sleep=out.sleep)
        alarm = wired_alarm(desk_of(store, out.now), out, pace=pace)
        await ticked(alarm, 20, out.at)
        return await ticked(alarm, IDLE_TICKS, out.at)


def rows(folder: Path, *, pending: int, rounds: int) -> list[Row]:
    """A tick with nothing due on either engine, beside a look of APScheduler at as many jobs."""
    with both(folder) as places:
        for place in places:
            place.holds(text for at in range(pending) for text in texts_of(reminder_at(at)))
        taken = [
            [asyncio.run(idle(place)).percentile_us(50) for place in places] for _ in range(rounds)
        ]
    command = [str(rivals_python()), str(APSCHEDULER), str(pending), str(folder / "jobs.db")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    beside = f"APScheduler on SQLite {float(said) * 1e6:.0f} us"
    return [
        Row(
            figure=f"a tick with nothing due, {pending:,} pending, {place.name}",
            seen=seen,
            goal=IDLE_GOALS_US[place.name],
            unit="us",
            beside=beside,
        )
        for place, seen in zip(places, zip(*taken, strict=True), strict=True)
    ]


def papers() -> list[Order]:
    """The slowest paper of the longest taper, no two the same."""
    days = (FIRST + timedelta(days=number) for number in range(PAPERS))
    return [Order(kind=PaperKind.SHEET, view=view_of(LONGEST, today=day), bot="b") for day in days]


async def ticked(alarm: Alarm, times: int, at: datetime) -> Taken:
    """So many ticks at one moment."""
    seconds, began, cpu = list[float](), perf_counter(), process_time()
    for _ in range(times):
        before = perf_counter()
        await alarm.tick(at)
        seconds.append(perf_counter() - before)
    return Taken(each=seconds, seconds=perf_counter() - began, cpu_seconds=process_time() - cpu)


async def measured(folder: Path) -> None:
    """The figures, printed."""
    with closing(open_store(folder)) as store:
        out = AtOnce(GATE_TIME - A_DAY)
        pace = Pace(monotonic=lambda: out.seconds, sleep=out.sleep)
        alarm = wired_alarm(desk_of(store, out.now), out, pace=pace)
        await asked(store, out.at)
        await ticked(alarm, 20, out.at)
        gc.collect()
        before = resident_mib()
        taken = await ticked(alarm, IDLE_TICKS, out.at)
        print(taken.line("  a tick with nothing due"))
        ticks = list[Taken]()
        for day in range(ROUNDS):
            out.at, out.seconds, sent = GATE_TIME + day * A_DAY, out.seconds + 600, out.messages
            beside = asyncio.gather(*map(paper, papers() if day == ROUNDS - 1 else ()))
            ticks.append(await ticked(alarm, 1, out.at))
            assert out.messages - sent == 2 * DUE
            await beside
        *alone, beside_papers = ticks
        whole = Taken(
            each=[each for taken in alone for each in taken.each],
            seconds=sum(taken.seconds for taken in alone),
            cpu_seconds=sum(taken.cpu_seconds for taken in alone),
        )
        print(whole.line(f"  a tick with {DUE} due, each to two chats"))
        print(f"  the same beside {PAPERS} papers: {1e3 * beside_papers.seconds:.0f} ms")
        print(f"  {resident_mib() - before:.1f} MiB more after all of it", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="What a tick costs.")
    parser.add_argument("--pending", type=int, nargs="+", default=[1_000, 1_000_000])
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args(arguments)
    print(machine())
    for pending in chosen.pending:
        with scratch(chosen.folder) as folder:
            fill(folder, pending)
            print(f"{pending:,} pending reminders")
            asyncio.run(measured(folder))


if __name__ == "__main__":
    main()
