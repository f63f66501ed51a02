"""A calendar day as it is typed; only an absolute date is taken at once."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from unicodedata import decimal

from flows.talk.typed import Unreadable, folded

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT = 3  # letters of a month
RELATIVE = {"today": 0, "tomorrow": 1}
DAY_MONTH_YEAR = re.compile(r"([0-9]{1,2})[- ]([a-z]+)[- ]([0-9]{4})")
ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
DAY_FORM = r"[0-9]{1,2}[- ][a-z]+[- ][0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
FAULTS = (
    ("date_one", re.compile(rf"(?:{DAY_FORM})[ ,]+(?:or |and |to )?(?:{DAY_FORM})")),
    ("date_time", re.compile(rf"(?:(?:{DAY_FORM}) )?[0-9]{{1,2}}:[0-9]{{2}}")),
    ("date_ambiguous", re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.]20[0-9]{2}")),
    ("date_without_year", re.compile(r"[0-9]{1,2}[- ][a-z]+|[a-z]+[- ][0-9]{1,2}")),
    ("date_year", re.compile(r"[0-9]{1,2}[- ][a-z]{3,}[- ][0-9]{5}|[0-9]{5}-[0-9]{2}-[0-9]{2}")),
)
FIRST_YEAR = 1900


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A day, and whether it was named by its date or only by its distance."""

    day: date
    absolute: bool = True


def read_day(text: str, today: date) -> Named:
    """The day that the text names, however far away; raises Unreadable."""
    lower = folded(text)
    weekday, _, rest = lower.partition(" ")
    if weekday in WEEKDAYS and (ISO.fullmatch(rest) or DAY_MONTH_YEAR.fullmatch(rest)):
        return _on_its_weekday(weekday, read_day(rest, today))
    if found := ISO.fullmatch(lower):
        return Named(day=_day(int(found[1]), int(found[2]), int(found[3])))
    if (found := DAY_MONTH_YEAR.fullmatch(lower)) and (month := _month(found[2])):
        return Named(day=_day(int(found[3]), month, int(found[1])))
    if lower in RELATIVE:
        return Named(day=today + timedelta(days=RELATIVE[lower]), absolute=False)
    if lower in WEEKDAYS:
        return Named(day=_next(WEEKDAYS.index(lower), today), absolute=False)
    raise Unreadable(_fault(lower))


def _on_its_weekday(weekday: str, named: Named) -> Named:
    """The day as messages write it; one that is no such weekday is none."""
    if named.day.weekday() != WEEKDAYS.index(weekday):
        raise Unreadable("date_weekday")
    return named


def _day(year: int, month: int, day: int) -> date:
    if year < FIRST_YEAR:
        raise Unreadable("date_year")
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable("date_impossible") from None


def _month(name: str) -> int | None:
    """The number of a month by its full English name or its first three letters."""
    names = (*MONTHS, *(month[:SHORT] for month in MONTHS))
    return names.index(name) % len(MONTHS) + 1 if name in names else None


def _next(weekday: int, today: date) -> date:
    """The first such weekday after this day."""
    ahead = (weekday - today.weekday()) % len(WEEKDAYS) or len(WEEKDAYS)
    return today + timedelta(days=ahead)


def _fault(text: str) -> str:
    """The reason that helps most; "date" says only that none was found."""
    for reason, shape in FAULTS:
        if shape.fullmatch(text):
            return reason
    written = "".join(str(decimal(each, each)) for each in text.casefold())
    shaped = ISO.fullmatch(written) or DAY_MONTH_YEAR.fullmatch(written)
    return "date_digits" if shaped and not text.isascii() else "date"
