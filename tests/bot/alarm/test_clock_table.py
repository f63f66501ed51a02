"""The table of moved clocks: however the machine's clock is moved, for a moment or for good,
nobody is locked out, nothing leaves before its time, and somebody hears of it within a day.

Each row is played by the running alarm and desk; `true` is the time as it really passes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import pytest

from bot.alarm.alarm import Alarm
from bot.alarm.daily import tidy
from bot.clock import BACK
from bot.desk.access import BURST, WRONG_OF_ONE
from bot.desk.arrival import Arrival
from bot.desk.desk import Desk
from bot.desk.meant import hashed
from bot.page import Page
from bot.page.seal import unseal
from flows.reminder.stages import handle, snooze_choices, snooze_code
from flows.talk.records import Invite, Matter, Place, Reminder, Role, Stage
from flows.talk.turn import Commanded, Heard, Pressed, Typed
from tests.bot.alarm.ringing import (
    ADMIN,
    GATE_TIME,
    GROUP,
    LABEL,
    OWNER,
    TEAM,
    Ringing,
    alarm_on,
    desk_of,
    ringing,
)
from tests.campaigns import seed, size

A_SECOND, A_MINUTE = timedelta(seconds=1), timedelta(minutes=1)
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
BY = (A_MINUTE, 2 * AN_HOUR, 3 * A_DAY, 73_000 * A_DAY)
OFFS = tuple(sign * each for each in BY for sign in (-1, 1))
NEW, SOMEBODY = 77, 78
CODE = "a-code"


@dataclass(slots=True, kw_only=True)
class Table:
    """One installation whose machine has its clock moved."""

    there: Ringing
    desk: Desk
    alarm: Alarm
    off: timedelta
    good: bool
    updates: int = 0

    @property
    def true(self) -> datetime:
        return self.there.loop.now()

    @property
    def held(self) -> bool:
        """Whether nothing may leave: the clock stays where nobody can believe it."""
        return self.good and abs(self.off) > BACK

    def move(self) -> None:
        """The clock is moved; the alarm looks twice meanwhile."""
        self.there.off = self.off
        self.tick()
        self.passes(A_MINUTE)

    def back(self) -> None:
        """It comes back, or stays."""
        self.tick()
        self.there.off = self.off if self.good else timedelta(0)
        self.tick()

    def passes(self, by: timedelta, every: timedelta | None = None) -> None:
        """So much time passes, with a tick every so often."""
        until = self.true + by
        while self.true < until:
            left = until - self.true
            self.there.loop.passes(min(left, every or left).total_seconds())
            self.tick()

    def until(self, at: datetime, every: timedelta | None = None) -> None:
        self.passes(at - self.true, every)

    def tick(self) -> None:
        self.there.does(self.alarm.tick(self.desk.clock()))

    def says(self, who: int, heard: Heard, chat: int = 0) -> tuple[Page, ...]:
        self.updates += 1
        now = self.desk.clock()
        arrival = Arrival(
            chat=chat or who,
            who=who,
            update=self.updates,
            heard=heard,
            sent=now,
            arrived=now,
            pressed_message=1 if isinstance(heard, Pressed) else None,
            place=Place.GROUP if chat < 0 else Place.PRIVATE,
            name="A B",
        )
        return self.there.does(self.desk.converse(arrival))

    def command(self, who: int, name: str, argument: str = "") -> str:
        return told(self.says(who, Commanded(name=name, argument=argument)))

    def types(self, who: int, text: str) -> str:
        return told(self.says(who, Typed(text=text)))

    def chats(self) -> list[int]:
        """Where reminders went, and no notice of the clock."""
        return [
            x.chat for x in self.there.out.left if "NO REMINDER HAS BEEN SENT" not in x.page.text
        ]

    def notices(self, who: int = ADMIN) -> list[datetime]:
        """When somebody was told of the clock."""
        left = self.there.out.left
        return [x.at for x in left if x.chat == who and "NO REMINDER HAS BEEN SENT" in x.page.text]

    def confirm(self) -> None:
        """An administrator presses, by the newest notice or the question that it leads to."""
        asking = [x.page for x in self.there.out.left if x.chat == ADMIN and x.page.buttons]
        page = asking[-1]
        (asked,) = self.presses(page)
        (asked,) = self.presses(asked)
        assert "Taken as right" in asked.text
        self.tick()

    def presses(self, page: Page) -> tuple[Page, ...]:
        pressed = unseal(self.desk.store.key(), ADMIN, ADMIN, page.buttons[0][0].data)
        assert pressed
        return self.says(ADMIN, pressed)


def told(pages: tuple[Page, ...]) -> str:
    return "\n".join(each.text for each in pages)


@contextmanager
def table(off: timedelta, *, good: bool) -> Iterator[Table]:
    with ringing() as there:
        desk = desk_of(there.store, there.clock)
        alarm = alarm_on(desk, there.out, there.loop)
        made = Table(there=there, desk=desk, alarm=alarm, off=off, good=good)
        made.tick()
        yield made


# what must hold, by what goes by the time


def rates(at: Table) -> None:
    """Who floods while the clock is moved is heard a minute later, and a stranger in an hour."""
    at.command(OWNER, "plans")
    at.move()
    for _ in range(BURST + 1):
        last = at.command(OWNER, "plans")
    assert at.command(OWNER, "plans") == ""
    assert last
    assert at.command(SOMEBODY, "plans")
    at.back()
    at.passes(A_MINUTE)
    assert "Your plans" in at.command(OWNER, "plans")
    assert at.command(SOMEBODY, "plans") == ""
    at.passes(AN_HOUR)
    assert at.command(SOMEBODY, "plans")


def codes(at: Table) -> None:
    """A code holds for its 24 hours and no longer, and wrong ones are forgotten in an hour."""
    made = at.true + A_DAY
    codes = [Invite(hashed=hashed(f"{CODE}{x}"), issuer=ADMIN, expires=made, role=Role.PRESCRIBER)
             for x in range(2)]  # fmt: skip
    at.there.keeps(*codes)
    at.move()
    for _ in range(WRONG_OF_ONE + 1):
        at.command(NEW, "start", "wrong")
    assert at.command(NEW, "start", f"{CODE}0") == ""
    at.back()
    at.passes(AN_HOUR)
    assert "prescrib" in at.command(NEW, "start", f"{CODE}0")
    at.passes(A_DAY)
    assert "24 hours" in at.command(OWNER, "start", f"{CODE}1")


def ages(at: Table) -> None:
    """An answer is taken for ten minutes after its question, and not after that."""
    at.command(OWNER, "new")
    at.move()
    assert "Subtype" in at.types(OWNER, "72") or at.desk.store.load(OWNER).session.draft
    at.back()
    at.passes(8 * A_MINUTE)
    draft = at.desk.store.load(OWNER).session.draft
    assert draft
    assert draft.answers["weight_kg"] == "72"
    at.types(OWNER, "DM")
    draft = at.desk.store.load(OWNER).session.draft
    assert draft
    assert draft.answers["subtype"] == "dermatomyositis"
    at.passes(11 * A_MINUTE + (BACK if at.good else timedelta(0)))
    assert "not taken" in at.types(OWNER, "severe")


def due(at: Table) -> None:
    """Nothing leaves before its time; at its time it does, unless nobody knows what time it is."""
    at.there.plans(LABEL, Matter.GATE)
    at.until(GATE_TIME - 2 * AN_HOUR)
    at.move()
    at.back()
    at.until(GATE_TIME - BACK - A_SECOND)
    assert at.chats() == []
    at.until(GATE_TIME + BACK)
    assert (sorted(at.chats()) == []) if at.held else (sorted(at.chats()) == [GROUP, OWNER])


def later(at: Table) -> None:
    """What is put off while the clock is moved comes again within the time that was chosen."""
    reminder = asked(at)
    at.move()
    code = snooze_code(snooze_choices(reminder, TEAM, at.desk.clock())[0], reminder.zone)
    press = Pressed(label=LABEL, number=1, press=f"at.{code}.{handle(reminder)}")
    at.says(OWNER, press)
    (put_off,) = (x for x in at.desk.store.reminders(LABEL) if x.matter is Matter.ASKED)
    assert put_off.stage is Stage.SNOOZED
    assert put_off.due
    at.back()
    assert at.true < put_off.due <= at.true + AN_HOUR + A_MINUTE
    before = at.chats().count(OWNER)
    at.passes(AN_HOUR + BACK)
    assert at.chats().count(OWNER) - before == (0 if at.held else 1)


def escalation(at: Table) -> None:
    """What is told just before or while the clock is moved is told again as the team wants it."""
    asked(at)
    at.move()
    at.back()
    at.passes(4 * AN_HOUR + BACK, every=AN_HOUR / 4)
    assert at.chats().count(OWNER) == (1 if at.held else 2)
    (reminder,) = at.desk.store.reminders(LABEL)
    assert reminder.due
    assert abs(reminder.due - at.true) < A_DAY


def notices(at: Table) -> None:
    """Somebody hears of it at once, again each day, and not once it is over."""
    moved = at.true
    at.move()
    at.back()
    at.passes(3 * A_DAY, every=AN_HOUR)
    heard = at.notices()
    if abs(at.off) <= BACK:
        assert heard == []
        return
    assert heard[0] - moved < A_DAY
    assert len(heard) == (3 if at.good else 1)
    for command in ("today", "dose", "upcoming", "plans", "status"):
        assert ("NO REMINDER HAS BEEN SENT" in at.command(OWNER, command)) is at.held
    if at.good:
        at.confirm()
        assert "NO REMINDER" not in at.command(OWNER, "today")
        assert at.desk.clock.moved is None


def retention(at: Table) -> None:
    """A draft is kept for its seven days, by whatever clock the day's tidying is done."""
    at.command(OWNER, "new")
    at.types(OWNER, "72")
    at.move()
    at.there.does(tidy(at.desk))
    assert at.desk.store.load(OWNER).session.draft
    at.back()
    at.passes(6 * A_DAY)
    at.there.does(tidy(at.desk))
    assert at.desk.store.load(OWNER).session.draft
    at.passes(A_DAY + AN_HOUR)
    at.there.does(tidy(at.desk))
    assert (at.desk.store.load(OWNER).session.draft is None) or at.held


