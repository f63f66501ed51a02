"""The score: every end of every band, the worked examples, what holds of any pair, the oracle."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.response_json import answer, shown_percent
from tests.campaigns import seed, size
from tests.oracle import response as oracle

BEFORE = {
    "physician": 6,
    "patient": 5,
    "extramuscular": 4,
    "mmt": 120,
    "haq": "1.5",
    "enzyme": 3200,
}
BETTER = {
    "physician": 3,
    "patient": 4,
    "extramuscular": 3,
    "mmt": 135,
    "haq": "1.0",
    "enzyme": 800,
}
HEAD = {
    "juvenile": False, "mmt_max": 150, "enzyme": "ck", "upper_limit": "200",
    "subtype": "dermatomyositis",
}  # fmt: skip
SIX = ("physician", "patient", "extramuscular", "mmt", "haq", "enzyme")
# measure: the value it falls from, one percent of its range, points of the five bands
TABLE: dict[str, tuple[str, str, str]] = {
    "physician": ("10", "0.1", "0 7.5 15 17.5 20"),
    "patient": ("10", "0.1", "0 2.5 5 7.5 10"),
    "extramuscular": ("10", "0.1", "0 7.5 12.5 15 20"),
    "haq": ("3", "0.03", "0 5 7.5 7.5 10"),
    "enzyme": ("3000", "30", "0 2.5 5 7.5 7.5"),
    "mmt": ("0", "1.5", "0 10 20 27.5 32.5"),
}
ENDS = dict.fromkeys(SIX, (5, 15, 25, 40)) | {"mmt": (2, 10, 20, 30)}
LEAST = Fraction(1, 10**40)


def pair(now: dict[str, Any], before: dict[str, Any] | None = None, **head: Any) -> dict[str, Any]:
    baseline = BEFORE if before is None else before
    return {"baseline": baseline, "now": baseline | now, **HEAD, **head}


@pytest.mark.parametrize(
    ("now", "score", "category"),
    [
        (BETTER, "52.5", "moderate"),
        ({"physician": 5, "mmt": 126}, "17.5", "none"),
        ({"physician": 5, "mmt": 126, "patient": 4}, "20", "minimal"),
        ({}, "0", "none"),
    ],
)  # fmt: skip
def test_the_worked_examples(now: dict[str, Any], score: str, category: str) -> None:
    found = answer(pair(now))
    assert (found["score"], found["category"], found["missing"]) == (score, category, [])


def test_everything_to_best_is_a_hundred() -> None:
    worst = {
        "physician": 10,
        "patient": 10,
        "extramuscular": 10,
        "mmt": 0,
        "haq": 3,
        "enzyme": 9000,
    }
    best = {"physician": 0, "patient": 0, "extramuscular": 0, "mmt": 150, "haq": 0, "enzyme": 0}
    found = answer(pair(best, worst))
    assert (found["score"], found["category"]) == ("100", "major")


def test_the_first_worked_example_whole() -> None:
    assert answer(pair(BETTER)) == {
        "score": "52.5",
        "category": "moderate",
        "parts": {
            "physician": {"change_percent": "30", "points": "17.5"},
            "patient": {"change_percent": "10", "points": "2.5"},
            "extramuscular": {"change_percent": "10", "points": "7.5"},
            "mmt": {"change_percent": "10", "points": "10"},
            "haq": {"change_percent": "16.7", "points": "7.5"},
            "enzyme": {"change_percent": "80", "points": "7.5"},
        },
        "validated": True,
        "missing": [],
        "reason": None,
    }


@pytest.mark.parametrize("measure", SIX)
@pytest.mark.parametrize("band", range(4))
def test_an_end_belongs_to_the_band_below_it_and_the_least_beyond_it_to_the_next(
    measure: str, band: int
) -> None:
    start, percent, points = TABLE[measure]
    end, sign = ENDS[measure][band] * Fraction(percent), 1 if measure == "mmt" else -1
    below, above = points.split()[band : band + 2]
    for by, expected in ((end, below), (end + LEAST, above), (end - LEAST, below)):
        value = exact(Fraction(start) + sign * by)
        found = answer(pair({measure: value}, {**BEFORE, measure: start}))
        assert found["parts"][measure]["points"] == expected, value


def exact(value: Fraction) -> str:
    """The fraction of a power of ten, written in full."""
    digits = f"{int(value * 10**45):046}"
    return f"{digits[:-45]}.{digits[-45:]}"


@pytest.mark.parametrize("measure", SIX)
def test_beyond_the_last_end_nothing_is_added(measure: str) -> None:
    start, percent, points = TABLE[measure]
    value = Decimal(start) + (1 if measure == "mmt" else -1) * 100 * Decimal(percent)
    found = answer(pair({measure: str(value)}, {**BEFORE, measure: start}))
    assert found["parts"][measure] == {"change_percent": "100", "points": points.split()[-1]}


@pytest.mark.parametrize(
    ("juvenile", "totals"),
    [(False, "20 37.5 40 57.5 60"), (True, "30 42.5 45 67.5 70")],
)
def test_below_and_at_each_threshold(juvenile: bool, totals: str) -> None:
    names = ("minimal", "minimal", "moderate", "moderate", "major")
    for total, name in zip(totals.split(), names, strict=True):
        found = answer(pair(made_of(Decimal(total)), WORST, juvenile=juvenile))
        assert (found["score"], found["category"]) == (total, name)
    below = answer(pair(made_of(Decimal("17.5")), WORST))
    assert (below["score"], below["category"]) == ("17.5", "none")
    assert answer(pair(made_of(Decimal("27.5")), WORST, juvenile=True))["category"] == "none"


WORST = {"physician": 10, "patient": 10, "extramuscular": 10, "mmt": 0, "haq": 3, "enzyme": 3000}


def made_of(total: Decimal) -> dict[str, Any]:
    """Improvements that add up to the sum, measure by measure from the largest part."""
    now: dict[str, Any] = {}
    for measure in sorted(SIX, key=lambda each: -float(TABLE[each][2].split()[-1])):
        start, percent, points = TABLE[measure]
        rest = total - sum(Decimal(answer(pair(now, WORST))["parts"][m]["points"]) for m in now)
        fit = max(i for i, each in enumerate(points.split()) if Decimal(each) <= rest)
        by = (0, *ENDS[measure])[fit] + (1 if fit else 0)
        now[measure] = str(
            Decimal(start) + (1 if measure == "mmt" else -1) * by * Decimal(percent)
        )
    return now


@pytest.mark.parametrize(("full", "points"), [(150, "10"), (80, "20"), (52, "27.5")])
def test_strength_counts_by_its_own_scale(full: int, points: str) -> None:
    found = answer(pair({"mmt": 52}, {**BEFORE, "mmt": 40}, mmt_max=full))
    assert found["parts"]["mmt"]["points"] == points


def test_a_childs_activity_score_goes_to_20() -> None:
    found = answer(
        pair({"extramuscular": 10}, {**BEFORE, "extramuscular": 18}, extramuscular_max=20)
    )
    assert found["parts"]["extramuscular"] == {"change_percent": "40", "points": "15"}
    assert answer(pair({"extramuscular": 18}))["reason"] == "now.extramuscular_invalid"


@pytest.mark.parametrize(
    ("enzyme", "times"), [("ck", 15), ("aldolase", 6), ("ldh", 3), ("ast", 3), ("alt", 3)]
)
def test_an_enzyme_counts_by_a_multiple_of_its_limit(enzyme: str, times: int) -> None:
    before, now = {**BEFORE, "enzyme": times * 40}, {"enzyme": times * 20}
    found = answer(pair(now, before, enzyme=enzyme, upper_limit=40))
    assert found["parts"]["enzyme"] == {"change_percent": "50", "points": "7.5"}


def test_a_limit_of_any_length_is_counted_exactly() -> None:
    limit, fifth = f"1.{'0' * 35}4", f"0.75{'0' * 33}3"  # and 5 percent of 15 times it
    for before, points in ((fifth, "0"), (f"{fifth}1", "2.5")):
        found = answer(pair({"enzyme": 0}, {**BEFORE, "enzyme": before}, upper_limit=limit))
        assert found["parts"]["enzyme"] == {"change_percent": "5", "points": points}


def test_worse_is_below_nothing_and_gives_no_points() -> None:
    found = answer(pair({"physician": 9, "mmt": 100}))
    assert found["parts"]["physician"] == {"change_percent": "-30", "points": "0"}
    assert found["parts"]["mmt"] == {"change_percent": "-13.3", "points": "0"}


@pytest.mark.parametrize(
    ("change", "shown"),
    [("0.05", "0.1"), ("-0.05", "-0.1"), ("0.049999999999999999999999999999999999", "0"),
     ("-0.049", "0"), ("16.66", "16.7"), ("-16.65", "-16.7"), ("99.95", "100")],
)  # fmt: skip
def test_a_percentage_is_rounded_half_away_from_nothing(change: str, shown: str) -> None:
    assert shown_percent(Fraction(change)) == Decimal(shown)
    assert not shown_percent(Fraction(change)).is_signed() or shown.startswith("-")


def test_with_anything_missing_there_is_no_score_but_the_parts_there_are() -> None:
    before, now = (
        dict(BEFORE),
        {"physician": 3, "patient": None, "extramuscular": 3, "mmt": 130, "haq": 1},
    )
    del before["haq"]
    found = answer({"baseline": before, "now": now, **HEAD})
    assert found["missing"] == ["baseline.haq", "now.patient", "now.enzyme"]
    assert (found["score"], found["category"]) == (None, None)
    assert list(found["parts"]) == ["physician", "extramuscular", "mmt"]


def test_what_a_measure_is_counted_by_can_be_missing_too() -> None:
    given = pair({"physician": 3})
    for key in ("juvenile", "mmt_max", "enzyme", "upper_limit", "subtype"):
        del given[key]
    found = answer(given)
    assert found["missing"] == ["mmt_max", "enzyme", "upper_limit", "juvenile"]
    assert list(found["parts"]) == ["physician", "patient", "extramuscular", "haq"]
    assert found["validated"] is False


@pytest.mark.parametrize(("subtype", "validated"), [
    ("dermatomyositis", True), ("polymyositis", True), ("juvenile", True),
    ("necrotizing", False), ("antisynthetase", False), ("overlap", False),
    ("inclusion_body", False), ("amyopathic", False), ("checkpoint_inhibitor", False),
])  # fmt: skip
def test_the_score_is_validated_for_three_subtypes(subtype: str, validated: bool) -> None:
    assert answer(pair({}, subtype=subtype))["validated"] is validated


def test_without_the_key_the_subtype_tells_a_child() -> None:
    better = {"physician": 5, "mmt": 126, "patient": 4}
    for subtype, category in (("juvenile", "none"), ("polymyositis", "minimal")):
        assert answer(pair(better, juvenile=None, subtype=subtype))["category"] == category
    assert answer(pair(better, juvenile=False, subtype="juvenile"))["category"] == "minimal"
    assert answer(pair(better, juvenile=True))["category"] == "none"


@pytest.mark.parametrize("value", [
    "-1", -1, 151, "150.1", "1,5", "1.", ".5", "1e1", "", " 1", "01", "\u0663", True, [1], "x",
    "9" * 101,
])  # fmt: skip
def test_a_value_that_cannot_be_is_named_by_its_key(value: object) -> None:
    assert answer(pair({"mmt": value}))["reason"] == "now.mmt_invalid"
    found = answer({**pair({}), "baseline": {"mmt": value}})
    assert found == {
        "score": None, "category": None, "parts": {}, "validated": None, "missing": [],
        "reason": "baseline.mmt_invalid",
    }  # fmt: skip


@pytest.mark.parametrize(("key", "value"), [
    ("juvenile", 1), ("juvenile", "false"), ("mmt_max", 100), ("mmt_max", "120"), ("mmt_max", 0),
    ("extramuscular_max", 15), ("enzyme", "CK"), ("enzyme", "ggt"), ("enzyme", 1),
    ("upper_limit", 0), ("upper_limit", "0.09"), ("upper_limit", 5001), ("subtype", "dm"),
    ("baseline", []), ("now", "x"), ("now", {"ck": 1}),
])  # fmt: skip
def test_a_key_that_does_not_fit_is_named(key: str, value: object) -> None:
    assert answer({**pair({}), key: value})["reason"] == f"{key}_invalid"


@pytest.mark.parametrize(("full", "value"), [(80, 81), (52, 53), (150, 151), (80, 150)])
def test_strength_beyond_its_scale_is_refused(full: int, value: int) -> None:
    assert (
        answer(pair({"mmt": value}, {**BEFORE, "mmt": 40}, mmt_max=full))["reason"]
        == "now.mmt_invalid"
    )


VALUES = st.fixed_dictionaries(
    {
        "physician": st.integers(0, 100), "patient": st.integers(0, 100),
        "extramuscular": st.integers(0, 100), "mmt": st.integers(0, 1500),
        "haq": st.integers(0, 30), "enzyme": st.integers(0, 90_000),
    }
)  # fmt: skip


def tenths(found: dict[str, int]) -> dict[str, str]:
    return {key: str(Decimal(value) / 10) for key, value in found.items()}


@given(VALUES, VALUES, st.sampled_from(SIX), st.integers(1, 50))
def test_better_in_one_measure_never_lowers_the_score(
    before: dict[str, int], now: dict[str, int], measure: str, by: int
) -> None:
    best = 1500 if measure == "mmt" else 0
    better = min(now[measure] + by, best) if measure == "mmt" else max(now[measure] - by, best)
    first = answer({"baseline": tenths(before), "now": tenths(now), **HEAD})
    other = answer({"baseline": tenths(before), "now": tenths(now | {measure: better}), **HEAD})
    assert Decimal(first["score"]) <= Decimal(other["score"])


@given(VALUES, VALUES)
def test_a_score_is_the_sum_of_its_parts_and_lies_from_0_to_100(
    before: dict[str, int], now: dict[str, int]
) -> None:
    found = answer({"baseline": tenths(before), "now": tenths(now), **HEAD})
    assert sum(Decimal(part["points"]) for part in found["parts"].values()) == Decimal(
        found["score"]
    )
    assert 0 <= Decimal(found["score"]) <= 100


@given(VALUES)
def test_no_change_gives_nothing(found: dict[str, int]) -> None:
    assert answer({"baseline": tenths(found), "now": tenths(found), **HEAD})["score"] == "0"


def test_both_ways_of_counting_agree_on_thousands_of_pairs() -> None:
    for case in oracle.random_pairs(size("responses"), seed(20160101)):
        assert answer(case) == oracle.answer(case), case


def test_the_pairs_reach_every_category_every_band_and_what_is_refused() -> None:
    found = [answer(case) for case in oracle.random_pairs(1_500, 20160101)]
    assert {each["category"] for each in found} == {"none", "minimal", "moderate", "major", None}
    for measure in SIX:
        points = {each["parts"][measure]["points"] for each in found if measure in each["parts"]}
        assert points == {*TABLE[measure][2].split()}
    assert sum(each["reason"] is not None for each in found) > 50
    assert sum(bool(each["missing"]) for each in found) > 150
