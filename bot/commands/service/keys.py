"""`myotaper keys`: the keys that the data is encrypted with are made, renewed, or looked at."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from bot.commands.ending import NOT_OPENED, WRONG_SETTINGS, ended
from bot.commands.service.keyed import NO_KEYS, apart_from, takes_master
from bot.settings import PREFIX, Settings, Unset, read_settings
from bot.store import CannotOpen, glance
from bot.store.folder import FILE, copies_in_clear, is_encrypted, opened_folder
from bot.store.lock import taken
from bot.store.secrecy.keyring import RING
from bot.store.secrecy.keys import Keys, opened_keys
from bot.store.secrecy.master import MASTER, master_at
from bot.store.secrecy.renewal import made, rotated

DOES = "The keys that the data is encrypted with. What is encrypted cannot be read without them."
ABOUT = f"""\
{PREFIX}KEYS is their folder, away from the data and the backups. The keyring lies there, one key
for each plan; each backup has a copy of it beside it. The master key opens it, and no backup has
that one: keep a copy of {MASTER} where you keep no backup."""
WELL, NOT_WELL = 0, 1
BACK = "put master key and keyring back; a copy of the keyring lies with the backups"
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
    if is_encrypted(settings.data / FILE):
        return ended(
            f"{settings.data} is encrypted, and new keys open nothing of it: {BACK}", NOT_WELL
        )
    if master.exists() and not (folder / RING).exists():
        return ended(f"{master} is there without its keyring: {BACK}. {UNUSED}", NOT_WELL)
    made(folder, master, apart_from(settings))
    print(
        f"{folder}: new keys; everything is encrypted at the next start. Keep a copy of {master} "
        "where you keep no backup: without it nothing can be read."
    )
    return WELL


def _rotate(settings: Settings, folder: Path, master: Path) -> int:
    opened_folder(settings.data)
    lock = taken(settings.data)
    try:
        count = rotated(folder, master, apart_from(settings), settings.backups)
    finally:
        lock.release()
    print(
        f"{folder}: {count} keys are wrapped by a new master key, and by no other. Keep a copy of "
        f"{master}, make a backup now, and remove every older copy of master key and keyring."
    )
    return WELL


def _status(settings: Settings, folder: Path, master: Path) -> int:
    keys = opened_keys(folder, master, apart_from(settings))
    try:
        print(f"keys {keys.id} in {folder}, opened by {master}")
        print(f"plans with a key: {keys.plans()}; erased: {len(keys.erased())}")
        return _data(settings.data, keys)
    finally:
        keys.close()


def _data(data: Path, keys: Keys) -> int:
    if not (data / FILE).exists():
        print(f"{data}: nothing is kept yet")
        return WELL
    well = glance.is_encrypted(data / FILE, keys)
    print(f"{data}: {'encrypted' if well else 'NOT encrypted; it is at the next start'}")
    for copy in copies_in_clear(data):
        well = False
        print(f"{copy}: NOT encrypted; remove it when you need no way back")
    return WELL if well else NOT_WELL


DONE: Mapping[str, Callable[[Settings, Path, Path], int]] = MappingProxyType(
    {"new": _new, "rotate": _rotate, "status": _status}
)
