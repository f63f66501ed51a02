"""What is kept, as JSON text: one exact form a schema, and a refusal of everything else.

Each row is an envelope {schema, version, sum, body}. The sum covers the body together with the
row's key and version, so a changed byte or a value under another row's key is noticed.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Generic, TypeVar
from zlib import crc32

import msgspec

from bot.store import Undecodable
from bot.store.record.bodies import UPGRADES, Upgrades
from bot.store.secrecy import WHY

SCHEMA = 9

T = TypeVar("T")
Times = Callable[[T], Iterable[datetime | None]]


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """What surrounds every body."""

    schema: int
    version: int  # how often the row was written
    sum: int
    body: msgspec.Raw


class Form(Generic[T]):
    """How values of one type are written, and read back only if they write themselves the same.

    A value that knows its key is read from nowhere else.
    """

    def __init__(
        self,
        of: type[T],
        *,
        instants: Times[T] = lambda _: (),
        walls: Times[T] = lambda _: (),  # local times, which have no zone
        key_of: Callable[[T], str] | None = None,
        schema: int = SCHEMA,
        upgrades: Upgrades = UPGRADES,
        remembers: int = 0,  # so many texts that were read last; their values must be frozen
    ) -> None:
        self._decode = msgspec.json.Decoder(of).decode
        self._instants, self._walls = instants, walls
        self._key_of = key_of
        self._schema = schema
        self._upgrades = upgrades
        self._read_text = lru_cache(remembers)(self._read_anew) if remembers else self._read_anew

    def write(self, value: T, *, key: str, version: int = 1) -> str:
        """The row's text; an instant without a zone, or a wall time with one, is a ValueError."""
        if not self.well_timed(value):
            raise ValueError("a time without a zone cannot be kept")
        body = msgspec.Raw(_encode(value))
        total = _sum(body, key=key, version=version, schema=self._schema)
        envelope = Envelope(schema=self._schema, version=version, sum=total, body=body)
        return _encode(envelope).decode()

    def read(self, text: object, *, key: str) -> tuple[T, int]:
        """The value and its version; raises Undecodable. The same text under the same key is the
        same value, which is not worked out a second time where it is remembered."""
        return self._read_text(text, key)

    def _read_anew(self, text: object, key: str) -> tuple[T, int]:
        envelope = _opened(text, key=key)
        body = bytes(envelope.body)
        if envelope.schema != self._schema:
            body = self._upgraded(body, key=key, schema=envelope.schema)
        try:
            value = self._decode(body)
        except (msgspec.MsgspecError, ValueError) as error:
            raise _refused(key, "has another shape") from error
        if _encode(value) != body or not self.well_timed(value):
            raise _refused(key, "has another shape")
        if self._key_of and self._key_of(value) != key:
            raise _refused(key, "belongs under another key")
        return value, envelope.version

    def well_timed(self, value: T) -> bool:
        """Whether every instant has a zone, and no wall time has one."""
        for at in self._instants(value):
            if at is not None and at.tzinfo is None:
                return False
        return not any(at and at.tzinfo for at in self._walls(value))

    def _upgraded(self, body: bytes, *, key: str, schema: int) -> bytes:
        """The body as this schema has it, taken through every schema between."""
        if schema > self._schema:
            raise _refused(key, f"has schema {schema}, of a later version of this program")
        later = msgspec.json.decode(body)
        for step in range(schema, self._schema):
            upgrade = self._upgrades.get((key.partition("/")[0], step))
            if upgrade is None:
                raise _refused(key, f"has schema {schema}, which is not known")
            try:
                later = upgrade(later)
            except (KeyError, TypeError) as error:
                raise _refused(key, "has another shape") from error
        return _encode(later)


def _opened(text: object, *, key: str) -> Envelope:
    if not isinstance(text, str):
        raise _refused(key, WHY.get(text, "is not text"))
    try:
        envelope = _decode_envelope(text)
    except (msgspec.MsgspecError, ValueError) as error:
        raise _refused(key, "is not an envelope") from error
    expected = _sum(envelope.body, key=key, version=envelope.version, schema=envelope.schema)
    if envelope.sum != expected:
        raise _refused(key, "was altered after it was written")
    return envelope


def _sum(body: msgspec.Raw, *, key: str, version: int, schema: int) -> int:
    return crc32(body, crc32(f"{schema} {version} {key} ".encode()))


def _refused(key: str, why: str) -> Undecodable:
    return Undecodable(f"a row of kind {key.partition('/')[0]!r} {why}")


_encode = msgspec.json.Encoder().encode
_decode_envelope = msgspec.json.Decoder(Envelope).decode
