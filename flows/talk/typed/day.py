"""A calendar day as it is typed, in every form that can mean one day only."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from unicodedata import decimal

from flows.talk.typed.text import Unreadable, folded

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT = 3  # letters of a month or of a weekday
SHORT_WEEKDAYS = ("tues", "weds", "thur", "thurs")
RELATIVE = {"today": 0, "tomorrow": 1, "yesterday": -1, "day after tomorrow": 2}
UNIT_DAYS = {"day": 1, "week": 7}
FIRST_YEAR = 1900

WEEKDAY = (
    rf"(?:{'|'.join(WEEKDAYS)}|{'|'.join((*SHORT_WEEKDAYS, *(d[:SHORT] for d in WEEKDAYS)))})"
)
D, Y, MON = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?", r"(?P<year>[0-9]{4})", r"(?P<month>[a-z]{3,9})"
GAP = r"(?:\. ?|, ?|[-/ ])?"
ON_WEEKDAY = re.compile(rf"(?P<weekday>{WEEKDAY})[.,]? (?:the )?(?P<rest>.*[0-9].*)")
LEAD = re.compile(
    r"(?:(?:use|on|from|since|starting|starts?|begins?|beginning)(?: on)?|first day):? "
    r"(?P<rest>.+)"
)
LETTERS = (
    re.compile(rf"(?:the )?{D}(?: of)?{GAP}{MON}{GAP}{Y}"),
    re.compile(rf"{MON}{GAP}(?:the )?{D}{GAP}{Y}"),
    re.compile(rf"{Y}{GAP}{MON}{GAP}{D}"),
)
YEAR_FIRST = re.compile(rf"{Y}(?P<mark>[-/.])(?P<number>[0-9]{{1,2}})(?P=mark){D}")
NUMBERS = re.compile(r"(?P<one>[0-9]{1,2})(?P<mark>\. ?|[-/ ])(?P<two>[0-9]{1,2})(?P=mark)" + Y)
ONE_OF_THE_WEEK = re.compile(rf"(?:(?P<next>next)|this|coming)? ?(?P<weekday>{WEEKDAY})")
AHEAD = re.compile(r"in (?P<count>[1-9][0-9]?) (?P<unit>day|week)s?")
FORM = (
    r"(?:[0-9]{1,2}(?:st|nd|rd|th)?[-/. ]+(?:[0-9]{1,2}|[a-z]{3,9})[-/. ]+[0-9]{4}"
    r"|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})"
)
FAULTS = (
    (
        "date_one",
        re.compile(rf"(?:{FORM}|[0-9]{{1,2}})(?:[ ,]+|-)(?:or |and |to |- )?{FORM}"),
    ),
    ("date_time", re.compile(rf"(?:{FORM},? (?:at )?)?[0-9]{{1,2}}:[0-9]{{2}}")),
    (
        "date_short_year",
        re.compile(r"[0-9]{1,2}([-/. ])[0-9]{1,2}\1[0-9]{2}|[0-9]{1,2}[- ][a-z]{3,9}[- ][0-9]{2}"),
    ),
    (
        "date_without_year",
        re.compile(
            r"[0-9]{1,2}(?:st|nd|rd|th)?(?: of)?[- ][a-z]{3,9}|[a-z]{3,9}[- ][0-9]{1,2}"
            r"|[0-9]{1,2}[./][0-9]{1,2}\.?"
        ),
    ),
    ("date_year", re.compile(r"[0-9]{1,2}[- ][a-z]{3,}[- ][0-9]{5}|[0-9]{5}-[0-9]{2}-[0-9]{2}")),
)  # in the order in which they are looked for
OF_A_MONTH = frozenset({"date_without_year", "date_short_year"})  # where its name is one


YEAR_OF_A_PLAN = re.compile(r"(?<![0-9])20(?:2[6-9]|[3-9][0-9])(?![0-9])")


def without_years(text: str) -> str:
    """The text without the years that a plan can have: at a date they are nobody's number."""
    return YEAR_OF_A_PLAN.sub("", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A day, and how it was named."""

    day: date
    absolute: bool = True  # by its date alone, not by its distance nor among other words
    certain: bool = True  # whoever reads it means the same day


def read_day(text: str, today: date) -> Named:
    """The day that the text names, however far away; raises Unreadable."""
    lower = " ".join(folded(text).split())
    for shape, read in READ.items():
        if (found := shape.fullmatch(lower)) and (named := read(found, today)):
            return named
    if lower in RELATIVE:
        return Named(day=today + timedelta(days=RELATIVE[lower]), absolute=False)
    raise Unreadable(_fault(lower))


def read_certain_day(text: str, today: date) -> date:
    """The day, where nothing looks at it once more; one that may be another is not taken."""
    named = read_day(text, today)
    if not named.certain:
        raise Unreadable("date_next", day=named.day)
    return named.day


def _after_weekday(found: re.Match[str], today: date) -> Named:
    """The day as messages write it; one that is no such weekday is none."""
    named = read_day(found["rest"], today)
    if named.day.weekday() != _weekday(found["weekday"]):
        raise Unreadable("date_weekday")
    return named


def _after_words(found: re.Match[str], today: date) -> Named:
    return replace(read_day(found["rest"], today), absolute=False)


def _in_letters(found: re.Match[str], _today: date) -> Named | None:
    month = _month(found["month"])
    return Named(day=_day(found["year"], month, found["day"])) if month else None


def _year_first(found: re.Match[str], _today: date) -> Named:
    return Named(day=_day(found["year"], found["number"], found["day"]))


def _in_numbers(found: re.Match[str], _today: date) -> Named:
    """The only day that the three numbers can be, day first or month first."""
    one, two, year = found["one"], found["two"], found["year"]
    days = {
        day for month, number in ((two, one), (one, two)) if (day := _or_none(year, month, number))
    }
    if len(days) > 1:
        raise Unreadable("date_ambiguous")
    return Named(day=days.pop() if days else _day(year, two, one))


def _of_the_week(found: re.Match[str], today: date) -> Named:
    """The first such weekday after this day; "next" can be the one after it."""
    ahead = (_weekday(found["weekday"]) - today.weekday()) % len(WEEKDAYS) or len(WEEKDAYS)
    day = today + timedelta(days=ahead)
    return Named(day=day, absolute=False, certain=not found["next"])


def _ahead(found: re.Match[str], today: date) -> Named:
    days = int(found["count"]) * UNIT_DAYS[found["unit"]]
    return Named(day=today + timedelta(days=days), absolute=False)


READ: Mapping[re.Pattern[str], Callable[[re.Match[str], date], Named | None]] = MappingProxyType(
    {
        ON_WEEKDAY: _after_weekday,
        LEAD: _after_words,
        YEAR_FIRST: _year_first,
        NUMBERS: _in_numbers,
        **dict.fromkeys(LETTERS, _in_letters),
        ONE_OF_THE_WEEK: _of_the_week,
        AHEAD: _ahead,
    }
)


def _or_none(year: str, month: str, day: str) -> date | None:
    try:
        return _day(year, month, day)
    except Unreadable as fault:
        if fault.reason != "date_impossible":
            raise
        return None


def _day(year: str, month: str | int, day: str) -> date:
    if int(year) < FIRST_YEAR:
        raise Unreadable("date_year")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Unreadable("date_impossible") from None


def _month(name: str) -> int | None:
    """The number of a month by its full English name or its first three letters."""
    names = (*MONTHS, *(month[:SHORT] for month in MONTHS))
    name = "sep" if name == "sept" else name
    return names.index(name) % len(MONTHS) + 1 if name in names else None


def _weekday(name: str) -> int:
    return [day[:SHORT] for day in WEEKDAYS].index(name[:SHORT])


def _fault(text: str) -> str:
    """The reason that helps most; "date" says only that none was found."""
    for reason, shape in FAULTS:
        if (found := shape.fullmatch(text)) and (
            reason not in OF_A_MONTH or _names_no_other_thing(found[0])
        ):
            return reason
    written = "".join(str(decimal(each, each)) for each in text.casefold())
    shaped = any(each.fullmatch(written) for each in (YEAR_FIRST, NUMBERS, *LETTERS))
    return "date_digits" if shaped and not text.isascii() else "date"


def _names_no_other_thing(text: str) -> bool:
    """Whether every word in it belongs to a date."""
    found = re.findall(r"[a-z]+", text)
    return all(_month(each) or each in {"st", "nd", "rd", "th", "of"} for each in found)
