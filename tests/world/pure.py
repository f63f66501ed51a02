"""Chats with the dialogue, over what the desk reads and a store in memory; time goes by hand.

A step is the desk's own, but for who is answered at all and for what a transport does.
"""

import re
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeVar

from bot.alarm.ledger import Ledger
from bot.clock import Clock, by_hand
from bot.desk.access import Gate
from bot.desk.arrival import Arrival
from bot.desk.desk import Desk
from bot.desk.meant import group_concerned
from bot.desk.outages import Outages
from bot.guideline import shipped
from bot.measures import Measures
from bot.page import Page
from bot.page.seal import seal
from bot.settings import Settings
from bot.store import Loaded, Store
from bot.store.record.keys import key_of
from bot.wiring import local_desk
from bot.words import catalogue
from core.guideline.schema import Guideline
from flows.dialogue import step
from flows.plan.live import Live
from flows.reminder.escalation import Landed
from flows.reminder.message.note import told
from flows.reminder.stages import outstanding
from flows.reminder.wanted.wanted import wanted
from flows.talk.known import Health, Room
from flows.talk.outage import Outage
from flows.talk.records import (
    Invite,
    Kept,
    Landing,
    Person,
    Place,
    PlanRecord,
    Reminder,
    Team,
)
from flows.talk.replies import Note, Reply, Say, Toast
from flows.talk.turn import Context, Heard, Session, Turn
from tests.world.memory_store import MemoryStore, MemoryTrainees, open_memory
from tests.world.plan_record import LABEL

T = TypeVar("T")
WORDS = catalogue()
CODE = re.compile(r"[A-Za-z0-9_./+-]{0,64}")  # a reason that is none of anybody's words
LABELS = (9, 21, 0, 18)  # how every fresh one begins
BERLIN = "Europe/Berlin"


def fits(reply: Reply) -> Reply:
    """The reply; each of its presses goes into a button, also of a plan's 999th revision."""
    for row in getattr(reply, "choices", ()):
        for each in row:
            label = getattr(reply, "label", "") if each.label is None else each.label
            seal(b"", 0, 0, label=label, number=999, press=each.press)
    return reply


