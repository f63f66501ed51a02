"""What was found, in the record bundle: valid, and read back as exactly what was entered."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given
from hypothesis import strategies as st

from bot.guideline import shipped
from bot.page import write
from bot.page.plan.view import View
from bot.papers.record.fhir import bundle, fhir
from bot.papers.sheet import sheet
from bot.papers.visit.codes import CODES, UNITS
from core.response.scale import scale_of
from core.response.visit import Finding, Measure, Result
from tests.bot.papers.cases import FIRST, cases, view_of
from tests.bot.papers.record.test_fhir import paragraphs, read, resources, strings
from tests.bot.papers.visit.visited import OF_ALL, numbers, seen, visited
from tests.core.response.visits import found, visit
from tests.lint.display import hits

VIEWS = dict(visited())
TITLES = {
    "2157-6": "Creatine kinase [Enzymatic activity/volume] in Serum or Plasma",
    "1761-6": "Aldolase [Enzymatic activity/volume] in Serum or Plasma",
    "1742-6": "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma",
    "1920-8": "Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma",
    "2532-0": "Lactate dehydrogenase [Enzymatic activity/volume] in Serum or Plasma",
    "718-7": "Hemoglobin [Mass/volume] in Blood",
    "26464-8": "Leukocytes [#/volume] in Blood",
    "26499-4": "Neutrophils [#/volume] in Blood",
    "26474-7": "Lymphocytes [#/volume] in Blood",
    "26515-7": "Platelets [#/volume] in Blood",
    "26449-9": "Eosinophils [#/volume] in Blood",
    "30428-7": "MCV [Entitic mean volume] in Red Blood Cells",
    "14682-9": "Creatinine [Moles/volume] in Serum or Plasma",
    "69405-9": "Glomerular filtration rate/1.73 sq M.predicted [Volume Rate/Area]"
    " in Serum, Plasma or Blood",
    "1751-7": "Albumin [Mass/volume] in Serum or Plasma",
    "2324-2": "Gamma glutamyl transferase [Enzymatic activity/volume] in Serum or Plasma",
    "14631-6": "Bilirubin.total [Moles/volume] in Serum or Plasma",
    "59261-8": "Hemoglobin A1c/Hemoglobin.total in Blood by IFCC protocol",
    "2823-3": "Potassium [Moles/volume] in Serum or Plasma",
    "2601-3": "Magnesium [Moles/volume] in Serum or Plasma",
    "2465-3": "IgG [Mass/volume] in Serum or Plasma",
    "8480-6": "Systolic blood pressure",
    "8462-4": "Diastolic blood pressure",
    "19872-1": "FVC measured/predicted",
    "14675-3": "Cortisol [Moles/volume] in Serum or Plasma",
    "29463-7": "Body weight",
}  # fmt: skip
KIND = {  # what a unit says about a property
    "Enzymatic activity/volume": {"U/L"}, "Mass/volume": {"g/L"}, "#/volume": {"10*9/L"},
    "Moles/volume": {"umol/L", "mmol/L", "nmol/L"}, "Entitic mean volume": {"fL"},
    "Volume Rate/Area": {"mL/min/{1.73_m2}"},
}  # fmt: skip
CATEGORIES = {"laboratory", "vital-signs", "exam", "procedure"}


def observed(view: View) -> list[Mapping[str, Any]]:
    return resources(read(sheet(view)), "Observation")


def by_structure(each: Mapping[str, Any]) -> tuple[Any, ...]:
    """Day, text, value, unit and upper limit of one that was measured."""
    quantity = each["valueQuantity"]
    (high,) = [one["high"]["value"] for one in each.get("referenceRange", [])] or [None]
    text, value, code = each["code"]["text"], quantity["value"], quantity["code"]
    return each["effectiveDateTime"][:10], text, value, code, high, each["status"]


def expected(view: View) -> list[tuple[Any, ...]]:
    """The same of what was entered."""
    assert view.record is not None
    mended = {each.visit.corrects for each in view.record.visited}
    entries = sorted(view.record.visited, key=lambda each: (each.visit.day, each.visit.number))
    return [
        (
            entry.visit.day.isoformat(),
            named(view, one),
            one.value,
            unit(view, one),
            None if scale(view, one) else one.of,
            "entered-in-error" if entry.visit.number in mended else "final",
        )
        for entry in entries
        for one in sorted(entry.visit.findings, key=lambda each: list(Measure).index(each.measure))
    ]


def scale(view: View, one: Finding) -> Decimal | None:
    return scale_of(view.guideline.response.score, one)


def named(view: View, one: Finding) -> str:
    of = scale(view, one)
    upper = one.measure is Measure.SYSTOLIC
    name = "upper blood pressure" if upper else view.writer.term(one.measure)
    return f"{name} of {of}" if of else name


def unit(view: View, one: Finding) -> str:
    without = {Measure.INR: "{INR}", Measure.CHAIR_STANDS: "{count}"}
    if scale(view, one):
        return "{score}"
    return without.get(one.measure) or UNITS[view.guideline.visit.limits[one.measure].unit]


@pytest.mark.parametrize("name", VIEWS)
def test_the_bundle_is_valid_and_says_exactly_what_was_entered(name: str) -> None:
    view = VIEWS[name]
    Bundle.model_validate_json(fhir(sheet(view)))
    measured = [each for each in observed(view) if "valueQuantity" in each]
    assert [by_structure(each) for each in measured] == expected(view)


@pytest.mark.parametrize("name", VIEWS)
def test_every_observation_has_its_parts_and_nobodys_name(name: str) -> None:
    view = VIEWS[name]
    of = sheet(view)
    found = observed(view)
    assert found
    assert len({name_of(each) for each in found}) == len(found)
    for each in found:
        assert each["status"] in {"final", "entered-in-error"}
        ((category,),) = (one["coding"] for one in each["category"])
        assert category["code"] in CATEGORIES
        assert each["subject"] == resources(read(of), "CarePlan")[0]["subject"]
        assert each["code"]["text"]
        date.fromisoformat(each["effectiveDateTime"][:10])
    text = json.dumps(found, default=str)
    assert "Dr Example" not in text
    assert "Nurse Sample" not in text


@pytest.mark.parametrize("name", VIEWS)
def test_the_care_plan_names_each_of_them(name: str) -> None:
    of = sheet(VIEWS[name])
    (care,) = resources(read(of), "CarePlan")
    named = [each["reference"] for each in care["supportingInfo"]]
    assert named == [name_of(each) for each in observed(VIEWS[name])]


def name_of(each: Mapping[str, Any]) -> str:
    (known,) = each["identifier"]
    return f"urn:uuid:{known['value']}"


@pytest.mark.parametrize("name", VIEWS)
def test_the_narrative_says_the_day_and_what_was_found(name: str) -> None:
    for each in observed(VIEWS[name]):
        said = paragraphs(each["text"]["div"])
        day = date.fromisoformat(each["effectiveDateTime"][:10])
        assert said[0].startswith(f"{day:%d-%b-%Y}: ")
        if "valueQuantity" in each:
            assert write.number(each["valueQuantity"]["value"]) in said[0]
        else:
            assert said[0].endswith(each["valueString"])
        assert ("Entered in error" in said[-1]) == (each["status"] == "entered-in-error")


def test_what_was_corrected_is_the_same_resource_entered_in_error() -> None:
    first = visit(0, mmt=118, ck=900)
    plain = seen(view_of(cases()["V1"], today=FIRST), first)
    mended = seen(plain, visit(0, mmt=128, corrects=1))
    before = {name_of(each): each for each in observed(plain)}
    after = {name_of(each): each for each in observed(mended)}
    assert before.keys() < after.keys()
    for uuid, old in before.items():
        new = after[uuid]
        assert (old["status"], new["status"]) == ("final", "entered-in-error")
        assert old["valueQuantity"] == new["valueQuantity"]
        assert "note" not in old
        assert "later entry" in new["note"][-1]["text"]
        assert old["issued"] < new["issued"]
    (instead,) = (after[uuid] for uuid in after.keys() - before.keys())
    assert (instead["status"], instead["valueQuantity"]["value"]) == ("final", 128)


def test_a_code_stands_where_it_is_certain_and_fits_the_unit() -> None:
    limits = shipped().visit.limits
    assert dict(CODES.values()) == TITLES
    for measure, (code, _) in CODES.items():
        kind = TITLES[code].partition("[")[2].partition("]")[0]
        assert UNITS[limits[measure].unit] in KIND.get(kind, {*UNITS.values()})
    view = seen(view_of(cases()["V1"], today=FIRST), visit(0, findings=numbers()))
    for each, measure in zip(observed(view), Measure, strict=True):
        codes = [(one["code"], one["display"]) for one in each["code"].get("coding", ())]
        assert codes == ([CODES[measure]] if measure in CODES else [])
    alone = {Measure.GLUCOSE, Measure.INR, Measure.TROUGH, Measure.TROPONIN, Measure.MMT}
    assert not alone & CODES.keys()


def test_every_unit_that_a_measure_is_kept_in_has_its_code() -> None:
    named = {fact.unit for name, fact in shipped().visit.limits.items() if name in {*Measure}}
    assert named - UNITS.keys() == {"of the scale", "stands", "ratio"}


def test_the_time_of_a_value_is_an_instant_and_hours_are_a_note() -> None:
    at = Finding(measure=Measure.GLUCOSE, value=Decimal("7.2"), at=time(14, 5))
    after = Finding(measure=Measure.CORTISOL, value=Decimal(310), hours=Decimal(25))
    view = seen(view_of(cases()["V1"], today=FIRST), visit(0, findings=(at, after)))
    glucose, cortisol = observed(view)
    assert glucose["effectiveDateTime"] == "2026-11-23T14:05:00+01:00"
    assert "note" not in glucose
    assert cortisol["note"][0]["text"].endswith("25 hours after the last dose")
    Bundle.model_validate_json(fhir(sheet(view)))


def test_what_has_no_number_is_told_in_words() -> None:
    told = visit(0, signs=(), pregnant=True, urine=Result.ABNORMAL, ecg=Result.NORMAL)
    view = seen(view_of(cases()["V1"], today=FIRST), told)
    assert {each["code"]["text"]: each["valueString"] for each in observed(view)} == {
        "warning signs": "no warning sign",
        "pregnancy test": "pregnancy test positive",
        "urine": "urine abnormal",
        "electrocardiogram": "ECG normal",
    }
    mended = seen(view, visit(0, pregnant=False, corrects=1))
    assert [each["status"] for each in observed(mended)] == ["entered-in-error"] * 4 + ["final"]
    assert all("later entry" in each["note"][0]["text"] for each in observed(mended)[:4])


@pytest.mark.parametrize("name", VIEWS)
def test_every_text_is_written_right(name: str) -> None:
    view = VIEWS[name]
    for text in strings(bundle(sheet(view))):
        assert hits(text, region=view.plan.case.region, fragment=True) == []


NUMBERS = st.decimals(0, 99_999, places=2)
FINDINGS = st.dictionaries(st.sampled_from(Measure), NUMBERS, min_size=1, max_size=12)


@given(st.lists(st.tuples(st.integers(-60, 300), FINDINGS), min_size=1, max_size=6), st.data())
def test_whatever_was_entered_and_corrected_is_read_back(
    given_: list[tuple[int, dict[Measure, Decimal]]], data: st.DataObject
) -> None:
    visits = []
    mended = set[int]()
    for number, (on, values) in enumerate(given_, start=1):
        entry = visit(
            on, findings=[found(each, f"{v}/{OF_ALL.get(each, '')}") for each, v in values.items()]
        )
        open_ = sorted({*range(1, number)} - mended)
        if open_ and data.draw(st.booleans()):
            entry = replace(entry, corrects=data.draw(st.sampled_from(open_)))
            mended.add(entry.corrects)
        visits.append(entry)
    view = seen(view_of(cases()["V1"], today=FIRST), *visits)
    assert [by_structure(each) for each in observed(view)] == expected(view)
    assert json.loads(fhir(sheet(view)))["resourceType"] == "Bundle"
