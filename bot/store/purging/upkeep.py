"""What a store is asked for by nobody in a chat: its times, and what it keeps for a time only."""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from bot.store.backups.restored import Restored
from flows.talk.erasure import Errand, Tombstone


class Upkeep(Protocol):
    """The part of a store by which it is kept going."""

    def looking(self) -> AbstractContextManager[None]:
        """Within the block what is asked at each look (what is due, on its way, idle or owed, and
        the latest time) is asked anew only where somebody has written since the look before;
        raises NotRead."""
        ...

    def seen(self) -> datetime | None:
        """The latest time that was believed; lower than before where a clock was put back."""
        ...

    def restored(self) -> Restored | None:
        """From what backup this installation goes on; None where it never did."""
        ...

    def told_restored(self, chats: Collection[int], since: datetime) -> Mapping[int, datetime]:
        """When each of these was last told of that since then, by whatever process."""
        ...

    def compacted(self) -> datetime | None:
        """When the file was last made as small as it can be."""
        ...

    def last_said(self, action: str) -> str:
        """The reason of the last entry of the audit with this action; empty: there is none."""
        ...

    def mark(self) -> str:
        """What was last kept of how that time is counted; empty: nothing."""
        ...

    def errands(self) -> tuple[Errand, ...]:
        """What is owed to chats about erased plans, as far as each can be read."""
        ...

    def erased(self, label: str) -> Tombstone | None:
        """When and as what the plan of this label was erased; None where it was not, or where that
        cannot be read."""
        ...

    async def purge(self, before: datetime) -> int:
        """How many drafts were removed because their prompt was already open `before`."""
        ...

    async def purge_audit(self, before: datetime) -> int:
        """How many of the oldest entries of the audit went, which are of a time `before`."""
        ...

    async def purge_invites(self, before: datetime) -> int:
        """How many invitations were removed because they were over `before`."""
        ...

    async def purge_people(self, stays: Collection[int]) -> int:
        """How many people were removed who have no role, own no plan, and are none of these."""
        ...

    async def purge_keys(self) -> int:
        """How many keys were destroyed that had outlived their erased plan."""
        ...

    async def purge_copies(self, before: datetime) -> int:
        """How many copies were removed that an upgrade had laid beside the file `before`."""
        ...

    async def purge_reminders(self, before: datetime) -> int:
        """How many reminders were removed because their plan was closed `before`."""
        ...

    async def compact(self, at: datetime) -> None:
        """The file is as small as it can be, which is kept as of `at`; raises NotSaved.

        Whoever writes meanwhile waits.
        """
        ...
