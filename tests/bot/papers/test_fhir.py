"""The record bundle: valid, its text and its structure the same schedule as the plan."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from bot.papers.fhir import bundle, fhir
from bot.papers.sheet import NoPaper, Sheet, sheet
from core.course.decisions import Drug, Reason
from core.plan import Outcome, Plan, plan_for
from tests.bot.papers.cases import (
    CHILD,
    FIRST,
    KNOWN,
    LONGEST,
    begin,
    cases,
    lived,
    view_of,
    views,
)
from tests.campaigns import seed, size
from tests.lint.display import hits
from tests.oracle.chance import random_cases

Rows = list[tuple[Decimal, date, date | None]]

VIEWS = dict(views())
PLANS = size("records")
CODES = {
    "predniSONE": "8640", "prednisoLONE": "8638", "methotrexate": "6851", "azaTHIOprine": "1256",
    "mycophenolate mofetil": "68149", "folic acid": "4511",
    "trimethoprim-sulfamethoxazole": "10831", "co-trimoxazole": "10831", "dapsone": "3108",
}  # fmt: skip
TEXT = re.compile(
    r"(?P<drug>\S+) (?P<mg>[\d.]+) mg by mouth once a day in the morning from (?P<first>\S+)"
    r"(?: up to and including (?P<last>\S+))?"
)
CARE_STATUSES = {"draft", "active", "revoked", "completed", "unknown"}
STATUSES = {"active", "on-hold", "completed", "stopped", "draft", "unknown"}
EVENT = {"MORN", "EVE"}
DAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}


def read(of: Sheet) -> Mapping[str, Any]:
    """The bundle as a record system reads it; amounts exactly."""
    found: Mapping[str, Any] = json.loads(fhir(of), parse_float=Decimal, parse_int=Decimal)
    return found


def resources(found: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    every = (entry["resource"] for entry in found["entry"])
    return [each for each in every if each["resourceType"] == kind]


def steroid(found: Mapping[str, Any]) -> Mapping[str, Any]:
    return resources(found, "MedicationRequest")[0]


def of_drug(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The request of the drug that is named so in words."""
    (request,) = (
        each
        for each in resources(found, "MedicationRequest")
        if each["medicationCodeableConcept"]["text"] == name
    )
    return request


def by_structure(request: Mapping[str, Any]) -> Rows:
    rows = Rows()
    for order, dosage in enumerate(request["dosageInstruction"], start=1):
        repeat, (rate,) = dosage["timing"]["repeat"], dosage["doseAndRate"]
        bounds, quantity = repeat["boundsPeriod"], rate["doseQuantity"]
        assert dosage["sequence"] == order
        assert (repeat["frequency"], repeat["period"], repeat["periodUnit"]) == (1, 1, "d")
        assert (quantity["unit"], quantity["code"]) == ("mg", "mg")
        last = date.fromisoformat(bounds["end"]) if "end" in bounds else None
        rows.append((quantity["value"], date.fromisoformat(bounds["start"]), last))
    return rows


def by_text(request: Mapping[str, Any]) -> Rows:
    rows = Rows()
    for dosage in request["dosageInstruction"]:
        said = TEXT.fullmatch(dosage["text"])
        assert said
        first, last = (said[end] and read_day(said[end]) for end in ("first", "last"))
        rows.append((Decimal(said["mg"]), first, last))
    return rows


def read_day(text: str) -> date:
    return datetime.strptime(text, "%d-%b-%Y").date()  # noqa: DTZ007 - a day is in no zone


def planned(of: Sheet) -> Rows:
    return [
        (row.period.mg, row.period.first, None if row.open else row.period.last) for row in of.rows
    ]


def plans() -> Iterator[Mapping[str, Any]]:
    """Random cases that have a schedule, as many as are wanted."""
    for case in random_cases(20_000, seed(5)):
        plan = plan_for(view_of(LONGEST).guideline, case)
        if isinstance(plan, Plan) and plan.outcome is Outcome.PLAN and not plan.provisional:
            yield case


