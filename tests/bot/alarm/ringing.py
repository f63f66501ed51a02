"""An alarm on the real store and a virtual clock, with a way out that answers as it is told."""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.alarm.alarm import Alarm, Nudges
from bot.alarm.clock_guard import ClockGuard
from bot.alarm.lanes import Lanes
from bot.alarm.ledger import Ledger
from bot.alarm.pacing import Pace
from bot.alarm.sending import Attempt, Sends
from bot.desk.reader import Reader
from bot.guideline import shipped
from bot.page import Page
from bot.page.render import Pages
from bot.store import Change, Store
from bot.store.sqlite import SqliteStore, open_store
from bot.words import catalogue
from core.edition import kept_plan
from flows.plan.live import live
from flows.reminder.wanted import raised, wanted
from flows.talk.records import (
    Kept,
    Landing,
    Matter,
    Membership,
    Person,
    PlanRecord,
    Reminder,
    Role,
    Stage,
    Team,
)
from tests.delivery.virtual import VirtualLoop

T = TypeVar("T")
BERLIN = "Europe/Berlin"
OWNER, OTHER, ADMIN, GROUP = 7, 8, 9, -100
LABEL, SECOND = "K7Q-2M3", "B4T-9XC"
FIRST = date(2026, 11, 2)
ANSWERS = {
    "weight_kg": "70",
    "subtype": "dermatomyositis",
    "severity": "moderate",
    "ild": "no",
    "start_date": FIRST.isoformat(),
    "region": "us",
}
GATE_DAY = date(2026, 11, 30)
BEGIN = datetime(2026, 11, 2, 9, tzinfo=UTC)
GATE_TIME = datetime(2026, 11, 30, 6, 30, tzinfo=UTC)  # 07:30 in Berlin
TEAM = Team(number=5, zone=BERLIN, chat=GROUP, thread=4, proved=True)
SENT = Attempt(landing=Landing.SENT, message=1)


