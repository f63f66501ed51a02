"""What is typed of a visit in the making: the value, limit or day that is asked for, or a line."""

from datetime import date

from flows.talk.typed.day import read_certain_day
from flows.talk.typed.text import Unreadable, usable_text
from flows.visit.noted import DAY, LIMIT, Noted
from flows.visit.place import Place
from flows.visit.reading.line import parted, read_line
from flows.visit.reading.values import Taken, read_value

NO_DAY = frozenset({"date", "date_digits"})  # it was not meant to be one
NOTHING = Taken(findings=())


def read(here: Place, noted: Noted, text: str) -> tuple[Noted, Taken]:
    """What the text says of what is asked for, else of whatever it names; raises Unreadable."""
    guideline, known, measure = here.context.guideline, here.known(noted), noted.measure
    if noted.asks == DAY:
        return noted.on(_day(usable_text(text), here)).asking(), NOTHING
    if measure is None:
        return _line(here, noted, text)
    if noted.asks.startswith(LIMIT):
        value = noted.visit.value(measure)
        return noted, read_value(measure, f"{value} uln {text}", guideline, known)
    try:
        return noted, read_value(measure, text, guideline, known)
    except Unreadable as fault:
        try:
            return _line(here, noted, text)
        except Unreadable:
            raise fault from None


def _line(here: Place, noted: Noted, text: str) -> tuple[Noted, Taken]:
    """Each value after its name; the day may stand before them."""
    before, values = parted(text)
    there = noted
    if before:
        try:
            there = noted.on(_day(before, here))
        except Unreadable as fault:
            raise Unreadable("visit_line" if fault.reason in NO_DAY else fault.reason) from None
    return there, read_line(values, here.context.guideline, here.known(there))


def _day(text: str, here: Place) -> date:
    """A day of this plan that has come; raises Unreadable."""
    today = here.admitted.live.today
    day = read_certain_day(text, today)
    if day > today:
        raise Unreadable("visit_day_ahead", day=day)
    if day < here.first_day:
        raise Unreadable("visit_day_early", day=here.first_day)
    return day
