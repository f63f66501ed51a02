"""Which agent is named: the questions in their order, each block, and what a dose waits for."""

from decimal import Decimal
from typing import Any

import pytest

from core.agents.choice import ASKED, Agent, AgentChoice, Status, choose
from core.amounts import UNKNOWN
from core.answers import unanswered
from core.guideline.schema import Guideline
from core.patient import (
    Experience,
    Hbv,
    Ild,
    Immunosuppressant,
    Metabolizer,
    Pregnancy,
    Sex,
    Subtype,
)
from tests.core.conftest import MakeCase
from tests.core.known import KNOWN, WOMAN

CHILD: dict[str, Any] = KNOWN | {
    "subtype": Subtype.JUVENILE,
    "weight_kg": "25",
    "age": 8,
    "height_cm": Decimal("125"),
}
MTX, AZA, MMF = Agent.METHOTREXATE, Agent.AZATHIOPRINE, Agent.MYCOPHENOLATE


def chosen(guideline: Guideline, make_case: MakeCase, **answers: Any) -> AgentChoice:
    return choose(guideline, make_case(**(KNOWN | answers)))


@pytest.mark.parametrize(
    "subtype", [Subtype.INCLUSION_BODY, Subtype.AMYOPATHIC, Subtype.CHECKPOINT_INHIBITOR]
)
def test_a_subtype_without_a_plan_gets_no_agent(
    guideline: Guideline, make_case: MakeCase, subtype: Subtype
) -> None:
    choice = chosen(guideline, make_case, subtype=subtype, ild=Ild.YES, mda5=True)
    assert choice == AgentChoice(first=Agent.NONE, blocked={})


@pytest.mark.parametrize("sign", ["rapidly_progressive", "mda5"])
@pytest.mark.parametrize("more", [{}, {"active_infection": True}, CHILD], ids=str)
def test_the_lungs_come_before_infection_and_blocks(
    guideline: Guideline, make_case: MakeCase, sign: str, more: dict[str, Any]
) -> None:
    choice = chosen(guideline, make_case, **(more | {sign: True, "ild": Ild.YES}))
    assert choice == AgentChoice(first=Agent.SPECIALIST, blocked={})


def test_infection_comes_before_pregnancy(guideline: Guideline, make_case: MakeCase) -> None:
    open_woman = WOMAN | {"pregnancy": UNKNOWN, "active_infection": True}
    choice = chosen(guideline, make_case, **open_woman)
    assert (choice.first, choice.withheld_for, choice.if_cleared) == (
        Agent.PENDING, ("active_infection",), Agent.PENDING,
    )  # fmt: skip


def test_infection_says_what_comes_after_it_and_keeps_the_blocks(
    guideline: Guideline, make_case: MakeCase
) -> None:
    choice = chosen(guideline, make_case, active_infection=True, tpmt=UNKNOWN)
    assert choice == AgentChoice(
        first=Agent.PENDING,
        if_cleared=MTX,
        withheld_for=("active_infection",),
        blocked={AZA: ("tpmt_unknown",)},
    )


@pytest.mark.parametrize(
    ("sex", "age", "asked"),
    [
        (Sex.FEMALE, 11, False),
        (Sex.FEMALE, 12, True),
        (Sex.FEMALE, 55, True),
        (Sex.FEMALE, 56, False),
        (Sex.FEMALE, UNKNOWN, True),
        (UNKNOWN, 30, True),
        (UNKNOWN, UNKNOWN, True),
        (UNKNOWN, 56, False),
        (Sex.MALE, 30, False),
        (Sex.MALE, UNKNOWN, False),
    ],
)
def test_pregnancy_is_asked_where_it_can_be(
    guideline: Guideline, make_case: MakeCase, sex: Any, age: Any, asked: bool
) -> None:
    choice = chosen(guideline, make_case, sex=sex, age=age)
    assert (choice.withheld_for == ("pregnancy",)) is asked
    assert (choice.first is Agent.PENDING) is asked


