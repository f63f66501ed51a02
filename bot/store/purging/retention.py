"""Removes what is kept for a time only; its bytes are overwritten."""

from asyncio import sleep
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

from bot.store import Undecodable
from bot.store.backups.copy import copies_of, removed
from bot.store.disk.file import File, not_saved
from bot.store.engine import Writes
from bot.store.record.forms import INVITE, PERSON, REMINDER, SESSION
from bot.store.record.keys import leading_to, until, within
from bot.store.rows import DELETE, GET, KEYS, RANGE, SOME_KEYS, led_to
from flows.talk.turn import Session

BATCH = 200
Removes = Callable[[Writes, str, datetime], int]


async def purged(file: File, kinds: tuple[str, ...], before: datetime, removes: Removes) -> int:
    """How many rows were removed that these indexes lead to and say to be older.

    Others are served between batches; raises NotSaved.
    """
    removed = 0
    for kind in kinds:
        after, end = until(kind, before)
        while after:
            with file.transaction() as connection:
                batch = [key for (key,) in connection.select(SOME_KEYS, (after, end, BATCH))]
                removed += sum(removes(connection, key, before) for key in batch)
            after = batch[-1] if batch else ""
            await sleep(0)
    file.empty_log()
    return removed


def remove_draft(connection: Writes, index: str, before: datetime) -> int:
    """The session goes; one that cannot be read stays, for a person to decide about."""
    row = connection.select_one(*led_to(index))
    if row is None:
        return 0
    key, text = row
    try:
        session, _ = SESSION.read(text, key=key)
    except Undecodable:
        return 0
    if session.draft is None or session.draft.asked_at >= before:
        return 0
    connection.executemany(DELETE, [(each,) for each in (key, *leading_to(key, session))])
    return 1


def remove_invites(file: File, before: datetime) -> int:
    """How many invitations went that were over before, used or not; one that cannot be read
    stays, for a person to decide about."""
    with file.transaction() as connection:
        rows = list(connection.select(RANGE, within("invite")))
        over = [(key,) for key, text in rows if _is_over(key, text, before)]
        connection.executemany(DELETE, over)
    return len(over)


def remove_people(file: File, stays: Collection[int]) -> int:
    """How many people went who have no role, own no plan, and are none of these; with the chat of
    each, and of whoever else is not kept, once nothing is open there. One that cannot be read
    stays."""
    with file.transaction() as connection:
        rows = list(connection.select(RANGE, within("person")))
        left = (who for key, text in rows if (who := _left(key, text)) and who not in stays)
        free = (each for each in left if not connection.select_one(KEYS, within(f"owner/{each}")))
        gone = [f"person/{who}" for who in free]
        stay = {key for key, _ in rows} - {*gone} | {f"person/{who}" for who in stays}
        chats = [key for (key,) in connection.select(KEYS, within("session"))]
        unknown = [
            x for x in chats if _is_a_persons(x) and f"person/{x.partition('/')[2]}" not in stay
        ]
        blank = [key for key in unknown if _is_blank(connection, key)]
        connection.executemany(DELETE, [(key,) for key in (*gone, *blank)])
    return len(gone)


def _is_a_persons(key: str) -> bool:
    """Whether it is of a private chat, which has the number of its person."""
    return key.partition("/")[2].isdecimal()


def _left(key: str, text: object) -> int:
    """The number of a person without a role; 0 where there is one, or it cannot be read."""
    try:
        person, _ = PERSON.read(text, key=key)
    except Undecodable:
        return 0
    return 0 if person.memberships else person.who


def _is_blank(connection: Writes, key: str) -> bool:
    row = connection.select_one(GET, (key,))
    try:
        return row is not None and _says_nothing(SESSION.read(row[0], key=key)[0])
    except Undecodable:
        return False


def _says_nothing(session: Session) -> bool:
    return session == Session(prompt=session.prompt, last_update=session.last_update)


def remove_copies(path: Path, before: datetime) -> int:
    """How many copies of the file went that an upgrade had laid beside it before."""
    try:
        old = [x for x in copies_of(path) if x.stat().st_mtime < before.timestamp()]
        for each in old:
            removed(each)
    except OSError as error:
        raise not_saved(error) from error
    return len(old)


def _is_over(key: str, text: object, before: datetime) -> bool:
    try:
        return INVITE.read(text, key=key)[0].expires < before
    except Undecodable:
        return False


def remove_reminders(connection: Writes, index: str, before: datetime) -> int:
    """Every reminder goes of a plan that was closed long ago, but for what is not over."""
    label = index.rpartition("/")[-1]
    rows = list(connection.select(RANGE, within(f"reminder/{label}")))
    removed = sum(_remove(connection, key, text, before) for key, text in rows)
    if removed == len(rows):
        connection.execute(DELETE, (index,))
    return removed


def _remove(connection: Writes, key: str, text: object, before: datetime) -> int:
    try:
        reminder, _ = REMINDER.read(text, key=key)
    except Undecodable:
        return 0
    if reminder.stage.is_open or (reminder.at and reminder.at >= before):
        return 0
    connection.executemany(DELETE, [(each,) for each in (key, *leading_to(key, reminder))])
    return 1
