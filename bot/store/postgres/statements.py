"""Each statement of the store as PostgreSQL reads it; written once, and only otherwise spelt."""

import re
from collections.abc import Mapping
from functools import cache
from itertools import count
from types import MappingProxyType

from bot.store.rows import EVERY_KEPT, EVERY_KEY, KEYS, RANGE, SOME, SOME_KEYS

PARTS: Mapping[str, str] = MappingProxyType(
    {KEYS: SOME_KEYS, RANGE: SOME, EVERY_KEY: SOME_KEYS, EVERY_KEPT: SOME}
)
EVERY = ("", "\U0010ffff")  # the keys between which all lie
SIZES = (50, 500)  # rows of the first part and of the second; the others are as large as the last
LAST_SIZE = 2_000
READS, WRITES = re.compile(r"plain\(key, value\)"), re.compile(r"encrypted\([?\w]+, (\?\d*)\)")
PLACE = re.compile(r"\?(\d*)")


@cache
def spelt(statement: str) -> str:
    """The statement with its places numbered; a value is kept as its bytes, in clear."""
    numbers = count(1)
    statement = statement.replace("instr(key, ?)", "strpos(key, ?) > 0")
    text = WRITES.sub(r"convert_to(\1, 'UTF8')", READS.sub("value", statement))
    return PLACE.sub(lambda place: f"${place[1] or next(numbers)}", text)
