"""The optional answers: every key of the planner's input, in groups, each clearable."""

import pytest

from core.reading import KEYS, OPTIONAL_KEYS
from flows.intake.details import DETAILS, GROUPS
from flows.intake.reading.choices import is_closed, rows
from tests.flows.chat import CHILD, at_review
from tests.flows.intake.walk import READY

NUMBERS = {
    "age": "40", "height_cm": "170", "egfr": "90", "pulse_days": "3", "pulse_mg": "500",
    "earlier_steroid": "60 mg for 5 weeks",
}  # fmt: skip
ELSEWHERE = {
    "weight_kg", "subtype", "severity", "ild", "start_date", "hold_weeks", "tail", "start_mg",
    "region", "agent_start", "methotrexate_route",
}  # fmt: skip


def opened(key: str, *steps: str):
    """A review with this detail's question open; a pulse dose needs pulse days."""
    group = next(group for group, keys in GROUPS.items() if key in keys)
    chat = at_review(*steps).answer("[open.details]", f"[group.{group}]")
    if key == "pulse_mg":
        chat.answer("[key.pulse_days]", "3")
    return chat.answer(f"[key.{key}]")


def test_every_key_of_the_input_has_its_place():
    assert set(DETAILS) | ELSEWHERE == set(KEYS)
    assert set(DETAILS) >= set(OPTIONAL_KEYS)
    assert sorted(DETAILS) == sorted(key for keys in GROUPS.values() for key in keys)


@pytest.mark.parametrize("key", DETAILS)
def test_each_detail_is_asked_answered_and_cleared(key):
    chat = opened(key)
    assert (chat.prompt.says, "clear" in chat.presses) == (f"intake.detail.{key}", False)
    first = next((press for press in chat.presses if press.startswith("set.")), None)
    if first and key != "pulse_days":
        chat.press(first)
    else:
        chat.type(NUMBERS[key])
    assert chat.draft.state == "group"
    assert key in chat.answers
    chat.answer(f"[key.{key}]", "[clear]")
    assert (chat.draft.state, key in chat.answers) == ("group", False)


@pytest.mark.parametrize("key", [key for key in DETAILS if is_closed(key)])
def test_every_button_of_a_detail_sets_a_value_the_planner_takes(key):
    for row in rows(key):
        for value in row:
            chat = opened(key)
            chat.press(f"set.{str(value).lower() if isinstance(value, bool) else value}")
            assert chat.answers[key] == value
            chat.answer("[back]", "[back]")
            assert chat.draft.state == "review"


@pytest.mark.parametrize(
    ("key", "text", "answer"),
    [
        ("age", "64 years", 64),
        ("height_cm", "170cm", 170),
        ("egfr", "0", 0),
        ("sex", "Female", "F"),
        ("sex", "m", "M"),
        ("hbv", "positive", "pos"),
        ("statin", "YES", True),
        ("statin", "no.", False),
        ("tpmt", "poor", "poor"),
        ("methotrexate_weekday", "Friday", "friday"),
        ("pulse_days", "5 days", 5),
        ("pulse_mg", "750 mg", "750"),
    ],
)
def test_a_detail_may_be_typed(key, text, answer):
    chat = opened(key)
    chat.type(text)
    assert chat.answers[key] == answer


@pytest.mark.parametrize(
    ("key", "text", "reason"),
    [
        ("age", "121", "age_limits"),
        ("age", "40.5", "whole_number"),
        ("age", "forty", "digits"),
        ("age", "040", "whole_number"),
        ("height_cm", "231", "height_cm_limits"),
        ("height_cm", "5.7", "height"),
        ("egfr", "201", "egfr_limits"),
        ("pulse_days", "6", "pulse_days_limits"),
        ("pulse_mg", "1001", "pulse_mg_limits"),
        ("pulse_mg", "2000", "pulse_mg_limits"),
        ("pulse_mg", "0", "pulse_mg_limits"),
        ("sex", "lady", "choice"),
        ("statin", "not known", "choice"),
        ("tpmt", "low", "choice"),
        ("hbv", "core", "choice"),
        ("age", "12/03/57", "identifier"),
    ],
)
def test_a_detail_outside_its_limits_is_refused(key, text, reason):
    chat = opened(key)
    chat.type(text)
    assert (chat.refused, key in chat.answers) == (reason, False)


