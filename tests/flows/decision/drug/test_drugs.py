"""A prescriber decides about a drug: each way through, what it affirms, and what becomes of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.page.write import Writer, written
from bot.words import catalogue
from core.amounts import Weekday
from core.course.decisions import Drug, Move, Reason
from core.course.regimen.regimen import State
from core.patient import Pregnancy, Route
from flows.decision.button_code import Wish
from flows.decision.drug.of_drug import RESCUES
from flows.decision.table import Choosing
from flows.plan.drugs import LETTERS
from flows.reminder.message.drugs import drugs_now
from flows.reminder.stages import handle
from flows.talk.records import Answered, Stage
from flows.talk.replies import ShowPlan
from flows.talk.turn import Deed
from tests.flows.decision.drug.life import (
    AZATHIOPRINE,
    IN_UK,
    METHOTREXATE,
    NOT_YET,
    RISE,
    WOMAN,
    confirm,
    decide,
    last,
    of,
    taken,
    under,
    unrecorded,
)
from tests.flows.following import CHILD, GROUP, LABEL, OWNER, at, planned, ward

WRITER = Writer(catalogue(), "us")
SEVERE = {**METHOTREXATE, "severity": "severe"}


def test_the_menu_leads_to_the_drugs_that_stand_and_to_all_others():
    there = of(METHOTREXATE)
    there.press("decide")
    assert "lines.drug_weekly" in there.said
    assert there.presses[-5:] == ["drug.m", "drugs", "value", "decide.history", "show"]
    there.press("drugs")
    assert len(there.presses) == len(Drug) + 1


def test_a_drug_says_how_it_stands_and_offers_what_can_be_decided():
    there = of(METHOTREXATE).until(date(2026, 12, 1))
    there.press("drug.m")
    assert there.presses == ["halt.m", "own.m", "move.m", "end.m", "decide"]
    there.until(date(2026, 12, 22))
    there.press("drug.m")
    assert there.presses[:2] == ["rise.m", "stay.m"]


def test_begin_is_the_first_amount_from_the_day_that_was_pressed_and_its_weekday():
    there = decide(of(NOT_YET), "begin.m", "begin.m.261126")
    assert last(there).mg == taken(there).mg == Decimal(15)
    assert (taken(there).first, taken(there).weekday) == (date(2026, 11, 26), Weekday.THURSDAY)
    assert last(there).reason is Reason.AS_PLANNED


def test_the_weekday_that_was_answered_comes_first_among_the_days_of_begin():
    there = of(NOT_YET)
    there.press("begin.m")
    assert there.presses[0] == "begin.m.261126"  # a Thursday
    assert len([each for each in there.presses if each.startswith("begin.m.")]) == 7
    there.type("01-Dec-2026")
    assert there.presses[0] == "begin.m.261201.261201"


def test_a_rise_is_asked_how_it_is_taken_and_affirms_the_tests_of_today():
    there = of(METHOTREXATE).until(RISE)
    there.press("rise.m")
    assert there.presses == ["rise.m.m", "rise.m.s", "drug.m"]
    there.press("rise.m.s")
    assert there.values("decision.affirm_tests") == {"drug": Drug.METHOTREXATE, "day": RISE}
    assert there.values("change.drug_route")["route"] is Route.SKIN
    assert there.plan().tested is None
    confirm(there)
    assert there.plan().tested == last(there).tested == RISE
    assert (taken(there).mg, taken(there).route) == (Decimal(20), Route.SKIN)
    assert there.turn.deeds == (
        Deed(action="decided", label=LABEL, reason="methotrexate_rise_results_good"),
    )


def test_above_20_mg_in_the_uk_only_under_the_skin_is_offered():
    there = decide(of(IN_UK).until(RISE), "rise.m", "rise.m.m").until(date(2027, 1, 21))
    there.press("own.m")
    there.type("25")
    assert there.presses == ["own.m.25.s", "own.m"]


def test_whoever_can_bear_a_child_is_asked_about_pregnancy_again():
    there = of(WOMAN).until(RISE)
    there.press("rise.m")
    there.press("rise.m.m")
    assert "caution.drug_pregnancy_again" in there.said
    there = of(METHOTREXATE).until(RISE)
    there.press("rise.m")
    there.press("rise.m.m")
    assert "caution.drug_pregnancy_again" not in there.said


@pytest.mark.parametrize(
    ("about", "asked"),
    [({"age": 56}, False), ({"age": 55}, True), ({"sex": None}, True), ({"sex": "M"}, False)],
)
def test_pregnancy_is_asked_again_of_whoever_it_was_asked_of(about, asked):
    there = of({**WOMAN, "agent_start": None, **about})
    there.press("spec.m")
    there.press("spec.m.261123")
    there.press("spec.m.261123.3")
    there.type("10")
    assert ("caution.drug_pregnancy_again" in there.said) is asked


def test_a_hepatitis_result_of_more_than_12_months_is_shown_with_its_day():
    there = of({**NOT_YET})
    there.press("begin.m")
    there.press(there.presses[0])
    assert "decision.old_hepatitis" not in there.said
    there.until(date(2027, 11, 25))
    there.press("begin.m")
    there.press(there.presses[0])
    assert there.values("decision.old_hepatitis")["day"] == date(2026, 11, 23)


def test_one_that_was_answered_anew_counts_from_then():
    there = of({**NOT_YET})
    later = at(date(2027, 6, 1))
    anew = Answered(revision=2, keys=("hbv",), before={}, by=OWNER, name="Ana", at=later)
    there.put(replace(there.plan(), answered=(anew,)))
    there.until(date(2027, 11, 25))
    there.press("begin.m")
    there.press(there.presses[0])
    assert "decision.old_hepatitis" not in there.said


def test_stay_asks_again_four_weeks_after_the_day_it_was_due():
    there = decide(of(METHOTREXATE).until(RISE), "stay.m", "stay.m.enough")
    assert taken(there).mg == Decimal(15)
    assert f"{LABEL}/titration/2027-01-21/methotrexate.20" in there.open()


def test_a_hold_begins_at_once_and_asks_on_its_day():
    there = decide(
        of(METHOTREXATE).until(date(2026, 12, 1)),
        "halt.m", "halt.m.liver", "halt.m.liver.7",
    )  # fmt: skip
    held = taken(there)
    assert (held.state, held.first, held.until) == (
        State.HELD, date(2026, 12, 1), date(2026, 12, 8),
    )  # fmt: skip
    assert f"{LABEL}/held/2026-12-08/methotrexate" in there.open()
    assert f"{LABEL}/methotrexate/2026-12-03/" not in there.open()
    assert f"{LABEL}/methotrexate/2026-12-03/held" in there.open()


@pytest.mark.parametrize(
    ("presses", "assess"),
    [
        (("halt.m.new_cough", "halt.m.new_cough.0"), True),
        (("end.m.new_cough",), True),
        (("halt.m.liver", "halt.m.liver.0"), False),
    ],
)
def test_new_breathlessness_is_assessed_on_the_same_day_whatever_is_held_for_it(presses, assess):
    there = decide(of(METHOTREXATE).until(8), *presses)
    assert ("after.new_cough" in there.said) is assess


def test_a_rise_that_is_still_to_come_gives_way_to_a_hold():
    there = of(AZATHIOPRINE).until(date(2026, 12, 6), "15:00")
    there.press("drug.a")
    there = of(METHOTREXATE).until(date(2026, 12, 22))
    decide(there, "rise.m", "rise.m.m")
    assert taken(there).first == RISE
    decide(there, "halt.m", "halt.m.infection", "halt.m.infection.0")
    assert (taken(there).state, taken(there).mg) == (State.HELD, Decimal(15))


def test_a_drug_that_was_to_begin_is_held_before_its_first_day():
    there = decide(of(METHOTREXATE), "halt.m", "halt.m.infection", "halt.m.infection.0")
    assert (taken(there).state, taken(there).first) == (State.HELD, there.live().today)
    assert there.live().today < date(2026, 11, 26)  # on which it was to begin
    assert any("/laboratory/" in each for each in there.open())  # they end with a stop alone


def test_after_an_influenza_vaccine_the_hold_is_that_of_the_rule():
    there = of(METHOTREXATE).until(date(2026, 12, 1))
    there.press("halt.m")
    there.press("halt.m.influenza_vaccine")
    assert there.presses == ["halt.m.influenza_vaccine.14", "halt.m"]
    there.press(there.presses[0])
    assert there.values("caution.drug_vaccine")["days"] == 14


def held(day=date(2026, 12, 1)):
    return decide(
        of(METHOTREXATE).until(day), "halt.m", "halt.m.low_counts", "halt.m.low_counts.0"
    )


def test_a_resume_needs_tests_newer_than_the_hold_and_affirms_them():
    there = held()
    there.press("retake.m")
    assert "declined.drug_tests_too_old" in there.said
    there.until(date(2026, 12, 5))
    there.press("retake.m")
    there.press("retake.m.15")
    assert there.values("decision.affirm_tests")["day"] == date(2026, 12, 5)
    confirm(there)
    assert (taken(there).state, taken(there).mg) == (State.TAKEN, Decimal(15))
    assert there.plan().tested == date(2026, 12, 5)


def test_what_other_blood_tests_would_not_mend_is_said_before_them():
    there = held()
    live = there.live()
    pregnant = replace(live.plan.case, sex="F", pregnancy=Pregnancy.YES)
    stands = replace(live.kept, plan=replace(live.plan, case=pregnant))
    choosing = Choosing(
        wish=Wish("retake", drug=Drug.METHOTREXATE), live=replace(live, kept=stands)
    )
    assert choosing.refused_here == "pregnancy"


def test_a_resume_takes_a_lower_amount_that_is_typed_and_no_higher_one():
    there = held().until(date(2026, 12, 5))
    there.press("retake.m")
    there.type("17.5")
    assert there.said[-1] == "declined.drug_mg_above_the_last"
    there.type("7.5 mg")
    confirm(there)
    assert taken(there).mg == Decimal("7.5")


def test_after_a_rise_the_lower_amounts_of_the_schedule_are_offered():
    there = decide(of(METHOTREXATE).until(RISE), "rise.m", "rise.m.m")
    there.until(date(2027, 1, 1))  # the new amount was taken once
    decide(there, "halt.m", "halt.m.liver", "halt.m.liver.0").until(date(2027, 1, 6))
    there.press("retake.m")
    assert there.presses == ["retake.m.20", "retake.m.15", "drug.m"]


def test_a_stop_names_what_the_rules_name_then_and_begins_nothing():
    there = of(METHOTREXATE).until(date(2026, 12, 1))
    there.press("end.m")
    there.press("end.m.liver")
    assert there.values("changes.agent_candidate")["agent"] is Drug.AZATHIOPRINE
    confirm(there)
    live = there.live()
    assert [each.drug for each in live.plan.regimens] == [Drug.METHOTREXATE]
    assert live.plan.regimens[0].ended == date(2026, 12, 1)
    there.press("decide")
    assert {"drug.a", "drug.m"} <= {*there.presses}  # it is still to recover
    there.until(date(2026, 12, 8))
    there.press("drug.m")
    there.press("well.m")
    assert {"decision.affirm_recovered", "decision.affirm_tests"} <= {*there.said}
    assert there.values("changes.agent_ready")["agent"] is Drug.AZATHIOPRINE
    assert there.values("changes.no_laboratory")["drug"] is Drug.METHOTREXATE
    confirm(there)
    assert there.values("stands.drug_decided_alone")["move"] is Move.RECOVER
    there.press("decide")
    assert "drug.m" not in there.presses


def test_an_amount_of_ones_own_has_a_reason_and_is_confirmed_as_such():
    there = of(METHOTREXATE).until(date(2026, 12, 1))
    there.press("own.m")
    there.type("12.5")
    there.press("own.m.12_5.-.intolerance")
    assert "caution.drug_own_amount" in there.said
    confirm(there)
    assert (last(there).reason, taken(there).mg) == (Reason.INTOLERANCE, Decimal("12.5"))


def test_the_weekday_is_moved_with_a_week_between_two_doses():
    there = decide(of(METHOTREXATE).until(date(2026, 12, 4)), "move.m", "move.m.0")
    assert taken(there).weekday is Weekday.MONDAY
    assert taken(there).dose_day == date(2026, 12, 14)


DOSE_DAY = date(2026, 12, 24)  # also the day on which the rise is due


@pytest.mark.parametrize(
    ("presses", "first"),
    [
        (("move.m", "move.m.4"), date(2027, 1, 1)),
        (("rise.m", "rise.m.m"), date(2026, 12, 31)),
        (("own.m", "own.m.12_5", "own.m.12_5.-.intolerance"), date(2026, 12, 31)),
    ],
)
def test_a_dose_that_was_told_today_stays_and_the_next_one_is_a_week_later(presses, first):
    there = of(METHOTREXATE).until(DOSE_DAY, "10:00")
    told = [each for each in there.open() if f"/methotrexate/{DOSE_DAY}" in each]
    assert told
    if presses[0] == "own.m":
        there.press("own.m")
        there.type("12.5")
        there.press(presses[-1])
        confirm(there)
    else:
        decide(there, *presses)
    assert last(there).missed is False
    assert there.live().plan.regimens[0].last.dose_day == first
    assert there.live().plan.regimens[0].on(DOSE_DAY).mg == 15
    assert [each for each in there.open() if f"/methotrexate/{DOSE_DAY}" in each] == told


def test_where_todays_dose_was_not_taken_the_new_amount_is_that_of_today():
    there = of(METHOTREXATE).until(DOSE_DAY, "10:00")
    (dose,) = (each for each in there.of() if f"/methotrexate/{DOSE_DAY}" in each.id)
    there.press(f"missed.{handle(dose)}")
    decide(there, "rise.m", "rise.m.m")
    assert last(there).missed is True
    assert (taken(there).mg, taken(there).dose_day) == (Decimal(20), DOSE_DAY)


TAKING = {**METHOTREXATE, "immunosuppressants": {"azathioprine": "taking"}}


def test_what_is_taken_by_the_answers_is_asked_about_and_recorded_with_its_amount():
    there = of(TAKING)
    there.press("decide")
    assert "drug.a" in there.presses
    there.press("drug.a")
    assert "decision.drug_unsaid" in there.said
    decide(there, "since.a", "01-Sep-2026", "100")
    assert last(there).reason is Reason.ALREADY_TAKEN
    assert (taken(there, Drug.AZATHIOPRINE).mg, taken(there, Drug.AZATHIOPRINE).first) == (
        Decimal(100), date(2026, 9, 1),
    )  # fmt: skip


def test_what_is_taken_and_blocked_is_stopped_or_a_specialists_decision():
    there = of({**TAKING, "allopurinol": True})
    there.press("drug.a")
    assert "decision.drug_closed" in there.said
    assert there.presses == ["spec.a", "end.a", "decide"]
    there.press("since.a")
    assert "declined.drug_closed" in there.said
    there.press("spec.a")
    there.press("spec.a.261122")
    there.type("50")
    assert {"caution.drug_against_an_answer", "caution.drug_own_amount"} <= {*there.said}
    confirm(there)
    assert last(there).reason is Reason.SPECIALIST


def test_what_was_taken_without_being_recorded_can_be_stopped():
    there = decide(of(TAKING), "end.a", "end.a.intolerance")
    (regimen,) = there.live().plan.regimens
    assert (regimen.drug, regimen.ended) == (Drug.AZATHIOPRINE, date(2026, 11, 23))
    there.press("drug.a")
    assert "decision.drug_unsaid" not in there.said


def test_a_plan_without_a_record_of_its_agent_names_no_amount_until_it_is_answered():
    there = unrecorded().until(date(2026, 12, 13))
    there.press("decide")
    assert "stands.drug_not_recorded" in there.said
    assert not [each for each in there.said if each.startswith("lines.drug_")]
    decide(there, "since.m", "since.m.261123", "since.m.261123.3", "12.5")
    assert taken(there).mg == Decimal("12.5")
    there.press("decide")
    assert "stands.drug_not_recorded" not in there.said


def test_a_rescue_treatment_says_nothing_of_an_agent_that_was_not_recorded():
    there = decide(
        unrecorded(), "rescue.i", "rescue.i.261123", "140 g", "rescue.i.261123.140000.2"
    )
    assert not there.live().plan.drugs.recorded


def test_a_second_drug_is_recorded_without_an_amount():
    there = of(METHOTREXATE).until(date(2026, 12, 10))
    there.press("beside.a")
    there.press(there.presses[1])
    assert "caution.drug_beside" in there.said
    confirm(there)
    assert (taken(there, Drug.AZATHIOPRINE).mg, last(there).reason) == (None, Reason.BESIDE)


def test_of_a_rescue_treatment_the_weekly_tests_end_with_a_resume_and_none_else_is_late():
    there = decide(of(METHOTREXATE), "rescue.c", "rescue.c.261123", "rescue.c.261123.0")
    there = decide(there.until(date(2026, 12, 15)), "halt.c", "halt.c.kidney", "halt.c.kidney.0")
    there.until(date(2026, 12, 30)).press("retake.c")
    assert there.values("decision.tests_late")["day"] == date(2026, 12, 22)
    assert there.values("changes.no_weekly_tests")["drug"] is Drug.CALCINEURIN_INHIBITOR
    assert "changes.no_laboratory" not in there.said


def test_a_rescue_treatment_is_recorded_as_it_was_given():
    there = of({**METHOTREXATE, "severity": "severe"})
    there.press("rescue.i")
    there.type("22-Nov-2026")
    there.type("140 g")
    there.press("rescue.i.261122.140000.2")
    assert there.values("lines.drug_given_g_days") == {
        "drug": Drug.IMMUNOGLOBULIN, "g": Decimal(140), "days": 2, "date": date(2026, 11, 22),
    }  # fmt: skip
    confirm(there)
    assert (last(there).mg, last(there).days) == (Decimal(140000), 2)
    live = there.live()
    told = next(each for each in drugs_now(live, live.today) if each.says.endswith("as_given"))
    text = WRITER.say(told.says, told.values)
    assert text == "immunoglobulin 140 g in all over 2 days, as given, since Sunday 22-Nov-2026"
    assert [each for each in there.open() if "/follow_up/" in each]
    decide(there, "end.i", "end.i.completed")
    assert there.live().plan.regimens[-1].ended


@pytest.mark.parametrize(
    ("letter", "text", "mg"),
    [
        ("i", "140 g", "140000"),
        ("i", "2 g/kg", "144000"),
        ("i", "0.5 g per kg", "36000"),
        ("i", "500 mg", "500"),
        ("i", "1,000 mg", "1000"),
        ("p", "0,75 g", "750"),
        ("p", "12.5 mg/kg", "900"),
        ("r", "1 g", "1000"),
        ("r", "1000 mg", "1000"),
        ("s", "1000mg", "1000"),
        ("c", "5", "5"),
    ],
)
def test_a_rescue_dose_is_read_with_its_unit(letter, text, mg):
    there = of({**METHOTREXATE, "severity": "severe"})
    there.press(f"rescue.{letter}.261123")
    there.type(text)
    assert there.presses[0].split(".")[3] == mg


@pytest.mark.parametrize(
    ("letter", "text", "fault"),
    [
        ("i", "140", "refused.unit"),
        ("i", "140000", "refused.unit"),
        ("i", "10,00,0 mg", "refused.unit"),
        ("i", "1.500 g", "refused.unit"),
        ("i", "2 g/m2", "refused.unit"),
        ("i", "2 g/kg a day", "refused.unit"),
        ("i", "John Smith", "refused.identifier"),
        ("r", "140 g", "declined.drug_mg_over_limit"),
        ("r", "10 mg/kg", "refused.unit"),
        ("s", "30 mg/kg", "refused.unit"),
    ],
)
def test_a_rescue_dose_that_could_mean_another_is_asked_again(letter, text, fault):
    there = of({**METHOTREXATE, "severity": "severe"})
    there.press(f"rescue.{letter}.261123")
    there.type(text)
    assert there.said[-1] == fault
    assert there.plan().revision == 1


@pytest.mark.parametrize("drug", RESCUES)
def test_the_example_on_the_screen_is_one_that_is_taken(drug):
    there = of({**METHOTREXATE, "severity": "severe"})
    for each in WRITER.words[f"decision.given_as.{drug}"].split(" or "):
        there.press(f"rescue.{LETTERS[drug]}.261123")
        there.type(each)
        assert not any(e.startswith(("refused", "declined")) for e in there.said)


@pytest.mark.parametrize(
    ("press", "answers"),
    [
        ("own.m", METHOTREXATE),
        ("own.a", AZATHIOPRINE),
        ("own.f", {**METHOTREXATE, "ild": "yes"}),
        ("since.m.261122.3", NOT_YET),
    ],
)
def test_the_amount_on_the_screen_is_one_that_is_taken(press, answers):
    there = of(answers)
    there.press(press)
    (example,) = (each["example"] for each in values_of(there) if "example" in each)
    there.type(WRITER.value(example))
    assert not any(each.startswith(("refused", "declined")) for each in there.said)


@pytest.mark.parametrize(
    ("answers", "press"),
    [
        (NOT_YET, "begin.m"),
        (METHOTREXATE, "since.c"),
        (METHOTREXATE, "beside.a"),
        (METHOTREXATE, "spec.f"),
        (SEVERE, "rescue.i"),
        (SEVERE, "again.r"),
    ],
)
def test_the_day_on_the_screen_is_one_that_is_taken(answers, press):
    """Of what was taken or given already it is none that is to come."""
    there = of(answers)
    if press == "again.r":
        decide(there, "rescue.r", "rescue.r.251101", "rescue.r.251101.0")
    there.press(press)
    (asked,) = (each.says for each in there.note.blocks[1] if each.says.endswith("_day"))
    there.type(WRITER.words[asked].rsplit(" ", 1)[1])
    assert not any(each.startswith("refused") for each in there.said)


def test_a_drug_that_is_never_taken_beside_another_says_so():
    there = of(AZATHIOPRINE)
    there.press("drug.f")
    assert there.said == ["decision.head_drug", "decision.drug_nothing",
                          "declined.drug_never_together"]  # fmt: skip
    assert there.presses == ["decide"]


def test_an_amount_of_a_day_that_is_two_doses_says_so_wherever_it_was_decided():
    there = decide(of({**NOT_YET, "ild": "yes"}), "since.f", "01-Nov-2026", "1500")
    shown = [there.note]
    there.press("decide.history")
    for note in (*shown, there.note):
        texts = (written(WRITER, each) for block in note.blocks for each in block)
        assert [each for each in texts if "begun, 1,500 mg a day in two doses" in each]


def values_of(there):
    return [each.values for block in there.note.blocks for each in block]


def test_a_rescue_treatment_can_leave_its_dose_out():
    there = decide(
        of({**METHOTREXATE, "severity": "severe"}),
        "rescue.r", "rescue.r.261123", "rescue.r.261123.0",
    )  # fmt: skip
    assert (last(there).mg, last(there).move) == (None, Move.BEGIN)


def test_a_childs_plan_has_decisions_about_drugs_and_none_about_the_steroid():
    there = ward(planned(answers=CHILD))
    decide(there, "rescue.i", "rescue.i.261123", "rescue.i.261123.0", "rescue.i.261123.0.2")
    assert there.plan().revision == 2
    there.press("decide")
    assert there.said[1:3] == ["stands.no_course", "lines.drug_recorded"]
    assert "drug.i" in there.presses


# ---------------------------------------------------------------------------- reminders


def presses_to_rise(there) -> int:
    """How many presses lead from the reminder to the rise, each the first button that is there."""
    chat, message, offered = under(there, "titration")
    revision, press, count = there.plan().revision, offered[0], 0
    while there.plan().revision == revision:
        there.press(press, chat=chat, message=message)
        press, count = (*there.presses, "")[0], count + 1
    return count


def test_a_rise_from_under_its_reminder_costs_three_presses_at_most():
    there = of(METHOTREXATE).until(RISE)
    assert presses_to_rise(there) == 3  # to rise, how it is taken, which is known from then on
    assert presses_to_rise(there.until(date(2027, 1, 28))) == 2
    assert taken(there).mg == Decimal(25)


def test_the_whole_life_of_an_agent_is_so_many_presses():
    """Begun 3, raised 3 and 2, held 4, resumed 3, stopped 3, each from where it is asked."""
    there = of(NOT_YET)
    steps = (
        (date(2026, 11, 23), ("begin.m", "begin.m.261126")),
        (RISE, ("rise.m", "rise.m.m")),
        (date(2027, 1, 28), ("rise.m",)),
        (date(2027, 2, 8), ("halt.m", "halt.m.liver", "halt.m.liver.0")),
        (date(2027, 2, 15), ("retake.m", "retake.m.25")),
        (date(2027, 3, 1), ("end.m", "end.m.remission")),
    )
    count = len(there.turns)
    for day, presses in steps:
        decide(there.until(day), *presses)
    assert len(there.turns) - count == 18
    assert there.plan().revision == 7
    assert there.live().plan.regimens[0].ended == date(2027, 3, 1)


@pytest.mark.parametrize("way", [("stay.m.enough",), ("halt.m.liver", "halt.m.liver.0")])
def test_the_question_is_answered_everywhere(way):
    there = of(METHOTREXATE).until(RISE)
    chat, message, offered = under(there, "titration")
    first = next(each for each in offered if each.startswith(way[0].partition(".")[0]))
    there.press(first, chat=chat, message=message)
    decide(there, *way)
    (asked,) = (each for each in there.of() if each.id.endswith(f"{RISE}/methotrexate.20"))
    assert (asked.stage, asked.by) == (Stage.ANSWERED, OWNER)
    assert there.screens[chat, message].blocks[0][1].says == "stands.drug_decided"


def test_an_agent_that_is_ready_is_begun_from_under_its_reminder_in_three_presses():
    there = of(NOT_YET).until(date(2026, 12, 1))
    chat, message, offered = under(there, "begin")
    there.press(offered[0], chat=chat, message=message)
    there.press(there.presses[0], chat=chat)
    there.press(there.presses[0], chat=chat)
    assert taken(there).mg == Decimal(15)
    assert there.reminder("begin").stage is Stage.ANSWERED


def test_a_hold_is_ended_from_under_its_reminder():
    there = held().until(date(2026, 12, 8))
    chat, message, offered = under(there, "held")
    assert [each.partition(".")[0] for each in offered] == ["ack", "ask", "end", "retake", "later"]
    there.press(offered[3], chat=chat, message=message)
    there.press("retake.m.15", chat=chat)
    there.press(there.presses[0], chat=chat)
    assert taken(there).state is State.TAKEN
    assert there.reminder("held").stage is Stage.ANSWERED


def test_no_acknowledgement_ends_a_question_about_a_drug():
    there = of(METHOTREXATE).until(RISE)
    chat, message, offered = under(there, "titration")
    assert not [each for each in offered if each.startswith("ack")]
    handle = offered[0].partition(".m.")[2]
    there.press(f"ack.{handle}", chat=chat, message=message)
    assert there.toast == "not_now"
    assert there.reminder("titration").stage.is_open


def test_a_decision_about_the_steroid_leaves_the_question_about_the_drug_open():
    there = of(METHOTREXATE).until(RISE)
    there.steps()
    assert there.reminder("titration").stage.is_open
    there = of(METHOTREXATE).until(RISE)
    decide(there, "rise.m", "rise.m.m")
    assert there.reminder("gate").stage.is_open


def test_the_team_is_told_of_every_decision_about_a_drug():
    there = decide(of(METHOTREXATE).until(RISE), "rise.m", "rise.m.m")
    assert [each for each in there.open() if "/revised/" in each and each.endswith("/2")]


def test_a_rise_after_this_weeks_dose_was_taken_begins_next_week():
    there = of(METHOTREXATE).until(RISE)
    weekly = next(each for each in there.of() if each.id.endswith("/methotrexate/2026-12-24/"))
    there.press(f"taken.{handle(weekly)}", chat=GROUP, message=weekly.deliveries[0].message)
    decide(there, "rise.m", "rise.m.m")
    assert taken(there).dose_day == date(2026, 12, 31)


# ---------------------------------------------------------------------------- in history


def test_the_history_says_what_was_decided_and_opens_it():
    there = decide(of(METHOTREXATE).until(RISE), "rise.m", "rise.m.m")
    there.press("decide.history")
    line = there.values("history.drug_decided")
    assert (line["drug"], line["move"]) == (Drug.METHOTREXATE, Move.RISE)
    there.press("decide.open.1")
    (card,) = (each for each in there.turn.replies if isinstance(each, ShowPlan))
    assert (card.record.revision, card.replaced_by) == (1, 2)


def test_what_is_decided_ahead_stands_beside_what_is_taken_now():
    there = decide(of(METHOTREXATE).until(date(2026, 12, 22)), "rise.m", "rise.m.m")
    there.press("decide")
    lines = [
        each.values["mg"]
        for block in there.note.blocks
        for each in block
        if each.says == "lines.drug_weekly"
    ]
    assert lines == [15, 20]


# ---------------------------------------------------------------------------- hurried


def test_the_same_press_twice_decides_once():
    there = of(METHOTREXATE).until(RISE)
    there.press("rise.m")
    there.press("rise.m.m")
    press = there.presses[0]
    there.press(press, number=1)
    there.press(press, number=1)
    assert there.toast == "decided_since"
    assert there.plan().revision == 2


def test_a_button_of_another_revision_never_acts():
    there = of(METHOTREXATE).until(RISE)
    there.press("hold.2.red_flag")
    there.press("rise.m.m.261224", number=1)
    assert there.toast == "decided_since"
    assert taken(there).mg == Decimal(15)


def test_a_check_of_another_day_is_shown_anew_and_decides_nothing():
    there = of(METHOTREXATE).until(date(2026, 12, 1))
    there.press("halt.m.liver.0")
    press = there.presses[0]
    there.until(date(2026, 12, 2))
    there.press(press)
    assert there.toast == "moved_on"
    assert there.plan().revision == 1


@pytest.mark.parametrize("press", ["rise.m.m.261224", "rise.m.x", "halt.m.nonsense", "own.m.-"])
def test_what_no_button_offers_does_nothing(press):
    there = of(METHOTREXATE).until(date(2026, 12, 22))
    there.press(press)
    assert there.turn.made is None or last(there).on == RISE


def test_a_drug_that_no_letter_names_does_nothing():
    there = of(METHOTREXATE)
    there.press("rise.z")
    assert there.toast == "not_now"


@pytest.mark.parametrize(
    ("press", "text", "fault"),
    [
        ("own.m", "70", "declined.drug_mg_over_limit"),
        ("own.m", "11", "declined.drug_mg_without_tablets"),
        ("own.m", "0", "declined.drug_mg_not_above_zero"),
        ("own.m", "a lot", "refused.digits"),
        ("own.m", "John Smith", "refused.identifier"),
        ("begin.m", "12/01/2027", "refused.date_ambiguous"),
        ("since.a", "01-Dec-2030", "refused.day_ahead"),
        ("since.a", "01-Jan-2019", "refused.day_far"),
        ("since.a", "John Smith", "refused.identifier"),
    ],
)
def test_what_cannot_be_taken_is_asked_again_with_the_reason(press, text, fault):
    there = of(NOT_YET if press == "begin.m" else METHOTREXATE)
    there.press(press)
    there.type(text)
    assert there.said[-1] == fault
    assert there.plan().revision == 1


def test_in_a_group_what_can_only_be_typed_points_to_the_private_chat():
    there = of(METHOTREXATE)
    there.press("own.m", chat=GROUP)
    assert there.toast == "type_in_private"


def test_an_amount_that_was_typed_too_late_is_not_taken():
    there = of(METHOTREXATE)
    there.press("own.m")
    there.now = at(0, "09:11")
    there.type("12.5")
    assert there.turn.replies[0].says == "decision.off_late"


# ---------------------------------------------------------------------------- late blood tests


@pytest.mark.parametrize(
    ("presses", "affirms"),
    [(("rise.m", "rise.m.m"), True), (("stay.m", "stay.m.enough"), False)],
)
def test_late_blood_tests_are_named_before_the_drug_goes_on_and_what_is_affirmed_is_kept(
    presses, affirms
):
    there = of(METHOTREXATE).until(date(2026, 12, 25))
    for each in presses:
        there.press(each)
    late = there.values("decision.tests_late")
    assert (late["days"], late["day"]) == ((date(2026, 12, 25) - late["day"]).days, late["day"])
    assert ("decision.tests_recorded" in there.said) is affirms
    assert there.plan().tested is None
    confirm(there)
    assert there.plan().tested == (date(2026, 12, 25) if affirms else None)


def test_blood_tests_that_are_known_are_late_no_more():
    there = of(METHOTREXATE).until(date(2026, 12, 25))
    there.put(replace(there.plan(), tested=date(2026, 12, 24), serial=there.plan().serial + 1))
    there.press("rise.m")
    there.press("rise.m.m")
    assert "decision.tests_late" not in there.said
