"""A backup becomes the data of an empty folder; what may have been told since is marked so."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.store import CannotOpen, NotRead
from bot.store.audit.acts import Act, add
from bot.store.backups.backup import NAMED
from bot.store.backups.copy import BESIDE, laid, placed
from bot.store.backups.proof import AS_OF, NotWhole, Proof, proof_of, proved
from bot.store.backups.restored import RESTORED, Restored
from bot.store.connection import WAIT_SECONDS, Direct
from bot.store.disk.file import UNREADABLE
from bot.store.disk.folder import FILE, UNFINISHED, opened_folder
from bot.store.disk.lock import LOCK, taken
from bot.store.record.codec import SCHEMA
from bot.store.record.forms import REMINDER, WORD
from bot.store.record.keys import within
from bot.store.rows import DELETE, PUT, RANGE, REPLACE
from bot.store.secrecy import Encryption, WrongKeys
from bot.store.training import Trainees
from bot.store.training.file import TRAINEES, TraineesFile
from bot.store.upgrade.encrypted import encrypted, forget_erased
from bot.store.upgrade.file import brought_up
from bot.store.upgrade.learnt import found, handed
from flows.talk.records import Stage
from flows.talk.turn import Learnt

RESTORED_NOW = "restored"  # by nobody who is known
HERE = frozenset({LOCK, *(f"{each}{end}" for each in (UNFINISHED, TRAINEES) for end in BESIDE)})


class NotRestored(Exception):
    """The folder is as it was; the message says why, and what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """What the folder holds now."""

    proof: Proof
    as_of: datetime  # nothing later is in it
    repeats: int  # reminders that may have been told since
    erased: int = 0  # plans of the backup that were erased since, and are not there


def restore(
    backup: Path,
    data: Path,
    now: datetime,
    keys: Encryption | None = None,
    act: Act | None = None,
    *,
    trainees: Trainees | None = None,
) -> Restoration:
    """The folder, which was empty, holds what the backup holds, and its audit this act; raises
    NotRestored.

    What trainees had learnt, where it still lay with the rest, is with these, or beside it. What
    was due between the two was perhaps told and answered by the process before: it is told
    again, marked as a possible repeat. With keys everything is encrypted, whatever it was.
    """
    if not backup.is_file():
        raise NotRestored(f"{backup} is no file{_newest(backup)}")
    try:
        opened_folder(data)
        lock = taken(data)
    except CannotOpen as error:
        raise NotRestored(str(error)) from error
    try:
        check_empty(data)
        said = act or Act(action=RESTORED_NOW, at=now)
        there = trainees or TraineesFile(data)
        return _restored(backup, data, now, keys, said, trainees=there)
    finally:
        lock.release()


def check_empty(data: Path) -> None:
    """There is nothing of anybody's in the folder; raises NotRestored."""
    there = sorted(path.name for path in data.iterdir() if path.name not in HERE)
    if there:
        raise NotRestored(
            f"{data} is not empty ({', '.join(there[:3])}). Nothing in it was changed. Stop the "
            "bot and move the folder elsewhere, or name an empty one"
        )


def _restored(
    backup: Path,
    data: Path,
    now: datetime,
    keys: Encryption | None,
    act: Act,
    *,
    trainees: Trainees,
) -> Restoration:
    learnt: Mapping[int, Learnt] = {}
    try:
        with laid(backup, data / UNFINISHED) as unfinished:
            before = proved(unfinished, keys)
            as_of, erased = before.as_of or now, 0
            with closing(Direct(unfinished, wait_seconds=WAIT_SECONDS, keys=keys)) as there:
                if before.schema < SCHEMA:
                    learnt = found(there, before.schema)
                    brought_up(there, before.schema)
                if keys:
                    erased = forget_erased(there, keys)
            if keys:
                encrypted(unfinished, keys)
            with closing(Direct(unfinished, wait_seconds=WAIT_SECONDS, keys=keys)) as there:
                there.execute("BEGIN IMMEDIATE")
                repeats = _mark(there, now)
                note = WORD.write(str(Restored(as_of=as_of, at=now)), key=RESTORED)
                there.execute(PUT, (RESTORED, note))
                there.execute(DELETE, (AS_OF,))
                add(there, act)
                there.execute("COMMIT")
                after = proof_of(there, SCHEMA, keys)
            handed(learnt, trainees)
            placed(unfinished, data / FILE)
    except WrongKeys as error:
        raise NotRestored(f"{backup} was not restored: {error}") from error
    except (sqlite3.OperationalError, OSError) as error:
        why = f"{error}. Nothing was changed; make room, or look at the rights of both"
        raise NotRestored(f"{backup} was not restored: {why}") from error
    except (NotWhole, NotRead, *UNREADABLE) as error:
        raise NotRestored(f"{backup} was not restored: {error}. Take another backup") from error
    return Restoration(proof=after, as_of=as_of, repeats=repeats, erased=erased)


def _mark(connection: Direct, now: datetime) -> int:
    """How many reminders may have been told by now, and say so; one that cannot be read is left to
    the alarm, which does the same with it."""
    count = 0
    for key, text in list(connection.select(RANGE, within("reminder"))):
        try:
            row, _ = REMINDER.read(text, key=key)
        except NotRead:
            continue
        told = row.due is not None and row.due <= now
        if row.stage.is_open and (told or row.stage is Stage.SENDING):
            marked = replace(row, remade=True, serial=row.serial + 1)
            after = REMINDER.write(marked, key=key, version=marked.serial)
            connection.execute(REPLACE, (after, key))
            count += 1
    return count


def _newest(backup: Path) -> str:
    """The name of the newest one, where a folder was named."""
    if not backup.is_dir():
        return ""
    names = sorted(path.name for path in backup.iterdir() if NAMED.fullmatch(path.name))
    return f"; the newest backup in it is {names[-1]}" if names else "; no backup is in it"
