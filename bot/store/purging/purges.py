"""What is kept for a time only goes, and what was erased can be read nowhere."""

from asyncio import sleep
from collections.abc import Collection, Iterable
from datetime import datetime

from bot.store.audit import chain
from bot.store.audit.entry import Seal
from bot.store.disk.file import UNREADABLE, not_saved
from bot.store.purging.retention import (
    BATCH,
    purged,
    remove_copies,
    remove_draft,
    remove_invites,
    remove_people,
    remove_reminders,
)
from bot.store.reading.queries import Reading
from bot.store.receipts import forget
from bot.store.record.keys import within
from bot.store.rows import KEYS
from bot.store.secrecy import Encryption


class Purges(Reading):
    """Each is called once a night; raises NotSaved, and what is left is of the next night."""

    _encryption: Encryption | None
    _seal: Seal

    async def purge(self, before: datetime) -> int:
        """How many drafts were removed because their prompt was already open `before`.

        Their bytes are overwritten, also in the log, unless another program is reading the file.
        Others are served between batches; raises NotSaved.
        """
        return await purged(self._file, ("idle", "parked"), before, remove_draft)

    async def purge_reminders(self, before: datetime) -> int:
        """How many reminders were removed because their plan was closed `before`; like purge.

        While a plan is followed they stay: what was told and acknowledged is not told again.
        """
        return await purged(self._file, ("closed",), before, remove_reminders)

    async def purge_audit(self, before: datetime) -> int:
        """How many of the oldest entries of the audit went, which are of a time `before`; like
        purge. The chain begins behind them from now on."""
        count = 0
        while True:
            with self._file.transaction() as connection:
                some = chain.let_go(connection, self._seal, before, BATCH)
            count += some
            if not some:
                break
            await sleep(0)
        self._file.empty_log()
        return count

    async def purge_invites(self, before: datetime) -> int:
        """How many invitations were removed because they were over `before`; raises NotSaved."""
        removed = remove_invites(self._file, before)
        self._file.empty_log()
        return removed

    async def purge_people(self, stays: Collection[int]) -> int:
        """How many people were removed who have no role, own no plan, and are none of these;
        raises NotSaved."""
        removed = remove_people(self._file, stays)
        self._file.empty_log()
        return removed

    async def purge_inbox(self, before: datetime) -> int:
        """How many numbers of updates that came `before` were forgotten; like purge. What still
        waits and can be read stays."""
        count, after = 0, within("heard")[0]
        while after:
            with self._file.transaction() as connection:
                some, after = forget(connection, after, before)
            count += some
            await sleep(0)
        self._file.empty_log()
        return count

    async def purge_keys(self) -> int:
        """How many keys were destroyed that had outlived their erased plan; raises NotSaved."""
        outlived = self.outlived()
        self.destroy_keys(outlived)
        return len(outlived)

    async def purge_copies(self, before: datetime) -> int:
        """How many copies were removed that an upgrade had laid beside the file `before`; raises
        NotSaved."""
        path = self._file.rows.path
        return remove_copies(path, before) if path else 0

    def outlived(self) -> list[str]:
        """The labels of erased plans whose key is not destroyed."""
        if self._encryption is None:
            return []
        erased = (key.partition("/")[2] for (key,) in self._file.select(KEYS, within("erased")))
        return sorted(set(erased) - self._encryption.erased())

    def destroy_keys(self, labels: Iterable[str]) -> None:
        """No backup shows anything of these plans; raises NotSaved."""
        if self._encryption is None:
            return
        try:
            for label in labels:
                self._encryption.destroy(label)
        except UNREADABLE as error:
            raise not_saved(error) from error
