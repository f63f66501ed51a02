"""What a judged number is out of, by its measure; what is measured has no such end."""

from decimal import Decimal

import pytest

from bot.guideline import shipped
from core.response.scale import scale_of
from tests.core.response.visits import found

RULE = shipped().response.score


@pytest.mark.parametrize(
    ("name", "value", "end"),
    [
        ("mmt", "138/150", "150"),
        ("mmt", "70/80", "80"),
        ("cmas", "40", "52"),
        ("haq", "0.9", "3"),
        ("physician", "2", "10"),
        ("patient", "3.5", "10"),
        ("extramuscular", "4/20", "20"),
        ("extramuscular", "4", "10"),
    ],
)
def test_each_judged_number_has_the_end_of_its_scale(name: str, value: str, end: str) -> None:
    assert scale_of(RULE, found(name, value)) == Decimal(end)


@pytest.mark.parametrize("name", ["ck", "ggt", "chair_stands", "fvc", "weight"])
def test_what_is_measured_has_none(name: str) -> None:
    assert scale_of(RULE, found(name, "30")) is None