def test_pregnancy_that_was_answered_is_not_asked_again(
    guideline: Guideline, make_case: MakeCase
) -> None:
    assert chosen(guideline, make_case, **WOMAN).first is MTX


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        ({"pregnancy": Pregnancy.YES}, "pregnancy"),
        ({"pregnancy": Pregnancy.PLANNING}, "pregnancy"),
        ({"pregnancy": Pregnancy.BREASTFEEDING}, "pregnancy"),
        ({"ild": Ild.YES}, "ild"),
        ({"ild": Ild.UNKNOWN}, "ild_unknown"),
        ({"egfr": Decimal("59.9")}, "egfr_below_60"),
        ({"egfr": Decimal("0")}, "egfr_below_60"),
        ({"liver_disease": True}, "liver_disease"),
        ({"alcohol_excess": True}, "alcohol_excess"),
        ({"hbv": Hbv.POSITIVE}, "hbv"),
        ({"cytopenia": True}, "cytopenia"),
    ],
)
def test_what_keeps_methotrexate_closed(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], name: str
) -> None:
    choice = chosen(guideline, make_case, **answers)
    assert choice.blocked[MTX] == (name,)
    assert choice.first is not MTX


@pytest.mark.parametrize(
    "answers",
    [
        {"egfr": Decimal("60")},
        {"egfr": UNKNOWN},
        {"liver_disease": UNKNOWN},
        {"alcohol_excess": UNKNOWN},
        {"hbv": UNKNOWN},
        {"cytopenia": UNKNOWN},
        {"active_infection": UNKNOWN, "mda5": UNKNOWN, "rapidly_progressive": UNKNOWN},
    ],
    ids=str,
)
def test_what_is_not_answered_does_not_change_the_order(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any]
) -> None:
    choice = chosen(guideline, make_case, **answers)
    assert (choice.first, choice.blocked) == (MTX, {})


I_, P_, U_ = Metabolizer.INTERMEDIATE, Metabolizer.POOR, Metabolizer.INDETERMINATE


@pytest.mark.parametrize(
    ("answers", "names"),
    [
        ({"tpmt": UNKNOWN}, ("tpmt_unknown",)),
        ({"tpmt": U_}, ("tpmt_indeterminate",)),
        ({"tpmt": P_}, ("tpmt_poor",)),
        ({"nudt15": UNKNOWN}, ("nudt15_unknown",)),
        ({"nudt15": U_}, ("nudt15_indeterminate",)),
        ({"nudt15": P_}, ("nudt15_poor",)),
        ({"tpmt": I_, "nudt15": I_}, ("both_intermediate",)),
        ({"tpmt": P_, "nudt15": P_}, ("tpmt_poor", "nudt15_poor")),
        ({"allopurinol": True}, ("allopurinol",)),
        ({"febuxostat": True}, ("febuxostat",)),
        ({"cytopenia": True}, ("cytopenia",)),
        ({"egfr": Decimal("9.9")}, ("egfr_below_10",)),
        (
            {"tpmt": UNKNOWN, "nudt15": P_, "allopurinol": True, "febuxostat": True},
            ("tpmt_unknown", "nudt15_poor", "allopurinol", "febuxostat"),
        ),
    ],
    ids=str,
)
def test_what_keeps_azathioprine_closed(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], names: tuple[str, ...]
) -> None:
    assert chosen(guideline, make_case, **answers).blocked[AZA] == names


@pytest.mark.parametrize(
    "answers", [{"tpmt": I_}, {"nudt15": I_}, {"egfr": Decimal("10")}], ids=str
)
def test_what_leaves_azathioprine_open(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any]
) -> None:
    choice = chosen(guideline, make_case, alcohol_excess=True, **answers)
    assert (choice.first, choice.status) == (AZA, Status.READY)


@pytest.mark.parametrize(
    ("ild", "answers", "first"),
    [
        (Ild.NO, {}, MTX),
        (Ild.NO, {"alcohol_excess": True}, AZA),
        (Ild.NO, {"alcohol_excess": True, "allopurinol": True}, MMF),
        (Ild.NO, {"cytopenia": True}, MMF),
        (Ild.YES, {}, MMF),
        (Ild.UNKNOWN, {}, MMF),
        (Ild.YES, {"pregnancy": Pregnancy.PLANNING}, AZA),
        (Ild.UNKNOWN, {"pregnancy": Pregnancy.PLANNING}, AZA),
        (Ild.NO, {"pregnancy": Pregnancy.YES}, AZA),
        (Ild.NO, {"pregnancy": Pregnancy.YES, "allopurinol": True}, Agent.SPECIALIST),
        (Ild.YES, {"pregnancy": Pregnancy.YES, "tpmt": P_}, Agent.SPECIALIST),
        (Ild.NO, {"pregnancy": Pregnancy.YES, "tpmt": U_}, Agent.SPECIALIST),
    ],
    ids=str,
)
def test_the_first_open_drug_of_the_order_is_named(
    guideline: Guideline, make_case: MakeCase, ild: Ild, answers: dict[str, Any], first: Agent
) -> None:
    choice = chosen(guideline, make_case, ild=ild, **answers)
    assert choice.first is first


