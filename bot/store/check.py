"""Reads the whole file and says what is wrong with it."""

from collections.abc import Iterator

from bot.store import Undecodable
from bot.store.codec import FORMS
from bot.store.connection import Direct

EVERYTHING = "SELECT key, value FROM kept ORDER BY key"


def problems(connection: Direct) -> Iterator[str]:
    """What is wrong with the file's pages and with each row; nothing where all is well."""
    for (found,) in connection.select("PRAGMA integrity_check"):
        if found != "ok":
            yield str(found)
    for key, text in connection.select(EVERYTHING):
        kind = key.partition("/")[0]
        if kind not in FORMS:
            yield "a row of no known kind"
            continue
        try:
            FORMS[kind].read(text, key=key)
        except Undecodable as error:
            yield str(error)
