"""`myotaper keys`: the keys that the data is encrypted with are made, renewed, or looked at."""

import argparse
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType, ModuleType

from bot.commands.ending import NOT_OPENED, WRONG_SETTINGS, ended
from bot.commands.service.keyed import NO_KEYS, takes_master
from bot.commands.service.noting import act, note
from bot.settings import PREFIX, Settings, Unset, read_settings
from bot.store import CannotOpen, glance
from bot.store.disk.folder import FILE, copies_in_clear, is_encrypted, opened_folder
from bot.store.disk.lock import taken
from bot.store.secrecy.keyring import RING
from bot.store.secrecy.keys import Keys, opened_keys
from bot.store.secrecy.master import MASTER, master_at
from bot.store.secrecy.renewal import made, rotated
from bot.unlocking import address_of, apart_from, extra, keys_for

DOES = "The keys that the data is encrypted with. What is encrypted cannot be read without them."
ABOUT = f"""\
{PREFIX}KEYS is their folder, away from the data and the backups. The keyring lies there, or with
{PREFIX}DATABASE in the database: one key for each plan; each backup has a copy of it beside it.
The master key opens it, and no backup has that one: keep a copy of {MASTER} where you keep no
backup. Each machine that runs on the database needs that file."""
WELL, NOT_WELL = 0, 1
BACK = "put master key and keyring back; a copy of the keyring lies with the backups"
FROM_NOW = "everything is encrypted at the next start"
KEEP = "Keep a copy of {} where you keep no backup: without it nothing can be read."
ROTATED = (
    "keys are wrapped by a new master key, and by no other. Keep a copy of {}, make a backup now, "
    "and remove every older copy of master key and keyring."
)
STAYS = "{} stays: each backup renews it."
GOES = "Remove {} once all is restored: what is erased later stays in it."
UNUSED = "If nothing was ever encrypted with it, remove it and do this again."


def main(arguments: list[str]) -> int:
    """It is done (0), or it is as it was and a line says why (1, 2)."""
    parser = argparse.ArgumentParser(
        prog="myotaper keys",
        description=DOES,
        epilog=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "what",
        choices=sorted(DONE),
        help="new: made, and the bot encrypts all it keeps at its next start; "
        "rotate: a new master key in the place of the old one, the bot stopped; "
        "put: the copy of the keyring that lies in that folder, into a database without one; "
        "status: how they stand",
    )
    takes_master(parser)
    chosen = parser.parse_args(arguments)
    try:
        settings = read_settings()
    except Unset as error:
        return ended(str(error), WRONG_SETTINGS)
    if settings.keys is None:
        return ended(NO_KEYS, WRONG_SETTINGS)
    try:
        return DONE[chosen.what](
            settings, settings.keys, chosen.master or master_at(settings.keys)
        )
    except (CannotOpen, OSError) as error:
        return ended(str(error), NOT_OPENED)


def _new(settings: Settings, folder: Path, master: Path) -> int:
    if settings.database:
        _in_database().made_in(
            address_of(settings), master, apart_from(settings), act("keys_made")
        )
        print(f"in the database: new keys; {FROM_NOW}. {KEEP.format(master)}")
        return WELL
    if is_encrypted(settings.data / FILE):
        return ended(
            f"{settings.data} is encrypted, and new keys open nothing of it: {BACK}", NOT_WELL
        )
    if master.exists() and not (folder / RING).exists():
        return ended(f"{master} is there without its keyring: {BACK}. {UNUSED}", NOT_WELL)
    note(settings, None, act("keys_asked"))
    made(folder, master, apart_from(settings))
    note(settings, None, act("keys_made"))
    print(f"{folder}: new keys; {FROM_NOW}. {KEEP.format(master)}")
    return WELL


def _put(settings: Settings, folder: Path, master: Path) -> int:
    if settings.database is None:
        return ended(f"{PREFIX}DATABASE is not set: copy {RING} to {folder} instead", NOT_WELL)
    count = _in_database().put_in(
        address_of(settings), folder, master, apart_from(settings), act("keys_put")
    )
    beside = settings.backups and folder.resolve() == settings.backups.resolve()
    print(f"in the database: {count} keys. {(STAYS if beside else GOES).format(folder / RING)}")
    return WELL


def _rotate(settings: Settings, folder: Path, master: Path) -> int:
    with keys_for(settings, master) as keys:
        note(settings, keys, act("rotation_asked"))
    status = _rotated(settings, folder, master)
    with keys_for(settings, master) as keys:
        note(settings, keys, act("keys_rotated"))
    return status


def _rotated(settings: Settings, folder: Path, master: Path) -> int:
    if settings.database:
        there, apart = _in_database(), apart_from(settings)
        count = there.rotated_in(address_of(settings), master, apart, settings.backups)
        print(f"in the database: {count} {ROTATED.format(master)} Give it to each machine first.")
        return WELL
    opened_folder(settings.data)
    lock = taken(settings.data)
    try:
        count = rotated(folder, master, apart_from(settings), settings.backups)
    finally:
        lock.release()
    print(f"{folder}: {count} {ROTATED.format(master)}")
    return WELL


def _status(settings: Settings, folder: Path, master: Path) -> int:
    keys = (
        _in_database().opened_in(address_of(settings), master, apart_from(settings))
        if settings.database
        else opened_keys(folder, master, apart_from(settings))
    )
    try:
        there = "the database" if settings.database else folder
        print(f"keys {keys.id} in {there}, opened by {master}, master key {keys.ring.master}")
        print(f"plans with a key: {keys.plans()}; erased: {len(keys.erased())}")
        if settings.database:
            return _in_the_database(address_of(settings), folder, keys)
        return _data(settings.data, keys)
    finally:
        keys.close()


STANDS: Mapping[bool | None, str] = MappingProxyType(
    {
        None: "nothing is kept yet",
        True: "encrypted",
        False: "NOT encrypted; it is at the next start",
    }
)


def _in_the_database(address: str, folder: Path, keys: Keys) -> int:
    found = _in_database().is_encrypted(address, keys)
    well = found is not False
    print(f"in the database: {STANDS[found]}")
    if (folder / RING).exists():
        well = False
        print(f"{folder / RING}: a copy that still has the keys of what was erased; remove it")
    return WELL if well else NOT_WELL


def _in_database() -> ModuleType:
    """What does it there: not everybody has the library."""
    with extra():
        return import_module("bot.store.postgres.keyring.keys")


def _data(data: Path, keys: Keys) -> int:
    if not (data / FILE).exists():
        print(f"{data}: {STANDS[None]}")
        return WELL
    well = glance.is_encrypted(data / FILE, keys)
    print(f"{data}: {STANDS[well]}")
    for copy in copies_in_clear(data):
        well = False
        print(f"{copy}: NOT encrypted; remove it when you need no way back")
    return WELL if well else NOT_WELL


DONE: Mapping[str, Callable[[Settings, Path, Path], int]] = MappingProxyType(
    {"new": _new, "rotate": _rotate, "put": _put, "status": _status}
)
