"""Adds to the chain of the audit, finds its end, and lets its oldest part go."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.store.audit.entry import BEFORE_ALL, COLUMNS, SAID, Seal
from bot.store.engine import Adds, Arguments, Reads, Writes
from bot.store.head import Head

NAMES = ", ".join(COLUMNS)
INSERT = f"INSERT INTO audit ({NAMES}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608  fixed
LAST = "SELECT seq, utc, hash FROM audit ORDER BY seq DESC LIMIT 1"
AT = "SELECT seq, utc, hash FROM audit WHERE seq = ?"
BEGIN = "SELECT seq, utc, hash, seal FROM audit_begin ORDER BY seq DESC LIMIT 1"
SINCE = f"SELECT {NAMES} FROM audit WHERE seq > ? ORDER BY seq LIMIT ?"  # noqa: S608  fixed
EVERY = f"SELECT {NAMES} FROM audit ORDER BY seq"  # noqa: S608  fixed words
FIRST = "SELECT min(seq) FROM audit"
FIRST_SINCE = "SELECT seq FROM audit WHERE seq < ? AND utc >= ? ORDER BY seq LIMIT 1"
LAST_BEFORE = "SELECT seq, utc, hash FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT 1"
BEGIN_AT = "INSERT INTO audit_begin (seq, utc, hash, seal) VALUES (?, ?, ?, ?)"
LET_GO = "DELETE FROM audit WHERE seq <= ?"
LET_GO_BEGIN = "DELETE FROM audit_begin WHERE seq < ?"
EVERY_BEGIN = "SELECT seq, utc, hash, seal FROM audit_begin ORDER BY seq"
COPIED = ((EVERY, INSERT), (EVERY_BEGIN, BEGIN_AT))  # where the tables do not refuse it
SAID_SINCE = (
    "SELECT 1 FROM audit WHERE actor = ? AND action = ? AND plan = ? AND seq >"
    " coalesce((SELECT seq FROM audit WHERE utc < ? ORDER BY seq DESC LIMIT 1), 0) LIMIT 1"
)
SAID_LAST = "SELECT reason FROM audit WHERE action = ? ORDER BY seq DESC LIMIT 1"
RESTORES = "SELECT seq, utc FROM audit WHERE action = 'restored'"
TOLD_RESTORED = (
    "SELECT actor, utc FROM audit WHERE action = 'restored_told' AND seq >"
    " coalesce((SELECT seq FROM audit WHERE utc < ? ORDER BY seq DESC LIMIT 1), 0) ORDER BY seq"
)
TOLD = (
    "SELECT coalesce((SELECT utc FROM audit WHERE action = 'head_told' ORDER BY seq DESC LIMIT 1),"
    " (SELECT utc FROM audit ORDER BY seq LIMIT 1))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is to be added: by whom, of which label, and the code of its reason."""

    at: datetime  # aware
    who: str  # as the seal names the doer
    action: str
    plan: str = ""
    revision: int = 0
    reason: str = ""


def head(connection: Reads) -> Head | None:
    """The last entry; None where there never was one."""
    return head_of(connection.select_one(LAST) or connection.select_one(BEGIN))


def head_of(row: Arguments | None) -> Head | None:
    """The same of the row that was found."""
    return Head(seq=row[0], hash=str(row[2])) if row else None


def added(connection: Adds, seal: Seal, said: Said) -> None:
    """It is the last entry of the chain, bound to the one before."""
    last = head(connection)
    seq, before = (last.seq + 1, last.hash) if last else (1, BEFORE_ALL)
    row = (seq, text_of(said.at), said.who, said.action, said.plan, said.revision, said.reason)
    bound = seal.bound(before, dict(zip(SAID, row, strict=True)))
    connection.execute(INSERT, (*row, before, bound))


def was_said(connection: Reads, said: Said, since: datetime) -> bool:
    """Whether the same was said of the same since then, by the same doer."""
    asked = (said.who, said.action, said.plan, text_of(since))
    return connection.select_one(SAID_SINCE, asked) is not None


def let_go(connection: Writes, seal: Seal, before: datetime, most: int) -> int:
    """How many of the oldest entries went, which are of a time before that; where the chain now
    begins is sealed first, so that nobody else can cut it."""
    (first,) = connection.select_one(FIRST) or (None,)
    if first is None:
        return 0
    since = connection.select_one(FIRST_SINCE, (first + most, text_of(before)))
    last = connection.select_one(LAST_BEFORE, since or (first + most,))
    if last is None:
        return 0
    seq, utc, hash_ = last
    connection.execute(BEGIN_AT, (seq, utc, hash_, sealed_begin(seal, seq, utc, hash_)))
    connection.execute(LET_GO_BEGIN, (seq,))
    return connection.execute(LET_GO, (seq,)).rowcount


def sealed_begin(seal: Seal, seq: object, utc: object, hash_: object) -> str:
    """What the installation alone can say of where its chain begins."""
    return seal.bound("begin", {"seq": seq, "utc": utc, "hash": hash_})


def rows(connection: Reads) -> Iterator[Arguments]:
    """Every entry as it stands, the oldest first."""
    return connection.select(EVERY)


def text_of(at: datetime) -> str:
    """A time as entries have it: sorted as it is later."""
    return at.astimezone(UTC).isoformat()
