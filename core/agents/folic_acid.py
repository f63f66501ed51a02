"""Folic acid beside methotrexate, as the region has it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from core.agents.titration import DAYS_A_WEEK
from core.amounts import WEEKDAYS, Weekday
from core.evidence import Line, Section, Value
from core.guideline.schema_agents import Methotrexate
from core.patient import Case, Region

Dose = tuple[Mapping[str, Value], Weekday]  # from when and to when, and its weekday


def folic_acid(rule: Methotrexate, case: Case, doses: Sequence[Dose]) -> Iterator[Line]:
    """Once a day in the United States, elsewhere once a week on the day after each dose; where the
    weekday changes, from when and to when it is which."""
    if case.region is Region.US:
        fact = rule.folic_acid_us_mg
        yield Line(
            section=Section.AGENT,
            says="folic_acid_daily",
            because=(fact,),
            values={"mg": fact.value},
        )
        return
    fact, later = rule.folic_acid_uk_mg, rule.folic_acid_uk_day
    runs = [[*run] for _, run in groupby(doses, key=lambda each: each[1])]
    for run in runs:
        weekday = run[0][1]
        day = WEEKDAYS[(WEEKDAYS.index(weekday) + later.value) % DAYS_A_WEEK]
        yield Line(
            section=Section.AGENT,
            says="folic_acid_weekly_from" if runs[1:] else "folic_acid_weekly",
            because=(fact, later),
            values={
                "mg": fact.value,
                "weekday": day,
                **(_the_day_after(later.value, run) if runs[1:] else {}),
            },
        )


def _the_day_after(days: int, run: Sequence[Dose]) -> dict[str, Value]:
    """From when, and to when, folic acid follows these doses."""
    ends = {"date": run[0][0].get("date"), "last_dose": run[-1][0].get("last_dose")}
    later = timedelta(days=days)
    return {name: day + later for name, day in ends.items() if isinstance(day, date)}
