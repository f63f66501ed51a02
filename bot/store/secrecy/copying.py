"""The copy of the keyring that lies with the backups follows it: what was erased is in no copy."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Protocol

from bot.store.disk.file import UNREADABLE
from bot.store.secrecy import WrongKeys
from bot.store.secrecy.keyring import RING, Wrapped
from bot.store.secrecy.ring_file import EVERY, write_ring


class Shows(Protocol):
    """A keyring, as it is looked at."""

    def every(self) -> list[Wrapped]:
        """All there is, by name."""
        ...

    def destroyed(self) -> tuple[str, ...]:
        """The names of all keys that were."""
        ...


def followed(ring: Shows, folder: Path) -> bool:
    """Whether the copy in this folder still had a key that was destroyed since: it is as the ring
    is now then. One of another keyring, which has keys that this one never had, stays as it is."""
    copy = _kept(folder / RING)
    if not any(copy.get(name) for name in ring.destroyed()):
        return False
    now = ring.every()
    if not copy.keys() <= {name for name, _ in now}:
        return False
    write_ring(folder, now)
    return True


def check_copy(ring: Shows, folder: Path) -> None:
    """The copy in this folder has no key that the ring never had, else it may be the last with it:
    raises WrongKeys. One that cannot be read is none."""
    copy = dict[str, bytes | None]()
    with suppress(*UNREADABLE):
        copy = _kept(folder / RING)  # before the ring is: a key that is made meanwhile is in both
    if newer := copy.keys() - {name for name, _ in ring.every()}:
        raise WrongKeys(
            f"{folder / RING} has {len(newer)} keys that this keyring never had: put it "
            "in the place of this one; where it belongs to another installation, move it elsewhere"
        )


def _kept(copy: Path) -> dict[str, bytes | None]:
    """What the copy holds, by name; raises one of UNREADABLE."""
    if not copy.is_file():
        return {}
    where = f"{copy.absolute().as_uri()}?mode=ro&immutable=1"  # so that nothing is laid beside it
    with closing(sqlite3.connect(where, uri=True)) as file:
        return dict(file.execute(EVERY).fetchall())
