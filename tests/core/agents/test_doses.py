"""What each agent is written at: weeks, amounts, limits; the arithmetic has no rounding error."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.agents import azathioprine, methotrexate
from core.agents.choice import Agent, AgentChoice, AgentDose, Status, WeeklyAgentDose, choose
from core.agents.titration import titration
from core.amounts import OverWeeklyLimit, Weekday, WeeklyDose
from core.guideline.schema import Guideline
from core.patient import Ild, Metabolizer, Sex, Subtype
from tests.core.conftest import MakeCase
from tests.core.known import KNOWN

FEMALE = {"sex": Sex.FEMALE, "age": 60}


def weekly(choice: AgentChoice) -> str:
    return " ".join(
        f"{each.week}:{each.dose.mg}" for each in choice.doses if isinstance(each, WeeklyAgentDose)
    )


def daily(choice: AgentChoice) -> str:
    return " ".join(
        f"{each.week}:{'+'.join(map(str, each.intakes))}"
        for each in choice.doses
        if isinstance(each, AgentDose)
    )


@pytest.mark.parametrize(
    ("answers", "doses"),
    [
        ({"age": 64, "weight_kg": 50}, "0:15 4:20 8:25"),
        ({"age": 65, "weight_kg": 50}, "0:10 4:15 8:20"),
        ({"age": 18, "weight_kg": "49.9"}, "0:10 4:15 8:20"),
        ({"age": 90, "weight_kg": 40}, "0:10 4:15 8:20"),
    ],
    ids=str,
)
def test_methotrexate_rises_to_its_limit_and_no_further(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], doses: str
) -> None:
    choice = choose(guideline, make_case(**(KNOWN | answers)))
    assert (choice.status, weekly(choice)) == (Status.READY, doses)


@pytest.mark.parametrize(
    ("start", "named", "weekday"),
    [
        (date(2026, 11, 23), None, Weekday.MONDAY),
        (date(2026, 11, 29), None, Weekday.SUNDAY),
        (date(2026, 11, 29), Weekday.FRIDAY, Weekday.FRIDAY),
    ],
)
def test_the_weekday_is_that_of_the_first_day_unless_named(
    guideline: Guideline, make_case: MakeCase, start: date, named: Any, weekday: Weekday
) -> None:
    case = make_case(**KNOWN, start_date=start, methotrexate_weekday=named)
    doses = choose(guideline, case).doses
    assert {each.dose.weekday for each in doses if isinstance(each, WeeklyAgentDose)} == {weekday}


def test_a_weekly_dose_over_the_limit_cannot_be_built() -> None:
    limit = Decimal(25)
    with pytest.raises(OverWeeklyLimit):
        WeeklyDose(mg=Decimal("27.5"), weekday=Weekday.MONDAY, limit_mg=limit)


@pytest.mark.parametrize(
    ("size", "mg", "surface"),
    [
        ("25 kg 125 cm", "12.5", "0.932"),
        ("40 kg 150 cm", "17.5", "1.291"),
        ("25 kg 100 cm", "12.5", "0.833"),  # 15 x sqrt(2500/3600) is 12.5 exactly
        ("30 kg 120 cm", "15", "1.000"),
        ("10 kg 80 cm", "5", "0.471"),  # 7.07
        ("6 kg 230 cm", "5", "0.619"),  # 1 mg per kg decides: 6
        ("5 kg 40 cm", "2.5", "0.236"),
        ("62.5 kg 160 cm", "25", "1.667"),  # 25 exactly is still written
    ],
)
def test_a_child_gets_the_least_of_surface_and_weight(
    guideline: Guideline, make_case: MakeCase, size: str, mg: str, surface: str
) -> None:
    weight_kg, _, height_cm, _ = size.split()
    child = {"subtype": Subtype.JUVENILE, "weight_kg": weight_kg, "age": 8}
    case = make_case(**(KNOWN | child | {"height_cm": Decimal(height_cm)}))
    choice = choose(guideline, case)
    assert (choice.status, weekly(choice)) == (Status.READY, f"0:{mg}")
    assert choice.bsa_m2 == Decimal(surface)


@pytest.mark.parametrize(("weight_kg", "height_cm"), [("75", "165"), ("120", "190")])
def test_more_than_the_limit_is_never_written_for_a_child(
    guideline: Guideline, make_case: MakeCase, weight_kg: str, height_cm: str
) -> None:
    child = {"subtype": Subtype.JUVENILE, "weight_kg": weight_kg, "age": 17}
    choice = choose(guideline, make_case(**(KNOWN | child | {"height_cm": Decimal(height_cm)})))
    assert choice == AgentChoice(
        first=Agent.METHOTREXATE,
        status=Status.CANDIDATE,
        withheld_for=("over_25_mg",),
        blocked={},
    )


def test_no_surface_and_no_dose_without_a_height(
    guideline: Guideline, make_case: MakeCase
) -> None:
    rule, case = guideline.agents, make_case(subtype=Subtype.JUVENILE, weight_kg=20)
    assert methotrexate.child_doses(rule, case) == ()
    assert methotrexate.body_surface_m2(rule.juvenile_methotrexate, case) is None


@pytest.mark.parametrize(
    ("answers", "target", "doses"),
    [
        ({"height_cm": Decimal(178), "weight_kg": 95}, 125, "0:25+25 2:50+25 4:50+50 6:75+50"),
        (FEMALE | {"height_cm": Decimal(165)}, 100, "0:25+25 2:50+25 4:50+50"),
        ({"weight_kg": 50, "height_cm": Decimal(190)}, 100, "0:25+25 2:50+25 4:50+50"),
        ({"height_cm": Decimal("152.4"), "weight_kg": 90}, 100, "0:25+25 2:50+25 4:50+50"),
        ({"height_cm": Decimal(140), "weight_kg": 90}, 100, "0:25+25 2:50+25 4:50+50"),
        (FEMALE | {"height_cm": Decimal(140), "weight_kg": 90}, 75, "0:25+25 2:50+25"),
        ({"height_cm": Decimal(140), "weight_kg": 36}, 50, "0:25+25"),
        ({"tpmt": Metabolizer.INTERMEDIATE}, 50, "0:25 4:25+25"),
        ({"nudt15": Metabolizer.INTERMEDIATE, "weight_kg": 60}, 50, "0:25 4:25+25"),
        ({"tpmt": Metabolizer.INTERMEDIATE, "weight_kg": "49.9"}, 25, "0:25"),
        ({"egfr": Decimal("49.9")}, 100, "0:25+25 2:50+25 4:50+50"),
        ({"egfr": Decimal(50)}, 125, "0:25+25 2:50+25 4:50+50 6:75+50"),
        ({"egfr": Decimal(10), "weight_kg": 30}, 25, "0:25"),
    ],
    ids=str,
)
def test_azathioprine_rises_to_its_target(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], target: int, doses: str
) -> None:
    base = KNOWN | {"alcohol_excess": True, "weight_kg": 70}
    choice = choose(guideline, make_case(**(base | answers)))
    assert (choice.first, choice.target_mg_per_day) == (Agent.AZATHIOPRINE, Decimal(target))
    assert daily(choice) == doses


def test_a_target_under_one_tablet_gives_no_number(
    guideline: Guideline, make_case: MakeCase
) -> None:
    answers = {"alcohol_excess": True, "weight_kg": 30, "egfr": Decimal(40)}
    case = make_case(**(KNOWN | answers | {"tpmt": Metabolizer.INTERMEDIATE}))
    choice = choose(guideline, case)
    assert (choice.status, choice.withheld_for) == (Status.CANDIDATE, ("below_one_tablet",))
    assert (choice.doses, choice.target_mg_per_day) == ((), None)


@pytest.mark.parametrize("key", ["height_cm", "sex"])
def test_no_target_without_height_or_sex(
    guideline: Guideline, make_case: MakeCase, key: str
) -> None:
    case = make_case(**{name: given for name, given in KNOWN.items() if name != key})
    assert azathioprine.target_mg(guideline.agents.azathioprine, case) is None


@pytest.mark.parametrize(
    ("height_cm", "weight_kg", "target"),
    [
        ("230", "62.5", 125),  # 2 x 62.5 kg of actual weight is 125 exactly
        ("230", "62.4", 100),
        ("165.1", "61.5", 100),  # 5 inches above the base: ideal is 61.5 kg exactly
    ],
)
def test_a_target_on_the_boundary_is_not_lost_to_division(
    guideline: Guideline, make_case: MakeCase, height_cm: str, weight_kg: str, target: int
) -> None:
    case = make_case(**(KNOWN | {"height_cm": Decimal(height_cm), "weight_kg": weight_kg}))
    assert azathioprine.target_mg(guideline.agents.azathioprine, case) == target


@pytest.mark.parametrize("egfr", ["20", "90"])
def test_mycophenolate_rises_every_two_weeks_to_a_gram_twice_a_day(
    guideline: Guideline, make_case: MakeCase, egfr: str
) -> None:
    choice = choose(guideline, make_case(**(KNOWN | {"ild": Ild.YES, "egfr": Decimal(egfr)})))
    assert (choice.first, choice.status) == (Agent.MYCOPHENOLATE, Status.READY)
    assert daily(choice) == "0:500+500 2:750+750 4:1000+1000"


def test_a_titration_never_passes_its_target() -> None:
    rises = titration(start=Decimal(50), step=Decimal(20), every_weeks=3, target=Decimal(85))
    assert rises == ((0, Decimal(50)), (3, Decimal(70)), (6, Decimal(85)))
    small = titration(start=Decimal(50), step=Decimal(25), every_weeks=2, target=Decimal(25))
    assert small == ((0, Decimal(25)),)
