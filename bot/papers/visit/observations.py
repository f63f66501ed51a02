"""What was found at visits, for a record system: one Observation for each finding.

A code stands only where it says all that is known of the finding and no more: where the sample,
the method or the drug makes a difference and is not known here, the text stands alone.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from uuid import uuid5
from zoneinfo import ZoneInfo

from bot.page.findings import finding, in_order, in_words, unit
from bot.papers.calendar import NAMESPACE
from bot.papers.sheet import Sheet
from bot.papers.visit.told import Entry, entries
from core.response.scale import scale_of
from core.response.visit import Finding, Measure

LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"
CODES: Mapping[Measure, str] = MappingProxyType(
    {
        Measure.CK: "2157-6",
        Measure.ALDOLASE: "1761-6",
        Measure.ALT: "1742-6",
        Measure.AST: "1920-8",
        Measure.LDH: "2532-0",
        Measure.HAEMOGLOBIN: "718-7",
        Measure.WHITE_CELLS: "26464-8",
        Measure.NEUTROPHILS: "26499-4",
        Measure.LYMPHOCYTES: "26474-7",
        Measure.PLATELETS: "26515-7",
        Measure.EOSINOPHILS: "26449-9",
        Measure.MCV: "30428-7",
        Measure.CREATININE: "14682-9",
        Measure.EGFR: "69405-9",
        Measure.ALBUMIN: "1751-7",
        Measure.GGT: "2324-2",
        Measure.BILIRUBIN: "14631-6",
        Measure.HBA1C: "59261-8",
        Measure.POTASSIUM: "2823-3",
        Measure.MAGNESIUM: "2601-3",
        Measure.IMMUNOGLOBULIN_G: "2465-3",
        Measure.SYSTOLIC: "8480-6",
        Measure.DIASTOLIC: "8462-4",
        Measure.FVC: "19872-1",
        Measure.CORTISOL: "14675-3",
        Measure.WEIGHT: "29463-7",
    }
)
UNITS: Mapping[str, str] = MappingProxyType(
    {
        "units per L": "U/L",
        "g per L": "g/L",
        "times 10 to the power 9 per L": "10*9/L",
        "fL": "fL",
        "micromol per L": "umol/L",
        "mL per min per 1.73 m2": "mL/min/{1.73_m2}",
        "mmol per L": "mmol/L",
        "mmol per mol": "mmol/mol",
        "nmol per L": "nmol/L",
        "ng per mL": "ng/mL",
        "ng per L": "ng/L",
        "mmHg": "mm[Hg]",
        "percent": "%",
        "percent predicted": "%",
        "kg": "kg",
    }
)
UNITLESS: Mapping[Measure, str] = MappingProxyType(
    {Measure.INR: "{INR}", Measure.CHAIR_STANDS: "{count}"}
)
SCORE = "{score}"
VITAL = frozenset({Measure.SYSTOLIC, Measure.DIASTOLIC, Measure.WEIGHT, Measure.SATURATION_REST,
                   Measure.SATURATION_WALKING})  # fmt: skip
EXAMINED = frozenset({Measure.MMT, Measure.CMAS, Measure.CHAIR_STANDS, Measure.HAQ,
                      Measure.PHYSICIAN, Measure.PATIENT, Measure.EXTRAMUSCULAR, Measure.FVC,
                      Measure.DLCO})  # fmt: skip
CATEGORY_OF_WORDS: Mapping[str, str] = MappingProxyType(
    {"ck_trend": "laboratory", "pregnant": "laboratory", "urine": "laboratory", "ecg": "procedure"}
)

Json = dict[str, Any]


def observations(sheet: Sheet, subject: Json) -> Iterator[Json]:
    """Each finding of each entry, by day; one that was corrected says so."""
    for entry in entries(sheet):
        for found in in_order(entry.visit):
            yield _measured(sheet, entry, found, subject)
        for name, says in in_words(sheet.writer, entry.visit):
            yield _worded(sheet, entry, name, says, subject)


def _measured(sheet: Sheet, entry: Entry, found: Finding, subject: Json) -> Json:
    view = sheet.view
    scale = scale_of(view.guideline.response.score, found)
    named = _name(sheet, found.measure)
    code = CODES.get(found.measure)
    notes = [] if found.hours is None else [finding(sheet.writer, found)]
    notes += _mended(sheet, entry)
    return {
        **_resource(sheet, entry, found.measure, _category(found.measure), subject),
        "code": {
            **({"coding": [{"system": LOINC, "code": code}]} if code else {}),
            "text": sheet.say("paper.fhir.of_scale", name=named, of=scale) if scale else named,
        },
        "effectiveDateTime": _effective(sheet, entry, found),
        "valueQuantity": _quantity(sheet, found, found.value),
        **(
            {"referenceRange": [{"high": _quantity(sheet, found, found.of)}]}
            if found.of is not None and scale is None
            else {}
        ),
        **({"note": [{"text": text} for text in notes]} if notes else {}),
    }


def _worded(sheet: Sheet, entry: Entry, name: str, says: str, subject: Json) -> Json:
    notes = [{"text": text} for text in _mended(sheet, entry)]
    return {
        **_resource(sheet, entry, name, CATEGORY_OF_WORDS.get(name, "exam"), subject),
        "code": {"text": sheet.say(f"finding.name.{name}")},
        "effectiveDateTime": entry.visit.day.isoformat(),
        "valueString": says,
        **({"note": notes} if notes else {}),
    }


def _resource(sheet: Sheet, entry: Entry, name: str, category: str, subject: Json) -> Json:
    """What every Observation has: it is final until its entry is corrected."""
    wrong = entry.by is not None
    at = (entry.by or entry.visited).at.astimezone(UTC)
    number = entry.visit.number
    return {
        "resourceType": "Observation",
        "id": str(uuid5(NAMESPACE, f"{sheet.label}/fhir/visit/{number}/{name}")),
        "meta": {"versionId": "2" if wrong else "1"},
        "status": "entered-in-error" if wrong else "final",
        "category": [{"coding": [{"system": CATEGORIES, "code": category}]}],
        "subject": subject,
        "issued": f"{at:%Y-%m-%dT%H:%M:%SZ}",
    }


def _effective(sheet: Sheet, entry: Entry, found: Finding) -> str:
    """The day; of what has a time the instant, in the zone of the place."""
    day = entry.visit.day
    if found.at is None:
        return day.isoformat()
    return datetime.combine(day, found.at, ZoneInfo(sheet.view.zone)).isoformat()


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
