"""Lives drawn by chance: a patient, and day by day what somebody wishes or answers anew.

Some wishes are sensible, some are not to be granted; what is granted is what the prose grants.
"""

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

from tests.oracle.diary import Diary
from tests.oracle.life import AGENTS, RESCUE, Life, Wish
from tests.oracle.permitted import CARRIES, HOLDS, REASONS, STOPS
from tests.oracle.reading import WEEKDAYS

STARTS = ("2026-11-23", "2026-11-24", "2027-02-26", "2026-12-31", "2028-02-27", "2027-03-27")
KNOWN: dict[str, Any] = {
    "height_cm": 170, "egfr": 90, "hbv": "neg", "liver_disease": False,
    "alcohol_excess": False, "cytopenia": False, "active_infection": False,
    "allopurinol": False, "febuxostat": False, "tpmt": "normal", "nudt15": "normal",
    "immunosuppressants": {},
}  # fmt: skip
AMOUNTS = {
    "methotrexate": ("2.5", "5", "7.5", "10", "12.5", "15", "17.5", "20", "22.5", "25", "27.5",
                     "11", "0"),
    "azathioprine": ("25", "50", "75", "100", "125", "150", "175", "200", "250", "30"),
    "mycophenolate": ("500", "1000", "1500", "2000", "2500", "3000", "3500", "750", "1100"),
}  # fmt: skip
ANSWERS: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("pregnancy", (*CARRIES, "no")),
    ("active_infection", (True, False, False)),
    ("cytopenia", (True, False, False)),
    ("egfr", (90, 90, 45, 25, 20, 8)),
    ("ild", ("yes", "no", "no")),
    ("weight_kg", ("70", "55", "48", "41.5", "96")),
    ("liver_disease", (True, False)),
    ("alcohol_excess", (True, False)),
    ("hbv", ("pos", "neg")),
    ("allopurinol", (True, False)),
    ("tpmt", ("intermediate", "normal", "poor")),
    ("severe_dysphagia", (True, False)),
    ("rapidly_progressive", (True, False)),
    ("mda5", (True, False)),
    ("myocarditis", (True, False)),
)


def random_case(chance: Random) -> dict[str, Any]:
    """An adult, most often one whose agent is ready; now and then a child."""
    child = chance.random() < 0.06
    case: dict[str, Any] = {
        "weight_kg": chance.choice(("18", "31")) if child else chance.choice(("70", "48", "88.5")),
        "subtype": "juvenile" if child else chance.choice(("dermatomyositis", "necrotizing")),
        "severity": chance.choice(("mild", "moderate", "severe")),
        "ild": chance.choice(("no", "no", "no", "yes", "unknown")),
        "start_date": chance.choice(STARTS),
        "hold_weeks": chance.choice((2, 3, 4)),
        "tail": chance.choice(("standard", "slow2w")),
        "region": chance.choice(("us", "uk", "eu")),
        "sex": chance.choice(("M", "F")),
        "age": chance.choice((7, 11)) if child else chance.choice((30, 45, 70)),
        **KNOWN,
    }
    if child:
        case["height_cm"] = 120
    if case["sex"] == "F":
        case["pregnancy"] = "no"
    if chance.random() < 0.5:
        case["methotrexate_route"] = chance.choice(("mouth", "skin"))
    if chance.random() < 0.4:
        case["methotrexate_weekday"] = chance.choice(WEEKDAYS)
    if chance.random() < 0.2:
        case["tpmt"] = "intermediate"
    if chance.random() < 0.15:
        case["allopurinol"] = True
    if chance.random() < 0.15:
        drug = chance.choice((*AGENTS, *RESCUE))
        case["immunosuppressants"] = {drug: chance.choice(("failed", "not_tolerated"))}
    if chance.random() < 0.15:
        del case[chance.choice(tuple(KNOWN))]
    if not child and chance.random() < 0.2:
        case["pulse_days"] = chance.choice((1, 3, 5))
    return case


def wishes(chance: Random, life: Life) -> Iterator[Wish]:
    """What somebody would like to decide today: of the drugs that are there most often."""
    running = [each for each in life.diaries if not each.over(life.today)]
    ended = [each for each in life.diaries if each.over(life.today)]
    if ended and chance.random() < 0.15:
        drug, on = chance.choice(ended).drug, life.today + chance.choice((0, 0, 0, 0, 1, -1))
        yield Wish("recover", on, "recovered", drug, tested=_tested(chance, life))
        return
    if not running or chance.random() < 0.15:
        yield _begin(chance, life)
        return
    diary = chance.choice(running)
    if diary.held and chance.random() < 0.6:
        yield _resume(chance, life, diary)
    elif diary.due is not None and diary.due <= life.today + 1 and chance.random() < 0.6:
        yield _rise(chance, life, diary)
    else:
        yield _any(chance, life, diary)


