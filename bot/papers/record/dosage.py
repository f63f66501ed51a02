"""FHIR dosages: timing and amount as structure, and the text that follows from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.page.write import day
from bot.papers.drugs import OneDrug, Stands
from bot.papers.sheet import Row, Sheet
from core.agents import azathioprine, mycophenolate
from core.agents.methotrexate import first_on, route
from core.amounts import A_DAY, Unknown, Weekday, plain
from core.course.decisions import Drug
from core.course.regimen.regimen import Stretch
from core.patient import Route
from core.sayable import Medicine

UCUM = "http://unitsofmeasure.org"
SNOMED = "http://snomed.info/sct"
ROUTES = {
    Route.MOUTH: {"system": SNOMED, "code": "26643006", "display": "Oral route"},
    Route.SKIN: {"system": SNOMED, "code": "34206005", "display": "Subcutaneous route"},
}
INTRAVENOUS = {"system": SNOMED, "code": "47625008", "display": "Intravenous route"}
MORNING, EVENING = "MORN", "EVE"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One amount of a drug, and its days."""

    sheet: Sheet
    order: int
    drug: str
    bounds: Json


def steroid_dosages(sheet: Sheet) -> list[Json]:
    """One for each dose, in their order; a planned one says what it waits for."""
    return [_steroid(sheet, order, row) for order, row in enumerate(sheet.rows, start=1)]


def pulse_dosages(sheet: Sheet) -> list[Json]:
    """The pulse that was answered, on its days; its amount where that was answered too."""
    case = sheet.view.plan.case
    if not case.pulse_days:
        return []
    drug = sheet.writer.drug("methylprednisolone")
    bounds = _bounds(sheet.begins, sheet.first - A_DAY)
    step = _Step(sheet=sheet, order=1, drug=drug, bounds=bounds)
    if isinstance(case.pulse_mg, Unknown):
        says, amount = sheet.say("paper.fhir.infused_open", drug=drug), {}
    else:
        says = sheet.say("paper.fhir.infused", drug=drug, mg=case.pulse_mg)
        amount = {"doseAndRate": [{"doseQuantity": _quantity(case.pulse_mg)}]}
    return [
        {
            "sequence": step.order,
            "text": f"{says} {_spanned(step)}",
            "timing": {"repeat": {"boundsPeriod": bounds, **_every("d")}},
            "route": {"coding": [INTRAVENOUS], "text": INTRAVENOUS["display"]},
            **amount,
        }
    ]


def drug_dosages(sheet: Sheet, drug: OneDrug) -> list[Json]:
    """Each confirmed amount, in force or decided for later, up to its last dose.

    Of a drug that is held or stopped there is none.
    """
    if drug.stands is not Stands.TAKEN:
        return []
    name, found = sheet.writer.term(drug.drug), list[Json]()
    for order, span in enumerate(drug.spans, start=1):
        step = _Step(sheet=sheet, order=order, drug=name, bounds=_bounds(span.first, span.last))
        if span in drug.amounts:
            found.extend(_amount(step, drug.drug, span.stretch))
    return found


def _amount(step: _Step, drug: Drug, stretch: Stretch) -> Iterator[Json]:
    mg = stretch.mg or Decimal(0)
    if stretch.weekday is not None:
        view = step.sheet.view
        given = route(view.guideline.agents.methotrexate, view.plan.case, mg, stretch.route)
        key = "weekly" if given else "weekly_open"
        yield _weekly(step, key, mg, stretch.weekday, given)
        return
    yield from _daily(step, _intakes(step.sheet, drug, mg))


def _intakes(sheet: Sheet, drug: Drug, mg: Decimal) -> tuple[Decimal, ...]:
    """The doses of one day."""
    rule = sheet.view.guideline.agents
    match drug:
        case Drug.AZATHIOPRINE:
            return azathioprine.intakes(rule.azathioprine, mg)
        case Drug.MYCOPHENOLATE:
            return mycophenolate.intakes(rule.mycophenolate, mg)
    return (mg,)


def folic_dosages(sheet: Sheet, drug: OneDrug) -> list[Json]:
    """Folic acid as the plan has it beside methotrexate: once a day or once a week."""
    name = sheet.say("paper.fhir.folic")
    if drug.drug is not Drug.METHOTREXATE or drug.stands is not Stands.TAKEN:
        return []
    begins = drug.spans[0].first
    ends = next((each.first for each in drug.spans if each.stands is not Stands.TAKEN), None)
    found = list[Json]()
    for line in (line for each in sheet.said(Medicine.FOLIC_ACID) for line in each.doses):
        mg, weekday = line.values.get("mg"), line.values.get("weekday")
        if not isinstance(mg, Decimal | int):
            continue
        since, last = line.values.get("date"), line.values.get("last_dose")
        first = max(begins, since) if isinstance(since, date) else begins
        first = first_on(weekday, first) if isinstance(weekday, Weekday) else first
        until = last if isinstance(last, date) else ends and ends - A_DAY
        step = _Step(sheet=sheet, order=len(found) + 1, drug=name, bounds=_bounds(first, until))
        if not isinstance(weekday, Weekday):
            return list(_daily(step, (Decimal(mg),)))
        found.append(_weekly(step, "weekly_folic", Decimal(mg), weekday, Route.MOUTH))
    return found


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


def _weekly(step: _Step, key: str, mg: Decimal, weekday: Weekday, given: Route | None) -> Json:
    """Once a week on a named day; there is no daily form of it."""
    often = _every("wk") | {"dayOfWeek": [weekday.value[:3]]}
    return _dosage(step, key, mg, often, given, weekday=weekday)


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
    return {
        "sequence": step.order,
        "text": f"{says} {_spanned(step)}",
        "timing": {"repeat": {"boundsPeriod": step.bounds, **often}},
        **({} if given is None else {"route": _route(step, given)}),
        "doseAndRate": [{"doseQuantity": _quantity(mg)}],
    }


def _quantity(mg: Decimal) -> Json:
    return {"value": plain(mg), "unit": "mg", "system": UCUM, "code": "mg"}


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
