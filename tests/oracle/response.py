"""The Total Improvement Score a second time, from the prose: whole numbers, and tables looked up.

Each value is a whole number of its finest part, so a band is found by comparing products of whole
numbers; no fraction, no Decimal and none of the product's code is used.
"""

import math
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from random import Random
from typing import Any

SIX = ("physician", "patient", "extramuscular", "mmt", "haq", "enzyme")
# points in quarters, by the number of ends of bands that the improvement is beyond
QUARTERS = {
    "physician": (0, 30, 60, 70, 80),
    "patient": (0, 10, 20, 30, 40),
    "extramuscular": (0, 30, 50, 60, 80),
    "mmt": (0, 40, 80, 110, 130),
    "haq": (0, 20, 30, 30, 40),
    "enzyme": (0, 10, 20, 30, 30),
}
ENDS = dict.fromkeys(SIX, (5, 15, 25, 40)) | {"mmt": (2, 10, 20, 30)}
MULTIPLE = {"ck": 15, "aldolase": 6, "ldh": 3, "ast": 3, "alt": 3}
MOST = {"ck": 1_000_000, "aldolase": 5_000, "alt": 50_000, "ast": 50_000, "ldh": 100_000}
ADULT, CHILD = (20, 40, 60), (30, 45, 70)
NAMES = ("none", "minimal", "moderate", "major")
SUBTYPES = (
    "dermatomyositis", "polymyositis", "necrotizing", "antisynthetase", "overlap", "juvenile",
    "inclusion_body", "amyopathic", "checkpoint_inhibitor",
)  # fmt: skip
WRITTEN = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")

Case = dict[str, Any]


class Wrong(Exception):
    """The key whose value is not allowed."""


def answer(given: Mapping[str, Any]) -> dict[str, Any]:
    """The whole answer of the command."""
    try:
        return _answer(given)
    except Wrong as wrong:
        return {
            "score": None, "category": None, "parts": {}, "validated": None, "missing": [],
            "reason": f"{wrong}_invalid",
        }  # fmt: skip


def _answer(given: Mapping[str, Any]) -> dict[str, Any]:
    juvenile, subtype, enzyme = (given.get(key) for key in ("juvenile", "subtype", "enzyme"))
    if juvenile is not None and juvenile is not True and juvenile is not False:
        raise Wrong("juvenile")
    full = _one_of(given, "mmt_max", (150, 80, 52))
    outside = _one_of(given, "extramuscular_max", (10, 20))
    if enzyme is not None and (not isinstance(enzyme, str) or enzyme not in MULTIPLE):
        raise Wrong("enzyme")
    limit = _tenth_of_a_unit_at_least(given)
    if subtype is not None and (not isinstance(subtype, str) or subtype not in SUBTYPES):
        raise Wrong("subtype")
    highest = {
        "physician": 10, "patient": 10, "extramuscular": outside or 10, "mmt": full or 150,
        "haq": 3, "enzyme": MOST[enzyme] if enzyme else 1_000_000,
    }  # fmt: skip
    days = {day: _day(given, day, highest) for day in ("baseline", "now")}
    missing = [f"{day}.{each}" for day, found in days.items() for each in SIX if each not in found]
    missing += [
        name
        for name, there in (("mmt_max", full), ("enzyme", enzyme), ("upper_limit", limit))
        if there is None
    ]
    if juvenile is None:
        juvenile = None if subtype is None else subtype == "juvenile"
    missing += ["juvenile"] if juvenile is None else []
    spans = {
        "physician": (10, 0),
        "patient": (10, 0),
        "extramuscular": (outside or 10, 0),
        "haq": (3, 0),
    }
    if full is not None:
        spans["mmt"] = (full, 0)
    if enzyme is not None and limit is not None:
        spans["enzyme"] = (MULTIPLE[enzyme] * limit[0], limit[1])
    parts, quarters = {}, 0
    for each in SIX:
        if each in days["baseline"] and each in days["now"] and each in spans:
            percent, points = _part(each, days["baseline"][each], days["now"][each], spans[each])
            parts[each] = {"change_percent": percent, "points": _quarters(points)}
            quarters += points
    reached = sum(quarters >= 4 * least for least in (CHILD if juvenile else ADULT))
    return {
        "score": None if missing else _quarters(quarters),
        "category": None if missing else NAMES[reached],
        "parts": parts,
        "validated": subtype in ("dermatomyositis", "polymyositis", "juvenile"),
        "missing": missing,
        "reason": None,
    }


def _part(
    measure: str, before: tuple[int, int], after: tuple[int, int], span: tuple[int, int]
) -> tuple[str, int]:
    """The percentage as it is shown, and points in quarters."""
    places = max(before[1], after[1], span[1])
    one, other, whole = (number * 10 ** (places - had) for number, had in (before, after, span))
    gained = other - one if measure == "mmt" else one - other
    beyond = sum(100 * gained > end * whole for end in ENDS[measure])
    doubled = 2 * 1000 * abs(gained) + whole  # tenths of a percent and a half, over twice the span
    tenths = doubled // (2 * whole)
    sign = "-" if gained < 0 and tenths else ""
    text = f"{tenths // 10}.{tenths % 10}" if tenths % 10 else f"{tenths // 10}"
    return sign + text, QUARTERS[measure][beyond]


