"""Everything a plan says, one thing a line, and what another answer changes of it.

`python -m tests.core.telling` writes `tests/core/told/` anew. Its diff is a clinical change, to be
read line by line beside the specification: a plan in full, then each by what it gains and loses.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, time, timedelta
from difflib import unified_diff
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

from bot.guideline import shipped
from core.agenda import agenda
from core.due import Due
from core.evidence import Fact, Line
from core.plan import Plan, plan_for
from core.sayable import Sayable
from tests.core.attended import Attended, attended
from tests.core.deciding import on
from tests.core.regimens import Lived
from tests.core.stories import STORIES
from tests.core.tellings import CASES, FIRST, Answers

TOLD = (*CASES, *STORIES, "visits")
FOLDER = Path(__file__).with_name("told")
AHEAD, A_WEEK = timedelta(days=42), timedelta(days=7)
OF_THE_COURSE = (
    "confirmed", "due", "gate", "following_mg", "reassess", "held_days", "ends", "given_up",
    "decided", "joined",
)  # fmt: skip
OF_THE_PLAN = ("outcome", "provisional", "exposure", "pneumocystis", "fracture_risk", "agent")


def page(name: str) -> str:
    """The first of these cases in full; each other beside the earlier one that it is most like."""
    said: dict[str, list[str]] = {}
    parts = []
    for title, of in _cases(name):
        whole = told(of)
        like = min(said, key=lambda each: len({*said[each]} ^ {*whole}), default=None)
        head = f"== {title}" if like is None else f"== {title}; beside: {like}"
        parts.append("\n".join((head, *(whole if like is None else _changed(said[like], whole)))))
        said[title] = whole
    return "\n\n".join(parts) + "\n"


def _cases(name: str) -> Sequence[tuple[str, Answers | Lived | Attended]]:
    if name in CASES:
        return CASES[name]
    return STORIES[name]() if name in STORIES else attended()


def _changed(before: list[str], after: list[str]) -> Iterator[str]:
    """What is new, and of what is gone the sentence, where it is not said with other values."""
    _, _, *found = (*unified_diff(before, after, n=0, lineterm=""), "", "")
    new = {_sentence(each[1:]) for each in found if each[:1] == "+"}
    for each in found:
        if each[:1] == "+":
            yield f"+ {each[1:]}"
        elif each[:1] == "-" and (gone := _sentence(each[1:])) not in new:
            yield f"- {gone}"


def _sentence(line: str) -> str:
    return line.partition(" |")[0]


def told(of: Answers | Lived | Attended) -> list[str]:
    """What a plan of these answers says, one that is under way on its day, or a visit."""
    if isinstance(of, Attended):
        return [f"{name} | {_written(each)}" for name, each in of.told()]
    if isinstance(of, Lived):
        plan, today = of.kept.plan, on(of.day)
        due = agenda(shipped(), plan, today=today, until=today + AHEAD)
        shown = (each for each in due if today - A_WEEK <= each.day <= today + AHEAD)
        drugs = (f"drug {each.drug} | {_written(each)}" for each in plan.regimens)
        course = (
            f"course {name} | {_written(getattr(plan.course, name))}"
            for name in OF_THE_COURSE
            if plan.course
        )
        ready = f"ready since | {plan.drugs.ready} recorded={plan.drugs.recorded}"
        return [*_told(plan), *course, *drugs, ready, *map(_due, shown)]
    plan = plan_for(shipped(), {**FIRST, **of})
    assert isinstance(plan, Plan)
    return list(_told(plan))


def _told(plan: Plan) -> Iterator[str]:
    yield from (f"{each.level} {each.code}" for each in plan.notices)
    yield from (f"{name} | {_written(getattr(plan, name))}" for name in OF_THE_PLAN)
    rows, tablets = _rows(plan)
    yield f"rows | {rows}"
    yield f"made of | {tablets}"
    yield from (f"milestone {each.offset} | {each.mg_per_kg}" for each in plan.milestones)
    yield from (
        f"treatment {each.treatment} | {each.status} {' '.join(each.because)}".rstrip()
        for each in plan.rescue
    )
    yield from map(_line, plan.lines)
    yield from map(_medicine, plan.said)
    yield f"not answered | {' '.join(plan.unknown)}".rstrip()


def _rows(plan: Plan) -> tuple[str, str]:
    """Every dose with its first day and its days, and with its tablets."""
    found = [(f"{row.mg}@{row.offset}x{row.days}", row) for row in plan.periods]
    return (
        " ".join(f"{short}" for short, _ in found),
        " ".join(f"{row.mg}={_written(row.tablets)}" for _, row in found),
    )


def _line(line: Line) -> str:
    """Where it stands, what it says, what else is behind it, and its values."""
    behind = [each.key for each in line.because if each.key != line.says]
    values = [f"{name}={_written(each)}" for name, each in line.values.items()]
    sides = (" ".join(behind), " ".join(values))
    return " | ".join((f"{line.section} {line.says}", *sides)).rstrip(" |")


def _due(due: Due) -> str:
    behind = " ".join(each.key for each in due.because)
    values = " ".join(f"{name}={_written(each)}" for name, each in due.values.items())
    return f"{due.day} {due.item} {due.detail} | {behind} | {values}".rstrip(" |")


def _medicine(said: Sayable) -> str:
    doses, cautions = (
        " ".join(each.says for each in lines) for lines in (said.doses, said.cautions)
    )
    return f"print {said.medicine} | {doses} | {cautions}".rstrip(" |")


def _written(value: Any) -> str:
    """Exact, and told from a value of another kind."""
    match value:
        case StrEnum() | date() | time():
            return str(value)
        case Fact():
            return value.key
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case Mapping():
            return "; ".join(f"{key}: {_written(each)}" for key, each in value.items()) or "-"
        case tuple():
            return ",".join(map(_written, value)) or "-"
        case _ if hasattr(value, "__dataclass_fields__"):
            return " ".join(
                f"{each.name}={_written(getattr(value, each.name))}" for each in fields(value)
            )
        case _:
            return f"{value}"


if __name__ == "__main__":
    for each in TOLD:
        (FOLDER / f"{each}.txt").write_text(page(each), encoding="utf-8")
