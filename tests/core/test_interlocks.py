"""The table of interlocks, row by row: when each holds, at its boundary, and in which order."""

from decimal import Decimal
from typing import Any

import pytest

from core import emergencies, interlocks
from core.evidence import Section
from core.guideline.schema import Guideline
from core.interlocks import Level, Notice
from core.patient import (
    Case,
    Cyp3a4,
    Experience,
    Experiences,
    Ild,
    Immunosuppressant,
    Severity,
    Subtype,
)
from core.steroid.start_dose import starting_dose
from tests.core.conftest import MakeCase

MODERATE_60 = {"weight_kg": 80}  # 60 mg: neither above nor below, nothing to say


def codes(guideline: Guideline, case: Case) -> list[str]:
    found = interlocks.notices(guideline, case, starting_dose(guideline, case))
    return [notice.code for notice in found]


def test_an_ordinary_case_has_no_notice(guideline: Guideline, make_case: MakeCase) -> None:
    assert codes(guideline, make_case(**MODERATE_60)) == []


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("rapidly_progressive", "rapidly_progressive_ild"),
        ("mda5", "mda5"),
        ("respiratory_weakness", "respiratory_weakness"),
        ("severe_dysphagia", "severe_dysphagia"),
        ("myocarditis", "myocarditis"),
    ],
)
def test_a_sign_is_an_emergency_that_needs_admission(
    guideline: Guideline, make_case: MakeCase, key: str, code: str
) -> None:
    case = make_case(**(MODERATE_60 | {key: True}))
    found = interlocks.notices(guideline, case, starting_dose(guideline, case))
    assert found == (Notice(level=Level.EMERGENCY, code=code),)
    assert emergencies.needs_admission(case)


def test_what_was_not_answered_needs_no_admission(make_case: MakeCase) -> None:
    assert not emergencies.needs_admission(make_case())


def taking(drug: str) -> Experiences:
    return ((Immunosuppressant(drug), Experience.TAKING),)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (
            {"ssc_overlap": True, "start_mg": "15"},
            ["ssc_renal_crisis", "override_below_half", "start_below_60"],
        ),
        ({"ssc_overlap": True, "start_mg": "12.5"}, ["override_below_half", "start_below_60"]),
        ({"weight_kg": 40, "severity": Severity.SEVERE}, ["severe_hospital", "start_below_60"]),
        ({"weight_kg": "39.9"}, ["weight_outside_usual", "start_below_60"]),
        ({"weight_kg": 150}, ["start_above_60", "cap_80"]),
        ({"weight_kg": "150.1"}, ["weight_outside_usual", "start_above_60", "cap_80"]),
        ({"start_mg": "60"}, []),
        ({"start_mg": "62.5"}, ["start_above_60"]),
        ({"start_mg": "57.5"}, ["start_below_60"]),
        ({"start_mg": "40"}, ["start_below_60"]),
        ({"start_mg": "37.5"}, ["override_below_half", "start_below_60"]),
        ({"severity": Severity.SEVERE}, ["start_above_60", "severe_hospital"]),
        ({"severity": Severity.SEVERE, "start_mg": "60"}, ["severe_hospital"]),
        ({"statin": True}, []),
        ({"cytopenia": True}, ["cytopenia"]),
        ({"egfr": Decimal("29.9")}, []),
        ({"egfr": Decimal("30")}, ["egfr_30_59"]),
        ({"egfr": Decimal("59.9")}, ["egfr_30_59"]),
        ({"egfr": Decimal("60")}, []),
        ({"active_infection": True, "start_mg": "20"}, ["override_below_half", "start_below_60"]),
        (
            {"active_infection": True, "start_mg": "22.5"},
            ["override_below_half", "infection_high_start", "start_below_60"],
        ),
        ({"cyp3a4": Cyp3a4.INHIBITOR}, ["cyp3a4_interaction"]),
        ({"cyp3a4": Cyp3a4.INDUCER}, ["cyp3a4_interaction"]),
        ({"cyp3a4": Cyp3a4.NONE}, []),
        ({"pulse_days": 3, "pulse_mg": Decimal("249.9")}, ["pulse_below_250"]),
        ({"pulse_days": 3, "pulse_mg": Decimal(250)}, []),
        ({"pulse_days": 0, "pulse_mg": Decimal(1)}, []),
        ({"immunosuppressants": taking("methotrexate"), "ild": Ild.YES}, ["taken_drug_blocked"]),
        ({"immunosuppressants": taking("methotrexate")}, []),
        ({"immunosuppressants": taking("rituximab")}, []),
        (
            {"weight_kg": 120, "severity": Severity.SEVERE},
            ["start_above_60", "severe_hospital", "cap_80"],
        ),
        ({"weight_kg": 150, "start_mg": "80"}, ["start_above_60"]),
        (
            {"weight_kg": 175, "severity": Severity.MILD},
            ["weight_outside_usual", "start_above_60", "cap_80", "below_half_by_cap"],
        ),
        (
            {"weight_kg": 160, "severity": Severity.MILD},
            ["weight_outside_usual", "start_above_60"],
        ),
        (
            {"weight_kg": 175, "start_mg": "80"},
            ["weight_outside_usual", "start_above_60", "override_below_half"],
        ),
    ],
    ids=str,
)
def test_each_row_holds_up_to_its_boundary(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], expected: list[str]
) -> None:
    assert codes(guideline, make_case(**(MODERATE_60 | answers))) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, ["start_above_60", "imnm_one_level_up", "imnm_early_rescue"]),
        ({"severity": Severity.MILD}, ["imnm_one_level_up", "imnm_early_rescue"]),
        ({"start_mg": "60"}, ["imnm_early_rescue"]),
        (
            {"severity": Severity.SEVERE},
            ["start_above_60", "severe_hospital", "imnm_early_rescue"],
        ),
        ({"statin": True, "start_mg": "60"}, ["statin_stop", "imnm_early_rescue"]),
        ({"statin": False, "start_mg": "60"}, ["imnm_early_rescue"]),
    ],
    ids=str,
)
def test_necrotizing_myopathy_has_rows_of_its_own(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], expected: list[str]
) -> None:
    base = MODERATE_60 | {"subtype": Subtype.NECROTIZING}
    assert codes(guideline, make_case(**(base | answers))) == expected


