"""An answer as one line of JSON, and a number in it as text."""

from decimal import Decimal
from typing import Any

import msgspec

from core.amounts import plain

Json = dict[str, Any]

ENCODER = msgspec.json.Encoder()


def encoded(found: Json) -> bytes:
    """The answer as one line of JSON."""
    return ENCODER.encode(found) + b"\n"


def written(value: Decimal) -> str:
    """The number in full, without trailing zeros."""
    return f"{plain(value):f}"
