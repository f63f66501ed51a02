"""That the chain of the audit is whole: nothing in it was altered, added, moved or taken away.

What was cut off at its end shows by a head that was written elsewhere before.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.store.audit.chain import AT, BEGIN, RESTORES, SINCE, sealed_begin, text_of
from bot.store.audit.entry import BEFORE_ALL, SAID, Seal
from bot.store.audit.heads import Noted
from bot.store.disk.file import UNREADABLE
from bot.store.engine import Arguments, Reads
from bot.store.head import Head

A_PART = 2_000  # entries
GONE = "a head that was written down elsewhere names it, and the chain ends before it"
OTHER = "a head that was written down elsewhere names another entry in its place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """The first entry that is not as it was written, or is not there."""

    seq: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far the chain was followed, and the entry that the next one has to be bound to."""

    seq: int
    hash: str
    count: int = 0
    first: str = ""  # when the first one and the last one were written
    last: str = ""

    @property
    def head(self) -> Head:
        """The last entry of it."""
        return Head(seq=self.seq, hash=self.hash)


def begun(connection: Reads, seal: Seal) -> Reached | Wrong:
    """Where the chain begins: at its first entry, or where older ones were let go."""
    row = connection.select_one(BEGIN)
    if row is None:
        return Reached(seq=0, hash=BEFORE_ALL)
    seq, utc, hash_, seal_of_it = row
    try:
        right = seal_of_it == sealed_begin(seal, seq, utc, hash_)
    except TypeError:
        right = False
    if not right:
        return Wrong(seq=seq, why="the beginning of the chain was not set by this installation")
    return Reached(seq=seq, hash=hash_)


def followed(rows: Iterable[Arguments], seal: Seal, reached: Reached) -> Reached | Wrong:
    """How far these rows lead on from there; or the first that does not."""
    seq, hash_, count, first, last = (
        reached.seq,
        reached.hash,
        reached.count,
        reached.first,
        reached.last,
    )
    found = iter(rows)
    while True:
        try:
            row = next(found, None)
        except UNREADABLE:
            return Wrong(seq=seq + 1, why="it cannot be read")
        if row is None:
            return Reached(seq=seq, hash=hash_, count=count, first=first, last=last)
        if row[0] != seq + 1:
            return Wrong(seq=seq + 1, why=f"it is missing: entry {row[0]} comes next")
        if why := _wrong_with(row, seal, hash_):
            return Wrong(seq=seq + 1, why=why)
        seq, hash_, last = row[0], row[-1], row[1]
        first, count = first or last, count + 1


def _wrong_with(row: Arguments, seal: Seal, before: str) -> str:
    *said, prev, hash_ = row
    if prev != before:
        return "it does not follow the one before it"
    try:
        bound = seal.bound(before, dict(zip(SAID, said, strict=True)))
    except (TypeError, ValueError):
        return "it cannot be read"
    return "" if hash_ == bound else "it is not as it was written"


def part(connection: Reads, seal: Seal, reached: Reached) -> tuple[Reached | Wrong, bool]:
    """The same of so many entries at once; and whether there may be more."""
    before = reached.count
    after = followed(connection.select(SINCE, (reached.seq, A_PART)), seal, reached)
    return after, isinstance(after, Reached) and after.count - before == A_PART


def verified(connection: Reads, seal: Seal) -> Reached | Wrong:
    """The whole chain, from where it begins to its end; or the first entry that is wrong."""
    there, more = begun(connection, seal), True
    while more and isinstance(there, Reached):
        there, more = part(connection, seal, there)
    return there


def compared(
    connection: Reads, reached: Reached, heads: Iterable[Noted]
) -> tuple[Reached | Wrong, int]:
    """The same chain, or the first entry that one of these heads names and it has not; and how
    many of the heads are of what was lost with a restore, which the chain itself tells of.

    What is older than what is kept cannot be compared.
    """
    begin = connection.select_one(BEGIN)
    restores = [tuple(each) for each in connection.select(RESTORES)]
    lost, first = 0, list[Wrong]()
    for each in heads:
        seq, hash_ = each.head.seq, each.head.hash
        if begin and seq < begin[0]:
            continue
        row = connection.select_one(AT, (seq,)) or begin
        if row and row[0] == seq and str(row[2]).startswith(hash_):
            continue
        if any(_before(each, *restore) for restore in restores):
            lost += 1
            continue
        gone = seq > reached.seq
        first.append(Wrong(seq=seq, why=GONE if gone else OTHER))
    return min(first, key=lambda wrong: wrong.seq, default=reached), lost


def _before(noted: Noted, seq: int, utc: str) -> bool:
    """Whether the head was written down before that restore, and is of what it has not."""
    return noted.at is not None and noted.head.seq >= seq and text_of(noted.at) <= utc
