"""What may be decided about a drug, as the prose says it: forbidden, allowed, or left open.

It knows nothing of the product's code.
"""

from collections.abc import Iterator
from decimal import Decimal

from tests.oracle.diary import Diary
from tests.oracle.life import AGENTS, HARMS, HELD_BLIND, RESCUE, Life, Wish
from tests.oracle.reading import WEEKDAYS, read

HARM_A_CHILD = ("methotrexate", "mycophenolate", "cyclophosphamide")
CARRIES = ("yes", "planning", "breastfeeding")
HOLDS = (
    *HARMS, "interacting_drug", "influenza_vaccine", "overdose", "tests_overdue", "closed",
    "other",
)  # fmt: skip
STOPS = (
    *HARMS, "interacting_drug", "pregnancy", "no_effect", "remission", "other_treatment",
    "completed", "moved", "died",
)  # fmt: skip
REASONS = {
    "begin": ("as_planned", "already_taken", "beside", "rescue", "specialist"),
    "rise": ("results_good",),
    "stay": ("results_missing", "intolerance", "enough"),
    "suspend": HOLDS,
    "resume": ("recovered", "specialist"),
    "amount": (
        "already_taken", "intolerance", "low_counts", "liver", "kidney", "remission", "specialist",
    ),
    "weekday": ("suits_better",),
    "end": STOPS,
}  # fmt: skip
MOST = {"methotrexate": Decimal(25), "mycophenolate": Decimal(3000)}
TABLET = {
    "methotrexate": Decimal("2.5"),
    "azathioprine": Decimal(25),
    "mycophenolate": Decimal(250),
}
LEVEL_1 = {
    "methotrexate": {"liver_disease", "alcohol_excess"},
    "azathioprine": {
        *(f"{test}_{found}" for test in ("tpmt", "nudt15") for found in
          ("poor", "unknown", "indeterminate")),
        "both_intermediate", "allopurinol", "febuxostat", "egfr_below_10",
    },
    "mycophenolate": set[str](),
}  # fmt: skip
TRIED_DAYS = (84, 93)  # three months, however they are counted
LATEST_DAYS = 365


def verdict(life: Life, wish: Wish) -> tuple[str, tuple[str, ...]]:
    """Whether it may be decided, and every reason against it or for leaving it open."""
    against = tuple(_against(life, wish))
    if against:
        return "no", against
    doubtful = tuple(_open(life, wish))
    return ("open", doubtful) if doubtful else ("yes", ())


def _against(life: Life, wish: Wish) -> Iterator[str]:
    drug = str(wish.drug)
    if wish.reason not in REASONS[wish.move]:
        yield "reason"
    diary = life.running(drug)
    if wish.move == "begin":
        yield from _begin(life, wish, drug)
    elif diary is None:
        yield "not begun"
        return
    else:
        yield from _running(life, wish, diary)
    if wish.move in ("begin", "rise", "resume", "amount"):
        if drug in HARM_A_CHILD and life.case.get("pregnancy") in CARRIES:
            yield "pregnancy"
        yield from _amount(life, wish, drug, diary)


def _begin(life: Life, wish: Wish, drug: str) -> Iterator[str]:
    planned = wish.reason == "as_planned"
    running = [each.drug for each in life.diaries if not each.ended]
    if drug in running:
        yield "begun already"
    if planned and (life.named["first"], life.named["status"]) != (drug, "ready"):
        yield "not named, or something is not known"
    if planned and any(each in AGENTS for each in running):
        yield "another agent is taken"
    if {"azathioprine", "mycophenolate"} <= {*running, drug}:
        yield "never together"
    tried = any(
        each.drug == drug and each.ended and each.last.why != "completed" for each in life.diaries
    )
    answered = life.case.get("immunosuppressants") or {}
    tried = tried or answered.get(drug) in ("failed", "not_tolerated")
    if (tried or life.closed(drug)) and wish.reason not in ("specialist", "rescue"):
        yield "closed"
    if drug == "methotrexate" and wish.weekday is None:
        yield "weekday"
    if planned and wish.on < max(life.today, 0):
        yield "in the past"
    if drug == "methotrexate" and _too_close(life, wish):
        yield "too close"
    if wish.on > max(life.today, 0) + 730:
        yield "too far ahead"


