"""What somebody does at the command line is added to the audit, also while a bot is running."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.store import CannotOpen, NotRead
from bot.store.audit.chain import Said, added, was_said
from bot.store.audit.entry import Seal
from bot.store.connection import WAIT_SECONDS, Direct
from bot.store.disk.file import UNREADABLE
from bot.store.disk.folder import ALTERED, FILE, is_altered, schema_of
from bot.store.engine import Adds, Reads
from bot.store.record.codec import SCHEMA
from bot.store.record.secret import secret_of
from bot.store.secrecy import Encryption


class NotNoted(Exception):
    """The audit does not have it; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What the user of this number on this machine does, and when."""

    action: str
    at: datetime  # aware
    account: int | None = None  # None: nobody knows who
    since: datetime | None = None  # nothing is added where the same was since then; None: always


def add(connection: Adds, act: Act, rows: Reads | None = None) -> None:
    """It is the last entry of the chain, in the transaction that is open, sealed by the secret
    that is among its rows, or among these; raises Undecodable."""
    seal = Seal(secret_of(rows or connection))
    who = seal.person(0) if act.account is None else seal.account(act.account)
    said = Said(at=act.at, who=who, action=act.action)
    if act.since is None or not was_said(connection, said, act.since):
        added(connection, seal, said)


def noted(folder: Path, act: Act, keys: Encryption | None = None) -> None:
    """The audit of the data in this folder has it, on disk; nothing where nothing is kept there.
    Raises NotNoted, and then nothing has changed."""
    path = folder / FILE
    if not path.is_file():
        return
    try:
        with closing(Direct(path, wait_seconds=WAIT_SECONDS, keys=keys)) as there:
            if schema_of(path, there) != SCHEMA:
                raise NotNoted(f"{path} is of an earlier version")
            if is_altered(there, SCHEMA):
                raise NotNoted(f"{path} {ALTERED}")
            there.begin()
            add(there, act)
            there.commit()
    except (CannotOpen, NotRead, *UNREADABLE) as error:
        raise NotNoted(f"{error}") from error
