"""The record bundle: valid, its text and its structure the same schedule as the plan."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest
from fhir.resources.R4B.bundle import Bundle

from bot.papers.calendar.series import Series
from bot.papers.record.fhir import bundle, fhir
from bot.papers.record.narrative import narrative
from bot.papers.sheet import Sheet, sheet
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
from tests.bot.papers.visit.visited import visited
from tests.campaigns import seed, size
from tests.lint.display import hits
from tests.oracle.chance import random_cases

Rows = list[tuple[Decimal, date, date | None]]

VIEWS = dict(views())
PLANS = size("records")
CODES = {
    "predniSONE": "8640", "prednisoLONE": "8638", "methotrexate": "6851",
    "methylPREDNISolone": "6902", "azaTHIOprine": "1256",
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
    assert (found["resourceType"], found["type"]) == ("Bundle", "transaction")
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
                of = {"under the skin": "34206005", "intravenously": "47625008"}
                code = next((of[each] for each in of if each in dosage["text"]), "26643006")
                assert dosage["route"]["coding"][0]["code"] == code
            else:
                assert "by mouth or under the skin (ask which)" in dosage["text"]


@pytest.mark.parametrize("name", VIEWS)
def test_drugs_carry_their_code_where_it_is_certain_and_no_other(name: str) -> None:
    for request in resources(read(sheet(VIEWS[name])), "MedicationRequest"):
        drug = request["medicationCodeableConcept"]
        codes = [each["code"] for each in drug.get("coding", ())]
        assert all(each["display"] for each in drug.get("coding", ()))
        assert codes == [CODES[drug["text"]]] if drug["text"] in CODES else codes == []


PULSED = {"pulse_days": 3, "pulse_mg": 1000}


@pytest.mark.parametrize("name", cases())
@pytest.mark.parametrize("kept", [True, False])
def test_a_pulse_is_asked_for_on_its_days_with_its_amount(name: str, kept: bool) -> None:
    of = sheet(view_of({**cases()[name], **PULSED}, kept=kept))
    found = read(of)
    Bundle.model_validate_json(fhir(of))
    (care,) = resources(found, "CarePlan")
    if not of.rows:
        return
    (dosage,) = of_drug(found, "methylPREDNISolone")["dosageInstruction"]
    days = dosage["timing"]["repeat"]["boundsPeriod"]
    begins, last = of.first - timedelta(days=3), of.first - timedelta(days=1)
    assert days == {"start": begins.isoformat(), "end": last.isoformat()}
    assert care["period"]["start"] == begins.isoformat()
    assert dosage["doseAndRate"][0]["doseQuantity"]["value"] == 1000
    assert "1,000 mg intravenously once a day" in dosage["text"]


def test_a_pulse_of_an_amount_that_is_not_entered_has_none() -> None:
    case = {**LONGEST, "pulse_days": 3, "pulse_mg": None}
    (dosage,) = of_drug(read(sheet(view_of(case))), "methylPREDNISolone")["dosageInstruction"]
    assert "doseAndRate" not in dosage
    assert " mg " not in dosage["text"]


@pytest.mark.parametrize("days", [-30, -4, 0, 90])
@pytest.mark.parametrize("name", cases())
def test_no_moment_of_a_record_is_after_its_making(name: str, days: int) -> None:
    view = view_of(cases()[name], kept=False)
    now = datetime.combine(view.plan.case.start_date + timedelta(days), time(2, 45), UTC)
    found = read(sheet(replace(view, now=now)))
    moments = [
        each[key]
        for each in (entry["resource"] for entry in found["entry"])
        for key in ("authoredOn", "created", "recorded", "occurredDateTime")
        if key in each
    ]
    assert len(moments) > 3
    assert max(moments) == found["timestamp"]


@pytest.mark.parametrize("name", VIEWS)
def test_the_care_plan_names_every_request_and_no_patient(name: str) -> None:
    of = sheet(VIEWS[name])
    found, (care,) = read(of), resources(read(of), "CarePlan")
    requests = urls(found, "MedicationRequest")
    named = [each["reference"]["reference"] for each in care["activity"] if "reference" in each]
    assert named == requests
    assert len({entry["fullUrl"] for entry in found["entry"]}) == len(found["entry"])
    assert "154 lb" not in fhir(of).decode()
    assert resources(found, "Patient") == []
    for each in (care, *resources(found, "MedicationRequest")):
        assert each["subject"] == {
            "type": "Patient",
            "identifier": {"system": "urn:myotaper:plan", "value": "K7Q-2M3"},
            "display": "The patient of: K7Q-2M3",
        }


def urls(found: Mapping[str, Any], kind: str) -> list[str]:
    return [
        entry["fullUrl"] for entry in found["entry"] if entry["resource"]["resourceType"] == kind
    ]


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
    """Every text a person reads; what a code is called elsewhere is not ours to write."""
    if isinstance(part, dict):
        for key, each in part.items():
            if key == "div":
                yield from paragraphs(each)
            elif isinstance(each, str):
                if key in READ and "code" not in part:
                    yield each
            else:
                yield from strings(each)
    elif isinstance(part, list):
        for each in part:
            yield from strings(each)


READ = {"text", "title", "description", "display", "patientInstruction", "valueString"}


def paragraphs(div: str) -> list[str]:
    """The lines of a narrative, as its reader sees them."""
    return [str(each.text) for each in ElementTree.fromstring(div)]  # noqa: S314 - our own


def test_a_case_that_is_not_kept_is_nobodys_and_never_brought_up_to_date() -> None:
    """Two patients with equal answers must not become one."""
    text = fhir(sheet(view_of(LONGEST, kept=False))).decode()
    Bundle.model_validate_json(text)
    found = json.loads(text)
    assert all("identifier" not in entry["resource"] for entry in found["entry"])
    assert {entry["request"]["method"] for entry in found["entry"]} == {"POST"}
    for each in resources(found, "MedicationRequest"):
        assert each["subject"].keys() == {"type", "display"}
        assert "requester" not in each


def test_a_case_whose_caller_keeps_a_label_is_brought_up_to_date_under_it() -> None:
    view = view_of(LONGEST, kept=False)
    first, again, other = (
        requested_at(read(sheet(view, series=Series(label=label)))) for label in ("a", "a", "b")
    )
    assert first == again
    assert {method for method, _ in first} == {"PUT", "POST"}
    assert not {url for _, url in first if "?" in url} & {url for _, url in other if "?" in url}


def requested_at(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(each["request"]["method"], each["request"]["url"]) for each in found["entry"]]


@pytest.mark.parametrize("name", VIEWS)
def test_a_server_is_asked_for_each_resource_by_its_own_identifier(name: str) -> None:
    found = read(sheet(VIEWS[name]))
    for entry in found["entry"]:
        resource, request = entry["resource"], entry["request"]
        kind = resource["resourceType"]
        assert "id" not in resource, "a server that finds it by identifier has another one"
        assert "versionId" not in json.dumps(resource, default=str)
        if kind == "Provenance":
            assert request == {"method": "POST", "url": "Provenance"}
            continue
        known = resource["identifier"][0]
        value = entry["fullUrl"].removeprefix("urn:uuid:")
        assert known == {"system": "urn:myotaper:resource", "value": value}
        assert request["method"] == "PUT"
        asked, _, query = request["url"].partition("?")
        assert (asked, parse_qs(query)) == (
            kind,
            {"identifier": [f"{known['system']}|{known['value']}"]},
        )
    assert len(set(requested_at(found))) == len(found["entry"])


@pytest.mark.parametrize("name", VIEWS)
def test_a_name_within_the_bundle_stands_in_references_alone(name: str) -> None:
    """A server puts an address wherever it finds one."""
    found = read(sheet(VIEWS[name]))
    names = {entry["fullUrl"] for entry in found["entry"]}
    said = {text for each in found["entry"] for text in plain(each["resource"])}
    assert not names & said


def plain(part: Any) -> Iterator[str]:
    """Every text that is no reference."""
    match part:
        case str():
            yield part
        case dict():
            yield from (
                text for key, each in part.items() if key != "reference" for text in plain(each)
            )
        case list():
            yield from (text for each in part for text in plain(each))


@pytest.mark.parametrize("name", VIEWS)
def test_every_reference_leads_to_a_resource_of_the_bundle(name: str) -> None:
    found = read(sheet(VIEWS[name]))
    known = {entry["fullUrl"] for entry in found["entry"]}
    named = set(referred(found))
    assert named <= known
    (last,) = urls(found, "Provenance")
    assert known - named == {last}


def referred(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, each in part.items():
            if key == "reference" and isinstance(each, str):
                yield each
            else:
                yield from referred(each)
    elif isinstance(part, list):
        for each in part:
            yield from referred(each)


def test_a_later_revision_is_the_same_resources_and_says_which_one_it_replaces() -> None:
    before, after = read(sheet(view_of(cases()["V1"]))), read(sheet(dict(lived())["flared"]))
    same = [
        {entry["fullUrl"] for entry in found["entry"]} - set(urls(found, "Provenance"))
        for found in (before, after)
    ]
    assert same[0] == same[1]
    (first,), (later,) = (resources(found, "CarePlan") for found in (before, after))
    assert "replaces" not in first
    assert [each["value"] for each in later["identifier"][1:]] == ["K7Q-2M3", "K7Q-2M3/6"]
    replaced = {
        "type": "CarePlan",
        "identifier": {"system": "urn:myotaper:revision", "value": "K7Q-2M3/5"},
        "display": "Plan K7Q-2M3, revision 5",
    }
    assert later["replaces"] == [replaced]
    (origin,) = resources(after, "Provenance")
    assert origin["entity"][0] == {"role": "revision", "what": replaced}
    assert origin["activity"]["coding"][0]["code"] == "UPDATE"


def test_the_bundle_is_that_of_one_moment() -> None:
    view = view_of(cases()["V1"], today=FIRST)
    assert view.now is not None
    first, again, later = (
        read(sheet(replace(view, now=view.now + timedelta(hours=more)))) for more in (0, 0, 1)
    )
    assert first == again
    assert first["identifier"]["value"] != later["identifier"]["value"]
    assert first["timestamp"] != later["timestamp"]
    assert first["entry"][:-1] == later["entry"][:-1], "nothing of the plan has changed"
    (origin,) = resources(first, "Provenance")
    assert origin["recorded"] == first["timestamp"]


def test_who_decided_and_who_checked_are_named_where_they_are_known() -> None:
    view = view_of(cases()["V1"], today=FIRST)
    assert view.record is not None
    kept = replace(view.record, made_name="Dr Maker", checked_name="Dr Second")
    found = read(sheet(replace(view, record=kept)))
    (care,), (origin,) = resources(found, "CarePlan"), resources(found, "Provenance")
    assert care["author"] == {"type": "Practitioner", "display": "Dr Maker"}
    assert [(agent_role(each), each["who"]["display"]) for each in origin["agent"]] == [
        ("author", "Dr Maker"),
        ("verifier", "Dr Second"),
        ("assembler", "myotaper"),
    ]
    assert {each["requester"]["display"] for each in resources(found, "MedicationRequest")} == {
        "Dr Maker"
    }


def test_whoever_decided_last_is_the_author_and_of_the_steroid_the_requester() -> None:
    view = dict(lived())["flared"]
    assert view.record is not None
    found = read(sheet(replace(view, record=replace(view.record, made_name="Dr Maker"))))
    (care,) = resources(found, "CarePlan")
    assert care["author"]["display"] == "Dr Example"
    assert steroid(found)["requester"]["display"] == "Dr Example"
    assert of_drug(found, "folic acid")["requester"]["display"] == "Dr Maker"


def test_where_nobody_is_known_the_program_alone_is_named() -> None:
    view = view_of(cases()["V1"], kept=False)
    (origin,) = resources(read(sheet(view)), "Provenance")
    assert [agent_role(each) for each in origin["agent"]] == ["assembler"]


def agent_role(agent: Mapping[str, Any]) -> str:
    (coding,) = agent["type"]["coding"]
    assert coding["display"] == coding["code"].capitalize()
    return str(coding["code"])


@pytest.mark.parametrize("name", VIEWS)
def test_the_narrative_says_every_dosage_and_every_note(name: str) -> None:
    for each in resources(read(sheet(VIEWS[name])), "MedicationRequest"):
        assert each["text"]["status"] == "generated"
        said = paragraphs(each["text"]["div"])
        for dosage in each.get("dosageInstruction", ()):
            waits = [one["text"] for one in dosage.get("additionalInstruction", ())]
            assert ". ".join((dosage["text"], *waits)) in said
        assert {note["text"] for note in each.get("note", ())} <= set(said)
        drug = each["medicationCodeableConcept"]["text"]
        assert said[0].startswith(f"{drug}: ")


def test_no_text_of_a_narrative_is_markup() -> None:
    assert paragraphs(narrative(["<b>&amp;", "a < b"])["text"]["div"]) == ["<b>&amp;", "a < b"]


def test_a_child_has_its_plan_and_its_visits_and_no_request_for_the_steroid() -> None:
    view = dict(visited())["child"]
    found = read(sheet(view))
    Bundle.model_validate_json(fhir(sheet(view)))
    (care,) = resources(found, "CarePlan")
    assert (care["status"], care["period"]) == ("active", {"start": "2026-11-23"})
    assert any("none is in this record" in line for line in paragraphs(care["text"]["div"]))
    names = {
        each["medicationCodeableConcept"]["text"] for each in resources(found, "MedicationRequest")
    }
    assert not any("predni" in each.lower() for each in names)
    assert len(resources(found, "Observation")) == len(care["supportingInfo"]) > 10


def test_a_childs_plan_without_a_visit_is_valid_too() -> None:
    for view in (view_of(CHILD), view_of(CHILD, kept=False)):
        Bundle.model_validate_json(fhir(sheet(view)))
        (care,) = resources(read(sheet(view)), "CarePlan")
        assert "supportingInfo" not in care
