"""The plan for a record system: a FHIR R4 Bundle in which every text follows from its structure.

The taper and what was confirmed of each drug are plans, what is only named and prophylaxis are
proposals; nothing is an order. The label is the only identifier.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid5

import msgspec

from bot.page.write import day
from bot.papers.calendar import NAMESPACE
from bot.papers.dates import LISTED, Milestone, milestones
from bot.papers.dosage import drug_dosages, folic_dosages, steroid_dosages
from bot.papers.drugs import OneDrug, Stands, drugs, in_plan, steroid, whole
from bot.papers.sheet import NoPaper, Sheet
from bot.papers.visit.observations import observations
from core.course.regimen.against import why_held
from core.edition.kept_plan import fingerprint
from core.prevention.prophylaxis import OFFERED

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
# Ingredients whose code is certain; the others go by name alone.
CODES = {
    "prednisone": "8640",
    "prednisolone": "8638",
    "methotrexate": "6851",
    "azathioprine": "1256",
    "mycophenolate": "68149",
    "folic acid": "4511",
    "tmp_smx": "10831",
    "dapsone": "3108",
}
STATUS = {
    Stands.NOT_LIVE: "draft",
    Stands.CLOSED: "unknown",
    Stands.NOT_BEGUN: "draft",
    Stands.NOT_CONFIRMED: "unknown",
    Stands.TAKEN: "active",
    Stands.HELD: "on-hold",
    Stands.STOPPED: "stopped",
    Stands.COMPLETED: "completed",
}
CARE_STATUS = STATUS | {Stands.STOPPED: "revoked"}
SYSTEM = "urn:myotaper:plan"  # of labels
ENCODER = msgspec.json.Encoder(decimal_format="number")

Json = dict[str, Any]


def fhir(sheet: Sheet) -> bytes:
    """The Bundle as JSON, amounts as exact decimals."""
    return msgspec.json.format(ENCODER.encode(bundle(sheet)), indent=2) + b"\n"


def bundle(sheet: Sheet) -> Json:
    """A care plan, the steroid's request, a proposal for each drug that goes with it, and what
    was found at visits.
    """
    if not sheet.rows:
        raise NoPaper("no_schedule")
    requests = [_steroid(sheet), *_drugs(sheet), *_prophylaxis(sheet)]
    found = list(observations(sheet, _subject(sheet)))
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": _utc(sheet.made_at),
        "entry": [
            _entry(each) for each in (_care_plan(sheet, requests, found), *requests, *found)
        ],
    }


def _care_plan(sheet: Sheet, requests: list[Json], found: list[Json]) -> Json:
    plan = sheet.view.plan
    period = {"start": sheet.first.isoformat()}
    if not sheet.waits:
        period["end"] = (sheet.end - timedelta(days=1)).isoformat()
    return {
        "resourceType": "CarePlan",
        "id": _id(sheet, "care_plan"),
        **_version(sheet),
        **({"identifier": [_identifier(sheet)]} if sheet.label else {}),
        "status": CARE_STATUS[whole(sheet)],
        "intent": "plan",
        "title": sheet.head,
        "description": sheet.say("terms.subtype." + plan.case.subtype),
        "subject": _subject(sheet),
        "period": period,
        "created": _instant(sheet),
        "activity": [
            *({"reference": _reference(each)} for each in requests),
            *(_activity(sheet, stone) for stone in milestones(sheet, LISTED)),
        ],
        **({"supportingInfo": [_reference(each) for each in found]} if found else {}),
        "note": [{"text": sheet.say("paper.fhir.note", stamp=plan.guideline)}],
    }


def _activity(sheet: Sheet, stone: Milestone) -> Json:
    """A day to come is not started; whether that of a day before was done is not known here."""
    to_come = stone.day >= sheet.stands_on and not sheet.closed
    return {
        "detail": {
            "status": "not-started" if to_come else "unknown",
            "description": stone.says,
            "scheduledPeriod": {"start": stone.day.isoformat()},
        }
    }


def _steroid(sheet: Sheet) -> Json:
    name = "prednisolone" if "LONE" in sheet.view.steroid else "prednisone"
    ahead = sheet.ahead or sheet.rows
    note = sheet.say(
        "paper.fhir.dispense",
        first=day(ahead[0].period.first),
        counts=tuple(
            sheet.say("tablets.count", count=count, strength=strength)
            for strength, count in sheet.dispensed()
        ),
    )
    return _request(
        sheet,
        "steroid",
        "plan",
        _concept(name, sheet.view.steroid),
        status=STATUS[steroid(sheet)],
        dosageInstruction=steroid_dosages(sheet),
        note=[{"text": text} for text in (note, *sheet.beside_steroid)],
    )


def _drugs(sheet: Sheet) -> Iterator[Json]:
    """A request for each drug as it stands: amounts only where they were confirmed and are
    taken, and in words why there are none.
    """
    for drug in drugs(sheet):
        dosages = drug_dosages(sheet, drug)
        notes = _notes(drug, dosages)
        yield _request(
            sheet,
            f"drug/{drug.drug}",
            "plan" if drug.spans else "proposal",
            _concept(drug.drug, sheet.writer.term(drug.drug)),
            status=STATUS[in_plan(sheet, drug.stands)],
            **_why(sheet, drug),
            **({"dosageInstruction": dosages} if dosages else {}),
            **({"note": [{"text": text} for text in notes]} if notes else {}),
        )
        folic = folic_dosages(sheet, drug)
        if folic:
            concept = _concept("folic acid", sheet.say("paper.fhir.folic"))
            yield _request(
                sheet,
                "folic_acid",
                "proposal",
                concept,
                status=STATUS[in_plan(sheet, Stands.NOT_BEGUN)],
                dosageInstruction=folic,
            )


def _why(sheet: Sheet, drug: OneDrug) -> Json:
    """Why it is held or was stopped."""
    stretch = drug.spans[0].stretch if drug.spans else None
    if stretch is None or stretch.reason is None or drug.stands is Stands.TAKEN:
        return {}
    view = sheet.view
    reason = why_held(view.guideline, view.plan.case, drug.drug, stretch)
    return {"statusReason": {"text": sheet.writer.value(reason)}}


def _notes(drug: OneDrug, dosages: list[Json]) -> tuple[str, ...]:
    """What the dosages do not say, and what the answers say of the drug."""
    whole = dosages and len(drug.amounts) == len(drug.spans)
    return drug.cautions if whole else (*drug.lines, *drug.cautions)


def _prophylaxis(sheet: Sheet) -> Iterator[Json]:
    """What is offered first while the steroid is taken, with what to check before a dose of it
    stands in the record."""
    found = sheet.view.plan.pneumocystis
    for first in sheet.said(*OFFERED)[:1] if sheet.ahead else ():
        starts = sheet.view.on(found.start_offset or 0) if found else sheet.first
        offered = sheet.say("paper.fhir.prophylaxis", first=day(starts))
        notes = (offered, *map(sheet.line, first.cautions))
        yield _request(
            sheet,
            "prophylaxis",
            "proposal",
            _concept(first.medicine, sheet.writer.drug(first.medicine)),
            status=STATUS[in_plan(sheet, Stands.NOT_BEGUN)],
            note=[{"text": text} for text in notes],
        )


def _request(
    sheet: Sheet, part: str, intent: str, drug: Json, *, status: str, **more: Any
) -> Json:
    return {
        "resourceType": "MedicationRequest",
        "id": _id(sheet, part),
        **_version(sheet),
        **({"groupIdentifier": _identifier(sheet)} if sheet.label else {}),
        "status": status,
        "intent": intent,
        "medicationCodeableConcept": drug,
        "subject": _subject(sheet),
        "authoredOn": _instant(sheet),
        **more,
    }


def _concept(name: str, text: str) -> Json:
    coding = [{"system": RXNORM, "code": CODES[name]}] if name in CODES else []
    return {**({"coding": coding} if coding else {}), "text": text}


def _version(sheet: Sheet) -> Json:
    return {"meta": {"versionId": str(sheet.revision)}} if sheet.label else {}


def _identifier(sheet: Sheet) -> Json:
    """The label: all that this product knows anybody by."""
    return {"system": SYSTEM, "value": sheet.label}


def _subject(sheet: Sheet) -> Json:
    """Whoever the plan is for: known to the record system, not to this product."""
    return {"display": sheet.say("paper.fhir.subject", head=sheet.head)}


def _id(sheet: Sheet, part: str) -> str:
    of = sheet.label or fingerprint(sheet.view.guideline, sheet.view.plan)
    return str(uuid5(NAMESPACE, f"{of}/fhir/{part}"))


def _entry(resource: Json) -> Json:
    return {"fullUrl": _url(resource["id"]), "resource": resource}


def _reference(resource: Json) -> Json:
    return {"reference": _url(resource["id"])}


def _url(uuid: str) -> str:
    return f"urn:uuid:{uuid}"


def _instant(sheet: Sheet) -> str:
    """When what it says was decided."""
    return _utc(sheet.revised_at)


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
