"""What `myotaper check` says of what is kept and of its keys, wherever both lie."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.commands.service.keyed import NO_KEYS
from bot.engine import copies_in_clear, is_encrypted, where, wrong_with
from bot.settings import PREFIX, Settings
from bot.store import CannotOpen
from bot.store.secrecy import Encryption, WrongKeys
from bot.store.secrecy.keyring import RING
from bot.unlocking import keys_of

KEYS, DATA = "keys", "data"
Said = tuple[str, bool | None, str]  # of what, and whether it is well; None: not known


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Encryption | None, CannotOpen | None]]:
    """The open keys, or why there are none though they are set."""
    try:
        keys = keys_of(settings)
    except CannotOpen as error:
        yield None, error
        return
    try:
        yield keys, None
    finally:
        if keys:
            keys.close()


def found(settings: Settings, keys: Encryption | None, why: CannotOpen | None) -> Iterator[Said]:
    """Each thing in a sentence."""
    if isinstance(why, WrongKeys):
        yield KEYS, False, str(why)
        yield DATA, None, "it cannot be looked at without its keys"
        return
    try:
        yield from _of_keys(settings, why)
    except CannotOpen:
        yield KEYS, None, "what is kept cannot be looked at"
    wrong = list(wrong_with(settings, keys))
    yield from ((DATA, False, each) for each in wrong)
    if not wrong:
        yield DATA, True, where(settings)


def _of_keys(settings: Settings, why: CannotOpen | None) -> Iterator[Said]:
    """Raises CannotOpen."""
    if why:
        raise why
    if settings.keys is None:
        if is_encrypted(settings):
            yield KEYS, False, f"set {PREFIX}KEYS to the folder of the keys of this data"
        else:
            yield KEYS, None, NO_KEYS
        return
    copies = copies_in_clear(settings)
    yield KEYS, True, f"{settings.keys}: what is kept is encrypted from the first start on"
    for copy in copies:
        yield KEYS, False, f"{copy} is not encrypted; remove it when you need no way back"
    if settings.database and (ring := settings.keys / RING).exists():
        yield KEYS, False, f"{ring} still has the keys of what was erased since; remove it"
