"""One reminder on its way, and which of them share a message."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice, takewhile

from bot.alarm.ledger import Claimed, Intent
from flows.reminder.classes import TOGETHER, class_of
from flows.reminder.escalation import Landed
from flows.reminder.message.marks import LATE_AFTER
from flows.reminder.stages import outstanding
from flows.talk.records import Landing, Reminder

DIGEST_MOST = 12  # late reminders in one message, so that it stays within Telegram's length
TOGETHER_MOST = 4  # with all that each says


@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """One reminder on its way."""

    row: Reminder  # as it was due
    seen: datetime  # when it was found to be
    intent: Intent | None = None  # as it stood then
    chats: tuple[int, ...] = ()  # that it goes to, as it stood then
    claim: Claimed | None = None  # once it is claimed
    asked: bool = False
    settled: bool = False
    landed: dict[int, Landed] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def not_tried(self) -> Landed:
        """What becomes of it in a chat that nothing was sent to."""
        return Landed(landing=Landing.WAITS, place=self.row.due)

    @property
    def over(self) -> bool:
        """Whether this process does nothing more about it, and it waits for nothing."""
        done = self.settled if self.claim else self.asked
        return done and not any(each.place for each in self.landed.values())

    def over_in(self, chat: int) -> bool:
        """The same of one chat, while others of it may take longer."""
        return self.over or (chat in self.landed and self.landed[chat].place is None)

    @property
    def late(self) -> bool:
        """Whether it should have been sent well before; what is urgent never goes among others."""
        if class_of(self.row.matter).at_any_hour:
            return False
        return self.row.due is not None and self.seen - self.row.due > LATE_AFTER

    @property
    def open(self) -> set[int]:
        """The chats of this try that have no outcome yet."""
        if self.claim is None:
            return set()
        return {each.chat for each in outstanding(self.claim.reminder)} - self.landed.keys()


def one_message(waiting: Sequence[Job]) -> list[Job]:
    """What goes next in one message: all that is late, else the first, with whatever of its plan
    goes together with it."""
    late = list(takewhile(lambda job: job.late, islice(waiting, DIGEST_MOST)))
    first = waiting[0].row
    if late or first.matter not in TOGETHER:
        return late or [waiting[0]]
    beside = (
        job
        for job in waiting
        if job.row.label == first.label and job.row.matter in TOGETHER and not job.late
    )
    return list(islice(beside, TOGETHER_MOST))


def go_together(claims: Sequence[Claimed]) -> bool:
    """Whether one message shows each with its keys; else it is a list of what is late."""
    plans = {each.record.label for each in claims}
    matters = {each.reminder.matter for each in claims}
    few = len(claims) <= TOGETHER_MOST
    return len(claims) <= 1 or (few and len(plans) == 1 and matters <= TOGETHER)
