"""Plans with visits, entered as the chat enters them: days counted from the first dose."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from bot.page.plan.view import View
from core.response.visit import Finding, Measure, Result, Sign, Strength, Trend, Visit
from flows.plan.visit.found import entered
from tests.bot.papers.cases import (
    CHILD,
    FIRST,
    KNOWN,
    LONGEST,
    cases,
    due,
    flare,
    hold,
    rise,
    steps,
    suspend,
    view_of,
)
from tests.core.response.visits import OF, found, visit

OF_ALL = OF | {"mmt": "150", "extramuscular": "20", "troponin": "14"}
PEOPLE = ((7, "Dr Example"), (9, "Nurse Sample"))
SIX: Mapping[str, Any] = {
    "physician": 6, "patient": 5, "extramuscular": 4, "mmt": 120, "haq": "1.5", "ck": 3200,
}  # fmt: skip


def seen(view: View, *visits: Visit) -> View:
    """The same plan with these visits, entered one after the other by two people in turn."""
    record = view.record
    assert record is not None
    for number, each in enumerate(visits, start=len(record.visited) + 1):
        by, name = PEOPLE[number % 2]
        at = datetime.combine(each.day, time(10, number % 60), UTC)
        record = entered(record, replace(each, number=number), by=by, name=name, at=at)
    return replace(view, record=record)


def of_child() -> View:
    """A child whose strength is judged by CMAS."""
    first = {"physician": 7, "patient": 6, "extramuscular": "9/20", "cmas": 22, "haq": "1.8",
             "ck": "900/190"}  # fmt: skip
    later = {"physician": 3, "patient": 2, "extramuscular": "4/20", "cmas": 38, "haq": "0.5",
             "ck": "240/190"}  # fmt: skip
    return seen(
        view_of(CHILD, today=FIRST + timedelta(days=100)),
        visit(-3, **first),
        visit(30, cmas=30, ck="410/190", strength=Strength.BETTER),
        visit(91, **later, signs=()),
    )


def of_words() -> View:
    """Nothing was measured: all of it was said in a word."""
    case = cases()["V1"]
    two = steps(case, 2)
    return seen(
        view_of(case, *two, today=two[-1].on + timedelta(days=9)),
        visit(14, strength=Strength.BETTER, ck_trend=Trend.FALLING, signs=()),
        visit(28, strength=Strength.SAME, ck_trend=Trend.FLAT, signs=(Sign.RASH,)),
        visit(42, strength=Strength.WORSE, ck_trend=Trend.RISING, signs=(Sign.SWALLOWING,)),
    )


def of_both_scales() -> View:
    """MMT8 of 150, then of 80; a correction; a laboratory with another limit."""
    case = cases()["V1"]
    one = steps(case, 1)
    return seen(
        view_of(case, *one, hold(due(case, *one), 2), today=FIRST + timedelta(days=52)),
        visit(-2, mmt="104/150", ck="5,400/200".replace(",", "")),
        visit(21, mmt="118/150", ck="1210/200"),
        visit(21, mmt="128/150", ck="1210/200", corrects=2),
        visit(35, mmt="70/80", ck="420/170", haemoglobin=128, platelets=310, potassium="4.1"),
        visit(49, mmt="74/80", ck="160/170", glucose="7.2", cortisol=310),
    )


def long() -> View:
    """Twenty visits along a course with a hold, a flare and an agent that is raised and held."""
    case = KNOWN | cases()["V1"] | {"severity": "severe"}
    four = steps(case, 4)
    flared = (*four, flare(four[-1].on + timedelta(days=12), 50))
    more = steps(case, 3, *flared)
    held = (*more, hold(due(case, *more), 2))
    last = steps(case, 2, *held)
    view = view_of(case, *last, today=last[-1].on + timedelta(days=5))
    days = [-7, *range(14, 14 + 18 * 9, 9)]
    visits = [
        visit(
            day,
            **SIX | {"mmt": 104 + 2 * place + (-14 if place in {9, 10} else 0),
                     "ck": (5200, 3100, 1400, 820, 410, 260, 210, 190, 700, 1500, 900, 400, 230,
                            180, 160, 150, 148, 140, 135)[place],
                     "physician": Decimal(12 - place // 2) / 2},
            signs=(),
        )
        for place, day in enumerate(days)
    ]  # fmt: skip
    return seen(
        view, *visits, visit(day_after(days), strength=Strength.SAME, fvc=81, weight="71.5")
    )


def day_after(days: list[int]) -> int:
    return days[-1] + 6


def with_agent() -> View:
    """Methotrexate begun, raised and held, with visits of counts and liver."""
    case = KNOWN | {"weight_kg": 70, "subtype": "dermatomyositis", "severity": "moderate",
                    "ild": "no"}  # fmt: skip
    view = view_of(case, today=FIRST)
    agent = view.plan.regimens
    assert agent
    at = FIRST + timedelta(days=28)
    decisions = [*steps(case, 1), rise(at)]
    decisions = sorted(decisions, key=lambda each: each.on)
    decisions.append(suspend(decisions[-1].on + timedelta(days=14)))
    view = view_of(case, *decisions, today=decisions[-1].on + timedelta(days=20))
    return seen(
        view,
        visit(0, **SIX),
        visit(28, **SIX | {"mmt": 132, "ck": 900, "physician": 3}, alt="55/40", ast="40/35"),
        visit(44, white_cells="3.1", neutrophils="1.4", signs=(Sign.FEVER,)),
    )


@cache
def visited() -> tuple[tuple[str, View], ...]:
    """All of them."""
    return (
        ("child", of_child()),
        ("words", of_words()),
        ("both_scales", of_both_scales()),
        ("long", long()),
        ("agent", with_agent()),
        ("full", full()),
        ("one", seen(view_of(LONGEST, today=FIRST), visit(0, ck=820))),
    )


def with_visit(case: Mapping[str, Any], today: date | None = None) -> View:
    """The plan of a case with one visit, on its first day."""
    return seen(view_of(case, today=today), visit(0, ck=820))


def numbers() -> tuple[Finding, ...]:
    """One number of every measure, no two alike."""
    return tuple(
        found(each, f"{12 + place}.5/{OF_ALL.get(each, '')}") for place, each in enumerate(Measure)
    )


def full() -> View:
    """The longest taper with three visits at which everything was measured."""
    said: dict[str, Any] = {
        "strength": Strength.BETTER, "ck_trend": Trend.FALLING, "signs": tuple(Sign),
        "pregnant": False, "urine": Result.NORMAL, "ecg": Result.ABNORMAL,
    }  # fmt: skip
    return seen(
        view_of(LONGEST, today=FIRST + timedelta(days=30)),
        *(visit(day, findings=numbers(), **said) for day in (0, 14, 28)),
    )
