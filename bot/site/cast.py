"""Who answers while a course plays by itself: the prescriber and the nurse, by a small plot.

They press what stands in the chats, as a person does. Whatever a visitor does in between, they
go on from there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from bot.page.seal import of_revision, press_of
from bot.practice.pushed_clock import Push
from bot.practice.team import PRACTICE
from bot.site.case import DETAILED, DISCARD, NEW, presses, typed
from bot.site.inspector import latest
from bot.site.plot import (
    CHOSEN,
    DECIDES,
    OF_THE_STEROID,
    OUTAGE_AT,
    answers,
    asks_for_signs,
    is_the_prescribers,
    steroid_decisions,
    taken_up,
    verb,
    visit,
)
from bot.site.scene import Scene
from bot.transport.played import GROUP, ME, NURSE
from core.amounts import A_DAY
from flows.decision.button_code import wish
from flows.plan.sections import CARD, MORE
from flows.plan.visit.found import fresh
from flows.reminder.stages import handle
from flows.talk.records import Matter, PlanRecord, Reminder

KEEP = "value.keep"
SHARE = ("share", f"share.{PRACTICE}")
OUTAGE = Push(by=timedelta(days=3), off=True)
Wanted = Callable[[str], bool]


@dataclass(slots=True, kw_only=True)
class Cast:
    """Everybody's next move: one for each beat of the play."""

    scene: Scene
    _pressed: set[tuple[int, int, str]] = field(default_factory=set)  # nothing is pressed twice
    _out: set[str] = field(default_factory=set)  # plans that had their outage
    _led: set[tuple[str, str]] = field(default_factory=set)  # what was pressed of a draft

    async def beat(self) -> bool:
        """The next thing has happened; False where the course is over."""
        record = latest(self.scene.practice.desk)
        if record is None or record.closed_at:
            await self._begins()
            return True
        if record.team != PRACTICE and await self._shares(record):
            return True
        return await self._lives(record)

    async def _begins(self) -> None:
        """One answer more, on the way to a plan."""
        draft = self.scene.practice.desk.store.load(ME).session.draft
        if await self._presses(ME, ME, DISCARD.__eq__):
            return
        if draft is None or draft.parked:
            await self.scene.says(ME, ME, NEW)
            return
        if text := typed(draft):
            await self.scene.says(ME, ME, text)
            return
        for wanted in presses(draft, detailed=(draft.label, DETAILED) in self._led):
            if await self._presses(ME, ME, partial(_is, word=wanted)):
                self._led.add((draft.label, wanted))
                return
        await self.scene.says(ME, ME, NEW)

    async def _shares(self, record: PlanRecord) -> bool:
        """From the card by what stands under More."""
        shared = await self._presses(ME, ME, lambda press: press in SHARE, record)
        return shared or await self._presses(ME, ME, f"show.{CARD}.{MORE}".__eq__, record)

    async def _lives(self, record: PlanRecord) -> bool:
        """Somebody does what is to be done, or time passes."""
        reminders = self.scene.practice.desk.store.reminders(record.label)
        waits = [each for each in reminders if each.stage.is_told]
        asks = any(each.matter in OF_THE_STEROID for each in waits)
        if (asks or (waits and not record.visited)) and await self._visits(record):
            return True
        for reminder in waits:
            if reminder.matter in DECIDES and await self._decides(record, reminder):
                return True
        for reminder in waits:
            if await self._takes_up(record, reminder):
                return True
        live = self.scene.practice.desk.as_of_now(record)
        if live.course is None or live.course.ends is not None:
            return False
        await self._waits(record, reminders)
        return True

    async def _visits(self, record: PlanRecord) -> bool:
        """What was measured is typed once, then kept."""
        line = visit(record)
        if not line or (record.label, line) in self._led:
            return await self._presses(ME, ME, KEEP.__eq__, record)
        self._led.add((record.label, line))
        await self.scene.says(ME, ME, f"/visit {record.label} {line}")
        return True

    async def _decides(self, record: PlanRecord, asks: Reminder) -> bool:
        """The decision is one press further."""
        wants, asked = verb(record, asks.matter), handle(asks)
        if not wants:
            return False

        def begins(press: str) -> bool:
            return press in {wants, f"decide.{asked}"} or (
                _is(press, wants) and press.endswith(asked)
            )

        found = partial(answers, record=record)
        signs = partial(asks_for_signs, last=fresh(self.scene.practice.desk.as_of_now(record)))
        ways = (CHOSEN.__contains__, found, signs, lambda press: _goes_on(press, wants), begins)
        for wanted in ways:
            if await self._presses(ME, ME, wanted, record):
                return True
        return False

    async def _takes_up(self, record: PlanRecord, reminder: Reminder) -> bool:
        """The nurse takes it up, or it is left to the prescriber."""
        who, chat = (ME, ME) if is_the_prescribers(record, reminder) else (NURSE, GROUP)
        today = self.scene.practice.desk.as_of_now(record).today
        return await self._presses(who, chat, taken_up(reminder, today).__contains__, record)

    async def _waits(self, record: PlanRecord, reminders: Sequence[Reminder]) -> None:
        """A day is over, or less where something falls due before."""
        practice = self.scene.practice
        due = practice.desk.store.next_due()
        soon = due is not None and due - practice.time() < A_DAY
        comes = {each.matter for each in reminders if each.due == due}
        outage = steroid_decisions(record) == OUTAGE_AT and record.label not in self._out
        if outage and soon and Matter.HEADS_UP in comes:
            self._out.add(record.label)
            await self.scene.push(OUTAGE)
            return
        await self.scene.push(Push(by=None if soon else A_DAY))

    async def _presses(
        self, who: int, chat: int, wanted: Wanted, record: PlanRecord | None = None
    ) -> bool:
        """The lowest button that is wanted was pressed; False where there is none."""
        for message, data in self._buttons(chat):
            if record and of_revision(data) != (record.label, record.revision):
                continue
            if wanted(press_of(data)) and (chat, message, data) not in self._pressed:
                self._pressed.add((chat, message, data))
                await self.scene.presses(who, chat, message, data)
                return True
        return False

    def _buttons(self, chat: int) -> Iterator[tuple[int, str]]:
        """Every button of this chat, those of the lowest message first."""
        for bubble in self.scene.board.rows(chat):
            yield from ((bubble.number, data) for row in bubble.rows for _, data in row)


def _is(press: str, word: str) -> bool:
    """Whether it presses this, whatever it carries with it."""
    return press == word or press.startswith(f"{word}.")


def _goes_on(press: str, verb: str) -> bool:
    """Whether something of this decision was chosen already."""
    asked = wish(press)
    return asked.verb == verb and bool(asked.chosen) and not asked.reminder
