"""Where a record comes from: who decided it, when it was written, what it stands in place of."""

from collections.abc import Iterator, Sequence

from bot.papers.record.identity import Json, Named, instant, revision, url
from bot.papers.record.narrative import narrative
from bot.papers.record.people import author, checker, person
from bot.papers.sheet import Sheet

ROLES = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
OPERATIONS = "http://terminology.hl7.org/CodeSystem/v3-DataOperation"
PROGRAM = "myotaper"


def provenance(sheet: Sheet, targets: Sequence[Named]) -> Named:
    """Of everything in the bundle, as it stands at the moment it is made."""
    code, display = ("UPDATE", "revise") if sheet.revision > 1 else ("CREATE", "create")
    rules = sheet.say("paper.fhir.rules", stamp=sheet.view.plan.guideline)
    resource = {
        "resourceType": "Provenance",
        **narrative((sheet.stamp, rules)),
        "target": [each.reference for each in targets],
        "occurredDateTime": instant(sheet.written_at),
        "recorded": instant(sheet.made_at),
        "activity": {"coding": [{"system": OPERATIONS, "code": code, "display": display}]},
        "agent": list(_agents(sheet)),
        "entity": [*_before(sheet), {"role": "source", "what": {"display": rules}}],
    }
    return Named(url=url(sheet, f"provenance/{instant(sheet.made_at)}"), resource=resource)


def replaced(sheet: Sheet) -> Json | None:
    """The revision before this one, which it stands in place of; `None` for the first."""
    if sheet.revision <= 1:
        return None
    before = sheet.revision - 1
    return {
        "type": "CarePlan",
        "identifier": revision(sheet, before),
        "display": sheet.say("card.head", label=sheet.label, revision=before),
    }


def _before(sheet: Sheet) -> Iterator[Json]:
    if before := replaced(sheet):
        yield {"role": "revision", "what": before}


def _agents(sheet: Sheet) -> Iterator[Json]:
    """The people who are known, and this program, which wrote it."""
    for role, name in (("author", author(sheet)), ("verifier", checker(sheet))):
        if name:
            yield _agent(role, person(name))
    yield _agent("assembler", {"type": "Device", "display": PROGRAM})


def _agent(role: str, who: Json) -> Json:
    coding = {"system": ROLES, "code": role, "display": role.capitalize()}
    return {"type": {"coding": [coding]}, "who": who}
