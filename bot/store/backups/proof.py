"""That a file at rest is whole: every page of it is sound, every row was read back."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from bot.store import CannotOpen, Fault, NotRead
from bot.store.audit import chain
from bot.store.backups.copy import laid
from bot.store.check import FILE, problems
from bot.store.connection import WAIT_SECONDS, Direct, Looking
from bot.store.disk.file import UNREADABLE
from bot.store.disk.folder import CHAINED, is_ours, schema_of
from bot.store.engine import Reads
from bot.store.record.codec import SCHEMA
from bot.store.record.forms import MOMENT, WORD
from bot.store.record.keys import KEY, of_plan
from bot.store.rows import EVERY_KEPT, EVERY_KEY, GET
from bot.store.secrecy import Encryption, WrongKeys
from bot.store.upgrade.file import brought_up

AS_OF = "meta/backup"  # in a copy: when it was made, and the digest of all other rows
ABOUT = "meta/"  # rows that a copy, a restore or an encryption adds or takes away
COUNTED = {"plan": "plans", "reminder": "reminders", "team": "teams", "person": "people"}


class NotMoved(Exception):
    """What was to be moved is where it was, and only there; the message says why."""


class NotWhole(Exception):
    """The file cannot be relied on; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a file that is whole holds."""

    schema: int
    as_of: datetime | None  # when it was copied, or the latest time that it knows
    rows: int
    counts: Counter[str]  # of things by kind, each plan once
    faults: tuple[Fault, ...]  # rows that cannot be read back, as they were copied
    encrypted: bool = False

    def __str__(self) -> str:
        parts = [f"{name} {self.counts[kind]}" for kind, name in COUNTED.items()]
        lost = f", {len(self.faults)} of them CANNOT BE READ BACK" if self.faults else ""
        return f"{', '.join(parts)}, rows {self.rows}{lost}{'; encrypted' * self.encrypted}"


def proved(path: Path, keys: Encryption | None = None) -> Proof:
    """What the file holds, which no program is writing to; raises NotWhole or WrongKeys.

    One of an earlier schema is read as the next start will: on a copy that is brought up.
    """
    try:
        with closing(Looking(path, wait_seconds=WAIT_SECONDS, keys=keys)) as there:
            schema = _checked_schema(path, there)
            if schema == SCHEMA:
                return proof_of(there, schema, keys)
            _check_digest(there, schema)
        with _brought_up(path, schema, keys) as later:
            return proof_of(later, schema, keys)
    except WrongKeys:
        raise
    except CannotOpen as error:
        raise NotWhole(str(error)) from error
    except (*UNREADABLE, NotRead, ValueError, OSError) as error:
        raise NotWhole(f"{path} cannot be read ({error})") from error


def proof_of(connection: Looking, schema: int, keys: Encryption | None = None) -> Proof:
    """The same over an open connection to a file of the present schema. What was erased since is
    not counted."""
    erased = keys.erased() if keys else frozenset[str]()
    found = [each for each in problems(connection) if of_plan(each.key) not in erased]
    if damage := [each.why for each in found if each.kind == FILE]:
        raise NotWhole(f"the file is damaged: {damage[0]}")
    if not connection.keys and not connection.select_one(GET, (KEY,)):
        raise NotWhole(f"the file has no {KEY}, which every button is sealed with")
    as_of, _ = _as_of(connection)
    if schema == SCHEMA:
        _check_digest(connection, schema)
    every = [str(key) for (key,) in connection.select(EVERY_KEY)]
    held = [key for key in every if of_plan(key) not in erased]
    things = {"/".join(key.split("/")[:2]) if key.startswith("plan/") else key for key in held}
    return Proof(
        schema=schema,
        as_of=as_of or max(_times(connection), default=None),
        rows=sum(not key.startswith(ABOUT) for key in held),
        counts=Counter(thing.partition("/")[0] for thing in things),
        faults=tuple(found),
        encrypted=bool(connection.keys),
    )


def _checked_schema(path: Path, connection: Looking) -> int:
    schema = schema_of(path, connection)
    if not is_ours(connection, schema):
        raise NotWhole(f"{path} is not a file of this program")
    return schema


@contextmanager
def _brought_up(path: Path, schema: int, keys: Encryption | None) -> Iterator[Direct]:
    with (
        laid(path, path.with_name(f"{path.name}.proof")) as scratch,
        closing(Direct(scratch, wait_seconds=WAIT_SECONDS, keys=keys)) as later,
    ):
        brought_up(later, schema)
        yield later


def _check_digest(connection: Reads, schema: int) -> None:
    """Every row is as it was when the copy was made; a file that is no copy has no digest."""
    _, digest = _as_of(connection)
    if digest and digest != digest_of(connection, schema):
        raise NotWhole("the file is not as it was made")


def digest_of(connection: Reads, schema: int = SCHEMA) -> str:
    """Of every row, as it is kept, but for the one that says when the copy was made; the audit's
    with them."""
    total = sha256()
    for key, kept in connection.select(EVERY_KEPT):
        if key != AS_OF:
            total.update(repr((key, kept)).encode())
    for row in chain.rows(connection) if schema >= CHAINED else ():
        total.update(repr(row).encode())
    return total.hexdigest()


def _as_of(connection: Reads) -> tuple[datetime | None, str]:
    row = connection.select_one(GET, (AS_OF,))
    if row is None:
        return None, ""
    at, digest = WORD.read(row[0], key=AS_OF)[0].split(" ")
    return datetime.fromisoformat(at), digest


def _times(connection: Looking) -> Iterator[datetime]:
    for key in ("clock/seen", "clock/sent"):
        row = connection.select_one(GET, (key,))
        with suppress(NotRead):
            if row:
                yield MOMENT.read(row[0], key=key)[0]