@pytest.mark.wide
def test_structure_and_text_of_random_plans_are_the_schedule_itself() -> None:
    seen = 0
    for case in islice(plans(), PLANS):
        of = sheet(view_of(case))
        found = steroid(read(of))
        assert by_structure(found) == by_text(found) == planned(of)
        seen += 1
    assert seen == PLANS


@pytest.mark.parametrize("name", VIEWS)
def test_a_bundle_is_valid_and_its_schedule_is_the_course(name: str) -> None:
    of = sheet(VIEWS[name])
    Bundle.model_validate_json(fhir(of))
    found = steroid(read(of))
    assert by_structure(found) == by_text(found) == planned(of)


@pytest.mark.parametrize("name", VIEWS)
def test_what_is_only_planned_waits_for_its_confirmation(name: str) -> None:
    of = sheet(VIEWS[name])
    dosages = steroid(read(of))["dosageInstruction"]
    assert ["additionalInstruction" not in each for each in dosages] == [
        row.sure for row in of.rows
    ]


@pytest.mark.parametrize("name", VIEWS)
def test_every_code_is_of_its_value_set(name: str) -> None:
    """The library checks shapes; it accepts a status that does not exist."""
    found = read(sheet(VIEWS[name]))
    assert (found["resourceType"], found["type"]) == ("Bundle", "collection")
    (care,) = resources(found, "CarePlan")
    assert (care["status"], care["intent"]) in {(each, "plan") for each in CARE_STATUSES}
    for activity in care["activity"]:
        assert set(activity) in ({"reference"}, {"detail"})
        assert activity.get("detail", {}).get("status", "unknown") in {"not-started", "unknown"}
    for request in resources(found, "MedicationRequest"):
        assert request["status"] in STATUSES
        assert request["intent"] in {"plan", "proposal"}
        for dosage in request.get("dosageInstruction", ()):
            repeat = dosage["timing"]["repeat"]
            assert repeat["periodUnit"] in {"d", "wk"}
            assert set(repeat.get("when", ())) <= EVENT
            assert set(repeat.get("dayOfWeek", ())) <= DAYS
            if "route" in dosage:
                oral = "under the skin" not in dosage["text"]
                code = "26643006" if oral else "34206005"
                assert dosage["route"]["coding"][0]["code"] == code
            else:
                assert "by mouth or under the skin (ask which)" in dosage["text"]


@pytest.mark.parametrize("name", VIEWS)
def test_drugs_carry_their_code_where_it_is_certain_and_no_other(name: str) -> None:
    for request in resources(read(sheet(VIEWS[name])), "MedicationRequest"):
        drug = request["medicationCodeableConcept"]
        codes = [each["code"] for each in drug.get("coding", ())]
        assert codes == [CODES[drug["text"]]] if drug["text"] in CODES else codes == []


@pytest.mark.parametrize("name", VIEWS)
def test_the_care_plan_names_every_request_and_nobody(name: str) -> None:
    of = sheet(VIEWS[name])
    found, (care,) = read(of), resources(read(of), "CarePlan")
    urls = [entry["fullUrl"] for entry in found["entry"]]
    named = [each["reference"]["reference"] for each in care["activity"] if "reference" in each]
    assert sorted(named) == sorted(set(urls) - {f"urn:uuid:{care['id']}"})
    assert len(set(urls)) == len(urls)
    text = fhir(of).decode()
    assert "Patient" not in text
    assert "154 lb" not in text
    assert "Dr Example" not in text
    assert care["subject"].keys() == {"display"}


