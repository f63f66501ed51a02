"""Seeded random cases over every key: answered or not, at the edges, and sometimes nonsense."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

from tests.oracle.grid import ADULT, DATES, OVERRIDES, Case
from tests.oracle.histories import NEW_NONSENSE, history
from tests.oracle.reading import (
    BEFORE,
    DECLINED,
    FLAGS,
    OPTIONAL,
    READERS,
    REQUIRED,
    WEEKDAYS,
)
from tests.oracle.strata import CHILD_EDGES, EDGES

ADULT_AGES = (18, 38, 39, 40, 41, 45, 55, 56, 57, 64, 65, 66, 80, 120)
CHILD_AGES = (0, 3, 4, 5, 6, 10, 11, 12, 13, 16, 17)
EGFR = (
    *(0, 5, 9, 10, 11, 14, 15, 16, 24, 25, 29, 30, 31, 49, 50, 51, 59, 60, 61, 90, 120, 200),
    *(Decimal(text) for text in ("9.9", "14.99", "29.5", "49.9", "59.9", "60.0", "90.25")),
)
HEIGHTS = (
    *(40, 85, 110, 125, 140, 150, 152, 153, 165, 178, 195, 210, 230),
    *(Decimal(text) for text in ("121.9", "152.3", "152.4", "152.5", "170.0", "181.3")),
)
USUAL = dict.fromkeys(FLAGS, False) | {
    "hbv": "neg", "tpmt": "normal", "nudt15": "normal", "sulfa_allergy": "none",
    "g6pd": "normal", "pregnancy": "no",
}  # fmt: skip
CHOICES: dict[str, tuple[Any, ...]] = {
    "severity": ("mild", "moderate", "severe"),
    "ild": ("no", "no", "yes", "unknown"),
    "start_date": DATES,
    "hold_weeks": (2, 3, 4, Decimal("3")),
    "tail": ("standard", "slow2w", "slow4w"),
    "pulse_days": (0, 1, 2, 3, 4, 5),
    "pulse_mg": (250, 500, "500", "750", Decimal("62.5"), "125.5", 900, 1000, "1000"),
    "methotrexate_weekday": WEEKDAYS,
    "region": ("us", "uk", "eu"),
    "height_cm": HEIGHTS,
    "sex": ("F", "M"),
    "egfr": EGFR,
    **dict.fromkeys(FLAGS, (True,)),
    "pregnancy": ("yes", "planning", "breastfeeding"),
    "hbv": ("pos",),
    "tpmt": ("intermediate", "poor", "indeterminate"),
    "nudt15": ("intermediate", "poor", "indeterminate"),
    "sulfa_allergy": ("mild", "severe"),
    "g6pd": ("deficient",),
}
OF_THE_PAST = (*BEFORE, "agent_start", "methotrexate_route")
MANY_RULES = ("weight_kg", "start_mg", "age", "earlier_steroid", "agent_start")
NONSENSE: dict[str, tuple[Any, ...]] = {
    "weight_kg": (
        *(
            0,
            "0",
            "0.0",
            500,
            -70,
            "-70",
            "+70",
            "070",
            "70.25",
            Decimal("70.25"),
            "72.55",
            "70.",
            ".5",
        ),
        *("7e1", "70 kg", " 70", "70\n", "", "seventy", "70,5", True, [70], "\u0667\u0660"),
        *("29.9", "250.1", "4.9", "120.1"),
    ),
    "start_date": ("20261123", "2026-13-01", "2027-02-29", "23-11-2026", "2026-W48-1", 20261123),
    "hold_weeks": (0, 1, 5, 6, -2, "4", True, Decimal("2.5")),
    "start_mg": (
        *(0, "0", "0.0", "1", "2", "2.4", "33", "33.33", "82.5", "100", "-5", "+5", "05", "5e1"),
        *("fifty", "", True, Decimal("62.50"), "62.5"),
    ),
    "pulse_days": (-1, 6, "3", True, Decimal("1.5")),
    "pulse_mg": (0, "0", 1001, "1000.1", -500, "five", True, "5e2"),
    "age": (-1, 121, "45", True, Decimal("45.5"), Decimal("45.0"), 9, 17, 18, 20),
    "height_cm": (39, 231, Decimal("39.9"), Decimal("230.1"), Decimal("170.25"), "170", True),
    "egfr": (-1, 201, Decimal("200.1"), "90", True),
    **dict.fromkeys(FLAGS, (1, 0, "true", "yes", "")),
    **NEW_NONSENSE,
}


def random_cases(number: int, seed: int = 1) -> Iterator[Case]:
    """So many cases, always the same ones for a seed."""
    chance = Random(seed)
    return (_case(chance) for _ in range(number))


def _case(chance: Random) -> Case:
    case: Case = {"subtype": _subtype(chance), "weight_kg": None}
    child = case["subtype"] == "juvenile"
    case["weight_kg"] = _weight(chance, child=child)
    answered, odd = chance.choice((0, 0.3, 0.8, 0.97, 1)), chance.choice((0, 0.05, 0.15, 0.5))
    for key in READERS:
        if key in REQUIRED:
            case.setdefault(key, chance.choice(CHOICES.get(key, (None,))))
        elif chance.random() < (answered if key in OPTIONAL else 0.4):
            case[key] = _value(chance, key, case, odd=odd)
        elif chance.random() < 0.1:
            case[key] = None
    if not child and chance.random() < 0.7:
        case.pop("start_mg", None)
    _spoil(chance, case)
    return dict(chance.sample(sorted(case.items(), key=lambda item: item[0]), len(case)))


def _subtype(chance: Random) -> str:
    return chance.choice((*ADULT, *ADULT, "juvenile", "juvenile", chance.choice(DECLINED)))


def _weight(chance: Random, *, child: bool) -> Any:
    if chance.random() < 0.3:
        text = chance.choice(CHILD_EDGES[1:-1] if child else EDGES[1:-1])
    else:
        lowest, highest = (50, 1200) if child else (300, chance.choice((1100, 2500)))
        number = chance.randint(lowest, highest)
        text = f"{number // 10}.{number % 10}"
    whole = int(text.partition(".")[0])
    forms = (
        text,
        text,
        Decimal(text),
        Decimal(text),
        whole,
        whole,
        f"{text}0",
        Decimal(f"{text}0"),
    )
    return chance.choice(forms)


def _value(chance: Random, key: str, case: Case, *, odd: float) -> Any:
    child = case["subtype"] == "juvenile"
    if key in OF_THE_PAST:
        return history(chance, key, odd=odd, start_date=case["start_date"])
    if key == "age":
        return chance.choice(CHILD_AGES if child else ADULT_AGES)
    if key == "start_mg":
        return None if child and chance.random() < 0.9 else chance.choice(OVERRIDES)
    if key in USUAL and chance.random() >= odd:
        return USUAL[key]
    if key == "egfr" and chance.random() >= odd:
        return 90
    return chance.choice(CHOICES[key])


def _spoil(chance: Random, case: Case) -> None:
    """One case in eight has a value that is wrong or missing, some of them two."""
    while chance.random() < 0.12:
        key = chance.choice(REQUIRED if chance.random() < 0.3 else (*READERS, *NONSENSE))
        if chance.random() < 0.3:
            key = chance.choice(MANY_RULES)
        wrong = NONSENSE.get(key, ("", "Standard", " no", "other", 1, True, []))
        case[key] = chance.choice((*wrong, None))
