"""Reminders of so many people and groups that are due at once, and how they leave.

python -m tests.bench.crowd.at_once [--due 100000] [--groups 40] [--rounds 1] [--folder DIR]

By a clock on which waiting takes no time, past a Bot API that breaks off where a limit of
Telegram's is passed. Each private chat has one reminder, each group 25 urgent ones, which are
repeated. Meanwhile somebody else is answered every minute, and one more urgent one falls due.
"""

import asyncio
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import quantiles
from time import process_time

from bot.alarm.sending import Attempt
from bot.desk.desk import Desk
from bot.pacing import ALL_KEPT_FOR_ANSWERS, ALL_MESSAGES, Kind, Pace
from bot.page import Page
from bot.store import Change
from bot.store.sqlite import SqliteStore
from bot.wiring import alarm as wired_alarm
from flows.talk.records import (
    Landing,
    Matter,
)
from tests.bench.crowd.due import DUE, GROUPS_FROM, SPREAD, caused, filled, planned
from tests.bench.database.places import Place, both
from tests.bench.figures import Row, printed, resident_mib
from tests.bench.growth.large_folder import OWNER, label_of
from tests.bot.alarm.ringing import BERLIN
from tests.delivery.virtual import VirtualLoop, run
from tests.world.pure import desk_on
from tests.world.way_out import Takes

A_SECOND, A_MINUTE = 1.0, 60.0
MOST_A_SECOND, MOST_OF_A_GROUP = 30, 20  # of Telegram's own
REMINDERS_A_SECOND = ALL_MESSAGES - ALL_KEPT_FOR_ANSWERS
LONGEST_OF_IDEAL = 2  # after which what has not come is lost
SEND_SECONDS = 0.05
ROUNDED = 1e-6  # seconds, of a clock that counts in floats
NEW, ANSWERED = 900_000, 3_999_999_999  # who has one more, and who is answered meanwhile
LABEL = re.compile(r"[A-Z0-9]{3}-[A-Z0-9]{3}")


class Passed(Exception):
    """A limit of Telegram's: it would have refused this message."""


@dataclass(slots=True)
class Telegram(Takes):
    """Takes every message as long as they keep to its limits."""

    loop: VirtualLoop
    times: list[float] = field(default_factory=list)
    of_group: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    came: list[tuple[datetime, int, tuple[str, ...]]] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)

    async def send(self, chat: int, page: Page, *, thread: int = 0) -> Attempt:
        """It is on the screen."""
        del thread
        self.counts(chat)
        self.came.append((self.loop.now(), chat, tuple(LABEL.findall(page.text))))
        self.labels.update(self.came[-1][2])
        await self.loop.waits(SEND_SECONDS)
        return Attempt(landing=Landing.SENT, message=len(self.came))

    def counts(self, chat: int) -> None:
        """A message of whatever kind leaves now."""
        now = self.loop.time()
        self.times.append(now)
        if _within(self.times, now - A_SECOND) > MOST_A_SECOND:
            raise Passed(f"{MOST_A_SECOND} a second")
        if chat < 0:
            self.of_group[chat].append(now)
            if _within(self.of_group[chat], now - A_MINUTE) > MOST_OF_A_GROUP:
                raise Passed(f"{MOST_OF_A_GROUP} a minute in a group")


