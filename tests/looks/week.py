"""A week of three teams under faults by chance, as each of them reads it.

    python -m tests.looks.week                 all that everybody reads, in order, with its times
    python -m tests.looks.week --seed 7        the same week once more
    python -m tests.looks.week --days 28       a longer one

Everything is as it is wired: the store on a disk that fails, the desk and the alarm, a process
that is killed, a clock that is moved, rows that are damaged,
and a Telegram that refuses and loses.
"""

import argparse
import asyncio
import logging
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from random import Random
from textwrap import indent
from zoneinfo import ZoneInfo

from bot.alarm.daily import _inspect, make_true
from bot.alarm.health import health
from bot.alarm.sending import Attempt
from bot.clock import Clock
from bot.desk.arrival import Arrival, Forged
from bot.desk.desk import Desk
from bot.desk.outages import Outages
from bot.pacing import Pace
from bot.page import Page, Placed
from bot.page.seal import press_of, unseal
from bot.store import Change, NotRead, NotSaved
from bot.store.sqlite import open_store
from bot.transport.telegram.converse import PAPER
from bot.wiring import alarm, health_file
from flows.plan.live import live
from flows.reminder.wanted.wanted import wanted
from flows.talk.known import Line
from flows.talk.label import label_from
from flows.talk.records import Landing, Membership, Person, Place, Role, Team
from flows.talk.turn import Commanded, Heard, Reachable
from tests.bot.kept import OnFile
from tests.delivery.campaign import scratch
from tests.delivery.courses import CASES, FIRST, made
from tests.delivery.damage import Damage
from tests.delivery.hooks import Crash, Hooks
from tests.delivery.telegram import Telegram
from tests.delivery.virtual import VirtualLoop
from tests.delivery.watched import Watched
from tests.world.pure import desk_on

ADMIN, HOME = 9, "Europe/Berlin"
ZONES = {1: HOME, 2: "America/New_York", 3: "Asia/Kolkata"}
COMMANDS = ("today", "today", "dose", "upcoming")
A_DAY = timedelta(days=1)


def owner(team: int) -> int:
    return 10 * team + 1


def nurse(team: int) -> int:
    return 10 * team + 2


def group(team: int) -> int:
    return -100 - team


