"""What holds of any case whatever was answered: no crash, no guess, no unsafe dose."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.guideline import shipped
from core.agents.choice import Agent, Status, WeeklyAgentDose, choose
from core.amounts import UNKNOWN
from core.emergencies import needs_admission
from core.evidence import Line, Standing
from core.patient import (
    DECLINED,
    Case,
    G6pd,
    Hbv,
    Ild,
    Metabolizer,
    Pregnancy,
    Region,
    Severity,
    Sex,
    Subtype,
    SulfaAllergy,
    Tail,
)
from core.plan import Plan, make_plan
from core.prevention.pneumocystis import TMP_SMX

FLAGS = (
    "liver_disease", "alcohol_excess", "cytopenia", "allopurinol", "febuxostat", "statin",
    "ssc_overlap", "rituximab", "cyclophosphamide", "raas_or_k_sparing", "rapidly_progressive",
    "mda5", "respiratory_weakness", "severe_dysphagia", "myocarditis", "active_infection",
    "dysphagia",
)  # fmt: skip


def maybe(answers: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.just(UNKNOWN) | answers


def one_of(terms: type[StrEnum]) -> st.SearchStrategy[Any]:
    return st.sampled_from(list(terms))


def tenths(low: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(low, high, places=1)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    subtype = draw(one_of(Subtype))
    child = subtype is Subtype.JUVENILE
    flags = {key: draw(st.sampled_from((UNKNOWN, False, False, True))) for key in FLAGS}
    return Case(
        weight_kg=draw(tenths(5, 120) if child else tenths(30, 250)),
        subtype=subtype,
        severity=draw(one_of(Severity)),
        ild=draw(one_of(Ild)),
        start_date=draw(st.dates(date(2026, 1, 1), date(2030, 12, 31))),
        hold_weeks=draw(st.sampled_from((2, 3, 4))),
        tail=draw(one_of(Tail)),
        pulse_days=draw(st.integers(0, 5)),
        region=draw(one_of(Region)),
        age=draw(maybe(st.integers(0, 17) if child else st.integers(18, 120))),
        height_cm=draw(maybe(tenths(40, 230))),
        sex=draw(maybe(one_of(Sex))),
        pregnancy=draw(maybe(one_of(Pregnancy))),
        egfr=draw(maybe(tenths(0, 200))),
        hbv=draw(maybe(one_of(Hbv))),
        tpmt=draw(maybe(one_of(Metabolizer))),
        nudt15=draw(maybe(one_of(Metabolizer))),
        sulfa_allergy=draw(maybe(one_of(SulfaAllergy))),
        g6pd=draw(maybe(one_of(G6pd))),
        **flags,
    )


def planned(case: Case) -> Plan:
    return make_plan(shipped(), case)


@given(cases())
def test_every_case_is_answered_and_every_line_is_founded(case: Case) -> None:
    for line in planned(case).lines:
        assert line.because
        assert all(fact.standing is not Standing.WITHHELD for fact in line.because)


@given(cases())
def test_methotrexate_is_never_over_its_limit_nor_given_without_clear_lungs(case: Case) -> None:
    choice = choose(shipped(), case)
    weekly = [each.dose for each in choice.doses if isinstance(each, WeeklyAgentDose)]
    assert all(0 < dose.mg <= 25 for dose in weekly)
    if choice.first is Agent.METHOTREXATE:
        assert case.ild is Ild.NO
        assert case.pregnancy in (Pregnancy.NO, UNKNOWN)
        assert case.active_infection is not True


@given(cases())
def test_no_unborn_child_is_exposed(case: Case) -> None:
    if case.pregnancy in (Pregnancy.YES, Pregnancy.PLANNING, Pregnancy.BREASTFEEDING):
        first = choose(shipped(), case).first
        assert first not in (Agent.METHOTREXATE, Agent.MYCOPHENOLATE)


@given(cases())
def test_a_dose_is_written_only_where_all_is_known_and_nothing_comes_first(case: Case) -> None:
    choice = choose(shipped(), case)
    ready = choice.status is Status.READY
    assert bool(choice.doses) is ready
    assert bool(choice.withheld_for) is not ready or choice.first in (
        Agent.NONE,
        Agent.SPECIALIST,
    )
    if ready:
        needed = (case.egfr, case.liver_disease, case.hbv, case.cytopenia, case.active_infection)
        assert UNKNOWN not in needed
        assert not needs_admission(case)
        assert case.hbv is Hbv.NEGATIVE
        assert case.ild is not Ild.UNKNOWN


@given(cases())
def test_azathioprine_stays_under_its_hard_limit(case: Case) -> None:
    target = choose(shipped(), case).target_mg_per_day
    if target is not None:
        assert target <= Decimal("2.5") * case.weight_kg
        assert target % 25 == 0


@given(cases())
def test_prophylaxis_never_names_what_allergy_kidney_or_enzyme_forbids(case: Case) -> None:
    found = planned(case).pneumocystis
    assert (found is None) is (case.subtype in DECLINED)
    drugs = set(found.drugs) if found else set()
    if case.sulfa_allergy in (SulfaAllergy.MILD, SulfaAllergy.SEVERE):
        assert not drugs & TMP_SMX
    if case.sulfa_allergy is SulfaAllergy.SEVERE or case.g6pd is not G6pd.NORMAL:
        assert "dapsone" not in drugs


@given(cases())
def test_trimethoprim_never_stands_beside_methotrexate_unwarned(case: Case) -> None:
    plan = planned(case)
    if plan.agent.first is Agent.METHOTREXATE and plan.pneumocystis and plan.pneumocystis.needed:
        assert "tmp_smx" not in plan.pneumocystis.drugs
        warned = "prevention.pneumocystis.caution.tmp_smx_plus_methotrexate"
        assert warned in {line.says for line in plan.lines}


@given(cases())
def test_the_same_case_gives_the_same_lines(case: Case) -> None:
    def told(lines: tuple[Line, ...]) -> list[tuple[str, object]]:
        return [(line.says, dict(line.values)) for line in lines]

    assert told(planned(case).lines) == told(planned(case).lines)
