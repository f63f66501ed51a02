"""Labels: their form, and that no slip of one character passes."""

import itertools
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.talk.label import CHARACTERS, FORM, check, label_from

CHANCE = st.tuples(*[st.integers(0, 30)] * 5)
SAMPLES = ["K7Q-2M3", *(label_from([a, b, b, a, 30 - b]) for a, b in ((0, 7), (22, 0), (30, 30)))]
NASTY = tomllib.loads((Path(__file__).parents[2] / "nasty" / "inputs.toml").read_text("utf-8"))
NO_LABELS = [
    case["said"]
    for case in NASTY["label"]
    if case["expect"] == "refused" and case["reason"] != "no_such_plan"
]


@given(CHANCE)
def test_chance_always_gives_a_label(chance):
    label = label_from(chance)
    assert FORM.fullmatch(label)
    assert check(label)


@pytest.mark.parametrize("label", SAMPLES)
def test_no_single_slip_passes(label):
    slips = {
        f"{label[:place]}{character}{label[place + 1 :]}"
        for place, was in enumerate(label)
        for character in CHARACTERS
        if character != was
    }
    assert not any(check(slip) for slip in slips)


@pytest.mark.parametrize("label", SAMPLES)
def test_no_swap_of_two_passes(label):
    for first, second in itertools.combinations([0, 1, 2, 4, 5, 6], 2):
        swapped = list(label)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        assert "".join(swapped) == label or not check("".join(swapped))


def test_different_chance_gives_different_labels():
    labels = {label_from((first, 1, 2, 3, last)) for first in range(23) for last in range(31)}
    assert len(labels) == 23 * 31


def test_the_first_character_is_a_letter():
    assert {label_from((first, 0, 0, 0, 0))[0] for first in range(31)} == set(CHARACTERS[8:])


@pytest.mark.parametrize("text", NO_LABELS)
def test_a_nasty_text_is_no_label(text):
    assert not check(text)


@pytest.mark.parametrize("text", ["k7q-2m3", "K7Q2M3", "K7Q-2M3\n", "K7Q-2MI", "17Q-2M3"])
def test_only_the_exact_form_is_a_label(text):
    assert not check(text)
