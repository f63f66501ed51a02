"""The keys of a database, opened by the master keys of this machine."""

from bot.store.postgres.keyring.ring import RingTable, is_there
from bot.store.postgres.link import Link
from bot.store.secrecy import WrongKeys
from bot.store.secrecy.keyring import Keyring
from bot.store.secrecy.keys import Keys
from bot.store.secrecy.master import NEITHER, Masters, NoMaster


def opened_by(masters: Masters, link: Link, epoch: int | None = None) -> Keys:
    """They are open over this connection, which is theirs, for the process of this epoch to add
    to; raises WrongKeys and Unanswered, and then it is closed."""
    try:
        known = _known(masters, link)
    except BaseException:
        link.close()
        raise
    return Keys(Keyring(RingTable(link, epoch), known))


def _known(masters: Masters, link: Link) -> tuple[bytes, ...]:
    """The master keys; where there are none it is said whether they open anything."""
    try:
        return masters()
    except NoMaster as error:
        if is_there(link):
            raise
        raise WrongKeys(NEITHER.format(error.path, "the database")) from error
