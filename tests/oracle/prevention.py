"""What follows from the rows: Pneumocystis, bone, vaccines, the adrenal gate and the sums."""

from fractions import Fraction

from tests.oracle.agents import Answer, pregnancy_is_open
from tests.oracle.reading import Read
from tests.oracle.steroid import written

Rows = tuple[tuple[int, int, int], ...]
TWENTY, THIRTY, FIVE = 40, 60, 10


def exact(number: Fraction) -> str:
    """The number as plain decimal text without trailing zeros; it must have an end."""
    places = next(n for n in range(60) if (number * 10**n).denominator == 1)
    digits = str(int(number * 10**places)).rjust(places + 1, "0")
    return digits if not places else f"{digits[:-places]}.{digits[-places:]}"


def from_rows(known: Read, rows: Rows) -> Answer:
    """Every derived figure that needs rows."""
    pulses = int(known["pulse_days"])
    ge_30 = pulses + sum(days for _, days, dose in rows if dose >= THIRTY)
    year = _first_year(known, rows, pulses)
    return {
        "total_days": sum(days for _, days, _ in rows),
        "total_mg": written(sum(days * dose for _, days, dose in rows)),
        "mg_first_year": exact(year),
        "days_ge_30": ge_30,
        "days_ge_20": days_ge_20(known, rows),
        "bone": {"very_high_by_dose": _very_high(known["age"], ge_30, year)},
        "vaccines": {"nonlive_from_offset": first_below(rows, TWENTY)},
        "adrenal_gate_offset": first_below(rows, FIVE + 1),
    }


def days_ge_20(known: Read, rows: Rows) -> int:
    """Days at 20 mg or more, pulse days among them."""
    return int(known["pulse_days"]) + sum(days for _, days, dose in rows if dose >= TWENTY)


def first_below(rows: Rows, limit: int) -> int:
    """Offset of the first row under the limit; the ladders always have one."""
    return next(offset for offset, _, dose in rows if dose < limit)


def _first_year(known: Read, rows: Rows, pulses: int) -> Fraction:
    day_by_day = [dose for _, days, dose in rows for _ in range(days)]
    oral = Fraction(sum(day_by_day[: 365 - pulses]), 2)
    return oral + pulses * Fraction(5, 4) * (known["pulse_mg"] or 0)


def _very_high(age: int | None, ge_30: int, year: Fraction) -> bool | None:
    if ge_30 > 30 or year >= 5000:
        return True
    if not ge_30:
        return False
    return None if age is None else age < 40


def pneumocystis(known: Read, rows: Rows, agent: Answer) -> Answer:
    """The prophylaxis part; a child (no rows) always needs it."""
    child = known["subtype"] == "juvenile"
    extend = known["ild"] == "yes" or any(
        known[key] for key in ("rapidly_progressive", "mda5", "rituximab", "cyclophosphamide")
    )
    needed = child or extend or days_ge_20(known, rows) >= 28
    if not needed:
        return {
            "needed": False, "start_offset": None, "review_offset": None, "extend": False,
            "drugs": [], "cautions": [],
        }  # fmt: skip
    drugs = _drugs(known, methotrexate=agent["first"] == "methotrexate")
    return {
        "needed": True,
        "start_offset": -int(known["pulse_days"]),
        "review_offset": None if child else first_below(rows, TWENTY),
        "extend": extend,
        "drugs": drugs,
        "cautions": _cautions(known, drugs, agent),
    }


def _drugs(known: Read, *, methotrexate: bool) -> list[str]:
    middle = ["atovaquone"]
    if known["subtype"] != "juvenile" or (known["age"] is not None and known["age"] >= 5):
        middle.append("pentamidine")
    if known["g6pd"] == "normal" and known["sulfa_allergy"] != "severe":
        middle.append("dapsone")
    allergic = known["sulfa_allergy"] in ("mild", "severe")
    egfr, deficient = known["egfr"], known["g6pd"] == "deficient"
    if methotrexate:
        offered = egfr is not None and egfr >= 60 and not deficient and not allergic
        return [*middle, "tmp_smx_override_only"] if offered else middle
    if allergic or (egfr is not None and egfr < 15):
        return middle
    return [*middle, "tmp_smx_g6pd_caution"] if deficient else ["tmp_smx", *middle]


def _cautions(known: Read, drugs: list[str], agent: Answer) -> list[str]:
    smx = any(drug.startswith("tmp_smx") for drug in drugs)
    allergy, egfr = known["sulfa_allergy"], known["egfr"]
    allergic = allergy in ("mild", "severe")
    table = {
        "allergy_unknown": allergy is None,
        "sulfa_allergy": allergic,
        "egfr_unknown": egfr is None and not allergic,
        "tmp_smx_egfr_below_15": egfr is not None and egfr < 15 and not allergic,
        "tmp_smx_half_dose": smx and egfr is not None and 15 <= egfr < 30,
        "pregnancy_unknown": smx and pregnancy_is_open(known),
        "tmp_smx_pregnancy_advice": smx and known["pregnancy"] in ("yes", "planning"),
        "tmp_smx_plus_methotrexate": agent["first"] == "methotrexate",
        "tmp_smx_plus_antimetabolite_cbc": smx
        and agent["first"] in ("azathioprine", "mycophenolate"),
        "potassium": smx and known["raas_or_k_sparing"],
        "g6pd_deficient": known["g6pd"] == "deficient",
        "dapsone_cross_reaction": "dapsone" in drugs and allergy == "mild",
        "under_40_kg_pharmacist": known["subtype"] != "juvenile" and known["weight_kg"] < 400,
    }
    return [name for name, holds in table.items() if holds]
