"""Better, stable, worse: by which measure, at the edge of the first band, or by none."""

from decimal import Decimal
from typing import Any

import pytest

from bot.guideline import shipped
from core.patient import Subtype
from core.response.assessed import Assessed, assessed
from core.response.compared import most_abnormal, pair_of
from core.response.score import Category, CoreMeasure
from core.response.visit import Measure, Sign, Strength, Visit
from tests.core.response.visits import FIRST, history, visit

GUIDELINE = shipped()
RULE = GUIDELINE.response
SIX = {"physician": 6, "patient": 5, "extramuscular": 4, "mmt": 120, "haq": "1.5", "ck": 3200}
BETTER = {"physician": 3, "patient": 4, "extramuscular": 3, "mmt": 135, "haq": 1, "ck": 800}


def seen(*visits: Visit, subtype: Subtype = Subtype.DERMATOMYOSITIS) -> Assessed:
    """The last visit of these."""
    entries = history(*visits)
    return assessed(
        GUIDELINE, entries, entries[-1].day, first_dose=FIRST,
        juvenile=subtype is Subtype.JUVENILE, subtype=subtype,
    )  # fmt: skip


def told(before: dict[str, Any], now: dict[str, Any]) -> tuple[str | None, list[str]]:
    since = seen(visit(0, **before), visit(28, **now)).since_before
    assert since is not None
    return since.directed.direction, list(map(str, since.directed.by))


@pytest.mark.parametrize(
    ("before", "now", "direction", "by"),
    [
        ({"mmt": 100}, {"mmt": 103}, "stable", ["mmt"]),
        ({"mmt": 100}, {"mmt": "103.1"}, "better", ["mmt"]),
        ({"mmt": 100}, {"mmt": 97}, "stable", ["mmt"]),
        ({"mmt": 100}, {"mmt": "96.9"}, "worse", ["mmt"]),
        ({"cmas": 20}, {"cmas": 22}, "better", ["mmt"]),
        ({"haq": 1}, {"haq": "0.85"}, "stable", ["haq"]),
        ({"haq": 1}, {"haq": "0.8"}, "better", ["haq"]),
        ({"haq": 1, "physician": 5}, {"haq": "0.8", "physician": 6}, "worse", ["physician"]),
        ({"mmt": 100, "haq": 1}, {"mmt": 100, "haq": "0.5"}, "stable", ["mmt"]),
        ({"mmt": 100, "patient": 5}, {"mmt": 120, "patient": 6}, "worse", ["patient"]),
        ({"extramuscular": "12/20"}, {"extramuscular": "10/20"}, "better", ["extramuscular"]),
        ({"haq": 1, "physician": 3}, {"haq": 1, "physician": 3}, "stable", ["physician", "haq"]),
        ({"ck": 3000}, {"ck": 100}, None, []),
        ({"mmt": "100/150"}, {"mmt": "70/80"}, None, []),
        ({"mmt": 100}, {"cmas": 30}, None, []),
        ({"chair_stands": 5}, {"chair_stands": 9}, None, []),
    ],
)
def test_where_it_has_gone_and_by_which_measure(
    before: dict[str, Any], now: dict[str, Any], direction: str | None, by: list[str]
) -> None:
    assert told(before, now) == (direction, by)


@pytest.mark.parametrize(
    ("word", "direction"),
    [
        (Strength.BETTER, "better"),
        (Strength.SAME, "stable"),
        (Strength.WORSE, "worse"),
    ],
)
def test_a_word_counts_for_strength_where_no_number_can(word: Strength, direction: str) -> None:
    assert told({"ck": 1}, {"strength": word}) == (direction, ["mmt"])
    assert told({"mmt": 100}, {"mmt": 120, "strength": Strength.WORSE}) == (
        "better",
        ["mmt"],
    )


def test_a_word_is_said_against_the_visit_before_and_against_no_other() -> None:
    found = seen(visit(0, haq=2), visit(14, haq=2), visit(28, strength=Strength.WORSE))
    assert found.since_before
    assert found.since_before.directed.direction == "worse"
    assert found.since_baseline
    assert found.since_baseline.directed.direction is None


def test_an_enzyme_alone_says_so() -> None:
    since = seen(visit(0, ck=3000), visit(28, ck=100)).since_before
    assert since
    assert since.directed.because is RULE.direction.enzyme
    other = seen(visit(0, mmt=100), visit(28, mmt=100)).since_before
    assert other
    assert other.directed.because is RULE.direction.rule


def test_a_score_where_all_six_are_there() -> None:
    since = seen(visit(-3, **SIX), visit(28, mmt=130), visit(91, **BETTER)).since_baseline
    assert since
    assert since.visit.day < FIRST
    assert (since.scored.total, since.scored.category) == (Decimal("52.5"), Category.MODERATE)
    assert since.scored.validated is True


