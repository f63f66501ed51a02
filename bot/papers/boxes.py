"""What the patient's page says of each drug beside the steroid, in a box under its name."""

from collections.abc import Iterator

from bot.papers.drugs import OneDrug, Span, Stands, drugs, folic_acid
from bot.papers.sheet import Sheet
from core.course.decisions import Drug
from core.course.drugs import AGENTS
from core.evidence import Section, stated

AT_HOME = frozenset({*AGENTS, Drug.CALCINEURIN_INHIBITOR, Drug.OTHER})  # the others in hospital


def boxes(sheet: Sheet) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A box for each drug that is taken at home, with what the patient must know of it."""
    for each in drugs(sheet):
        lines = tuple(dict.fromkeys(_box(sheet, each)))
        if each.drug in AT_HOME and lines:
            yield f"patient.{each.drug}", lines


def _box(sheet: Sheet, drug: OneDrug) -> Iterator[str]:
    if not drug.spans:
        yield from _not_begun(sheet, drug)
        return
    yield from (_span(sheet, drug.drug, each) for each in drug.spans)
    weekdays = [each.stretch.weekday for each in drug.amounts if each.stretch.weekday]
    if weekdays:
        yield sheet.say("paper.patient.weekly", weekday=weekdays[0])
        yield from folic_acid(sheet)
        yield from _safeguards(sheet)


def _span(sheet: Sheet, drug: Drug, span: Span) -> str:
    """The confirmed amount as it may be printed, a hold, an end."""
    match span.stands:
        case Stands.HELD:
            return sheet.say("paper.patient.held", drug=drug, date=span.first)
        case Stands.STOPPED | Stands.COMPLETED:
            return sheet.say("paper.patient.stopped", drug=drug, date=span.first)
    known = drug in AGENTS and span.stretch.mg is not None
    return span.line if known else sheet.say("paper.patient.recorded", drug=drug, date=span.first)


def _not_begun(sheet: Sheet, drug: OneDrug) -> Iterator[str]:
    """Of a drug that is only named, that none is taken; of one that may be taken, that it is
    not confirmed. While something is missing nothing is said to the patient.
    """
    plan, name = sheet.view.plan, drug.drug
    if drug.stands is Stands.NOT_BEGUN:
        if not plan.agent.withheld_for:
            yield sheet.say("paper.patient.not_begun", drug=name)
        return
    yield sheet.say("paper.patient.not_confirmed", drug=name)
    if name is not Drug.METHOTREXATE:
        return
    if plan.case.methotrexate_weekday:
        yield sheet.say("paper.patient.weekly", weekday=plan.case.methotrexate_weekday)
    else:
        yield sheet.say("paper.patient.weekly_open")
    yield from _safeguards(sheet)


def _safeguards(sheet: Sheet) -> Iterator[str]:
    """What holds for methotrexate however much is taken."""
    facts = sheet.view.guideline.prevention.patient.methotrexate.values()
    yield from (sheet.line(stated(Section.PREVENTION, fact)) for fact in facts)
