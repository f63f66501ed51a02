"""What somebody does at the command line is added to the audit of a database, whoever leads it."""

from time import monotonic

from bot.store import CannotOpen, NotRead
from bot.store.audit.acts import Act, NotNoted, add
from bot.store.engine import Arguments, Done, Unanswered
from bot.store.postgres.audit import ALTERED, is_altered
from bot.store.postgres.link import Link
from bot.store.postgres.reader import Reader, unlocked
from bot.store.postgres.schema import THERE, schema_of
from bot.store.postgres.statements import kept, spelt
from bot.store.record.codec import SCHEMA
from bot.store.rows import A_ROW
from bot.store.secrecy import Encryption

ALONE = "UPDATE installation SET counted = counted + 1"  # whoever writes waits, and reads anew


class Adding(Reader):
    """Reads and writes within a transaction."""

    def execute(self, statement: str, arguments: Arguments = ()) -> Done:
        """The statement is done."""
        return self.link.run(spelt(statement), kept(statement, arguments, self.keys))


def noted_in(address: str, act: Act, keys: Encryption | None = None) -> None:
    """The audit of the database has it; nothing where nothing is kept there. Raises NotNoted, and
    then nothing has changed unless the answer to the commit alone was lost."""
    link = Link(address, monotonic)
    try:
        if link.run(THERE).fetchone() != (True, True):
            return
        with link.transaction():
            link.run(ALONE)
            if (schema := schema_of(link)) != SCHEMA:
                raise NotNoted(f"the database has schema {schema}, and this program {SCHEMA}")
            if is_altered(link):
                raise NotNoted(ALTERED)
            rows = Adding(link)
            if rows.select_one(A_ROW):
                unlocked(rows, keys)
                add(rows, act)
    except (CannotOpen, NotRead, Unanswered) as error:
        raise NotNoted(f"{error}") from error
    finally:
        link.close()
