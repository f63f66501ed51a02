"""From the first question to the review."""

from datetime import date
from decimal import Decimal

import pytest

from core.patient import Subtype
from flows.talk.replies import Ask, Close, NoPlan, Review, Signs
from tests.flows.chat import CHILD, MODERATE, MORNING, SEVERE, Chat, at_review


def test_four_answers_lead_to_the_review():
    chat = at_review(*MODERATE)
    assert isinstance(chat.prompt, Review)
    assert chat.answers == {
        "weight_kg": "72",
        "subtype": "dermatomyositis",
        "severity": "moderate",
        "ild": "no",
        "start_date": "2026-11-22",
    }


def test_the_region_is_the_installations_and_is_not_asked():
    assert at_review().draft.answers["region"] == "us"


def test_each_question_tells_how_far_it_is():
    chat, steps = Chat(), []
    for step in MODERATE[:4]:
        chat.answer(step)
        steps.append(chat.prompt.step)
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_juvenile_disease_asks_for_the_height_too():
    chat = Chat().answer(*CHILD[:4])
    assert (chat.prompt.says, chat.prompt.step) == ("intake.height.question", (3, 5))
    chat.answer("115 cm")
    assert chat.draft.answers["height_cm"] == 115


def test_no_answer_is_chosen_beforehand():
    chat = Chat().answer("/new")
    for step in MODERATE[1:]:
        assert not any(choice.press == "keep" for choice in chat.choices)
        assert "72" not in str(chat.prompt.choices)
        chat.answer(step)


def test_the_answers_so_far_are_read_back_as_what_they_mean():
    chat = Chat().answer(*MODERATE[:3])
    assert chat.prompt.answers == (
        ("weight_kg", Decimal(72)),
        ("subtype", Subtype.DERMATOMYOSITIS),
    )


# ------------------------------------------------------------------ weight


def test_pounds_are_used_only_after_a_press_on_the_kilograms():
    chat = Chat().answer("/new", "154 lb")
    assert chat.prompt.says == "intake.weight_check.converted"
    assert chat.prompt.values == {"weight": Decimal("69.9"), "entered": "154 lb"}
    assert "weight_kg" not in chat.answers
    chat.press("use")
    assert (chat.answers["weight_kg"], chat.draft.entered) == ("69.9", "154 lb")
    assert chat.draft.entered_on == MORNING.date()


def test_a_bare_number_that_could_be_pounds_is_asked_both_ways():
    chat = Chat().answer("/new", "154")
    assert chat.prompt.values["in_pounds"] == Decimal("69.9")
    as_pounds, as_kilograms = chat.copy(), chat
    as_pounds.press("use.pounds")
    assert (as_pounds.answers["weight_kg"], as_pounds.draft.entered) == ("69.9", "154 lb")
    as_kilograms.press("use")
    assert (as_kilograms.answers["weight_kg"], as_kilograms.draft.entered) == ("154", "")


def test_a_weight_with_its_unit_in_kilograms_is_not_asked_as_pounds():
    assert Chat().answer("/new", "120 kg").answers["weight_kg"] == "120"


@pytest.mark.parametrize("text", ["39.9", "30", "160 kg", "250 kg", "5"])
def test_an_unusual_weight_is_asked_a_second_time(text):
    chat = Chat().answer("/new", text)
    assert chat.prompt.says == "intake.weight_check.unusual"
    assert chat.answers == {}


@pytest.mark.parametrize("text", ["40", "109.9", "150 kg"])
def test_a_usual_weight_is_taken_at_once(text):
    assert Chat().answer("/new", text).draft.state == "subtype"


def test_an_unusual_weight_in_pounds_says_both():
    chat = Chat().answer("/new", "80 lb")
    assert chat.prompt.says == "intake.weight_check.converted_unusual"


def test_type_again_keeps_nothing():
    chat = Chat().answer("/new", "154 lb", "[back]")
    assert (chat.draft.state, chat.answers, chat.draft.held) == ("weight", {}, {})


def test_another_weight_may_be_typed_instead_of_the_press():
    chat = Chat().answer("/new", "154 lb", "72")
    assert (chat.answers["weight_kg"], chat.draft.entered) == ("72", "")
    assert Chat().answer("/new", "154 lb", "160 lb").draft.held["entered"] == "160 lb"


