"""What a plan says about severe disease: ranges that follow the patient, and what is urgent."""

from decimal import Decimal
from typing import Any

import pytest

from core.amounts import UNKNOWN
from core.evidence import Section
from core.guideline.schema import Guideline
from core.patient import (
    Antibody,
    Experience,
    Hbv,
    Ild,
    Immunosuppressant,
    Pregnancy,
    Severity,
    Subtype,
)
from tests.core.conftest import MakeCase
from tests.core.known import KNOWN, WOMAN
from tests.core.lines import keys, one

SEVERE = {"severity": Severity.SEVERE}
CHILD = {"subtype": Subtype.JUVENILE, "weight_kg": 25, "age": 8, "height_cm": Decimal(125)}
CARRYING = WOMAN | {"pregnancy": Pregnancy.YES}


UNTROUBLED = {"hbv": Hbv.NEGATIVE, "active_infection": False}


def test_mild_disease_gets_the_definition_and_no_dose(
    guideline: Guideline, make_case: MakeCase
) -> None:
    found = keys(guideline, make_case(), Section.SEVERE)
    assert found[0] == "not_severe"
    assert all(
        says.startswith(("not_severe", "rescue.definition", "rescue.refr")) for says in found
    )


@pytest.mark.parametrize(
    ("answers", "says", "high"),
    [
        ({"weight_kg": 34}, "pulse_range", 1000),
        ({"weight_kg": 33}, "pulse_range", 990),
        (CHILD, "pulse_at_most", 750),
        (CHILD | {"weight_kg": 40}, "pulse_at_most", 1000),
    ],
    ids=str,
)
def test_the_pulse_ends_at_30_mg_per_kg(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], says: str, high: int
) -> None:
    assert one(guideline, make_case(**SEVERE, **answers), says).values["high"] == high


def test_a_child_s_pulse_rests_on_the_child_s_figure(
    guideline: Guideline, make_case: MakeCase
) -> None:
    child = one(guideline, make_case(**SEVERE, **CHILD), "pulse_at_most")
    adult = one(guideline, make_case(**SEVERE), "pulse_range")
    assert (child.because[0].key, adult.because[0].key) == (
        "rescue.pulse.child",
        "rescue.pulse.mg",
    )


def test_immunoglobulin_is_given_in_grams(guideline: Guideline, make_case: MakeCase) -> None:
    case = make_case(**SEVERE, weight_kg="72.5")
    assert one(guideline, case, "immunoglobulin_course").values["grams"] == 145


@pytest.mark.parametrize(
    ("height_cm", "weight_kg", "mg_per_m2"), [(160, 50, 575), (162, 50, 575), (163, 50, 750)]
)
def test_a_child_s_rituximab_follows_the_body_surface(
    guideline: Guideline, make_case: MakeCase, height_cm: int, weight_kg: int, mg_per_m2: int
) -> None:
    child = CHILD | UNTROUBLED | {"height_cm": Decimal(height_cm), "weight_kg": weight_kg}
    case = make_case(**SEVERE, **child)
    assert one(guideline, case, "rituximab_child").values["mg_per_m2"] == mg_per_m2


def test_without_a_height_a_child_is_shown_both_figures(
    guideline: Guideline, make_case: MakeCase
) -> None:
    case = make_case(**SEVERE, **UNTROUBLED, subtype=Subtype.JUVENILE, weight_kg=25)
    assert "rescue.rituximab.child_mg_per_m2" in keys(guideline, case, Section.SEVERE)


@pytest.mark.parametrize(
    ("answers", "present", "absent"),
    [
        ({}, "rituximab_course", "reasons.rituximab.hbv_unknown"),
        ({"hbv": UNKNOWN}, "reasons.rituximab.hbv_unknown rescue_closed", "rituximab_course"),
        ({"hbv": Hbv.POSITIVE}, "reasons.rituximab.hbv_pos rescue_closed", "rituximab_course"),
        (
            {},
            "cyclophosphamide.g_per_m2",
            "cyclophosphamide.lower_above_years cyclophosphamide.pregnancy",
        ),
        (CARRYING, "reasons.cyclophosphamide.pregnancy", "cyclophosphamide.g_per_m2"),
        (
            {"sex": UNKNOWN},
            "reasons.cyclophosphamide.pregnancy_unknown",
            "cyclophosphamide.g_per_m2",
        ),
        (
            {"egfr": Decimal(20)},
            "reasons.calcineurin_inhibitor.egfr_below_30",
            "calcineurin.trough",
        ),
        ({"rapidly_progressive": True}, "one_or_two_from_the_start", "one_of lung.first"),
        ({"mda5": True, "ild": Ild.YES}, "two_from_the_start", "one_of emergency.mda5_well"),
        ({"mda5": True}, "emergency.mda5_well", ""),
        ({"age": 61}, "cyclophosphamide.lower_above_years", ""),
        ({"age": 60}, "", "cyclophosphamide.lower_above_years"),
        ({"age": UNKNOWN}, "cyclophosphamide.lower_above_years", ""),
        ({"egfr": Decimal(59)}, "cyclophosphamide.lower_above_years", ""),
        ({"egfr": UNKNOWN}, "cyclophosphamide.lower_above_years", ""),
        ({}, "calcineurin.trough context.swallowing rescue_one_of", "juvenile"),
        (CHILD, "juvenile", "rescue_one_of cyclophosphamide.g_per_m2 calcineurin.trough"),
    ],
    ids=str,
)
def test_the_cards_follow_the_answers(
    guideline: Guideline,
    make_case: MakeCase,
    answers: dict[str, Any],
    present: str,
    absent: str,
) -> None:
    said = keys(guideline, make_case(**(KNOWN | SEVERE | answers)), Section.SEVERE)
    found = {says.removeprefix("rescue.") for says in said}
    assert {*present.split()} <= found
    assert not {*absent.split()} & found


