"""What was taken before, drawn by chance: mostly valid, around every limit, and some nonsense."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.oracle.before import ANTIBODIES, DRUGS, FATES

NEW_USUAL: dict[str, Any] = {
    "earlier_steroid": [], "immunosuppressants": {}, "antibodies": [], "diabetes": False,
    "fragility_fracture": False, "cyp3a4": "none",
}  # fmt: skip
NEW_CHOICES: dict[str, tuple[Any, ...]] = {
    "diabetes": (True,),
    "fragility_fracture": (True,),
    "cyp3a4": ("inhibitor", "inducer"),
    "methotrexate_route": ("mouth", "skin"),
}
MILLIGRAMS = (
    *(0, "0", 5, "7.5", 10, Decimal("12.5"), "19.99", "20", 20, "20.00", 25, "29.99", 30, "30"),
    *(40, "60", 60, Decimal("62.25"), 80, "1250", 2000, "2000"),
)
DAYS = (1, 2, 3, 5, 6, 7, 8, 12, 13, 14, 15, 20, 21, 22, 26, 27, 28, 29, 30, 31, 32, 35, 364, 365)
TOO_LATE = 731


def entries(*pairs: tuple[Any, Any]) -> list[dict[str, Any]]:
    """The list of the contract for pairs of milligrams and days."""
    return [{"mg": mg, "days": days} for mg, days in pairs]


AROUND_LIMITS = (
    entries(("60", 27)), entries(("60", 28)), entries(("20", 27)), entries(("20", 28)),
    entries((Decimal("19.99"), 28)), entries(("60", 28), (10, 29)), entries(("60", 28), (10, 30)),
    entries(("60", 28), ("0", 28)), entries((20, 14), (60, 14), (5, 31)),
    entries(("60", 14), (10, 1), ("60", 14), ("5", 3)), entries(("60", 40), (0, 14), (25, 13)),
    entries((30, 2)), entries((30, 3)), entries(("29.99", 40)), entries((1250, 3)),
    entries((10, 3)), entries((10, 2), ("9.99", 1)), entries(("13.7", 365)),
    entries((20, 172)), entries((20, 173)), entries((20, 180)), entries((20, 202), ("14.99", 1)),
    entries((20, 202), (15, 1)),
    entries(("13.69", 365)), entries((60, 60), (0, 305)), entries((60, 60), (0, 306)),
    entries((60, 60), (5, 400)), entries(("5", 3650)), entries(*[("20", 73)] * 50),
)  # fmt: skip
NEW_NONSENSE: dict[str, tuple[Any, ...]] = {
    "earlier_steroid": (
        *("none", "", {}, 60, True, [60], [None], [[]], ["60 mg"], [{}], {"mg": "60", "days": 35}),
        *([{"mg": "60"}], [{"days": 35}], [{"mg": "60", "days": 35, "drug": "prednisone"}]),
        *([{"mg": None, "days": 35}], [{"mg": "60", "days": None}], [{"MG": "60", "days": 35}]),
        *(entries(("60", days)) for days in (0, -1, 3651, True, "35", Decimal("1.5"), [35])),
        *(entries((mg, 35)) for mg in (-1, "-1", 2001, "2000.01", "10.125", Decimal("10.125"))),
        *(entries((mg, 35)) for mg in ("060", "6e1", "60 mg", "", "sixty", True, [60])),
        *(entries(*[("20", 1)] * 51), entries(("20", 3650), ("20", 1)), entries((20, 5), (60, 0))),
    ),
    "immunosuppressants": (
        *([], "none", True, 0, {"methotrexate": None}, {"methotrexate": True}),
        *({"methotrexate": "stopped"}, {"methotrexate": ""}, {"methotrexate": ["taking"]}),
        *(
            {"mtx": "taking"},
            {"Methotrexate": "taking"},
            {"": "taking"},
            {"leflunomide": "failed"},
        ),
        *({"azathioprine": "failed", "methotrexate": "Taking"}, ["methotrexate"]),
    ),
    "antibodies": (
        *({}, "mda5", True, 1, [None], [True], [""], ["MDA5"], ["mi2"], [["mda5"]]),
        *(["mda5", "mda5"], ["hmgcr", "srp", "hmgcr"], ["jo1", None], {"mda5": True}),
    ),
    "diabetes": (1, 0, "true", "yes", "", [], {}),
    "fragility_fracture": (1, 0, "false", "no", "", [], {}),
    "cyp3a4": ("None", "strong", "", True, [], ["inhibitor"]),
    "agent_start": (
        *("1999-10-30", "2090-01-01", "20261123", "2026-13-01", "2027-02-29", 20261123, True, ""),
        *(["2026-11-23"], "2026-11-23T00:00", " 2026-11-23"),
    ),
    "methotrexate_route": ("oral", "Mouth", "subcutaneous", "", True, []),
}


def history(chance: Random, key: str, *, odd: float, start_date: str) -> Any:
    """A value of one of the keys, more often unusual than other answers are."""
    if key == "agent_start":
        return _agent_start(chance, start_date)
    if key in NEW_USUAL and chance.random() >= max(odd, 0.25):
        return NEW_USUAL[key]
    if key == "earlier_steroid":
        return _earlier(chance)
    if key == "immunosuppressants":
        return _immunosuppressants(chance)
    if key == "antibodies":
        return chance.sample(ANTIBODIES, chance.choice((1, 1, 1, 2, 3, 7)))
    return chance.choice(NEW_CHOICES[key])


def _earlier(chance: Random) -> list[dict[str, Any]]:
    """A known edge, some entries by chance, or an edge with something after it."""
    some = entries(
        *(
            (chance.choice(MILLIGRAMS), chance.choice(DAYS))
            for _ in range(chance.choice((1, 1, 2, 3, 5)))
        )
    )
    edge = chance.choice(AROUND_LIMITS)
    both = [*edge, *some]
    short = len(both) <= 50 and sum(entry["days"] for entry in both) <= 3650
    return chance.choice((edge, some, some, both if short else edge))


def _immunosuppressants(chance: Random) -> dict[str, str]:
    """One drug most often, since one that is taken hides what the others do."""
    drugs = chance.sample(DRUGS, chance.choice((1, 1, 1, 2, 3, 8)))
    fates = chance.choice((FATES, FATES[1:], FATES[1:]))
    return {drug: chance.choice(fates) for drug in drugs}


def _agent_start(chance: Random, start_date: str) -> str:
    days = chance.choice((0, 0, 1, 2, 5, 35, 35, 100, 729, 730, chance.choice((-1, TOO_LATE))))
    return (date.fromisoformat(start_date) + timedelta(days)).isoformat()
