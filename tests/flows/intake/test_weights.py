"""Weights as they are typed, against a second grammar written without regular expressions."""

import random
import sys
import unicodedata
from decimal import Decimal
from fractions import Fraction
from itertools import product
from time import thread_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.intake.reading.weights import Weighed, in_kg, read_weight
from flows.talk.typed.text import Unreadable
from tests.campaigns import seed, size

POUND = Decimal("0.45359237")
CAMPAIGN = size("weights")
SLOWEST_S = 0.005
DIGITS = "0123456789"
KILOGRAMS = tuple(
    f"{unit}{end}"
    for unit in (
        "kg",
        "kgs",
        "kilo",
        "kilos",
        "kilogram",
        "kilograms",
        "kilogramme",
        "kilogrammes",
    )
    for end in ("", ".")
)
POUNDS = ("lb", "lbs", "pound", "pounds")
STONES = ("st", "stone", "stones")
SEEDS = (
    "70", "70.5", "70,5", "70 kg", "154 lb", "154lbs", "11 st 3", "11 st 3 lb", "250", "0", "4.9",
    "109.9 kilograms", "9 stone", "12st13", "999.9", "1e3", "1_000", "0x46", "NaN", "70-80",
)  # fmt: skip


def reference(text: str) -> Fraction | None:
    """The kilograms that the text states by the written rules, or None where it is no weight."""
    if len(text) > 32 or any(ord(character) > 127 for character in text):
        return None
    lower = text.lower()
    for unit in ("", *KILOGRAMS):
        if (number := plain_number(without_unit(lower, unit), zero=True)) is not None:
            return number
    for unit in POUNDS:
        if (number := plain_number(without_unit(lower, unit))) is not None:
            return tenths(number)
    return stones(lower)


def without_unit(text: str, unit: str) -> str:
    if not text.endswith(unit) or not unit:
        return text if not unit else ""
    return text[: -len(unit)].removesuffix(" ")


def plain_number(text: str, *, zero: bool = False) -> Fraction | None:
    if zero and text == "0":
        return Fraction(0)
    whole, point, tenth = text.replace(",", ".").partition(".")
    if not 1 <= len(whole) <= 3 or whole[0] == "0" or not set(whole) <= set(DIGITS):
        return None
    if point and (len(tenth) != 1 or tenth not in DIGITS):
        return None
    return Fraction(int(whole)) + Fraction(int(tenth or 0), 10)


def stones(text: str) -> Fraction | None:
    for unit in STONES:
        before, found, after = text.partition(unit)
        number = before.removesuffix(" ")
        if not found or len(number) not in (1, 2) or plain_number(number) is None:
            continue
        pounds = rest_pounds(after)
        if pounds is not None:
            return tenths(Fraction(int(number) * 14 + pounds))
    return None


def rest_pounds(text: str) -> int | None:
    if not text:
        return 0
    text = text.removeprefix(" ")
    for unit in ("", *POUNDS):
        number = without_unit(text, unit)
        if number in {str(pounds) for pounds in range(14)}:
            return int(number)
    return None


def tenths(pounds: Fraction) -> Fraction:
    """Kilograms to one decimal, an exact half up."""
    kg = pounds * Fraction(POUND)
    return Fraction((kg * 10 + Fraction(1, 2)) // 1, 10)


def read(text: str) -> Fraction | None:
    try:
        return Fraction(read_weight(text, POUND).kg)
    except Unreadable:
        return None


def mutated(chance: random.Random) -> str:
    """A valid weight with one to three characters changed, taken out or put in."""
    text = list(chance.choice(SEEDS))
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(text) + 1)
        character = chance.choice(" .,-+kglbst?~0123456789eE\u00a0\u0665\uff17\u212a\n")
        match chance.randrange(3):
            case 0:
                text.insert(place, character)
            case 1:
                text[place : place + 1] = [character]
            case _:
                del text[place : place + 1]
    return "".join(text)


@pytest.mark.wide
def test_slips_of_a_valid_weight_are_read_as_the_rules_say():
    chance = random.Random(seed(2026))
    texts = set[str]()
    while len(texts) < CAMPAIGN:
        texts.add(mutated(chance))
    assert [text for text in texts if read(text) != reference(text)] == []


@given(st.text(max_size=40))
@settings(max_examples=2_000)
def test_any_text_is_read_as_the_rules_say(text):
    assert read(text) == reference(text)


def test_no_digit_but_0_to_9_counts():
    others = [chr(code) for code in range(128, sys.maxunicode + 1) if chr(code).isnumeric()]
    assert len(others) > 680
    assert [each for each in others if read(f"7{each}") or read(f"{each}0")] == []
    assert {unicodedata.category(each) for each in others} > {"Nd", "No"}


def test_no_look_alike_letter_makes_a_unit():
    assert read("70 \u212ag") is None  # the Kelvin sign


@pytest.mark.parametrize("text", ["9" * 10_000, "1 st " * 2_000, "70 kg " * 1_500, "1,1" * 3_000])
def test_no_text_takes_longer_than_5_ms(text):
    began = thread_time()
    read(text)
    assert thread_time() - began < SLOWEST_S


def test_every_stone_and_pound_is_converted():
    wrong = [
        (stone, pound)
        for stone, pound in product(range(1, 40), range(14))
        if read(f"{stone} st {pound}") != tenths(Fraction(stone * 14 + pound))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "weighed"),
    [
        ("70", Weighed(kg=Decimal(70), bare=True)),
        ("70.0 kg", Weighed(kg=Decimal(70))),
        ("154 LB", Weighed(kg=Decimal("69.9"), typed="154 lb")),
        ("154.50 lb", None),
        ("154.5 lb", Weighed(kg=Decimal("70.1"), typed="154.5 lb")),
        ("11 st 3", Weighed(kg=Decimal("71.2"), typed="11 st 3 lb")),
        ("11 stone", Weighed(kg=Decimal("69.9"), typed="11 st 0 lb")),
        ("11 st 14", None),
    ],
)
def test_a_weight_says_how_it_was_typed_where_it_was_converted(text, weighed):
    try:
        assert read_weight(text, POUND) == weighed
    except Unreadable:
        assert weighed is None


def test_pounds_are_rounded_to_the_nearest_tenth_with_a_half_up():
    assert in_kg(Decimal(154), POUND) == Decimal("69.9")
    assert in_kg(Decimal(1), Decimal("0.25")) == Decimal("0.3")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("seventy", "digits"),
        ("\uff17\uff10", "digits"),
        ("about 70", "weight_measured"),
        ("70?", "weight_measured"),
        ("70kg 80kg", "weight_one_number"),
        ("70-80", "weight_one_number"),
        ("70 or 80", "weight_one_number"),
        ("1e3", "weight"),
        ("070", "weight"),
        ("70.55", "weight"),
    ],
)
def test_the_reason_names_what_is_wrong(text, reason):
    with pytest.raises(Unreadable) as refused:
        read_weight(text, POUND)
    assert refused.value.reason == reason
