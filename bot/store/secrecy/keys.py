"""Which row is encrypted with which key, and for where."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from bot.store.secrecy import MARKER, Unread, WrongKeys
from bot.store.secrecy.cipher import OtherKey, Unopened
from bot.store.secrecy.copying import check_copy
from bot.store.secrecy.keyring import RING, ROWS, Destroyed, Keyring, Lost
from bot.store.secrecy.master import NEITHER, checked_place, masters
from bot.store.secrecy.ring_file import opened_file

PLAN = "plan/"  # and its label: the name of the key of a plan
SECRET, USED = "secret", "used"
OF_A_PLAN = frozenset({"plan", "reminder"})  # kinds of rows whose key begins with its label


class Keys:
    """An open keyring, applied to rows: those of a plan under its own key, others under one.

    A row without a value, which only leads to others, stays without one.
    """

    def __init__(self, ring: Keyring) -> None:
        self.ring = ring

    @property
    def id(self) -> str:
        """The name of the keyring."""
        return self.ring.id

    def encrypted(self, key: str, text: str) -> str | bytes:
        """What is kept of this text; the key of a plan that is new is on disk first."""
        if not text or key == MARKER:
            return text
        return self.encrypted_bytes(key, text.encode())

    def encrypted_bytes(self, key: str, plain: bytes) -> bytes:
        """The same of a text that may be damaged."""
        name = name_for(key)
        try:
            cipher = self.ring.cipher(name)
        except Lost:
            self.ring.ready([name])
            cipher = self.ring.cipher(name)
        return cipher.encrypted(plain, key.encode())

    def plain(self, key: str, kept: object) -> str | int:
        """The text again, or why it cannot be told."""
        if isinstance(kept, str) and (not kept or key == MARKER):
            return kept
        if not isinstance(kept, bytes):
            return Unread.NOT_ENCRYPTED
        try:
            return self.ring.cipher(name_for(key)).decrypted(kept, key.encode()).decode()
        except OtherKey:
            return Unread.OTHER_KEY
        except (Unopened, ValueError):
            return Unread.ALTERED
        except Lost:
            return Unread.LOST
        except Destroyed:
            return Unread.ERASED

    @property
    def used(self) -> bool:
        """Whether a file is encrypted with it."""
        return self.ring.has(USED)

    def use(self) -> None:
        """From now on one is, and no other."""
        self.ring.keep(USED, b"")

    def secret(self) -> bytes | None:
        """The installation's secret that buttons are sealed with, where it is kept here."""
        return self.ring.secret(SECRET) if self.ring.has(SECRET) else None

    def keep_secret(self, secret: bytes) -> None:
        """It is kept here, on disk, unless one is already."""
        self.ring.keep(SECRET, secret)

    def ready(self, labels: Iterable[str]) -> None:
        """Each of these plans has its key on disk."""
        self.ring.ready(f"{PLAN}{label}" for label in labels)

    def destroy(self, label: str) -> None:
        """No copy of the plan's rows can be read any more, wherever it lies."""
        self.ring.destroy(f"{PLAN}{label}")

    def erased(self) -> frozenset[str]:
        """The labels of the plans whose key was destroyed."""
        return frozenset(name.removeprefix(PLAN) for name in self.ring.destroyed())

    def lacking(self, labels: Iterable[str]) -> int:
        """How many of these plans never had a key here."""
        there = self.ring.names()
        return sum(f"{PLAN}{label}" not in there for label in labels)

    def plans(self) -> int:
        """How many plans have a key that was not destroyed."""
        names = self.ring.names() - set(self.ring.destroyed())
        return sum(name.startswith(PLAN) for name in names)

    def wrapped(self) -> list[tuple[str, bytes | None]]:
        """Every key as it lies in the keyring, by name; nothing where it was destroyed."""
        return self.ring.ring.every()

    def copy_to(self, folder: Path) -> Path:
        """The one copy of the keyring in this folder is as it is now: it opens with the master
        key alone. Raises WrongKeys where it has keys that this one never had."""
        check_copy(self.ring.ring, folder)
        return self.ring.copy_to(folder)

    def close(self) -> None:
        """The keyring is closed."""
        self.ring.close()


def name_for(key: str) -> str:
    """The name of the key that this row is encrypted with."""
    kind, _, rest = key.partition("/")
    return f"{PLAN}{rest.partition('/')[0]}" if kind in OF_A_PLAN else ROWS


def opened_keys(folder: Path, master: Path, apart_from: tuple[Path, ...]) -> Keys:
    """The keys of this folder, unwrapped by this master key; raises WrongKeys."""
    checked_place(folder, apart_from)
    with suppress(OSError):  # what may not be looked at is named below
        if not master.exists() and not (folder / RING).exists():
            raise WrongKeys(NEITHER.format(master, folder))
    return Keys(opened_file(folder, masters(master, apart_from)))
