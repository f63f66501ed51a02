"""The plan as a whole: its requests, its days, what was found."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.page.write import day
from bot.papers.dates import LISTED, Milestone, milestones
from bot.papers.drugs import Stands, whole
from bot.papers.record.identity import (
    Json,
    Named,
    identified,
    instant,
    label,
    revision,
    subject,
    url,
)
from bot.papers.record.narrative import narrative
from bot.papers.record.people import author, person
from bot.papers.record.provenance import replaced
from bot.papers.record.requests import STATUS
from bot.papers.sheet import Sheet

STATUS_OF_PLAN = STATUS | {Stands.STOPPED: "revoked"}
CATEGORY = {"system": "http://snomed.info/sct", "code": "734163000", "display": "Care plan"}
PART = "care_plan"


def care_plan(sheet: Sheet, requests: Sequence[Named], found: Sequence[Named]) -> Named:
    """It names every request and every finding of the bundle; its label, its revision and the one
    that this stands in place of."""
    plan = sheet.view.plan
    stands = whole(sheet)
    note = sheet.say("paper.fhir.note", stamp=plan.guideline)
    described = sheet.say("terms.subtype." + plan.case.subtype)
    stones = tuple(milestones(sheet, LISTED))
    before, name = replaced(sheet), author(sheet)
    days = (sheet.say("paper.fhir.stone", day=day(each.day), says=each.says) for each in stones)
    state = sheet.say(
        "paper.fhir.state", drug=sheet.head, state=sheet.say(f"paper.state.{stands}")
    )
    activity = [
        *({"reference": each.reference} for each in requests),
        *(_activity(sheet, stone) for stone in stones),
    ]
    resource = {
        "resourceType": "CarePlan",
        **narrative((state, described, *_period_said(sheet), *days, note)),
        **_identifiers(sheet),
        **({"replaces": [before]} if before else {}),
        "status": STATUS_OF_PLAN[stands],
        "intent": "plan",
        "category": [{"coding": [CATEGORY], "text": sheet.say("paper.fhir.category")}],
        "title": sheet.head,
        "description": described,
        "subject": subject(sheet),
        "period": _period(sheet),
        "created": instant(sheet.written_at),
        **({"author": person(name)} if name else {}),
        **({"supportingInfo": [each.reference for each in found]} if found else {}),
        **({"activity": activity} if activity else {}),
        "note": [{"text": note}],
    }
    return Named(url=url(sheet, PART), resource=resource)


def _identifiers(sheet: Sheet) -> Json:
    """By the label and the revision as well, where it has them."""
    found = identified(sheet, PART)
    if sheet.label:
        found["identifier"] += [label(sheet), revision(sheet, sheet.revision)]
    return found


def _period(sheet: Sheet) -> Json:
    """From the first day of any steroid; up to the last one, where the course has one."""
    begins = {"start": sheet.begins.isoformat()}
    if not sheet.rows or sheet.view.waits:
        return begins
    return begins | {"end": (sheet.end - timedelta(days=1)).isoformat()}


def _period_said(sheet: Sheet) -> Iterator[str]:
    if not sheet.rows:
        yield sheet.say("paper.fhir.no_schedule", first=day(sheet.first))


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
