"""What a plan says about the agent: on the card, its doses, its safeguards, what closes others."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.agents import lines as agents
from core.agents import methotrexate
from core.agents.choice import Agent, choose
from core.amounts import UNKNOWN, Weekday, WeeklyDose
from core.evidence import Section
from core.guideline.schema import Guideline
from core.patient import (
    Experience,
    Hbv,
    Ild,
    Immunosuppressant,
    Metabolizer,
    Pregnancy,
    Region,
    Route,
    Severity,
    Subtype,
)
from tests.core.conftest import MakeCase
from tests.core.known import KNOWN, WOMAN
from tests.core.lines import keys, lines, one

MG = (15, 20, 25)
SEVERE = {"severity": Severity.SEVERE}
CHILD = {"subtype": Subtype.JUVENILE, "weight_kg": 25, "age": 8, "height_cm": Decimal(125)}
HEAVY_CHILD = CHILD | {"weight_kg": 75, "height_cm": Decimal(165), "age": 17}
EU_SUNDAY = {"region": Region.EU, "methotrexate_weekday": Weekday.SUNDAY}
LITTLE = {"weight_kg": 30, "egfr": Decimal(40), "tpmt": Metabolizer.INTERMEDIATE}
CARRYING = WOMAN | {"pregnancy": Pregnancy.YES}


@pytest.mark.parametrize(
    ("answers", "says", "agent"),
    [
        ({"active_infection": True}, "agent_after_infection", "methotrexate"),
        (WOMAN | {"pregnancy": UNKNOWN, "ild": Ild.YES}, "agent_after_pregnancy", "mycophenolate"),
        (CARRYING | {"tpmt": UNKNOWN}, "agent_after_test", "azathioprine"),
        (CARRYING | {"allopurinol": True}, "agent_specialist", "specialist"),
        (CHILD | {"ild": Ild.YES}, "agent_specialist", "specialist"),
        ({"mda5": True}, "agent_combination", "specialist"),
        ({"egfr": UNKNOWN}, "agent_candidate", "methotrexate"),
    ],
    ids=str,
)
def test_the_card_has_the_agent_in_one_line(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], says: str, agent: str
) -> None:
    line = one(guideline, make_case(**(KNOWN | answers)), says)
    assert (line.section, line.values["agent"]) == (Section.START, agent)


@pytest.mark.parametrize(
    ("answers", "held"),
    [
        ({"ild": Ild.UNKNOWN}, True),
        ({"ild": Ild.YES}, False),
        ({}, False),
        ({"ild": Ild.UNKNOWN, "mda5": True}, False),
        (CHILD | {"ild": Ild.UNKNOWN}, True),
    ],
    ids=str,
)
def test_the_card_says_that_methotrexate_waits_for_the_lungs(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], held: bool
) -> None:
    found = keys(guideline, make_case(**(KNOWN | answers)), Section.START)
    assert ("methotrexate_held" in found) is held


@pytest.mark.parametrize(
    ("hbv", "said"), [(Hbv.POSITIVE, True), (Hbv.NEGATIVE, False), (UNKNOWN, False)]
)
def test_the_card_says_that_hepatitis_b_needs_advice_first(
    guideline: Guideline, make_case: MakeCase, hbv: Any, said: bool
) -> None:
    found = keys(guideline, make_case(**(KNOWN | {"hbv": hbv})), Section.START)
    assert ("agents.choice.hepatitis_b" in found) is said


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"rituximab": True, "hbv": UNKNOWN}, ["rescue.rituximab.hepatitis_b"]),
        ({"rituximab": True, "hbv": Hbv.POSITIVE}, ["rescue.rituximab.hepatitis_b"]),
        ({"rituximab": True}, []),
        (CARRYING | {"cyclophosphamide": True}, ["rescue.cyclophosphamide.pregnancy"]),
        ({"cyclophosphamide": True}, []),
    ],
    ids=str,
)
def test_the_card_says_what_forbids_a_drug_that_is_given(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], says: list[str]
) -> None:
    found = keys(guideline, make_case(**(KNOWN | answers)), Section.START)
    assert [each for each in found if each.startswith("rescue.")] == says


@pytest.mark.parametrize("answers", [{}, CHILD], ids=str)
def test_an_agent_that_begins_stands_on_the_card_with_its_amount(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any]
) -> None:
    line = one(guideline, make_case(**(KNOWN | answers)), "drug_weekly")
    assert (line.section, line.values["drug"]) == (Section.START, "methotrexate")
    assert "agent_ready" not in keys(guideline, make_case(**(KNOWN | answers)), Section.START)


def test_the_first_amount_of_methotrexate_has_its_weekday_date_and_tablets(
    guideline: Guideline, make_case: MakeCase
) -> None:
    case = make_case(**KNOWN, methotrexate_weekday=Weekday.FRIDAY)
    first = one(guideline, case, "methotrexate_week")
    assert first.values == {
        "mg": 15, "weekday": "friday", "count": 6, "tablet_mg": Decimal("2.5"),
        "date": date(2026, 11, 27),
    }  # fmt: skip
    later = one(guideline, case, "drug_next_weekly"), one(guideline, case, "drug_above_weekly")
    assert [line.values for line in later] == [
        {"drug": "methotrexate", "mg": 20, "date": date(2026, 12, 25)},
        {"amounts": (25,), "weeks": 4},
    ]


@pytest.mark.parametrize(
    ("answers", "forms"),
    [
        ({}, ("", "_open", "_open")),
        ({"methotrexate_route": Route.MOUTH}, ("", "", "")),
        ({"methotrexate_route": Route.SKIN}, ("_routed", "_routed", "_routed")),
        ({"region": Region.UK}, ("", "_open", "_routed")),
        ({"region": Region.UK, "methotrexate_route": Route.MOUTH}, ("", "", "_routed")),
    ],
    ids=str,
)
def test_tablets_of_methotrexate_are_counted_only_by_mouth(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], forms: tuple[str, ...]
) -> None:
    case, rule = make_case(**(KNOWN | answers)), guideline.agents
    weekly = [
        WeeklyDose(mg=Decimal(mg), weekday=Weekday.MONDAY, limit_mg=Decimal(25)) for mg in MG
    ]
    doses = [({"date": case.start_date}, each, None) for each in weekly]
    said = methotrexate.lines(rule, case, doses, young_years=12)
    found = [line for line in said if line.says.startswith("methotrexate_week")]
    assert [line.says.removeprefix("methotrexate_week") for line in found] == [*forms]
    assert ["count" in line.values for line in found] == [not form for form in forms]


def test_a_route_that_was_decided_goes_before_the_answer(
    guideline: Guideline, make_case: MakeCase
) -> None:
    case, rule = make_case(**KNOWN, methotrexate_route=Route.SKIN), guideline.agents.methotrexate
    assert methotrexate.route(rule, case, Decimal(20), Route.MOUTH) is Route.MOUTH
    assert methotrexate.route(rule, case, Decimal(20)) is Route.SKIN


@pytest.mark.parametrize(
    ("answers", "says", "values"),
    [
        ({}, "folic_acid_daily", {"mg": 1}),
        ({"region": Region.UK}, "folic_acid_weekly", {"mg": 5, "weekday": "tuesday"}),
        (EU_SUNDAY, "folic_acid_weekly", {"mg": 5, "weekday": "monday"}),
    ],
    ids=str,
)
def test_folic_acid_stands_beside_methotrexate_on_another_day(
    guideline: Guideline,
    make_case: MakeCase,
    answers: dict[str, Any],
    says: str,
    values: dict[str, Any],
) -> None:
    case = make_case(**KNOWN, **answers)
    assert one(guideline, case, says).values == values


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({}, "without_lung_disease"),
        ({"egfr": UNKNOWN}, "without_lung_disease"),
        ({"ild": Ild.YES}, "with_lung_disease"),
        ({"ild": Ild.UNKNOWN}, "with_lung_disease"),
        (CHILD, "juvenile"),
        (CHILD | {"ild": Ild.YES}, "juvenile"),
        (CARRYING | {"allopurinol": True}, "specialist"),
        ({"mda5": True}, "emergency"),
        ({"active_infection": True}, "infection"),
        (WOMAN | {"pregnancy": UNKNOWN}, "pregnancy"),
        (CARRYING | {"tpmt": UNKNOWN}, "genetic_test"),
    ],
    ids=str,
)
def test_the_section_begins_with_the_rule_that_decided(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], rule: str
) -> None:
    found = keys(guideline, make_case(**(KNOWN | answers)), Section.AGENT)
    assert found[0] == f"agents.choice.{rule}"


def test_a_candidate_has_safeguards_and_no_dose(guideline: Guideline, make_case: MakeCase) -> None:
    case = make_case(**(KNOWN | {"egfr": UNKNOWN, "age": UNKNOWN}))
    found = keys(guideline, case, Section.AGENT)
    assert "methotrexate_week" not in found
    assert "agents.methotrexate.weekly" in found
    waits = one(guideline, case, "agent_not_answered")
    assert waits.values == {"agent": Agent.METHOTREXATE, "keys": ("age", "egfr")}


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"hbv": Hbv.POSITIVE}, "agents.choice.hepatitis_b"),
        ({"myocarditis": True}, "agents.choice.admission"),
        (HEAVY_CHILD, "agents.juvenile_methotrexate.not_written"),
        (WOMAN | {"pregnancy": UNKNOWN, "active_infection": True}, "agents.choice.pregnancy"),
        (CARRYING | LITTLE, "agents.azathioprine.below_one_tablet"),
    ],
    ids=str,
)
def test_what_must_come_first_is_said(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], says: str
) -> None:
    assert says in keys(guideline, make_case(**(KNOWN | answers)), Section.AGENT)


@pytest.mark.parametrize(
    ("egfr", "says"),
    [
        ("59", "agents.blocks.methotrexate.egfr_below_60"),
        ("30", "agents.blocks.methotrexate.egfr_below_60"),
        ("29.9", "agents.methotrexate.egfr_refused"),
    ],
)
def test_impaired_kidneys_refuse_methotrexate_before_they_pass_it_over(
    guideline: Guideline, make_case: MakeCase, egfr: str, says: str
) -> None:
    case = make_case(**(KNOWN | {"egfr": Decimal(egfr)}))
    closed = [each for each in keys(guideline, case, Section.AGENT) if "egfr" in each]
    assert says in closed
    assert len(closed) == 1


def test_a_child_is_told_only_what_closes_methotrexate(
    guideline: Guideline, make_case: MakeCase
) -> None:
    case = make_case(**(KNOWN | CHILD | {"ild": Ild.YES, "tpmt": UNKNOWN}))
    closed = [each for each in keys(guideline, case, Section.AGENT) if ".blocks." in each]
    assert closed == ["agents.blocks.methotrexate.ild"]


def test_a_child_s_dose_shows_its_arithmetic(guideline: Guideline, make_case: MakeCase) -> None:
    case = make_case(**(KNOWN | CHILD))
    assert one(guideline, case, "methotrexate_child").values == {
        "mg": Decimal("12.5"), "weekday": "monday", "date": date(2026, 11, 23),
    }  # fmt: skip
    assert one(guideline, case, "methotrexate_child_sum").values["surface_m2"] == Decimal("0.932")
    assert "agents.juvenile_methotrexate.folic_acid" in keys(guideline, case, Section.AGENT)


def test_azathioprine_shows_its_doses_and_how_the_target_came_out(
    guideline: Guideline, make_case: MakeCase
) -> None:
    short = {"height_cm": Decimal(150), "egfr": Decimal(40), "tpmt": Metabolizer.INTERMEDIATE}
    case = make_case(**(KNOWN | short))
    found = keys(guideline, case, Section.AGENT)
    assert found[1:6] == [
        "azathioprine_once",
        "azathioprine_target",
        "agents.azathioprine.one_intermediate",
        "agents.azathioprine.kidney_share",
        "agents.azathioprine.short",
    ]
    assert one(guideline, case, "azathioprine_target").values == {
        "mg_per_kg": 2, "kg": 50, "tablet_mg": 25, "mg": 25,
    }  # fmt: skip


def test_azathioprine_twice_a_day_names_the_larger_dose_first(
    guideline: Guideline, make_case: MakeCase
) -> None:
    case = make_case(**(KNOWN | {"alcohol_excess": True, "weight_kg": 95}))
    found = [line for line in lines(guideline, case, Section.AGENT) if "larger" in line.values]
    parts = ("mg", "larger", "smaller")
    assert [tuple(line.values[part] for part in parts) for line in found] == [(50, 25, 25)]
    assert one(guideline, case, "drug_next").values["date"] == date(2026, 12, 7)
    assert one(guideline, case, "drug_above").values["amounts"] == (100, 125)


def test_azathioprine_without_a_target_says_what_pregnancy_allows(
    guideline: Guideline, make_case: MakeCase
) -> None:
    case = make_case(**(CARRYING | {"height_cm": UNKNOWN}))
    found = keys(guideline, case, Section.AGENT)
    assert "agents.azathioprine.caution.pregnancy" in found
    assert "azathioprine_target" not in found


@pytest.mark.parametrize(
    ("egfr", "says"),
    [("25", "agents.mycophenolate.limit_mg"), ("24.9", "agents.mycophenolate.low_egfr")],
)
def test_mycophenolate_says_how_far_it_may_go(
    guideline: Guideline, make_case: MakeCase, egfr: str, says: str
) -> None:
    case = make_case(**(KNOWN | {"ild": Ild.YES, "egfr": Decimal(egfr)}))
    found = keys(guideline, case, Section.AGENT)
    assert found[1:5] == ["mycophenolate_week", "drug_next", "drug_above", says]


def test_no_agent_no_lines(guideline: Guideline, make_case: MakeCase) -> None:
    case = make_case(subtype=Subtype.INCLUSION_BODY)
    assert agents.lines(guideline, case, choose(guideline, case), {}) == ()


@pytest.mark.parametrize(
    ("agent_start", "together"),
    [(None, True), (date(2026, 11, 23), True), (date(2026, 11, 24), False)],
)
def test_an_agent_that_begins_later_is_not_said_to_begin_with_the_steroid(
    guideline: Guideline, make_case: MakeCase, agent_start: date | None, together: bool
) -> None:
    case = make_case(**KNOWN, agent_start=agent_start)
    found = keys(guideline, case, Section.START, Section.AGENT)
    assert not [each for each in found if each.startswith("agent_")]
    assert ("agents.choice.together" in found) is together
    first = agent_start or case.start_date
    assert one(guideline, case, "drug_weekly").values["date"] == first


@pytest.mark.parametrize("how", [Experience.FAILED, Experience.NOT_TOLERATED])
@pytest.mark.parametrize("drug", ["methotrexate", "azathioprine", "mycophenolate"])
def test_a_drug_that_was_given_up_is_named(
    guideline: Guideline, make_case: MakeCase, drug: str, how: Experience
) -> None:
    tried = ((Immunosuppressant(drug), how),)
    case = make_case(**(KNOWN | {"immunosuppressants": tried}))
    assert one(guideline, case, f"drug_{how}").values == {"drug": drug}


NO_AGENT = {
    "immunosuppressants": tuple(
        (Immunosuppressant(drug), Experience.FAILED)
        for drug in ("methotrexate", "azathioprine", "mycophenolate")
    )
}
TACROLIMUS_FAILED = {
    "immunosuppressants": (
        *NO_AGENT["immunosuppressants"],
        (Immunosuppressant.CALCINEURIN_INHIBITOR, Experience.FAILED),
    )
}


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (CARRYING | NO_AGENT, True),
        (NO_AGENT, False),
        (WOMAN | NO_AGENT, False),
        (NO_AGENT | {"pregnancy": Pregnancy.PLANNING}, False),
        (WOMAN | NO_AGENT | {"pregnancy": Pregnancy.PLANNING}, True),
        (CARRYING | TACROLIMUS_FAILED, False),
        (CARRYING | NO_AGENT | {"egfr": 30}, True),
        (CARRYING | NO_AGENT | {"egfr": 29}, False),  # they close a calcineurin inhibitor
    ],
    ids=str,
)
def test_what_pregnancy_allows_is_said_where_there_is_one(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], said: bool
) -> None:
    found = keys(guideline, make_case(**(KNOWN | answers)), Section.AGENT)
    assert found[0] == "agents.choice.specialist"
    assert ("agents.choice.specialist_pregnancy" in found) is said


@pytest.mark.parametrize(
    ("drug", "safeguard"),
    [
        ("methotrexate", "agents.methotrexate.weekly"),
        ("azathioprine", "agents.azathioprine.stop_and_call"),
        ("mycophenolate", "agents.mycophenolate.contraception"),
        ("rituximab", None),
    ],
)
def test_the_agent_of_who_is_treated_already_is_named_with_its_safeguards(
    guideline: Guideline, make_case: MakeCase, drug: str, safeguard: str | None
) -> None:
    taking = {"immunosuppressants": ((Immunosuppressant(drug), Experience.TAKING),)}
    found = lines(guideline, make_case(**(KNOWN | taking)), Section.AGENT)
    assert (found[0].says, found[0].values) == ("agent_already_treated", {"drugs": (drug,)})
    says = [line.says for line in found]
    assert [each for each in says if each == safeguard] == ([safeguard] if safeguard else [])
    assert not [line for line in found if "mg" in line.values]
