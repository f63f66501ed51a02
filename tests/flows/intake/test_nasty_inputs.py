"""Every nasty input at every step: as listed, nothing changed unless so stated, nothing echoed."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from flows.talk.turn import NoAnswer, Pressed
from tests.flows.chat import MORNING, PARIS, Chat

DATA = tomllib.loads((Path(__file__).parents[2] / "nasty" / "inputs.toml").read_text("utf-8"))
STEPS = {
    "weight": ("/new",),
    "subtype": ("/new", "72"),
    "severity": ("/new", "72", "DM"),
    "ild": ("/new", "72", "DM", "moderate"),
    "date": ("/new", "72", "DM", "moderate", "no", "[open.first_day]"),
    "confirm": ("/new", "72", "DM", "moderate", "no"),
}
KEYS = {
    "weight": "weight_kg",
    "subtype": "subtype",
    "severity": "severity",
    "ild": "ild",
    "date": "start_date",
}
MESSAGES = {
    "C04": NoAnswer.STICKER,
    "C05": NoAnswer.VOICE,
    "C06": NoAnswer.PICTURE,
    "C07": NoAnswer.DOCUMENT,
    "C08": NoAnswer.OTHER,
    "C09": NoAnswer.EDITED,
    "C10": NoAnswer.FORWARDED,
    "C11": NoAnswer.VIA_BOT,
}
STEP_REASONS = {
    "weight": {"weight", "digits"},
    "subtype": {"subtype_choice"},
    "severity": {"severity_choice"},
    "ild": {"ild_choice"},
    "date": {"date"},
    "confirm": {"press"},
}
REASONS = {
    "empty": {"empty"},
    "too_long": {"too_long"},
    "characters": {"characters"},
    "digits": {"digits", "date_digits"},
    "format": {"weight", "digits", "date"},
    "one_number": {"weight_one_number"},
    "measured": {"weight_measured"},
    "range": {"weight_limits"},
    "choices": {"subtype_choice", "severity_choice", "ild_choice"},
    "explained": {"severity_laboratory", "severity_dysphagia", "severity_refractory"},
    "not_asked": {"subtype_antibody"},
    "offer_unknown": {"ild_not_tested"},
    "offer_yes": {"ild_pattern"},
    "identifier": {"identifier"},
    "ambiguous": {"date_ambiguous"},
    "year": {"date_without_year", "date_year"},
    "no_such_day": {"date_impossible"},
    "too_early": {"first_day_too_early"},
    "too_far": {"first_day_too_late"},
    "one_date": {"date_one"},
    "time": {"date_time"},
    "press": {"press"},
}
CHECKS = {
    "converted": "converted",
    "pounds": "pounds",
    "unusual": "unusual",
    "absolute": "meant",
    "already_taken": "taken",
    "mid_course": "course",
}
# What happens around these is told in the tests of reviews and drafts, below, or of the shell.
IN_OTHER_TESTS = {"S39", "V38", "I36", "I37"} | {f"P{number}" for number in range(27, 41)}
# Words in capitals look like one, those of a script without capitals may be one.
MAY_BE_A_NAME = {"C23", "S36", "T37"}


def cases() -> Iterator[tuple[str, dict[str, str]]]:
    """Each step with what is typed at it; what happens around it is told in tests of its own."""
    for step in STEPS:
        for case in (*DATA["common"], *DATA[step]):
            if case["id"] not in IN_OTHER_TESTS:
                yield step, case


def refused_case(case: dict[str, str]) -> bool:
    return case["expect"] in {"refused", "emergency"}


ALL = [pytest.param(step, case, id=f"{step}-{case['id']}") for step, case in cases()]


def chat_at(step: str, case: dict[str, str]) -> Chat:
    day = date.fromisoformat(case.get("today", DATA["reference"]["today"]))
    return Chat(now=datetime.combine(day, time(9), PARIS)).answer(*STEPS[step])


def said(case: dict[str, str]) -> str:
    return case["said"] * int(case.get("repeat", 1))


@pytest.mark.parametrize(("step", "case"), ALL)
def test_a_nasty_input_is_met_as_listed(step, case):
    chat = chat_at(step, case)
    before = chat.draft
    chat.type(said(case))
    match case["expect"]:
        case "accepted":
            assert chat.draft.answers[KEYS[step]] == case["value"]
        case "asks" if case["reason"] in CHECKS:
            assert chat.draft.answers.get(KEYS[step]) == before.answers.get(KEYS[step])
            assert chat.draft.held["answer"] == case["value"]
            assert chat.draft.held["check"] == CHECKS[case["reason"]]
        case "declined":
            assert chat.session.draft is None
            assert [deed.reason for deed in chat.turns[-1].deeds] == [case["value"]]
        case "emergency":
            assert (chat.refused, chat.draft.answers) == ("emergency", before.answers)
        case _:
            wanted = REASONS.get(case["reason"], STEP_REASONS[step])
            wanted = wanted | ({"identifier"} if case["id"] in MAY_BE_A_NAME else set())
            of_birth = step == "date" and case["reason"] == "identifier"
            wanted = wanted | ({"date_short_year"} if of_birth else set())
            assert (chat.refused in wanted, chat.draft.state) == (True, before.state)


@pytest.mark.parametrize(("step", "case"), [each for each in ALL if refused_case(each.values[1])])
def test_what_is_refused_changes_nothing_and_is_not_echoed(step, case):
    """The prompt below is the one above with a reason, and no reason carries a text."""
    chat = chat_at(step, case)
    draft, shown = chat.draft, chat.prompt
    turn = chat.type(said(case))
    again = replace(chat.prompt, number=shown.number, anew=False, refused=None, refused_values={})
    assert again == replace(shown, anew=False)
    assert (chat.prompt.number, chat.prompt.anew) == (shown.number + 1, True)
    assert not any(isinstance(value, str) for value in chat.prompt.refused_values.values())
    assert (chat.draft.answers, chat.draft.held) == (draft.answers, draft.held)
    assert [deed.reason for deed in turn.deeds] == [chat.refused]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("kind", NoAnswer)
def test_what_is_no_text_is_never_an_answer(step, kind):
    chat = chat_at(step, {})
    before = chat.draft
    chat.send(kind)
    assert chat.refused == kind
    assert (chat.draft.answers, chat.draft.state) == (before.answers, before.state)


def test_every_kind_that_is_listed_is_known():
    assert set(MESSAGES.values()) == set(NoAnswer)


@pytest.mark.parametrize("step", STEPS)
def test_half_of_a_surrogate_pair_is_refused(step):
    chat = chat_at(step, {})
    chat.type("70\ud800")
    assert chat.refused == "characters"


def test_every_listed_case_is_met_somewhere():
    listed = {case["id"] for step in STEPS for case in (*DATA["common"], *DATA[step])}
    assert {case["id"] for _, case in cases()} | IN_OTHER_TESTS >= listed
    assert MORNING.date() == date.fromisoformat(DATA["reference"]["today"])


def test_an_answer_to_another_question_is_refused():
    """I36: "No" while the buttons for severity are shown."""
    chat = Chat().answer("/new", "72", "DM", "No")
    assert (chat.refused, chat.draft.state) == ("severity_choice", "severity")


def test_an_answer_before_the_next_question_was_shown_is_refused():
    """I37: "no" at once after "yes"; it had arrived before the review was made."""
    chat = Chat().answer("/new", "72", "DM", "moderate", "yes")
    chat.type("no", arrived=chat.now - timedelta(seconds=1))
    assert (chat.refused, chat.draft.answers["ild"]) == ("before_shown", "yes")


def test_an_answer_taken_back_and_given_anew_is_in_the_audit_twice():
    """V38: severe, back, mild."""
    chat = Chat().answer("/new", "72", "DM", "[set.severe]", "[back]", "[set.mild]")
    deeds = [deed for turn in chat.turns for deed in turn.deeds if deed.reason == "severity"]
    assert [deed.action for deed in deeds] == ["answered", "answered"]
    assert chat.draft.answers["severity"] == "mild"


def test_a_button_from_before_the_weight_was_changed_does_nothing():
    """S39: the subtype prompt's button, after Back to the weight."""
    chat = Chat().answer("/new", "72")
    old = Pressed(label=chat.draft.label, number=chat.draft.serial, press="set.polymyositis")
    chat.answer("[back]", "80")
    chat.hear(old)
    assert chat.toast == "answered"
    assert "subtype" not in chat.draft.answers
