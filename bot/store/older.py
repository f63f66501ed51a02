"""A file of an earlier schema becomes one of this; its rows are upgraded as they are read."""

from bot.store import Undecodable
from bot.store.codec import SCHEMA
from bot.store.connection import Direct
from bot.store.forms import FORMS
from bot.store.keeping import move_index
from bot.store.keys import leading_to, within
from bot.store.rows import SOME, current

INDEXED = ("session", "plan")  # what schema 1 had of what is led to now
BATCH = 200


def brought_up(connection: Direct, *, empty: bool) -> None:
    """Every row that can be read is found under what is searched for, and the number is ours.

    All of it is one transaction, so a process that is killed meanwhile has changed nothing.
    """
    connection.execute("BEGIN IMMEDIATE")
    for kind in () if empty else INDEXED:
        _index(connection, kind)
    connection.execute(f"PRAGMA user_version = {SCHEMA}")
    connection.execute("COMMIT")


def _index(connection: Direct, kind: str) -> None:
    after, end = within(kind)
    while batch := list(connection.select(SOME, (after, end, BATCH))):
        for key, text in batch:
            _lead(connection, key, text)
        after = batch[-1][0]


def _lead(connection: Direct, key: str, text: object) -> None:
    """The row is found; an older revision of a plan is not searched for."""
    if connection.select_one(*current(key)) != (key, text):
        return
    try:
        value, _ = FORMS[key.partition("/")[0]].read(text, key=key)
    except Undecodable:  # it stays as it is, and whoever asks for it is told
        return
    move_index(connection, (), leading_to(key, value))
