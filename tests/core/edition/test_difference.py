"""What other rules would do otherwise: each part by its name, short ones with both figures."""

from typing import Any

import pytest

from bot.guideline import shipped
from core.course import shown
from core.edition.difference import differences
from core.edition.kept_plan import made
from tests.core.regimens import PLAIN

AFTER_40 = "30 25 20 17.5 15 12.5 10 7.5 5 2.5"
DOSES = f"40 {AFTER_40}"


def found(**answers: Any) -> dict[str, tuple[str, str]]:
    """Of the plan of these answers against the plain one: part, what it was, what it is."""
    before, after = (shown.parts(made(shipped(), {**PLAIN, **more})) for more in ({}, answers))
    return {
        str(each.part): (told(each.was), told(each.new)) for each in differences(before, after)
    }


def told(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize(
    ("answers", "figures", "parts"),
    [
        ({}, {}, ""),
        (
            {"weight_kg": "90"},
            {"doses": (DOSES, f"55 45 35 {AFTER_40}"), "start": ("50", "65")},
            "sums notices pneumocystis monitoring",
        ),
        (
            {"alcohol_excess": True},
            {"agent": ("methotrexate", "azathioprine")},
            "pneumocystis monitoring",
        ),
        ({"allopurinol": True}, {}, "cleared"),
        ({"age": 66}, {}, "amounts monitoring"),
        ({"hold_weeks": 2}, {}, "ladder sums pneumocystis monitoring"),
        (
            {"tail": "slow4w"},
            {"doses": (DOSES, f"40 {AFTER_40.partition(' 7.5')[0]} 9 8 7 6 5 4 3 2 1")},
            "sums monitoring",
        ),
        (  # the rule's own dose is the same
            {"start_mg": "45"},
            {"doses": (DOSES, f"35 {AFTER_40}")},
            "start sums",
        ),
    ],
    ids=str,
)
def test_each_part_that_is_another_one_is_named(
    answers: dict[str, Any], figures: dict[str, tuple[str, str]], parts: str
) -> None:
    assert found(**answers) == figures | dict.fromkeys(parts.split(), ("None", "None"))
