"""What an edition says of a plan, as it is kept: days as changes, from the first of them on."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from tests.editions.asked import NOW, Plan
from tests.editions.plainly import Json

DAYS = 200  # that nobody presses anything
EVERY_DAY = ("dose", "gate", "planned")


def said(plan: Plan) -> Json:
    """All of it."""
    return {
        "kept": plan.kept,
        "wanted": plan.wanted(NOW),
        "figures": plan.figures(NOW),
        "words": plan.words(NOW),
        "days": days(plan),
    }


def days(plan: Plan) -> Json:
    """Today and each day to come, with nobody deciding anything: what is another than before."""
    seen = [plan.day(now) for now in moments(plan)]
    values = {key: list(_changes([each[key] for each in seen])) for key in EVERY_DAY}
    return {**values, "wanted": list(come_and_gone([each["wanted"] for each in seen]))}


def moments(plan: Plan) -> Iterator[datetime]:
    """Now, and after noon of each day to come."""
    yield NOW
    yield from (plan.in_days(days) for days in range(1, DAYS + 1))


def _changes(values: Sequence[Any]) -> Iterator[list[Any]]:
    """[day, value] wherever it is another than the day before."""
    for day, value in enumerate(values):
        if day == 0 or value != values[day - 1]:
            yield [day, value]


def come_and_gone(ids: Sequence[list[str]]) -> Iterator[list[Any]]:
    """[day, what has come, what has gone] wherever something has."""
    before: set[str] = set()
    for day, each in enumerate(ids):
        here = set(each)
        if here != before:
            yield [day, sorted(here - before), sorted(before - here)]
        before = here
