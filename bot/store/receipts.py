"""Puts updates into the inbox and takes them away, inside a transaction that is open already.

Two rows of one number: the update itself, until it is worked off, and that it has come, which
stays for a time: so whoever sends it again, however late, is told that it is there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.store import Undecodable
from bot.store.engine import Executes, Writes
from bot.store.inbox import Received
from bot.store.record.forms import MOMENT, RECEIVED
from bot.store.record.keys import heard_key, inbox_key, within
from bot.store.rows import ADD, DELETE, GET, SOME

BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An update as text already, so that one unfit to keep fails alone."""

    number: int
    came: str
    update: str


def receipt(received: Received) -> Receipt:
    """The update as text; raises ValueError where its time lacks a zone."""
    number = received.number
    return Receipt(
        number=number,
        came=MOMENT.write(received.at, key=heard_key(number)),
        update=RECEIVED.write(received, key=inbox_key(number)),
    )


def put(connection: Executes, receipt: Receipt) -> None:
    """It waits; one that has come before does not, whatever has become of it."""
    number = receipt.number
    if connection.execute(ADD, (heard_key(number), receipt.came)).rowcount:
        connection.execute(ADD, (inbox_key(number), receipt.update))


def take_away(connection: Writes, numbers: Iterable[int]) -> None:
    """They wait no more; that they have come is still known."""
    connection.executemany(DELETE, [(inbox_key(number),) for number in numbers])


def forget(connection: Writes, after: str, before: datetime) -> tuple[int, str]:
    """How many of a batch behind this key were forgotten, and where the next one begins; empty:
    there is none."""
    rows = list(connection.select(SOME, (after, within("heard")[1], BATCH)))
    gone = [key for key, text in rows if _is_over(connection, key, text, before)]
    for key in gone:
        connection.executemany(DELETE, [(key,), (_update_of(key),)])
    return len(gone), rows[-1][0] if len(rows) == BATCH else ""


def _is_over(connection: Writes, key: str, text: object, before: datetime) -> bool:
    """Whether it came before, as far as can be read, and nothing readable of it waits."""
    try:
        if MOMENT.read(text, key=key)[0] >= before:
            return False
    except Undecodable:
        return False
    waits = _update_of(key)
    row = connection.select_one(GET, (waits,))
    try:
        return row is None or not RECEIVED.read(row[0], key=waits)
    except Undecodable:
        return True


def _update_of(key: str) -> str:
    return f"inbox/{key.partition('/')[2]}"
