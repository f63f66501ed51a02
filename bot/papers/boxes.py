"""What the patient's page says of each drug that is taken or begun beside the steroid."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.papers.sheet import Sheet
from core.agents.methotrexate import weekday
from core.answers import taken
from core.evidence import Fact, Section, stated
from core.patient import Immunosuppressant, Subtype

METHOTREXATE = Immunosuppressant.METHOTREXATE
PLAIN = (
    Immunosuppressant.AZATHIOPRINE,
    Immunosuppressant.MYCOPHENOLATE,
    Immunosuppressant.CYCLOPHOSPHAMIDE,
)


def boxes(sheet: Sheet) -> Iterator[tuple[str, Iterator[str]]]:
    """A box for each drug by its name; one without lines is none."""
    yield "methotrexate", _methotrexate(sheet)
    for drug in PLAIN:
        yield drug, _box(sheet, drug)
    yield "statin", _statin(sheet)


def _methotrexate(sheet: Sheet) -> Iterator[str]:
    """The weekday and when to stop, where it is named with doses or taken: amounts are confirmed
    one by one, so none stands here.
    """
    case = sheet.view.plan.case
    if not _has(sheet, METHOTREXATE):
        return
    if METHOTREXATE not in taken(case) or case.methotrexate_weekday is not None:
        yield sheet.say("paper.patient.weekly", weekday=weekday(case))
    else:
        yield sheet.say("paper.patient.weekly_open")
    yield from _box(sheet, METHOTREXATE)


def _has(sheet: Sheet, drug: Immunosuppressant) -> bool:
    """Whether the patient takes the drug or is to begin it: it is named with doses."""
    named = any(each.doses for each in sheet.view.plan.said if each.medicine.value == drug.value)
    return named or drug in taken(sheet.view.plan.case)


def _box(sheet: Sheet, drug: Immunosuppressant) -> Iterator[str]:
    """What the patient must know of a drug that is taken or begun."""
    facts: Mapping[str, Fact[Any]] = getattr(sheet.view.guideline.prevention.patient, drug)
    if _has(sheet, drug):
        yield from _stated(sheet, facts)


def _statin(sheet: Sheet) -> Iterator[str]:
    """That a statin is over, where it brought on the disease."""
    case = sheet.view.plan.case
    if case.statin is True and case.subtype is Subtype.NECROTIZING:
        yield from _stated(sheet, sheet.view.guideline.prevention.patient.statin)


def _stated(sheet: Sheet, facts: Mapping[str, Fact[Any]]) -> Iterator[str]:
    return (sheet.line(stated(Section.PREVENTION, fact)) for fact in facts.values())
