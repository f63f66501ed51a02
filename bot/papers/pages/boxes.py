"""What the patient's page says of each drug beside the steroid, in a box under its name."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.papers.drugs import OneDrug, Span, Stands, drugs, folic_acid
from bot.papers.sheet import Sheet
from core.amounts import Weekday
from core.course.decisions import Drug
from core.course.regimen.drugs import AGENTS
from core.evidence import Fact, Section, stated
from core.patient import Subtype

BOXED = frozenset(
    {*AGENTS, Drug.CYCLOPHOSPHAMIDE, Drug.CALCINEURIN_INHIBITOR, Drug.OTHER}
)  # the others are given in hospital, and leave nothing to do at home
AFTERWARDS = frozenset({"pregnancy"})  # what still holds after its end
WHILE_HELD = AFTERWARDS | {"stop", "emergency", "tests"}  # when to call, and that its tests go on

Facts = Mapping[str, Fact[Any]]


def boxes(sheet: Sheet) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A box for each drug by its name, one without lines is none; and that a statin is over."""
    for each in drugs(sheet):
        if each.drug in BOXED:
            yield each.drug, tuple(dict.fromkeys(_box(sheet, each)))
    yield "statin", tuple(_statin(sheet))


def on_hold(sheet: Sheet) -> Iterator[str]:
    """Each drug that is on hold on the day of the page, to stand where it is seen first."""
    for each in drugs(sheet):
        if each.stands is Stands.HELD and each.drug in BOXED:
            yield sheet.say("paper.patient.on_hold", drug=each.drug)


def _box(sheet: Sheet, drug: OneDrug) -> Iterator[str]:
    if not drug.spans:
        yield from _not_begun(sheet, drug)
        return
    yield from (_span(sheet, drug.drug, each) for each in drug.spans)
    weekday = _weekday(sheet, drug)
    if weekday:
        yield sheet.say("paper.patient.weekly", weekday=weekday)
        yield from folic_acid(sheet)
    yield from _stated(sheet, _facts(sheet, drug.drug, _kept(drug)))


def _kept(drug: OneDrug) -> frozenset[str] | None:
    """Which of its facts hold as it stands; None: all of them."""
    stands = {each.stands for each in drug.spans}
    if Stands.TAKEN in stands:
        return None
    return WHILE_HELD if Stands.HELD in stands else AFTERWARDS


def _weekday(sheet: Sheet, drug: OneDrug) -> Weekday | None:
    """That of the next dose of what is taken once a week, as the page is printed."""
    weekly = (each for each in drug.amounts if each.stretch.weekday)
    today = sheet.view.today
    coming = (each for each in weekly if not (today and each.last and each.last < today))
    return next((each.stretch.weekday for each in coming), None)


def _span(sheet: Sheet, drug: Drug, span: Span) -> str:
    """The confirmed amount as it may be printed, a hold, an end."""
    match span.stands:
        case Stands.HELD if span.last:
            says = "paper.patient.held_up_to"
            return sheet.say(says, drug=drug, date=span.first, last=span.last)
        case Stands.HELD:
            return sheet.say("paper.patient.held", drug=drug, date=span.first)
        case Stands.STOPPED | Stands.COMPLETED:
            return sheet.say("paper.patient.stopped", drug=drug, date=span.first)
        case Stands.CLOSED:
            return sheet.say("paper.patient.left", drug=drug, date=span.first)
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
    if name is Drug.METHOTREXATE:
        if plan.case.methotrexate_weekday:
            yield sheet.say("paper.patient.weekly", weekday=plan.case.methotrexate_weekday)
        else:
            yield sheet.say("paper.patient.weekly_open")
    yield from _stated(sheet, _facts(sheet, name, None))


def _facts(sheet: Sheet, drug: Drug, kept: frozenset[str] | None) -> Iterable[Fact[Any]]:
    """What the patient must know of it; not the whole of it while none is taken."""
    rule = sheet.view.guideline.prevention.patient
    known: Mapping[Drug, Facts] = {
        Drug.METHOTREXATE: rule.methotrexate,
        Drug.AZATHIOPRINE: rule.azathioprine,
        Drug.MYCOPHENOLATE: rule.mycophenolate,
        Drug.CYCLOPHOSPHAMIDE: rule.cyclophosphamide,
    }
    facts = known.get(drug, {}).items()
    return (fact for name, fact in facts if kept is None or name in kept)


def _statin(sheet: Sheet) -> Iterator[str]:
    """That a statin is over, where it brought on the disease."""
    case = sheet.view.plan.case
    if case.statin is True and case.subtype is Subtype.NECROTIZING:
        yield from _stated(sheet, sheet.view.guideline.prevention.patient.statin.values())


def _stated(sheet: Sheet, facts: Iterable[Fact[Any]]) -> Iterator[str]:
    return (sheet.line(stated(Section.PREVENTION, fact)) for fact in facts)
