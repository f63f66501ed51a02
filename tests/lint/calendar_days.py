"""The one form of a date, DD-MMM-YYYY, and the names of days."""

import re
from datetime import date
from functools import cache

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_WRITTEN = re.compile(r"(\d\d)-([A-Z][a-z]{2})-(\d{4})")


@cache
def day(text: str) -> date | None:
    """The day that DD-MMM-YYYY means, None for any other form and for days that do not exist."""
    found = _WRITTEN.fullmatch(text)
    if not found or found[2] not in MONTHS:
        return None
    try:
        return date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]))
    except ValueError:
        return None
