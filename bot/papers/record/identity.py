"""What a resource of the record is known by, and how a server is asked to take it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid5

from bot.papers.calendar.file import NAMESPACE
from bot.papers.sheet import Sheet
from core.edition.kept_plan import fingerprint

LABELS = "urn:myotaper:plan"  # the system of labels
REVISIONS = "urn:myotaper:revision"  # and of their revisions
RESOURCES = "urn:myotaper:resource"  # and of what the record is made of
URIS = "urn:ietf:rfc:3986"
UUID = "urn:uuid:"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A resource with the name by which the others of its bundle refer to it."""

    url: str
    resource: Json

    @property
    def reference(self) -> Json:
        """How another one refers to it."""
        return {"reference": self.url}

    @property
    def entry(self) -> Json:
        """It and its request: what is known by an identifier is brought up to date wherever it
        has been taken before, anything else is added.
        """
        kind = self.resource["resourceType"]
        known = next(iter(self.resource.get("identifier", ())), None)
        request = {"method": "POST", "url": kind}
        if known:
            token = quote(f"{known['system']}|{known['value']}", safe=":/")
            request = {"method": "PUT", "url": f"{kind}?identifier={token}"}
        return {"fullUrl": self.url, "resource": self.resource, "request": request}


def url(sheet: Sheet, part: str) -> str:
    """The same in every revision of a plan, and of a case wherever its caller gives one label."""
    case = f"case {sheet.series.label}" if sheet.series else ""
    of = sheet.label or case or fingerprint(sheet.view.guideline, sheet.view.plan)
    return f"{UUID}{uuid5(NAMESPACE, f'{of}/fhir/{part}')}"


def identified(sheet: Sheet, part: str) -> Json:
    """By what a server finds it again. A case without a label has nothing: two patients with
    equal answers must not become one. It is not the name within the bundle: a server puts an
    address wherever it finds that.
    """
    if not (sheet.label or sheet.series):
        return {}
    known = {"system": RESOURCES, "value": url(sheet, part).removeprefix(UUID)}
    return {"identifier": [known]}


def label(sheet: Sheet) -> Json:
    """The label: all that this product knows anybody by."""
    return {"system": LABELS, "value": sheet.label}


def revision(sheet: Sheet, number: int) -> Json:
    """One revision of the plan."""
    return {"system": REVISIONS, "value": f"{sheet.label}/{number}"}


def subject(sheet: Sheet) -> Json:
    """Whoever the plan is for: known to the record system, here by the label alone."""
    named = {"identifier": label(sheet)} if sheet.label else {}
    display = sheet.say("paper.fhir.subject", head=sheet.named or sheet.head)
    return {"type": "Patient", **named, "display": display}


def instant(at: datetime) -> str:
    """The moment as the record writes it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
