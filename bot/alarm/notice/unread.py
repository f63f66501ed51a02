"""Who is told of what cannot be read back: at once, and on each day again while it is so."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.alarm.notice.telling import Tells
from bot.store import Fault, Store
from flows.lists.unread import here, named
from flows.talk.known import Unread
from flows.talk.replies import Note
from flows.talk.screens import Block, say

FOLLOWED = frozenset({"plan", "reminder", "team"})  # what a group or an owner relies on


@dataclass(slots=True, kw_only=True)
class Damage:
    """Tells whoever runs this bot, and those who follow what is concerned."""

    store: Store
    first: tuple[int, ...]  # administrators, or with none the prescribers
    tells: Tells
    _remade: Counter[int] = field(default_factory=Counter)  # by whom it is still to be told

    async def tell(self, remade: int = 0) -> None:
        """Everybody concerned knows; whoever could not be reached is told at the next look.

        So many reminders were remade meanwhile: nothing is left to do, but it is worth knowing.
        """
        for who in self.first:
            self._remade[who] += remade
            if number := self._remade[who]:
                note = _note((say("unread.remade", number=number),))
                if await self.tells.tell(who, (), note):
                    del self._remade[who]
        faults = self.store.faults()
        self.tells.stands("unread", {_named(each) for each in faults})
        if not faults:
            return
        head = (say("unread.head", strong=True),)
        for who in self.first:
            said = named(unread(faults))
            await self.tells.tell(who, map(_named, faults), _note(head, said))
        for chat, theirs in self._followers(faults).items():
            if chat not in self.first:
                said = here(unread(theirs))
                await self.tells.tell(chat, map(_named, theirs), _note(said))

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


def _named(fault: Fault) -> str:
    return f"unread.{fault.key}"


def _note(*blocks: Block) -> Note:
    return Note(label="", number=0, blocks=blocks)
