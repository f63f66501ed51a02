"""What cannot be read back is told at once, and on each day again while it is so."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.alarm.sending import Sends
from bot.page.render import Pages, Seat
from bot.store import Fault, Store
from flows.lists.unread import here, named
from flows.talk.known import Unread
from flows.talk.records import Landing
from flows.talk.replies import Note
from flows.talk.screens import Block, say

AGAIN = timedelta(days=1)
FOLLOWED = frozenset({"plan", "reminder", "team"})  # what a group or an owner relies on


@dataclass(slots=True, kw_only=True)
class Telling:
    """Tells whoever runs this bot, and those who follow what is concerned."""

    store: Store
    sends: Sends
    pages: Pages
    tells: tuple[int, ...]  # administrators, or with none the prescribers
    _told: dict[tuple[int, str], datetime] = field(default_factory=dict)

    async def tell(self, now: datetime, remade: int = 0) -> None:
        """Everybody concerned knows; whoever could not be reached is told at the next look.

        So many reminders were remade meanwhile: nothing is left to do, but it is worth knowing.
        """
        if remade:
            for who in self.tells:
                await self._sent(who, ((say("unread.remade", number=remade),),), now)
        faults = self.store.faults()
        there = {each.key for each in faults}
        self._told = {told: at for told, at in self._told.items() if told[1] in there}
        if not faults:
            return
        for who in self.tells:
            head = say("unread.head", strong=True)
            await self._told_to(who, faults, (head,), now)
        for chat, theirs in self._followers(faults).items():
            if chat not in self.tells:
                await self._told_to(chat, theirs, (), now)

    async def _told_to(
        self, chat: int, faults: Iterable[Fault], head: Block, now: datetime
    ) -> None:
        """All of it in one message, where some of it is new to them or a day old."""
        keys = [(chat, each.key) for each in faults]
        if all(key in self._told and abs(now - self._told[key]) < AGAIN for key in keys):
            return
        said = named(unread(faults)) if head else here(unread(faults))
        if await self._sent(chat, (head, said) if head else (said,), now):
            self._told |= dict.fromkeys(keys, now)

    async def _sent(self, chat: int, blocks: tuple[Block, ...], now: datetime) -> bool:
        note = Note(label="", number=0, blocks=blocks)
        (page,) = self.pages.pages(note, Seat(chat=chat, who=max(chat, 0), now=now))
        outcome = await self.sends.send(chat, page)
        return outcome.landing is not Landing.WAITS

    def _followers(self, faults: Iterable[Fault]) -> dict[int, list[Fault]]:
        """The groups and owners that rely on it, as far as what leads to it says who they are."""
        found = dict[int, list[Fault]]()
        for fault in faults:
            for chat in self._chats(fault):
                found.setdefault(chat, []).append(fault)
        return found

    def _chats(self, fault: Fault) -> set[int]:
        if fault.kind not in FOLLOWED:
            return set()
        if fault.kind == "team":
            return {self.store.group_of(int(fault.name))} - {0}
        owner, team = self.store.whose(fault.name)
        return {owner, self.store.group_of(team)} - {0}


def unread(faults: Iterable[Fault]) -> tuple[Unread, ...]:
    """The same as it is said."""
    return tuple(Unread(kind=each.kind, name=each.name) for each in faults)
