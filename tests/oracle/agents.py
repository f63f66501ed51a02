"""The steroid-sparing agent by tables: what blocks a drug, what a dose waits for, the doses."""

from fractions import Fraction
from math import isqrt
from typing import Any, TypeAlias

from tests.oracle.before import DRUGS, lost, takes
from tests.oracle.reading import OPTIONAL, WEEKDAYS
from tests.oracle.values import Read

Answer: TypeAlias = dict[str, Any]

NONE: Answer = {
    "first": "none", "status": None, "if_cleared": None, "withheld_for": [], "blocked": {},
    "doses": [],
}  # fmt: skip
NORMAL = {"active_infection": False, "pregnancy": "no", "tpmt": "normal", "nudt15": "normal"}
_CHILDBEARING = ("yes", "planning", "breastfeeding")
_BOTH_TESTS = ("tpmt", "nudt15")

_ORDERS = {
    "no": ("methotrexate", "azathioprine", "mycophenolate"),
    "yes": ("mycophenolate", "azathioprine"),
    "unknown": ("mycophenolate", "azathioprine"),
}
_BESIDE_ANY = "immunoglobulin"
_TREATED = ["already_treated"]
_FOR_EVERY_DRUG = (
    "egfr", "liver_disease", "hbv", "cytopenia", "active_infection", "immunosuppressants",
)  # fmt: skip
_DOSE_TURNS_ON = {
    "methotrexate": {*_FOR_EVERY_DRUG, "age", "alcohol_excess"},
    "azathioprine": {*_FOR_EVERY_DRUG, "sex", "height_cm", "allopurinol", "febuxostat"},
    "mycophenolate": {*_FOR_EVERY_DRUG},
}
_MYCOPHENOLATE = ((0, "500"), (2, "750"), (4, "1000"))
_METHOTREXATE = {"15": ("15", "20", "25"), "10": ("10", "15", "20")}


def answer(known: Read, *, admission: bool) -> Answer:
    """The `agent` of a case that has a plan or milestones."""
    if known["rapidly_progressive"] or known["mda5"]:
        return {**NONE, "first": "specialist"}
    seen = {"blocked": blocks(known)}
    waits = _waits_for(known)
    if waits == _TREATED:
        return {**NONE, "first": "pending", "withheld_for": waits} | seen
    if waits:
        cleared = known | {key: NORMAL[key] for key in waits}
        drug = "pending" if _waits_for(cleared) else _first_open(cleared)
        return {**NONE, "first": "pending", "if_cleared": drug, "withheld_for": waits} | seen
    drug = _first_open(known)
    if drug == "specialist":
        return {**NONE, "first": drug} | seen
    return _named(drug, known, admission=admission) | seen


def _waits_for(known: Read) -> list[str]:
    """The first thing in order that no drug can be named without, or nothing."""
    if known["active_infection"]:
        return ["active_infection"]
    if takes(known, *(drug for drug in DRUGS if drug != _BESIDE_ANY)):
        return _TREATED
    if pregnancy_is_open(known):
        return ["pregnancy"]
    if _first_open(known) == "specialist" and _only_tests_are_missing(known):
        return [test for test in _BOTH_TESTS if known[test] is None]
    return []


def pregnancy_is_open(known: Read) -> bool:
    """Pregnancy has to be asked and was not answered."""
    may_be = known["sex"] != "M" and (known["age"] is None or known["age"] in range(12, 56))
    return may_be and known["pregnancy"] is None


def blocks(known: Read) -> dict[str, list[str]]:
    """Every reason against each drug; what became of it before stands last."""
    child, egfr = known["pregnancy"] in _CHILDBEARING, known["egfr"]
    tests = [known[test] for test in _BOTH_TESTS]
    checks = {
        "methotrexate": {
            "pregnancy": child,
            "ild": known["ild"] == "yes",
            "ild_unknown": known["ild"] == "unknown",
            "egfr_below_60": egfr is not None and egfr < 60,
            "liver_disease": known["liver_disease"],
            "alcohol_excess": known["alcohol_excess"],
            "hbv": known["hbv"] == "pos",
            "cytopenia": known["cytopenia"],
        },
        "azathioprine": {
            **{
                f"{test}_{known[test] or 'unknown'}": known[test]
                in (None, "poor", "indeterminate")
                for test in _BOTH_TESTS
            },
            "both_intermediate": tests == ["intermediate", "intermediate"],
            "allopurinol": known["allopurinol"],
            "febuxostat": known["febuxostat"],
            "cytopenia": known["cytopenia"],
            "egfr_below_10": egfr is not None and egfr < 10,
        },
        "mycophenolate": {"pregnancy": child},
    }
    found = {
        drug: [name for name, holds in table.items() if holds] + lost(known, drug)
        for drug, table in checks.items()
    }
    return {drug: names for drug, names in found.items() if names}


def taken_in_spite_of_a_block(known: Read) -> bool:
    """Something stands against a drug that is taken."""
    return takes(known, *blocks(known))


