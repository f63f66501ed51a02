"""The second planner: written from the prose alone, by tables, to disagree with the first one.

It knows nothing of the product's code and the product knows nothing of it.
"""

from collections.abc import Mapping
from datetime import timedelta

from tests.oracle import agents, prevention, rescue, steroid
from tests.oracle.agents import Answer
from tests.oracle.notices import declined_notices, notices
from tests.oracle.reading import DECLINED, OPTIONAL, RefusedError, read
from tests.oracle.rescue import EMERGENCIES
from tests.oracle.values import Read

EMPTY: Answer = {
    "outcome": None, "reason": None, "allowed": None, "start_mg": None, "start_options": [],
    "rows": [], "milestones": [], "total_days": None, "total_mg": None, "mg_first_year": None,
    "days_ge_30": None, "days_ge_20": None, "exposure_earlier": None,
    "rows_provisional": None, "agent": None, "rescue": [], "pneumocystis": None, "bone": None,
    "vaccines": None, "adrenal_gate_offset": None, "notices": [], "unknown": [],
}  # fmt: skip
MILESTONES = [
    {"offset": offset, "mg_per_kg": mg}
    for offset, mg in ((0, "2"), (61, "1"), (183, "0.2"), (730, "0"))
]
ALLOWED = "a text for people"


def answer(case: Mapping[str, object]) -> Answer:
    """Everything the command answers for one case, but `lines` and `guideline`."""
    try:
        known = read(case)
        _limits(known)
        if known["subtype"] in DECLINED:
            return _declined(known)
        _override(known)
    except RefusedError as refusal:
        allowed = ALLOWED if refusal.listed else None
        return EMPTY | {"outcome": "refused", "reason": str(refusal), "allowed": allowed}
    return _milestones(known) if known["subtype"] == "juvenile" else _plan(known)


def _limits(known: Read) -> None:
    age, child = known["age"], known["subtype"] == "juvenile"
    if age is not None and child and age >= 18:
        raise RefusedError("juvenile_not_under_18")
    if age is not None and not child and age < 18:
        raise RefusedError("adult_rule_under_18")
    lowest, highest = (50, 1200) if child else (300, 2500)
    if not lowest <= known["weight_kg"] <= highest:
        raise RefusedError("weight_outside_limits", listed=True)


def _override(known: Read) -> None:
    start = known["start_mg"]
    if start is None:
        return
    first = {
        "start_mg_with_juvenile": known["subtype"] == "juvenile",
        "start_mg_below_minimum": 2 * start < 5,
        "start_mg_off_grid": start * 2 % 5 != 0,
        "start_mg_over_80": start > 80,
        "start_mg_over_1_mg_per_kg": start * 10 > known["weight_kg"],
    }
    for reason, holds in first.items():
        if holds:
            raise RefusedError(reason)


def _declined(known: Read) -> Answer:
    return EMPTY | {
        "outcome": "declined",
        "reason": known["subtype"],
        "agent": agents.NONE,
        "notices": declined_notices(known),
        "unknown": _unknown(known),
    }


def _milestones(known: Read) -> Answer:
    admission = _admission(known)
    agent = agents.answer(known, admission=admission)
    start = steroid.of_a_child(int(known["weight_kg"]))
    return EMPTY | {
        "outcome": "milestones",
        "start_mg": steroid.written(start),
        "milestones": MILESTONES,
        "rows_provisional": admission,
        "agent": agent,
        "rescue": rescue.answer(known),
        "pneumocystis": prevention.pneumocystis(known, (), agent),
        "notices": notices(known, start),
        "unknown": _unknown(known),
    }


def _plan(known: Read) -> Answer:
    tenths, admission = int(known["weight_kg"]), _admission(known)
    if known["start_mg"] is None:
        start = steroid.by_rule(tenths, steroid.factor(known))
    else:
        start = int(known["start_mg"] * 2)
    rows = steroid.rows(start, int(known["hold_weeks"]), str(known["tail"]))
    agent = agents.answer(known, admission=admission)
    return (
        EMPTY
        | prevention.from_rows(known, rows)
        | {
            "outcome": "plan",
            "start_mg": steroid.written(start),
            "start_options": [
                {"mg": steroid.written(steroid.by_rule(tenths, each)), "factor": each}
                for each in steroid.FACTORS
            ],
            "rows": [_row(known, *row) for row in rows],
            "rows_provisional": admission,
            "agent": agent,
            "rescue": rescue.answer(known),
            "pneumocystis": prevention.pneumocystis(known, rows, agent),
            "notices": notices(known, start),
            "unknown": _unknown(known),
        }
    )


def _row(known: Read, offset: int, days: int, dose: int) -> Answer:
    first = known["start_date"] + timedelta(offset)
    return {
        "offset": offset,
        "days": days,
        "mg": steroid.written(dose),
        "from": first.isoformat(),
        "to": (first + timedelta(days - 1)).isoformat(),
        "tablets": steroid.tablets(dose, str(known["region"])),
    }


def _admission(known: Read) -> bool:
    return any(known[key] for key in EMERGENCIES)


def _unknown(known: Read) -> list[str]:
    return [key for key in OPTIONAL if known[key] is None]
