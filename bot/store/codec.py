"""What is kept, as JSON text: one exact form a schema, and a refusal of everything else.

Each row is an envelope {schema, version, sum, body}. The sum covers the body together with the
row's key and version, so a changed byte or a value under another row's key is noticed.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar
from zlib import crc32

import msgspec

from bot.store import Entry, Undecodable
from flows.kept import PlanRecord
from flows.talk import Session

SCHEMA = 1
Body = Any  # a JSON value
Upgrade = Callable[[Body], Body]
Upgrades = Mapping[tuple[str, int], Upgrade]  # (kind, schema) -> the body one schema later
UPGRADES: Upgrades = {}

T = TypeVar("T")


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """What surrounds every body."""

    schema: int
    version: int  # how often the row was written
    sum: int
    body: msgspec.Raw


class Form(Generic[T]):
    """How values of one type are written, and read back only if they write themselves the same."""

    def __init__(
        self,
        of: type[T],
        instants: Callable[[T], Iterable[datetime]],
        *,
        schema: int = SCHEMA,
        upgrades: Upgrades = UPGRADES,
    ) -> None:
        self._decode = msgspec.json.Decoder(of).decode
        self._instants = instants
        self._schema = schema
        self._upgrades = upgrades

    def write(self, value: T, *, key: str, version: int = 1) -> str:
        """The row's text; a time without a zone is a ValueError."""
        if not self._all_aware(value):
            raise ValueError("a time without a zone cannot be kept")
        body = msgspec.Raw(_encode(value))
        total = _sum(body, key=key, version=version, schema=self._schema)
        envelope = Envelope(schema=self._schema, version=version, sum=total, body=body)
        return _encode(envelope).decode()

    def read(self, text: object, *, key: str) -> tuple[T, int]:
        """The value and its version; raises Undecodable."""
        envelope = _opened(text, key=key)
        body = bytes(envelope.body)
        if envelope.schema != self._schema:
            body = self._upgraded(body, key=key, schema=envelope.schema)
        try:
            value = self._decode(body)
        except (msgspec.MsgspecError, ValueError) as error:
            raise _refused(key, "has another shape") from error
        if _encode(value) != body or not self._all_aware(value):
            raise _refused(key, "has another shape")
        return value, envelope.version

    def _all_aware(self, value: T) -> bool:
        return all(instant.tzinfo is not None for instant in self._instants(value))

    def _upgraded(self, body: bytes, *, key: str, schema: int) -> bytes:
        """The body as this schema has it, taken through every schema between."""
        if schema > self._schema:
            raise _refused(key, f"has schema {schema}, of a later version of this program")
        later = msgspec.json.decode(body)
        for step in range(schema, self._schema):
            upgrade = self._upgrades.get((key.partition("/")[0], step))
            if upgrade is None:
                raise _refused(key, f"has schema {schema}, which is not known")
            later = upgrade(later)
        return _encode(later)


def _opened(text: object, *, key: str) -> Envelope:
    if not isinstance(text, str):
        raise _refused(key, "is not text")
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


def _session_instants(session: Session) -> Iterable[datetime]:
    return (session.draft.asked_at,) if session.draft else ()


_encode = msgspec.json.Encoder().encode
_decode_envelope = msgspec.json.Decoder(Envelope).decode
SESSION = Form(Session, _session_instants)
PLAN = Form(PlanRecord, lambda record: (record.made_at,))
ENTRY = Form(Entry, lambda entry: (entry.at,))
WORD = Form(str, lambda _: ())
FORMS: Mapping[str, Form[Any]] = {
    "session": SESSION,
    "plan": PLAN,
    "deed": ENTRY,
    "label": WORD,
    "meta": WORD,
}
