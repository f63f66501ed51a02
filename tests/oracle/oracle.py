"""The second planner: written from the prose alone, by tables, to disagree with the first one.

It knows nothing of the product's code and the product knows nothing of it.
"""

from collections.abc import Mapping
from datetime import timedelta

from tests.oracle import agents, prevention, steroid
from tests.oracle.agents import Answer
from tests.oracle.reading import DECLINED, OPTIONAL, Read, RefusedError, read

EMPTY: Answer = {
    "outcome": None, "reason": None, "start_mg": None, "start_options": [], "rows": [],
    "milestones": [], "total_days": None, "total_mg": None, "mg_first_year": None,
    "days_ge_30": None, "days_ge_20": None, "rows_provisional": None, "agent": None,
    "pneumocystis": None, "bone": None, "vaccines": None, "adrenal_gate_offset": None,
    "notices": [], "unknown": [],
}  # fmt: skip
MILESTONES = [
    {"offset": offset, "mg_per_kg": mg}
    for offset, mg in ((0, "2"), (61, "1"), (183, "0.2"), (730, "0"))
]
LEVELS = ("mild", "moderate", "severe")
FACTORS = ("0.5", "0.75", "1")
EMERGENCIES = (
    "rapidly_progressive", "mda5", "respiratory_weakness", "severe_dysphagia", "myocarditis",
)  # fmt: skip


def answer(case: Mapping[str, object]) -> Answer:
    """Everything the command answers for one case, but `lines` and `guideline`."""
    try:
        known = read(case)
        _limits(known)
        if known["subtype"] in DECLINED:
            return _declined(known)
        _override(known)
    except RefusedError as refusal:
        return EMPTY | {"outcome": "refused", "reason": str(refusal)}
    return _milestones(known) if known["subtype"] == "juvenile" else _plan(known)


def _limits(known: Read) -> None:
    age, child = known["age"], known["subtype"] == "juvenile"
    if age is not None and child and age >= 18:
        raise RefusedError("juvenile_not_under_18")
    if age is not None and not child and age < 18:
        raise RefusedError("adult_rule_under_18")
    lowest, highest = (50, 1200) if child else (300, 2500)
    if not lowest <= known["weight_kg"] <= highest:
        raise RefusedError("weight_outside_limits")


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
        "notices": _spoken(
            _emergencies(known)
            | {
                "tell inclusion_body_no_taper": known["subtype"] == "inclusion_body",
                "tell amyopathic_no_taper": known["subtype"] == "amyopathic",
            }
        ),
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
        "pneumocystis": prevention.pneumocystis(known, (), agent),
        "notices": _spoken(_emergencies(known) | _notices(known, start)),
        "unknown": _unknown(known),
    }


def _plan(known: Read) -> Answer:
    tenths, admission = int(known["weight_kg"]), _admission(known)
    if known["start_mg"] is None:
        start = steroid.by_rule(tenths, _factor(known))
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
                for each in FACTORS
            ],
            "rows": [_row(known, *row) for row in rows],
            "rows_provisional": admission,
            "agent": agent,
            "pneumocystis": prevention.pneumocystis(known, rows, agent),
            "notices": _spoken(_emergencies(known) | _notices(known, start)),
            "unknown": _unknown(known),
        }
    )


def _factor(known: Read) -> str:
    level = LEVELS.index(str(known["severity"]))
    return FACTORS[min(level + (known["subtype"] == "necrotizing"), 2)]


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


def _emergencies(known: Read) -> dict[str, object]:
    renamed = {"rapidly_progressive": "rapidly_progressive_ild"}
    return {f"emergency {renamed.get(key, key)}": known[key] for key in EMERGENCIES} | {
        "emergency checkpoint_inhibitor": known["subtype"] == "checkpoint_inhibitor"
    }


def _notices(known: Read, start: int) -> dict[str, object]:
    tenths, egfr = int(known["weight_kg"]), known["egfr"]
    child, necrotizing = known["subtype"] == "juvenile", known["subtype"] == "necrotizing"
    adult, chosen = not child, known["start_mg"] is not None
    capped = adult and not chosen and steroid.uncapped(tenths, _factor(known)) > steroid.CAP
    below_half = 10 * start < tenths
    return {
        "confirm ssc_renal_crisis": known["ssc_overlap"] and start >= 30,
        "confirm weight_outside_usual": adult and not 400 <= tenths <= 1500,
        "confirm start_above_60": adult and start > 120,
        "confirm override_below_half": chosen and below_half,
        "confirm severe_hospital": known["severity"] == "severe",
        "confirm statin_stop": necrotizing and known["statin"],
        "confirm cytopenia": known["cytopenia"],
        "confirm egfr_30_59": egfr is not None and 30 <= egfr < 60,
        "tell cap_80": capped,
        "tell below_half_by_cap": capped and below_half,
        "tell start_below_60": adult and start < 120,
        "tell imnm_one_level_up": necrotizing and not chosen and known["severity"] != "severe",
        "tell imnm_early_rescue": necrotizing,
        "tell juvenile_no_adult_taper": child,
        "tell paediatric_rheumatology": child,
    }


def _spoken(table: dict[str, object]) -> list[dict[str, str]]:
    names = (name.split(" ") for name, holds in table.items() if holds)
    return [{"level": level, "code": code} for level, code in names]


def _unknown(known: Read) -> list[str]:
    return [key for key in OPTIONAL if known[key] is None]
