"""What follows from a rescue treatment that was given, day by day."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from core.amounts import A_DAY
from core.course.decisions import Drug
from core.course.regimen.regimen import Regimen, Regimens, State
from core.due import Due, Item
from core.evidence import Fact
from core.guideline.schema import Guideline
from core.patient import Case, Hbv

MONTHS = date.max.month  # of a year


def rescue_agenda(
    guideline: Guideline, case: Case, regimens: Regimens, last: date
) -> Iterator[Due]:
    """The follow-up of every treatment up to the last day; of the treatment itself no dose."""
    for each in regimens:
        follows = FOLLOWED.get(each.drug)
        if follows:
            found = follows(guideline, case, each, last)
            yield from (due for due in found if due.day <= last)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    last = _first(day, months + 1) - A_DAY
    return last.replace(day=min(day.day, last.day))


def _first(day: date, months: int) -> date:
    """The first day of the month that comes so many months later."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    return date(day.year + years, month + 1, 1)


def _due(regimen: Regimen, day: date, detail: str, *because: Fact[Any]) -> Due:
    return Due(
        item=Item.FOLLOW_UP,
        day=day,
        because=because,
        detail=detail,
        values={"drug": regimen.drug, "first": regimen.begun},
    )


def _given_on(regimen: Regimen, day: date) -> bool:
    """Whether it is neither held nor ended on this day."""
    stretch = regimen.on(day)
    return stretch is not None and stretch.state is State.TAKEN


def _rituximab(guideline: Guideline, case: Case, regimen: Regimen, _last: date) -> Iterator[Due]:
    rule = guideline.rescue.followed
    second = regimen.begun + timedelta(days=rule.second_infusion_days.value)
    if _given_on(regimen, second) and not regimen.given[1:]:
        yield _due(regimen, second, "second_infusion", rule.second_infusion_days)
    given = _last_given(guideline, regimen)
    for months in rule.levels_months.value:
        day = months_after(regimen.begun, months)
        yield _due(regimen, day, f"levels.{months}", rule.levels_months)
    if case.hbv is Hbv.POSITIVE:
        fewest, _ = rule.antiviral_months.value
        day = months_after(given, fewest)
        yield _due(regimen, day, "antiviral", rule.antiviral_months)


def _last_given(guideline: Guideline, regimen: Regimen) -> date:
    """The last infusion that was recorded; else the second one, unless it was stopped before."""
    if regimen.given[1:]:
        return regimen.given[-1]
    second = timedelta(days=guideline.rescue.followed.second_infusion_days.value)
    return min(regimen.ended or date.max, regimen.begun + second)


def _immunoglobulin(
    guideline: Guideline, _case: Case, regimen: Regimen, _last: date
) -> Iterator[Due]:
    rule = guideline.rescue.followed
    last = regimen.given[-1]
    for count in range(1, rule.courses.value + 1 - len(regimen.given)):
        day = last + timedelta(weeks=count * rule.next_course_weeks.value)
        if _given_on(regimen, day):
            yield _due(regimen, day, "next_course", rule.next_course_weeks, rule.courses)


def _cyclophosphamide(
    guideline: Guideline, _case: Case, regimen: Regimen, last: date
) -> Iterator[Due]:
    """After each pulse its lowest counts; before each next one count and urine."""
    rule = guideline.rescue.followed
    weeks = timedelta(weeks=guideline.monitoring.laboratory.month_weeks.value)
    early, _ = rule.nadir_days.value
    pulse = regimen.given[-1]
    for each in regimen.given[:-1]:
        yield _due(regimen, each + timedelta(days=early), "nadir", rule.nadir_days)
    while pulse <= last and not (regimen.ended and pulse >= regimen.ended):
        if _given_on(regimen, pulse):
            yield _due(regimen, pulse + timedelta(days=early), "nadir", rule.nadir_days)
        pulse += weeks
        if _given_on(regimen, pulse):
            yield _due(regimen, pulse, "before_pulse", rule.before_pulse)


def _calcineurin(guideline: Guideline, _case: Case, regimen: Regimen, last: date) -> Iterator[Due]:
    rule = guideline.rescue.followed
    every = timedelta(weeks=rule.calcineurin_weeks.value)
    day = regimen.begun + every
    while day <= last and not (regimen.ended and day >= regimen.ended):
        yield _due(regimen, day, "calcineurin_tests", rule.calcineurin_weeks)
        day += every


Follows = Callable[[Guideline, Case, Regimen, date], Iterator[Due]]
FOLLOWED: Mapping[Drug, Follows] = {
    Drug.RITUXIMAB: _rituximab,
    Drug.IMMUNOGLOBULIN: _immunoglobulin,
    Drug.CYCLOPHOSPHAMIDE: _cyclophosphamide,
    Drug.CALCINEURIN_INHIBITOR: _calcineurin,
}
