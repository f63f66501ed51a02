"""Labels of plans: six characters with a check, made by chance and never chosen."""

import re
from collections.abc import Sequence

CHARACTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another
DIGITS = 8  # the first of them; a label begins with a letter
FORM = re.compile(r"[A-HJKMNP-Z][2-9A-HJKMNP-Z]{2}-[2-9A-HJKMNP-Z]{3}")
HYPHEN_AFTER = 3


def label_from(chance: Sequence[int]) -> str:
    """The label of five whole numbers below 31, its sixth character the check."""
    first, *others = chance
    letters = len(CHARACTERS) - DIGITS
    values = (DIGITS + first % letters, *others)
    text = "".join(CHARACTERS[value] for value in (*values, _check_value(values)))
    return f"{text[:HYPHEN_AFTER]}-{text[HYPHEN_AFTER:]}"


def named_label(text: str) -> str:
    """The text as a label is written: in capitals, its hyphen where it stands."""
    bare = text.upper().replace("-", "").replace(" ", "")
    return f"{bare[:HYPHEN_AFTER]}-{bare[HYPHEN_AFTER:]}"


def leading_label(text: str) -> str:
    """The label that the text begins with, where more follows; empty where there is none."""
    first, _, rest = text.strip().partition(" ")
    return first.upper() if rest.strip() and check(first.upper()) else ""


def check(text: str) -> bool:
    """Whether the text is a label; a wrong character or two swapped ones never pass."""
    if not FORM.fullmatch(text):
        return False
    return _weighted(_values(text)) % len(CHARACTERS) == 0


def _values(label: str) -> tuple[int, ...]:
    return tuple(CHARACTERS.index(character) for character in label.replace("-", ""))


def _weighted(values: Sequence[int]) -> int:
    """The sum of place times value, places counted from 1."""
    return sum(place * value for place, value in enumerate(values, start=1))


def _check_value(values: Sequence[int]) -> int:
    """The value that makes the weighted sum divide by 31: a prime, so there is always one."""
    prime, place = len(CHARACTERS), len(values) + 1
    return -_weighted(values) * pow(place, -1, prime) % prime
