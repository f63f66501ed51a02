"""Deeds as they were kept before they were a chain: a row each, which holds the plan's label."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.store import Undecodable
from bot.store.audit.chain import Said, added
from bot.store.audit.entry import Seal
from bot.store.changes import SEEN
from bot.store.engine import Writes
from bot.store.record.codec import Form
from bot.store.record.forms import MOMENT
from bot.store.record.keys import EPOCH, within
from bot.store.record.secret import secret_of
from bot.store.rows import A_ROW, DELETE, ROW, SOME

LAST_SCHEMA = 6  # in which deeds were rows
BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OldDeed:
    """A deed with its doer as a keyed hash."""

    at: datetime
    who: str
    action: str
    label: str
    reason: str


DEED = Form(
    OldDeed,
    instants=lambda deed: (deed.at,),
    schema=LAST_SCHEMA,
    upgrades={("deed", schema): lambda body: body for schema in range(1, LAST_SCHEMA)},
)


def taken_in(connection: Writes) -> None:
    """The audit is a chain that begins with a note: every deed is in it, in its order and with its
    time, and no row is left of any. For one that cannot be read an entry says so.

    Inside a transaction; raises Undecodable where there is no secret to bind what was kept with.
    """
    connection.lays_out_audit()
    if connection.select_one(A_ROW) is None:
        return
    seal = Seal(secret_of(connection))
    at = _first_time(connection)
    added(connection, seal, Said(at=at, who=seal.person(0), action="audit_begun"))
    after, end = within("deed")
    while batch := list(connection.select(SOME, (after, end, BATCH))):
        for key, text in batch:
            said = _said(key, text, seal, at)
            added(connection, seal, said)
            at = said.at
        connection.executemany(DELETE, [(key,) for key, _ in batch])
        after = batch[-1][0]


def _first_time(connection: Writes) -> datetime:
    """When the first of them was done; where that is not known, the time that was last seen."""
    with suppress(Undecodable):
        for key, text in connection.select(SOME, (*within("deed"), 1)):
            return DEED.read(text, key=key)[0].at
    with suppress(Undecodable):
        for key, text in connection.select(ROW, (SEEN,)):
            return MOMENT.read(text, key=key)[0]
    return EPOCH


def _said(key: str, text: object, seal: Seal, before: datetime) -> Said:
    try:
        deed, _ = DEED.read(text, key=key)
    except Undecodable:
        number = key.rpartition("/")[-1]
        return Said(at=before, who="", action="entry_lost", reason=number)
    return Said(
        at=deed.at,
        who=deed.who,
        action=deed.action,
        plan=seal.plan(deed.label),
        reason=deed.reason,
    )
