"""FHIR dosages: timing and amount as structure, and the text that follows from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.page.write import day
from bot.papers.sheet import Row, Sheet
from core.agents.choice import AgentDose, WeeklyAgentDose
from core.amounts import Weekday, plain
from core.evidence import Section

UCUM = "http://unitsofmeasure.org"
ORAL = {"system": "http://snomed.info/sct", "code": "26643006", "display": "Oral route"}
MORNING, EVENING = "MORN", "EVE"
DAYS_A_WEEK = 7
FOLIC = ("folic_acid_daily", "folic_acid_weekly")

Json = dict[str, Any]


def steroid_dosages(sheet: Sheet) -> list[Json]:
    """One for each dose, in their order; a planned one says what it waits for."""
    return [_steroid(sheet, order, row) for order, row in enumerate(sheet.rows, start=1)]


def agent_dosages(sheet: Sheet) -> list[Json]:
    """Each amount of the agent from its first day to the day before the next."""
    choice, drug = sheet.view.plan.agent, sheet.writer.drug(sheet.view.plan.agent.first)
    firsts = [sheet.first + timedelta(days=DAYS_A_WEEK * dose.week) for dose in choice.doses]
    lasts = [first - timedelta(days=1) for first in firsts[1:]]
    found = list[Json]()
    spans = zip(choice.doses, firsts, (*lasts, None), strict=True)
    for order, (dose, first, last) in enumerate(spans, start=1):
        step = _Step(sheet=sheet, order=order, drug=drug, bounds=_bounds(first, last))
        match dose:
            case WeeklyAgentDose():
                found.append(_weekly(step, dose.dose.mg, dose.dose.weekday))
            case AgentDose():
                found.extend(_daily(step, dose.intakes))
    return found


def folic_dosages(sheet: Sheet) -> list[Json]:
    """Folic acid as the plan has it beside methotrexate: once a day or once a week."""
    drug, bounds = sheet.say("paper.fhir.folic"), _bounds(sheet.first, None)
    step = _Step(sheet=sheet, order=1, drug=drug, bounds=bounds)
    for line in sheet.view.lines(Section.AGENT):
        mg, weekday = line.values.get("mg"), line.values.get("weekday")
        if line.says in FOLIC and isinstance(mg, Decimal | int):
            if isinstance(weekday, Weekday):
                return [_weekly(step, Decimal(mg), weekday)]
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


def _weekly(step: _Step, mg: Decimal, weekday: Weekday) -> Json:
    """Once a week on a named day; there is no daily form of it."""
    often = _every("wk") | {"dayOfWeek": [weekday.value[:3]]}
    return _dosage(step, "weekly", mg, often, weekday=weekday)


def _dosage(step: _Step, key: str, mg: Decimal, often: Json, **values: Weekday) -> Json:
    """Structure and text of the same amount, frequency and days."""
    says = step.sheet.say(f"paper.fhir.{key}", drug=step.drug, mg=mg, **values)
    quantity = {"value": plain(mg), "unit": "mg", "system": UCUM, "code": "mg"}
    return {
        "sequence": step.order,
        "text": f"{says} {_spanned(step)}",
        "timing": {"repeat": {"boundsPeriod": step.bounds, **often}},
        "route": {"coding": [ORAL], "text": "by mouth"},
        "doseAndRate": [{"doseQuantity": quantity}],
    }


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
