"""Which tablets the papers are counted in, as buttons carry it."""

from decimal import Decimal
from itertools import chain, combinations

import pytest

from bot.guideline import shipped
from bot.page.seal import LIMIT_BYTES, seal
from core.patient import Region
from core.steroid.supply import Fewest
from core.steroid.tablets import region_tablets
from flows.plan.stock import USUAL, Stock, _habits, read


def every(region: Region) -> list[Stock]:
    sold = region_tablets(shipped(), region).strengths_mg.value
    missing = chain.from_iterable(combinations(sold, size) for size in range(len(sold)))
    return [
        Stock(missing=frozenset(each), whole=whole, few=few)
        for each in missing
        for whole in (False, True)
        for few in (False, True)
    ]


@pytest.mark.parametrize("region", Region)
def test_whatever_can_be_chosen_fits_a_button_and_is_read_back(region: Region) -> None:
    for each in every(region):
        assert read(each.press) == each
        press = f"paper.handout.{each.press}"
        data = seal(b"key", 1, 1, label="K7Q-2M3", number=999, press=press)
        assert len(data.encode()) <= LIMIT_BYTES


@pytest.mark.parametrize("region", Region)
def test_only_what_is_there_is_taken_and_never_another_strength(region: Region) -> None:
    sold = region_tablets(shipped(), region)
    for each in every(region):
        taken = each.supply(shipped(), region)
        assert set(taken.strengths_mg) == set(sold.strengths_mg.value) - each.missing
        assert taken.halved_mg == (() if each.whole else sold.halved_mg.value)
        assert (taken.fewest is Fewest.STRENGTHS) == each.few


def test_the_usual_tablets_are_no_word_in_a_button() -> None:
    assert (USUAL.press, read("")) == ("", USUAL)
    assert read("2_5-w") == Stock(missing=frozenset({Decimal("2.5")}), whole=True)


def test_half_tablets_have_a_key_where_they_are_sold() -> None:
    for halved, keys in (((), 1), ((Decimal(5),), 2)):
        found = list(_habits(USUAL, halved))
        assert len(found) == keys
        assert {read(each.press.removeprefix("stock.")) for each in found} == {
            Stock(few=True),
            *([Stock(whole=True)] if halved else []),
        }