@pytest.mark.parametrize("name", VIEWS)
def test_the_agent_has_its_confirmed_amount_or_what_it_waits_for(name: str) -> None:
    of = sheet(VIEWS[name])
    plan = of.view.plan
    if plan.agent.status is None:
        texts = {
            each["medicationCodeableConcept"]["text"]
            for each in resources(read(of), "MedicationRequest")
        }
        assert not texts & {"methotrexate", "azaTHIOprine", "mycophenolate mofetil"}
        return
    request = of_drug(read(of), of.writer.drug(plan.agent.first))
    if plan.regimens:
        first = plan.regimens[0].stretches[0]
        assert (request["status"], request["intent"]) == ("active", "plan")
        assert sum(map(of_a_day, request["dosageInstruction"])) == first.mg
        return
    assert request["intent"] == "proposal"
    assert "dosageInstruction" not in request
    said = request["note"][0]["text"]
    if name == "joined":
        assert (request["status"], "not confirmed" in said) == ("unknown", True)
    else:
        assert (request["status"], "waits for" in said) == ("draft", True)


def of_a_day(dosage: Mapping[str, Any]) -> Decimal:
    """What one dosage comes to, a day or a week."""
    quantity, repeat = dosage["doseAndRate"][0]["doseQuantity"], dosage["timing"]["repeat"]
    return Decimal(quantity["value"] * repeat["frequency"])


def test_methotrexate_is_once_a_week_on_its_day_and_never_daily() -> None:
    found = read(sheet(view_of(cases()["V1"] | {"methotrexate_weekday": "thursday"})))
    request = of_drug(found, "methotrexate")
    for dosage in request["dosageInstruction"]:
        repeat = dosage["timing"]["repeat"]
        assert (repeat["frequency"], repeat["period"], repeat["periodUnit"]) == (1, 1, "wk")
        assert repeat["dayOfWeek"] == ["thu"]
        assert "once a week on Thursday, never daily" in dosage["text"]
    folic = of_drug(found, "folic acid")
    assert folic["dosageInstruction"]


def test_unequal_amounts_of_a_day_are_a_morning_and_an_evening_dose() -> None:
    case = KNOWN | {
        "weight_kg": "45.5", "height_cm": 165, "sex": "F", "age": 40, "pregnancy": "yes",
        "subtype": "polymyositis", "severity": "moderate", "ild": "no",
    }  # fmt: skip
    begins = begin(FIRST, Reason.SPECIALIST, drug=Drug.AZATHIOPRINE, mg=Decimal("75"))
    of = sheet(view_of(case, begins, begins=False, today=FIRST))
    request = of_drug(read(of), "azaTHIOprine")
    texts = [dosage["text"] for dosage in request["dosageInstruction"]]
    assert any("once a day in the morning" in text for text in texts)
    assert any("once a day in the evening" in text for text in texts)


def test_every_text_of_a_bundle_is_written_right() -> None:
    for view in VIEWS.values():
        region = view.plan.case.region
        for text in strings(bundle(sheet(view))):
            assert hits(text, region=region, fragment=True) == []


def strings(part: Any) -> Iterator[str]:
    """Every text a person reads."""
    if isinstance(part, dict):
        for key, each in part.items():
            if isinstance(each, str):
                if key in {"text", "title", "description", "display", "patientInstruction"}:
                    yield each
            else:
                yield from strings(each)
    elif isinstance(part, list):
        for each in part:
            yield from strings(each)


def test_a_case_that_is_not_kept_has_no_identifier_at_all() -> None:
    text = fhir(sheet(view_of(LONGEST, kept=False))).decode()
    Bundle.model_validate_json(text)
    assert "identifier" not in text.lower()


def test_a_later_revision_is_the_same_resources_in_another_version() -> None:
    before, after = (
        {entry["fullUrl"]: entry["resource"]["meta"]["versionId"] for entry in read(of)["entry"]}
        for of in (sheet(view_of(cases()["V1"])), sheet(dict(lived())["flared"]))
    )
    assert before.keys() == after.keys()
    assert (set(before.values()), set(after.values())) == ({"1"}, {"6"})


def test_a_child_has_no_bundle() -> None:
    with pytest.raises(NoPaper, match="no_schedule"):
        fhir(sheet(view_of(CHILD)))
