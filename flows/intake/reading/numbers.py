"""Answers that are one number, within what the planner takes of each."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from core.amounts import plain
from core.course.regimen.as_given import MG_PER_G
from core.reading import KEYS
from core.values import Invalid
from flows.intake.reading.heights import read_height
from flows.intake.reading.taken import Check, Read, Taken
from flows.intake.subject import Subject
from flows.talk.typed.text import DAILY_MG, Unreadable, folded, number

GRAMS = re.compile(r"((?:0|[1-9])(?:[.,][0-9]{1,2})?) ?(?:g|grams?)(?: (?:a|per) day| daily)?\.?")
UNITS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "age": re.compile(r" ?(?:(?:years?|yrs?)(?: old)?|y/?o|y)\.?$"),
        "height_cm": re.compile(r"$"),
        "egfr": re.compile(r" ?ml(?: ?(?:/|per) ?min(?: ?(?:/|per) ?1\.73 ?m(?:2|\^2))?)?\.?$"),
        "hold_weeks": re.compile(r" ?(?:weeks?|wks?)\.?$"),
        "pulse_days": re.compile(r" ?days?\.?$"),
        "pulse_mg": DAILY_MG,
        "start_mg": DAILY_MG,
    }
)
AS_TEXT = frozenset({"pulse_mg"})  # doses are text, like weights


def pulse_mg(text: str, subject: Subject) -> Taken:
    """Milligrams, or grams that are asked about; so few that grams may have been meant are too."""
    if grams := GRAMS.fullmatch(folded(text)):
        mg = Decimal(grams[1].replace(",", ".")) * MG_PER_G
        return replace(whole("pulse_mg")(f"{plain(mg):f}", subject), check=Check.MEANT)
    taken = whole("pulse_mg")(text, subject)
    small = Decimal(str(taken.answer)) < subject.guideline.steroid.pulse.usual_mg.value
    return replace(taken, check=Check.UNUSUAL) if small and not subject.juvenile else taken


def height(text: str, subject: Subject) -> Taken:
    """Whole centimetres; another unit, or a number that could be inches, is looked at twice."""
    tall = read_height(text)
    taken = whole("height_cm")(str(tall.cm), subject)
    check = Check.CONVERTED if tall.typed else Check.UNUSUAL if tall.unsure else None
    return replace(taken, check=check, entered=tall.typed)


def whole(key: str) -> Read:
    """A whole number that the planner's own reader of this key takes."""

    def read(text: str, subject: Subject) -> Taken:
        value = int(number(text, UNITS[key], places=0))
        weight = subject.answers.get("weight_kg")
        before = {} if weight is None else {"weight_kg": Decimal(str(weight))}
        answer = str(value) if key in AS_TEXT else value
        try:
            KEYS[key].read(answer, before, subject.guideline)
        except Invalid:
            low, high = limits(key, subject)
            raise Unreadable(f"{key}_limits", low=low, high=high) from None
        return Taken(answer=answer)

    return read


def limits(key: str, subject: Subject) -> tuple[Decimal | int, Decimal | int]:
    """The lowest and highest answer of a key that takes a number."""
    guideline = subject.guideline
    pulse = guideline.steroid.pulse
    weight = Decimal(str(subject.answers.get("weight_kg", 0)))
    bands: Mapping[str, tuple[Decimal | int, ...]] = {
        "age": guideline.limits.age.value,
        "height_cm": guideline.limits.height_cm.value,
        "egfr": guideline.limits.egfr.value,
        "hold_weeks": guideline.taper.hold.weeks.value,
        "pulse_days": pulse.days.value,
        "pulse_mg": (1, min(pulse.max_mg.value, pulse.max_mg_per_kg.value * weight)),
    }
    return bands[key][0], bands[key][-1]
