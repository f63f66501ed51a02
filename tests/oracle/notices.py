"""What is said beside the plan: emergencies, what a person must confirm, and what is told."""

from fractions import Fraction

from tests.oracle.agents import taken_in_spite_of_a_block
from tests.oracle.rescue import EMERGENCIES
from tests.oracle.steroid import CAP, factor, uncapped
from tests.oracle.values import Read

Notices = list[dict[str, str]]


def notices(known: Read, start: int) -> Notices:
    """Those of a plan or of milestones, with the start dose in half milligrams."""
    return _spoken(_emergencies(known) | _of_a_plan(known, start))


def declined_notices(known: Read) -> Notices:
    """Those of a subtype without a plan."""
    return _spoken(
        _emergencies(known)
        | {
            "tell inclusion_body_no_taper": known["subtype"] == "inclusion_body",
            "tell amyopathic_no_taper": known["subtype"] == "amyopathic",
        }
    )


def _emergencies(known: Read) -> dict[str, object]:
    renamed = {"rapidly_progressive": "rapidly_progressive_ild"}
    return {f"emergency {renamed.get(key, key)}": known[key] for key in EMERGENCIES} | {
        "emergency checkpoint_inhibitor": known["subtype"] == "checkpoint_inhibitor"
    }


def _of_a_plan(known: Read, start: int) -> dict[str, object]:
    tenths, egfr = int(known["weight_kg"]), known["egfr"]
    child, necrotizing = known["subtype"] == "juvenile", known["subtype"] == "necrotizing"
    adult, chosen = not child, known["start_mg"] is not None
    capped = adult and not chosen and uncapped(tenths, factor(known)) > CAP
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
        "confirm infection_high_start": known["active_infection"] and start > 40,
        "confirm cyp3a4_interaction": known["cyp3a4"] in ("inhibitor", "inducer"),
        "confirm pulse_below_250": adult and known["pulse_days"] and _is_low(known["pulse_mg"]),
        "confirm taken_drug_blocked": taken_in_spite_of_a_block(known),
        "tell cap_80": capped,
        "tell below_half_by_cap": capped and below_half,
        "tell start_below_60": adult and start < 120,
        "tell imnm_one_level_up": necrotizing and not chosen and known["severity"] != "severe",
        "tell imnm_early_rescue": necrotizing,
        "tell juvenile_no_adult_taper": child,
        "tell paediatric_rheumatology": child,
    }


def _is_low(pulse: Fraction | None) -> bool:
    return pulse is not None and pulse < 250


def _spoken(table: dict[str, object]) -> list[dict[str, str]]:
    names = (name.split(" ") for name, holds in table.items() if holds)
    return [{"level": level, "code": code} for level, code in names]
