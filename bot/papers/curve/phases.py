"""The parts of a course under letters: the dose held, each kind of step, what was decided else."""

from dataclasses import dataclass, replace
from decimal import Decimal

from bot.papers.sheet import Row, Sheet
from core.course.decisions import Move
from core.patient import Tail
from core.steroid.taper import following

LETTERS = "ABCDEFGHIJKLMNOQRSTUVWXYZ"  # but P, which stands for a pulse
NARROW = Decimal("0.035")  # of the course: a shorter part has no room for a letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """Doses that follow each other alike, in days of the course; no letter where it is short."""

    first: int
    end: int
    says: str
    letter: str = ""


def phases(sheet: Sheet, days: int) -> tuple[Phase, ...]:
    """The parts of the course, within a picture of so many days."""
    found = list[Phase]()
    before: Row | None = None
    for row in sheet.rows:
        says, end = _says(sheet, row, before), row.period.offset + row.period.days
        if found and found[-1].says == says:
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(Phase(first=row.period.offset, end=end, says=says))
        before = row
    letters = iter(LETTERS)
    return tuple(
        replace(each, letter=next(letters, "")) if each.end - each.first >= NARROW * days else each
        for each in found
    )


def phases_said(sheet: Sheet, days: int) -> str:
    """What each letter stands for."""
    return "; ".join(f"{each.letter}: {each.says}" for each in phases(sheet, days) if each.letter)


def _says(sheet: Sheet, row: Row, before: Row | None) -> str:
    """What the step to this dose was, by the rule or by a decision."""
    if before is None:
        course = sheet.view.plan.course
        joined = course is not None and course.joined is not None
        return sheet.say("paper.phase.joined" if joined else "paper.phase.hold")
    case, mg = sheet.view.plan.case, row.period.mg
    last = before.period.mg
    if mg > last:
        return sheet.say("paper.phase.raised")
    if mg != following(sheet.view.guideline, last, tail=case.tail, region=case.region):
        stepped = any(
            each.decision.move is Move.STEP and each.decision.on == row.period.first
            for each in sheet.decisions
        )  # by the rules of an earlier edition
        says = "paper.phase.steps" if stepped else "paper.phase.other"
        return sheet.say(says, mg=last - mg)
    return sheet.say("paper.phase.steps", mg=_step_mg(sheet, mg))


def _step_mg(sheet: Sheet, mg: Decimal) -> Decimal:
    """The step of the rule that leads to this dose; one that lands on a limit counts as whole."""
    rule = sheet.view.guideline.taper
    slow_step, slow_from = rule.tail.slow_step.value
    if sheet.view.plan.case.tail is not Tail.STANDARD and mg < slow_from:
        return slow_step
    for step, floor in (rule.fast.value, rule.middle.value):
        if mg >= floor:
            return step
    step, _ = rule.fine.value
    return step
