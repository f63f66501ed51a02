"""The whole of what holds for a plan: who it is for, what was decided, every line of its start."""

from collections.abc import Iterator

from bot.page.plan.view import View
from bot.page.write import bold, day
from core.course.regimen.as_given import Form
from core.course.regimen.drugs import AGENTS
from core.course.regimen.regimen import Regimen
from core.edition.difference import Part
from core.evidence import Line, Section
from core.sayable import Medicine, each_once, of
from flows.plan.status import decided_by

AMOUNTS = frozenset({"drug_weekly", "drug_daily"})  # lines that name an amount
WITHOUT_AMOUNT = frozenset(
    {
        "drug_recorded", "drug_held", "drug_held_until", "drug_held_up_to", "drug_ended",
        "drug_left",
        *(f"drug_given_{each}" for each in Form),
    }
)  # fmt: skip  # that computes, or that is taken
OF_DRUGS = AMOUNTS | WITHOUT_AMOUNT
NONE = iter(())  # of a plan without a day a drug that has ended has no amounts


def in_pairs(view: View) -> Iterator[tuple[Line, Line]]:
    """Every line of the card; with each amount the line in which it may be printed."""
    doses = {str(each.medicine): iter(each.doses) for each in view.plan.said}
    for line in view.lines(Section.START):
        if line.says in AMOUNTS:
            yield line, next(doses.get(str(line.values["drug"]), NONE), line)
        else:
            yield line, line


def standing(view: View) -> Iterator[Line]:
    """The same lines as they may be printed."""
    return (full for _, full in in_pairs(view))


def who(view: View) -> list[str]:
    """The plan, the disease, and the weight with the day it was entered."""
    case = view.plan.case
    disease = view.say("card.disease", subtype=case.subtype, severity=case.severity, ild=case.ild)
    return [view.head, disease, weight(view)]


def weight(view: View) -> str:
    """The weight, with the day it was entered and what was typed where it was converted."""
    record = view.record
    if record is None:
        return view.say("card.weight_only", weight=view.plan.case.weight_kg)
    key = "card.weight_converted" if record.entered else "card.weight"
    return view.say(
        key,
        weight=view.plan.case.weight_kg,
        entered_on=day(record.entered_on),
        entered=record.entered,
    )


def decided(view: View) -> list[str]:
    """Who decided what last, when and why."""
    if view.record is None or not view.record.decisions:
        return []
    said = decided_by(view.record.decisions[-1], view.zone)
    return [view.say(said.says, **said.values)]


def edition(view: View) -> list[str]:
    """By which edition it goes on, where that of today would do something otherwise."""
    kept = view.kept
    if kept is None or not kept.differs or kept.is_over:
        return []
    made, newest, parts = kept.edition, kept.newest.edition, [each.part for each in kept.differs]
    if not kept.is_known:
        return [view.say("card.edition_later", made=made, newest=newest)]
    if Part.REFUSED in parts:
        return [view.say("card.edition_refuses", made=made, newest=newest)]
    return [view.say("card.edition", made=made, newest=newest, parts=tuple(parts))]


def planned(view: View) -> list[str]:
    """How many doses the course has, and its last day."""
    periods, course = view.plan.periods, view.plan.course
    if not periods or course is None or course.reassess or course.ends is not None:
        return []
    return [view.say("card.course", count=len(periods), last=periods[-1].last)]


def before(view: View) -> list[str]:
    """What is to be done first, or what holds once it has begun; every line in full."""
    lines = (*standing(view), *beside_agents(view))
    if not lines:
        return []
    heading = "card.standing" if view.begun else "card.before"
    return [bold(view.say(heading)), *(f" ! {view.line(line)}" for line in lines)]


def agents(view: View) -> list[Regimen]:
    """The agents that are not over: each is taken, held, or begins later."""
    plan = view.plan
    return [each for each in plan.regimens if each.drug in AGENTS and not each.over(view.today)]


def beside_agents(view: View, *, again: bool = False) -> tuple[Line, ...]:
    """Beside each agent whose amount is printed: folic acid, and what the answers say; of that
    what another line of the start says already only if asked for again."""
    printed = [each for each in of(view.plan.said, *map(Medicine, AGENTS)) if each.doses]
    there = set() if again else {line.says for line in view.lines(Section.START)}
    weekly = any(each.medicine is Medicine.METHOTREXATE for each in printed)
    folic = of(view.plan.said, Medicine.FOLIC_ACID) if weekly else ()
    return (
        *(line for each in folic for line in each.doses),
        *(line for line in each_once(printed) if line.says not in there),
    )