def _within(times: Sequence[float], since: float) -> int:
    return len(times) - bisect_right(times, since + ROUNDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """How they left."""

    messages: int
    a_second: float
    last_late: float  # seconds
    overtaken: float  # seconds: by as much a later one came before an earlier one to another chat
    answers: Sequence[float]  # seconds that an answer waited
    new_late: float  # seconds of the one that fell due meanwhile
    cpu_us: float  # of a message
    grown_mib: Sequence[float]


def desk_of(store: SqliteStore, loop: VirtualLoop, due: int, groups: int) -> Desk:
    """The desk of all of them."""
    people = (range(OWNER, OWNER + due), range(GROUPS_FROM, GROUPS_FROM + groups), [NEW])
    prescribers = frozenset(who for some in people for who in some)
    return desk_on(store, loop.now, zone=BERLIN, prescribers=prescribers, administrators=())


async def left(
    store: SqliteStore, loop: VirtualLoop, due: Mapping[str, datetime], desk: Desk
) -> Left:
    """They are sent; raises where one is lost or comes twice, or a limit is passed."""
    out = Telegram(loop)
    pace = Pace(monotonic=loop.time, sleep=loop.waits)
    alarm = wired_alarm(desk, out, pace)
    before, cpu, began = resident_mib(), process_time(), loop.now()
    grown, answers = list[float](), list[float]()
    more = label_of(NEW)

    async def beside() -> None:
        while True:
            at = loop.time()
            async with pace.turn(ANSWERED, Kind.ANSWER):
                out.counts(ANSWERED)
            answers.append(loop.time() - at)
            grown.append(resident_mib() - before)
            if len(answers) == 1:
                plan = planned(more, loop.now(), owner=NEW, team=0)
                new = caused(plan, None, loop.now(), Matter.URGENT)
                await store.commit(Change(at=loop.now(), made=plan, keeps=(new,)))
                asked[more] = loop.now()
            await loop.waits(A_MINUTE)

    asked, stop = dict(due), asyncio.Event()
    watching, ringing = asyncio.create_task(beside()), asyncio.create_task(alarm.run(stop))
    longest = LONGEST_OF_IDEAL * len(due) / REMINDERS_A_SECOND + A_MINUTE
    while len(out.labels) < len(due) + 1 and loop.time() < longest:
        await loop.waits(A_SECOND)
    stop.set()
    await ringing
    watching.cancel()
    return _judged(out, asked, more, began, answers=answers, grown=grown, cpu=process_time() - cpu)


def _judged(
    out: Telegram,
    asked: Mapping[str, datetime],
    more: str,
    began: datetime,
    *,
    answers: Sequence[float],
    grown: Sequence[float],
    cpu: float,
) -> Left:
    urgent = {label for _, chat, labels in out.came if chat < 0 for label in labels} | {more}
    first = dict[tuple[str, int], datetime]()
    times = Counter[tuple[str, int]]()
    private = {label for label in asked if label not in urgent}
    latest, overtaken = began - timedelta(days=1), 0.0
    for at, chat, labels in out.came:
        for label in labels:
            first.setdefault((label, chat), at)
            times[label, chat] += 1
            if chat > 0 and label in private:
                latest = max(latest, asked[label])
                overtaken = max(overtaken, (latest - asked[label]).total_seconds())
    lost = asked.keys() - {label for label, _ in first}
    assert not lost, f"{len(lost)} are lost"
    twice = [label for (label, _), often in times.items() if label in private and often > 1]
    assert not twice, f"{len(twice)} came twice"
    late = [(at - asked[label]).total_seconds() for (label, _), at in first.items()]
    (new,) = (
        (at - asked[label]).total_seconds() for (label, _), at in first.items() if label == more
    )
    seconds = (out.came[-1][0] - began).total_seconds()
    return Left(
        messages=len(out.came),
        a_second=len(out.came) / seconds,
        last_late=max(late),
        overtaken=overtaken,
        answers=answers,
        new_late=new,
        cpu_us=cpu / len(out.came) * 1e6,
        grown_mib=grown,
    )


def rows(folder: Path, *, due: int, groups: int, rounds: int) -> Iterator[Row]:
    """On either engine."""
    for number in range(rounds):
        with both(folder / str(number)) as places:
            for place in places:
                yield from rows_of(place, due, groups)


def rows_of(place: Place, due: int, groups: int) -> Iterator[Row]:
    """On this one."""
    asked = filled(place, due, groups)
    loop = VirtualLoop(DUE)
    with closing(place.opened()) as store:
        it = run(left(store, loop, asked, desk_of(store, loop, due, groups)), loop)
    ideal = it.messages / REMINDERS_A_SECOND
    row = partial(Row, unit="s")
    of = f"{len(asked):,} due at once, {place.name}"
    mib = ", ".join(f"{each:.0f}" for each in it.grown_mib[:: max(1, len(it.grown_mib) // 8)])
    yield row(
        figure=f"{of}: the last one after its time, in what the pace needs",
        seen=[it.last_late / ideal],
        goal=1.1,
        unit="",
        beside=f"{it.last_late:,.0f} s, {it.messages:,} messages, {it.a_second:.1f} a second; "
        f"{it.cpu_us:,.0f} us of processor each; none lost, none twice, no limit passed",
    )
    yield row(
        figure=f"{of}: an answer waits meanwhile",
        seen=[max(it.answers)],
        goal=A_SECOND,
        beside=f"p50 {quantiles([*it.answers, 0.0], n=2)[0]:.2f} s",
    )
    yield row(
        figure=f"{of}: overtaken by what was due later",
        seen=[it.overtaken],
        goal=SPREAD.total_seconds(),
        beside=f"an urgent one that falls due meanwhile comes after {it.new_late:,.0f} s",
    )
    yield row(
        figure=f"{of}: memory",
        seen=[max(it.grown_mib)],
        goal=100,
        unit="MiB",
        beside=f"over the time {mib}",
    )


def main(arguments: Sequence[str] | None = None) -> None:
    about = "How many that are due at once leave."
    printed(rows, about, arguments, due=100_000, groups=40, rounds=1)


if __name__ == "__main__":
    main()
