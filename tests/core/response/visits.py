"""Visits as a test writes them: days from the first dose, numbers as text, CK with its limit."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from core.response.visit import EnteredBy, Finding, Measure, Visit, Visits

FIRST = date(2026, 11, 23)  # of any steroid
OF = {"ck": "200", "aldolase": "7.6", "alt": "40", "ast": "35", "ldh": "250", "ggt": "50",
      "bilirubin": "21", "mmt": "150", "extramuscular": "10"}  # fmt: skip


def found(name: str, value: Any) -> Finding:
    """A number, with the usual limit or scale of its measure; "820/200" has its own, "5/" none."""
    text, slash, of = str(value).partition("/")
    limit = of if slash else OF.get(name, "")
    return Finding(
        measure=Measure(name), value=Decimal(text), of=Decimal(limit) if limit else None
    )


def visit(on: int, /, number: int = 99, **measures: Any) -> Visit:
    """What was found so many days after the first dose."""
    rest = {key: measures.pop(key) for key in (*measures,) if key not in {*Measure}}
    given = rest.pop("findings", ())
    findings = (*(found(name, value) for name, value in measures.items()), *given)
    role = rest.pop("role", EnteredBy.PRESCRIBER)
    return Visit(
        number=number, day=FIRST + timedelta(days=on), role=role, findings=findings, **rest
    )


def history(*entries: Visit) -> Visits:
    """The entries with their places as numbers."""
    return tuple(replace(each, number=place) for place, each in enumerate(entries, start=1))
