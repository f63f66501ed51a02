"""What was found at visits, for a record system: one Observation for each finding."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from bot.page.findings import finding, in_order, in_words, unit
from bot.page.write import day
from bot.papers.record.identity import Json, Named, identified, instant, subject, url
from bot.papers.record.narrative import narrative
from bot.papers.sheet import Sheet
from bot.papers.visit.codes import CODES, LOINC, UCUM, UNITLESS, UNITS
from bot.papers.visit.told import Entry, entries
from core.response.scale import scale_of
from core.response.visit import Finding, Measure

CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"
SCORE = "{score}"
VITAL = frozenset({Measure.SYSTOLIC, Measure.DIASTOLIC, Measure.WEIGHT, Measure.SATURATION_REST,
                   Measure.SATURATION_WALKING})  # fmt: skip
EXAMINED = frozenset({Measure.MMT, Measure.CMAS, Measure.CHAIR_STANDS, Measure.HAQ,
                      Measure.PHYSICIAN, Measure.PATIENT, Measure.EXTRAMUSCULAR, Measure.FVC,
                      Measure.DLCO})  # fmt: skip
CATEGORY_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "laboratory": "Laboratory",
        "vital-signs": "Vital Signs",
        "exam": "Exam",
        "procedure": "Procedure",
    }
)
CATEGORY_OF_WORDS: Mapping[str, str] = MappingProxyType(
    {"ck_trend": "laboratory", "pregnant": "laboratory", "urine": "laboratory", "ecg": "procedure"}
)


def observations(sheet: Sheet) -> Iterator[Named]:
    """Each finding of each entry, by day; one that was corrected says so."""
    for entry in entries(sheet):
        for found in in_order(entry.visit):
            yield _measured(sheet, entry, found)
        for name, says in in_words(sheet.writer, entry.visit):
            yield _worded(sheet, entry, name, says)


def _measured(sheet: Sheet, entry: Entry, found: Finding) -> Named:
    view = sheet.view
    scale = scale_of(view.guideline.response.score, found)
    named = _name(sheet, found.measure)
    said = finding(sheet.writer, found)
    code = {
        **_coding(found.measure),
        "text": sheet.say("paper.fhir.of_scale", name=named, of=scale) if scale else named,
    }
    more = {
        "code": code,
        "effectiveDateTime": _effective(sheet, entry, found),
        "valueQuantity": _quantity(sheet, found, found.value),
        **(
            {"referenceRange": [{"high": _quantity(sheet, found, found.of)}]}
            if found.of is not None and scale is None
            else {}
        ),
    }
    return _observed(
        sheet,
        entry,
        found.measure,
        category=_category(found.measure),
        said=said,
        more=more,
        notes=() if found.hours is None else (said,),
    )


def _worded(sheet: Sheet, entry: Entry, name: str, says: str) -> Named:
    more = {
        "code": {"text": sheet.say(f"finding.name.{name}")},
        "effectiveDateTime": entry.visit.day.isoformat(),
        "valueString": says,
    }
    category = CATEGORY_OF_WORDS.get(name, "exam")
    return _observed(sheet, entry, name, category=category, said=says, more=more)


def _observed(
    sheet: Sheet,
    entry: Entry,
    name: str,
    *,
    category: str,
    said: str,
    more: Json,
    notes: tuple[str, ...] = (),
) -> Named:
    """What every Observation has: it is final until its entry is corrected."""
    wrong = entry.by is not None
    part = f"visit/{entry.visit.number}/{name}"
    notes = (*notes, *_mended(sheet, entry))
    shown = sheet.say("paper.fhir.stone", day=day(entry.visit.day), says=said)
    coding = {"system": CATEGORIES, "code": category, "display": CATEGORY_NAMES[category]}
    resource = {
        "resourceType": "Observation",
        **narrative((shown, *notes)),
        **identified(sheet, part),
        "status": "entered-in-error" if wrong else "final",
        "category": [{"coding": [coding]}],
        **more,
        "subject": subject(sheet),
        "issued": instant((entry.by or entry.visited).at),
        **({"note": [{"text": text} for text in notes]} if notes else {}),
    }
    return Named(url=url(sheet, part), resource=resource)


def _coding(measure: Measure) -> Json:
    if measure not in CODES:
        return {}
    code, display = CODES[measure]
    return {"coding": [{"system": LOINC, "code": code, "display": display}]}


def _effective(sheet: Sheet, entry: Entry, found: Finding) -> str:
    """The day; of what has a time the instant, in the zone of the place."""
    on = entry.visit.day
    if found.at is None:
        return on.isoformat()
    return datetime.combine(on, found.at, ZoneInfo(sheet.view.zone)).isoformat()


def _quantity(sheet: Sheet, found: Finding, amount: Any) -> Json:
    """An amount with its unit, as it is read and as it is coded."""
    named = unit(sheet.view.guideline, found.measure)
    code = UNITS.get(named) or UNITLESS.get(found.measure, SCORE)
    said = {"unit": named} if named in UNITS else {}
    return {"value": amount, **said, "system": UCUM, "code": code}


def _name(sheet: Sheet, measure: Measure) -> str:
    """What it is called alone: the upper pressure is asked for as blood pressure."""
    if measure is Measure.SYSTOLIC:
        return sheet.say("paper.fhir.upper_pressure")
    return sheet.writer.term(measure)


def _category(measure: Measure) -> str:
    if measure in VITAL:
        return "vital-signs"
    return "exam" if measure in EXAMINED else "laboratory"


def _mended(sheet: Sheet, entry: Entry) -> tuple[str, ...]:
    """That it was corrected; by whom is not told to another system."""
    return (sheet.say("paper.fhir.corrected"),) if entry.by else ()
