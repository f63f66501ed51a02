"""A visit as it is kept: JSON values under keys of their own, the same whatever a class is called.

    {"visit": 2, "day": "2026-12-14", "role": "prescriber",
     "found": {"ck": {"value": "820", "of": "200"}, "mmt": {"value": "138", "of": "150"},
               "haq": {"value": "0.9"}, "cortisol": {"value": "310", "hours": "25"}},
     "strength": "better", "ck_trend": "falling", "signs": [], "pregnant": false,
     "urine": "normal", "corrects": 1}

What was not entered has no key; no sign is an empty list. Numbers are text, as they were entered.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from core.response.visit import (
    BadVisit,
    EnteredBy,
    Finding,
    Measure,
    Result,
    Sign,
    Strength,
    Trend,
    Visit,
)

Json = dict[str, Any]

NEEDED = frozenset({"visit", "day", "role"})
OF_A_FINDING: Mapping[str, Callable[[str], Any]] = {
    "value": Decimal,
    "of": Decimal,
    "hours": Decimal,
    "at": time.fromisoformat,
}
OF_A_VISIT: Mapping[str, Callable[[Any], Any]] = {
    "strength": Strength,
    "ck_trend": Trend,
    "signs": lambda given: tuple(map(Sign, given)),
    "pregnant": bool,
    "urine": Result,
    "ecg": Result,
    "corrects": int,
}


def written(visit: Visit) -> Json:
    """The visit as JSON values; the same visit is the same text."""
    found = {str(each.measure): _finding(each) for each in visit.findings}
    rest = {key: getattr(visit, key) for key in OF_A_VISIT}
    return {
        "visit": visit.number,
        "day": visit.day.isoformat(),
        "role": str(visit.role),
        **({"found": found} if found else {}),
        **{key: _plain(value) for key, value in rest.items() if value is not None},
    }


def read(given: Mapping[str, Any]) -> Visit:
    """The visit that was written; raises BadVisit for anything else."""
    if not given.keys() <= {*NEEDED, "found", *OF_A_VISIT}:
        raise BadVisit("with other keys")
    try:
        visit = Visit(
            number=given["visit"],
            day=date.fromisoformat(given["day"]),
            role=EnteredBy(given["role"]),
            findings=tuple(
                Finding(
                    measure=Measure(name), **{key: OF_A_FINDING[key](each[key]) for key in each}
                )
                for name, each in given.get("found", {}).items()
            ),
            **{key: make(given[key]) for key, make in OF_A_VISIT.items() if key in given},
        )
    except (KeyError, ValueError, TypeError, ArithmeticError) as error:
        raise BadVisit(f"{type(error).__name__}: {error}") from error
    if _exactly(written(visit)) != _exactly(given):
        raise BadVisit("written otherwise")
    return visit


def _exactly(found: Mapping[str, Any]) -> str:
    """The text of the values, where 1 is not true."""
    return json.dumps(found, sort_keys=True)


def _finding(found: Finding) -> Json:
    of = {key: getattr(found, key) for key in OF_A_FINDING}
    return {key: str(value) for key, value in of.items() if value is not None}


def _plain(value: object) -> object:
    """A value as JSON has it: text, a number, yes or no, or a list of texts."""
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return value if isinstance(value, bool | int) else str(value)
