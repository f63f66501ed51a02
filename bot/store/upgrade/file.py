"""A file of an earlier schema becomes one of this, after a copy of it was laid beside it."""

from collections.abc import Iterator
from pathlib import Path

from bot.store import Undecodable
from bot.store.backups.copy import copy_of, laid, placed
from bot.store.changes import move_index
from bot.store.engine import Writes
from bot.store.record.codec import SCHEMA
from bot.store.record.forms import REVISION, SESSION
from bot.store.record.keys import key_of, leading_to, within
from bot.store.record.revisions import row_of
from bot.store.rows import KEYS, RANGE, REPLACE, SOME
from bot.store.training import Trainees
from bot.store.upgrade import learnt
from bot.store.upgrade.deeds import LAST_SCHEMA, taken_in
from bot.store.upgrade.first_edition import PLAN, OldPlan, with_what_was_shown
from core.edition.figures import NotPlanned

UNINDEXED = 1  # the schema that had no index
WITHOUT_SHOWN = 2  # the last schema whose plans did not keep what was shown
BATCH = 200


def copied(path: Path, schema: int) -> Path:
    """A whole copy of the file as it is, named for its schema; it replaces an earlier one."""
    copy = copy_of(path, schema)
    with laid(path, copy.with_name(f"{copy.name}.new")) as unfinished:
        placed(unfinished, copy)
    return copy


def brought_up(connection: Writes, schema: int, trainees: Trainees | None = None) -> None:
    """Every row that can be read is as this program writes it, and found as it searches; what was
    learnt is with the trainees, where they are given, and here no more.

    All of it is one transaction, so a process that is killed meanwhile has changed nothing.
    """
    connection.begin()
    if schema == UNINDEXED:
        _index_sessions(connection)
    if schema <= WITHOUT_SHOWN:
        for label in _labels(connection):
            _keep_what_was_shown(connection, label)
    if schema <= LAST_SCHEMA:
        taken_in(connection)
    if schema <= learnt.LAST_SCHEMA:
        learnt.moved_out(connection, trainees)
    connection.says_schema(SCHEMA)
    connection.commit()


def _index_sessions(connection: Writes) -> None:
    after, end = within("session")
    while batch := list(connection.select(SOME, (after, end, BATCH))):
        for key, text in batch:
            try:
                session, _ = SESSION.read(text, key=key)
            except Undecodable:  # it stays as it is, and whoever asks for it is told
                continue
            move_index(connection, (), leading_to(key, session))
        after = batch[-1][0]


def _labels(connection: Writes) -> list[str]:
    """Those of every plan, without what is kept of it."""
    keys = connection.select(KEYS, within("plan"))
    return list(dict.fromkeys(key.split("/")[1] for (key,) in keys))


def _keep_what_was_shown(connection: Writes, label: str) -> None:
    """Every revision as this program writes it; a plan that cannot be read stays as it is."""
    rows = list(connection.select(RANGE, within(f"plan/{label}")))
    found = dict(_readable(rows))
    if len(rows) not in found:
        return
    try:
        records = with_what_was_shown(found)
    except NotPlanned:
        return
    before = None
    for record in records:
        key = key_of(record)
        text = REVISION.write(row_of(record, before), key=key, version=record.serial)
        connection.execute(REPLACE, (text, key))
        before = record
    if before is not None:
        move_index(connection, (), leading_to(key_of(before), before))


def _readable(rows: list[tuple[str, object]]) -> Iterator[tuple[int, OldPlan]]:
    for key, text in rows:
        try:
            plan, _ = PLAN.read(text, key=key)
        except Undecodable:
            continue
        yield plan.revision, plan
