"""Keys are made and renewed: killed at any step, whatever they opened they still open."""

from collections.abc import Callable, Iterable
from contextlib import closing
from functools import partial
from pathlib import Path

from bot.store.secrecy import WrongKeys
from bot.store.secrecy.cipher import fresh_key
from bot.store.secrecy.copying import check_copy
from bot.store.secrecy.keyring import RING, Keyring
from bot.store.secrecy.master import checked_place, masters, write_masters
from bot.store.secrecy.ring_file import make_keyring, opened_file


def made(folder: Path, master: Path, apart_from: Iterable[Path]) -> None:
    """The folder holds a new keyring, and the file the master key that opens it, which is new
    unless there was one; raises WrongKeys."""
    apart_from = tuple(apart_from)
    for path in (folder, master):
        checked_place(path, apart_from)
    if (folder / RING).exists():
        raise WrongKeys(f"{folder / RING} is there already, and what it encrypts needs it")
    if master.parent != folder and not master.parent.is_dir():
        raise WrongKeys(f"{master.parent} is no folder; make it, for its owner alone")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not master.exists():
        write_masters(master, (fresh_key(),))
    make_keyring(folder, masters(master, apart_from)[0])


def rotated(folder: Path, master: Path, apart_from: Iterable[Path], backups: Path | None) -> int:
    """How many keys there are, each wrapped by a new master key, the old one in no file here;
    raises WrongKeys. The copy of the keyring that lies with the backups follows.

    The new master key is on disk beside the old one before anything is wrapped by it, and the old
    one goes last. One that was killed is ended by the next.
    """
    apart_from = tuple(apart_from)
    checked_place(folder, apart_from)
    return renewed(partial(opened_file, folder), master, apart_from, backups)


def renewed(
    opens: Callable[[tuple[bytes, ...]], Keyring],
    master: Path,
    apart_from: tuple[Path, ...],
    backups: Path | None,
) -> int:
    """The same of the keyring that this opens."""
    known = masters(master, apart_from)
    if backups:
        with closing(opens(known)) as ring:
            check_copy(ring.ring, backups)
    if len(known) == 1:
        known = (fresh_key(), *known)
        write_masters(master, known)
    with closing(opens(known)) as ring:
        count = ring.rewrap()
        if backups and (backups / RING).exists():
            ring.copy_to(backups)
    write_masters(master, known[:1])
    return count
