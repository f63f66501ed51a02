"""What becomes of a chat, as its reminders meet it: it moves, is lost, or can be reached again.

The dialogue takes it as if Telegram had reported it, so that both ways lead to the same.
"""

from dataclasses import dataclass

from bot.alarm.endings import Endings
from bot.alarm.ledger import TRIES
from bot.desk.arrival import Arrival
from bot.desk.desk import Desk
from bot.store import NotSaved, Stale
from flows import dialogue
from flows.talk.records import Place
from flows.talk.turn import Moved, Reachable


@dataclass(frozen=True, slots=True, kw_only=True)
class Chats:
    """The chats that reminders go to; each step is a commit, and raises NotSaved where it was not
    kept."""

    desk: Desk
    endings: Endings

    async def move(self, chat: int, to: int) -> None:
        """The group has its new number, and so has everything that goes there."""
        await self._learn(chat, Moved(chat=to))

    async def lose(self, chat: int) -> None:
        """The chat counts as dead, and who else may know is told of every plan concerned."""
        await self._learn(chat, Reachable(writable=False))

    async def find(self, chat: int) -> None:
        """The chat that counted as dead can be reached again, and gets what it missed."""
        await self._learn(chat, Reachable(writable=True))

    async def _learn(self, chat: int, heard: Moved | Reachable) -> None:
        for _ in range(TRIES):
            now, loaded = self.desk.clock(), self.desk.store.load(chat)
            arrival = Arrival(
                chat=chat,
                who=max(chat, 0),
                update=loaded.session.last_update,
                heard=heard,
                sent=now,
                arrived=now,
                place=Place.GROUP if chat < 0 else Place.PRIVATE,
            )
            turn = dialogue.step(
                loaded.session, heard, self.desk.context(arrival, heard, loaded.session)
            )
            try:
                await self.desk.keep(arrival, loaded, turn)
            except Stale:
                continue
            self.endings.add(turn.replies)
            return
        raise NotSaved
