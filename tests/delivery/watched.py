"""The real store and the real lanes, watched by the truth, with the points of a kill."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.alarm.lanes import Lanes
from bot.alarm.ledger import Claimed
from bot.alarm.sending import Attempt
from bot.store import Change, Fault, Full, NotSaved
from bot.store.check import problems
from bot.store.group import Group
from bot.store.sqlite import SqliteStore
from tests.delivery.hooks import Hooks
from tests.delivery.truth import Truth


class Watched:
    """The real store, with the points at which the process may end, and a disk that fails."""

    def __init__(
        self, store: SqliteStore, hooks: Hooks, truth: Truth, fails: Callable[[], bool]
    ) -> None:
        self.store, self.hooks, self.fails = store, hooks, fails
        write = store._write

        def written(group: Sequence[Any]) -> list[Any]:
            if self.hooks.dead:
                raise NotSaved
            outcomes = write(group)
            for each, outcome in zip(group, outcomes, strict=True):
                if outcome is None:
                    truth.kept(each.change)
            return outcomes

        store._group = Group(written)

    def __getattr__(self, name: str) -> Any:
        self.hooks.alive()
        return getattr(self.store, name)

    async def commit(self, change: Change) -> None:
        """The same as the store's, with a kill before it or after it."""
        self.hooks.point("before commit")
        if self.fails():
            raise Full
        await self.store.commit(change)
        self.hooks.point("after commit")

    async def inspected(self) -> tuple[Fault, ...]:
        """The same as the store's, with no thread beside: no time passes meanwhile."""
        found = faults_in(self.store)
        for each in found:
            self.store.note(each.key, each.why)
        return found

    def killed(self) -> None:
        """The file as a kill leaves it: nothing that waited is written."""
        self.store._file.close()
        self.store._lock.release()


@dataclass(slots=True, kw_only=True)
class Seen(Lanes):
    """The lanes, which say what each message is made of before it leaves."""

    truth: Truth

    async def _sent(self, chat: int, standings: Sequence[Claimed]) -> Attempt:
        self.truth.sends(chat, standings, self.truth.now())
        outcome = await Lanes._sent(self, chat, standings)
        self.truth.under_way.pop(chat)
        return outcome


def faults_in(store: SqliteStore) -> tuple[Fault, ...]:
    """What is wrong with its file."""
    return tuple(problems(store._file.connection()))
