"""FHIR dosages: timing and amount as structure, and the text that follows from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.page.write import day
from bot.papers.sheet import Row, Sheet
from core.agents.choice import AgentDose, WeeklyAgentDose
from core.agents.methotrexate import first_on, route
from core.agents.titration import week_begins
from core.amounts import Weekday, plain
from core.answers import agent_begins
from core.patient import Route
from core.sayable import Medicine

UCUM = "http://unitsofmeasure.org"
SNOMED = "http://snomed.info/sct"
ROUTES = {
    Route.MOUTH: {"system": SNOMED, "code": "26643006", "display": "Oral route"},
    Route.SKIN: {"system": SNOMED, "code": "34206005", "display": "Subcutaneous route"},
}
MORNING, EVENING = "MORN", "EVE"

Json = dict[str, Any]


def steroid_dosages(sheet: Sheet) -> list[Json]:
    """One for each dose, in their order; a planned one says what it waits for."""
    return [_steroid(sheet, order, row) for order, row in enumerate(sheet.rows, start=1)]


def agent_dosages(sheet: Sheet) -> list[Json]:
    """Each amount of the agent from its first day to the day before the next."""
    choice, drug = sheet.view.plan.agent, sheet.writer.drug(sheet.view.plan.agent.first)
    firsts = [_begins(sheet, dose) for dose in choice.doses]
    lasts = [first - timedelta(days=1) for first in firsts[1:]]
    found = list[Json]()
    spans = zip(choice.doses, firsts, (*lasts, None), strict=True)
    for order, (dose, first, last) in enumerate(spans, start=1):
        step = _Step(sheet=sheet, order=order, drug=drug, bounds=_bounds(first, last))
        match dose:
            case WeeklyAgentDose():
                found.append(_weekly(step, "weekly", dose.dose.mg, dose.dose.weekday))
            case AgentDose():
                found.extend(_daily(step, dose.intakes))
    return found


def _begins(sheet: Sheet, dose: AgentDose | WeeklyAgentDose) -> date:
    """The first day of an amount: of a weekly one, its weekday."""
    week = week_begins(agent_begins(sheet.view.plan.case), dose.week)
    return first_on(dose.dose.weekday, week) if isinstance(dose, WeeklyAgentDose) else week


def folic_dosages(sheet: Sheet) -> list[Json]:
    """Folic acid as the plan has it beside methotrexate: once a day or once a week."""
    drug, begins = sheet.say("paper.fhir.folic"), agent_begins(sheet.view.plan.case)
    for line in (line for each in sheet.said(Medicine.FOLIC_ACID) for line in each.doses):
        mg, weekday = line.values.get("mg"), line.values.get("weekday")
        if not isinstance(mg, Decimal | int):
            continue
        first = first_on(weekday, begins) if isinstance(weekday, Weekday) else begins
        step = _Step(sheet=sheet, order=1, drug=drug, bounds=_bounds(first, None))
        if isinstance(weekday, Weekday):
            return [_weekly(step, "weekly_folic", Decimal(mg), weekday)]
        return list(_daily(step, (Decimal(mg),)))
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One amount of a drug, and its days."""

    sheet: Sheet
    order: int
    drug: str
    bounds: Json


def _steroid(sheet: Sheet, order: int, row: Row) -> Json:
    """One dose of the taper."""
    bounds = _bounds(row.period.first, None if row.open else row.period.last)
    step = _Step(sheet=sheet, order=order, drug=sheet.view.steroid, bounds=bounds)
    tablets = sheet.say("paper.fhir.tablets", tablets=sheet.tablets(row.period.tablets))
    waits = {} if row.sure else {"additionalInstruction": [{"text": _confirm(sheet)}]}
    dosage = _dosage(step, "morning", row.period.mg, _every("d") | {"when": [MORNING]})
    return dosage | waits | {"patientInstruction": tablets}


def _confirm(sheet: Sheet) -> str:
    return sheet.say("paper.event.confirm")


def _daily(step: _Step, intakes: tuple[Decimal, ...]) -> Iterator[Json]:
    """Equal intakes as one dosage; unequal ones as a morning and an evening dose of one day."""
    if len(set(intakes)) == 1:
        often = {**_every("d"), "frequency": len(intakes)}
        yield _dosage(step, "once" if intakes[1:] == () else "twice", intakes[0], often)
        return
    for mg, when, key in zip(intakes, (MORNING, EVENING), ("morning", "evening"), strict=True):
        yield _dosage(step, key, mg, _every("d") | {"when": [when]})


def _weekly(step: _Step, key: str, mg: Decimal, weekday: Weekday) -> Json:
    """Once a week on a named day; there is no daily form of it."""
    often = _every("wk") | {"dayOfWeek": [weekday.value[:3]]}
    if key != "weekly":
        return _dosage(step, key, mg, often, weekday=weekday)
    view = step.sheet.view
    given = route(view.guideline.agents.methotrexate, view.plan.case, mg)
    return _dosage(step, key if given else "weekly_open", mg, often, given, weekday=weekday)


def _dosage(
    step: _Step,
    key: str,
    mg: Decimal,
    often: Json,
    given: Route | None = Route.MOUTH,
    **values: Weekday,
) -> Json:
    """Structure and text of the same amount, frequency, route and days; an open route is none."""
    named = {} if given is None else {"route": given}
    says = step.sheet.say(f"paper.fhir.{key}", drug=step.drug, mg=mg, **named, **values)
    quantity = {"value": plain(mg), "unit": "mg", "system": UCUM, "code": "mg"}
    return {
        "sequence": step.order,
        "text": f"{says} {_spanned(step)}",
        "timing": {"repeat": {"boundsPeriod": step.bounds, **often}},
        **({} if given is None else {"route": _route(step, given)}),
        "doseAndRate": [{"doseQuantity": quantity}],
    }


def _route(step: _Step, given: Route) -> Json:
    return {"coding": [ROUTES[given]], "text": step.sheet.writer.term(given)}


def _every(unit: str) -> Json:
    return {"frequency": 1, "period": 1, "periodUnit": unit}


def _bounds(first: date, last: date | None) -> Json:
    return {"start": first.isoformat(), **({} if last is None else {"end": last.isoformat()})}


def _spanned(step: _Step) -> str:
    """The days of the structure, as they are read."""
    days = {end: day(date.fromisoformat(on)) for end, on in step.bounds.items()}
    if "end" not in days:
        return step.sheet.say("paper.fhir.from", first=days["start"])
    return step.sheet.say("paper.fhir.span", first=days["start"], last=days["end"])