@pytest.mark.parametrize(
    ("answers", "waits"),
    [
        ({"tpmt": UNKNOWN}, ("tpmt",)),
        ({"nudt15": UNKNOWN}, ("nudt15",)),
        ({"tpmt": UNKNOWN, "nudt15": UNKNOWN}, ("tpmt", "nudt15")),
        ({"tpmt": UNKNOWN, "nudt15": I_}, ("tpmt",)),
    ],
    ids=str,
)
def test_a_missing_test_alone_is_waited_for(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], waits: tuple[str, ...]
) -> None:
    choice = chosen(guideline, make_case, pregnancy=Pregnancy.YES, **answers)
    assert (choice.first, choice.withheld_for, choice.if_cleared) == (Agent.PENDING, waits, AZA)
    assert choice.status is None


@pytest.mark.parametrize("more", [{"nudt15": P_}, {"nudt15": U_}, {"allopurinol": True}], ids=str)
def test_a_missing_test_beside_another_block_is_not_waited_for(
    guideline: Guideline, make_case: MakeCase, more: dict[str, Any]
) -> None:
    answers = {"pregnancy": Pregnancy.YES, "tpmt": UNKNOWN} | more
    assert chosen(guideline, make_case, **answers).first is Agent.SPECIALIST


def test_a_child_gets_methotrexate_or_a_specialist(
    guideline: Guideline, make_case: MakeCase
) -> None:
    assert chosen(guideline, make_case, **CHILD).first is MTX
    closed = chosen(guideline, make_case, **(CHILD | {"ild": Ild.UNKNOWN, "tpmt": UNKNOWN}))
    assert closed == AgentChoice(
        first=Agent.SPECIALIST, blocked={MTX: ("ild_unknown",), AZA: ("tpmt_unknown",)}
    )


def test_a_child_never_waits_for_a_test_of_azathioprine(
    guideline: Guideline, make_case: MakeCase
) -> None:
    answers = CHILD | {"pregnancy": Pregnancy.YES, "tpmt": UNKNOWN}
    assert chosen(guideline, make_case, **answers).first is Agent.SPECIALIST


NAMED: dict[Agent, dict[str, Any]] = {
    MTX: {},
    AZA: {"pregnancy": Pregnancy.PLANNING},
    MMF: {"ild": Ild.YES},
}


@pytest.mark.parametrize(
    ("agent", "key"),
    [(agent, key) for agent, keys in ASKED.items() for key in keys if key != "ild"],
)
def test_each_answer_that_a_dose_turns_on_withholds_it(
    guideline: Guideline, make_case: MakeCase, agent: Agent, key: str
) -> None:
    choice = chosen(guideline, make_case, **(NAMED[agent] | {key: UNKNOWN}))
    assert (choice.first, choice.status, choice.withheld_for) == (
        agent, Status.CANDIDATE, (key,),
    )  # fmt: skip
    assert (choice.doses, choice.target_mg_per_day) == ((), None)


@pytest.mark.parametrize("agent", [AZA, MMF])
def test_lungs_that_are_not_known_withhold_the_dose(
    guideline: Guideline, make_case: MakeCase, agent: Agent
) -> None:
    sex = {} if agent is MMF else {"pregnancy": Pregnancy.PLANNING}
    choice = chosen(guideline, make_case, ild=Ild.UNKNOWN, **sex)
    assert (choice.first, choice.withheld_for) == (agent, ("ild",))


@pytest.mark.parametrize(
    ("agent", "keys"),
    [
        (MTX, {"age", "alcohol_excess"}),
        (AZA, {"height_cm", "sex", "allopurinol", "febuxostat"}),
        (MMF, set()),
    ],
)
def test_what_a_dose_turns_on_is_this_list(
    guideline: Guideline, agent: Agent, keys: set[str]
) -> None:
    always = {"ild", "egfr", "liver_disease", "cytopenia", "active_infection", "hbv"}
    assert set(ASKED[agent]) == always | keys
    assert guideline.agents.choice.asked_of_every_agent.value == ("immunosuppressants",)


def test_missing_answers_are_named_in_the_order_of_the_input(
    guideline: Guideline, make_case: MakeCase
) -> None:
    choice = choose(guideline, make_case(sex=Sex.MALE))
    assert choice.withheld_for == (
        "age", "egfr", "liver_disease", "alcohol_excess", "cytopenia", "active_infection", "hbv",
        "immunosuppressants",
    )  # fmt: skip


