"""An answer as one line of JSON, and a number in it as text."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from core.amounts import plain

Json = dict[str, Any]

REMEMBERED = 2**12  # doses and sums that many plans have alike
ENCODER = msgspec.json.Encoder()


def encoded(found: Json) -> bytes:
    """The answer as one line of JSON."""
    return ENCODER.encode(found) + b"\n"


@lru_cache(maxsize=REMEMBERED)
def written(value: Decimal) -> str:
    """The number in full, without trailing zeros."""
    return f"{plain(value):f}"
