"""A flood: 64 clinicians who answer as fast as they are answered, beside reminders that fall due.

    python -m tests.bench.flood [--minutes 10] [--reminders 500] [--chats 64] [--folder DIR]

The bot is a process of its own, as it is run, at a Bot API on this machine. Each reminder is of a
plan and a person of its own and has one time at which it falls due; they are spread over the run.
It fails where one is lost or comes later than a message would say of itself, and where a step that
a screen had shown is not in the folder after kill -9.
"""

import argparse
import asyncio
import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from urllib.request import urlopen
from zoneinfo import ZoneInfo

from bot import clock
from bot.guideline import shipped
from bot.store import Change
from bot.store.sqlite import open_store
from flows.plan.live import live
from flows.reminder.message.marks import LATE_AFTER
from flows.reminder.wanted.wanted import raised, wanted
from flows.talk.records import Matter
from tests.bench.clinicians import clinicians
from tests.bench.figures import Taken, machine, resident_mib, scratch
from tests.bench.growth.large_folder import label_of
from tests.bench.over_http import FIRST, MOST, OURS, cpu_seconds, is_kept, running
from tests.bot.alarm.ringing import ANSWERS
from tests.bot.metrics.scraped import Scraped, free_port
from tests.world.plan_record import plan_record

ZONES = (
    "Europe/Berlin", "America/New_York", "America/Los_Angeles", "Pacific/Honolulu",
    "Pacific/Auckland", "Asia/Tokyo", "Asia/Kolkata",
)  # fmt: skip
DAY = range(8, 17)  # local hours in which nothing is put off to the morning
CLINICIANS = 4_000  # they take turns; whoever is reminded plans nothing
A_WEEK = timedelta(days=7)
SETTLES_SECONDS = 20  # after the begin, and before the end
LABEL = re.compile(r"[A-Z0-9]{3}-[A-Z0-9]{3}")


@dataclass(slots=True)
class Reminded:
    """When each falls due, and when it first came."""

    due: dict[str, datetime] = field(default_factory=dict)  # by the label of its plan
    came: dict[str, datetime] = field(default_factory=dict)

    def shown(self, text: str) -> None:
        """A message to somebody who is reminded; what comes before its time is another one."""
        now = clock.now()
        for label in LABEL.findall(text):
            if label in self.due and now >= self.due[label]:
                self.came.setdefault(label, now)

    @property
    def late(self) -> list[timedelta]:
        """By how much each came after its time."""
        return [at - self.due[label] for label, at in self.came.items()]


def by_day() -> str:
    """A zone in which it is day now."""
    here = clock.now()
    return next(each for each in ZONES if here.astimezone(ZoneInfo(each)).hour in DAY)


async def reminders(folder: Path, zone: str, seconds: float, count: int) -> Reminded:
    """The folder has so many, each of its own plan and person, spread over these seconds."""
    found, now = Reminded(), clock.now()
    with closing(open_store(folder)) as store:
        for number in range(count):
            due = now + timedelta(seconds=SETTLES_SECONDS + seconds * number / count)
            label = label_of(number)
            answers = ANSWERS | {"start_date": (now + A_WEEK).date().isoformat()}
            about = {"label": label, "owner": FIRST + CLINICIANS + number, "team": 0}
            plan = plan_record(answers, at=now, **about)
            as_of_now = live(shipped(), plan, None, zone, now)
            asked = raised(as_of_now, Matter.ASKED, str(number), at=due)
            await store.commit(Change(at=now, made=plan, keeps=(*wanted(as_of_now), asked)))
            assert asked.due
            found.due[label] = asked.due
    return found


def handled_within(port: int) -> list[tuple[str, float]]:
    """The share of all steps that were handled within so many seconds, as the bot counts it."""
    with urlopen(f"http://127.0.0.1:{port}/metrics") as told:
        within = dict(Scraped.of(told.read()).by("step_seconds_bucket"))
    all_ = within.pop("+Inf")
    fewer = sum(many < all_ for many in within.values())
    return [(le, many / all_) for le, many in islice(within.items(), fewer + 1)]


async def flooded(folder: Path, *, minutes: float, count: int, chats: int) -> None:
    """The figures, printed; raises where one is not as it should be."""
    zone = by_day()
    seconds, port = 60 * minutes, free_port()
    told = await reminders(folder, zone, seconds, count)
    async with (
        clinicians() as them,
        running(OURS, them, folder, TIMEZONE=zone, METRICS=f"127.0.0.1:{port}") as bot,
    ):

        def shown(chat: int, message: dict[str, Any]) -> None:
            if chat >= FIRST + CLINICIANS:
                told.shown(message["text"])
            else:
                them.shown(chat, message)

        them.server.shown = shown
        everybody = cycle(range(FIRST, FIRST + CLINICIANS))
        working = asyncio.create_task(them.plan(everybody, at_once=chats))
        await asyncio.wait({working}, timeout=SETTLES_SECONDS)
        them.each.clear()
        before, cpu, began = resident_mib(bot.pid), cpu_seconds(bot), perf_counter()
        grown = list[float]()
        for _ in range(10):
            await asyncio.wait({working}, timeout=seconds / 10)
            grown.append(resident_mib(bot.pid) - before)
        taken = Taken(
            each=list(them.each),
            seconds=perf_counter() - began,
            cpu_seconds=cpu_seconds(bot) - cpu,
        )
        await asyncio.wait({working}, timeout=SETTLES_SECONDS)
        if working.done():
            working.result()
        handled = await asyncio.to_thread(handled_within, port)
        bot.kill()
        await bot.wait()
        working.cancel()
        await asyncio.wait({working})
    print(taken.line(f"a step, {chats} at once, at Telegram's pace"))
    print("handled, from its arrival until it is kept:", end=" ")
    print(", ".join(f"{share:.2%} within {float(le) * 1e3:g} ms" for le, share in handled))
    print(f"memory: {before:.0f} MiB at the begin, more after each tenth of the time:", end=" ")
    print(", ".join(f"{each:.1f}" for each in grown))
    seconds_late = sorted(each.total_seconds() for each in told.late)
    spread = f"p50 {median(seconds_late):.1f} s, the last one {seconds_late[-1]:.1f} s"
    print(f"{len(told.came)} of {count} reminders came, after their time {spread}")
    with closing(open_store(folder)) as store:
        lost = [
            chat for chat, texts in them.acknowledged.items()
            if not is_kept(store, chat, texts[-1])
        ]  # fmt: skip
    print(f"{len(them.acknowledged):,} chats, {len(lost)} lost a step that a screen had shown")
    assert not lost
    assert set(told.came) == set(told.due), "a reminder is lost"
    assert max(told.late) <= LATE_AFTER, "a reminder is late"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="As many steps as it takes, and reminders.")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--reminders", type=int, default=500)
    parser.add_argument("--chats", type=int, default=64)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args(arguments)
    assert chosen.reminders <= MOST - CLINICIANS
    print(machine(), f"{chosen.minutes:g} minutes", sep="; ", flush=True)
    with scratch(chosen.folder) as folder:
        about = {"minutes": chosen.minutes, "count": chosen.reminders, "chats": chosen.chats}
        asyncio.run(flooded(folder, **about))


if __name__ == "__main__":
    main()
