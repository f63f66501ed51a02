"""What is kept is encrypted, each row for its own place, whichever engine keeps it.

A plan's rows have a key of their own, which is destroyed when the plan is erased: no copy of
them can be read from then on. All others share one key. Both kinds lie in a keyring, wrapped by a
master key.
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from bot.store import CannotOpen

CREDENTIALS = "CREDENTIALS_DIRECTORY"  # where systemd lays secrets for the service alone
MARKER = "meta/encrypted"  # its value, in clear, names the keyring; a file without it is in clear


class WrongKeys(CannotOpen):
    """The keys are missing, or are others, or others can read them; the message says which."""


class Unread(IntEnum):
    """What is given in the place of a text that cannot be told; no row holds such a number."""

    ALTERED = -7_001
    OTHER_KEY = -7_002
    NOT_ENCRYPTED = -7_003
    LOST = -7_004
    ERASED = -7_005


WHY: Mapping[object, str] = MappingProxyType(
    {
        Unread.ALTERED: "was altered after it was encrypted, or belongs elsewhere",
        Unread.OTHER_KEY: "was encrypted with another key",
        Unread.NOT_ENCRYPTED: "is not encrypted as all others are",
        Unread.LOST: "has a key that is not in the keyring",
        Unread.ERASED: "was erased",
    }
)


class Encryption(Protocol):
    """An open keyring, as a store needs it."""

    @property
    def id(self) -> str:
        """The name of the keyring, which a file that it encrypts carries."""
        ...

    @property
    def used(self) -> bool:
        """Whether a file is encrypted with it."""
        ...

    def use(self) -> None:
        """From now on one is."""
        ...

    def encrypted(self, key: str, text: str) -> str | bytes:
        """What is kept of this text under this key of a row."""
        ...

    def encrypted_bytes(self, key: str, plain: bytes) -> bytes:
        """The same of a text that may be damaged."""
        ...

    def plain(self, key: str, kept: object) -> str | int:
        """The text again, or why it cannot be told: a member of Unread."""
        ...

    def secret(self) -> bytes | None:
        """The installation's secret that buttons are sealed with, where it is kept here."""
        ...

    def keep_secret(self, secret: bytes) -> None:
        """It is kept here, on disk, unless one is already."""
        ...

    def ready(self, labels: Iterable[str]) -> None:
        """Each of these plans has its key on disk."""
        ...

    def destroy(self, label: str) -> None:
        """No copy of the plan's rows can be read any more, wherever it lies."""
        ...

    def erased(self) -> frozenset[str]:
        """The labels of the plans whose key was destroyed."""
        ...

    def lacking(self, labels: Iterable[str]) -> int:
        """How many of these plans never had a key here."""
        ...

    def wrapped(self) -> list[tuple[str, bytes | None]]:
        """Every key as it lies in the keyring, by name; nothing where it was destroyed."""
        ...

    def copy_to(self, folder: Path) -> Path:
        """The one copy of the keyring in this folder is as it is now: it opens with the master
        key alone."""
        ...

    def close(self) -> None:
        """The keyring is closed."""
        ...


def fitting(what: str, marker: str | None, keys: Encryption | None) -> Encryption | None:
    """The keys that the rows go by, as their marker says: None where they are in clear; raises
    WrongKeys where they are encrypted with others than these."""
    if marker is None:
        return None
    if keys is None:
        raise WrongKeys(f"{what} is encrypted: set MYOTAPER_KEYS to the folder of its keys")
    if marker != keys.id:
        raise WrongKeys(
            f"{what} is encrypted with the keys {marker}, and these are {keys.id}: "
            f"put {marker} back, in MYOTAPER_KEYS, or into an empty database with "
            "`myotaper keys put`"
        )
    return keys
