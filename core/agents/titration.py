"""How an amount is built up: from a week on, until the target is reached."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

DAYS_A_WEEK = 7

Rise = tuple[int, Decimal]  # the week from which on, and the amount


@cache
def titration(
    *, start: Decimal, step: Decimal, every_weeks: int, target: Decimal
) -> tuple[Rise, ...]:
    """One entry for each change, from week 0 up to the target and never above it."""
    week, amount = 0, min(start, target)
    rises = [(week, amount)]
    while amount < target:
        week, amount = week + every_weeks, min(amount + step, target)
        rises.append((week, amount))
    return tuple(rises)


def week_begins(first: date, week: int) -> date:
    """The first day of a week counted from day 0."""
    return first + timedelta(days=DAYS_A_WEEK * week)
