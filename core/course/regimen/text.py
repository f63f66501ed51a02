"""The regimens of a plan as the text that is kept of it, in the same form as its doses."""

from datetime import date
from decimal import Decimal
from typing import Any

from core.amounts import Weekday, plain
from core.course.decisions import Drug, Reason
from core.course.regimen.regimen import Regimen, Regimens, State, Stretch
from core.patient import Route

Json = Any  # a JSON value


def of_regimens(regimens: Regimens) -> Json:
    """One entry for each regimen; what a stretch has not is left out."""
    return [
        {
            "drug": str(each.drug),
            "stretches": [_of_stretch(stretch) for stretch in each.stretches],
            "ladder": [_number(mg) for mg in each.ladder],
            "every": each.every_weeks,
            "due": each.due and each.due.isoformat(),
            **({"recorded": each.recorded.isoformat()} if each.recorded else {}),
        }
        for each in regimens
    ]


def regimens(found: Json) -> Regimens:
    """The regimens that these entries say."""
    return tuple(
        Regimen(
            drug=Drug(each["drug"]),
            stretches=tuple(map(_stretch, each["stretches"])),
            ladder=tuple(map(Decimal, each["ladder"])),
            every_weeks=each["every"],
            due=each["due"] and date.fromisoformat(each["due"]),
            recorded=date.fromisoformat(each["recorded"]) if "recorded" in each else None,
        )
        for each in found
    )


def _of_stretch(stretch: Stretch) -> Json:
    told = {
        "first": stretch.first.isoformat(),
        "state": str(stretch.state),
        "mg": None if stretch.mg is None else _number(stretch.mg),
        "weekday": stretch.weekday and str(stretch.weekday),
        "route": stretch.route and str(stretch.route),
        "reason": stretch.reason and str(stretch.reason),
        "until": stretch.until and stretch.until.isoformat(),
        "days": stretch.days or None,
        "recovered": stretch.recovered and stretch.recovered.isoformat(),
    }
    return {name: value for name, value in told.items() if value is not None}


def _stretch(found: Json) -> Stretch:
    mg, until, recovered = (found.get(name) for name in ("mg", "until", "recovered"))
    weekday, route, reason = (found.get(name) for name in ("weekday", "route", "reason"))
    return Stretch(
        first=date.fromisoformat(found["first"]),
        state=State(found["state"]),
        mg=None if mg is None else Decimal(mg),
        weekday=weekday and Weekday(weekday),
        route=route and Route(route),
        reason=reason and Reason(reason),
        until=until and date.fromisoformat(until),
        days=found.get("days", 0),
        recovered=recovered and date.fromisoformat(recovered),
    )


def _number(value: Decimal) -> str:
    return f"{plain(value):f}"
