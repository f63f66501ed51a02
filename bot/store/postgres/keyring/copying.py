"""The copy of a database's keyring that lies with the backups of this machine, whoever leads."""

from contextlib import closing
from pathlib import Path
from time import monotonic

from bot.store.postgres.keyring.ring import DESTROYED, EVERY, THERE
from bot.store.postgres.link import Link, answered
from bot.store.secrecy.copying import followed
from bot.store.secrecy.keyring import Wrapped


class Shown:
    """The keyring, looked at without its master key."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def every(self) -> list[Wrapped]:
        """All there is, by name."""
        return self._link.run(EVERY).fetchall()

    def destroyed(self) -> tuple[str, ...]:
        """The names of all keys that were."""
        return tuple(name for (name,) in self._link.run(DESTROYED))


def followed_in(address: str, folder: Path) -> bool:
    """Whether the copy in this folder still had a key that was destroyed since, and is as the
    keyring is now; raises CannotOpen."""
    with answered(), closing(Link(address, monotonic)) as link:
        return link.run(THERE).fetchone() == (True,) and followed(Shown(link), folder)
