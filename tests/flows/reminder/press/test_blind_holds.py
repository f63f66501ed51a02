"""A hold for want of blood tests: whatever makes tests known first makes it a decision."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.course.decisions import Decision, Drug, Move, Reason
from core.course.regimen.regimen import running
from flows.reminder.stages import handle
from tests.flows.following import GROUP, NURSE
from tests.flows.reminder.drug_lives import decide, drug, of, tidied, weekly

HELD = date(2027, 1, 5)  # four weeks after the first tests that were due
NOW = HELD + timedelta(days=3)
BOTH = (Drug.AZATHIOPRINE, Drug.METHOTREXATE)


def untested():
    """Methotrexate and azathioprine beside it, and nobody says anything of blood tests."""
    there = weekly()
    decide(there, drug(Move.BEGIN, date(2026, 11, 24), Reason.SPECIALIST, mg=Decimal(50),
                       drug=Drug.AZATHIOPRINE))  # fmt: skip
    day = there.live().today
    while day < NOW:
        day += timedelta(days=1)
        tidied(there.until(day, "06:30")).until(day, "10:00")
    assert {each.drug for each in there.live().plan.regimens if each.held} == set(BOTH)
    return there


def done_today(there):
    row = next(each for each in of(there, "laboratory") if each.stage.is_told)
    there.press(f"ack.{handle(row)}", who=NURSE, chat=GROUP)


def done_before(there):
    row = next(each for each in of(there, "laboratory") if each.stage.is_told)
    there.press(f"on.{NOW - timedelta(days=1):%y%m%d}.{handle(row)}", who=NURSE, chat=GROUP)


def resumed(there):
    decide(there, drug(Move.RESUME, NOW, Reason.RECOVERED, tested=NOW))


def step_then_tests(there):
    course = there.live().course
    decide(there, Decision(move=Move.HOLD, on=NOW, reason=Reason.RESULTS_MISSING,
                           weeks=course.progress.ladder[0].days // 7))  # fmt: skip
    tidied(there)
    done_today(there)


@pytest.mark.parametrize("known", [done_today, done_before, resumed, step_then_tests])
def test_what_makes_tests_known_decides_first_that_each_drug_is_held(known):
    there = untested()
    known(there)
    rows = [each.decision for each in there.plan().decisions]
    held = [each for each in rows if each.reason is Reason.TESTS_OVERDUE]
    assert [(each.move, each.on, each.drug) for each in sorted(held, key=lambda e: e.drug or "")
            ] == [(Move.SUSPEND, HELD, each) for each in BOTH]  # fmt: skip
    assert there.plan().tested in {NOW, NOW - timedelta(days=1)}
    still = {each for each in BOTH if running(there.live().plan.regimens, each).held}
    assert still == ({Drug.AZATHIOPRINE} if known is resumed else set(BOTH))
    there.until(NOW + timedelta(days=20), "10:00")
    assert {each for each in BOTH if running(there.live().plan.regimens, each).held} >= still


def test_every_hold_of_a_revision_stands_in_its_history():
    there = untested()
    done_today(there)
    there.press("decide.history")
    lines = [each for each in there.said if each.startswith("history.") and "drug" in each]
    assert len(lines) >= len(BOTH)
