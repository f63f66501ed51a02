"""The plan as a whole: what each outcome has, and that nothing in it is without ground."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guideline import shipped
from core.agents.choice import Agent
from core.evidence import Section, Standing
from core.guideline.schema import Guideline
from core.patient import Subtype
from core.plan import Outcome, Plan, plan_for
from core.reading import KEYS, OPTIONAL_KEYS, Refused
from core.values import Number

LEAST: dict[str, object] = {
    "weight_kg": "72",
    "subtype": "dermatomyositis",
    "severity": "severe",
    "ild": "unknown",
    "start_date": "2026-11-23",
}


def plan(**given: object) -> Plan:
    found = plan_for(shipped(), LEAST | given)
    assert isinstance(found, Plan)
    return found


def says(found: Plan, section: Section) -> list[str]:
    return [line.says for line in found.lines if line.section is section]


def test_a_course_has_rows_sums_agent_and_prophylaxis(guideline: Guideline) -> None:
    found = plan()
    assert (found.outcome, found.provisional) == (Outcome.PLAN, False)
    assert found.start is not None
    assert str(found.start.mg) == "70"
    assert (len(found.periods), found.milestones) == (14, ())
    assert found.exposure is not None
    assert found.pneumocystis is not None
    assert found.unknown == OPTIONAL_KEYS
    assert found.guideline == guideline.stamp
    assert found.lines[0].says == "start_dose"


def test_a_child_has_milestones_and_nothing_that_comes_from_rows() -> None:
    found = plan(subtype="juvenile", weight_kg="25")
    assert (found.outcome, found.periods, found.exposure) == (Outcome.MILESTONES, (), None)
    assert [point.offset for point in found.milestones] == [0, 61, 183, 730]
    assert found.fracture_risk is None
    assert found.pneumocystis is not None
    assert "steroid.juvenile.no_adult_taper" in says(found, Section.SCHEDULE)


@pytest.mark.parametrize("subtype", ["inclusion_body", "amyopathic", "checkpoint_inhibitor"])
def test_a_subtype_without_a_plan_has_reasons_and_no_dose(subtype: str) -> None:
    found = plan(subtype=subtype)
    assert (found.outcome, found.start, found.periods) == (Outcome.DECLINED, None, ())
    assert (found.agent.first, found.pneumocystis) == (Agent.NONE, None)
    assert says(found, Section.DECLINED)


def test_a_refusal_has_a_reason_and_nothing_else() -> None:
    assert plan_for(shipped(), LEAST | {"weight_kg": "500"}) == Refused(
        reason="weight_outside_limits", allowed="30 to 250"
    )


@pytest.mark.parametrize(
    "sign",
    ["rapidly_progressive", "mda5", "respiratory_weakness", "severe_dysphagia", "myocarditis"],
)
@pytest.mark.parametrize("subtype", ["overlap", "juvenile"])
def test_an_emergency_makes_a_draft_that_says_so_first(sign: str, subtype: str) -> None:
    found = plan(subtype=subtype, **{sign: True})
    assert found.provisional
    shown = says(found, Section.START)
    assert "taper.provisional" in shown
    assert shown.index("taper.provisional") < shown.index("consensus")


@pytest.mark.parametrize("subtype", ["overlap", "juvenile"])
def test_every_plan_says_on_its_card_that_it_is_no_prescription(subtype: str) -> None:
    assert "consensus" in says(plan(subtype=subtype), Section.START)


def test_what_was_not_asked_is_told_in_every_plan(guideline: Guideline) -> None:
    expected = [fact.key for fact in guideline.about.not_asked.values()]
    told = says(plan(), Section.PREVENTION)
    assert [code for code in told if code.startswith("about.")] == expected


ANSWERS: dict[str, Any] = {
    "weight_kg": st.integers(50, 2500).map(lambda tenths: f"{tenths // 10}.{tenths % 10}"),
    "severity": st.sampled_from(KEYS["severity"].words),
    "subtype": st.sampled_from(tuple(Subtype)),
    "ild": st.sampled_from(KEYS["ild"].words),
    "hold_weeks": st.sampled_from([2, 3, 4]),
    "tail": st.sampled_from(KEYS["tail"].words),
    "region": st.sampled_from(KEYS["region"].words),
    "pulse_days": st.integers(0, 5),
    "age": st.one_of(st.none(), st.integers(0, 120)),
    "height_cm": st.one_of(st.none(), st.integers(40, 230)),
    "egfr": st.one_of(st.none(), st.integers(0, 200).map(lambda n: Number(str(n)))),
    **{
        name: st.one_of(
            st.none(), st.sampled_from(KEYS[name].words) if KEYS[name].words else st.booleans()
        )
        for name in OPTIONAL_KEYS
        if name not in {"age", "height_cm", "egfr"}
    },
}


@given(st.fixed_dictionaries(ANSWERS))
def test_whatever_is_answered_the_plan_is_whole_and_grounded(given: dict[str, object]) -> None:
    found = plan_for(shipped(), LEAST | given)
    if isinstance(found, Refused):
        return
    assert bool(found.periods) is (found.outcome is Outcome.PLAN)
    assert bool(found.milestones) is (found.outcome is Outcome.MILESTONES)
    assert all(line.because for line in found.lines)
    grounds = {fact.standing for line in found.lines for fact in line.because}
    assert Standing.WITHHELD not in grounds
    assert not (found.provisional and found.agent.doses)
