"""What can be changed at the review, and that only what was reviewed is made."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.guideline import shipped
from core.course.decisions import Move, Reason
from core.edition import kept_plan
from core.patient import Tail
from core.plan import Outcome, plan_for, recalled
from flows.dialogue import step
from flows.talk.replies import Review, ShowPlan, Signs
from flows.talk.turn import Deed, Pressed
from tests.flows.chat import CHILD, ME, SEVERE, Chat, at_review

CHANGE_WEIGHT = ("[open.change]", "[open.weight]")


def pulse(mg: str) -> tuple[str, ...]:
    treatment = ("[open.details]", "[group.treatment]", "[key.pulse_days]", "[set.3]")
    return (*treatment, "[key.pulse_mg]", mg, "[back]", "[back]")


# ------------------------------------------------------------------ making


def test_the_plan_made_is_the_plan_reviewed():
    chat = at_review()
    reviewed = chat.prompt
    made = chat.make().made
    assert made is not None
    again = plan_for(shipped(), made.answers)
    assert again == reviewed.plan
    assert made.shown == kept_plan.made(shipped(), made.answers)
    assert (made.owner, made.made_at, made.revision) == (ME, chat.now, 1)
    assert made.guideline == shipped().stamp
    assert not made.provisional


def test_suggestions_are_kept_as_they_were_confirmed():
    made = at_review().make().made
    assert {key: made.answers[key] for key in ("hold_weeks", "tail", "start_date", "region")} == {
        "hold_weeks": 4,
        "tail": "standard",
        "start_date": "2026-11-22",
        "region": "us",
    }


def test_the_review_stays_as_a_read_back_and_the_plan_stands_below():
    chat = at_review()
    turn = chat.make()
    read_back, shown = turn.replies
    assert isinstance(read_back, Review)
    assert (read_back.choices, read_back.made) == ((), turn.made)
    assert shown == ShowPlan(record=turn.made, anew=True)
    assert turn.deeds == (Deed(action="made", label=turn.made.label),)
    assert turn.session.draft is None


def test_a_second_tap_makes_no_second_plan():
    chat = at_review()
    press = Pressed(
        label=chat.draft.label,
        number=chat.draft.serial,
        press=next(each for each in chat.presses if each.startswith("make.")),
    )
    first, second = chat.hear(press), chat.hear(press)
    assert first.made
    assert (second.made, chat.toast) == (None, "made")


def test_points_are_confirmed_with_one_press_and_kept():
    chat = at_review(*SEVERE).answer("[none]")
    assert chat.prompt.points == ("start_above_60", "severe_hospital")
    assert chat.choices[-4].says == "choice.confirm"
    assert chat.choices[-4].values == {"count": 2}
    assert chat.make().made.confirmed == ("start_above_60", "severe_hospital")


@pytest.mark.parametrize(
    ("steps", "says"),
    [(("/new", "72", "DM", "mild", "no"), "choice.make"),
     (("/new", "35", "[use]", "DM", "mild", "no"), "choice.confirm_one")],
)  # fmt: skip
def test_the_button_says_how_many_points_it_confirms(steps, says):
    assert at_review(*steps).choices[-4].says == says


def test_a_press_bound_to_other_answers_makes_nothing():
    chat = at_review()
    chat.press("make.00000000")
    assert (chat.plans, chat.refused, chat.draft.state) == ({}, "changed", "review")
    assert chat.make().made


def test_every_answer_and_the_rules_are_bound_to_the_button():
    codes = {
        next(press for press in chat.presses if press.startswith("make."))
        for chat in (
            at_review(),
            at_review("/new", "72.1", "DM", "moderate", "no"),
            at_review("/new", "72", "PM", "moderate", "no"),
            at_review().answer("[open.tail]", "[set.slow2w]"),
            at_review().answer("[open.first_step]", "2"),
            at_review().answer("[open.first_day]", "27-Nov-2026"),
            at_review().answer("[open.details]", "[group.blood]", "[key.cytopenia]", "no",
                               "[back]", "[back]"),
            at_review("/new", "158.7 lb", "[use]", "DM", "moderate", "no"),
        )
    }  # fmt: skip
    assert len(codes) == 8


def test_a_press_under_other_rules_shows_the_review_again():
    chat = at_review()
    press = next(each for each in chat.presses if each.startswith("make."))
    heard = Pressed(label=chat.draft.label, number=chat.draft.serial, press=press)
    later = replace(chat.context(heard), guideline=replace(shipped(), stamp="iim 2"))
    turn = step(chat.session, heard, later)
    assert (turn.made, turn.replies[0].refused) == (None, "changed")


def test_typing_never_confirms():
    chat = at_review()
    for text in ("ok", "yes", "Make the plan"):
        chat.type(text)
        assert (chat.refused, chat.plans) == ("press", {})


def test_a_child_is_made_milestones_without_a_taper():
    chat = at_review(*CHILD)
    made = chat.make().made
    assert plan_for(shipped(), made.answers).outcome is Outcome.MILESTONES
    assert not {"hold_weeks", "tail", "start_mg"} & set(made.answers)


# ------------------------------------------------------------------ the four choices


def test_the_start_dose_offers_each_factor_of_the_range():
    chat = at_review(*SEVERE).answer("[open.start_dose]")
    assert chat.presses[:3] == ("set.35", "set.50", "set.65")
    assert chat.prompt.values["suggested"] == Decimal(65)


def test_a_lower_dose_of_the_range_is_taken_at_once():
    chat = at_review(*SEVERE).answer("[open.start_dose]", "[set.50]", "[set.none]")
    assert (chat.draft.state, chat.answers["start_mg"]) == ("review", "50")


def test_the_suggested_dose_is_no_choice_of_ones_own():
    chat = at_review(*SEVERE).answer(
        "[open.start_dose]", "50", "[set.none]", "[open.start_dose]", "65 mg"
    )
    assert "start_mg" not in chat.answers


def test_a_dose_under_the_range_is_asked_a_second_time_and_is_a_point():
    chat = at_review().answer("[open.start_dose]", "5")
    assert (chat.draft.state, "start_mg" in chat.answers) == ("start_dose_check", False)
    chat.answer("[use]", "[set.none]")
    assert chat.answers["start_mg"] == "5"
    assert "override_below_half" in chat.prompt.points


def test_another_dose_may_be_typed_instead():
    assert at_review().answer("[open.start_dose]", "5", "50").answers["start_mg"] == "50"
    assert at_review().answer("[open.start_dose]", "5", "10").draft.held["answer"] == "10"
    assert at_review().answer("[open.start_dose]", "5", "[back]").draft.state == "start_dose"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0", "start_mg_below_minimum"),
        ("2", "start_mg_below_minimum"),
        ("51", "start_mg_off_grid"),
        ("82.5", "start_mg_over_80"),
        ("75", "start_mg_over_1_mg_per_kg"),
        ("fifty", "digits"),
        ("50.25", "number"),
        ("1 mg per kg", "number"),
    ],
)
def test_a_dose_that_the_rules_refuse_is_not_taken(text, reason):
    chat = at_review().answer("[open.start_dose]", text)
    assert (chat.refused, chat.draft.state) == (reason, "start_dose")
    assert "start_mg" not in chat.answers


def test_a_value_of_a_button_is_read_as_strictly_as_a_typed_one():
    chat = at_review().answer("[open.start_dose]", "[set.500]")
    assert (chat.refused, chat.draft.state) == ("start_mg_over_80", "start_dose")


def test_the_first_step_and_the_ending_are_the_clinicians():
    chat = at_review().answer("[open.first_step]", "2 weeks", "[open.tail]", "slowest")
    assert (chat.answers["hold_weeks"], chat.answers["tail"]) == (2, "slow4w")
    assert chat.prompt.plan.case.tail is Tail.SLOW4W
    assert at_review().answer("[open.first_step]", "5").refused == "hold_weeks_limits"
    assert at_review().answer("[open.tail]", "fast").refused == "choice"


@pytest.mark.parametrize("page", ["start_dose", "first_step", "tail", "first_day", "details"])
def test_back_from_a_page_changes_nothing(page):
    chat = at_review()
    before = chat.answers
    chat.answer(f"[open.{page}]", "[back]")
    assert (chat.draft.state, chat.answers) == ("review", before)


def test_a_day_that_is_over_needs_the_first_dose_taken():
    chat = at_review().answer("[open.first_day]", "20-Nov-2026")
    assert chat.prompt.says == "intake.first_day_check.taken"
    assert chat.answers["start_date"] == "2026-11-22"
    chat.press("use")
    assert chat.answers["start_date"] == "2026-11-20"


def test_a_day_of_birth_is_no_first_day():
    chat = at_review().answer("[open.first_day]", "12-Mar-1957")
    assert chat.refused == "first_day_of_birth"
    assert at_review().answer("[open.first_day]", "22-Nov-2025").refused == "first_day_too_early"


def test_a_day_named_by_its_distance_is_shown_with_its_date():
    chat = at_review().answer("[open.first_day]", "tomorrow")
    assert chat.prompt.says == "intake.first_day_check.meant"
    assert chat.presses[0] == "use"
    assert chat.answer("[back]").draft.state == "first_day"


def test_a_suggested_day_is_still_checked_when_it_is_pressed():
    """The prompt was made before midnight, the press comes after it."""
    chat = Chat(now=at_review().now.replace(hour=11)).answer("/new", "72", "DM", "mild", "no")
    chat.answer("[open.first_day]")
    chat.now = chat.now.replace(hour=23, minute=58)
    chat.answer("[back]")
    assert chat.draft.parked
    chat.answer("[resume]", "[open.first_day]")
    chat.wait(minutes=3)
    chat.press("set.2026-11-23")
    assert chat.answers["start_date"] == "2026-11-23"


# ------------------------------------------------------------------ change


def test_change_asks_only_that_answer():
    chat = at_review().answer("[open.change]", "[open.severity]", "mild")
    assert (chat.draft.state, chat.answers["severity"]) == ("review", "mild")
    assert chat.prompt.answers[0] == ("weight_kg", Decimal(72))


def test_change_to_juvenile_disease_asks_what_that_needs():
    chat = at_review("/new", "60", "DM", "mild", "no").answer("[open.start_dose]", "40")
    chat.answer("[open.first_step]", "2", "[open.change]", "[open.subtype]", "JDM")
    assert (chat.draft.state, chat.prompt.step) == ("height", None)
    chat.answer("150")
    assert chat.draft.state == "review"
    assert not {"start_mg", "hold_weeks"} & set(chat.answers)
    assert chat.make().made


def test_back_from_a_change_returns_to_the_review_or_to_what_is_missing():
    chat = at_review().answer("[open.change]", "[open.weight]", "[back]", "[back]")
    assert chat.draft.state == "review"
    chat.answer("[open.change]", "[open.subtype]", "JDM", "[back]", "[back]", "[back]")
    assert chat.draft.state == "height"


def test_after_a_change_back_goes_through_the_questions():
    chat = at_review().answer("[open.change]", "[open.subtype]", "PM", "[back]")
    assert chat.draft.state == "ild"


def test_a_start_dose_that_still_fits_the_new_weight_is_kept():
    chat = at_review().answer("[open.start_dose]", "50", "[set.none]", *CHANGE_WEIGHT, "60")
    assert (chat.draft.state, chat.answers["start_mg"]) == ("review", "50")


def test_a_start_dose_that_no_longer_fits_is_asked_again_with_the_reason():
    chat = at_review().answer("[open.start_dose]", "65", *CHANGE_WEIGHT, "60")
    assert (chat.draft.state, chat.refused) == ("start_dose", "start_mg_over_1_mg_per_kg")
    assert chat.prompt.refused_values["high_mg"] == Decimal(60)
    assert chat.presses[:3] == ("set.30", "set.45", "set.60")
    assert chat.prompt.values["suggested"] == Decimal(45)
    kept, left = chat.copy(), chat
    assert kept.answer("60").answers["start_mg"] == "60"
    assert "start_mg" not in left.answer("[back]").answers
    assert left.draft.state == "review"


def test_a_pulse_dose_that_no_longer_fits_is_asked_again_with_the_reason():
    chat = at_review().answer(*pulse("1000"), *CHANGE_WEIGHT, "31", "[use]")
    assert (chat.draft.state, chat.refused) == ("detail", "pulse_mg_invalid")
    assert chat.prompt.refused_values["high"] == Decimal(930)
    given, left = chat.copy(), chat
    assert given.answer("900").answers["pulse_mg"] == "900"
    assert given.draft.state == "review"
    assert left.answer("[back]").draft.state == "review"
    assert "pulse_mg" not in left.answers


def test_two_doses_that_no_longer_fit_are_asked_one_after_the_other():
    chat = at_review().answer("[open.start_dose]", "65", *pulse("1000"))
    chat.answer(*CHANGE_WEIGHT, "31", "[use]")
    assert chat.draft.state == "detail"
    assert chat.answer("900").draft.state == "start_dose"
    assert chat.answer("30").draft.state == "review"


# ------------------------------------------------------------------ emergency signs


def test_nothing_is_made_before_the_signs_are_answered():
    chat = at_review(*SEVERE)
    assert chat.prompt.signs is Signs.OPEN
    assert not any(press.startswith("make.") for press in chat.presses)
    chat.press("make.00000000")
    assert (chat.toast, chat.plans) == ("not_now", {})


def test_no_sign_is_an_answer_to_each_sign_that_was_named():
    chat = at_review(*SEVERE).answer("[none]")
    assert chat.prompt.signs is Signs.ABSENT
    assert {key for key, given in chat.answers.items() if given is False} == {
        "rapidly_progressive",
        "respiratory_weakness",
        "severe_dysphagia",
        "myocarditis",
    }
    assert "mda5" not in chat.answers


def test_a_sign_makes_the_rows_provisional_and_nothing_can_be_made():
    chat = at_review(*SEVERE).answer("[open.signs]", "[toggle.myocarditis]", "[back]")
    assert (chat.prompt.signs, chat.prompt.plan.provisional) == (Signs.PRESENT, True)
    assert not any(press.startswith("make.") for press in chat.presses)
    chat.press("make.00000000")
    assert (chat.toast, chat.plans) == ("not_now", {})


def test_a_sign_pressed_twice_is_taken_back():
    chat = at_review(*SEVERE).answer(
        "[open.signs]", "[toggle.myocarditis]", "[toggle.myocarditis]", "[back]"
    )
    assert chat.prompt.signs is Signs.OPEN
    assert "myocarditis" not in chat.answers


def test_anti_mda5_counts_as_a_sign_wherever_it_was_given():
    chat = at_review().answer("[open.details]", "[group.disease]", "[key.mda5]", "yes")
    chat.answer("[back]", "[back]")
    assert chat.prompt.signs is Signs.PRESENT


@pytest.fixture
def admitted() -> Chat:
    return at_review(*SEVERE).answer("[open.signs]", "[toggle.myocarditis]", "[back]")


def test_rows_for_the_admitting_team_are_shown_and_not_kept(admitted):
    turn = admitted.press("rows")
    (shown,) = turn.replies
    assert isinstance(shown, ShowPlan)
    assert (shown.record.provisional, shown.record.revision, shown.anew) == (True, 0, True)
    assert shown.record.confirmed == ()
    assert (turn.made, [deed.action for deed in turn.deeds]) == (None, ["rows_shown"])
    assert admitted.draft.state == "review"


def test_sections_of_rows_that_are_not_kept_can_be_opened(admitted):
    rows = admitted.press("rows").replies[0].record
    (shown,) = admitted.press_plan("show.schedule", rows).replies
    assert shown.record.answers == rows.answers
    assert shown.section == "schedule"


def test_rows_are_gone_once_they_are_no_longer_provisional(admitted):
    rows = admitted.press("rows").replies[0].record
    admitted.answer("[open.signs]", "[toggle.myocarditis]", "[back]", "[none]")
    admitted.press_plan("show.schedule", rows)
    assert admitted.toast == "no_such_plan"
    admitted.answer("[cancel]", "[discard]")
    admitted.press_plan("show.schedule", rows)
    assert admitted.toast == "no_such_plan"


def test_rows_of_a_draft_that_is_no_longer_complete_cannot_be_opened(admitted):
    rows = admitted.press("rows").replies[0].record
    admitted.answer("[open.change]", "[open.subtype]", "JDM")
    admitted.press_plan("show", rows)
    assert admitted.toast == "no_such_plan"


# ------------------------------------------------------------------ time


def test_a_first_day_that_went_by_is_suggested_anew_and_shown_again():
    chat = Chat(now=at_review().now.replace(hour=23, minute=50)).answer(
        "/new", "72", "DM", "mild", "no", "[open.first_day]", "22-Nov-2026"
    )
    chat.wait(minutes=9, seconds=30)
    press = next(each for each in chat.presses if each.startswith("make."))
    chat.press(press)
    assert (chat.plans, chat.refused) == ({}, "changed")
    assert chat.answers["start_date"] == "2026-11-23"


def test_a_typed_answer_to_a_review_that_no_longer_stands_shows_it_again():
    chat = Chat(now=at_review().now.replace(hour=23, minute=50)).answer(
        "/new", "72", "DM", "mild", "no", "[open.first_day]", "22-Nov-2026"
    )
    chat.wait(minutes=9, seconds=30)
    chat.type("yes")
    assert (chat.refused, chat.prompt.anew) == ("changed", True)


def test_a_day_confirmed_as_taken_stays_while_it_is_near_enough():
    chat = at_review().answer("[open.first_day]", "10-Nov-2026", "[use]", "[set.none]")
    chat.now += timedelta(days=2)
    chat.answer("[back]", "[resume]")
    assert chat.answers["start_date"] == "2026-11-10"
    chat.now += timedelta(days=1)
    chat.answer("[back]", "[resume]")
    assert chat.answers["start_date"] == "2026-11-25"


def test_a_first_day_far_back_is_a_dose_that_is_taken_since():
    chat = at_review().answer("[open.first_day]", "01-Oct-2026")
    assert chat.draft.state == "first_day_check"
    assert chat.prompt.values["mg"] == Decimal(55)
    chat.answer("[use]", "[set.none]")
    assert chat.answers["start_date"] == "2026-10-01"
    made = chat.make().made
    (decided,) = made.decisions
    assert decided.decision.move is Move.OFF_PLAN
    assert decided.decision.reason is Reason.ALREADY_TAKEN
    assert (decided.decision.on, decided.decision.mg) == (date(2026, 10, 1), Decimal(55))
    plan = recalled(shipped(), made.answers, (decided.decision,))
    assert date(2026, 11, 22) < plan.course.due <= date(2026, 11, 29)


def test_a_first_day_within_two_weeks_is_no_course_that_is_under_way():
    chat = at_review().answer("[open.first_day]", "08-Nov-2026", "[use]", "[set.none]")
    assert chat.make().made.decisions == ()


def test_a_child_has_no_course_to_begin_in_the_middle_of():
    chat = at_review(*CHILD).answer("[open.first_day]", "01-Oct-2026")
    assert chat.refused == "first_day_too_early"
