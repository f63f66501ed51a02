"""Pneumocystis, bone, vaccines, adrenal: whether, when, with what, and what is said."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.agents.choice import choose
from core.amounts import UNKNOWN
from core.evidence import Line, Section
from core.guideline.schema import Guideline
from core.patient import (
    Case,
    EarlierDose,
    Experience,
    G6pd,
    Ild,
    Immunosuppressant,
    Pregnancy,
    Severity,
    Sex,
    Subtype,
    SulfaAllergy,
)
from core.plan import make_plan
from core.prevention import lines as prevention
from core.prevention.pneumocystis import Pneumocystis
from core.steroid.exposure import Exposure
from tests.core.conftest import MakeCase
from tests.core.known import KNOWN, WOMAN
from tests.core.lines import lines as lines_of

AZA = {"alcohol_excess": True}
TAKES_METHOTREXATE = ((Immunosuppressant.METHOTREXATE, Experience.TAKING),)
TAKES_CYCLO = {"immunosuppressants": ((Immunosuppressant.CYCLOPHOSPHAMIDE, Experience.TAKING),)}
MMF = {"alcohol_excess": True, "allopurinol": True}
Find = Callable[..., Pneumocystis]


def exposure(**sums: Any) -> Exposure:
    """Nothing that asks for anything, but for what is named; days at 20 mg are in a row."""
    days = sums.get("days_ge_20", 0)
    nothing = {
        "total_days": 100,
        "total_mg": Decimal(1000),
        "mg_first_year": Decimal(1000),
        "oral_only": False,
        "days_ge_30": 0,
        "days_ge_20": 0,
        "days_ge_7_5": 0,
        "first_below_20": 0,
        "first_at_5": 80,
        "runs_ge_20": ((0, days),) if days else (),
    }
    return Exposure(**(nothing | sums))


@pytest.fixture
def find(guideline: Guideline, make_case: MakeCase) -> Find:
    """The prophylaxis of a case that is known but for what is named, with 28 days at 20 mg."""

    def finding(**answers: Any) -> Pneumocystis:
        case = make_case(**(KNOWN | answers))
        runs = ((-case.pulse_days, 28),)
        sums = exposure(days_ge_20=28, first_below_20=28, runs_ge_20=runs)
        return prevention.pneumocystis(guideline, case, sums, choose(guideline, case))

    return finding


def earlier_doses(*given: tuple[int, int]) -> tuple[EarlierDose, ...]:
    return tuple(EarlierDose(mg=Decimal(mg), days=days) for mg, days in given)


@pytest.mark.parametrize(("days", "needed"), [(0, False), (27, False), (28, True), (129, True)])
def test_28_days_at_20_mg_ask_for_prophylaxis(
    guideline: Guideline, make_case: MakeCase, days: int, needed: bool
) -> None:
    case = make_case(**KNOWN)
    sums = exposure(days_ge_20=days, first_below_20=84)
    found = prevention.pneumocystis(guideline, case, sums, choose(guideline, case))
    assert found.needed is needed
    if not needed:
        assert found == Pneumocystis(needed=False)


@pytest.mark.parametrize(
    ("earlier", "cautions"),
    [
        (UNKNOWN, ("earlier_steroid_unknown",)),
        ((), ()),
        ((EarlierDose(mg=Decimal(60), days=28),), ("just_left_high_dose",)),
        ((EarlierDose(mg=Decimal(60), days=27),), ()),
        (
            (EarlierDose(mg=Decimal(60), days=28), EarlierDose(mg=Decimal(10), days=29)),
            ("just_left_high_dose",),
        ),
        ((EarlierDose(mg=Decimal(60), days=28), EarlierDose(mg=Decimal(10), days=30)), ()),
        (
            (
                EarlierDose(mg=Decimal(60), days=20),
                EarlierDose(mg=Decimal(0), days=1),
                EarlierDose(mg=Decimal(20), days=8),
            ),
            (),
        ),
        (earlier_doses((30, 40), (10, 10), (25, 10), (5, 15)), ()),
        (earlier_doses((30, 40), (10, 4), (25, 10), (5, 15)), ("just_left_high_dose",)),
        (earlier_doses((30, 40), (10, 5), (25, 10), (5, 15)), ()),
        (earlier_doses((30, 40), (10, 1), (25, 27), (5, 1)), ("just_left_high_dose",)),
        (earlier_doses((30, 40), (10, 1), (25, 27), (5, 2)), ()),
    ],
    ids=str,
)
def test_where_none_is_needed_earlier_steroid_may_still_speak_for_it(
    guideline: Guideline, make_case: MakeCase, earlier: Any, cautions: tuple[str, ...]
) -> None:
    case = make_case(**(KNOWN | {"earlier_steroid": earlier}))
    found = prevention.pneumocystis(guideline, case, exposure(), choose(guideline, case))
    assert found == Pneumocystis(needed=False, cautions=cautions)


@pytest.mark.parametrize(
    ("answers", "needed"),
    [
        ({"ild": Ild.YES}, True),
        ({"ild": Ild.UNKNOWN}, False),
        ({"rapidly_progressive": True}, True),
        ({"mda5": True}, True),
        ({"rituximab": True}, True),
        ({"cyclophosphamide": True}, True),
        ({"rituximab": UNKNOWN, "mda5": UNKNOWN}, False),
    ],
    ids=str,
)
def test_some_reasons_hold_whatever_the_dose_and_extend_it(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], needed: bool
) -> None:
    case = make_case(**(KNOWN | answers))
    found = prevention.pneumocystis(guideline, case, exposure(), choose(guideline, case))
    assert (found.needed, found.extend) == (needed, needed)


def test_it_starts_with_the_first_steroid_day_and_is_reviewed_below_20_mg(find: Find) -> None:
    found = find(pulse_days=3)
    assert (found.start_offset, found.review_offset, found.extend) == (-3, 28, False)


def test_a_child_always_needs_it_and_only_the_specialist_ends_it(
    guideline: Guideline, make_case: MakeCase
) -> None:
    case = make_case(subtype=Subtype.JUVENILE, weight_kg=20)
    found = prevention.pneumocystis(guideline, case, None, choose(guideline, case))
    assert (found.needed, found.start_offset, found.review_offset) == (True, 0, None)


NORMAL, DEFICIENT = {"g6pd": G6pd.NORMAL}, {"g6pd": G6pd.DEFICIENT}
MILD, SEVERE = {"sulfa_allergy": SulfaAllergy.MILD}, {"sulfa_allergy": SulfaAllergy.SEVERE}


@pytest.mark.parametrize(
    ("answers", "drugs"),
    [
        (AZA, "tmp_smx atovaquone pentamidine"),
        (AZA | NORMAL, "tmp_smx atovaquone pentamidine dapsone"),
        (AZA | DEFICIENT, "atovaquone pentamidine tmp_smx_g6pd_caution"),
        (AZA | MILD, "atovaquone pentamidine"),
        (AZA | MILD | NORMAL, "atovaquone pentamidine dapsone"),
        (AZA | SEVERE | NORMAL, "atovaquone pentamidine"),
        (AZA | {"sulfa_allergy": UNKNOWN}, "tmp_smx atovaquone pentamidine"),
        (AZA | {"egfr": Decimal("14.9")}, "atovaquone pentamidine"),
        (AZA | {"egfr": Decimal("15")}, "tmp_smx atovaquone pentamidine"),
        (AZA | {"egfr": UNKNOWN}, "tmp_smx atovaquone pentamidine"),
        ({}, "atovaquone pentamidine tmp_smx_override_only"),
        (NORMAL, "atovaquone pentamidine dapsone tmp_smx_override_only"),
        (DEFICIENT, "atovaquone pentamidine"),
        ({"egfr": UNKNOWN}, "atovaquone pentamidine"),
        ({"egfr": Decimal("60")}, "atovaquone pentamidine tmp_smx_override_only"),
        ({"sulfa_allergy": UNKNOWN}, "atovaquone pentamidine tmp_smx_override_only"),
        (MILD, "atovaquone pentamidine"),
        ({"active_infection": True}, "tmp_smx atovaquone pentamidine"),
        ({"mda5": True}, "tmp_smx atovaquone pentamidine"),
    ],
    ids=str,
)
def test_drugs_are_offered_in_this_order(find: Find, answers: dict[str, Any], drugs: str) -> None:
    assert " ".join(find(**answers).drugs) == drugs


@pytest.mark.parametrize(
    ("age", "drugs"),
    [
        (4, "atovaquone tmp_smx_override_only"),
        (5, "atovaquone pentamidine tmp_smx_override_only"),
        (UNKNOWN, "atovaquone tmp_smx_override_only"),
    ],
)
def test_a_child_gets_pentamidine_from_five_years(find: Find, age: Any, drugs: str) -> None:
    child = {"subtype": Subtype.JUVENILE, "weight_kg": 20, "age": age}
    assert " ".join(find(**child).drugs) == drugs


@pytest.mark.parametrize(
    ("answers", "cautions"),
    [
        ({}, "tmp_smx_plus_methotrexate"),
        (AZA, "tmp_smx_plus_antimetabolite_cbc"),
        (MMF, "tmp_smx_plus_antimetabolite_cbc"),
        (AZA | MILD, "sulfa_allergy"),
        (MILD, "tmp_smx_plus_methotrexate sulfa_allergy"),
        (AZA | MILD | NORMAL, "sulfa_allergy dapsone_cross_reaction"),
        (AZA | MILD | {"egfr": UNKNOWN}, "sulfa_allergy"),
        (AZA | {"egfr": UNKNOWN}, "tmp_smx_plus_antimetabolite_cbc egfr_unknown"),
        (AZA | {"egfr": Decimal("29.9")}, "tmp_smx_plus_antimetabolite_cbc tmp_smx_half_dose"),
        (AZA | {"egfr": Decimal("30")}, "tmp_smx_plus_antimetabolite_cbc"),
        (AZA | {"egfr": Decimal("14.9")}, "tmp_smx_egfr_below_15"),
        (AZA | DEFICIENT, "tmp_smx_plus_antimetabolite_cbc g6pd_deficient"),
        (AZA | {"raas_or_k_sparing": True}, "tmp_smx_plus_antimetabolite_cbc potassium"),
        (AZA | MILD | {"raas_or_k_sparing": True}, "sulfa_allergy"),
        (AZA | {"weight_kg": "39.9"}, "tmp_smx_plus_antimetabolite_cbc under_40_kg_pharmacist"),
        (AZA | {"weight_kg": 40}, "tmp_smx_plus_antimetabolite_cbc"),
        (WOMAN | {"pregnancy": UNKNOWN}, "pregnancy_unknown"),
        (
            WOMAN | {"pregnancy": Pregnancy.YES},
            "tmp_smx_plus_antimetabolite_cbc tmp_smx_pregnancy_advice",
        ),
        (
            WOMAN | {"pregnancy": Pregnancy.PLANNING},
            "tmp_smx_plus_antimetabolite_cbc tmp_smx_pregnancy_advice",
        ),
        (WOMAN | {"pregnancy": Pregnancy.BREASTFEEDING}, "tmp_smx_plus_antimetabolite_cbc"),
        (AZA | {"sulfa_allergy": UNKNOWN}, "tmp_smx_plus_antimetabolite_cbc allergy_unknown"),
    ],
    ids=str,
)
def test_each_caution_is_said_where_it_matters(
    find: Find, answers: dict[str, Any], cautions: str
) -> None:
    assert " ".join(find(**answers).cautions) == cautions


@pytest.mark.parametrize(
    ("sums", "age", "very_high"),
    [
        ({"days_ge_30": 30}, 40, False),
        ({"days_ge_30": 31}, 40, True),
        ({"mg_first_year": Decimal("4999.9")}, 40, False),
        ({"mg_first_year": Decimal("5000")}, 40, True),
        ({"days_ge_30": 1}, 39, True),
        ({"days_ge_30": 0}, 39, False),
        ({"days_ge_30": 30}, UNKNOWN, None),
        ({"days_ge_30": 0}, UNKNOWN, False),
        ({"days_ge_30": 31}, UNKNOWN, True),
    ],
    ids=str,
)
def test_fracture_risk_is_very_high_by_dose(
    guideline: Guideline, make_case: MakeCase, sums: dict[str, Any], age: Any, very_high: Any
) -> None:
    case = make_case(age=age)
    found = prevention.fracture_risk(guideline, case, exposure(**sums))
    assert found.by_dose is very_high


@pytest.mark.parametrize(
    ("answers", "days", "very_high"),
    [
        ({}, 0, False),
        ({"fragility_fracture": True}, 0, True),
        ({"fragility_fracture": UNKNOWN}, 0, None),
        ({"fragility_fracture": UNKNOWN}, 31, True),
        ({"age": UNKNOWN}, 1, None),
    ],
    ids=str,
)
def test_a_fracture_makes_the_risk_very_high_whatever_the_dose(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], days: int, very_high: Any
) -> None:
    case = make_case(**(KNOWN | answers))
    found = prevention.fracture_risk(guideline, case, exposure(days_ge_30=days))
    assert found.very_high is very_high


@pytest.mark.parametrize(
    ("answers", "closed"),
    [
        ({}, ()),
        ({"egfr": Decimal("34.9")}, ("kidney",)),
        ({"egfr": Decimal(35)}, ()),
        ({"dysphagia": True}, ("swallowing",)),
        ({"severe_dysphagia": True}, ("swallowing",)),
        ({"pregnancy": Pregnancy.PLANNING, "egfr": Decimal(5)}, ("pregnancy", "kidney")),
    ],
    ids=str,
)
def test_the_headline_of_fracture_risk_goes_on_with_what_closes_the_usual_drugs(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], closed: tuple[str, ...]
) -> None:
    case = make_case(**(KNOWN | {"severity": Severity.SEVERE} | answers))
    (head,) = [line for line in lines(guideline, case) if line.says.startswith("fracture_very")]
    assert head.values.get("closed", ()) == closed


def lines(guideline: Guideline, case: Case) -> list[Line]:
    sections = (Section.START, Section.PREVENTION)
    return [line for line in make_plan(guideline, case).lines if line.section in sections]


def keys(guideline: Guideline, case: Case) -> set[str]:
    return {line.says for line in lines(guideline, case)}


def test_dates_follow_from_the_dose_curve(guideline: Guideline, make_case: MakeCase) -> None:
    case = make_case(**KNOWN, weight_kg=72, severity=Severity.SEVERE, pulse_days=3)
    dates = {line.says: line.values.get("date") for line in lines(guideline, case)}
    assert dates["pneumocystis_from_the_start"] == date(2026, 11, 20)
    assert dates["pneumocystis_review"] == date(2027, 3, 15)
    assert dates["vaccines_deferred"] == date(2027, 3, 15)
    assert dates["adrenal_gate"] == date(2027, 5, 24)
    assert dates["bone_density"] == date(2027, 5, 24)


def test_a_low_start_needs_no_prophylaxis_and_defers_no_vaccine(
    guideline: Guideline, make_case: MakeCase
) -> None:
    found = keys(guideline, make_case(**KNOWN, start_mg="15", weight_kg=30))
    assert {"pneumocystis_not_needed", "vaccines_not_deferred"} <= found
    assert "pneumocystis_from_the_start" not in found


@pytest.mark.parametrize(
    ("answers", "present", "absent"),
    [
        ({}, "fracture_very_high bone.adult.frax", "bone.young.wish"),
        ({"age": 39}, "bone.young.wish", "bone.adult.frax"),
        ({"age": UNKNOWN}, "bone.young.wish bone.adult.frax", ""),
        ({"egfr": Decimal("35")}, "", "bone.no_tablet_egfr"),
        ({"egfr": Decimal("34.9")}, "bone.no_tablet_egfr", ""),
        ({"egfr": UNKNOWN}, "bone.no_tablet_egfr", ""),
        ({"pregnancy": Pregnancy.YES}, "bone.no_tablet.pregnancy", ""),
        ({"sex": UNKNOWN}, "bone.no_tablet.pregnancy", ""),
        ({}, "bone.no_tablet.swallowing", "bone.no_tablet.pregnancy"),
        ({"pulse_days": 3}, "bone_sums_oral", "bone_sums"),
        ({"start_mg": "40", "hold_weeks": 2}, "bone_sums", "fracture_very_high fracture_age"),
        ({"start_mg": "40", "hold_weeks": 2, "age": UNKNOWN}, "fracture_age bone.age_needed", ""),
        ({}, "vaccines.after_influenza_days", "vaccines.no_hold"),
        (AZA, "vaccines.no_hold", "vaccines.after_influenza_days"),
        (
            {"rituximab": True},
            "vaccines.rituximab pneumocystis.regardless.rituximab pneumocystis.extend.rituximab",
            "",
        ),
        ({"active_infection": True}, "pneumocystis.order_with_methotrexate", ""),
        ({}, "pneumocystis.override", "pneumocystis.adult.tmp_smx"),
        (AZA, "pneumocystis.adult.tmp_smx", "pneumocystis.override"),
        (AZA | {"egfr": UNKNOWN}, "", "pneumocystis.adult.tmp_smx"),
        (
            AZA | {"weight_kg": 39, "ild": Ild.YES},
            "pneumocystis.light_kg pneumocystis.adult.pentamidine",
            "pneumocystis.adult.tmp_smx pneumocystis.adult.atovaquone",
        ),
        (
            AZA | {"egfr": Decimal("20")},
            "pneumocystis.half_dose_egfr pneumocystis.adult.tmp_smx_half",
            "tmp_smx_half_open",
        ),
        (
            AZA | {"egfr": Decimal("20"), "weight_kg": 39, "ild": Ild.YES},
            "tmp_smx_half_open",
            "pneumocystis.half_dose_egfr pneumocystis.adult.tmp_smx_half",
        ),
        (
            AZA | {"egfr": Decimal("20"), "g6pd": G6pd.DEFICIENT},
            "tmp_smx_half_open",
            "pneumocystis.half_dose_egfr pneumocystis.adult.tmp_smx_half",
        ),
        (TAKES_CYCLO, "pneumocystis.regardless.cyclophosphamide", ""),
        (
            TAKES_CYCLO | {"start_mg": "15"},
            "pneumocystis.regardless.cyclophosphamide pneumocystis_not_needed",
            "",
        ),
        (TAKES_CYCLO | {"immunosuppressants": ()}, "", "pneumocystis.regardless.cyclophosphamide"),
        (AZA | {"egfr": Decimal("12")}, "pneumocystis.no_dose_egfr", ""),
        (AZA | NORMAL, "pneumocystis.adult.dapsone", ""),
    ],
    ids=str,
)
def test_what_is_said_follows_the_answers(
    guideline: Guideline,
    make_case: MakeCase,
    answers: dict[str, Any],
    present: str,
    absent: str,
) -> None:
    said = keys(guideline, make_case(**(KNOWN | {"weight_kg": 80} | answers)))
    found = {says.removeprefix("prevention.") for says in said}
    assert {*present.split()} <= found
    assert not {*absent.split()} & found


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"start_mg": "20"}, ["pneumocystis_by_dose"]),
        ({"start_mg": "15", "ild": Ild.YES}, ["regardless.ild"]),
        ({"mda5": True}, ["pneumocystis_by_dose", "regardless.mda5"]),
        ({"subtype": Subtype.JUVENILE, "weight_kg": 25}, ["juvenile"]),
        (
            {"subtype": Subtype.JUVENILE, "weight_kg": 25, "mda5": True},
            ["juvenile", "regardless.mda5"],
        ),
    ],
    ids=str,
)
def test_the_reason_for_prophylaxis_is_said_first(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], says: list[str]
) -> None:
    case = make_case(**(KNOWN | {"weight_kg": 40} | answers))
    said = [line.says for line in lines(guideline, case) if line.section is Section.PREVENTION]
    found = [each.removeprefix("prevention.pneumocystis.") for each in said]
    assert found[: len(says)] == says
    assert found[len(says)] in ("pneumocystis_review", "pneumocystis_offer", "extend.mda5")


@pytest.mark.parametrize(
    ("answers", "order"),
    [
        ({}, "order_with_methotrexate"),
        (AZA, "order"),
        ({"immunosuppressants": TAKES_METHOTREXATE}, "order_with_methotrexate"),
        (
            {"immunosuppressants": TAKES_METHOTREXATE, "active_infection": True},
            "order_with_methotrexate",
        ),
    ],
    ids=str,
)
def test_the_offer_rests_on_the_order_for_the_drug_that_is_named_or_taken(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], order: str
) -> None:
    case = make_case(**(KNOWN | answers))
    (offer,) = [line for line in lines(guideline, case) if line.says == "pneumocystis_offer"]
    assert offer.because[0].key == f"prevention.pneumocystis.{order}"


def test_live_vaccines_are_refused_in_every_plan(
    guideline: Guideline, make_case: MakeCase
) -> None:
    child = make_case(subtype=Subtype.JUVENILE, weight_kg=20)
    assert "prevention.vaccines.live" in keys(guideline, make_case())
    assert "prevention.vaccines.live" in keys(guideline, child)


def test_a_child_is_told_none_of_the_adult_amounts(
    guideline: Guideline, make_case: MakeCase
) -> None:
    found = keys(guideline, make_case(subtype=Subtype.JUVENILE, weight_kg=20, sex=Sex.MALE))
    assert "prevention.pneumocystis.child.atovaquone" in found
    assert {"monitoring.juvenile.adrenal", "monitoring.juvenile.bone"} <= found
    adult = ("prevention.bone.", "prevention.adrenal.sick_day", "prevention.pneumocystis.adult")
    assert not [says for says in found if says.startswith(adult)]


@pytest.mark.parametrize(
    ("answers", "closed"),
    [
        ({}, ()),
        ({"sex": Sex.FEMALE, "pregnancy": Pregnancy.YES}, ("pregnancy",)),
        ({"sex": Sex.FEMALE, "pregnancy": Pregnancy.PLANNING}, ("pregnancy",)),
        ({"sex": Sex.FEMALE, "pregnancy": Pregnancy.BREASTFEEDING}, ("pregnancy",)),
        ({"egfr": Decimal(34)}, ("kidney",)),
        ({"dysphagia": True}, ("swallowing",)),
        ({"egfr": Decimal(20), "dysphagia": True}, ("kidney", "swallowing")),
    ],
    ids=str,
)
def test_no_bone_drug_is_offered_that_an_answer_closes(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], closed: tuple[str, ...]
) -> None:
    case = make_case(**(KNOWN | {"age": 30} | answers))
    found = {line.says: line for line in lines_of(guideline, case, Section.PREVENTION)}
    assert ("prevention.bone.also.order" in found) is (not closed)
    assert ("prevention.bone.young.wish" in found) is ("pregnancy" not in closed)
    if closed:
        assert found["bone_closed"].values == {"closed": closed}
    else:
        assert "bone_closed" not in found
