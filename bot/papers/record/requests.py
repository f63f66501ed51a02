"""A request for each drug: a plan of what was confirmed, a proposal of what is only named."""

from collections.abc import Iterator, Sequence

from bot.page.write import day
from bot.papers.drugs import OneDrug, Stands, drugs, in_plan, steroid
from bot.papers.pages.ill import beside_the_course
from bot.papers.record.dosage import drug_dosages, folic_dosages, pulse_dosages, steroid_dosages
from bot.papers.record.identity import Json, Named, identified, instant, label, subject, url
from bot.papers.record.narrative import narrative
from bot.papers.record.people import person, requester
from bot.papers.sheet import Sheet
from core.course.decisions import Drug
from core.course.regimen.against import why_held
from core.prevention.prophylaxis import OFFERED

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
# Ingredients whose code is certain; the others go by name alone.
CODES = {
    "prednisone": ("8640", "predniSONE"),
    "prednisolone": ("8638", "prednisoLONE"),
    "methylprednisolone": ("6902", "methylPREDNISolone"),
    "methotrexate": ("6851", "methotrexate"),
    "azathioprine": ("1256", "azaTHIOprine"),
    "mycophenolate": ("68149", "mycophenolate mofetil"),
    "folic acid": ("4511", "folic acid"),
    "tmp_smx": ("10831", "sulfamethoxazole / trimethoprim"),
    "dapsone": ("3108", "dapsone"),
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
PLAN, PROPOSAL = "plan", "proposal"


def requests(sheet: Sheet) -> Iterator[Named]:
    """The steroid where its days are planned here, each drug beside it, prophylaxis."""
    if sheet.rows:
        yield _steroid(sheet)
    yield from _pulse(sheet)
    yield from _drugs(sheet)
    yield from _prophylaxis(sheet)


def _pulse(sheet: Sheet) -> Iterator[Named]:
    """The one that was answered, before the tablets; nobody has said here that it was given."""
    if pulse := pulse_dosages(sheet):
        yield _request(
            sheet,
            "pulse",
            PLAN,
            _concept("methylprednisolone", sheet.writer.drug("methylprednisolone")),
            in_plan(sheet, Stands.NOT_CONFIRMED),
            by=requester(sheet),
            dosages=pulse,
            notes=sheet.beside_steroid,
        )


def _steroid(sheet: Sheet) -> Named:
    name = "prednisolone" if "LONE" in sheet.view.steroid else "prednisone"
    return _request(
        sheet,
        "steroid",
        PLAN,
        _concept(name, sheet.view.steroid),
        steroid(sheet),
        by=requester(sheet),
        dosages=steroid_dosages(sheet),
        notes=(*_to_dispense(sheet), *beside_the_course(sheet), *sheet.beside_steroid),
    )


def _to_dispense(sheet: Sheet) -> Iterator[str]:
    """The tablets of all days to come; nothing where there are none."""
    if counts := sheet.dispensed():
        first, *_ = sheet.ahead or sheet.rows
        each = (sheet.say("tablets.count", count=n, strength=of) for of, n in counts)
        says = f"paper.fhir.{sheet.dispense_says}"
        yield sheet.say(says, first=day(first.period.first), counts="; ".join(each))


def _drugs(sheet: Sheet) -> Iterator[Named]:
    """Amounts only where they were confirmed and are taken, and in words why there are none."""
    for drug in drugs(sheet):
        dosages = drug_dosages(sheet, drug)
        yield _request(
            sheet,
            f"drug/{drug.drug}",
            PLAN if drug.spans else PROPOSAL,
            _concept(drug.drug, sheet.writer.term(drug.drug)),
            in_plan(sheet, drug.stands),
            by=requester(sheet, Drug(drug.drug)),
            why=_why(sheet, drug),
            dosages=dosages,
            notes=_notes(drug, dosages),
        )
        if folic := folic_dosages(sheet, drug):
            yield _request(
                sheet,
                "folic_acid",
                PROPOSAL,
                _concept("folic acid", sheet.say("paper.fhir.folic")),
                in_plan(sheet, Stands.NOT_BEGUN),
                by=requester(sheet, Drug.METHOTREXATE),
                dosages=folic,
            )


def _why(sheet: Sheet, drug: OneDrug) -> str:
    """Why it is held or was stopped."""
    stretch = drug.spans[0].stretch if drug.spans else None
    if stretch is None or stretch.reason is None or drug.stands is Stands.TAKEN:
        return ""
    view = sheet.view
    reason = why_held(view.guideline, view.plan.case, drug.drug, stretch)
    return sheet.writer.value(reason)


def _notes(drug: OneDrug, dosages: list[Json]) -> tuple[str, ...]:
    """What the dosages do not say, and what the answers say of the drug."""
    whole = dosages and len(drug.amounts) == len(drug.spans)
    return drug.cautions if whole else (*drug.lines, *drug.cautions)


def _prophylaxis(sheet: Sheet) -> Iterator[Named]:
    """What is offered first while the steroid is taken, with what to check before a dose of it
    stands in the record."""
    found = sheet.view.plan.pneumocystis
    for first in sheet.said(*OFFERED)[:1] if sheet.ahead else ():
        starts = sheet.view.on(found.start_offset or 0) if found else sheet.first
        offered = sheet.say("paper.fhir.prophylaxis", first=day(starts))
        yield _request(
            sheet,
            "prophylaxis",
            PROPOSAL,
            _concept(first.medicine, sheet.writer.drug(first.medicine)),
            in_plan(sheet, Stands.NOT_BEGUN),
            by=requester(sheet),
            notes=(offered, *map(sheet.line, first.cautions)),
        )


def _request(
    sheet: Sheet,
    part: str,
    intent: str,
    drug: Json,
    stands: Stands,
    *,
    by: str,
    why: str = "",
    dosages: Sequence[Json] = (),
    notes: Sequence[str] = (),
) -> Named:
    state = sheet.say(
        "paper.fhir.state", drug=drug["text"], state=sheet.say(f"paper.state.{stands}")
    )
    resource = {
        "resourceType": "MedicationRequest",
        **narrative((state, *([why] if why else []), *_dosages_said(dosages), *notes)),
        **identified(sheet, part),
        "status": STATUS[stands],
        **({"statusReason": {"text": why}} if why else {}),
        "intent": intent,
        "medicationCodeableConcept": drug,
        "subject": subject(sheet),
        "authoredOn": instant(sheet.written_at),
        **({"requester": person(by)} if by else {}),
        **({"groupIdentifier": label(sheet)} if sheet.label else {}),
        **({"note": [{"text": text} for text in notes]} if notes else {}),
        **({"dosageInstruction": list(dosages)} if dosages else {}),
    }
    return Named(url=url(sheet, part), resource=resource)


def _dosages_said(dosages: Sequence[Json]) -> Iterator[str]:
    """Each as it is read, a planned one with what it waits for."""
    for each in dosages:
        waits = [one["text"] for one in each.get("additionalInstruction", ())]
        yield ". ".join((each["text"], *waits))


def _concept(name: str, text: str) -> Json:
    if name not in CODES:
        return {"text": text}
    code, display = CODES[name]
    return {"coding": [{"system": RXNORM, "code": code, "display": display}], "text": text}
