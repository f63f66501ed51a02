"""A plan goes with everything that is kept of it, inside a transaction that is open already.

Its label stays given for ever, to nobody: a tombstone keeps when and as what it was erased, and
nothing else. The audit has by whom.
"""

from collections.abc import Iterator
from datetime import datetime

from bot.store import Stale, Undecodable
from bot.store.engine import Writes
from bot.store.record.chain import chained
from bot.store.record.forms import ERRAND, REMINDER, SESSION, TOMBSTONE
from bot.store.record.keys import NO_VALUE, key_of, leading_to, within
from bot.store.rows import ADD, DELETE, GET, KEYS, KEYS_NAMING, PUT, RANGE
from flows.talk.erasure import Erasure, Errand, Tombstone
from flows.talk.traces import prompted, without

LEAD_TO_REMINDERS = ("due", "sending", "stuck")


def erase(connection: Writes, erasure: Erasure, at: datetime) -> None:
    """Nothing of the plan is left; raises Stale where it is another one than was read, and
    Undecodable where it cannot be read."""
    label = erasure.label
    record = chained(connection.select(RANGE, within(f"plan/{label}")))
    if record is None or record.serial != erasure.serial:
        raise Stale("the plan has changed, or is erased")
    keys = [f"label/{label}", *leading_to(key_of(record), record)]
    keys += _of_reminders(connection, label)
    for kind in ("plan", "last"):
        keys += (key for (key,) in connection.select(KEYS, within(f"{kind}/{label}")))
    connection.executemany(DELETE, [(key,) for key in keys])
    _leave_sessions(connection, label, at)
    key = f"erased/{label}"
    stone = TOMBSTONE.write(Tombstone(at=at, by=erasure.by), key=key)
    connection.execute(PUT, (key, stone))


def is_erased(connection: Writes, label: str) -> bool:
    """Whether a plan of this label was erased."""
    return connection.select_one(GET, (f"erased/{label}",)) is not None


def owe(connection: Writes, errand: Errand) -> None:
    """It is owed, in the place of what was owed under its id."""
    key = f"errand/{errand.id}"
    connection.execute(PUT, (key, ERRAND.write(errand, key=key)))


def _of_reminders(connection: Writes, label: str) -> Iterator[str]:
    """The keys of its reminders, and of what leads to them: to one that cannot be read, whatever
    names its plan."""
    rows = list(connection.select(RANGE, within(f"reminder/{label}")))
    unread = False
    for key, text in rows:
        yield key
        try:
            yield from leading_to(key, REMINDER.read(text, key=key)[0])
        except Undecodable:
            unread = True
    for kind in LEAD_TO_REMINDERS if unread else ():
        named = connection.select(KEYS_NAMING, (*within(kind), f"/{label}/"))
        yield from (key for (key,) in named)


def _leave_sessions(connection: Writes, label: str, at: datetime) -> None:
    """No chat has anything open of it; a turn of one that had is taken again."""
    for key, text in list(_naming(connection, label)):
        before, version = SESSION.read(text, key=key)
        after = without(before, label)
        for errand in prompted(before, int(key.removeprefix("session/")), label, at):
            owe(connection, errand)
        connection.executemany(DELETE, [(each,) for each in leading_to(key, before)])
        connection.executemany(ADD, [(each, NO_VALUE) for each in leading_to(key, after)])
        left = SESSION.write(after, key=key, version=version + 1)
        connection.execute(PUT, (key, left))


def _naming(connection: Writes, label: str) -> Iterator[tuple[str, object]]:
    """The sessions that have something of it; one that cannot be read is begun anew when its chat
    is heard."""
    for key, text in connection.select(RANGE, within("session")):
        try:
            session, _ = SESSION.read(text, key=key)
        except Undecodable:
            continue
        if without(session, label) != session:
            yield key, text
