"""The comparison itself: it sees a wrong dose, and only order where order means something."""

from copy import deepcopy
from typing import Any

import pytest

from tests.oracle.compare import differences
from tests.oracle.oracle import answer

CASE = {
    "weight_kg": 72, "subtype": "dermatomyositis", "severity": "severe", "ild": "unknown",
    "start_date": "2026-11-23",
}  # fmt: skip


def changed(*path: Any, to: Any) -> dict[str, Any]:
    plan = deepcopy(answer(CASE))
    *way, last = path
    place: Any = plan
    for step in way:
        place = place[step]
    place[last] = to
    return plan


def seen(plan: dict[str, Any]) -> list[str]:
    found = differences([CASE], lambda _: plan, answer)
    return [place for difference in found for place in difference.places]


@pytest.mark.parametrize(
    ("plan", "place"),
    [
        (
            changed("rows", 1, "mg", to="65"),
            "  rows[1].mg: planner '65', oracle '60'",
        ),
        (
            changed("total_days", to="210"),
            "  total_days: planner '210', oracle 210",
        ),
        (
            changed("rows_provisional", to=0),
            "  rows_provisional: planner 0, oracle False",
        ),
        (
            changed("bone", "score", to=1),
            "  bone.score: planner 1, oracle '(no such key)'",
        ),
        (
            changed("agent", "withheld_for", to=[]),
            "  agent.withheld_for: planner [], oracle ['pregnancy']",
        ),
        (
            changed("notices", to=[]),
            "  notices: planner [], oracle [{'level': 'confirm', 'code': 'start_above_60'}, "
            "{'level': 'confirm', 'code': 'severe_hospital'}]",
        ),
    ],
)
def test_a_changed_answer_is_named_by_its_place(plan: dict[str, Any], place: str) -> None:
    assert seen(plan) == [place]


def test_the_order_in_which_drugs_are_offered_matters() -> None:
    drugs = ["atovaquone", "tmp_smx", "pentamidine"]
    assert len(seen(changed("pneumocystis", "drugs", to=drugs))) == 2


def test_the_order_of_cautions_does_not_matter() -> None:
    cautions = ["pregnancy_unknown", "egfr_unknown", "allergy_unknown"]
    assert seen(changed("pneumocystis", "cautions", to=cautions)) == []


def test_the_order_of_notices_does_not_matter() -> None:
    assert seen(changed("notices", to=answer(CASE)["notices"][::-1])) == []


def test_the_order_of_blocks_does_not_matter_but_a_failed_drug_stands_last() -> None:
    drug = {"immunosuppressants": {"azathioprine": "failed"}}
    plan = answer(CASE | drug)
    for order, different in (((1, 0, 2), False), ((0, 2, 1), True)):
        other = deepcopy(plan)
        reasons = plan["agent"]["blocked"]["azathioprine"]
        other["agent"]["blocked"]["azathioprine"] = [reasons[place] for place in order]
        assert bool([*differences([CASE], lambda _, o=other: o, lambda _: plan)]) is different


def test_of_what_is_allowed_only_that_it_is_said_matters() -> None:
    case = CASE | {"hold_weeks": 6}
    words, nothing = answer(case) | {"allowed": "2, 3, 4"}, answer(case) | {"allowed": None}
    assert [*differences([case], lambda _: words, answer)] == []
    assert [*differences([case], lambda _: nothing, answer)] != []


def test_sources_and_wording_are_not_compared() -> None:
    assert seen(changed("lines", to=[{"says": "start_dose"}])) == []


def test_a_difference_shows_the_case() -> None:
    found = next(differences([CASE], lambda _: {}, answer))
    assert "weight_kg = 72" in str(found)