def test_typing_the_same_weight_does_not_confirm_it():
    chat = Chat().answer("/new", "35", "35")
    assert (chat.draft.state, chat.answers) == ("weight_check", {})


@pytest.mark.parametrize("subtype", [each for each in Subtype if each is not Subtype.JUVENILE])
def test_a_childs_weight_is_asked_again_after_any_subtype_but_juvenile(subtype):
    chat = Chat().answer("/new", "29.9", "[use]", f"[set.{subtype}]")
    assert (chat.draft.state, chat.refused) == ("weight", "weight_limits_adult")
    assert chat.prompt.refused_values == {"low": Decimal(30), "high": Decimal(250)}
    assert "keep" not in chat.presses


def test_a_heavy_weight_is_asked_again_in_juvenile_disease():
    chat = Chat().answer("/new", "121 kg", "juvenile dermatomyositis")
    assert chat.refused == "weight_limits_juvenile"
    chat.answer("60")
    assert (chat.draft.state, chat.answers["weight_kg"]) == ("height", "60")


def test_a_weight_asked_again_goes_back_to_the_subtype_too():
    chat = Chat().answer("/new", "20", "[use]", "DM", "[back]")
    assert (chat.draft.state, chat.answers["subtype"]) == ("subtype", "dermatomyositis")
    assert chat.answer("JDM").draft.state == "height"


# ------------------------------------------------------------------ back, keep, why


def test_back_returns_question_by_question_and_keeps_the_answers():
    chat, states = Chat().answer(*MODERATE), []
    while "back" in chat.presses:
        chat.press("back")
        states.append(chat.draft.state)
    assert states == ["ild", "severity", "subtype", "weight"]
    assert set(chat.answers) == {"weight_kg", "subtype", "severity", "ild", "start_date"}


def test_after_back_only_what_is_missing_is_asked():
    chat = Chat().answer("/new", "72", "DM", "moderate", "[back]", "[back]", "PM")
    assert (chat.draft.state, chat.answers["severity"]) == ("ild", "moderate")


def test_keep_goes_on_with_the_answer_given_before():
    chat = Chat().answer("/new", "72", "DM", "[back]", "[keep]")
    assert (chat.draft.state, chat.answers["subtype"]) == ("severity", "dermatomyositis")


def test_why_shows_the_reason_and_changes_nothing():
    chat = Chat().answer("/new", "72", "[why]")
    assert (chat.prompt.why, chat.draft.state) == ("why_asked.subtype", "subtype")
    assert "why" not in chat.presses
    assert chat.answer("DM").prompt.why is None


# ------------------------------------------------------------------ no plan


@pytest.mark.parametrize(
    "name",
    ["inclusion body myositis", "amyopathic dermatomyositis", "Checkpoint Inhibitor Myositis"],
)
def test_a_subtype_without_a_plan_ends_in_an_explained_no(name):
    chat = Chat().answer("/new", "72")
    label = chat.draft.label
    turn = chat.type(name)
    assert chat.session.draft is None
    assert isinstance(chat.reply, NoPlan)
    assert chat.reply.label == label
    assert chat.reply.plan.lines
    assert [(deed.action, deed.label) for deed in turn.deeds] == [("declined", label)]
    assert turn.made is None


def test_the_explained_no_does_not_turn_on_what_was_not_asked():
    """It is worked out before severity and lung disease are known."""
    lines = set()
    for severity in ("mild", "severe"):
        chat = at_review("/new", "72", "DM", severity, "unknown")
        chat.answer("[open.change]", "[open.subtype]", "IBM")
        lines.add(tuple(line.says for line in chat.reply.plan.lines))
    assert lines == {tuple(line.says for line in _declined_at_once())}


def _declined_at_once():
    return Chat().answer("/new", "72", "IBM").reply.plan.lines


@pytest.mark.parametrize(
    ("steps", "age", "reason"),
    [(MODERATE, "17", "adult_rule_under_18"), (CHILD, "18", "juvenile_not_under_18")],
)
def test_an_age_of_the_other_rule_is_asked_about_and_then_refused(steps, age, reason):
    chat = at_review(*steps).answer("[open.details]", "[group.person]", "[key.age]", age)
    assert chat.draft.state == "age_check"
    turn = chat.press("use")
    assert chat.session.draft is None
    values = {"label": turn.deeds[0].label, "adult_age": 18}
    assert chat.reply == Close(says=f"ended.{reason}", values=values)
    assert (turn.deeds[0].action, turn.deeds[0].reason) == ("refused", reason)