def record(label: str = LABEL, **changes: Any) -> PlanRecord:
    """A plan of the team, made on its first day."""
    kept = PlanRecord(
        label=label,
        revision=1,
        owner=OWNER,
        answers=ANSWERS,
        entered="",
        entered_on=FIRST,
        made_at=BEGIN,
        confirmed=(),
        provisional=False,
        guideline=shipped().stamp,
        shown=kept_plan.made(shipped(), ANSWERS),
        team=TEAM.number,
    )
    return replace(kept, **changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One that left."""

    at: datetime
    chat: int
    thread: int
    page: Page


@dataclass(slots=True, kw_only=True)
class WayOut:
    """Answers each chat as it is told, and otherwise takes the message."""

    loop: VirtualLoop
    answers: dict[int, list[Attempt | Exception]] = field(default_factory=dict)
    left: list[Message] = field(default_factory=list)
    seconds: float = 0.1

    async def send(self, chat: int, page: Page, *, thread: int = 0) -> Attempt:
        """One try."""
        self.left.append(Message(at=self.loop.now(), chat=chat, thread=thread, page=page))
        await self.loop.waits(self.seconds)
        told = self.answers.get(chat)
        outcome = told.pop(0) if told else replace(SENT, message=len(self.left))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    @property
    def chats(self) -> list[int]:
        """Where the messages went."""
        return [each.chat for each in self.left]

    @property
    def texts(self) -> list[str]:
        """What they said."""
        return [each.page.text for each in self.left]


@dataclass(slots=True, kw_only=True)
class Ringing:
    """Everything of one installation."""

    loop: VirtualLoop
    store: SqliteStore
    out: WayOut
    alarm: Alarm = field(init=False)

    def __post_init__(self) -> None:
        self.alarm = self.another()

    def another(self, store: Any = None, **more: Any) -> Alarm:
        """An alarm like the first, on this store or another."""
        pace = Pace(monotonic=self.loop.time, sleep=self.loop.waits)
        return alarm_on(store or self.store, self.out, clock=self.loop.now, pace=pace, **more)

    def does(self, work: Coroutine[Any, Any, T]) -> T:
        """What the work returns, however long it takes by the virtual clock."""
        return self.loop.run_until_complete(work)

    def keeps(self, *kept: Kept, made: PlanRecord | None = None) -> None:
        """All of this is on the disk."""
        self.does(self.store.commit(Change(at=self.loop.now(), made=made, keeps=kept)))

    def ticks(self, at: datetime | None = None) -> None:
        """A tick has been, at this time."""
        if at:
            self.loop.passes((at - self.loop.now()).total_seconds())
        self.does(self.alarm.tick(self.loop.now()))

    def plans(self, label: str = LABEL, *matters: Matter, **changes: Any) -> PlanRecord:
        """A plan is kept, with its reminders of these matters only."""
        plan = record(label, **changes)
        self.keeps(made=plan)
        self.keeps(*(each for each in wanted_now(self, label) if each.matter in matters))
        return plan

    def asks(self, plan: PlanRecord, detail: str = "") -> Reminder:
        """The care team asks the prescriber: due at once."""
        asked = self.asking(plan, detail)
        self.keeps(asked)
        return asked

    def asking(self, plan: PlanRecord, detail: str = "") -> Reminder:
        """The same, not kept yet."""
        as_of_now = live(shipped(), plan, TEAM, BERLIN, self.loop.now())
        assert as_of_now
        return raised(as_of_now, Matter.ASKED, detail)

    def one(self, matter: Matter, label: str = LABEL) -> Reminder:
        """The only reminder of this matter that is not withdrawn."""
        (found,) = (
            each
            for each in self.store.reminders(label)
            if each.matter is matter and each.stage is not Stage.WITHDRAWN
        )
        return found


def wanted_now(there: Ringing, label: str = LABEL) -> tuple[Reminder, ...]:
    """What follows from the plan now."""
    plan = there.store.plan(label)
    assert plan
    as_of_now = live(shipped(), plan, TEAM, BERLIN, there.loop.now())
    return wanted(as_of_now) if as_of_now else ()


def reader_of(store: Store, administrators: tuple[int, ...] = (ADMIN,)) -> Reader:
    """Who is there, as the store and the settings have it."""
    return Reader(
        store=store,
        prescribers=frozenset({OWNER}),
        administrators=frozenset(administrators),
        fresh_code=str,
        health=lambda: None,
        bot_name=str,
    )


def alarm_on(
    store: Store,
    out: Sends,
    *,
    clock: Callable[[], datetime],
    pace: Pace,
    administrators: tuple[int, ...] = (ADMIN,),
    nudges: Nudges | None = None,
    words: Any = None,
) -> Alarm:
    """An alarm on this store, sending by this way."""
    pages = Pages(
        words=words or catalogue(),
        guideline=shipped(),
        key=b"k" * 32,
        region="us",
        zone=ZoneInfo(BERLIN),
        zone_name=BERLIN,
        version="0",
    )
    reader = reader_of(store, administrators)
    ledger = Ledger(store=store, reader=reader, guideline=shipped(), zone_name=BERLIN, clock=clock)
    return Alarm(
        store=store,
        lanes=Lanes(ledger=ledger, sends=out, pages=pages, pace=pace),
        guard=ClockGuard(store=store, sends=out, pages=pages, tells=administrators or (OWNER,)),
        nudges=nudges,
        clock=clock,
    )


@contextmanager
def ringing(folder: Path, at: datetime = BEGIN) -> Iterator[Ringing]:
    """A team with an owner and another prescriber, and no plan yet."""
    loop = VirtualLoop(at)
    with closing(loop), closing(open_store(folder)) as store:
        out = WayOut(loop=loop)
        there = Ringing(loop=loop, store=store, out=out)
        own = Membership(role=Role.PRESCRIBER, team=TEAM.number)
        there.keeps(
            TEAM,
            Person(who=OWNER, memberships=(own,)),
            Person(who=OTHER, memberships=(own,)),
        )
        yield there
