"""The 200 plans of the folder: what each is made from, when, whose it is, what becomes of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from core.patient import DECLINED, Ild, Region, Severity, Subtype, Tail
from tests.editions.people import BANDS, PRESCRIBERS, band
from tests.editions.scene import SEED

ADULT = tuple(each for each in Subtype if each not in {*DECLINED, Subtype.JUVENILE})
READY: Mapping[str, Any] = {
    "age": 45, "sex": "M", "height_cm": 178, "egfr": 90, "hbv": "neg", "liver_disease": False,
    "alcohol_excess": False, "cytopenia": False, "active_infection": False,
    "allopurinol": False, "febuxostat": False, "tpmt": "normal", "nudt15": "normal",
}  # fmt: skip
ASIDE: tuple[Mapping[str, Any], ...] = (
    {},
    {**READY, "methotrexate_weekday": "thursday"},
    {"age": 61, "sex": "F"},
    {**READY, "methotrexate_weekday": "monday", "sulfa_allergy": "severe", "g6pd": "deficient"},
    {**READY, "age": 33, "sex": "F", "pregnancy": "planning"},
    {**READY, "tpmt": "poor", "age": 58},
    {"active_infection": True, "age": 50, "hbv": "pos"},
    {**READY, "liver_disease": True, "statin": True, "raas_or_k_sparing": True},
    {**READY, "egfr": 25, "tpmt": "intermediate", "ssc_overlap": True, "dysphagia": True},
    {**READY, "age": 70, "rituximab": True, "cyclophosphamide": False, "mda5": False},
    {"tpmt": "normal", "nudt15": "normal", "egfr": 80},
    {**READY, "allopurinol": True, "methotrexate_weekday": "friday", "g6pd": "normal"},
)  # so that agents are ready, candidates, pending and blocked


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of a plan: its script is done word by word, see tests.editions.lives.

    `age` is how many days before the end of the story it was made.
    """

    kind: str
    case: Mapping[str, Any]
    owner: int
    team: int
    age: int
    script: tuple[str, ...]


# How many, how old at least and at most, what is done; * goes on with steps, each on its day.
KINDS: tuple[tuple[str, int, int, int, tuple[str, ...]], ...] = (
    ("fresh", 18, 0, 18, ("", "*")),
    ("overdue", 20, 36, 120, ("", "step", "step step", "hold.2.results_missing")),
    ("stepping", 30, 36, 170, ("*",)),
    ("held", 12, 38, 41, ("hold.3.enzyme_rising", "hold.4.red_flag", "hold.2.withdrawal")),
    ("held_over", 14, 64, 90, ("hold.4.red_flag hold.3.results_missing", "hold.2.not_better")),
    ("flared", 14, 60, 150, ("step step flare@9", "step flare@12 *", "step step flare@3 step")),
    ("off_plan", 14, 50, 150, ("step off@5", "off@8 *", "step step off@2 step")),
    ("stopped", 10, 60, 120, ("step stop.moved@4", "stop.moved@16", "step stop.died@9")),
    ("ended", 6, 290, 300, ("*",)),
    ("closed", 8, 40, 120, ("close@6", "step step close@2", "step flare@4 close@20")),
    ("waiting", 8, 1, 40, ("share.3@1",)),
    ("sent_back", 2, 10, 20, ("share.3@1 back@1",)),
    ("checked", 6, 40, 90, ("share.3@1 check@1 *",)),
    ("child", 12, 5, 120, ("", "share.1@3", "close@30", "share.3@1", "share.3@1 check@2")),
    ("mid_course", 12, 5, 90, ("", "*", "step flare@6", "hold.2.results_missing *")),
    ("answered", 8, 30, 100, ("answers@2", "step answers@3 *", "answers@5 hold.1.withdrawal")),
    ("passed_on", 6, 30, 90, ("hand@3 *", "share.2@4 share.1@9 *", "share.0@5 step")),
)


def fates() -> Iterator[Fate]:
    """Every plan, the same at each call."""
    chance = Random(SEED)
    for kind, count, youngest, oldest, scripts in KINDS:
        for place in range(count):
            script = scripts[place % len(scripts)]
            spread = (oldest - youngest) * place // max(count - 1, 1)
            team, owner = _whose(kind, place, chance)
            yield Fate(
                kind=kind,
                case=_child(chance) if kind == "child" else _adult(kind, place, chance),
                owner=owner,
                team=team,
                age=youngest + spread,
                script=tuple(script.split()),
            )


def _whose(kind: str, place: int, chance: Random) -> tuple[int, int]:
    """Team and owner: in turn each team, and a prescriber alone."""
    if kind in {"waiting", "sent_back", "checked"}:
        return 0, BANDS[2].maker
    if kind == "child":
        return 0, (101, 105)[place % 5 > 2]
    if kind == "passed_on":
        return ((1, 101), (0, 101), (2, 103))[place % 3]
    there = band((0, 1, 2, 4, 0, 1)[place % 6])
    if there is None:
        return 0, chance.choice(PRESCRIBERS[4:])
    return there.number, (there.maker, there.second)[place % 4 == 0]


def _adult(kind: str, place: int, chance: Random) -> dict[str, Any]:
    kg = chance.randrange(400, 1100)
    weight = f"{kg / 10:.1f} kg" if place % 5 else f"{kg // 10 * 2} lb"
    aside = dict(ASIDE[chance.randrange(len(ASIDE))])
    pulse = {"pulse_days": 3, "pulse_mg": "500"} if chance.random() < 0.2 else {}
    if kind == "ended":  # a short course, so that its end is reached
        weight, aside, pulse = f"{40 + place}.5 kg", {}, {}
    return {
        "region": tuple(Region)[chance.randrange(3)].value,
        "weight": weight,
        "subtype": ADULT[chance.randrange(len(ADULT))].value,
        "severity": Severity.MILD.value if kind == "ended" else chance.choice(tuple(Severity)),
        "ild": Ild.NO.value if kind == "ended" else chance.choice(tuple(Ild)),
        "hold_weeks": 2 if kind == "ended" else chance.choice((2, 3, 4, 4)),
        "tail": Tail.STANDARD.value if kind == "ended" else chance.choice(tuple(Tail)),
        "low_start": chance.random() < 0.2,
        **({"hold_weeks": 4} if kind == "held_over" else {}),  # a gain is asked for by then
        **aside,
        **pulse,
        **_first_day(kind, place),
    }


def _first_day(kind: str, place: int) -> dict[str, Any]:
    """By so many days from the day the plan is made; none where the suggested day is taken."""
    match kind:
        case "mid_course":
            return {"first_day": -(20 + 30 * place)}
        case "fresh" if place % 3 == 0:
            return {"first_day": 5 + place}
        case "stepping" if place % 4 == 0:
            return {"first_day": -(place % 13)}
    return {}


def _child(chance: Random) -> dict[str, Any]:
    age = chance.randrange(3, 17)
    aside = {"age": age, "sex": chance.choice(("F", "M")), "egfr": 100} if age % 2 else {}
    return {
        "region": chance.choice(tuple(Region)).value,
        "weight": f"{10 + 3 * age} kg",
        "subtype": Subtype.JUVENILE.value,
        "height_cm": 75 + 6 * age,
        "severity": chance.choice(tuple(Severity)),
        "ild": chance.choice(tuple(Ild)),
        **aside,
    }
