"""Reads what keeps the store itself going: its times, and what is owed about erased plans."""

from contextlib import AbstractContextManager, suppress
from datetime import datetime

from bot.store import Undecodable
from bot.store.audit.chain import SAID_LAST
from bot.store.changes import COMPACTED, MARK, SEEN, SENT
from bot.store.inbox import Received
from bot.store.reading.lookup import number_in
from bot.store.reading.people import People
from bot.store.record.forms import ERRAND, MOMENT, RECEIVED, TOMBSTONE, WORD
from bot.store.record.keys import inbox_key, within
from bot.store.rows import RANGE, SOME_KEYS, is_within
from flows.talk.erasure import Errand, Tombstone


class Upkeep(People):
    """What no chat asks for."""

    def looking(self) -> AbstractContextManager[None]:
        """Within the block the alarm looks, and asks anew only where somebody has written."""
        return self._remembered.looking()

    def seen(self) -> datetime | None:
        """The latest time this installation has known; where that is lost, when it last sent."""
        return self._remembered.asked("seen", self._seen)

    def _seen(self) -> datetime | None:
        try:
            return self._value(MOMENT, SEEN)
        except Undecodable:
            return self._moment(SENT)

    def last_said(self, action: str) -> str:
        """The reason of the last entry of the audit with this action; empty: there is none."""
        (reason,) = self._file.row(SAID_LAST, (action,)) or ("",)
        return str(reason)

    def mark(self) -> str:
        """How the latest time was counted; empty: it was not kept."""
        return self._value(WORD, MARK) or ""

    def compacted(self) -> datetime | None:
        """When the file was last made as small as it can be."""
        return self._moment(COMPACTED)

    def erased(self, label: str) -> Tombstone | None:
        """When and as what the plan of this label was erased; None where it was not, or where that
        cannot be read."""
        with suppress(Undecodable):
            return self._value(TOMBSTONE, f"erased/{label}")
        return None

    def errands(self) -> tuple[Errand, ...]:
        """What is owed to chats about erased plans, as far as each can be read."""
        return self._remembered.asked("errands", self._errands)

    def _errands(self) -> tuple[Errand, ...]:
        found = list[Errand]()
        for key, text in list(self._file.select(RANGE, within("errand"))):
            with suppress(Undecodable):
                found.append(self._read(ERRAND, key, text)[0])
        return tuple(found)

    def waiting(self, limit: int) -> tuple[int, ...]:
        """The numbers of the updates that wait, lowest first."""
        first, end = within("inbox")
        keys = (key for (key,) in self._file.select(SOME_KEYS, (first, end, limit)))
        numbers = (number_in(key) for key in keys if is_within(key, first, end))
        return tuple(each for each in numbers if each is not None)

    def received(self, number: int) -> Received | None:
        """The update of this number, where it still waits."""
        return self._value(RECEIVED, inbox_key(number))
