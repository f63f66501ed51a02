"""Dates in any other form than DD-MMM-YYYY (D14), times without a zone (D16)."""

import re
from collections.abc import Iterator
from functools import cache
from zoneinfo import available_timezones

from tests.lint.message import Lines

MONTH_WORDS = frozenset(
    (
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
        "dec", "january", "february", "march", "april", "june", "july", "august", "september",
        "october", "november", "december",
    )
)  # fmt: skip

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_NUMBERS = re.compile(r"[-/.](?:(?<=\d[/.])\d{1,2}[/.]\d{2,4}\b|(?<=\d{4}[-/])\d\d[-/]\d\d(?!\d))")
_VERSION = re.compile(r"(?:version|myotaper) \d{1,3}\Z")
_DAY_FIRST = re.compile(
    rf"\d(?<!\d\d)(?:\d?-(?i:{_MONTH})\b(?:-\d++)?|\d?(?:st|nd|rd|th)?[^\S\n](?:of )?{_MONTH}\b)"
)
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH}\.?[^\S\n]\d{{1,2}}(?:st|nd|rd|th)?\b(?![^\S\n]*+(?:mg|kg|%)|\.\d)"
)

_TIME = r"\d\d:\d\d(?::\d\d)?(?![\d:])"
_TIMES = re.compile(
    rf"\d(?<![\d:.]\d)\d:\d\d(?::\d\d)?(?![\d:])(?:(?:,|,? (?:to|and|or|until)) {_TIME})*+"
)
_ZONE = re.compile(
    r",? \(?(?:(?P<name>[A-Z][A-Za-z_]++(?:/[A-Za-z0-9_+-]++)*+)"
    r"|in (?:your|the|its|their) (?:[a-z']++ ){0,2}zone\b)"
)
_MIDNIGHT = re.compile(r"(?:00|24):00")


def numeric_dates(lines: Lines) -> Iterator[str]:
    """D14: 07/12/2026, 7.12.26, 2026-12-07; not the version of the software."""
    for found in _NUMBERS.finditer(lines.text):
        before = lines.text[max(0, found.start() - 12) : found.start()]
        if not _VERSION.search(before):
            yield before[-4:] + found[0]


def worded_dates(lines: Lines) -> Iterator[str]:
    """D14: what is no date, or not on that weekday, or in another form: those right are gone."""
    yield from (found[0] for found in _DAY_FIRST.finditer(lines.text))
    yield from (found[0] for found in _MONTH_FIRST.finditer(lines.text))


def times(lines: Lines) -> Iterator[str]:
    """D16: midnight, and times that no zone follows."""
    for found in _TIMES.finditer(lines.text):
        zone = _ZONE.match(lines.text, found.end())
        if _MIDNIGHT.search(found[0]) or not zone or (zone["name"] and not _known(zone["name"])):
            yield found[0]


def _known(zone: str) -> bool:
    return zone == "UTC" or ("/" in zone and zone in _zones())


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
