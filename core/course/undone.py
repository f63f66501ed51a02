"""Whether a decision can still be taken back: not once anything else is taken because of it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from core.course.course import Course, decided, in_force
from core.course.decisions import Drug
from core.course.regimen import WEEKLY, Regimens, dose_days

Lived = tuple[Course | None, Regimens]  # the steroid, and every drug beside it


def begun(before: Lived, after: Lived, today: date) -> bool:
    """Whether up to this day anything else is taken, or not taken, after the decision than before
    it: another dose, or the first day on which a dose is left out."""
    return _steroid(before, after, today) or _drugs(before[1], today) != _drugs(after[1], today)


def _steroid(before: Lived, after: Lived, today: date) -> bool:
    """Whether the daily dose is another one on any day up to this one."""
    courses = [each for each, _ in (before, after) if each]
    firsts = {period.first for each in courses for period in decided(each)}
    days = {today, *firsts, *(each.ends for each in courses if each.ends)}
    doses = {day: {_mg_on(each, day) for each in courses} for day in days if day <= today}
    return any(len(each) > 1 for each in doses.values())


def _mg_on(course: Course, day: date) -> Decimal:
    period = in_force(course, day)
    return period.mg if period else Decimal(0)


def _drugs(regimens: Regimens, today: date) -> set[tuple[object, ...]]:
    """What was done with every drug up to this day."""
    return {each for drug in Drug for each in _of_a_drug(regimens, drug, today)}


def _of_a_drug(regimens: Regimens, drug: Drug, today: date) -> Iterator[tuple[object, ...]]:
    """Each day on which a weekly dose is taken; of what is taken every day, or given, from when
    on it is so."""
    for regimen in (each for each in regimens if each.drug is drug):
        if drug in WEEKLY:
            for day, each in dose_days(regimen, regimen.begun, today):
                yield drug, day, each.mg, each.route
            continue
        for each in regimen.stretches:
            if each.first <= today:
                yield drug, each.first, each.state, each.mg, each.days