def _quarters(number: int) -> str:
    return f"{number // 4}" + {0: "", 1: ".25", 2: ".5", 3: ".75"}[number % 4]


def _number(given: Any, key: str) -> tuple[int, int]:
    """The number without its point, and how many places stood behind it."""
    if isinstance(given, bool) or not isinstance(given, (int, str, Decimal)):
        raise Wrong(key)
    found = WRITTEN.fullmatch(str(given))
    if not found or len(str(given)) > 100:
        raise Wrong(key)
    behind = (found[2] or ".")[1:]
    return int(found[1] + behind), len(behind)


def _one_of(given: Mapping[str, Any], key: str, known: tuple[int, ...]) -> int | None:
    if given.get(key) is None:
        return None
    digits, places = _number(given[key], key)
    for each in known:
        if digits == each * 10**places:
            return each
    raise Wrong(key)


def _tenth_of_a_unit_at_least(given: Mapping[str, Any]) -> tuple[int, int] | None:
    if given.get("upper_limit") is None:
        return None
    digits, places = _number(given["upper_limit"], "upper_limit")
    if 10 * digits < 10**places or digits > 5000 * 10**places:
        raise Wrong("upper_limit")
    return digits, places


def _day(
    given: Mapping[str, Any], day: str, highest: Mapping[str, int]
) -> dict[str, tuple[int, int]]:
    found = given.get(day)
    if found is None:
        return {}
    if not isinstance(found, Mapping) or any(each not in SIX for each in found):
        raise Wrong(day)
    read = {}
    for each in SIX:
        if found.get(each) is not None:
            digits, places = _number(found[each], f"{day}.{each}")
            if digits > highest[each] * 10**places:
                raise Wrong(f"{day}.{each}")
            read[each] = (digits, places)
    return read


# ------------------------------------------------------------------------------ random pairs


def random_pairs(number: int, seed: int) -> Iterator[Case]:
    """So many pairs, always the same ones for a seed: many changes lie at or beside an end."""
    chance = Random(seed)
    return (_pair(chance) for _ in range(number))


def _pair(chance: Random) -> Case:
    full, outside = chance.choice((150, 150, 80, 52)), chance.choice((10, 10, 20))
    enzyme = chance.choice(("ck", "ck", *MULTIPLE))
    limit = chance.choice(("200", "171", "7.6", "40", "33.5", "250", Decimal("190"), 180))
    span = MULTIPLE[enzyme] * float(str(limit))
    spans = {"physician": 10, "patient": 10, "extramuscular": outside, "mmt": full, "haq": 3}
    before: Case = {}
    after: Case = {}
    for each in SIX:
        top = spans.get(each, min(span * 2, MOST[enzyme]))
        before[each], after[each] = _two(chance, each, top, spans.get(each, span))
    given: Case = {
        "baseline": before, "now": after, "juvenile": chance.choice((True, False)),
        "mmt_max": chance.choice((full, str(full))), "enzyme": enzyme, "upper_limit": limit,
        "subtype": chance.choice(SUBTYPES),
    }  # fmt: skip
    if outside == 20 or chance.random() < 0.2:
        given["extramuscular_max"] = outside
    _spoil(chance, given)
    return given


def _two(chance: Random, measure: str, top: float, span: float) -> tuple[Any, Any]:
    """A value and a later one, as text or number; half of the changes are whole ends of bands."""
    places = chance.choice((0, 1, 2, 3))
    unit = 10**places
    before = chance.randint(0, math.floor(top * unit))
    if chance.random() < 0.5:
        part = chance.choice((*ENDS[measure], 0, 100)) * span * unit / 100
        by = round(part) + chance.choice((-1, 0, 0, 0, 1))
        after = before + (by if measure == "mmt" else -by)
    else:
        after = chance.randint(0, math.floor(top * unit))
    after = min(max(after, 0), math.floor(top * unit))
    return _written(chance, before, places), _written(chance, after, places)


def _written(chance: Random, digits: int, places: int) -> Any:
    text = f"{digits // 10**places}"
    if places:
        text += f".{digits % 10**places:0{places}}"
    return chance.choice((text, Decimal(text)))


def _spoil(chance: Random, given: Case) -> None:
    """One pair in five has something missing, one in ten something that cannot be."""
    if chance.random() < 0.2:
        where = chance.choice((given["baseline"], given["now"], given))
        key = chance.choice(sorted(where))
        if chance.random() < 0.5:
            del where[key]
        else:
            where[key] = None
    if chance.random() < 0.1:
        where = chance.choice(
            [each for each in (given.get("baseline"), given.get("now"), given) if each]
        )
        key = chance.choice(sorted(where))
        where[key] = chance.choice(
            (
                "-1",
                -1,
                "151",
                151,
                "1,5",
                "1.",
                ".5",
                "1e1",
                "",
                " 1",
                "\u0663",
                True,
                [1],
                {"a": 1},
                "10.01",
                "x",
                0,
            )
        )
