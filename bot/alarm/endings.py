"""What the alarm has ended, or told again below, says so in every message that still shows it, and
has no button."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.alarm.sending import Sends
from bot.desk.desk import Desk
from bot.pacing import CHAT_SECONDS, Pace
from bot.page.render import Seat
from bot.store import NotRead
from flows.plan.live import CannotStand
from flows.reminder.elsewhere import Outdated, as_it_reads, joined, over_of_others
from flows.talk.records import Landing
from flows.talk.replies import Note, Reply

AT_ONCE = 20  # in one tick: what is due comes first

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Endings:
    """Messages that are to be made true; one that is gone is left, and a lost one is told by the
    press under it."""

    desk: Desk
    sends: Sends
    pace: Pace
    _waiting: list[Note | Outdated] = field(default_factory=list)

    def add(self, replies: Iterable[Reply]) -> None:
        """What other chats show is to be made true."""
        self._waiting += (each for each in replies if isinstance(each, Note) and each.chat)

    async def round(self) -> None:
        """Some of them are, each chat at its pace; the rest waits for the next tick."""
        waiting, self._waiting = [*self._waiting, *joined(self.desk.outdated)], []
        self.desk.outdated.clear()
        for number, each in enumerate(waiting):
            if number >= AT_ONCE or not await self._is_true(each):
                self._waiting.append(each)

    async def _is_true(self, each: Note | Outdated) -> bool:
        """Whether it needs nothing more; what a message shows is worked out in its turn, as it may
        have changed while it waited."""
        chat = each.chat or 0
        if self.pace.wait_seconds(chat) > CHAT_SECONDS:
            return False
        note = self._of(each) if isinstance(each, Outdated) else each
        return note is None or await self._shown(chat, note)

    async def _shown(self, chat: int, note: Note) -> bool:
        """Whether it is shown, or can never be."""
        seat = Seat(chat=chat, who=max(chat, 0), now=self.desk.clock())
        (page,) = self.desk.pages.pages(note, seat)
        async with self.pace.turn(chat):
            outcome = await self.sends.edit(chat, page)
        if outcome.wait_seconds:
            self.pace.hold(chat, outcome.wait_seconds)
        return outcome.landing is not Landing.WAITS or bool(outcome.moved_to)

    def _of(self, outdated: Outdated) -> Note | None:
        """What the message shows now; nothing of its plan where that cannot be read."""
        desk, label = self.desk, outdated.label
        try:
            record = desk.store.plan(label)
            if record is None:
                return None  # it is erased, and so are its messages
            return as_it_reads(
                outdated,
                desk.store.reminders(label),
                desk.as_of_now(record),
                desk.reader.recipients(record, desk.reader.team(record.team)),
                now=desk.clock(),
            )
        except (NotRead, CannotStand):
            log.exception("what is over cannot be told with its plan")
        return next(over_of_others((outdated,)), None)
