"""Whatever was decided: undone it leaves the dose of every day, every drug, date and reminder as
it would be without it."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest

from core.course.course import in_force
from core.course.decisions import BY_ITSELF, Move
from core.course.regimen.regimen import State
from flows.reminder.wanted.wanted import replanned
from flows.talk.records import PlanRecord, Stage
from flows.talk.replies import Note
from tests.campaigns import seed, size
from tests.flows.decision.drug.life import METHOTREXATE, NOT_YET, WOMAN, of
from tests.flows.decision.drug.test_any_decision import SEVERE, TAKING, TYPED
from tests.flows.following import FIRST, MODERATE, OWNER, Ward

CASES = (MODERATE, METHOTREXATE, NOT_YET, WOMAN, TAKING, SEVERE)
DAYS = [FIRST + timedelta(days=day) for day in range(-3, 330)]
HISTORY = ("revision", "serial", "decisions", "before", "visited")


def lived(there: Ward) -> list[tuple[date, object]]:
    """What is taken of everything on every day."""
    plan = there.live().plan
    assert plan.course
    found = []
    for day in DAYS:
        period = in_force(plan.course, day)
        drugs = {
            (each.drug, now.state is State.TAKEN and (now.mg, now.weekday), day in each.given)
            for each in plan.regimens
            if (now := each.on(day)) and (now.state is State.TAKEN or day in each.given)
        }
        found.append((day, (period and period.mg, drugs)))
    return found


def kept(record: PlanRecord) -> dict[str, object]:
    """The plan without its history."""
    names = (each for each in PlanRecord.__dataclass_fields__ if each not in HISTORY)
    return {name: getattr(record, name) for name in names}


def reminded(there: Ward) -> dict[str, object]:
    """What is still to be told or done by the plan as it is now, but for what tells a revision."""
    settled = there.copy()
    settled.put(*replanned(there.of(), there.live(), there.now))
    return {
        each.id: (each.stage.is_told, None if each.stage.is_told else each.due)
        for each in settled.of()
        if each.stage.is_open and each.matter != "revised"
    }


def as_it_is(there: Ward) -> tuple[object, ...]:
    return lived(there), kept(there.plan()), there.live().falls_due, reminded(there)


def undo(there: Ward, before: Ward) -> str:
    """The last decision is undone where that is offered; else why it is not."""
    number = before.plan().revision
    last = there.plan().decisions[-1]
    there.press(f"undo.{number}.y")
    if there.plan().revision == number + 1:
        return there.toast
    assert last.by == OWNER
    assert last.decision.reason not in BY_ITSELF
    assert [each.decision.move for each in there.plan().decisions][-1] is Move.UNDO
    return ""


def decide(there: Ward, chance: Random) -> None:
    """From the menu some way into a decision, mostly to its end: any choice but the way back."""
    there.press("decide")
    for _ in range(12):
        if not any(isinstance(each, Note) for each in there.answers):  # a toast, or the card
            return
        ahead = [each.press for row in there.note.choices[:-1] for each in row]
        ahead = [each for each in ahead if not each.startswith(("decide.", "undo.", "carry"))]
        revision = there.plan().revision
        if ahead:
            there.press(chance.choice(ahead))
        else:
            there.type(chance.choice(TYPED))
        if there.plan().revision > revision:
            return


@pytest.mark.wide
def test_undone_it_is_as_it_would_be_without_it() -> None:
    undone: set[Move] = set()
    for number in range(size("undone")):
        chance = Random(seed(20261221) + number)
        undone |= {*_lived_and_undone(of(chance.choice(CASES)), chance)}
    assert undone >= {Move.HOLD, Move.OFF_PLAN, Move.STOP}


def _lived_and_undone(there: Ward, chance: Random) -> Iterator[Move]:
    """What was undone, each compared; some of it is taken all the same, and the plan lives on."""
    for _ in range(8):
        there.until(there.live().today + timedelta(chance.choice((0, 1, 3, 9))), "15:00")
        before = there.copy()
        decide(there, chance)
        if there.plan().revision == before.plan().revision:
            continue
        known = there.copy()
        reason = undo(there, before)
        last = known.plan().decisions[-1].decision
        if reason:
            begun = lived(before) != lived(known) and last.on <= there.live().today
            assert reason == ("no_undo_begun" if begun else "no_undo_by_itself"), last
            continue
        before.now = there.now
        before.put(
            *(each for each in known.of() if each.stage is Stage.ACKNOWLEDGED)
        )  # by a visit
        yield last.move
        for again, would in zip(as_it_is(there), as_it_is(before), strict=True):
            assert again == would, last
        if chance.random() < 0.6:
            there = known  # and it goes on with the decision
