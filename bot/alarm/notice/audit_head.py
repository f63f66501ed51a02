"""The administrators are told the end of the audit weekly: nobody can alter what they have."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.alarm.notice.telling import Tells
from bot.store import Change, Store
from flows.reminder.hours import next_allowed
from flows.talk.replies import Note
from flows.talk.screens import say
from flows.talk.turn import Deed

EVERY = timedelta(weeks=1)


@dataclass(slots=True, kw_only=True)
class AuditHead:
    """Tells them by day, a week after the last time or after the audit began."""

    store: Store
    administrators: tuple[int, ...]
    tells: Tells
    _next: datetime | None = None  # not before then, as far as is known

    async def tell(self) -> None:
        """Whoever could be reached has it; where nobody could, it is told at the next look."""
        now, zone = self.tells.clock(), self.tells.pages.zone_name
        if not self.administrators or (self._next and now < self._next):
            return
        since = self.store.head_told()
        if since is None:
            return
        self._next = since + EVERY
        if now < self._next or next_allowed(now, zone, None) != now:
            return
        if (head := self.store.head()) is None:
            return
        said = (say("audit_head.said", number=head.seq), say("audit_head.head", head=head.short))
        note, told = Note(label="", number=0, blocks=(said,)), False
        for who in self.administrators:
            told |= await self.tells.tell(who, (f"audit_head.{head}",), note)
        if told:
            deed = Deed(action="head_told", label="")
            await self.store.commit(Change(at=now, deeds=(deed,)))
