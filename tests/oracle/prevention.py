"""What follows from the days on steroid: Pneumocystis, bone, vaccines, the gate and the sums."""

from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from math import lcm

from tests.oracle.agents import Answer, pregnancy_is_open
from tests.oracle.before import takes
from tests.oracle.steroid import written
from tests.oracle.values import Read

Rows = tuple[tuple[int, int, int], ...]
Entries = tuple[tuple[Fraction, int], ...]
TWENTY, THIRTY, FIVE = 40, 60, 10


def exact(number: Fraction) -> str:
    """The number as plain decimal text without trailing zeros; it must have an end."""
    places = next(n for n in range(60) if (number * 10**n).denominator == 1)
    digits = str(int(number * 10**places)).rjust(places + 1, "0")
    return digits if not places else f"{digits[:-places]}.{digits[-places:]}"


def from_rows(known: Read, rows: Rows) -> Answer:
    """Every derived figure that needs rows."""
    ge_30 = _days_at(known, rows, THIRTY)
    gram = Fraction(5, 4) * (known["pulse_mg"] or 0)
    year = _largest_year(_earlier(known), (gram, int(known["pulse_days"])), rows)
    by_dose = _very_high(known["age"], ge_30, year)
    return {
        "total_days": sum(days for _, days, _ in rows),
        "total_mg": written(sum(days * dose for _, days, dose in rows)),
        "mg_first_year": exact(year),
        "days_ge_30": ge_30,
        "days_ge_20": _days_at(known, rows, TWENTY),
        "exposure_earlier": _counted(known),
        "bone": {
            "very_high_by_dose": by_dose,
            "very_high": _either(by_dose, known["fragility_fracture"]),
            "from_this_course_alone": known["earlier_steroid"] is None and by_dose is not True,
        },
        "vaccines": {"nonlive_from_offset": first_below(rows, TWENTY)},
        "adrenal_gate_offset": first_below(rows, FIVE + 1),
    }


def first_below(rows: Rows, limit: int) -> int:
    """Offset of the first row under the limit; the ladders always have one."""
    return next(offset for offset, _, dose in rows if dose < limit)


def _earlier(known: Read) -> Entries:
    return known["earlier_steroid"] or ()


def _counted(known: Read) -> str:
    if known["earlier_steroid"] is None:
        return "unknown"
    return "counted" if known["earlier_steroid"] else "none"


def _days_at(known: Read, rows: Rows, limit: int) -> int:
    """All days at the limit or more, earlier ones and pulse days among them."""
    earlier = sum(days for mg, days in _earlier(known) if 2 * mg >= limit)
    return earlier + int(known["pulse_days"]) + sum(days for _, days, mg in rows if mg >= limit)


@lru_cache(maxsize=1 << 12)
def _largest_year(earlier: Entries, pulse: tuple[Fraction, int], rows: Rows) -> Fraction:
    """The most that any 365 days in a row hold, each day written out."""
    entries = [*earlier, pulse, *((Fraction(dose, 2), days) for _, days, dose in rows)]
    unit = lcm(*(mg.denominator for mg, _ in entries))
    day_by_day = [int(mg * unit) for mg, days in entries for _ in range(days)]
    sums = [0, *accumulate(day_by_day)]
    ends = range(min(365, len(day_by_day)), len(sums))
    return Fraction(max(sums[end] - sums[max(end - 365, 0)] for end in ends), unit)


def _very_high(age: int | None, ge_30: int, year: Fraction) -> bool | None:
    if ge_30 > 30 or year >= 5000:
        return True
    if not ge_30:
        return False
    return None if age is None else age < 40


def _either(one: bool | None, other: bool | None) -> bool | None:
    if one or other:
        return True
    return None if one is None or other is None else False


def pneumocystis(known: Read, rows: Rows, agent: Answer) -> Answer:
    """The prophylaxis part; a child (no rows) always needs it."""
    child = known["subtype"] == "juvenile"
    extend = known["ild"] == "yes" or any(
        known[key] for key in ("rapidly_progressive", "mda5", "rituximab", "cyclophosphamide")
    )
    needed = child or extend or _run_at_20(known, rows) >= 28
    if not needed:
        return {
            "needed": False, "start_offset": None, "review_offset": None, "extend": False,
            "drugs": [], "cautions": _without_need(known, rows),
        }  # fmt: skip
    methotrexate = agent["first"] == "methotrexate" or takes(known, "methotrexate")
    drugs = _drugs(known, methotrexate=methotrexate)
    return {
        "needed": True,
        "start_offset": -int(known["pulse_days"]),
        "review_offset": None if child else first_below(rows, TWENTY),
        "extend": extend,
        "drugs": drugs,
        "cautions": _cautions(known, drugs, agent, methotrexate=methotrexate),
    }


def _run_at_20(known: Read, rows: Rows) -> int:
    """Days in a row at 20 mg or more that reach over the first steroid day, or none."""
    run = int(known["pulse_days"]) + sum(days for _, days, dose in rows if dose >= TWENTY)
    if not run:
        return 0
    for mg, days in reversed(_earlier(known)):
        if mg < 20:
            break
        run += days
    return run


def _without_need(known: Read, rows: Rows) -> list[str]:
    if known["earlier_steroid"] is None:
        return ["earlier_steroid_unknown"]
    return ["just_left_high_dose"] if _just_left(known, rows) else []


def _just_left(known: Read, rows: Rows) -> bool:
    """Four weeks at 20 mg ended on one of the 30 days before a plan that begins lower."""
    if rows[0][2] >= TWENTY:
        return False
    day_by_day = [mg >= 20 for mg, days in _earlier(known) for _ in range(days)]
    run, last = 0, len(day_by_day) - 30
    for day, high in enumerate(day_by_day):
        run = run + 1 if high else 0
        if run >= 28 and day >= last:
            return True
    return False


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


def _cautions(known: Read, drugs: list[str], agent: Answer, *, methotrexate: bool) -> list[str]:
    smx = any(drug.startswith("tmp_smx") for drug in drugs)
    allergy, egfr = known["sulfa_allergy"], known["egfr"]
    allergic = allergy in ("mild", "severe")
    counts = ("azathioprine", "mycophenolate")
    table = {
        "allergy_unknown": allergy is None,
        "sulfa_allergy": allergic,
        "egfr_unknown": egfr is None and not allergic,
        "tmp_smx_egfr_below_15": egfr is not None and egfr < 15 and not allergic,
        "tmp_smx_half_dose": smx and egfr is not None and 15 <= egfr < 30,
        "pregnancy_unknown": smx and pregnancy_is_open(known),
        "tmp_smx_pregnancy_advice": smx and known["pregnancy"] in ("yes", "planning"),
        "tmp_smx_plus_methotrexate": methotrexate,
        "tmp_smx_plus_antimetabolite_cbc": smx
        and (agent["first"] in counts or takes(known, *counts)),
        "potassium": smx and (known["raas_or_k_sparing"] or takes(known, "calcineurin_inhibitor")),
        "g6pd_deficient": known["g6pd"] == "deficient",
        "dapsone_cross_reaction": "dapsone" in drugs and allergy == "mild",
        "under_40_kg_pharmacist": known["subtype"] != "juvenile" and known["weight_kg"] < 400,
    }
    return [name for name, holds in table.items() if holds]
