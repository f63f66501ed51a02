"""Single values of a case, read exactly or not at all."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from core.amounts import plain
from core.guideline.schema import Guideline
from core.patient import (
    Antibody,
    EarlierDose,
    EarlierSteroid,
    Experience,
    Experiences,
    Immunosuppressant,
)

LONGEST = 100  # characters of a number; a longer one is no dose and no measurement
PLAIN_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.([0-9]+))?")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Before = Mapping[str, Any]  # what the keys before this one said
Read = Callable[[object, Before, Guideline], Any]
Ordered = TypeVar("Ordered", int, Decimal, date)
Term = TypeVar("Term", bound=StrEnum)


class Number(str):
    """A number as the input wrote it, without quotes: never read as binary."""

    __slots__ = ()


class Invalid(ValueError):
    """A value that its key does not allow."""


def weight_kg(given: object, _before: Before, _guideline: Guideline) -> Decimal:
    """Kilograms with one decimal at most, zeros aside; the limits come later, by subtype."""
    number = plain(_decimal(given, quoted=True))
    return _decimal(f"{number:f}", quoted=True, places=1)


def start_mg(given: object, _before: Before, _guideline: Guideline) -> Decimal:
    """Any plain number; what the rule makes of it comes later."""
    return _decimal(given, quoted=True)


def pulse_mg(given: object, before: Before, guideline: Guideline) -> Decimal:
    """More than nothing, at most both limits of a pulse."""
    rule = guideline.steroid.pulse
    number = _decimal(given, quoted=True)
    if not 0 < number <= min(rule.max_mg.value, rule.max_mg_per_kg.value * before["weight_kg"]):
        raise Invalid(given)
    return number


def start_date(given: object, _before: Before, guideline: Guideline) -> date:
    """A day with room in the calendar for the course after it and the pulse before it."""
    day = _iso_date(given)
    _, pulse_days = guideline.steroid.pulse.days.value
    try:
        _ = day + timedelta(days=guideline.limits.calendar_days.value)
        _ = day - timedelta(days=pulse_days)
    except OverflowError as error:
        raise Invalid(given) from error
    return day


def hold_weeks(given: object, _before: Before, guideline: Guideline) -> int:
    """One of the holds that the source allows."""
    weeks = _whole(given)
    if weeks not in guideline.taper.hold.weeks.value:
        raise Invalid(given)
    return weeks


def pulse_days(given: object, _before: Before, guideline: Guideline) -> int:
    """Days of the pulse, none to most."""
    return _within(_whole(given), guideline.steroid.pulse.days.value)


def age(given: object, _before: Before, guideline: Guideline) -> int:
    """Years."""
    return _within(_whole(given), guideline.limits.age.value)


def height_cm(given: object, _before: Before, guideline: Guideline) -> Decimal:
    """Centimetres with one decimal at most."""
    number = _decimal(given, quoted=False, places=1)
    return _within(number, guideline.limits.height_cm.value)


def egfr(given: object, _before: Before, guideline: Guideline) -> Decimal:
    """mL per min per 1.73 m2."""
    return _within(_decimal(given, quoted=False), guideline.limits.egfr.value)


def amount(given: object, band: tuple[Decimal, Decimal]) -> Decimal:
    """A plain number, in quotes or not, within the band; as exact as it was written."""
    return _within(_decimal(given, quoted=True), band)


def yes_no(given: object, _before: Before, _guideline: Guideline) -> bool:
    """True or false, and nothing that only resembles them."""
    if not isinstance(given, bool):
        raise Invalid(given)
    return given


def one_of(terms: type[Term], given: object) -> Term:
    """Exactly one of these words."""
    found = {term.value: term for term in terms}
    if not isinstance(given, str) or given not in found:
        raise Invalid(given)
    return found[given]


def earlier_steroid(given: object, _before: Before, guideline: Guideline) -> EarlierSteroid:
    """Doses with their days, oldest first; so many at most, and so many days in all."""
    rule = guideline.limits
    _, longest = rule.earlier_days.value
    found = tuple(_earlier_dose(each, guideline) for each in _listed(given))
    if len(found) > rule.earlier_doses.value or sum(each.days for each in found) > longest:
        raise Invalid(given)
    return found


def _earlier_dose(given: object, guideline: Guideline) -> EarlierDose:
    rule = guideline.limits
    if not isinstance(given, Mapping) or given.keys() != {"mg", "days"}:
        raise Invalid(given)
    mg = _decimal(given["mg"], quoted=True, places=rule.earlier_mg_places.value)
    return EarlierDose(
        mg=plain(_within(mg, rule.earlier_mg.value)),
        days=_within(_whole(given["days"]), rule.earlier_days.value),
    )


def experiences(given: object, _before: Before, _guideline: Guideline) -> Experiences:
    """What is known of each drug, in the order of the drugs."""
    if not isinstance(given, Mapping):
        raise Invalid(given)
    found = {
        one_of(Immunosuppressant, name): one_of(Experience, value) for name, value in given.items()
    }
    return tuple((each, found[each]) for each in Immunosuppressant if each in found)


def antibodies(given: object, _before: Before, _guideline: Guideline) -> tuple[Antibody, ...]:
    """The antibodies that were found, each once."""
    found = tuple(one_of(Antibody, each) for each in _listed(given))
    if len(set(found)) < len(found):
        raise Invalid(given)
    return found


def agent_start(given: object, before: Before, guideline: Guideline) -> date:
    """A day from the first oral day on, within the time that an agent may wait."""
    first: date = before["start_date"]
    latest = first + timedelta(days=guideline.limits.agent_start_days.value)
    return _within(_iso_date(given), (first, latest))


def _iso_date(given: object) -> date:
    if not isinstance(given, str) or not ISO_DATE.fullmatch(given):
        raise Invalid(given)
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise Invalid(given) from error


def _listed(given: object) -> Sequence[object]:
    if not isinstance(given, list | tuple):
        raise Invalid(given)
    return given


def _within(number: Ordered, band: tuple[Ordered, ...]) -> Ordered:
    low, high = band
    if not low <= number <= high:
        raise Invalid(number)
    return number


def _whole(given: object) -> int:
    return int(_decimal(given, quoted=False, places=0))


def _decimal(given: object, *, quoted: bool, places: int | None = None) -> Decimal:
    """A plain decimal number with so many places at most; in quotes only where allowed."""
    text = _text_of(given, quoted=quoted)
    found = PLAIN_NUMBER.fullmatch(text) if len(text) <= LONGEST else None
    if found is None or (places is not None and len(found[1] or "") > places):
        raise Invalid(text)
    return Decimal(text)


def _text_of(given: object, *, quoted: bool) -> str:
    """The digits as they were written."""
    if isinstance(given, str) and (quoted or isinstance(given, Number)):
        return given
    if isinstance(given, bool) or not isinstance(given, int | Decimal):
        raise Invalid(given)
    if isinstance(given, int) and given.bit_length() > LONGEST:  # no longer one can be written
        raise Invalid
    return str(given)
