"""FHIR dosages: timing and amount as structure, and the text that follows from them."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.page.write import day
from bot.papers.sheet import Row, Sheet
from core.amounts import Weekday, plain
from core.choice import AgentDose, WeeklyAgentDose
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
        bounds = _bounds(first, last)
        match dose:
            case WeeklyAgentDose():
                weekly, mg = dose.dose.weekday, dose.dose.mg
                found.append(_weekly(sheet, order, drug, mg, weekly, bounds))
            case AgentDose():
                found.extend(_daily(sheet, order, drug, dose.intakes, bounds))
    return found


def folic_dosages(sheet: Sheet) -> list[Json]:
    """Folic acid as the plan has it beside methotrexate: once a day or once a week."""
    drug, bounds = sheet.say("paper.fhir.folic"), _bounds(sheet.first, None)
    for line in sheet.view.lines(Section.AGENT):
        mg = line.values.get("mg")
        if line.says in FOLIC and isinstance(mg, Decimal | int):
            weekday = line.values.get("weekday")
            if isinstance(weekday, Weekday):
                return [_weekly(sheet, 1, drug, Decimal(mg), weekday, bounds)]
            return list(_daily(sheet, 1, drug, (Decimal(mg),), bounds))
    return []


def _steroid(sheet: Sheet, order: int, row: Row) -> Json:
    period = row.period
    bounds = _bounds(period.first, None if row.open else period.last)
    repeat = {"boundsPeriod": bounds, **_every("d"), "when": [MORNING]}
    text = sheet.say("paper.fhir.morning", drug=sheet.view.steroid, mg=period.mg)
    tablets = sheet.say("paper.fhir.tablets", tablets=sheet.tablets(period.tablets))
    planned = [] if row.sure else [{"text": sheet.say("paper.event.confirm")}]
    return {
        "sequence": order,
        "text": f"{text} {_spanned(sheet, bounds)}",
        **({"additionalInstruction": planned} if planned else {}),
        "patientInstruction": tablets,
        **_amount(period.mg, repeat),
    }


def _daily(
    sheet: Sheet, order: int, drug: str, intakes: tuple[Decimal, ...], bounds: Json
) -> Iterator[Json]:
    """Equal intakes as one dosage; unequal ones as a morning and an evening dose of one day."""
    if len(set(intakes)) == 1:
        times = len(intakes)
        key = "paper.fhir.once" if times == 1 else "paper.fhir.twice"
        yield _dosage(sheet, order, key, drug, intakes[0], bounds, {"frequency": times})
        return
    for mg, when in zip(intakes, (MORNING, EVENING), strict=True):
        key = "paper.fhir.morning" if when is MORNING else "paper.fhir.evening"
        yield _dosage(sheet, order, key, drug, mg, bounds, {"when": [when]})


def _dosage(
    sheet: Sheet, order: int, key: str, drug: str, mg: Decimal, bounds: Json, how: Json
) -> Json:
    return {
        "sequence": order,
        "text": f"{sheet.say(key, drug=drug, mg=mg)} {_spanned(sheet, bounds)}",
        **_amount(mg, {"boundsPeriod": bounds, **_every("d"), **how}),
    }


def _weekly(
    sheet: Sheet, order: int, drug: str, mg: Decimal, weekday: Weekday, bounds: Json
) -> Json:
    """Once a week on a named day; there is no daily form of it."""
    text = sheet.say("paper.fhir.weekly", drug=drug, mg=mg, weekday=weekday)
    repeat = {"boundsPeriod": bounds, **_every("wk"), "dayOfWeek": [weekday.value[:3]]}
    return {
        "sequence": order,
        "text": f"{text} {_spanned(sheet, bounds)}",
        **_amount(mg, repeat),
    }


def _every(unit: str) -> Json:
    return {"frequency": 1, "period": 1, "periodUnit": unit}


def _amount(mg: Decimal, repeat: Json) -> Json:
    value = plain(mg)
    quantity = {"value": value, "unit": "mg", "system": UCUM, "code": "mg"}
    return {
        "timing": {"repeat": repeat},
        "route": {"coding": [ORAL], "text": "by mouth"},
        "doseAndRate": [{"doseQuantity": quantity}],
    }


def _bounds(first: date, last: date | None) -> Json:
    return {"start": first.isoformat(), **({} if last is None else {"end": last.isoformat()})}


def _spanned(sheet: Sheet, bounds: Json) -> str:
    """The days of the structure, as they are read."""
    first = day(date.fromisoformat(bounds["start"]))
    if "end" not in bounds:
        return sheet.say("paper.fhir.from", first=first)
    last = day(date.fromisoformat(bounds["end"]))
    return sheet.say("paper.fhir.span", first=first, last=last)
