"""The keyring: every key that rows are encrypted with, wrapped by a master key.

It lies apart from the rows, because a backup of them must not hold it: a key that is destroyed
here is gone for all of them. What is left of it is that it was destroyed.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from bot.store.secrecy import WrongKeys
from bot.store.secrecy.cipher import VERSION, Cipher, OtherKey, Unopened, fresh_key

RING = "myotaper.keyring"  # the file of it, wherever it or its copy lies
ID, ROWS = "id", "rows"
ID_BYTES = 8
MOST = 2**12  # keys at hand
Wrapped = tuple[str, bytes | None]  # a name, and nothing where the key was destroyed


class Lost(LookupError):
    """No key of this name was ever here."""


class Destroyed(LookupError):
    """The key of this name was destroyed."""


class Ring(Protocol):
    """Where the wrapped keys lie; safe for several threads."""

    where: str

    def one(self, name: str) -> Wrapped | None:
        """What lies under this name; None where nothing ever did."""
        ...

    def every(self) -> list[Wrapped]:
        """All there is, by name."""
        ...

    def destroyed(self) -> tuple[str, ...]:
        """The names of all keys that were."""
        ...

    def add(self, rows: list[Wrapped], heads: Iterable[bytes]) -> None:
        """They are there for good, as long as the others begin with one of these heads; what is
        there under a name stays. Raises where another process has wrapped the others anew."""
        ...

    def destroy(self, name: str) -> None:
        """The key is gone, and that it was destroyed is known from now on."""
        ...

    def rewrap(self, anew: Callable[[str, bytes], bytes]) -> int:
        """How many keys there are, each as this wraps it: all of them, or none."""
        ...

    def copy_to(self, folder: Path) -> Path:
        """The one copy that this folder holds of it, a file, is as it is now."""
        ...

    def close(self) -> None:
        """Nothing is read or written any more."""
        ...


class Keyring:
    """Its keys by name, each unwrapped when it is first needed; safe for several threads."""

    def __init__(self, ring: Ring, masters: tuple[bytes, ...]) -> None:
        """Raises WrongKeys where it cannot be opened by these; it is closed then."""
        self.ring = ring
        self._masters = {cipher.head: cipher for cipher in map(Cipher, masters)}
        self._newest = Cipher(masters[0])
        self._at_hand = lru_cache(MOST)(self._cipher)  # what is not here is looked for again
        try:
            self.id = self.secret(ID).hex()
            self._at_hand(ROWS)
        except OtherKey as error:
            ring.close()
            raise WrongKeys(
                f"{ring.where} was wrapped by another master key; put that back"
            ) from error
        except (Unopened, LookupError) as error:
            ring.close()
            raise unread(ring.where) from error
        except BaseException:
            ring.close()
            raise

    @property
    def master(self) -> str:
        """What the newest master key is known by, which tells nothing of it."""
        return self._newest.head[len(VERSION) :].hex()

    def cipher(self, name: str) -> Cipher:
        """The key of this name; raises Lost, Destroyed or Unopened."""
        return self._at_hand(name)

    def ready(self, names: Iterable[str]) -> None:
        """Each of these keys is kept; one that is new here is made."""
        if new := [name for name in names if self.ring.one(name) is None]:
            self._add([self._row(name, fresh_key()) for name in new])

    def destroy(self, name: str) -> None:
        """The key is gone, and that it was destroyed is known from now on."""
        try:
            self.ring.destroy(name)
        finally:
            self._at_hand.cache_clear()

    def destroyed(self) -> tuple[str, ...]:
        """The names of all keys that were."""
        return self.ring.destroyed()

    def has(self, name: str) -> bool:
        """Whether something is kept under this name, or was."""
        return self.ring.one(name) is not None

    def secret(self, name: str) -> bytes:
        """What is kept under this name; raises Lost, Destroyed or Unopened."""
        row = self.ring.one(name)
        if row is None:
            raise Lost(name)
        if row[1] is None:
            raise Destroyed(name)
        return self._unwrapped(name, row[1])

    def keep(self, name: str, secret: bytes) -> None:
        """It is kept under this name unless something is already."""
        self._add([self._row(name, secret)])

    def rewrap(self) -> int:
        """How many keys there are, all wrapped by the newest master key alone from now on."""
        return self.ring.rewrap(
            lambda name, wrapped: self._row(name, self._unwrapped(name, wrapped))[1]
        )

    def copy_to(self, folder: Path) -> Path:
        """The one copy that this folder holds of it is as it is now."""
        return self.ring.copy_to(folder)

    def names(self) -> frozenset[str]:
        """Of all that is kept, or was."""
        return frozenset(name for name, _ in self.ring.every())

    def close(self) -> None:
        """Nothing is read or written any more."""
        self.ring.close()

    def _cipher(self, name: str) -> Cipher:
        return Cipher(self.secret(name))

    def _unwrapped(self, name: str, wrapped: bytes) -> bytes:
        master = self._masters.get(wrapped[: len(self._newest.head)], self._newest)
        return master.decrypted(wrapped, name.encode())

    def _row(self, name: str, secret: bytes) -> tuple[str, bytes]:
        return wrapped_by(self._newest, name, secret)

    def _add(self, rows: list[tuple[str, bytes]]) -> None:
        self.ring.add(list(rows), self._masters)


def first_keys(master: bytes) -> list[Wrapped]:
    """What a new keyring holds: its name, and the key of all that is no plan's."""
    cipher = Cipher(master)
    new = ((ID, fresh_key()[:ID_BYTES]), (ROWS, fresh_key()))
    return [wrapped_by(cipher, name, secret) for name, secret in new]


def wrapped_by(master: Cipher, name: str, secret: bytes) -> tuple[str, bytes]:
    """A row of the ring."""
    return name, master.encrypted(secret, name.encode())


def unread(where: str) -> WrongKeys:
    """That the ring is damaged."""
    return WrongKeys(f"{where} cannot be read: put its copy back, which lies with the backups")