@dataclass(slots=True, kw_only=True)
class Pure:
    """What is kept, what every chat shows, and the clock."""

    now: datetime
    zone_name: str = BERLIN
    pause: timedelta = timedelta(seconds=5)  # before anything is heard
    rules: Guideline = field(default_factory=shipped)  # of today
    store: MemoryStore = field(default_factory=MemoryStore)
    prescribers: tuple[int, ...] = ()  # of the settings, as the administrators
    administrators: tuple[int, ...] = ()
    gate: Gate = field(default_factory=lambda: Gate(prescribers=frozenset()))
    health: Health | None = None
    outages: tuple[Outage, ...] = ()
    room: Room = field(default_factory=Room)  # every group
    code: str = ""
    bot: str = ""
    turns: list[Turn] = field(default_factory=list)
    screens: dict[tuple[int, int], Reply] = field(default_factory=dict)
    last_message: int = 100
    drawn: int = 0
    updates: int = 0

    # what is kept

    @property
    def plans(self) -> dict[str, PlanRecord]:
        """The current revision of each."""
        return {label: each[-1] for label, each in self.store.rows.plans.items()}

    @property
    def people(self) -> dict[int, Person]:
        """To be read, and to be changed as if it had been so before."""
        return self.store.rows.people

    @property
    def teams(self) -> dict[int, Team]:
        """Likewise."""
        return self.store.rows.teams

    @property
    def reminders(self) -> dict[str, Reminder]:
        """Likewise."""
        return self.store.rows.reminders

    @property
    def invites(self) -> dict[str, Invite]:
        """Likewise."""
        return self.store.rows.invites

    def session_of(self, chat: int) -> Session:
        """What is kept of this chat."""
        return self.store.load(chat).session

    def of(self, label: str = LABEL) -> tuple[Reminder, ...]:
        """The reminders of a plan."""
        return self.store.reminders(label)

    def put(self, *kept: Kept) -> Self:
        """As if it had been written before."""
        for each in kept:
            self.store.rows.put(each)
        return self

    def put_session(self, chat: int, session: Session) -> None:
        """Likewise."""
        before = self.store.load(chat).version
        self.store.rows.sessions[chat] = Loaded(session=session, version=before + 1)

    def add(self, record: PlanRecord) -> Self:
        """A plan with what reminds of it from its beginning."""
        now = self.put(record).live(record.label)
        return self.put(*wanted(now))

    def live(self, label: str = LABEL) -> Live:
        """The plan as it stands."""
        return self.desk.as_of_now(self.plans[label])

    def copy(self) -> Self:
        """One that goes its own way from here."""
        screens = dict(self.screens)
        return replace(self, store=self.store.copy(), turns=[*self.turns], screens=screens)

    # what is heard

    @property
    def desk(self) -> Desk:
        """The desk as it is wired, with the world's own clock, chance and store."""
        built = desk_on(
            self.store,
            self.utc,
            zone=self.zone_name,
            prescribers=self.prescribers,
            administrators=self.administrators,
        )
        reader = replace(
            built.reader,
            fresh_code=lambda: self.code,
            health=lambda: self.health,
            outages=lambda: self.outages,
            bot_name=lambda: self.bot,
        )
        return replace(
            built, gate=self.gate, reader=reader, guideline=self.rules, chance=self._chance
        )

    def utc(self) -> datetime:
        """The time, as a store keeps it."""
        return self.now.astimezone(UTC)

    def take(self, heard: Heard, *, who: int, **about: Any) -> Turn:
        """The turn, kept and shown; in the chat of this number, or in private."""
        self.now += self.pause
        desk, arrival = self.desk, self.arrival(heard, who, **about)
        loaded = self.store.load(arrival.chat)
        heard = desk.understood(arrival, heard)
        room = self.room if group_concerned(arrival, heard, desk.reader.team) else Room()
        turn = step(loaded.session, heard, desk.context(arrival, heard, loaded.session, room))
        assert len({key_of(each) for each in turn.keeps}) == len(turn.keeps), turn.keeps
        assert_recorded(turn)
        done(desk.keep(arrival, loaded, turn))
        for reply in turn.replies:
            self._show(reply, arrival.chat, arrival.pressed_message)
        self.turns.append(turn)
        return turn

    def converse(self, heard: Heard, *, who: int, **about: Any) -> tuple[Page, ...]:
        """What the whole desk shows for it; it does not answer everybody."""
        self.now += self.pause
        self.updates += 1
        return done(self.desk.converse(self.arrival(heard, who, update=self.updates, **about)))

    def reads(self, heard: Heard, *, who: int, **about: Any) -> Context:
        """What a turn may know now."""
        arrival = self.arrival(heard, who, **about)
        return self.desk.context(arrival, heard, self.session_of(arrival.chat))

    def arrival(
        self, heard: Heard, who: int, *, chat: int = 0, message: int = 0, **about: Any
    ) -> Arrival:
        """As a transport hands it over."""
        person = self.people.get(who)
        usual = {
            "update": 0,
            "sent": self.now,
            "arrived": self.now,
            "place": Place.GROUP if chat < 0 else Place.PRIVATE,
            "name": (person.name if person else "") or f"Person {who}",
        }
        chat, pressed = chat or who, message or None
        return Arrival(chat=chat, who=who, heard=heard, pressed_message=pressed, **usual | about)

    def _chance(self, _below: int) -> int:
        """Labels one after the other: each is another one than those that were given."""
        self.drawn += 1
        place = self.drawn % (len(LABELS) + 1)
        return LABELS[place - 1] if place else len(self.store.rows.given)

    # what is sent unasked

    def tick(self) -> None:
        """Every reminder that is due is claimed, sent to all its chats, and settled."""
        desk = self.desk
        ledger = Ledger(
            store=self.store,
            reader=desk.reader,
            guideline=self.rules,
            zone_name=self.zone_name,
            clock=self.utc,
        )
        for row in self.store.due(self.now, len(self.reminders)):
            claimed = done(ledger.claim(row, ledger.intent(row), self.utc()))
            if claimed is None:
                continue
            landed = dict[int, Landed]()
            about = (claimed.reminder, claimed.record, claimed.live, claimed.recipients)
            for chat in (each.chat for each in outstanding(claimed.reminder)):
                message = self._new_message()
                note = told(
                    *about,
                    chat=chat,
                    now=self.utc(),
                    unheeded=claimed.unheeded,
                    others=claimed.others,
                )
                self.screens[chat, message] = fits(note)
                landed[chat] = Landed(landing=Landing.SENT, message=message)
            done(ledger.settle(claimed, landed))

    def passes(self, then: datetime) -> None:
        """The clock goes on, every reminder sent when it is due."""
        while (due := self.store.next_due()) is not None and due <= then:
            self.now = max(self.now, due)
            self.tick()
        self.now = then

    # what is shown

    def _show(self, reply: Reply, chat: int, pressed: int | None) -> None:
        """What the message shows from now on; a new one where none is replaced."""
        if isinstance(reply, Toast):
            return
        if isinstance(reply, Note) and reply.chat is not None:
            chat, pressed = reply.chat, reply.message
        anew = isinstance(reply, Say) or getattr(reply, "anew", False)
        message = pressed if pressed and not anew else self._new_message()
        self.screens[chat, message] = fits(reply)

    def _new_message(self) -> int:
        self.last_message += 1
        return self.last_message

    @property
    def turn(self) -> Turn:
        """The last one."""
        return self.turns[-1]


def assert_recorded(turn: Turn) -> None:
    """Whatever is kept beside a chat's own session is a deed, which has its sentence, and a code
    for its reason."""
    assert turn.deeds or not (turn.made or turn.keeps), turn
    for deed in turn.deeds:
        assert f"audit.{deed.action}" in WORDS, deed
        assert CODE.fullmatch(deed.reason), deed


def done(work: Coroutine[Any, Any, T]) -> T:
    """What it returns; with everything in memory there is nothing to wait for."""
    try:
        work.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("it waits for something")


def desk_on(
    store: Store,
    clock: Callable[[], datetime],
    *,
    zone: str = BERLIN,
    prescribers: Iterable[int] = (),
    administrators: Iterable[int] = (),
) -> Desk:
    """The desk as it is wired, on this store."""
    built, may = wired(zone), frozenset(prescribers)
    clock = clock if isinstance(clock, Clock) else by_hand(clock)
    outages = Outages(clock=clock)
    reader = replace(
        built.reader,
        store=store,
        prescribers=may,
        administrators=frozenset(administrators),
        outages=outages,
    )
    issuer = replace(built.issuer, store=store)
    gate = Gate(prescribers=may)
    return replace(
        built,
        store=store,
        trainees=MemoryTrainees(store if isinstance(store, MemoryStore) else MemoryStore()),
        gate=gate,
        reader=reader,
        issuer=issuer,
        clock=clock,
        outages=outages,
        failing=set(),
        outdated=[],
        measures=Measures(),
    )


@cache
def wired(zone: str) -> Desk:
    """A desk as it is put together, for a world to change."""
    nobody = frozenset[int]()
    settings = Settings(timezone=zone)
    return local_desk(settings, Path(), prescribers=nobody, opens=open_memory)
