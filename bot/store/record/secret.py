"""The secret of the installation: buttons are sealed with it, and the audit is."""

from bot.store import Undecodable
from bot.store.engine import Reads
from bot.store.record.forms import WORD
from bot.store.record.keys import KEY
from bot.store.rows import GET


def secret_of(connection: Reads) -> bytes:
    """The secret, from the keyring where the file is encrypted; raises Undecodable where it is
    missing or cannot be read."""
    secret = connection.keys.secret() if connection.keys else kept_secret(connection)
    if secret is None:
        raise Undecodable(f"{KEY} is missing, which every button is sealed with")
    return secret


def kept_secret(connection: Reads) -> bytes | None:
    """The one that the file in clear keeps; None where it keeps none."""
    row = connection.select_one(GET, (KEY,))
    return bytes.fromhex(WORD.read(row[0], key=KEY)[0]) if row else None
