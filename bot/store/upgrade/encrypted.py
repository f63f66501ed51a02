"""A file in clear becomes one that is encrypted: all of it, or nothing."""

import secrets
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot.store import Undecodable
from bot.store.connection import WAIT_SECONDS, Direct
from bot.store.engine import Reads, Writes
from bot.store.record.keys import KEY, of_plan, within
from bot.store.record.secret import kept_secret
from bot.store.rows import A_ROW, DELETE, EVERY_KEY, KEYS, PUT_KEPT, SOME_KEPT
from bot.store.secrecy import MARKER, Encryption, WrongKeys

BATCH = 500
SECRET_BYTES = 32


def encrypted(path: Path, keys: Encryption) -> bool:
    """Whether the file was in clear, whose every row is encrypted now and whose secret lies in the
    keyring; nothing that was in clear is left in it or in its log.

    The rows change in one transaction, and the keys are on disk before it ends: a process that is
    killed has changed nothing, or all. That it is done is kept last, so what a killed one has left
    between the rows goes the next time.
    """
    with closing(Direct(path, wait_seconds=WAIT_SECONDS, keys=keys)) as file:
        was_clear = file.keys is None
        if was_clear:
            keys_ready(file, keys)
            file.begin()
            encrypt_rows(file, keys)
            file.commit()
        if was_clear or not keys.used:
            file.execute("VACUUM")
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if not keys.used:
        keys.use()
    return was_clear


def forget_erased(file: Direct, keys: Encryption) -> int:
    """How many plans are no longer in the file whose key was destroyed; nobody can read them."""
    erased = keys.erased()
    gone = [(key, of_plan(key)) for (key,) in file.select(EVERY_KEY) if of_plan(key) in erased]
    file.executemany(DELETE, [(key,) for key, _ in gone])
    return len({label for _, label in gone})


def keys_ready(file: Reads, keys: Encryption) -> None:
    """The keyring has all that the rows need to be encrypted, and the secret; raises WrongKeys
    where it has another one, and Undecodable where there is none."""
    secret = kept_secret(file)
    if secret is None and file.select_one(A_ROW):
        raise Undecodable(f"{KEY} is missing, which every button is sealed with")
    keys.ready(sorted({key.split("/")[1] for (key,) in file.select(KEYS, within("plan"))}))
    keys.keep_secret(secret or secrets.token_bytes(SECRET_BYTES))
    if secret and keys.secret() != secret:
        raise WrongKeys(f"the keys {keys.id} are those of another installation; make new ones")


def encrypt_rows(file: Writes, keys: Encryption) -> None:
    """Every row is encrypted, with the transaction that is open already."""
    for key, text in _kept(file):
        if text:
            file.execute(PUT_KEPT, (key, keys.encrypted_bytes(key, text)))
    file.execute(DELETE, (KEY,))
    file.execute(PUT_KEPT, (MARKER, keys.id))


def _kept(file: Writes) -> Iterator[tuple[str, bytes | None]]:
    """Every key with what it has, damaged or not, as bytes; in parts, so that it fits."""
    after = ""
    while batch := list(file.select(SOME_KEPT, (after, BATCH))):
        for key, kept in batch:
            yield key, kept.encode() if isinstance(kept, str) else kept
        after = batch[-1][0]