def test_a_measure_that_is_missing_is_named_as_what_would_complete_it() -> None:
    before = {key: value for key, value in SIX.items() if key != "haq"}
    since = seen(visit(0, **before), visit(91, **{**BETTER, "patient": 4})).since_baseline
    assert since
    assert since.scored.missing == ("baseline.haq",)
    assert since.scored.total is None
    assert since.directed.direction == "better"


def test_a_child_is_counted_by_its_own_scales_and_thresholds() -> None:
    child = {**SIX, "extramuscular": "12/20", "cmas": 20}
    now = {**BETTER, "extramuscular": "12/20", "cmas": 40}
    del child["mmt"], now["mmt"]
    since = seen(visit(0, **child), visit(91, **now), subtype=Subtype.JUVENILE).since_baseline
    assert since
    assert since.scored.parts[CoreMeasure.MMT].points == Decimal("32.5")
    assert (since.scored.total, since.scored.category) == (Decimal("67.5"), Category.MODERATE)


@pytest.mark.parametrize(("before", "now"), [("3200/200", "800/170"), ("3200/", "800/200")])
def test_an_enzyme_of_another_limit_or_of_none_is_not_counted(before: str, now: str) -> None:
    since = seen(
        visit(0, **{**SIX, "ck": before}), visit(91, **{**BETTER, "ck": now})
    ).since_baseline
    assert since
    assert since.scored.total is None
    assert CoreMeasure.ENZYME not in since.scored.parts


def test_the_limit_of_the_baseline_holds_where_none_was_entered_again() -> None:
    since = seen(visit(0, **SIX), visit(91, **{**BETTER, "ck": "800/"})).since_baseline
    assert since
    assert since.scored.total == Decimal("52.5")


def test_strength_on_another_scale_is_named() -> None:
    since = seen(visit(0, **SIX), visit(91, **{**BETTER, "mmt": "70/80"})).since_baseline
    assert since
    assert since.scored.missing == ("mmt_scale",)


@pytest.mark.parametrize(
    ("measures", "enzyme"),
    [
        ({"ck": 1000, "ldh": 500}, "ck"),
        ({"ck": 300, "ldh": 500}, "ldh"),
        ({"ck": 400, "ldh": 500}, "ck"),
        ({"ck": "9000/", "alt": 50}, "alt"),
        ({"aldolase": "7.6"}, "aldolase"),
        ({"ck": "9000/", "haq": 1}, None),
    ],
)
def test_the_enzyme_is_the_one_most_above_its_own_limit(
    measures: dict[str, Any], enzyme: str | None
) -> None:
    assert most_abnormal(visit(0, **measures)) == enzyme


def test_the_enzyme_of_the_baseline_counts_later_whatever_is_higher_then() -> None:
    before, now = visit(0, ck=3000, ldh=250), visit(91, ck=300, ldh=2500)
    pair = pair_of(RULE.score, before, now, juvenile=False, subtype=None)
    assert pair.now[CoreMeasure.ENZYME] == 300


def test_the_first_visit_is_against_nothing() -> None:
    found = seen(visit(0, **SIX))
    assert (found.since_baseline, found.since_before, found.earlier) == (None, None, ())
    assert found.baseline.visit == found.now
    with pytest.raises(KeyError):
        assessed(GUIDELINE, (), FIRST, first_dose=FIRST, juvenile=False, subtype=None)


@pytest.mark.parametrize(
    ("before", "now", "names"),
    [
        ({}, {"signs": ()}, []),
        ({}, {}, []),
        ({}, {"signs": (Sign.RASH, Sign.FINGER_FLEXORS)}, []),
        ({}, {"signs": (Sign.FEVER, Sign.SWALLOWING)}, ["swallowing", "fever"]),
        ({}, {"signs": (Sign.BLACK_STOOLS, Sign.CHEST_PAIN)}, ["chest_pain", "black_stools"]),
        ({}, {"signs": (Sign.BREATHING,)}, ["breathing"]),
        ({}, {"fvc": 50}, []),
        ({}, {"fvc": "49.9"}, ["fvc"]),
        ({"fvc": 90, "dlco": 80}, {"fvc": "80.1", "dlco": "65.1"}, []),
        ({"fvc": 90, "dlco": 80}, {"fvc": 80, "dlco": 65}, ["fvc", "dlco"]),
        ({"dlco": 80}, {"fvc": 80}, []),
    ],
)  # fmt: skip
def test_warning_signs(before: dict[str, Any], now: dict[str, Any], names: list[str]) -> None:
    assert [
        str(each.name) for each in seen(visit(0, **before), visit(28, **now)).warnings
    ] == names


def test_lungs_are_compared_with_the_best_that_was_found() -> None:
    found = seen(visit(0, fvc=90), visit(28, fvc=84), visit(56, fvc=79))
    assert [each.name for each in found.warnings] == [Measure.FVC]
