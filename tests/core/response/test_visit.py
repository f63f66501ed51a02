"""A visit as it is kept: optional everywhere, mended by a later entry, and written exactly."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guideline import shipped
from bot.store.record.codec import Form
from core.response import visit_text
from core.response.visit import (
    ON_A_SCALE,
    TIMED,
    WITH_A_LIMIT,
    BadVisit,
    EnteredBy,
    Finding,
    Measure,
    Result,
    Sign,
    Strength,
    Trend,
    Visit,
    added,
    by_day,
    contradicted,
    in_force,
)
from tests.core.response.visits import FIRST, found, history, visit

WHOLE = Visit(
    number=3,
    day=FIRST,
    role=EnteredBy.CARE_TEAM,
    findings=(
        found("ck", "820/200"),
        found("mmt", "138"),
        found("haq", "0.90"),
        Finding(measure=Measure.CORTISOL, value=Decimal(310), hours=Decimal("25.5")),
        Finding(measure=Measure.GLUCOSE, value=Decimal("11.2"), at=time(13, 30)),
    ),
    strength=Strength.BETTER,
    ck_trend=Trend.FALLING,
    signs=(Sign.FEVER, Sign.RASH),
    pregnant=False,
    urine=Result.NORMAL,
    ecg=Result.ABNORMAL,
    corrects=1,
)


def test_what_was_not_entered_is_not_there() -> None:
    bare = Visit(number=1, day=FIRST, role=EnteredBy.PRESCRIBER)
    assert all(bare.found(each) is None and bare.value(each) is None for each in Measure)
    assert visit_text.written(bare) == {"visit": 1, "day": "2026-11-23", "role": "prescriber"}


def test_a_visit_is_written_under_keys_of_its_own() -> None:
    assert visit_text.written(WHOLE) == {
        "visit": 3,
        "day": "2026-11-23",
        "role": "care_team",
        "found": {
            "ck": {"value": "820", "of": "200"},
            "mmt": {"value": "138", "of": "150"},
            "haq": {"value": "0.90"},
            "cortisol": {"value": "310", "hours": "25.5"},
            "glucose": {"value": "11.2", "at": "13:30:00"},
        },
        "strength": "better",
        "ck_trend": "falling",
        "signs": ["fever", "rash"],
        "pregnant": False,
        "urine": "normal",
        "ecg": "abnormal",
        "corrects": 1,
    }
    assert visit_text.read(visit_text.written(WHOLE)) == WHOLE


def test_no_sign_is_another_thing_than_not_asked() -> None:
    asked = replace(WHOLE, signs=())
    assert visit_text.written(asked)["signs"] == []
    assert "signs" not in visit_text.written(replace(WHOLE, signs=None))
    assert visit_text.read(visit_text.written(asked)).signs == ()


def test_the_store_keeps_the_text_as_it_is() -> None:
    form = Form(dict[str, Any])
    body, _ = form.read(form.write(visit_text.written(WHOLE), key="visit/1"), key="visit/1")
    assert visit_text.read(body) == WHOLE


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    measure = draw(st.sampled_from(Measure))
    value = draw(st.decimals(0, 99_999, places=2))
    of = draw(st.decimals(1, 500, places=1)) if measure in ON_A_SCALE else None
    if measure in WITH_A_LIMIT:
        of = draw(st.none() | st.decimals(1, 500, places=1))
    at = draw(st.none() | st.times()) if measure in TIMED else None
    hours = draw(st.none() | st.decimals(0, 99, places=1)) if measure is Measure.CORTISOL else None
    return Finding(measure=measure, value=value, of=of, at=at, hours=hours)


VISITS = st.builds(
    Visit,
    number=st.integers(2, 99),
    day=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    role=st.sampled_from(EnteredBy),
    findings=st.lists(findings(), unique_by=lambda each: each.measure).map(tuple),
    strength=st.none() | st.sampled_from(Strength),
    ck_trend=st.none() | st.sampled_from(Trend),
    signs=st.none() | st.lists(st.sampled_from(Sign), unique=True).map(tuple),
    pregnant=st.none() | st.booleans(),
    urine=st.none() | st.sampled_from(Result),
    ecg=st.none() | st.sampled_from(Result),
    corrects=st.none() | st.just(1),
)


@given(VISITS)
def test_any_visit_is_read_back_as_it_was(one: Visit) -> None:
    assert visit_text.read(visit_text.written(one)) == one


TEXT = visit_text.written(WHOLE)


@pytest.mark.parametrize(
    "wrong",
    [
        {key: value for key, value in TEXT.items() if key != "day"},
        TEXT | {"colour": 1},
        TEXT | {"day": "23-11-2026"},
        TEXT | {"day": "20261123"},
        TEXT | {"role": "administrator"},
        TEXT | {"visit": "3"},
        TEXT | {"visit": 0, "corrects": 1},
        TEXT | {"corrects": 3},
        TEXT | {"signs": ["fever", "fever"]},
        TEXT | {"signs": "fever"},
        TEXT | {"pregnant": 0},
        TEXT | {"strength": None},
        TEXT | {"found": {}},
        TEXT | {"found": {"ck": {"value": "x"}}},
        TEXT | {"found": {"ck": {"value": 820}}},
        TEXT | {"found": {"ck": {"of": "200"}}},
        TEXT | {"found": {"ck": {"value": "1", "colour": "2"}}},
        TEXT | {"found": {"mmt": {"value": "138"}}},
        TEXT | {"found": {"haq": {"value": "1", "of": "3"}}},
        TEXT | {"found": {"ck": {"value": "1", "hours": "2"}}},
        TEXT | {"found": {"ck": {"value": "1", "at": "13:30:00"}}},
        TEXT | {"found": {"colour": {"value": "1"}}},
    ],
)
def test_anything_else_is_no_visit(wrong: dict[str, Any]) -> None:
    says = r"^[a-z]+$|^[A-Z]\w+: .|^written otherwise$|^with other keys$"
    with pytest.raises(BadVisit, match=says):
        visit_text.read(wrong)


def test_the_same_measure_stands_in_a_visit_once() -> None:
    with pytest.raises(BadVisit, match=r"^99$"):
        visit(0, findings=(found("ck", 1), found("ck", 2)))


def test_a_correction_stands_for_the_entry_that_it_mends() -> None:
    entries = history(visit(0, ck=3200), visit(14, ck=90), visit(14, ck=900, corrects=2))
    assert [each.number for each in in_force(entries)] == [1, 3]
    assert [each.value(Measure.CK) for each in by_day(entries)] == [3200, 900]


def test_a_correction_may_say_less_than_the_entry_it_mends() -> None:
    entries = history(visit(0, ck=3200, haq=1), visit(0, haq=1, corrects=1))
    assert by_day(entries)[0].value(Measure.CK) is None


def test_entries_follow_on_and_a_struck_one_is_not_mended_again() -> None:
    first, second = history(visit(0, ck=1), visit(0, ck=2, corrects=1))
    entries = added(added((), first), second)
    assert entries == (first, second)
    for wrong in (visit(0, number=4), visit(0, number=3, corrects=1)):
        with pytest.raises(BadVisit, match=rf"^{wrong.number}$"):
            added(entries, wrong)
    assert len(added(entries, visit(0, number=3, ck=3, corrects=2))) == 3


def test_visits_stand_in_the_order_of_their_days() -> None:
    entries = history(visit(14, ck=1), visit(0, ck=2), visit(7, ck=3))
    assert [each.value(Measure.CK) for each in by_day(entries)] == [2, 3, 1]


def test_what_was_entered_apart_on_one_day_stands_together() -> None:
    entries = history(
        visit(
            0,
            ck=800,
            haq=1,
            signs=(Sign.RASH,),
            strength=Strength.SAME,
            ck_trend=Trend.FLAT,
            pregnant=False,
        ),
        visit(0, ck=820, mmt=138, signs=(Sign.FEVER,), urine=Result.NORMAL),
        visit(0, ecg=Result.NORMAL),
    )
    (whole,) = by_day(entries)
    numbers = {str(each.measure): int(each.value) for each in whole.findings}
    assert numbers == {"ck": 820, "haq": 1, "mmt": 138}
    assert (whole.signs, whole.strength) == ((Sign.RASH, Sign.FEVER), Strength.SAME)
    assert whole.ck_trend is Trend.FLAT
    assert (whole.pregnant, whole.urine, whole.ecg) == (False, Result.NORMAL, Result.NORMAL)
    assert by_day(history(visit(0, ck=1), visit(0, haq=1)))[0].signs is None


def test_what_two_entries_say_otherwise_is_named() -> None:
    before, later = visit(0, ck=800, haq=1), visit(0, ck=820, haq=1, mmt=100)
    assert contradicted(before, later) == (Measure.CK,)


def test_every_measure_has_its_limits_and_every_limit_a_measure() -> None:
    assert {*shipped().visit.limits} == {*map(str, Measure), "upper_limit", "hours"}
    assert {*shipped().visit.units} <= {*map(str, Measure)}
    assert {*shipped().visit.unit_always.value} <= {*shipped().visit.units}


def test_limits_lie_in_order() -> None:
    for fact in shipped().visit.limits.values():
        assert list(fact.value) == sorted(fact.value)
        assert len(fact.value) == 4
