"""The plan card: one phone screen with the dose in force, what comes next, what matters first."""

from datetime import date

from bot.page.standing import standing
from bot.page.view import View, mg
from bot.page.write import bold, day
from core.edition.difference import Part
from core.evidence import Line, Section
from core.plan import Outcome
from core.sayable import Medicine, each_once, of
from flows.plan.status import decided_ahead, decided_by
from flows.talk.replies import Moment

AGENTS = (Medicine.METHOTREXATE, Medicine.AZATHIOPRINE, Medicine.MYCOPHENOLATE)


def card(view: View) -> str:
    """The whole card as HTML."""
    blocks = [_who(view), _stands(view), _dose(view), _course(view), _edition(view), _before(view)]
    return _joined(blocks)


def void(view: View, current: int) -> str:
    """A revision that is no longer in force: that first, then the dose it had."""
    notice = bold(view.say("card.void", revision=current))
    return _joined([[notice], _who(view), _decided(view), _planned(view)])


def _joined(blocks: list[list[str]]) -> str:
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _who(view: View) -> list[str]:
    case = view.plan.case
    return [
        view.head,
        view.say("card.disease", subtype=case.subtype, severity=case.severity, ild=case.ild),
        weight(view),
    ]


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


def _edition(view: View) -> list[str]:
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


def _stands(view: View) -> list[str]:
    """Why nobody is reminded of it, and what was decided last."""
    record = view.record
    if record is None:
        return []
    if record.closed_at is not None:
        return [bold(view.say("card.closed", moment=Moment(record.closed_at, view.zone)))]
    if not record.live:
        return [bold(view.say("card.waits"))]
    return _decided(view)


def _decided(view: View) -> list[str]:
    if view.record is None or not view.record.decisions:
        return []
    said = decided_by(view.record.decisions[-1], view.zone)
    return [view.say(said.says, **said.values)]


def _dose(view: View) -> list[str]:
    """The dose that stands alone, in the fixed order: name, amount, route, frequency, dates."""
    plan, row = view.plan, view.period
    if plan.start is None:
        return []
    if not plan.periods:
        return [_named(view, mg(plan.start.mg)), view.say("card.from", first=plan.case.start_date)]
    if row is None:
        return [view.say("card.over", last=plan.periods[-1].last, drug=view.steroid)]
    dose = _named(view, mg(row.mg))
    if view.overdue or (plan.course is not None and plan.course.reassess):
        return [dose, view.say("card.until_decided", first=row.first)]
    return [dose, view.say("card.dates", first=row.first, last=row.last, days=row.days)]


def _named(view: View, amount: str) -> str:
    return view.writer.words["card.dose"].format(drug=bold(view.steroid), mg=amount)


def _course(view: View) -> list[str]:
    plan = view.plan
    if plan.outcome is Outcome.MILESTONES:
        return [view.say("card.milestones")]
    if not plan.periods or plan.provisional or view.period is None:
        return []
    return [*_next(view), *_planned(view)]


def _next(view: View) -> list[str]:
    """What is due next: a check within the first dose, the next dose, or a decision."""
    course, interim = view.plan.course, view.guideline.taper.gate.interim_day.value
    first, check = view.plan.periods[0], view.on(interim)
    if course is None:
        return []
    if course.reassess:
        return [bold(view.say("card.reassess"))]
    if view.begun and view.today and (ahead := decided_ahead(course, view.today)):
        return [bold(view.say(each.says, **each.values)) for each in ahead]
    if view.period == first and first.days > interim and not _is_over(view, check):
        return [view.say("card.check", day=check)]
    if course.gate is None or course.following_mg is None:
        return []
    if view.record is None or not view.begun:
        return [view.say("card.check", day=course.gate)]
    goes_on = bool(course.following_mg)
    if view.overdue and course.due:
        key = "card.next_late" if goes_on else "card.next_end_late"
        return [view.say(key, mg=course.following_mg, day=course.due)]
    key = "card.next" if goes_on else "card.next_end"
    return [view.say(key, mg=course.following_mg, day=course.gate)]


def _is_over(view: View, day: date) -> bool:
    return view.today is not None and view.today > day


def _planned(view: View) -> list[str]:
    periods, course = view.plan.periods, view.plan.course
    if not periods or course is None or course.reassess or course.ends is not None:
        return []
    return [view.say("card.course", count=len(periods), last=periods[-1].last)]


def _before(view: View) -> list[str]:
    lines = (*standing(view), *_beside_agents(view))
    if not lines:
        return []
    heading = "card.standing" if view.begun else "card.before"
    return [bold(view.say(heading)), *(f" ! {view.line(line)}" for line in lines)]


def _beside_agents(view: View) -> tuple[Line, ...]:
    """Beside each agent whose amount stands on the card: folic acid, and what the answers say."""
    printed = [each for each in of(view.plan.said, *AGENTS) if each.doses]
    there = {line.says for line in view.lines(Section.START)}
    weekly = any(each.medicine is Medicine.METHOTREXATE for each in printed)
    folic = of(view.plan.said, Medicine.FOLIC_ACID) if weekly else ()
    return (
        *(line for each in folic for line in each.doses),
        *(line for line in each_once(printed) if line.says not in there),
    )
