"""What could not be reached is asked again, so that no refusal holds for ever.

A report that the bot was let in again can be missed, and a refusal was perhaps never true.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.alarm.chats import Chats
from bot.alarm.sending import Sends

EVERY = timedelta(hours=1)

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Knocking:
    """Looks once an hour whether a chat that counts as dead can be reached."""

    chats: Chats
    sends: Sends
    _last: datetime | None = None

    async def round(self, now: datetime) -> None:
        """Every such chat was asked, if it was time; raises NotSaved or NotRead."""
        if self._last is not None and timedelta(0) <= now - self._last < EVERY:
            return
        self._last = now
        for chat in tuple(self._dead()):
            if await self.sends.reaches(chat):
                log.warning("a chat can be reached again")
                await self.chats.find(chat)

    def _dead(self) -> Iterator[int]:
        """Groups that are gone, and people who are."""
        store, reader = self.chats.desk.store, self.chats.desk.reader
        people = {who: reader.person(who) for who in reader.prescribers | reader.administrators}
        for number in range(1, store.last_team() + 1):
            team = reader.team(number)
            if team is None or not team.serial:  # one that cannot be read is mended first
                continue
            if team.dead and team.chat:
                yield team.chat
            people |= {each.who: each for each in store.people(number)}
        yield from (who for who, person in sorted(people.items()) if not person.reachable)