def _too_close(life: Life, wish: Wish) -> bool:
    """The first dose within a week of the last one of the same weekly drug."""
    doses = (
        day
        for each in life.diaries
        if each.drug == wish.drug
        for day, mark in each.days.items()
        if mark.dose and day < wish.on
    )
    last = max(doses, default=-1000)
    first = next(
        day for day in range(wish.on, wish.on + 7)
        if WEEKDAYS[life.weekday(day)] == (wish.weekday or WEEKDAYS[life.weekday(day)])
    )  # fmt: skip
    return last > first - 7


def _running(life: Life, wish: Wish, diary: Diary) -> Iterator[str]:
    today, held = life.today, diary.held
    if wish.move in ("rise", "stay", "suspend", "amount", "weekday") and held:
        yield "held"
    if wish.move == "resume" and not held:
        yield "not held"
    ahead = ("rise", "stay", "resume", "amount", "weekday")
    if wish.move in ahead and wish.on < today:
        yield "in the past"
    if wish.move in ("rise", "resume") and diary.drug in AGENTS:
        yield from _tests(life, wish, diary)
    match wish.move:
        case "rise":
            if diary.following() is None:
                yield "no higher amount"
            if diary.due is None or wish.on < diary.due:
                yield "before it is due"
            if life.closed(diary.drug):
                yield "closed"
        case "resume" if wish.reason != "specialist" and life.closed(diary.drug):
            if diary.drug in AGENTS:
                yield "closed"
        case "stay" if wish.weeks != 4:
            yield "not four weeks"
        case "suspend" if wish.until is not None and wish.until <= wish.on:
            yield "until"
        case "end" if wish.reason == "no_effect" and wish.on < _begun(diary) + TRIED_DAYS[0]:
            yield "before three months"
        case "weekday":
            if diary.weekday is None:
                yield "daily"
            elif wish.weekday is None:
                yield "weekday"
            if wish.on < _begun(diary) + 7:
                yield "in the first week"


def _begun(diary: Diary) -> int:
    return min(diary.days)


def _tests(life: Life, wish: Wish, diary: Diary) -> Iterator[str]:
    """Newer than the hold or the present amount; for a rise of that week."""
    if wish.tested is None:
        yield "tests missing"
    elif wish.tested > life.today:
        yield "tests to come"
    elif wish.tested <= diary.amount_since:
        yield "tests too old"
    elif wish.move == "rise" and diary.weekday is not None and wish.tested < wish.on - 7:
        yield "tests not of that week"


def _amount(life: Life, wish: Wish, drug: str, diary: Diary | None) -> Iterator[str]:
    mg = _mg(life, wish, diary)
    own = wish.move == "amount" or wish.reason in ("already_taken", "specialist")
    if mg is None:
        if own and wish.move in ("begin", "amount") and drug in AGENTS:
            yield "amount missing"
        return
    if mg <= 0:
        yield "nothing"
        return
    if wish.move == "begin" and wish.reason == "as_planned" and mg != _planned(life, drug):
        yield "not the first amount"
    last = diary.before if diary else None
    if wish.move == "resume" and last is not None and mg > last:
        yield "more than before"
    if drug in MOST and mg > MOST[drug]:
        yield "over the limit"
    known = read(life.case)
    tenths = int(known["weight_kg"])
    if drug == "azathioprine" and mg * 4 > tenths:  # 2.5 mg per kg
        yield "over the limit"
    if drug == "mycophenolate" and _below(known["egfr"], 25) and mg > 2000:
        yield "over the limit"
    if drug in TABLET and mg % TABLET[drug]:
        yield "no such tablets"
    route = wish.route or (diary.route if diary else None)
    if life.case["subtype"] == "juvenile":
        return
    if drug == "methotrexate" and mg > 15 and route is None:
        yield "route"
    if drug == "methotrexate" and mg > 20 and route == "mouth" and known["region"] == "uk":
        yield "under the skin only"


