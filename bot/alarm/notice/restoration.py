"""Who is told that this installation goes on from a backup: doses may have been changed since."""

from asyncio import sleep
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.alarm.notice.telling import Telling, Tells
from bot.desk.reader import Reader
from bot.store import Change, Store
from bot.store.backups.restored import Restored
from flows.lists.upkeep import restored
from flows.reminder.hours import next_allowed
from flows.talk.records import Team
from flows.talk.replies import Note
from flows.talk.turn import Deed

TOLD_FOR = timedelta(days=3)
TOLD = Deed(action="restored_told", label="")


@dataclass(slots=True, kw_only=True)
class Restoration:
    """Tells the administrators at once, and by their own day the owner and the group of every plan
    that is followed; on each of the first days, since nobody else can know what was lost.

    Who was told is in the audit: another process that takes over tells nobody again that day.
    """

    store: Store
    reader: Reader
    first: tuple[int, ...]  # administrators, or with none the prescribers
    tells: Tells
    _last: tuple[Restored | None] | None = None  # once it was read: nothing is restored meanwhile
    _followers: dict[int, Team | None] | None = None  # by chat, with the team of a plan of theirs

    async def tell(self) -> None:
        """Everybody concerned knows; whoever could not be reached is told at the next look."""
        now = self.tells.clock()
        self._last = self._last or (self.store.restored(),)
        there = lately(self._last[0], now)
        if there is None:
            return
        zone_name = self.tells.pages.zone_name
        note = Note(label="", number=0, blocks=((restored(there.as_of, zone_name),),))
        what = f"restored.{there.at.isoformat()}"
        for chat, team in (await self._whom(there, what)).items():
            zone = team.zone if team else zone_name
            awake = chat in self.first or next_allowed(now, zone, team) == now
            if awake and await self.tells.tell(chat, (what,), note):
                await self.store.commit(Change(who=chat, at=now, deeds=(TOLD,)))

    async def _whom(self, there: Restored, what: str) -> dict[int, Team | None]:
        if self._followers is None:
            found = dict[int, Team | None].fromkeys(self.first)
            for label in self.store.labels():
                found |= self._of(label)
                await sleep(0)
            told = self.store.told_restored(found, there.at)
            self.tells.begins(Telling(what=what, chat=chat, at=at) for chat, at in told.items())
            self._followers = found
        return self._followers

    def _of(self, label: str) -> dict[int, Team | None]:
        plan = self.reader.kept_plan(label)
        if plan is None or not plan.reminds:
            return {}
        team = self.reader.team(plan.team)
        group = self.store.group_of(plan.team) if plan.team else 0
        return dict.fromkeys({plan.owner, group} - {0, *self.first}, team)


def lately(there: Restored | None, now: datetime) -> Restored | None:
    """The same, as long as it is to be known."""
    return there if there and now - there.at < TOLD_FOR else None
