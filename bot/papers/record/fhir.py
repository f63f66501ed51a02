"""The plan for a record system: a FHIR R4 Bundle in which every text follows from its structure.

It is a transaction that a server takes as it is: what it was given before it finds by identifier
and brings up to date. The taper and what was confirmed of each drug are plans, what is only named
and prophylaxis are proposals; nothing is an order. The label is all that tells whose it is.
"""

from uuid import uuid5

import msgspec

from bot.papers.calendar.file import NAMESPACE
from bot.papers.record.care_plan import care_plan
from bot.papers.record.identity import URIS, UUID, Json, instant, url
from bot.papers.record.provenance import provenance
from bot.papers.record.requests import requests
from bot.papers.sheet import Sheet
from bot.papers.visit.observations import observations

ENCODER = msgspec.json.Encoder(decimal_format="number")


def fhir(sheet: Sheet) -> bytes:
    """The Bundle as JSON, amounts as exact decimals."""
    return msgspec.json.format(ENCODER.encode(bundle(sheet)), indent=2) + b"\n"


def bundle(sheet: Sheet) -> Json:
    """A care plan, a request for the steroid and for each drug that goes with it, what was found
    at visits, and where all of it comes from. A child has no request for the steroid: its doses
    are not planned here.
    """
    asked, found = tuple(requests(sheet)), tuple(observations(sheet))
    parts = (care_plan(sheet, asked, found), *asked, *found)
    return {
        "resourceType": "Bundle",
        "identifier": {"system": URIS, "value": _name(sheet)},
        "type": "transaction",
        "timestamp": instant(sheet.made_at),
        "entry": [each.entry for each in (*parts, provenance(sheet, parts))],
    }


def _name(sheet: Sheet) -> str:
    """Of this bundle and no other: the plan as it stood at this moment."""
    of = f"{url(sheet, 'bundle')}/{sheet.revision}/{instant(sheet.made_at)}"
    return f"{UUID}{uuid5(NAMESPACE, of)}"
