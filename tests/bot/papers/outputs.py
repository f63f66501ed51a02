"""The card and every paper of a plan as plain text, and the amounts of a drug in them."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from decimal import Decimal
from html import unescape
from typing import Any

from bot.page.plan.view import View
from bot.papers import NoPaper
from bot.papers.calendar.file import calendar
from bot.papers.curve.chart import caption
from bot.papers.pages.fit import Size
from bot.papers.pdf import _clinician, _patient
from bot.papers.prescription import has_items, text
from bot.papers.record.fhir import fhir
from bot.papers.sheet import sheet
from bot.papers.table import table
from bot.papers.visit.told import has_visits
from bot.papers.visit.trend import trend_words
from flows.talk.replies import ShowPlan
from tests.bot.page.screens import CARD, LIMITS, PAGES, SEAT, is_within

ASKS = "Next amount of "  # how the one line begins that names an amount nobody confirmed


def card(view: View) -> str:
    """The first screen of the plan on the day of the view, which is one look on every day."""
    assert view.record is not None
    now = datetime.combine(view.today or view.plan.case.start_date, time(11), UTC)
    seat = replace(SEAT, now=now, zone="Europe/Berlin")
    (first, *_) = PAGES.pages(ShowPlan(record=view.record), seat)
    assert is_within(first, LIMITS[CARD])
    return plain(first.text)


def papers(view: View) -> Iterator[tuple[str, str]]:
    """Each paper that there is, by its name."""
    try:
        of = sheet(view)
    except NoPaper:
        return
    yield "clinician's page", flat(_clinician(of, Size.A4, ""))
    if of.rows:
        yield "patient's page", flat(_patient(of, Size.A4, ""))
        yield "chart", "\n".join(caption(of))
        yield "calendar", re.sub(r"\r\n ", "", calendar(of).decode()).replace("\\,", ",")
        if has_items(of):
            yield "prescription", text(of).decode()
    if has_visits(of):
        yield "trend", "\n".join(trend_words(of))
    yield "record", fhir(of).decode()
    yield "table", table(of).decode("utf-8-sig")


def flat(data: Any) -> str:
    """Every text of a page, one below the other."""
    if isinstance(data, dict):
        return "\n".join(flat(each) for each in data.values())
    if isinstance(data, list | tuple):
        return "\n".join(flat(each) for each in data)
    return data if isinstance(data, str) else ""


def plain(page: str) -> str:
    """A page of the chat without its marks."""
    return unescape(re.sub(r"<[^>]+>", "", page))


def spoken(output: str) -> str:
    """The output with what its format escapes written plainly."""
    return output.replace("\\n", "\n").replace("\\;", ";").replace('\\"', '"').replace('""', '"')


def amounts_in(output: str, name: str) -> set[str]:
    """The amounts beside the drug's name, a day or a week; not the one that is asked for."""
    kept = "\n".join(line for line in output.split("\n") if ASKS not in line)
    found = re.findall(rf"{re.escape(name)}:? (\d[\d,.]*) mg( twice a day)?", kept)
    return {number(Decimal(mg.replace(",", "")) * (2 if twice else 1)) for mg, twice in found}


def number(mg: Decimal) -> str:
    return f"{mg.normalize():f}"


def requested(record: str, name: str) -> tuple[str, set[str], str]:
    """Status of the drug's request, its amounts by their first days, all that is said in it."""
    (request,) = requests(record, name)
    return request["status"], amounts_of(request), json.dumps(request)


def requests(record: str, name: str) -> list[dict[str, Any]]:
    """What a record asks for of a drug."""
    return [
        entry["resource"]
        for entry in json.loads(record)["entry"]
        if entry["resource"]["resourceType"] == "MedicationRequest"
        and entry["resource"]["medicationCodeableConcept"]["text"] == name
    ]


def amounts_of(request: dict[str, Any]) -> set[str]:
    """The amounts of a request, a day or a week, by their first days."""
    sums = dict[str, Decimal]()
    for dose in request.get("dosageInstruction", ()):
        repeat, quantity = dose["timing"]["repeat"], dose["doseAndRate"][0]["doseQuantity"]
        start, mg = repeat["boundsPeriod"]["start"], Decimal(str(quantity["value"]))
        sums[start] = sums.get(start, Decimal(0)) + mg * repeat["frequency"]
    return set(map(number, sums.values()))
