"""A dose that stands alone (D24), tablets that make it (D19), and rows that follow (D28)."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from tests.lint.calendar_days import WEEKDAYS, day
from tests.lint.drug_names import STEROID
from tests.lint.message import Lines, Whole, visible

_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATE = r"\d\d-[A-Z][a-z]{2}-\d{4}"
_STANDING = re.compile(
    r"<b>(?P<drug>[A-Za-z]+)</b> DOSE <b>(?P<mg>(?:[1-9]\d{0,2}|0(?=\.))(?:\.\d*[1-9])?)[ \xa0]mg"
    r"</b> by mouth once a day in the morning\n"
    rf"from (?P<wd1>{_DAY}) (?P<d1>{_DATE}) up to and including (?P<wd2>{_DAY}) (?P<d2>{_DATE})"
    r" \((?P<days>\d+) days?\)"
)
_TAKEN = re.compile(  # of a dose that is taken already: only until when
    rf"(?P<dose>[^\n]*)\nup to and including (?P<wd>{_DAY}) (?P<d>{_DATE})"
)
_FROM = "from Monday 23-Nov-2026 up to and including Monday 23-Nov-2026 (1 days)"
_TABLETS = re.compile(r"\([^()\n]*tablets?\)\n")  # may stand between a dose and its days
_PLAIN = re.compile(r"([A-Za-z]+) DOSE (\S+[ \xa0]mg) ")
_SHOUTED = re.compile(r"\bDOSE\b")
_DIGIT = re.compile(r"\d")

_COUNTS = {
    "half": "0.5", "half of": "0.5", "one": "1", "one and a half": "1.5", "two": "2",
    "two and a half": "2.5", "three": "3", "three and a half": "3.5", "four": "4",
    "four and a half": "4.5", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10",
}  # fmt: skip
_COUNT = rf"(?:\d++(?:\.\d++)?|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
_KIND = r"(?:an?|whole|scored|plain|more|single|extra)[ \xa0]"
_COUNTED = re.compile(rf"(?i:\b(?!half tab){_COUNT}[ \xa0](?:{_KIND}){{0,3}}tab(?:let)?s?\b)")
_ITEM = (
    rf"(?i:({_COUNT})(?:[ \xa0](?:{_KIND}){{0,3}}|[ \xa0]tablets? of |[ \xa0]×[ \xa0])"
    r"(\d++(?:\.\d++)?)[ \xa0]mg\b(?: (?:scored )?tablets?)?)"
)
_ITEMS = re.compile(_ITEM)
_GROUPLESS = re.sub(r"(?<!\\)\((?!\?)", "(?:", _ITEM)
_MADE_OF = re.compile(
    r"(\d++(?:\.\d++)?)[ \xa0]mg(?: \(|: | as | = |, )"
    rf"({_GROUPLESS}(?:(?:, and | and |, ){_GROUPLESS}){{0,6}})"
)


class ScheduleRow(NamedTuple):
    """One dose of a schedule: both days belong to it."""

    mg: Decimal
    first: date
    last: date
    days: int


def dose_line_ok(html: str, *, region: str = "us") -> bool:
    """Drug, DOSE, amount, route, frequency, both days: in this order, dates true, nothing else;
    of a dose that is taken already the last day alone."""
    if taken := _TAKEN.fullmatch(html):
        last = day(taken["d"])
        true = last is not None and WEEKDAYS[last.weekday()] == taken["wd"]
        return true and dose_line_ok(f"{taken['dose']}\n{_FROM}", region=region)
    found = _STANDING.fullmatch(html)
    if not found or found["drug"] != STEROID[region]:
        return False
    first, last = day(found["d1"]), day(found["d2"])
    return (
        first is not None
        and last is not None
        and WEEKDAYS[first.weekday()] == found["wd1"]
        and WEEKDAYS[last.weekday()] == found["wd2"]
        and last - first == timedelta(days=int(found["days"]) - 1)
    )


def schedule_ok(rows: Sequence[ScheduleRow]) -> bool:
    """No gap, no overlap, days counted right, each dose over nothing and under the one before."""
    return (
        bool(rows)
        and all(row.mg > 0 for row in rows)
        and all(row.last - row.first == timedelta(days=row.days - 1) for row in rows)
        and all(later.mg < row.mg for row, later in pairwise(rows))
        and all(later.first - row.last == timedelta(days=1) for row, later in pairwise(rows))
    )


def broken_dose_lines(message: Whole) -> Iterator[str]:
    """D24: a line with DOSE in capitals and a number is the first of the two, or is a hit.

    Where a paper has no bold at all, the same words are asked without it.
    """
    if message.fragment or "DOSE" not in message.text:
        return
    lines = _TABLETS.sub("", message.html).split("\n")
    for first, second in pairwise((*lines, "")):
        if _SHOUTED.search(first) and _DIGIT.search(first):
            line = first if "<b>" in message.html else _bold(first)
            if not dose_line_ok(f"{line}\n{second}", region=message.region):
                yield first


def _bold(line: str) -> str:
    return _PLAIN.sub(r"<b>\1</b> DOSE <b>\2</b> ", visible(line))


def tablets(lines: Lines) -> Iterator[str]:
    """D19: tablets counted where no milligrams stand, or that do not make the dose before them."""
    for line in lines.text.split("\n"):
        if "tab" not in line and "×" not in line and "Tab" not in line:
            continue
        if "mg" not in line:
            yield from (found[0] for found in _COUNTED.finditer(line))
        for found in _MADE_OF.finditer(line):
            made = sum((_count(n) * Decimal(mg) for n, mg in _ITEMS.findall(found[2])), Decimal(0))
            if made != Decimal(found[1]):
                yield found[0]


def _count(text: str) -> Decimal:
    return Decimal(_COUNTS.get(text.lower(), text))
