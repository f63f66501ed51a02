"""Cut-offs: every figure at its edge for every drug, and what a figure alone does not decide."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Any

import pytest

from bot.guideline import shipped
from bot.page.write import number
from core.evidence import Fact
from core.response.beside import Judged, Taken
from core.response.cutoffs import judged
from core.response.visit import Finding, Measure, Visit, by_day
from core.response.watched import Figure, Side, Verdict, Watched, rows
from tests.core.response.visits import found, history, visit

GUIDELINE = shipped()
EVERY = [(drug, row) for drug in Watched for row in rows(GUIDELINE, drug)]


def verdicts(
    *visits: Visit, drug: Watched = Watched.METHOTREXATE, **taken: Any
) -> dict[str, Judged]:
    """What the last of the visits leads to, by measure."""
    entries = history(*visits)
    now = by_day(entries)[-1]
    found = judged(GUIDELINE, entries, now, Taken(drugs=(drug,), **taken))
    return {str(each.measure or "pregnant"): each for each in found}


def one(measure: str, *visits: Visit, drug: Watched = Watched.METHOTREXATE, **taken: Any) -> str:
    said = verdicts(*visits, drug=drug, **taken).get(measure)
    return said.verdict if said else "nothing"


@pytest.mark.parametrize(
    ("drug", "row"),
    EVERY,
    ids=lambda each: each if isinstance(each, str) else f"{each.measure}-{each.side}",
)
def test_the_figure_itself_is_within_and_the_least_beyond_it_is_not(
    drug: Watched, row: Figure
) -> None:
    figure = row.fact.value
    beyond = figure + (Decimal("-0.01") if row.side.endswith("_below") else Decimal("0.01"))
    at = one(row.measure, visit(0, **{row.measure: figure}), drug=drug)
    past = one(row.measure, visit(0, **{row.measure: beyond}), drug=drug)
    severity = list(Verdict)
    assert severity.index(Verdict(past)) >= severity.index(row.verdict)
    others = [each for each in rows(GUIDELINE, drug) if each.measure is row.measure]
    milder = [each.verdict for each in others if each is not row and each.is_beyond(figure)]
    expected = max((Verdict.IN_RANGE, *milder), key=severity.index)
    assert at == expected


def test_the_figures_of_each_drug() -> None:
    listed = {
        str(drug): {f"{row.measure} {row.side} {row.fact.value}" for row in rows(GUIDELINE, drug)}
        for drug in Watched
    }
    shared = {
        "white_cells withhold_below 3.5", "neutrophils withhold_below 1.6",
        "platelets withhold_below 140", "albumin withhold_below 30",
        "eosinophils withhold_above 0.5", "mcv withhold_above 105", "alt withhold_above 100",
        "ast withhold_above 100",
    }  # fmt: skip
    assert listed["methotrexate"] == shared | {"egfr withhold_below 60"}
    assert listed["azathioprine"] == shared | {"egfr withhold_below 10", "egfr call_below 50"}
    assert listed["mycophenolate"] == (shared - {"neutrophils withhold_below 1.6"}) | {
        "neutrophils repeat_below 1.6", "neutrophils withhold_below 1.3", "egfr call_below 25",
    }  # fmt: skip
    assert shared < listed["calcineurin_inhibitor"]
    assert not any("withhold" in each for each in listed["steroid"])
    assert "egfr call_below 30" in listed["cyclophosphamide"]
    assert listed["immunoglobulin"] == {"egfr call_below 30"}


@pytest.mark.parametrize(
    ("neutrophils", "verdict"),
    [("1.6", "in_range"), ("1.59", "repeat"), ("1.3", "repeat"), ("1.29", "withhold")],
)
def test_mycophenolate_has_its_own_neutrophils(neutrophils: str, verdict: str) -> None:
    now = visit(0, neutrophils=neutrophils)
    assert one("neutrophils", now, drug=Watched.MYCOPHENOLATE) == verdict


def test_the_words_of_the_plan_say_the_same_figures() -> None:
    """The plan tells beforehand what is acted on: each figure there is the one here."""
    for fact, figures in said_alike():
        written = {*re.findall(r"\d+(?:\.\d+)?", fact.statement)}
        assert {number(each.value) for each in figures} <= written, fact.key


def said_alike() -> Iterator[tuple[Fact[Any], tuple[Fact[Any], ...]]]:
    """A sentence of the plan, and the figures that it must name."""
    act, adrenal = GUIDELINE.monitoring.laboratory.act, GUIDELINE.prevention.adrenal
    watch, cutoffs = GUIDELINE.monitoring.steroid, GUIDELINE.cutoffs
    below, above = cutoffs.shared["withhold_below"], cutoffs.shared["withhold_above"]
    muscle, cortisol, own = cutoffs.muscle, cutoffs.cortisol, cutoffs.drugs["mycophenolate"]
    counts = (below["white_cells"], below["neutrophils"], below["platelets"])
    yield act["counts"], (*counts, above["eosinophils"])
    yield act["liver"], (above["alt"], above["ast"], muscle.alt_below, muscle.repeat_weeks)
    yield act["kidney"], (cutoffs.creatinine.rise_percent, below["albumin"], above["mcv"])
    yield (
        GUIDELINE.agents.mycophenolate.caution["neutrophils"],
        tuple(own[side]["neutrophils"] for side in ("repeat_below", "withhold_below")),
    )
    glucose = cutoffs.drugs["steroid"]["repeat_above"]["glucose"]
    yield watch.glucose["act"], (glucose, cutoffs.glucose.pair_hours)
    yield watch.watch["myopathy"], (GUIDELINE.response.patterns.steroid_myopathy_likely_mg,)
    yield adrenal.gate, (cortisol.hours, GUIDELINE.exposure.gate_mg)
    yield adrenal.cortisol["stop"], (cortisol.enough,)
    yield adrenal.cortisol["stay"], (cortisol.enough, cortisol.low)


MUSCLE = {"alt": 200, "ast": 150, "ck": 2000, "ggt": 50, "bilirubin": 21, "albumin": 35}
BEFORE = {"alt": 250, "ast": 200, "ck": 4000}


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        (BEFORE, {}, "repeat"),
        (BEFORE, {"alt": "299.9", "ast": 150}, "withhold"),  # it rose
        ({**BEFORE, "alt": 400}, {"alt": "299.9"}, "repeat"),
        ({**BEFORE, "alt": 400}, {"alt": 300}, "withhold"),
        (BEFORE, {"ck": 4000}, "withhold"),
        (BEFORE, {"ck": 200}, "withhold"),  # not high
        ({**BEFORE, "ck": 201}, {"ck": 201}, "withhold"),
        (BEFORE, {"ck": "2000/"}, "withhold"),
        (BEFORE, {"ggt": 51}, "withhold"),
        (BEFORE, {"ggt": "20/"}, "withhold"),
        (BEFORE, {"ggt": None}, "withhold"),
        (BEFORE, {"bilirubin": 22}, "withhold"),
        (BEFORE, {"albumin": "34.9"}, "withhold"),
        (BEFORE, {"albumin": None}, "withhold"),
        (BEFORE, {"ck": None}, "withhold"),
        ({"ck": 4000, "alt": 250}, {}, "withhold"),  # AST was not measured before
        ({"alt": 250, "ast": 200}, {}, "withhold"),
        ({"haq": 1}, {}, "withhold"),
        (BEFORE, {"ast": 200}, "withhold"),
        (BEFORE, {"alt": 100, "ast": 100}, "in_range"),
    ],
)
def test_liver_enzymes_from_muscle_are_repeated_and_all_others_withheld(
    before: dict[str, Any], now: dict[str, Any], verdict: str
) -> None:
    values = {key: value for key, value in (MUSCLE | now).items() if value is not None}
    assert one("alt", visit(0, **before), visit(14, **values)) == verdict


def test_a_raised_ast_without_alt_is_withheld() -> None:
    now = {key: value for key, value in MUSCLE.items() if key != "alt"}
    assert one("ast", visit(0, **BEFORE), visit(14, **now)) == "withhold"


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        ([(0, 80)], 103, "in_range"),
        ([(0, 80)], 104, "withhold"),
        ([(0, 100), (7, 80)], 104, "withhold"),
        ([(0, 80), (7, 100)], 104, "withhold"),
        ([], 300, "not_judged"),
        ([(-351, 80)], 104, "withhold"),
        ([(-352, 80)], 104, "not_judged"),
    ],
)
def test_creatinine_is_judged_by_the_lowest_of_a_year(
    before: list[tuple[int, int]], now: int, verdict: str
) -> None:
    visits = [visit(day, creatinine=value) for day, value in before]
    said = verdicts(*visits, visit(14, creatinine=now))["creatinine"]
    assert said.verdict == verdict
    assert said.lacks == ("no_earlier_value" if verdict == "not_judged" else "")
    assert (
        one("creatinine", visit(0, creatinine=1), visit(1, creatinine=9), drug=Watched.STEROID)
        == "nothing"
    )


def glucose(value: Any, at: str = "") -> Finding:
    clock = time.fromisoformat(at) if at else None
    return replace(found("glucose", value), at=clock)


@pytest.mark.parametrize(
    ("entries", "verdict"),
    [
        ([(0, 12, "")], "in_range"),
        ([(0, "12.1", "")], "repeat"),
        ([(0, "12.1", ""), (0, "12.1", "")], "call"),
        ([(0, 12, ""), (0, "12.1", "")], "repeat"),
        ([(0, 13, "14:00"), (1, 13, "14:00")], "call"),
        ([(0, 13, "13:59"), (1, 13, "14:00")], "repeat"),
        ([(0, 13, ""), (1, 13, "08:00")], "repeat"),
        ([(0, 13, "23:00"), (2, 13, "01:00")], "repeat"),
    ],
)
def test_two_raised_values_of_glucose_within_a_day(
    entries: list[tuple[int, Any, str]], verdict: str
) -> None:
    visits = [visit(day, findings=(glucose(value, at),)) for day, value, at in entries]
    assert one("glucose", *visits, drug=Watched.STEROID) == verdict


@pytest.mark.parametrize(
    ("taken", "pressure", "verdict"),
    [
        ({"sclerosis": True, "steroid_mg": Decimal(15)}, 141, "call"),
        ({"sclerosis": True, "steroid_mg": Decimal(15)}, 140, "in_range"),
        ({"sclerosis": True, "steroid_mg": Decimal("14.5")}, 141, "repeat"),
        ({"sclerosis": None, "steroid_mg": Decimal(60)}, 141, "repeat"),
        ({"steroid_mg": Decimal(60)}, 181, "call"),
    ],
)
def test_pressure_in_systemic_sclerosis_is_called_about(
    taken: dict[str, Any], pressure: int, verdict: str
) -> None:
    now = visit(0, systolic=pressure)
    assert one("systolic", now, drug=Watched.STEROID, **taken) == verdict
    calcineurin = one("systolic", now, drug=Watched.CALCINEURIN_INHIBITOR, **taken)
    assert calcineurin == ("in_range" if pressure <= 140 else "repeat")


def cortisol(value: Any, hours: Any) -> Visit:
    by = None if hours is None else Decimal(hours)
    return visit(0, findings=(Finding(measure=Measure.CORTISOL, value=Decimal(value), hours=by),))


@pytest.mark.parametrize(
    ("value", "hours", "mg", "verdict", "lacks"),
    [
        (301, 24, 5, "in_range", ""),
        (300, 24, 5, "repeat", ""),
        (149, 25, 5, "repeat", ""),
        (900, "23.9", 5, "not_judged", "hours_too_few"),
        (900, None, 5, "not_judged", "hours_unknown"),
        (900, 24, "5.5", "not_judged", "lower_dose"),
    ],
)
def test_cortisol_is_judged_late_enough_and_near_the_end(
    value: int, hours: Any, mg: Any, verdict: str, lacks: str
) -> None:
    now = cortisol(value, hours)
    said = verdicts(now, drug=Watched.STEROID, steroid_mg=Decimal(mg))["cortisol"]
    assert (said.verdict, said.lacks) == (verdict, lacks)
    assert one("cortisol", now, drug=Watched.METHOTREXATE) == "nothing"


@pytest.mark.parametrize(
    ("drug", "verdict"),
    [
        (Watched.METHOTREXATE, "withhold"),
        (Watched.MYCOPHENOLATE, "withhold"),
        (Watched.CYCLOPHOSPHAMIDE, "withhold"),
        (Watched.AZATHIOPRINE, "nothing"),
        (Watched.STEROID, "nothing"),
    ],
)
def test_a_positive_pregnancy_test_closes_what_harms_a_child(drug: Watched, verdict: str) -> None:
    assert one("pregnant", visit(0, pregnant=True), drug=drug) == verdict
    assert one("pregnant", visit(0, pregnant=False), drug=drug) == "nothing"
    assert one("pregnant", visit(0), drug=drug) == "nothing"


def test_what_was_not_entered_is_not_judged_and_what_says_nothing_is_left_out() -> None:
    assert verdicts(visit(0)) == {}
    assert verdicts(visit(0, haq=1, potassium=9)) == {}


def test_no_value_ever_stops_the_steroid() -> None:
    sides = {row.side for row in rows(GUIDELINE, Watched.STEROID)}
    assert sides.isdisjoint({Side.WITHHOLD_BELOW, Side.WITHHOLD_ABOVE})


def test_each_drug_speaks_for_itself() -> None:
    entries = history(visit(0, neutrophils="1.5", potassium=6))
    drugs = (Watched.METHOTREXATE, Watched.MYCOPHENOLATE, Watched.TMP_SMX)
    said = judged(GUIDELINE, entries, entries[0], Taken(drugs=drugs))
    assert [(str(each.drug), str(each.measure), str(each.verdict)) for each in said] == [
        ("methotrexate", "neutrophils", "withhold"),
        ("mycophenolate", "neutrophils", "repeat"),
        ("tmp_smx", "potassium", "repeat"),
    ]
