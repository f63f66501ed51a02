"""Mycophenolate mofetil (`mmf`): the amount of a day is never one that is taken at once."""

import re
from collections.abc import Iterator

from tests.lint.drug_names import NAMES
from tests.lint.message import Lines, shortened

_A_DAY = re.compile(r"\d mg a day\b(?! in two doses|, as [\d,]{1,6} mg twice a day)")
_WORD = re.compile(r"[A-Za-z]++")


def taken_at_once(lines: Lines) -> Iterator[str]:
    """An amount of a whole day, the last drug before it being this one, without its two doses."""
    for line in lines.text.split("\n"):
        for found in _A_DAY.finditer(line):
            before = (each.lower() for each in _WORD.findall(line[: found.start()]))
            if [each for each in before if each in NAMES][-1:] == ["mofetil"]:
                yield f"not 'in two doses': {shortened(line)}"
