"""The inbox of a database, for whatever process: also one that stands by puts updates into it.

Nothing of it is written under the lease. A row that waits is no change of anything that is kept:
whoever leads finds it, and works it off under its own epoch.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic

from bot.store import NotSaved
from bot.store.engine import Arguments, Done, Unanswered
from bot.store.inbox import Received
from bot.store.postgres.keyring.ring import RingTable
from bot.store.postgres.link import Link
from bot.store.postgres.reader import MARKED
from bot.store.postgres.schema import schema_of
from bot.store.postgres.senders.ear import NOTIFY
from bot.store.postgres.statements import kept, spelt
from bot.store.receipts import Receipt, put, receipt
from bot.store.record.codec import SCHEMA
from bot.store.record.keys import inbox_key
from bot.store.secrecy import MARKER, Encryption, WrongKeys, fitting
from bot.store.secrecy.keyring import Keyring
from bot.store.secrecy.keys import Keys
from bot.store.secrecy.master import Masters

NOT_WHILE_ENCRYPTED = "LOCK TABLE kept IN ROW EXCLUSIVE MODE"  # no row is then left in clear
PATIENCE_SECONDS = 5.0  # for an answer: whoever waits for ours sends it again, perhaps elsewhere
Waiting = tuple[Receipt, asyncio.Future[None]]


class Letterbox:
    """What comes together is put together, by a thread of its own; one batch after the other."""

    def __init__(
        self,
        address: str,
        monotonic: Callable[[], float] = monotonic,
        *,
        masters: Masters | None = None,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._link = Link(address, monotonic, patience)
        self._opens = partial(Link, address, monotonic)
        self._masters = masters
        self._keys: Keys | None = None
        self._go_by: Encryption | None = None  # None: rows are in clear
        self._waiting: list[Waiting] = []
        self._emptying: asyncio.Task[None] | None = None

    async def put(self, received: Received) -> None:
        """It waits in the database when this returns, on disk there; raises NotSaved."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((receipt(received), future))
        if self._emptying is None:
            self._emptying = asyncio.create_task(self._empty())
        await future

    async def answers(self) -> bool:
        """Whether the database takes updates now."""
        try:
            await asyncio.to_thread(self._checked)
        except Unanswered:
            return False
        return True

    async def close(self) -> None:
        """What waits has its answer, and the connection is gone."""
        if self._emptying:
            await self._emptying
        self._link.close()
        if self._keys:
            self._keys.close()

    async def _empty(self) -> None:
        try:
            while self._waiting:
                some, self._waiting = self._waiting, []
                outcome = await self._outcome([each for each, _ in some])
                for _, future in some:
                    if future.done():  # whoever sent it has left
                        continue
                    if outcome:
                        future.set_exception(outcome)
                    else:
                        future.set_result(None)
        finally:
            self._emptying = None

    async def _outcome(self, receipts: Sequence[Receipt]) -> NotSaved | None:
        try:
            await asyncio.to_thread(self._put, receipts)
        except Unanswered as error:
            return NotSaved(str(error))
        return None

    def _checked(self) -> None:
        """Raises Unanswered where the database is not reached, or is of another version."""
        try:
            schema = schema_of(self._link)
        except Unanswered:
            if not self._link.lost:
                raise
            schema = schema_of(self._link)  # nothing hung on a connection that was cut meanwhile
        if schema != SCHEMA:
            raise Unanswered(f"the database has schema {schema}, and this program {SCHEMA}")

    def _put(self, receipts: Sequence[Receipt]) -> None:
        self._checked()
        with self._link.transaction():
            self._link.run(NOT_WHILE_ENCRYPTED)
            self._go_by = self._unlocked()
            for each in receipts:
                put(self, each)
            self._link.run_last([(NOTIFY, (inbox_key(receipts[0].number),))])

    def execute(self, statement: str, arguments: Arguments = ()) -> Done:
        """The statement is done."""
        return self._link.run(spelt(statement), kept(statement, arguments, self._go_by))

    def _unlocked(self) -> Encryption | None:
        """The keys that the rows go by; of all keys the one of updates never changes."""
        (marker,) = self._link.run(spelt(MARKED), (MARKER,)).fetchone() or (None,)
        try:
            if marker and not self._keys and self._masters:
                self._keys = Keys(Keyring(RingTable(self._opens()), self._masters()))
            return fitting("the database", marker, self._keys)
        except WrongKeys as error:
            raise Unanswered(str(error)) from error
