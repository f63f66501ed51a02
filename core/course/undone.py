"""Whether a decision can still be taken back: not once anything else is taken because of it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from core.course.course import Course, decided, in_force
from core.course.regimen.regimen import WEEKLY, Regimen, Regimens, State, dose_days

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
    """What was taken of every drug up to this day."""
    return {each for regimen in regimens for each in _taken(regimen, today)}


def _taken(regimen: Regimen, today: date) -> Iterator[tuple[object, ...]]:
    """Each day of a weekly dose, each on which a treatment was given; of what is taken every day
    from when on it is in which amount, or is not any more.

    What is only known to have ended was taken until then.
    """
    drug = regimen.drug
    if drug in WEEKLY:
        doses = dose_days(regimen, regimen.begun, today)
        yield from ((drug, day, each.mg, each.route) for day, each in doses)
    else:
        yield from ((drug, day) for day in regimen.given if day <= today)
        yield from _amounts(regimen, today)
    if regimen.begun <= today and regimen.stretches[0].state is State.ENDED:
        yield drug, regimen.begun, State.ENDED


def _amounts(regimen: Regimen, today: date) -> Iterator[tuple[object, ...]]:
    """The first day of each amount, which is none while it is held or once it has ended."""
    before: tuple[object, ...] = ()
    for each in regimen.stretches:
        now = (each.mg, each.days) if each.state is State.TAKEN else ()
        if each.first <= today and now != before:
            yield regimen.drug, each.first, now
        before = now
