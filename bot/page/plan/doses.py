"""The doses of the steroid as they are read: rows with their days, and why each is what it is."""

from collections.abc import Iterable
from typing import Any

from bot.page.plan.item import Item
from bot.page.plan.view import View, mg
from bot.page.write import counted, day, escape, number
from core.course.course import decided
from core.evidence import Fact, Line, Section
from core.steroid.start_dose import Because
from core.steroid.tablets import Tablets
from core.steroid.taper import DosePeriod, following, interval_weeks, step_rule

SUMS = frozenset({"start_dose", *(f"start_{why}" for why in Because)})
Facts = tuple[Fact[Any], ...]


def rows(view: View) -> tuple[DosePeriod, ...]:
    """Every dose that has a date: of a course that waits none that is only planned."""
    plan = view.plan
    course = plan.course
    return decided(course) if course and course.reassess else plan.periods


def row(view: View, of: DosePeriod) -> str:
    """The amount with its tablets, then its first and last day."""
    if view.overdue and view.plan.course and of == view.plan.course.present:
        days = view.say("card.until_decided", first=of.first)
    else:
        days = view.say("schedule.days", first=day(of.first), last=day(of.last))
    return f"{mg(of.mg)}{_made_of(view, of.tablets)}\n{days}"


def _made_of(view: View, tablets: Tablets) -> str:
    return f" ({escape(counted(view.writer, tablets))})" if tablets else ""


def milestones(view: View) -> tuple[str, ...]:
    """Those of a child, each with its day."""
    limit_mg = view.guideline.steroid.juvenile.cap_mg.value
    return tuple(
        view.say(
            "schedule.milestone" if stone.mg_per_kg else "schedule.milestone_off",
            offset=stone.offset,
            day=day(view.on(stone.offset)),
            dose=number(stone.mg_per_kg),
            limit_mg=limit_mg,
        )
        for stone in view.plan.milestones
    )


def dose(view: View, place: int) -> Item:
    """A dose of the schedule by its place, with its arithmetic and the rule it follows."""
    of = view.plan.periods[place]
    sums, because = _first(view) if not place else _later(view, place)
    return Item(text=row(view, of), because=because, sums=tuple(sums))


def sums(view: View) -> tuple[Line, ...]:
    """The arithmetic of the start dose."""
    return tuple(line for line in view.lines(Section.DOSE) if line.says in SUMS)


def _first(view: View) -> tuple[list[str], Facts]:
    """The start dose of the weight; one that was already taken, or is another by decision."""
    plan = view.plan
    if plan.start is None or plan.periods[0].mg != plan.start.mg:
        return [view.say("why.decided")], _of_a_decision(view)
    lines = sums(view)
    return [view.line(line) for line in lines], (*_behind(lines), view.guideline.taper.hold.weeks)


def _behind(lines: Iterable[Line]) -> Facts:
    """The facts behind these lines, each once."""
    return tuple(dict.fromkeys(fact for line in lines for fact in line.because))


def _later(view: View, place: int) -> tuple[list[str], Facts]:
    """A step of the rules; where it leads elsewhere somebody has decided so."""
    before, of = view.plan.periods[place - 1 : place + 1]
    rule, case = view.guideline.taper, view.plan.case
    by_rule = following(view.guideline, before.mg, tail=case.tail, region=case.region)
    if by_rule != of.mg:
        return [view.say("why.decided")], _of_a_decision(view)
    said = view.say("why.step", before=before.mg, less=before.mg - of.mg, mg=of.mg)
    step = step_rule(rule, before.mg, case.tail)
    shorter = (rule.tail.whole_mg,) if step is rule.tail.slow_step else (rule.landing,)
    landing = shorter if of.mg and before.mg - of.mg < step.value[0] else ()
    slow = of.mg <= rule.tail.slow_step.value[1]
    weeks = interval_weeks(rule.tail, case.tail) if slow else rule.interval_weeks
    gate = rule.gate.later if place > 1 else rule.gate.first
    return [said], (step, *landing, weeks, gate)


def _of_a_decision(view: View) -> Facts:
    change = view.guideline.taper.change
    return (change.bounds, change.anew)


def shown_from(view: View) -> int:
    """The place of the dose that is taken on this day; of the first before it, and after all."""
    today = view.today
    past = [place for place, each in enumerate(rows(view)) if today and each.first <= today]
    return past[-1] if past else 0


def to_come(view: View) -> tuple[DosePeriod, ...]:
    """Every dose from the one of this day on."""
    return rows(view)[shown_from(view) :]


def in_force(view: View) -> Item | None:
    """The dose of this day with its reasons; of what has no rows the start dose."""
    if rows(view):
        return dose(view, shown_from(view))
    lines = sums(view)
    if not lines:
        return None
    start = view.plan.start
    amount = mg(start.mg) if start else ""
    return Item(text=amount, because=_behind(lines), sums=tuple(map(view.line, lines)))