def test_hepatitis_b_waits_for_advice(guideline: Guideline, make_case: MakeCase) -> None:
    choice = chosen(guideline, make_case, hbv=Hbv.POSITIVE)
    assert (choice.first, choice.withheld_for, choice.doses) == (AZA, ("hbv_advice",), ())


@pytest.mark.parametrize("sign", ["respiratory_weakness", "severe_dysphagia", "myocarditis"])
def test_nothing_is_ready_before_admission(
    guideline: Guideline, make_case: MakeCase, sign: str
) -> None:
    choice = chosen(guideline, make_case, **{sign: True})
    assert (choice.first, choice.status, choice.withheld_for, choice.doses) == (
        MTX, Status.CANDIDATE, ("admission",), (),
    )  # fmt: skip


def test_every_reason_stands_side_by_side(guideline: Guideline, make_case: MakeCase) -> None:
    choice = chosen(
        guideline, make_case, hbv=Hbv.POSITIVE, myocarditis=True, weight_kg="30",
        egfr=Decimal("20"), tpmt=I_,
    )  # fmt: skip
    assert choice.withheld_for == ("hbv_advice", "below_one_tablet", "admission")


def test_low_counts_leave_mycophenolate_open_with_its_dose(
    guideline: Guideline, make_case: MakeCase
) -> None:
    choice = chosen(guideline, make_case, cytopenia=True)
    assert (choice.first, choice.status) == (MMF, Status.READY)


def test_a_child_s_dose_needs_height_and_age(guideline: Guideline, make_case: MakeCase) -> None:
    answers = CHILD | {"height_cm": UNKNOWN, "age": UNKNOWN}
    choice = chosen(guideline, make_case, **answers)
    assert (choice.withheld_for, choice.bsa_m2, choice.doses) == (("age", "height_cm"), None, ())


def test_not_known_answers_are_never_read_as_truth(make_case: MakeCase) -> None:
    case = make_case(ild=Ild.UNKNOWN, egfr=Decimal(0), statin=False)
    assert [unanswered(case, key) for key in ("ild", "egfr", "statin", "age")] == [
        True, False, False, True,
    ]  # fmt: skip


def tried(drug: str, how: str) -> dict[str, Any]:
    return {"immunosuppressants": ((Immunosuppressant(drug), Experience(how)),)}


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        (tried("methotrexate", "failed"), AZA),
        (tried("methotrexate", "not_tolerated") | {"allopurinol": True}, MMF),
        (tried("azathioprine", "failed") | {"ild": Ild.YES}, MMF),
        (CHILD | tried("methotrexate", "failed"), Agent.SPECIALIST),
        (CHILD | tried("azathioprine", "failed"), MTX),
        (tried("rituximab", "failed"), MTX),
    ],
    ids=str,
)
def test_a_drug_that_was_given_up_is_not_named_again(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], first: Agent
) -> None:
    assert chosen(guideline, make_case, **answers).first is first


def test_why_a_drug_was_given_up_stands_last_among_its_blocks(
    guideline: Guideline, make_case: MakeCase
) -> None:
    choice = chosen(guideline, make_case, ild=Ild.YES, **tried("methotrexate", "failed"))
    assert choice.blocked[MTX] == ("ild", "failed")


@pytest.mark.parametrize("drug", [each for each in Immunosuppressant if each != "immunoglobulin"])
def test_beside_a_drug_that_is_taken_no_agent_is_named(
    guideline: Guideline, make_case: MakeCase, drug: Immunosuppressant
) -> None:
    choice = chosen(guideline, make_case, **tried(drug, "taking"))
    assert (choice.first, choice.if_cleared) == (Agent.PENDING, None)
    assert choice.withheld_for == ("already_treated",)


def test_immunoglobulin_that_is_taken_leaves_the_choice_as_it_is(
    guideline: Guideline, make_case: MakeCase
) -> None:
    choice = chosen(guideline, make_case, **tried("immunoglobulin", "taking"))
    assert choice == chosen(guideline, make_case)


def test_what_is_taken_comes_after_infection_and_before_pregnancy(
    guideline: Guideline, make_case: MakeCase
) -> None:
    woman = WOMAN | {"pregnancy": UNKNOWN} | tried("methotrexate", "taking")
    assert chosen(guideline, make_case, **woman).withheld_for == ("already_treated",)
    ill = chosen(guideline, make_case, **(woman | {"active_infection": True}))
    assert (ill.withheld_for, ill.if_cleared) == (("active_infection",), Agent.PENDING)
