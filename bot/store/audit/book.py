"""The audit as it is looked at from outside of the bot: some of its entries, or its proof."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.store import CannotOpen, NotRead
from bot.store.audit.chain import NAMES, text_of
from bot.store.audit.entry import Entry, Seal
from bot.store.audit.heads import Noted
from bot.store.audit.proof import Reached, Wrong, compared, verified
from bot.store.connection import WAIT_SECONDS, Looking
from bot.store.disk.file import UNREADABLE
from bot.store.disk.folder import ALTERED, FILE, is_altered, is_ours, schema_of
from bot.store.engine import Reads
from bot.store.record.codec import SCHEMA
from bot.store.record.keys import within
from bot.store.record.secret import secret_of
from bot.store.rows import KEYS
from bot.store.secrecy import Encryption

WANTED = (
    f"SELECT {NAMES} FROM audit WHERE ?1 IN ('', plan) AND ?2 IN ('', actor)"  # noqa: S608  fixed
    " AND utc >= ?3 AND utc < ?4 ORDER BY seq"
)
EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The audit of a folder, and who and what its names are, as far as that is still kept."""

    connection: Reads
    seal: Seal

    def entries(
        self, *, plan: str = "", person: int = 0, between: tuple[datetime, datetime] = EVER
    ) -> Iterator[Entry]:
        """Those of this plan, of this person and of this time, the oldest first."""
        who = self.seal.person(person) if person else ""
        times = (text_of(each) for each in between)
        rows = self.connection.select(WANTED, (self.seal.plan(plan), who, *times))
        return map(Entry.of, rows)

    def verified(self, heads: Sequence[Noted]) -> tuple[Reached | Wrong, int]:
        """The whole chain, or its first entry that is wrong, these heads compared; and how many
        of them are of what was lost with a restore."""
        found = verified(self.connection, self.seal)
        return (found, 0) if isinstance(found, Wrong) else compared(self.connection, found, heads)

    def people(self) -> dict[str, int]:
        """The Telegram numbers by the names that the audit has for them."""
        keys = self.connection.select(KEYS, within("person"))
        numbers = (int(key.partition("/")[2]) for (key,) in keys)
        return {self.seal.person(each): each for each in (0, *numbers)}

    def plans(self) -> dict[str, str]:
        """The labels of the plans there are, by the names that the audit has for them."""
        keys = self.connection.select(KEYS, within("plan"))
        labels = {key.split("/")[1] for (key,) in keys}
        return {self.seal.plan(each): each for each in labels}


@contextmanager
def opened(folder: Path, keys: Encryption | None = None) -> Iterator[Book]:
    """The audit of the data in this folder, which a bot may be writing to; raises CannotOpen."""
    path = folder / FILE
    if not path.is_file():
        raise CannotOpen(f"there is no audit: {path} is not there")
    try:
        connection = Looking(path, wait_seconds=WAIT_SECONDS, keys=keys)
        try:
            schema = schema_of(path, connection)
            if is_altered(connection, schema):
                raise CannotOpen(f"{path} {ALTERED}")
            if schema != SCHEMA or not is_ours(connection, SCHEMA):
                raise CannotOpen(f"{path} is of another version, which the next start brings up")
            yield Book(connection=connection, seal=Seal(secret_of(connection)))
        finally:
            connection.close()
    except (*UNREADABLE, NotRead, ValueError, TypeError) as error:
        raise CannotOpen(
            f"{path} cannot be read: {error}; deploy/README.md says how to mend it"
        ) from error