def _mg(life: Life, wish: Wish, diary: Diary | None) -> Decimal | None:
    if wish.move == "rise":
        return diary.following() if diary else None
    if wish.mg is not None or wish.move == "amount":
        return wish.mg
    if wish.move == "begin":
        return _planned(life, str(wish.drug))
    return diary.before if diary else None


def _planned(life: Life, drug: str) -> Decimal | None:
    """The first amount of the agent that is named; none of another."""
    ladder, _ = life.ladder(drug)
    return ladder[0] if ladder else None


def _below(value: object, limit: int) -> bool:
    return (isinstance(value, int) and value < limit) or (
        value is not None and not isinstance(value, int) and value < limit  # type: ignore[operator]
    )


def _open(life: Life, wish: Wish) -> Iterator[str]:
    """What the prose does not say."""
    drug, diary = str(wish.drug), life.running(str(wish.drug))
    if wish.move in ("suspend", "end") and wish.on < life.today:
        yield "told afterwards"
    if wish.move in ("suspend", "end") and diary is not None and wish.on < _begun(diary):
        yield "before it has begun"
    if wish.weekday is not None and drug != "methotrexate":
        yield "a weekday without a meaning"
    if wish.move in ("begin", "resume") and drug not in AGENTS and life.closed(drug):
        yield "given although it is closed"
    if wish.move == "rise" and wish.tested is not None and wish.tested < wish.on - 7:
        yield "tests not of that week"
    if diary is not None and wish.move not in ("suspend", "end", "begin"):
        if wish.on < diary.since:
            yield "before what was decided for later"
    if diary is not None and wish.on > life.today + LATEST_DAYS:
        yield "far ahead"
    if wish.reason == "specialist" and (drug in RESCUE or _level_1(life, drug)):
        yield "a specialist against what has no override"
    if wish.reason == "influenza_vaccine" and drug != "methotrexate":
        yield "no hold for a vaccine"
    if wish.move == "begin" and any(each.drug == drug for each in life.diaries):
        if wish.reason not in ("rescue", "specialist"):
            yield "begun once more after it was completed"
    if wish.reason == "overdose" and drug != "methotrexate":
        yield "an overdose of a daily drug"
    if wish.reason in ("tests_overdue", "overdose") and drug not in HELD_BLIND:
        yield "not held for this"
    if wish.move == "end" and wish.reason == "no_effect" and diary is not None:
        if wish.on < _begun(diary) + TRIED_DAYS[1]:
            yield "about three months"
    if life.emergency() and wish.move in ("rise", "begin", "resume"):
        yield "an emergency"
    if drug == "azathioprine" and wish.move in ("begin", "amount", "resume", "rise"):
        mg = _mg(life, wish, diary)
        if mg is not None and mg * 4 > _lean_tenths(life):
            yield "over the limit by ideal weight"
    if drug == "mycophenolate" and (_mg(life, wish, diary) or Decimal(0)) % 500:
        yield "a half step"
    if wish.move == "weekday" and diary is not None and wish.weekday is not None:
        if diary.weekday is not None and _same(diary, wish):
            yield "the same weekday"


def _same(diary: Diary, wish: Wish) -> bool:
    return WEEKDAYS[diary.weekday or 0] == wish.weekday


def _level_1(life: Life, drug: str) -> bool:
    closed = life.closed(drug)
    if life.case.get("active_infection"):
        return True
    low = drug == "methotrexate" and _below(read(life.case)["egfr"], 30)
    return low or bool(closed & LEVEL_1.get(drug, set()))


def _lean_tenths(life: Life) -> Decimal:
    """Tenths of a kilogram: the ideal weight where it is less and known."""
    known = read(life.case)
    tenths = Decimal(int(known["weight_kg"]))
    if known["height_cm"] is None or known["sex"] is None:
        return tenths
    inches = (Decimal(int(known["height_cm"])) - 1524) / Decimal("25.4")
    base = Decimal(500) if known["sex"] == "M" else Decimal(455)
    return min(tenths, base + max(inches, Decimal(0)) * 23)
