"""The master keys: a file of their own, the newest first, which nobody else can read."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from bot.store.backups.copy import on_disk
from bot.store.secrecy import CREDENTIALS, WrongKeys
from bot.store.secrecy.cipher import KEY_BYTES

MASTER = "myotaper.master"  # also the name of the credential
OTHERS = 0o077  # permission bits of the group and of everybody else
EVERYBODY = 0o007  # systemd lets the service read a credential by an access list, shown as a group
LONGEST = 4_096  # bytes
NEITHER = (
    "{}, the master key, is not there, nor is a keyring in {}: `myotaper keys new` makes the "
    "first ones; where there were some, put them back, nothing can be read without them"
)
Masters = Callable[[], tuple[bytes, ...]]  # reads them whenever it is called


class NoMaster(WrongKeys):
    """There is no file of master keys."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}, the master key, is not there: put it back, nothing can be read without it"
        )
        self.path = path


def master_at(folder: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """The file of the master keys: systemd's credential, or where there is none in this folder."""
    credential = Path(environment.get(CREDENTIALS) or folder, MASTER)
    return credential if credential.exists() else folder / MASTER


def masters(path: Path, apart_from: Iterable[Path]) -> tuple[bytes, ...]:
    """The keys, the newest first; raises WrongKeys where there are none, where others can read
    them, or where they lie in one of these folders."""
    checked_place(path, apart_from)
    by_systemd = str(path.parent) == os.environ.get(CREDENTIALS)
    try:
        if path.stat().st_mode & (EVERYBODY if by_systemd else OTHERS):
            raise WrongKeys(f"{path} can be read or written by others: chmod go= {path}")
        with path.open("rb") as file:
            lines = file.read(LONGEST).decode("ascii").split()
        keys = tuple(map(bytes.fromhex, lines))
    except FileNotFoundError as error:
        raise NoMaster(path) from error
    except OSError as error:
        raise WrongKeys(f"{path} cannot be read ({error.strerror}); look at its rights") from error
    except ValueError as error:
        raise WrongKeys(f"{path} is no master key; put the right file back") from error
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise WrongKeys(f"{path} is no master key; put the right file back")
    return keys


def write_masters(path: Path, keys: Iterable[bytes]) -> None:
    """The file holds these keys, for its owner alone, whatever happens to the machine."""
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.writelines(f"{key.hex()}\n" for key in keys)
    on_disk(unfinished)
    unfinished.rename(path)
    on_disk(path.parent)


def checked_place(path: Path, apart_from: Iterable[Path]) -> None:
    """It lies in none of these folders; raises WrongKeys."""
    for folder in apart_from:
        if path.resolve().is_relative_to(folder.resolve()):
            raise WrongKeys(
                f"{path} lies in {folder}, with what it encrypts; keep the keys elsewhere"
            )