def steroid_wish(chance: Random, life: Life) -> Wish | None:
    """The step when it is due, or not; now and then a hold, another dose, the end."""
    patient, today = life.steroid, life.today
    if patient.ended or not patient.taken:
        return None
    if today >= patient.due and not patient.waits and chance.random() < 0.6:
        return Wish("step", today, "response")
    if chance.random() < 0.01:
        return Wish("hold", today, chance.choice(("not_better", "red_flag")), weeks=2)
    if chance.random() < 0.01 and patient.dose > 20:
        lower = Decimal(patient.dose // 20 * 5)
        return Wish("off_plan", today, "intolerance", mg=max(lower, Decimal(5)), weeks=4)
    return None


def _tested(chance: Random, life: Life) -> int | None:
    """The day of blood tests: yesterday or today most often; or old, to come, or none."""
    ago = chance.choice((0, 0, 0, 1, 1, 2, 3, 6, 7, 8, 15, 30, -1, None))
    return None if ago is None else life.today - ago


def _on(chance: Random, life: Life) -> int:
    """Today most often, a day to come, now and then one that is past."""
    return life.today + chance.choice((0, 0, 0, 0, 1, 1, 2, 5, 9, 30, -1, -4))


def _route(chance: Random) -> str | None:
    return chance.choice((None, "mouth", "skin"))


def _begin(chance: Random, life: Life) -> Wish:
    named = life.named.get("first")
    if named in AGENTS and chance.random() < 0.6:
        first, _ = life.ladder(named)
        weekly = named == "methotrexate" or chance.random() < 0.05
        return Wish(
            "begin", max(_on(chance, life), 0), "as_planned", named,
            mg=chance.choice((None, *first[:2])),
            weekday=chance.choice(WEEKDAYS) if weekly and chance.random() < 0.95 else None,
            route=_route(chance) if named == "methotrexate" else None,
        )  # fmt: skip
    if chance.random() < 0.5:
        drug = chance.choice(RESCUE)
        return Wish("begin", life.today - chance.choice((0, 0, 1, 3)), "rescue", drug)
    drug = chance.choice(AGENTS)
    reason = chance.choice(("already_taken", "beside", "specialist"))
    on = _on(chance, life) - (chance.choice((0, 20, 60)) if reason == "already_taken" else 0)
    mg = Decimal(chance.choice(AMOUNTS[drug])) if chance.random() < 0.85 else None
    weekly = drug == "methotrexate"
    return Wish(
        "begin", on, reason, drug, mg=mg, weekday=chance.choice(WEEKDAYS) if weekly else None,
        route=_route(chance) if weekly else None,
    )  # fmt: skip


def _rise(chance: Random, life: Life, diary: Diary) -> Wish:
    on = life.today + chance.choice((0, 0, 0, 1, 2, 6, 12, -1))
    route = _route(chance) if diary.drug == "methotrexate" else None
    return Wish(
        "rise", on, "results_good", diary.drug, route=route, tested=_tested(chance, life)
    )  # fmt: skip


def _resume(chance: Random, life: Life, diary: Diary) -> Wish:
    mg = None
    if chance.random() < 0.4 and diary.drug in AGENTS:
        mg = Decimal(chance.choice(AMOUNTS[diary.drug]))
    weekday = chance.choice(WEEKDAYS) if diary.drug in AGENTS and chance.random() < 0.1 else None
    return Wish(
        "resume", life.today + chance.choice((0, 0, 0, 1, 3, 9)),
        chance.choice(("recovered", "recovered", "specialist")), diary.drug, mg=mg,
        weekday=weekday, tested=_tested(chance, life),
    )  # fmt: skip


def _any(chance: Random, life: Life, diary: Diary) -> Wish:
    drug, on = diary.drug, _on(chance, life)
    move = chance.choice(
        ("suspend", "suspend", "suspend", "stay", "amount", "weekday", "weekday", "end", "rise",
         "resume")
    )  # fmt: skip
    match move:
        case "suspend":
            until = on + chance.choice((0, 1, 7, 14, 30)) if chance.random() < 0.4 else None
            return Wish(move, on, chance.choice((*HOLDS, "response")), drug, until=until)
        case "stay":
            weeks = chance.choice((4, 4, 4, 2, 8))
            return Wish(move, on, "enough", drug, weeks=weeks)
        case "amount" if drug in AGENTS:
            mg = Decimal(chance.choice(AMOUNTS[drug]))
            route = _route(chance) if drug == "methotrexate" else None
            why = chance.choice(("specialist", "specialist", *REASONS[move]))
            tested = _tested(chance, life)
            return Wish(move, on, why, drug, mg=mg, route=route, tested=tested)
        case "weekday" if drug in AGENTS:
            return Wish(move, on, "suits_better", drug, weekday=chance.choice(WEEKDAYS))
        case "end" if chance.random() < 0.4:
            return Wish(move, on, chance.choice(STOPS), drug)
        case "resume":
            return _resume(chance, life, diary)
    return _rise(chance, life, diary)


def random_answer(chance: Random, life: Life) -> dict[str, Any]:
    """One answer given anew."""
    known = [each for each in ANSWERS if life.case.get("sex") == "F" or each[0] != "pregnancy"]
    if life.case["subtype"] == "juvenile":
        known = [each for each in known if each[0] != "weight_kg"]
    key, values = chance.choice(known[:6] if chance.random() < 0.7 else known)
    return {key: chance.choice(values)}