@pytest.mark.parametrize("weight_kg", [10, 45, 120])
def test_a_child_has_none_of_the_adult_rows(
    guideline: Guideline, make_case: MakeCase, weight_kg: int
) -> None:
    case = make_case(subtype=Subtype.JUVENILE, weight_kg=weight_kg)
    assert codes(guideline, case) == ["juvenile_no_adult_taper", "paediatric_rheumatology"]


def test_a_child_shares_the_others(guideline: Guideline, make_case: MakeCase) -> None:
    case = make_case(
        subtype=Subtype.JUVENILE, weight_kg=25, severity=Severity.SEVERE, ssc_overlap=True,
        cytopenia=True, egfr=Decimal(45), mda5=True,
    )  # fmt: skip
    assert codes(guideline, case) == [
        "mda5", "ssc_renal_crisis", "severe_hospital", "cytopenia", "egfr_30_59",
        "juvenile_no_adult_taper", "paediatric_rheumatology",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("subtype", "expected"),
    [
        (Subtype.INCLUSION_BODY, ["mda5", "inclusion_body_no_taper"]),
        (Subtype.AMYOPATHIC, ["mda5", "amyopathic_no_taper"]),
        (Subtype.CHECKPOINT_INHIBITOR, ["mda5", "checkpoint_inhibitor"]),
    ],
)
def test_without_a_plan_only_emergencies_and_the_own_row_are_said(
    guideline: Guideline, make_case: MakeCase, subtype: Subtype, expected: list[str]
) -> None:
    case = make_case(subtype=subtype, severity=Severity.SEVERE, mda5=True, cytopenia=True)
    found = interlocks.notices(guideline, case, None)
    assert [notice.code for notice in found] == expected


def test_codes_stand_in_the_table_once_and_by_level() -> None:
    table = [row.code for row in interlocks.TABLE]
    levels = [row.level for row in interlocks.TABLE]
    assert len(set(table)) == len(table)
    assert levels == sorted(levels, key=list(Level).index)


def test_emergencies_and_points_to_confirm_stand_on_the_card(
    guideline: Guideline, make_case: MakeCase
) -> None:
    case = make_case(subtype=Subtype.NECROTIZING, statin=True, mda5=True, weight_kg=80)
    found = interlocks.notices(guideline, case, starting_dose(guideline, case))
    lines = interlocks.lines(guideline, case, found)
    assert [line.says for line in lines] == ["mda5", "start_above_60", "statin_stop"]
    assert {line.section for line in lines} == {Section.START}
    assert lines[1].values["limit"] == 60


def test_a_drug_that_is_taken_against_an_answer_is_named_with_no_other(
    guideline: Guideline, make_case: MakeCase
) -> None:
    taken = tuple(
        (Immunosuppressant(each), Experience.TAKING) for each in ("methotrexate", "other")
    )
    case = make_case(immunosuppressants=taken, liver_disease=True)
    found = interlocks.notices(guideline, case, starting_dose(guideline, case))
    (line,) = interlocks.lines(guideline, case, found)
    assert (line.says, line.values["drugs"]) == ("taken_drug_blocked", (taken[0][0],))
