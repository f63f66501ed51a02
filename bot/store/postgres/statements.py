"""Each statement of the store as PostgreSQL reads it; written once, and only otherwise spelt.

What SQLite asks of the keys for itself is asked of them here: before a value goes to the server,
and when it has come from there.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import count
from types import MappingProxyType

from bot.store.engine import Arguments
from bot.store.rows import (
    ADD,
    EVERY_KEPT,
    EVERY_KEY,
    GET,
    KEYS,
    PUT,
    PUT_KEPT,
    RANGE,
    REPLACE,
    SOME,
    SOME_KEYS,
)
from bot.store.secrecy import Encryption

EACH = "SELECT key, plain(key, value) FROM kept WHERE key = ANY(?)"
KEPT_PART = "SELECT key, value FROM kept WHERE key > ? AND key < ? ORDER BY key LIMIT ?"
PARTS: Mapping[str, str] = MappingProxyType(
    {KEYS: SOME_KEYS, RANGE: SOME, EVERY_KEY: SOME_KEYS, EVERY_KEPT: KEPT_PART}
)
EVERY = ("", "\U0010ffff")  # the keys between which all lie
SIZES = (50, 500)  # rows of the first part and of the second; the others are as large as the last
LAST_SIZE = 2_000
PLAIN, AS_BYTES = "plain(key, value)", "CAST(value AS BLOB)"
WRITES = re.compile(r"encrypted\([?\w]+, (\?\d*)\)")
PLACE = re.compile(r"\?(\d*)")
WRITTEN: Mapping[str, tuple[int, int]] = MappingProxyType(  # the places of the key and its value
    {ADD: (0, 1), PUT: (0, 1), REPLACE: (1, 0), PUT_KEPT: (0, 1)}
)


@cache
def spelt(statement: str) -> str:
    """The statement with its places numbered; a value is kept as its bytes."""
    numbers = count(1)
    statement = statement.replace("instr(key, ?)", "strpos(key, ?) > 0")
    statement = statement.replace(PLAIN, "value").replace(AS_BYTES, "value")
    return PLACE.sub(lambda place: f"${place[1] or next(numbers)}", WRITES.sub(r"\1", statement))


def kept(statement: str, arguments: Arguments, keys: Encryption | None) -> Arguments:
    """The arguments as they go to the server."""
    if statement not in WRITTEN:
        return arguments
    key, value = (arguments[place] for place in WRITTEN[statement])
    if keys and statement != PUT_KEPT:
        value = keys.encrypted(key, value)
    sent = value.encode() if isinstance(value, str) else value
    return tuple(
        sent if place == WRITTEN[statement][1] else each for place, each in enumerate(arguments)
    )


def told(
    statement: str, arguments: Arguments, rows: Iterable[Arguments], keys: Encryption | None
) -> Iterator[Arguments]:
    """The rows as they have come from there, read with the keys where the statement says so."""
    if keys is None or PLAIN not in statement:
        yield from rows
    elif statement == GET:
        yield from ((keys.plain(arguments[0], value),) for (value,) in rows)
    else:
        yield from ((key, keys.plain(key, value)) for key, value in rows)
