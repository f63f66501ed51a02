"""An alarm as it is wired, on a virtual clock, with a way out that answers as it is told."""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from bot.alarm.alarm import Alarm
from bot.alarm.sending import Attempt, Sends
from bot.clock import Clock
from bot.desk.desk import Desk
from bot.pacing import Pace
from bot.page import Page
from bot.page.seal import unseal
from bot.store import Change, Store
from bot.wiring import alarm
from flows.plan.live import Live
from flows.reminder.wanted.wanted import raised, wanted
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
from tests.world.memory_store import MemoryStore
from tests.world.plan_record import LABEL, plan_record
from tests.world.pure import BERLIN, desk_on

T = TypeVar("T")
OWNER, OTHER, ADMIN, GROUP = 7, 8, 9, -100
SECOND = "B4T-9XC"
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
    about = {"label": label, "owner": OWNER, "team": TEAM.number} | changes
    return plan_record(ANSWERS, at=BEGIN, **about)


def desk_of(
    store: Store,
    clock: Callable[[], datetime],
    *,
    zone: str = BERLIN,
    administrators: tuple[int, ...] = (ADMIN,),
) -> Desk:
    """The desk of this team."""
    return desk_on(store, clock, zone=zone, prescribers={OWNER}, administrators=administrators)


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
    back: set[int] = field(default_factory=set)  # chats that can be reached again
    left: list[Message] = field(default_factory=list)
    edits: dict[int, list[Attempt]] = field(default_factory=dict)  # what they are answered
    edited: list[Message] = field(default_factory=list)
    removed: list[tuple[int, int]] = field(default_factory=list)
    removals: dict[int, list[Attempt]] = field(default_factory=dict)  # what they are answered
    seconds: float = 0.1
    before: Callable[[], object] = bool  # done before each message

    async def send(self, chat: int, page: Page, *, thread: int = 0) -> Attempt:
        """One try."""
        self.before()
        self.left.append(Message(at=self.loop.now(), chat=chat, thread=thread, page=page))
        await self.loop.waits(self.seconds)
        told = self.answers.get(chat)
        outcome = told.pop(0) if told else replace(SENT, message=len(self.left))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def edit(self, chat: int, page: Page) -> Attempt:
        """A message shows it."""
        self.edited.append(Message(at=self.loop.now(), chat=chat, thread=0, page=page))
        await self.loop.waits(self.seconds)
        told = self.edits.get(chat)
        return told.pop(0) if told else SENT

    async def remove(self, chat: int, message: int) -> Attempt:
        """A message is deleted."""
        self.removed.append((chat, message))
        await self.loop.waits(self.seconds)
        told = self.removals.get(chat)
        return told.pop(0) if told else SENT

    async def clear(self, chat: int) -> None:
        """Nobody is being answered."""

    async def reaches(self, chat: int) -> bool:
        """Whether a test says so."""
        return chat in self.back

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
    store: MemoryStore
    out: WayOut
    alarm: Alarm = field(init=False)
    clock: Clock = field(init=False)
    off: timedelta = timedelta(0)  # that the machine's clock is ahead of the time
    faulty: bool = False  # a test means something to fail that is no refusal of the store
    alarms: list[Alarm] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = Clock(machine=lambda: self.loop.now() + self.off, elapsed=self.loop.time)
        self.alarm = self.another()

    def another(self, store: Any = None, *, words: Any = None, **more: Any) -> Alarm:
        """An alarm like the first, on this store or another."""
        desk = desk_of(store or self.store, self.clock, **more)
        pages = replace(desk.pages, words=words or desk.pages.words)
        self.alarms.append(alarm_on(replace(desk, pages=pages), self.out, self.loop))
        return self.alarms[-1]

    def failures(self) -> int:
        """How often a reminder could not be judged or written."""
        counts = (each.lanes.counts for each in self.alarms)
        return sum(each["failed"] + each["unwritten"] for each in counts)

    def dead_buttons(self) -> list[str]:
        """Those that left, and that nobody could press where they are."""
        key = self.store.key()
        return [
            button.data
            for sent in (*self.out.left, *self.out.edited)
            for row in sent.page.buttons
            for button in row
            if not unseal(key, sent.chat, max(sent.chat, 0), button.data)
        ]

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
        return raised(self.live(plan), Matter.ASKED, detail)

    def live(self, plan: PlanRecord) -> Live:
        """The plan as it stands."""
        return desk_of(self.store, self.loop.now).as_of_now(plan)

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
    return wanted(there.live(plan))


def alarm_on(desk: Desk, out: Sends, loop: VirtualLoop) -> Alarm:
    """The alarm of this desk, sending by this way; seconds pass by being waited for."""
    return alarm(desk, out, pace=Pace(monotonic=loop.time, sleep=loop.waits))


@contextmanager
def ringing(at: datetime = BEGIN) -> Iterator[Ringing]:
    """A team with an owner and another prescriber, and no plan yet."""
    loop = VirtualLoop(at)
    with closing(loop):
        there = Ringing(loop=loop, store=MemoryStore(), out=WayOut(loop=loop))
        own = Membership(role=Role.PRESCRIBER, team=TEAM.number)
        there.keeps(
            TEAM,
            Person(who=OWNER, memberships=(own,)),
            Person(who=OTHER, memberships=(own,)),
        )
        yield there
        assert there.faulty or not there.failures()
        assert not there.dead_buttons()
