"""A case as JSON or as flags: every doubt is refused with its line and its key."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.plan_input import LONGEST, Unusable, case_of, flags
from core.values import Number


def fault(data: str | bytes) -> tuple[int | None, str]:
    with pytest.raises(Unusable) as caught:
        case_of(data if isinstance(data, bytes) else data.encode())
    return caught.value.line, str(caught.value)


def test_numbers_stay_as_they_were_written() -> None:
    found = case_of(b'{"weight_kg": 72.50, "age": 45, "egfr": 9e1, "start_mg": "17.5"}')
    assert found == {"weight_kg": "72.50", "age": "45", "egfr": "9e1", "start_mg": "17.5"}
    assert [type(value) for value in found.values()] == [Number, Number, Number, str]


def test_a_number_of_any_length_is_kept_as_text() -> None:
    assert case_of(b'{"age": ' + b"9" * 5000 + b"}")["age"] == "9" * 5000


def test_true_false_and_null_are_themselves() -> None:
    found = case_of(b'\xef\xbb\xbf{"statin": true, "mda5": false, "age": null}')
    assert found == {"statin": True, "mda5": False, "age": None}


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        ("", 1, "not JSON: Expecting value"),
        ("{\n\n x", 3, "not JSON: Expecting property name enclosed in double quotes"),
        ('{"age": 45} 1', 1, "not JSON: Extra data"),
        ("[]", 1, "not an object"),
        ("72", 1, "not an object"),
        ('"weight_kg"', 1, "not an object"),
        ('{\n"age": 45,\n"wieght": 72}', 3, "unknown key: 'wieght'"),
        ('{"\u0430ge": 45}', 1, "unknown key: '\\u0430ge'"),
        ('{"age": 45,\n"sex": "F",\n"age": 46}', 3, "key given twice: 'age'"),
        ('{"age": {"a": 1, "a": 2}}', 1, "key given twice: 'a'"),
        ('{"weight_kg":\nNaN}', 2, "not JSON: no number: 'NaN'"),
        ('{"weight_kg": -Infinity}', 1, "not JSON: no number: '-Infinity'"),
        (b'{"sex":\n"\xff"}', 2, "not UTF-8"),
        ("[" * 100_000, 1, "not a case: nested too deeply"),
        ('{"age":' * 100_000, 1, "not a case: nested too deeply"),
        (" " * (LONGEST + 1), 1, f"longer than {LONGEST} bytes"),
        (f'{{"{"x" * 500}": 1}}', 1, f"unknown key: '{'x' * 60}'"),
    ],
)
def test_what_is_no_case_is_named_by_line_and_key(data: str, line: int, said: str) -> None:
    assert fault(data) == (line, said)


def test_flags_are_the_keys_and_two_short_ones() -> None:
    words = "--weight 72 --start=2026-11-23 --hold-weeks 3 --statin true --mda5=false --ild no"
    assert flags(words.split()) == {
        "weight_kg": "72",
        "start_date": "2026-11-23",
        "hold_weeks": "3",
        "statin": True,
        "mda5": False,
        "ild": "no",
    }
    assert type(flags(["--hold-weeks", "3"])["hold_weeks"]) is Number


def test_a_flag_value_that_is_no_answer_is_left_to_the_planner() -> None:
    assert flags(["--statin", "maybe", "--weight", "-5"]) == {"statin": "maybe", "weight_kg": "-5"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--wieght", "72"], "unknown flag: '--wieght'"),
        (["72"], "unknown flag: '72'"),
        (["--json", "--weight", "72"], "unknown flag: '--json'"),
        (["--weight"], "--weight needs a value"),
        (["--weight", "72", "--weight-kg", "80"], "given twice: weight_kg"),
    ],
)
def test_a_flag_that_is_not_right_is_named(words: list[str], said: str) -> None:
    with pytest.raises(Unusable, match=f"^{said}$"):
        flags(words)


@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_bytes_are_a_case_or_unusable(data: bytes) -> None:
    found: object = {}
    with suppress(Unusable):
        found = case_of(data)
    assert isinstance(found, dict)