def test_the_limit_of_a_pulse_follows_the_weight():
    chat = opened("pulse_mg", "/new", "31", "[use]", "DM", "severe", "no")
    assert chat.prompt.values == {"low": 1, "high": 930}
    assert chat.answer("930").answers["pulse_mg"] == "930"


def test_pregnancy_is_not_asked_of_a_man_and_an_earlier_answer_is_gone():
    chat = opened("pregnancy").answer("yes", "[key.sex]", "male")
    assert "key.pregnancy" not in chat.presses
    chat.answer("[back]", "[back]")
    assert "pregnancy" not in chat.answers


def test_a_pulse_dose_is_asked_only_with_pulse_days_and_goes_with_them():
    chat = opened("pulse_mg").answer("500", "[key.pulse_days]", "[set.0]")
    assert "key.pulse_mg" not in chat.presses
    assert "pulse_mg" not in chat.answer("[back]", "[back]").answers


def test_the_height_of_a_child_is_a_question_and_no_detail():
    chat = at_review(*CHILD).answer("[open.details]", "[group.person]")
    assert "key.height_cm" not in chat.presses


def test_details_are_read_back_and_sharpen_the_plan():
    chat = opened("egfr").answer("45", "[back]", "[back]")
    assert ("egfr", 45) in chat.prompt.answers
    assert "egfr_30_59" in chat.prompt.points
    assert "egfr" not in chat.prompt.plan.unknown


def test_a_page_of_details_reads_its_own_answers_back():
    chat = opened("age").answer("40")
    assert chat.prompt.answers == (("age", 40),)
    assert chat.answer("[back]").prompt.answers == (("age", 40),)
    assert chat.answer("[group.blood]").prompt.answers == ()


@pytest.mark.parametrize("page", ["[open.details]", "[open.change]"])
def test_what_is_typed_at_a_page_of_buttons_is_no_answer(page):
    chat = at_review().answer(page, "Nothing else")
    assert chat.refused == "press"
    assert chat.answer("John Smith").refused == "identifier"


def test_each_question_and_page_says_why():
    asked = {key: opened(key).answer("[why]").prompt.why for key in DETAILS}
    assert asked == {key: f"why_asked.{key}" for key in DETAILS}
    chat = at_review().answer("[open.details]", "[group.blood]", "[why]")
    assert chat.prompt.why == "why_asked.blood"


def test_a_sign_is_ticked_by_its_words_and_taken_back_by_a_press_alone():
    chat = at_review("/new", "72", "DM", "severe", "no").answer("[open.signs]", "heart")
    assert chat.answers["myocarditis"] is True
    assert chat.answer("heart").refused == "press"
    assert chat.answers["myocarditis"] is True


def test_an_antibody_is_ticked_by_its_words_and_a_drug_of_before_by_a_press_alone():
    chat = at_review().answer("[open.details]", "[group.disease]", "antibodies", "Jo-1")
    assert chat.answers["antibodies"] == ["jo1"]
    assert chat.answer("Jo-1").refused == "press"
    chat = at_review().answer("[open.details]", "[group.before]", "earlier drugs", "methotrexate")
    assert (chat.refused, "immunosuppressants" in chat.answers) == ("press", False)


def test_cancel_and_why_can_be_typed():
    assert at_review().answer("why").prompt.why == "why_asked.review"
    assert at_review().answer("Cancel").prompt.says == "parked.leave"


def test_a_button_of_the_agent_can_be_typed():
    chat = at_review(*READY).answer("First day of the agent", "not yet")
    assert (chat.draft.state, chat.answers["agent_start"]) == ("review", None)


@pytest.mark.parametrize("days", ["[set.0]", "[clear]"])
def test_without_pulse_days_no_pulse_dose_is_read_back(days):
    chat = at_review().answer("[open.details]", "[group.treatment]", "[key.pulse_days]", "[set.3]")
    chat.answer("[key.pulse_mg]", "900")
    assert "pulse_mg" in dict(chat.prompt.answers)
    for step in ("[key.pulse_days]", days, "[back]", "[back]"):
        chat.answer(step)
        if step != "[key.pulse_days]":
            assert "pulse_mg" not in dict(chat.prompt.answers)
