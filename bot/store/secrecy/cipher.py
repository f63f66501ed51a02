"""One key: what it encrypts is bound to where it stands, and is read whole and there alone.

AES-256 in Galois/Counter Mode, a nonce by chance for each text: good for 2**32 texts a key. What
is kept begins with a version and the name of the key: another key is not taken for damage.
"""

import hmac
import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
KEY_BYTES, NAME_BYTES, NONCE_BYTES = 32, 4, 12
HEAD = len(VERSION) + NAME_BYTES
BEGIN = HEAD + NONCE_BYTES  # of what the key has encrypted


class Unopened(Exception):
    """It was altered, or belongs elsewhere."""


class OtherKey(Unopened):
    """It was encrypted with another key, or by a later version."""


class Cipher:
    """A key that nothing shows."""

    __slots__ = ("_aead", "head")

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("a key has another length")
        self._aead = AESGCM(key)
        self.head = VERSION + derived(key, "name")[:NAME_BYTES]

    def encrypted(self, plain: bytes, about: bytes) -> bytes:
        """The same for this place, other bytes each time."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return self.head + nonce + self._aead.encrypt(nonce, plain, self.head + about)

    def decrypted(self, kept: bytes, about: bytes) -> bytes:
        """What was encrypted for this place; raises Unopened."""
        if kept[:HEAD] != self.head:
            raise OtherKey
        try:
            return self._aead.decrypt(kept[HEAD:BEGIN], kept[BEGIN:], self.head + about)
        except (InvalidTag, ValueError) as error:
            raise Unopened from error


def fresh_key() -> bytes:
    """A key by chance."""
    return secrets.token_bytes(KEY_BYTES)


def derived(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose alone: it tells nothing of the secret or of another purpose's key."""
    return hmac.digest(secret, f"myotaper {purpose}".encode(), sha256)