def test_an_age_of_the_other_rule_may_be_a_slip():
    chat = at_review().answer("[open.details]", "[group.person]", "[key.age]", "7")
    typed, cleared, changed = chat.copy(), chat.copy(), chat
    assert typed.answer("70").answers["age"] == 70
    assert "age" not in cleared.answer("[clear]").answers
    assert changed.answer("[open.subtype]").draft.state == "subtype"
    assert changed.answer("[back]").draft.state == "age_check"


def test_an_age_that_fits_changes_nothing_else():
    chat = at_review().answer("[open.details]", "[group.person]", "[key.age]", "18")
    assert (chat.draft.state, chat.answers["age"]) == ("group", 18)


def test_a_change_of_subtype_that_clashes_with_the_age_is_asked_about():
    chat = at_review().answer("[open.details]", "[group.person]", "[key.age]", "40", "[back]")
    chat.answer("[back]", "[open.change]", "[open.subtype]", "JDM", "115")
    assert (chat.draft.state, chat.prompt.says) == ("age_check", "intake.age_check.juvenile")


# ------------------------------------------------------------------ the suggestions


@pytest.mark.parametrize(("hour", "day"), [(0, 22), (11, 22), (12, 23), (23, 23)])
def test_the_first_day_suggested_is_this_one_before_noon_and_else_the_next(hour, day):
    chat = Chat(now=MORNING.replace(hour=hour)).answer(*MODERATE)
    assert chat.answers["start_date"] == f"2026-11-{day}"
    chat.press("open.first_day")
    assert chat.presses[:2] == (f"set.2026-11-{day}", f"set.2026-11-{day + 1}")


def test_signs_are_asked_where_disease_is_severe_or_in_the_lungs():
    asked = {
        (severity, ild): at_review("/new", "72", "DM", severity, ild).prompt.signs
        for severity in ("mild", "moderate", "severe")
        for ild in ("yes", "no", "unknown")
    }
    assert {answers for answers, state in asked.items() if state is Signs.OPEN} == {
        ("mild", "yes"),
        ("moderate", "yes"),
        ("severe", "yes"),
        ("severe", "no"),
        ("severe", "unknown"),
    }
    assert set(asked.values()) == {Signs.OPEN, Signs.NOT_ASKED}


def test_a_review_is_shown_for_a_child_without_taper_choices():
    chat = at_review(*CHILD)
    assert "open.first_day" not in chat.presses
    chat.press("open.change")
    assert not {"open.start_dose", "open.first_step", "open.tail"} & set(chat.presses)
    assert "open.first_day" in chat.presses


def test_what_is_chosen_for_a_plan_stands_behind_one_key_of_the_review():
    for steps in ((), SEVERE):
        chat = at_review(*steps)
        assert len(chat.presses) <= 8
        for page in ("start_dose", "first_step", "tail", "first_day"):
            chat.press("open.change")
            assert f"open.{page}" in chat.presses
            chat.press(f"open.{page}")
            assert chat.draft.state == page
            chat.press("back")
            assert chat.draft.state == "review"
            chat.press(f"open.{page}")  # a review that was sent earlier has the key itself
            assert chat.draft.state == page
            chat.press("back")


def test_what_a_press_leads_to_stands_in_its_place_and_what_words_lead_to_below_them():
    """So that whatever was typed has its question above it and its answer below."""
    chat = Chat()
    for step, typed in (("/new", True), ("72", True), ("[back]", False), ("72", True),
                        ("[set.dermatomyositis]", False), ("severe", True)):  # fmt: skip
        chat.answer(step)
        assert isinstance(chat.prompt, Ask)
        assert chat.prompt.anew is typed, step


def test_a_no_that_was_typed_to_stands_below_it():
    chat = Chat().answer("/new", "72", "inclusion body myositis")
    assert isinstance(chat.reply, NoPlan)
    assert chat.reply.anew


def test_the_review_is_dated_where_the_clinician_is():
    """23:30 in Paris is another day than in Honolulu."""
    chat = Chat(now=MORNING.replace(hour=0, minute=30)).answer(*MODERATE)
    assert chat.answers["start_date"] == date(2026, 11, 22).isoformat()
