"""What falls due for the agent: its blood tests, its next amounts, its weekly day."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from core.agents.choice import AgentChoice, AgentDose, WeeklyAgentDose
from core.agents.methotrexate import first_on, given_as
from core.agents.titration import week_begins
from core.amounts import A_DAY, plain
from core.answers import agent_begins
from core.due import Due, Item
from core.evidence import Value
from core.guideline.schema import Guideline
from core.guideline.schema_treatment import Laboratory
from core.patient import Case

Amount = AgentDose | WeeklyAgentDose


def agent_agenda(
    guideline: Guideline, case: Case, choice: AgentChoice, last: date, joined: date | None
) -> Iterator[Due]:
    """Up to the last day; nothing while the agent or its dose still waits for something.

    Of a course that was under way before its plan nobody knows here since when the agent is taken
    and how much of it: no amount falls due, and blood is tested as after a rise.
    """
    begins = [week_begins(agent_begins(case), each.week) for each in choice.doses]
    rises = [joined] if joined and begins else begins
    yield from _laboratory(guideline.monitoring.laboratory, choice, rises, last)
    if joined is None:
        yield from _amounts(guideline, case, choice, last)


def _amounts(guideline: Guideline, case: Case, choice: AgentChoice, last: date) -> Iterator[Due]:
    """Each later amount, and every weekday of what is taken once a week."""
    for each in choice.doses[1:]:
        if _first(case, each) <= last:
            yield _titration(guideline, case, choice, each)
    weekly = [each for each in choice.doses if isinstance(each, WeeklyAgentDose)]
    ends = [*(_first(case, each) for each in weekly[1:]), last + A_DAY]
    for each, end in zip(weekly, ends, strict=bool(weekly)):
        yield from _weekly(guideline, case, each, min(end, last + A_DAY))


def _first(case: Case, amount: Amount) -> date:
    """The first day of this amount."""
    begins = week_begins(agent_begins(case), amount.week)
    if isinstance(amount, WeeklyAgentDose):
        return first_on(amount.dose.weekday, begins)
    return begins


def _laboratory(
    rule: Laboratory, choice: AgentChoice, rises: list[date], last: date
) -> Iterator[Due]:
    """Often until the amount has been stable, then monthly, then every few months."""
    day, months = rises[0] if rises else last, 0
    while rises:
        weeks, months = _interval(rule, rises, day, months)
        early = [rise + timedelta(weeks=rule.weeks.value) for rise in rises if rise > day]
        day = min(day + timedelta(weeks=weeks), *early, date.max)
        if day > last:
            return
        yield Due(
            item=Item.LABORATORY,
            day=day,
            because=(rule.weeks, rule.months, rule.then_months, rule.again, rule.month_weeks),
            values={"agent": choice.first, "weeks": weeks},
        )


def _interval(rule: Laboratory, rises: list[date], day: date, months: int) -> tuple[int, int]:
    """Weeks from the test of this day to the next one, and how many monthly ones then were."""
    rise = max(each for each in rises if each <= day)
    if day < rise + timedelta(weeks=rule.stable_weeks.value):
        return rule.weeks.value, 0
    if months < rule.months.value:
        return rule.month_weeks.value, months + 1
    return rule.month_weeks.value * rule.then_months.value, months


def _titration(guideline: Guideline, case: Case, choice: AgentChoice, amount: Amount) -> Due:
    """The next amount, which begins only where the blood tests before it are acceptable."""
    if isinstance(amount, WeeklyAgentDose):
        values = _amount(guideline, case, amount)
        mg, fact = amount.dose.mg, guideline.agents.methotrexate.before_step
    else:
        mg, fact = sum(amount.intakes, Decimal(0)), guideline.monitoring.laboratory.again
        values = {"mg": mg, "intakes": amount.intakes}
    return Due(
        item=Item.TITRATION,
        day=_first(case, amount),
        because=(fact,),
        detail=f"{plain(mg):f}",
        values={"agent": choice.first, **values},
    )


def _weekly(
    guideline: Guideline, case: Case, amount: WeeklyAgentDose, until: date
) -> Iterator[Due]:
    """The named weekday of every week of this amount."""
    rule = guideline.agents.methotrexate
    day = _first(case, amount)
    while day < until:
        yield Due(
            item=Item.METHOTREXATE,
            day=day,
            because=(rule.weekly, rule.apart_days),
            values=_amount(guideline, case, amount),
        )
        day += timedelta(weeks=1)


def _amount(guideline: Guideline, case: Case, amount: WeeklyAgentDose) -> dict[str, Value]:
    """Milligrams and weekday, with the tablets or the route."""
    dose = amount.dose
    given = given_as(guideline.agents.methotrexate, case, dose.mg)
    return {"mg": dose.mg, "weekday": dose.weekday, **given}
