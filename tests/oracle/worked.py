"""What the worked examples share: who is asked, of whom, and how an answer is read."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot.commands import plan_json
from tests.oracle import oracle
from tests.oracle.grid import Case
from tests.oracle.histories import NEW_USUAL
from tests.oracle.reading import FLAGS

KNOWN: Case = dict.fromkeys(FLAGS, False) | {
    "start_date": "2026-11-23", "age": 45, "sex": "M", "egfr": 90, "hbv": "neg",
    "tpmt": "normal", "nudt15": "normal", "sulfa_allergy": "none", **NEW_USUAL,
}  # fmt: skip
"""Everything answered and normal, but G6PD and the height, which were not measured."""

ADULT = KNOWN | {"subtype": "dermatomyositis", "severity": "moderate", "ild": "no"}
CHILD = ADULT | {"subtype": "juvenile", "age": 8}

Planner = Callable[[Mapping[str, object]], Mapping[str, Any]]

both_planners = pytest.mark.parametrize(
    "planner", [plan_json.answer, oracle.answer], ids=["product", "oracle"]
)


def doses(agent: Mapping[str, Any]) -> str:
    """Each dose as week:mg, intakes of one day joined by a plus."""
    return " ".join(
        f"{dose['week']}:{dose['mg'] if 'mg' in dose else '+'.join(dose['intakes'])}"
        for dose in agent["doses"]
    )