@pytest.mark.parametrize("mda5", [True, False])
def test_how_many_treatments_lungs_need_is_said_in_one_way(
    guideline: Guideline, make_case: MakeCase, mda5: bool
) -> None:
    found = keys(
        guideline, make_case(rapidly_progressive=True, mda5=mda5, **SEVERE), Section.SEVERE
    )
    two, either = "rescue.emergency.rapidly_progressive_ild", "rescue.one_or_two_from_the_start"
    assert ([*found].count(two), [*found].count(either)) == (int(mda5), int(not mda5))


@pytest.mark.parametrize(
    ("statin", "said"), [(True, "rescue.statin"), (UNKNOWN, "statin_unknown"), (False, "")]
)
def test_in_necrotizing_myopathy_a_statin_is_stopped_or_asked_for(
    guideline: Guideline, make_case: MakeCase, statin: Any, said: str
) -> None:
    case = make_case(subtype=Subtype.NECROTIZING, statin=statin)
    found = keys(guideline, case, Section.SEVERE)
    assert {*found} & {"rescue.statin", "statin_unknown"} == ({said} if said else set())


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ({"rapidly_progressive": True}, "rescue.one_or_two_from_the_start"),
        ({"rapidly_progressive": True, "mda5": True}, "rescue.emergency.rapidly_progressive_ild"),
        ({"mda5": True}, "rescue.emergency.mda5"),
        ({"respiratory_weakness": True}, "rescue.emergency.respiratory_weakness"),
        ({"severe_dysphagia": True}, "rescue.emergency.severe_dysphagia"),
        ({"myocarditis": True}, "rescue.emergency.myocarditis"),
        ({"subtype": Subtype.NECROTIZING, "statin": True}, "rescue.statin"),
        ({"subtype": Subtype.NECROTIZING}, "rescue.necrotizing.never_alone"),
        ({"ild": Ild.YES}, "rescue.lung.first"),
    ],
    ids=str,
)
def test_what_is_urgent_comes_first_at_any_severity(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], first: str
) -> None:
    assert keys(guideline, make_case(**answers), Section.SEVERE)[0] == first


@pytest.mark.parametrize(
    ("weight_kg", "height_cm", "grams"),
    [
        (160, UNKNOWN, None),
        (160, Decimal(175), None),
        (110, Decimal(175), 172),
        (80, UNKNOWN, 160),
    ],
    ids=str,
)
def test_immunoglobulin_follows_a_standard_weight_and_no_large_total_is_written(
    guideline: Guideline, make_case: MakeCase, weight_kg: int, height_cm: Any, grams: int | None
) -> None:
    case = make_case(**(KNOWN | SEVERE | {"weight_kg": weight_kg, "height_cm": height_cm}))
    says = "immunoglobulin_per_kg" if grams is None else "immunoglobulin_course"
    assert one(guideline, case, says).values.get("grams") == grams


def test_necrotizing_myopathy_has_immunoglobulin_on_the_card_at_any_severity(
    guideline: Guideline, make_case: MakeCase
) -> None:
    case = make_case(**(KNOWN | {"subtype": Subtype.NECROTIZING, "statin": True}))
    early = one(guideline, case, "necrotizing_early")
    assert early.section is Section.START
    assert early.values["treatments"] == ("immunoglobulin", "rituximab")
    assert "immunoglobulin_course" in keys(guideline, case, Section.SEVERE)


