"""Blood tests that are abnormal: what each agent is withheld for, and that it is, at one press."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.course.decisions import Drug, Move, Reason
from core.course.regimen.regimen import running
from flows.reminder.stages import handle
from flows.talk.records import Stage
from flows.talk.turn import Deed
from tests.flows.following import GROUP, LABEL, NURSE, OWNER, STRANGER
from tests.flows.reminder.drug_lives import decide, drug, lives, of, text, weekly

TESTS = date(2026, 12, 8)  # two weeks after the first dose
LONGEST = 350  # characters of a reminder
UNDER = "under: white cells 3.5, neutrophils 1.6, platelets 140, albumin 30 g per L and eGFR 60;"
ABOVE = "above: eosinophils 0.5, MCV 105, ALT 100 and AST 100 (not from muscle);"


TAGS = re.compile(r"</?b>")


def asked(*beside):
    """Blood tests are due, and were told; beside methotrexate these are taken."""
    there = weekly()
    for each in beside:
        begin = drug(Move.BEGIN, date(2026, 11, 24), Reason.SPECIALIST, mg=Decimal(50), drug=each)
        decide(there, begin)
    return lives(there, TESTS, answers=False)


def row(there, matter="laboratory"):
    return next(each for each in of(there, matter) if each.stage.is_told)


def press(there, verb, *, who=NURSE, chat=GROUP, matter="laboratory"):
    return there.press(f"{verb}.{handle(row(there, matter))}", who=who, chat=chat)


def held(there):
    found = (running(there.live().plan.regimens, each) for each in Drug)
    return {each.drug: each.held.reason for each in found if each and each.held}


def first_told(there):
    """The reminder as it came first."""
    notes = (each for each in there.screens.values() if hasattr(each, "blocks") and each.blocks)
    found = (each for each in notes if each.blocks[0][0].says == "reminder.head.laboratory")
    return TAGS.sub("", text(next(found)))


def test_the_reminder_names_each_figure_that_the_drug_is_withheld_for_and_stays_short():
    said = first_told(asked())
    for each in (UNDER, ABOVE, "Withhold methotrexate and call", "or creatinine up 30 percent"):
        assert each in said
    assert len(said) <= LONGEST


def test_mycophenolate_has_its_own_figure_of_neutrophils():
    there = asked()
    decide(there, drug(Move.END, TESTS, Reason.NO_EFFECT))
    decide(there, drug(Move.BEGIN, TESTS, Reason.SPECIALIST, mg=Decimal(1000),
                       drug=Drug.MYCOPHENOLATE))  # fmt: skip
    there.until(TESTS + timedelta(weeks=2), "10:00")
    press(there, "rem")
    assert "neutrophils 1.3" in text(there.note)
    assert "neutrophils 1.6" not in text(there.note)


def test_abnormal_asks_what_before_anything_is_held():
    there = asked()
    turn = press(there, "abnormal")
    assert (turn.made, turn.keeps) == (None, ())
    assert [each.partition(".laboratory")[0] for each in there.presses] == [
        "found.c", "found.l", "found.k", "back_to",
    ]  # fmt: skip
    assert "One press holds methotrexate from Tuesday 08-Dec-2026 on" in text(there.note)


@pytest.mark.parametrize(
    ("what", "reason"),
    [("counts", Reason.LOW_COUNTS), ("liver", Reason.LIVER), ("kidney", Reason.KIDNEY)],
)
def test_what_is_abnormal_holds_the_agent_and_asks_its_prescriber(what, reason):
    there = asked()
    before, due = there.plan(), row(there)
    turn = press(there, f"found.{what}")
    assert held(there) == {Drug.METHOTREXATE: reason}
    decided = there.plan().decisions[-1]
    assert (decided.by, decided.decision.move, decided.decision.on) == (NURSE, Move.SUSPEND, TESTS)
    assert there.plan().revision == before.revision + 1
    assert there.plan().tested == TESTS
    assert (
        Deed(action="decided", label=LABEL, reason=f"methotrexate_suspend_{reason}") in turn.deeds
    )
    done = next(each for each in there.of() if each.id == due.id)
    assert (done.stage, done.taken_on, done.by) == (Stage.ANSWERED, TESTS, NURSE)
    assert "methotrexate, from Tuesday 08-Dec-2026: held" in text(there.note)
    there.tick()
    owners = [text(each) for (chat, _), each in there.screens.items() if chat == OWNER]
    assert any("the care team asks the prescriber" in each and "methotrexate is held since" in each
               for each in owners)  # fmt: skip
    there.until(TESTS + timedelta(days=7), "10:00")
    assert not any("mg once a week" in text(each) for each in list(there.screens.values())[-3:])


def test_of_two_agents_each_is_held_in_one_revision_and_asked_about():
    there = asked(Drug.AZATHIOPRINE)
    before = there.plan()
    press(there, "found.counts")
    both = {Drug.METHOTREXATE, Drug.AZATHIOPRINE}
    assert held(there) == dict.fromkeys(both, Reason.LOW_COUNTS)
    now = there.plan()
    new = now.decisions[len(before.decisions) :]
    assert {(each.decision.drug, each.revision) for each in new} == {
        (each, before.revision + 1) for each in both
    }
    assert (now.revision, now.serial, now.before) == (
        before.revision + 1, before.serial + 1, before.shown,
    )  # fmt: skip
    questions = {each.detail for each in of(there, "asked")}
    assert questions == {f"held.{each}" for each in both}
    there.press("decide.history")
    assert (
        len([each for each in there.said if each.startswith("history.") and "drug" in each]) >= 2
    )


def test_what_is_held_already_is_held_by_no_press_and_its_tests_are_only_done():
    there = asked()
    press(there, "found.liver")
    there.until(TESTS + timedelta(days=7), "10:00")
    press(there, "rem")
    verbs = [each.partition(".")[0] for each in there.presses]
    assert "abnormal" not in verbs
    assert "reminder.button.tested" in {c.says for r in there.note.choices for c in r}
    for what in ("abnormal", "found.counts"):
        turn = press(there, what)
        assert (there.toast, turn.made) == ("not_now", None)
    press(there, "ack")
    assert there.plan().tested == TESTS + timedelta(days=7)
    assert held(there) == {Drug.METHOTREXATE: Reason.LIVER}


def test_no_other_reminder_and_no_code_that_was_never_offered_holds_anything():
    there = asked()
    dose = row(there, "methotrexate")
    turn = there.press(f"found.counts.{handle(dose)}", who=NURSE, chat=GROUP)
    assert (there.toast, turn.made) == ("not_now", None)
    for code in ("pregnancy", "", "low_counts"):
        turn = press(there, f"found.{code}")
        assert (there.toast, turn.made) == ("not_now", None)
    assert held(there) == {}


def test_one_whom_the_team_does_not_know_holds_nothing():
    there = asked()
    turn = press(there, "found.counts", who=STRANGER)
    assert turn.made is None
    assert held(there) == {}


def test_tests_before_a_rise_can_be_abnormal_too():
    there = weekly()
    rise = running(there.live().plan.regimens, Drug.METHOTREXATE).due
    lives(there, rise - timedelta(days=2))
    press(there, "rem", matter="before_rise")
    assert [each.partition(".")[0] for each in there.presses] == [
        "abnormal",
        "ack",
        "ask",
        "later",
    ]
    press(there, "found.liver", matter="before_rise")
    assert held(there) == {Drug.METHOTREXATE: Reason.LIVER}
    assert not [each for each in of(there, "titration") if each.stage.is_open]


def test_what_is_abnormal_before_a_rise_goes_into_a_button():
    there = weekly()
    rise = running(there.live().plan.regimens, Drug.METHOTREXATE).due
    lives(there, rise - timedelta(days=2))
    press(there, "rem", matter="before_rise")
    there.press(there.presses[0])
    assert [each.split(".")[:2] for each in there.presses[:3]] == [
        ["found", "c"],
        ["found", "l"],
        ["found", "k"],
    ]
    there.press(there.presses[0])
    assert held(there) == {Drug.METHOTREXATE: Reason.LOW_COUNTS}