def sessions(at: Table) -> None:
    """A plan in the making is made, whatever the clock does at each of its answers."""
    at.command(OWNER, "new")
    for text in ("72", "DM", "moderate", "no"):
        at.move()
        at.types(OWNER, text)
        at.back()
    draft = at.desk.store.load(OWNER).session.draft
    assert draft
    assert draft.state == "review"
    assert {"weight_kg", "subtype", "severity", "ild"} <= draft.answers.keys()
    assert draft.asked_at <= at.true + BACK


def asked(at: Table) -> Reminder:
    """A question to the prescriber that was told."""
    at.there.asks(at.there.plans())
    at.tick()
    (reminder,) = at.desk.store.reminders(LABEL)
    assert reminder.stage is Stage.SENT
    return reminder


ROWS: tuple[Callable[[Table], None], ...] = (
    rates, codes, ages, due, later, escalation, notices, retention, sessions,
)  # fmt: skip


def cells() -> list[tuple[Callable[[Table], None], timedelta, bool]]:
    """Every one, or as many as are asked for with moves by chance among them."""
    every = [(row, off, good) for row in ROWS for off in OFFS for good in (False, True)]
    chance, more = Random(seed(0)), size("clocks") - len(every)
    for _ in range(more):
        off = chance.choice((-1, 1)) * timedelta(seconds=2 ** chance.uniform(1, 32))
        every.append((chance.choice(ROWS), off, chance.random() < 0.5))
    return every if more >= 0 else chance.sample(every, size("clocks"))


@pytest.mark.wide
def test_however_the_clock_is_moved_every_row_holds() -> None:
    broken = list[str]()
    for row, off, good in cells():
        with table(off, good=good) as at:
            try:
                row(at)
            except Exception as fault:
                lasts = "for good" if good else "for a moment"
                broken.append(f"{row.__name__}, by {off}, {lasts}: {fault!r}")
    assert broken == []
