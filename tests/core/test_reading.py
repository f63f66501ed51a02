"""A case is read exactly, in the order of its keys, and refused for its first fault."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guideline import shipped
from core.amounts import UNKNOWN
from core.guideline.schema import Guideline
from core.patient import DECLINED, Case, Ild, Region, Severity, Subtype, Tail
from core.reading import (
    KEYS,
    OPTIONAL_KEYS,
    Refused,
    UnknownKey,
    Written,
    not_answered,
    read_case,
    weight_limit,
)
from core.values import Number

LEAST: dict[str, object] = {
    "weight_kg": "70",
    "subtype": "dermatomyositis",
    "severity": "moderate",
    "ild": "no",
    "start_date": "2026-11-23",
}


def read(**given: object) -> Case | Refused:
    return read_case(LEAST | given, shipped())


def reason(**given: object) -> str:
    found = read(**given)
    assert isinstance(found, Refused)
    return found.reason


def test_the_least_case_takes_its_defaults_and_leaves_the_rest_unknown() -> None:
    assert read() == Case(
        weight_kg=Decimal("70"),
        subtype=Subtype.DERMATOMYOSITIS,
        severity=Severity.MODERATE,
        ild=Ild.NO,
        start_date=date(2026, 11, 23),
        hold_weeks=4,
        tail=Tail.STANDARD,
        region=Region.US,
    )


def test_what_was_not_answered_is_listed_in_its_order() -> None:
    case = read(statin=False, age=Number("45"))
    assert isinstance(case, Case)
    assert (case.statin, case.age, case.egfr) == (False, 45, UNKNOWN)
    assert not_answered(case) == tuple(
        key for key in OPTIONAL_KEYS if key not in {"statin", "age"}
    )


def test_the_optional_keys_are_those_of_the_contract() -> None:
    assert OPTIONAL_KEYS[:6] == ("age", "height_cm", "sex", "pregnancy", "egfr", "liver_disease")
    assert OPTIONAL_KEYS[-7:] == (
        "g6pd", "earlier_steroid", "immunosuppressants", "antibodies", "diabetes",
        "fragility_fracture", "cyp3a4",
    )  # fmt: skip
    assert tuple(KEYS)[-2:] == ("agent_start", "methotrexate_route")
    assert len(KEYS) == 47


def test_null_is_not_given() -> None:
    assert read(age=None, hold_weeks=None, g6pd=None) == read()
    assert reason(ild=None) == "ild_missing"


@pytest.mark.parametrize("key", LEAST)
def test_a_required_key_that_is_missing_refuses(key: str) -> None:
    given = {name: value for name, value in LEAST.items() if name != key}
    assert read_case(given, shipped()) == Refused(reason=f"{key}_missing")


def test_a_key_that_is_not_known_is_an_error_of_the_caller(guideline: Guideline) -> None:
    with pytest.raises(UnknownKey, match="wieght"):
        read_case(LEAST | {"wieght": "70"}, guideline)


@pytest.mark.parametrize(
    "weight", ["70", "70.5", "72.0", Number("70"), Number("70.0"), 70, Decimal("70.5")]
)
def test_a_weight_is_taken_as_number_or_text(weight: Any) -> None:
    case = read(weight_kg=weight)
    assert isinstance(case, Case)
    assert case.weight_kg == Decimal(str(weight))


EARLIER = {"mg": "40", "days": 5}
NOT_PLAIN = ["", " 70", "70 ", "70\n", "+70", "-70", "070", "7e1", "70,5", "70.", ".5", "1_0"]
NOT_ASCII = ["\uff17\uff10", "\u0667\u0660"]
NO_WORDS = ["NaN", "Infinity", "0x46", "70 kg", "1" * 101, Number("7E1")]
NO_NUMBERS = [True, [70], {}, 70.5, Decimal("NaN"), Decimal("7E+1"), -70, 10**400]


@pytest.mark.parametrize("value", [*NOT_PLAIN, *NOT_ASCII, *NO_WORDS, *NO_NUMBERS], ids=ascii)
@pytest.mark.parametrize("key", ["weight_kg", "start_mg", "pulse_mg"])
def test_what_is_no_plain_decimal_number_is_invalid(key: str, value: object) -> None:
    assert reason(**{key: value}) == f"{key}_invalid"


def test_a_weight_has_one_decimal_at_most() -> None:
    assert reason(weight_kg="70.25") == "weight_kg_invalid"
    assert reason(weight_kg="72.55") == "weight_kg_invalid"
    for written in ("72.50", Number("72.50"), Number("72.00")):
        assert read(weight_kg=written) == read(weight_kg=str(written).rstrip("0").rstrip("."))


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("hold_weeks", [2, 3, 4, Number("4")], [1, 5, 6, "4", True, Decimal("2.5"),
         Number("4.0")]),
        ("pulse_days", [0, 5, Number("3")], [-1, 6, "3", True, Number("1.5")]),
        ("age", [18, 120], [-1, 121, "45", Number("45.0"), Number("1e2"), True]),
        ("height_cm", [40, 230, Number("178.5")], ["178", Number("178.25"), 39, 231,
         Number("39.9")]),
        ("egfr", [0, 200, Number("14.99")], ["90", 201, Number("200.01"), False]),
        ("start_date", ["0001-01-06", "9996-01-01", "2028-02-29"],
         ["20261123", "2026-13-01", "2027-02-29", "2026-W48-1", "0001-01-05", "9999-12-31",
          "9997-01-01", "2026-11-23 ", 20261123, Number("2026-11-23 ")]),
        ("subtype", ["overlap"], ["Overlap", "overlap ", "", 1, ["overlap"]]),
        ("ild", ["unknown"], [True, False, "maybe"]),
        ("tail", ["slow2w"], ["slow"]),
        ("region", ["uk"], ["UK", 0]),
        ("methotrexate_weekday", ["sunday"], ["Sunday", 6]),
        ("sex", ["F", "M"], ["f", True]),
        ("earlier_steroid", [[], [EARLIER]], [[{"mg": "40"}], ["40"], EARLIER,
         [EARLIER | {"more": 1}], [EARLIER] * 100, [EARLIER | {"days": 0}]]),
        ("immunosuppressants", [{}, {"methotrexate": "failed"}],
         [[], "methotrexate", {"methotrexate": "never"}, {"aspirin": "failed"}]),
        ("antibodies", [[], ["mda5", "srp"]], [["mda5", "mda5"], "mda5", ["mda6"]]),
        ("pregnancy", ["planning"], [False, "unknown"]),
        ("statin", [True, False], ["true", 1, 0, "yes", Number("1")]),
        ("hbv", ["neg", "pos"], ["negative"]),
        ("tpmt", ["indeterminate"], ["unknown"]),
        ("sulfa_allergy", ["none"], [False]),
        ("g6pd", ["deficient"], ["def"]),
        ("pulse_mg", ["0.5", 1000, "1000"], ["0", "1000.1", 1001]),
    ],
)  # fmt: skip
def test_each_key_takes_what_its_row_allows_and_nothing_else(
    key: str, good: list[object], bad: list[object]
) -> None:
    assert [value for value in good if not isinstance(read(**{key: value}), Case)] == []
    assert {reason(**{key: value}) for value in bad} == {f"{key}_invalid"}


def test_a_pulse_is_at_most_30_mg_per_kg() -> None:
    assert isinstance(read(weight_kg="33", pulse_mg="990"), Case)
    assert reason(weight_kg="33", pulse_mg="990.1") == "pulse_mg_invalid"


def test_values_are_checked_before_rules_and_in_the_order_of_the_keys() -> None:
    assert reason(weight_kg="x", subtype="y", age=9) == "weight_kg_invalid"
    assert reason(ild="x", start_date="y") == "ild_invalid"
    assert reason(weight_kg="0", age=9, g6pd="x") == "g6pd_invalid"
    assert reason(weight_kg="0", age=9) == "adult_rule_under_18"
    assert reason(weight_kg="0", start_mg="1") == "weight_outside_limits"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"age": 17}, "adult_rule_under_18"),
        ({"subtype": "inclusion_body", "age": 17}, "adult_rule_under_18"),
        ({"subtype": "juvenile", "age": 18}, "juvenile_not_under_18"),
        ({"weight_kg": "29.9"}, "weight_outside_limits"),
        ({"weight_kg": "250.1"}, "weight_outside_limits"),
        ({"weight_kg": "500"}, "weight_outside_limits"),
        ({"subtype": "amyopathic", "weight_kg": "29.9"}, "weight_outside_limits"),
        ({"subtype": "juvenile", "weight_kg": "4.9"}, "weight_outside_limits"),
        ({"subtype": "juvenile", "weight_kg": "120.1"}, "weight_outside_limits"),
        ({"subtype": "juvenile", "start_mg": "0"}, "start_mg_with_juvenile"),
        ({"start_mg": "0"}, "start_mg_below_minimum"),
        ({"start_mg": "2.4"}, "start_mg_below_minimum"),
        ({"start_mg": "33"}, "start_mg_off_grid"),
        ({"start_mg": "33.33"}, "start_mg_off_grid"),
        ({"start_mg": "101"}, "start_mg_off_grid"),
        ({"start_mg": "82.5", "weight_kg": "60"}, "start_mg_over_80"),
        ({"start_mg": "1" + "0" * 90}, "start_mg_over_80"),
        ({"start_mg": "60", "weight_kg": "45"}, "start_mg_over_1_mg_per_kg"),
        ({"start_mg": "70", "weight_kg": "69.9"}, "start_mg_over_1_mg_per_kg"),
    ],
)
def test_a_rule_that_is_broken_refuses(given: dict[str, object], expected: str) -> None:
    assert reason(**given) == expected


@pytest.mark.parametrize(
    "given",
    [
        {"subtype": "juvenile", "weight_kg": "5", "age": 17},
        {"subtype": "juvenile", "weight_kg": "120"},
        {"age": 18, "weight_kg": "30"},
        {"weight_kg": "250"},
        {"start_mg": "2.5"},
        {"start_mg": "80", "weight_kg": "80"},
    ],
)
def test_the_limits_themselves_are_allowed(given: dict[str, object]) -> None:
    assert isinstance(read(**given), Case)


@pytest.mark.parametrize("subtype", sorted(DECLINED))
def test_a_subtype_without_a_plan_is_read_whatever_the_start_dose_says(subtype: str) -> None:
    assert isinstance(read(subtype=subtype, start_mg="100"), Case)
    assert reason(subtype=subtype, start_mg="x") == "start_mg_invalid"


def test_the_weights_that_can_be_asked_depend_on_the_subtype(guideline: Guideline) -> None:
    before, adult, child = (
        weight_limit(guideline, subtype) for subtype in (None, Subtype.OVERLAP, Subtype.JUVENILE)
    )
    assert (before.allows(Decimal(5)), before.is_usual(Decimal("39.9"))) == (True, False)
    assert (adult.allows(Decimal("29.9")), adult.is_usual(Decimal(150))) == (False, True)
    assert (child.allows(Decimal(120)), child.is_usual(Decimal(5))) == (True, True)


def test_a_key_says_how_it_is_written() -> None:
    assert KEYS["weight_kg"].kind is Written.NUMBER
    assert KEYS["tail"].words == ("standard", "slow2w", "slow4w")
    assert KEYS["statin"].kind is Written.YES_NO


@pytest.mark.parametrize(
    ("key", "bad", "allowed"),
    [
        ("weight_kg", "x", None),
        ("start_date", "x", None),
        ("hold_weeks", 5, "2, 3, 4"),
        ("tail", "slow", "standard, slow2w, slow4w"),
        ("pulse_days", 6, "0 to 5"),
        ("age", 121, "0 to 120"),
        ("height_cm", 231, "40 to 230"),
        ("egfr", 201, "0 to 200"),
        ("statin", "yes", "true, false"),
        ("earlier_steroid", "x", "mg 0 to 2000, days 1 to 3650, 50 doses at most"),
        (
            "immunosuppressants",
            "x",
            "methotrexate, azathioprine, mycophenolate, calcineurin_inhibitor, cyclophosphamide,"
            " rituximab, immunoglobulin, other: each taking, failed, not_tolerated",
        ),
        ("antibodies", "x", "hmgcr, srp, mda5, tif1g, nxp2, jo1, other_synthetase"),
    ],
)
def test_a_value_that_is_refused_is_told_what_its_key_takes(
    key: str, bad: object, allowed: str | None
) -> None:
    assert read(**{key: bad}) == Refused(reason=f"{key}_invalid", allowed=allowed)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.decimals(),
    st.text(max_size=8),
    st.lists(st.integers(), max_size=2),
    st.sampled_from(["70", "juvenile", "severe", "yes", "2026-11-23", "neg", "normal", "F"]),
)


@given(st.dictionaries(st.sampled_from(list(KEYS)), JUNK))
def test_anything_at_all_is_read_or_refused_by_name(given: dict[str, object]) -> None:
    found = read_case(given, shipped())
    assert isinstance(found, Case) or found.reason.endswith(("_missing", "_invalid"))