NAMES = {ADMIN: "administrator"} | {
    who: f"{name} of team {team}"
    for team in ZONES
    for who, name in (
        (owner(team), "prescriber"), (nurse(team), "nurse"), (group(team), "GROUP"),
    )
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Shown:
    """A message as it reads now."""

    chat: int
    page: Page


class Unwatched:
    """What is kept is believed."""

    def kept(self, change: Change) -> None:
        """Nobody looks."""


@dataclass(slots=True, kw_only=True)
class Screens(Telegram):
    """Telegram, with what stands on each screen."""

    week: "Week"

    async def edit(self, chat: int, page: Page) -> Attempt:
        if chat in self.blocked or self.unauthorised:
            return Attempt(landing=Landing.REFUSED)
        self.week.changed(chat, page)
        return Attempt(landing=Landing.SENT)


@dataclass(slots=True, kw_only=True)
class Week:
    """Everything of one week."""

    seed: int
    folder: Path
    days: int = 7
    chance: Random = field(init=False)
    loop: VirtualLoop = field(init=False)
    telegram: Screens = field(init=False)
    clock: Clock = field(init=False)
    damage: Damage = field(init=False)
    off: timedelta = timedelta(0)
    disk_fails: float = 0.0
    refused_since: datetime | None = None
    shown: dict[int, Shown] = field(default_factory=dict)
    lines: list[tuple[datetime, int, str]] = field(default_factory=list)
    updates: int = 0

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        begin = FIRST + timedelta(days=self.chance.randrange(20, 150))
        self.loop = VirtualLoop(datetime(begin.year, begin.month, begin.day, 5, 7, tzinfo=UTC))
        self.clock = Clock(
            machine=lambda: self.loop.now() + self.off, elapsed=self.loop.time, boot="boot"
        )
        self.damage = Damage(kept=OnFile(self.folder), chance=self.chance)
        self.telegram = Screens(
            week=self, loop=self.loop, chance=self.chance, faulty=0.12,
            hooks=Hooks(ends=lambda _: self.chance.random() < 1 / 120),
            arrived=lambda chat, page: self.comes(chat, page, self.telegram.messages),
        )  # fmt: skip

    def played(self) -> str:
        """What everybody read."""
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_until_complete(self._story())
        finally:
            asyncio.set_event_loop(None)
            self.loop.close()
        ordered = sorted(self.lines, key=lambda each: each[0])
        return "\n".join(f"{_at(at, chat)} {_who(chat)}{text}" for at, chat, text in ordered)

    # what is read

    def comes(self, chat: int, page: Page, number: int) -> None:
        """A message."""
        self.shown[number] = Shown(chat=chat, page=page)
        self._says(chat, f"reads #{number}", page)

    def changed(self, chat: int, page: Page) -> None:
        """A message reads otherwise from now on."""
        there = self.shown.get(page.edits or 0)
        if there is None:
            return
        there.page = replace(page, text=page.text or there.page.text)
        self._says(chat, f"#{page.edits} now", page)

    def _says(self, chat: int, what: str, page: Page) -> None:
        text = unescape(re.sub(r"<[^>]+>", "", page.text)) or "(its buttons are gone)"
        rows = "\n".join(" | ".join(f"[{each.text}]" for each in row) for row in page.buttons)
        self.note(chat, f"{what}:\n{indent(f'{text}{chr(10) * bool(rows)}{rows}', '        ')}")

    def note(self, chat: int, text: str) -> None:
        self.lines.append((self.loop.now(), chat, text))

    # the story

    async def _story(self) -> None:
        first = Watched(open_store(self.folder), Hooks(ends=lambda _: False), Unwatched(), bool)
        await self._beginning(first)
        first.killed()
        until = self.loop.now() + self.days * A_DAY
        planned = self._faults()
        while self.loop.now() < until:
            store = open_store(self.folder)
            self.clock.begins(store.seen(), store.mark())
            watched = Watched(
                store, self.telegram.hooks, Unwatched(),
                lambda: self.chance.random() < self.disk_fails,
            )  # fmt: skip
            try:
                await self._process(watched, until, planned)
            except Crash:
                self.telegram.hooks.dead = False
                watched.killed()
                seconds = self.chance.choice((10.0, 60.0, 3 * 3_600.0))
                self.note(0, f"the process is killed, and is back after {seconds:.0f} seconds")
                self.loop.passes(seconds)
            else:
                watched.killed()

    async def _process(self, store: Watched, until: datetime, planned: list) -> None:
        desk = self._desk(store)
        pace = Pace(monotonic=self.loop.time, sleep=self.loop.waits)
        file = health_file(desk, self.folder)
        rings = replace(alarm(desk, self.telegram, pace=pace, file=file), nudges=None)
        tidied = None
        while self.loop.now() < until:
            while planned and planned[0][0] <= self.loop.now():
                planned.pop(0)[1](desk)
            if (tidied is None or self.loop.now() - tidied >= A_DAY) and not self.clock.moved:
                await make_true(desk, self.clock())
                await _inspect(desk, self.clock())
                tidied = self.loop.now()
            try:
                await rings.tick(self.clock())
            except (NotSaved, NotRead):
                self.note(0, "the store fails")
            file.write(desk.outages(), rings.notices.tells.so_far())
            if self.chance.random() < 0.35:
                await self._somebody_acts(desk)
            due = store.next_due() or until
            seconds = (due - self.loop.now()).total_seconds()
            await self.loop.waits(min(max(seconds, 30), self.chance.uniform(600, 3_600)))

    def _desk(self, store: Watched) -> Desk:
        owners = {owner(team) for team in ZONES}
        desk = desk_on(store, self.clock, zone=HOME, prescribers=owners, administrators={ADMIN})
        line = lambda: Line(refused_since=self.refused_since)  # noqa: E731  as the transport says
        left = dict(health_file(desk, self.folder).left.since)
        outages = Outages(clock=self.clock, line=line, left=left)
        health_now = lambda: health(store, self.clock(), "1", desk.failing, line=line())  # noqa: E731
        reader = replace(desk.reader, outages=outages, health=health_now)
        return replace(desk, outages=outages, reader=reader)

    def _faults(self) -> list:
        """When each of them begins and ends."""
        day = lambda: self.loop.now() + A_DAY * self.chance.uniform(0.2, self.days - 1)  # noqa: E731
        lost = self.chance.choice([*map(owner, ZONES), *map(group, ZONES), ADMIN])
        off = self.chance.choice((-2, 3, 72)) * timedelta(hours=1)
        found = []
        for begins, ends, hours in (
            (self._blocks(lost, blocks=True), self._blocks(lost, blocks=False), 20),
            (lambda _: self._moves(off), lambda _: self._moves(timedelta(0)), 5),
            (lambda _: self._disk(1.0), lambda _: self._disk(0.0), 2),
            (lambda _: self._token(refuses=True), lambda _: self._token(refuses=False), 0.2),
            (lambda _: self._damages(), lambda _: self._restores(), 30),
        ):
            if self.chance.random() < 0.75:
                at = day()
                found += [(at, begins), (at + timedelta(hours=hours), ends)]
        return sorted(found, key=lambda each: each[0])

    def _blocks(self, chat: int, *, blocks: bool):
        def act(desk: Desk) -> None:
            self.note(0, f"{_who(chat).strip()} {'shuts out' if blocks else 'lets in'} the bot")
            (self.telegram.blocked.add if blocks else self.telegram.blocked.discard)(chat)
            heard = Reachable(writable=not blocks)
            if self.chance.random() < 0.5:  # else Telegram's report of it is lost
                task = self._hears(desk, max(chat, 0), chat, heard)
                self.loop.create_task(task)

        return act

    def _moves(self, off: timedelta) -> None:
        self.note(0, f"the machine's clock is off by {off}")
        self.off = off

    def _disk(self, fails: float) -> None:
        self.note(0, "the disk is full" if fails else "the disk has room")
        self.disk_fails = fails

    def _token(self, *, refuses: bool) -> None:
        self.note(0, "Telegram refuses the token" if refuses else "Telegram takes the token")
        self.telegram.unauthorised = refuses
        self.refused_since = self.loop.now() if refuses else None

    def _damages(self) -> None:
        self.note(0, f"a row is damaged: {self.damage.begins()}")

    def _restores(self) -> None:
        if self.damage.key:
            self.note(0, f"it is restored: {self.damage.ends()}")

    # what people do

    async def _somebody_acts(self, desk: Desk) -> None:
        team = self.chance.choice(tuple(ZONES))
        who = self.chance.choice((owner(team), nurse(team), owner(team), ADMIN))
        if not 6 <= self.loop.now().astimezone(ZoneInfo(ZONES[team])).hour < 22:
            return
        if self.chance.random() < 0.25:
            command = "status" if who == ADMIN else self.chance.choice(COMMANDS)
            chat = self.chance.choice((who, group(team))) if who != ADMIN else who
            await self._hears(desk, who, chat, Commanded(name=command, argument=""))
            return
        chats = {who} | ({group(team)} if who != ADMIN else set())
        there = [n for n, each in self.shown.items() if each.chat in chats and each.page.buttons]
        number = self.chance.choice(there[-4:]) if there else 0
        for _ in range(6):
            if not number or not self.shown[number].page.buttons:
                return
            await self._presses(desk, who, number)
            await self.loop.waits(self.chance.uniform(3, 20))

    async def _presses(self, desk: Desk, who: int, number: int) -> None:
        there = self.shown[number]
        rows = there.page.buttons
        button = self.chance.choice([each for row in rows for each in row])
        if press_of(button.data).startswith(PAPER):  # threads make it
            return
        person = 0 if there.chat < 0 else who
        heard = unseal(desk.pages.key, there.chat, person, button.data) or Forged()
        self.note(there.chat, f"{_who(who).strip()} presses [{button.text}] under #{number}")
        await self._hears(desk, who, there.chat, heard, number)

    async def _hears(
        self, desk: Desk, who: int, chat: int, heard: Heard | Forged, number: int | None = None
    ) -> None:
        self.updates += 1
        if isinstance(heard, Commanded):
            self.note(chat, f"{_who(who).strip()} says /{heard.name}")
        now = self.clock()
        arrival = Arrival(
            chat=chat, who=who, update=self.updates, heard=heard, sent=now, arrived=now,
            pressed_message=number, place=Place.GROUP if chat < 0 else Place.PRIVATE,
            name=NAMES.get(who, ""),
        )  # fmt: skip
        for page in await desk.converse(arrival):
            there = chat if page.chat is None else page.chat
            if page.place is Placed.TOAST:
                self.note(there, f"(toast) {page.text}")
            elif page.edits:
                self.changed(there, page)
            elif there not in self.telegram.blocked:
                self.telegram.messages += 1
                self.comes(there, page, self.telegram.messages)

    # what there is

    async def _beginning(self, store: Watched) -> None:
        now, mark = self.loop.now(), self.clock.mark(self.loop.now())
        keeps = []
        for number, zone in ZONES.items():
            keeps.append(Team(number=number, zone=zone, chat=group(number), proved=True))
            prescribes = Membership(role=Role.PRESCRIBER, team=number)
            cares = Membership(role=Role.CARE_TEAM, team=number)
            for who, membership in ((owner(number), prescribes), (nurse(number), cares)):
                keeps.append(Person(who=who, name=NAMES[who], memberships=(membership,)))
        await store.commit(Change(at=now, seen=now, mark=mark, keeps=tuple(keeps)))
        teams = {each.number: each for each in keeps if isinstance(each, Team)}
        for number, team in teams.items():
            label = label_from([self.chance.randrange(31) for _ in range(5)])
            case = self.chance.randrange(len(CASES))
            record = replace(made(case, now.date(), label, number), owner=owner(number))
            as_of_now = live(desk_on(store, self.clock).guideline, record, team, HOME, now)
            await store.commit(Change(at=now, made=record, keeps=wanted(as_of_now)))
            self.note(0, f"team {number} follows {label}")


def _who(chat: int) -> str:
    return f"{NAMES.get(chat, f'{chat}')} " if chat else "--- "


def _at(at: datetime, chat: int) -> str:
    team = next((t for t in ZONES if chat in {owner(t), nurse(t), group(t)}), 1)
    return f"{at.astimezone(ZoneInfo(ZONES[team])):%a %d-%b %H:%M} {ZONES[team].split('/')[1]}"


def main() -> None:
    """The whole week on standard output."""
    parser = argparse.ArgumentParser(description="A week of three teams under faults.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=7)
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with scratch() as folder:
        print(Week(seed=asked.seed, folder=folder, days=asked.days).played())


if __name__ == "__main__":
    main()