def test_nothing_early_is_named_that_something_closes(
    guideline: Guideline, make_case: MakeCase
) -> None:
    tried = {
        "immunosuppressants": (
            (Immunosuppressant.RITUXIMAB, Experience.FAILED),
            (Immunosuppressant.IMMUNOGLOBULIN, Experience.NOT_TOLERATED),
        )
    }
    case = make_case(**(KNOWN | {"subtype": Subtype.NECROTIZING} | tried))
    assert "necrotizing_closed" in keys(guideline, case, Section.START)
    assert "immunoglobulin_course" not in keys(guideline, case, Section.SEVERE)


def test_with_an_emergency_nothing_says_that_the_disease_is_not_severe(
    guideline: Guideline, make_case: MakeCase
) -> None:
    found = keys(guideline, make_case(**(KNOWN | {"myocarditis": True})), Section.SEVERE)
    assert "not_severe" not in found
    assert "pulse_range" in found


DOSED = {
    "immunoglobulin": "immunoglobulin_course",
    "rituximab": "rituximab_course",
    "cyclophosphamide": "rescue.cyclophosphamide.g_per_m2",
    "calcineurin_inhibitor": "rescue.calcineurin.trough",
}


@pytest.mark.parametrize("drug", DOSED)
def test_a_treatment_that_is_taken_is_offered_nowhere_with_a_dose(
    guideline: Guideline, make_case: MakeCase, drug: str
) -> None:
    taken = {"immunosuppressants": ((Immunosuppressant(drug), Experience.TAKING),)}
    case = make_case(**(KNOWN | SEVERE | {"subtype": Subtype.NECROTIZING} | taken))
    found = keys(guideline, case, Section.SEVERE)
    assert one(guideline, case, "rescue_taken").values == {"treatment": drug}
    assert [each for each in DOSED.values() if each not in found] == [DOSED[drug]]
    assert drug not in one(guideline, case, "rescue_one_of").values["treatments"]
    assert drug not in one(guideline, case, "necrotizing_early").values["treatments"]


def test_where_what_comes_early_is_taken_the_card_says_so(
    guideline: Guideline, make_case: MakeCase
) -> None:
    history = (
        (Immunosuppressant.IMMUNOGLOBULIN, Experience.TAKING),
        (Immunosuppressant.RITUXIMAB, Experience.FAILED),
    )
    answers = {"subtype": Subtype.NECROTIZING, "immunosuppressants": history}
    case = make_case(**(KNOWN | answers))
    assert one(guideline, case, "necrotizing_taken").values == {"treatments": ("immunoglobulin",)}


def test_the_only_one_that_is_open_is_not_called_one_of_several(
    guideline: Guideline, make_case: MakeCase
) -> None:
    tried = (
        (Immunosuppressant.CYCLOPHOSPHAMIDE, Experience.FAILED),
        (Immunosuppressant.CALCINEURIN_INHIBITOR, Experience.NOT_TOLERATED),
    )
    answers = SEVERE | {"hbv": UNKNOWN, "immunosuppressants": tried}
    case = make_case(**(KNOWN | answers))
    assert one(guideline, case, "rescue_only").values == {"treatments": ("immunoglobulin",)}


@pytest.mark.parametrize(
    ("answers", "apart"),
    [
        (
            {"hbv": Hbv.POSITIVE, "ssc_overlap": True},
            ["rescue.reasons.rituximab.ssc_overlap"],
        ),
        (
            {"cytopenia": True, "antibodies": (Antibody.SRP,)},
            ["rescue.reasons.rituximab.srp"],
        ),
        (
            {
                "antibodies": (Antibody.HMGCR,),
                "active_infection": True,
                "immunosuppressants": ((Immunosuppressant.IMMUNOGLOBULIN, Experience.FAILED),),
            },
            [
                "rescue.reasons.immunoglobulin.active_infection",
                "rescue.reasons.immunoglobulin.hmgcr",
            ],
        ),
    ],
    ids=str,
)
def test_what_speaks_for_a_treatment_that_is_closed_stands_apart(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], apart: list[str]
) -> None:
    found = keys(guideline, make_case(**(KNOWN | SEVERE | answers)), Section.SEVERE)
    assert found.count("rescue_otherwise") == 1
    place = found.index("rescue_otherwise") + 1
    assert found[place : place + len(apart)] == apart
    assert not {*apart} & {*found[:place]}


@pytest.mark.parametrize("hbv", [UNKNOWN, Hbv.NEGATIVE])
def test_the_serology_before_immunoglobulin_is_asked_for_once(
    guideline: Guideline, make_case: MakeCase, hbv: Any
) -> None:
    found = keys(guideline, make_case(**(KNOWN | SEVERE | {"hbv": hbv})), Section.SEVERE)
    asks = ("immunoglobulin.hbv_unknown", "immunoglobulin.caution.serology")
    assert len([each for each in found if each.endswith(asks)]) == 1