def _first_open(known: Read) -> str:
    blocked = blocks(known)
    order = _ORDERS[str(known["ild"])]
    if known["subtype"] == "juvenile":
        order = ("methotrexate",)
    return next((drug for drug in order if drug not in blocked), "specialist")


def _only_tests_are_missing(known: Read) -> bool:
    found = blocks(known).get("azathioprine", [])
    return known["subtype"] != "juvenile" and {*found} <= {
        f"{test}_unknown" for test in _BOTH_TESTS
    }


def _named(drug: str, known: Read, *, admission: bool) -> Answer:
    turns_on = set(_DOSE_TURNS_ON[drug])
    if known["subtype"] == "juvenile":
        turns_on.add("height_cm")
    withheld = ["ild"] if known["ild"] == "unknown" else []
    withheld += [key for key in OPTIONAL if key in turns_on and known[key] is None]
    computed: Answer = {} if withheld else _DOSING[drug](known)
    withheld += ["hbv_advice"] if known["hbv"] == "pos" else []
    withheld += [str(computed.pop("without_dose"))] if "without_dose" in computed else []
    withheld += ["admission"] if admission else []
    named = {**NONE, "first": drug, "status": "candidate", "withheld_for": withheld}
    return named if withheld else named | {"status": "ready"} | computed


def _methotrexate(known: Read) -> Answer:
    first = known["agent_start"] or known["start_date"]
    day = known["methotrexate_weekday"] or WEEKDAYS[first.weekday()]
    if known["subtype"] == "juvenile":
        return _methotrexate_of_a_child(known, str(day))
    doses = _of_an_adult(known)
    return {"doses": [_weekly(4 * step, mg, str(day)) for step, mg in enumerate(doses)]}


def _of_an_adult(known: Read) -> tuple[str, ...]:
    low = (known["age"] or 0) >= 65 or known["weight_kg"] < 500
    return _METHOTREXATE["10" if low else "15"]


def methotrexate_most(known: Read) -> int:
    """The milligrams a week at which an adult's steps end."""
    return int(_of_an_adult(known)[-1])


def _methotrexate_of_a_child(known: Read, day: str) -> Answer:
    """In steps of 2.5 mg: 15 x sqrt(cm x kg / 3600) is six times that root in such steps."""
    area = int(known["height_cm"]) * int(known["weight_kg"])
    steps = min(isqrt(36 * area // 360_000), int(known["weight_kg"]) // 25, 16)
    if steps > 10:
        return {"without_dose": "over_25_mg"}
    thousandths = isqrt(area * 1_000_000 // 90_000)
    rounded = (thousandths + 1) // 2
    bsa = f"{rounded // 1000}.{rounded % 1000:03}"
    mg = f"{steps * 5 // 2}.5" if steps % 2 else str(steps * 5 // 2)
    return {"doses": [_weekly(0, mg, day)], "bsa_m2": bsa}


def _weekly(week: int, mg: str, day: str) -> Answer:
    return {"week": week, "mg": mg, "once_weekly": True, "weekday": day}


def azathioprine_target(known: Read) -> int:
    """mg a day in whole tablets; with kidneys nobody knows of as with sound ones."""
    intermediate = "intermediate" in (known["tpmt"], known["nudt15"])
    target = 2 * min(_ideal_kilograms(known), Fraction(int(known["weight_kg"]), 10))
    target *= Fraction(1, 2) if intermediate else 1
    target *= Fraction(3, 4) if known["egfr"] is not None and known["egfr"] < 50 else 1
    return 25 * int(target // 25)


def _azathioprine(known: Read) -> Answer:
    """Counted in tablets of 25 mg, the only strength that every amount is a multiple of."""
    intermediate = "intermediate" in (known["tpmt"], known["nudt15"])
    tablets = azathioprine_target(known) // 25
    if not tablets:
        return {"without_dose": "below_one_tablet"}
    first, weeks = (1, 4) if intermediate else (2, 2)
    climb = range(min(first, tablets), tablets + 1)
    return {
        "doses": [
            {"week": weeks * step, "intakes": _morning_and_evening(count)}
            for step, count in enumerate(climb)
        ],
        "target_mg_per_day": str(25 * tablets),
    }


def _ideal_kilograms(known: Read) -> Fraction:
    base = Fraction(50 if known["sex"] == "M" else Fraction(91, 2))
    inches_above = Fraction(int(known["height_cm"]) - 1524, 10) / Fraction(254, 100)
    return base + max(inches_above, Fraction(0)) * Fraction(23, 10)


def _morning_and_evening(tablets: int) -> list[str]:
    small = tablets // 2
    return [str(25 * count) for count in (tablets - small, small) if count]


def _mycophenolate(_known: Read) -> Answer:
    return {"doses": [{"week": week, "intakes": [mg, mg]} for week, mg in _MYCOPHENOLATE]}


_DOSING = {
    "methotrexate": _methotrexate,
    "azathioprine": _azathioprine,
    "mycophenolate": _mycophenolate,
}
