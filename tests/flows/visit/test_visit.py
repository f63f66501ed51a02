"""A visit in the chat: entered by keys, in a line or both, kept, mended, and what it leads to."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from core.course.decisions import Decision, Drug, Move, Reason
from core.response.visit import EnteredBy, Measure, Result, Sign, by_day
from flows.talk.records import Decided, Matter, Reminder, Stage
from flows.talk.replies import Note, Review
from flows.talk.turn import Pressed
from flows.visit.groups import ANSWERS, GROUPS, WITH_ANOTHER
from tests.flows.following import MODERATE
from tests.flows.following import READY as KNOWN
from tests.flows.world import (
    BOSS,
    CHILD,
    COLLEAGUE,
    GROUP,
    LABEL,
    MORNING,
    NURSE,
    OURS,
    OUTSIDER,
    OWNER,
    ZONE,
    World,
    record,
    world,
)

BASELINE = "CK 3200 (ULN 200) MMT 120/150 HAQ 1.5 phys 6 pat 6 extra 3/10"
BETTER = "CK 400 MMT 140/150 HAQ 0.5 phys 2 pat 3 extra 1/10"
SAFE = "WBC 6.4 neut 3.9 plt 240 ALT 30 (ULN 45) egfr 90"
LATER = MORNING + timedelta(days=28)


def there(**changes: object) -> World:
    return world(record(**changes))


def on_an_agent(day: int = 28) -> World:
    """Methotrexate was begun with the steroid; so many days later."""
    first = MORNING.date()
    answers = MODERATE | KNOWN | {"agent_start": first.isoformat()}
    found = world(record(answers=answers))
    found.passes(MORNING + timedelta(days=day))
    return found


def says(found: World) -> list[str]:
    return [
        each.says
        for reply in found.turn.replies
        if isinstance(reply, Note)
        for block in reply.blocks
        for each in block
    ]


def entered(found: World, line: str, who: int = OWNER, day: str = "") -> World:
    found.command(who, "visit", f"{LABEL} {day} {line}".replace("  ", " "))
    return found


def found_by(found: World, answer: str) -> str:
    """The key of this answer of the question that is open, the first where none is."""
    if not any(each.startswith("visit.") for each in found.presses):
        found.press(OWNER, "visit", label=LABEL)
    return next(each for each in found.presses if each.split(".")[-1] == answer)


def kept(found: World, line: str, who: int = OWNER, day: str = "") -> World:
    entered(found, line, who, day)
    if "value.yes" in found.presses:
        found.press(who, "value.yes", label=LABEL)
    while "value.unlimited" in found.presses:
        found.press(who, "value.unlimited", label=LABEL)
    found.press(who, "value.keep", label=LABEL)
    return found


def test_one_line_is_noted_and_kept_with_one_press() -> None:
    found = entered(there(), BASELINE)
    assert "creatine kinase 3,200 units per L (upper limit 200)" in found.text
    assert "Not kept yet" in found.text
    assert found.plans[LABEL].visited == ()
    found.press(OWNER, "value.keep", label=LABEL)
    (entry,) = found.plans[LABEL].visited
    visit = entry.visit
    assert (visit.day, visit.role, entry.by) == (MORNING.date(), EnteredBy.PRESCRIBER, OWNER)
    assert visit.value(Measure.CK) == 3200
    assert "visit.is_baseline" in says(found)
    assert found.deeds == ("visited",)
    assert found.plans[LABEL].revision == 1


def test_creatine_kinase_and_strength_take_two_presses_beside_what_is_typed() -> None:
    found = there()
    found.press(OWNER, "value", label=LABEL)
    found.types(OWNER, "CK 820 (ULN 200) MMT 138/150")
    found.press(OWNER, "value.keep", label=LABEL)
    assert len(found.plans[LABEL].visited) == 1


def test_all_six_measures_take_at_most_twelve_presses() -> None:
    found, presses = there(), 0
    for step in (
        "value", "value.in.muscle", "value.of.mmt", "=138/150", "value.in.function",
        "value.of.haq", "=0.5", "value.in.function", "value.of.physician",
        "value.is.physician.2_5", "value.in.function", "value.of.patient",
        "value.is.patient.3", "=CK 400 (ULN 200) extra 1/10", "value.keep",
    ):  # fmt: skip
        if step.startswith("="):
            found.types(OWNER, step[1:])
        else:
            found.press(OWNER, step, label=LABEL)
            presses += 1
    assert presses <= 12
    (entry,) = found.plans[LABEL].visited
    assert len(entry.visit.findings) == 6


def test_every_measure_has_a_key_and_a_question_of_its_own() -> None:
    asked = [each for group in GROUPS.values() for each in group]
    assert sorted(asked) == sorted({*Measure} - WITH_ANOTHER)
    found = there()
    for group, measures in GROUPS.items():
        found.press(OWNER, "value", label=LABEL)
        found.press(OWNER, f"value.in.{group}", label=LABEL)
        keys = {each for each in found.presses if each.startswith("value.of.")}
        assert keys == {f"value.of.{each}" for each in measures}
        for each in measures:
            found.press(OWNER, f"value.of.{each}", label=LABEL)
            assert "visit.ask.measure" in says(found)
            assert f"value.in.{group}" in found.presses


@pytest.mark.parametrize(("test", "answer"), ANSWERS)
def test_a_test_without_a_number_is_answered_by_a_key(test: str, answer: str) -> None:
    found = there()
    found.press(OWNER, "value.in.tests", label=LABEL)
    assert f"value.test.{test}.{answer}" in found.presses
    found.press(OWNER, f"value.test.{test}.{answer}", label=LABEL)
    found.press(OWNER, "value.keep", label=LABEL)
    (entry,) = found.plans[LABEL].visited
    value = getattr(entry.visit, test)
    assert value == (answer == "yes" if test == "pregnant" else Result(answer))
    assert test.replace("pregnant", "pregnancy") in found.text.lower()


def test_what_is_odd_is_asked_about_and_counts_only_after_a_yes() -> None:
    found = there()
    found.press(OWNER, "value.of.haemoglobin", label=LABEL)
    found.types(OWNER, "13 g/dL")
    assert "visit.check.converted" in says(found)
    assert "haemoglobin 130 g per L" in found.text
    assert found.presses == ("value.yes", "value.no")
    found.press(OWNER, "value.no", label=LABEL)
    assert "visit.ask.measure" in says(found)
    found.types(OWNER, "13 g/dL")
    found.press(OWNER, "value.yes", label=LABEL)
    assert "haemoglobin 130 g per L" in found.text
    assert "value.yes" not in found.presses


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("MMT 150/80", "visit_beyond_scale"),
        ("MMT 90/100", "visit_scale"),
        ("MMT 60", "visit_scale_needed"),
        ("CK 3.200", "visit_thousands"),
        ("CK 16x ULN", "visit_limit_needed"),
        ("CK about 800", "visit_measured"),
        ("CK 800 900", "visit_one_number"),
        ("CK 999999999", "visit_limits"),
        ("CK 800 mmol/L", "visit_unit"),
        ("bili 12", "visit_unit_needed"),
        ("bp 80/135", "visit_pressure"),
        ("glucose 9.4 at 25:00", "visit_time"),
        ("CK 800 CK 900", "visit_twice"),
        ("CK high", "digits"),
        ("nothing of it", "visit_line"),
        ("CK", "visit_line"),
    ],
)
def test_what_is_not_clear_is_refused_with_its_reason_and_keeps_nothing(
    typed: str, reason: str
) -> None:
    found = there()
    found.press(OWNER, "value", label=LABEL)
    found.types(OWNER, typed)
    note = found.turn.replies[-1]
    assert isinstance(note, Note)
    last = next(e for e in reversed(note.blocks[-1]) if e.says != "visit.how")
    why = last.values["why"].says if last.says == "visit.of" else last.says
    assert why == f"refused.{reason}"
    assert "value.keep" not in found.presses


def test_where_one_measure_is_asked_for_its_own_refusal_is_told() -> None:
    found = there()
    found.press(OWNER, "value.of.ck", label=LABEL)
    found.types(OWNER, "3.200")
    assert says(found)[-1] == "refused.visit_thousands"
    found.types(OWNER, "MMT 120/150")
    assert "MMT8 120 of 150" in found.text


def test_the_upper_limit_is_asked_once_and_kept_for_the_team() -> None:
    found = there()
    found.press(OWNER, "value.of.ck", label=LABEL)
    found.types(OWNER, "820")
    assert "visit.ask.limit" in says(found)
    found.types(OWNER, "no idea")
    assert says(found)[-1] == "refused.visit_form"
    found.types(OWNER, "200")
    assert "creatine kinase 820 units per L (upper limit 200)" in found.text
    found.press(OWNER, "value.keep", label=LABEL)
    assert found.teams[OURS].limits == (("ck", "200"),)
    found.press(NURSE, "value.of.ck", label=LABEL)
    assert "visit.ask.known_limit" in says(found)
    found.types(NURSE, "640")
    assert "creatine kinase 640 units per L (upper limit 200)" in found.text
    assert "visit.ask.limit" not in says(found)


def test_without_a_team_the_limit_of_the_last_visit_counts() -> None:
    found = kept(there(team=0), "CK 820 (ULN 200) MMT 138/150")
    found.press(OWNER, "value.of.ck", label=LABEL)
    assert "visit.ask.known_limit" in says(found)
    found.press(OWNER, "value.of.mmt", label=LABEL)
    assert "visit.ask.known_scale" in says(found)
    found.types(OWNER, "140")
    assert "MMT8 140 of 150" in found.text


def test_a_limit_that_nobody_knows_is_asked_for_no_more_of_this_visit() -> None:
    found = entered(there(), "CK 820 ALT 90")
    assert "visit.ask.limit" in says(found)
    found.press(OWNER, "value.unlimited", label=LABEL)
    assert "visit.ask.any" in says(found)
    found.press(OWNER, "value.keep", label=LABEL)
    assert found.teams[OURS].limits == ()


def test_another_day_is_typed_and_must_have_come() -> None:
    found = there()
    found.press(OWNER, "value.day", label=LABEL)
    for day, reason in (
        ("29-Nov-2026", "visit_day_ahead"),
        ("01-Jan-2026", "visit_day_early"),
        ("31-Nov-2026", "date_impossible"),
        ("soon", "date"),
    ):
        found.types(OWNER, day)
        assert says(found)[-1] == f"refused.{reason}"
    found.types(OWNER, "20-Nov-2026")
    assert "Friday 20-Nov-2026" in found.text
    found.types(OWNER, "CK 3200 (ULN 200)")
    found.press(OWNER, "value.keep", label=LABEL)
    assert found.plans[LABEL].visited[0].visit.day == date(2026, 11, 20)


def test_the_day_can_stand_before_the_values() -> None:
    found = kept(there(), BASELINE, day="20-Nov-2026")
    assert found.plans[LABEL].visited[0].visit.day == date(2026, 11, 20)


def test_a_value_is_left_out_again_and_pressure_goes_as_a_pair() -> None:
    found = entered(there(), "bp 135/80 HAQ 0.5")
    assert "upper blood pressure 135 mmHg" in found.text
    found.press(OWNER, "value.of.systolic", label=LABEL)
    assert "value.out.systolic" in found.presses
    found.press(OWNER, "value.out.systolic", label=LABEL)
    assert "mmHg" not in found.text
    found.press(OWNER, "value.out.haq", label=LABEL)
    assert "value.keep" not in found.presses
    found.press(OWNER, "value.keep", label=LABEL)
    assert found.plans[LABEL].visited == ()


def test_what_is_dropped_is_not_kept() -> None:
    found = entered(there(), "HAQ 0.5")
    found.press(OWNER, "value.drop", label=LABEL)
    assert found.says == "visit.dropped"
    found.press(OWNER, "value.keep", label=LABEL)
    assert found.plans[LABEL].visited == ()


def test_an_entry_is_mended_by_a_new_one_and_stands_struck_out() -> None:
    found = kept(there(), "HAQ 1.5 MMT 120/150")
    found.press(OWNER, "value.list", label=LABEL)
    assert "value.mend.1" in found.presses
    found.press(OWNER, "value.mend.1", label=LABEL)
    found.types(OWNER, "HAQ 0.5")
    found.press(OWNER, "value.keep", label=LABEL)
    first, second = found.plans[LABEL].visited
    assert second.visit.corrects == first.visit.number
    assert (second.visit.value(Measure.HAQ), second.visit.value(Measure.MMT)) == (
        Decimal("0.5"),
        Decimal(120),
    )
    found.press(OWNER, "value.list.0", label=LABEL)
    assert "visit.entry_mended" in says(found)
    assert "value.mend.1" not in found.presses
    found.press(OWNER, "value.mend.1", label=LABEL)  # of an older screen
    found.press(OWNER, "value.keep", label=LABEL)
    assert found.says == "toast.visit_mended"
    assert len(found.plans[LABEL].visited) == 2


@pytest.mark.parametrize("press", ["", "value.test.urine.abnormal"])
def test_the_answers_in_words_of_a_day_leave_what_was_measured_on_it(press: str) -> None:
    found = there()
    if press:
        found.press(OWNER, press, label=LABEL)
        found.press(OWNER, "value.keep", label=LABEL)
    else:
        kept(found, "MMT 136/150 CK 900 (ULN 200) neut 0.8")
    for answer in ("-", "-", "0"):
        found.press(OWNER, found_by(found, answer), label=LABEL)
    measured, words = found.plans[LABEL].visited
    assert words.visit.corrects is None
    (day,) = by_day(each.visit for each in found.plans[LABEL].visited)
    assert (day.findings, day.urine, day.signs) == (
        measured.visit.findings,
        measured.visit.urine,
        (),
    )


def test_nobody_mends_what_another_has_entered_but_who_decides() -> None:
    found = kept(there(), "HAQ 1.5")
    found.press(NURSE, "value.list", label=LABEL)
    assert "value.mend.1" not in found.presses
    kept(found, "HAQ 1.4", NURSE)
    found.press(COLLEAGUE, "value.list", label=LABEL)
    assert {"value.mend.1", "value.mend.2"} <= set(found.presses)


def test_an_entry_that_is_none_is_begun_anew() -> None:
    found = there()
    found.press(OWNER, "value.mend.9", label=LABEL)
    assert "visit.ask.any" in says(found)


@pytest.mark.parametrize(
    "press",
    ["value.of.nothing", "value.is.haq.x", "value.test.urine.yes", "value.mend.x", "value.on.z"],
)
def test_a_key_that_is_none_does_nothing(press: str) -> None:
    found = there()
    found.press(OWNER, press, label=LABEL)
    assert found.turn.keeps == ()


def test_the_score_is_told_with_its_category_since_the_baseline() -> None:
    found = kept(there(), BASELINE)
    found.passes(LATER)
    kept(found, BETTER)
    assert "visit.score" in says(found)
    assert (
        "Total Improvement Score 72.5 since Monday 23-Nov-2026: major improvement." in found.text
    )


def test_what_would_complete_the_score_is_named() -> None:
    found = kept(there(), BASELINE)
    found.passes(LATER)
    kept(found, "CK 400 MMT 140/150 HAQ 0.5 phys 2 pat 3")
    assert "The improvement score still needs: extramuscular global." in found.text
    assert "better, by strength" in found.text
    kept(found, "MMT 60/80")
    assert "visit.no_score" in says(found)


def test_a_baseline_after_the_first_dose_is_said_to_be_one() -> None:
    found = there()
    found.passes(MORNING + timedelta(days=7))
    kept(found, BASELINE)
    found.passes(LATER)
    kept(found, BETTER)
    assert "visit.baseline_begun" in says(found)


def test_the_score_of_another_subtype_is_said_not_to_be_validated() -> None:
    answers = MODERATE | KNOWN | {"subtype": "necrotizing"}
    found = kept(world(record(answers=answers)), BASELINE)
    found.passes(LATER)
    kept(found, BETTER)
    assert "visit.not_validated" in says(found)


def test_without_a_baseline_the_direction_is_that_since_the_visit_before() -> None:
    found = there()
    found.passes(LATER)
    kept(found, "MMT 120/150")
    assert "visit.no_baseline" in says(found)
    found.passes(LATER + timedelta(days=14))
    kept(found, "MMT 140/150")
    assert "visit.direction" in says(found)


@pytest.mark.parametrize(
    ("globals_", "said"),
    [(" HAQ 0.5 phys 2 pat 3 extra 1/10", "visit.score"), ("", "visit.direction")],
)
def test_who_is_weaker_than_at_the_visit_before_is_not_only_said_to_be_better(
    globals_: str, said: str
) -> None:
    found = kept(there(), BASELINE)
    found.passes(LATER)
    kept(found, f"CK 400 MMT 140/150{globals_}")
    assert "since Monday 21-Dec-2026" not in found.text
    found.passes(LATER + timedelta(days=14))
    kept(found, f"CK 180 MMT 130/150{globals_}")
    assert says(found).index(said) < says(found).index("visit.pattern")
    assert "Since Monday 21-Dec-2026: worse, by strength." in found.text


def test_values_that_are_none_of_the_score_do_not_ask_for_the_others() -> None:
    found = kept(there(), BASELINE)
    found.passes(LATER)
    kept(found, "WBC 6.4 neut 3.9")
    assert not {"visit.completes", "visit.no_score", "visit.direction"} & {*says(found)}


def test_a_pattern_is_a_suggestion() -> None:
    found = kept(there(), "CK 900 (ULN 200) MMT 120/150 ALT 90 (ULN 45)")
    assert "visit.pattern" in says(found)
    assert "muscle is the likely source" in found.text


# ------------------------------------------------------------------------ what is acted on


def test_a_value_that_speaks_against_the_agent_is_told_with_both_ways_on() -> None:
    found = on_an_agent()
    kept(found, "WBC 2.1 neut 0.8")
    assert "visit.verdict.withhold" in says(found)
    assert "Withhold methotrexate and call" in found.text
    assert {"halt.m.low_counts", "value.on.m"} <= set(found.presses)
    (asked,) = (each for each in found.of() if each.detail.startswith("values."))
    assert (asked.matter, asked.stage) == (Matter.URGENT, Stage.PENDING)
    assert asked.due == found.utc() + timedelta(minutes=15)
    assert found.plans[LABEL].revision == 1
    found.press(OWNER, "value.on.m", label=LABEL)
    assert found.says == "visit.goes_on"
    assert found.deeds == ("goes_on",)
    found.press(OWNER, "value.on.m", label=LABEL)
    assert found.says == "toast.not_now"
    assert not [
        each for each in found.of() if each.detail.startswith("values.") and each.stage.is_open
    ]


def test_holding_the_drug_answers_the_question_about_its_values() -> None:
    found = on_an_agent()
    kept(found, "WBC 2.1 neut 0.8")
    found.press(OWNER, "halt.m.low_counts", label=LABEL)
    found.press(OWNER, found.presses[0], label=LABEL)
    found.press(OWNER, found.presses[0], label=LABEL)
    assert found.plans[LABEL].decisions[-1].decision.move is Move.SUSPEND
    assert not [e for e in found.of() if e.detail.startswith("values.") and e.stage.is_open]


def test_what_a_nurse_finds_calls_the_prescribers_at_once() -> None:
    found = on_an_agent()
    kept(found, "WBC 2.1 neut 0.8", NURSE)
    assert "visit.asked" in says(found)
    assert not [each for each in found.presses if each.startswith("halt.")]
    (asked,) = (each for each in found.of() if each.detail.startswith("values."))
    assert asked.due == found.utc()
    kept(found, "WBC 2.0", NURSE)
    assert len([each for each in found.of() if each.detail.startswith("values.")]) == 1
    found.press(NURSE, "value.on.m", label=LABEL)
    assert found.says == "toast.not_now"


def test_a_positive_pregnancy_test_leads_to_the_stop_of_what_it_closes() -> None:
    answers = MODERATE | KNOWN | {"sex": "F", "pregnancy": "no", "agent_start": "2026-11-23"}
    found = world(record(answers=answers))
    found.passes(LATER)
    found.press(OWNER, "value.test.pregnant.yes", label=LABEL)
    found.press(OWNER, "value.keep", label=LABEL)
    assert "end.m.pregnancy" in found.presses
    assert "pregnancy test positive" in found.text


def test_values_that_are_only_repeated_call_nobody() -> None:
    found = there()
    kept(found, "potassium 3.4")
    assert "visit.verdict.repeat" in says(found)
    assert found.of() == tuple(each for each in found.of() if not each.detail.startswith("values"))


def test_whole_blood_tests_answer_their_reminder_and_count_for_the_plan() -> None:
    found = on_an_agent(18)
    asked = [
        each for each in found.of() if each.matter is Matter.LABORATORY and each.stage.is_told
    ]
    assert asked
    kept(found, "WBC 6.4 neut 3.9")
    assert "visit.tests_open" in says(found)
    assert found.plans[LABEL].tested != found.live().today
    kept(found, SAFE)
    assert "visit.tests_done" in says(found)
    assert found.plans[LABEL].tested == found.live().today
    assert not [e for e in found.of() if e.matter is Matter.LABORATORY and e.stage.is_told]


def test_blood_tests_of_a_drug_that_was_held_for_want_of_them_make_the_hold_a_decision() -> None:
    found = on_an_agent(80)
    before = found.plans[LABEL].revision
    kept(found, SAFE)
    plan = found.plans[LABEL]
    assert plan.revision == before + 1
    assert plan.visited[-1].revision == plan.revision
    assert plan.decisions[-1].decision.reason is Reason.TESTS_OVERDUE


def test_strength_answers_the_response_check_and_other_values_do_not() -> None:
    found = there()
    found.passes(MORNING + timedelta(days=15))

    def open_checks() -> list[Reminder]:
        told = (each for each in found.of() if each.matter is Matter.INTERIM)
        return [each for each in told if each.stage.is_told]

    assert open_checks()
    kept(found, "CK 900 (ULN 200)")
    assert open_checks()
    kept(found, "MMT 140/150")
    assert not open_checks()


def test_a_nurse_who_finds_worse_strength_asks_the_prescriber() -> None:
    found = kept(there(), "MMT 140/150 CK 900 (ULN 200)")
    found.passes(LATER)
    kept(found, "MMT 110/150 CK 2900", NURSE)
    assert "visit.asked" in says(found)


@pytest.mark.parametrize(
    ("line", "matter"), [("CMAS 30 CK 2900", Matter.ASKED), ("FVC 48", Matter.URGENT)]
)
def test_a_child_who_is_worse_is_told_of_though_it_has_no_steps(line: str, matter: Matter) -> None:
    found = kept(world(record(answers=CHILD)), "CMAS 40 CK 900 (ULN 200) FVC 90")
    assert not [each for each in found.of() if each.matter in {Matter.ASKED, Matter.URGENT}]
    found.passes(LATER)
    kept(found, line, NURSE)
    assert "visit.asked" in says(found)
    assert says(found)[-3] == "visit.pattern"
    (asked,) = (each for each in found.of() if each.matter in {Matter.ASKED, Matter.URGENT})
    assert asked.matter is matter
    found.passes(found.now + timedelta(minutes=20))
    assert [each for each in found.screens if each[0] == OWNER]


# ---------------------------------------------------------------------------- who, and where


def test_the_page_opens_from_a_reminder_below_it() -> None:
    found = there()
    found.press(OWNER, "value.laboratory.20261207.x", label=LABEL)
    note = found.turn.replies[0]
    assert isinstance(note, Note)
    assert note.anew


def test_a_group_is_told_where_values_are_entered() -> None:
    found = there()
    found.press(NURSE, "value", label=LABEL, chat=GROUP)
    assert found.says == "toast.visit_in_private"


@pytest.mark.parametrize("who", [OUTSIDER, BOSS])
def test_who_does_not_follow_the_plan_enters_nothing(who: int) -> None:
    found = there()
    found.command(who, "visit", f"{LABEL} HAQ 0.5")
    assert found.plans[LABEL].visited == ()
    found.press(who, "value", label=LABEL)
    assert found.says.startswith("toast.")


def test_the_command_says_how_it_is_used() -> None:
    found = there()
    for argument, expected in (
        ("", "say.visit_how"),
        ("CK 820", "say.visit_how"),
        ("K7Q-2M4 CK 820", "list.mistyped"),
    ):
        found.command(OWNER, "visit", argument)
        assert found.says == expected
    found.command(OWNER, "visit", LABEL)
    assert "visit.ask.any" in says(found)


def test_of_a_plan_that_waits_for_its_check_nothing_is_entered() -> None:
    found = there(live=False)
    found.command(OWNER, "visit", f"{LABEL} HAQ 0.5")
    assert found.says == "toast.not_live"
    found.press(OWNER, "value", label=LABEL)
    assert found.says == "toast.not_live"


def test_the_plan_can_be_taken_away_while_it_is_typed() -> None:
    found = entered(there(), "HAQ 0.5", NURSE)
    found.put(replace(found.people[NURSE], memberships=(), serial=found.people[NURSE].serial + 1))
    found.types(NURSE, "MMT 140/150")
    assert found.plans[LABEL].visited == ()


def test_an_answer_after_ten_minutes_is_not_taken_and_what_was_noted_stays() -> None:
    found = entered(there(), "HAQ 0.5")
    found.now += timedelta(minutes=11)
    found.types(OWNER, "MMT 140/150")
    assert "visit.late" in says(found)
    assert "HAQ 0.5" in found.text
    assert "MMT8" not in found.text


def test_the_words_of_a_key_do_what_it_does_but_for_keeping() -> None:
    found = entered(there(), "HAQ 0.5")
    found.types(OWNER, "blood count")
    assert "value.of.white_cells" in found.presses
    found.types(OWNER, "keep")
    assert says(found)[-1] == "refused.press"
    found.press(OWNER, "value", label=LABEL)
    found.types(OWNER, "other")
    assert says(found)[-1] == "refused.several"
    found.press(OWNER, "value.keep", label=LABEL)
    assert len(found.plans[LABEL].visited) == 1


def test_what_is_noted_of_one_plan_is_never_kept_with_another() -> None:
    found = world(record(), record(label="ABC-DE7"))
    entered(found, "HAQ 0.5")
    found.press(OWNER, "value.keep", label="ABC-DE7")
    assert all(each.visited == () for each in found.plans.values())


def test_a_child_is_measured_by_cmas() -> None:
    found = kept(world(record(answers=CHILD)), "CMAS 40 HAQ 1")
    assert "CMAS 40" in found.text


def test_a_pressed_plan_of_another_revision_still_takes_values() -> None:
    found = there()
    found.hear(OWNER, Pressed(label=LABEL, number=9, press="value"))
    assert "visit.ask.any" in says(found)


def test_a_visit_never_decides_anything() -> None:
    found = on_an_agent()
    before = found.plans[LABEL]
    kept(found, "WBC 1.0 neut 0.2 plt 20 ALT 900 (ULN 45) MMT 80/150 CK 9000 (ULN 200)")
    after = found.plans[LABEL]
    assert (after.decisions, after.revision, after.shown) == (
        before.decisions,
        before.revision,
        before.shown,
    )


def test_cortisol_is_read_with_its_hours_and_glucose_with_its_time() -> None:
    found = entered(there(), "cortisol 310 nmol/L 25 h gluc 9.4 at 16:30")
    assert "25 hours after the last dose" in found.text
    assert "glucose 9.4 mmol per L (1630 h)" in found.text


def test_the_zone_of_the_visit_is_the_team_s() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=ZoneInfo(ZONE))
    found = there()
    found.passes(late)
    kept(found, "HAQ 0.5")
    assert found.plans[LABEL].visited[0].visit.day == date(2026, 11, 23)


def test_the_call_names_the_values_that_speak_against_the_drug() -> None:
    found = on_an_agent()
    kept(found, "WBC 2.1 neut 0.8", NURSE)
    found.passes(found.now + timedelta(minutes=1))
    shown = [each for each in found.screens.values() if isinstance(each, Note)]
    texts = [s for each in shown for block in each.blocks for s in block]
    (named,) = {
        (str(each.values["drug"]), len(each.values["values"]))  # type: ignore[arg-type]
        for each in texts
        if each.says == "visit.call"
    }
    assert named == ("methotrexate", 2)
    presses = {c.press for each in shown for row in each.choices for c in row}
    assert any(each.startswith("halt.m.urgent.") for each in presses)


def test_a_rescue_drug_that_is_given_is_watched_too() -> None:
    given = Decided(
        decision=Decision(
            move=Move.BEGIN,
            on=MORNING.date(),
            reason=Reason.RESCUE,
            drug=Drug.RITUXIMAB,
            mg=Decimal(1000),
            days=1,
        ),
        by=OWNER,
        name="Dr Owner",
        at=MORNING,
    )
    found = kept(there(decisions=(given,)), "neut 0.4")
    assert "visit.verdict.withhold" in says(found)
    assert "riTUXimab" in found.text
    assert "value.on.r" not in found.presses


# ---------------------------------------------------------------------------- the plan's answers


def test_an_egfr_that_changes_the_plan_is_offered_and_previewed_before_it_counts() -> None:
    found = on_an_agent()
    kept(found, "egfr 42.6")
    assert "anew.egfr.42" in found.presses
    before = found.plans[LABEL]
    found.press(OWNER, "anew.egfr.42", label=LABEL)
    (review,) = found.turn.replies
    assert isinstance(review, Review)
    assert review.change is not None
    assert [(each.key, each.now) for each in review.change.told] == [("egfr", 42)]
    assert found.plans[LABEL].answers["egfr"] == before.answers["egfr"] == 90
    draft = found.session_of(OWNER).draft
    assert draft is not None
    assert draft.answers["egfr"] == 42


def test_what_the_plan_says_already_is_not_offered_again() -> None:
    found = on_an_agent()
    kept(found, "egfr 90")
    assert not [each for each in found.presses if each.startswith("anew.")]
    kept(found, "egfr 42", NURSE)
    assert not [each for each in found.presses if each.startswith("anew.")]


def test_low_counts_and_pregnancy_are_offered_as_answers() -> None:
    answers = MODERATE | KNOWN | {"sex": "F", "pregnancy": "no", "agent_start": "2026-11-23"}
    found = world(record(answers=answers))
    found.passes(LATER)
    kept(found, "WBC 2.1 neut 0.8")
    assert "anew.cytopenia.yes" in found.presses
    found.press(OWNER, "value.test.pregnant.yes", label=LABEL)
    found.press(OWNER, "value.keep", label=LABEL)
    assert "anew.pregnancy.yes" in found.presses
    found.press(OWNER, "anew.cytopenia.yes", label=LABEL)
    assert isinstance(found.turn.replies[0], Review)


@pytest.mark.parametrize("press", ["anew.egfr.x", "anew.age.4", "anew.cytopenia.no"])
def test_an_answer_that_no_visit_gives_is_not_taken(press: str) -> None:
    found = there()
    found.press(OWNER, press, label=LABEL)
    assert found.says == "toast.not_now"
    assert found.session_of(OWNER).draft is None


# ------------------------------------------------------------------------------------- typed


@pytest.mark.parametrize(
    "text",
    [
        f"visit {LABEL} HAQ 0.5",
        f"Visit {LABEL.lower()} haq 0,5",
        f"{LABEL} HAQ 0.5",
        f"{LABEL} 23-Nov-2026 HAQ 0.5",
    ],
)
def test_a_label_and_values_are_a_visit_without_the_slash_too(text: str) -> None:
    found = there()
    found.types(OWNER, text)
    assert "HAQ 0.5" in found.text
    assert "value.keep" in found.presses


def test_the_word_alone_says_how_and_a_foreign_label_is_no_plan() -> None:
    found = there()
    found.command(OWNER, "visit")
    assert found.says == "say.visit_how"
    found.types(OUTSIDER, f"visit {LABEL} HAQ 0.5")
    assert found.says == "toast.no_such_plan"


def test_of_blood_tests_alone_nothing_is_said_of_the_response() -> None:
    found = kept(there(), SAFE)
    assert not [each for each in says(found) if each in {"visit.no_baseline", "visit.is_baseline"}]


def test_prophylaxis_that_is_printed_is_watched_too() -> None:
    failed = {"sulfa_allergy": "none", "immunosuppressants": {"methotrexate": "failed"}}
    found = kept(world(record(answers=MODERATE | KNOWN | failed)), "potassium 6.2")
    assert "visit.verdict.withhold" in says(found)
    assert "trimethoprim-sulfamethoxazole" in found.text


def test_strength_with_a_word_and_a_number_stands_once_in_what_is_decided() -> None:
    found = kept(there(), "CK 900 (ULN 200) MMT 120/150 WBC 6.4")
    found.press(OWNER, "decide", label=LABEL)
    assert "MMT8 120 of 150" in found.text
    assert "strength not examined" not in found.text
    assert "creatine kinase not done" not in found.text
    assert "1 other value" in found.text


@pytest.mark.parametrize("text", ["visit", "results", "CK 820 (ULN 200)", "visit MMT 120/150"])
def test_what_is_typed_without_a_label_is_of_the_only_open_plan(text: str) -> None:
    found = there()
    found.types(OWNER, text)
    assert f"{LABEL}: results of" in found.text
    assert ("value.keep" in found.presses) == any(map(str.isdigit, text))


def test_of_several_plans_it_is_asked_which() -> None:
    found = world(record(), record(label="ABC-DE7"))
    found.types(OWNER, "CK 820 (ULN 200)")
    assert found.says == "visit.unnamed"
    assert found.presses == ("value", "value")
    found.types(NURSE, "CK 820 (ULN 200)")
    assert found.says == "visit.unnamed"


def test_a_nurse_opens_the_page_by_the_label() -> None:
    found = there()
    found.types(NURSE, LABEL)
    assert "visit.ask.any" in says(found)


def test_values_typed_while_something_is_decided_are_a_visit_of_its_plan() -> None:
    found = there()
    found.press(OWNER, "decide", label=LABEL)
    found.types(OWNER, "CK 4500 (ULN 200)")
    assert "creatine kinase 4,500" in found.text


def test_what_is_left_is_said_not_to_be_kept() -> None:
    found = entered(there(), "HAQ 0.5")
    found.press(OWNER, "decide", label=LABEL)
    assert found.says == "visit.left"
    found.press(OWNER, "decide", label=LABEL)
    assert found.says != "visit.left"
    found.press(OWNER, "value", label=LABEL)
    found.press(OWNER, "decide", label=LABEL)
    assert found.says != "visit.left"


def test_out_of_an_empty_page_nothing_is_said_of_keeping() -> None:
    found = kept(there(), "HAQ 0.5")
    found.press(OWNER, "value.drop", label=LABEL)
    assert found.says == "stands.plan"


def test_while_a_value_waits_for_a_yes_words_of_its_keys_count_and_nothing_is_lost() -> None:
    found = there()
    found.press(OWNER, "value", label=LABEL)
    found.types(OWNER, "Hb 13 g/dL")
    found.types(OWNER, "keep")
    assert says(found)[-1] == "refused.press"
    assert found.presses == ("value.yes", "value.no")
    found.types(OWNER, "yes, that is right")
    assert "haemoglobin 130 g per L" in found.text
    found.types(OWNER, "plt 20")
    assert "visit.check.unusual" in says(found)
    found.types(OWNER, "plt 200")
    assert "platelets 200" in found.text
    assert "haemoglobin 130 g per L" in found.text


def test_with_an_upper_limit_open_what_is_noted_can_be_kept() -> None:
    found = entered(there(), "CK 820")
    assert {"value.unlimited", "value.keep"} == set(found.presses)
    found.press(OWNER, "value.keep", label=LABEL)
    assert len(found.plans[LABEL].visited) == 1


@pytest.mark.parametrize("text", ["DOB 12.03.1981 Mrs Miller", "Mrs Miller CK x"])
def test_what_could_name_a_patient_is_said_to(text: str) -> None:
    found = there()
    found.press(OWNER, "value", label=LABEL)
    found.types(OWNER, text)
    assert says(found)[-1] == "refused.identifier"


def test_a_scale_that_alone_fits_is_asked_about() -> None:
    found = entered(there(), "MMT 138")
    assert "visit.check.scale" in says(found)
    assert "MMT8 138 of 150" in found.text


@pytest.mark.parametrize("text", ["CK 16x (ULN 200)", "CK 16 x ULN 200", "CK 16x, ULN 200"])
def test_a_multiple_stands_beside_its_limit(text: str) -> None:
    assert "creatine kinase 3,200 units per L (upper limit 200)" in entered(there(), text).text


def test_an_upper_limit_that_no_laboratory_has_is_asked_about() -> None:
    assert "visit.check.unusual" in says(entered(there(), "CK 820 (ULN 5)"))


def test_counts_are_taken_in_giga_per_litre() -> None:
    assert "white cells 4.3 × 10⁹ per L" in entered(there(), "WBC 4.3 G/L").text


def test_a_converted_value_is_read_in_places_that_mean_something() -> None:
    found = entered(there(), "creatinine 0.8 mg/dL egfr 90")
    found.press(OWNER, "value.yes", label=LABEL)
    assert "creatinine 70.7 micromol per L" in found.text
    found.press(OWNER, "value.keep", label=LABEL)
    assert found.plans[LABEL].visited[0].visit.value(Measure.CREATININE) == Decimal("70.736")
    assert "calcium" not in found.text


def test_a_value_that_speaks_against_a_drug_stands_until_it_is_measured_anew() -> None:
    found = on_an_agent(17)
    kept(found, "WBC 2.1 neut 0.8", NURSE)
    found.press(OWNER, "decide", label=LABEL)
    assert "visit.stands" in says(found)
    found.press(OWNER, "show", label=LABEL)
    assert "! Values of Thursday 10-Dec-2026 speak against methotrexate: decide" in found.text
    found.passes(found.now + timedelta(days=7))
    told = [
        each
        for note in found.screens.values()
        if isinstance(note, Note)
        for block in note.blocks
        for each in block
        if each.says == "visit.stands"
    ]
    assert told
    kept(found, "WBC 5.1")
    found.press(OWNER, "decide", label=LABEL)
    assert "neutrophils 0.8" in found.text
    assert "white cells 2.1" not in found.text
    kept(found, "neut 3.2 ALT 300 (ULN 45)")
    found.press(OWNER, "decide", label=LABEL)
    assert "ALT 300" in found.text
    assert "neutrophils 0.8" not in found.text


def test_what_speaks_against_one_drug_on_two_days_stands_together() -> None:
    found = on_an_agent(17)
    kept(found, "WBC 2.1")
    found.passes(found.now + timedelta(days=3))
    kept(found, "ALT 300 (ULN 45)")
    found.press(OWNER, "decide", label=LABEL)
    assert "ALT 300 units per L (upper limit 45) and white cells 2.1" in found.text
    found.press(OWNER, "value.test.pregnant.no", label=LABEL)
    found.press(OWNER, "value.keep", label=LABEL)
    found.press(OWNER, "decide", label=LABEL)
    assert "white cells 2.1" in found.text


def test_the_number_before_stands_beside_the_present_one() -> None:
    found = kept(there(), "MMT 118/150 CK 3200 (ULN 200)")
    found.passes(LATER)
    kept(found, "MMT 90/150 CK 150")
    found.press(OWNER, "decide", label=LABEL)
    assert "MMT8 90 of 150 (was 118)" in found.text
    assert "(was 3,200)" in found.text


def test_new_blood_tests_of_a_drug_that_is_held_lead_to_resuming_it() -> None:
    found = on_an_agent(3)
    kept(found, "WBC 2.1 neut 0.8")
    for press in ("halt.m.low_counts", "halt.m.low_counts.0", "halt.m.low_counts.0.261126"):
        found.press(OWNER, press, label=LABEL)
    assert found.plans[LABEL].decisions[-1].decision.move is Move.SUSPEND
    found.passes(found.now + timedelta(days=2))
    kept(found, SAFE)
    assert "visit.held" in says(found)
    assert "retake.m" in found.presses


def test_what_the_score_needs_is_named_for_both_days() -> None:
    found = kept(there(), "CK 3200 (ULN 200) MMT 120/150")
    found.passes(MORNING + timedelta(days=1))
    kept(found, "CK 400 MMT 70/80")
    needed = "it needs physician global, patient global, extramuscular global, strength and HAQ"
    assert needed in found.text


def test_a_visit_of_an_earlier_day_suggests_nothing_now() -> None:
    found = kept(there(), "MMT 120/150 CK 3200 (ULN 200)")
    found.passes(LATER)
    kept(found, "MMT 100/150 CK 4000")
    assert "found.suggests.flare" in says(found)
    kept(found, "MMT 90/150", day="27-Nov-2026")
    assert not [each for each in says(found) if each.startswith("found.suggests")]


def test_what_is_no_text_is_no_value() -> None:
    found = there()
    found.types(OWNER, "CK 820 \U0001f600")
    assert not any(isinstance(each, Note) for each in found.turn.replies)


def test_words_without_a_number_are_refused_as_they_are() -> None:
    found = entered(there(), "CK rather high today")
    assert "refused.digits" in str(found.turn.replies)
    found.types(OWNER, "CK 8,20,0 by noon")
    assert "refused.visit_form" in str(found.turn.replies)


# ---------------------------------------------------------------------------- warning signs


def test_every_sign_is_named_on_the_page_and_taken_back_by_a_second_press() -> None:
    found = there()
    found.press(OWNER, "value.in.signs", label=LABEL)
    assert {f"value.sign.{each}" for each in Sign} <= set(found.presses)
    found.press(OWNER, "value.sign.finger_flexors", label=LABEL)
    found.press(OWNER, "value.sign.swallowing", label=LABEL)
    assert "new trouble swallowing" in found.text
    found.press(OWNER, "value.sign.swallowing", label=LABEL)
    assert "new trouble swallowing" not in found.text
    found.press(OWNER, "value.keep", label=LABEL)
    assert found.plans[LABEL].visited[0].visit.signs == (Sign.FINGER_FLEXORS,)


def test_that_there_is_no_sign_is_an_answer() -> None:
    found = there()
    found.press(OWNER, "value.sign.none", label=LABEL)
    assert "no warning sign" in found.text
    found.press(OWNER, "value.keep", label=LABEL)
    assert found.plans[LABEL].visited[0].visit.signs == ()


def test_a_sign_that_a_nurse_names_on_the_page_calls_a_prescriber() -> None:
    found = kept(there(), "MMT 120/150")
    found.press(NURSE, "value.sign.breathing", label=LABEL)
    found.press(NURSE, "value.keep", label=LABEL)
    assert "visit.asked" in says(found)


def test_values_and_signs_of_one_page_are_all_that_a_step_needs() -> None:
    found = kept(there(), "MMT 120/150 CK 3200 (ULN 200)")
    found.passes(LATER)
    entered(found, "MMT 140/150 CK 900")
    found.press(OWNER, "value.sign.none", label=LABEL)
    found.press(OWNER, "value.keep", label=LABEL)
    assert "found.suggests.step" in says(found)


def test_small_gains_since_the_start_add_up() -> None:
    found = kept(there(), "MMT 120/150 CK 3200 (ULN 200)")
    for day, line in ((14, "MMT 122/150 CK 2000"), (28, "MMT 124/150 CK 900")):
        found.passes(MORNING + timedelta(days=day))
        entered(found, line)
        found.press(OWNER, "value.sign.none", label=LABEL)
        found.press(OWNER, "value.keep", label=LABEL)
    assert "found.suggests.step" in says(found)


def test_a_call_about_values_is_over_once_they_are_in_range() -> None:
    found = on_an_agent(17)
    kept(found, "WBC 2.1 neut 0.8", NURSE)
    found.passes(found.now + timedelta(minutes=1))
    assert [e for e in found.of() if e.detail.startswith("values.") and e.stage.is_open]
    kept(found, "WBC 6.1 neut 3.8", NURSE)
    assert not [e for e in found.of() if e.detail.startswith("values.") and e.stage.is_open]
